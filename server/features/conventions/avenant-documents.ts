import { changementsDe, type Clauses } from '../../domain/conventions/avenant.js';
import { echeancierDeConvention } from '../../domain/conventions/termes.js';
import { dateLongue, euros } from '../../platform/format.js';
import type { Bloc } from '../../platform/pdf.js';
import { libelle } from '../../web/libelles.js';
import { p } from './convention-articles.js';
import { direChangements } from './changement-dit.js';
import { signaturesDe } from './convention-documents.js';

/** What the text of an avenant is written from. */
export interface AvenantARediger {
  readonly rang: number;
  readonly numeroConvention: string;
  readonly signatureConvention: string;
  readonly dossier: { readonly numero: string | null; readonly titre: string };
  readonly organisme: { readonly nom: string; readonly siret: string; readonly representantNom: string; readonly representantQualite: string };
  readonly collectivite: string;
  readonly avant: Clauses;
  readonly apres: Clauses;
  readonly motif: string;
  readonly deliberation: string;
}

/** Full text of an avenant: why, what changes, the schedule when it moves, what stays, signatures. */
export function texteAvenant(a: AvenantARediger): Bloc[] {
  const deliberation = a.deliberation === '' ? [] : [p(`Vu la délibération de la Commission permanente ${a.deliberation} ;`)];
  return [
    { type: 'titre', niveau: 1, texte: `Avenant n° ${a.rang} à la convention ${a.numeroConvention}` },
    p(`Entre ${a.collectivite}, ci-après « le financeur », et ${a.organisme.nom}, SIRET ${a.organisme.siret}, dont le représentant légal est ${a.organisme.representantNom}, ${a.organisme.representantQualite}, ci-après « le bénéficiaire ».`),
    p(`Vu la convention ${a.numeroConvention}, signée par les deux parties le ${dateLongue(a.signatureConvention)}, pour l’opération « ${a.dossier.titre} » (dossier n° ${a.dossier.numero ?? ''}) ;`),
    ...deliberation,
    { type: 'titre', niveau: 2, texte: 'Article 1. Objet' }, p(a.motif),
    { type: 'titre', niveau: 2, texte: 'Article 2. Clauses modifiées' },
    { type: 'tableau', colonnes: [{ titre: 'Clause', largeur: 3 }, { titre: 'Avant', largeur: 2 }, { titre: 'Après', largeur: 2 }], lignes: direChangements(changementsDe(a.avant, a.apres)).map((c) => [c.clause, c.avant, c.apres]) },
    ...echeancier(a),
    { type: 'titre', niveau: 2, texte: 'Article 4. Autres clauses' }, p('Les autres clauses de la convention restent en vigueur. Le présent avenant prend effet à la signature des deux parties.'),
    ...signaturesDe(a.organisme, a.collectivite),
  ];
}

function echeancier({ avant, apres }: AvenantARediger): Bloc[] {
  const titre: Bloc = { type: 'titre', niveau: 2, texte: 'Article 3. Versements' };
  if (avant.montant === apres.montant) return [titre, p('L’échéancier des versements n’est pas modifié.')];
  return [
    titre, p('L’échéancier s’établit désormais ainsi ; ce qui est déjà versé est conservé, et les versements qui suivent portent la différence.'),
    { type: 'tableau', colonnes: [{ titre: 'Échéance', largeur: 3 }, { titre: 'Montant', alignement: 'droite' }], lignes: echeancierDeConvention(apres.montant, apres.termes).map((e) => [libelle('declencheur', e.declencheur), euros(e.montant)]), totaux: ['Total', euros(apres.montant)] },
  ];
}

import type { Cents } from '../../domain/kernel/cents.js';
import type { EcheanceDeReversement } from '../../domain/versements/recouvrement.js';
import { instant, jourAParis, type Instant } from '../../platform/clock.js';
import { dateLongue, euros } from '../../platform/format.js';
import type { Bloc } from '../../platform/pdf.js';
import { blocAdresse } from '../../web/bloc-adresse.js';
import type { OrganismeLu } from '../organismes/organisme-queries.js';
import type { RemiseAEcrire } from './recouvrement-store.js';
import type { ReversementLu } from './reversement-queries.js';

interface Lettre {
  readonly titre: ReversementLu;
  readonly dossier: { readonly numero: string | null; readonly titre: string };
  readonly organisme: OrganismeLu;
  /** Still to recover: before a schedule, after a waiver; in cents. */
  readonly reste: Cents;
  readonly le: Instant;
  readonly collectivite: string;
}

const objet = ({ titre, dossier, organisme }: Lettre): Bloc => ({ type: 'definitions', entrees: [
  { terme: 'Titre de reversement', valeur: `${titre.numero}, émis le ${dateLongue(jourAParis(instant(titre.emisLe)))}` }, { terme: 'Dossier', valeur: `${dossier.numero ?? ''}, ${dossier.titre}` },
  { terme: 'Convention', valeur: titre.conventionNumero }, { terme: 'Organisme', valeur: `${organisme.nom}, SIRET ${organisme.siret}` },
] });

const signature = ({ le, collectivite }: Lettre): Bloc => ({ type: 'signature', lieu: '', date: dateLongue(jourAParis(le)), qualite: `Pour ${collectivite}` });

/** Letter that puts in writing the instalments agreed for a title. */
export function accordDeReglement(l: Lettre & { readonly echeances: readonly EcheanceDeReversement[] }): Bloc[] {
  return [
    blocAdresse(l.organisme), { type: 'titre', niveau: 1, texte: `Échéancier du titre ${l.titre.numero}` }, objet(l),
    { type: 'paragraphe', texte: `Il reste ${euros(l.reste)} à rembourser sur ce titre. Nous convenons des échéances suivantes, qui remplacent tout échéancier antérieur.` },
    { type: 'tableau', legende: 'Échéances', colonnes: [{ titre: 'Échéance', largeur: 1 }, { titre: 'À régler au plus tard le', largeur: 3 }, { titre: 'Montant', alignement: 'droite' }],
      lignes: l.echeances.map((e, i) => [String(i + 1), dateLongue(e.limite), euros(e.montant)]), totaux: ['', '', euros(l.reste)] },
    { type: 'paragraphe', texte: 'Chaque règlement se fait auprès du comptable public, avec la référence du titre. Une échéance non réglée à sa date peut mettre fin à cet accord : la somme restante devient alors exigible en une fois.' },
    signature(l),
  ];
}

/** Letter that tells what is waived of a title, and by which decision. */
export function decisionDeRemise(l: Lettre & { readonly remise: RemiseAEcrire }): Bloc[] {
  const { montant, decision, decideeLe, motif } = l.remise;
  return [
    blocAdresse(l.organisme), { type: 'titre', niveau: 1, texte: `Remise sur le titre ${l.titre.numero}` }, objet(l),
    { type: 'paragraphe', texte: `Par la décision ${decision} du ${dateLongue(decideeLe)}, une remise vous est accordée sur ce titre. Motif : ${motif}` },
    { type: 'tableau', legende: 'Effet de la remise', colonnes: [{ titre: 'Rubrique', largeur: 3 }, { titre: 'Montant', alignement: 'droite' }], lignes: [
      ['Montant du titre', euros(l.titre.montantCents)], ['Déjà remboursé', euros(l.titre.recuCents)], ...(l.titre.remisCents === 0 ? [] : [['Remises antérieures', euros(l.titre.remisCents)]]), ['Présente remise', euros(montant)],
    ], totaux: ['Reste à rembourser', euros(l.reste)] },
    { type: 'paragraphe', texte: l.reste === 0 ? 'Vous n’avez plus rien à rembourser sur ce titre.' : 'Le reste demeure à rembourser dans les conditions déjà fixées.' },
    signature(l),
  ];
}

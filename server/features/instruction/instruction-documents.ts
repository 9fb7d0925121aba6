import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import { CHAPITRES } from '../../domain/instruction/rapport.js';
import { dateLongue, euros, instantLong, pluriel } from '../../platform/format.js';
import type { Bloc } from '../../platform/pdf.js';
import { libelle } from '../../web/libelles.js';
import type { DossierLu } from '../dossiers/dossier-queries.js';
import type { AvisLu } from './avis-queries.js';
import type { InstructionLue } from './instruction-queries.js';

/** What the validated report says. */
export interface RapportValide {
  readonly dossier: DossierLu;
  readonly version: VersionDossier;
  readonly instruction: InstructionLue;
  readonly avis: readonly AvisLu[];
  readonly validePar: string;
}

const titre = (texte: string): Bloc => ({ type: 'titre', niveau: 2, texte });
const paragraphe = (texte: string): Bloc => ({ type: 'paragraphe', texte });

/** Instruction report for the committee: the project, the analysis by chapters, the amounts, the opinions received. */
export function rapportInstruction(r: RapportValide): Bloc[] {
  const { dossier, instruction, validePar } = r;
  return [
    rappel(r),
    ...CHAPITRES.flatMap((c) => [titre(libelle('chapitre', c)), paragraphe(instruction.chapitres[c]), ...(c === 'budget' ? plan(r) : [])]),
    { type: 'encadre', titre: `Conclusion : ${libelle('avis', instruction.conclusion ?? '')}`, texte: `Montant proposé : ${euros(instruction.proposeCents ?? 0)} sur ${euros(dossier.demandeCents)} demandés.` },
    ...avisRecus(r.avis),
    paragraphe(`Rapport établi par ${instruction.modifiePar} le ${instantLong(instruction.modifieLe)}, validé par ${validePar}.`),
  ];
}

function rappel({ dossier, version: { organisme, sections: { projet, publics } } }: RapportValide): Bloc {
  const personnes = publics.rsa + publics.horsRsaMoins25 + publics.horsRsaAutres;
  return {
    type: 'definitions', entrees: [
      { terme: 'Appel à projets', valeur: dossier.appelTitre }, { terme: 'Dossier', valeur: `${dossier.numero ?? ''}, version ${dossier.version}` }, { terme: 'Projet', valeur: projet.titre },
      { terme: 'Organisme', valeur: `${organisme.nom}, ${organisme.commune}, SIRET ${organisme.siret}` }, { terme: 'Opération', valeur: `du ${dateLongue(projet.debut)} au ${dateLongue(projet.fin)}` },
      { terme: 'Publics', valeur: `${pluriel(personnes, 'personne')}, dont ${pluriel(publics.rsa, 'bénéficiaire')} du RSA` },
    ],
  };
}

function plan({ version: { sections: { budget } }, instruction }: RapportValide): Bloc[] {
  const propose = (financeur: string): string => (financeur === 'departement' ? euros(instruction.proposeCents ?? 0) : '');
  return [
    {
      type: 'tableau', legende: 'Dépenses prévues', colonnes: [{ titre: 'Poste', largeur: 2 }, { titre: 'Libellé', largeur: 3 }, { titre: 'Montant', alignement: 'droite', largeur: 1.4 }],
      lignes: budget.depenses.map((d) => [libelle('poste', d.poste), d.libelle, euros(d.montant)]),
    },
    {
      type: 'tableau', legende: 'Plan de financement', lignes: budget.ressources.map((x) => [libelle('financeur', x.financeur), libelle('statut_ressource', x.statut), euros(x.montant), propose(x.financeur)]),
      colonnes: [{ titre: 'Financeur', largeur: 2 }, { titre: 'Statut', largeur: 1 }, { titre: 'Demandé', alignement: 'droite', largeur: 1.4 }, { titre: 'Proposé', alignement: 'droite', largeur: 1.4 }],
    },
  ];
}

function avisRecus(avis: readonly AvisLu[]): Bloc[] {
  const rendus = avis.filter((a) => a.renduLe !== null);
  if (rendus.length === 0) return [];
  return [titre('Avis des partenaires consultés'), {
    type: 'tableau', colonnes: [{ titre: 'Partenaire', largeur: 2 }, { titre: 'Avis', largeur: 1 }, { titre: 'Texte', largeur: 4 }],
    lignes: rendus.map((a) => [[a.personneNom, a.fonction].filter(Boolean).join(', '), libelle('avis', a.sens ?? ''), a.texte ?? '']),
  }];
}

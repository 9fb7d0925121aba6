import type { ActeContestable } from '../../domain/recours/recours.js';
import { dateLongue, instantLong, tailleFichier } from '../../platform/format.js';
import type { Bloc } from '../../platform/pdf.js';
import { libelle } from '../../web/libelles.js';

/** What the receipt of a recours says. */
export interface RecepisseDeRecours {
  readonly dossier: { readonly numero: string | null; readonly titre: string; readonly organismeNom: string; readonly appelTitre: string };
  readonly acte: ActeContestable;
  readonly texte: string;
  readonly fichiers: readonly { readonly nom: string; readonly taille: number; readonly sha256: string }[];
  readonly par: string;
  /** Instant of the deposit. */
  readonly le: string;
  /** Day on which silence becomes a rejection. */
  readonly rejet: string;
  /** Last day of the recours contentieux after that silence. */
  readonly contentieux: string;
  readonly juridiction: string;
}

/** Receipt of a recours gracieux: what is contested, when it was lodged, what was joined, and what follows (CRPA, art. L. 112-3 and R. 112-5). */
export function recepisseDeRecours(r: RecepisseDeRecours): Bloc[] {
  return [
    { type: 'paragraphe', texte: 'Le recours gracieux ci-dessous a été déposé. Ce récépissé ne préjuge pas de la réponse.' },
    { type: 'definitions', entrees: [
      { terme: 'Dossier', valeur: `${r.dossier.numero ?? ''}, ${r.dossier.titre}` }, { terme: 'Appel à projets', valeur: r.dossier.appelTitre }, { terme: 'Organisme', valeur: r.dossier.organismeNom },
      { terme: 'Acte contesté', valeur: `${libelle('acte', r.acte.contre)}, notification du ${dateLongue(r.acte.notifieLe)}` },
      { terme: 'Déposé le', valeur: `${instantLong(r.le)} et ${r.le.slice(17, 19)} s, par ${r.par}` },
      { terme: 'Dernier jour pour le déposer', valeur: dateLongue(r.acte.limite) },
    ] },
    { type: 'titre', niveau: 2, texte: 'Texte du recours' }, { type: 'paragraphe', texte: r.texte },
    { type: 'titre', niveau: 2, texte: 'Pièces jointes' },
    r.fichiers.length === 0 ? { type: 'paragraphe', texte: 'Aucune pièce.' } : {
      type: 'tableau', colonnes: [{ titre: 'Fichier', largeur: 3 }, { titre: 'Taille', alignement: 'droite' }, { titre: 'Empreinte SHA-256', largeur: 4 }],
      lignes: r.fichiers.map((f) => [f.nom, tailleFichier(f.taille), f.sha256]),
    },
    { type: 'titre', niveau: 2, texte: 'Suites' },
    { type: 'paragraphe', texte: `Sans réponse au ${dateLongue(r.rejet)}, votre recours est considéré comme rejeté. Vous pouvez alors saisir la juridiction compétente (${r.juridiction}) jusqu’au ${dateLongue(r.contentieux)} inclus.` },
  ];
}

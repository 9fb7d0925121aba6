import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import { dateLongue } from '../../platform/format.js';
import type { DocumentModele } from '../../platform/pdf.js';
import type { Marque } from '../reglages/marque-queries.js';

/** Fills the page. */
const LIGNES_VIERGES = 20;

/** Blank attendance sheet with the columns of the call; `creeLe` is an ISO instant. */
export function feuilleEmargement({ numero, version, colonnes, marque, creeLe }: {
  readonly numero: string; readonly version: VersionDossier; readonly colonnes: readonly string[]; readonly marque: Marque; readonly creeLe: string;
}): DocumentModele {
  const { projet } = version.sections;
  return {
    titre: 'Feuille d’émargement', reference: numero, emetteur: { nom: version.organisme.nom }, date: '', creeLe,
    blocs: [
      { type: 'definitions', entrees: [
        { terme: 'Organisme', valeur: version.organisme.nom }, { terme: 'Projet', valeur: projet.titre },
        { terme: 'Opération', valeur: `du ${dateLongue(projet.debut)} au ${dateLongue(projet.fin)}` },
        { terme: 'Financeur', valeur: marque.nom },
      ] },
      {
        type: 'tableau', legende: 'À remplir à chaque séance et à faire signer sur place',
        colonnes: colonnes.map((c) => ({ titre: c.charAt(0).toUpperCase() + c.slice(1), largeur: Math.min(4, Math.max(1, Math.round(c.length / 14))) })),
        lignes: Array.from({ length: LIGNES_VIERGES }, () => colonnes.map(() => '')),
      },
      { type: 'paragraphe', discret: true, texte: 'Gardez l’original de cette feuille : elle prouve la présence des participants lors du contrôle de service fait.' },
    ],
  };
}

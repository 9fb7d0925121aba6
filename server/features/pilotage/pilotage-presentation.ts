import { euros, nombre, pourcent } from '../../platform/format.js';
import { paths } from '../../web/paths.js';
import type { CodeMesure, TypeMesure } from './mesures.js';
import type { Groupe } from './pilotage-chiffres.js';
import { adresseFiltree, type FiltrePilotage } from './pilotage-filtre.js';

/** A figure as it is shown, with the list of the dossiers behind it. */
export interface ChiffreLie { readonly texte: string; readonly lien: string }

/** A figure of a breakdown: its header, and how it is read from a group. */
interface ColonneGroupe { readonly titre: string; readonly mesure: CodeMesure; readonly texte: (g: Groupe) => string }

/** A dash where there is nothing to say. */
export const ouTiret = <V>(valeur: V | null, ecrire: (v: V) => string): string => (valeur === null ? '—' : ecrire(valeur));

/** Columns of a breakdown, in order; the PDF and the yearly report print the same. */
export const COLONNES_GROUPE: readonly ColonneGroupe[] = [
  { titre: 'Dossiers', mesure: 'dossiers', texte: (g) => nombre(g.dossiers) },
  { titre: 'Demandé', mesure: 'demande', texte: (g) => euros(g.demandeCents) },
  { titre: 'Attribué', mesure: 'attribue', texte: (g) => euros(g.attribueCents) },
  { titre: 'Payé', mesure: 'paye', texte: (g) => euros(g.payeCents) },
  { titre: 'Personnes prévues', mesure: 'prevues', texte: (g) => nombre(g.prevues.total) },
  { titre: 'Coût prévu', mesure: 'cout_prevu', texte: (g) => ouTiret(g.coutPrevuCents, euros) },
  { titre: 'Personnes réalisées', mesure: 'realisees', texte: (g) => nombre(g.conclus.realisees.total) },
  { titre: 'Coût réalisé', mesure: 'cout_realise', texte: (g) => ouTiret(g.conclus.coutCents, euros) },
  { titre: 'Réalisation', mesure: 'realisation', texte: (g) => ouTiret(g.conclus.realisation, pourcent) },
];

/** Address of the list behind a figure. */
export const versListe = (filtre: FiltrePilotage, mesure: CodeMesure): string => adresseFiltree(paths.pilotage.dossiers, filtre, { mesure });

/** Figures of a group, each with its list. */
export const chiffresDe = (groupe: Groupe, filtre: FiltrePilotage): ChiffreLie[] => COLONNES_GROUPE.map((c) => ({ texte: c.texte(groupe), lien: versListe(filtre, c.mesure) }));

/** A value of a list behind a figure; rates are whole ten-thousandths. */
export function ecrireValeur(type: TypeMesure, valeur: number): string {
  switch (type) {
    case 'montant': return euros(valeur);
    case 'taux': return pourcent((valeur / 10_000).toFixed(4));
    case 'nombre': case 'jours': return nombre(valeur);
  }
}

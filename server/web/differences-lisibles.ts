import { differencesEntre, type Valeur } from '../domain/dossiers/differences.js';
import type { VersionDossier } from '../domain/dossiers/contenu.js';
import { lireJour } from '../domain/kernel/jour.js';
import { dateLongue, euros, nombre } from '../platform/format.js';
import { libelle } from './libelles.js';
import type { Noms } from './noms-appel.js';

/** One thing that changed between two deposits, in French. */
export interface DifferenceLisible { readonly rubrique: string; readonly champ: string; readonly avant: string; readonly apres: string }

/** Differences between two deposited versions as one reads them: the same for the history and for the admissibility page. */
export function differencesLisibles(avant: VersionDossier, apres: VersionDossier, noms: Noms): DifferenceLisible[] {
  const { champs, pieces } = differencesEntre(avant, apres);
  return [
    ...champs.map((c) => ({ rubrique: libelle('section', c.section), champ: libelle('champ', c.champ), avant: valeurLisible(c.champ, c.avant, noms), apres: valeurLisible(c.champ, c.apres, noms) })),
    ...pieces.map((p) => ({
      rubrique: 'Pièces', champ: noms.piece(p.precision === '' ? p.code : `${p.code}:${p.precision}`),
      avant: p.retirees.map((n) => `Retiré : ${n}`).join('\n'), apres: p.ajoutees.map((n) => `Ajouté : ${n}`).join('\n'),
    })),
  ];
}

const FAMILLES: Readonly<Record<string, string>> = { poste: 'poste', nature: 'nature_depense', financeur: 'financeur', statut: 'statut_ressource', forfaits: 'forfait' };

/** The value of a field of a section as people read it. */
export const valeurLisible = (champ: string, valeur: Valeur, noms: Noms): string => enTexte(valeur, noms, FAMILLES[champ]);

/** A value of a section as people read it: amounts in euros, days in words, one line per row of a list. */
function enTexte(valeur: Valeur, noms: Noms, famille?: string): string {
  if (valeur === null || valeur === '') return '—';
  if (typeof valeur === 'boolean') return valeur ? 'Oui' : 'Non';
  if (typeof valeur === 'number') return nombre(valeur);
  if (typeof valeur === 'string') return famille === undefined ? texteDe(valeur, noms) : libelle(famille, valeur);
  if (Array.isArray(valeur)) return valeur.length === 0 ? '—' : valeur.map((v: Valeur) => enTexte(v, noms, famille)).join('\n');
  return Object.entries(valeur)
    .map(([champ, v]: [string, Valeur]) => (champ === 'montant' && typeof v === 'number' ? euros(v) : champ === 'heures' ? `${String(v)} h` : champ === 'quotite' ? `${String(v)} % d’un temps plein` : enTexte(v, noms, FAMILLES[champ]))).join(' · ');
}

const texteDe = (valeur: string, noms: Noms): string => (lireJour(valeur) === null ? noms.territoire(valeur) : dateLongue(valeur));

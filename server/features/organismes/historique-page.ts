import type { Knex } from 'knex';
import { dateCourte } from '../../platform/format.js';
import { lireJour } from '../../domain/kernel/jour.js';
import { libelle } from '../../web/libelles.js';
import { lireHistoriqueOrganisme, lireNoms, type FaitOrganisme } from './organisme-queries.js';

/** One act on the organisme, in words. */
export interface ActeOrganisme {
  readonly le: string;
  readonly acteur: string;
  readonly action: string;
  readonly details: readonly string[];
  /** The account that receives the money changed. */
  readonly iban: boolean;
}

/**
 * History of an organisme, newest first, two queries.
 * @param adresses shows the addresses of invited people
 */
export async function historiqueEnMots(db: Knex, organismeId: string, adresses: boolean): Promise<ActeOrganisme[]> {
  const faits = await lireHistoriqueOrganisme(db, organismeId);
  const noms = await lireNoms(db, faits.flatMap((f) => texte(f, 'personneId') || []));
  return faits.map((f) => ({
    le: f.le, acteur: f.acteur, action: libelle('action', f.action), iban: f.donnees['iban'] === true,
    details: [...surQui(f, noms, adresses), ...changements(f), ...delegation(f)],
  }));
}

const texte = (f: FaitOrganisme, champ: string): string => {
  const valeur = f.donnees[champ];
  return typeof valeur === 'string' ? valeur : '';
};

function surQui(f: FaitOrganisme, noms: ReadonlyMap<string, string>, adresses: boolean): string[] {
  const qui = noms.get(texte(f, 'personneId')) ?? (adresses ? texte(f, 'courriel') : '');
  const role = texte(f, 'role') === '' ? '' : libelle('habilitation', texte(f, 'role')).toLowerCase();
  const details = [qui === f.acteur ? '' : qui, role].filter((t) => t !== '').join(', ');
  return details === '' ? [] : [details];
}

interface ChangementLu { readonly champ: unknown; readonly de: unknown; readonly vers: unknown }

function changements(f: FaitOrganisme): string[] {
  const liste = f.donnees['changements'];
  if (!Array.isArray(liste)) return [];
  return (liste as ChangementLu[]).map(({ champ, de, vers }) => `${libelle('champ', String(champ))} : ${lisible(champ, de)} → ${lisible(champ, vers)}`);
}

const lisible = (champ: unknown, valeur: unknown): string => {
  if (typeof valeur !== 'string' || valeur === '') return '(vide)';
  return champ === 'nature' ? libelle('nature_organisme', valeur) : champ === 'iban' || champ === 'bic' ? valeur : `« ${valeur} »`;
};

function delegation(f: FaitOrganisme): string[] {
  const finies = Number(f.donnees['delegationsFinies'] ?? 0);
  const [du, jusquAu] = [lireJour(texte(f, 'du')), lireJour(texte(f, 'jusquAu'))];
  return [
    ...(du === null || jusquAu === null ? [] : [`du ${dateCourte(du)} au ${dateCourte(jusquAu)}`]),
    ...(finies > 0 ? [`${finies} délégation${finies > 1 ? 's' : ''} terminée${finies > 1 ? 's' : ''}`] : []),
  ];
}

import type { Knex } from 'knex';
import { manquesDe, suiviDu, type Champ } from '../../domain/participants/fiche.js';
import { INDICATEURS, indicateursDe, REGLE_DES_INDICATEURS } from '../../domain/participants/indicateurs.js';
import type { Fiche } from '../../domain/participants/questionnaire.js';
import type { IdentiteScellee } from './participant-coffre.js';

/** Column of each answer; the day of birth is in the identity alone. */
export const COLONNE_DE: Readonly<Record<Exclude<Champ, 'naissance'>, string>> = {
  sexe: 'sexe', entree: 'entree', sortie: 'sortie', suiviLe: 'suivi_le', statut: 'statut', dureeChomage: 'duree_chomage', formation: 'formation', niveau: 'niveau', handicap: 'handicap', paysTiers: 'pays_tiers',
  origine: 'origine', minorite: 'minorite', logement: 'logement', rural: 'rural', situationSortie: 'situation_sortie', formationSortie: 'formation_sortie', qualification: 'qualification',
  situationSuivi: 'situation_suivi', amelioration: 'amelioration',
};
/** Answers that have a column. */
export const CHAMPS = Object.keys(COLONNE_DE) as (keyof typeof COLONNE_DE)[];
const annee = (jour: string | null): number | null => (jour === null ? null : Number(jour.slice(0, 4)));

/** Columns of a record: its answers, and what is counted of it. */
function colonnesDeFiche(fiche: Fiche): Record<string, string | number | null> {
  const comptes = indicateursDe(fiche);
  return {
    ...Object.fromEntries(CHAMPS.map((champ) => [COLONNE_DE[champ], fiche[champ]])),
    suivi_du: suiviDu(fiche), annee_entree: annee(fiche.entree), annee_sortie: annee(fiche.sortie), annee_suivi: annee(fiche.suiviLe),
    complete: manquesDe(fiche).length === 0 ? 1 : 0, regle: REGLE_DES_INDICATEURS, ...Object.fromEntries(INDICATEURS.map((code) => [code.toLowerCase(), comptes.has(code) ? 1 : 0])),
  };
}

/** Counts a record again by the rule in force; what it says, and the version its readers have, stay. */
export const recompterFiche = (db: Knex.Transaction, id: string, fiche: Fiche): Promise<number> => db('participants').where({ id }).update(colonnesDeFiche(fiche));

/** A new record with who it is about. */
export interface ParticipantAEcrire {
  readonly id: string;
  readonly dossierId: string;
  readonly pseudonyme: string;
  readonly fiche: Fiche;
  readonly identite: IdentiteScellee;
  readonly source: 'saisie' | 'import';
  readonly creePar: string;
  readonly creeLe: string;
}

/** Stores new records, then their identities. */
export async function insererParticipants(db: Knex.Transaction, participants: readonly ParticipantAEcrire[]): Promise<void> {
  if (participants.length === 0) return;
  const lignes = participants.map((p) => ({
    id: p.id, dossier_id: p.dossierId, pseudonyme: p.pseudonyme, ...colonnesDeFiche(p.fiche), version: 1, source: p.source, cree_par: p.creePar, cree_le: p.creeLe, modifie_le: p.creeLe,
  }));
  await db.batchInsert('participants', lignes, LIGNES_PAR_ORDRE);
  await db.batchInsert('participant_identites', participants.map((p) => colonnesIdentite(p.id, p.dossierId, p.identite)), LIGNES_PAR_ORDRE);
}

/** Both databases bound the parameters of one statement. */
const LIGNES_PAR_ORDRE = 200;

const colonnesIdentite = (participantId: string, dossierId: string, { version, chiffre, empreinte }: IdentiteScellee): Record<string, string | number> =>
  ({ participant_id: participantId, dossier_id: dossierId, cle_version: version, chiffre, empreinte });

/** Writes a record again, with its identity. */
export async function remplacerParticipant(db: Knex.Transaction, { id, fiche, identite, modifieLe }: { readonly id: string; readonly fiche: Fiche; readonly identite: IdentiteScellee; readonly modifieLe: string }): Promise<void> {
  await db('participants').where({ id }).update({ ...colonnesDeFiche(fiche), version: db.raw('version + 1'), modifie_le: modifieLe });
  await db('participant_identites').where({ participant_id: id }).update({ cle_version: identite.version, chiffre: identite.chiffre, empreinte: identite.empreinte });
}

/** Answers and days of a record, which go with the person; gender, years and indicators remain. */
const EFFACES = [...CHAMPS.filter((c) => c !== 'sexe').map((c) => COLONNE_DE[c]), 'suivi_du', 'pseudonyme'];

/** Destroys who these records are of, and what they answered: what remains is counted and designates nobody. */
export async function anonymiserFiches(db: Knex.Transaction, ids: readonly string[], le: string): Promise<void> {
  await db('participant_identites').whereIn('participant_id', [...ids]).del();
  await db('participants').whereIn('id', [...ids]).update({ ...Object.fromEntries(EFFACES.map((c) => [c, null])), version: db.raw('version + 1'), modifie_le: le, efface_le: le });
}

/** Removes a record entered by mistake, with its identity. */
export async function supprimerParticipant(db: Knex.Transaction, id: string): Promise<void> {
  await db('participant_identites').where({ participant_id: id }).del();
  await db('participants').where({ id }).del();
}

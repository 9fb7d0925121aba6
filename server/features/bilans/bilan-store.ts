import type { ContenuBilan } from '../../domain/bilans/contenu.js';
import type { Financeur, Poste } from '../../domain/financements/nomenclature.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { verrouiller } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';

/** An expense line as entered; `fichierId` null keeps the evidence already attached. */
export interface DepenseAEcrire {
  readonly poste: Poste;
  readonly libelle: string;
  readonly date: Jour;
  readonly acquitteeLe: Jour | null;
  readonly montantCents: number;
  readonly fichierId: string | null;
}

/** A resource line as entered; `fichierId` null keeps the proof already attached. */
export interface RessourceAEcrire {
  readonly financeur: Financeur;
  readonly libelle: string;
  readonly montantCents: number;
  readonly fichierId: string | null;
}

/** Holds the final bilan of a dossier until the transaction ends, so that its lines and its state agree. */
export async function tenirLeBilan({ db }: Contexte, dossierId: string): Promise<void> {
  await verrouiller(db('bilans').where({ dossier_id: dossierId, nature: 'final' }), db).first('id');
}

/** Creates the final bilan unless there is one. @returns true when it was created. */
export async function creerBilan({ db, maintenant }: Contexte, b: { id: string; dossierId: string; limite: Jour; contenu: ContenuBilan }): Promise<boolean> {
  const creees: unknown[] = await db('bilans').insert({
    id: b.id, dossier_id: b.dossierId, nature: 'final', etat: 'brouillon', contenu: JSON.stringify(b.contenu), version: 1, limite: b.limite, ouvert_le: maintenant,
  }).onConflict(['dossier_id', 'nature']).ignore().returning('id');
  if (creees.length === 0) return false;
  return (await db('bilans').where({ id: b.id }).first('id')) !== undefined;
}

/** Replaces the declared content of the version read. @returns false when someone saved another meanwhile. */
export async function ecrireContenu({ db }: Contexte, bilanId: string, version: number, contenu: ContenuBilan): Promise<boolean> {
  return (await db('bilans').where({ id: bilanId, version }).update({ contenu: JSON.stringify(contenu), version: version + 1 })) === 1;
}

const colonnesDepense = (d: DepenseAEcrire): Record<string, unknown> => ({
  poste: d.poste, libelle: d.libelle, date: d.date, acquittee_le: d.acquitteeLe, montant_cents: d.montantCents, ...(d.fichierId === null ? {} : { fichier_id: d.fichierId }),
});

/** Adds an expense line after the others. */
export async function insererDepense({ db }: Contexte, id: string, bilanId: string, d: DepenseAEcrire): Promise<void> {
  const dernier = await db('bilan_depenses').where({ bilan_id: bilanId }).max({ rang: 'rang' }).first<{ rang: number | null } | undefined>();
  await db('bilan_depenses').insert({ id, bilan_id: bilanId, rang: Number(dernier?.rang ?? 0) + 1, ...colonnesDepense(d) });
}

export const modifierLigneDepense = ({ db }: Contexte, id: string, bilanId: string, d: DepenseAEcrire): Promise<number> =>
  db('bilan_depenses').where({ id, bilan_id: bilanId }).update(colonnesDepense(d));

export const supprimerDepense = ({ db }: Contexte, id: string, bilanId: string): Promise<number> => db('bilan_depenses').where({ id, bilan_id: bilanId }).del();

const colonnesRessource = (r: RessourceAEcrire): Record<string, unknown> => ({
  financeur: r.financeur, libelle: r.libelle, montant_cents: r.montantCents, ...(r.fichierId === null ? {} : { fichier_id: r.fichierId }),
});

export async function insererRessource({ db }: Contexte, id: string, bilanId: string, r: RessourceAEcrire): Promise<void> {
  await db('bilan_ressources').insert({ id, bilan_id: bilanId, ...colonnesRessource(r) });
}

export const modifierLigneRessource = ({ db }: Contexte, id: string, bilanId: string, r: RessourceAEcrire): Promise<number> =>
  db('bilan_ressources').where({ id, bilan_id: bilanId }).update(colonnesRessource(r));

export const supprimerRessource = ({ db }: Contexte, id: string, bilanId: string): Promise<number> => db('bilan_ressources').where({ id, bilan_id: bilanId }).del();

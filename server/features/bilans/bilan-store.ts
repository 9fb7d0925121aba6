import type { ContenuBilan } from '../../domain/bilans/contenu.js';
import type { NatureBilan } from '../../domain/bilans/lignes.js';
import type { Financeur } from '../../domain/financements/nomenclature.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { verrouiller } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';

/** A resource line as entered; `fichierId` null keeps the proof already attached. */
export interface RessourceAEcrire {
  readonly financeur: Financeur;
  readonly libelle: string;
  readonly montantCents: number;
  readonly fichierId: string | null;
}

/** Holds a bilan of a dossier until the transaction ends, so that its lines and its state agree. */
export async function tenirLeBilan({ db }: Contexte, dossierId: string, nature: NatureBilan): Promise<void> {
  await verrouiller(db('bilans').where({ dossier_id: dossierId, nature }), db).first('id');
}

/** Creates a bilan unless there is one of that nature. @returns true when it was created. */
export async function creerBilan({ db, maintenant }: Contexte, b: { id: string; dossierId: string; nature: NatureBilan; limite: Jour; contenu: ContenuBilan }): Promise<boolean> {
  const creees: unknown[] = await db('bilans').insert({
    id: b.id, dossier_id: b.dossierId, nature: b.nature, etat: 'brouillon', contenu: JSON.stringify(b.contenu), version: 1, limite: b.limite, ouvert_le: maintenant,
  }).onConflict(['dossier_id', 'nature']).ignore().returning('id');
  if (creees.length === 0) return false;
  return (await db('bilans').where({ id: b.id }).first('id')) !== undefined;
}

/** Replaces the declared content of the version read; `journalise`: the journal tells of it now. @returns false when someone saved another meanwhile. */
export async function ecrireContenu({ db, maintenant }: Contexte, bilanId: string, version: number, contenu: ContenuBilan, journalise = true): Promise<boolean> {
  const trace = journalise ? { journalise_le: maintenant } : {};
  return (await db('bilans').where({ id: bilanId, version }).update({ contenu: JSON.stringify(contenu), version: version + 1, ...trace })) === 1;
}

const colonnesRessource = (r: RessourceAEcrire): Record<string, unknown> => ({
  financeur: r.financeur, libelle: r.libelle, montant_cents: r.montantCents, ...(r.fichierId === null ? {} : { fichier_id: r.fichierId }),
});

export async function insererRessource({ db }: Contexte, id: string, bilanId: string, r: RessourceAEcrire): Promise<void> {
  await db('bilan_ressources').insert({ id, bilan_id: bilanId, ...colonnesRessource(r) });
}

export const modifierLigneRessource = ({ db }: Contexte, id: string, bilanId: string, r: RessourceAEcrire): Promise<number> =>
  db('bilan_ressources').where({ id, bilan_id: bilanId }).update(colonnesRessource(r));

export const supprimerRessource = ({ db }: Contexte, id: string, bilanId: string): Promise<number> => db('bilan_ressources').where({ id, bilan_id: bilanId }).del();

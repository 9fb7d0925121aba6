import { franchir, type Machine } from '../../domain/etats/machine.js';
import { verrouiller } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';

const TABLES: Readonly<Record<string, string>> = {
  appel: 'appels', dossier: 'dossiers', convention: 'conventions', avenant: 'avenants', versement: 'versements', reversement: 'reversements', bilan: 'bilans', recours: 'recours', seance: 'seances', ajustement: 'ajustements', demande_droits: 'droits_demandes',
};

export interface Changement {
  readonly id: string;
  /** Dossier in whose history the change is shown; the object itself when it is a dossier. */
  readonly dossierId?: string;
  readonly motif?: string;
  /** Columns written with the state. */
  readonly champs?: Readonly<Record<string, unknown>>;
  /** Figures kept in the journal row. */
  readonly donnees?: Readonly<Record<string, unknown>>;
}

/**
 * Makes a transition of a state machine: the row is locked, the table of transitions decides, the state and
 * its journal row are written in the same transaction.
 * @returns the new state. @throws Refus `etat.incompatible`; Introuvable when there is no such row.
 */
export async function changerEtat<E extends string, T extends string>(ctx: Contexte, machine: Machine<E, T>, transition: T, changement: Changement): Promise<E> {
  const table = TABLES[machine.nom];
  if (table === undefined) throw new Error(`no table for machine ${machine.nom}`);
  const { id, motif, champs = {}, donnees } = changement;
  const ligne = trouve(await verrouiller(ctx.db(table).where({ id }), ctx.db).first<{ etat: E } | undefined>('etat'));
  const etat = franchir(machine, transition, ligne.etat);
  const trace = machine.nom === 'dossier' ? { modifie_le: ctx.maintenant } : {};
  await ctx.db(table).where({ id }).update({ ...trace, ...champs, etat });
  const dossierId = changement.dossierId ?? (machine.nom === 'dossier' ? id : undefined);
  ctx.journaliser({
    action: `${machine.nom}.${transition}`, objet: machine.nom, objetId: id, de: ligne.etat, vers: etat,
    ...(dossierId === undefined ? {} : { dossierId }), ...(motif === undefined ? {} : { motif }), ...(donnees === undefined ? {} : { donnees }),
  });
  return etat;
}

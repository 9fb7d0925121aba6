import { exigerCompteNeuf } from '../../domain/versements/regles.js';
import { Refus } from '../../domain/kernel/refus.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { masquerIban } from '../../domain/organismes/profil.js';
import { lireCompteAccepte, lireDernierCompte, lireDernierRib } from './compte-queries.js';
import { lireVersement } from './versement-queries.js';

/** Keeps the account an organisme has when one of its conventions is signed: the parties agreed on it. */
export async function retenirCompteSigne(ctx: Contexte, organismeId: string): Promise<void> {
  const { iban } = trouve(await ctx.db('organismes').where({ id: organismeId }).first<{ iban: string } | undefined>('iban'));
  if (iban === '') return;
  await ctx.db('comptes_acceptes').insert({ id: ctx.nouvelId(), organisme_id: organismeId, iban, accepte_par: null, accepte_le: ctx.maintenant }).onConflict(['organisme_id', 'iban']).ignore();
}

/**
 * Holds that the account of an organisme was agreed on at a signature, or accepted since by another person than the one
 * who is about to pay on it.
 * @throws Refus `versement.compte_a_accepter`, `versement.compte_accepte_par_vous`
 */
export async function exigerCompteAccepte(ctx: Contexte, organisme: { readonly id: string; readonly iban: string }): Promise<void> {
  const compte = await lireCompteAccepte(ctx.db, organisme.id, organisme.iban);
  if (compte === null) throw new Refus('versement.compte_a_accepter');
  if (compte.acceptePar !== null && compte.acceptePar === ctx.acteur.id) throw new Refus('versement.compte_accepte_par_vous');
}

/**
 * Accepts the new account of an organisme, seen on a bank statement it filed since the former one was agreed on.
 * @throws Refus `versement.iban_absent`, `versement.rib_a_deposer`; nothing changes when it already is accepted
 */
export async function accepterCompte(ctx: Contexte, dossierId: string, versementId: string): Promise<void> {
  const { organisme } = trouve(await lireVersement(ctx.db, dossierId, versementId));
  const [dernier, rib] = [await lireDernierCompte(ctx.db, organisme.id), await lireDernierRib(ctx.db, organisme.id)];
  exigerCompteNeuf({ iban: organisme.iban, ribLe: rib?.ajouteLe ?? null, dernierLe: dernier?.accepteLe ?? null });
  await ctx.db('comptes_acceptes').insert({ id: ctx.nouvelId(), organisme_id: organisme.id, iban: organisme.iban, accepte_par: trouve(ctx.acteur.id), accepte_le: ctx.maintenant, fichier_id: rib?.fichierId ?? null })
    .onConflict(['organisme_id', 'iban']).ignore();
  ctx.journaliser({ action: 'compte_bancaire.accepter', objet: 'organisme', objetId: organisme.id, dossierId, donnees: { iban: masquerIban(organisme.iban), fichierId: rib?.fichierId ?? null } });
}

import { Refus } from '../../domain/kernel/refus.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import type { Instant } from '../../platform/clock.js';
import { trouve } from '../../web/errors.js';
import { courrielNouvelleVersion, courrielProlongation, prevenirLesBrouillons } from './appel-courriels.js';
import { direDifferences } from './appel-differences.js';
import { listerTerritoires } from './appel-queries.js';
import { exigerComplet, exigerInchange, type AppelModifie } from './appel-service.js';
import { ecrireAppel, ecrireModification, effacerModification, empreinteAppel, figerVersion, lireModification, verrouillerAppel, type AppelEcrit, type AppelLu } from './appel-store.js';

/**
 * Replaces the rules of a published call by a new frozen version. Dossiers already deposited keep theirs; brouillons follow
 * it, and their porteurs are told by mail what changed. The code never changes; a closing that moves is never set in the past.
 * @returns the number of the new version
 * @throws Refus `etat.incompatible` unless published, `appel.modifie_entre_temps`, `appel.sans_changement`,
 * `appel.fermeture_passee`, `appel.incomplet`
 */
export async function nouvelleVersion(ctx: Contexte, modifie: AppelModifie & { readonly motif: string }): Promise<number> {
  const actuel = await verrouillerPublie(ctx, modifie.appelId);
  exigerInchange(actuel, modifie);
  return publierVersion(ctx, actuel, modifie, modifie.motif);
}

/**
 * Publishes the changes written section by section on a published call.
 * @returns the number of the new version
 * @throws Refus `appel.sans_changement` when nothing was written, and as `nouvelleVersion`
 */
export async function publierModifications(ctx: Contexte, { appelId, motif, empreinte }: { appelId: string; motif: string; empreinte?: string }): Promise<number> {
  const actuel = await verrouillerPublie(ctx, appelId);
  const enCours = await lireModification(ctx.db, appelId, actuel.code);
  if (enCours === null) throw new Refus('appel.sans_changement');
  if (empreinte !== undefined && empreinte !== empreinteAppel({ ...enCours, version: actuel.version })) throw new Refus('appel.modifie_entre_temps');
  const version = await publierVersion(ctx, actuel, enCours, motif);
  await effacerModification(ctx.db, appelId);
  return version;
}

/** Gives up the changes being written; the published version stays. @throws Refus `appel.sans_changement` when there were none */
export async function abandonnerModifications(ctx: Contexte, { appelId }: { appelId: string }): Promise<void> {
  trouve(await verrouillerAppel(ctx.db, appelId));
  if (!(await effacerModification(ctx.db, appelId))) throw new Refus('appel.sans_changement');
  ctx.journaliser({ action: 'appel.abandonner_modifications', objet: 'appel', objetId: appelId });
}

/**
 * Moves the closing of a published call further, and nothing else: a new version, told to everybody who has a brouillon.
 * Changes being written keep their own closing, unless it was the former one.
 * @returns the number of people told
 * @throws Refus `appel.prolongation_avant` with `fermeLe` when it is not later, `appel.fermeture_passee`, `etat.incompatible`
 */
export async function prolongerAppel(ctx: Contexte, { appelId, fermeLe, motif }: { appelId: string; fermeLe: Instant; motif: string }): Promise<number> {
  const actuel = await verrouillerPublie(ctx, appelId);
  if (fermeLe <= actuel.fermeLe) throw new Refus('appel.prolongation_avant', { champ: 'fermeLe.jour', fermeLe: actuel.fermeLe });
  if (fermeLe < ctx.maintenant) throw new Refus('appel.fermeture_passee', { champ: 'fermeLe.jour' });
  const version = actuel.version + 1;
  const suivant: AppelEcrit = { ...actuel, fermeLe };
  await ecrireAppel(ctx.db, appelId, suivant, version);
  await figerVersion(ctx.db, appelId, version, suivant, motif, ctx.maintenant);
  const enCours = await lireModification(ctx.db, appelId, actuel.code);
  if (enCours?.fermeLe === actuel.fermeLe) await ecrireModification(ctx.db, appelId, { ...enCours, fermeLe }, ctx.acteur.id, ctx.maintenant);
  const prevenus = await prevenirLesBrouillons(ctx, appelId, `appel.version:${version}`, (p) => courrielProlongation(suivant, actuel.fermeLe, motif, p));
  ctx.journaliser({ action: 'appel.prolonger', objet: 'appel', objetId: appelId, motif, donnees: { version, avant: actuel.fermeLe, apres: fermeLe, prevenus } });
  return prevenus;
}

async function verrouillerPublie(ctx: Contexte, appelId: string): Promise<AppelLu> {
  const actuel = trouve(await verrouillerAppel(ctx.db, appelId));
  if (actuel.etat !== 'publie') throw new Refus('etat.incompatible', { objet: 'appel', etat: actuel.etat, transition: 'nouvelle_version' });
  return actuel;
}

async function publierVersion(ctx: Contexte, actuel: AppelLu, voulu: AppelEcrit, motif: string): Promise<number> {
  const suivant: AppelEcrit = { code: actuel.code, titre: voulu.titre, ouvreLe: voulu.ouvreLe, fermeLe: voulu.fermeLe, contenu: voulu.contenu };
  const changements = direDifferences(actuel, suivant, await listerTerritoires(ctx.db));
  if (changements.length === 0) throw new Refus('appel.sans_changement');
  if (suivant.fermeLe !== actuel.fermeLe && suivant.fermeLe < ctx.maintenant) throw new Refus('appel.fermeture_passee', { champ: 'fermeLe.jour' });
  await exigerComplet(ctx, suivant);
  const version = actuel.version + 1;
  await ecrireAppel(ctx.db, actuel.id, suivant, version);
  await figerVersion(ctx.db, actuel.id, version, suivant, motif, ctx.maintenant);
  const prevenus = await prevenirLesBrouillons(ctx, actuel.id, `appel.version:${version}`, (p) => courrielNouvelleVersion(suivant, changements, motif, p));
  ctx.journaliser({
    action: 'appel.nouvelle_version', objet: 'appel', objetId: actuel.id, motif,
    donnees: { version, prevenus, changements: changements.map((c) => c.quoi), avant: { titre: actuel.titre, ouvreLe: actuel.ouvreLe, fermeLe: actuel.fermeLe }, apres: { titre: suivant.titre, ouvreLe: suivant.ouvreLe, fermeLe: suivant.fermeLe } },
  });
  return version;
}

import { manquesDeLAppel } from '../../domain/appels/completude.js';
import { differencesAppel } from '../../domain/appels/differences.js';
import { exigerAuDessusDeLEngage } from '../../domain/grand-livre/enveloppe.js';
import type { SectionAppel } from '../../domain/appels/sections.js';
import { APPEL, type EtatAppel } from '../../domain/etats/machines.js';
import { cents } from '../../domain/kernel/cents.js';
import { Refus } from '../../domain/kernel/refus.js';
import { estDoublon } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { changerEtat } from '../etats/changer-etat.js';
import { verrouillerEnveloppe } from '../grand-livre/enveloppe-queries.js';
import { anDApres } from './appel-copie.js';
import { courrielCloture, prevenirLesBrouillons } from './appel-courriels.js';
import { codesDesAppels, codesDesTerritoires, compterDossiersVivants } from './appel-queries.js';
import { empreinteSection } from './appel-saisie.js';
import {
  ecrireAppel, ecrireEnveloppe, ecrireModification, effacerModification, empreinteAppel, figerVersion, insererAppel, lireModification, verrouillerAppel, type AppelEcrit, type AppelLu,
} from './appel-store.js';

/** Changes to a call, with the fingerprint of what the person had before their eyes. */
export interface AppelModifie extends AppelEcrit {
  readonly appelId: string;
  /** `empreinteAppel` of the call when the form was shown; left out, nothing is compared. */
  readonly empreinte?: string;
}

/**
 * Creates a call as a brouillon.
 * @returns its id. @throws Refus `appel.code_pris`
 */
export async function creerAppel(ctx: Contexte, appel: AppelEcrit): Promise<string> {
  const id = ctx.nouvelId();
  await codeUnique(() => insererAppel(ctx.db, id, appel, ctx.maintenant));
  ctx.journaliser({ action: 'appel.creer', objet: 'appel', objetId: id, vers: 'brouillon', donnees: { code: appel.code, titre: appel.titre } });
  return id;
}

/**
 * Writes a brouillon again, complete or not.
 * @throws Refus `appel.fige` once published, `appel.modifie_entre_temps`, `appel.code_pris`
 */
export async function modifierAppel(ctx: Contexte, modifie: AppelModifie): Promise<void> {
  const actuel = trouve(await verrouillerAppel(ctx.db, modifie.appelId));
  if (actuel.etat !== 'brouillon') throw new Refus('appel.fige', { etat: actuel.etat });
  exigerInchange(actuel, modifie);
  await codeUnique(() => ecrireAppel(ctx.db, actuel.id, modifie, actuel.version));
  ctx.journaliser({ action: 'appel.modifier', objet: 'appel', objetId: actuel.id, donnees: { code: modifie.code, titre: modifie.titre } });
}

/**
 * Publishes a complete call and freezes its version 1.
 * @throws Refus `appel.incomplet` with the number of reasons and their codes, `etat.incompatible`
 */
export async function publierAppel(ctx: Contexte, { appelId }: { appelId: string }): Promise<void> {
  const appel = trouve(await verrouillerAppel(ctx.db, appelId));
  if (appel.etat === 'brouillon') await exigerComplet(ctx, appel);
  await changerEtat(ctx, APPEL, 'publier', { id: appelId, champs: { publie_le: ctx.maintenant }, donnees: { version: appel.version, ouvreLe: appel.ouvreLe, fermeLe: appel.fermeLe } });
  await figerVersion(ctx.db, appelId, appel.version, appel, 'Publication de l’appel', ctx.maintenant);
}

/** A section as a person saves it: what it changes of the call they had before their eyes. */
export interface SectionEcrite {
  readonly appelId: string;
  readonly section: SectionAppel;
  /** `empreinteSection` of what was shown; left out, nothing is compared. */
  readonly empreinte?: string;
  readonly appliquer: (appel: AppelEcrit, etat: EtatAppel) => AppelEcrit;
}

/**
 * Saves one section: of the brouillon itself, or of the working copy of a published call, which its readers do not see.
 * @throws Refus `appel.fige` once closed, `appel.modifie_entre_temps` when this section was saved by somebody else,
 * `appel.code_pris`
 */
export async function enregistrerSection(ctx: Contexte, { appelId, section, empreinte, appliquer }: SectionEcrite): Promise<void> {
  const appel = trouve(await verrouillerAppel(ctx.db, appelId));
  if (appel.etat !== 'brouillon' && appel.etat !== 'publie') throw new Refus('appel.fige', { etat: appel.etat });
  const publie = appel.etat === 'publie';
  const travail: AppelEcrit = (publie ? await lireModification(ctx.db, appelId, appel.code) : null) ?? appel;
  if (empreinte !== undefined && empreinte !== empreinteSection(section, travail)) throw new Refus('appel.modifie_entre_temps');
  const suivant = appliquer(travail, appel.etat);
  if (publie) await garderModification(ctx, appel, { ...suivant, code: appel.code });
  else await codeUnique(() => ecrireAppel(ctx.db, appelId, suivant, appel.version));
  ctx.journaliser({ action: 'appel.modifier', objet: 'appel', objetId: appelId, donnees: { section, code: appel.code } });
}

/** A working copy that says what is published again is no longer a change. */
async function garderModification(ctx: Contexte, appel: AppelLu, travail: AppelEcrit): Promise<void> {
  if (differencesAppel(appel, travail).length === 0) await effacerModification(ctx.db, appel.id);
  else await ecrireModification(ctx.db, appel.id, travail, ctx.acteur.id, ctx.maintenant);
}

/** Ends the deposits for good; who still had a brouillon is told when the announced date was not reached. @throws Refus `etat.incompatible` */
export async function cloreAppel(ctx: Contexte, { appelId }: { appelId: string }): Promise<void> {
  const appel = trouve(await verrouillerAppel(ctx.db, appelId));
  await changerEtat(ctx, APPEL, 'clore', { id: appelId, champs: { clos_le: ctx.maintenant } });
  await effacerModification(ctx.db, appelId);
  if (ctx.maintenant < appel.fermeLe) await prevenirLesBrouillons(ctx, appelId, 'appel.clos', (p) => courrielCloture(appel, p));
}

/**
 * Puts a finished call away: every deposited dossier has its outcome and every convention is ended.
 * @throws Refus `appel.dossiers_en_cours` with their number, `etat.incompatible`
 */
export async function archiverAppel(ctx: Contexte, { appelId }: { appelId: string }): Promise<void> {
  const nombre = await compterDossiersVivants(ctx.db, appelId);
  if (nombre > 0) throw new Refus('appel.dossiers_en_cours', { nombre });
  await changerEtat(ctx, APPEL, 'archiver', { id: appelId });
}

/**
 * Copies a call into next year's brouillon: same rules, every date a year later.
 * @returns the id of the copy
 */
export async function dupliquerAppel(ctx: Contexte, { appelId }: { appelId: string }): Promise<string> {
  const modele = trouve(await verrouillerAppel(ctx.db, appelId));
  const copie = anDApres(modele, new Set(await codesDesAppels(ctx.db)));
  const id = ctx.nouvelId();
  await codeUnique(() => insererAppel(ctx.db, id, copie, ctx.maintenant));
  ctx.journaliser({ action: 'appel.dupliquer', objet: 'appel', objetId: id, vers: 'brouillon', donnees: { modele: appelId, code: copie.code } });
  return id;
}

export interface EnveloppeFixee {
  readonly appelId: string;
  readonly financeur: string;
  readonly annee: number;
  /** Credits voted, whole cents ≥ 0. */
  readonly voteCents: number;
}

/**
 * Sets the credits voted for a funder and a year; never below what is already committed on them.
 * @throws Refus `enveloppe.sous_engage` with `engage` and `demande`, `etat.incompatible` once archived; Introuvable when there is no such call
 */
export async function fixerEnveloppe(ctx: Contexte, { appelId, financeur, annee, voteCents }: EnveloppeFixee): Promise<void> {
  const { etat } = trouve(await verrouillerAppel(ctx.db, appelId));
  if (etat === 'archive') throw new Refus('etat.incompatible', { objet: 'appel', etat, transition: 'fixer_enveloppe' });
  const actuelle = await verrouillerEnveloppe(ctx.db, appelId, financeur, annee);
  exigerAuDessusDeLEngage(cents(voteCents), cents(actuelle?.engageCents ?? 0));
  await ecrireEnveloppe(ctx.db, { id: actuelle?.id ?? ctx.nouvelId(), appelId, financeur, annee, voteCents });
  ctx.journaliser({ action: 'enveloppe.fixer', objet: 'appel', objetId: appelId, donnees: { financeur, annee, avant: actuelle?.voteCents ?? null, apres: voteCents } });
}

/** Holds that a call may be published. @throws Refus `appel.incomplet` with the number of reasons and their codes */
export async function exigerComplet(ctx: Contexte, appel: AppelEcrit): Promise<void> {
  const manques = manquesDeLAppel(appel, await codesDesTerritoires(ctx.db));
  if (manques.length > 0) throw new Refus('appel.incomplet', { nombre: manques.length, codes: manques.map((m) => m.code).join(' ') });
}

/** Holds that nobody saved since the form was shown. @throws Refus `appel.modifie_entre_temps` */
export function exigerInchange(actuel: AppelLu, { empreinte }: AppelModifie): void {
  if (empreinte !== undefined && empreinte !== empreinteAppel(actuel)) throw new Refus('appel.modifie_entre_temps');
}

async function codeUnique(ecrire: () => Promise<void>): Promise<void> {
  try {
    await ecrire();
  } catch (erreur) {
    if (estDoublon(erreur)) throw new Refus('appel.code_pris', { champ: 'code' });
    throw erreur;
  }
}

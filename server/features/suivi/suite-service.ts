import type { Jour } from '../../domain/kernel/jour.js';
import { roleDans, type Acteur } from '../../domain/habilitations/acteur.js';
import { Refus } from '../../domain/kernel/refus.js';
import { verrouiller } from '../../platform/database.js';
import { jourAParis } from '../../platform/clock.js';
import { dateLongue } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { Interdit, trouve } from '../../web/errors.js';
import { agentsHabilites, lireDossier } from '../dossiers/dossier-queries.js';
import { ecrireAuPorteur, ecrireAuxAgents } from '../notifications/notification-service.js';

export const PARTIES_SUITE = ['porteur', 'service'] as const;
/** Whose it is to act on a finding. */
export type PartieSuite = (typeof PARTIES_SUITE)[number];

/** What a finding asks for: of whom, by when. */
export interface SuiteSaisie { readonly constat: string; readonly responsable: string; readonly partie: PartieSuite; readonly echeance: Jour }

/** Adds what a visit asks for; the side that must act is told. @returns its id. @throws Refus `suite.echeance_passee`; Introuvable */
export async function ajouterSuite(ctx: Contexte, dossierId: string, visiteId: string, suite: SuiteSaisie): Promise<string> {
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  trouve(await verrouiller(ctx.db('visites').where({ id: visiteId, dossier_id: dossierId }), ctx.db).first<{ id: string } | undefined>('id'));
  if (suite.echeance < jourAParis(ctx.maintenant)) throw new Refus('suite.echeance_passee', { champ: 'echeance' });
  const dernier = await ctx.db('visite_suites').where({ visite_id: visiteId }).max({ rang: 'rang' }).first<{ rang: number | null } | undefined>();
  const id = ctx.nouvelId();
  await ctx.db('visite_suites').insert({ id, visite_id: visiteId, rang: Number(dernier?.rang ?? 0) + 1, constat: suite.constat, responsable: suite.responsable, partie: suite.partie, echeance: suite.echeance });
  ctx.journaliser({ action: 'visite.ajouter_suite', objet: 'visite', objetId: visiteId, dossierId, donnees: { suite: id, ...suite } });
  if (suite.partie === 'porteur') {
    await ecrireAuPorteur(ctx, dossier, {
      cle: `suivi.suite:${id}`, sujet: `Dossier ${dossier.numero ?? ''} : une suite vous est demandée`, texte: `Bonjour,\n\nAprès une visite, le service attend de votre organisme, avant le ${dateLongue(suite.echeance)} : ${suite.constat}`,
    });
  }
  return id;
}

/** An organisme says what it did itself, never what the service had to do; the service may close both. */
export const peutMarquer = (acteur: Acteur, organismeId: string, partie: PartieSuite): boolean => partie === 'porteur' || roleDans(acteur, organismeId) === null;

/** Marks a follow-up as done, with what was done. @throws Refus `suite.deja_faite`; Introuvable; Interdit when it is the service's and the organisme asks */
export async function marquerFaite(ctx: Contexte, dossierId: string, suiteId: string, reponse: string): Promise<void> {
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const suite = trouve(await verrouiller(ctx.db('visite_suites').where({ id: suiteId }).whereIn('visite_id', ctx.db('visites').where({ dossier_id: dossierId }).select('id')), ctx.db)
    .first<{ visite_id: string; constat: string; faite_le: string | null; partie: PartieSuite } | undefined>('visite_id', 'constat', 'faite_le', 'partie'));
  if (!peutMarquer(ctx.acteur, dossier.organismeId, suite.partie)) throw new Interdit('habilitation_absente');
  if (suite.faite_le !== null) throw new Refus('suite.deja_faite');
  await ctx.db('visite_suites').where({ id: suiteId }).update({ faite_le: jourAParis(ctx.maintenant), faite_par: ctx.acteur.id, reponse });
  ctx.journaliser({ action: 'visite.clore_suite', objet: 'visite', objetId: suite.visite_id, dossierId, donnees: { suite: suiteId, reponse } });
  if (suite.partie === 'porteur') {
    const enCharge = (await agentsHabilites(ctx.db, 'instructeur')).filter((a) => a.id === dossier.instructeurId && a.id !== ctx.acteur.id);
    await ecrireAuxAgents(ctx, enCharge, dossierId, { cle: `suivi.suite_faite:${suiteId}`, sujet: `Dossier ${dossier.numero ?? ''} : suite donnée`, texte: `Bonjour,\n\n${dossier.organismeNom} indique avoir donné suite à « ${suite.constat} » : ${reponse}` });
  }
}

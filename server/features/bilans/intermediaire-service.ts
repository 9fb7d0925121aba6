import { BILAN_VIERGE } from '../../domain/bilans/contenu.js';
import { calendrierIntermediaire } from '../../domain/bilans/calendrier.js';
import { BILAN } from '../../domain/etats/machines.js';
import { Refus } from '../../domain/kernel/refus.js';
import { jourAParis } from '../../platform/clock.js';
import { dateLongue } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { changerEtat } from '../etats/changer-etat.js';
import { rendreExigibles } from '../versements/exigibilite-service.js';
import { lireEnteteDeBilan } from './bilan-queries.js';
import { prevenirLePorteur } from './bilan-service.js';
import { creerBilan, ecrireContenu, tenirLeBilan } from './bilan-store.js';
import { lireCadreDuBilan } from './dossier-a-solder-queries.js';
import { copierLesLignes, copierLesRessources } from './reprise-store.js';

/**
 * Opens the intermediate bilan of a dossier, once, when its day has come: only a convention whose schedule waits for it has one.
 * @returns its id, or null when there is none to open yet
 * @see spec 2.4 (trigger `bilan_intermediaire`)
 */
export async function ouvrirIntermediaire(ctx: Contexte, dossierId: string): Promise<string | null> {
  const d = trouve(await lireCadreDuBilan(ctx.db, dossierId));
  const convention = d.conventions.find((c) => c.conditions.echeances.some((e) => e.declencheur === 'bilan_intermediaire'));
  if (convention === undefined) return null;
  const { ouverture, limite } = calendrierIntermediaire(convention.operation);
  if (jourAParis(ctx.maintenant) < ouverture) return null;
  const id = ctx.nouvelId();
  if (!(await creerBilan(ctx, { id, dossierId, nature: 'intermediaire', limite, contenu: BILAN_VIERGE }))) return trouve(await lireEnteteDeBilan(ctx.db, dossierId, 'intermediaire')).id;
  ctx.journaliser({ action: 'bilan.ouvrir', objet: 'bilan', objetId: id, dossierId, vers: BILAN.initial, donnees: { nature: 'intermediaire', limite } });
  await prevenirLePorteur(ctx, d, `bilan.ouvrir_intermediaire:${id}`, 'Votre bilan intermédiaire est ouvert',
    `Votre opération est à mi-parcours. Le versement intermédiaire dépend d’un bilan de ce qui a été réalisé jusqu’ici.\n\nIl doit être déposé au plus tard le ${dateLongue(limite)}. Ce que vous y saisissez sera repris dans le bilan final.`);
  return id;
}

/** The intermediate bilan, deposited, held until the transaction ends. */
async function tenirLeDepose(ctx: Contexte, dossierId: string): Promise<{ id: string; realisation: NonNullable<typeof BILAN_VIERGE['realisation']> | null }> {
  await tenirLeBilan(ctx, dossierId, 'intermediaire');
  const bilan = trouve(await lireEnteteDeBilan(ctx.db, dossierId, 'intermediaire'));
  return { id: bilan.id, realisation: bilan.contenu.realisation };
}

/**
 * Accepts what an intermediate bilan declares: the instalments that wait for it become due, whole — only the final bilan
 * prorates what is paid (spec 2.5) — and what it says is copied into the final bilan where nothing was written yet.
 * @throws Refus `etat.incompatible`, `bilan.non_execution`
 * @see spec 2.4
 */
export async function validerIntermediaire(ctx: Contexte, dossierId: string): Promise<void> {
  const { id, realisation } = await tenirLeDepose(ctx, dossierId);
  if (realisation?.nonExecution === true) throw new Refus('bilan.non_execution');
  await changerEtat(ctx, BILAN, 'valider', { id, dossierId, champs: { valide_le: ctx.maintenant, valide_par: ctx.acteur.id, renvoi: '' }, donnees: { volumes: realisation?.volumes ?? [] } });
  await rendreExigibles(ctx, dossierId, 'bilan_intermediaire');
  await reprendreDansLeFinal(ctx, dossierId, id);
  const d = trouve(await lireCadreDuBilan(ctx.db, dossierId));
  await prevenirLePorteur(ctx, d, `bilan.valider:${id}`, 'Votre bilan intermédiaire est validé', 'Le service a validé votre bilan intermédiaire : le versement qui l’attendait va être préparé. Ce que vous aviez saisi est repris dans le bilan final, où vous pouvez continuer.');
}

/** What was realised, spent and received half-way, where the final bilan says nothing yet; its lines once each. */
async function reprendreDansLeFinal(ctx: Contexte, dossierId: string, intermediaireId: string): Promise<void> {
  await tenirLeBilan(ctx, dossierId, 'final');
  const [final, intermediaire] = [await lireEnteteDeBilan(ctx.db, dossierId, 'final'), trouve(await lireEnteteDeBilan(ctx.db, dossierId, 'intermediaire'))];
  if (final?.etat !== 'brouillon') return;
  if (final.contenu.realisation === null && intermediaire.contenu.realisation !== null) await ecrireContenu(ctx, final.id, final.version, intermediaire.contenu);
  if (final.ressources.length === 0) await copierLesRessources(ctx, intermediaireId, final.id);
  const lignes = await copierLesLignes(ctx, intermediaireId, final.id);
  ctx.journaliser({ action: 'bilan.reprendre', objet: 'bilan', objetId: final.id, dossierId, donnees: { depuis: intermediaireId, lignes } });
}

/** Sends a deposited intermediate bilan back to its porteur, who may change it again. @throws Refus `etat.incompatible` */
export async function renvoyerIntermediaire(ctx: Contexte, dossierId: string, motif: string): Promise<void> {
  const { id } = await tenirLeDepose(ctx, dossierId);
  await changerEtat(ctx, BILAN, 'renvoyer', { id, dossierId, motif, champs: { renvoi: motif, depose_le: null, depose_par: null } });
  const d = trouve(await lireCadreDuBilan(ctx.db, dossierId));
  await prevenirLePorteur(ctx, d, `bilan.renvoyer:${id}:${ctx.maintenant}`, 'Votre bilan intermédiaire est à compléter', `Le service vous renvoie votre bilan intermédiaire :\n\n${motif}\n\nComplétez-le puis déposez-le de nouveau.`);
}

import { rappelDuBilan, type RappelBilan } from '../../domain/bilans/calendrier.js';
import type { NatureBilan } from '../../domain/bilans/lignes.js';
import { ajouterJours, jour, type Jour } from '../../domain/kernel/jour.js';
import { avantLHeureDesRappels, instant, jourAParis } from '../../platform/clock.js';
import { dateLongue } from '../../platform/format.js';
import { executant, type Executant, type Periodique } from '../../platform/travaux.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { agentsHabilites, type DossierLu } from '../dossiers/dossier-queries.js';
import { ecrireAuPorteur, ecrireAuxAgents } from '../notifications/notification-service.js';
import { lireCadreDuBilan } from './dossier-a-solder-queries.js';
import { lireFinanceursSansPreuve } from './financeur-queries.js';
import { ouvrirIntermediaire } from './intermediaire-service.js';

const NATURE = 'bilans.rappeler';
const PAR_ETAPE = 20;

/** Intermediate bilans to open and reminders of bilans not deposited yet, looked for each hour of the day. */
export const RAPPELS_BILANS: Periodique = { nature: NATURE, titre: 'Ouverture et rappels des bilans', cadence: 'heure' };

/** Opens the intermediate bilans whose day has come, then sends the reminders that are due, a few a step; each is sent once. */
export const rappelerBilans: Executant = executant<object>({
  nature: NATURE,
  async etape(ctx, _charge, fait) {
    if (avantLHeureDesRappels(ctx.maintenant)) return { reste: false };
    if (fait === 0) for (const id of await sansIntermediaire(ctx)) await ouvrirIntermediaire(ctx, id);
    const attentes = await enSaisie(ctx, fait);
    for (const attente of attentes) await rappeler(ctx, attente);
    return attentes.length < PAR_ETAPE ? { reste: false } : { reste: true };
  },
});

/** Dossiers whose signed convention waits for an intermediate bilan that is not open. */
const sansIntermediaire = ({ db }: Contexte): Promise<string[]> => db('conventions as c').whereIn('c.etat', ['signee', 'en_execution']).where('c.termes', 'like', '%"bilan_intermediaire"%')
  .whereNotExists(db('bilans as b').whereRaw('b.dossier_id = c.dossier_id').where('b.nature', 'intermediaire').select(db.raw('1'))).distinct().orderBy('c.dossier_id').pluck<string[]>('c.dossier_id');

interface Attente { readonly id: string; readonly dossier_id: string; readonly nature: NatureBilan; readonly limite: string; readonly ouvert_le: string }

const enSaisie = ({ db }: Contexte, fait: number): Promise<Attente[]> => db('bilans').where({ etat: 'brouillon' }).orderBy('limite').orderBy('id').offset(fait * PAR_ETAPE).limit(PAR_ETAPE)
  .select<Attente[]>('id', 'dossier_id', 'nature', 'limite', 'ouvert_le');

async function rappeler(ctx: Contexte, { id, dossier_id: dossierId, nature, limite: ecrite, ouvert_le: ouvertLe }: Attente): Promise<void> {
  const aujourdhui = jourAParis(ctx.maintenant);
  const limite = jour(ecrite);
  // The end of the operation is read only for bilans that may be due: their limit is months away from it.
  if (nature === 'final' && aujourdhui < ajouterJours(limite, -400)) return;
  const d = trouve(await lireCadreDuBilan(ctx.db, dossierId));
  const debut = nature === 'final' ? d.conventions[0]?.operation.fin ?? limite : jourAParis(instant(ouvertLe));
  const rappel = rappelDuBilan(debut, limite, aujourdhui);
  if (rappel === null || (rappel === 'ouverture' && nature === 'intermediaire')) return;
  const cle = `${nature === 'final' ? 'bilan.rappeler' : 'bilan.rappeler_intermediaire'}:${rappel}:${id}:${limite}`;
  if ((await ctx.db('notifications').where({ cle }).first('id')) !== undefined) return;
  const manquants = nature === 'final' ? await lireFinanceursSansPreuve(ctx.db, dossierId) : [];
  await ecrireAuPorteur(ctx, d.dossier, { cle, ...motsAuPorteur(rappel, nature, d.dossier, limite, manquants.map((f) => libelle('financeur', f))) });
  if (rappel === 'j7' || rappel === 'depassee') await prevenirLeService(ctx, d.dossier, { cle: `${cle}:agent`, rappel, nature, limite });
}

async function prevenirLeService(ctx: Contexte, dossier: DossierLu, { cle, rappel, nature, limite }: { cle: string; rappel: RappelBilan; nature: NatureBilan; limite: Jour }): Promise<void> {
  const enCharge = (await agentsHabilites(ctx.db, 'instructeur')).filter((a) => a.id === dossier.instructeurId);
  const nom = libelle('nature_bilan', nature).toLowerCase();
  const fait = rappel === 'depassee' ? `n’a pas déposé son ${nom}, attendu le ${dateLongue(limite)} au plus tard` : `n’a pas encore déposé son ${nom}, attendu le ${dateLongue(limite)}`;
  await ecrireAuxAgents(ctx, enCharge.length > 0 ? enCharge : await agentsHabilites(ctx.db, 'responsable'), dossier.id, {
    cle, sujet: `Dossier ${dossier.numero ?? ''} : ${nom} ${rappel === 'depassee' ? 'non reçu' : 'attendu'}`, texte: `Bonjour,\n\n${dossier.organismeNom} ${fait}.`,
  });
}

function motsAuPorteur(rappel: RappelBilan, nature: NatureBilan, dossier: DossierLu, limite: Jour, financeurs: readonly string[]): { sujet: string; texte: string } {
  const nom = libelle('nature_bilan', nature).toLowerCase();
  const objet = `Dossier ${dossier.numero ?? ''}`;
  const lettres = financeurs.length === 0 ? '' : `\n\nIl y manque encore la délibération ou l’attestation de : ${financeurs.join(', ')}.`;
  if (rappel === 'depassee') return { sujet: `${objet} : le ${nom} est en retard`, texte: `Bonjour,\n\nLe ${nom} de « ${dossier.titre} » était attendu le ${dateLongue(limite)} au plus tard. Vous pouvez encore le déposer : il sera noté hors délai.${lettres}` };
  if (rappel === 'ouverture') return { sujet: `${objet} : votre opération est terminée, déposez son bilan`, texte: `Bonjour,\n\nL’opération « ${dossier.titre} » est terminée. Complétez son bilan et déposez-le au plus tard le ${dateLongue(limite)}.${lettres}` };
  return { sujet: `${objet} : ${nom} attendu le ${dateLongue(limite)} au plus tard`, texte: `Bonjour,\n\nLe ${nom} de « ${dossier.titre} » n’est pas encore déposé. Il est attendu le ${dateLongue(limite)} au plus tard, par un signataire de votre organisme.${lettres}` };
}

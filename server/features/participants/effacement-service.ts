import { exigerIdentiteVerifiee } from '../../domain/droits/demande.js';
import { DEMANDE_DROITS } from '../../domain/etats/machines.js';
import { Refus } from '../../domain/kernel/refus.js';
import { jourAParis } from '../../platform/clock.js';
import type { Coffre } from '../../platform/coffre.js';
import { verrouiller } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { ecrireAuPorteur } from '../notifications/notification-service.js';
import { fichesTrouvees, type DemandeLue, type FicheTrouvee } from './droits-queries.js';
import { oublierDemandes, tenirDemande } from './droits-service.js';
import { tableauxQuiNomment } from './effacement-queries.js';
import { effacerImports } from './import-store.js';
import { anonymiserFiches } from './participant-store.js';

const OBJET = DEMANDE_DROITS.nom;

function exigerTrouvee(d: DemandeLue, nature: DemandeLue['nature'], transition: string): void {
  exigerIdentiteVerifiee(d);
  if (d.etat !== 'trouvee' || d.nature !== nature) throw new Refus('etat.incompatible', { objet: OBJET, etat: d.etat, transition });
}

/** The records of a request that still belong to somebody, their operations locked in a steady order so that nobody writes them meanwhile. */
async function tenirFiches(ctx: Contexte, d: DemandeLue): Promise<FicheTrouvee[]> {
  const avant = await fichesTrouvees(ctx.db, d.id, jourAParis(ctx.maintenant));
  await verrouiller(ctx.db('dossiers').whereIn('id', avant.map((f) => f.dossier.id)).orderBy('id'), ctx.db).select('id');
  return (await fichesTrouvees(ctx.db, d.id, jourAParis(ctx.maintenant))).filter((f) => f.pseudonyme !== null);
}

/**
 * Erases what no duty keeps of the person who asks: who they are is destroyed at once, with what spreadsheets still say of them; what
 * is counted of them stays, and designates nobody. The other records are noted as kept, until which day.
 * @throws Refus `droits.rien_a_effacer` when a duty keeps every record, `droits.import_en_cours`, `droits.identite_a_verifier`, `etat.incompatible`; Introuvable
 * @see regulation (EU) 2016/679, articles 17.1, 17.3 b and 19
 */
export async function effacerPersonne(ctx: Contexte, coffre: Coffre, demandeId: string): Promise<{ effacees: number; gardees: number }> {
  const d = await tenirDemande(ctx, coffre, demandeId);
  exigerTrouvee(d, 'effacement', 'effacer');
  const fiches = await tenirFiches(ctx, d);
  const [effacees, gardees] = [fiches.filter((f) => f.obligation === null), fiches.filter((f) => f.obligation !== null)];
  if (effacees.length === 0) throw new Refus('droits.rien_a_effacer');
  await oublierTableaux(ctx, coffre, d, effacees.map((f) => f.dossier.id));
  await anonymiserFiches(ctx.db, effacees.map((f) => f.participantId), ctx.maintenant);
  for (const f of effacees) await noter(ctx, d, f, { sort: 'effacee', jusquau: null });
  for (const f of gardees) await noter(ctx, d, f, { sort: 'gardee', jusquau: f.obligation?.jusquau ?? null });
  for (const { participantId, dossier } of effacees) {
    ctx.journaliser({ action: 'participant.effacer', objet: 'participant', objetId: participantId, dossierId: dossier.id, donnees: { demande: d.numero } });
    await ecrireAuPorteur(ctx, dossier, {
      cle: `droits.effacer:${d.id}:${participantId}`, sujet: `Dossier ${dossier.numero} : une fiche de participant est effacée`,
      texte: 'Bonjour,\n\nUn participant a obtenu l’effacement de ses données : sa fiche n’existe plus sur Passerelle. Le service vous dira laquelle de vive voix. Détruisez aussi ce que vous gardez de votre côté : fiche signée, tableaux, courriels (RGPD, article 19).',
    });
  }
  if (gardees.length === 0) await oublierDemandes(ctx, await autresDemandes(ctx, d.id, effacees.map((f) => f.participantId)));
  return { effacees: effacees.length, gardees: gardees.length };
}

const noter = (ctx: Contexte, d: DemandeLue, { participantId }: FicheTrouvee, { sort, jusquau, version = null }: { readonly sort: string; readonly jusquau: string | null; readonly version?: number | null }): Promise<number> =>
  ctx.db('droits_fiches').where({ demande_id: d.id, participant_id: participantId }).update({ sort, jusquau, version, traitee_le: ctx.maintenant });

/** Closed requests of the same person: the register has no more use of their name either. */
const autresDemandes = (ctx: Contexte, sauf: string, participants: readonly string[]): Promise<string[]> =>
  ctx.db('droits_demandes as d').whereNot('d.id', sauf).whereNotNull('d.chiffre').whereNotNull('d.repondue_le').whereIn('d.id', ctx.db('droits_fiches').whereIn('participant_id', [...participants]).select('demande_id')).pluck<string[]>('d.id');

/** Removes the spreadsheets of these operations and those that name the person elsewhere: the organisme sends them again without this person. */
async function oublierTableaux(ctx: Contexte, coffre: Coffre, d: DemandeLue, dossierIds: readonly string[]): Promise<void> {
  const { imports, organismes } = await tableauxQuiNomment(ctx.db, coffre, trouve(d.demandeur), dossierIds);
  const enCours = imports.find((i) => i.enCours);
  if (enCours !== undefined) throw new Refus('droits.import_en_cours', { numero: enCours.numero });
  await effacerImports(ctx.db, imports.map((i) => i.id));
  await ctx.db('participant_correspondances').whereIn('organisme_id', [...organismes]).del();
  for (const { id, dossierId } of imports) ctx.journaliser({ action: 'participant.oublier_tableau', objet: 'dossier', objetId: dossierId, dossierId, donnees: { import: id, demande: d.numero } });
}

/**
 * Asks the organismes to correct the records of the person: they hold the evidence, and write the record. What is to be corrected is
 * shown on the record itself; neither the mail nor the journal say it.
 * @throws Refus `droits.identite_a_verifier`, `etat.incompatible`; Introuvable
 * @see regulation (EU) 2016/679, articles 16 and 19
 */
export async function transmettreCorrection(ctx: Contexte, coffre: Coffre, demandeId: string): Promise<number> {
  const d = await tenirDemande(ctx, coffre, demandeId);
  exigerTrouvee(d, 'rectification', 'transmettre');
  const fiches = (await tenirFiches(ctx, d)).filter((f) => f.sort === null);
  for (const f of fiches) {
    await noter(ctx, d, f, { sort: 'transmise', jusquau: null, version: f.version });
    await ecrireAuPorteur(ctx, f.dossier, {
      cle: `droits.transmettre:${d.id}:${f.participantId}`, sujet: `Dossier ${f.dossier.numero} : une fiche de participant est à corriger`,
      texte: `Bonjour,\n\nUne personne demande la correction de ses données. Ouvrez la fiche ${f.pseudonyme ?? ''} dans l’onglet « Participants » : ce qu’elle demande y est écrit. Corrigez la fiche, ou répondez au service si elle est exacte : il doit répondre à cette personne dans le mois.`,
    });
  }
  ctx.journaliser({ action: 'droits.transmettre', objet: OBJET, objetId: d.id, donnees: { numero: d.numero, fiches: fiches.length } });
  return fiches.length;
}

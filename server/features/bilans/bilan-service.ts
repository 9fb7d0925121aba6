import { bilanDeposable } from '../../domain/bilans/anomalies.js';
import { BILAN_VIERGE, type RealisationSaisie } from '../../domain/bilans/contenu.js';
import type { NatureBilan } from '../../domain/bilans/lignes.js';
import { limiteBilanFinal } from '../../domain/echeances/limites.js';
import { BILAN } from '../../domain/etats/machines.js';
import { Refus } from '../../domain/kernel/refus.js';
import { jourAParis } from '../../platform/clock.js';
import { dateLongue } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { libelle } from '../../web/libelles.js';
import { trouve } from '../../web/errors.js';
import { ecrireAuPorteur, ecrireAuxAgents } from '../notifications/notification-service.js';
import { etablirDocument } from '../documents/document-service.js';
import { agentsHabilites } from '../dossiers/dossier-queries.js';
import { changerEtat } from '../etats/changer-etat.js';
import { recepisseDeBilan } from './bilan-documents.js';
import { verifierBilan } from './bilan-verification.js';
import { evaluerLeRisque } from './risque-service.js';
import { lireEnteteDeBilan, type EnteteDeBilan } from './bilan-queries.js';
import {
  creerBilan, ecrireContenu, insererRessource, modifierLigneRessource, supprimerRessource, tenirLeBilan, type RessourceAEcrire,
} from './bilan-store.js';
import { lireCadreDuBilan, lireDossierASolder, type CadreDuBilan, type DossierASolder } from './dossier-a-solder-queries.js';

/**
 * Opens the final bilan of a dossier, once, with its limit: so many months after the end of the operation.
 * Called when a convention is signed. @returns the bilan's id.
 * @throws Refus `bilan.sans_convention`
 */
export async function ouvrirBilan(ctx: Contexte, dossierId: string): Promise<string> {
  const d = trouve(await lireDossierASolder(ctx.db, dossierId));
  if (d.bilan !== null) return d.bilan.id;
  const [convention] = d.conventions;
  if (convention === undefined) throw new Refus('bilan.sans_convention');
  const limite = limiteBilanFinal(convention.operation.fin, d.appel.regles.delais.bilanFinalMois);
  const id = ctx.nouvelId();
  if (!(await creerBilan(ctx, { id, dossierId, nature: 'final', limite, contenu: BILAN_VIERGE }))) return trouve(await lireDossierASolder(ctx.db, dossierId)).bilan?.id ?? id;
  ctx.journaliser({ action: 'bilan.ouvrir', objet: 'bilan', objetId: id, dossierId, vers: BILAN.initial, donnees: { limite } });
  await prevenirLePorteur(ctx, d, `bilan.ouvrir:${id}`, 'Votre bilan est ouvert',
    `Votre convention est signée. Vous pouvez saisir dès maintenant le bilan de votre opération : ce qui a été réalisé, les dépenses et leurs justificatifs, les ressources reçues.\n\nIl doit être déposé au plus tard le ${dateLongue(limite)}.`);
  return id;
}

/** The draft bilan of a dossier, held until the transaction ends, without its lines. @throws Refus `etat.incompatible` once deposited. */
export async function tenirLeBrouillon(ctx: Contexte, dossierId: string, nature: NatureBilan): Promise<EnteteDeBilan> {
  await tenirLeBilan(ctx, dossierId, nature);
  const bilan = trouve(await lireEnteteDeBilan(ctx.db, dossierId, nature));
  if (bilan.etat !== 'brouillon') throw new Refus('etat.incompatible', { objet: 'bilan', etat: bilan.etat, transition: 'modifier' });
  return bilan;
}

/** One journal row tells of the saves one person makes by typing during this time; an explicit save always writes its own. */
const UNE_SAISIE_MS = 30 * 60_000;

/** How a realisation is saved: over which version, of which bilan, by a button or as one types. */
export interface Enregistrement { readonly version?: number; readonly nature?: NatureBilan; readonly auto?: boolean }

/**
 * Saves what was realised over the version its author read; an unfinished entry is kept as it is, what is stored is not stored again.
 * @returns the version stored. @throws Refus `bilan.conflit` when another person saved meanwhile
 */
export async function enregistrerRealisation(ctx: Contexte, dossierId: string, realisation: RealisationSaisie, { version, nature = 'final', auto = false }: Enregistrement = {}): Promise<number> {
  const bilan = await tenirLeBrouillon(ctx, dossierId, nature);
  if (version !== undefined && version !== bilan.version) throw new Refus('bilan.conflit');
  const contenu = { ...bilan.contenu, realisation };
  if (JSON.stringify(contenu) === JSON.stringify(bilan.contenu)) return bilan.version;
  const recent = auto && bilan.journaliseLe !== null && Date.parse(ctx.maintenant) - Date.parse(bilan.journaliseLe) < UNE_SAISIE_MS;
  if (!(await ecrireContenu(ctx, bilan.id, bilan.version, contenu, !recent))) throw new Refus('bilan.conflit');
  if (!recent) ctx.journaliser({ action: 'bilan.saisir_realisation', objet: 'bilan', objetId: bilan.id, dossierId, donnees: { nonExecution: realisation.nonExecution } });
  return bilan.version + 1;
}

/** Adds a resource really received; `fichierId` is its proof. @throws Refus `bilan.montant_nul`, `bilan.ressource_de_la_convention` */
export async function ajouterRessource(ctx: Contexte, dossierId: string, ressource: RessourceAEcrire, nature: NatureBilan = 'final'): Promise<string> {
  const bilan = await tenirLeBrouillon(ctx, dossierId, nature);
  await exigerUneAutreRessource(ctx, dossierId, ressource);
  const id = ctx.nouvelId();
  await insererRessource(ctx, id, bilan.id, ressource);
  journaliserLigne(ctx, 'bilan.ajouter_ressource', bilan, { ligne: id, ...ressource });
  return id;
}

/** Changes a resource line; without `fichierId` its proof stays. */
export async function modifierRessource(ctx: Contexte, dossierId: string, ressourceId: string, ressource: RessourceAEcrire, nature: NatureBilan = 'final'): Promise<void> {
  const bilan = await tenirLeBrouillon(ctx, dossierId, nature);
  await exigerUneAutreRessource(ctx, dossierId, ressource);
  exigerLaLigne(await modifierLigneRessource(ctx, ressourceId, bilan.id, ressource));
  journaliserLigne(ctx, 'bilan.modifier_ressource', bilan, { ligne: ressourceId, ...ressource });
}

export async function retirerRessource(ctx: Contexte, dossierId: string, ressourceId: string, nature: NatureBilan = 'final'): Promise<void> {
  const bilan = await tenirLeBrouillon(ctx, dossierId, nature);
  exigerLaLigne(await supprimerRessource(ctx, ressourceId, bilan.id));
  const retiree = bilan.ressources.find((r) => r.id === ressourceId);
  journaliserLigne(ctx, 'bilan.retirer_ressource', bilan, { ligne: ressourceId, libelle: retiree?.libelle, montantCents: retiree?.montant });
}

/**
 * Deposits a bilan: it is frozen, a receipt with the hash of every piece of evidence is established, the porteur and
 * those who will control or validate it are told. Late, it is taken with a warning.
 * @returns the receipt's document id. @throws Refus `bilan.incomplet`, `bilan.sans_convention`, `etat.incompatible`
 */
export async function deposerBilan(ctx: Contexte, dossierId: string, nature: NatureBilan = 'final'): Promise<string> {
  await tenirLeBrouillon(ctx, dossierId, nature);
  const d = trouve(await lireDossierASolder(ctx.db, dossierId, nature));
  const bilan = trouve(d.bilan);
  if (d.conventions.length === 0) throw new Refus('bilan.sans_convention');
  const anomalies = await verifierBilan(ctx.db, d, bilan, jourAParis(ctx.maintenant));
  if (!bilanDeposable(anomalies)) throw new Refus('bilan.incomplet', { nombre: anomalies.filter((a) => a.gravite === 'bloquante').length });
  await changerEtat(ctx, BILAN, 'deposer', {
    id: bilan.id, dossierId, champs: { depose_le: ctx.maintenant, depose_par: ctx.acteur.id, renvoi: '' }, donnees: { nature, depenses: bilan.depenses.length, ressources: bilan.ressources.length },
  });
  if (nature === 'final') await evaluerLeRisque(ctx, d, bilan);
  const nom = libelle('nature_bilan', nature).toLowerCase();
  const documentId = await etablirDocument(ctx, {
    type: 'recepisse_bilan', titre: `Récépissé de dépôt du ${nom}`, dossierId, objetId: bilan.id, visiblePorteur: true, reference: d.dossier.numero ?? '',
    blocs: recepisseDeBilan(d, bilan, ctx.acteur.nom, ctx.maintenant),
  });
  await annoncerDepot(ctx, d, bilan, nom);
  return documentId;
}

async function annoncerDepot(ctx: Contexte, d: DossierASolder, { id, nature }: EnteteDeBilan, nom: string): Promise<void> {
  const suite = nature === 'final' ? 'Le service fait va maintenant être contrôlé. Vous serez prévenu des conclusions provisoires et vous pourrez y répondre.'
    : 'Le service va l’examiner : validé, il rend exigible le versement intermédiaire.';
  await prevenirLePorteur(ctx, d, nature === 'final' ? `bilan.deposer:${id}` : `bilan.deposer_intermediaire:${id}:${ctx.maintenant}`, `Votre ${nom} est déposé`,
    `Le ${nom} de l’opération « ${d.dossier.titre} » a été déposé par ${ctx.acteur.nom}. Le récépissé, avec la liste des justificatifs et leur empreinte, est dans votre dossier.\n\n${suite}`);
  if (nature === 'final') return prevenirLesControleurs(ctx, d, id);
  const agents = [...await agentsHabilites(ctx.db, 'instructeur'), ...await agentsHabilites(ctx.db, 'responsable')];
  const enCharge = agents.filter((a) => a.id === d.dossier.instructeurId);
  await ecrireAuxAgents(ctx, enCharge.length > 0 ? enCharge : await agentsHabilites(ctx.db, 'responsable'), d.dossier.id, {
    cle: `bilan.deposer_intermediaire:${id}:${ctx.maintenant}`, sujet: `Bilan intermédiaire déposé : ${d.dossier.numero ?? ''} ${d.dossier.organismeNom}`,
    texte: `Bonjour,\n\nLe bilan intermédiaire du dossier ${d.dossier.numero ?? ''} (${d.dossier.organismeNom}, « ${d.dossier.titre} ») est déposé. Sa validation rend exigible le versement intermédiaire.`,
  });
}

async function prevenirLesControleurs(ctx: Contexte, { dossier }: DossierASolder, bilanId: string): Promise<void> {
  const designe = (await agentsHabilites(ctx.db, 'controleur')).filter((a) => a.id === dossier.controleurId);
  const destinataires = designe.length > 0 ? designe : await agentsHabilites(ctx.db, 'responsable');
  const suite = designe.length > 0 ? 'Vous êtes chargé de le contrôler.' : 'Aucun contrôleur n’est désigné : désignez-le sur la page « Contrôle » du dossier.';
  await ecrireAuxAgents(ctx, destinataires, dossier.id, {
    cle: `bilan.deposer:${bilanId}`, sujet: `Bilan déposé : ${dossier.numero ?? ''} ${dossier.organismeNom}`,
    texte: `Bonjour,\n\nLe bilan du dossier ${dossier.numero ?? ''} (${dossier.organismeNom}, « ${dossier.titre} ») est déposé. ${suite}`,
  });
}

/** Writes to every member of the organisme; `cle` names the event, so that a replay sends nothing twice. */
export function prevenirLePorteur(ctx: Contexte, { dossier }: CadreDuBilan, cle: string, sujet: string, texte: string): Promise<void> {
  return ecrireAuPorteur(ctx, dossier, {
    cle, sujet: `${sujet} (${dossier.numero ?? dossier.titre})`, texte: `Bonjour,\n\n${texte}\n\nDossier ${dossier.numero ?? ''} — ${dossier.titre}`,
  });
}

export function exigerUnMontant(montantCents: number): void {
  if (montantCents <= 0) throw new Refus('bilan.montant_nul', { champ: 'montant' });
}

async function exigerUneAutreRessource(ctx: Contexte, dossierId: string, { montantCents, financeur }: RessourceAEcrire): Promise<void> {
  exigerUnMontant(montantCents);
  const { conventions } = trouve(await lireCadreDuBilan(ctx.db, dossierId));
  const [seule, ...autres] = conventions;
  if (autres.length === 0 && seule?.financeur === financeur) throw new Refus('bilan.ressource_de_la_convention', { champ: 'financeur' });
}

export function exigerLaLigne(nombre: number): void {
  trouve(nombre === 1 ? true : null);
}

export function journaliserLigne(ctx: Contexte, action: string, bilan: EnteteDeBilan, donnees: Readonly<Record<string, unknown>>): void {
  ctx.journaliser({ action, objet: 'bilan', objetId: bilan.id, dossierId: bilan.dossierId, donnees });
}

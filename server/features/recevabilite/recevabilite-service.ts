import { finDelaiFranc } from '../../domain/echeances/delai-franc.js';
import { limiteComplements } from '../../domain/echeances/limites.js';
import { peutFranchir } from '../../domain/etats/machine.js';
import { DOSSIER } from '../../domain/etats/machines.js';
import { Refus } from '../../domain/kernel/refus.js';
import { exigerDemandeValable, type ElementDemande } from '../../domain/recevabilite/complements.js';
import { exigerGrilleRecevable, type DecisionLigne } from '../../domain/recevabilite/grille.js';
import { estFerie, jourAParis } from '../../platform/clock.js';
import { verrouiller } from '../../platform/database.js';
import { dateLongue } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { ecrireAuPorteur } from '../decisions/courriel-service.js';
import { etablirDocument } from '../documents/document-service.js';
import { changerEtat } from '../etats/changer-etat.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { attestationRecevabilite, lettreComplements, lettreIrrecevabilite, type Sujet } from './recevabilite-documents.js';
import { nomsDe } from '../../web/noms-appel.js';
import { lireExamen, lireRecevabilite, type Examen, type RecevabiliteLue } from './recevabilite-queries.js';
import { ecrireRecevabilite, insererDemande } from './recevabilite-store.js';

export interface Conclusion {
  readonly conclusion: 'recevable' | 'irrecevable';
  /** Reasons of an irrecevabilité, one sentence each; kept as observations otherwise. */
  readonly motifs: readonly string[];
  /** The checklist to conclude on; the one saved so far when absent. */
  readonly controles?: readonly DecisionLigne[];
}

export interface Complements {
  readonly elements: readonly ElementDemande[];
  readonly message: string;
}

async function ouvrir(ctx: Contexte, dossierId: string): Promise<{ examen: Examen; recevabilite: RecevabiliteLue | null }> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  return { examen: await lireExamen(ctx.db, dossierId), recevabilite: await lireRecevabilite(ctx.db, dossierId) };
}

/**
 * Saves the checklist as it stands, whole or not, over the version its author read.
 * @throws Refus `etat.incompatible` once the dossier is no longer under examination; `recevabilite.conflit` when
 * somebody saved it meanwhile
 */
export async function enregistrerControles(ctx: Contexte, dossierId: string, { decisions, version }: { readonly decisions: readonly DecisionLigne[]; readonly version?: number }): Promise<void> {
  const { examen, recevabilite } = await ouvrir(ctx, dossierId);
  const { etat } = examen.dossier;
  if (!peutFranchir(DOSSIER, 'declarer_recevable', etat)) throw new Refus('etat.incompatible', { objet: 'dossier', etat });
  const actuelle = recevabilite?.version ?? 0;
  if (version !== undefined && version !== actuelle) throw new Refus('recevabilite.conflit');
  await ecrireRecevabilite(ctx.db, {
    dossierId, controles: { decisions: connues(examen, decisions), automatiques: null, version: actuelle + 1 }, conclusion: null, motifs: [], concluPar: null, concluLe: null, modifieLe: ctx.maintenant,
  });
  ctx.journaliser({ action: 'recevabilite.controler', objet: 'recevabilite', objetId: dossierId, dossierId, donnees: { version: actuelle + 1 } });
}

/** Decisions on lines of this dossier, those still blank left out. */
const connues = ({ lignes }: Examen, decisions: readonly DecisionLigne[]): DecisionLigne[] =>
  lignes.flatMap((l) => decisions.find((d) => d.cle === l.cle) ?? []).filter((d) => d.resultat !== null || d.commentaire.trim() !== '')
    .map(({ cle, resultat, commentaire }) => ({ cle, resultat, commentaire: commentaire.trim() }));

/** A checklist with every required line found right, for imports and demonstrations: a person went through it elsewhere. */
export async function grilleConforme(ctx: Contexte, dossierId: string): Promise<DecisionLigne[]> {
  const { lignes } = await lireExamen(ctx.db, dossierId);
  return lignes.filter((l) => l.obligatoire).map((l) => ({ cle: l.cle, resultat: 'conforme', commentaire: l.contredite ? 'Vérifié avec l’organisme.' : '' }));
}

/**
 * Asks the porteur for complements: the dossier opens again for those elements alone, with a day to answer by.
 * @throws Refus `complements.*`, `etat.incompatible`
 * @see spec 1, stage 5 and time limits
 */
export async function demanderComplements(ctx: Contexte, dossierId: string, { elements, message }: Complements): Promise<void> {
  const { examen } = await ouvrir(ctx, dossierId);
  const { dossier, appel, territoires } = examen;
  exigerDemandeValable(elements, appel.pieces.map((p) => p.code));
  const limite = limiteComplements(jourAParis(ctx.maintenant), appel.regles.delais.complementsJours);
  const id = ctx.nouvelId();
  await changerEtat(ctx, DOSSIER, 'demander_complements', { id: dossierId, donnees: { demande: id, limite, elements: elements.map((e) => `${e.cible}:${e.code}:${e.motif}`).join(' ') } });
  await insererDemande(ctx.db, { id, dossierId, elements, message, limite, demandePar: ctx.acteur.id ?? '', demandeLe: ctx.maintenant });
  await etablirDocument(ctx, {
    type: 'demande_complements', titre: 'Demande de compléments', dossierId, objetId: id, visiblePorteur: true, reference: dossier.numero ?? '',
    blocs: lettreComplements(await sujetDe(ctx, examen), elements, message, limite, nomsDe(appel, territoires)),
  });
  await ecrireAuPorteur(ctx, dossier, {
    cle: `complements:${id}`, sujet: `Dossier ${dossier.numero ?? ''} : des compléments vous sont demandés`,
    texte: `Bonjour,\n\nL’examen de votre dossier « ${dossier.titre} » (${dossier.numero ?? ''}) demande des compléments ou des corrections.\n\nCe qui est demandé est indiqué dans le dossier sur Passerelle. Corrigez ces éléments, puis redéposez le dossier le ${dateLongue(limite)} au plus tard.`,
  });
}

/**
 * Concludes on the admissibility of a dossier, a person's decision on what the machine proposed, both kept.
 * @throws Refus `recevabilite.incomplete`, `recevabilite.non_conforme`, `recevabilite.inexpliquee` for `recevable`;
 * `recevabilite.sans_motif` for `irrecevable`; `etat.incompatible`
 * @see spec 1, stage 5
 */
export async function conclureRecevabilite(ctx: Contexte, dossierId: string, { conclusion, motifs, controles }: Conclusion): Promise<void> {
  const { examen, recevabilite } = await ouvrir(ctx, dossierId);
  const decisions = connues(examen, controles ?? recevabilite?.decisions ?? []);
  const raisons = motifs.map((m) => m.trim()).filter((m) => m !== '');
  if (conclusion === 'recevable') exigerGrilleRecevable(examen.lignes, decisions);
  else if (raisons.length === 0) throw new Refus('recevabilite.sans_motif', { champ: 'motifs' });
  await changerEtat(ctx, DOSSIER, conclusion === 'recevable' ? 'declarer_recevable' : 'declarer_irrecevable', {
    id: dossierId, ...(conclusion === 'recevable' ? {} : { motif: raisons.join('\n') }),
  });
  await ecrireRecevabilite(ctx.db, {
    dossierId, controles: { decisions, automatiques: examen.controles, version: (recevabilite?.version ?? 0) + 1 }, conclusion, motifs: raisons,
    concluPar: ctx.acteur.id, concluLe: ctx.maintenant, modifieLe: ctx.maintenant,
  });
  await (conclusion === 'recevable' ? notifierRecevable(ctx, examen) : notifierIrrecevable(ctx, examen, raisons));
}

const sujetDe = async (ctx: Contexte, { dossier, version }: Examen): Promise<Sujet> =>
  ({ dossier, version, marque: await lireMarque(ctx.db), le: jourAParis(ctx.maintenant), par: ctx.acteur.nom });

async function notifierRecevable(ctx: Contexte, examen: Examen): Promise<void> {
  const { dossier } = examen;
  const id = await etablirDocument(ctx, {
    type: 'attestation_recevabilite', titre: 'Attestation de recevabilité', dossierId: dossier.id, visiblePorteur: true, reference: dossier.numero ?? '',
    blocs: attestationRecevabilite(await sujetDe(ctx, examen)),
  });
  await ecrireAuPorteur(ctx, dossier, {
    cle: `recevable:${id}`, sujet: `Dossier ${dossier.numero ?? ''} recevable`,
    texte: `Bonjour,\n\nVotre dossier « ${dossier.titre} » (${dossier.numero ?? ''}) est déclaré recevable. L’attestation est dans le dossier sur Passerelle.\n\nLa recevabilité ne préjuge ni de l’attribution de la subvention ni de son montant.`,
  });
}

async function notifierIrrecevable(ctx: Contexte, examen: Examen, motifs: readonly string[]): Promise<void> {
  const { dossier, appel } = examen;
  const { recoursMois } = appel.regles.delais;
  const limite = finDelaiFranc(jourAParis(ctx.maintenant), recoursMois, estFerie);
  const id = await etablirDocument(ctx, {
    type: 'irrecevabilite', titre: 'Décision d’irrecevabilité', dossierId: dossier.id, visiblePorteur: true, reference: dossier.numero ?? '',
    blocs: lettreIrrecevabilite(await sujetDe(ctx, examen), motifs, limite, recoursMois),
  });
  await ecrireAuPorteur(ctx, dossier, {
    cle: `irrecevable:${id}`, sujet: `Dossier ${dossier.numero ?? ''} : décision d’irrecevabilité`,
    texte: `Bonjour,\n\nVotre dossier « ${dossier.titre} » (${dossier.numero ?? ''}) est déclaré irrecevable. La décision, ses motifs et les voies de recours sont dans le dossier sur Passerelle.\n\nUn recours gracieux peut être déposé jusqu’au ${dateLongue(limite)} inclus.`,
  });
}

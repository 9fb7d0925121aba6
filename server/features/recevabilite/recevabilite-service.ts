import { finDelaiFranc } from '../../domain/echeances/delai-franc.js';
import { peutFranchir } from '../../domain/etats/machine.js';
import { DOSSIER } from '../../domain/etats/machines.js';
import { Refus } from '../../domain/kernel/refus.js';
import { exigerGrilleRecevable, type DecisionLigne } from '../../domain/recevabilite/grille.js';
import { estFerie, jourAParis } from '../../platform/clock.js';
import { verrouiller } from '../../platform/database.js';
import { dateLongue } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { affecterParRegle } from '../affectations/regles-service.js';
import { ecrireAuPorteur } from '../notifications/notification-service.js';
import { etablirDocument } from '../documents/document-service.js';
import { changerEtat } from '../etats/changer-etat.js';
import { sujetDe } from './complements-service.js';
import { attestationRecevabilite, lettreIrrecevabilite } from './recevabilite-documents.js';
import { lireExamen, lireRecevabilite, type Examen, type RecevabiliteLue } from './recevabilite-queries.js';
import { ecrireRecevabilite } from './recevabilite-store.js';

export { demanderComplements, type Complements } from './complements-service.js';

export interface Conclusion {
  readonly conclusion: 'recevable' | 'irrecevable';
  /** Reasons of an irrecevabilité, one sentence each; kept as observations otherwise. */
  readonly motifs: readonly string[];
  /** The checklist to conclude on; the one saved so far when absent. */
  readonly controles?: readonly DecisionLigne[];
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
 * Concludes on the admissibility of a dossier, a person's decision on what the machine proposed, both kept. A recevable one
 * nobody is in charge of goes to whom the rules of its call name.
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
  if (conclusion === 'recevable') await affecterParRegle(ctx, examen.dossier);
}

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

import { peutFranchir } from '../../domain/etats/machine.js';
import { DOSSIER } from '../../domain/etats/machines.js';
import { exigerAvisObligatoires } from '../../domain/instruction/avis.js';
import { exigerProposition } from '../../domain/instruction/proposition.js';
import { CHAPITRES, CHAPITRES_VIERGES, exigerRapportComplet, type Chapitres, type ConclusionInstruction } from '../../domain/instruction/rapport.js';
import { Refus } from '../../domain/kernel/refus.js';
import { verrouiller } from '../../platform/database.js';
import { euros } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { ecrireAuxAgents } from '../notifications/notification-service.js';
import { etablirDocument } from '../documents/document-service.js';
import { agentsHabilites, lireDossier, lireReglesDuDossier, lireVersionDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { changerEtat } from '../etats/changer-etat.js';
import { ecrireMessage } from '../messagerie/message-service.js';
import { lireAvisObligatoires, listerAvis } from './avis-queries.js';
import { rapportInstruction } from './instruction-documents.js';
import { lireBornes, lireInstruction, type InstructionLue } from './instruction-queries.js';
import { ecrireInstruction, ecrirePassage } from './instruction-store.js';

export { affecterDossier } from './affectation-service.js';

export interface RapportSaisi {
  /** Text of each chapter, by its code; a chapter left out is empty. */
  readonly rapport: Readonly<Record<string, string>>;
  readonly proposeCents: number | null;
  readonly conclusion: ConclusionInstruction | null;
  /** Version the author read; when absent, nobody else is expected to write. */
  readonly version?: number;
  /** Hands the report over to the responsable, complete. */
  readonly transmettre?: boolean;
}

async function ouvrir(ctx: Contexte, dossierId: string): Promise<{ dossier: DossierLu; instruction: InstructionLue | null }> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  if (!peutFranchir(DOSSIER, 'valider_instruction', dossier.etat)) throw new Refus('etat.incompatible', { objet: 'dossier', etat: dossier.etat });
  return { dossier, instruction: await lireInstruction(ctx.db, dossierId) };
}

async function verifierMontant(ctx: Contexte, dossier: DossierLu, proposeCents: number | null, conclusion: ConclusionInstruction | null): Promise<void> {
  if (proposeCents === null) return;
  const version = trouve(await lireVersionDossier(ctx.db, dossier.id, dossier.version));
  exigerProposition(proposeCents, conclusion, await lireBornes(ctx.db, dossier, version, await lireReglesDuDossier(ctx.db, dossier)));
}

const chapitresDe = (rapport: Readonly<Record<string, string>>): Chapitres =>
  ({ ...CHAPITRES_VIERGES, ...Object.fromEntries(CHAPITRES.map((c) => [c, rapport[c] ?? ''])) });

/**
 * Saves the instruction report, as a draft or handed over to the responsable. A save takes back what was handed over.
 * @throws Refus `etat.incompatible`, `instruction.conflit` when somebody saved it meanwhile, `instruction.incomplete`
 * when handed over, and those of `exigerProposition`
 * @see spec 1, stage 6
 */
export async function enregistrerInstruction(ctx: Contexte, dossierId: string, saisie: RapportSaisi): Promise<void> {
  const { dossier, instruction } = await ouvrir(ctx, dossierId);
  const lue = instruction?.version ?? 0;
  if (saisie.version !== undefined && saisie.version !== lue) throw new Refus('instruction.conflit');
  const chapitres = chapitresDe(saisie.rapport);
  const { proposeCents, conclusion, transmettre = false } = saisie;
  await verifierMontant(ctx, dossier, proposeCents, conclusion);
  if (transmettre) exigerRapportComplet({ chapitres, proposeCents, conclusion });
  await ecrireInstruction(ctx.db, {
    dossierId, rapport: { chapitres, transmission: transmettre ? { le: ctx.maintenant, par: ctx.acteur.nom } : null, renvoi: transmettre ? null : (instruction?.renvoi ?? null) },
    proposeCents, conclusion, version: lue + 1, modifiePar: ctx.acteur.id ?? '', modifieLe: ctx.maintenant,
  });
  ctx.journaliser({ action: 'instruction.enregistrer', objet: 'instruction', objetId: dossierId, dossierId, donnees: { version: lue + 1, proposeCents, conclusion, transmise: transmettre } });
  if (transmettre) await prevenirResponsables(ctx, dossier, lue + 1, proposeCents ?? 0);
}

async function prevenirResponsables(ctx: Contexte, dossier: DossierLu, version: number, proposeCents: number): Promise<void> {
  await ecrireAuxAgents(ctx, await agentsHabilites(ctx.db, 'responsable'), dossier.id, {
    cle: `instruction:${dossier.id}:${version}`, sujet: `Dossier ${dossier.numero ?? ''} : rapport d’instruction à valider`,
    texte: `Bonjour,\n\n${ctx.acteur.nom} vous transmet le rapport d’instruction du dossier ${dossier.numero ?? ''} (${dossier.organismeNom}, « ${dossier.titre} »).\n\nMontant proposé : ${euros(proposeCents)} sur ${euros(dossier.demandeCents)} demandés. Le rapport est dans le dossier, rubrique « Instruction ».`,
  });
}

async function lireRapport(ctx: Contexte, dossierId: string, version: number | undefined): Promise<{ dossier: DossierLu; instruction: InstructionLue }> {
  const { dossier, instruction } = await ouvrir(ctx, dossierId);
  if (instruction === null) throw new Refus('instruction.incomplete', { manques: 'chapitres,conclusion,montant' });
  if (version !== undefined && version !== instruction.version) throw new Refus('instruction.modifiee');
  return { dossier, instruction };
}

/**
 * Validates the report: the dossier is ready for the committee, its proposed amount checked again against the credits.
 * @throws Refus `instruction.incomplete`, `instruction.modifiee` when it is no longer the version read, `avis.obligatoire_manquant`
 * when an avis the call requires is neither given nor waived, `etat.incompatible`
 * @see spec 1, stage 6
 */
export async function validerInstruction(ctx: Contexte, dossierId: string, { version }: { readonly version?: number } = {}): Promise<void> {
  const { dossier, instruction } = await lireRapport(ctx, dossierId, version);
  exigerRapportComplet(instruction);
  const avis = await listerAvis(ctx.db, dossierId);
  exigerAvisObligatoires((await lireAvisObligatoires(ctx.db, dossier, avis)).manquants);
  await verifierMontant(ctx, dossier, instruction.proposeCents, instruction.conclusion);
  await changerEtat(ctx, DOSSIER, 'valider_instruction', {
    id: dossierId, champs: { propose_cents: instruction.proposeCents }, donnees: { proposeCents: instruction.proposeCents, conclusion: instruction.conclusion, version: instruction.version },
  });
  const contenu = trouve(await lireVersionDossier(ctx.db, dossierId, dossier.version));
  await etablirDocument(ctx, {
    type: 'rapport_instruction', titre: 'Rapport d’instruction', dossierId, visiblePorteur: false, reference: dossier.numero ?? '',
    blocs: rapportInstruction({ dossier, version: contenu, instruction, avis, validePar: ctx.acteur.nom }),
  });
}

/**
 * Sends the report back to its instructeur, with a reason kept as a private note.
 * @throws Refus `instruction.incomplete` when there is no report, `instruction.modifiee`, `etat.incompatible`
 */
export async function renvoyerInstruction(ctx: Contexte, dossierId: string, { commentaire, version }: { readonly commentaire: string; readonly version?: number }): Promise<void> {
  const { dossier, instruction } = await lireRapport(ctx, dossierId, version);
  const { chapitres } = instruction;
  await ecrirePassage(ctx.db, dossierId, { chapitres, transmission: null, renvoi: { le: ctx.maintenant, par: ctx.acteur.nom, commentaire } });
  ctx.journaliser({ action: 'instruction.renvoyer', objet: 'instruction', objetId: dossierId, dossierId, donnees: { version: instruction.version } });
  await ecrireMessage(ctx, dossierId, { texte: `Rapport d’instruction renvoyé : ${commentaire}`, prive: true });
  await ecrireAuxAgents(ctx, (await agentsHabilites(ctx.db, 'instructeur')).filter((a) => a.id === dossier.instructeurId), dossierId, {
    cle: `instruction-renvoi:${dossierId}:${instruction.version}:${ctx.maintenant}`, sujet: `Dossier ${dossier.numero ?? ''} : rapport d’instruction à reprendre`,
    texte: `Bonjour,\n\n${ctx.acteur.nom} vous renvoie le rapport d’instruction du dossier ${dossier.numero ?? ''} (${dossier.organismeNom}). Son commentaire est dans le dossier, rubrique « Instruction ».`,
  });
}

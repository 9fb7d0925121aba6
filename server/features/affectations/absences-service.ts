import { ABSENCE_MAX_JOURS, exigerAbsenceValable, type AbsenceDeclaree } from '../../domain/instruction/absences.js';
import { ajouterJours } from '../../domain/kernel/jour.js';
import { jourAParis } from '../../platform/clock.js';
import { verrouiller } from '../../platform/database.js';
import { dateLongue } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { Interdit, trouve } from '../../web/errors.js';
import { paths } from '../../web/paths.js';
import { agentsHabilites } from '../dossiers/dossier-queries.js';
import { notifier } from '../notifications/notification-service.js';
import { listerAbsences } from './absences-queries.js';
import { annuler, inserer } from './absences-store.js';

/** An instructeur speaks for themself; a responsable for everybody. */
function exigerParole(ctx: Contexte, personneId: string): void {
  if (personneId !== ctx.acteur.id && !ctx.acteur.habilitations.has('responsable')) throw new Interdit('habilitation_absente');
}

/**
 * Declares that an instructeur is away from a day to another, and who stands in: during it the stand-in acts on their
 * dossiers as they would, and is told now.
 * @throws Interdit when the absence is somebody else's; Refus those of `exigerAbsenceValable`
 */
export async function declarerAbsence(ctx: Contexte, absence: AbsenceDeclaree): Promise<void> {
  const { personneId, suppleantId, du, au } = absence;
  exigerParole(ctx, personneId);
  await verrouiller(ctx.db('personnes').whereIn('id', [personneId, suppleantId]).orderBy('id'), ctx.db).select('id');
  const aujourdhui = jourAParis(ctx.maintenant);
  const instructeurs = await agentsHabilites(ctx.db, 'instructeur');
  exigerAbsenceValable(absence, {
    aujourdhui, auPlusTard: ajouterJours(aujourdhui, ABSENCE_MAX_JOURS), instructeurs: new Set(instructeurs.map((i) => i.id)), autres: await listerAbsences(ctx.db, aujourdhui, [personneId, suppleantId]),
  });
  const id = ctx.nouvelId();
  await inserer(ctx.db, { id, ...absence, saisiePar: ctx.acteur.id ?? '', saisieLe: ctx.maintenant });
  const absent = instructeurs.find((i) => i.id === personneId)?.nom ?? '';
  ctx.journaliser({ action: 'absence.declarer', objet: 'personne', objetId: personneId, donnees: { du, au, suppleantId, suppleant: instructeurs.find((i) => i.id === suppleantId)?.nom ?? '' } });
  await notifier(ctx, {
    personnes: [{ id: suppleantId }], cle: `absence:${id}`, titre: `Vous suppléez ${absent} du ${dateLongue(du)} au ${dateLongue(au)}`, lien: paths.absences, dossierId: null,
    texte: `Bonjour,\n\n${absent} sera en absence du ${dateLongue(du)} au ${dateLongue(au)} inclus. Pendant ce temps, ses dossiers sont aussi dans votre liste « À faire », et vous pouvez y agir comme lui ou elle.`,
  });
}

/**
 * Ends an absence before its last day, or cancels it before its first.
 * @throws Interdit, Introuvable when it is over or already cancelled
 */
export async function terminerAbsence(ctx: Contexte, absenceId: string): Promise<void> {
  const aujourdhui = jourAParis(ctx.maintenant);
  const absence = trouve((await listerAbsences(ctx.db, aujourdhui)).find((a) => a.id === absenceId));
  exigerParole(ctx, absence.personneId);
  if (!(await annuler(ctx.db, absenceId, ctx.maintenant))) return;
  ctx.journaliser({ action: 'absence.terminer', objet: 'personne', objetId: absence.personneId, donnees: { du: absence.du, au: absence.au } });
  await notifier(ctx, {
    personnes: [{ id: absence.suppleantId }], cle: `absence-fin:${absenceId}`, titre: `La suppléance de ${absence.personneNom} prend fin`, lien: paths.absences, dossierId: null,
    texte: `Bonjour,\n\nL’absence de ${absence.personneNom}, prévue jusqu’au ${dateLongue(absence.au)}, prend fin aujourd’hui. Ses dossiers ne sont plus dans votre liste.`,
  });
}

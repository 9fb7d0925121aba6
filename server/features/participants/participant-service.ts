import type { Knex } from 'knex';
import { Refus } from '../../domain/kernel/refus.js';
import { exigerCoherence, manquesDe, sansReponsesVaines, type Cadre } from '../../domain/participants/fiche.js';
import { cleDePersonne, pseudonymeDe, type Identite } from '../../domain/participants/identite.js';
import type { Fiche } from '../../domain/participants/questionnaire.js';
import { jourAParis } from '../../platform/clock.js';
import type { Coffre } from '../../platform/coffre.js';
import { verrouiller } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { exigerCoffre, ouvrirIdentite, scellerIdentite } from './participant-coffre.js';
import { lireOperation, lireParticipant, trouverParEmpreinte } from './participant-queries.js';
import { insererParticipants, remplacerParticipant, supprimerParticipant } from './participant-store.js';

/** A record as it is typed: who, and what they answer. */
export interface ParticipantSaisi { readonly identite: Identite; readonly fiche: Fiche }

/** Locks the operation, so that nobody is entered twice at once, and answers what its dates are compared with. @throws Introuvable */
export async function tenirOperation(ctx: Contexte, dossierId: string): Promise<Cadre> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const { operation } = trouve(await lireOperation(ctx.db, dossierId));
  return { aujourdhui: jourAParis(ctx.maintenant), operation };
}

/**
 * Enters a participant in an operation. Answers may lack: the record is then incomplete. @returns its id
 * @throws Refus `participant.sans_cle`, `participant.deja_inscrit`, those of `exigerCoherence`
 * @see regulation (EU) 2021/1057, art. 17 and annex I
 */
export async function inscrireParticipant(ctx: Contexte, coffre: Coffre, dossierId: string, { identite, fiche: saisie }: ParticipantSaisi): Promise<string> {
  exigerCoffre(coffre);
  const cadre = await tenirOperation(ctx, dossierId);
  exigerCoherence(saisie, cadre);
  await exigerInconnu(ctx.db, coffre, dossierId, identite, null);
  const [id, fiche] = [ctx.nouvelId(), sansReponsesVaines(saisie)];
  const pseudonyme = pseudonymeDe(id);
  await insererParticipants(ctx.db, [{ id, dossierId, pseudonyme, fiche, identite: scellerIdentite(coffre, id, identite), source: 'saisie', creePar: trouve(ctx.acteur.id), creeLe: ctx.maintenant }]);
  ctx.journaliser({ action: 'participant.inscrire', objet: 'participant', objetId: id, dossierId, donnees: { pseudonyme, manques: manquesDe(fiche).join(' ') } });
  return id;
}

/** A person has one record in an operation. @throws Refus `participant.deja_inscrit` */
async function exigerInconnu(db: Knex, coffre: Coffre, dossierId: string, identite: Identite, saufId: string | null): Promise<void> {
  const connu = await trouverParEmpreinte(db, dossierId, coffre.toutesLesEmpreintes(cleDePersonne(identite)));
  if (connu !== null && connu.id !== saufId) throw new Refus('participant.deja_inscrit', { champ: 'nom', pseudonyme: connu.pseudonyme });
}

/**
 * Writes a record again over the version its author read; the journal keeps the names of what changed, never the answers.
 * @throws Refus `participant.conflit`, and those of `inscrireParticipant`; Introuvable
 */
export async function modifierParticipant(ctx: Contexte, coffre: Coffre, cible: { readonly dossierId: string; readonly participantId: string; readonly version: number }, { identite, fiche: saisie }: ParticipantSaisi): Promise<void> {
  exigerCoffre(coffre);
  const { dossierId, participantId: id } = cible;
  const cadre = await tenirOperation(ctx, dossierId);
  const avant = trouve(await lireParticipant(ctx.db, dossierId, id));
  if (avant.version !== cible.version) throw new Refus('participant.conflit');
  exigerCoherence(saisie, cadre);
  await exigerInconnu(ctx.db, coffre, dossierId, identite, id);
  const fiche = sansReponsesVaines(saisie);
  await remplacerParticipant(ctx.db, { id, fiche, identite: scellerIdentite(coffre, id, identite), modifieLe: ctx.maintenant });
  const ancienne = ouvrirIdentite(coffre, id, avant.scelle);
  const changes = [...differences(avant.fiche, fiche), ...differences(ancienne, identite)];
  ctx.journaliser({
    action: 'participant.modifier', objet: 'participant', objetId: id, dossierId, donnees: { pseudonyme: avant.pseudonyme, champs: [...new Set(changes)].join(' '), manques: manquesDe(fiche).join(' ') },
  });
}

const differences = <T extends object>(avant: T, apres: T): string[] => (Object.keys(avant) as (keyof T & string)[]).filter((champ) => avant[champ] !== apres[champ]);

/** Removes a record entered by mistake, as long as the final bilan is not deposited: figures then rest on it. @throws Refus `participant.bilan_depose`; Introuvable */
export async function retirerParticipant(ctx: Contexte, dossierId: string, participantId: string): Promise<void> {
  await tenirOperation(ctx, dossierId);
  const depose = await ctx.db('bilans').where({ dossier_id: dossierId, nature: 'final' }).whereNot({ etat: 'brouillon' }).first('id');
  if (depose !== undefined) throw new Refus('participant.bilan_depose');
  const { pseudonyme } = trouve(await lireParticipant(ctx.db, dossierId, participantId));
  await supprimerParticipant(ctx.db, participantId);
  ctx.journaliser({ action: 'participant.retirer', objet: 'participant', objetId: participantId, dossierId, donnees: { pseudonyme } });
}

/** Administrations and small enterprises that an operation supports besides persons. */
export interface EntitesSaisies { readonly administrations: number; readonly entreprises: number }

/** Records how many entities an operation supports (EECO18, EECO19). @throws Introuvable */
export async function enregistrerEntites(ctx: Contexte, dossierId: string, entites: EntitesSaisies): Promise<void> {
  await tenirOperation(ctx, dossierId);
  await ctx.db('participant_entites').insert({ dossier_id: dossierId, ...entites, modifie_par: trouve(ctx.acteur.id), modifie_le: ctx.maintenant }).onConflict('dossier_id').merge();
  ctx.journaliser({ action: 'participant.entites', objet: 'dossier', objetId: dossierId, dossierId, donnees: { ...entites } });
}

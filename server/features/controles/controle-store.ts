import { publicsComptes, PUBLICS_VIDES } from '../../domain/bilans/contenu.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { dixMilliemes, taux } from '../../domain/kernel/taux.js';
import type { DecisionLigne } from '../../domain/service-fait/lignes.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { CONSTATS_VIERGES, type Constats, type ControleLu, type RealisationRetenue } from './controle-queries.js';
import { ecrireResultat, type Resultat } from './resultat.js';

/** Creates the control of a bilan, nothing decided. */
export async function creerControle({ db }: Contexte, bilanId: string, controleurId: string): Promise<void> {
  await db('controles').insert({ bilan_id: bilanId, controleur_id: controleurId, constats: JSON.stringify(CONSTATS_VIERGES) });
}

export async function ecrireConstats({ db }: Contexte, bilanId: string, constats: Constats): Promise<void> {
  await db('controles').where({ bilan_id: bilanId }).update({ constats: JSON.stringify(constats) });
}

/** Writes what was decided on a line; `fse` when its FSE+ convention decides otherwise. */
export async function ecrireDecision({ db }: Contexte, depenseId: string, { retenu, motif, constat }: DecisionLigne, fse: DecisionLigne | null): Promise<void> {
  await db('bilan_depenses').where({ id: depenseId }).update({ retenu_cents: retenu, motif, constat, fse_retenu_cents: fse?.retenu ?? null, fse_motif: fse?.motif ?? null, fse_constat: fse?.constat ?? '' });
}

/** Retains whole lines that nobody decided on, some hundreds a query. */
export async function ecrireAcceptations({ db }: Contexte, bilanId: string, depenseIds: readonly string[]): Promise<void> {
  for (let i = 0; i < depenseIds.length; i += 500) {
    await db('bilan_depenses').where({ bilan_id: bilanId }).whereNull('retenu_cents').whereIn('id', depenseIds.slice(i, i + 500)).update({ retenu_cents: db.ref('montant_cents'), motif: null });
  }
}

export async function ecrireProvisoire({ db, maintenant }: Contexte, bilanId: string, reponseAvantLe: Jour, resultat: Resultat): Promise<void> {
  await db('controles').where({ bilan_id: bilanId }).update({ provisoire_le: maintenant, reponse_avant_le: reponseAvantLe, resultat: ecrireResultat(resultat) });
}

/** Writes definitive conclusions, with the figures that dashboards sum. */
export async function ecrireConclusions({ db, maintenant }: Contexte, bilanId: string, notifieLe: Jour, resultat: Resultat, realisation: RealisationRetenue | null): Promise<void> {
  await db('controles').where({ bilan_id: bilanId }).update({ conclu_le: maintenant, notifie_le: notifieLe, resultat: ecrireResultat(resultat), ...chiffresRetenus(resultat, realisation) });
}

/** A rate is kept as a whole number of ten-thousandths. */
function chiffresRetenus({ conventions }: Resultat, realisation: RealisationRetenue | null): Readonly<Record<string, number>> {
  const { rsa, horsRsaMoins25, horsRsaAutres } = realisation?.publics ?? publicsComptes(PUBLICS_VIDES);
  return {
    retenu_rsa: rsa, retenu_personnes: rsa + horsRsaMoins25 + horsRsaAutres, du_cents: conventions.reduce((n, c) => n + c.solde.du, 0),
    taux_realisation: Number(dixMilliemes(conventions[0]?.solde.tauxRealisation ?? taux('1'))),
  };
}

/** The porteur's answer to one line; without `fichierId` the evidence already given stays. */
export async function ecrireReponseLigne({ db }: Contexte, depenseId: string, reponse: string, fichierId: string | null): Promise<void> {
  await db('bilan_depenses').where({ id: depenseId }).update({ reponse, ...(fichierId === null ? {} : { reponse_fichier_id: fichierId }) });
}

export async function ecrireReponse({ db, maintenant }: Contexte, bilanId: string, reponse: string, constats: Constats): Promise<void> {
  await db('controles').where({ bilan_id: bilanId }).update({ repondu_le: maintenant, reponse, constats: JSON.stringify(constats) });
}

/** Keeps what the porteur asks: more time, until when and why. */
export async function ecrireDemandeProlongation({ db, nouvelId, acteur, maintenant }: Contexte, { bilanId, version }: ControleLu, demande: { readonly avant: Jour; readonly souhaite: Jour; readonly motif: string }): Promise<void> {
  await db('contradictoire_prolongations').insert({ id: nouvelId(), bilan_id: bilanId, version, ...demande, demandee_par: acteur.id, demandee_le: maintenant });
}

export interface ReponseProlongation { readonly reponse: 'accordee' | 'refusee'; readonly apres: Jour | null; readonly motif: string }

/** Answers the request `demandeId`, or writes an extension nobody asked; a granted one moves the last day to answer. */
export async function ecrireReponseProlongation({ db, nouvelId, acteur, maintenant }: Contexte, { bilanId, version, reponseAvantLe }: ControleLu, demandeId: string | null, { reponse, apres, motif }: ReponseProlongation): Promise<void> {
  const valeurs = { reponse, avant: reponseAvantLe, apres, reponse_motif: motif, repondue_par: acteur.id, repondue_le: maintenant };
  if (demandeId === null) await db('contradictoire_prolongations').insert({ id: nouvelId(), bilan_id: bilanId, version, ...valeurs });
  else await db('contradictoire_prolongations').where({ id: demandeId }).update(valeurs);
  if (apres !== null) await db('controles').where({ bilan_id: bilanId }).update({ reponse_avant_le: apres });
}

/** A request still waiting has no object once the porteur has answered. */
export async function fermerDemande({ db, maintenant }: Contexte, bilanId: string): Promise<void> {
  await db('contradictoire_prolongations').where({ bilan_id: bilanId, reponse: null }).update({ reponse: 'sans_objet', repondue_le: maintenant });
}

/** Names the controller of a dossier, of its control too when it is open. */
export async function ecrireControleur({ db, maintenant }: Contexte, dossierId: string, controleurId: string): Promise<void> {
  await db('dossiers').where({ id: dossierId }).update({ controleur_id: controleurId, modifie_le: maintenant });
  await db('controles').whereIn('bilan_id', db('bilans').where({ dossier_id: dossierId }).select('id')).update({ controleur_id: controleurId });
}

export async function ecrireConservation({ db }: Contexte, dossierId: string, jusquau: Jour): Promise<void> {
  await db('dossiers').where({ id: dossierId }).update({ conserve_jusqu_au: jusquau });
}

/** Keeps the conclusions of a control that starts again, as they were notified. */
export async function archiverConclusions({ db, nouvelId, acteur, maintenant }: Contexte, bilanId: string, motif: string): Promise<void> {
  const c = await db('controles').where({ bilan_id: bilanId }).first<Record<string, unknown>>(
    'bilan_id', 'version', 'controleur_id', 'constats', 'resultat', 'provisoire_le', 'reponse_avant_le', 'repondu_le', 'reponse', 'conclu_le', 'notifie_le');
  await db('controle_versions').insert({ ...c, id: nouvelId(), motif, rouvert_par: acteur.id, rouvert_le: maintenant });
}

/** Starts the next version of a control: decided lines stay as they are, conclusions and answers are to come. */
export async function recommencerControle({ db }: Contexte, bilanId: string, constats: Constats): Promise<void> {
  await db('controles').where({ bilan_id: bilanId }).update({
    version: db.raw('version + 1'), constats: JSON.stringify(constats), resultat: null, provisoire_le: null, reponse_avant_le: null, repondu_le: null, reponse: '', conclu_le: null, notifie_le: null,
    retenu_rsa: null, retenu_personnes: null, du_cents: null, taux_realisation: null,
  });
}

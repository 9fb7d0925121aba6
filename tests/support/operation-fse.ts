import { termesDe, numeroConvention } from '../../server/domain/conventions/termes.js';
import { jour } from '../../server/domain/kernel/jour.js';
import type { Identite } from '../../server/domain/participants/identite.js';
import type { Fiche } from '../../server/domain/participants/questionnaire.js';
import { lireReglesDuDossier, lireVersionDossier } from '../../server/features/dossiers/dossier-queries.js';
import { coffreDesParticipants } from '../../server/features/participants/participant-coffre.js';
import { inscrireParticipant } from '../../server/features/participants/participant-service.js';
import { nouvelId } from '../../server/platform/ids.js';
import type { ApplicationDeTest } from './application.js';
import { agir } from './comptes.js';
import { dossierDepose, type DossierDeTest, type OptionsDossier } from './dossier-depose.js';

/** A notified dossier of 2022 with a signed FSE+ agreement: its participants are recorded. */
export async function operationFse(app: ApplicationDeTest, options: OptionsDossier = {}): Promise<DossierDeTest> {
  const { db } = app.deps;
  const dossier = await dossierDepose(app, { etat: 'instruit', ...options });
  await db('dossiers').where({ id: dossier.id }).update({ etat: 'notifie', notifie_le: app.horloge.maintenant().slice(0, 10) });
  const version = await lireVersionDossier(db, dossier.id);
  if (version === null) throw new Error('no deposited version');
  const termes = termesDe(version, await lireReglesDuDossier(db, { appelId: dossier.appelId, appelVersion: 1 }), 'fse');
  await db('conventions').insert({
    id: nouvelId(), dossier_id: dossier.id, financeur: 'fse', numero: numeroConvention(dossier.numero, 'fse'), etat: 'signee', montant_cents: 1_000_000, depenses_prevues_cents: 5_000_000,
    termes: JSON.stringify(termes), generee_le: app.horloge.maintenant(), signee_porteur_le: '2022-01-05', signee_financeur_le: '2022-01-05',
  });
  return dossier;
}

/** Somebody unemployed for long, who answered everything at entry and is still there. */
export const FICHE: Fiche = {
  sexe: 'femme', naissance: jour('1990-05-04'), entree: jour('2022-02-01'), statut: 'chomeur', dureeChomage: 'plus_12_mois', formation: 'non', niveau: 'cite_3', handicap: 'non', paysTiers: 'non', origine: 'nsp',
  minorite: 'nsp', logement: 'non', rural: 'oui', sortie: null, situationSortie: null, formationSortie: null, qualification: null, suiviLe: null, situationSuivi: null, amelioration: null,
};

/** Enters somebody in an operation as its redacteur; `rang` makes them another person. @returns the id of the record */
export async function inscrire(app: ApplicationDeTest, { id, comptes }: Pick<DossierDeTest, 'id' | 'comptes'>, rang: number, fiche: Partial<Fiche> = {}, identite: Partial<Identite> = {}): Promise<string> {
  const complete = { ...FICHE, ...fiche };
  return agir(app, comptes.redacteur, (ctx) => inscrireParticipant(ctx, coffreDesParticipants(app.deps), id, {
    identite: { nom: `Martin${rang}`, prenom: 'Camille', naissance: complete.naissance, courriel: '', telephone: '', adresse: '', ...identite }, fiche: complete,
  }));
}

import type { Knex } from 'knex';
import { ARTICLES_COMMUNIQUES } from '../../domain/droits/demande.js';
import type { Identite } from '../../domain/participants/identite.js';
import type { Jour } from '../../domain/kernel/jour.js';
import type { Coffre } from '../../platform/coffre.js';
import { libelle } from '../../web/libelles.js';
import { trouve } from '../../web/errors.js';
import { fichesTrouvees, lireDemande, type DemandeLue, type FicheTrouvee } from './droits-queries.js';
import type { Demandeur } from './droits-coffre.js';
import { reponsesDe } from './fiche-page.js';
import { ouvrirIdentite } from './participant-coffre.js';
import { lireParticipations, type Participation } from './participant-queries.js';

/** Something that was done of a record, as the journal tells it. */
export interface ActeSurFiche { readonly le: string; readonly action: string }

/** Everything that is held of a person in one operation. */
export interface DonneesDOperation {
  readonly fiche: FicheTrouvee;
  readonly identite: Identite;
  readonly participation: Participation;
  readonly actes: readonly ActeSurFiche[];
}

/** Everything that is held of a person. */
export interface DonneesDePersonne { readonly demande: DemandeLue & { readonly demandeur: Demandeur }; readonly fiches: readonly FicheTrouvee[]; readonly operations: readonly DonneesDOperation[] }

/** Reads everything held of the person who made a request, opened; a constant number of queries. @throws Introuvable once who asked is destroyed */
export async function lireDonneesDePersonne(db: Knex, coffre: Coffre, demandeId: string, aujourdhui: Jour): Promise<DonneesDePersonne> {
  const demande = trouve(await lireDemande(db, coffre, demandeId));
  const demandeur = trouve(demande.demandeur);
  const fiches = await fichesTrouvees(db, demandeId, aujourdhui);
  const ids = fiches.map((f) => f.participantId);
  const [participations, actes] = [await lireParticipations(db, ids), await lireActes(db, ids)];
  return {
    demande: { ...demande, demandeur }, fiches,
    operations: fiches.flatMap((fiche) => {
      const participation = participations.get(fiche.participantId);
      if (participation === undefined) return [];
      const { participant } = participation;
      return [{ fiche, participation, identite: ouvrirIdentite(coffre, participant.id, participant.scelle), actes: actes.filter((a) => a.objet_id === participant.id).map((a) => ({ le: a.le, action: a.action })) }];
    }),
  };
}

const lireActes = (db: Knex, ids: readonly string[]): Promise<{ objet_id: string; le: string; action: string }[]> =>
  db('journal').where('objet', 'participant').whereIn('objet_id', [...ids]).orderBy('rang').select('objet_id', 'le', 'action');

/** The same as data to be read again by a machine: codes and words of each answer, days as `AAAA-MM-JJ`. */
export function enJson({ demande, operations }: DonneesDePersonne, le: string): object {
  return {
    format: 'passerelle.donnees-personnelles/1', etabliLe: le, demande: { numero: demande.numero, nature: demande.nature, recueLe: demande.recueLe, articles: ARTICLES_COMMUNIQUES },
    operations: operations.map(({ fiche: { dossier, obligation }, identite, participation: { participant, source, creeLe, indicateurs }, actes }) => ({
      operation: { numero: dossier.numero, intitule: dossier.titre, organisme: dossier.organisme }, identite, pseudonyme: participant.pseudonyme, inscriteLe: creeLe, provenance: source, modifieeLe: participant.modifieLe, complete: participant.complete,
      reponses: participant.fiche, reponsesEnClair: Object.fromEntries(reponsesDe(participant).map(({ terme, valeur }) => [terme, valeur === '' ? null : valeur])),
      indicateurs: indicateurs.map((code) => ({ code, intitule: libelle('indicateur_fse', code) })), conservation: obligation === null ? null : { jusquAu: obligation.jusquau, definitive: obligation.definitive, regle: obligation.regle },
      actes,
    })),
  };
}

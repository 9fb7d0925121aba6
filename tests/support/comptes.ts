import { hash } from '@node-rs/argon2';
import { chargerActeur } from '../../server/features/habilitations/acteur-queries.js';
import type { Acteur, Habilitation } from '../../server/domain/habilitations/acteur.js';
import { nouvelId } from '../../server/platform/ids.js';
import type { Contexte } from '../../server/platform/unit-of-work.js';
import type { ApplicationDeTest } from './application.js';
import { MOT_DE_PASSE } from './visiteur.js';

/** An account of a test; its password is MOT_DE_PASSE. */
export interface Compte {
  readonly id: string;
  readonly courriel: string;
  readonly nom: string;
}

interface Personnage { readonly prenom: string; readonly nom: string; readonly fonction: string; readonly habilitation: Habilitation | null }

/** One person per habilitation; `redacteur` and `signataire` hold none and become members of the organisme of a dossier. */
const PERSONNAGES = {
  instructeur: { prenom: 'Inès', nom: 'Struct', fonction: 'Chargée d’instruction', habilitation: 'instructeur' },
  instructeur2: { prenom: 'Igor', nom: 'Second', fonction: 'Chargé d’instruction', habilitation: 'instructeur' },
  responsable: { prenom: 'Rose', nom: 'Ponsable', fonction: 'Responsable des politiques d’insertion', habilitation: 'responsable' },
  comite1: { prenom: 'Élodie', nom: 'Lue', fonction: 'Élue en charge du développement social', habilitation: 'comite' },
  comite2: { prenom: 'Dina', nom: 'Rectrice', fonction: 'Directrice des actions sociales et d’insertion', habilitation: 'comite' },
  comite3: { prenom: 'Carl', nom: 'Onseiller', fonction: 'Conseiller technique départemental', habilitation: 'comite' },
  avis: { prenom: 'Paul', nom: 'Partenaire', fonction: 'Directeur du PLIE', habilitation: 'avis' },
  finances1: { prenom: 'Fatou', nom: 'Inances', fonction: 'Gestionnaire financière', habilitation: 'finances' },
  finances2: { prenom: 'Félix', nom: 'Inancier', fonction: 'Responsable financier', habilitation: 'finances' },
  controleur: { prenom: 'Colette', nom: 'Trôleur', fonction: 'Contrôleuse du service fait', habilitation: 'controleur' },
  pilotage: { prenom: 'Pia', nom: 'Lotage', fonction: 'Directrice générale adjointe', habilitation: 'pilotage' },
  admin: { prenom: 'Adam', nom: 'Ministre', fonction: 'Administrateur', habilitation: 'admin' },
  redacteur: { prenom: 'Rémi', nom: 'Dacteur', fonction: 'Chargé de projet', habilitation: null },
  signataire: { prenom: 'Simone', nom: 'Gnataire', fonction: 'Présidente', habilitation: null },
} as const satisfies Readonly<Record<string, Personnage>>;

export type NomDeCompte = keyof typeof PERSONNAGES;
export type ComptesDeTest = Readonly<Record<NomDeCompte, Compte>>;

/** The least argon2 accepts: tests sign in thousands of times, and the cost of a password has its own tests. */
const PEU_COUTEUX = { memoryCost: 8, timeCost: 1, parallelism: 1 };
let empreinte: Promise<string> | null = null;

/** Writes every account of a test: `instructeur@passerelle.test`, `responsable@passerelle.test`… with MOT_DE_PASSE. */
export async function comptesDeTest(app: ApplicationDeTest): Promise<ComptesDeTest> {
  const comptes = Object.entries(PERSONNAGES).map(([nom, p]) => [nom, p, nouvelId()] as const);
  empreinte ??= hash(MOT_DE_PASSE, PEU_COUTEUX);
  const motDePasse = await empreinte;
  const le = app.horloge.maintenant();
  await app.deps.db('personnes').insert(comptes.map(([nom, p, id]) => ({
    id, courriel: `${nom}@passerelle.test`, prenom: p.prenom, nom: p.nom, fonction: p.fonction, mot_de_passe: motDePasse, actif: true, confirme_le: le, cree_le: le,
  })));
  await app.deps.db('habilitations').insert(comptes.flatMap(([, p, id]) => (p.habilitation === null ? [] : [{ personne_id: id, code: p.habilitation, accordee_le: le }])));
  return Object.fromEntries(comptes.map(([nom, p, id]) => [nom, { id, courriel: `${nom}@passerelle.test`, nom: `${p.prenom} ${p.nom}` }])) as ComptesDeTest;
}

/** The person as the server sees them now, habilitations and memberships read from the database. */
export async function acteurDeTest(app: ApplicationDeTest, compte: Pick<Compte, 'id'>): Promise<Acteur> {
  const acteur = await chargerActeur(app.deps.db, compte.id, app.horloge.maintenant());
  if (acteur === null) throw new Error(`no active account ${compte.id}`);
  return acteur;
}

/** Runs a use case in its own transaction as this person, without HTTP: for the steps before the one under test. */
export async function agir<T>(app: ApplicationDeTest, compte: Pick<Compte, 'id'>, cas: (ctx: Contexte) => Promise<T>): Promise<T> {
  return app.deps.uniteDeTravail(await acteurDeTest(app, compte), cas);
}

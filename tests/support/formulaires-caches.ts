import type { Knex } from 'knex';
import { NATURES_LETTRE } from '../../server/domain/lettres/modele.js';
import { estPostgres } from '../../server/platform/database.js';
import { reconnaitre, routesOuvertes, type Champ, type FormulaireTrouve, type Monde, type SchemaTrouve } from './formulaires.js';

type Lieu = Readonly<Record<string, string>>;

/** Tables whose rows name an address, with the parameter that their id fills and the columns that fill others. */
const LIEUX: readonly (readonly [table: string, parametre: string, autres: Readonly<Record<string, string>>])[] = [
  ['dossiers', 'dossierId', { appel_id: 'appelId', organisme_id: 'organismeId' }], ['appels', 'appelId', {}], ['organismes', 'organismeId', {}], ['seances', 'seanceId', {}], ['personnes', 'personneId', {}], ['outbox', 'courrielId', {}],
  ['conventions', 'conventionId', { dossier_id: 'dossierId' }], ['recours', 'recoursId', { dossier_id: 'dossierId' }], ['pieces', 'pieceId', { dossier_id: 'dossierId' }], ['membres', 'membreId', { organisme_id: 'organismeId' }],
  ['invitations', 'invitationId', { organisme_id: 'organismeId' }], ['organisme_pieces', 'pieceId', { organisme_id: 'organismeId' }], ['seance_dossiers', '', { seance_id: 'seanceId', dossier_id: 'dossierId' }], ['vues', 'vueId', {}], ['notifications', 'notificationId', {}],
  ['seance_simulations', 'simulationId', { seance_id: 'seanceId' }], ['visites', 'visiteId', { dossier_id: 'dossierId' }], ['participants', 'participantId', { dossier_id: 'dossierId' }], ['liasse_pages', '', { liasse_id: 'liasseId', page: 'page' }],
  ['programme_fiches', 'ficheId', {}], ['programme_actions', 'actionId', { fiche_id: 'ficheId' }], ['amont_indicateurs', 'indicateurId', { convention_id: 'amontId' }], ['questionnaires', '', { jeton: 'jeton' }], ['droits_demandes', 'demandeId', {}],
];

/** Rows that name an address through another table: theirs, their parameter, their parent, the column that leads to it. */
const SOUS_LIEUX: readonly (readonly [table: string, parametre: string, parent: string, colonne: string])[] = [
  ['bilan_depenses', 'depenseId', 'bilans', 'bilan_id'], ['bilan_ressources', 'ressourceId', 'bilans', 'bilan_id'], ['bilan_imports', 'importId', 'bilans', 'bilan_id'], ['irregularites', 'irregulariteId', 'bilans', 'bilan_id'],
  ['visite_suites', 'suiteId', 'visites', 'visite_id'], ['reversements', 'reversementId', 'conventions', 'convention_id'],
];

/** Rows of a convention, which name an address with it and its dossier. */
const DE_CONVENTION: readonly (readonly [table: string, parametre: string])[] = [['versements', 'versementId'], ['demandes_avenant', 'demandeId'], ['avenants', 'avenantId']];

/** A link of a mail that leads to a form, up to its token. */
const MOT_DE_PASSE = '/mot-de-passe/';

/** Every combination of ids that an address may be filled with. */
async function lieux(db: Knex): Promise<Lieu[]> {
  const lus: Lieu[] = [];
  for (const [table, parametre, autres] of LIEUX) {
    if (!(await db.schema.hasTable(table))) continue;
    for (const ligne of await db(table).limit(60).select<Record<string, unknown>[]>()) {
      lus.push(Object.fromEntries([...(parametre === '' ? [] : [[parametre, String(ligne['id'])]]), ...Object.entries(autres).map(([colonne, nom]) => [nom, String(ligne[colonne])])] as [string, string][]));
    }
  }
  const deConvention = await Promise.all(DE_CONVENTION.map(([table, parametre]) =>
    db(`${table} as l`).join('conventions as c', 'c.id', 'l.convention_id').select<Lieu[]>(noms(db, { 'l.id': parametre, 'c.id': 'conventionId', 'c.dossier_id': 'dossierId' }))));
  const lettres = await db('outbox').where('texte', 'like', `%${MOT_DE_PASSE}%`).pluck<string[]>('texte');
  const lignes = await Promise.all(SOUS_LIEUX.map(([table, parametre, parent, colonne]) =>
    db(`${table} as l`).join(`${parent} as p`, 'p.id', `l.${colonne}`).limit(60).select<Lieu[]>(noms(db, { 'l.id': parametre, 'p.dossier_id': 'dossierId' }))));
  const jetons = lettres.flatMap((texte) => [...texte.matchAll(new RegExp(`${MOT_DE_PASSE}([\\w-]{43})`, 'g'))].map((m) => ({ jeton: m[1] ?? '' })));
  return [...lus, ...jetons, ...deConvention.flat(), ...lignes.flat(), ...NATURES_LETTRE.map((natureLettre) => ({ natureLettre }))];
}

/** Columns under the names of parameters; PostgreSQL would lower their case. */
const noms = (db: Knex, colonnes: Readonly<Record<string, string>>): Knex.Raw[] => Object.entries(colonnes).map(([c, nom]) => db.raw(estPostgres(db) ? `${c} as "${nom}"` : `${c} as ${nom}`));

/**
 * Forms that no page showed, because what they are about is not at their stage: made from the schema their route
 * declares, at an address and for a person who gets as far as the form (an empty one is answered 422).
 * Spoils what it tries: start over afterwards.
 */
export async function formulairesCaches(monde: Monde, trouves: readonly FormulaireTrouve[], schemas: readonly SchemaTrouve[], parRoute = 60): Promise<FormulaireTrouve[]> {
  const connus = new Set(trouves.map((f) => f.patron));
  const tous = await lieux(monde.app.deps.db);
  const caches: FormulaireTrouve[] = [];
  const acces = await Promise.all([...monde.visiteurs].map(async ([qui, visiteur]) => ({ qui, visiteur, ouvertes: new Set((await routesOuvertes(monde, qui, 'post')).map((r) => r.chemin)) })));
  for (const { nom, schema, multipart } of schemas) {
    const patron = nom.replace(/^POST /, '');
    if (nom === patron || connus.has(patron) || !reconnaitre(monde.app.serveur.application.routes, 'post', patron)) continue;
    const champs = champsDuSchema(schema.describe(), '');
    if (champs.length === 0) continue;
    for (const { qui, visiteur, ouvertes } of acces) {
      if (!ouvertes.has(patron)) continue;
      const action = await premierQuiRepond(visiteur, adresses(patron, tous).slice(0, parRoute));
      if (action === null) continue;
      caches.push({ cle: `post ${patron} (${champs.map((c) => c.nom).sort().join(' ')})`, patron, qui, methode: 'post', action, multipart: multipart ?? false, champs });
      break;
    }
  }
  return caches;
}

async function premierQuiRepond(visiteur: Monde['visiteurs'] extends ReadonlyMap<string, infer V> ? V : never, actions: readonly string[]): Promise<string | null> {
  for (const action of actions) {
    const { statut } = await visiteur.envoyer(action, {});
    if (statut === 422 || statut >= 500) return action;
  }
  return null;
}

function adresses(patron: string, tous: readonly Lieu[]): string[] {
  const parametres = [...patron.matchAll(/:(\w+)/g)].map((m) => m[1] ?? '');
  const voulus = parametres.filter((p) => p !== 'jeton' && p !== 'section');
  const convenables = voulus.length === 0 ? [{}, ...tous.filter((l) => parametres.includes('jeton') && l['jeton'] !== undefined)] : tous.filter((l) => voulus.every((v) => l[v] !== undefined && l[v] !== 'null'));
  return [...new Set(convenables.map((l: Lieu) => parametres.reduce((c, p) => c.replace(`:${p}`, l[p] ?? (p === 'section' ? 'identite' : 'x'.repeat(43))), patron)))];
}

interface Description {
  readonly type?: string;
  readonly keys?: Readonly<Record<string, Description>>;
  readonly items?: readonly Description[];
  readonly allow?: readonly unknown[];
  readonly flags?: { readonly only?: boolean };
}

/** Fields of a schema as a form would name them, the first row of each repeated group. */
function champsDuSchema(d: Description, chemin: string): Champ[] {
  if (d.keys !== undefined) return Object.entries(d.keys).flatMap(([nom, sous]) => champsDuSchema(sous, chemin === '' ? nom : `${chemin}[${nom}]`));
  if (chemin === '') return [];
  const [item] = d.items ?? [];
  if (d.type === 'array' && item?.keys !== undefined) return [...champsDuSchema(item, `${chemin}[0]`), ...champsDuSchema(item, `${chemin}[1]`)];
  const permises = (item ?? d).allow?.filter((v): v is string => typeof v === 'string') ?? [];
  if (d.type === 'boolean' || d.type === 'array') return [{ nom: chemin, genre: 'case', valeurs: permises.length > 0 ? permises : ['oui'] }];
  return d.flags?.only === true && permises.length > 0 ? [{ nom: chemin, genre: 'choix', valeurs: permises }] : [{ nom: chemin, genre: 'texte', valeurs: [''] }];
}

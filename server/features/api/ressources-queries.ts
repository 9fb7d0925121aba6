import type { Knex } from 'knex';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { TermesConvention } from '../../domain/conventions/termes.js';
import { cents, decimalDepuisCents } from '../../domain/kernel/cents.js';
import { estId } from '../../platform/ids.js';
import { lireCle, lireTranche, lireTrancheTriee } from '../../platform/tranche.js';
import { etatEnveloppe } from '../appels/appel-queries.js';

/** Where a page of a list begins, as the address says it, and how long it is. */
export interface Place { readonly apres: string | null; readonly taille: number }
/** One page as it is answered: its elements, and the key of the next one. */
export interface Page { readonly donnees: readonly object[]; readonly apres: string | null }

type Filtres = Readonly<Record<string, string>>;
type Nombre = number | string;

const euros = (valeur: Nombre): string => decimalDepuisCents(cents(Number(valeur)));
const eurosOuRien = (valeur: Nombre | null): string | null => (valeur === null ? null : euros(valeur));

/** A page in the order of creation, which ids follow. */
async function parOrdreDeCreation<L extends { id: string }>(requete: Knex.QueryBuilder, id: string, { apres, taille }: Place, ecrire: (ligne: L) => object): Promise<Page> {
  const tranche = await lireTranche<L>(requete, { colonne: id, croissant: true, cle: (l) => l.id, sens: apres !== null && estId(apres) ? { apres } : {}, taille });
  return { donnees: tranche.lignes.map(ecrire), apres: tranche.apres };
}

interface LigneAppel { id: string; code: string; titre: string; etat: string; version: Nombre; ouvre_le: string; ferme_le: string; contenu: string }

/** Published calls. */
export const lireApiAppels = (db: Knex, _filtres: Filtres, place: Place): Promise<Page> => parOrdreDeCreation<LigneAppel>(db('appels').whereNot({ etat: 'brouillon' }), 'id', place, (l) => {
  const { dispositifs, axes, territoires } = JSON.parse(l.contenu) as ContenuAppel;
  return { id: l.id, code: l.code, titre: l.titre, etat: l.etat, version: Number(l.version), ouvreLe: l.ouvre_le, fermeLe: l.ferme_le, dispositifs: dispositifs.map(({ numero, intitule }) => ({ numero, intitule })), axes, territoires };
});

interface LigneDossier {
  id: string; numero: string; etat: string; titre: string; appel_id: string; code: string; siret: string; nom: string; nature: string; commune: string; dispositif: Nombre | null; axe: string | null;
  demande_cents: Nombre; cout_total_cents: Nombre; accorde: Nombre | null; depose_le: string; notifie_le: string | null; modifie_le: string;
}

const requeteDossiers = (db: Knex): Knex.QueryBuilder => db('dossiers as d').join('appels as a', 'a.id', 'd.appel_id').join('organismes as o', 'o.id', 'd.organisme_id').whereNotNull('d.depose_le')
  .select('d.id', 'd.numero', 'd.etat', 'd.titre', 'd.appel_id', 'a.code', 'o.siret', 'o.nom', 'o.nature', 'o.commune', 'd.dispositif', 'd.axe', 'd.demande_cents', 'd.cout_total_cents', 'd.depose_le', 'd.notifie_le', 'd.modifie_le')
  .select(db('decisions as k').max('k.montant_cents').whereRaw('k.dossier_id = d.id').where({ 'k.en_vigueur': true, 'k.sens': 'attribue' }).as('accorde'));

/** Deposited dossiers, the first changed first: what changed since an instant is read without the rest. */
export async function lireApiDossiers(db: Knex, { appel, etat, modifieDepuis }: Filtres, { apres, taille }: Place): Promise<Page> {
  const requete = requeteDossiers(db);
  if (appel !== undefined) void requete.where('d.appel_id', appel);
  if (etat !== undefined) void requete.where('d.etat', etat);
  if (modifieDepuis !== undefined) void requete.where('d.modifie_le', '>=', new Date(modifieDepuis).toISOString());
  const cle = lireCle(apres, 'texte', estId);
  const tranche = await lireTrancheTriee<LigneDossier>(requete, { colonne: 'd.modifie_le', id: 'd.id', croissant: true, cle: (l) => ({ valeur: l.modifie_le, id: l.id }), sens: cle === null ? {} : { apres: cle }, taille });
  return { donnees: await ecrireDossiers(db, tranche.lignes), apres: tranche.apres };
}

/** One deposited dossier; null when there is none. */
export async function lireApiDossier(db: Knex, id: string): Promise<object | null> {
  const ligne = await requeteDossiers(db).where('d.id', id).first<LigneDossier | undefined>();
  return ligne === undefined ? null : (await ecrireDossiers(db, [ligne]))[0] ?? null;
}

async function ecrireDossiers(db: Knex, lignes: readonly LigneDossier[]): Promise<object[]> {
  const territoires = await db('dossier_territoires').whereIn('dossier_id', lignes.map((l) => l.id)).orderBy('territoire').select<{ dossier_id: string; territoire: string }[]>('dossier_id', 'territoire');
  return lignes.map((l) => ({
    id: l.id, numero: l.numero, etat: l.etat, titre: l.titre, appel: { id: l.appel_id, code: l.code }, organisme: { siret: l.siret, nom: l.nom, nature: l.nature, commune: l.commune },
    dispositif: l.dispositif === null ? null : Number(l.dispositif), axe: l.axe, territoires: territoires.filter((t) => t.dossier_id === l.id).map((t) => t.territoire),
    demande: euros(l.demande_cents), coutTotal: euros(l.cout_total_cents), accorde: eurosOuRien(l.accorde), deposeLe: l.depose_le, notifieLe: l.notifie_le, modifieLe: l.modifie_le,
  }));
}

interface LigneConvention { id: string; numero: string; dossier_id: string; dossier_numero: string; financeur: string; etat: string; montant_cents: Nombre; depenses_prevues_cents: Nombre; termes: string; signee_porteur_le: string | null; signee_financeur_le: string | null }

export function lireApiConventions(db: Knex, { dossier, etat }: Filtres, place: Place): Promise<Page> {
  const requete = db('conventions as c').join('dossiers as d', 'd.id', 'c.dossier_id').select('c.*', 'd.numero as dossier_numero');
  if (dossier !== undefined) void requete.where('c.dossier_id', dossier);
  if (etat !== undefined) void requete.where('c.etat', etat);
  return parOrdreDeCreation<LigneConvention>(requete, 'c.id', place, (l) => ({
    id: l.id, numero: l.numero, dossier: { id: l.dossier_id, numero: l.dossier_numero }, financeur: l.financeur, etat: l.etat, montant: euros(l.montant_cents), depensesPrevues: euros(l.depenses_prevues_cents),
    operation: (({ debut, fin }) => ({ debut, fin }))((JSON.parse(l.termes) as TermesConvention).operation), signeePorteurLe: l.signee_porteur_le, signeeFinanceurLe: l.signee_financeur_le,
  }));
}

interface LigneVersement { id: string; convention_id: string; numero: string; rang: Nombre; declencheur: string; montant_cents: Nombre; etat: string; exigible_le: string | null; paye_le: string | null; bordereau: string | null }

export function lireApiVersements(db: Knex, { convention, etat }: Filtres, place: Place): Promise<Page> {
  const requete = db('versements as v').join('conventions as c', 'c.id', 'v.convention_id').select('v.*', 'c.numero');
  if (convention !== undefined) void requete.where('v.convention_id', convention);
  if (etat !== undefined) void requete.where('v.etat', etat);
  return parOrdreDeCreation<LigneVersement>(requete, 'v.id', place, (l) => ({
    id: l.id, convention: { id: l.convention_id, numero: l.numero }, rang: Number(l.rang), declencheur: l.declencheur, montant: euros(l.montant_cents), etat: l.etat, exigibleLe: l.exigible_le, payeLe: l.paye_le, bordereau: l.bordereau,
  }));
}

/** Envelopes call by call: `taille` calls a page, each with all its envelopes. */
export async function lireApiEnveloppes(db: Knex, _filtres: Filtres, { apres, taille }: Place): Promise<Page> {
  const { lignes, apres: suivant } = await lireTranche<{ id: string; code: string }>(db('appels').whereNot({ etat: 'brouillon' }).select('id', 'code'), {
    colonne: 'id', croissant: true, cle: (l) => l.id, sens: apres !== null && estId(apres) ? { apres } : {}, taille,
  });
  const donnees = await Promise.all(lignes.map(async ({ id, code }) => (await etatEnveloppe(db, id)).parEnveloppe.map((e) => ({
    id: e.id, appel: { id, code }, financeur: e.financeur, annee: e.annee, vote: euros(e.voteCents), engage: euros(e.engageCents), paye: euros(e.verseCents), recouvre: euros(e.recouvreCents), disponible: euros(e.disponibleCents),
  }))));
  return { donnees: donnees.flat(), apres: suivant };
}

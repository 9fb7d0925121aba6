import type { Knex } from 'knex';
import { rapport, type Delai } from '../../domain/pilotage/indicateurs.js';
import type { Taux } from '../../domain/kernel/taux.js';
import { anneeDeParisSql } from '../../platform/jours-sql.js';
import { libelle } from '../../web/libelles.js';
import { etatEnveloppe, listerTerritoires, type EnveloppeLue } from '../appels/appel-queries.js';
import { lireOptions, type Choix, type OptionsDeListe } from '../dossiers/liste-options-queries.js';
import { lireDelais, type CodeEtape } from './delais.js';
import { lireEnsemble, versGroupe, type Groupe } from './pilotage-chiffres.js';
import { AUCUN, DIMENSIONS, ETATS_PILOTES, TITRES_DIMENSIONS, type Dimension, type FiltrePilotage } from './pilotage-filtre.js';
import { repartir, repartirParOrganisme, type LigneRepartie } from './repartition.js';
import { beneficiairesDe, lireBeneficiaires } from './territoires-queries.js';

/** A line of a breakdown with its name. */
export interface LigneNommee { readonly cle: string; readonly nom: string; readonly groupe: Groupe }

/** People reached in a territory against its RSA recipients; rates are null when the recipients are not known. */
export interface LigneCouverture {
  /** Null for all the dossiers of the dashboard. */
  readonly territoire: string | null;
  readonly nom: string;
  readonly beneficiaires: number | null;
  readonly prevus: number;
  readonly realises: number;
  readonly tauxPrevu: Taux | null;
  readonly tauxRealise: Taux | null;
}

export interface Repartition { readonly par: Dimension; readonly lignes: readonly LigneNommee[]; readonly avant: string | null; readonly apres: string | null }

/** Everything a dashboard says of the dossiers of a filter. */
export interface TableauDeBord {
  readonly ensemble: Groupe;
  readonly repartition: Repartition;
  readonly delais: Readonly<Record<CodeEtape, Delai>>;
  readonly couverture: { readonly annee: number | null; readonly lignes: readonly LigneCouverture[] };
  /** Of the chosen call; none otherwise. */
  readonly enveloppes: readonly EnveloppeLue[];
}

/** Names of what a dashboard filters and breaks down. */
export interface Noms { readonly options: OptionsDeListe; readonly annees: readonly Choix[]; readonly organisme: string | null }

/** Choices of the filters, and the name of the chosen organisme. */
export async function lireNoms(db: Knex, filtre: FiltrePilotage): Promise<Noms> {
  const options = await lireOptions(db);
  const annees = await db('dossiers').whereNotNull('depose_le').distinct<{ annee: number | string }[]>(db.raw(`${anneeDeParisSql('depose_le')} as annee`));
  const organisme = filtre.organisme === '' ? undefined : await db('organismes').where({ id: filtre.organisme }).first<{ nom: string } | undefined>('nom');
  return { options, annees: annees.map((l) => Number(l.annee)).sort((a, b) => b - a).map((a) => ({ valeur: String(a), texte: String(a) })), organisme: organisme?.nom ?? null };
}

/** The dashboard of a filter: a constant number of queries, whatever the number of dossiers. */
export async function lireTableauDeBord(db: Knex, filtre: FiltrePilotage, par: Dimension, noms: Noms, place: { readonly apres?: unknown; readonly avant?: unknown } = {}): Promise<TableauDeBord> {
  const ensemble = await lireEnsemble(db, filtre);
  const territoires = await repartir(db, filtre, 'territoire');
  return {
    ensemble, repartition: await lireRepartition(db, filtre, par, noms, place), delais: await lireDelais(db, filtre), couverture: await couvrir(db, filtre, ensemble, territoires),
    enveloppes: filtre.appel === '' ? [] : (await etatEnveloppe(db, filtre.appel)).parEnveloppe,
  };
}

/** One breakdown of the dossiers of a filter, its lines named and in order. */
export async function lireRepartition(db: Knex, filtre: FiltrePilotage, par: Dimension, noms: Noms, place: { readonly apres?: unknown; readonly avant?: unknown } = {}): Promise<Repartition> {
  if (par !== 'organisme') return { par, lignes: ordonner(par, (await repartir(db, filtre, par)).map((l) => nommer(par, l, noms))), avant: null, apres: null };
  const tranche = await repartirParOrganisme(db, filtre, place);
  return { par, lignes: tranche.lignes.map((l) => nommer(par, l, noms)), avant: tranche.avant, apres: tranche.apres };
}

const SANS: Readonly<Record<Dimension, string>> = { appel: 'Sans appel', annee: 'Sans année', etat: 'Sans état', axe: 'Sans axe', dispositif: 'Sans dispositif', territoire: 'Sans territoire', organisme: 'Sans organisme' };

function nommer(par: Dimension, { cle, nom, groupe }: LigneRepartie, { options }: Noms): LigneNommee {
  const choix = (liste: readonly Choix[]): string => liste.find((c) => c.valeur === cle)?.texte ?? cle;
  const noms: Readonly<Record<Dimension, () => string>> = {
    appel: () => choix(options.appels), annee: () => cle, etat: () => libelle('dossier', cle), axe: () => cle, dispositif: () => choix(options.dispositifs), territoire: () => choix(options.territoires), organisme: () => nom ?? cle,
  };
  return { cle, nom: cle === AUCUN ? SANS[par] : noms[par](), groupe };
}

/** What the filters keep, in words. */
export function criteresDe(filtre: FiltrePilotage, { options, organisme }: Noms): { nom: string; valeur: string }[] {
  const choisi = (liste: readonly Choix[], valeur: string): string => liste.find((c) => c.valeur === valeur)?.texte ?? valeur;
  const mots: Readonly<Record<Dimension, (v: string) => string>> = {
    appel: (v) => choisi(options.appels, v), annee: (v) => v, etat: (v) => libelle('dossier', v), axe: (v) => v, dispositif: (v) => choisi(options.dispositifs, v), territoire: (v) => choisi(options.territoires, v), organisme: (v) => organisme ?? v,
  };
  return DIMENSIONS.filter((d) => filtre[d] !== '').map((d) => ({ nom: TITRES_DIMENSIONS[d], valeur: filtre[d] === AUCUN ? 'Aucun' : mots[d](filtre[d]) }));
}

const enFrancais = new Intl.Collator('fr', { numeric: true });

function ordonner(par: Dimension, lignes: readonly LigneNommee[]): LigneNommee[] {
  const rang = ({ cle }: LigneNommee): number => (par === 'etat' ? ETATS_PILOTES.indexOf(cle) : cle === AUCUN ? 1 : 0);
  return [...lignes].sort((a, b) => rang(a) - rang(b) || enFrancais.compare(a.nom, b.nom));
}

/** What no dossier brings. */
const PERSONNE: Groupe = versGroupe({});

async function couvrir(db: Knex, filtre: FiltrePilotage, ensemble: Groupe, repartis: readonly LigneRepartie[]): Promise<TableauDeBord['couverture']> {
  const { annee, parTerritoire } = beneficiairesDe(await lireBeneficiaires(db), filtre.annee === '' ? null : Number(filtre.annee));
  const territoires = await listerTerritoires(db);
  const ligne = (territoire: string | null, nom: string, beneficiaires: number | null, { prevues, conclus }: Groupe): LigneCouverture => ({
    territoire, nom, beneficiaires, prevus: prevues.rsa, realises: conclus.realisees.rsa,
    tauxPrevu: rapport(prevues.rsa, beneficiaires ?? 0), tauxRealise: rapport(conclus.realisees.rsa, beneficiaires ?? 0),
  });
  const parties = territoires.filter((t) => t.niveau !== 'departement' && (filtre.territoire === '' || filtre.territoire === t.code))
    .map((t) => ligne(t.code, t.nom, parTerritoire.get(t.code) ?? null, repartis.find((r) => r.cle === t.code)?.groupe ?? PERSONNE));
  const departement = territoires.find((t) => t.niveau === 'departement');
  const tous = filtre.territoire === '' ? [ligne(null, departement?.nom ?? 'Ensemble', departement === undefined ? null : parTerritoire.get(departement.code) ?? null, ensemble)] : [];
  return { annee, lignes: [...parties, ...tous] };
}

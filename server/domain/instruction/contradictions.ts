import { HEURES_ANNUELLES_CENTIEMES } from '../bilans/temps.js';
import type { LigneDepense, LigneRessource } from '../dossiers/contenu.js';
import type { Financeur } from '../financements/nomenclature.js';
import type { Cents } from '../kernel/cents.js';
import { ajouterJours, ajouterMois, joursEntre, moisEntre, type Jour } from '../kernel/jour.js';
import { projetsProches } from '../recevabilite/ressemblance.js';

/** Another dossier of the same organisme, as deposited. */
export interface AutreDossier {
  readonly numero: string;
  readonly titre: string;
  readonly besoin: string;
  readonly territoires: readonly string[];
  readonly debut: Jour;
  readonly fin: Jour;
  readonly ressources: readonly LigneRessource[];
  /** Awarded, and the decision still stands. */
  readonly finance: boolean;
}

/** Total cost and people of a recevable dossier of the call. */
export interface CoutDossier { readonly coutCents: number; readonly personnes: number }

export interface FaitsContradictions {
  readonly cout: CoutDossier;
  /** Every recevable dossier of the call, this one included, with people. */
  readonly couts: readonly CoutDossier[];
  readonly projet: Pick<AutreDossier, 'titre' | 'besoin' | 'territoires' | 'debut' | 'fin'>;
  readonly depenses: readonly LigneDepense[];
  readonly ressources: readonly LigneRessource[];
  /** Funder that runs the call: each dossier asks it for its own amount. */
  readonly financeurAppel: Financeur;
  readonly autres: readonly AutreDossier[];
}

/** What two statements of a dossier, or of two dossiers, say against each other; amounts in cents. */
export type Contradiction =
  | { readonly code: 'cout_par_personne'; readonly coutCents: number; readonly medianeCents: number; readonly sens: 'haut' | 'bas'; readonly dossiers: number }
  | { readonly code: 'heures_excessives'; readonly libelle: string; readonly heures: number; readonly quotite: number; readonly plafond: number }
  | { readonly code: 'financeur_en_double'; readonly financeur: Financeur; readonly libelle: string; readonly montants: readonly Cents[] }
  | { readonly code: 'ressource_annoncee_ailleurs'; readonly financeur: Financeur; readonly montant: Cents; readonly numero: string }
  | { readonly code: 'action_deja_financee'; readonly numero: string; readonly titre: string };

/** Fewest dossiers a median is taken on: below, it says nothing of the call. */
export const DOSSIERS_MINIMUM = 4;
/** A cost per person is far from the median beyond this many times it, or below the same fraction. */
export const ECART_A_LA_MEDIANE = 2;

/** Funders of which there is one: twice in a plan is twice the same. */
const UNIQUES: readonly Financeur[] = ['departement', 'fse', 'region'];

/** Contradictions of a dossier, to be answered before the committee: the machine lists, a person judges. */
export const releverContradictions = (faits: FaitsContradictions): Contradiction[] =>
  [...coutEloigne(faits), ...heuresExcessives(faits), ...financeursEnDouble(faits), ...annoncesAilleurs(faits), ...dejaFinancees(faits)];

const parPersonne = ({ coutCents, personnes }: CoutDossier): number => Math.round(coutCents / personnes);

/** Median of whole cents, the lower of the two in the middle when they are even: an amount that a dossier really has. */
export function mediane(valeurs: readonly number[]): number {
  return [...valeurs].sort((a, b) => a - b)[Math.floor((valeurs.length - 1) / 2)] ?? 0;
}

function* coutEloigne({ cout, couts }: FaitsContradictions): Generator<Contradiction> {
  const comptes = couts.filter((c) => c.personnes > 0);
  if (cout.personnes === 0 || comptes.length < DOSSIERS_MINIMUM) return;
  const [coutCents, medianeCents] = [parPersonne(cout), mediane(comptes.map(parPersonne))];
  if (coutCents > medianeCents * ECART_A_LA_MEDIANE) yield { code: 'cout_par_personne', coutCents, medianeCents, sens: 'haut', dossiers: comptes.length };
  if (coutCents * ECART_A_LA_MEDIANE < medianeCents) yield { code: 'cout_par_personne', coutCents, medianeCents, sens: 'bas', dossiers: comptes.length };
}

/** Years of an operation as a fraction, its last day included: whole months when they are, else days of 365. */
function annees({ debut, fin }: { readonly debut: Jour; readonly fin: Jour }): readonly [numerateur: number, denominateur: number] {
  const apres = ajouterJours(fin, 1);
  const mois = moisEntre(debut, apres);
  return ajouterMois(debut, mois) === apres ? [mois, 12] : [joursEntre(debut, apres), 365];
}

/**
 * Staff lines that announce more hours than a full-time year of 1 720 h allows for their share of full-time and the length of the operation.
 * @see issue 4, Instruction; regulation (EU) 2021/1060, art. 55(2)(a)
 */
function* heuresExcessives({ projet, depenses }: FaitsContradictions): Generator<Contradiction> {
  const [numerateur, denominateur] = annees(projet);
  for (const { poste, libelle, heures = 0, quotite = 100 } of depenses) {
    const plafond = Math.floor((HEURES_ANNUELLES_CENTIEMES * quotite * numerateur) / (10_000 * denominateur));
    if (poste === 'personnel_direct' && heures > plafond) yield { code: 'heures_excessives', libelle, heures, quotite, plafond };
  }
}

const net = (texte: string): string => texte.normalize('NFD').replace(/\p{Diacritic}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, ' ').trim();
const cleDe = ({ financeur, libelle }: LigneRessource): string => (UNIQUES.includes(financeur) ? financeur : `${financeur}:${net(libelle)}`);

function* financeursEnDouble({ ressources }: FaitsContradictions): Generator<Contradiction> {
  for (const cle of new Set(ressources.map(cleDe))) {
    const lignes = ressources.filter((r) => cleDe(r) === cle && r.montant > 0);
    const [premiere] = lignes;
    if (premiere !== undefined && lignes.length > 1) yield { code: 'financeur_en_double', financeur: premiere.financeur, libelle: premiere.libelle, montants: lignes.map((l) => l.montant) };
  }
}

const seChevauchent = (a: { readonly debut: Jour; readonly fin: Jour }, b: { readonly debut: Jour; readonly fin: Jour }): boolean => a.debut <= b.fin && b.debut <= a.fin;

function* annoncesAilleurs({ projet, ressources, financeurAppel, autres }: FaitsContradictions): Generator<Contradiction> {
  for (const autre of autres.filter((a) => seChevauchent(a, projet))) {
    for (const { financeur, montant } of ressources) {
      if (financeur !== financeurAppel && financeur !== 'fonds_propres' && montant > 0 && autre.ressources.some((r) => r.financeur === financeur && r.montant === montant)) {
        yield { code: 'ressource_annoncee_ailleurs', financeur, montant, numero: autre.numero };
      }
    }
  }
}

function* dejaFinancees({ projet, autres }: FaitsContradictions): Generator<Contradiction> {
  const memeLieu = autres.filter((a) => a.finance && seChevauchent(a, projet) && a.territoires.some((t) => projet.territoires.includes(t)));
  for (const numero of projetsProches(projet, memeLieu)) yield { code: 'action_deja_financee', numero, titre: memeLieu.find((a) => a.numero === numero)?.titre ?? '' };
}

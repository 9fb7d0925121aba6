import type { Deps } from '../../platform/deps.js';
import { METHODES_SIMULATION, PARAMETRES_VIERGES, type DemandeSimulation, type ParametresSimulation, type Simulation } from '../../domain/comites/simulation.js';
import { departages } from '../../domain/notation/classement.js';
import { peut } from '../../domain/habilitations/peut.js';
import { cents, decimalDepuisCents, maximum, ZERO, type Cents } from '../../domain/kernel/cents.js';
import { euros, nombre, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { FormulaireInvalide, trouve } from '../../web/errors.js';
import { lireFormulaire } from '../../web/form-errors.js';
import type { GraphiqueEmpile } from '../../web/graphique.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { estParScript } from '../../web/requete.js';
import { lireContradictions } from '../instruction/contradictions-queries.js';
import { ARRONDIS, formulaireExploration, type SaisieExploration } from './simulation-form.js';
import { calculer, graphiques, lireBaseDeSimulation, type BaseDeSimulation } from './simulation-calcul.js';
import { lireSimulations, type SimulationLue } from './simulation-queries.js';
import { lireVue, lireVueEntiere, type VueSeance } from './seance-vue.js';

interface LigneSimulation {
  readonly id: string;
  readonly rang: string;
  readonly raison: string;
  readonly numero: string;
  readonly organismeNom: string;
  readonly titre: string;
  readonly demandeCents: number;
  readonly baseCents: number;
  readonly montantCents: number;
  readonly cumulCents: number | null;
  readonly arbitre: boolean;
  readonly retenu: boolean;
  /** The cut-off line falls just below this dossier. */
  readonly coupure: boolean;
  /** Fields of the amount set by hand. */
  readonly chemin: string;
  readonly saisi: unknown;
}

/** The result of one simulation, as far as this person may see it. */
export interface ResultatSimulation {
  readonly lignes: readonly LigneSimulation[];
  readonly chiffres: readonly { readonly libelle: string; readonly valeur: string; readonly precision: string }[];
  readonly depasse: string | null;
  readonly texteCoupure: string;
  readonly graphiques: readonly GraphiqueEmpile[];
  readonly arbitrable: boolean;
}

interface Comparaison {
  readonly simulations: readonly { readonly nom: string; readonly lien: string; readonly methode: string; readonly retenus: string; readonly total: string; readonly reste: string }[];
  readonly lignes: readonly { readonly numero: string; readonly organismeNom: string; readonly montants: readonly { readonly cents: number }[] }[];
  readonly totaux: boolean;
}

/** A dossier of the session with what is to be made clear about it. */
interface DossierAEclaircir { readonly numero: string; readonly organismeNom: string; readonly lien: string; readonly points: readonly string[] }

interface Commun {
  readonly titreSeance: string;
  readonly retour: string;
  readonly masque: string | null;
  readonly options: Readonly<Record<'methodes' | 'arrondis', readonly { valeur: string; texte: string }[]>>;
  readonly saisie: Readonly<Record<string, unknown>>;
  readonly resultat: ResultatSimulation | null;
  readonly tient: boolean;
}

export interface PageBureau extends Commun {
  readonly action: string;
  readonly caches: readonly { readonly nom: string; readonly valeur: string }[];
  readonly comparaison: Comparaison | null;
  readonly contradictions: readonly DossierAEclaircir[];
}
export interface PageSimulation extends Commun {
  readonly action: string;
  readonly suppression: string;
  readonly version: number;
  readonly derniere: string;
}

declare module '../../web/render.js' {
  interface Pages { 'comites/bureau': PageBureau; 'comites/simulation': PageSimulation }
}

const ARRONDI_LIBELLES: Readonly<Record<number, string>> = { 1: 'au centime', 100: 'à l’euro', 1000: 'à 10 €', 10_000: 'à 100 €', 50_000: 'à 500 €', 100_000: 'à 1 000 €' };
const OPTIONS: Commun['options'] = { methodes: choix('methode_simulation', METHODES_SIMULATION), arrondis: ARRONDIS.map((a) => ({ valeur: String(a), texte: ARRONDI_LIBELLES[a] ?? '' })) };

/** A session's ranking for the simulations, and what of it this person may see. */
interface Bureau { readonly vue: VueSeance; readonly base: BaseDeSimulation; readonly visibles: ReadonlySet<string>; readonly entier: boolean; readonly masque: string | null; readonly tient: boolean }

async function lireBureau({ db }: Deps, demande: Demande): Promise<Bureau> {
  const seanceId = parametre(demande, 'seanceId');
  const vue = trouve(await lireVue(db, seanceId, demande.acteur));
  const entiere = trouve(await lireVueEntiere(db, seanceId));
  const entier = vue.cachees.length + vue.sansScores.length === 0;
  const aDeclarer = vue.cachees.some((l) => l.acces.niveau === 'cache' && l.acces.raison === 'a_declarer');
  const masque = aDeclarer ? 'Déclarez d’abord vos liens avec les organismes : rubrique « Notation ».'
    : vue.sansScores.length > 0 ? 'Le classement et les simulations s’affichent quand vous avez soumis toutes vos notations : avant, ils diraient celles des autres.' : null;
  return {
    vue, base: await lireBaseDeSimulation(db, entiere), visibles: new Set(vue.classees.map((l) => l.id)), entier, masque,
    tient: entier && vue.seance.etat === 'preparee' && peut(demande.acteur, 'seance.tenir', demande.sujet).permis,
  };
}

const parametresDe = (s: SaisieExploration): ParametresSimulation =>
  ({ taux: s.taux, plancher: s.plancher === null ? null : cents(s.plancher), plafond: s.plafond === null ? null : cents(s.plafond), arrondi: s.arrondi });

/** What is asked of a simulation from what was typed. */
export const demandeDe = (s: SaisieExploration, enveloppe: Cents, arbitrages: ReadonlyMap<string, Cents> = new Map()): DemandeSimulation =>
  ({ enveloppe, methode: s.methode, parametres: parametresDe(s), arbitrages });

const enSaisie = (c: Cents | null): string => (c === null ? '' : decimalDepuisCents(c).replace('.', ','));

/** The desk: move the envelope and the method, see where the line falls, keep what is worth comparing. */
export const pageBureau = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const seanceId = parametre(demande, 'seanceId');
  const bureau = await lireBureau(deps, demande);
  const { saisie, erreurs } = lireExploration(etat.saisie ?? demande.query);
  const enveloppe = saisie.enveloppe === undefined ? maximum(bureau.vue.disponible ?? ZERO, ZERO) : cents(saisie.enveloppe);
  const simulation = calculer(bureau.base, demandeDe(saisie, enveloppe));
  const tapee = { ...(etat.saisie ?? demande.query) };
  await render(demande, 'comites/bureau', {
    ...commun(bureau, seanceId), saisie: { methode: 'coupure', arrondi: '100', ...tapee, enveloppe: tapee['enveloppe'] ?? enSaisie(enveloppe) },
    resultat: bureau.masque === null && Object.keys(erreurs).length === 0 ? presenter(bureau, simulation, enveloppe, null) : null, action: vers(paths.seances.bureau, { seanceId }),
    caches: [
      { nom: 'enveloppe', valeur: enSaisie(enveloppe) }, { nom: 'methode', valeur: saisie.methode }, { nom: 'arrondi', valeur: String(saisie.arrondi) },
      { nom: 'taux', valeur: saisie.taux === null ? '' : nombre(Number(saisie.taux) * 100, 2) }, { nom: 'plancher', valeur: enSaisie(parametresDe(saisie).plancher) }, { nom: 'plafond', valeur: enSaisie(parametresDe(saisie).plafond) },
    ],
    comparaison: bureau.masque === null ? comparer(bureau, await lireSimulations(deps.db, seanceId), seanceId) : null,
    contradictions: bureau.masque === null && !estParScript(demande.req) ? await aEclaircir(deps, bureau) : [],
  }, { titre: 'Simulations', etat: { ...etat, erreurs: { ...erreurs, ...etat.erreurs } }, large: true, ...cadre(bureau, seanceId) });
};

/** Dossiers this person may see that say something against themselves or against others, in the order of the ranking. */
async function aEclaircir({ db }: Deps, { vue: { classees } }: Bureau): Promise<DossierAEclaircir[]> {
  const releves = await lireContradictions(db, classees.map((l) => l.id));
  return classees.map((l) => ({ numero: l.numero, organismeNom: l.organismeNom, lien: vers(paths.dossiers.instruction, { dossierId: l.id }), points: releves.get(l.id) ?? [] })).filter((d) => d.points.length > 0);
}

function lireExploration(saisie: Readonly<Record<string, unknown>>): { saisie: SaisieExploration; erreurs: Readonly<Record<string, string>> } {
  try {
    return { saisie: lireFormulaire(formulaireExploration, saisie), erreurs: {} };
  } catch (erreur) {
    if (!(erreur instanceof FormulaireInvalide)) throw erreur;
    return { saisie: { methode: 'coupure', ...PARAMETRES_VIERGES }, erreurs: erreur.erreurs };
  }
}

/** A simulation kept: its settings, and the amounts set by hand dossier by dossier. */
export const pageSimulation = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const [seanceId, simulationId] = [parametre(demande, 'seanceId'), parametre(demande, 'simulationId')];
  const bureau = await lireBureau(deps, demande);
  const s = trouve((await lireSimulations(deps.db, seanceId)).find((x) => x.id === simulationId));
  const stock = {
    nom: s.nom, enveloppe: enSaisie(s.enveloppe), methode: s.methode, taux: s.parametres.taux === null ? '' : nombre(Number(s.parametres.taux) * 100, 2),
    plancher: enSaisie(s.parametres.plancher), plafond: enSaisie(s.parametres.plafond), arrondi: String(s.parametres.arrondi),
  };
  await render(demande, 'comites/simulation', {
    ...commun(bureau, seanceId), saisie: bureau.masque === null ? (etat.saisie ?? stock) : {}, resultat: bureau.masque === null ? presenter(bureau, calculer(bureau.base, s), s.enveloppe, { simulation: s, saisie: etat.saisie }) : null,
    action: vers(paths.seances.simulation, { seanceId, simulationId }), suppression: vers(paths.seances.simulationRetrait, { seanceId, simulationId }), version: s.version, derniere: `Enregistrée par ${s.modifieePar}`,
  }, { titre: `Simulation « ${s.nom} »`, etat, large: true, ...cadre(bureau, seanceId), fil: [...cadre(bureau, seanceId).fil, { texte: 'Simulations', lien: vers(paths.seances.bureau, { seanceId }) }] });
};

const commun = ({ vue, masque, tient }: Bureau, seanceId: string): Pick<Commun, 'titreSeance' | 'retour' | 'masque' | 'options' | 'tient'> =>
  ({ titreSeance: vue.seance.titre, retour: vers(paths.seances.page, { seanceId }), masque, options: OPTIONS, tient });
const cadre = ({ vue }: Bureau, seanceId: string): { fil: { texte: string; lien: string }[] } =>
  ({ fil: [{ texte: 'Comité', lien: paths.seances.liste }, { texte: vue.seance.titre, lien: vers(paths.seances.page, { seanceId }) }] });

function presenter(bureau: Bureau, simulation: Simulation, enveloppe: Cents, arbitrage: { simulation: SimulationLue; saisie: EtatFormulaire['saisie'] } | null): ResultatSimulation {
  const { base, visibles, entier } = bureau;
  const [rangs, raisons] = [new Map(bureau.vue.classees.map((l) => [l.id, l.rang])), departages(bureau.vue.classees)];
  const lignes = base.classees.flatMap((l, i): LigneSimulation[] => {
    const simulee = simulation.lignes[i];
    if (simulee === undefined || !visibles.has(l.id)) return [];
    const rang = rangs.get(l.id);
    return [{
      id: l.id, rang: rang == null ? '–' : String(rang), raison: raisonCourte(raisons.get(l.id)), numero: l.numero, organismeNom: l.organismeNom, titre: l.titre, demandeCents: l.demandeCents, baseCents: simulee.base, montantCents: simulee.montant,
      cumulCents: entier ? simulee.cumul : null, arbitre: simulee.arbitre, retenu: simulee.montant > 0, coupure: entier && simulation.coupure === l.id,
      chemin: `arbitrages.${i}`, saisi: arbitrage === null ? '' : (montantTape(arbitrage.saisie, l.id) ?? enSaisie(arbitrage.simulation.arbitrages.get(l.id) ?? null)),
    }];
  });
  return {
    lignes, graphiques: entier ? graphiques(base, simulation) : [], arbitrable: arbitrage !== null && bureau.tient, depasse: entier && simulation.reste < 0 ? `Cette simulation dépasse l’enveloppe de ${euros(Math.abs(simulation.reste))}.` : null,
    texteCoupure: `Ligne de coupure : ${pluriel(simulation.retenus, 'dossier retenu', 'dossiers retenus')}, ${euros(simulation.total)} sur ${euros(enveloppe)}`,
    chiffres: entier ? [
      { libelle: 'Enveloppe', valeur: euros(enveloppe), precision: '' }, { libelle: 'Total simulé', valeur: euros(simulation.total), precision: '' }, { libelle: 'Reste', valeur: euros(simulation.reste), precision: '' },
      { libelle: 'Dossiers retenus', valeur: `${nombre(simulation.retenus)} sur ${nombre(base.classees.length)}`, precision: '' },
    ] : [],
  };
}

/** Why a dossier stands there among equal means, in a few words for a table. */
export const raisonCourte = (d: ReturnType<ReturnType<typeof departages>['get']>): string =>
  (d === undefined ? '' : d.nature === 'egalite' ? 'ex æquo' : `égalité, critère ${d.critere + 1}`);

function montantTape(saisie: EtatFormulaire['saisie'], dossierId: string): unknown {
  const groupe: unknown = saisie?.['arbitrages'];
  const lignes: unknown[] = typeof groupe === 'object' && groupe !== null ? Object.values(groupe) : [];
  const trouvee = lignes.find((l): l is Record<string, unknown> => typeof l === 'object' && l !== null && 'dossierId' in l && l.dossierId === dossierId);
  return trouvee?.['montant'];
}

function comparer({ base, visibles, entier }: Bureau, simulations: readonly SimulationLue[], seanceId: string): Comparaison | null {
  if (simulations.length === 0) return null;
  const calculs = simulations.map((s) => ({ s, resultat: calculer(base, s) }));
  return {
    totaux: entier,
    simulations: calculs.map(({ s, resultat }) => ({
      nom: s.nom, lien: vers(paths.seances.simulation, { seanceId, simulationId: s.id }), methode: libelle('methode_simulation', s.methode), retenus: nombre(resultat.retenus), total: euros(resultat.total), reste: euros(resultat.reste),
    })),
    lignes: base.classees.flatMap((l, i) => (visibles.has(l.id) ? [{ numero: l.numero, organismeNom: l.organismeNom, montants: calculs.map(({ resultat }) => ({ cents: resultat.lignes[i]?.montant ?? 0 })) }] : [])),
  };
}

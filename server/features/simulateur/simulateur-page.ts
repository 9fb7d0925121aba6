import { peutSavoir } from '../../domain/habilitations/peut.js';
import { DECLENCHEURS } from '../../domain/conventions/echeancier.js';
import { CODES_FORFAIT, FINANCEURS, NATURES, POSTES, STATUTS_RESSOURCE } from '../../domain/financements/nomenclature.js';
import { METHODES } from '../../domain/service-fait/plafonds.js';
import { estId } from '../../platform/ids.js';
import type { Deps } from '../../platform/deps.js';
import { pourcent } from '../../platform/format.js';
import { FORMULAIRE_VIERGE, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { lireFormulaire } from '../../web/form-errors.js';
import { choix } from '../../web/libelles.js';
import { paths } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery } from '../../web/requete.js';
import { choixTapes, nombreDeRangees, rangeesTapees, texteTape, type Saisie } from '../../web/saisie.js';
import { lireAppel } from '../appels/appel-queries.js';
import { enDemandePlan, enDemandeSolde, FORMULAIRE_PLAN, FORMULAIRE_SOLDE } from './simulateur-form.js';
import { resultatPlan, resultatSolde, type ResultatPlan, type ResultatSolde } from './simulateur-resultats.js';
import { EXEMPLE_PLAN, EXEMPLE_SOLDE, PLAN_VIERGE, SOLDE_VIERGE } from './simulateur-exemples.js';

interface Choix { readonly valeur: string; readonly texte: string }
/** A typed row with its broken rules, numbered as the browser numbers it; `recue` when its page already shows it. */
type Ligne = Saisie & { readonly anomalie: string; readonly numero: number; readonly recue: boolean };

export interface PageSimulateur {
  readonly action: string;
  readonly onglets: readonly { readonly texte: string; readonly lien: string; readonly actif: boolean }[];
  readonly estPlan: boolean;
  readonly exemple: string;
  readonly effacer: string;
  readonly regles: string | null;
  readonly champs: Readonly<Record<string, string>>;
  readonly forfaits: readonly string[];
  readonly depenses: readonly Ligne[];
  readonly ressources: readonly Ligne[];
  readonly echeances: readonly Saisie[];
  readonly volumes: readonly Saisie[];
  readonly options: Readonly<Record<'postes' | 'natures' | 'financeurs' | 'statuts' | 'forfaits' | 'declencheurs' | 'methodes', readonly Choix[]>>;
  readonly plan: ResultatPlan | null;
  readonly solde: ResultatSolde | null;
  readonly resume: string;
  /** What keeps the figures from being computed, told with the results. */
  readonly aCorriger: readonly { readonly texte: string; readonly ancre: string }[];
}

declare module '../../web/render.js' {
  interface Pages { 'simulateur/page': PageSimulateur }
}

type Calcul = 'plan' | 'solde';

/** Fields that make a row of a plan more than an empty one. */
const REMPLISSENT = ['poste', 'libelle', 'financeur', 'montant'];

const CHAMPS = [
  'plafondHorsRsa', 'tauxMaxFse', 'publics.rsa', 'publics.horsRsaMoins25', 'publics.horsRsaAutres', 'montant', 'depensesPrevues', 'methode', 'tauxIntervention',
  'verse', 'nonExecution', 'depensesRetenues', 'autresRessources',
] as const;

const OPTIONS: PageSimulateur['options'] = {
  postes: choix('poste', POSTES), natures: choix('nature_depense', NATURES), financeurs: choix('financeur', FINANCEURS), statuts: choix('statut_ressource', STATUTS_RESSOURCE),
  forfaits: choix('forfait', CODES_FORFAIT), declencheurs: choix('declencheur', DECLENCHEURS), methodes: choix('methode', METHODES),
};

/** The simulator untouched, with its example (`?exemple=1`) or the rules of a call (`?appel=`), or again with what was typed. */
export const pageSimulateur = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  if (etat.saisie !== null) return montrer(demande, calculDe(etat.saisie['calcul']), etat.saisie, etat);
  const calcul = calculDe(demande.query['onglet']);
  if (demande.query['exemple'] === '1') return calculer(demande, calcul, calcul === 'plan' ? EXEMPLE_PLAN : EXEMPLE_SOLDE);
  const { regles, titre } = await reglesDeLAppel(deps, demande);
  return montrer(demande, calcul, { ...(calcul === 'plan' ? PLAN_VIERGE : SOLDE_VIERGE), ...regles }, etat, null, titre);
};

/** True when htmx asks for new results and keeps the page with its rows. */
const enPlace = ({ req }: Demande): boolean => req.headers['hx-request'] === 'true';

const calculDe = (valeur: unknown): Calcul => (valeur === 'solde' ? 'solde' : 'plan');

/**
 * Shows the page with its results.
 * @throws FormulaireInvalide when the typed figures cannot be read
 */
export function calculer(demande: Demande, calcul: Calcul, saisie: Saisie): Promise<void> {
  const resultat = calcul === 'plan' ? { plan: resultatPlan(enDemandePlan(lireFormulaire(FORMULAIRE_PLAN, saisie), enPlace(demande))) } : { solde: resultatSolde(enDemandeSolde(lireFormulaire(FORMULAIRE_SOLDE, saisie))) };
  return montrer(demande, calcul, saisie, FORMULAIRE_VIERGE, resultat);
}

type Resultats = { readonly plan: ResultatPlan } | { readonly solde: ResultatSolde } | null;

function montrer(demande: Demande, calcul: Calcul, saisie: Saisie, etat: EtatFormulaire, resultats: Resultats = null, titreAppel: string | null = null): Promise<void> {
  const plan = resultats !== null && 'plan' in resultats ? resultats.plan : null;
  const solde = resultats !== null && 'solde' in resultats ? resultats.solde : null;
  const enLignes = (groupe: string, vides: number): Ligne[] => rangeesTapees(saisie, groupe, vides, REMPLISSENT).map((l, i) => {
    const numero = enPlace(demande) ? Number(texteTape(l, 'rang') || i) : i;
    return { ...l, numero, anomalie: plan?.parLigne[`${groupe}.${numero}`] ?? '', recue: enPlace(demande) && i < nombreDeRangees(saisie, groupe) };
  });
  const onglet = (texte: string, nom: Calcul): PageSimulateur['onglets'][number] => ({ texte, lien: avecQuery(paths.simulateur, { onglet: nom }), actif: calcul === nom });
  return render(demande, 'simulateur/page', {
    action: paths.simulateur, estPlan: calcul === 'plan', onglets: [onglet('Budget et subvention', 'plan'), onglet('Solde après contrôle', 'solde')],
    exemple: avecQuery(paths.simulateur, { onglet: calcul, exemple: '1' }), effacer: avecQuery(paths.simulateur, { onglet: calcul }), regles: titreAppel,
    champs: Object.fromEntries(CHAMPS.map((chemin) => [chemin.replaceAll('.', '_'), texteTape(saisie, chemin)])), forfaits: choixTapes(saisie, 'forfaits'),
    depenses: enLignes('depenses', 1), ressources: enLignes('ressources', 1), echeances: rangeesTapees(saisie, 'echeances', 1), volumes: rangeesTapees(saisie, 'volumes', 1, ['intitule', 'prevu', 'realise']),
    options: OPTIONS, plan, solde, resume: plan?.resume ?? solde?.resume ?? '', aCorriger: Object.entries(etat.erreurs).map(([champ, texte]) => ({ texte, ancre: `#${champ.replaceAll('.', '-')}` })),
  }, { titre: 'Simulateur', etat, large: true });
}

/** The rules of a published call, as the form shows them. */
async function reglesDeLAppel({ db }: Deps, { acteur, query }: Demande): Promise<{ regles: Saisie; titre: string | null }> {
  const { appel: id } = query;
  const appel = estId(id) ? await lireAppel(db, id) : null;
  if (appel === null || !peutSavoir(acteur, { nature: 'appel', id: appel.id, etat: appel.etat })) return { regles: {}, titre: null };
  const { regles } = appel.contenu;
  const tape = (taux: string): string => pourcent(taux).replace(/\s*%$/u, '');
  return {
    titre: appel.titre,
    regles: {
      plafondHorsRsa: tape(regles.plafondHorsRsa), tauxMaxFse: tape(regles.tauxMaxFse), methode: regles.methodeProratisation, tauxIntervention: regles.tauxIntervention ? 'oui' : '',
      echeances: regles.echeances.map((e) => ({ declencheur: e.declencheur, taux: tape(e.taux) })),
    },
  };
}

import { DECLENCHEURS, partsCompletes, type Declencheur, type PartEcheance } from '../conventions/echeancier.js';
import { ZERO, decimalDepuisCents } from '../kernel/cents.js';
import { taux } from '../kernel/taux.js';
import { METHODES, type CodePlafond, type ConventionAControler, type DemandeSolde } from '../service-fait/plafonds.js';
import { lireQuantite } from '../service-fait/quantite.js';
import type { Objectif } from '../service-fait/realisation.js';
import type { Solde } from '../service-fait/solde.js';
import {
  lireBooleen,
  lireChamps,
  lireCorps,
  lireListe,
  manque,
  parmi,
  type Erreurs,
  type Lecture,
} from './lecture.js';
import { lireMontantDeSolde, lirePart, lirePlafond, lirePublics } from './valeurs.js';

/** The answer of `POST /api/simulations/solde`: amounts and rates as decimal strings (spec 3). */
export interface ReponseSolde {
  readonly tauxRealisation: string;
  readonly echeancier: readonly { readonly declencheur: Declencheur; readonly montant: string }[];
  readonly plafonds: readonly { readonly code: CodePlafond; readonly montant: string }[];
  readonly contraignant: CodePlafond;
  readonly du: string;
  readonly solde: string;
  readonly aReverser: string;
}

/**
 * Reads the untrusted body of `POST /api/simulations/solde`. Never throws on any JSON value.
 * @returns the request, or every fault with its field
 * @see spec 3
 */
export function lireDemandeSolde(corps: unknown): Lecture<DemandeSolde> {
  return lireCorps(corps, lireSolde);
}

/**
 * The exact JSON answer to a balance.
 * @see spec 3
 */
export function repondreSolde(solde: Solde): ReponseSolde {
  return {
    tauxRealisation: solde.tauxRealisation,
    echeancier: solde.echeancier.map(({ declencheur, montant }) => ({
      declencheur,
      montant: decimalDepuisCents(montant),
    })),
    plafonds: solde.plafonds.map(({ code, montantExact }) => ({ code, montant: decimalDepuisCents(montantExact) })),
    contraignant: solde.contraignant,
    du: decimalDepuisCents(solde.du),
    solde: decimalDepuisCents(solde.solde),
    aReverser: decimalDepuisCents(solde.aReverser),
  };
}

const CONVENTION_ILLISIBLE: ConventionAControler = {
  montant: ZERO,
  depensesPrevues: ZERO,
  methode: 'solde',
  tauxIntervention: false,
  plafondHorsRsa: taux('0.0000'),
  echeances: [],
};

const REALISATION_ILLISIBLE: DemandeSolde['realisation'] = {
  volumes: [],
  publics: { rsa: 0, horsRsaMoins25: 0, horsRsaAutres: 0 },
  nonExecution: false,
};

const SOLDE_ILLISIBLE: DemandeSolde = {
  convention: CONVENTION_ILLISIBLE,
  verse: ZERO,
  realisation: REALISATION_ILLISIBLE,
  depensesRetenues: ZERO,
  autresRessources: ZERO,
};

function lireSolde(corps: unknown, champ: string, erreurs: Erreurs): DemandeSolde {
  const cles = ['convention', 'verse', 'realisation', 'depensesRetenues', 'autresRessources'];
  const champs = lireChamps(corps, champ, cles, erreurs);
  if (champs === null) return SOLDE_ILLISIBLE;
  return {
    convention: lireConvention(champs.get('convention'), 'convention', erreurs),
    verse: lireMontantDeSolde(champs.get('verse'), 'verse', erreurs),
    realisation: lireRealisation(champs.get('realisation'), 'realisation', erreurs),
    depensesRetenues: lireMontantDeSolde(champs.get('depensesRetenues'), 'depensesRetenues', erreurs),
    autresRessources: lireMontantDeSolde(champs.get('autresRessources'), 'autresRessources', erreurs),
  };
}

function lireConvention(valeur: unknown, champ: string, erreurs: Erreurs): ConventionAControler {
  const cles = ['montant', 'depensesPrevues', 'methode', 'tauxIntervention', 'plafondHorsRsa', 'echeances'];
  const champs = lireChamps(valeur, champ, cles, erreurs);
  if (champs === null) return CONVENTION_ILLISIBLE;
  return {
    montant: lireMontantDeSolde(champs.get('montant'), `${champ}.montant`, erreurs),
    depensesPrevues: lireMontantDeSolde(champs.get('depensesPrevues'), `${champ}.depensesPrevues`, erreurs),
    methode: parmi(METHODES)(champs.get('methode'), `${champ}.methode`, erreurs),
    tauxIntervention: lireBooleen(champs.get('tauxIntervention'), `${champ}.tauxIntervention`, erreurs),
    plafondHorsRsa: lirePlafond(champs.get('plafondHorsRsa'), `${champ}.plafondHorsRsa`, erreurs),
    echeances: lireEcheances(champs.get('echeances'), `${champ}.echeances`, erreurs),
  };
}

// The sum is judged only when every share could be read: one fault is told once.
function lireEcheances(valeur: unknown, champ: string, erreurs: Erreurs): readonly PartEcheance[] {
  const dejaVues = erreurs.details.length;
  const parts = lireListe(valeur, champ, erreurs, lireEcheance);
  if (erreurs.details.length === dejaVues && !partsCompletes(parts)) {
    erreurs.signaler(champ, 'somme_differente_de_un');
  }
  return parts;
}

function lireEcheance(valeur: unknown, champ: string, erreurs: Erreurs): PartEcheance {
  const champs = lireChamps(valeur, champ, ['declencheur', 'taux'], erreurs);
  if (champs === null) return { declencheur: 'bilan', taux: taux('0.0000') };
  return {
    declencheur: parmi(DECLENCHEURS)(champs.get('declencheur'), `${champ}.declencheur`, erreurs),
    taux: lirePart(champs.get('taux'), `${champ}.taux`, erreurs),
  };
}

function lireRealisation(valeur: unknown, champ: string, erreurs: Erreurs): DemandeSolde['realisation'] {
  const champs = lireChamps(valeur, champ, ['volumes', 'publics', 'nonExecution'], erreurs);
  if (champs === null) return REALISATION_ILLISIBLE;
  return {
    volumes: lireListe(champs.get('volumes'), `${champ}.volumes`, erreurs, lireObjectif),
    publics: lirePublics(champs.get('publics'), `${champ}.publics`, erreurs),
    nonExecution: lireBooleen(champs.get('nonExecution'), `${champ}.nonExecution`, erreurs),
  };
}

function lireObjectif(valeur: unknown, champ: string, erreurs: Erreurs): Objectif {
  const champs = lireChamps(valeur, champ, ['prevu', 'realise', 'poids'], erreurs);
  if (champs === null) return { prevu: 0, realise: 0, poids: 1 };
  const volume = (cle: string, auDessusDeZero: boolean): number | string =>
    lireVolume(champs.get(cle), `${champ}.${cle}`, erreurs, auDessusDeZero);
  return { prevu: volume('prevu', false), realise: volume('realise', false), poids: volume('poids', true) };
}

function lireVolume(valeur: unknown, champ: string, erreurs: Erreurs, auDessusDeZero: boolean): number | string {
  if (manque(valeur, champ, erreurs)) return 1;
  if (typeof valeur !== 'number' && typeof valeur !== 'string') {
    erreurs.signaler(champ, 'type_invalide');
    return 1;
  }
  const lue = lireQuantite(valeur);
  if (typeof lue === 'string') erreurs.signaler(champ, lue);
  else if (auDessusDeZero && lue.numerateur === 0n) erreurs.signaler(champ, 'hors_bornes');
  return valeur;
}

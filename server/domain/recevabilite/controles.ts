import type { ContenuAppel } from '../appels/contenu.js';
import type { VersionDossier } from '../dossiers/contenu.js';
import { finAuPlusTard } from '../dossiers/duree.js';
import { evaluerBudget, faitsPieces } from '../dossiers/evaluation.js';
import { piecesExigees } from '../dossiers/pieces-exigees.js';
import type { EvaluationPlan } from '../financements/plan.js';
import { ajouterJours, moisEntre } from '../kernel/jour.js';
import { concertationsRequises, type TerritoireNomme } from './concertation.js';

/** Eligibility rules the machine can look at, in the order of the page (spec 1, stage 5). */
export const CODES_CONTROLE = ['periode', 'duree', 'dispositif', 'territoire', 'publics', 'plan', 'pieces', 'concertation', 'engagements', 'autre_dossier'] as const;
export type CodeControle = (typeof CODES_CONTROLE)[number];

export type ResultatControle = 'ok' | 'alerte' | 'bloquant';

/** What the machine found on one rule: figures, codes and names, no sentence. It proposes; a person decides. */
export interface Controle {
  readonly code: CodeControle;
  readonly resultat: ResultatControle;
  /** Days `AAAA-MM-JJ`, amounts in cents, rates with four decimals, lists of codes or names. */
  readonly donnees: Readonly<Record<string, string | number | readonly string[]>>;
}

/** What the frozen version does not say. */
export interface FaitsRecevabilite {
  readonly territoires: readonly TerritoireNomme[];
  /** Numbers of the other live dossiers of the organisme in this call. */
  readonly autresDossiers: readonly string[];
}

/**
 * Automatic admissibility checks of a deposited version, one per rule, in the order of `CODES_CONTROLE`.
 * @see spec 1, stage 5; spec 2.1, 2.3
 */
export function controlesAutomatiques(version: VersionDossier, appel: ContenuAppel, faits: FaitsRecevabilite): Controle[] {
  const plan = evaluerBudget(version.sections.budget, version.sections.publics, appel);
  return [
    periode(version, appel), duree(version, appel), dispositif(version, appel), territoire(version, appel), publics(version, appel, plan), controlePlan(plan),
    pieces(version, appel), concertation(version, appel, faits), engagements(version), autreDossier(faits),
  ];
}

function periode({ sections: { projet } }: VersionDossier, { periodeOperations }: ContenuAppel): Controle {
  const { debut, fin } = projet;
  const dedans = debut >= periodeOperations.debut && fin <= periodeOperations.fin && debut <= fin;
  return { code: 'periode', resultat: dedans ? 'ok' : 'bloquant', donnees: { debut, fin, debutAppel: periodeOperations.debut, finAppel: periodeOperations.fin } };
}

/** The last day is counted: 2022-01-01 … 2023-12-31 is 24 months. */
function duree({ sections: { projet } }: VersionDossier, { periodeOperations: { dureeMaxMois } }: ContenuAppel): Controle {
  const limite = finAuPlusTard(projet.debut, dureeMaxMois);
  return {
    code: 'duree', resultat: projet.fin <= limite ? 'ok' : 'bloquant',
    donnees: { mois: moisEntre(projet.debut, ajouterJours(projet.fin, 1)), maximum: dureeMaxMois, fin: projet.fin, finAuPlusTard: limite },
  };
}

function dispositif({ sections: { projet } }: VersionDossier, appel: ContenuAppel): Controle {
  const choisi = appel.dispositifs.find((d) => d.numero === projet.dispositif);
  const connues = projet.mesures.filter((m) => appel.mesuresSocles.includes(m));
  const bloquant = choisi === undefined || !appel.axes.includes(projet.axe);
  return {
    code: 'dispositif', resultat: bloquant ? 'bloquant' : connues.length === 0 && appel.mesuresSocles.length > 0 ? 'alerte' : 'ok',
    donnees: { dispositif: choisi?.intitule ?? '', axe: projet.axe, mesures: connues },
  };
}

function territoire({ sections: { projet } }: VersionDossier, appel: ContenuAppel): Controle {
  const dehors = projet.territoires.filter((t) => !appel.territoires.includes(t));
  return { code: 'territoire', resultat: projet.territoires.length > 0 && dehors.length === 0 ? 'ok' : 'bloquant', donnees: { territoires: projet.territoires, dehors } };
}

/** A share above the ceiling caps the subsidy; nobody eligible at all leaves nothing to subsidise (spec 2.3). */
function publics({ sections }: VersionDossier, { regles }: ContenuAppel, { subvention }: EvaluationPlan): Controle {
  const { rsa, horsRsaMoins25, horsRsaAutres } = sections.publics;
  const alerte = subvention.depasse || horsRsaAutres > 0;
  return {
    code: 'publics', resultat: rsa + horsRsaMoins25 === 0 ? 'bloquant' : alerte ? 'alerte' : 'ok',
    donnees: {
      rsa, horsRsaMoins25, horsRsaAutres, taux: subvention.tauxHorsRsa, plafond: regles.plafondHorsRsa, demandee: subvention.demandee, plafonnee: subvention.plafonnee,
    },
  };
}

const DES_PUBLICS: readonly string[] = ['hors_rsa_depasse', 'public_ineligible'];

function controlePlan({ totalDepenses, totalRessources, ecart, anomalies }: EvaluationPlan): Controle {
  const autres = anomalies.filter((a) => !DES_PUBLICS.includes(a.code));
  const bloquant = autres.some((a) => a.gravite === 'bloquante');
  return {
    code: 'plan', resultat: bloquant ? 'bloquant' : autres.length > 0 ? 'alerte' : 'ok',
    donnees: { totalDepenses, totalRessources, ecart, anomalies: [...new Set(autres.map((a) => a.code))] },
  };
}

function pieces(version: VersionDossier, appel: ContenuAppel): Controle {
  const exigees = piecesExigees(appel, faitsPieces(version.sections, version.organisme.nature, appel));
  const absentes = exigees.filter((p) => !estFournie(version, p));
  const manquantes = absentes.filter((p) => p.obligatoire).map(clePiece);
  return { code: 'pieces', resultat: manquantes.length > 0 ? 'bloquant' : 'ok', donnees: { exigees: exigees.length, fournies: exigees.length - absentes.length, manquantes } };
}

/** A piece with its precision, `lettre_intention:commune`, in one word. */
export const clePiece = ({ code, precision }: { readonly code: string; readonly precision: string }): string => (precision === '' ? code : `${code}:${precision}`);

/** Is this piece among those frozen with the version? */
export const estFournie = (version: VersionDossier, { code, precision }: { readonly code: string; readonly precision: string }): boolean =>
  version.pieces.some((p) => p.code === code && p.precision === precision);

function concertation({ sections: { projet } }: VersionDossier, appel: ContenuAppel, { territoires }: FaitsRecevabilite): Controle {
  const requises = concertationsRequises(appel, projet.territoires, territoires);
  const alerte = requises.length > 0 && projet.concertation.trim() === '';
  return { code: 'concertation', resultat: alerte ? 'alerte' : 'ok', donnees: { partenaires: requises.map((r) => r.partenaire), lieux: requises.map((r) => r.territoire), texte: projet.concertation } };
}

function engagements({ sections: { engagements: e } }: VersionDossier): Controle {
  const absents = [...(e.contratRepublicain ? [] : ['contratRepublicain']), ...(e.exactitude ? [] : ['exactitude'])];
  return { code: 'engagements', resultat: absents.length > 0 ? 'bloquant' : 'ok', donnees: { absents } };
}

function autreDossier({ autresDossiers }: FaitsRecevabilite): Controle {
  return { code: 'autre_dossier', resultat: autresDossiers.length > 0 ? 'alerte' : 'ok', donnees: { dossiers: autresDossiers } };
}

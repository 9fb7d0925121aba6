import type { ContenuAppel } from '../appels/contenu.js';
import { financeursConventionnes } from '../conventions/termes.js';
import type { VersionDossier } from '../dossiers/contenu.js';
import { finAuPlusTard } from '../dossiers/duree.js';
import { manquesDeSection } from '../dossiers/completude.js';
import { evaluerBudget, faitsPieces } from '../dossiers/evaluation.js';
import { cofinanceursParLigne, cofinanceursSollicites, piecesExigees } from '../dossiers/pieces-exigees.js';
import type { EvaluationPlan } from '../financements/plan.js';
import { ajouterJours, moisEntre } from '../kernel/jour.js';
import { concertationsRequises, type TerritoireNomme } from './concertation.js';
import { clePiece, estFournie, examinerPiece, type FaitsFichiers } from './etat-piece.js';
import { projetsProches, type ProjetResume } from './ressemblance.js';

/** Eligibility rules the machine can look at, in the order of the page (spec 1, stage 5). */
export const CODES_CONTROLE = [
  'completude', 'periode', 'duree', 'dispositif', 'territoire', 'publics', 'plan', 'cofinancements', 'pieces', 'concertation', 'engagements', 'autre_dossier',
] as const;
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
export interface FaitsRecevabilite extends FaitsFichiers {
  readonly territoires: readonly TerritoireNomme[];
  /** The other live dossiers of the organisme in this call. */
  readonly autresDossiers: readonly ProjetResume[];
  /** Received on paper: it may have been deposited with gaps. */
  readonly papier: boolean;
}

/**
 * Automatic admissibility checks of a deposited version, one per rule, in the order of `CODES_CONTROLE`.
 * @see spec 1, stage 5; spec 2.1, 2.3
 */
export function controlesAutomatiques(version: VersionDossier, appel: ContenuAppel, faits: FaitsRecevabilite): Controle[] {
  const plan = evaluerBudget(version.sections.budget, version.sections.publics, appel);
  return [
    ...(faits.papier ? [completude(version, appel)] : []),
    periode(version, appel), duree(version, appel), dispositif(version, appel), territoire(version, appel), publics(version, appel, plan), controlePlan(plan),
    cofinancements(version, appel), pieces(version, appel, faits), concertation(version, appel, faits), engagements(version), autreDossier(version, faits),
  ];
}

/** A paper dossier is taken as it comes: what its sections lack is asked for afterwards. */
function completude({ sections }: VersionDossier, appel: ContenuAppel): Controle {
  const incompletes = (Object.keys(sections) as (keyof VersionDossier['sections'])[]).filter((s) => manquesDeSection(s, sections[s], appel).length > 0);
  return { code: 'completude', resultat: incompletes.length > 0 ? 'bloquant' : 'ok', donnees: { incompletes } };
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

/** At least a letter of intent for each solicited funder, when the call asks for one (spec 2.1). */
function cofinancements(version: VersionDossier, appel: ContenuAppel): Controle {
  const { budget } = version.sections;
  const lettres = appel.pieces.filter((p) => p.parCofinanceur === true);
  const verseurs = financeursConventionnes(appel.regles);
  const parLigne = cofinanceursParLigne(budget, verseurs);
  const sollicites = cofinanceursSollicites(budget, verseurs);
  const sansLettre = sollicites.filter((precision) => lettres.some(({ code }) => !estFournie(version, { code, precision })));
  const montant = budget.ressources.reduce((t, r, i) => (sansLettre.includes(parLigne[i] ?? '') ? t + r.montant : t), 0);
  const acquis = [...new Set(budget.ressources.filter((r) => r.statut === 'acquis' && r.financeur !== 'fonds_propres' && !verseurs.includes(r.financeur)).map((r) => r.financeur))];
  const exigee = lettres.some((p) => p.obligatoire);
  return { code: 'cofinancements', resultat: sansLettre.length === 0 ? 'ok' : exigee ? 'bloquant' : 'alerte', donnees: { sollicites, sansLettre, montant, acquis } };
}

function pieces(version: VersionDossier, appel: ContenuAppel, faits: FaitsFichiers): Controle {
  const exigees = piecesExigees(appel, faitsPieces(version.sections, version.organisme.nature, appel));
  const examinees = exigees.map((p) => ({ ...p, cle: clePiece(p), etat: examinerPiece(version, p, faits).etat }));
  const cles = (garder: (p: (typeof examinees)[number]) => boolean): string[] => examinees.filter(garder).map((p) => p.cle);
  const manquantes = cles((p) => p.etat === 'absente' && p.obligatoire);
  const [perimees, infectees, enAnalyse] = [cles((p) => p.etat === 'perimee'), cles((p) => p.etat === 'infectee'), cles((p) => p.etat === 'en_analyse')];
  return {
    code: 'pieces', resultat: manquantes.length + perimees.length + infectees.length > 0 ? 'bloquant' : enAnalyse.length > 0 ? 'alerte' : 'ok',
    donnees: { exigees: exigees.length, fournies: examinees.filter((p) => p.etat !== 'absente').length, manquantes, perimees, infectees, enAnalyse },
  };
}

function concertation({ sections: { projet } }: VersionDossier, appel: ContenuAppel, { territoires }: FaitsRecevabilite): Controle {
  const requises = concertationsRequises(appel, projet.territoires, territoires);
  const alerte = requises.length > 0 && projet.concertation.trim() === '';
  return { code: 'concertation', resultat: alerte ? 'alerte' : 'ok', donnees: { partenaires: requises.map((r) => r.partenaire), lieux: requises.map((r) => r.territoire), texte: projet.concertation } };
}

function engagements({ sections: { engagements: e } }: VersionDossier): Controle {
  const absents = [...(e.contratRepublicain ? [] : ['contratRepublicain']), ...(e.exactitude ? [] : ['exactitude'])];
  return { code: 'engagements', resultat: absents.length > 0 ? 'bloquant' : 'ok', donnees: { absents } };
}

function autreDossier({ sections: { projet } }: VersionDossier, { autresDossiers }: FaitsRecevabilite): Controle {
  const proches = projetsProches(projet, autresDossiers);
  return { code: 'autre_dossier', resultat: autresDossiers.length > 0 ? 'alerte' : 'ok', donnees: { dossiers: autresDossiers.map((d) => d.numero), proches } };
}

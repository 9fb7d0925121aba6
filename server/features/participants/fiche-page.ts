import { DUREES_CHOMAGE, NIVEAUX, OUI_NON, OUI_NON_NSP, QUESTIONS_LIBRES, SEXES, SITUATIONS_SUIVI, STATUTS_EMPLOI } from '../../domain/participants/questionnaire.js';
import type { Identite } from '../../domain/participants/identite.js';
import { manquesDe, questionsSansReponse } from '../../domain/participants/fiche.js';
import { peut } from '../../domain/habilitations/peut.js';
import { jour } from '../../domain/kernel/jour.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, dateLongue } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { filDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { coffreDesParticipants, ouvrirIdentite } from './participant-coffre.js';
import { correctionsDemandees } from './droits-queries.js';
import { lireOperation, lireParticipant, type FichePseudonyme, type OperationLue, type ParticipantLu } from './participant-queries.js';
import { entete } from './participants-page.js';

type Options = readonly { readonly valeur: string; readonly texte: string }[];

/** The questions of a record with the answers proposed, as the form shows them. */
export interface FormeFiche {
  readonly saisie: Readonly<Record<string, unknown>>;
  readonly options: Readonly<Record<'sexes' | 'statuts' | 'durees' | 'ouiNon' | 'niveaux' | 'suivis', Options>>;
  readonly libres: readonly { readonly chemin: string; readonly libelle: string; readonly aide: string; readonly valeur: unknown; readonly options: Options }[];
  readonly suiviDu: string;
  readonly periode: string;
}

export interface PageFiche {
  readonly surtitre: string;
  readonly onglets: ReturnType<typeof entete>['onglets'];
  readonly action: string;
  readonly forme: FormeFiche;
  readonly bouton: string;
  readonly nouvelle: boolean;
  /** What the person asks to have corrected. */
  readonly corrections: readonly string[];
  readonly manques: readonly string[];
  /** Questions that may be left and that nobody has answered, in words. */
  readonly facultatives: string;
  readonly retrait: string | null;
  readonly pdf: string | null;
  readonly retour: string;
}

export interface PageLecture {
  readonly surtitre: string;
  readonly onglets: ReturnType<typeof entete>['onglets'];
  readonly reponses: readonly { readonly terme: string; readonly valeur: string }[];
  readonly manques: readonly string[];
  readonly retour: string;
}

declare module '../../web/render.js' {
  interface Pages { 'participants/fiche': PageFiche; 'participants/lecture': PageLecture }
}

/** Words that help to answer the questions that may be left. */
const AIDES: Readonly<Record<(typeof QUESTIONS_LIBRES)[number], string>> = {
  handicap: 'Reconnaissance de la qualité de travailleur handicapé, allocation, pension d’invalidité ou limitation durable.', paysTiers: 'Personne qui n’a la nationalité d’aucun pays de l’Union européenne, apatride comprise.',
  origine: 'Ses parents sont nés à l’étranger, quelle que soit sa propre nationalité.', minorite: 'Par exemple gens du voyage, communauté rom.', logement: 'À la rue, hébergée par un tiers ou en structure, logement indigne ou menacé d’expulsion.',
  rural: 'Commune peu dense au sens de l’Insee.',
};

/** The form of a record, from what was typed or from what is stored. */
export function formeDeFiche(saisie: Readonly<Record<string, unknown>>, o: OperationLue, suiviDu: string | null): FormeFiche {
  return {
    saisie, suiviDu: suiviDu === null ? '' : dateLongue(suiviDu), periode: `du ${dateLongue(o.operation.debut)} au ${dateLongue(o.operation.fin)}`,
    options: {
      sexes: choix('sexe', SEXES), statuts: choix('statut_emploi', STATUTS_EMPLOI), durees: choix('duree_chomage', DUREES_CHOMAGE), ouiNon: choix('oui_non', OUI_NON), niveaux: choix('niveau', NIVEAUX), suivis: choix('situation_suivi', SITUATIONS_SUIVI),
    },
    libres: QUESTIONS_LIBRES.map((chemin) => ({ chemin, libelle: libelle('champ_participant', chemin), aide: AIDES[chemin], valeur: saisie[chemin], options: choix('oui_non_nsp', OUI_NON_NSP) })),
  };
}

/** A stored record as its form holds it. */
export const enSaisie = (p: ParticipantLu, identite: Identite): Record<string, unknown> => ({
  ...Object.fromEntries(Object.entries(p.fiche).map(([champ, valeur]) => [champ, valeur ?? ''])), ...identite, version: p.version, naissance: dateCourte(identite.naissance), entree: dateCourte(p.fiche.entree),
  sortie: p.fiche.sortie === null ? '' : dateCourte(p.fiche.sortie), suiviLe: p.fiche.suiviLe === null ? '' : dateCourte(p.fiche.suiviLe),
});

/** The form of a new participant. */
export const pageNouveau = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const o = trouve(await lireOperation(db, parametre(demande, 'dossierId')));
  const ids = { dossierId: o.dossier.id };
  await render(demande, 'participants/fiche', {
    ...entete(demande, o), action: vers(paths.participants.nouveau, ids), forme: formeDeFiche(etat.saisie ?? { version: 0, entree: dateCourte(jourAParis(demande.maintenant)) }, o, null), bouton: 'Inscrire le participant',
    nouvelle: true, corrections: [], manques: [], facultatives: '', retrait: null, pdf: null, retour: vers(paths.participants.liste, ids),
  }, { titre: 'Inscrire un participant', etat, fil: fil(demande, o) });
};

/** One participant: the form with the name for the organisme, the answers under the pseudonym for the service. */
export const pageFiche = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const [o, p] = [trouve(await lireOperation(deps.db, parametre(demande, 'dossierId'))), trouve(await lireParticipant(deps.db, parametre(demande, 'dossierId'), parametre(demande, 'participantId')))];
  return peut(demande.acteur, 'participant.saisir', demande.sujet).permis ? montrerForme(deps, demande, etat, o, p) : montrerReponses(demande, o, p);
};

async function montrerForme(deps: Deps, demande: Demande, etat: EtatFormulaire, o: OperationLue, p: ParticipantLu): Promise<void> {
  const coffre = coffreDesParticipants(deps);
  const identite = ouvrirIdentite(coffre, p.id, p.scelle);
  const ids = { dossierId: o.dossier.id, participantId: p.id };
  await render(demande, 'participants/fiche', {
    ...entete(demande, o), surtitre: `${o.dossier.numero ?? ''} · ${p.pseudonyme}`, action: vers(paths.participants.page, ids), forme: formeDeFiche(etat.saisie ?? enSaisie(p, identite), o, p.suiviDu), bouton: 'Enregistrer la fiche',
    nouvelle: false, corrections: await correctionsDemandees(deps.db, coffre, p), manques: manques(p.fiche), facultatives: questionsSansReponse(p.fiche).map((c) => libelle('champ_participant', c)).join(', '), retrait: vers(paths.participants.retrait, ids), pdf: vers(paths.participants.fichePdf, ids), retour: vers(paths.participants.liste, ids),
  }, { titre: `${identite.nom} ${identite.prenom}`, etat, fil: fil(demande, o) });
}

async function montrerReponses(demande: Demande, o: OperationLue, p: ParticipantLu): Promise<void> {
  await render(demande, 'participants/lecture', { ...entete(demande, o), reponses: reponsesDe(p), manques: manques(p.fiche), retour: vers(paths.participants.liste, { dossierId: o.dossier.id }) }, { titre: `Participant ${p.pseudonyme}`, fil: fil(demande, o) });
}

/** Trail of a page below the list of participants. */
export const fil = (demande: Demande, o: OperationLue): { texte: string; lien: string }[] => [...filDossier(demande, o.dossier), { texte: 'Participants', lien: vers(paths.participants.liste, { dossierId: o.dossier.id }) }];

/** A day of birth that no rule of completeness looks at stands in for the one that is not read here. */
const SANS_NAISSANCE = jour('1900-01-01');

/** Compulsory questions without an answer, in words. */
export const manques = (fiche: FichePseudonyme): string[] => manquesDe({ ...fiche, naissance: SANS_NAISSANCE }).map((champ) => libelle('champ_participant', champ));

const FAMILLES: Partial<Readonly<Record<string, string>>> = {
  sexe: 'sexe', statut: 'statut_emploi', dureeChomage: 'duree_chomage', formation: 'oui_non', niveau: 'niveau', situationSortie: 'statut_emploi', formationSortie: 'oui_non', qualification: 'oui_non', situationSuivi: 'situation_suivi', amelioration: 'oui_non',
};

/** The answers of a record in words, in the order of the questionnaire. */
export const reponsesDe = ({ fiche }: Pick<ParticipantLu, 'fiche'>): { terme: string; valeur: string }[] => ORDRE.map((champ) => {
  const valeur = fiche[champ];
  const dit = valeur === null ? '' : JOURS.includes(champ) ? dateLongue(valeur) : libelle(FAMILLES[champ] ?? 'oui_non_nsp', valeur);
  return { terme: libelle('champ_participant', champ), valeur: dit };
});

const JOURS: readonly string[] = ['entree', 'sortie', 'suiviLe'];
const ORDRE: readonly (keyof FichePseudonyme)[] = [
  'sexe', 'entree', 'statut', 'dureeChomage', 'formation', 'niveau', ...QUESTIONS_LIBRES, 'sortie', 'situationSortie', 'formationSortie', 'qualification', 'suiviLe', 'situationSuivi', 'amelioration',
];

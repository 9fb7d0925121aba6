import { ACTIONS, type Action, type Condition, type Regle } from './actions.js';
import { roleDans, type Acteur } from './acteur.js';

/** Facts about a dossier that decide a permission, those of the asking person included. */
export interface SujetDossier {
  readonly nature: 'dossier';
  readonly id: string;
  readonly organismeId: string;
  readonly etat: string;
  readonly instructeurId: string | null;
  readonly controleurId: string | null;
  /** The asking person declared a conflict of interest. */
  readonly deporte: boolean;
  /** The asking person is consulted on this dossier: a request taken back no longer counts. */
  readonly avisDemande: boolean;
  /** The asking person has submitted their own scores, since the committee last met on it while it may be scored again. */
  readonly scoresSoumis: boolean;
  /** The asking person has said whether a link ties them to its organisme. */
  readonly liensDeclares: boolean;
  /** Received on paper and entered by an agent. */
  readonly papier: boolean;
  /** FSE+ co-funds it by an agreement of its own. */
  readonly operationFse: boolean;
}

export interface SujetOrganisme { readonly nature: 'organisme'; readonly id: string; readonly organismeId: string }
export interface SujetAppel { readonly nature: 'appel'; readonly id: string; readonly etat: string }
export interface SujetSeance { readonly nature: 'seance'; readonly id: string }
export interface SansSujet { readonly nature: 'aucun' }
export type Sujet = SansSujet | SujetDossier | SujetOrganisme | SujetAppel | SujetSeance;

export const SANS_SUJET: SansSujet = { nature: 'aucun' };

export type Permission = { readonly permis: true } | { readonly permis: false; readonly motif: Motif };
export type Motif = 'non_connecte' | 'habilitation_absente' | 'organisme_de_l_agent' | 'role_insuffisant' | Condition;

/** States in which a link with the organisme still matters: the committee has not given its avis. */
const AVANT_AVIS = new Set(['recevable', 'en_instruction', 'instruit', 'ajourne']);

const AVANT_COMITE = new Set(['brouillon', 'depose', 'complements_demandes', 'irrecevable']);

/** States in which the content of a dossier may change. */
const EDITABLES = new Set(['brouillon', 'complements_demandes']);

const CONDITIONS: Readonly<Record<Condition, (acteur: Acteur, d: SujetDossier) => boolean>> = {
  affecte: (a, d) => d.instructeurId === null || d.instructeurId === a.id || supplee(a, d),
  controleur_designe: (a, d) => d.controleurId === a.id,
  jamais_instructeur: (a, d) => d.instructeurId !== a.id,
  sans_deport: (_, d) => !d.deporte,
  avis_demande: (_, d) => d.avisDemande,
  scores_soumis: (_, d) => d.scoresSoumis,
  sans_notation_due: (a, d) => !a.habilitations.has('comite') || d.scoresSoumis || d.etat !== 'instruit',
  passe_en_comite: (_, d) => !AVANT_COMITE.has(d.etat),
  saisie_papier: (_, d) => d.papier && EDITABLES.has(d.etat),
  papier_non_depose: (_, d) => d.papier && d.etat === 'brouillon',
  liens_declares: (_, d) => d.liensDeclares || d.deporte || !AVANT_AVIS.has(d.etat),
  operation_fse: (_, d) => d.operationFse,
  hors_saisie_papier: (_, d) => !(d.papier && d.etat === 'brouillon'),
};

/** Who stands in for the instructeur in charge acts as they would, but on a dossier whose service fait they control. */
function supplee(a: Acteur, { instructeurId, controleurId }: SujetDossier): boolean {
  return instructeurId !== null && a.supplees?.has(instructeurId) === true && controleurId !== a.id;
}

/**
 * The one answer to "may this person do this?" (spec 1, Users and separations).
 * A member of the organisme that carries the dossier never acts on it as an agent; a porteur only on
 * the dossiers of their organismes; a brouillon is seen by its organisme alone, unless an agent is entering it from paper.
 */
export function peut(acteur: Acteur, action: Action, sujet: Sujet): Permission {
  const regle: Regle = ACTIONS[action];
  if (regle.public) return { permis: true };
  if (acteur.id === null) return { permis: false, motif: 'non_connecte' };
  if (regle.connecte) return { permis: true };
  const enPorteur = commePorteur(acteur, regle, sujet);
  return enPorteur.permis ? enPorteur : commeAgent(acteur, regle, sujet, enPorteur);
}

function commePorteur(acteur: Acteur, regle: Regle, sujet: Sujet): Permission {
  if (regle.porteurs === undefined || !('organismeId' in sujet)) return { permis: false, motif: 'habilitation_absente' };
  const role = roleDans(acteur, sujet.organismeId);
  if (role === null) return { permis: false, motif: 'habilitation_absente' };
  if (!regle.porteurs.includes(role)) return { permis: false, motif: 'role_insuffisant' };
  const manquante = sujet.nature === 'dossier' ? regle.porteursSi?.find((c) => !CONDITIONS[c](acteur, sujet)) : undefined;
  return manquante === undefined ? { permis: true } : { permis: false, motif: manquante };
}

function commeAgent(acteur: Acteur, regle: Regle, sujet: Sujet, defaut: Permission): Permission {
  if ('organismeId' in sujet && roleDans(acteur, sujet.organismeId) !== null) {
    return defaut.permis || defaut.motif !== 'habilitation_absente' ? defaut : { permis: false, motif: 'organisme_de_l_agent' };
  }
  let refus: Permission = { permis: false, motif: 'habilitation_absente' };
  for (const habilitation of acteur.habilitations) {
    const conditions = regle.agents?.[habilitation];
    if (conditions === undefined) continue;
    const manquante = sujet.nature === 'dossier' ? premiereManquante(acteur, conditions, sujet, regle.surSaisiePapier?.includes(habilitation) === true) : null;
    if (manquante === null) return { permis: true };
    refus = { permis: false, motif: manquante };
  }
  return refus;
}

function premiereManquante(acteur: Acteur, conditions: readonly Condition[], dossier: SujetDossier, enSaisie: boolean): Motif | null {
  if (dossier.etat === 'brouillon' && !(enSaisie && dossier.papier)) return 'habilitation_absente';
  return conditions.find((c) => !CONDITIONS[c](acteur, dossier)) ?? null;
}

/** True when some sujet could let the person do the action: the cheap first check, before anything is loaded. */
export function pourraitFaire(acteur: Acteur, action: Action): boolean {
  const regle: Regle = ACTIONS[action];
  if (regle.public) return true;
  if (acteur.id === null) return false;
  if (regle.connecte) return true;
  const enAgent = [...acteur.habilitations].some((h) => regle.agents?.[h] !== undefined);
  return enAgent || acteur.appartenances.some((a) => regle.porteurs?.includes(a.role) === true);
}

/** True when the person may know that the sujet exists; if not, the answer is 404 and not 403. */
export function peutSavoir(acteur: Acteur, sujet: Sujet): boolean {
  switch (sujet.nature) {
    case 'dossier': {
      const permission = peut(acteur, 'dossier.voir', sujet);
      return permission.permis || sujet.deporte || permission.motif === 'liens_declares';
    }
    case 'organisme': return peut(acteur, 'organisme.voir', sujet).permis;
    case 'appel': return sujet.etat !== 'brouillon' || acteur.habilitations.has('responsable');
    case 'seance': return peut(acteur, 'seance.voir', sujet).permis;
    case 'aucun': return true;
  }
}

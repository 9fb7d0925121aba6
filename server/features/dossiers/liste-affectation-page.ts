import { roleDans } from '../../domain/habilitations/acteur.js';
import { exigerAffectable } from '../../domain/instruction/affectation.js';
import { Refus } from '../../domain/kernel/refus.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { nombre, pluriel } from '../../platform/format.js';
import { estId } from '../../platform/ids.js';
import type { Demande, EtatFormulaire } from '../../web/demande.js';
import { paths } from '../../web/paths.js';
import { messageDeRefus } from '../../web/refus-messages.js';
import { render } from '../../web/render.js';
import { texteTape } from '../../web/saisie.js';
import { lireCharges, type ChargeAffichee } from '../affectations/charge-queries.js';
import { agentsHabilites, type Agent } from './dossier-queries.js';
import { appartenancesDe, lireAAffecter, type DossierAAffecter } from './liste-affectation-queries.js';
import { AFFECTATIONS_MAX, enQuery, lireListe } from './liste-page.js';
import { idsDeLaListe } from './liste-queries.js';

interface Ecarte { readonly numero: string; readonly organisme: string; readonly motif: string }

export interface PageAffectationEnNombre {
  readonly action: string;
  readonly retour: string;
  readonly requete: string;
  readonly dossiers: string;
  readonly chapo: string;
  readonly options: readonly { readonly valeur: string; readonly texte: string; readonly aide: string }[];
  readonly choisi: string;
  readonly effet: string;
  /** Dossiers that somebody else is in charge of: their hand-over wants a reason. */
  readonly passations: number;
  readonly motif: string;
  readonly charges: readonly ChargeAffichee[];
  readonly bouton: string;
  readonly retenus: readonly DossierAAffecter[];
  readonly ecartes: readonly Ecarte[];
}

declare module '../../web/render.js' {
  interface Pages { 'dossiers/affectation': PageAffectationEnNombre }
}

/** Dossiers chosen in the list: those ticked, those of its page, or all of it. */
async function choisis({ db }: Deps, demande: Demande, etat: EtatFormulaire): Promise<string[]> {
  if (etat.saisie !== null) return texteTape(etat.saisie, 'dossiers').split(',').filter(estId).slice(0, AFFECTATIONS_MAX);
  const { query } = demande;
  if (query['choix'] === 'tous') return idsDeLaListe(db, lireListe(demande).demandee, AFFECTATIONS_MAX);
  const ids = [query[query['choix'] === 'page' ? 'p' : 'd']].flat().filter(estId);
  return [...new Set(ids)].slice(0, AFFECTATIONS_MAX);
}

/** Rule that keeps a dossier from being given to anybody (`null`), or to this person; null when none does. */
function motifDe(dossier: DossierAAffecter, acteur: Demande['acteur'], agent: Agent | null, membres: ReadonlySet<string>): string | null {
  if (roleDans(acteur, dossier.organismeId) !== null) return 'Vous êtes membre de cet organisme.';
  try {
    exigerAffectable(agent === null ? { ...dossier, instructeurId: null, controleurId: null } : dossier, { id: agent?.id ?? '', habilite: true, membre: agent !== null && membres.has(`${agent.id}:${dossier.organismeId}`) });
    return null;
  } catch (erreur) {
    if (erreur instanceof Refus) return messageDeRefus(erreur);
    throw erreur;
  }
}

/** Confirmation of the assignment of many: how many, to whom, what it starts, what is left out and why. */
export const pageAffectationEnNombre = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const { db } = deps;
  const dossiers = await lireAAffecter(db, await choisis(deps, demande, etat));
  const agents = await agentsHabilites(db, 'instructeur');
  const [charges, membres] = [await lireCharges(db, agents, jourAParis(demande.maintenant)), await appartenancesDe(db, agents.map((a) => a.id), dossiers.map((d) => d.organismeId))];
  const ecartes = dossiers.flatMap((d): Ecarte[] => { const motif = motifDe(d, demande.acteur, null, membres); return motif === null ? [] : [{ numero: d.numero, organisme: d.organisme, motif }]; });
  const retenus = dossiers.filter((d) => motifDe(d, demande.acteur, null, membres) === null);
  const demarres = retenus.filter((d) => d.etat === 'recevable').length;
  const requete = etat.saisie === null ? enQuery(lireListe(demande).parametres) : texteTape(etat.saisie, 'retour');
  await render(demande, 'dossiers/affectation', {
    action: paths.dossiers.affectationEnNombre, retour: `${paths.dossiers.liste}?${requete}`, requete, dossiers: retenus.map((d) => d.id).join(','), retenus, ecartes,
    chapo: dossiers.length === 0 ? '' : `${pluriel(retenus.length, 'dossier')} sur ${nombre(dossiers.length)} ${retenus.length < 2 ? 'peut' : 'peuvent'} être ${retenus.length < 2 ? 'confié' : 'confiés'} à une personne.`,
    options: agents.map((a) => ({ valeur: a.id, texte: a.nom, aide: aideDe(charges.phrase(a), retenus.flatMap((d) => motifDe(d, demande.acteur, a, membres) ?? [])) })),
    choisi: etat.saisie === null ? '' : texteTape(etat.saisie, 'instructeurId'), motif: etat.saisie === null ? '' : texteTape(etat.saisie, 'motif'),
    passations: retenus.filter((d) => d.instructeurId !== null).length, charges: charges.lignes,
    effet: demarres === 0 ? 'La personne choisie est prévenue, en une seule fois ; l’état des dossiers ne change pas.'
      : `L’instruction commence pour ${pluriel(demarres, 'dossier recevable', 'dossiers recevables')} ; la personne choisie est prévenue, en une seule fois.`,
    bouton: retenus.length === 1 ? 'Confier le dossier' : `Confier les ${retenus.length} dossiers`,
  }, { titre: 'Confier des dossiers', etat, fil: [{ texte: 'Dossiers', lien: paths.dossiers.liste }] });
};

/** Workload of a person, and how many of these dossiers cannot be theirs, by reason. */
function aideDe(charge: string, motifs: readonly string[]): string {
  const parMotif = [...new Set(motifs)].map((motif) => `${pluriel(motifs.filter((m) => m === motif).length, 'mis à part', 'mis à part')} : ${motif.charAt(0).toLowerCase()}${motif.slice(1).replace(/\.$/u, '')}`);
  return [charge, ...parMotif].join(' · ');
}

import type { Deps } from '../../platform/deps.js';
import type { Acteur } from '../../domain/habilitations/acteur.js';
import { roleDans } from '../../domain/habilitations/acteur.js';
import { nombre, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { lireAppel } from '../appels/appel-queries.js';
import { agentsHabilites, type Agent } from '../dossiers/dossier-queries.js';
import { lireConcertations, type ConcertationLue } from './concertation-queries.js';
import { lireScores, type ScoresLus } from './notation-queries.js';
import { surDeuxDecimales } from './scores-page.js';
import { lireAvancement, resteDe, type AvancementDossier, type ResteEvaluateur } from './suivi-queries.js';

interface LigneEvaluateur extends ResteEvaluateur {
  readonly id: string;
  readonly nom: string;
  readonly fonction: string;
  readonly aFaire: number;
  readonly total: number;
  readonly texte: string;
}

interface LigneDossier {
  readonly numero: string;
  readonly lien: string | null;
  readonly organismeNom: string;
  readonly soumises: string;
  readonly manquent: string;
  /** Mean out of 100, spread and disagreements, once the person may see them. */
  readonly moyenne: string;
  readonly ecart: string;
  readonly desaccords: string;
}

export interface PageSuiviNotation {
  readonly appelTitre: string;
  readonly evaluateurs: readonly LigneEvaluateur[];
  readonly dossiers: readonly LigneDossier[];
  readonly concertations: readonly { readonly numero: string; readonly lien: string; readonly criteres: string; readonly personnes: string }[];
  readonly action: string;
}

declare module '../../web/render.js' {
  interface Pages { 'notation/suivi': PageSuiviNotation }
}

/** Progress of the scoring of a call for the responsable: who has done what, and which scorers disagree. */
export const pageSuivi = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const appelId = parametre(demande, 'appelId');
  const appel = trouve(await lireAppel(db, appelId));
  const evaluateurs = await agentsHabilites(db, 'comite');
  const avancement = await lireAvancement(db, appelId);
  const visibles = avancement.filter((d) => voitLesScores(demande.acteur, d));
  const scores = await lireScores(db, visibles.map((d) => d.id));
  const concertations = await lireConcertations(db, visibles.map((d) => d.id));
  await render(demande, 'notation/suivi', {
    appelTitre: appel.titre, action: vers(paths.appels.notationRelance, { appelId }), evaluateurs: evaluateurs.map((e) => presenterEvaluateur(e, resteDe(avancement, e.id))),
    dossiers: avancement.map((d) => presenterDossier(d, evaluateurs, visibles.includes(d) ? scores.get(d.id) : undefined, demande.acteur)),
    concertations: visibles.flatMap((d) => presenterConcertation(d, scores.get(d.id), concertations.filter((c) => c.dossierId === d.id))),
  }, { titre: 'Avancement de la notation', etat, large: true, fil: [{ texte: 'Appels', lien: paths.appels.gestion }, { texte: appel.titre, lien: vers(paths.appels.suivi, { appelId }) }] });
};

/** The scores of a dossier are shown to a responsable who is not kept away from it and, when they score too, has scored it. */
const voitLesScores = (acteur: Acteur, d: AvancementDossier): boolean =>
  roleDans(acteur, d.organismeId) === null && !d.ecartes.includes(acteur.id ?? '') && (!acteur.habilitations.has('comite') || d.soumises.includes(acteur.id ?? ''));

function presenterEvaluateur({ id, nom, fonction }: Agent, reste: ResteEvaluateur): LigneEvaluateur {
  const aFaire = reste.aDeclarer + reste.aNoter + reste.brouillons;
  const total = aFaire + reste.soumises;
  return { id, nom, fonction, ...reste, aFaire, total, texte: `${nombre(reste.soumises)} sur ${nombre(total)}` };
}

function presenterDossier(d: AvancementDossier, evaluateurs: readonly Agent[], scores: ScoresLus | undefined, acteur: Acteur): LigneDossier {
  const attendus = evaluateurs.filter((e) => !d.ecartes.includes(e.id));
  const ecarte = roleDans(acteur, d.organismeId) !== null || d.ecartes.includes(acteur.id ?? '');
  const synthese = scores?.synthese ?? null;
  return {
    numero: d.numero, organismeNom: d.organismeNom, lien: scores === undefined ? null : vers(paths.dossiers.scores, { dossierId: d.id }),
    soumises: `${attendus.filter((e) => d.soumises.includes(e.id)).length} sur ${attendus.length}`, manquent: attendus.filter((e) => !d.soumises.includes(e.id)).map((e) => e.nom).join(', '),
    moyenne: synthese === null ? (scores === undefined ? (ecarte ? 'vous êtes écarté' : 'masquée') : '') : surDeuxDecimales(synthese.moyenne.sur100), ecart: synthese === null ? '' : surDeuxDecimales(synthese.ecart),
    desaccords: scores === undefined || scores.divergences.length === 0 ? '' : pluriel(scores.divergences.length, 'critère'),
  };
}

const SUITES = { maintenue: 'a maintenu', revisee: 'a révisé' } as const;

function presenterConcertation(d: AvancementDossier, scores: ScoresLus | undefined, concertations: readonly ConcertationLue[]): PageSuiviNotation['concertations'] {
  if (scores === undefined || (scores.divergences.length === 0 && concertations.length === 0)) return [];
  const noms = new Map(scores.feuilles.map((f) => [f.personneId, f.personne]));
  return [{
    numero: d.numero, lien: vers(paths.dossiers.scores, { dossierId: d.id }),
    criteres: scores.divergences.map((x) => `critère ${scores.criteres.findIndex((c) => c.code === x.critere) + 1}, ${x.ecart} points`).join(' ; ') || 'accord trouvé',
    personnes: concertations.flatMap((c) => (noms.has(c.personneId) ? [`${noms.get(c.personneId) ?? ''} ${c.suite === null ? 'compare' : SUITES[c.suite]}`] : [])).join(', '),
  }];
}

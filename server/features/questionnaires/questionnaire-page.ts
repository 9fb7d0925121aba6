import { depouiller, NATURES_QUESTION, SEUIL_ANONYMAT, type Depouillement, type Question } from '../../domain/questionnaires/questionnaire.js';
import { peut, pourraitFaire } from '../../domain/habilitations/peut.js';
import { codeSvg } from '../../platform/code-qr.js';
import type { Deps } from '../../platform/deps.js';
import { nombre, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { nombreDeRangees, texteTape } from '../../web/saisie.js';
import { lireDossier } from '../dossiers/dossier-queries.js';
import { estConventionne, lireModele, lireQuestionnaire, lireReponsesRecues, listerLots, type LotLu, type QuestionnaireLu } from './questionnaire-queries.js';
import { direValeur } from './reponse-page.js';

interface Resultat {
  readonly intitule: string;
  readonly resume: string;
  readonly masque: boolean;
  readonly barres: readonly { readonly libelle: string; readonly valeur: number; readonly maximum: number; readonly texte: string; readonly part: string }[];
  readonly textes: readonly string[];
}

export interface PageSatisfaction {
  readonly surtitre: string;
  readonly onglets: ReturnType<typeof ongletsDossier>;
  readonly ouvert: boolean;
  readonly fermeLe: string | null;
  /** Null while it was never opened. */
  readonly partage: { readonly adresse: string; readonly code: ReturnType<typeof codeSvg>; readonly lienAffiche: string; readonly lots: readonly (LotLu & { readonly lien: string })[]; readonly actionBulletins: string } | null;
  readonly questions: readonly { readonly intitule: string; readonly nature: string }[];
  readonly resume: string;
  readonly seuil: number;
  readonly resultats: readonly Resultat[];
  readonly liens: { readonly xlsx: string; readonly csv: string } | null;
  readonly actionOuvrir: string | null;
  readonly actionFermer: string | null;
  readonly conventionne: boolean;
  readonly lienModele: string | null;
  readonly saisie: { readonly nombre: string };
}

export interface PageModele {
  readonly action: string;
  readonly version: string;
  readonly natures: readonly { readonly valeur: string; readonly texte: string }[];
  readonly lignes: readonly { readonly nature: string; readonly intitule: string; readonly choix: string }[];
}

declare module '../../web/render.js' {
  interface Pages { 'questionnaires/dossier': PageSatisfaction; 'questionnaires/modele': PageModele }
}

/** Satisfaction of the participants of an action: how to collect it, and what they say. */
export const pageSatisfaction = ({ db, config }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const ids = { dossierId: dossier.id };
  const questionnaire = await lireQuestionnaire(db, dossier.id);
  const recues = questionnaire === null ? [] : await lireReponsesRecues(db, questionnaire.id);
  const questions = questionnaire?.questions ?? (await lireModele(db)).questions;
  const [gere, ouvert, conventionne] = [peut(demande.acteur, 'questionnaire.gerer', demande.sujet).permis, questionnaire !== null && questionnaire.fermeLe === null, await estConventionne(db, dossier.id)];
  await render(demande, 'questionnaires/dossier', {
    surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, onglets: ongletsDossier(demande, dossier), ouvert, conventionne, fermeLe: questionnaire?.fermeLe ?? null,
    partage: questionnaire === null || !ouvert || !gere ? null : await partageDe({ db, config }, questionnaire),
    questions: questions.map((q) => ({ intitule: q.intitule, nature: libelle('nature_question', q.nature) })),
    resume: pluriel(recues.length, 'réponse reçue', 'réponses reçues'), seuil: SEUIL_ANONYMAT, resultats: recues.length < SEUIL_ANONYMAT ? [] : depouiller(questions, recues).map(montrer),
    liens: recues.length < SEUIL_ANONYMAT ? null : { xlsx: vers(paths.satisfaction.xlsx, ids), csv: vers(paths.satisfaction.csv, ids) },
    actionOuvrir: gere && !ouvert && conventionne ? vers(paths.satisfaction.ouvrir, ids) : null, actionFermer: gere && ouvert ? vers(paths.satisfaction.fermer, ids) : null,
    lienModele: pourraitFaire(demande.acteur, 'questionnaire.composer') ? paths.satisfaction.modele : null, saisie: { nombre: etat.saisie === null ? '30' : texteTape(etat.saisie, 'nombre') },
  }, { titre: 'Satisfaction', etat, fil: filDossier(demande, dossier) });
};

async function partageDe({ db, config }: Pick<Deps, 'db' | 'config'>, q: QuestionnaireLu): Promise<PageSatisfaction['partage']> {
  const ids = { dossierId: q.dossierId };
  const adresse = config.baseUrl + vers(paths.satisfaction.repondre, { jeton: q.jeton });
  return {
    adresse, code: codeSvg(adresse), lienAffiche: vers(paths.satisfaction.affiche, ids), actionBulletins: vers(paths.satisfaction.bulletins, ids),
    lots: (await listerLots(db, q.id)).map((l) => ({ ...l, lien: vers(paths.satisfaction.lot, { ...ids, lotId: l.id }) })),
  };
}

/** `38 %` */
const enPourCent = (partie: number, total: number): string => `${nombre(Math.round((100 * partie) / total))} %`;

function montrer({ question, nombre: recues, masque, repartition, moyenneCentiemes, textes }: Depouillement): Resultat {
  const reponses = pluriel(recues, 'réponse');
  return {
    intitule: question.intitule, masque, textes, resume: moyenneCentiemes === null ? reponses : `${reponses}, moyenne ${nombre(moyenneCentiemes / 100)} sur 5`,
    barres: repartition.map((r) => ({ libelle: direValeur(question, r.valeur), valeur: r.nombre, maximum: recues, part: enPourCent(r.nombre, recues), texte: `${nombre(r.nombre)} (${enPourCent(r.nombre, recues)})` })),
  };
}

const LIGNES_VIDES = 3;

/** The questions of the département, to change. */
export const pageModele = ({ db }: Deps) => async (demande: Demande, { saisie, ...etat }: EtatFormulaire): Promise<void> => {
  const { version, questions } = await lireModele(db);
  const gardees = [...questions.map((q: Question) => ({ nature: q.nature, intitule: q.intitule, choix: q.choix.join('\n') })), ...Array.from({ length: LIGNES_VIDES }, () => ({ nature: 'echelle', intitule: '', choix: '' }))];
  const tapees = saisie === null ? [] : Array.from({ length: nombreDeRangees(saisie, 'questions') }, (_, i) => ({ nature: texteTape(saisie, `questions.${i}.nature`), intitule: texteTape(saisie, `questions.${i}.intitule`), choix: texteTape(saisie, `questions.${i}.choix`) }));
  await render(demande, 'questionnaires/modele', {
    action: paths.satisfaction.modele, version: String(version), natures: choix('nature_question', NATURES_QUESTION), lignes: tapees.length > 0 ? tapees : gardees,
  }, { titre: 'Questionnaire de satisfaction', etat: { saisie, ...etat } });
};

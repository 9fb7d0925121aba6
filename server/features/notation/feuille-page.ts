import type { Deps } from '../../platform/deps.js';
import type { Critere } from '../../domain/appels/contenu.js';
import { ecritureDe, ETATS_DE_DEPORT, ETAT_NOTE, manquesDeLaFeuille, NOTES, type NoteSaisie } from '../../domain/notation/feuille.js';
import { synthetiserScores } from '../../domain/notation/synthese.js';
import { heure, instantLong, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { estParScript } from '../../web/requete.js';
import { lireDossier, lireReglesDuDossier, lireVersionDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { contenuLisible, type Rubrique } from '../../web/dossier-lisible.js';
import { concertationOuverte } from './concertation-queries.js';
import { derniersExamens, lireFeuille, type FeuilleLue } from './notation-queries.js';
import { chapitresRemplis, lireRapports, type RapportLu } from './rapport-queries.js';
import { surDeuxDecimales } from './scores-page.js';

interface LigneCritere {
  readonly intitule: string;
  readonly code: string;
  readonly aide: string;
  readonly poids: number;
  readonly chemin: string;
  readonly note: unknown;
  readonly commentaire: unknown;
  /** What the other window stored, when it differs from what was typed here. */
  readonly ailleurs: string | null;
}

/** What a save leaves to see: beside the sheet, and alone in answer to each save made by typing. */
export interface SuiviFeuille {
  readonly version: number;
  readonly statut: { readonly texte: string; readonly nature: 'enregistre' | 'a_corriger' | 'conflit' | 'vierge' };
  readonly reste: readonly string[];
  readonly avancement: { readonly notes: number; readonly total: number; readonly texte: string };
  readonly moyenne: string | null;
}

export interface PageEtatFeuille extends SuiviFeuille { readonly erreursDeChamp: readonly { champ: string; message: string }[] }

export interface PageFeuille extends SuiviFeuille {
  readonly dossier: DossierLu;
  readonly onglets: readonly object[];
  readonly rubriques: readonly Rubrique[];
  readonly rapport: { readonly conclusion: string | null; readonly proposeCents: number | null; readonly chapitres: readonly { titre: string; texte: string }[] } | null;
  readonly pieces: readonly { intitule: string; nom: string; taille: number; lien: string }[];
  /** Why the sheet cannot be filled in now; null while it can. */
  readonly fermee: string | null;
  readonly soumiseLe: string | null;
  readonly revision: { readonly titre: string; readonly texte: string } | null;
  readonly motif: unknown;
  readonly auto: boolean;
  readonly personneId: string;
  readonly criteres: readonly LigneCritere[];
  readonly options: readonly { valeur: string; texte: string }[];
  readonly appreciation: unknown;
  readonly action: string;
  readonly actionSoumettre: string;
  readonly lienDeport: string | null;
  readonly lienScores: string | null;
}

declare module '../../web/render.js' {
  interface Pages { 'notation/feuille': PageFeuille; 'notation/feuille-etat': PageEtatFeuille }
}

interface Lecture {
  readonly dossier: DossierLu;
  readonly criteres: readonly Critere[];
  readonly pieces: ReadonlyMap<string, string>;
  readonly feuille: FeuilleLue | null;
  readonly examineLe: string | null;
  readonly concertation: boolean;
}

async function lire({ db }: Deps, demande: Demande): Promise<Lecture> {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const personneId = trouve(demande.acteur.id);
  const appel = await lireReglesDuDossier(db, dossier);
  return {
    dossier, criteres: appel.criteres, pieces: new Map(appel.pieces.map((p) => [p.code, p.intitule])), feuille: await lireFeuille(db, dossier.id, personneId),
    examineLe: (await derniersExamens(db, [dossier.id])).get(dossier.id) ?? null, concertation: (await concertationOuverte(db, dossier.id, personneId)) !== null,
  };
}

/** Notes as they are being written: the revision of a submitted sheet, or the sheet itself. */
const enCours = ({ feuille }: Lecture): { notes: readonly NoteSaisie[]; appreciation: string; motif: string } =>
  feuille?.revision ?? { notes: feuille?.notes ?? [], appreciation: feuille?.appreciation ?? '', motif: '' };

/** Score sheet of the acting person beside the frozen content of the dossier; to a script, what a save leaves to see. */
export const pageFeuille = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const lecture = await lire(deps, demande);
  if (estParScript(demande.req)) return repondreAuScript(demande, lecture, etat);
  const { dossier, feuille, examineLe, concertation } = lecture;
  const { id: dossierId } = dossier;
  const version = trouve(await lireVersionDossier(deps.db, dossierId));
  const ecriture = ecritureDe(feuille?.soumiseLe ?? null, examineLe, concertation);
  const conflit = etat.saisie !== null && Number(etat.saisie['version'] ?? feuille?.version ?? 0) !== (feuille?.version ?? 0);
  const fermee = raisonDeFermeture(dossier.etat, ecriture === 'fermee');
  await render(demande, 'notation/feuille', {
    ...suivi(lecture, feuille?.version ?? 0, statutDe(lecture, demande)),
    dossier, onglets: ongletsDossier(demande, dossier), rubriques: contenuLisible(version.sections, version.organisme), rapport: presenterRapport((await lireRapports(deps.db, [dossierId])).get(dossierId)),
    pieces: version.pieces.map((p) => ({ intitule: lecture.pieces.get(p.code) ?? p.code, nom: p.nom, taille: p.taille, lien: vers(paths.dossiers.fichier, { dossierId, fichierId: p.fichierId }) })),
    fermee, soumiseLe: ecriture === 'ouverte' ? null : (feuille?.soumiseLe ?? null), revision: ecriture === 'revision' && fermee === null ? presenterRevision(lecture) : null,
    motif: etat.saisie?.['motif'] ?? enCours(lecture).motif, auto: fermee === null && !conflit, personneId: demande.acteur.id ?? '',
    criteres: lecture.criteres.map((c, i) => presenterCritere(c, i, lecture, etat, conflit)), options: NOTES.map((n) => ({ valeur: String(n), texte: String(n) })),
    appreciation: etat.saisie?.['appreciation'] ?? (fermee === null ? enCours(lecture).appreciation : (feuille?.appreciation ?? '')),
    action: vers(paths.dossiers.notation, { dossierId }), actionSoumettre: vers(paths.dossiers.notationSoumission, { dossierId }),
    lienDeport: ETATS_DE_DEPORT.includes(dossier.etat) ? vers(paths.dossiers.deport, { dossierId }) : null,
    lienScores: feuille?.soumiseLe && (ecriture === 'fermee' || concertation) ? vers(paths.dossiers.scores, { dossierId }) : null,
  }, {
    titre: 'Ma notation', etat, large: true,
    fil: [{ texte: 'Notation', lien: paths.notations }, { texte: dossier.numero ?? '', lien: vers(paths.dossiers.page, { dossierId }) }],
  });
};

/** Answers a save made by typing; the version given back is the one that was written (`version` of the address). */
export const etatFeuille = (deps: Deps) => async (demande: Demande): Promise<void> => {
  const lecture = await lire(deps, demande);
  const version = Number(demande.query['version']);
  await ecrireEtat(demande, suivi(lecture, Number.isSafeInteger(version) && version > 0 ? version : 0, statutDe(lecture, demande)), []);
};

function repondreAuScript(demande: Demande, lecture: Lecture, etat: EtatFormulaire): Promise<void> {
  const erreurs = Object.entries(etat.erreurs).map(([champ, message]) => ({ champ, message }));
  const statut: SuiviFeuille['statut'] = erreurs.length > 0
    ? { texte: `Pas encore enregistré : ${pluriel(erreurs.length, 'réponse')} à corriger`, nature: 'a_corriger' }
    : { texte: etat.refus ?? '', nature: 'conflit' };
  return ecrireEtat(demande, suivi(lecture, Number(etat.saisie?.['version'] ?? 0) || 0, statut), erreurs);
}

const ecrireEtat = (demande: Demande, faits: SuiviFeuille, erreursDeChamp: PageEtatFeuille['erreursDeChamp']): Promise<void> =>
  render(demande, 'notation/feuille-etat', { ...faits, erreursDeChamp }, { titre: 'Ma notation', fragment: true, statut: faits.statut.nature === 'enregistre' ? 200 : 422 });

const MANQUES = { note_absente: 'note à choisir', commentaire_requis: 'commentaire à écrire' } as const;

function suivi(lecture: Lecture, version: number, statut: SuiviFeuille['statut']): SuiviFeuille {
  const { criteres } = lecture;
  const { notes } = enCours(lecture);
  const faites = criteres.filter((c) => notes.some((n) => n.critere === c.code && n.note !== null)).length;
  const complete = criteres.length > 0 && faites === criteres.length;
  const sur = complete ? synthetiserScores(criteres, [{ personneId: '', notes: notes.flatMap(({ critere, note }) => (note === null ? [] : [{ critere, note }])) }]) : null;
  return {
    version, statut, reste: manquesDeLaFeuille(criteres, notes).map((m) => `Critère ${criteres.findIndex((c) => c.code === m.critere) + 1} : ${MANQUES[m.manque]}`),
    avancement: { notes: faites, total: criteres.length, texte: `${faites} sur ${pluriel(criteres.length, 'critère noté', 'critères notés')}` },
    moyenne: sur === null ? null : `${surDeuxDecimales(sur.moyenne.sur5)} / 5, soit ${surDeuxDecimales(sur.moyenne.sur100)} / 100`,
  };
}

function statutDe({ feuille }: Lecture, { maintenant }: Demande): SuiviFeuille['statut'] {
  if (feuille === null) return { texte: 'Rien n’est encore enregistré.', nature: 'vierge' };
  const quand = feuille.modifieLe.slice(0, 10) === maintenant.slice(0, 10) ? `à ${heure(feuille.modifieLe)}` : `le ${instantLong(feuille.modifieLe)}`;
  return { texte: `Enregistré ${quand}`, nature: 'enregistre' };
}

function presenterRevision({ examineLe, concertation }: Lecture): PageFeuille['revision'] {
  if (concertation) {
    return { titre: 'Vous révisez une notation soumise', texte: 'Vos premières notes comptent jusqu’à ce que vous soumettiez la révision. Elles restent ensuite visibles à côté des nouvelles, avec votre motif.' };
  }
  return { titre: 'Ce dossier revient devant le comité', texte: `Il a déjà été examiné le ${instantLong(examineLe ?? '')}. Votre notation d’alors compte encore et reste conservée : confirmez-la ou révisez-la, puis soumettez.` };
}

function raisonDeFermeture(etat: string, verrouillee: boolean): string | null {
  if (verrouillee) return 'Votre notation est soumise : elle ne peut plus être modifiée.';
  if (etat === ETAT_NOTE) return null;
  if (etat === 'recevable' || etat === 'en_instruction') return 'La notation ouvrira quand l’instruction sera validée. Vous pouvez déjà lire le dossier.';
  return `La notation est close : le dossier est à l’état « ${libelle('dossier', etat)} ».`;
}

function presenterCritere(critere: Critere, rang: number, lecture: Lecture, etat: EtatFormulaire, conflit: boolean): LigneCritere {
  const saisie = ligneSaisie(etat.saisie, rang);
  const stock = enCours(lecture).notes.find((n) => n.critere === critere.code);
  const [note, commentaire] = saisie === null ? [stock?.note ?? null, stock?.commentaire ?? ''] : [saisie['note'] ?? null, saisie['commentaire'] ?? ''];
  const different = conflit && (String(note ?? '') !== String(stock?.note ?? '') || String(commentaire) !== (stock?.commentaire ?? ''));
  return {
    intitule: `${rang + 1}. ${critere.intitule}`, code: critere.code, poids: critere.poids, chemin: `notes.${rang}`, note, commentaire,
    aide: `Poids ${critere.poids}${critere.transversal === true ? ', priorité transversale' : ''}`,
    ailleurs: different ? `Dans l’autre fenêtre : ${stock?.note === null || stock?.note === undefined ? 'pas de note' : `${stock.note} / 5`}${stock?.commentaire ? `, « ${stock.commentaire} »` : ''}` : null,
  };
}

/** What was typed on one line, whichever way the parser kept the group. */
function ligneSaisie(saisie: EtatFormulaire['saisie'], rang: number): Readonly<Record<string, unknown>> | null {
  if (saisie === null) return null;
  const groupe: unknown = saisie['notes'];
  const ligne: unknown = typeof groupe === 'object' && groupe !== null ? Object.entries(groupe).find(([k]) => k === String(rang))?.[1] : undefined;
  return typeof ligne === 'object' && ligne !== null ? Object.fromEntries(Object.entries(ligne)) : {};
}

const presenterRapport = (rapport: RapportLu | undefined): PageFeuille['rapport'] => (rapport === undefined ? null : {
  conclusion: rapport.conclusion, proposeCents: rapport.proposeCents, chapitres: chapitresRemplis(rapport).map(({ code, texte }) => ({ titre: libelle('chapitre', code), texte })),
});

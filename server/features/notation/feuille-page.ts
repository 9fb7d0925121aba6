import type { Deps } from '../../platform/deps.js';
import type { Critere } from '../../domain/appels/contenu.js';
import { ETATS_DE_DEPORT, ETAT_NOTE, NOTES, estVerrouillee } from '../../domain/notation/feuille.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { lireDossier, lireReglesDuDossier, lireVersionDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { contenuLisible, type Rubrique } from '../../web/dossier-lisible.js';
import { derniersExamens, lireFeuille, type FeuilleLue } from './notation-queries.js';
import { chapitresRemplis, lireRapports, type RapportLu } from './rapport-queries.js';

interface LigneCritere {
  readonly intitule: string;
  readonly code: string;
  readonly aide: string;
  readonly poids: number;
  readonly chemin: string;
  readonly note: unknown;
  readonly commentaire: unknown;
}

export interface PageFeuille {
  readonly dossier: DossierLu;
  readonly onglets: readonly object[];
  readonly rubriques: readonly Rubrique[];
  readonly rapport: { readonly conclusion: string | null; readonly proposeCents: number | null; readonly chapitres: readonly { titre: string; texte: string }[] } | null;
  readonly pieces: readonly { intitule: string; nom: string; taille: number; lien: string }[];
  /** Why the sheet cannot be filled in now; null while it can. */
  readonly fermee: string | null;
  readonly soumiseLe: string | null;
  readonly revision: string | null;
  readonly modifieLe: string | null;
  readonly criteres: readonly LigneCritere[];
  readonly options: readonly { valeur: string; texte: string }[];
  readonly appreciation: unknown;
  readonly actionEnregistrer: string;
  readonly actionSoumettre: string;
  readonly lienDeport: string | null;
  readonly lienScores: string | null;
}

declare module '../../web/render.js' {
  interface Pages { 'notation/feuille': PageFeuille }
}

/** Score sheet of the acting person beside the frozen content of the dossier. */
export const pageFeuille = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const { id: dossierId } = dossier;
  const version = trouve(await lireVersionDossier(db, dossierId));
  const appel = await lireReglesDuDossier(db, dossier);
  const feuille = await lireFeuille(db, dossierId, trouve(demande.acteur.id));
  const examineLe = (await derniersExamens(db, [dossierId])).get(dossierId) ?? null;
  const verrouillee = estVerrouillee(feuille?.soumiseLe ?? null, examineLe);
  const intitules = new Map(appel.pieces.map((p) => [p.code, p.intitule]));
  await render(demande, 'notation/feuille', {
    dossier, onglets: ongletsDossier(demande, dossier), rubriques: contenuLisible(version.sections, version.organisme),
    rapport: presenterRapport((await lireRapports(db, [dossierId])).get(dossierId)),
    pieces: version.pieces.map((p) => ({ intitule: intitules.get(p.code) ?? p.code, nom: p.nom, taille: p.taille, lien: vers(paths.dossiers.fichier, { dossierId, fichierId: p.fichierId }) })),
    fermee: raisonDeFermeture(dossier.etat, verrouillee), soumiseLe: verrouillee ? (feuille?.soumiseLe ?? null) : null,
    revision: feuille?.soumiseLe && !verrouillee ? examineLe : null, modifieLe: feuille?.modifieLe ?? null,
    criteres: appel.criteres.map((c, i) => presenterCritere(c, i, feuille, etat)), options: NOTES.map((n) => ({ valeur: String(n), texte: String(n) })),
    appreciation: etat.saisie?.['appreciation'] ?? feuille?.appreciation ?? '',
    actionEnregistrer: vers(paths.dossiers.notation, { dossierId }), actionSoumettre: vers(paths.dossiers.notationSoumission, { dossierId }),
    lienDeport: ETATS_DE_DEPORT.includes(dossier.etat) ? vers(paths.dossiers.deport, { dossierId }) : null,
    lienScores: verrouillee ? vers(paths.dossiers.scores, { dossierId }) : null,
  }, {
    titre: 'Ma notation', etat, large: true,
    fil: [{ texte: 'Notation', lien: paths.notations }, { texte: dossier.numero ?? '', lien: vers(paths.dossiers.page, { dossierId }) }],
  });
};

function raisonDeFermeture(etat: string, verrouillee: boolean): string | null {
  if (verrouillee) return 'Votre notation est soumise : elle ne peut plus être modifiée.';
  if (etat === ETAT_NOTE) return null;
  if (etat === 'recevable' || etat === 'en_instruction') return 'La notation ouvrira quand l’instruction sera validée. Vous pouvez déjà lire le dossier.';
  return `La notation est close : le dossier est à l’état « ${libelle('dossier', etat)} ».`;
}

function presenterCritere(critere: Critere, rang: number, feuille: FeuilleLue | null, etat: EtatFormulaire): LigneCritere {
  const saisie = ligneSaisie(etat.saisie, rang);
  const stock = feuille?.notes.find((n) => n.critere === critere.code);
  const [note, commentaire] = saisie === null ? [stock?.note ?? null, stock?.commentaire ?? ''] : [saisie['note'] ?? null, saisie['commentaire'] ?? ''];
  return {
    intitule: `${rang + 1}. ${critere.intitule}`, code: critere.code, poids: critere.poids, chemin: `notes.${rang}`, note, commentaire,
    aide: `Poids ${critere.poids}${critere.transversal === true ? ', priorité transversale' : ''}`,
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

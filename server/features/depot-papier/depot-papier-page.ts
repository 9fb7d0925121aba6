import { manquesDeSaisie, MODES_RECEPTION, PIECE_ORIGINAL } from '../../domain/dossiers/papier.js';
import { DOSSIER } from '../../domain/etats/machines.js';
import { peutFranchir } from '../../domain/etats/machine.js';
import { examinerDepot } from '../../domain/dossiers/evaluation.js';
import { peut } from '../../domain/habilitations/peut.js';
import { NATURES_ORGANISME } from '../../domain/organismes/nature.js';
import { instant, lectureDeParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, heure } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteTape } from '../../web/saisie.js';
import { lireAppel } from '../appels/appel-queries.js';
import { contenuDesSections, lireDossier, lirePieces, lireReglesDuDossier, lireSections, type DossierLu } from '../dossiers/dossier-queries.js';
import { lireOrganisme, type OrganismeLu } from '../organismes/organisme-queries.js';
import { compterMembres } from '../recevabilite/recevabilite-queries.js';
import { lireSiret, SIRET_INVALIDE } from './depot-papier-form.js';
import { appelsAPapier, listerSaisies, organismeParSiret } from './depot-papier-queries.js';

type Saisie = Readonly<Record<string, unknown>>;
type Choix = ReturnType<typeof choix>;

/** Fields common to the entry and to its correction. */
interface ChampsPapier { readonly saisie: Saisie; readonly modes: Choix; readonly natures: Choix }

export interface PagePapierListe {
  readonly appels: readonly { readonly titre: string; readonly fermeLe: string; readonly lien: string }[];
  readonly saisies: readonly { readonly titre: string; readonly organisme: string; readonly appel: string; readonly recuLe: string; readonly par: string; readonly lien: string }[];
}
export interface PagePapierNouveau extends ChampsPapier {
  readonly appel: { readonly titre: string; readonly ouvreLe: string; readonly fermeLe: string };
  readonly recherche: string;
  readonly siret: string;
  readonly siretInvalide: boolean;
  /** Null before a SIRET was looked for. */
  readonly organisme: { readonly connu: boolean; readonly texte: string } | null;
  readonly action: string;
}
export interface PagePapierDossier extends ChampsPapier {
  readonly dossier: DossierLu;
  readonly onglets: ReturnType<typeof ongletsDossier>;
  readonly originaux: readonly { readonly nom: string; readonly taille: number; readonly lien: string }[];
  readonly actionOriginal: string;
  readonly correction: { readonly action: string; readonly identite: boolean } | null;
  readonly organisme: string;
  readonly sansMembre: boolean;
  readonly actionInvitation: string;
  readonly courriel: string;
  readonly lienSections: string;
  readonly manques: readonly string[];
  /** What the paper left blank, which does not stop the deposit. */
  readonly blancs: readonly string[];
  readonly depot: string | null;
  readonly reponse: boolean;
}

declare module '../../web/render.js' {
  interface Pages { 'depot-papier/liste': PagePapierListe; 'depot-papier/nouveau': PagePapierNouveau; 'depot-papier/dossier': PagePapierDossier }
}

/** Paper dossiers being entered, and the calls one may be entered on. */
export const pageListePapier = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const [appels, saisies] = await Promise.all([appelsAPapier(db), listerSaisies(db)]);
  await render(demande, 'depot-papier/liste', {
    appels: appels.map((a) => ({ titre: a.titre, fermeLe: a.fermeLe, lien: vers(paths.depotPapier.nouveau, { appelId: a.id }) })),
    saisies: saisies.map((s) => ({ ...s, titre: s.titre || 'Sans titre', lien: vers(paths.dossiers.page, { dossierId: s.id }) })),
  }, { titre: 'Dossiers papier', fil: [{ texte: 'Dossiers', lien: paths.dossiers.liste }] });
};

/** Entry of a paper dossier: the organisme by its SIRET first, then the receipt. */
export const pageNouveauPapier = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const appel = trouve(await lireAppel(db, parametre(demande, 'appelId')));
  const recherche = etat.saisie === null ? demande.query['siret'] : etat.saisie['siret'];
  const siret = lireSiret(recherche);
  const connu = siret === null ? null : await organismeParSiret(db, siret);
  const siretInvalide = siret === null && typeof recherche === 'string' && recherche !== '';
  await render(demande, 'depot-papier/nouveau', {
    appel: { titre: appel.titre, ouvreLe: appel.ouvreLe, fermeLe: appel.fermeLe }, recherche: typeof recherche === 'string' ? recherche.slice(0, 30) : '', siret: siret ?? '', siretInvalide,
    organisme: siret === null ? null : connu === null ? { connu: false, texte: '' } : { connu: true, texte: `${connu.nom}, ${connu.commune}${connu.membres === 0 ? ' (sans compte)' : ''}` },
    saisie: etat.saisie ?? { jour: dateCourte(lectureDeParis(demande.maintenant).slice(0, 10)), mode: 'courrier' }, modes: choix('mode_reception', MODES_RECEPTION), natures: choix('nature_organisme', NATURES_ORGANISME),
    action: vers(paths.depotPapier.nouveau, { appelId: appel.id }),
  }, {
    titre: 'Saisir un dossier papier', fil: [{ texte: 'Dossiers papier', lien: paths.depotPapier.liste }],
    etat: siretInvalide ? { ...etat, erreurs: { ...etat.erreurs, siret: SIRET_INVALIDE } } : etat,
  });
};

/** Receipt, scanned original and state of a paper dossier being entered; its deposit. */
export const pagePapier = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const [organisme, pieces, sections, appel] = [trouve(await lireOrganisme(db, dossier.organismeId)), await lirePieces(db, dossier.id), contenuDesSections(await lireSections(db, dossier.id)), await lireReglesDuDossier(db, dossier)];
  const sansMembre = (await compterMembres(db, dossier.organismeId)) === 0;
  const manques = manquesDeSaisie(sections, pieces);
  const examen = examinerDepot(sections, organisme.nature, pieces, appel);
  const dossierId = dossier.id;
  const brouillon = dossier.etat === 'brouillon';
  await render(demande, 'depot-papier/dossier', {
    dossier, onglets: ongletsDossier(demande, dossier), saisie: etat.saisie !== null && texteTape(etat.saisie, 'jour') !== '' ? etat.saisie : saisieDe(dossier, organisme),
    modes: choix('mode_reception', MODES_RECEPTION), natures: choix('nature_organisme', NATURES_ORGANISME),
    originaux: pieces.filter((p) => p.code === PIECE_ORIGINAL).map((p) => ({ nom: p.nom, taille: p.taille, lien: vers(paths.dossiers.fichier, { dossierId, fichierId: p.fichierId }) })),
    actionOriginal: vers(paths.dossiers.papierOriginal, { dossierId }), correction: brouillon ? { action: vers(paths.dossiers.papier, { dossierId }), identite: sansMembre } : null,
    organisme: `${organisme.nom}, SIRET ${organisme.siret}`, sansMembre, actionInvitation: vers(paths.dossiers.papierInvitation, { dossierId }), courriel: etat.saisie === null ? '' : texteTape(etat.saisie, 'courriel'), lienSections: vers(paths.dossiers.page, { dossierId }), manques: manques.map((m) => libelle('manque_saisie', m)),
    blancs: examen.sections.filter((s) => !s.complete && !(manques as readonly string[]).includes(s.section)).map((s) => libelle('section', s.section)),
    depot: manques.length === 0 && peut(demande.acteur, 'dossier.deposer', demande.sujet).permis && peutFranchir(DOSSIER, 'deposer', dossier.etat) ? vers(paths.dossiers.depot, { dossierId }) : null, reponse: !brouillon,
  }, { titre: 'Dossier papier', etat, fil: filDossier(demande, dossier) });
};

/** The receipt and the identity as one types them. */
function saisieDe({ papier }: DossierLu, organisme: OrganismeLu): Saisie {
  const recuLe = instant(papier?.recuLe ?? '');
  return { ...organisme, rna: organisme.rna ?? '', jour: dateCourte(lectureDeParis(recuLe).slice(0, 10)), heure: heure(recuLe), mode: papier?.mode ?? '' };
}


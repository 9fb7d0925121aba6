import { CADRES, ETATS_PROGRAMME, SECTIONS_FICHE, type SectionFiche } from '../../domain/programme/fiche.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, instantLong } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { lireOptions, type Choix } from '../dossiers/liste-options-queries.js';
import { filFiche } from './fiche-page.js';
import { lireActions, lireFiche, lirePilotes, lireSections } from './fiche-queries.js';

type Saisie = Readonly<Record<string, unknown>>;

export interface PageSectionFiche {
  readonly surtitre: string;
  readonly aide: string;
  /** Who saved it last, and when; empty when nobody did. */
  readonly enregistre: string;
  readonly saisie: Saisie;
  /** What somebody saved while this was typed. */
  readonly autre: { readonly texte: string; readonly par: string } | null;
  readonly action: string;
  readonly retour: string;
  readonly parties: readonly { readonly texte: string; readonly lien: string; readonly courante: boolean }[];
}
export interface PagePilotageFiche { readonly saisie: Saisie; readonly action: string; readonly retour: string; readonly etats: readonly Choix[]; readonly cadres: readonly Choix[]; readonly pilotes: readonly Choix[]; readonly axes: readonly Choix[]; readonly dispositifs: readonly Choix[] }
export interface PageAction { readonly saisie: Saisie; readonly action: string; readonly retour: string; readonly etats: readonly Choix[] }

declare module '../../web/render.js' {
  interface Pages { 'programme/section': PageSectionFiche; 'programme/pilotage': PagePilotageFiche; 'programme/action': PageAction }
}

const AIDES: Readonly<Record<SectionFiche, string>> = {
  contexte: 'D’où part la fiche : le besoin constaté, ce qui existe déjà.',
  objectifs: 'Ce que la fiche veut changer, un objectif par ligne.',
  publics: 'Qui est visé : allocataires, jeunes, professionnels, entreprises.',
  modalites: 'Comment l’action se fait : étapes, outils, lieux.',
  partenaires: 'Qui agit avec le Département.',
  pilote: 'Qui porte et qui pilote, service et fonction.',
  financements: 'Budget, crédits de l’État et du FSE+, moyens humains.',
  territoire: 'Tout le département, ou les territoires concernés.',
  calendrier: 'Les grandes dates.',
  reussite: 'Ce qui fera réussir la fiche.',
  vigilance: 'Ce qui pourrait l’empêcher.',
  evaluation: 'Indicateurs, sources, rythme du suivi.',
};

/** The part named by the address, or 404. */
export const sectionDe = (demande: Demande): SectionFiche => trouve(SECTIONS_FICHE.find((s) => s === demande.params['section']));

/** One part of a fiche to write; both texts are shown when somebody else saved it meanwhile. */
export const pageSectionFiche = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const [fiche, section] = [trouve(await lireFiche(db, parametre(demande, 'ficheId'))), sectionDe(demande)];
  const lue = trouve((await lireSections(db, fiche.id)).find((s) => s.section === section));
  const conflit = etat.saisie !== null && Number(etat.saisie['version']) !== lue.version;
  await render(demande, 'programme/section', {
    surtitre: `Fiche ${fiche.numero} · ${fiche.intitule}`, aide: AIDES[section], enregistre: lue.modifieLe === null ? '' : `Enregistré le ${instantLong(lue.modifieLe)}${lue.modifiePar === null ? '' : ` par ${lue.modifiePar}`}.`, saisie: etat.saisie === null ? { texte: lue.texte, version: lue.version } : { ...etat.saisie, version: lue.version },
    autre: conflit && lue.modifieLe !== null ? { texte: lue.texte, par: `${lue.modifiePar ?? 'Quelqu’un'}, ${instantLong(lue.modifieLe)}` } : null,
    action: vers(paths.programme.section, { ficheId: fiche.id, section }), retour: vers(paths.programme.fiche, { ficheId: fiche.id }),
    parties: SECTIONS_FICHE.map((s) => ({ texte: libelle('section_fiche', s), lien: vers(paths.programme.section, { ficheId: fiche.id, section: s }), courante: s === section })),
  }, { titre: libelle('section_fiche', section), etat, fil: filFiche(fiche) });
};

/** The part that follows; the fiche after the last. */
export function apresSection(ficheId: string, section: SectionFiche): string {
  const suivante = SECTIONS_FICHE[SECTIONS_FICHE.indexOf(section) + 1];
  return suivante === undefined ? vers(paths.programme.fiche, { ficheId }) : vers(paths.programme.section, { ficheId, section: suivante });
}

/** Who leads a fiche, how far it is, and what serves it. */
export const pagePilotageFiche = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const fiche = trouve(await lireFiche(db, parametre(demande, 'ficheId')));
  const [pilotes, options] = [await lirePilotes(db), await lireOptions(db)];
  await render(demande, 'programme/pilotage', {
    saisie: etat.saisie ?? { etat: fiche.etat, cadre: fiche.cadre, piloteId: fiche.piloteId ?? '', axes: fiche.axes, dispositifs: fiche.dispositifs, version: fiche.version },
    action: vers(paths.programme.pilotage, { ficheId: fiche.id }), retour: vers(paths.programme.fiche, { ficheId: fiche.id }),
    etats: choix('etat_programme', ETATS_PROGRAMME), cadres: choix('cadre', CADRES), pilotes: pilotes.map((p) => ({ valeur: p.id, texte: p.nom })), axes: options.axes, dispositifs: options.dispositifs,
  }, { titre: 'Pilotage de la fiche', etat, fil: filFiche(fiche) });
};

/** An action of a fiche, to add or to change. */
export const pageAction = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const fiche = trouve(await lireFiche(db, parametre(demande, 'ficheId')));
  const actionId = demande.params['actionId'];
  const action = actionId === undefined ? null : trouve((await lireActions(db, fiche.id)).find((a) => a.id === actionId));
  const stockee = action === null ? { etat: 'a_lancer', version: 0 }
    : { intitule: action.intitule, pilote: action.pilote, etat: action.etat, avancement: action.avancement, version: action.version, debut: action.debut === null ? '' : dateCourte(action.debut), fin: action.fin === null ? '' : dateCourte(action.fin) };
  await render(demande, 'programme/action', {
    saisie: etat.saisie === null ? stockee : { ...etat.saisie, version: action?.version ?? 0 }, etats: choix('etat_programme', ETATS_PROGRAMME), retour: vers(paths.programme.fiche, { ficheId: fiche.id }),
    action: action === null ? vers(paths.programme.actions, { ficheId: fiche.id }) : vers(paths.programme.action, { ficheId: fiche.id, actionId: action.id }),
  }, { titre: action === null ? 'Ajouter une action' : 'Modifier l’action', etat, fil: filFiche(fiche) });
};

import { PUBLICS_VIDES, type RealisationSaisie } from '../../domain/bilans/contenu.js';
import type { NatureBilan } from '../../domain/bilans/lignes.js';
import type { Deps } from '../../platform/deps.js';
import { nombre, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { vers } from '../../web/paths.js';
import { enteteDossier, filDuDossier, type EnteteDossier } from '../../web/presentation-bilan.js';
import { render } from '../../web/render.js';
import { estParScript } from '../../web/requete.js';
import { nombreASaisir, texteTape } from '../../web/saisie.js';
import { cheminsDuBilan } from './bilan-chemins.js';
import { pageBilan } from './bilan-page.js';
import { lireDossierEnSaisie, type BilanEnSaisie, type DossierEnSaisie } from './bilan-saisie-queries.js';
import { presenterPrevision, type PrevisionPresentee } from './prevision-presentation.js';

/** A field of the realisation with what was planned beside it. */
export interface ChampRealise { readonly chemin: string; readonly libelle: string; readonly aide: string; readonly valeur: string; readonly suffixe: string }

/** What was done of what was planned, as a bar. */
interface Avancement { readonly libelle: string; readonly valeur: number; readonly maximum: number; readonly texte: string }

/** What a save leaves to see: shown beside the form, and answered alone to a save made by typing. */
interface SuiviRealisation {
  readonly version: number;
  readonly statut: { readonly texte: string; readonly nature: 'vierge' | 'enregistre' | 'a_corriger' | 'conflit' };
  readonly avancements: readonly Avancement[];
  readonly prevision: PrevisionPresentee;
  readonly lienSolde: string;
}

export interface PageRealisation extends EnteteDossier, SuiviRealisation {
  readonly action: string;
  readonly retour: string;
  readonly volumes: readonly ChampRealise[];
  readonly publics: readonly ChampRealise[];
  readonly indicateurs: readonly ChampRealise[];
  readonly recit: string;
  readonly nonExecution: boolean;
  /** What another person saved meanwhile, where it differs from what is typed. */
  readonly conflits: readonly { readonly champ: string; readonly saisi: string; readonly enregistre: string }[];
  readonly auto: boolean;
  readonly personneId: string;
}

/** The fragment that answers a save made by typing. */
interface EtatRealisation extends SuiviRealisation { readonly erreursDeChamp: readonly { readonly champ: string; readonly message: string }[] }

declare module '../../web/render.js' {
  interface Pages { 'bilans/realisation': PageRealisation; 'bilans/realisation-etat': EtatRealisation }
}

const NOMS_PUBLICS = ['rsa', 'horsRsaMoins25', 'horsRsaAutres'] as const;
const VIERGE: RealisationSaisie = { volumes: [], publics: PUBLICS_VIDES, indicateurs: [], recit: '', nonExecution: false };

/** Form of what was realised, filled with what was typed after an error; the bilan itself once it is deposited. */
export const pageRealisation = (deps: Deps, nature: NatureBilan) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const d = trouve(await lireDossierEnSaisie(deps.db, parametre(demande, 'dossierId'), nature));
  if (d.bilan?.etat !== 'brouillon') return pageBilan(deps, nature)(demande, etat);
  const { bilan } = d;
  if (estParScript(demande.req)) return repondreAuScript(demande, d, bilan, etat);
  const ids = { dossierId: d.dossier.id };
  const chemins = cheminsDuBilan(nature);
  const enregistre = bilan.contenu.realisation ?? VIERGE;
  const champs = champsDe(d, enregistre, etat);
  const retour = vers(chemins.page, ids);
  const depasse = etat.saisie !== null && etat.refus !== null && texteTape(etat.saisie, 'version') !== String(bilan.version);
  const conflits = depasse ? comparer(champs, champsDe(d, enregistre, { ...etat, saisie: null })) : [];
  return render(demande, 'bilans/realisation', {
    ...enteteDossier(demande, d), ...champs, ...suivi(demande, d, bilan, bilan.version, statutDe(bilan)), action: vers(chemins.realisation, ids), retour, conflits, auto: conflits.length === 0, personneId: demande.acteur.id ?? '',
  }, { titre: 'Réalisation', etat, fil: filDuDossier(demande, d, { texte: libelle('nature_bilan', nature), lien: retour }) });
};

/** Answers a save made by typing with the version that was written, never a newer one (decision 0015). */
export const etatRealisation = (deps: Deps, nature: NatureBilan) => async (demande: Demande): Promise<void> => {
  const d = trouve(await lireDossierEnSaisie(deps.db, parametre(demande, 'dossierId'), nature));
  const bilan = trouve(d.bilan);
  const version = Number(demande.query['version']);
  await ecrireEtat(demande, suivi(demande, d, bilan, Number.isSafeInteger(version) && version > 0 ? version : 0, statutDe(bilan)), []);
};

function repondreAuScript(demande: Demande, d: DossierEnSaisie, bilan: BilanEnSaisie, etat: EtatFormulaire): Promise<void> {
  const erreurs = Object.entries(etat.erreurs).map(([champ, message]) => ({ champ, message }));
  const statut: SuiviRealisation['statut'] = erreurs.length > 0 ? { texte: `Pas encore enregistré : ${pluriel(erreurs.length, 'réponse')} à corriger`, nature: 'a_corriger' } : { texte: etat.refus ?? '', nature: 'conflit' };
  return ecrireEtat(demande, suivi(demande, d, bilan, Number(etat.saisie?.['version'] ?? 0) || 0, statut), erreurs);
}

const ecrireEtat = (demande: Demande, faits: SuiviRealisation, erreursDeChamp: EtatRealisation['erreursDeChamp']): Promise<void> =>
  render(demande, 'bilans/realisation-etat', { ...faits, erreursDeChamp }, { titre: 'Réalisation', fragment: true, statut: ['enregistre', 'vierge'].includes(faits.statut.nature) ? 200 : 422 });

const statutDe = ({ contenu }: BilanEnSaisie): SuiviRealisation['statut'] =>
  (contenu.realisation === null ? { texte: 'Rien n’est encore enregistré.', nature: 'vierge' } : { texte: 'Tout est enregistré', nature: 'enregistre' });

function suivi(demande: Demande, d: DossierEnSaisie, bilan: BilanEnSaisie, version: number, statut: SuiviRealisation['statut']): SuiviRealisation {
  return { version, statut, avancements: avancementsDe(d, bilan.contenu.realisation ?? VIERGE), prevision: presenterPrevision(d, bilan), lienSolde: enteteDossier(demande, d).lienSolde };
}

/** Volumes and publics against what was planned; an indicator too when both its target and what was found are numbers. */
function avancementsDe(d: DossierEnSaisie, r: RealisationSaisie): Avancement[] {
  const [convention] = d.conventions;
  const barre = (nom: string, valeur: number | null, maximum: number, unite: string): Avancement[] =>
    (valeur === null || maximum <= 0 ? [] : [{ libelle: nom, valeur, maximum, texte: `${nombre(valeur)} sur ${nombre(maximum)} ${unite}`.trim() }]);
  return [
    ...(convention?.objectifs ?? []).flatMap((o, rang) => barre(o.intitule, r.volumes[rang] ?? null, o.prevu, o.unite)),
    ...NOMS_PUBLICS.flatMap((p) => barre(libelle('public', p), r.publics[p], convention?.publicsPrevus[p] ?? 0, '')),
    ...d.indicateurs.flatMap((i, rang) => barre(i.intitule, premierNombre(r.indicateurs[rang] ?? ''), premierNombre(i.cible) ?? 0, '')),
  ];
}

/** The number that begins a text: `12 sorties`, `46 %`; null when none does. */
function premierNombre(texte: string): number | null {
  const [ecrit] = /^\s*\d+(?:[.,]\d+)?/.exec(texte) ?? [];
  return ecrit === undefined ? null : Number(ecrit.replace(',', '.'));
}

type Champs = Pick<PageRealisation, 'volumes' | 'publics' | 'indicateurs' | 'recit' | 'nonExecution'>;

function champsDe(d: DossierEnSaisie, r: RealisationSaisie, { saisie }: EtatFormulaire): Champs {
  const valeur = (chemin: string, enBase: string): string => (saisie === null ? enBase : texteTape(saisie, chemin));
  const [convention] = d.conventions;
  return {
    volumes: (convention?.objectifs ?? []).map((o, rang) => ({
      chemin: `volumes.${rang}`, libelle: o.intitule, aide: `Prévu : ${nombre(o.prevu)} ${o.unite}`, suffixe: o.unite, valeur: valeur(`volumes.${rang}`, nombreASaisir(r.volumes[rang])),
    })),
    publics: NOMS_PUBLICS.map((p) => ({
      chemin: `publics.${p}`, libelle: libelle('public', p), aide: `Prévu : ${nombre(convention?.publicsPrevus[p] ?? 0)}`, suffixe: 'personnes', valeur: valeur(`publics.${p}`, nombreASaisir(r.publics[p])),
    })),
    indicateurs: d.indicateurs.map((i, rang) => ({
      chemin: `indicateurs.${rang}`, libelle: i.intitule, aide: `Cible : ${i.cible}`, suffixe: '', valeur: valeur(`indicateurs.${rang}`, r.indicateurs[rang] ?? ''),
    })),
    recit: valeur('recit', r.recit), nonExecution: saisie === null ? r.nonExecution : saisie['nonExecution'] !== undefined,
  };
}

const OUI_NON = (oui: boolean): string => (oui ? 'oui' : 'non');

function comparer(saisis: Champs, enBase: Champs): PageRealisation['conflits'] {
  const enListe = (c: Champs): { champ: string; valeur: string }[] => [
    ...[...c.volumes, ...c.publics, ...c.indicateurs].map((x) => ({ champ: x.libelle, valeur: x.valeur })),
    { champ: 'Compte rendu', valeur: c.recit }, { champ: 'Opération non exécutée', valeur: OUI_NON(c.nonExecution) },
  ];
  const stock = enListe(enBase);
  return enListe(saisis).map((x, i) => ({ champ: x.champ, saisi: x.valeur, enregistre: stock[i]?.valeur ?? '' })).filter((x) => x.saisi !== x.enregistre);
}

import { PUBLICS_VIDES, type RealisationSaisie } from '../../domain/bilans/contenu.js';
import type { Deps } from '../../platform/deps.js';
import { nombre } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteTape } from '../../web/saisie.js';
import { enteteDossier, filDuDossier, type EnteteDossier } from '../../web/presentation-bilan.js';
import { prevoirLeSolde } from '../../domain/bilans/prevision.js';
import { pageBilan } from './bilan-page.js';
import { lireDossierASolder, type DossierASolder } from './dossier-a-solder-queries.js';
import { nombreASaisir } from '../../web/saisie.js';
import { presenterSolde, type SoldePresente } from '../../web/presentation-solde.js';

/** A field of the realisation with what was planned beside it. */
export interface ChampRealise { readonly chemin: string; readonly libelle: string; readonly aide: string; readonly valeur: string; readonly suffixe: string }

export interface PageRealisation extends EnteteDossier {
  readonly action: string;
  readonly retour: string;
  readonly version: number;
  readonly volumes: readonly ChampRealise[];
  readonly publics: readonly ChampRealise[];
  readonly indicateurs: readonly ChampRealise[];
  readonly recit: string;
  readonly nonExecution: boolean;
  /** What another person saved meanwhile, where it differs from what is typed. */
  readonly conflits: readonly { readonly champ: string; readonly saisi: string; readonly enregistre: string }[];
  readonly previsions: readonly SoldePresente[];
}

declare module '../../web/render.js' {
  interface Pages { 'bilans/realisation': PageRealisation }
}

const NOMS_PUBLICS = ['rsa', 'horsRsaMoins25', 'horsRsaAutres'] as const;
const VIERGE: RealisationSaisie = { volumes: [], publics: PUBLICS_VIDES, indicateurs: [], recit: '', nonExecution: false };

/** Form of what was realised, filled with what was typed after an error; the bilan itself once it is deposited. */
export const pageRealisation = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const d = trouve(await lireDossierASolder(deps.db, parametre(demande, 'dossierId')));
  if (d.bilan?.etat !== 'brouillon') return pageBilan(deps)(demande, etat);
  const { bilan } = d;
  const dossierId = d.dossier.id;
  const enregistre = bilan.contenu.realisation ?? VIERGE;
  const champs = champsDe(d, enregistre, etat);
  const retour = vers(paths.bilans.page, { dossierId });
  const depasse = etat.saisie !== null && etat.refus !== null && texteTape(etat.saisie, 'version') !== String(bilan.version);
  return render(demande, 'bilans/realisation', {
    ...enteteDossier(demande, d), ...champs, action: vers(paths.bilans.realisation, { dossierId }), retour, version: bilan.version,
    conflits: depasse ? comparer(champs, champsDe(d, enregistre, { ...etat, saisie: null })) : [],
    previsions: prevoirLeSolde(d, bilan).map((s) => presenterSolde(s.convention, s)),
  }, { titre: 'Réalisation', etat, fil: filDuDossier(demande, d, { texte: 'Bilan final', lien: retour }) });
};

type Champs = Pick<PageRealisation, 'volumes' | 'publics' | 'indicateurs' | 'recit' | 'nonExecution'>;

function champsDe(d: DossierASolder, r: RealisationSaisie, { saisie }: EtatFormulaire): Champs {
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

import type { Deps } from '../../platform/deps.js';
import { ETATS_DE_DEPORT, SITUATIONS, type Situation } from '../../domain/notation/feuille.js';
import { pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery, codeDeQuery, liensDeTranche, sensDeQuery } from '../../web/requete.js';
import { lireDossier } from '../dossiers/dossier-queries.js';
import { compterParSituation, listerDossiersANoter, type DossierANoter } from './liste-queries.js';
import { appelsADeclarer } from './liens-queries.js';
import { lireDeport } from './notation-queries.js';

interface LigneListe extends DossierANoter {
  /** Sheet, scores or withdrawal, whichever this person may open. */
  readonly lien: string;
  /** Nothing of the dossier may be read: the person withdrew, or has yet to declare their links. */
  readonly secret: string | null;
}

export interface PageListe {
  readonly onglets: readonly { texte: string; lien: string; actif: boolean; nombre: number }[];
  readonly dossiers: readonly LigneListe[];
  readonly aDeclarer: readonly { readonly texte: string; readonly lien: string }[];
  readonly vide: { readonly titre: string; readonly texte: string };
  readonly precedent: string | null;
  readonly suivant: string | null;
  readonly pagine: boolean;
}

export interface PageDeport {
  readonly numero: string;
  readonly organismeNom: string;
  readonly declare: { readonly le: string; readonly motif: string } | null;
  readonly tropTard: boolean;
  readonly action: string;
  readonly retour: string;
  readonly retourListe: string;
  readonly saisie: Readonly<Record<string, unknown>>;
}

declare module '../../web/render.js' {
  interface Pages { 'notation/liste': PageListe; 'notation/deport': PageDeport }
}

const VUES = ['a-noter', 'notes', 'a-venir', 'deports'] as const;
type Vue = (typeof VUES)[number];

const SITUATIONS_DE_VUE: Readonly<Record<Vue, readonly Situation[]>> = { 'a-noter': ['a_declarer', 'a_noter', 'brouillon'], notes: ['soumise'], 'a-venir': ['a_venir'], deports: ['deport'] };
const TITRES: Readonly<Record<Vue, string>> = { 'a-noter': 'À noter', notes: 'Notés', 'a-venir': 'En instruction', deports: 'Déports' };
const VIDES: Readonly<Record<Vue, { titre: string; texte: string }>> = {
  'a-noter': { titre: 'Aucun dossier à noter', texte: 'Un dossier arrive ici dès que son instruction est validée. Vos notations déjà soumises sont sous « Notés ».' },
  notes: { titre: 'Aucune notation soumise', texte: 'Quand vous aurez soumis votre notation d’un dossier, vous y verrez celles des autres membres.' },
  'a-venir': { titre: 'Aucun dossier en instruction', texte: 'Les dossiers recevables apparaissent ici pendant leur instruction. Vous pouvez déjà les lire.' },
  deports: { titre: 'Aucun déport', texte: 'Si un lien avec un organisme vous empêche de juger son dossier, ouvrez sa fiche de notation et déclarez un déport.' },
};

/** Dossiers the scorer has to do with, by what is left to do. */
export const pageListe = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const vue = codeDeQuery(demande.query, 'vue', VUES) ?? 'a-noter';
  const personneId = trouve(demande.acteur.id);
  const organismes = demande.acteur.appartenances.map((a) => a.organismeId);
  const nombres = await compterParSituation(db, personneId, organismes);
  const tranche = await listerDossiersANoter(db, personneId, organismes, SITUATIONS_DE_VUE[vue], sensDeQuery(demande.query));
  const liens = liensDeTranche(paths.notations, { vue }, tranche);
  await render(demande, 'notation/liste', {
    onglets: VUES.map((v) => ({
      texte: TITRES[v], lien: avecQuery(paths.notations, { vue: v }), actif: v === vue, nombre: SITUATIONS.filter((s) => SITUATIONS_DE_VUE[v].includes(s)).reduce((t, s) => t + nombres[s], 0),
    })),
    dossiers: tranche.lignes.map((d) => ({ ...d, lien: lienDe(d), secret: SECRETS[d.situation] ?? null })),
    aDeclarer: (await appelsADeclarer(db, personneId, organismes)).map((a) => ({ texte: `${a.titre} : ${pluriel(a.nombre, 'organisme')}`, lien: vers(paths.notationLiens, { appelId: a.id }) })),
    vide: VIDES[vue], ...liens, pagine: liens.precedent !== null || liens.suivant !== null,
  }, { titre: 'Notation', large: true });
};

const SECRETS: Partial<Readonly<Record<Situation, string>>> = { deport: 'Vous vous êtes déporté', a_declarer: 'Déclarez d’abord vos liens avec les organismes' };

function lienDe({ id: dossierId, situation, appelId }: DossierANoter): string {
  if (situation === 'a_declarer') return vers(paths.notationLiens, { appelId });
  if (situation === 'deport') return vers(paths.dossiers.deport, { dossierId });
  return vers(situation === 'soumise' ? paths.dossiers.scores : paths.dossiers.notation, { dossierId });
}

/** What a withdrawal means, the form to declare it, and the withdrawal once it is declared. */
export const pageDeport = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const dossierId = parametre(demande, 'dossierId');
  const dossier = trouve(await lireDossier(db, dossierId));
  const deport = await lireDeport(db, dossierId, trouve(demande.acteur.id));
  await render(demande, 'notation/deport', {
    numero: dossier.numero ?? '', organismeNom: dossier.organismeNom, declare: deport === null ? null : { le: deport.declareLe, motif: deport.motif },
    tropTard: deport === null && !ETATS_DE_DEPORT.includes(dossier.etat), action: vers(paths.dossiers.deport, { dossierId }),
    retour: vers(paths.dossiers.notation, { dossierId }), retourListe: paths.notations, saisie: etat.saisie ?? {},
  }, { titre: deport === null ? 'Déclarer un déport' : libelle('notation', 'deport'), etat, fil: [{ texte: 'Notation', lien: paths.notations }] });
};

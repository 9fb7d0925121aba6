import { manquesDeLAppel } from '../../domain/appels/completude.js';
import { DECLENCHEURS } from '../../domain/conventions/echeancier.js';
import { NATURES_INELIGIBLES } from '../../domain/financements/nomenclature.js';
import { METHODES } from '../../domain/service-fait/plafonds.js';
import { instantDeParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { choixTapes, rangeesTapees, texteTape, type Saisie } from '../../web/saisie.js';
import { CONDITIONS_PIECE, NATURES_ORGANISME } from './appel-contenu.js';
import { lireAppel, listerTerritoires } from './appel-queries.js';
import { saisieDepuis } from './appel-saisie.js';
import { empreinteAppel, type AppelLu } from './appel-store.js';
import { contenuReference, lireAppelReference } from './reference.js';

interface Choix { readonly valeur: string; readonly texte: string }

export interface PageEdition {
  readonly action: string;
  readonly annuler: string;
  readonly chapo: string;
  readonly boutons: { readonly principal: string; readonly continuer: boolean };
  readonly nouvelleVersion: boolean;
  readonly empreinte: string;
  readonly manques: readonly { readonly texte: string; readonly ancre: string }[];
  /** Text of each simple field by its path. */
  readonly champs: Readonly<Record<string, string>>;
  readonly territoiresChoisis: readonly string[];
  readonly naturesChoisies: readonly string[];
  readonly dispositifs: readonly Saisie[];
  readonly echeances: readonly Saisie[];
  readonly concertation: readonly Saisie[];
  readonly criteres: readonly Saisie[];
  readonly pieces: readonly Saisie[];
  readonly delais: readonly { readonly chemin: string; readonly texte: string; readonly suffixe: string; readonly valeur: string }[];
  readonly options: Readonly<Record<'territoires' | 'declencheurs' | 'methodes' | 'natures' | 'organismes' | 'conditions', readonly Choix[]>>;
}

declare module '../../web/render.js' {
  interface Pages { 'appels/edition': PageEdition }
}

const CHAMPS = [
  'code', 'titre', 'ouvreLe.jour', 'ouvreLe.heure', 'fermeLe.jour', 'fermeLe.heure', 'contexte', 'objectifs', 'contact',
  'periode.debut', 'periode.fin', 'periode.dureeMaxMois', 'mesuresSocles', 'axes', 'publics', 'comite', 'emargement',
  'plafondHorsRsa', 'ageMaxHorsRsa', 'tauxMaxFse', 'methodeProratisation', 'tauxIntervention', 'motif',
] as const;

const DELAIS = [
  { nom: 'complementsJours', texte: 'Répondre à une demande de compléments', suffixe: 'jours' },
  { nom: 'contradictoireJours', texte: 'Répondre aux conclusions provisoires du contrôle', suffixe: 'jours' },
  { nom: 'recoursMois', texte: 'Former un recours', suffixe: 'mois' },
  { nom: 'bilanFinalMois', texte: 'Remettre le bilan final', suffixe: 'mois' },
  { nom: 'conservationAnnees', texte: 'Conserver les justificatifs', suffixe: 'ans' },
  { nom: 'conservationAideEtatAnnees', texte: 'Les conserver sous un régime d’aide d’État', suffixe: 'ans' },
] as const;

/** Rules of spec 1 and 2 that a new call starts with. */
const VIERGE: Saisie = {
  ouvreLe: { heure: '09:00' }, fermeLe: { heure: '23:59' }, periode: { dureeMaxMois: '12' }, plafondHorsRsa: '10', ageMaxHorsRsa: '25', tauxMaxFse: '60',
  echeances: [{ declencheur: 'signature', taux: '50' }, { declencheur: 'bilan', taux: '50' }], methodeProratisation: 'solde', tauxIntervention: 'oui',
  naturesIneligibles: [...NATURES_INELIGIBLES],
  delais: { complementsJours: '15', contradictoireJours: '30', recoursMois: '2', bilanFinalMois: '6', conservationAnnees: '3', conservationAideEtatAnnees: '10' },
  emargement: 'date\nheure de début\nheure de fin\nintitulé de l’action\nnoms, prénoms et signatures des intervenants et des participants',
};

const FIL = [{ texte: 'Appels', lien: paths.appels.gestion }];

/** Form of a new call, empty or filled from the reference call (`?modele=reference`). */
export const pageNouvelAppel = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const saisie = etat.saisie ?? (demande.query['modele'] === 'reference' ? saisieDeReference() : VIERGE);
  const model = await modele(deps, saisie, {
    action: paths.appels.nouveau, annuler: paths.appels.gestion, chapo: 'Enregistrez aussi souvent que vous voulez : un brouillon n’est vu que des responsables et peut rester incomplet.',
    boutons: { principal: 'Enregistrer le brouillon', continuer: true }, nouvelleVersion: false, empreinte: '', manques: [],
  });
  return render(demande, 'appels/edition', model, { titre: 'Nouvel appel', fil: FIL, etat });
};

function saisieDeReference(): Saisie {
  const { code, titre } = lireAppelReference();
  const contenu = contenuReference();
  const ouvreLe = instantDeParis(`${contenu.periodeOperations.debut}T09:00:00`);
  const { ouvreLe: _o, fermeLe: _f, empreinte: _e, ...reste } = saisieDepuis({ code, titre, ouvreLe, fermeLe: ouvreLe, version: 1, contenu });
  return { ...reste, ouvreLe: { heure: '09:00' }, fermeLe: { heure: '23:59' } };
}

/** Form of a call: a brouillon is written again, a published call gets a new version. */
export const pageModification = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const appelId = parametre(demande, 'appelId');
  const appel = trouve(await lireAppel(deps.db, appelId));
  const publie = appel.etat !== 'brouillon';
  const suivi = vers(paths.appels.suivi, { appelId });
  const territoires = await listerTerritoires(deps.db);
  const model = await modele(deps, etat.saisie ?? saisieDepuis(appel), {
    action: vers(paths.appels.modifier, { appelId }), annuler: suivi,
    chapo: publie
      ? `La version ${appel.version} est publiée et figée. Ce que vous enregistrez ici devient la version ${appel.version + 1} ; les dossiers déjà déposés gardent la leur.`
      : 'Enregistrez aussi souvent que vous voulez : un brouillon n’est vu que des responsables et peut rester incomplet.',
    boutons: publie ? { principal: `Publier la version ${appel.version + 1}`, continuer: false } : { principal: 'Enregistrer le brouillon', continuer: true },
    nouvelleVersion: publie, empreinte: empreinteAppel(appel), manques: publie || etat.saisie !== null ? [] : expliquerManques(appel, territoires.map((t) => t.code)),
  });
  return render(demande, 'appels/edition', model, { titre: publie ? `Nouvelle version de « ${appel.titre} »` : `Modifier « ${appel.titre} »`, fil: [...FIL, { texte: appel.titre, lien: suivi }], etat });
};

/** What a brouillon still lacks, each with the field to fill. */
export function expliquerManques(appel: AppelLu, territoiresConnus: readonly string[]): { texte: string; ancre: string }[] {
  return manquesDeLAppel(appel, territoiresConnus).map(({ code, champ }) => ({ texte: libelle('manque_appel', code), ancre: `#${champ.replaceAll('.', '-')}` }));
}

type Cadre = Pick<PageEdition, 'action' | 'annuler' | 'chapo' | 'boutons' | 'nouvelleVersion' | 'empreinte' | 'manques'>;

async function modele({ db }: Deps, saisie: Saisie, cadre: Cadre): Promise<PageEdition> {
  const territoires = await listerTerritoires(db);
  return {
    ...cadre,
    champs: Object.fromEntries(CHAMPS.map((chemin) => [chemin.replaceAll('.', '_'), texteTape(saisie, chemin)])),
    territoiresChoisis: choixTapes(saisie, 'territoires'), naturesChoisies: choixTapes(saisie, 'naturesIneligibles'),
    dispositifs: rangeesTapees(saisie, 'dispositifs', 2), echeances: rangeesTapees(saisie, 'echeances', 2), concertation: rangeesTapees(saisie, 'concertation', 2),
    criteres: rangeesTapees(saisie, 'criteres', 3), pieces: rangeesTapees(saisie, 'pieces', 3),
    delais: DELAIS.map(({ nom, texte, suffixe }) => ({ chemin: `delais.${nom}`, texte, suffixe, valeur: texteTape(saisie, `delais.${nom}`) })),
    options: {
      territoires: territoires.map((t) => ({ valeur: t.code, texte: t.nom })), declencheurs: choix('declencheur', DECLENCHEURS), methodes: choix('methode', METHODES),
      natures: choix('nature_depense', NATURES_INELIGIBLES), organismes: choix('nature_organisme', NATURES_ORGANISME), conditions: choix('condition_piece', CONDITIONS_PIECE),
    },
  };
}

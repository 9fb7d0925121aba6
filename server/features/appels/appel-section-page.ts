import { LETTRES, paragrapheDeLettre, variablesInconnues, VARIABLES, VARIABLES_DE, type ValeursDeLettre } from '../../domain/appels/lettres.js';
import { differencesAppel } from '../../domain/appels/differences.js';
import { SECTIONS_APPEL, type SectionAppel } from '../../domain/appels/sections.js';
import { DECLENCHEURS } from '../../domain/conventions/echeancier.js';
import { NATURES_INELIGIBLES } from '../../domain/financements/nomenclature.js';
import { METHODES } from '../../domain/service-fait/plafonds.js';
import type { Deps } from '../../platform/deps.js';
import { instantLong, nombre, pourcent } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { Introuvable, trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { choixTapes, rangeesTapees, texteTape, type Saisie } from '../../web/saisie.js';
import { CONDITIONS_PIECE, NATURES_ORGANISME } from './appel-contenu.js';
import { direManques, partiesDeLAppel, versSection, type ManqueDit, type Partie } from './appel-parties.js';
import { lireEnTravail, listerTerritoires } from './appel-queries.js';
import { appliquerGeste, lireGeste, type Geste, type Groupe } from './appel-rangees.js';
import { empreinteSection, saisieDeSection } from './appel-saisie.js';

interface Choix { readonly valeur: string; readonly texte: string }

/** A row as it is shown, with what may be done to it. */
interface Rangee extends Readonly<Record<string, unknown>> { readonly premiere: boolean; readonly derniere: boolean; readonly part: string; readonly repere: string }

export interface PageSection {
  readonly action: string;
  /** Which section is shown: one flag is true. */
  readonly est: Readonly<Partial<Record<SectionAppel, true>>>;
  readonly chapo: string;
  readonly parties: readonly Partie[];
  readonly manques: readonly ManqueDit[];
  readonly empreinte: string;
  /** The code of a published call never changes. */
  readonly codeFige: boolean;
  readonly apercu: string;
  readonly redaction: string;
  readonly voisines: readonly { readonly texte: string; readonly lien: string }[];
  /** Text of each simple field, dots of its path replaced by underscores. */
  readonly champs: Readonly<Record<string, string>>;
  readonly coches: Readonly<Record<string, readonly string[]>>;
  readonly rangees: Readonly<Partial<Record<Groupe, readonly Rangee[]>>>;
  readonly total: string;
  /** Total of the instalments of FSE+. */
  readonly totalFse: string;
  readonly delais: readonly { readonly chemin: string; readonly texte: string; readonly suffixe: string; readonly valeur: string }[];
  readonly lettres: readonly { readonly chemin: string; readonly texte: string; readonly variables: string; readonly valeur: string; readonly apercu: readonly string[] }[];
  readonly variables: readonly { readonly nom: string; readonly sens: string; readonly exemple: string; readonly ou: string }[];
  readonly options: Readonly<Record<'territoires' | 'declencheurs' | 'methodes' | 'natures' | 'organismes' | 'conditions', readonly Choix[]>>;
}

declare module '../../web/render.js' {
  interface Pages { 'appels/section': PageSection }
}

/** Simple fields of every section. */
const CHAMPS = [
  'code', 'titre', 'ouvreLe.jour', 'ouvreLe.heure', 'fermeLe.jour', 'fermeLe.heure', 'periode.debut', 'periode.fin', 'periode.dureeMaxMois',
  'contexte', 'objectifs', 'attendus', 'contact', 'mesuresSocles', 'axes', 'publics', 'comite', 'emargement',
  'plafondHorsRsa', 'ageMaxHorsRsa', 'tauxMaxFse', 'echantillonnage.permis', 'echantillonnage.seuilLignes', 'echantillonnage.taux', 'echantillonnage.minimum', 'echantillonnage.extrapolation', 'methodeProratisation', 'tauxIntervention', 'seuilMouvementBudget',
  'fse.verse', 'fse.avance', 'fse.methodeProratisation', 'fse.tauxIntervention', 'fse.delaiPaiementJours',
] as const;

const DELAIS = [
  { nom: 'complementsJours', texte: 'Répondre à une demande de compléments', suffixe: 'jours' },
  { nom: 'recoursMois', texte: 'Former un recours, gracieux ou contentieux (délai franc)', suffixe: 'mois' },
  { nom: 'bilanFinalMois', texte: 'Remettre le bilan final après la fin de l’opération', suffixe: 'mois' },
  { nom: 'contradictoireJours', texte: 'Répondre aux conclusions provisoires du contrôle', suffixe: 'jours' },
  { nom: 'publicationMois', texte: 'Publier les données essentielles d’une subvention de plus de 23 000 €', suffixe: 'mois' },
  { nom: 'conservationAnnees', texte: 'Conserver les justificatifs après l’apurement des comptes', suffixe: 'ans' },
  { nom: 'conservationFseAnnees', texte: 'Les conserver après le dernier versement du FSE+', suffixe: 'ans' },
  { nom: 'conservationAideEtatAnnees', texte: 'Les conserver sous un régime d’aide d’État', suffixe: 'ans' },
] as const;

const CHAPOS: Readonly<Record<SectionAppel, string>> = {
  identite: 'Le dépôt ouvre et se termine à l’heure de Paris, à la seconde près. La période des opérations ne dépasse pas 24 mois.',
  presentation: 'Ces textes ouvrent la page publique : écrivez pour une association qui découvre l’appel.',
  dispositifs: 'Chaque projet s’inscrit dans un dispositif et dans un axe, et sert les mesures que son porteur désigne.',
  publics: 'À qui s’adressent les projets, et où.',
  criteres: 'Chaque critère est noté de 0 à 5, puis multiplié par son poids. L’ordre des critères départage les ex æquo.',
  pieces: 'Chaque pièce est demandée à tous, ou seulement dans les cas que vous dites. Le porteur ne voit que celles qui le concernent.',
  regles: 'Ces règles sont appliquées par les calculs du dossier, du comité et du solde.',
  versements: 'En combien de fois la subvention est versée, et ce qu’il en reste quand l’action n’est réalisée qu’en partie.',
  delais: 'Les délais que les courriers annoncent et que les alertes suivent.',
  lettres: 'Vos paragraphes s’ajoutent aux courriers et aux articles de la convention que Passerelle établit ; leurs mentions obligatoires restent.',
};

/** Values on which the paragraphs of letters are shown to whoever writes them. */
const EXEMPLE: Readonly<Required<ValeursDeLettre>> = {
  numero: 'AAP-2022-0012', organisme: 'Les Ateliers du Confluent', titre: 'Un pas vers l’emploi', appel: 'Appel à projets insertion 2022-2023', montant: '20 000,00 €',
  depose_le: '14 février 2022 à 16 h 32', limite: '1er mars 2022',
};

/** The section named by the address. @throws Introuvable when there is none of that name */
export function sectionDemandee(demande: Demande): SectionAppel {
  const section = SECTIONS_APPEL.find((s) => s === parametre(demande, 'section'));
  if (section === undefined) throw new Introuvable();
  return section;
}

/** One section of a call: as it is stored, as it was typed, or with its rows moved as the person just asked. */
export const pageSection = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const section = sectionDemandee(demande);
  const appelId = parametre(demande, 'appelId');
  const { appel, travail } = trouve(await lireEnTravail(db, appelId));
  if (appel.etat !== 'brouillon' && appel.etat !== 'publie') throw new Introuvable();
  const territoires = await listerTerritoires(db);
  const geste = etat.saisie === null ? null : lireGeste(etat.saisie['geste']);
  const tape = etat.saisie === null ? saisieDeSection(section, travail) : geste === null ? etat.saisie : appliquerGeste(etat.saisie, geste);
  const manques = direManques(appelId, travail, territoires.map((t) => t.code));
  const modifiees = new Set(appel.etat === 'publie' ? differencesAppel(appel, travail).map((d) => d.section) : []);
  return render(demande, 'appels/section', {
    action: versSection(appelId, section), est: { [section]: true }, chapo: CHAPOS[section],
    parties: partiesDeLAppel(appelId, manques, modifiees, section), manques: etat.saisie === null ? manques.filter((m) => m.section === section) : [],
    empreinte: empreinteSection(section, travail), codeFige: appel.etat !== 'brouillon',
    apercu: vers(paths.appels.apercu, { appelId }), redaction: vers(paths.appels.modifier, { appelId }), voisines: voisines(appelId, section),
    ...contenuTape(section, tape, geste),
    options: {
      territoires: territoires.map((t) => ({ valeur: t.code, texte: t.nom })), declencheurs: choix('declencheur', DECLENCHEURS), methodes: choix('methode', METHODES),
      natures: choix('nature_depense', NATURES_INELIGIBLES), organismes: choix('nature_organisme', NATURES_ORGANISME), conditions: choix('condition_piece', CONDITIONS_PIECE),
    },
  }, {
    titre: libelle('section_appel', section), etat, large: true,
    fil: [{ texte: 'Appels', lien: paths.appels.gestion }, { texte: appel.titre, lien: vers(paths.appels.suivi, { appelId }) }, { texte: 'Rédaction', lien: vers(paths.appels.modifier, { appelId }) }],
  });
};

/** When the working copy was written, and by whom. */
export const direEnregistre = (le: string, par: string | null): string => `Modifications enregistrées le ${instantLong(le)}${par === null ? '' : ` par ${par}`}, non publiées.`;

function voisines(appelId: string, section: SectionAppel): PageSection['voisines'] {
  const rang = SECTIONS_APPEL.indexOf(section);
  const suivante = SECTIONS_APPEL[rang + 1];
  return suivante === undefined
    ? [{ texte: 'Relire et publier', lien: vers(paths.appels.modifier, { appelId }) }]
    : [{ texte: libelle('section_appel', suivante), lien: versSection(appelId, suivante) }];
}

type ContenuTape = Pick<PageSection, 'champs' | 'coches' | 'rangees' | 'total' | 'totalFse' | 'delais' | 'lettres' | 'variables'>;

function contenuTape(section: SectionAppel, tape: Saisie, geste: Geste | null): ContenuTape {
  return {
    champs: Object.fromEntries(CHAMPS.map((chemin) => [chemin.replaceAll('.', '_'), texteTape(tape, chemin)])),
    coches: { territoires: choixTapes(tape, 'territoires'), naturesIneligibles: choixTapes(tape, 'naturesIneligibles') },
    rangees: Object.fromEntries(GROUPES_DE[section]?.map((g) => [g, rangeesMontrees(tape, g, geste)]) ?? []), total: totalTape(section, tape), totalFse: section === 'versements' ? totalDesParts(tape, 'echeancesFse') : '',
    delais: section !== 'delais' ? [] : DELAIS.map(({ nom, texte, suffixe }) => ({ chemin: `delais.${nom}`, texte, suffixe, valeur: texteTape(tape, `delais.${nom}`) })),
    lettres: section !== 'lettres' ? [] : lettresTapees(tape), variables: section !== 'lettres' ? [] : variablesDites(),
  };
}

const GROUPES_DE: Readonly<Partial<Record<SectionAppel, readonly Groupe[]>>> = {
  dispositifs: ['dispositifs'], publics: ['concertation'], criteres: ['criteres'], pieces: ['pieces'], versements: ['echeances', 'echeancesFse'],
};

/** Fields of a row that count as typed; the rest is carried or ticked in advance. */
const REMPLISSENT: Readonly<Record<Groupe, readonly string[]>> = {
  dispositifs: ['intitule', 'plusValues'], concertation: ['territoire', 'partenaire'], criteres: ['code', 'intitule', 'poids'], pieces: ['code', 'intitule', 'aide'], echeances: ['declencheur', 'taux'], echeancesFse: ['declencheur', 'taux'],
};

function rangeesMontrees(tape: Saisie, groupe: Groupe, geste: Geste | null): Rangee[] {
  const remplies = rangeesTapees(tape, groupe, 0, REMPLISSENT[groupe]);
  const ajoute = geste?.verbe === 'ajouter' && geste.groupe === groupe;
  const toutes: readonly Saisie[] = ajoute || remplies.length === 0 ? [...remplies, groupe === 'pieces' ? { obligatoire: 'oui' } : {}] : remplies;
  const poids = toutes.map((r) => (groupe === 'criteres' ? entier(r['poids']) : 0));
  const somme = poids.reduce((n, p) => n + p, 0);
  return toutes.map((r, i) => ({
    ...r, premiere: i === 0, derniere: i === toutes.length - 1, part: somme > 0 && (poids[i] ?? 0) > 0 ? `${pourcent((poids[i] ?? 0) / somme, 1)} de la note` : '',
    repere: typeof r['code'] === 'string' && r['code'] !== '' ? `Code : ${r['code'].slice(0, 40)}` : '',
  }));
}

const entier = (valeur: unknown): number => (typeof valeur === 'string' && /^\s*\d{1,4}\s*$/.test(valeur) ? Number(valeur) : 0);

function totalTape(section: SectionAppel, tape: Saisie): string {
  if (section === 'criteres') {
    const rangees = rangeesTapees(tape, 'criteres', 0, REMPLISSENT.criteres);
    return `Total des poids : ${nombre(rangees.reduce((n, r) => n + entier(r['poids']), 0))}`;
  }
  return section === 'versements' ? totalDesParts(tape, 'echeances') : '';
}

function totalDesParts(tape: Saisie, groupe: 'echeances' | 'echeancesFse'): string {
  const centiemes = rangeesTapees(tape, groupe, 0).reduce((n, r) => n + centiemesDe(r['taux']), 0);
  const ecart = 10_000 - centiemes;
  const reste = ecart === 0 ? '' : ecart > 0 ? `, il manque ${pourcent(ecart / 10_000)}` : `, soit ${pourcent(-ecart / 10_000)} de trop`;
  return `Total des parts : ${pourcent(centiemes / 10_000)}${reste}`;
}

function centiemesDe(valeur: unknown): number {
  const lu = typeof valeur === 'string' ? /^\s*(\d{1,3})(?:[.,](\d{1,2}))?\s*%?\s*$/.exec(valeur) : null;
  return lu === null ? 0 : Number(lu[1]) * 100 + Number((lu[2] ?? '').padEnd(2, '0'));
}

const lettresTapees = (tape: Saisie): PageSection['lettres'] => LETTRES.map((lettre) => {
  const valeur = texteTape(tape, `lettres.${lettre}`);
  return {
    chemin: `lettres.${lettre}`, texte: libelle('lettre', lettre), valeur, variables: VARIABLES_DE[lettre].map((v) => `{{${v}}}`).join(', '),
    apercu: variablesInconnues(valeur, lettre).length > 0 ? [] : paragrapheDeLettre({ lettres: { [lettre]: valeur } }, lettre, EXEMPLE),
  };
});

const variablesDites = (): PageSection['variables'] => VARIABLES.map((v) => {
  const lettres = LETTRES.filter((l) => VARIABLES_DE[l].includes(v));
  return { nom: `{{${v}}}`, sens: libelle('variable_lettre', v), exemple: EXEMPLE[v], ou: lettres.length === LETTRES.length ? 'Tous' : lettres.map((l) => libelle('lettre', l)).join(', ') };
});

import { VERSEURS, type ContenuAppel } from '../../domain/appels/contenu.js';
import { differencesAppel, type AppelDecrit, type Difference, type Valeur } from '../../domain/appels/differences.js';
import type { SectionAppel } from '../../domain/appels/sections.js';
import { dateLongue, ESPACE_INSECABLE, instantLong, nombre, pourcent } from '../../platform/format.js';
import { libelle } from '../../web/libelles.js';
import { nomDeListe, nomDuChamp, nomDuChampDeRangee, uniteDuChamp } from './appel-mots.js';
import type { TerritoireLu } from './appel-queries.js';

/** One change in French; `avant` or `apres` is null for what is added or removed. */
export interface ChangementDit {
  readonly section: SectionAppel;
  readonly quoi: string;
  readonly avant: string | null;
  readonly apres: string | null;
}

/**
 * What a version changes, in French words.
 * @param territoires the collectivity's, to name codes
 */
export function direDifferences(avant: AppelDecrit, apres: AppelDecrit, territoires: readonly TerritoireLu[]): ChangementDit[] {
  const mots: Mots = { avant: avant.contenu, apres: apres.contenu, territoires };
  return differencesAppel(avant, apres).map((d) => ({ section: d.section, ...dire(d, mots) }));
}

/** One line of text for a mail: `Poids du critère : 1 → 2`. Long texts are only named. */
export function enUneLigne({ quoi, avant, apres }: ChangementDit): string {
  const long = [avant, apres].some((t) => t !== null && t.length > 200);
  if (long) return `${quoi} : ${avant === null ? 'ajouté' : apres === null ? 'retiré' : 'modifié'}`;
  const [a, b] = [avant, apres].map((t) => t?.replaceAll('\n', ', ') ?? '');
  if (avant === null) return `${quoi} : ajouté (${b ?? ''})`;
  return apres === null ? `${quoi} : retiré (${a ?? ''})` : `${quoi} : ${a ?? ''} → ${b ?? ''}`;
}

interface Mots { readonly avant: ContenuAppel; readonly apres: ContenuAppel; readonly territoires: readonly TerritoireLu[] }
type Dit = Omit<ChangementDit, 'section'>;

const LISTES_DE_RANGEES = ['dispositifs', 'criteres', 'pieces', 'regles.echeances', 'regles.fse.echeances', 'regles.concertationPrealable'] as const;
type ListeDeRangees = (typeof LISTES_DE_RANGEES)[number];

function dire(d: Difference, mots: Mots): Dit {
  const complet = d.chemin.join('.');
  const champ = nomDuChamp(complet);
  const simple = (v: Valeur): string | null => texteDe(v, d.chemin.at(-1) ?? '', mots);
  if (champ !== null) return { quoi: champ, avant: simple(d.avant), apres: simple(d.apres) };
  const liste = LISTES_DE_RANGEES.find((l) => complet === l || complet.startsWith(`${l}.`));
  if (liste !== undefined) return direRangee(d, liste, d.chemin.slice(liste.split('.').length), mots);
  const parent = nomDeListe(d.chemin.slice(0, -1).join('.'));
  if (parent !== null) return { quoi: parent.un, avant: nomme(d.avant, d.chemin[0] ?? '', mots), apres: nomme(d.apres, d.chemin[0] ?? '', mots) };
  const ordre = nomDeListe(complet);
  if (ordre !== null) return { quoi: ordre.ordre, ...deplaces(d, (c) => nomme(c, d.chemin[0] ?? '', mots) ?? '') };
  return { quoi: d.chemin.join(' › '), avant: simple(d.avant), apres: simple(d.apres) };
}

const ORDRES: Readonly<Record<ListeDeRangees, string>> = {
  dispositifs: 'Ordre des dispositifs', criteres: 'Ordre des critères, qui départage les ex æquo', pieces: 'Ordre des pièces', 'regles.echeances': 'Ordre des versements', 'regles.fse.echeances': 'Ordre des versements du FSE+', 'regles.concertationPrealable': 'Ordre des concertations',
};

function direRangee(d: Difference, liste: ListeDeRangees, suite: readonly string[], mots: Mots): Dit {
  const [cle, champ, ...reste] = suite;
  if (cle === undefined) return { quoi: ORDRES[liste], ...deplaces(d, (c) => titreDeRangee(liste, c, mots)) };
  const rangee = `${GENRES[liste]} «${ESPACE_INSECABLE}${titreDeRangee(liste, cle, mots)}${ESPACE_INSECABLE}»`;
  if (champ === undefined) return { quoi: rangee, avant: d.avant === null ? null : resumer(liste, d.avant, mots), apres: d.apres === null ? null : resumer(liste, d.apres, mots) };
  const nom = champ === 'plusValues' && reste.length === 0 ? 'ordre des plus-values' : nomDuChampDeRangee(liste, champ);
  return { quoi: `${rangee}, ${nom}`, avant: texteDe(d.avant, champ, mots), apres: texteDe(d.apres, champ, mots) };
}

const GENRES: Readonly<Record<ListeDeRangees, string>> = { dispositifs: 'Dispositif', criteres: 'Critère', pieces: 'Pièce', 'regles.echeances': 'Versement', 'regles.fse.echeances': 'Versement du FSE+', 'regles.concertationPrealable': 'Concertation' };

/** Title of a row known by its key, as the newest version that has it says. */
function titreDeRangee(liste: ListeDeRangees, cle: string, { avant, apres }: Mots): string {
  if (liste === 'regles.echeances' || liste === 'regles.fse.echeances') return libelle('declencheur', cle.replace(/ \(\d+\)$/, '')).toLowerCase();
  if (liste === 'regles.concertationPrealable') return cle;
  const chercher = (c: ContenuAppel): string | undefined =>
    liste === 'dispositifs' ? c.dispositifs.find((x) => String(x.numero) === cle)?.intitule : c[liste].find((x) => x.code === cle)?.intitule;
  return chercher(apres) ?? chercher(avant) ?? cle;
}

/** A whole row that comes or goes, without the title already said. */
function resumer(liste: ListeDeRangees, rangee: Valeur, mots: Mots): string {
  if (typeof rangee !== 'object' || rangee === null || Array.isArray(rangee)) return String(rangee);
  const champs = Object.entries(rangee as Readonly<Record<string, Valeur>>).filter(([c]) => !['code', 'intitule', 'numero', 'declencheur', 'territoire'].includes(c));
  const dits = champs.flatMap(([c, v]) => {
    const texte = texteDe(v, c, mots);
    return texte === null ? [] : [`${nomDuChampDeRangee(liste, c)}${ESPACE_INSECABLE}: ${texte}`];
  });
  return dits.length === 0 ? 'sans condition' : dits.join(' ; ');
}

/** The rows whose rank changed, each with its rank, one per line. */
function deplaces({ avant, apres }: Difference, mot: (cle: string) => string): { avant: string; apres: string } {
  const [a, b] = [avant, apres].map((v) => (Array.isArray(v) ? v.map(String) : []));
  const dire = (de: readonly string[] = [], autre: readonly string[] = []): string => de.flatMap((c, i) => (c === autre[i] ? [] : [`${i + 1}. ${mot(c)}`])).join('\n');
  return { avant: dire(a, b), apres: dire(b, a) };
}

/** An item of a list of texts. */
function nomme(valeur: Valeur, liste: string, { territoires }: Mots): string | null {
  if (valeur === null) return null;
  const texte = String(valeur);
  if (liste === 'territoires') return territoires.find((t) => t.code === texte)?.nom ?? texte;
  if (liste !== 'regles') return texte;
  return libelle(VERSEURS.some((v) => v === texte) ? 'financeur' : 'nature_depense', texte);
}

const FAMILLES: Readonly<Record<string, string>> = { si: 'condition_piece', pour: 'nature_organisme', methodeProratisation: 'methode', financeur: 'financeur' };
const TAUX = new Set(['plafondHorsRsa', 'tauxMaxFse', 'taux', 'avance', 'seuilMouvementBudget']);
const BOOLEENS = new Set(['transversal', 'obligatoire', 'parCofinanceur', 'tauxIntervention', 'extrapolation']);

/** A value as people read it, by the name of its field. */
function texteDe(valeur: Valeur, champ: string, mots: Mots): string | null {
  if (BOOLEENS.has(champ)) return valeur === true ? 'oui' : 'non';
  if (valeur === null) return null;
  if (Array.isArray(valeur)) return valeur.map((v) => texteDe(v as Valeur, champ, mots) ?? '').join(', ');
  const texte = String(valeur);
  const famille = FAMILLES[champ];
  if (famille !== undefined) return libelle(famille, texte);
  if (TAUX.has(champ)) return pourcent(texte);
  if (champ === 'ouvreLe' || champ === 'fermeLe') return instantLong(texte);
  if (champ === 'debut' || champ === 'fin') return dateLongue(texte);
  return typeof valeur === 'number' ? [nombre(valeur), uniteDuChamp(champ)].filter((t) => t !== '').join(ESPACE_INSECABLE) : texte;
}

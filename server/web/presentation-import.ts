import { devinerColonnes, type Colonnes, type ModeleDImport, type TitresConnus } from '../domain/importations/colonnes.js';
import type { ApercuFeuille } from '../platform/apercu-feuille.js';
import { servirCsv } from '../platform/csv.js';
import { lettreDeColonne } from '../platform/feuille.js';
import { nombre, pluriel } from '../platform/format.js';
import { LIGNES_PAR_ETAPE, type ImportSuivi } from '../platform/importations.js';
import { ClasseurRefuse, formatDuType, type FormatClasseur } from '../platform/lecture-classeur.js';
import { messageDeClasseur } from './classeur-messages.js';
import type { Demande, EtatFormulaire, FichierRecu } from './demande.js';
import { FormulaireInvalide } from './errors.js';
import { libelle } from './libelles.js';
import { render } from './render.js';
import { estParScript } from './requete.js';
import { texteTape } from './saisie.js';

/** How one nature of import is said. */
export interface MotsDImport {
  /** Family of the names of its fields. */
  readonly champs: string;
  /** What a row adds, in the singular and in the plural: « dépense ajoutée », « dépenses ajoutées ». */
  readonly ajoute: readonly [string, string];
  readonly ajoutees: string;
  readonly deja: string;
}

/** An import in words, with its bar while it runs. */
export interface ImportPresente {
  readonly id: string;
  readonly nom: string;
  readonly demandeLe: string;
  readonly lien: string;
  readonly etat: 'a_decrire' | 'en_cours' | 'fini' | 'abandonne';
  readonly resume: string;
  readonly barre: { readonly lien: string; readonly fait: number; readonly total: number; readonly texte: string } | null;
}

/** A spreadsheet as it looks before it is read. */
export interface ApercuPresente { readonly titres: readonly string[]; readonly exemples: readonly (readonly string[])[]; readonly texte: string }

/** The form that says what each column holds. */
export interface FormeColonnes {
  readonly champs: readonly { readonly chemin: string; readonly libelle: string; readonly valeur: string; readonly facultatif: boolean }[];
  readonly options: readonly { readonly valeur: string; readonly texte: string }[];
}

/** A cell that could not be read. */
export interface ErreurPresentee { readonly ligne: number; readonly colonne: string; readonly champ: string; readonly trouve: string; readonly attendu: string }

declare module './render.js' {
  interface Pages { 'imports/avancement': { readonly importe: ImportPresente } }
}

/** The table received in a form, with what it shows before it is read. @throws FormulaireInvalide on its field */
export async function recevoirFeuille(recu: FichierRecu | null, regarder: (chemin: string, format: FormatClasseur) => Promise<ApercuFeuille>): Promise<{ recu: FichierRecu; apercu: ApercuFeuille }> {
  const format = recu === null ? null : formatDuType(recu.typeMime);
  if (recu === null || format === null) throw new FormulaireInvalide({ feuille: 'Choisissez un tableau XLSX, ODS ou CSV.' });
  try {
    return { recu, apercu: await regarder(recu.chemin, format) };
  } catch (erreur) {
    if (!(erreur instanceof ClasseurRefuse)) throw erreur;
    throw new FormulaireInvalide({ feuille: `« ${recu.nom} » : ${messageDeClasseur(erreur)}` });
  }
}

/** An import in words; `liens` are its page and what the bar polls. */
export function presenterImport(i: ImportSuivi, { ajoute }: MotsDImport, liens: { readonly page: string; readonly avancement: string }): ImportPresente {
  const etat = !i.decrit ? 'a_decrire' : i.finiLe !== null ? 'fini' : i.travail?.etat === 'abandonne' ? 'abandonne' : 'en_cours';
  const lues = Math.min(i.lignes, (i.travail?.fait ?? 0) * LIGNES_PAR_ETAPE);
  return {
    id: i.id, nom: i.nom, demandeLe: i.demandeLe, lien: liens.page, etat,
    resume: etat === 'fini' ? `${pluriel(i.ajoutees, ...ajoute)}, ${nombre(i.deja)} déjà présentes, ${nombre(i.ecartees)} à corriger` : '',
    barre: etat === 'en_cours' ? { lien: liens.avancement, fait: lues, total: i.lignes, texte: lues === 0 ? 'en attente' : `${nombre(lues)} lignes sur ${nombre(i.lignes)}` } : null,
  };
}

/** The figures of an import that has begun. */
export const comptesPresentes = (i: ImportSuivi, { ajoutees, deja }: MotsDImport): { terme: string; valeur: string }[] => [
  { terme: 'Lignes lues', valeur: nombre(i.lues) }, { terme: ajoutees, valeur: nombre(i.ajoutees) }, { terme: deja, valeur: nombre(i.deja) }, { terme: 'Lignes à corriger', valeur: nombre(i.ecartees) },
];

const titreDe = (t: string, rang: number): string => `${lettreDeColonne(rang)} · ${t === '' ? 'sans titre' : t}`;

/** Headings with their letters, first rows, and how many there are. */
export const presenterApercu = ({ titres, exemples, lignes, ligneTitres }: ApercuFeuille): ApercuPresente => ({
  titres: titres.map(titreDe), exemples: exemples.map((l) => titres.map((_, i) => l[i] ?? '')), texte: `${pluriel(lignes, 'ligne')} sous la ligne de titres ${ligneTitres}`,
});

/** The columns to describe: what was chosen, else what the headings let one guess. */
export function formeDesColonnes<C extends string>(modele: ModeleDImport<C>, { titres }: ApercuFeuille, connus: TitresConnus<C>, saisie: EtatFormulaire['saisie'], { champs }: MotsDImport): FormeColonnes {
  const devinees = devinerColonnes(modele, titres, connus);
  const devinee = (champ: C): string => (devinees[champ] === undefined ? '' : String(devinees[champ]));
  return {
    champs: modele.champs.map((champ) => ({
      chemin: `colonnes.${champ}`, libelle: libelle(champs, champ), facultatif: !modele.exiges.includes(champ), valeur: saisie === null ? devinee(champ) : texteTape(saisie, `colonnes.${champ}`),
    })),
    options: titres.map((t, i) => ({ valeur: String(i), texte: titreDe(t, i) })),
  };
}

/** A cell refused, in words: `colonne` is the letters of its column, empty when none holds the field. */
export function presenterErreur<C extends string>(e: { readonly ligne: number; readonly colonne: string; readonly champ: C; readonly trouve: string; readonly attendu: string }, titres: readonly string[], colonnes: Colonnes<C> | null, { champs }: MotsDImport): ErreurPresentee {
  const titre = titres[colonnes?.[e.champ] ?? -1] ?? '';
  return { ...e, colonne: [e.colonne, titre].filter((t) => t !== '').join(' · '), champ: libelle(champs, e.champ), trouve: e.trouve === '' ? '(vide)' : e.trouve };
}

/** How far an import is: a fragment for the page that polls it, the page itself otherwise. */
export async function montrerAvancement(demande: Demande, importe: ImportPresente): Promise<void> {
  if (!estParScript(demande.req)) return demande.res.redirect(303, importe.lien);
  if (importe.etat === 'fini') demande.res.setHeader('HX-Redirect', importe.lien);
  await render(demande, 'imports/avancement', { importe }, { titre: 'Import', fragment: true });
}

/** The cells refused as a CSV file to correct from, named after the spreadsheet. */
export async function servirErreursDImport(demande: Demande, nom: string, erreurs: AsyncIterable<ErreurPresentee>): Promise<void> {
  async function* lignes(): AsyncGenerator<(string | number)[]> {
    yield ['Ligne', 'Colonne', 'Champ', 'Trouvé', 'Attendu'];
    for await (const { ligne, colonne, champ, trouve, attendu } of erreurs) yield [ligne, colonne, champ, trouve, attendu];
  }
  await servirCsv(demande.res, `lignes-a-corriger-${nom.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 60)}.csv`, lignes());
}

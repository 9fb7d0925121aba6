import type { ContenuSections, SectionSaisie } from '../../domain/dossiers/contenu.js';
import { dateCourte, euros } from '../../platform/format.js';
import type { Saisie } from '../../web/saisie.js';
import type { AnomalieLisible } from './plan-page.js';

/** A row of a repeated group, as it is typed, with what is wrong with it. */
export type Rangee = Saisie & { readonly alerte?: string };

const enTexte = (valeur: unknown, champ: string): unknown => {
  if (champ === 'montant' && typeof valeur === 'number') return euros(valeur).replace(/[\u00a0\u202f]?€/, '').replace(/\u202f/g, ' ');
  if ((champ === 'debut' || champ === 'fin') && typeof valeur === 'string' && valeur !== '') return dateCourte(valeur);
  if (Array.isArray(valeur)) return valeur.map((v) => (typeof v === 'object' && v !== null ? versSaisie(v) : v));
  return valeur;
};

/** Stored content as it is typed: amounts `1 234,56`, days `12/03/2023`. */
export function versSaisie(contenu: object | undefined): Saisie {
  return Object.fromEntries(Object.entries(contenu ?? {}).map(([champ, valeur]) => [champ, enTexte(valeur, champ)]));
}

/** Blank rows offered at the end of each repeated group, so that one can always type further without JavaScript. */
const VIDES: Readonly<Partial<Record<SectionSaisie, Readonly<Record<string, number>>>>> = {
  publics: { volumes: 2 }, budget: { depenses: 6, ressources: 5, valorisations: 1 }, indicateurs: { indicateurs: 2 },
};

/** Adds blank rows at the end of each repeated group, and says beside each row what the rules find in it. */
export function avecLignesVides(section: SectionSaisie, saisie: Saisie, anomalies: readonly AnomalieLisible[] = []): Saisie {
  const groupes = VIDES[section] ?? {};
  const alerte = (groupe: string, rang: number): { alerte?: string } => {
    const textes = anomalies.filter((a) => a.groupe === groupe && a.rang === rang).map((a) => a.texte);
    return textes.length === 0 ? {} : { alerte: textes.join(' ') };
  };
  const completes = Object.entries(groupes).map(([nom, n]) => [nom, [...rangees(saisie[nom]).map((r, i) => ({ ...(r as object), ...alerte(nom, i) })), ...Array.from({ length: n }, () => ({}))]]);
  return { ...saisie, ...Object.fromEntries(completes) };
}

/** Rows of a group as a form carries them: a list, or an object with numbered keys when it is long. */
export const rangees = (valeur: unknown): unknown[] => (Array.isArray(valeur) ? valeur : typeof valeur === 'object' && valeur !== null ? Object.values(valeur) : []);

/** Content of a section that was never saved, where something is already known of it. */
export function proposition(section: SectionSaisie, qui: { readonly nom: string; readonly courriel: string }, telephone: string): Saisie {
  if (section !== 'organisme') return {};
  const contact: Partial<ContenuSections['organisme']> = { contactNom: qui.nom, contactCourriel: qui.courriel, contactTelephone: telephone };
  return contact;
}

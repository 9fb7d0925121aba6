/** Fields of an expense line that a column of a spreadsheet may hold, in the order they are asked for. */
export const CHAMPS_IMPORT = ['libelle', 'montant', 'date', 'poste', 'acquitteeLe', 'fournisseur', 'reference', 'salarie', 'mois', 'heures'] as const;
export type ChampImport = (typeof CHAMPS_IMPORT)[number];

/** Without them a row makes no expense; the post may be the same for the whole sheet. */
export const CHAMPS_EXIGES: readonly ChampImport[] = ['libelle', 'montant', 'date'];

/** Rank of the column of each field, from 0. */
export type Colonnes = Readonly<Partial<Record<ChampImport, number>>>;

/** Headings already met, under their compact form, and the field they were said to hold. */
export type TitresConnus = Readonly<Record<string, ChampImport>>;

/** A heading without accents, capitals or punctuation. */
export const compacterTitre = (titre: string): string => titre.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, ' ').trim().slice(0, 100);

/** Words found at the head of columns, the most precise first: « date de paiement » is not the date of the expense. */
const INDICES: readonly (readonly [ChampImport, RegExp])[] = [
  ['acquitteeLe', /\b(acquitt\w*|paye\w*|paiement|reglement|regle\w*|decaissement|debit\w*)\b(?!.*\bmontant\b)/],
  ['heures', /\b(heures?|nb h|temps)\b/],
  ['mois', /\b(mois|periode)\b/],
  ['salarie', /\b(salarie\w*|agent|intervenant\w*|personne|nom et prenom|nom prenom|prenom)\b/],
  ['montant', /\b(montant|ttc|total|cout|prix|somme|depense en euros|eur|euros)\b/],
  ['date', /\b(date|jour)\b/],
  ['poste', /\b(poste|categorie|rubrique|nature|type)\b/],
  ['reference', /\b(reference|ref|numero|n|no|num|piece|facture)\b/],
  ['fournisseur', /\b(fournisseur|prestataire|tiers|beneficiaire|emetteur|creancier)\b/],
  ['libelle', /\b(libelle|objet|description|designation|intitule|detail|depense)\b/],
];

/** Guesses the field of each column from its heading: what this organisme said last time, else the words; each field once. */
export function devinerColonnes(titres: readonly string[], connus: TitresConnus = {}): Colonnes {
  const compacts = titres.map(compacterTitre);
  const trouvees: Partial<Record<ChampImport, number>> = {};
  const prises = new Set<number>();
  const prendre = (champ: ChampImport, rang: number): void => {
    if (rang < 0 || trouvees[champ] !== undefined) return;
    trouvees[champ] = rang;
    prises.add(rang);
  };
  compacts.forEach((t, rang) => { const champ = connus[t]; if (champ !== undefined) prendre(champ, rang); });
  for (const [champ, mots] of INDICES) prendre(champ, compacts.findIndex((t, rang) => !prises.has(rang) && mots.test(t)));
  return trouvees;
}

/** How many fields the headings of a row let one guess: the row of headings is the one that says most. */
export const titresReconnus = (cellules: readonly string[]): number => Object.keys(devinerColonnes(cellules)).length;

/** The headings of these columns, kept for the next spreadsheet of the organisme. */
export function retenirTitres(titres: readonly string[], colonnes: Colonnes, connus: TitresConnus = {}): TitresConnus {
  const nouveaux = CHAMPS_IMPORT.flatMap((champ) => {
    const titre = compacterTitre(titres[colonnes[champ] ?? -1] ?? '');
    return titre === '' ? [] : [[titre, champ] as const];
  });
  return Object.fromEntries([...Object.entries(connus), ...nouveaux].slice(-200));
}

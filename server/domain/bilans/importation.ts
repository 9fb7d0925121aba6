import type { Colonnes, ModeleDImport } from '../importations/colonnes.js';

/** Fields of an expense line that a column of a spreadsheet may hold, in the order they are asked for. */
export const CHAMPS_IMPORT = ['libelle', 'montant', 'date', 'poste', 'acquitteeLe', 'fournisseur', 'reference', 'salarie', 'mois', 'heures'] as const;
export type ChampImport = (typeof CHAMPS_IMPORT)[number];

/** A spreadsheet of expenses. The post may be the same for the whole sheet; « date de paiement » is not the date of the expense. */
export const TABLEAU_DE_DEPENSES: ModeleDImport<ChampImport> = {
  tableau: 'depenses',
  champs: CHAMPS_IMPORT,
  exiges: ['libelle', 'montant', 'date'],
  indices: [
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
  ],
};

/** Rank of the column of each field of an expense. */
export type ColonnesDeDepense = Colonnes<ChampImport>;

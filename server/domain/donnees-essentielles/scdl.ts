import type { PartEcheance } from '../conventions/echeancier.js';
import { decimalDepuisCents, type Cents } from '../kernel/cents.js';
import type { Jour } from '../kernel/jour.js';
import { estRna } from '../kernel/rna.js';
import { estSiret } from '../kernel/siret.js';
import { dixMilliemes } from '../kernel/taux.js';

/** Columns of the open-data format for subsidies, in their order (SCDL « subventions » 2.1.1). */
export const COLONNES_SCDL = [
  'nomAttribuant', 'idAttribuant', 'dateConvention', 'referenceDecision', 'nomBeneficiaire', 'idBeneficiaire', 'rnaBeneficiaire', 'objet', 'montant', 'nature',
  'conditionsVersement', 'datesPeriodeVersement', 'idRAE', 'notificationUE', 'pourcentageSubvention', 'dispositifAide',
] as const;
export type ColonneScdl = (typeof COLONNES_SCDL)[number];

/** Who publishes, as the settings name it. */
export interface Attribuant { readonly nom: string; readonly siret: string }

/** A signed convention as its essential data are written; `montant` in cents. */
export interface ConventionEssentielle {
  readonly dateConvention: Jour;
  readonly referenceDecision: string;
  readonly beneficiaire: { readonly nom: string; readonly siret: string; readonly rna: string | null };
  readonly objet: string;
  readonly montant: Cents;
  readonly echeances: readonly PartEcheance[];
  /** First and last day of the payments, known or planned. */
  readonly versements: { readonly debut: Jour; readonly fin: Jour };
  readonly dispositif: string;
}

export type ManqueScdl = 'attribuant_nom' | 'attribuant_siret' | 'beneficiaire_nom' | 'beneficiaire_id' | 'objet';

/**
 * What keeps a convention from being published in the format: its obligatory columns that cannot be filled.
 * @see SCDL « subventions » 2.1.1: nomAttribuant, idAttribuant, nomBeneficiaire, idBeneficiaire or rnaBeneficiaire, objet
 */
export function manquesScdl({ beneficiaire, objet }: ConventionEssentielle, attribuant: Attribuant): readonly ManqueScdl[] {
  const manques: [ManqueScdl, boolean][] = [
    ['attribuant_nom', attribuant.nom.trim() === ''], ['attribuant_siret', !estSiret(attribuant.siret)], ['beneficiaire_nom', beneficiaire.nom.trim() === ''],
    ['beneficiaire_id', !estSiret(beneficiaire.siret) && !estRna(beneficiaire.rna ?? '')], ['objet', objet.trim() === ''],
  ];
  return manques.filter(([, manque]) => manque).map(([code]) => code);
}

/** Words of the triggers in « conditionsVersement ». */
const CONDITIONS: Readonly<Record<PartEcheance['declencheur'], string>> = { signature: 'à la signature', bilan_intermediaire: 'après le bilan intermédiaire', bilan: 'après le contrôle du bilan final' };
const LONGUEUR_MAX = 256;

/**
 * One line of the file, column by column, each valid against its constraint; the money is paid in cash by one funder alone,
 * hence « aide en numéraire » and 100 %.
 * @throws RangeError for a convention that `manquesScdl` holds back
 * @see SCDL « subventions » 2.1.1
 */
export function ligneScdl(convention: ConventionEssentielle, attribuant: Attribuant): Readonly<Record<ColonneScdl, string>> {
  const manques = manquesScdl(convention, attribuant);
  if (manques.length > 0) throw new RangeError(`not publishable: ${manques.join(', ')}`);
  const { beneficiaire: b, versements: { debut, fin } } = convention;
  return {
    nomAttribuant: uneLigne(attribuant.nom), idAttribuant: attribuant.siret, dateConvention: convention.dateConvention, referenceDecision: uneLigne(convention.referenceDecision),
    nomBeneficiaire: uneLigne(b.nom), idBeneficiaire: estSiret(b.siret) ? b.siret : '', rnaBeneficiaire: estRna(b.rna ?? '') ? b.rna ?? '' : '',
    objet: couper(uneLigne(convention.objet)), montant: decimalDepuisCents(convention.montant), nature: 'aide en numéraire', conditionsVersement: conditions(convention.echeances),
    datesPeriodeVersement: debut === fin ? debut : `${debut}/${fin}`, idRAE: '', notificationUE: 'false', pourcentageSubvention: '1', dispositifAide: couper(uneLigne(convention.dispositif)),
  };
}

function conditions(echeances: readonly PartEcheance[]): string {
  if (echeances.length === 0) return 'unique';
  const parts = echeances.map(({ declencheur, taux }) => `${String(Number(dixMilliemes(taux)) / 100).replace('.', ',')} % ${CONDITIONS[declencheur]}`);
  return couper(`${echeances.length === 1 ? 'unique' : 'échelonné'} : ${parts.join(' ; ')}`);
}

const uneLigne = (texte: string): string => texte.replace(/\s+/gu, ' ').trim();

/** At most 256 characters, counted as the format does, without cutting a character in two. */
function couper(texte: string): string {
  if (texte.length <= LONGUEUR_MAX) return texte;
  return `${texte.slice(0, LONGUEUR_MAX - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

export type EtatPublication = 'publiee' | 'a_republier' | 'en_retard' | 'a_publier';

/**
 * Where the publication of a convention stands: an amendment that changes the amount asks for it again; not published,
 * it is late after its limit.
 * @param publie amount last published in cents, null before the first time
 * @see spec 1, time limits (publication of essential data)
 */
export function etatPublication(montant: Cents, publie: Cents | null, limite: Jour, aujourdhui: Jour): EtatPublication {
  if (publie === montant) return 'publiee';
  if (publie !== null) return 'a_republier';
  return aujourdhui > limite ? 'en_retard' : 'a_publier';
}

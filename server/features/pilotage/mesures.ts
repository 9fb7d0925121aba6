import type { Knex } from 'knex';
import { CODES_ETAPES, dureeSql, requeteJours, type CodeEtape } from './delais.js';
import { chiffresFiltres, depuis } from './pilotage-chiffres.js';
import type { FiltrePilotage } from './pilotage-filtre.js';

/** How a column of figures is written, and whether its total means something. */
export type TypeMesure = 'montant' | 'nombre' | 'taux' | 'jours';

/** A column of `requeteChiffres` as the list behind a figure shows it. */
export interface ColonneChiffre { readonly code: string; readonly titre: string; readonly type: TypeMesure }

/** A figure of a dashboard: which dossiers are behind it, and the columns that make it. */
export interface Mesure {
  readonly titre: string;
  /** SQL condition on the rows `b`; every dossier when null. */
  readonly condition: string | null;
  /** The first orders the list, greatest first. */
  readonly colonnes: readonly [ColonneChiffre, ...ColonneChiffre[]];
}

const COL = {
  demande: { code: 'demande', titre: 'Demandé', type: 'montant' }, propose: { code: 'propose', titre: 'Proposé', type: 'montant' }, attribue: { code: 'attribue', titre: 'Attribué', type: 'montant' },
  paye: { code: 'paye', titre: 'Payé', type: 'montant' }, recouvre: { code: 'recouvre', titre: 'Recouvré', type: 'montant' }, du: { code: 'du', titre: 'Dû après contrôle', type: 'montant' },
  personnes: { code: 'personnes', titre: 'Personnes prévues', type: 'nombre' }, personnesRsa: { code: 'personnes_rsa', titre: 'Bénéficiaires du RSA prévus', type: 'nombre' },
  realise: { code: 'realise', titre: 'Personnes réalisées', type: 'nombre' }, realiseRsa: { code: 'realise_rsa', titre: 'Bénéficiaires du RSA réalisés', type: 'nombre' },
  taux: { code: 'taux', titre: 'Taux de réalisation', type: 'taux' },
} as const satisfies Readonly<Record<string, ColonneChiffre>>;

const ATTRIBUES = 'b.attribue > 0';
const CONTROLES = 'b.conclu = 1';

/** Figures that are sums or quotients of sums; a delay is read apart. */
const MESURES_CHIFFREES = {
  dossiers: { titre: 'Dossiers déposés', condition: null, colonnes: [COL.demande, COL.attribue, COL.paye] },
  demande: { titre: 'Montant demandé', condition: null, colonnes: [COL.demande] },
  propose: { titre: 'Montant proposé, en attente de décision', condition: 'b.propose > 0', colonnes: [COL.propose] },
  attribue: { titre: 'Montant attribué', condition: ATTRIBUES, colonnes: [COL.attribue] },
  paye: { titre: 'Montant payé', condition: 'b.paye <> 0', colonnes: [COL.paye] },
  recouvre: { titre: 'Montant recouvré', condition: 'b.recouvre <> 0', colonnes: [COL.recouvre] },
  prevues: { titre: 'Personnes prévues par les dossiers attribués', condition: ATTRIBUES, colonnes: [COL.personnes, COL.personnesRsa] },
  cout_prevu: { titre: 'Coût prévu par personne', condition: ATTRIBUES, colonnes: [COL.attribue, COL.personnes] },
  conclus: { titre: 'Dossiers dont le contrôle est conclu', condition: CONTROLES, colonnes: [COL.personnes, COL.personnesRsa, COL.realise, COL.realiseRsa] },
  realisees: { titre: 'Personnes réalisées, retenues par les contrôles conclus', condition: CONTROLES, colonnes: [COL.realise, COL.realiseRsa, COL.personnes] },
  du: { titre: 'Montant dû après contrôle', condition: CONTROLES, colonnes: [COL.du, COL.attribue] },
  cout_realise: { titre: 'Coût réalisé par personne', condition: CONTROLES, colonnes: [COL.du, COL.realise] },
  realisation: { titre: 'Taux de réalisation', condition: CONTROLES, colonnes: [COL.taux, COL.realise, COL.personnes] },
} as const satisfies Readonly<Record<string, Mesure>>;

const TITRES_ETAPES: Readonly<Record<CodeEtape, string>> = {
  recevabilite: 'Du dépôt à la recevabilité', instruction: 'De la recevabilité à la fin de l’instruction', decision: 'De la fin de l’instruction à la décision', convention: 'De la décision à la convention signée',
  paiement: 'De la convention signée au premier paiement', ensemble: 'Du dépôt au premier paiement',
};

export type CodeChiffre = keyof typeof MESURES_CHIFFREES;
export type CodeMesure = CodeChiffre | `delai_${CodeEtape}`;
export const CODES_MESURES: readonly CodeMesure[] = [...(Object.keys(MESURES_CHIFFREES) as CodeChiffre[]), ...CODES_ETAPES.map((e) => `delai_${e}` as const)];

/** The words of a stage. */
export const titreEtape = (etape: CodeEtape): string => TITRES_ETAPES[etape];

const etapeDe = (code: CodeMesure): CodeEtape | null => CODES_ETAPES.find((e) => code === `delai_${e}`) ?? null;

/** A figure by its code. */
export function mesureDe(code: CodeMesure): Mesure {
  const etape = etapeDe(code);
  return etape === null ? MESURES_CHIFFREES[code as CodeChiffre] : { titre: `${TITRES_ETAPES[etape]}, en jours`, condition: 'b.jours is not null', colonnes: [{ code: 'jours', titre: 'Jours', type: 'jours' }] };
}

/** Rows `b` behind a figure: those of `requeteChiffres`, or the lengths of a stage. */
export function lignesDeMesure(db: Knex, filtre: FiltrePilotage, code: CodeMesure): Knex.QueryBuilder {
  const etape = etapeDe(code);
  const { condition } = mesureDe(code);
  const lignes = etape === null ? chiffresFiltres(db, filtre) : db.from(requeteJours(db, filtre).as('b')).select('b.id', db.raw(`${dureeSql(db, etape)} as jours`));
  const q = depuis(db, lignes);
  return condition === null ? q : q.whereRaw(condition);
}

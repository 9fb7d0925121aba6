import type { Knex } from 'knex';
import { APPEL, CONVENTION, DOSSIER, VERSEMENT } from '../../domain/etats/machines.js';
import { FINANCEURS } from '../../domain/financements/nomenclature.js';
import { paths } from '../../web/paths.js';
import { lireApiAppels, lireApiConventions, lireApiDossiers, lireApiEnveloppes, lireApiVersements, type Page, type Place } from './ressources-queries.js';
import { ENTIER, ID, INSTANT, JOUR, liste, MONTANT, objet, ouRien, parmi, SIRET, TEXTE, type Schema } from './schemas.js';
import type { Portee } from './portees.js';

/** A filter of a list, read from the query of its address. */
export interface Filtre { readonly nom: string; readonly description: string; readonly schema: Schema; readonly valable: (texte: string) => boolean }

/** A list that applications may read: where, within which scope, what each element is. */
export interface Ressource {
  readonly nom: string;
  readonly chemin: `/api/v1/${string}`;
  readonly portee: Portee;
  readonly resume: string;
  readonly filtres: readonly Filtre[];
  readonly element: Schema;
  lire(db: Knex, filtres: Readonly<Record<string, string>>, place: Place): Promise<Page>;
}

const etatsDe = (machine: { readonly initial: string; readonly transitions: Readonly<Record<string, { readonly vers: string }>> }): string[] => [...new Set([machine.initial, ...Object.values(machine.transitions).map((t) => t.vers)])];
const DEPOSES = etatsDe(DOSSIER).filter((e) => e !== 'brouillon');
const ETATS_VERSEMENT = etatsDe(VERSEMENT);
const DECLENCHEURS = ['avance', 'signature', 'bilan_intermediaire', 'bilan'];

const estUuid = (t: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(t);
const parId = (nom: string, description: string): Filtre => ({ nom, description, schema: ID, valable: estUuid });
const parCode = (nom: string, description: string, codes: readonly string[]): Filtre => ({ nom, description, schema: parmi(codes), valable: (t) => codes.includes(t) });
const depuis: Filtre = {
  nom: 'modifieDepuis', description: 'Seulement ce qui a changé à cet instant ou après (UTC) : pour ne relire que les nouveautés.', schema: INSTANT,
  valable: (t) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/.test(t) && !Number.isNaN(Date.parse(t)),
};

/** A deposited dossier: no name of a person, no contact. */
export const DOSSIER_API: Schema = objet({
  id: ID, numero: TEXTE, etat: parmi(DEPOSES), titre: TEXTE, appel: objet({ id: ID, code: TEXTE }), organisme: objet({ siret: SIRET, nom: TEXTE, nature: TEXTE, commune: TEXTE }),
  dispositif: ouRien(ENTIER), axe: ouRien(TEXTE), territoires: liste(TEXTE), demande: MONTANT, coutTotal: MONTANT, accorde: ouRien(MONTANT), deposeLe: INSTANT, notifieLe: ouRien(JOUR), modifieLe: INSTANT,
});

/** Everything the API gives, in the order of its document. */
export const RESSOURCES: readonly Ressource[] = [
  {
    nom: 'appels', chemin: paths.api.appels, portee: 'appels', resume: 'Appels à projets publiés', filtres: [], lire: lireApiAppels,
    element: objet({ id: ID, code: TEXTE, titre: TEXTE, etat: parmi(etatsDe(APPEL).filter((e) => e !== 'brouillon')), version: ENTIER, ouvreLe: INSTANT, fermeLe: INSTANT, dispositifs: liste(objet({ numero: ENTIER, intitule: TEXTE })), axes: liste(TEXTE), territoires: liste(TEXTE) }),
  },
  { nom: 'dossiers', chemin: paths.api.dossiers, portee: 'dossiers', resume: 'Dossiers déposés, du premier modifié au dernier', filtres: [parId('appel', 'Dossiers d’un appel.'), parCode('etat', 'Dossiers à cet état.', DEPOSES), depuis], lire: lireApiDossiers, element: DOSSIER_API },
  {
    nom: 'conventions', chemin: paths.api.conventions, portee: 'conventions', resume: 'Conventions, une par financeur', filtres: [parId('dossier', 'Conventions d’un dossier.'), parCode('etat', 'Conventions à cet état.', etatsDe(CONVENTION))], lire: lireApiConventions,
    element: objet({
      id: ID, numero: TEXTE, dossier: objet({ id: ID, numero: TEXTE }), financeur: parmi(FINANCEURS), etat: parmi(etatsDe(CONVENTION)), montant: MONTANT, depensesPrevues: MONTANT,
      operation: objet({ debut: JOUR, fin: JOUR }), signeePorteurLe: ouRien(JOUR), signeeFinanceurLe: ouRien(JOUR),
    }),
  },
  {
    nom: 'versements', chemin: paths.api.versements, portee: 'versements', resume: 'Versements des conventions', filtres: [parId('convention', 'Versements d’une convention.'), parCode('etat', 'Versements à cet état.', ETATS_VERSEMENT)], lire: lireApiVersements,
    element: objet({ id: ID, convention: objet({ id: ID, numero: TEXTE }), rang: ENTIER, declencheur: parmi(DECLENCHEURS), montant: MONTANT, etat: parmi(ETATS_VERSEMENT), exigibleLe: ouRien(JOUR), payeLe: ouRien(JOUR), bordereau: ouRien(TEXTE) }),
  },
  {
    nom: 'enveloppes', chemin: paths.api.enveloppes, portee: 'enveloppes', resume: 'Enveloppes de crédits, par appel', filtres: [], lire: lireApiEnveloppes,
    element: objet({ id: ID, appel: objet({ id: ID, code: TEXTE }), financeur: parmi(FINANCEURS), annee: ENTIER, vote: MONTANT, engage: MONTANT, paye: MONTANT, recouvre: MONTANT, disponible: MONTANT }),
  },
];

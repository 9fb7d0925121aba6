import type { Knex } from 'knex';
import type { NatureLettre } from '../../domain/lettres/modele.js';
import { VARIABLES_DE_NATURE, type TexteDeModele, type ValeursLettre, type VariableLettre } from '../../domain/lettres/modele.js';
import { finDelaiFranc } from '../../domain/echeances/delai-franc.js';
import { roleDans, type Acteur } from '../../domain/habilitations/acteur.js';
import { Refus } from '../../domain/kernel/refus.js';
import { estFerie, jourAParis, type Instant } from '../../platform/clock.js';
import { instantLong } from '../../platform/format.js';
import type { DocumentModele } from '../../platform/pdf.js';
import { demandeAuxVerseurs, lireDecision } from '../decisions/decision-queries.js';
import { lireDossier, lireReglesDuDossier, lireVersionDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { composerLettre, valeursDeLettre, type FaitsLettre } from './lettre-documents.js';
import { VARIABLES_DOCUMENTEES } from './variables-documentees.js';

/** A letter as a dossier would receive it; nothing is established. */
export interface Apercu {
  readonly numero: string;
  readonly modele: DocumentModele;
  /** Variables for which this dossier has no value yet, shown with their example. */
  readonly exemples: readonly VariableLettre[];
}

/** What asks for the preview: a kind, the text being written, a dossier's number, or none for the last deposited. */
export interface DemandeApercu { readonly nature: NatureLettre; readonly texte: TexteDeModele; readonly numero: string; readonly acteur: Acteur; readonly maintenant: Instant }

/** @throws Refus `lettre.dossier_inconnu` when there is no such dossier, or it is one of an organisme of the person's */
export async function apercevoirLettre(db: Knex, { nature, texte, numero, acteur, maintenant }: DemandeApercu): Promise<Apercu> {
  const dossier = await trouverDossier(db, numero);
  if (dossier?.numero == null || roleDans(acteur, dossier.organismeId) !== null) throw new Refus('lettre.dossier_inconnu', { champ: 'dossier', numero });
  const faits = await lireFaits(db, dossier, nature, maintenant);
  const lues = valeursDeLettre(faits);
  const exemples = VARIABLES_DE_NATURE[nature].filter((v) => lues[v] === undefined);
  const valeurs: ValeursLettre = { ...Object.fromEntries(exemples.map((v) => [v, VARIABLES_DOCUMENTEES[v].exemple])), ...lues };
  const { titre, blocs } = composerLettre(nature, texte, faits, valeurs);
  const { nom, service, adresse } = faits.marque;
  return { numero: dossier.numero, exemples, modele: { titre, reference: dossier.numero, emetteur: { nom, service, adresse }, date: `Aperçu du ${instantLong(maintenant)}`, creeLe: maintenant, blocs } };
}

async function trouverDossier(db: Knex, numero: string): Promise<DossierLu | null> {
  const requete = db('dossiers').whereNotNull('numero').orderBy('numero', 'desc');
  if (numero !== '') void requete.where({ numero });
  const ligne = await requete.first<{ id: string } | undefined>('id');
  return ligne === undefined ? null : lireDossier(db, ligne.id);
}

async function lireFaits(db: Knex, dossier: DossierLu, nature: NatureLettre, maintenant: Instant): Promise<FaitsLettre> {
  const [{ regles }, version, marque, decision] = [await lireReglesDuDossier(db, dossier), await lireVersionDossier(db, dossier.id), await lireMarque(db), await lireDecision(db, dossier.id)];
  if (version === null) throw new Refus('lettre.dossier_inconnu', { champ: 'dossier', numero: dossier.numero ?? '' });
  const jour = jourAParis(maintenant);
  return {
    dossier, version, marque, demandeCents: demandeAuxVerseurs(version, regles), jour, recoursMois: regles.delais.recoursMois, limite: finDelaiFranc(jour, regles.delais.recoursMois, estFerie),
    decision: nature.startsWith('recours_') ? null : decision,
  };
}

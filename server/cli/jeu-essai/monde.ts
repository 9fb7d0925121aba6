import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import { jour, type Jour } from '../../domain/kernel/jour.js';
import type { Habilitation } from '../../domain/habilitations/acteur.js';
import { contenuReference, lireTerritoires } from '../../features/appels/reference.js';
import { instant, instantDeParis, jourAParis, type Instant } from '../../platform/clock.js';
import type { Magasin } from '../../platform/file-store.js';
import { nouvelId, sha256 } from '../../platform/ids.js';
import { inventerOrganisme, NOMS, PRENOMS, type OrganismeInvente } from './contenus.js';
import type { Lot } from './ecriture.js';
import type { Hasard } from './hasard.js';

export interface PersonneJeu { readonly id: string; readonly nom: string; readonly courriel: string }
export interface OrganismeJeu extends OrganismeInvente { readonly id: string; readonly signataire: PersonneJeu }

/** A call and what its dossiers need of it. */
export interface AppelJeu {
  readonly id: string;
  readonly annee: number;
  readonly contenu: ContenuAppel;
  readonly ouvert: boolean;
  readonly ouvreLe: Instant;
  readonly fermeLe: Instant;
  readonly operation: { readonly debut: Jour; readonly fin: Jour };
  /** Only for a call that is over. */
  readonly seanceId: string;
  readonly deliberationId: string;
  readonly delibereeLe: Instant;
  readonly enveloppeId: string;
}

export interface FichierJeu { readonly id: string; readonly nom: string; readonly taille: number; readonly sha256: string }

/** Everything the dossiers of a generated base refer to. */
export interface MondeJeu {
  readonly maintenant: Instant;
  readonly agents: Readonly<Record<Habilitation, readonly PersonneJeu[]>>;
  readonly organismes: readonly OrganismeJeu[];
  readonly appels: readonly AppelJeu[];
  /** One small stored file for each code of piece. */
  readonly fichiers: ReadonlyMap<string, FichierJeu>;
  readonly territoires: ReadonlyMap<string, string>;
}

const JOUR_MS = 86_400_000;
export const ajouterMs = (le: Instant, ms: number): Instant => instant(new Date(Date.parse(le) + ms));
export const ajouterJoursA = (le: Instant, jours: number): Instant => ajouterMs(le, Math.round(jours * JOUR_MS));

const EFFECTIFS: Readonly<Record<Habilitation, (dossiers: number) => number>> = {
  instructeur: (n) => Math.max(3, Math.min(25, Math.ceil(n / 400))), responsable: () => 2, comite: () => 4, avis: () => 2, finances: () => 2, controleur: () => 2, pilotage: () => 1, admin: () => 1,
};

/** Writes agents, organismes with their signataire, calls and one file by kind of piece. */
export async function peupler(lot: Lot, h: Hasard, magasin: Magasin, p: { readonly dossiers: number; readonly motDePasse: string; readonly maintenant: Instant; readonly serie: string }): Promise<MondeJeu> {
  const { maintenant, serie } = p;
  const personne = (identifiant: string, fonction: string): PersonneJeu => {
    const [prenom, nom] = [h.parmi(PRENOMS), h.parmi(NOMS)];
    const id = nouvelId();
    const courriel = `${identifiant}${serie}@jeu-essai.example`;
    lot.ajouter('personnes', { id, courriel, prenom, nom, fonction, mot_de_passe: p.motDePasse, actif: true, confirme_le: maintenant, cree_le: maintenant });
    return { id, nom: `${prenom} ${nom}`, courriel };
  };
  const agents = Object.fromEntries(Object.entries(EFFECTIFS).map(([code, effectif]) => [code, Array.from({ length: effectif(p.dossiers) }, (_, i) => {
    const agent = personne(`${code}${i === 0 ? '' : i + 1}`, 'Agent du Département');
    lot.ajouter('habilitations', { personne_id: agent.id, code, accordee_le: maintenant });
    return agent;
  })])) as Record<Habilitation, PersonneJeu[]>;
  const base = Number.parseInt(sha256(serie).slice(0, 6), 16) % 30_000_000;
  const organismes = Array.from({ length: Math.max(4, Math.ceil(p.dossiers / 8)) }, (_, i) => ecrireOrganisme(lot, inventerOrganisme(h, serie === '' ? i : base + i), personne(`signataire${i === 0 ? '' : i + 1}`, 'Présidente'), maintenant));
  const appels = ecrireAppels(lot, h, { ...p, agents });
  const [appel] = appels;
  return { maintenant, agents, organismes, appels, fichiers: await ecrireFichiers(lot, magasin, appel?.contenu.pieces.map((x) => x.code) ?? [], maintenant), territoires: new Map(lireTerritoires().map((t) => [t.code, t.nom])) };
}

function ecrireOrganisme(lot: Lot, o: OrganismeInvente, signataire: PersonneJeu, le: Instant): OrganismeJeu {
  const id = nouvelId();
  lot.ajouter('organismes', {
    id, siret: o.siret, nom: o.nom, nature: o.nature, forme_juridique: o.formeJuridique, rna: o.rna, adresse: o.adresse, code_postal: o.codePostal, commune: o.commune, telephone: o.telephone,
    representant_nom: o.representantNom, representant_qualite: o.representantQualite, iban: o.iban, bic: o.bic, version: 1, cree_le: le,
  });
  lot.ajouter('membres', { id: nouvelId(), organisme_id: id, personne_id: signataire.id, role: 'signataire', etat: 'accepte', representant_legal: true, delegation_jusqu_au: null, cree_le: le });
  lot.journaliser({ fait: { action: 'organisme.creer', objet: 'organisme', objetId: id, donnees: { siret: o.siret } }, auteur: signataire, le });
  return { ...o, id, signataire };
}

function ecrireAppels(lot: Lot, h: Hasard, p: { readonly dossiers: number; readonly maintenant: Instant; readonly serie: string; readonly agents: MondeJeu['agents'] }): AppelJeu[] {
  const nombre = Math.max(2, Math.min(12, Math.round(p.dossiers / 2500)));
  const ouverts = Math.ceil(nombre / 3);
  const cetteAnnee = Number(p.maintenant.slice(0, 4));
  const responsable = h.parmi(p.agents.responsable);
  return Array.from({ length: nombre }, (_, i): AppelJeu => {
    const ouvert = i >= nombre - ouverts;
    const ouvreLe = ajouterJoursA(p.maintenant, ouvert ? -90 : -450 - 365 * (i % 3));
    const fermeLe = instantDeParis(`${jourAParis(ajouterJoursA(ouvreLe, ouvert ? 180 : 75))}T23:59:59`);
    const annee = Number(ouvreLe.slice(0, 4));
    const operation = { debut: jour(`${annee + 1}-01-01`), fin: jour(`${annee + 2}-12-31`) };
    const contenu: ContenuAppel = { ...contenuReference(), periodeOperations: { ...operation, dureeMaxMois: 24 } };
    const [id, seanceId, deliberationId, enveloppeId] = [nouvelId(), nouvelId(), nouvelId(), nouvelId()];
    const json = JSON.stringify(contenu);
    lot.ajouter('appels', { id, code: `JEU-${annee}-${i + 1}${p.serie}`, titre: `Appel à projets insertion ${annee}, ${i + 1}${p.serie}`, etat: ouvert ? 'publie' : 'clos', ouvre_le: ouvreLe, ferme_le: fermeLe, version: 1, contenu: json, cree_le: ouvreLe, publie_le: ouvreLe });
    lot.ajouter('appel_versions', { appel_id: id, version: 1, contenu: json, motif: 'Publication', publie_le: ouvreLe });
    lot.ajouter('enveloppes', { id: enveloppeId, appel_id: id, financeur: 'departement', annee: Math.min(annee, cetteAnnee), vote_cents: 900_000_000_000 });
    const delibereeLe = ajouterJoursA(fermeLe, 120);
    if (!ouvert) {
      lot.ajouter('seances', { id: seanceId, appel_id: id, titre: `Comité de sélection ${annee}`, le: ajouterJoursA(fermeLe, 90), lieu: 'Hôtel du Département', quorum: 2, etat: 'close', compte_rendu: 'Le comité a examiné les dossiers.', cree_le: fermeLe, close_le: ajouterJoursA(fermeLe, 90) });
      for (const membre of p.agents.comite) lot.ajouter('seance_membres', { seance_id: seanceId, personne_id: membre.id, present: true });
      lot.ajouter('deliberations', { id: deliberationId, appel_id: id, numero: `CP-${annee}-${i + 1}`, date: jourAParis(delibereeLe), saisie_par: responsable.id, saisie_le: delibereeLe });
    }
    lot.journaliser({ fait: { action: 'appel.publier', objet: 'appel', objetId: id, de: 'brouillon', vers: 'publie' }, auteur: responsable, le: ouvreLe });
    if (!ouvert) lot.journaliser({ fait: { action: 'appel.clore', objet: 'appel', objetId: id, de: 'publie', vers: 'clos' }, auteur: responsable, le: fermeLe });
    return { id, annee, contenu, ouvert, ouvreLe, fermeLe, operation, seanceId, deliberationId, delibereeLe, enveloppeId };
  });
}

const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

async function ecrireFichiers(lot: Lot, magasin: Magasin, codes: readonly string[], le: Instant): Promise<Map<string, FichierJeu>> {
  const fichiers = new Map<string, FichierJeu>();
  for (const code of new Set(codes)) {
    const enTransit = path.join(magasin.transit, nouvelId());
    await writeFile(enTransit, PDF);
    const fichier = { id: nouvelId(), nom: `${code}.pdf`, taille: PDF.length, sha256: sha256(PDF) };
    lot.ajouter('fichiers', { id: fichier.id, nom: fichier.nom, type_mime: 'application/pdf', taille: fichier.taille, sha256: fichier.sha256, cle_stockage: await magasin.ranger(enTransit), depose_par: null, depose_le: le });
    fichiers.set(code, fichier);
  }
  return fichiers;
}

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ContenuAppel, ReglesAppel } from '../../server/domain/appels/contenu.js';
import type { ContenuSections, OrganismeFige, PieceFigee, VersionDossier } from '../../server/domain/dossiers/contenu.js';
import { faitsPieces } from '../../server/domain/dossiers/evaluation.js';
import { piecesExigees } from '../../server/domain/dossiers/pieces-exigees.js';
import { cents } from '../../server/domain/kernel/cents.js';
import { jour } from '../../server/domain/kernel/jour.js';
import { estSiret } from '../../server/domain/kernel/siret.js';
import { chargerTerritoires, lireAppelReference } from '../../server/features/appels/reference.js';
import { instantDeParis } from '../../server/platform/clock.js';
import { nouvelId, sha256 } from '../../server/platform/ids.js';
import type { ApplicationDeTest } from './application.js';
import { comptesDeTest, type ComptesDeTest } from './comptes.js';

/** States `dossierDepose` can leave a dossier in, each with the rows the steps before would have written. */
export type EtatDepose = 'depose' | 'recevable' | 'en_instruction' | 'instruit';

export interface OptionsDossier {
  readonly etat?: EtatDepose;
  /** Accounts already made by `comptesDeTest`; made here when absent. */
  readonly comptes?: ComptesDeTest;
  /** Call already there; a published copy of the reference call is made when absent. */
  readonly appelId?: string;
  /** Changes brought to the sections of `sectionsDeTest`. */
  readonly sections?: Partial<ContenuSections>;
  /** Codes of pieces left out. */
  readonly sansPieces?: readonly string[];
  /** Changes brought to the financial rules of the copy made of the reference call. */
  readonly regles?: Partial<ReglesAppel>;
  /** Amount proposed when `etat` is `instruit`, cents. */
  readonly proposeCents?: number;
}

export interface DossierDeTest {
  readonly id: string;
  readonly numero: string;
  readonly appelId: string;
  readonly organismeId: string;
  readonly organismeNom: string;
  readonly comptes: ComptesDeTest;
}

/** Budget of the reference test dossier: 50 000 € of expenses, 20 000 € asked of the Département, 3 people outside RSA of 40. */
export function sectionsDeTest(changements: Partial<ContenuSections> = {}): ContenuSections {
  return {
    organisme: {
      contactNom: 'Rémi Dacteur', contactFonction: 'Chargé de projet', contactCourriel: 'redacteur@passerelle.test', contactTelephone: '05 53 00 00 00',
      identiteConfirmee: true, signataireDelegue: false,
    },
    projet: {
      titre: 'Un parcours vers l’emploi', dispositif: 1, axe: 'Emploi, entreprise et insertion', mesures: ['Insertion et parcours des allocataires du RSA'],
      besoin: 'Quarante personnes du territoire restent sans solution d’accompagnement.', objectifs: 'Lever les freins périphériques et construire un projet professionnel.',
      methode: 'Un entretien tous les quinze jours et des ateliers collectifs.', partenariat: 'Centre médico-social, France Travail, mission locale.',
      territoires: ['47-MT'], debut: jour('2022-01-01'), fin: jour('2022-12-31'), equipe: 'Deux conseillères en insertion professionnelle.', concertation: '', reconduction: false,
    },
    publics: {
      ciblePublics: ['bénéficiaires de minima sociaux'], rsa: 37, horsRsaMoins25: 3, horsRsaAutres: 0, reperage: 'Orientation par les référents RSA.',
      volumes: [{ intitule: 'Personnes accompagnées', prevu: 40, unite: 'personnes', poids: 1 }],
    },
    budget: {
      depenses: [
        { poste: 'personnel_direct', libelle: 'Deux conseillères à mi-temps', nature: 'courante', montant: cents(3_200_000) },
        { poste: 'fonctionnement_direct', libelle: 'Local et déplacements', nature: 'courante', montant: cents(800_000) },
        { poste: 'prestations', libelle: 'Ateliers numériques', nature: 'courante', montant: cents(600_000) },
        { poste: 'participants', libelle: 'Aide à la mobilité', nature: 'courante', montant: cents(400_000) },
      ],
      ressources: [
        { financeur: 'departement', libelle: 'Département', statut: 'sollicite', montant: cents(2_000_000) },
        { financeur: 'etat', libelle: 'DDETS', statut: 'acquis', montant: cents(1_200_000) },
        { financeur: 'commune', libelle: 'Commune de Marmande', statut: 'sollicite', montant: cents(600_000) },
        { financeur: 'fonds_propres', libelle: 'Fonds propres', statut: 'acquis', montant: cents(1_200_000) },
      ],
      forfaits: [], valorisations: [],
    },
    indicateurs: { indicateurs: [{ intitule: 'Sorties vers l’emploi ou la formation', cible: '15 personnes', mesure: 'Fiche de sortie' }] },
    engagements: { contratRepublicain: true, exactitude: true, aidesRecues: '', donneesPersonnelles: true },
    ...changements,
  };
}

/** A published copy of the reference call, open from 3 January to 31 March 2022, with its territories and the collectivity's settings. */
export async function appelDeTest(app: ApplicationDeTest, regles: Partial<ReglesAppel> = {}): Promise<string> {
  const { db } = app.deps;
  const { code, titre, collectivite, ...reference } = lireAppelReference();
  const contenu = { ...reference, regles: { ...reference.regles, ...regles } };
  const id = nouvelId();
  const le = instantDeParis('2022-01-03T09:00');
  await chargerTerritoires(db);
  await db('reglages').insert({ cle: 'collectivite', valeur: JSON.stringify({ ...collectivite, couleur: '#0b4f5c' }), modifie_le: le }).onConflict('cle').ignore();
  await db('appels').insert({
    id, code: `${code}-${id.slice(-6)}`, titre, etat: 'publie', ouvre_le: le, ferme_le: instantDeParis('2022-03-31T23:59:59'), version: 1, contenu: JSON.stringify(contenu), cree_le: le, publie_le: le,
  });
  await db('appel_versions').insert({ appel_id: id, version: 1, contenu: JSON.stringify(contenu), motif: 'Publication', publie_le: le });
  return id;
}

/** Writes a deposited dossier as the deposit would: organisme and its two members, sections, pieces with their files, frozen version, number. */
export async function dossierDepose(app: ApplicationDeTest, options: OptionsDossier = {}): Promise<DossierDeTest> {
  const { db } = app.deps;
  const comptes = options.comptes ?? await comptesDeTest(app);
  const appelId = options.appelId ?? await appelDeTest(app, options.regles);
  const organisme = await organismeDeTest(app, comptes);
  const sections = sectionsDeTest(options.sections);
  const id = nouvelId();
  const le = app.horloge.maintenant();
  const numero = await numeroSuivant(app);
  const total = (lignes: readonly { montant: number }[]): number => lignes.reduce((somme, l) => somme + l.montant, 0);
  await db('dossiers').insert({
    id, appel_id: appelId, organisme_id: organisme.id, appel_version: 1, numero, etat: 'depose', titre: sections.projet.titre, version: 1,
    demande_cents: total(sections.budget.ressources.filter((r) => r.financeur === 'departement')), cout_total_cents: total(sections.budget.depenses),
    dispositif: sections.projet.dispositif, personnes: sections.publics.rsa + sections.publics.horsRsaMoins25 + sections.publics.horsRsaAutres, personnes_rsa: sections.publics.rsa, cree_le: le, depose_le: le, modifie_le: le,
  });
  await db('dossier_territoires').insert(sections.projet.territoires.map((territoire) => ({ dossier_id: id, territoire })));
  await db('dossier_sections').insert(Object.entries(sections).map(([section, contenu]) => ({
    dossier_id: id, section, contenu: JSON.stringify(contenu), version: 1, statut: 'complete', modifie_par: comptes.redacteur.id, modifie_le: le,
  })));
  const pieces = await piecesDeTest(app, id, appelId, sections, organisme, comptes.redacteur.id, options.sansPieces ?? []);
  await figer(app, id, 1, { numero, organisme, sections, pieces }, comptes.signataire.id);
  await avancer(app, id, comptes, options);
  return { id, numero, appelId, organismeId: organisme.id, organismeNom: organisme.nom, comptes };
}

/** Freezes the next version of a dossier, as a new deposit after a request for pieces does. */
export async function figer(app: ApplicationDeTest, dossierId: string, version: number, contenu: VersionDossier, deposePar: string): Promise<void> {
  const texte = JSON.stringify(contenu);
  await app.deps.db('dossier_versions').insert({ dossier_id: dossierId, version, contenu: texte, empreinte: sha256(texte), depose_par: deposePar, depose_le: app.horloge.maintenant() });
}

async function numeroSuivant(app: ApplicationDeTest): Promise<string> {
  const compte = await app.deps.db('dossiers').count({ n: '*' }).first<{ n: number | string }>();
  return `AAP-2022-${String(Number(compte.n) + 1).padStart(4, '0')}`;
}

async function organismeDeTest(app: ApplicationDeTest, comptes: ComptesDeTest): Promise<OrganismeFige> {
  const { db } = app.deps;
  const compte = await db('organismes').count({ n: '*' }).first<{ n: number | string }>();
  const rang = Number(compte.n) + 1;
  const le = app.horloge.maintenant();
  const organisme: OrganismeFige = {
    id: nouvelId(), siret: siretDeRang(rang), nom: rang === 1 ? 'Association Tremplin' : `Association Tremplin ${rang}`, nature: 'association', formeJuridique: 'Association loi 1901', rna: 'W472000001',
    adresse: '12 rue de la République', codePostal: '47200', commune: 'Marmande', representantNom: 'Simone Gnataire', representantQualite: 'Présidente', iban: 'FR7630006000011234567890189', bic: 'AGRIFRPP',
  };
  await db('organismes').insert({
    id: organisme.id, siret: organisme.siret, nom: organisme.nom, nature: organisme.nature, forme_juridique: organisme.formeJuridique, rna: organisme.rna, adresse: organisme.adresse,
    code_postal: organisme.codePostal, commune: organisme.commune, telephone: '', representant_nom: organisme.representantNom, representant_qualite: organisme.representantQualite,
    iban: organisme.iban, bic: organisme.bic, version: 1, cree_le: le,
  });
  await db('membres').insert([
    { id: nouvelId(), organisme_id: organisme.id, personne_id: comptes.redacteur.id, role: 'redacteur', etat: 'accepte', representant_legal: false, cree_le: le },
    { id: nouvelId(), organisme_id: organisme.id, personne_id: comptes.signataire.id, role: 'signataire', etat: 'accepte', representant_legal: true, cree_le: le },
  ]);
  return organisme;
}

/** A SIRET with a right key, another for each rank. */
function siretDeRang(rang: number): string {
  const base = `4401234${String(rang).padStart(6, '0')}`;
  const trouve = [...'0123456789'].map((cle) => base + cle).find(estSiret);
  if (trouve === undefined) throw new Error('no key');
  return trouve;
}

const PDF_MINIMAL = '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n';

async function piecesDeTest(
  app: ApplicationDeTest, dossierId: string, appelId: string, sections: ContenuSections, organisme: OrganismeFige, deposePar: string, sans: readonly string[],
): Promise<PieceFigee[]> {
  const { db } = app.deps;
  const ligne = await db('appel_versions').where({ appel_id: appelId, version: 1 }).first<{ contenu: string }>('contenu');
  const appel = JSON.parse(ligne.contenu) as ContenuAppel;
  const exigees = piecesExigees(appel, faitsPieces(sections, organisme.nature, appel)).filter((p) => !sans.includes(p.code));
  const pieces = await Promise.all(exigees.map(async ({ code, precision }) => ({ code, precision, ...(await fichierDeTest(app, `${code}.pdf`, deposePar)) })));
  const le = app.horloge.maintenant();
  await db('pieces').insert(pieces.map((p) => ({ id: nouvelId(), dossier_id: dossierId, fichier_id: p.fichierId, code: p.code, precision: p.precision, ajoutee_le: le })));
  return pieces;
}

/** A small PDF in the store, with its row. */
export async function fichierDeTest(app: ApplicationDeTest, nom: string, deposePar: string): Promise<Pick<PieceFigee, 'nom' | 'sha256' | 'taille' | 'fichierId'>> {
  const { db, magasin } = app.deps;
  const fichierId = nouvelId();
  const chemin = path.join(magasin.transit, fichierId);
  await writeFile(chemin, PDF_MINIMAL);
  const cle = await magasin.ranger(chemin);
  const fichier = { nom, sha256: sha256(PDF_MINIMAL), taille: Buffer.byteLength(PDF_MINIMAL), fichierId };
  await db('fichiers').insert({
    id: fichierId, nom, type_mime: 'application/pdf', taille: fichier.taille, sha256: fichier.sha256, cle_stockage: cle, depose_par: deposePar, depose_le: app.horloge.maintenant(),
  });
  return fichier;
}

const RANGS: readonly EtatDepose[] = ['depose', 'recevable', 'en_instruction', 'instruit'];

async function avancer(app: ApplicationDeTest, id: string, comptes: ComptesDeTest, { etat = 'depose', proposeCents = 1_800_000 }: OptionsDossier): Promise<void> {
  const { db } = app.deps;
  const rang = RANGS.indexOf(etat);
  const le = app.horloge.maintenant();
  if (rang >= 1) {
    await db('recevabilites').insert({ dossier_id: id, controles: '{"decisions":[],"automatiques":[],"version":1}', conclusion: 'recevable', motifs: '[]', conclu_par: comptes.instructeur.id, conclu_le: le, modifie_le: le });
  }
  if (rang >= 3) {
    const chapitres = { besoin: 'Le besoin est établi.', qualite: 'Le projet est clair.', partenariat: 'Le partenariat est réel.', moyens: 'Les moyens suffisent.', budget: 'Le budget est sincère.', conclusion: 'Avis favorable.' };
    await db('instructions').insert({
      dossier_id: id, rapport: JSON.stringify({ chapitres, transmission: null, renvoi: null }), propose_cents: proposeCents, conclusion: 'favorable', version: 1, modifie_par: comptes.instructeur.id, modifie_le: le,
    });
  }
  await db('dossiers').where({ id }).update({
    etat, ...(rang >= 2 ? { instructeur_id: comptes.instructeur.id } : {}), ...(rang >= 3 ? { propose_cents: proposeCents } : {}),
  });
}

import type { Appartenance } from '../../domain/habilitations/acteur.js';
import { DOSSIER } from '../../domain/etats/machines.js';
import { appelOuvert } from '../../domain/appels/ouverture.js';
import type { ContenuSections, SectionSaisie, VersionDossier } from '../../domain/dossiers/contenu.js';
import { evaluerBudget, examinerDepot } from '../../domain/dossiers/evaluation.js';
import { manquesDeSection } from '../../domain/dossiers/completude.js';
import { Refus } from '../../domain/kernel/refus.js';
import type { Magasin } from '../../platform/file-store.js';
import { sha256 } from '../../platform/ids.js';
import { verrouiller } from '../../platform/database.js';
import { prochainNumero, type Contexte } from '../../platform/unit-of-work.js';
import { jourAParis } from '../../platform/clock.js';
import type { FichierRecu } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { lireAppel } from '../appels/appel-queries.js';
import { etablirDocument } from '../documents/document-service.js';
import { rangerFichier } from '../documents/fichier-service.js';
import { changerEtat } from '../etats/changer-etat.js';
import { figerOrganisme, lireOrganisme } from '../organismes/organisme-queries.js';
import { elementsDemandes } from '../recevabilite/recevabilite-queries.js';
import { contactsPorteur, contenuDesSections, lireDossier, lirePieces, lireReglesDuDossier, lireSections, type DossierLu } from './dossier-queries.js';
import { recepisse } from './dossier-documents.js';

const EDITABLES = ['brouillon', 'complements_demandes'];

/**
 * Opens a brouillon on a published, open call, for an organisme the author belongs to.
 * @throws Refus `appel.ferme`, `organisme.non_membre`.
 */
export async function creerDossier(ctx: Contexte, appelId: string, organismeId: string): Promise<string> {
  const appel = trouve(await lireAppel(ctx.db, appelId));
  if (!appelOuvert(appel, ctx.maintenant)) throw new Refus('appel.ferme', { fermeLe: appel.fermeLe });
  if (!ctx.acteur.appartenances.some((a: Appartenance) => a.organismeId === organismeId)) throw new Refus('organisme.non_membre', { champ: 'organismeId' });
  const id = ctx.nouvelId();
  await ctx.db('dossiers').insert({
    id, appel_id: appelId, organisme_id: organismeId, appel_version: appel.version, etat: DOSSIER.initial, titre: '', version: 0,
    demande_cents: 0, cout_total_cents: 0, cree_le: ctx.maintenant, modifie_le: ctx.maintenant,
  });
  ctx.journaliser({ action: 'dossier.creer', objet: 'dossier', objetId: id, dossierId: id, vers: DOSSIER.initial, donnees: { appel: appel.code } });
  return id;
}

async function dossierEditable(ctx: Contexte, dossierId: string, cible: 'section' | 'piece', code: string): Promise<DossierLu> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  if (!EDITABLES.includes(dossier.etat)) throw new Refus('etat.incompatible', { objet: 'dossier', etat: dossier.etat });
  if (dossier.etat === 'complements_demandes') {
    const demandes = await elementsDemandes(ctx.db, dossierId);
    if (!demandes.some((e) => e.cible === cible && e.code === code)) throw new Refus('complements.hors_demande');
  }
  return dossier;
}

/**
 * Saves a section over the version its author read.
 * @returns the new version. @throws Refus `section.conflit` when somebody saved it meanwhile; `complements.hors_demande`
 * when only other elements were asked to be corrected.
 */
export async function enregistrerSection<S extends SectionSaisie>(ctx: Contexte, dossierId: string, section: S, contenu: ContenuSections[S], versionLue: number): Promise<number> {
  const dossier = await dossierEditable(ctx, dossierId, 'section', section);
  const appel = await lireReglesDuDossier(ctx.db, dossier);
  const statut = manquesDeSection(section, contenu, appel).length === 0 ? 'complete' : 'en_cours';
  const ligne = { contenu: JSON.stringify(contenu), statut, version: versionLue + 1, modifie_par: ctx.acteur.id, modifie_le: ctx.maintenant };
  const ecrites = versionLue === 0
    ? (await ctx.db('dossier_sections').insert({ dossier_id: dossierId, section, ...ligne }).onConflict(['dossier_id', 'section']).ignore().returning<unknown[]>('section')).length
    : await ctx.db('dossier_sections').where({ dossier_id: dossierId, section, version: versionLue }).update(ligne);
  if (ecrites === 0) throw new Refus('section.conflit');
  await reporterSurLeDossier(ctx, dossier, section, contenu);
  ctx.journaliser({ action: 'section.enregistrer', objet: 'section', objetId: dossierId, dossierId, donnees: { section, version: versionLue + 1 } });
  return versionLue + 1;
}

/** Keeps the title and the amounts of lists in step with the sections they come from. */
async function reporterSurLeDossier(ctx: Contexte, dossier: DossierLu, section: SectionSaisie, contenu: ContenuSections[SectionSaisie]): Promise<void> {
  const champs: Record<string, unknown> = { modifie_le: ctx.maintenant };
  if (section === 'projet' && 'titre' in contenu) champs['titre'] = contenu.titre;
  if (section === 'budget' && 'ressources' in contenu) {
    const plan = evaluerBudget(contenu, undefined, await lireReglesDuDossier(ctx.db, dossier));
    champs['demande_cents'] = plan.subvention.demandee;
    champs['cout_total_cents'] = plan.totalDepenses;
  }
  await ctx.db('dossiers').where({ id: dossier.id }).update(champs);
}

/**
 * Attaches files to a piece of the call.
 * @throws Refus `piece.doublon` when the very same file is already there for this piece.
 */
export async function ajouterPieces(ctx: Contexte, magasin: Magasin, dossierId: string, code: string, precision: string, recus: readonly FichierRecu[]): Promise<void> {
  await dossierEditable(ctx, dossierId, 'piece', code);
  const presentes = await lirePieces(ctx.db, dossierId);
  for (const recu of recus) {
    if (presentes.some((p) => p.code === code && p.precision === precision && p.sha256 === recu.sha256)) throw new Refus('piece.doublon', { nom: recu.nom });
    const fichierId = await rangerFichier(ctx, magasin, recu);
    const id = ctx.nouvelId();
    await ctx.db('pieces').insert({ id, dossier_id: dossierId, fichier_id: fichierId, code, precision, ajoutee_le: ctx.maintenant });
    ctx.journaliser({ action: 'piece.ajouter', objet: 'piece', objetId: id, dossierId, donnees: { code, precision, nom: recu.nom, sha256: recu.sha256 } });
  }
  await ctx.db('dossiers').where({ id: dossierId }).update({ modifie_le: ctx.maintenant });
}

/** Withdraws a piece; a deposited version keeps what it froze. */
export async function retirerPiece(ctx: Contexte, dossierId: string, pieceId: string): Promise<void> {
  const piece = trouve(await ctx.db('pieces').where({ id: pieceId, dossier_id: dossierId }).whereNull('retiree_le').first<{ code: string } | undefined>('code'));
  await dossierEditable(ctx, dossierId, 'piece', piece.code);
  await ctx.db('pieces').where({ id: pieceId }).update({ retiree_le: ctx.maintenant });
  ctx.journaliser({ action: 'piece.retirer', objet: 'piece', objetId: pieceId, dossierId, donnees: { code: piece.code } });
}

/**
 * Deposits a dossier (spec 1, stage 4): checked, numbered, frozen with its pieces, receipted by document and mail,
 * all in one transaction. Deposited again after a request for complements, it keeps its number and makes a new version.
 * @returns the number. @throws Refus `appel.ferme` one second after closing; `depot.incomplet` with what is missing.
 */
export async function deposerDossier(ctx: Contexte, dossierId: string): Promise<string> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  if (!EDITABLES.includes(dossier.etat)) throw new Refus('etat.incompatible', { objet: 'dossier', etat: dossier.etat });
  const appel = trouve(await lireAppel(ctx.db, dossier.appelId));
  if (dossier.etat === 'brouillon' && !appelOuvert(appel, ctx.maintenant)) throw new Refus('appel.ferme', { fermeLe: appel.fermeLe });
  const figee = await figer(ctx, dossier);
  const numero = figee.numero;
  const version = dossier.version + 1;
  const contenu = JSON.stringify(figee);
  await ctx.db('dossier_versions').insert({ dossier_id: dossierId, version, contenu, empreinte: sha256(contenu), depose_par: ctx.acteur.id, depose_le: ctx.maintenant });
  await changerEtat(ctx, DOSSIER, 'deposer', {
    id: dossierId, champs: { numero, version, appel_version: dossier.appelVersion, depose_le: dossier.deposeLe ?? ctx.maintenant }, donnees: { numero, version, empreinte: sha256(contenu) },
  });
  await ctx.db('demandes_complements').where({ dossier_id: dossierId }).whereNull('repondu_le').update({ repondu_le: ctx.maintenant });
  await accuserReception(ctx, dossier, figee, version);
  return numero;
}

async function figer(ctx: Contexte, dossier: DossierLu): Promise<VersionDossier> {
  const [organisme, sections, pieces, appel] = [
    trouve(await lireOrganisme(ctx.db, dossier.organismeId)), contenuDesSections(await lireSections(ctx.db, dossier.id)), await lirePieces(ctx.db, dossier.id), await lireReglesDuDossier(ctx.db, dossier),
  ];
  const examen = examinerDepot(sections, organisme.nature, pieces, appel);
  const incompletes = examen.sections.filter((s) => !s.complete).map((s) => s.section);
  if (!examen.deposable) throw new Refus('depot.incomplet', { sections: incompletes.join(','), nombre: incompletes.length });
  if (organisme.iban === '') throw new Refus('depot.sans_iban');
  return {
    numero: dossier.numero ?? await numeroter(ctx, dossier.appelId), organisme: figerOrganisme(organisme), sections: sections as ContenuSections,
    pieces: pieces.map(({ code, precision, nom, sha256: empreinte, taille, fichierId }) => ({ code, precision, nom, sha256: empreinte, taille, fichierId })),
  };
}

/** `AAP-AAAA-NNNN`: sequential per call, without holes; the year is that of the first deposit in Paris. */
async function numeroter(ctx: Contexte, appelId: string): Promise<string> {
  const rang = await prochainNumero(ctx, `dossiers:${appelId}`);
  return `AAP-${jourAParis(ctx.maintenant).slice(0, 4)}-${String(rang).padStart(4, '0')}`;
}

async function accuserReception(ctx: Contexte, dossier: DossierLu, figee: VersionDossier, version: number): Promise<void> {
  await etablirDocument(ctx, {
    type: 'recepisse', titre: 'Récépissé de dépôt', dossierId: dossier.id, visiblePorteur: true, reference: figee.numero,
    blocs: recepisse(dossier, figee, version, ctx.maintenant, ctx.acteur.nom),
  });
  for (const c of await contactsPorteur(ctx.db, dossier.organismeId)) {
    ctx.envoyer({
      cle: `recepisse:${dossier.id}:${version}:${c.id}`, a: c.courriel, dossierId: dossier.id, sujet: `Dossier ${figee.numero} déposé`,
      texte: `Bonjour ${c.nom},\n\nLe dossier « ${figee.sections.projet.titre} » de ${figee.organisme.nom} est déposé sous le numéro ${figee.numero}${version > 1 ? ` (version ${version})` : ''}.\n\nSon récépissé, avec la liste des pièces et leurs empreintes, est dans le dossier sur Passerelle.`,
    });
  }
}

/** Withdraws a dossier before its decision (spec 1). */
export async function retirerDossier(ctx: Contexte, dossierId: string, motif: string): Promise<void> {
  await changerEtat(ctx, DOSSIER, 'retirer', { id: dossierId, motif });
}


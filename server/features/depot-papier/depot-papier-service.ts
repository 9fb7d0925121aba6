import { roleDans } from '../../domain/habilitations/acteur.js';
import { exigerReception, PIECE_ORIGINAL } from '../../domain/dossiers/papier.js';
import { Refus } from '../../domain/kernel/refus.js';
import type { Magasin } from '../../platform/file-store.js';
import { verrouiller } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import type { FichierRecu } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { lireAppel } from '../appels/appel-queries.js';
import { rangerFichier } from '../documents/fichier-service.js';
import { lireDossier, lirePieces, type DossierLu } from '../dossiers/dossier-queries.js';
import { ouvrirBrouillon, type Reception } from '../dossiers/dossier-service.js';
import { inviterMembre } from '../organismes/invitation-service.js';
import { lireOrganisme, type OrganismeLu } from '../organismes/organisme-queries.js';
import { declarerSansMembre, modifierOrganisme } from '../organismes/organisme-service.js';
import { compterMembres } from '../recevabilite/recevabilite-queries.js';
import { organismeParSiret } from './depot-papier-queries.js';
import { ecrireReception, insererOriginal } from './depot-papier-store.js';

/** Identity of an organisme as an agent reads it on a paper dossier. */
export type IdentiteLue = Omit<OrganismeLu, 'id' | 'version'>;

export interface SaisiePapier extends Reception {
  readonly siret: string;
  /** Identity to declare when the SIRET is not known; ignored otherwise. */
  readonly identite: IdentiteLue | null;
}

/**
 * Opens the entry of a dossier received on paper: the agent writes it for its organisme, without becoming a member of it.
 * The moment of receipt is the one that counts for the closing of the call.
 * @returns the dossier's id. @throws Refus `papier.date_future`, `papier.hors_delai`, `papier.membre`, `papier.organisme_inconnu`
 * @see issue 3, Deposit
 */
export async function saisirDossierPapier(ctx: Contexte, appelId: string, { siret, identite, recuLe, mode }: SaisiePapier): Promise<string> {
  const appel = trouve(await lireAppel(ctx.db, appelId));
  exigerReception(appel, recuLe, ctx.maintenant);
  const connu = await organismeParSiret(ctx.db, siret);
  if (connu === null && identite === null) throw new Refus('papier.organisme_inconnu');
  const organismeId = connu?.id ?? (identite === null ? '' : await declarerSansMembre(ctx, identite));
  exigerHorsOrganisme(ctx, organismeId);
  return ouvrirBrouillon(ctx, appel, organismeId, { recuLe, mode });
}

function exigerHorsOrganisme({ acteur }: Contexte, organismeId: string): void {
  if (roleDans(acteur, organismeId) !== null) throw new Refus('papier.membre');
}

async function dossierPapier(ctx: Contexte, dossierId: string, etats: readonly string[]): Promise<DossierLu> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  if (dossier.papier === null || !etats.includes(dossier.etat)) throw new Refus('etat.incompatible', { objet: 'dossier', etat: dossier.etat });
  exigerHorsOrganisme(ctx, dossier.organismeId);
  return dossier;
}

/**
 * Corrects the receipt of a paper dossier before its deposit and, while its organisme has no member to do it, the identity.
 * @throws Refus `etat.incompatible`, `papier.date_future`, `papier.hors_delai`, `papier.organisme_avec_membres`
 */
export async function corrigerPapier(ctx: Contexte, dossierId: string, reception: Reception, identite: Omit<IdentiteLue, 'siret'> | null): Promise<void> {
  const dossier = await dossierPapier(ctx, dossierId, ['brouillon']);
  exigerReception(trouve(await lireAppel(ctx.db, dossier.appelId)), reception.recuLe, ctx.maintenant);
  if (dossier.papier?.recuLe !== reception.recuLe || dossier.papier.mode !== reception.mode) {
    await ecrireReception(ctx.db, dossierId, reception);
    ctx.journaliser({ action: 'dossier.corriger_reception', objet: 'dossier', objetId: dossierId, dossierId, donnees: { avant: dossier.papier, apres: { recuLe: reception.recuLe, mode: reception.mode } } });
  }
  if (identite === null) return;
  if ((await compterMembres(ctx.db, dossier.organismeId)) > 0) throw new Refus('papier.organisme_avec_membres');
  const organisme = trouve(await lireOrganisme(ctx.db, dossier.organismeId));
  await modifierOrganisme(ctx, dossier.organismeId, identite, organisme.version);
}

/**
 * Invites the legal representative of an organisme that nobody holds yet: who opens the link becomes its signataire, follows
 * the dossier and answers online from then on.
 * @throws Refus `etat.incompatible`, `papier.organisme_avec_membres`
 */
export async function inviterRepresentant(ctx: Contexte, dossierId: string, { courriel, baseUrl }: { readonly courriel: string; readonly baseUrl: string }): Promise<void> {
  const dossier = await dossierPapier(ctx, dossierId, ['brouillon', 'complements_demandes']);
  if ((await compterMembres(ctx.db, dossier.organismeId)) > 0) throw new Refus('papier.organisme_avec_membres');
  await inviterMembre(ctx, dossier.organismeId, { courriel, role: 'signataire', baseUrl });
}

/**
 * Attaches the scan of what came on paper: the dossier itself, or the answer to a request for complements.
 * @throws Refus `etat.incompatible`, `papier.fichier_absent`, `piece.doublon`
 */
export async function joindreOriginal(ctx: Contexte, magasin: Magasin, dossierId: string, recus: readonly FichierRecu[]): Promise<void> {
  await dossierPapier(ctx, dossierId, ['brouillon', 'complements_demandes']);
  if (recus.length === 0) throw new Refus('papier.fichier_absent', { champ: 'original' });
  const presents = new Set((await lirePieces(ctx.db, dossierId)).filter((p) => p.code === PIECE_ORIGINAL).map((p) => p.sha256));
  for (const recu of recus) {
    if (presents.has(recu.sha256)) throw new Refus('piece.doublon', { nom: recu.nom, champ: 'original' });
    presents.add(recu.sha256);
    const id = ctx.nouvelId();
    await insererOriginal(ctx.db, { id, dossierId, fichierId: await rangerFichier(ctx, magasin, recu), code: PIECE_ORIGINAL, le: ctx.maintenant });
    ctx.journaliser({ action: 'piece.ajouter', objet: 'piece', objetId: id, dossierId, donnees: { code: PIECE_ORIGINAL, precision: '', nom: recu.nom, sha256: recu.sha256 } });
  }
}

import type { Appartenance } from '../../domain/habilitations/acteur.js';
import { DOSSIER } from '../../domain/etats/machines.js';
import { exigerOuvert, type CalendrierAppel } from '../../domain/appels/ouverture.js';
import { exigerSaisieSuffisante, recuATemps, type ModeReception } from '../../domain/dossiers/papier.js';
import type { ContenuSections, VersionDossier } from '../../domain/dossiers/contenu.js';
import { examinerDepot } from '../../domain/dossiers/evaluation.js';
import { Refus } from '../../domain/kernel/refus.js';
import { sha256 } from '../../platform/ids.js';
import { verrouiller } from '../../platform/database.js';
import { prochainNumero, type Contexte } from '../../platform/unit-of-work.js';
import { instant, jourAParis } from '../../platform/clock.js';
import { instantLong } from '../../platform/format.js';
import { trouve } from '../../web/errors.js';
import { lireAppel } from '../appels/appel-queries.js';
import { etablirDocument } from '../documents/document-service.js';
import { changerEtat } from '../etats/changer-etat.js';
import { ecrireAuPorteur } from '../notifications/notification-service.js';
import { figerOrganisme, lireOrganisme } from '../organismes/organisme-queries.js';
import { contenuDesSections, lireDossier, lirePieces, lireReglesDuDossier, lireSections, type DossierLu } from './dossier-queries.js';
import { indexerDossier } from './recherche-service.js';
import { recepisse } from './dossier-documents.js';
import { EDITABLES } from './edition.js';

/**
 * Opens a brouillon on a published, open call, for an organisme the author belongs to.
 * @throws Refus `appel.pas_ouvert`, `appel.depot_ferme`, `organisme.non_membre`.
 */
export async function creerDossier(ctx: Contexte, appelId: string, organismeId: string): Promise<string> {
  const appel = trouve(await lireAppel(ctx.db, appelId));
  exigerOuvert(appel, ctx.maintenant);
  if (!ctx.acteur.appartenances.some((a: Appartenance) => a.organismeId === organismeId)) throw new Refus('organisme.non_membre', { champ: 'organismeId' });
  return ouvrirBrouillon(ctx, appel, organismeId);
}

/** Receipt of a dossier on paper, as its row keeps it. */
export interface Reception { readonly recuLe: string; readonly mode: ModeReception }

/** Writes the row of a brouillon; the right to open it is the caller's to check. */
export async function ouvrirBrouillon(ctx: Contexte, appel: { readonly id: string; readonly version: number; readonly code: string }, organismeId: string, papier?: Reception): Promise<string> {
  const id = ctx.nouvelId();
  await ctx.db('dossiers').insert({
    id, appel_id: appel.id, organisme_id: organismeId, appel_version: appel.version, etat: DOSSIER.initial, titre: '', version: 0,
    demande_cents: 0, cout_total_cents: 0, cree_le: ctx.maintenant, modifie_le: ctx.maintenant,
    ...(papier === undefined ? {} : { papier_recu_le: papier.recuLe, papier_mode: papier.mode, papier_saisi_par: ctx.acteur.id }),
  });
  ctx.journaliser({ action: papier === undefined ? 'dossier.creer' : 'dossier.saisir_papier', objet: 'dossier', objetId: id, dossierId: id, vers: DOSSIER.initial, donnees: { appel: appel.code, ...papier } });
  return id;
}

/**
 * Deposits a dossier (spec 1, stage 4): checked, numbered, frozen with its pieces, receipted by document and mail,
 * all in one transaction. Deposited again after a request for complements, it keeps its number and makes a new version.
 * @returns the number. @throws Refus `appel.depot_ferme` one second after closing, `appel.pas_ouvert` before the opening; `depot.incomplet` with what is missing.
 */
export async function deposerDossier(ctx: Contexte, dossierId: string): Promise<string> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  if (!EDITABLES.includes(dossier.etat)) throw new Refus('etat.incompatible', { objet: 'dossier', etat: dossier.etat });
  const appel = trouve(await lireAppel(ctx.db, dossier.appelId));
  if (dossier.etat === 'brouillon') exigerDansLesTemps(appel, dossier, ctx.maintenant);
  const figee = await figer(ctx, dossier);
  const numero = figee.numero;
  const version = dossier.version + 1;
  const contenu = JSON.stringify(figee);
  await ctx.db('dossier_versions').insert({ dossier_id: dossierId, version, contenu, empreinte: sha256(contenu), depose_par: ctx.acteur.id, depose_le: ctx.maintenant });
  await changerEtat(ctx, DOSSIER, 'deposer', {
    id: dossierId, champs: { numero, version, appel_version: dossier.appelVersion, depose_le: dossier.deposeLe ?? dossier.papier?.recuLe ?? ctx.maintenant }, donnees: { numero, version, empreinte: sha256(contenu) },
  });
  await indexerDossier(ctx, dossierId);
  await ctx.db('demandes_complements').where({ dossier_id: dossierId }).whereNull('repondu_le').update({ repondu_le: ctx.maintenant, version_reponse: version });
  await accuserReception(ctx, dossier, figee, version);
  return numero;
}

/** What counts for a dossier on paper is the moment it was received. */
function exigerDansLesTemps(appel: CalendrierAppel, { papier }: DossierLu, maintenant: string): void {
  if (papier === null) exigerOuvert(appel, maintenant);
  else if (!recuATemps(appel, papier.recuLe)) throw new Refus('appel.depot_ferme', { fermeLe: appel.fermeLe });
}

async function figer(ctx: Contexte, dossier: DossierLu): Promise<VersionDossier> {
  const [organisme, sections, pieces, appel] = [
    trouve(await lireOrganisme(ctx.db, dossier.organismeId)), contenuDesSections(await lireSections(ctx.db, dossier.id)), await lirePieces(ctx.db, dossier.id), await lireReglesDuDossier(ctx.db, dossier),
  ];
  const examen = examinerDepot(sections, organisme.nature, pieces, appel);
  const incompletes = examen.sections.filter((s) => !s.complete).map((s) => s.section);
  if (dossier.papier !== null) exigerSaisieSuffisante(sections, pieces.filter((p) => p.analyse !== 'infectee'));
  else if (!examen.deposable) throw new Refus('depot.incomplet', { sections: incompletes.join(','), nombre: incompletes.length });
  else if (organisme.iban === '') throw new Refus('depot.sans_iban');
  return {
    numero: dossier.numero ?? await numeroter(ctx, dossier.appelId, dossier.papier?.recuLe ?? ctx.maintenant), organisme: figerOrganisme(organisme), sections: sections as ContenuSections,
    pieces: pieces.filter((p) => p.analyse !== 'infectee')
      .map(({ code, precision, nom, sha256: empreinte, taille, fichierId, valableJusquAu }) => ({ code, precision, nom, sha256: empreinte, taille, fichierId, ...(valableJusquAu === null ? {} : { valableJusquAu }) })),
  };
}

/** `AAP-AAAA-NNNN`: sequential per call, without holes; the year is that of the first deposit in Paris. */
async function numeroter(ctx: Contexte, appelId: string, deposeLe: string): Promise<string> {
  const rang = await prochainNumero(ctx, `dossiers:${appelId}`);
  return `AAP-${jourAParis(instant(deposeLe)).slice(0, 4)}-${String(rang).padStart(4, '0')}`;
}

async function accuserReception(ctx: Contexte, dossier: DossierLu, figee: VersionDossier, version: number): Promise<void> {
  await etablirDocument(ctx, {
    type: 'recepisse', titre: 'Récépissé de dépôt', dossierId: dossier.id, visiblePorteur: true, reference: figee.numero,
    blocs: recepisse(dossier, figee, version, ctx.maintenant, ctx.acteur.nom, await lireReglesDuDossier(ctx.db, dossier)),
  });
  await ecrireAuPorteur(ctx, dossier, {
    cle: `recepisse:${dossier.id}:${version}`, sujet: `Dossier ${figee.numero} déposé`,
    texte: `Bonjour,\n\nLe dossier « ${figee.sections.projet.titre} » de ${figee.organisme.nom} est déposé sous le numéro ${figee.numero}${version > 1 ? ` (version ${version})` : ''}.${version === 1 && dossier.papier !== null ? `\n\nReçu sur papier le ${instantLong(dossier.papier.recuLe)}, il a été saisi par ${ctx.acteur.nom}.` : ''}\n\nSon récépissé, avec la liste des pièces et leurs empreintes, est dans le dossier sur Passerelle.`,
  });
}

/** Withdraws a dossier before its decision (spec 1). */
export async function retirerDossier(ctx: Contexte, dossierId: string, motif: string): Promise<void> {
  await changerEtat(ctx, DOSSIER, 'retirer', { id: dossierId, motif });
}

import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import { cleDeTri, texteIndexe } from '../../platform/plein-texte.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { lireOrganisme, type OrganismeLu } from '../organismes/organisme-queries.js';
import { lireVersionDossier } from './dossier-queries.js';

type Ecriture = Pick<Contexte, 'db'>;

/** What the list of dossiers keeps of a deposited version: columns of the dossier, its territories, its words. */
export interface Referencement {
  readonly colonnes: { readonly dispositif: number; readonly axe: string; readonly organisme_nature: string; readonly tri_titre: string; readonly tri_organisme: string; readonly personnes: number; readonly personnes_rsa: number };
  readonly territoires: readonly string[];
  readonly texte: string;
}

/** Computes what the list keeps of a version; both the frozen and the present name and town of the organisme are found. */
export function referencer(version: VersionDossier, organisme: Pick<OrganismeLu, 'nom' | 'siret' | 'rna' | 'commune' | 'codePostal' | 'nature'>): Referencement {
  const { projet, organisme: contact, publics } = version.sections;
  return {
    colonnes: { dispositif: projet.dispositif, axe: projet.axe, organisme_nature: organisme.nature, tri_titre: cleDeTri(projet.titre), tri_organisme: cleDeTri(organisme.nom), personnes: publics.rsa + publics.horsRsaMoins25 + publics.horsRsaAutres, personnes_rsa: publics.rsa },
    territoires: [...new Set(projet.territoires)],
    texte: texteIndexe([
      version.numero, projet.titre, version.organisme.nom, organisme.nom, organisme.siret, organisme.rna ?? '', version.organisme.commune, organisme.commune, organisme.codePostal,
      contact.contactNom, contact.contactCourriel, projet.besoin, projet.objectifs,
    ]),
  };
}

/**
 * Brings the list up to date with the version just frozen: called by each deposit, in its transaction. What a porteur
 * changes afterwards is found once deposited again; a brouillon is never listed, hence never indexed.
 */
export async function indexerDossier(ctx: Ecriture, dossierId: string): Promise<void> {
  const { organisme_id } = trouve(await ctx.db('dossiers').where({ id: dossierId }).first<{ organisme_id: string } | undefined>('organisme_id'));
  await ecrire(ctx, dossierId, trouve(await lireOrganisme(ctx.db, organisme_id)));
}

/** Brings the list up to date with a renamed or moved organisme, for all its deposited dossiers. */
export async function indexerOrganisme(ctx: Ecriture, organismeId: string): Promise<void> {
  const organisme = trouve(await lireOrganisme(ctx.db, organismeId));
  const dossiers = await ctx.db('dossiers').where({ organisme_id: organismeId }).whereNotNull('depose_le').orderBy('id').select<{ id: string }[]>('id');
  for (const { id } of dossiers) await ecrire(ctx, id, organisme);
}

async function ecrire({ db }: Ecriture, dossierId: string, organisme: OrganismeLu): Promise<void> {
  const version = await lireVersionDossier(db, dossierId);
  if (version === null) return;
  const { colonnes, territoires, texte } = referencer(version, organisme);
  await db('dossiers').where({ id: dossierId }).update(colonnes);
  await db('dossier_territoires').where({ dossier_id: dossierId }).del();
  if (territoires.length > 0) await db('dossier_territoires').insert(territoires.map((territoire) => ({ dossier_id: dossierId, territoire })));
  await db('dossier_textes').insert({ dossier_id: dossierId, texte }).onConflict('dossier_id').merge(['texte']);
}

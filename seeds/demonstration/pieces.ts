import { jour, type Jour } from '../../server/domain/kernel/jour.js';
import { ajouterPieces, remplacerPiece, utiliserPermanente } from '../../server/features/dossiers/pieces-service.js';
import { lirePieces } from '../../server/features/dossiers/dossier-queries.js';
import { ajouterPermanente } from '../../server/features/organismes/pieces-service.js';
import type { OrganismeSeme } from './monde.js';
import type { Scene } from './scene.js';

const PERMANENTES: readonly { readonly code: string; readonly nom: string; readonly valableJusquAu: Jour | null }[] = [
  { code: 'statuts', nom: 'Statuts signés', valableJusquAu: null },
  { code: 'rib', nom: 'RIB du compte courant', valableJusquAu: null },
  { code: 'sirene', nom: 'Avis de situation SIRENE', valableJusquAu: jour('2031-12-31') },
  { code: 'comptes', nom: 'Comptes de 2020', valableJusquAu: jour('2022-06-30') },
];

/** The pieces an organisme keeps for all its dossiers, one of them expired since. */
export async function garderLesPermanentes(scene: Scene, organisme: OrganismeSeme): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  scene.le('2021-12-01T10:20');
  for (const { code, nom, valableJusquAu } of PERMANENTES) {
    const recu = await scene.fichier(nom, organisme.nom);
    ids.set(code, await scene.par(organisme.signataireId, (ctx) => ajouterPermanente(ctx, scene.deps.magasin, organisme.id, { code, valableJusquAu, recu, champDate: 'valableJusquAu' })));
  }
  return ids;
}

/** The draft of that organisme under way: one piece taken from its sheet, one sent then replaced, the rest to bring. */
export async function commencerLesPieces(scene: Scene, dossierId: string, organisme: OrganismeSeme, permanentes: ReadonlyMap<string, string>): Promise<void> {
  const { magasin } = scene.deps;
  const [premier, second] = [await scene.fichier('Liste des dirigeants', organisme.nom), await scene.fichier('Liste des dirigeants après l’assemblée générale', organisme.nom)];
  await scene.le('2022-01-20T15:00').par(organisme.signataireId, async (ctx) => {
    await utiliserPermanente(ctx, dossierId, { code: 'statuts', precision: '' }, permanentes.get('statuts') ?? '');
    await ajouterPieces(ctx, magasin, dossierId, 'dirigeants', '', [premier]);
  });
  await scene.le('2022-01-21T09:10').par(organisme.signataireId, async (ctx) => {
    const [jointe] = (await lirePieces(ctx.db, dossierId)).filter((p) => p.code === 'dirigeants');
    if (jointe) await remplacerPiece(ctx, magasin, dossierId, jointe.id, second);
  });
}

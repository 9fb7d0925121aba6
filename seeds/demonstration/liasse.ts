import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PDFDocument } from '@cantoo/pdf-lib';
import { lireLiasse, type LiasseLue } from '../../server/features/conventions/liasse-queries.js';
import { attacherDecoupe, deposerLiasse, noterPage, ouvrirLiasse, prochainExemplaire, terminerLiasse } from '../../server/features/conventions/liasse-service.js';
import { decouperExemplaire } from '../../server/features/conventions/liasse-travaux.js';
import { rangerFichier } from '../../server/features/documents/fichier-service.js';
import { ecrireCode } from '../../server/platform/code-de-page.js';
import { jetonAleatoire, sha256 } from '../../server/platform/ids.js';
import { compterPages, pdfEnMemoire, type DocumentModele } from '../../server/platform/pdf.js';
import { trouve } from '../../server/web/errors.js';
import type { FichierRecu } from '../../server/web/demande.js';
import type { Scene } from './scene.js';

/**
 * A convention comes back on paper, scanned with a note that bears no code: its copy is attached, the note waits for a person.
 * What the codes say is given here, not read from drawn pages: the demonstration starts no other process.
 */
export async function numeriserUnRetour(scene: Scene, agentId: string, conventionId: string): Promise<void> {
  const { modele: texte } = await scene.deps.db('documents').where({ objet_id: conventionId, type: 'convention' }).first<{ modele: string }>('modele');
  const { numero } = await scene.deps.db('conventions').where({ id: conventionId }).first<{ numero: string }>('numero');
  const modele = JSON.parse(texte) as DocumentModele;
  const pages = compterPages(modele);
  const id = await scene.par(agentId, async (ctx) => deposerLiasse(ctx, await rangerFichier(ctx, scene.deps.magasin, await liasse(scene, modele))));
  const lue = async (): Promise<LiasseLue> => trouve(await lireLiasse(scene.deps.db, id));
  const ouverte = await lue();
  await scene.par(agentId, async (ctx) => {
    await ouvrirLiasse(ctx, ouverte, pages + 1);
    for (let page = 1; page <= pages; page += 1) await noterPage(ctx, ouverte, page, { code: ecrireCode({ numero, page, pages }), rotation: 0, encre: 0.03 });
    await noterPage(ctx, ouverte, pages + 1, { code: null, rotation: 0, encre: 0.01 });
  });
  const decoupe = await decouperExemplaire(scene.deps, await lue(), trouve(await prochainExemplaire(scene.deps.db, id)));
  await scene.par(agentId, async (ctx) => {
    await attacherDecoupe(ctx, ouverte, decoupe);
    await terminerLiasse(ctx, ouverte);
  });
}

async function liasse(scene: Scene, modele: DocumentModele): Promise<FichierRecu> {
  const note = await pdfEnMemoire({
    titre: 'Note jointe', emetteur: { nom: 'Association' }, date: '27 avril 2022', creeLe: modele.creeLe,
    blocs: [{ type: 'paragraphe', texte: 'Veuillez trouver ci-joint notre exemplaire signé. La présidente sera absente jusqu’au 9 mai ; son adjoint peut répondre à vos questions.' }],
  });
  const ensemble = await PDFDocument.create({ updateMetadata: false });
  for (const octets of [await pdfEnMemoire(modele), note]) {
    const source = await PDFDocument.load(octets, { updateMetadata: false });
    for (const page of await ensemble.copyPages(source, source.getPageIndices())) ensemble.addPage(page);
  }
  const octets = await ensemble.save();
  const chemin = path.join(scene.deps.magasin.transit, jetonAleatoire());
  await writeFile(chemin, octets);
  return { champ: 'fichier', nom: 'Conventions signées, 28 avril.pdf', chemin, typeMime: 'application/pdf', taille: octets.length, sha256: sha256(octets) };
}

import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FORMAT, ligneEmpreinte, NOM_EMPREINTE, NOM_MANIFESTE, type Manifeste } from '../../domain/archives/manifeste.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { nouvelId, sha256 } from '../../platform/ids.js';
import { pdfEnMemoire, type DocumentModele } from '../../platform/pdf.js';
import { executant, type Executant } from '../../platform/travaux.js';
import { finZip, segmentZip, type EcriteZip, type EntreeZip } from '../../platform/zip.js';
import { trouve } from '../../web/errors.js';
import { conservationDuDossier } from '../conservation/conservation-queries.js';
import { lireDossier } from '../dossiers/dossier-queries.js';
import { lireOrganisme } from '../organismes/organisme-queries.js';
import { lireDonnees } from './archive-donnees.js';
import { lireArchive, lireFichiers, lireModeles, lireParties, type ArchiveLue, type EntreeEcrite, type PartieLue, type PlanArchive } from './archive-queries.js';
import { ajouterPartie, COMPOSER_ARCHIVE, terminerArchive, type ArchiveComposee, type ChargeArchive, type PartieEcrite } from './archive-service.js';

type Preparee =
  | { readonly etape: 'donnees'; readonly partie: PartieEcrite; readonly plan: PlanArchive }
  | { readonly etape: 'fichiers'; readonly partie: PartieEcrite }
  | { readonly etape: 'fin'; readonly partie: PartieEcrite; readonly composee: ArchiveComposee };

/**
 * Composes an archive part by part: the data, files and documents some at a time, then the manifest and the directory. Each
 * part is written outside the transaction and moved into the store before its step commits. Killed half-way it goes on from
 * the step that was not counted; a part written and not counted is a file nobody refers to, swept away later.
 */
export const compositionDArchive = (deps: Deps): Executant => executant<ChargeArchive, Preparee>({
  nature: COMPOSER_ARCHIVE,
  preparer: async ({ archiveId }, fait) => {
    const archive = trouve(await lireArchive(deps.db, archiveId));
    if (archive.plan === null) return preparerDonnees(deps, archive);
    const lot = archive.plan.lots[fait - 1];
    return lot === undefined ? preparerFin(deps, archive, archive.plan) : { etape: 'fichiers', partie: await ecrirePartie(deps, contenusDuLot(deps, lot)) };
  },
  etape: async (ctx, { archiveId }, fait, preparee) => {
    await ajouterPartie(ctx, archiveId, fait, preparee.partie, preparee.etape === 'donnees' ? preparee.plan : undefined);
    if (preparee.etape === 'fin') return { reste: false, suite: await terminerArchive(ctx, archiveId, preparee.composee) };
    return { reste: true, ...(preparee.etape === 'donnees' ? { total: preparee.plan.lots.length + 2 } : {}) };
  },
});

async function preparerDonnees(deps: Deps, { dossierId }: ArchiveLue): Promise<Preparee> {
  const { entrees, plan } = await lireDonnees(deps.db, dossierId);
  return { etape: 'donnees', plan, partie: await ecrirePartie(deps, entrees) };
}

type Entree = EntreeZip & { readonly nomOrigine?: string };

async function* contenusDuLot({ db, magasin }: Deps, { fichiers, documents }: PlanArchive['lots'][number]): AsyncGenerator<Entree> {
  const lus = await lireFichiers(db, fichiers.map((f) => f.id));
  for (const { id, nom } of fichiers) {
    const { cleStockage, nom: nomOrigine, sha256: attendue } = trouve(lus.get(id));
    yield { nom, nomOrigine, contenu: verifie(magasin.ouvrir(cleStockage) as AsyncIterable<Buffer>, attendue, nom) };
  }
  const modeles = await lireModeles(db, documents.map((d) => d.id));
  for (const { id, nom } of documents) {
    const modele = trouve(modeles.get(id));
    yield { nom: `${nom}.json`, contenu: [modele] };
    yield { nom: `${nom}.pdf`, contenu: [await pdfEnMemoire(JSON.parse(modele) as DocumentModele)] };
  }
}

/** A stored file as it is read, which must still be the one that was received: an archive never vouches for another. */
async function* verifie(octets: AsyncIterable<Buffer>, attendue: string, nom: string): AsyncGenerator<Buffer> {
  const somme = createHash('sha256');
  for await (const morceau of octets) {
    somme.update(morceau);
    yield morceau;
  }
  if (somme.digest('hex') !== attendue) throw new Error(`${nom} is no longer the file that was received`);
}

/** Writes one part into the store: its entries, then what `apres` adds once they are known. */
async function ecrirePartie({ magasin }: Deps, entrees: Iterable<Entree> | AsyncIterable<Entree>, apres: (ecrites: readonly EcriteZip[], octets: number) => Buffer = () => Buffer.alloc(0)): Promise<PartieEcrite> {
  const chemin = path.join(magasin.transit, nouvelId());
  const ecrites: EcriteZip[] = [];
  const sommes = new Map<string, { sha256: string; nomOrigine?: string }>();
  const tout = createHash('sha256');
  let taille = 0;
  async function* segment(): AsyncGenerator<Buffer> {
    for await (const bloc of segmentZip(avecSommes(entrees, sommes), ecrites)) {
      taille += bloc.length;
      tout.update(bloc);
      yield bloc;
    }
    const fin = apres(ecrites, taille);
    taille += fin.length;
    tout.update(fin);
    yield fin;
  }
  await pipeline(segment(), createWriteStream(chemin));
  const cle = await magasin.ranger(chemin);
  return { cle, taille, sha256: tout.digest('hex'), entrees: ecrites.map((e): EntreeEcrite => ({ ...e, ...trouve(sommes.get(e.nom)) })) };
}

async function* avecSommes(entrees: Iterable<Entree> | AsyncIterable<Entree>, sommes: Map<string, { sha256: string; nomOrigine?: string }>): AsyncGenerator<EntreeZip> {
  for await (const { nom, nomOrigine, contenu } of entrees) {
    const somme = createHash('sha256');
    async function* lire(): AsyncGenerator<string | Buffer> {
      for await (const morceau of contenu) {
        somme.update(morceau);
        yield morceau;
      }
      sommes.set(nom, { sha256: somme.digest('hex'), ...(nomOrigine === undefined ? {} : { nomOrigine }) });
    }
    yield { nom, contenu: lire() };
  }
}

async function preparerFin(deps: Deps, archive: ArchiveLue, plan: PlanArchive): Promise<Preparee> {
  const parties = await lireParties(deps.db, archive.id);
  const texte = `${JSON.stringify(await manifesteDe(deps, archive, plan, parties), null, 1)}\n`;
  const empreinteManifeste = sha256(texte);
  let avant = 0;
  const ecritesAvant = parties.flatMap((p) => {
    const debut = avant;
    avant += p.taille;
    return p.entrees.map((e) => ({ ...e, debut: e.debut + debut }));
  });
  const partie = await ecrirePartie(deps, [{ nom: NOM_MANIFESTE, contenu: [texte] }, { nom: NOM_EMPREINTE, contenu: [ligneEmpreinte(empreinteManifeste)] }],
    (ecrites, octets) => finZip([...ecritesAvant, ...ecrites.map((e) => ({ ...e, debut: e.debut + avant }))], avant + octets));
  const empreinte = await empreinteDesParties(deps, [...parties.map((p) => p.cleStockage), partie.cle]);
  return { etape: 'fin', partie, composee: { taille: avant + partie.taille, fichiers: ecritesAvant.length + 2, empreinte, empreinteManifeste } };
}

async function manifesteDe({ db }: Deps, archive: ArchiveLue, plan: PlanArchive, parties: readonly PartieLue[]): Promise<Manifeste> {
  const dossier = trouve(await lireDossier(db, archive.dossierId));
  const organisme = trouve(await lireOrganisme(db, dossier.organismeId));
  return {
    format: FORMAT, version: 1, dossier: { id: dossier.id, numero: dossier.numero ?? '', titre: dossier.titre, organisme: dossier.organismeNom, siret: organisme.siret, etat: dossier.etat },
    etabliLe: archive.demandeeLe, etabliPar: archive.demandeePar, conservation: await conservationDuDossier(db, dossier, jourAParis(archive.demandeeLe)), journal: plan.journal,
    fichiers: parties.flatMap((p) => p.entrees.map(({ nom, taille, sha256: somme, nomOrigine }) => ({ nom, taille, sha256: somme, ...(nomOrigine === undefined ? {} : { nomOrigine }) }))), absents: plan.absents,
  };
}

/** Bytes of an archive whose parts these are, one after the other. */
export async function* octetsDesParties({ magasin }: Pick<Deps, 'magasin'>, cles: readonly string[]): AsyncGenerator<Buffer> {
  for (const cle of cles) yield* magasin.ouvrir(cle) as AsyncIterable<Buffer>;
}

async function empreinteDesParties(deps: Deps, cles: readonly string[]): Promise<string> {
  const somme = createHash('sha256');
  for await (const morceau of octetsDesParties(deps, cles)) somme.update(morceau);
  return somme.digest('hex');
}

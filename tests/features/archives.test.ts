import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import { executer } from '../../server/cli/commandes.js';
import { HORS_ARCHIVE, TABLES_ARCHIVEES } from '../../server/features/archives/tables-archivees.js';
import { demanderArchive } from '../../server/features/archives/archive-service.js';
import { verifierArchive } from '../../server/features/archives/archive-verification.js';
import { conclureControle, emettreProvisoire } from '../../server/features/controles/conclusions-service.js';
import { designerControleur, ouvrirControle, retenirRealisation, statuerDepense } from '../../server/features/controles/controle-service.js';
import { repondreContradictoire } from '../../server/features/controles/contradictoire-service.js';
import { ecrireMessage } from '../../server/features/messagerie/message-service.js';
import { liquider, mandater, payer, valider } from '../../server/features/versements/versement-service.js';
import { estPostgres } from '../../server/platform/database.js';
import { sha256 } from '../../server/platform/ids.js';
import { RACINE } from '../../server/platform/racine.js';
import { finZip, segmentZip, type EcriteZip } from '../../server/platform/zip.js';
import type { Manifeste } from '../../server/domain/archives/manifeste.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, type NomDeCompte } from '../support/comptes.js';
import { bilanDepose, conventionSignee, type ConventionSignee } from '../support/convention-signee.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

/** Files of an archive by name, in their order. */
function ouvrir(archive: Buffer): Map<string, Buffer> {
  const fin = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const fichiers = new Map<string, Buffer>();
  let p = archive.readUInt32LE(fin + 16);
  for (let i = 0; i < archive.readUInt16LE(fin + 10); i += 1) {
    const [comprime, longueur, extra, debut] = [archive.readUInt32LE(p + 20), archive.readUInt16LE(p + 28), archive.readUInt16LE(p + 30), archive.readUInt32LE(p + 42)];
    const donnees = debut + 30 + archive.readUInt16LE(debut + 26);
    fichiers.set(archive.subarray(p + 46, p + 46 + longueur).toString(), inflateRawSync(archive.subarray(donnees, donnees + comprime)));
    p += 46 + longueur + extra;
  }
  return fichiers;
}

/** Each file once compressed: archives that differ by one file share the others. */
const SEGMENTS = new Map<string, Promise<{ octets: Buffer; ecrits: EcriteZip[] }>>();

async function segmentDe(nom: string, contenu: Buffer): Promise<{ octets: Buffer; ecrits: EcriteZip[] }> {
  const [ecrits, morceaux]: [EcriteZip[], Buffer[]] = [[], []];
  for await (const m of segmentZip([{ nom, contenu: [contenu] }], ecrits)) morceaux.push(m);
  return { octets: Buffer.concat(morceaux), ecrits };
}

async function fermer(entrees: Iterable<readonly [string, Buffer]>): Promise<Buffer> {
  const [ecrits, morceaux]: [EcriteZip[], Buffer[]] = [[], []];
  let debut = 0;
  for (const [nom, contenu] of entrees) {
    const cle = `${nom} ${sha256(contenu)}`;
    const segment = SEGMENTS.get(cle) ?? segmentDe(nom, contenu);
    SEGMENTS.set(cle, segment);
    const { octets, ecrits: siens } = await segment;
    for (const e of siens) ecrits.push({ ...e, debut });
    morceaux.push(octets);
    debut += octets.length;
  }
  return Buffer.concat([...morceaux, finZip(ecrits, debut)]);
}

const unOctet = (contenu: Buffer, rang: number): Buffer => {
  const change = Buffer.from(contenu);
  change[rang] = (change[rang] ?? 0) ^ 0x20;
  return change;
};

describe('archive of a dossier', () => {
  let app: ApplicationDeTest;
  let c: ConventionSignee;

  before(async () => {
    app = await lancerApplication();
    c = await conventionSignee(app);
    await agir(app, c.comptes.redacteur, (ctx) => ecrireMessage(ctx, c.id, { texte: 'Voici les attestations « demandées ».', prive: false }));
    // The builder writes the deposit without its act: the archive is held against the journal.
    const { contenu } = await app.deps.db('dossier_versions').where({ dossier_id: c.id }).first<{ contenu: string }>('contenu');
    await agir(app, c.comptes.signataire, (ctx) => Promise.resolve(ctx.journaliser({ action: 'dossier.deposer', objet: 'dossier', objetId: c.id, dossierId: c.id, donnees: { version: 1, empreinte: sha256(contenu) } })));
    app.horloge.allerA('2023-02-15T10:00');
    const { depenses, ressource } = await bilanDepose(app, c);
    await agir(app, c.comptes.responsable, (ctx) => designerControleur(ctx, c.id, c.comptes.controleur.id));
    await agir(app, c.comptes.controleur, async (ctx) => {
      await ouvrirControle(ctx, c.id);
      for (const id of depenses) {
        const { m } = await ctx.db('bilan_depenses').where({ id }).first<{ m: number | string }>('montant_cents as m');
        await statuerDepense(ctx, c.id, id, { retenuCents: Number(m), motif: null, constat: '' });
      }
      await retenirRealisation(ctx, c.id, { volumes: [32], publics: { rsa: 30, horsRsaMoins25: 2, horsRsaAutres: 0 }, nonExecution: false, commentaire: '', ressources: { [ressource]: 2_500_000 } });
      await emettreProvisoire(ctx, c.id);
    });
    await agir(app, c.comptes.signataire, (ctx) => repondreContradictoire(ctx, c.id, { reponse: '', accepte: true }));
    await agir(app, c.comptes.controleur, (ctx) => conclureControle(ctx, c.id));
    const [, solde = ''] = c.versements;
    await agir(app, c.comptes.finances1, (ctx) => liquider(ctx, c.id, solde));
    await agir(app, c.comptes.finances2, (ctx) => valider(ctx, c.id, solde));
    await agir(app, c.comptes.finances1, (ctx) => mandater(ctx, c.id, solde));
    await agir(app, c.comptes.finances1, (ctx) => payer(ctx, c.id, solde, { payeLe: '2023-02-15' }));
  });
  after(() => app.fermer());

  const connecte = async (nom: NomDeCompte): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(c.comptes[nom].courriel);
    return v;
  };
  const chemin = (nom: string): string => path.join(app.deps.config.filesDir, nom);
  const verifier = async (archive: Buffer): Promise<string[]> => {
    await writeFile(chemin('essai.zip'), archive);
    return (await verifierArchive(chemin('essai.zip'))).anomalies.map((a) => `${a.nom} ${a.code}`);
  };
  const env = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'] ?? '', DATABASE_URL: `sqlite:${chemin('nulle/part.sqlite')}` });
  /** The command in this process, which is quicker than one of its own. */
  const cli = async (...args: string[]): Promise<{ code: number; sortie: string }> => {
    const sortie: string[] = [];
    const code = await executer(['archive', 'verifier', ...args], env(), (l) => void sortie.push(l));
    return { code, sortie: sortie.join('\n') };
  };
  const telecharger = async (v: Visiteur): Promise<Buffer> => {
    const page = (await v.lire(`/dossiers/${c.id}/archive`)).corps;
    const lien = /href="([^"]+archive\.zip)"/.exec(page)?.[1] ?? '';
    const reponse = await v.lire(lien);
    expect(reponse.statut).to.equal(200);
    expect(Number(reponse.entetes.get('content-length'))).to.equal(reponse.octets.length);
    return Buffer.from(reponse.octets);
  };

  it('holds the whole dossier, and verifies by itself', async () => {
    const finances = await connecte('finances1');
    await finances.reussir(`/dossiers/${c.id}/archive`);
    expect(texteDe((await finances.lire(`/dossiers/${c.id}/archive`)).corps)).to.include('À conserver jusqu’au 31 décembre 2026').and.include('en attente');
    await app.serveur.travailler();
    const archive = await telecharger(finances);
    const fichiers = ouvrir(archive);
    const noms = [...fichiers.keys()];
    for (const attendu of ['LISEZ-MOI.txt', 'synthese.txt', 'messages.txt', 'versions/version-1.json', 'versions/version-1.txt', 'donnees/journal.jsonl', 'donnees/versements.json', 'donnees/bilan_depenses.json', 'donnees/controles.json', 'donnees/conventions.json', 'donnees/personnes.json']) expect(noms).to.include(attendu);
    for (const genre of [/^pieces\/0001-.+\.pdf$/, /^justificatifs\/.+facture\.pdf$/, /^documents\/.*Conclusions-definitives.*\.pdf$/, /^documents\/.*Certificat.*\.pdf$/]) expect(noms.some((n) => genre.test(n)), String(genre)).to.be.true;
    expect(fichiers.get('messages.txt')?.toString()).to.include('Voici les attestations « demandées ».').and.include('Rémi Dacteur');
    expect(fichiers.get('synthese.txt')?.toString()).to.match(/20\s000,00\s€/).and.match(/2\. 8\s000,00\s€, payé le 15 février 2023/);
    expect(fichiers.get('versions/version-1.txt')?.toString()).to.include('Bénéficiaires du RSA');
    const manifeste = JSON.parse(fichiers.get('manifeste.json')?.toString() ?? '') as Manifeste;
    expect(manifeste.fichiers.map((f) => f.nom)).to.have.members(noms.filter((n) => !n.startsWith('manifeste.')));
    expect(manifeste.conservation).to.deep.equal({ jusquau: '2026-12-31', regle: 'apurement_comptes', definitive: true });
    for (const f of manifeste.fichiers) expect([f.taille, f.sha256], f.nom).to.deep.equal([fichiers.get(f.nom)?.length, sha256(fichiers.get(f.nom) ?? '')]);
    expect(await verifier(archive)).to.deep.equal([]);
    const trace = await app.deps.db('journal').where({ action: 'archive.etablir', dossier_id: c.id }).first<{ donnees: string }>('donnees');
    expect(JSON.parse(trace.donnees)).to.include({ empreinte: sha256(archive), empreinteManifeste: sha256(fichiers.get('manifeste.json') ?? '') });
    expect(texteDe((await finances.lire('/archives')).corps)).to.include(c.numero);
  });

  it('fails after one byte of any file is changed, and names it', async () => {
    const archive = await telecharger(await connecte('controleur'));
    const fichiers = ouvrir(archive);
    const passees: string[] = [];
    for (const [i, [nom, contenu]] of [...fichiers].entries()) {
      const rang = [0, Math.floor(contenu.length / 2), contenu.length - 1][i % 3] ?? 0;
      const anomalies = await verifier(await fermer([...fichiers].map(([n, octets]) => [n, n === nom ? unOctet(octets, rang) : octets] as const)));
      if (!anomalies.some((a) => a.startsWith(nom === 'manifeste.sha256' ? 'manifeste.json ' : `${nom} `))) passees.push(`${nom} at ${rang}: ${anomalies.join()}`);
    }
    expect(passees).to.deep.equal([]);
    expect(fichiers.size).to.be.greaterThan(40);
  });

  it('fails when a file is added, taken away, doubled or renamed, and when the file itself is cut or altered', async () => {
    const archive = await telecharger(await connecte('admin'));
    const fichiers = [...ouvrir(archive)];
    expect(await verifier(await fermer([...fichiers, ['pieces/9999-ajout.pdf', Buffer.from('x')]]))).to.deep.equal(['pieces/9999-ajout.pdf en_trop']);
    for (const [nom] of fichiers.filter((_, i) => i % 5 === 0 || i >= fichiers.length - 2)) {
      const sans = await verifier(await fermer(fichiers.filter(([n]) => n !== nom)));
      expect(sans.some((a) => a.startsWith(`${nom} `)), nom).to.be.true;
    }
    expect(await verifier(await fermer([...fichiers, ...fichiers.slice(0, 1)]))).to.deep.equal(['LISEZ-MOI.txt en_double']);
    expect(await verifier(await fermer(fichiers.map(([n, o]) => [n === 'synthese.txt' ? 'synthèse.txt' : n, o] as const)))).to.have.members(['synthèse.txt en_trop', 'synthese.txt manquant']);
    await writeFile(chemin('coupee.zip'), archive.subarray(0, archive.length - 10));
    expect(await cli(chemin('coupee.zip'))).to.deep.include({ code: 1 });
    for (let p = 0; p < archive.length; p += Math.ceil(archive.length / 40)) {
      await writeFile(chemin('alteree.zip'), unOctet(archive, p));
      const { anomalies } = await verifierArchive(chemin('alteree.zip')).catch(() => ({ anomalies: ['illisible'] }));
      // A few bytes of a ZIP say nothing of its files (dates, versions): the hash of the whole is what holds them.
      if (anomalies.length === 0) expect([...ouvrir(unOctet(archive, p))]).to.deep.equal(fichiers);
    }
  });

  it('is checked from the command line without any database', async () => {
    const archive = await telecharger(await connecte('responsable'));
    await writeFile(chemin('bonne.zip'), archive);
    const { status, stdout } = spawnSync(process.execPath, ['--import=tsx', path.join(RACINE, 'server/cli/main.ts'), 'archive', 'verifier', chemin('bonne.zip'), '--empreinte', sha256(archive)], { encoding: 'utf8', cwd: RACINE, env: env() });
    expect(status, stdout).to.equal(0);
    expect(stdout).to.include('Archive intacte').and.include('archive établie le').and.include('À conserver jusqu’au 31 décembre 2026');
    await writeFile(chemin('mauvaise.zip'), await fermer([...ouvrir(archive)].map(([n, o]) => [n, n === 'synthese.txt' ? unOctet(o, 3) : o] as const)));
    const mauvaise = await cli(chemin('mauvaise.zip'));
    expect(mauvaise.code).to.equal(1);
    expect(mauvaise.sortie).to.include('synthese.txt : ne correspond pas à son empreinte');
    expect((await cli(chemin('bonne.zip'), '--empreinte', '0'.repeat(64))).code).to.equal(1);
    expect((await cli(chemin('absente.zip'))).code).to.equal(2);
    await writeFile(chemin('texte.zip'), 'bonjour');
    expect(await cli(chemin('texte.zip'))).to.deep.equal({ code: 1, sortie: 'Archive illisible : ce n’est pas une archive ZIP, ou elle est abîmée.' });
  });

  it('is made once when fifty people ask at once, replaces the former one, and is not for others', async () => {
    const { db } = app.deps;
    const ids = await Promise.all(Array.from({ length: 50 }, () => agir(app, c.comptes.finances1, (ctx) => demanderArchive(ctx, c.id))));
    expect(new Set(ids).size).to.equal(1);
    await app.serveur.travailler();
    const parties = await db('archive_parties').select<{ archive_id: string }[]>('archive_id');
    expect(new Set(parties.map((p) => p.archive_id))).to.deep.equal(new Set([ids[0]]));
    expect(texteDe((await (await connecte('finances1')).lire(`/dossiers/${c.id}/archive`)).corps)).to.include('Remplacée par une archive plus récente');
    for (const nom of ['signataire', 'instructeur', 'comite1', 'pilotage'] as const) expect((await (await connecte(nom)).lire(`/dossiers/${c.id}/archive/${ids[0] ?? ''}/archive.zip`)).statut, nom).to.be.oneOf([403, 404]);
  });

  it('leaves out no table about a dossier but those it says', async () => {
    const { db } = app.deps;
    const tables = estPostgres(db)
      ? (await db('information_schema.tables').whereRaw('table_schema = current_schema()').select<{ nom: string }[]>('table_name as nom')).map((t) => t.nom)
      : (await db('sqlite_master').where({ type: 'table' }).select<{ nom: string }[]>('name as nom')).map((t) => t.nom);
    const archivees = new Set(TABLES_ARCHIVEES.map((t) => t.table));
    const cles = new Set(['dossier_id', 'convention_id', 'versement_id', 'reversement_id', 'bilan_id', 'depense_id', 'ressource_id', 'controle_id', 'recours_id', 'decision_id', 'message_id', 'visite_id', 'import_id', 'ecriture_id', 'avenant_id', 'demande_id']);
    const oubliees: string[] = [];
    for (const table of tables) {
      const colonnes = Object.keys(await db(table).columnInfo());
      if (colonnes.some((x) => cles.has(x)) && !archivees.has(table) && !(table in HORS_ARCHIVE)) oubliees.push(table);
    }
    expect(oubliees).to.deep.equal([]);
  });
});

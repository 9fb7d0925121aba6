import { inflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import { readSheet } from 'read-excel-file/node';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { appelReferencePublie } from '../support/appel.js';
import { comptesDeTest, type ComptesDeTest } from '../support/comptes.js';
import { declarerOrganisme, ORGANISME, pdf, PIECES, SECTIONS_COMPLETES } from '../support/depot-http.js';
import { explorer, formulairesDe, type Monde } from '../support/formulaires.js';
import { ouvrirPdf, extraireTextePdf } from '../support/pdf-texte.js';
import { FAMILLES, PLANTS, plantNu, Tirage } from '../support/saisies-hostiles.js';
import { plausible } from '../support/composer-tirs.js';
import { Visiteur, type Champs, type Reponse } from '../support/visiteur.js';

/** What a person could type and the product accepts: of each family, the values a careless page, PDF or file would run. */
const TEXTES = [...PLANTS, ...FAMILLES.formules, ...FAMILLES.entetes, ...FAMILLES.gabarits, ...FAMILLES.directions, ...FAMILLES.emojis, ...FAMILLES.sql, ...FAMILLES.balises, ...FAMILLES.invisibles].filter((t) => t.trim().length > 3);
let rang = 0;
/** Next hostile text, the plants coming back more often; cut at `max` characters. */
const semer = (max = 90): string => {
  rang += 1;
  const texte = rang % 2 === 0 ? PLANTS[(rang / 2) % PLANTS.length] ?? '' : TEXTES[(rang * 7) % TEXTES.length] ?? '';
  return [...texte].slice(0, max).join('').trim() || 'x';
};
/** A name that a disk could bear: what holds a path is refused, as the hostile files' tests show. */
const nomDeFichier = (): string => `${semer(60).replace(/[\\/:\p{Cc}\p{Cf}\u2028\u2029]/gu, '') || 'piece'}.pdf`;
const longs = (nombre: number): string => Array.from({ length: nombre }, () => semer()).join('\n');

const LIBRES = /besoin|objectifs|methode|partenariat|equipe|concertation|reperage|aidesRecues/;
const COURTS = /contactNom|contactFonction|titre|intitule|unite|libelle|cible\]|mesure\]/;
const SECTIONS = (): Record<string, Champs> => Object.fromEntries(Object.entries(SECTIONS_COMPLETES).map(([section, champs]) => [section, Object.fromEntries(
  Object.entries(champs).map(([nom, v]) => [nom, LIBRES.test(nom) ? longs(6) : COURTS.test(nom) && !/ciblePublics/.test(nom) ? semer(nom.includes('unite') ? 45 : 90) : v]))]));

const SIRETS = ['78237124900015', '41234567000019', '39876543800013'];

describe('hostile text shown back', function () {
  this.timeout(240_000);
  let app: ApplicationDeTest;
  const visiteurs = new Map<string, Visiteur>();
  const v = (qui: string): Visiteur => visiteurs.get(qui) ?? new Visiteur(app.adresse);
  let comptes: ComptesDeTest;
  const dossiers: string[] = [];
  const fichiersVus = new Set<string>();
  const vu = { pages: 0, plantes: 0, pdf: 0, pdfPlantes: 0, csv: 0, xlsx: 0, ics: 0 };

  before(async () => {
    app = await lancerApplication('2022-01-10T09:00');
    comptes = await comptesDeTest(app);
    const { id: appelId } = await appelReferencePublie(app);
    for (const qui of ['signataire', 'instructeur', 'responsable', 'comite1', 'avis', 'finances1', 'controleur', 'pilotage', 'admin']) {
      const visiteur = new Visiteur(app.adresse);
      await visiteur.connecter(`${qui}@passerelle.test`);
      visiteurs.set(qui, visiteur);
    }
    for (const siret of SIRETS) dossiers.push(await deposer(appelId, siret));
    await instruire();
  });
  after(() => app.fermer());

  async function deposer(appelId: string, siret: string): Promise<string> {
    const porteur = v('signataire');
    const identite = Object.fromEntries(['nom', 'formeJuridique', 'adresse', 'commune', 'representantNom', 'representantQualite'].map((n) => [n, semer(80)]));
    const organismeId = await declarerOrganisme(porteur, { ...ORGANISME, ...identite, siret });
    const dossier = await porteur.reussir(`/appels/${appelId}/dossiers`, { organismeId });
    for (const [section, champs] of Object.entries(SECTIONS())) await porteur.reussir(`${dossier}/sections/${section}`, { ...champs, version: '0' });
    for (const [code, precision] of PIECES) {
      await porteur.reussir(`${dossier}/pieces`, { code, precision, [precision === '' ? code : `${code}-${precision}`]: new File([pdf(`${siret}${code}${precision}`)], nomDeFichier(), { type: 'application/pdf' }) });
    }
    await porteur.reussir(`${dossier}/depot`);
    return dossier;
  }

  /** Fills the form of a page that leads to `suffixe`, its texts hostile, and requires that it is accepted. */
  async function remplir(qui: string, page: string, suffixe: string, impose: Champs = {}): Promise<void> {
    const { corps } = await v(qui).lire(page);
    const f = formulairesDe(corps).find((x) => x.methode === 'post' && x.action.endsWith(suffixe));
    expect(f, `${page} has no form to ${suffixe}`).not.to.equal(undefined);
    const tirage = new Tirage(7);
    const champs: Record<string, string | string[]> = {};
    for (const c of f?.champs ?? []) {
      const [entree] = plausible(c, tirage);
      if (c.genre === 'texte' && entree?.[1] === 'Un texte') champs[c.nom] = semer();
      else if (c.genre === 'case') champs[c.nom] = [...c.valeurs];
      else if (typeof entree?.[1] === 'string') champs[c.nom] = entree[1];
    }
    await v(qui).reussir(f?.action ?? '', { ...champs, ...impose });
  }

  async function instruire(): Promise<void> {
    const [premier = '', deuxieme = ''] = dossiers;
    for (const dossier of dossiers) {
      await remplir('responsable', `${dossier}/affectation`, '/affectation', { instructeurId: comptes.instructeur.id });
      await remplir('signataire', `${dossier}/messages`, '/messages', { texte: longs(4) });
      await remplir('instructeur', `${dossier}/notes`, '/notes', { note: longs(4) });
    }
    await v('instructeur').reussir(`${deuxieme}/recevabilite/complements`, { 'elements[0][cle]': 'piece:rib', 'elements[0][motif]': 'incomplet', 'elements[0][commentaire]': longs(2), message: longs(3), limite: '25/02/2022', motifLimite: semer() });
    await remplir('instructeur', `${premier}/recevabilite`, '/recevabilite');
    await v('instructeur').reussir(`${premier}/recevabilite/conclusion`, { conclusion: 'recevable' });
    await remplir('responsable', `${premier}/affectation`, '/affectation', { instructeurId: comptes.instructeur.id });
    await remplir('instructeur', `${premier}/avis`, '/avis', { personneId: comptes.avis.id, question: longs(2), limite: '30/01/2022' });
    await remplir('avis', `${premier}/avis/rendu`, '/avis/rendu', { texte: longs(4) });
    await remplir('instructeur', `${premier}/instruction`, '/instruction');
  }

  it('is escaped on every page, and is text in every PDF, CSV, workbook and calendar', async () => {
    const monde: Monde = { app, visiteurs };
    await explorer(monde, { parPatron: 5, parPage: 3, voir: regarder });
    expect(vu.pages).to.be.greaterThan(60);
    expect(vu.plantes, 'plants really shown, escaped').to.be.greaterThan(100);
    expect(vu.pdfPlantes, 'plants really printed').to.be.greaterThan(2);
    expect(vu.csv).to.be.greaterThan(0);
    expect(vu.xlsx).to.be.greaterThan(0);
  });

  async function regarder(qui: string, chemin: string, r: Reponse): Promise<void> {
    const type = r.entetes.get('content-type') ?? '';
    if (r.statut !== 200 || (!type.startsWith('text/html') && fichiersVus.has(chemin))) return;
    fichiersVus.add(chemin);
    const ou = `${qui} ${chemin}`;
    if (type.startsWith('text/html')) {
      vu.pages += 1;
      expect(plantNu(r.corps), ou).to.equal(null);
      vu.plantes += r.corps.split('&lt;script&gt;window.xss').length - 1;
    } else if (type.startsWith('application/pdf') && chemin.endsWith('.pdf')) await regarderPdf(ou, r);
    else if (type.startsWith('text/csv')) { vu.csv += 1; for (const cellule of cellules(r.corps)) expect(cellule, ou).not.to.match(/^[=+@\t\r\n＝＋－＠]|^-(?![\d\s]*[,.]?\d*$)/u); }
    else if (type.includes('spreadsheetml')) { vu.xlsx += 1; await regarderClasseur(ou, r); }
    else if (type.startsWith('text/calendar')) { vu.ics += 1; for (const ligne of r.corps.split('\r\n')) expect(ligne, ou).to.match(/^(?: |[A-Z-]+[;:]|$)/).and.not.match(/[\r\n]/); }
  }

  async function regarderPdf(ou: string, r: Reponse): Promise<void> {
    vu.pdf += 1;
    const texte = await extraireTextePdf(r.octets);
    expect(texte.length, ou).to.be.greaterThan(20);
    if (/window\.xss/.test(texte)) vu.pdfPlantes += 1;
    const document = await ouvrirPdf(r.octets);
    try {
      expect(await document.getJSActions(), ou).to.equal(null);
      for (let n = 1; n <= document.numPages; n += 1) {
        const liens = (await (await document.getPage(n)).getAnnotations() as { url?: string }[]).map((a) => a.url ?? '');
        expect(liens.filter((u) => !/^(https?:|mailto:|$)/.test(u)), ou).to.deep.equal([]);
      }
    } finally {
      await document.destroy();
    }
  }

  async function regarderClasseur(ou: string, r: Reponse): Promise<void> {
    const [entete = []] = await readSheet(Buffer.from(r.octets));
    expect(entete, ou).to.have.length.greaterThan(1);
    expect(feuilleDe(Buffer.from(r.octets)), ou).to.include('<row').and.not.match(/<f[ >]|<hyperlink/);
  }

  it('gives the lists and exports of the responsable their text, in cells that run nothing', async () => {
    const csv = await v('responsable').lire('/dossiers/export.csv?colonnes=numero,titre,organisme');
    expect(csv.statut).to.equal(200);
    expect(csv.corps).to.include('window.xss');
    await regarder('responsable', '/dossiers/export.csv', csv);
    const xlsx = await v('responsable').lire('/dossiers/export.xlsx?colonnes=numero,titre,organisme');
    expect((await readSheet(Buffer.from(xlsx.octets))).flat().map(String).join('\n')).to.include('window.xss');
  });

  it('keeps the subject and the recipient of every mail on one line', async () => {
    const courriels = await app.deps.db('outbox').select<{ sujet: string; destinataire: string }[]>('sujet', 'destinataire');
    expect(courriels.length).to.be.greaterThan(3);
    expect(courriels.filter((c) => /[\p{Cc}\u2028\u2029]/u.test(c.sujet + c.destinataire))).to.deep.equal([]);
  });
});

/** Cells of a CSV of the product, unquoted. */
function cellules(csv: string): string[] {
  return [...csv.replace(/^\uFEFF/, '').matchAll(/(?:^|;|\r\n)(?:"((?:[^"]|"")*)"|([^;"\r\n]*))/g)].map(([, entre, nue]) => (entre === undefined ? nue ?? '' : entre.replaceAll('""', '"')));
}

/** Text of the first sheet of a workbook: the entries of the archive are read by its central directory. */
function feuilleDe(archive: Buffer): string {
  const fin = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  for (let p = archive.readUInt32LE(fin + 16), n = archive.readUInt16LE(fin + 10); n > 0; n -= 1) {
    const [comprime, longueur, debut] = [archive.readUInt32LE(p + 20), archive.readUInt16LE(p + 28), archive.readUInt32LE(p + 42)];
    const donnees = debut + 30 + archive.readUInt16LE(debut + 26);
    if (archive.subarray(p + 46, p + 46 + longueur).toString() === 'xl/worksheets/sheet1.xml') return inflateRawSync(archive.subarray(donnees, donnees + comprime)).toString();
    p += 46 + longueur + archive.readUInt16LE(p + 30) + archive.readUInt16LE(p + 32);
  }
  return '';
}

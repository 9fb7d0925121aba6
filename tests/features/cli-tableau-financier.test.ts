import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { executer } from '../../server/cli/commandes.js';
import type { ValeurCellule } from '../../server/platform/feuille.js';
import { RACINE } from '../../server/platform/racine.js';
import { ecrireXlsx } from '../../server/platform/xlsx.js';
import { BASE } from '../support/base.js';
import { zip } from '../support/fichiers-hostiles.js';

interface Sortie { readonly code: number | null; readonly sortie: string; readonly erreurs: string }
interface Resultat { readonly lignes: number; readonly totaux: Readonly<Record<string, string>>; readonly anomalies: readonly { code: string; lieu: string; attendu: string; trouve: string }[] }

const REEL = path.join(RACINE, 'tests/domain/exemples/tableau-financier-2020.csv');

// These commands open no database: once is enough.
if (BASE === 'sqlite') describe('command line: checks of funding documents', () => {
  let dossier: string;
  before(() => { dossier = mkdtempSync(path.join(tmpdir(), 'tableau-financier-')); });
  after(() => { rmSync(dossier, { recursive: true, force: true }); });

  /** The real program, in a process of its own, without any configuration. */
  const cli = (...args: string[]): Sortie => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import=tsx', path.join(RACINE, 'server/cli/main.ts'), ...args], {
      encoding: 'utf8', cwd: RACINE, env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: `sqlite:${dossier}/nulle/part.sqlite` },
    });
    return { code: status, sortie: stdout, erreurs: stderr };
  };
  /** The same commands in this process, which is quicker. */
  const executees = async (...args: string[]): Promise<Sortie> => {
    const [sortie, erreurs]: [string[], string[]] = [[], []];
    const code = await executer(args, { DATABASE_URL: `sqlite:${dossier}/nulle/part.sqlite` }, (l) => void sortie.push(l), (l) => void erreurs.push(l));
    return { code, sortie: sortie.join('\n'), erreurs: erreurs.join('\n') };
  };
  const fichier = (nom: string, contenu: string | Buffer): string => {
    const chemin = path.join(dossier, nom);
    writeFileSync(chemin, contenu);
    return chemin;
  };
  const lu = ({ sortie }: Sortie): Resultat => JSON.parse(sortie) as Resultat;
  const reel = readFileSync(REEL, 'utf8');

  it('finds nothing in the real table of 2020 and ends with 0', () => {
    const sain = cli('tableau-financier', 'verifier', REEL);
    expect([sain.code, sain.erreurs]).to.deep.equal([0, '']);
    expect(lu(sain)).to.deep.equal({
      lignes: 16,
      totaux: { budget: '1936652.00', etatPrenotifie: '802232.79', etat: '650732.00', departement: '742977.00', report: '542943.00', autres: '0.00' },
      anomalies: [],
    });
  });

  it('reads the same table as a French spreadsheet saves it', async () => {
    const tableur = reel.replace(/;(\d+)\.(\d\d)(?=[;\n])/g, (_, euros: string, c: string) => `;${Number(euros).toLocaleString('fr-FR')},${c} €`).replace(/;(\d+)\.(\d\d)(?=[;\n])/g, ';$1,$2').replaceAll('\n', '\r\n');
    expect(tableur).to.include('\u202f');
    expect((await executees('tableau-financier', 'verifier', fichier('tableur.csv', `\uFEFF${tableur}`))).code).to.equal(0);
  });

  it('names the place of one cent and ends with 1', async () => {
    const faux = cli('tableau-financier', 'verifier', fichier('un-centime.csv', reel.replace('170000.00;67900.00;67900.00;77100.00', '170000.00;67900.00;67900.00;77100.01')));
    expect(faux.code).to.equal(1);
    expect(lu(faux).anomalies).to.deep.equal([
      { code: 'somme_incoherente', lieu: 'ligne 2, fiche 1.1, thème « Prévenir les sorties sèches de l\'ASE », colonne budget (même écart au total de la colonne departement)', attendu: '170000.01', trouve: '170000.00' },
      { code: 'total_incoherent', lieu: 'ligne 18, TOTAL, colonne departement', attendu: '742977.01', trouve: '742977.00' },
    ]);
    const theme = lu(await executees('tableau-financier', 'verifier', fichier('theme.csv', reel.replace('222943.00', '222942.99'))));
    expect(theme.anomalies[0]?.lieu).to.equal('lignes 13 à 17, thème « Initiatives locales », colonne budget (même écart au total de la colonne report)');
  });

  it('names the place of one cent in an XLSX and in an ODS file too', async () => {
    const [titres = [], ...rangees] = reel.trim().split('\n').map((l) => l.split(';'));
    for (const [faux, attendu] of [['77100.00', []], ['77100.01', ['somme_incoherente', 'total_incoherent']]] as const) {
      const grille = rangees.map((r) => r.map((c) => (c === '77100.00' ? faux : c)));
      const classeur = path.join(dossier, 'tableau.xlsx');
      await ecrireXlsx(createWriteStream(classeur), {
        feuille: '2020', colonnes: titres.map((titre, i) => ({ titre, type: i < 4 ? 'texte' : 'montant' })),
        lignes: (async function* (): AsyncGenerator<readonly ValeurCellule[]> {
          for (const r of grille) yield await Promise.resolve(r.map((c, i) => (i < 4 ? c : c === '' ? null : Math.round(Number(c) * 100))));
        })(),
      });
      const cellule = (c: string, i: number): string => (i < 4 || c === '' || c === titres[i] ? `<table:table-cell office:value-type="string"><text:p>${c}</text:p></table:table-cell>` : `<table:table-cell office:value-type="float" office:value="${Number(c)}"/>`);
      const corps = [titres, ...grille].map((r) => `<table:table-row>${r.map(cellule).join('')}</table:table-row>`).join('');
      const odf = zip([{ nom: 'content.xml', contenu: `<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="2020">${corps}</table:table></office:spreadsheet></office:body></office:document-content>` }]);
      for (const nom of [classeur, fichier('tableau.ods', odf)]) {
        const { code, sortie, erreurs } = await executees('tableau-financier', 'verifier', nom);
        expect(erreurs, nom).to.equal('');
        const { lignes, anomalies } = lu({ code, sortie, erreurs });
        expect([code, lignes, anomalies.map((a) => a.code)], nom).to.deep.equal([attendu.length === 0 ? 0 : 1, 16, attendu]);
        for (const a of anomalies) expect(a.lieu, nom).to.match(/ligne 2, fiche 1\.1|ligne 18, TOTAL, colonne departement/);
      }
    }
  });

  it('counts a warning as an anomaly until an avenant explains it', async () => {
    const plus = fichier('prenotification.csv', reel.replace(';67900.00;67900.00;', ';67899.00;67900.00;').replace('802232.79', '802231.79'));
    const averti = await executees('tableau-financier', 'verifier', plus);
    expect([averti.code, lu(averti).anomalies.map((a) => [a.code, a.attendu, a.trouve])]).to.deep.equal([1, [['prenotification_depassee', '67899.00', '67900.00']]]);
    expect((await executees('tableau-financier', 'verifier', plus, '--avenant', 'Prévenir les sorties sèches de l\'ASE=67900.00')).code).to.equal(0);
  });

  it('checks the detailed budget of a fiche against the table', async () => {
    const fiche = fichier('fiche.csv', 'poste;montant;etat;departement\nAccueil;50 000,00;25000;25000\nFormation;20000;10000;10000\nTOTAL;70 000,00;35000;35000\n');
    const sain = cli('budget-fiche', 'verifier', fiche, '--budget', '70000.00');
    expect([sain.code, lu(sain)]).to.deep.equal([0, { lignes: 2, totaux: { montant: '70000.00', etat: '35000.00', departement: '35000.00' }, anomalies: [] }]);
    const autre = await executees('budget-fiche', 'verifier', fiche, '--budget', '70000.01');
    expect([autre.code, lu(autre).anomalies]).to.deep.equal([1, [{ code: 'budget_fiche_different', lieu: 'ligne 4, TOTAL, colonne montant', attendu: '70000.01', trouve: '70000.00' }]]);
  });

  it('says in French on the error output what it cannot read, and ends with 2', async () => {
    const cas: readonly (readonly [readonly string[], string])[] = [
      [['tableau-financier', 'verifier'], 'Donnez un fichier CSV, XLSX ou ODS'],
      [['tableau-financier', 'verifier', path.join(dossier, 'absent.csv')], 'Fichier illisible'],
      [['tableau-financier', 'verifier', fichier('classeur.xlsx', Buffer.from('PK\u0003\u0004\0\0'))], 'enregistrez-le dans un de ces formats'],
      [['tableau-financier', 'verifier', fichier('grand.csv', Buffer.alloc((10 << 20) + 1, 97))], 'plus de 10,5\u00a0Mo'],
      [['budget-fiche', 'verifier', fichier('long.csv', 'a;1\n'.repeat(20_001))], 'lignes'],
      [['budget-fiche', 'verifier', REEL, '--budget', 'cher'], '--budget doit être un montant'],
      [['tableau-financier', 'verifier', REEL, '--avenant', 'Rien=1'], 'pas de thème'],
    ];
    for (const [args, message] of cas) {
      const { code, sortie, erreurs } = await executees(...args);
      expect([code, sortie], args.join(' ')).to.deep.equal([2, '']);
      expect(erreurs).to.include(message);
    }
    const reelle = cli('tableau-financier', 'verifier', path.join(dossier, 'absent.csv'));
    expect([reelle.code, reelle.sortie, reelle.erreurs.includes('Fichier illisible')]).to.deep.equal([2, '', true]);
  });
}).timeout(180_000);

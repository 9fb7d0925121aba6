import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { enregistrerMarque } from '../../server/features/reglages/reglages-service.js';
import { MARQUE_VIERGE } from '../../server/features/reglages/marque-queries.js';
import { nouvelId } from '../../server/platform/ids.js';
import { RACINE } from '../../server/platform/racine.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { appelReferencePublie } from '../support/appel.js';
import { agir, comptesDeTest, type ComptesDeTest } from '../support/comptes.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

const SIRET_DU_DEPARTEMENT = '22470001900017';

/** Luhn key, written apart from the product's. */
const luhn = (chiffres: string): boolean => {
  let total = 0;
  for (let i = 0; i < chiffres.length; i += 1) {
    const double = Number(chiffres[chiffres.length - 1 - i]) * (i % 2 === 0 ? 1 : 2);
    total += double > 9 ? double - 9 : double;
  }
  return total % 10 === 0;
};
const estSiret = (t: string): boolean => /^\d{14}$/.test(t) && (luhn(t) || t.startsWith('356000000'));
const estJour = (t: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(t) && new Date(`${t}T00:00:00Z`).toISOString().startsWith(t);

/** What each column of the table of constraints asks, given the whole line. */
const CONTRAINTES: Readonly<Record<string, (valeur: string, ligne: Readonly<Record<string, string>>) => boolean>> = {
  nomAttribuant: (v) => v !== '', idAttribuant: estSiret, dateConvention: estJour, referenceDecision: () => true, nomBeneficiaire: (v) => v !== '',
  idBeneficiaire: (v, l) => (v === '' ? l['rnaBeneficiaire'] !== '' : estSiret(v)), rnaBeneficiaire: (v) => v === '' || /^W\d{9}$/.test(v),
  objet: (v) => v !== '' && v.length <= 256, montant: (v) => /^\d+(\.\d+)?$/.test(v), nature: (v) => ['aide en numéraire', 'aide en nature', 'aide en numéraire;aide en nature'].includes(v),
  conditionsVersement: (v) => v !== '' && v.length <= 256, datesPeriodeVersement: (v) => v.split('/').length <= 2 && v.split('/').every(estJour) && v.split('/').join('/') <= `${v.split('/').at(-1) ?? ''}/~`,
  idRAE: (v) => v.length <= 5, notificationUE: (v) => ['true', 'false'].includes(v), pourcentageSubvention: (v) => Number(v) >= 0.01 && Number(v) <= 1, dispositifAide: () => true,
};

/** RFC 4180, quoted cells that hold line ends included. */
function lireCsv(texte: string): string[][] {
  const lignes: string[][] = [[]];
  let [cellule, dedans] = ['', false];
  for (let i = 0; i < texte.length; i += 1) {
    const c = texte[i] ?? '';
    if (dedans) {
      if (c !== '"') cellule += c;
      else if (texte[i + 1] === '"') { cellule += '"'; i += 1; } else dedans = false;
    } else if (c === '"') dedans = true;
    else if (c === ',') { lignes.at(-1)?.push(cellule); cellule = ''; }
    else if (c === '\n') { lignes.at(-1)?.push(cellule); cellule = ''; lignes.push([]); }
    else if (c !== '\r') cellule += c;
  }
  return lignes.slice(0, -1);
}

describe('publication of essential data', function () {
  this.timeout(120_000);
  let app: ApplicationDeTest;
  let comptes: ComptesDeTest;
  let visiteur: Visiteur;
  const NOMBRE = 5000;

  before(async () => {
    app = await lancerApplication('2023-03-01T09:00');
    comptes = await comptesDeTest(app);
    const appel = await appelReferencePublie(app);
    await ecrireConventions(app, comptes, appel.id, NOMBRE);
    visiteur = new Visiteur(app.adresse);
    await visiteur.connecter(comptes.responsable.courriel);
  });
  after(() => app.fermer());

  it('gives no file before the collectivity has a SIRET, and says where to give it', async () => {
    expect((await visiteur.lire('/donnees-essentielles/subventions.csv')).statut).to.equal(422);
    expect(texteDe((await visiteur.lire('/donnees-essentielles')).corps)).to.include('Le SIRET de la collectivité manque');
    await agir(app, comptes.admin, (ctx) => enregistrerMarque(ctx, { ...MARQUE_VIERGE, nom: 'Département « témoin », Agen', siret: SIRET_DU_DEPARTEMENT }));
  });

  it('writes 5 000 conventions, each column valid against the table of constraints, and none of 23 000 € or less', async () => {
    const table = readFileSync(path.join(RACINE, 'tests/domain/exemples/scdl-subventions-2.1.1.csv'), 'utf8').trim().split('\n').slice(1).map((l) => l.split(';')[0] ?? '');
    expect(table).to.deep.equal(Object.keys(CONTRAINTES));
    const reponse = await visiteur.lire('/donnees-essentielles/subventions.csv');
    expect(reponse.entetes.get('content-type')).to.equal('text/csv; charset=utf-8');
    const [entete = [], ...lignes] = lireCsv(reponse.corps);
    expect(entete).to.deep.equal(table);
    expect(lignes.length).to.equal(NOMBRE);
    for (const [rang, cellules] of lignes.entries()) {
      expect(cellules.length, `line ${rang + 2}`).to.equal(table.length);
      const ligne = Object.fromEntries(table.map((c, i) => [c, cellules[i] ?? '']));
      for (const colonne of table) expect(CONTRAINTES[colonne]?.(ligne[colonne] ?? '', ligne), `line ${rang + 2}, ${colonne}: ${ligne[colonne] ?? ''}`).to.equal(true);
      expect(Number(ligne['montant'])).to.be.greaterThan(23_000);
      expect(ligne['objet']).not.to.match(/^[=+\-@\t]/);
    }
    expect(new Set(lignes.map((l) => l[2]?.slice(0, 4)))).to.deep.equal(new Set(['2022', '2023']));
    expect(lireCsv((await visiteur.lire('/donnees-essentielles/subventions.csv?annee=2022')).corps).slice(1).every((l) => l[2]?.startsWith('2022'))).to.equal(true);
  });

  it('shows what is late and what is due within three months, page after page', async () => {
    const page = await visiteur.lire('/donnees-essentielles?etat=a_faire');
    const texte = texteDe(page.corps);
    expect(texte).to.include('le délai de trois mois est passé').and.to.match(/Dans \d+ jours?, le \d\d\/\d\d\/2023 au plus tard/);
    const suivante = /href="([^"]+)">Page suivante/.exec(page.corps)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=') ?? '';
    expect(texteDe((await visiteur.lire(suivante)).corps)).to.include('Page précédente');
    const { id } = await app.deps.db('conventions').orderBy('signee_financeur_le').first<{ id: string }>('id');
    await app.deps.db('conventions').where({ id }).update({ signee_financeur_le: '2021-11-02', signee_porteur_le: '2021-11-01' });
    expect(texteDe((await visiteur.lire('/donnees-essentielles?annee=2021')).corps)).to.match(/En retard \d+ jours de retard \(limite : 02\/02\/2022\)/);
  });

  it('notes a publication once, and asks for it again when an amendment changes the amount', async () => {
    const { db } = app.deps;
    const id = (await db('conventions').where('montant_cents', '>', 2_300_000).orderBy('id').first<{ id: string }>('id')).id;
    const page = async (): Promise<string> => texteDe((await visiteur.lire('/donnees-essentielles?etat=faites')).corps);
    expect((await visiteur.envoyer('/donnees-essentielles', { publieeLe: '28/02/2023' })).corps).to.include('Cochez au moins une convention');
    expect((await visiteur.envoyer('/donnees-essentielles', { conventions: id, publieeLe: '02/03/2023' })).statut).to.equal(422);
    await visiteur.reussir('/donnees-essentielles', { conventions: id, publieeLe: '28/02/2023' });
    expect(await page()).to.include('Publiée le 28/02/2023');
    await db('conventions').where({ id }).increment('montant_cents', 100);
    expect(await page()).not.to.include('Publiée le 28/02/2023');
    expect(Number((await db('journal').where({ action: 'publication.noter', objet_id: id }).count({ n: '*' }).first<{ n: number | string }>()).n)).to.equal(1);
  });

  it('lets the direction read, and only those in charge note', async () => {
    const direction = new Visiteur(app.adresse);
    await direction.connecter(comptes.pilotage.courriel);
    const page = await direction.lire('/donnees-essentielles');
    expect(page.corps).not.to.include('comme publiées').and.not.to.include('/conventions/');
    expect((await direction.envoyer('/donnees-essentielles', { publieeLe: '28/02/2023' })).statut).to.equal(403);
  });
});

const TITRES = fc.oneof(
  fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }), fc.constantFrom('=cmd|\' /C calc\'!A0', 'Chantier, "école"', '+33 1', 'a\tb', 'é'.repeat(200), '😀'.repeat(99), 'Ligne 1\nLigne 2'),
).map((t) => (t.replaceAll('\u0000', '').trim() === '' ? 'Sans titre' : t.replaceAll('\u0000', '')));

/** As many signed conventions above the threshold, and a few at it, for organismes with a SIRET and associations with an RNA. */
async function ecrireConventions(app: ApplicationDeTest, comptes: ComptesDeTest, appelId: string, nombre: number): Promise<void> {
  const { db } = app.deps;
  const le = '2022-01-10T08:00:00.000Z';
  const organismes = Array.from({ length: 40 }, (_, i) => ({ id: nouvelId(), siret: siretDe(i), rna: i % 2 === 0 ? `W474${String(i).padStart(6, '0')}` : null }));
  await db('organismes').insert(organismes.map((o, i) => ({
    ...o, nom: `Organisme n° ${i}, "Agen"`, nature: 'association', forme_juridique: 'Association loi 1901', adresse: '1 rue', code_postal: '47000', commune: 'Agen', representant_nom: 'X', representant_qualite: 'Présidente', telephone: '', iban: '', bic: '', cree_le: le,
  })));
  const deliberationId = nouvelId();
  await db('deliberations').insert({ id: deliberationId, appel_id: appelId, numero: '2022-CP-0412', date: '2022-04-08', saisie_par: comptes.responsable.id, saisie_le: le });
  const titres = fc.sample(TITRES, { numRuns: nombre, seed: 47 });
  const lignes = Array.from({ length: nombre + 10 }, (_, i) => {
    const dossierId = nouvelId();
    const signee = new Date(Date.UTC(2022, 3, 1 + (i % 330))).toISOString().slice(0, 10);
    const termes = { titre: titres[i] ?? 'Au seuil', echeances: i % 3 === 0 ? [{ declencheur: 'bilan', taux: '1.0000' }] : [{ declencheur: 'signature', taux: '0.3333' }, { declencheur: 'bilan_intermediaire', taux: '0.3334' }, { declencheur: 'bilan', taux: '0.3333' }], operation: { debut: '2022-01-01', fin: '2022-12-31' } };
    return {
      dossier: { id: dossierId, appel_id: appelId, organisme_id: organismes[i % 40]?.id ?? '', appel_version: 1, numero: `AAP-2022-${String(i + 1).padStart(4, '0')}`, etat: 'notifie', titre: 'Dossier', demande_cents: 1, cout_total_cents: 1, cree_le: le, depose_le: le, modifie_le: le },
      decision: { id: nouvelId(), dossier_id: dossierId, deliberation_id: deliberationId, sens: 'attribue', montant_cents: 1, motif: '', en_vigueur: true, prise_le: le },
      convention: { id: nouvelId(), dossier_id: dossierId, financeur: 'departement', numero: `CONV-${i}`, etat: 'signee', montant_cents: i < nombre ? 2_300_001 + i * 97 : 2_300_000, depenses_prevues_cents: 5_000_000, termes: JSON.stringify(termes), generee_le: le, signee_porteur_le: '2022-03-30', signee_financeur_le: signee },
    };
  });
  for (let debut = 0; debut < lignes.length; debut += 40) {
    const lot = lignes.slice(debut, debut + 40);
    await db('dossiers').insert(lot.map((l) => l.dossier));
    await db('decisions').insert(lot.map((l) => l.decision));
    await db('conventions').insert(lot.map((l) => l.convention));
  }
}

function siretDe(rang: number): string {
  const debut = `8${String(rang).padStart(8, '0')}0001`;
  for (let cle = 0; cle < 10; cle += 1) if (luhn(`${debut}${cle}`)) return `${debut}${cle}`;
  throw new Error('no key');
}

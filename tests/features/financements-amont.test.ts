import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { executer } from '../../server/cli/commandes.js';
import { RACINE } from '../../server/platform/racine.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { comptesDeTest, type ComptesDeTest, type NomDeCompte } from '../support/comptes.js';
import { deciderEtNotifier, dossierExamine, voterEnveloppe } from '../support/decision.js';
import { extraireTextePdf } from '../support/pdf-texte.js';
import { texteDe, Visiteur, type Reponse } from '../support/visiteur.js';

const REEL = path.join(RACINE, 'seeds/reference/tableau-financier-2020.csv');
const TOTAUX = { budget: '1936652.00', etatPrenotifie: '802232.79', etat: '650732.00', departement: '742977.00', report: '542943.00', autres: '0.00' };

const PDF = '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n';

describe('funding from above', () => {
  let app: ApplicationDeTest;
  let comptes: ComptesDeTest;
  let finances: Visiteur;
  let convention: string;

  beforeEach(async () => {
    app = await lancerApplication('2022-03-01T09:00');
    comptes = await comptesDeTest(app);
    finances = await visiteur('finances1');
    await finances.lire('/conventions-amont');
    convention = await finances.reussir('/conventions-amont', { source: 'etat', numero: 'CALPAE-47', intitule: 'Convention avec l’État', debut: '2019', fin: '2022', signeeLe: '28/06/2019' });
  });
  afterEach(() => app.fermer());

  const visiteur = async (nom: NomDeCompte): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(comptes[nom].courriel);
    return v;
  };
  const dit = (r: Reponse): string => texteDe(r.corps).replace(/[\u00a0\u202f]/g, ' ').replaceAll('&#x27;', '\'');
  const lu = async (chemin: string): Promise<string> => dit(await finances.lire(chemin));
  const joindre = (contenu: string, annee = '2020'): Promise<Reponse> => finances.envoyer(`${convention}/tableaux`, { annee, fichier: new File([contenu], 'tableau-financier-2020.csv', { type: 'text/csv' }) });
  const verifier = async (fichier: string): Promise<{ code: number; lu: { lignes: number; totaux: object; anomalies: readonly object[] } }> => {
    const lignes: string[] = [];
    const code = await executer(['tableau-financier', 'verifier', fichier], { DATABASE_URL: app.deps.config.databaseUrl }, (l) => void lignes.push(l));
    return { code, lu: JSON.parse(lignes.join('\n')) as { lignes: number; totaux: object; anomalies: readonly object[] } };
  };

  it('takes the real table of 2020 in, and gives it out again with the same totals, in XLSX and PDF', async () => {
    const page = (await joindre(await readFile(REEL, 'utf8'))).vers ?? '';
    expect(await lu(page)).to.include('16 lignes, aucune anomalie').and.to.include('1 936 652,00 €');
    expect(await finances.reussir(`${page}/reprise`)).to.equal(convention);
    expect(await lu(`${convention}?annee=2020`)).to.include('Budget de l’année 1 936 652,00 €').and.to.include('Optimisation de la plateforme Job 47').and.to.include('Initiative locale').and.not.to.match(/false|null|undefined/);
    const fichier = path.join(app.deps.config.filesDir, 'sortie.xlsx');
    await writeFile(fichier, (await finances.lire(`${convention}/recapitulatif.xlsx?annee=2020`)).octets);
    expect(await verifier(fichier)).to.deep.equal({ code: 0, lu: { lignes: 16, totaux: TOTAUX, anomalies: [] } });
    const texte = (await extraireTextePdf((await finances.lire(`${convention}/recapitulatif.pdf?annee=2020`)).octets)).replace(/\s/g, '');
    for (const total of ['1936652,00', '802232,79', '650732,00', '742977,00', '542943,00']) expect(texte).to.include(total);
    await finances.reussir(`${(await joindre(await readFile(REEL, 'utf8'))).vers ?? ''}/reprise`);
    expect((await app.deps.db('amont_lignes').select('id')).length, 'the same table again').to.equal(16);
  });

  it('keeps a wrong figure as given, names it beside its cell, and refuses nothing', async () => {
    const faux = (await readFile(REEL, 'utf8')).replace('67900.00;77100.00', '67900.00;77100.01').replace('5000.00;50000.00', 'cinq mille;50000.00');
    const page = (await joindre(faux)).vers ?? '';
    const texte = await lu(page);
    expect(texte).to.include('ligne 18, TOTAL, colonne departement').and.to.include('Le budget n’est pas la somme des parts').and.to.include('Le montant n’est pas lisible').and.to.include('77100.01 anomalie 1');
    await finances.reussir(`${page}/reprise`);
    expect(await lu(`${convention}?annee=2020`)).to.include('cinq mille').and.to.include('77 100,01 €');
    expect(dit(await joindre(faux, '2030'))).to.include('de 2019 à 2022');
    const instructeur = await visiteur('instructeur');
    expect((await instructeur.lire(convention)).statut).to.equal(403);
    expect((await (await visiteur('pilotage')).lire(page)).statut).to.equal(200);
  });

  it('follows what was received, committed and left, counting a dossier once', async () => {
    const dossier = await dossierExamine(app, { comptes });
    const enveloppeId = await voterEnveloppe(app, dossier.appelId, 10_000_000);
    await deciderEtNotifier(app, dossier, 2_000_000);
    const ligne = { annee: '2022', nature: 'socle', theme: 'Insertion des allocataires du RSA', intitule: 'Accompagnement global', budget: '50 000,00', etat: '25 000,00', departement: '25 000,00', valorisation: '5 000', version: '0' };
    await finances.reussir(`${convention}/lignes`, ligne);
    await finances.reussir(`${convention}/lignes`, { ...ligne, intitule: 'Orientation', budget: '10 000' });
    const [une, autre] = (await app.deps.db('amont_lignes').orderBy('rang').select<{ id: string }[]>('id')).map((l) => `${convention}/lignes/${l.id}`);
    await finances.reussir(`${une ?? ''}/liens`, { enveloppeId });
    await finances.reussir(`${autre ?? ''}/liens`, { numero: dossier.numero });
    expect(dit(await finances.envoyer(`${une ?? ''}/liens`, { numero: dossier.numero }))).to.include('compte déjà sur une ligne');
    expect((await finances.envoyer(`${autre ?? ''}/liens`, { enveloppeId })).statut).to.equal(422);
    await finances.reussir(`${convention}/recettes`, { annee: '2022', nature: 'recu', montantCents: '20 000', date: '15/02/2022', reference: 'Virement' });
    expect(await lu(`${convention}?annee=2022`)).to.include('Reçu 20 000,00 €').and.to.include('Engagé sur les dossiers 20 000,00 €').and.to.include('Reste à engager 30 000,00 €');
    await finances.reussir(`${autre ?? ''}/liens/retrait`, { dossierId: dossier.id });
    expect(await lu(`${convention}?annee=2022`), 'now by its envelope').to.include('Engagé sur les dossiers 20 000,00 €');
    await finances.reussir(`${une ?? ''}/liens/retrait`, { enveloppeId });
    expect(await lu(`${convention}?annee=2022`)).to.include('Engagé sur les dossiers 0,00 €');
    const fse = await finances.reussir('/conventions-amont', { source: 'fse', numero: 'FSE-47', intitule: 'Subvention globale', debut: '2022', fin: '2027' });
    await finances.reussir(`${fse}/lignes`, { ...ligne, nature: 'assistance', intitule: 'Assistance technique' });
    const { id } = await app.deps.db('amont_lignes').where({ nature: 'assistance' }).first<{ id: string }>('id');
    expect((await finances.envoyer(`${fse}/lignes/${id}/liens`, { enveloppeId })).statut, 'an envelope of the Département is no money of the EU').to.equal(404);
  });

  it('lets a signed amendment raise the State share, and follows indicators to their target', async () => {
    const reel = (await readFile(REEL, 'utf8')).replace(';67900.00;67900.00;', ';67899.00;67900.00;').replace('802232.79', '802231.79');
    const page = (await joindre(reel)).vers ?? '';
    expect(await lu(page)).to.include('La part dépasse la prénotification');
    await finances.reussir(`${convention}/avenants`, { annee: '2020', numero: '1', objet: 'Part portée', signeLe: '01/10/2020', theme: 'Prévenir les sorties sèches de l\'ASE', etatCents: '67 900,00', fichier: new File([PDF], 'avenant 1 signé.pdf', { type: 'application/pdf' }) });
    const exemplaire = `${convention}/avenants/${(await app.deps.db('amont_avenants').first<{ id: string }>('id')).id}/exemplaire`;
    expect(await lu(`${convention}?annee=2020`)).to.include('avenant 1 signé.pdf');
    expect([new TextDecoder().decode((await finances.lire(exemplaire)).octets), (await (await visiteur('instructeur')).lire(exemplaire)).statut]).to.deep.equal([PDF, 403]);
    expect(await lu(page)).to.include('aucune anomalie');
    expect((await finances.envoyer(`${convention}/avenants`, { annee: '2020', numero: '2', objet: 'Sans part', theme: 'Orientation' })).statut).to.equal(422);
    await finances.reussir(`${convention}/indicateurs`, { mesure: 'Orientation', intitule: 'Orientés en moins d’un mois', unite: '%', depart: '40', cible: '80' });
    for (const vide of [{ cible: '' }, {}]) expect((await finances.envoyer(`${convention}/indicateurs`, { mesure: 'Orientation', intitule: 'Sans cible', unite: '%', depart: '', ...vide })).statut).to.equal(422);
    const { id } = await app.deps.db('amont_indicateurs').first<{ id: string }>('id');
    await finances.reussir(`${convention}/indicateurs/${id}/resultats`, { annee: '2020', valeur: '50,5' });
    await finances.reussir(`${convention}/indicateurs/${id}/resultats`, { annee: '2020', valeur: '60' });
    expect((await finances.envoyer(`${convention}/indicateurs/${id}/resultats`, { annee: '2020', valeur: '' })).statut).to.equal(422);
    expect((await finances.envoyer(`${convention}/indicateurs/${id}/resultats`, { annee: '2023', valeur: '60' })).statut).to.equal(422);
    expect(await lu(`${convention}/indicateurs`)).to.include('50 % du chemin');
  });
});

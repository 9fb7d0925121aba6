import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { expect } from 'chai';
import { freinEnMemoire } from '../../server/features/simulateur/simulateur-api.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { appelReferencePublie } from '../support/appel.js';
import { texteDe, Visiteur, type Champs, type Reponse } from '../support/visiteur.js';

interface Exemple { readonly requete: object; readonly reponse: object }

const exemples = (nom: string): readonly Exemple[] => JSON.parse(readFileSync(new URL(`../domain/exemples/${nom}`, import.meta.url), 'utf8')) as Exemple[];

/** The balance of spec 3, typed as people type it. */
const SOLDE: Champs = {
  calcul: 'solde', montant: '20 000', depensesPrevues: '50000,00 €', methode: 'solde', tauxIntervention: 'oui', plafondHorsRsa: '10',
  'echeances[0][declencheur]': 'signature', 'echeances[0][taux]': '50', 'echeances[1][declencheur]': 'bilan', 'echeances[1][taux]': '50 %', 'echeances[2][declencheur]': '', 'echeances[2][taux]': '',
  verse: '10 000,00', 'volumes[0][prevu]': '40', 'volumes[0][realise]': '32', 'volumes[0][poids]': '1',
  'publics[rsa]': '30', 'publics[horsRsaMoins25]': '2', 'publics[horsRsaAutres]': '', depensesRetenues: '48 000', autresRessources: '25000',
};

const PLAN: Champs = {
  calcul: 'plan', plafondHorsRsa: '10', tauxMaxFse: '60', forfaits: ['indirectes_15'],
  'depenses[0][poste]': 'personnel_direct', 'depenses[0][libelle]': 'Accompagnatrice', 'depenses[0][nature]': 'courante', 'depenses[0][montant]': '30 000',
  'depenses[1][poste]': 'prestations', 'depenses[1][nature]': 'amende', 'depenses[1][montant]': '500,50',
  'ressources[0][financeur]': 'departement', 'ressources[0][statut]': 'sollicite', 'ressources[0][montant]': '20 000',
  'publics[rsa]': '40', 'publics[horsRsaMoins25]': '10', 'publics[horsRsaAutres]': '0',
  'echeances[0][declencheur]': 'signature', 'echeances[0][taux]': '50', 'echeances[1][declencheur]': 'bilan', 'echeances[1][taux]': '50',
};

const textePropre = (r: Reponse): string => texteDe(r.corps).replace(/[\u00a0\u202f]/g, ' ');

/** Sends requests down one connection without waiting for the answers, so that a slow client does not thin them out. */
async function enRafale(adresse: string, nombre: number): Promise<string[]> {
  const { hostname, port } = new URL(adresse);
  const requete = `POST /api/simulations/solde HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`;
  const derniere = requete.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');
  const prise = connect(Number(port), hostname);
  prise.write(requete.repeat(nombre - 1) + derniere);
  let recu = '';
  for await (const morceau of prise) recu += String(morceau);
  return recu.split(/(?=HTTP\/1\.1 \d{3} )/);
}

describe('simulateur', () => {
  let app: ApplicationDeTest;
  let visiteur: Visiteur;

  before(async () => {
    app = await lancerApplication();
    visiteur = new Visiteur(app.adresse);
  });
  after(() => app.fermer());

  const poster = (chemin: string, corps: string | Uint8Array, type = 'application/json'): Promise<Reponse> =>
    new Visiteur(app.adresse).demander(chemin, { method: 'POST', headers: type === '' ? {} : { 'content-type': type }, body: corps });
  /** Waits as told when the throttle says so: the examples come faster than 100 a second. */
  const posterEnAttendant = async (chemin: string, corps: string): Promise<Reponse> => {
    const reponse = await poster(chemin, corps);
    if (reponse.statut !== 429) return reponse;
    await new Promise((r) => setTimeout(r, Number(reponse.entetes.get('retry-after')) * 1000));
    return posterEnAttendant(chemin, corps);
  };

  for (const nom of ['plan', 'solde']) {
    it(`answers every worked example of /api/simulations/${nom} exactly as given`, async () => {
      for (const { requete, reponse } of exemples(`exemples-${nom}.json`)) {
        const recue = await posterEnAttendant(`/api/simulations/${nom}`, JSON.stringify(requete));
        expect(recue.statut).to.equal(200);
        expect(recue.entetes.get('content-type')).to.match(/^application\/json/);
        expect(JSON.parse(recue.corps)).to.deep.equal(reponse);
      }
    });
  }

  it('answers malformed bodies with 400 in JSON, naming the fields, and never with 500', async () => {
    for (const corps of ['', '{', 'null', '[]', '"texte"', '{"depenses":', '\u0000', '{"__proto__":{}}', '['.repeat(50_000)]) {
      for (const chemin of ['/api/simulations/plan', '/api/simulations/solde']) {
        const { statut, corps: recu } = await posterEnAttendant(chemin, corps);
        expect(statut, corps.slice(0, 20)).to.equal(400);
        expect(JSON.parse(recu)).to.have.nested.property('erreur.code', 'requete_invalide');
      }
    }
    const inconnu = await posterEnAttendant('/api/simulations/plan', JSON.stringify({ depenses: [{ poste: 'personnel_direct', libelle: '', montant: 'zut' }], ressources: [], publics: { rsa: 1, horsRsaMoins25: 0, horsRsaAutres: 0 }, autre: 1 }));
    expect(JSON.parse(inconnu.corps)).to.deep.equal({ erreur: { code: 'requete_invalide', details: [{ champ: 'autre', code: 'cle_inconnue' }, { champ: 'depenses[0].montant', code: 'decimal_invalide' }] } });
  });

  it('takes JSON only, at most 256 kB of it, and answers in JSON', async () => {
    const grand = await posterEnAttendant('/api/simulations/plan', JSON.stringify({ libelle: 'x'.repeat(256 * 1024) }));
    expect([grand.statut, (JSON.parse(grand.corps) as { erreur: { code: string } }).erreur.code]).to.deep.equal([413, 'requete_trop_longue']);
    const formulaire = await poster('/api/simulations/plan', 'depenses=1', 'application/x-www-form-urlencoded');
    expect([formulaire.statut, (JSON.parse(formulaire.corps) as { erreur: { code: string } }).erreur.code]).to.deep.equal([415, 'type_non_pris_en_charge']);
    const autreCodage = await poster('/api/simulations/plan', '{}', 'application/json; charset=iso-8859-1');
    expect(autreCodage.statut).to.equal(415);
  });

  it('slows an address down after 100 requests in a second and says how long to wait', async () => {
    const frein = freinEnMemoire(100);
    const attentes = await Promise.all(Array.from({ length: 101 }, () => frein('192.0.2.1')));
    expect(attentes).to.deep.equal([...Array<number>(100).fill(0), 1]);
    expect(await frein('192.0.2.2'), 'another address').to.equal(0);

    let refusee = '';
    for (let essai = 0; essai < 8 && refusee === ''; essai += 1) refusee = (await enRafale(app.adresse, 300)).find((r) => r.startsWith('HTTP/1.1 429')) ?? '';
    expect(refusee).to.match(/^HTTP\/1\.1 429 /).and.match(/\r\nRetry-After: 1\r\n/i).and.include('{"erreur":{"code":"trop_de_requetes","details":[]}}');
  });

  it('shows the balance of spec 3 without JavaScript: 8 000,00 € left to pay, bound by the volume, explained', async () => {
    await visiteur.lire('/simulateur?onglet=solde');
    const reponse = await visiteur.envoyer('/simulateur', SOLDE);
    const texte = textePropre(reponse);
    expect(reponse.statut).to.equal(200);
    expect(texte).to.include('Solde à verser 8 000,00 €').and.include('Le montant dû est de 18 000,00 €, fixé par le plafond « Volume réalisé ». 10 000,00 € ont déjà été versés : il reste 8 000,00 € à verser.');
    expect(texte).to.match(/Montant de la convention .* 20 000,00 € Volume réalisé Fixe le montant .* 18 000,00 € Dépenses retenues .* 19 200,00 € Absence de surfinancement .* 23 000,00 € Publics accueillis .* 20 000,00 €/);
    expect(texte).to.include('Un volume réalisé plus élevé porterait le montant dû jusqu’à 19 200,00 € au plus.');
  });

  it('claims back what was paid beyond the amount due', async () => {
    const texte = textePropre(await visiteur.envoyer('/simulateur', { ...SOLDE, nonExecution: 'oui' }));
    expect(texte).to.include('À reverser 10 000,00 €').and.include('L’action est déclarée non exécutée : rien n’est dû.');
  });

  it('shows a plan with its ceiling, its flat rate and each broken rule beside its row', async () => {
    const reponse = await visiteur.envoyer('/simulateur', PLAN);
    const texte = textePropre(reponse);
    expect(reponse.statut).to.equal(200);
    expect(texte).to.include('Total des dépenses 35 000,50 €').and.include('Écart 15 000,50 €').and.include('Subvention après plafond 17 777,78 €');
    expect(texte).to.match(/Bloquant Dépense 2 Cette nature de dépense n’est pas éligible/);
    expect(reponse.corps).to.match(/id="anomalie-depenses-1"[^>]*>Cette nature/).and.match(/id="anomalie-depenses-0"[^>]*></);
    expect(reponse.corps).to.include('value="500,50"');
  });

  it('keeps what was typed when a figure cannot be read or the shares do not make 100 %', async () => {
    const reponse = await visiteur.envoyer('/simulateur', { ...SOLDE, montant: 'vingt mille', 'volumes[0][realise]': 'beaucoup', 'echeances[1][taux]': '40' });
    expect(reponse.statut).to.equal(422);
    expect(reponse.corps).to.include('value="vingt mille"').and.include('value="beaucoup"').and.include('value="40"');
    const parts = await visiteur.envoyer('/simulateur', { ...SOLDE, 'echeances[1][taux]': '40' });
    expect(textePropre(parts)).to.include('Les parts des échéances doivent faire exactement 100 %.');
  });

  it('starts from the rules of a published call', async () => {
    const { id } = await appelReferencePublie(app);
    expect(textePropre(await visiteur.lire(`/simulateur?appel=${id}`))).to.include('ceux de l’appel « Appel à projets insertion 2022-2023 »');
    expect((await visiteur.lire('/simulateur?appel=inconnu&onglet=autre')).statut).to.equal(200);
  });
});

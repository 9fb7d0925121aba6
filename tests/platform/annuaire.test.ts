import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { annuaireEntreprises, interpreter, type ReponseAnnuaire } from '../../server/platform/annuaire-entreprises.js';
import { AnnuaireLocal, coupe, enorme, interminable, json, muet, resultats, texte, unite, type Conduite } from '../support/annuaire.js';

const SIRET = '78237124900015';
const silence = { warn: () => undefined };

describe('The national company search', () => {
  let local: AnnuaireLocal;
  let url: string;

  beforeEach(async () => {
    local = new AnnuaireLocal();
    url = await local.demarrer();
  });
  afterEach(() => local.arreter());

  const chercher = (conduite: Conduite, reglages: { delaiMs?: number; tailleMax?: number } = {}): Promise<ReponseAnnuaire> => {
    local.conduite = conduite;
    return annuaireEntreprises({ url, ...reglages }, silence).chercher(SIRET);
  };

  it('gives the establishment of a SIRET, asked by that number and nothing else', async () => {
    expect(await chercher(resultats(unite()))).to.deep.equal({
      etat: 'trouve',
      fiche: {
        siret: SIRET, nom: 'LES PASSERELLES DU CONFLUENT', categorieJuridique: '9220', association: true, rna: 'W471000123', adresse: '12 RUE DES LILAS', codePostal: '47000', commune: 'AGEN',
        dirigeantNom: 'Simone Bertrand', dirigeantQualite: 'Présidente', ferme: false,
      },
    });
    expect(local.demandes).to.deep.equal([`/search?q=${SIRET}&page=1&per_page=1`]);
  });

  it('takes the establishment that bears the SIRET and not the head office, and says when it is closed', async () => {
    const lue = await chercher(resultats(unite({
      siege: { siret: '78237124900023', adresse: '1 PLACE DU SIEGE 33000 BORDEAUX', code_postal: '33000', libelle_commune: 'BORDEAUX' },
      matching_etablissements: [{ siret: SIRET, adresse: '3 ALLEE DES ATELIERS 47200 MARMANDE', code_postal: '47200', libelle_commune: 'MARMANDE', etat_administratif: 'F' }],
      dirigeants: [{ nom: 'DURAND', prenoms: 'LUC', qualite: 'Vice-président' }, { denomination: 'HOLDING', qualite: 'Président', type_dirigeant: 'personne morale' }, { nom: 'D\'ARC', prenoms: 'JEAN-PIERRE', qualite: 'Président' }],
    })));
    expect(lue).to.deep.include({ etat: 'trouve' });
    expect(lue.etat === 'trouve' && lue.fiche).to.include({ adresse: '3 ALLEE DES ATELIERS', codePostal: '47200', commune: 'MARMANDE', ferme: true, dirigeantNom: 'Jean-Pierre D\'Arc' });
  });

  it('follows no redirection, whether to another place or to itself', async () => {
    const vers = (adresse: string): Conduite => (reponse) => { reponse.writeHead(302, { location: adresse }); reponse.end(); };
    expect(await chercher(vers(`${url}/search?q=${SIRET}`))).to.deep.equal({ etat: 'indisponible' });
    expect(local.demandes).to.have.length(1);
  });

  const mauvaises: readonly [string, Conduite, ReponseAnnuaire['etat']][] = [
    ['nothing under this SIRET', resultats(), 'absent'],
    ['another SIRET than the one asked', resultats(unite({ siege: { siret: '41234567000019', adresse: 'X' } })), 'absent'],
    ['404', json({ erreur: 'introuvable' }, 404), 'absent'],
    ['500', texte('<h1>Erreur</h1>', 500), 'indisponible'],
    ['503', texte('', 503), 'indisponible'],
    ['400', json({ erreur: 'requête invalide' }, 400), 'indisponible'],
    ['429', json({ erreur: 'trop de requêtes' }, 429), 'sature'],
    ['an HTML page instead of JSON', texte('<!doctype html><p>Maintenance</p>'), 'illisible'],
    ['an empty answer', texte(''), 'illisible'],
    ['truncated JSON', texte('{"results": [{"siege": {"siret": "782', 200, 'application/json'), 'illisible'],
    ['JSON of another shape', json(['results']), 'illisible'],
    ['results that are no list', json({ results: { 0: unite() } }), 'illisible'],
    ['results of every wrong type', json({ results: [null, 3, 'x', [], { siege: 4, matching_etablissements: 'x' }, { siege: null, matching_etablissements: [null, 5] }] }), 'absent'],
    ['an establishment without a name', resultats(unite({ nom_complet: 7, nom_raison_sociale: ['x'] })), 'illisible'],
    ['a line cut in the middle', coupe, 'indisponible'],
  ];
  for (const [cas, conduite, etat] of mauvaises) {
    it(`answers ${etat} to ${cas}`, async () => {
      expect(await chercher(conduite)).to.deep.equal({ etat });
    });
  }

  it('leaves wrong fields empty and keeps the right ones', async () => {
    const lue = await chercher(resultats(unite({
      nature_juridique: 9220, dirigeants: 'personne', complements: [], siege: { siret: SIRET, adresse: { x: 1 }, code_postal: '4700', libelle_commune: null },
    })));
    expect(lue).to.deep.equal({
      etat: 'trouve',
      fiche: { siret: SIRET, nom: 'LES PASSERELLES DU CONFLUENT', categorieJuridique: '', association: false, rna: '', adresse: '', codePostal: '', commune: '', dirigeantNom: '', dirigeantQualite: '', ferme: false },
    });
  });

  it('takes what the register hides for nothing, and cleans and bounds the rest', async () => {
    const lue = await chercher(resultats(unite({
      nom_raison_sociale: `\u202Egauche\u0000\n<script>${'x'.repeat(5000)}`, siege: { siret: SIRET, adresse: '[NON-DIFFUSIBLE]', code_postal: '[ND]', libelle_commune: '[NON-DIFFUSIBLE]' }, dirigeants: [{ nom: '[NON-DIFFUSIBLE]' }],
    })));
    if (lue.etat !== 'trouve') throw new Error(lue.etat);
    expect(lue.fiche).to.include({ adresse: '', codePostal: '', commune: '', dirigeantNom: '' });
    expect(lue.fiche.nom).to.match(/^gauche <script>x+$/).and.to.have.length(200);
  });

  it('gives up after its delay, before or in the middle of the answer', async () => {
    for (const conduite of [muet, interminable]) {
      const debut = Date.now();
      expect(await chercher(conduite, { delaiMs: 150 })).to.deep.equal({ etat: 'lent' });
      expect(Date.now() - debut).to.be.lessThan(2000);
    }
  });

  it('stops reading an enormous answer', async () => {
    const compte = { ecrits: 0 };
    expect(await chercher(enorme(compte))).to.deep.equal({ etat: 'illisible' });
    expect(compte.ecrits).to.be.lessThan(50);
  });

  it('says so when nobody listens, or when what listens is no HTTP server', async () => {
    const muette = createServer((socket) => { socket.on('error', () => undefined); socket.end('bonjour\n', () => socket.destroy()); });
    await new Promise<void>((resolve) => { muette.listen(0, '127.0.0.1', resolve); });
    const { port } = muette.address() as AddressInfo;
    expect(await annuaireEntreprises({ url: `http://127.0.0.1:${port}` }, silence).chercher(SIRET)).to.deep.equal({ etat: 'indisponible' });
    await new Promise<void>((resolve) => { muette.close(() => resolve()); });
    expect(await annuaireEntreprises({ url: `http://127.0.0.1:${port}` }, silence).chercher(SIRET)).to.deep.equal({ etat: 'indisponible' });
  });

  it('asks nothing without an address', async () => {
    const eteint = annuaireEntreprises({ url: '' }, silence);
    expect(eteint.actif).to.equal(false);
    expect(await eteint.chercher(SIRET)).to.deep.equal({ etat: 'inactif' });
  });

  it('reads any text without throwing and never gives a field longer than its column', () => {
    const champ = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.integer(), fc.constant(null), fc.array(fc.string(), { maxLength: 3 }));
    const etablissement = fc.record({ siret: fc.constantFrom(SIRET, '1'), adresse: champ, code_postal: champ, libelle_commune: champ, libelle_voie: champ, numero_voie: champ, etat_administratif: champ }, { requiredKeys: ['siret'] });
    const unites = fc.record({
      nom_complet: champ, nom_raison_sociale: champ, nature_juridique: champ, siege: fc.oneof(etablissement, champ), matching_etablissements: fc.oneof(fc.array(fc.oneof(etablissement, champ), { maxLength: 3 }), champ),
      dirigeants: fc.oneof(fc.array(fc.record({ nom: champ, prenoms: champ, qualite: champ, type_dirigeant: champ }), { maxLength: 3 }), champ), complements: fc.oneof(fc.record({ identifiant_association: champ, est_association: champ }), champ),
    });
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.array(unites, { maxLength: 2 }).map((results) => JSON.stringify({ results }))), (corps) => {
      const lue = interpreter(corps, SIRET);
      if (lue.etat !== 'trouve') return;
      const { nom, adresse, commune, dirigeantNom, dirigeantQualite, codePostal, rna, categorieJuridique } = lue.fiche;
      expect([nom.length <= 200, adresse.length <= 300, commune.length <= 100, dirigeantNom.length <= 200, dirigeantQualite.length <= 100]).not.to.include(false);
      expect(codePostal).to.match(/^(\d{5})?$/);
      expect(rna).to.match(/^(W\d{9})?$/);
      expect(categorieJuridique).to.match(/^(\d{4})?$/);
      for (const t of [nom, adresse, commune, dirigeantNom, dirigeantQualite]) expect(t).not.to.match(/[\p{Cc}\p{Cf}]/u);
    }), { numRuns: 2000 });
  });
});

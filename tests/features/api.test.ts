import addFormats from 'ajv-formats';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { PORTEES, type Portee } from '../../server/features/api/portees.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { conventionSignee } from '../support/convention-signee.js';
import type { ComptesDeTest } from '../support/comptes.js';
import { texteDe, Visiteur, type Reponse } from '../support/visiteur.js';

interface Operation { readonly parameters: readonly { readonly name: string; readonly in: string }[]; readonly responses: Readonly<Record<string, { readonly content: { readonly 'application/json': { readonly schema: object } } }>>; readonly security: readonly { readonly jeton: readonly string[] }[] }
interface Document { readonly openapi: string; readonly paths: Readonly<Record<string, { readonly get: Operation }>>; readonly components: object }
interface Liste { readonly donnees: readonly Record<string, unknown>[]; readonly suivant: string | null }

describe('read-only JSON API', function () {
  this.timeout(120_000);
  let app: ApplicationDeTest;
  let comptes: ComptesDeTest;
  let admin: Visiteur;
  let document: Document;
  let dossierId: string;
  let jeton: string;

  before(async () => {
    app = await lancerApplication('2022-02-01T09:00');
    const convention = await conventionSignee(app);
    ({ comptes } = convention);
    dossierId = convention.id;
    await connecterAdmin();
    document = JSON.parse((await lire('/api/v1/openapi.json')).corps) as Document;
    jeton = await creer(PORTEES);
  });
  after(() => app.fermer());
  // The clock moves past the end of sessions.
  beforeEach(() => connecterAdmin());

  async function connecterAdmin(): Promise<void> {
    admin = new Visiteur(app.adresse);
    await admin.connecter(comptes.admin.courriel);
  }

  const lire = (chemin: string, bearer?: string): Promise<Reponse> => new Visiteur(app.adresse).demander(chemin, { method: 'GET', headers: bearer === undefined ? {} : { authorization: `Bearer ${bearer}` } });

  async function creer(portees: readonly Portee[], expireLe = '31/12/2022'): Promise<string> {
    const reponse = await admin.envoyer('/administration/applications', { nom: 'Observatoire', contact: 'observatoire@departement.example', portees, expireLe });
    const lu = /psl_[\w-]{43}/.exec(reponse.corps)?.[0];
    if (lu === undefined) throw new Error(`${reponse.statut} ${texteDe(reponse.corps).slice(0, 500)}`);
    return lu;
  }

  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const verifier = (schema: object): ValidateFunction => ajv.compile({ ...schema, components: document.components });
  const adresse = (chemin: string): string => chemin.replace('{dossierId}', dossierId);

  /** The answer matches what the document says of this address and this status. */
  async function conforme(chemin: string, statut: number, { requete = '', bearer }: { requete?: string; bearer?: string } = {}): Promise<unknown> {
    const reponse = await lire(adresse(chemin) + requete, bearer);
    expect(reponse.statut, `${chemin}${requete} ${reponse.corps.slice(0, 300)}`).to.equal(statut);
    expect(reponse.entetes.get('content-type')).to.equal('application/json; charset=utf-8');
    const decrite = document.paths[chemin]?.get.responses[String(statut)];
    if (decrite === undefined) throw new Error(`${chemin} does not describe ${statut}`);
    const valide = verifier(decrite.content['application/json'].schema);
    const corps: unknown = JSON.parse(reponse.corps);
    expect(valide(corps), `${chemin}${requete} ${JSON.stringify(valide.errors)}`).to.equal(true);
    return corps;
  }

  it('answers each address as its OpenAPI 3.1 document says, with something in it', async () => {
    expect(document.openapi).to.equal('3.1.0');
    expect(app.serveur.application.routes.filter((r) => r.chemin.startsWith('/api/v1/') && !r.chemin.endsWith('.json')).map((r) => r.chemin.replace(':dossierId', '{dossierId}')).sort()).to.deep.equal(Object.keys(document.paths).sort());
    for (const chemin of Object.keys(document.paths)) {
      const corps = await conforme(chemin, 200, { bearer: jeton }) as Liste;
      if (!chemin.includes('{')) expect(corps.donnees.length, chemin).to.be.greaterThan(0);
    }
    expect(await conforme('/api/v1/dossiers/{dossierId}', 200, { bearer: jeton })).to.deep.include({ demande: '20000.00', etat: 'notifie' });
  });

  it('refuses without a token, with a wrong, foreign or ended one, and with a parameter it does not know, in the words of its document', async () => {
    const expire = await creer(PORTEES, '02/02/2022');
    app.horloge.allerA('2022-02-03T09:00');
    for (const chemin of Object.keys(document.paths)) {
      for (const bearer of [undefined, 'psl_', `psl_${'x'.repeat(43)}`, `${jeton}x`, expire]) await conforme(chemin, 401, bearer === undefined ? {} : { bearer });
      app.horloge.avancer(11 * 60_000);
      if (!chemin.includes('{')) for (const requete of ['?inconnu=1', '?taille=0', '?taille=201', '?taille=1e2', '?apres=%00', '?taille=1&taille=2']) await conforme(chemin, 400, { requete, bearer: jeton });
    }
    await conforme('/api/v1/dossiers', 400, { requete: '?etat=brouillon', bearer: jeton });
    await conforme('/api/v1/dossiers', 400, { requete: '?modifieDepuis=hier', bearer: jeton });
    const inconnu = await lire('/api/v1/dossiers/01a00000-0000-7000-8000-000000000000', jeton);
    expect([inconnu.statut, JSON.parse(inconnu.corps)]).to.deep.equal([404, { erreur: { code: 'introuvable' } }]);
    expect((await lire('/api/v1/dossiers/zzz', jeton)).statut).to.equal(404);
    expect((await lire('/api/v1/rien', jeton)).statut).to.equal(404);
  });

  it('gives every token its own scopes and no other', async () => {
    for (const portee of PORTEES) {
      const bearer = await creer([portee]);
      for (const [chemin, { get }] of Object.entries(document.paths)) {
        const permis = get.security[0]?.jeton[0] === portee;
        await conforme(chemin, permis ? 200 : 403, { bearer });
      }
    }
  });

  it('never gives a brouillon, a person or a bank account', async () => {
    await app.deps.db('dossiers').insert({ id: '01a00000-0000-7000-8000-0000000000aa', appel_id: (await app.deps.db('appels').first<{ id: string }>('id')).id, organisme_id: (await app.deps.db('organismes').first<{ id: string }>('id')).id, appel_version: 1, etat: 'brouillon', titre: 'Secret', demande_cents: 0, cout_total_cents: 0, cree_le: '2022-01-01T00:00:00.000Z', modifie_le: '2022-01-01T00:00:00.000Z' });
    expect((await lire('/api/v1/dossiers/01a00000-0000-7000-8000-0000000000aa', jeton)).statut).to.equal(404);
    const tout = (await Promise.all(Object.keys(document.paths).map(async (c) => (await lire(adresse(c), jeton)).corps))).join();
    expect(tout).not.to.match(/Secret|@|FR76|Gnataire|Struct/);
  });

  it('reads a list page after page, each element once, and what changed since an instant alone', async () => {
    const vus: string[] = [];
    let suivant: string | null = '/api/v1/versements?taille=1';
    while (suivant !== null) {
      const page: Liste = JSON.parse((await lire(suivant, jeton)).corps) as Liste;
      expect(page.donnees.length).to.be.at.most(1);
      vus.push(...page.donnees.map((d) => String(d['id'])));
      ({ suivant } = page);
    }
    expect(vus.length).to.equal(2);
    expect(new Set(vus).size).to.equal(2);
    const depuis = async (instant: string): Promise<number> => (JSON.parse((await lire(`/api/v1/dossiers?modifieDepuis=${instant}`, jeton)).corps) as Liste).donnees.length;
    expect([await depuis('2020-01-01T00:00:00Z'), await depuis('2030-01-01T00:00:00Z')]).to.deep.equal([1, 0]);
  });

  it('stops an application that reads too much, counts for it alone, and a revoked one at once', async () => {
    app.horloge.avancer(120_000);
    const gourmand = await creer(['appels']);
    let statuts: number[] = [];
    for (let i = 0; i < 122; i += 1) statuts = [...statuts, (await lire('/api/v1/appels', gourmand)).statut];
    expect(statuts.filter((s) => s === 200).length).to.equal(120);
    const arrete = await lire('/api/v1/appels', gourmand);
    expect([arrete.statut, Number(arrete.entetes.get('retry-after')) > 0]).to.deep.equal([429, true]);
    expect((await lire('/api/v1/appels', jeton)).statut).to.equal(200);
    const id = (await app.deps.db('applications').orderBy('id', 'desc').first<{ id: string }>('id')).id;
    await admin.reussir(`/administration/applications/${id}/revocation`);
    app.horloge.avancer(61_000);
    expect((await lire('/api/v1/appels', gourmand)).statut).to.equal(401);
    expect((await admin.envoyer(`/administration/applications/${id}/revocation`)).corps).to.include('déjà révoquée');
  });

  it('shows a token once, stores its hash only, and refuses a token without end', async () => {
    const page = await admin.lire('/administration/applications');
    expect(page.corps).not.to.match(/psl_[\w-]{43}/);
    expect(texteDe(page.corps)).to.include('Observatoire').and.to.include('Révoquée');
    expect(JSON.stringify(await app.deps.db('applications').select('*')) + JSON.stringify(await app.deps.db('journal').select('*'))).not.to.include(jeton);
    expect((await admin.envoyer('/administration/applications', { nom: 'X', contact: 'x@y.fr', portees: 'appels', expireLe: '01/03/2025' })).corps).to.include('deux ans au plus');
    expect((await admin.envoyer('/administration/applications', { nom: 'X', contact: 'x@y.fr', portees: 'tout', expireLe: '01/03/2023' })).statut).to.equal(422);
    expect(texteDe((await new Visiteur(app.adresse).lire('/api')).corps)).to.include('/api/v1/dossiers').and.to.include('OpenAPI 3.1');
  });
});

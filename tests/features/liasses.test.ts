import { expect } from 'chai';
import { genererConventions } from '../../server/features/conventions/convention-service.js';
import { compterPages, pdfEnMemoire, type DocumentModele } from '../../server/platform/pdf.js';
import { enMemoire } from '../../server/platform/octets.js';
import { lecteurDePages } from '../../server/platform/lecture-pages.js';
import { lireCode } from '../../server/platform/code-de-page.js';
import { travailler } from '../../server/platform/travaux.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { outilsDAtelier } from '../support/atelier.js';
import { agir } from '../support/comptes.js';
import { deciderEtNotifier, dossierExamine, dossierFse, voterEnveloppe } from '../support/decision.js';
import type { DossierDeTest } from '../support/dossier-depose.js';
import { numeriser, type FeuilleNumerisee } from '../support/liasse.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

interface ConventionEnPapier { readonly id: string; readonly numero: string; readonly dossier: DossierDeTest; readonly pdf: Uint8Array; readonly pages: number }

describe('scanned bundles of signed conventions', () => {
  let app: ApplicationDeTest;
  let instructeur: Visiteur;
  let conventions: ConventionEnPapier[] = [];

  /** The conventions of a dossier that was awarded 10 000 €, and as much of `autres`, as they are printed to be signed. */
  const surPapier = async (dossier: DossierDeTest, autres: Parameters<typeof deciderEtNotifier>[3] = {}): Promise<ConventionEnPapier[]> => {
    await deciderEtNotifier(app, dossier, 1_000_000, autres);
    const ids = await agir(app, dossier.comptes.responsable, (ctx) => genererConventions(ctx, dossier.id));
    return Promise.all(ids.map(async (id) => {
      const { modele } = await app.deps.db('documents').where({ objet_id: id, type: 'convention' }).first<{ modele: string }>('modele');
      const { numero } = await app.deps.db('conventions').where({ id }).first<{ numero: string }>('numero');
      const imprime = JSON.parse(modele) as DocumentModele;
      return { id, numero, dossier, pdf: await pdfEnMemoire(imprime), pages: compterPages(imprime) };
    }));
  };
  const envoyer = async (feuilles: readonly FeuilleNumerisee[]): Promise<string> => {
    const fichier = new File([Uint8Array.from(await numeriser(feuilles))], 'retour.pdf', { type: 'application/pdf' });
    return instructeur.reussir('/liasses', { fichier });
  };
  const exemplaire = async (c: ConventionEnPapier): Promise<{ id: string; octets: Buffer } | null> => {
    const ligne = await app.deps.db('conventions as c').join('fichiers as f', 'f.id', 'c.fichier_signe_id').where('c.id', c.id).first<{ id: string; cle_stockage: string } | undefined>('f.id', 'f.cle_stockage');
    return ligne === undefined ? null : { id: ligne.id, octets: await enMemoire(app.deps.magasin.ouvrir(ligne.cle_stockage)) };
  };
  /** What the codes of a signed copy say, page after page, and how each must be turned. */
  const relire = async (octets: Buffer, pages: number): Promise<string[]> => {
    const lues: string[] = [];
    for (let page = 1; page <= pages; page += 1) {
      const { code, rotation } = await lecteurDePages.lire({ cle: `relire:${octets.length}:${pages}`, octets: () => Promise.resolve(Uint8Array.from(octets)) }, page);
      const lu = code === null ? null : lireCode(code);
      lues.push(`${lu?.numero ?? '?'} ${lu?.page ?? 0}/${lu?.pages ?? 0} ${rotation}`);
    }
    return lues;
  };

  /** The server that reads stops half-way and keeps the work; the next dies once a first copy is in the store, not counted. */
  const interrompre = async (): Promise<void> => {
    const travail = async (): Promise<{ fait: number; etat: string }> => app.deps.db('travaux').where('cle', 'like', 'liasse:%').first<{ fait: number; etat: string }>('fait', 'etat');
    const exemplaires = async (): Promise<number> => (await app.deps.db('liasse_pages').where({ etat: 'attachee' }).select('page')).length;
    const avant = app.horloge.maintenant();
    let tours = 0;
    await travailler(outilsDAtelier(app), () => (tours += 1) > 20);
    const { fait } = await travail();
    expect(fait).to.be.greaterThan(5).and.lessThan(30);
    await app.deps.db('travaux').where('cle', 'like', 'liasse:%').update({ reserve_jusqua: avant });
    app.horloge.avancer(3_600_000);
    let rangees = 0;
    const ranger = async (chemin: string): Promise<string> => {
      const cle = await app.deps.magasin.ranger(chemin);
      if ((rangees += 1) === 2) throw new Error('killed');
      return cle;
    };
    await travailler(outilsDAtelier(app, { ...app.deps.magasin, ranger }));
    expect([(await travail()).etat, await exemplaires() > 0, await exemplaires() < 10]).to.deep.equal(['en_attente', true, true]);
    app.horloge.avancer(3_600_000);
    // Two hours have passed: the session is over.
    await instructeur.connecter('instructeur@passerelle.test');
  };

  before(async function () {
    this.timeout(300_000);
    app = await lancerApplication('2022-06-01T10:00');
    const cofinance = await dossierFse(app);
    await voterEnveloppe(app, cofinance.appelId, 50_000_000);
    await voterEnveloppe(app, cofinance.appelId, 50_000_000, 'fse');
    conventions = await surPapier(cofinance, { fse: 1_000_000 });
    let appelId: string | undefined;
    for (let i = 0; i < 8; i += 1) {
      const dossier = await dossierExamine(app, { comptes: cofinance.comptes, ...(appelId === undefined ? {} : { appelId }) });
      if (appelId === undefined) await voterEnveloppe(app, dossier.appelId, 50_000_000);
      appelId = dossier.appelId;
      conventions.push(...await surPapier(dossier));
    }
    instructeur = new Visiteur(app.adresse);
    await instructeur.connecter('instructeur@passerelle.test');
  });
  after(() => app.fermer());

  it('attaches a bundle of 40 pages, shuffled, two of them turned, where they belong and sets three aside, once though it is killed twice', async function () {
    this.timeout(300_000);
    const annexe = await pdfEnMemoire({ titre: 'Annexe', emetteur: { nom: 'Association' }, date: '', creeLe: '2022-06-01T08:00:00.000Z', blocs: [{ type: 'paragraphe', texte: 'Une note jointe par le porteur. '.repeat(40) }] });
    const retenues = conventions.slice(0, -1);
    const signees = retenues.flatMap((c) => Array.from({ length: c.pages }, (_, i): FeuilleNumerisee => ({ source: c.pdf, page: i + 1 })));
    const feuilles: FeuilleNumerisee[] = [
      ...signees.map((f, i): FeuilleNumerisee => (i === 4 ? { ...f, tour: 180 } : i === 11 ? { ...f, tour: 90 } : f)),
      { source: null, page: 1 }, { source: annexe, page: 1 }, { source: conventions[1]?.pdf ?? null, page: 2 },
    ].map((f, i) => [f, (i * 7919) % 101] as const).sort((a, b) => a[1] - b[1]).map(([f]) => f);
    expect([feuilles.length, signees.length, retenues.length]).to.deep.equal([40, 37, 9]);

    const adresse = await envoyer(feuilles);
    await interrompre();
    await app.serveur.travailler();
    const pages = await app.deps.db('liasse_pages').select<{ etat: string; raison: string }[]>('etat', 'raison');
    expect(pages).to.have.length(40);
    expect(pages.filter((p) => p.etat === 'attachee')).to.have.length(37);
    expect(pages.filter((p) => p.etat === 'a_part').map((p) => p.raison).sort()).to.deep.equal(['en_double', 'sans_code', 'vierge']);
    const fichiers = await app.deps.db('fichiers').where('nom', 'like', '% signé.pdf').select<{ nom: string }[]>('nom');
    expect(fichiers.map((f) => f.nom).sort()).to.deep.equal(retenues.map((c) => `${c.numero} signé.pdf`).sort());
    // Every copy holds its own pages, in order and upright.
    for (const c of retenues) {
      const copie = await exemplaire(c);
      expect(await relire(copie?.octets ?? Buffer.alloc(0), c.pages), c.numero).to.deep.equal(Array.from({ length: c.pages }, (_, i) => `${c.numero} ${i + 1}/${c.pages} 0`));
    }
    const vue = texteDe((await instructeur.lire(adresse)).corps);
    expect(vue).to.include('Page blanche').and.to.include('Aucun code lisible').and.to.include('Cette page est déjà dans la liasse').and.to.include(conventions[0]?.numero ?? '');
    expect(await app.deps.db('notifications').where('cle', 'like', 'liasse:%')).to.have.length(1);

    // A person looks at one of them, refuses nonsense, and puts it away.
    const page = (await app.deps.db('liasse_pages').where({ etat: 'a_part', raison: 'vierge' }).first<{ page: number }>('page')).page;
    const image = await instructeur.lire(`${adresse}/pages/${page}/vignette.jpg`);
    expect([image.statut, image.entetes.get('content-type'), image.octets.length > 1000]).to.deep.equal([200, 'image/jpeg', true]);
    const faux = await instructeur.envoyer(`${adresse}/pages/${page}/affectation`, { numero: 'CONV-AAP-2022-9999-D', rang: '1', rotation: '0' });
    expect([faux.statut, texteDe(faux.corps).includes('Aucune convention ni aucun avenant ne porte ce numéro.')]).to.deep.equal([422, true]);
    expect((await instructeur.envoyer(`${adresse}/pages/${page}/ecart`, { motif: '' })).statut).to.equal(422);
    await instructeur.reussir(`${adresse}/pages/${page}/ecart`, { motif: 'Verso d’une page' });
    expect((await instructeur.envoyer(`${adresse}/pages/${page}/ecart`, { motif: 'Encore' })).statut).to.equal(422);
  });

  it('names an incomplete copy and sets its pages aside, takes the page a person recognises, and attaches it once whole', async function () {
    this.timeout(300_000);
    const derniere = conventions.at(-1) ?? expect.fail('no convention');
    const autres = Array.from({ length: derniere.pages - 1 }, (_, i): FeuilleNumerisee => ({ source: derniere.pdf, page: i + 1 }));
    const adresse = await envoyer([...autres, { source: derniere.pdf, page: derniere.pages, dechiree: true, tour: 180 }]);
    await app.serveur.travailler();
    expect(await exemplaire(derniere)).to.equal(null);
    expect(texteDe((await instructeur.lire(adresse)).corps)).to.include(`${derniere.numero} : il manque la page ${derniere.pages}.`);
    const liasse_id = adresse.split('/').at(-1) ?? '';
    const etats = async (): Promise<string[]> => (await app.deps.db('liasse_pages').where({ liasse_id }).orderBy('page').select<{ etat: string; raison: string }[]>('etat', 'raison')).map((p) => `${p.etat} ${p.raison}`);
    expect(await etats()).to.deep.equal([...autres.map(() => 'a_part incomplete'), 'a_part sans_code']);
    await instructeur.reussir(`${adresse}/pages/${derniere.pages}/affectation`, { numero: derniere.numero, rang: String(derniere.pages), rotation: '180' });
    await app.serveur.travailler();
    const copie = await exemplaire(derniere);
    const lues = await relire(copie?.octets ?? Buffer.alloc(0), derniere.pages);
    expect(lues.slice(0, -1)).to.deep.equal(autres.map((_, i) => `${derniere.numero} ${i + 1}/${derniere.pages} 0`));
    expect(await etats()).to.deep.equal(Array.from({ length: derniere.pages }, () => 'attachee '));
    expect(await app.deps.db('fichiers').where({ nom: `${derniere.numero} signé.pdf` })).to.have.length(1);
  });
});

import { expect } from 'chai';
import { genererConventions } from '../../server/features/conventions/convention-service.js';
import { pdfEnMemoire, type DocumentModele } from '../../server/platform/pdf.js';
import { enMemoire } from '../../server/platform/octets.js';
import { lecteurDePages } from '../../server/platform/lecture-pages.js';
import { lireCode } from '../../server/platform/code-de-page.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir } from '../support/comptes.js';
import { deciderEtNotifier, dossierExamine, voterEnveloppe } from '../support/decision.js';
import type { DossierDeTest } from '../support/dossier-depose.js';
import { numeriser, type FeuilleNumerisee } from '../support/liasse.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

interface ConventionEnPapier { readonly id: string; readonly numero: string; readonly dossier: DossierDeTest; readonly pdf: Uint8Array; readonly pages: number }

describe('scanned bundles of signed conventions', () => {
  let app: ApplicationDeTest;
  let instructeur: Visiteur;
  let conventions: ConventionEnPapier[];

  const dansLePapier = async (dossier: DossierDeTest): Promise<ConventionEnPapier> => {
    await deciderEtNotifier(app, dossier, 1_000_000);
    const [id = ''] = await agir(app, dossier.comptes.responsable, (ctx) => genererConventions(ctx, dossier.id));
    const { modele } = await app.deps.db('documents').where({ objet_id: id, type: 'convention' }).first<{ modele: string }>('modele');
    const pdf = await pdfEnMemoire(JSON.parse(modele) as DocumentModele);
    return { id, numero: `CONV-${dossier.numero}-D`, dossier, pdf, pages: await lecteurDePages.compter({ cle: id, octets: () => Promise.resolve(Uint8Array.from(pdf)) }) };
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

  before(async function () {
    this.timeout(600_000);
    app = await lancerApplication('2022-06-01T10:00');
    const premier = await dossierExamine(app);
    await voterEnveloppe(app, premier.appelId, 50_000_000);
    conventions = [await dansLePapier(premier)];
    for (let i = 0; i < 10; i += 1) conventions.push(await dansLePapier(await dossierExamine(app, { comptes: premier.comptes, appelId: premier.appelId })));
    instructeur = new Visiteur(app.adresse);
    await instructeur.connecter('instructeur@passerelle.test');
  });
  after(() => app.fermer());

  it('attaches 40 shuffled pages, two of them turned, to their conventions and sets three aside: blank, without code, torn', async function () {
    this.timeout(600_000);
    const [annexe] = [await pdfEnMemoire({ titre: 'Annexe', emetteur: { nom: 'Association' }, date: '', creeLe: '2022-06-01T08:00:00.000Z', blocs: [{ type: 'paragraphe', texte: 'Une note jointe par le porteur. '.repeat(40) }] })];
    const retenues = conventions.slice(0, -1);
    const signees = retenues.flatMap((c) => Array.from({ length: c.pages }, (_, i): FeuilleNumerisee => ({ source: c.pdf, page: i + 1 })));
    const feuilles: FeuilleNumerisee[] = [
      ...signees.map((f, i): FeuilleNumerisee => (i === 4 ? { ...f, tour: 180 } : i === 11 ? { ...f, tour: 90 } : f)),
      { source: null, page: 1 }, { source: annexe, page: 1 }, { source: conventions[0]?.pdf ?? null, page: 2, dechiree: true },
    ].map((f, i) => [f, (i * 7919) % 101] as const).sort((a, b) => a[1] - b[1]).map(([f]) => f);

    const adresse = await envoyer(feuilles);
    await app.serveur.travailler();
    expect(signees).to.have.length(40);
    const pages = await app.deps.db('liasse_pages').select<{ etat: string; raison: string }[]>('etat', 'raison');
    expect(pages).to.have.length(feuilles.length);
    expect(pages.filter((p) => p.etat === 'attachee')).to.have.length(signees.length);
    expect(pages.filter((p) => p.etat === 'a_part').map((p) => p.raison).sort()).to.deep.equal(['sans_code', 'sans_code', 'vierge']);
    for (const c of retenues) expect(await exemplaire(c), c.numero).to.not.equal(null);
    // The two conventions that had a page turned, and a third one: their pages in order, upright.
    for (const c of [conventions[1], conventions[2], conventions[9]]) {
      if (c === undefined) throw new Error('no convention');
      const copie = await exemplaire(c);
      expect(await relire(copie?.octets ?? Buffer.alloc(0), c.pages), c.numero).to.deep.equal(Array.from({ length: c.pages }, (_, i) => `${c.numero} ${i + 1}/${c.pages} 0`));
    }
    const vue = texteDe((await instructeur.lire(adresse)).corps);
    expect(vue).to.include('Page blanche').and.to.include('Aucun code lisible').and.to.include(conventions[0]?.numero ?? '');
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

  it('names an incomplete copy, takes the page a person recognises, and attaches it once whole, whatever kills the server', async function () {
    this.timeout(600_000);
    const derniere = conventions.at(-1) ?? expect.fail('no convention');
    const autres = Array.from({ length: derniere.pages - 1 }, (_, i): FeuilleNumerisee => ({ source: derniere.pdf, page: i + 1 }));
    const adresse = await envoyer([...autres, { source: derniere.pdf, page: derniere.pages, dechiree: true, tour: 180 }, { source: derniere.pdf, page: 1 }]);
    await app.serveur.travailler();
    expect(await exemplaire(derniere)).to.equal(null);
    expect(texteDe((await instructeur.lire(adresse)).corps)).to.include(`${derniere.numero} : il manque la page ${derniere.pages}.`).and.to.include('Cette page est déjà dans la liasse');
    const liasseId = adresse.split('/').at(-1) ?? '';
    await instructeur.reussir(`${adresse}/pages/${derniere.pages}/affectation`, { numero: derniere.numero, rang: String(derniere.pages), rotation: '180' });
    await app.serveur.travailler();
    const copie = await exemplaire(derniere);
    const lues = await relire(copie?.octets ?? Buffer.alloc(0), derniere.pages);
    expect(lues.slice(0, -1)).to.deep.equal(autres.map((_, i) => `${derniere.numero} ${i + 1}/${derniere.pages} 0`));
    expect(await app.deps.db('liasse_pages').where({ liasse_id: liasseId, etat: 'attachee' })).to.have.length(derniere.pages);
    expect(await app.deps.db('fichiers').where({ nom: `${derniere.numero} signé.pdf` })).to.have.length(1);
    // Nothing is attached twice when the work is done again.
    await app.deps.db('travaux').where('cle', 'like', `liasse:${liasseId}%`).update({ etat: 'en_attente', reserve_jusqua: null, fini_le: null });
    app.horloge.avancer(3_600_000);
    await app.serveur.travailler();
    expect(await app.deps.db('fichiers').where({ nom: `${derniere.numero} signé.pdf` })).to.have.length(1);
  });
});

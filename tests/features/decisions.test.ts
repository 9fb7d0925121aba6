import { expect } from 'chai';
import { lireDecision } from '../../server/features/decisions/decision-queries.js';
import { listerDocuments } from '../../server/features/documents/document-queries.js';
import { libererCredits } from '../../server/features/grand-livre/engagement-service.js';
import { nouvelId } from '../../server/platform/ids.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir } from '../support/comptes.js';
import { deciderEtNotifier, dossierExamine, dossierFse, voterEnveloppe } from '../support/decision.js';
import { sectionsDeTest, type DossierDeTest } from '../support/dossier-depose.js';
import { disputerLesDerniersCredits } from '../support/derniers-credits.js';
import { extraireTextePdf } from '../support/pdf-texte.js';
import { texteDe, Visiteur, type Reponse } from '../support/visiteur.js';

describe('Decisions of the Commission permanente', () => {
  let app: ApplicationDeTest;
  beforeEach(async () => { app = await lancerApplication('2022-05-13T10:00'); });
  afterEach(() => app.fermer());

  const responsable = async (): Promise<Visiteur> => {
    const visiteur = new Visiteur(app.adresse);
    await visiteur.connecter('responsable@passerelle.test');
    return visiteur;
  };
  const decisions = (d: DossierDeTest): string => `/gestion/appels/${d.appelId}/decisions`;
  const deliberations = (d: DossierDeTest): string => `/gestion/appels/${d.appelId}/deliberations`;
  const ligne = (d: DossierDeTest, champs: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(champs).map(([nom, valeur]) => [`decisions[${d.id}][${nom}]`, valeur]));
  const etatDe = async (d: DossierDeTest): Promise<string> => (await app.deps.db('dossiers').where({ id: d.id }).first<{ etat: string }>('etat')).etat;
  const compter = async (table: string): Promise<number> => Number((await app.deps.db(table).count({ n: '*' }).first<{ n: number | string }>()).n);
  const engage = async (): Promise<number> => 0 - Number((await app.deps.db('mouvements').where({ compte: 'disponible' }).sum({ n: 'montant_cents' }).first<{ n: number | string | null }>()).n ?? 0);

  it('prefills each line from the committee, commits what is awarded and shows what is left', async () => {
    const a = await dossierExamine(app, { montantCents: 1_800_000 });
    const b = await dossierExamine(app, { comptes: a.comptes, appelId: a.appelId });
    await voterEnveloppe(app, a.appelId, 3_000_000);
    const visiteur = await responsable();
    const page = await visiteur.lire(decisions(a));
    expect(page.statut).to.equal(200);
    expect(page.corps).to.include('value="18000,00"');
    expect(texteDe(page.corps)).to.include('Les montants proposés dépassent les crédits disponibles');

    await visiteur.reussir(deliberations(a), {
      numero: 'C0512', date: '13/05/2022', ...ligne(a, { sens: 'attribue', montant: '18 000,00', motif: 'La communication n’est pas retenue.' }), ...ligne(b, { sens: 'refuse', montant: '20000', motif: 'Le besoin est déjà couvert.' }),
    });
    expect([await etatDe(a), await etatDe(b)]).to.deep.equal(['attribue', 'refuse']);
    expect(await engage()).to.equal(1_800_000);
    const apres = texteDe((await visiteur.lire(decisions(a))).corps).replace(/\s/gu, ' ');
    expect(apres).to.include('Délibération n° C0512 enregistrée : 2 décisions.').and.to.include('12 000,00 €').and.to.include('Aucun dossier à décider');
  });

  it('refuses a délibération above the credits: nothing is written and nothing typed is lost', async () => {
    const a = await dossierExamine(app);
    const b = await dossierExamine(app, { comptes: a.comptes, appelId: a.appelId });
    await voterEnveloppe(app, a.appelId, 2_500_000);
    const visiteur = await responsable();
    const journal = await compter('journal');
    const reponse = await visiteur.envoyer(deliberations(a), {
      numero: 'C0513', date: '13/05/2022', ...ligne(a, { sens: 'attribue', montant: '15 000', motif: 'Projet solide' }), ...ligne(b, { sens: 'attribue', montant: '10000,01', motif: 'Le reste est hors période.' }),
    });
    expect(reponse.statut).to.equal(422);
    expect(texteDe(reponse.corps).replace(/\s/gu, ' ')).to.include('25 000,00 € disponibles, 25 000,01 € demandés');
    expect(reponse.corps).to.include('value="C0513"').and.to.include('value="15 000"').and.to.include('Projet solide').and.to.include('value="10000,01"');
    expect(await Promise.all(['deliberations', 'decisions', 'ecritures'].map(compter))).to.deep.equal([0, 0, 0]);
    expect([await etatDe(a), await etatDe(b), await compter('journal')]).to.deep.equal(['examine', 'examine', journal]);
  });

  it('never awards more than was asked, nor more than the publics allow, and wants a reason to refuse', async () => {
    const a = await dossierExamine(app);
    // 30 RSA and 10 under 25: 30/40 of 20 000 €, plus young people up to a ninth of it, is 16 666.67 €.
    const publics = { ...sectionsDeTest().publics, rsa: 30, horsRsaMoins25: 10, horsRsaAutres: 0 };
    const b = await dossierExamine(app, { comptes: a.comptes, appelId: a.appelId, sections: { publics } });
    const c = await dossierExamine(app, { comptes: a.comptes, appelId: a.appelId });
    await voterEnveloppe(app, a.appelId, 100_000_000);
    const visiteur = await responsable();
    const erreurDe = async (champs: Record<string, string>): Promise<string> => {
      const reponse = await visiteur.envoyer(deliberations(a), { numero: 'C1', date: '13/05/2022', ...champs });
      expect(reponse.statut).to.equal(422);
      return texteDe(reponse.corps).replace(/\s/gu, ' ');
    };
    expect(await erreurDe(ligne(a, { sens: 'attribue', montant: '20000,01' }))).to.include('dépasse le montant demandé (20 000,00 €)');
    expect(await erreurDe(ligne(b, { sens: 'attribue', montant: '16666,68' }))).to.include('dépasse ce que permettent les publics prévus (16 666,67 €)');
    expect(await erreurDe(ligne(c, { sens: 'refuse', montant: '', motif: ' ' }))).to.include('Indiquez le motif');
    expect(await erreurDe(ligne(c, { sens: 'attribue', montant: '', motif: '' }))).to.include('Renseignez ce champ');
    await visiteur.reussir(deliberations(a), { numero: 'C1', date: '13/05/2022', ...ligne(a, { sens: '' }), ...ligne(b, { sens: 'attribue', montant: '16666,67', motif: 'Le plafond hors RSA s’applique.' }) });
    expect([await etatDe(a), await etatDe(b)]).to.deep.equal(['examine', 'attribue']);
  });

  it('lets exactly one of two délibérations at the same instant take the last credits, twenty times', () => disputerLesDerniersCredits(app, 20));

  it('decides an amount per funder that pays, each on its own credits, and says what a partial award leaves out', async () => {
    const a = await dossierFse(app);
    await voterEnveloppe(app, a.appelId, 5_000_000);
    await voterEnveloppe(app, a.appelId, 999_999, 'fse');
    const visiteur = await responsable();
    const page = texteDe((await visiteur.lire(decisions(a))).corps).replace(/\s/gu, ' ');
    expect(page).to.include('Crédits : Département').and.to.include('Crédits : FSE+').and.to.include('9 999,99 €');
    const envoyer = async (champs: Record<string, string>): Promise<string> => texteDe((await visiteur.envoyer(deliberations(a), { numero: 'F1', date: '13/05/2022', ...ligne(a, { sens: 'attribue', montant: '20000', motif: '', ...champs }) })).corps).replace(/\s/gu, ' ');
    expect(await envoyer({ 'autres][fse': '12000,01', motif: 'Reste' })).to.include('dépasse le montant demandé (12 000,00 €)');
    expect(await envoyer({ 'autres][fse': '9999,99' })).to.include('dites ce qui n’est pas retenu et pourquoi');
    expect(await envoyer({ 'autres][fse': '10000', motif: 'Reste' })).to.include('Les crédits disponibles (FSE+) ne suffisent pas : 9 999,99 € disponibles, 10 000,00 € demandés');
    expect([await compter('decisions'), await engage(), await etatDe(a)]).to.deep.equal([0, 0, 'examine']);

    await visiteur.reussir(deliberations(a), { numero: 'F1', date: '13/05/2022', ...ligne(a, { sens: 'attribue', montant: '20000', 'autres][fse': '9999,99', motif: 'Les achats ne sont pas éligibles au FSE+.' }) });
    expect(await engage()).to.equal(2_999_999);
    expect((await lireDecision(app.deps.db, a.id))?.montants).to.deep.equal([{ financeur: 'departement', montantCents: 2_000_000 }, { financeur: 'fse', montantCents: 999_999 }]);
    await visiteur.reussir(decisions(a));
    await app.serveur.travailler();
    const porteur = new Visiteur(app.adresse);
    await porteur.connecter('signataire@passerelle.test');
    const notification = texteDe((await porteur.lire(`/dossiers/${a.id}/notification`)).corps).replace(/\s/gu, ' ');
    expect(notification).to.include('29 999,99 €').and.to.include('dont FSE+ 9 999,99 €').and.to.include('2 000,01 €').and.to.include('Les achats ne sont pas éligibles au FSE+.');
    const [lettre] = await listerDocuments(app.deps.db, a.id, true);
    const pdf = (await extraireTextePdf((await porteur.lire(`/dossiers/${a.id}/documents/${lettre?.id ?? ''}/document.pdf`)).octets)).replace(/\s+/gu, ' ');
    expect(pdf).to.include('29 999,99 €').and.to.include('9 999,99 €').and.to.include('Ce qui n’est pas retenu').and.to.include('adaptez le budget');
    expect(await app.deps.db('outbox').where('cle', 'like', 'notification:%').first<{ texte: string }>('texte')).to.have.property('texte').that.includes('Adaptez votre budget');
  });

  it('imports decisions from a spreadsheet: every row is checked and shown before, and nothing is recorded while one is wrong', async () => {
    const a = await dossierFse(app);
    const b = await dossierExamine(app, { comptes: a.comptes, appelId: a.appelId });
    await voterEnveloppe(app, a.appelId, 5_000_000);
    await voterEnveloppe(app, a.appelId, 5_000_000, 'fse');
    const visiteur = await responsable();
    const adresse = `${decisions(a)}/tableur`;
    const importer = async (nom: string, contenu: string | Uint8Array<ArrayBuffer>): Promise<Reponse> => visiteur.envoyer(adresse, { fichier: new File([contenu], nom) });
    const csv = (...lignes: string[]): string => `numéro;sens;montant;montant FSE+;motif\r\n${lignes.join('\r\n')}\r\n`;
    const dit = (r: Reponse): string => texteDe(r.corps).replace(/\s/gu, ' ');
    expect(dit(await importer('a.csv', 'dossier;montant\r\nX;1\r\n'))).to.include('il manque « sens »');
    expect(dit(await importer('a.pdf', 'x'))).to.include('« a.pdf »');
    const fautive = await importer('a.csv', csv(`${a.numero};attribué;20 000,01;;Reste`, `${b.numero};peut-être;;;`, `${a.numero};refus;;;`, 'AAP-1999-1;attribué;12x;;'));
    expect(dit(fautive)).to.include('4 lignes à corriger sur 4').and.to.include('dépasse le montant demandé (20 000,00 €)').and.to.include('« peut-être » n’est pas un sens').and.to.include('déjà donné à la ligne 2').and.to.include('Indiquez le motif').and.to.include('ne porte le numéro AAP-1999-1').and.to.include('le montant « 12x » n’est pas lisible');
    expect(fautive.corps).to.not.include('Enregistrer la délibération');
    expect(await compter('decisions')).to.equal(0);

    const modele = (await visiteur.lire(`${adresse}/modele.xlsx`)).octets;
    const relue = await importer('decisions.xlsx', new Uint8Array(modele));
    expect(dit(relue)).to.include('2 décisions lues, 52 000,00 € à engager');
    const lue = await importer('a.csv', csv(`${a.numero};attribué;18 000 €;12000;La communication n’est pas retenue.`, `${b.numero};REFUSÉ;;;hors_priorites : voir l’appel`));
    expect(dit(lue)).to.include('2 décisions lues, 30 000,00 € à engager').and.to.include('Conforme').and.to.include('Le projet ne répond pas aux priorités de l’appel à projets : voir l’appel');
    const champs = Object.fromEntries([...lue.corps.matchAll(/<input type="hidden" name="(decisions[^"]*)" value="([^"]*)"/g)].map((m) => [m[1] ?? '', (m[2] ?? '').replaceAll('&#x27;', '\'')]));
    expect(await compter('decisions')).to.equal(0);
    await visiteur.reussir(deliberations(a), { numero: 'T1', date: '13/05/2022', ...champs });
    expect([await etatDe(a), await etatDe(b), await engage()]).to.deep.equal(['attribue', 'refuse', 3_000_000]);
  });

  it('refuses with a typed reason, whose sentence heads those of the letter', async () => {
    const a = await dossierExamine(app);
    const visiteur = await responsable();
    expect(texteDe((await visiteur.envoyer(deliberations(a), { numero: 'R1', date: '13/05/2022', ...ligne(a, { sens: 'refuse', motifCode: 'autre', motif: '' }) })).corps)).to.include('Indiquez le motif');
    await visiteur.reussir(deliberations(a), { numero: 'R1', date: '13/05/2022', ...ligne(a, { sens: 'refuse', motifCode: 'hors_priorites', motif: '' }) });
    await visiteur.reussir(decisions(a));
    await app.serveur.travailler();
    expect(texteDe((await visiteur.lire(`/dossiers/${a.id}/notification`)).corps)).to.include('Le projet ne répond pas aux priorités de l’appel à projets.');
  });

  it('releases credits that will not be paid, never more than a dossier holds', async () => {
    const a = await dossierExamine(app);
    await voterEnveloppe(app, a.appelId, 2_000_000);
    await deciderEtNotifier(app, a, 2_000_000);
    const liberer = (montant: number): Promise<number> => agir(app, a.comptes.responsable, (ctx) => libererCredits(ctx, { dossierId: a.id, financeur: 'departement', montantCents: montant, objet: { type: 'dossier', id: a.id } }));
    expect([await liberer(500_000), await liberer(9_000_000), await liberer(1)]).to.deep.equal([500_000, 1_500_000, 0]);
    expect(await engage()).to.equal(0);
  });

  it('notifies every decision with its letter, its remedies and a mail; the limit skips 14 July', async () => {
    const a = await dossierExamine(app);
    const b = await dossierExamine(app, { comptes: a.comptes, appelId: a.appelId });
    await voterEnveloppe(app, a.appelId, 2_000_000);
    const visiteur = await responsable();
    await visiteur.reussir(deliberations(a), { numero: 'C7', date: '12/05/2022', ...ligne(a, { sens: 'attribue', montant: '20000' }), ...ligne(b, { sens: 'refuse', motif: 'Le besoin est déjà couvert.' }) });
    const porteur = new Visiteur(app.adresse);
    await porteur.connecter('signataire@passerelle.test');
    expect(texteDe((await porteur.lire(`/dossiers/${b.id}/notification`)).corps)).to.include('La décision vous sera notifiée').and.not.to.include('déjà couvert');

    await visiteur.reussir(decisions(a));
    await app.serveur.travailler();
    expect([await etatDe(a), await etatDe(b)]).to.deep.equal(['notifie', 'notifie']);
    // 13 May + 2 months, and the day after is 14 July: the 15th.
    const page = texteDe((await porteur.lire(`/dossiers/${b.id}/notification`)).corps);
    expect(page).to.include('jusqu’au 15 juillet 2022 inclus').and.to.include('Le besoin est déjà couvert.');
    const [lettre] = await listerDocuments(app.deps.db, b.id, true);
    expect(lettre?.type).to.equal('notification_refus');
    const pdf = (await extraireTextePdf((await porteur.lire(`/dossiers/${b.id}/documents/${lettre?.id ?? ''}/document.pdf`)).octets)).replace(/\s+/gu, ' ');
    expect(pdf).to.include('Le besoin est déjà couvert.').and.to.include('15 juillet 2022').and.to.include('Tribunal administratif de Bordeaux').and.to.include('n° C7 du 12 mai 2022');
    const courriels = await app.deps.db('outbox').where('cle', 'like', 'notification:%').select<{ destinataire: string; sujet: string }[]>('destinataire', 'sujet');
    expect(courriels).to.have.length(4);
    expect(courriels.filter((c) => c.sujet.endsWith('subvention attribuée'))).to.have.length(2);
    expect((await visiteur.envoyer(decisions(a))).statut).to.equal(422);
  });

  it('takes a postponed dossier back to its instruction', async () => {
    const a = await dossierExamine(app);
    const visiteur = await responsable();
    await visiteur.reussir(deliberations(a), { numero: 'C8', date: '13/05/2022', ...ligne(a, { sens: 'ajourne', motif: 'Le partenariat reste à préciser.' }) });
    expect(await etatDe(a)).to.equal('ajourne');
    expect(await app.deps.db('outbox').where('cle', 'like', 'ajournement:%').first<{ texte: string }>('texte')).to.have.property('texte').that.includes('Le partenariat reste à préciser.');
    await visiteur.reussir(`/dossiers/${a.id}/reprise`);
    expect(await etatDe(a)).to.equal('en_instruction');
    expect((await visiteur.envoyer(`/dossiers/${a.id}/reprise`)).statut).to.equal(422);

    // Back before the committee: the same délibération cannot decide twice, nor carry two dates.
    await app.deps.db('dossiers').where({ id: a.id }).update({ etat: 'examine' });
    const refus = { sens: 'refuse', motif: 'Le partenariat n’est pas établi.' };
    const meme = await visiteur.envoyer(deliberations(a), { numero: 'C8', date: '13/05/2022', ...ligne(a, refus) });
    expect([meme.statut, texteDe(meme.corps).includes('La délibération n° C8 a déjà décidé de ce dossier')]).to.deep.equal([422, true]);
    const autreDate = await visiteur.envoyer(deliberations(a), { numero: 'C8', date: '12/05/2022', ...ligne(a, refus) });
    expect([autreDate.statut, texteDe(autreDate.corps).includes('déjà enregistrée à la date du 13 mai 2022')]).to.deep.equal([422, true]);
    await visiteur.reussir(deliberations(a), { numero: 'C9', date: '13/05/2022', ...ligne(a, refus) });
    expect(await app.deps.db('decisions').where({ dossier_id: a.id, en_vigueur: true }).select('sens')).to.deep.equal([{ sens: 'refuse' }]);
  });

  it('answers ill-formed lines with the page, never with a failure', async () => {
    const a = await dossierExamine(app);
    const visiteur = await responsable();
    const entete = { numero: 'C1', date: '13/05/2022' };
    const mauvaises: Record<string, string | string[]>[] = [
      { decisions: 'x' }, { 'decisions[0][sens]': 'refuse' }, { [`decisions[${a.id}]`]: 'refuse' }, { [`decisions[${a.id}][sens]`]: ['refuse', 'attribue'] },
      { [`decisions[${a.id}][sens][x]`]: 'refuse' }, { 'decisions[__proto__][sens]': 'refuse' }, ligne(a, { sens: 'attribue', montant: '1e9' }), ligne(a, { sens: 'attribue', montant: '-5' }), {},
    ];
    for (const champs of mauvaises) expect((await visiteur.envoyer(deliberations(a), { ...entete, ...champs })).statut, JSON.stringify(champs)).to.equal(422);
    expect((await visiteur.envoyer(deliberations(a), { ...entete, ...ligne({ ...a, id: nouvelId() }, { sens: 'refuse', motif: 'Non' }) })).statut).to.equal(404);
    expect(await etatDe(a)).to.equal('examine');
  });

  it('keeps decisions to the responsables, and never on a dossier of their own organisme', async () => {
    const a = await dossierExamine(app);
    await voterEnveloppe(app, a.appelId, 2_000_000);
    const instructeur = new Visiteur(app.adresse);
    await instructeur.connecter('instructeur@passerelle.test');
    expect((await instructeur.lire(decisions(a))).statut).to.equal(403);
    expect((await instructeur.envoyer(deliberations(a), { numero: 'C9', date: '13/05/2022' })).statut).to.equal(403);

    await app.deps.db('membres').insert({ id: nouvelId(), organisme_id: a.organismeId, personne_id: a.comptes.responsable.id, role: 'redacteur', etat: 'accepte', representant_legal: false, cree_le: app.horloge.maintenant() });
    const visiteur = await responsable();
    expect(texteDe((await visiteur.lire(decisions(a))).corps)).to.include('Vous êtes membre de cet organisme');
    const reponse = await visiteur.envoyer(deliberations(a), { numero: 'C9', date: '13/05/2022', ...ligne(a, { sens: 'attribue', montant: '20000' }) });
    expect(reponse.statut).to.equal(422);
    expect(await etatDe(a)).to.equal('examine');
  });
});

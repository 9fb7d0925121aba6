import { expect } from 'chai';
import { lireBudgetRetenu } from '../../server/features/instruction/instruction-queries.js';
import { repondreAuTour } from '../../server/features/ajustements/ajustement-service.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, type Compte } from '../support/comptes.js';
import { deciderEtNotifier, dossierExamine, voterEnveloppe } from '../support/decision.js';
import { dossierDepose, type DossierDeTest } from '../support/dossier-depose.js';
import { texteDe, Visiteur, type Champs } from '../support/visiteur.js';

/** The eight lines of the test budget, in the order of the form: four expenses then four resources. */
const MONTANTS = [32_000, 8000, 6000, 4000, 20_000, 12_000, 6000, 12_000];
const place = (i: number): Champs => ({ [`lignes[${i}][groupe]`]: i < 4 ? 'depenses' : 'ressources', [`lignes[${i}][rang]`]: String(i % 4) });
const tour = (changes: Readonly<Record<number, number>>, champs: Champs = {}): Champs => ({
  ...Object.assign({}, ...MONTANTS.map((m, i) => ({ ...place(i), [`lignes[${i}][propose]`]: String(changes[i] ?? m), [`lignes[${i}][motif]`]: i in changes ? 'Au vu des volumes' : '' }))) as Champs, ...champs,
});
const reponse = (contestes: Readonly<Record<number, readonly [number, string]>>): Champs => Object.assign({ suite: 'repondre' }, ...MONTANTS.map((_, i) => ({
  ...place(i), [`lignes[${i}][accord]`]: i in contestes ? 'non' : 'oui', [`lignes[${i}][souhaite]`]: String(contestes[i]?.[0] ?? ''), [`lignes[${i}][commentaire]`]: contestes[i]?.[1] ?? '',
}))) as Champs;

describe('budget adjustment', () => {
  let app: ApplicationDeTest;
  let dossier: DossierDeTest;
  let page: string;
  let agent: Visiteur;
  let porteur: Visiteur;

  const visiter = async (compte: Compte): Promise<Visiteur> => {
    const visiteur = new Visiteur(app.adresse);
    await visiteur.connecter(compte.courriel);
    return visiteur;
  };
  const texte = async (v: Visiteur): Promise<string> => texteDe((await v.lire(page)).corps);
  const ouvrir = async (d: DossierDeTest): Promise<void> => {
    dossier = d;
    page = `/dossiers/${d.id}/budget-ajuste`;
    [agent, porteur] = [await visiter(d.comptes.instructeur), await visiter(d.comptes.signataire)];
    for (const v of [agent, porteur]) await v.lire(page);
  };
  beforeEach(async () => { app = await lancerApplication('2022-01-31T09:00'); });
  afterEach(() => app.fermer());

  it('goes back and forth line by line, keeps every round, and is frozen and proposed once both agree', async () => {
    await ouvrir(await dossierDepose(app, { etat: 'en_instruction' }));
    expect(await texte(porteur)).to.contain('Le service n’a pas proposé de budget ajusté');
    await agent.reussir(`${page}/ouverture`, {});
    expect(await texte(porteur), 'a draft is the service’s own').not.to.contain('Tour 1');
    const vide = await agent.envoyer(page, tour({}, { version: '1', suite: 'envoyer' }));
    expect([vide.statut, texteDe(vide.corps).includes('Aucun montant ne change')]).to.deep.equal([422, true]);
    const bancal = await agent.envoyer(page, tour({ 4: 18_000 }, { version: '1', suite: 'envoyer', message: 'Voici' }));
    expect(texteDe(bancal.corps)).to.contain('Ce budget ne tient pas').and.to.contain('Voici');
    const calcul = await agent.envoyer(`${page}/calcul`, tour({ 4: 18_000, 2: 4000 }, { version: '1' }));
    expect([calcul.statut, texteDe(calcul.corps).includes('48 000,00')]).to.deep.equal([200, true]);
    await agent.reussir(page, tour({ 4: 18_000, 2: 4000 }, { version: '1', suite: 'envoyer', message: 'Les ateliers sont réduits.' }));
    expect((await agent.envoyer(page, tour({ 4: 17_000, 2: 3000 }, { version: '2' }))).statut, 'sent, it no longer changes').to.equal(422);

    expect(texteDe((await porteur.lire('/a-faire')).corps)).to.contain('Répondre au budget ajusté');
    expect(await texte(porteur)).to.contain('Les ateliers sont réduits.').and.to.contain('Proposé : 4 000,00').and.to.contain('Au vu des volumes');
    const redacteur = await visiter(dossier.comptes.redacteur);
    await redacteur.lire(page);
    expect((await redacteur.envoyer(`${page}/reponse`, reponse({}))).statut, 'a signataire answers').to.equal(403);
    const muet = await porteur.envoyer(`${page}/reponse`, reponse({ 2: [5000, ''] }));
    expect([muet.statut, texteDe(muet.corps).includes('Dites pourquoi vous contestez')]).to.deep.equal([422, true]);
    await porteur.reussir(`${page}/reponse`, reponse({ 2: [5000, 'Cinq ateliers restent nécessaires'], 7: [13_000, 'Nous complétons'] }));
    expect(texteDe((await agent.lire('/a-faire')).corps)).to.contain('Traiter la réponse au budget ajusté');
    expect(await texte(agent)).to.contain('Cinq ateliers restent nécessaires').and.to.contain('Retenir les montants de l’organisme');
    await agent.reussir(`${page}/ouverture`, {});
    await agent.reussir(page, tour({ 4: 18_500, 2: 5000, 7: 12_500 }, { version: '1', suite: 'envoyer' }));
    await porteur.reussir(`${page}/reponse`, { suite: 'accepter' });

    const retenu = await lireBudgetRetenu(app.deps.db, dossier.id);
    expect([retenu?.montantCents, retenu?.budget.depenses[2]?.montant, retenu?.budget.ressources[3]?.montant]).to.deep.equal([1_850_000, 500_000, 1_250_000]);
    const apres = await app.deps.db('dossiers').where({ id: dossier.id }).first<{ propose_cents: number | string }>('propose_cents');
    expect(Number(apres.propose_cents)).to.equal(1_850_000);
    expect(await texte(agent)).to.contain('ne change plus').and.to.contain('Tour 1').and.to.contain('Tour 2');
    expect((await agent.envoyer(`${page}/ouverture`, {})).statut).to.equal(422);
    const rapport = `/dossiers/${dossier.id}/instruction`;
    expect(texteDe((await agent.lire(rapport)).corps)).to.contain('le budget retenu avec l’organisme');
    const trop = await agent.envoyer(rapport, { version: '1', suite: 'enregistrer', propose: '19 000', conclusion: 'favorable' });
    expect(texteDe(trop.corps)).to.contain('dépasse celui du budget retenu avec l’organisme (18 500,00');
  });

  it('is answered once by ten signataires at the same instant', async () => {
    await ouvrir(await dossierDepose(app, { etat: 'en_instruction' }));
    await agent.reussir(`${page}/ouverture`, {});
    await agent.reussir(page, tour({ 4: 18_000, 2: 4000 }, { version: '1', suite: 'envoyer' }));
    const issues = await Promise.all(Array.from({ length: 10 }, () => agir(app, dossier.comptes.signataire, (ctx) => repondreAuTour(ctx, dossier.id, { reponses: [], reponse: '' })).then(() => 1, () => 0)));
    expect(issues.reduce<number>((n, i) => n + i, 0)).to.equal(1);
  });

  it('is asked again of the porteur when less is voted than asked, at the amount voted, until the agreement is signed', async () => {
    const d = await dossierExamine(app);
    await voterEnveloppe(app, d.appelId, 10_000_000);
    await deciderEtNotifier(app, d, 1_500_000);
    await ouvrir(d);
    await app.deps.db('dossiers').where({ id: d.id }).update({ instructeur_id: d.comptes.instructeur.id });
    expect(texteDe((await agent.lire('/a-faire')).corps)).to.contain('Demander un budget ajusté au montant voté');
    await agent.reussir(`${page}/ouverture`, {});
    expect(await texte(agent)).to.contain('a voté 15 000,00');
    expect((await agent.lire(page)).corps).to.contain('Montant voté par la Commission permanente');
    expect(texteDe((await agent.envoyer(page, tour({ 4: 16_000 }, { version: '1', suite: 'envoyer' }))).corps)).to.contain('15 000,00');
    await agent.reussir(page, tour({ 4: 15_000 }, { version: '1', suite: 'envoyer' }));
    expect(await texte(porteur)).to.contain('ce budget ne tient pas').and.not.to.contain('Tout accepter');
    await porteur.reussir(`${page}/reponse`, reponse({ 0: [27_000, 'Un mi-temps en moins'] }));
    await agent.reussir(`${page}/souhaits`, {});
    const retenu = await lireBudgetRetenu(app.deps.db, d.id);
    expect([retenu?.etape, retenu?.montantCents, retenu?.budget.depenses[0]?.montant]).to.deep.equal(['attribution', 1_500_000, 2_700_000]);
    expect((await agent.envoyer(`${page}/ouverture`, {})).statut, 'frozen').to.equal(422);
    expect(texteDe((await agent.lire('/a-faire')).corps)).not.to.contain('Demander un budget ajusté');
    const responsable = await visiter(d.comptes.responsable);
    await responsable.reussir('/gestion/lettres/envoi_convention', { objet: 'À signer : {{titre}}', texte: 'Sur {{montant_demande}} demandés, {{montant_attribue}} attribués : {{conventions}}.', lue: '0' });
    await agent.reussir(`/dossiers/${d.id}/conventions`, {});
    const { termes, depenses } = await app.deps.db('conventions').where({ dossier_id: d.id }).first<{ termes: string; depenses: number | string }>('termes', 'depenses_prevues_cents as depenses');
    expect([Number(depenses), (JSON.parse(termes) as { depensesPrevuesCents: number }).depensesPrevuesCents], 'the agreement rests on the budget kept').to.deep.equal([4_500_000, 4_500_000]);
    const { modele } = await app.deps.db('documents').where({ dossier_id: d.id, type: 'envoi_convention' }).first<{ modele: string }>('modele');
    expect(modele.replace(/[\u00a0\u202f]/gu, ' ')).to.include(`À signer : Un parcours vers l’emploi`).and.to.include(`Sur 20 000,00 € demandés, 15 000,00 € attribués : CONV-${d.numero}-D.`);
  });
});

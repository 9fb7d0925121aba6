import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { taux } from '../../server/domain/kernel/taux.js';
import { ouvrirControle } from '../../server/features/controles/controle-service.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir } from '../support/comptes.js';
import { bilanDesDeuxFinanceurs, conventionsDesDeuxFinanceurs } from '../support/deux-financeurs.js';
import type { DossierDeTest } from '../support/dossier-depose.js';
import { lancerNavigateur, Personne } from '../support/navigateur.js';

/** 20 000 € of the Département and 12 000 € of FSE+ for 50 000 € planned; forty lines of 1 200 €, of which eight are drawn. */
describe('a control on a sample, for two conventions', function () {
  this.timeout(120_000);
  let app: ApplicationDeTest;
  let navigateur: Browser;
  let dossier: DossierDeTest;
  const vues = new Set<string>();

  before(async () => {
    navigateur = await lancerNavigateur();
    app = await lancerApplication();
    dossier = await conventionsDesDeuxFinanceurs(app);
    const { db } = app.deps;
    for (const { id, termes } of await db('conventions').where({ dossier_id: dossier.id }).select<{ id: string; termes: string }[]>('id', 'termes')) {
      await db('conventions').where({ id }).update({ termes: JSON.stringify({ ...(JSON.parse(termes) as object), echantillonnage: { seuilLignes: 20, taux: taux('0.2'), minimum: 5, extrapolation: true } }) });
    }
    await bilanDesDeuxFinanceurs(app, dossier, { realise: 40, publics: { rsa: 40, horsRsaMoins25: 0, horsRsaAutres: 0 }, depenses: Array.from({ length: 40 }, (_, i) => [i < 30 ? 'prestations' : 'participants', 120_000] as const) });
    await agir(app, dossier.comptes.controleur, (ctx) => ouvrirControle(ctx, dossier.id));
  });
  after(async () => {
    await navigateur.close();
    await app.fermer();
  });

  it('is drawn, decided otherwise by FSE+ on one line, and told to both sides with what it says of the lines nobody looked at', async () => {
    const controleur = await Personne.ouvrir(navigateur, app.adresse, vues);
    await controleur.connecter(dossier.comptes.controleur.courriel);
    await controleur.aller(`/dossiers/${dossier.id}/controle`);
    await controleur.cliquer('Tirer l’échantillon au sort');
    await controleur.suivreLien('Voir le tirage');
    expect(await controleur.texte()).to.include('le tirage donne les mêmes dépenses');
    const [premiere = ''] = await app.deps.db('bilan_depenses').where({ tiree: true }).orderBy('rang').limit(1).pluck<string[]>('id');
    await controleur.aller(`/dossiers/${dossier.id}/controle/depenses/${premiere}`);
    await controleur.saisir({ decision: 'acceptee', 'fse[decision]': 'partielle', 'fse[retenu]': '720', 'fse[constat]': 'Une partie est acquittée après la fin.' });
    await controleur.cliquer('Enregistrer et revenir au contrôle');
    expect(await controleur.texte()).to.include('Choisissez le motif.');
    await controleur.saisir({ 'fse[motif]': 'non_acquittee' });
    await controleur.cliquer('Enregistrer et revenir au contrôle');
    await controleur.cliquer('Accepter les 7 dépenses sans alerte');
    const texte = await controleur.texte();
    expect(texte).to.include('Sur 9 600,00 € tirés au sort, 480,00 € ne sont pas retenus, soit 5 %. Cette part est étendue à 32 dépenses non examinées (38 400,00 €) : 1 920,00 € n’en sont pas retenus.');
    expect(texte).to.include('facture.pdf');
    expect(texte).to.include('Les 9 600,00 € tirés au sort sont retenus en entier.').and.include('48 000,00 €').and.include('45 600,00 €');
    const petit = await Personne.ouvrir(navigateur, app.adresse, vues, { largeur: 320 });
    await petit.connecter(dossier.comptes.controleur.courriel);
    for (const chemin of ['', '/echantillon', `/depenses/${premiere}`]) {
      await petit.aller(`/dossiers/${dossier.id}/controle${chemin}`);
      expect(await petit.debordement(), chemin).to.equal(0);
    }
  });
});

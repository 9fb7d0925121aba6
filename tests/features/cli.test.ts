import { expect } from 'chai';
import { executer } from '../../server/cli/commandes.js';
import { lireConfigCli } from '../../server/platform/config.js';
import { verifierJournal } from '../../server/platform/journal.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { MOT_DE_PASSE, texteDe, Visiteur } from '../support/visiteur.js';

describe('command line', () => {
  let app: ApplicationDeTest;

  beforeEach(async () => { app = await lancerApplication(new Date().toISOString().slice(0, 16)); });
  afterEach(() => app.fermer());

  const commande = async (...args: string[]): Promise<{ code: number; sortie: string }> => {
    const lignes: string[] = [];
    const code = await executer(args, { DATABASE_URL: app.deps.config.databaseUrl, BASE_URL: 'https://aap.departement.test' }, (l) => void lignes.push(l));
    return { code, sortie: lignes.join('\n') };
  };
  const CREATION = ['compte', 'creer', '--courriel', 'Anne.Admin@departement.test', '--prenom', 'Anne', '--nom', 'Admin', '--habilitation', 'admin', '--habilitation', 'responsable'];

  it('opens the first account: its link chooses a password once, and the person may then administer', async () => {
    const { code, sortie } = await commande(...CREATION);
    expect(code).to.equal(0);
    const lien = /https:\/\/aap\.departement\.test(\/mot-de-passe\/[\w-]+)/.exec(sortie)?.[1] ?? '';
    const v = new Visiteur(app.adresse);
    expect((await v.lire(lien)).statut).to.equal(200);
    await v.reussir(lien, { motDePasse: MOT_DE_PASSE });
    expect((await v.envoyer(lien, { motDePasse: 'Autre-mot-de-passe-9' })).statut).not.to.equal(303);
    await v.connecter('anne.admin@departement.test');
    expect(texteDe((await v.lire('/administration/comptes')).corps)).to.include('Admin Anne');
    const faits = await app.deps.db('journal').orderBy('rang').select<{ action: string; acteur_nom: string }[]>('action', 'acteur_nom');
    expect(faits.slice(0, 4).map((f) => f.action)).to.deep.equal(['compte.creer', 'habilitation.accorder', 'habilitation.accorder', 'compte.inviter']);
    expect(faits[0]?.acteur_nom).to.equal('Ligne de commande');
    expect((await verifierJournal(app.deps.db)).intact).to.equal(true);
  });

  it('refuses a known address, a missing option and an unknown habilitation, each with its words', async () => {
    await commande(...CREATION);
    expect(await commande(...CREATION)).to.include({ code: 1 });
    expect((await commande(...CREATION)).sortie).to.include('Un compte existe déjà');
    const sansNom = await commande('compte', 'creer', '--courriel', 'x@y.test', '--prenom', 'X', '--habilitation', 'admin');
    expect([sansNom.code, sansNom.sortie]).to.deep.equal([2, 'Donnez --nom, une fois.']);
    const inconnue = await commande('compte', 'creer', '--courriel', 'x@y.test', '--prenom', 'X', '--nom', 'Y', '--habilitation', 'roi');
    expect([inconnue.code, inconnue.sortie.includes('instructeur, responsable')]).to.deep.equal([2, true]);
    expect((await commande('compte', 'creer', '--mot-de-passe', 'x')).code).to.equal(2);
    expect((await commande('compte', 'creer', '--courriel', 'pas une adresse', '--prenom', 'X', '--nom', 'Y', '--habilitation', 'admin')).code).to.equal(2);
    expect(Number((await app.deps.db('personnes').count({ n: '*' }).first<{ n: unknown }>()).n)).to.equal(1);
  });

  it('grants habilitations to an account that exists, and to no other', async () => {
    await commande(...CREATION);
    const { code, sortie } = await commande('compte', 'habiliter', '--courriel', 'anne.admin@departement.test', '--habilitation', 'finances', '--habilitation', 'admin');
    expect([code, sortie]).to.deep.equal([0, 'anne.admin@departement.test : admin, finances, responsable.']);
    expect((await commande('compte', 'habiliter', '--courriel', 'inconnue@departement.test', '--habilitation', 'finances')).code).to.equal(2);
  });

  it('explains itself, and verifies no journal where there is no database', async () => {
    expect((await commande('aide')).code).to.equal(0);
    expect((await commande('tout', 'casser')).code).to.equal(2);
    const lignes: string[] = [];
    expect(await executer(['journal', 'verifier'], { DATABASE_URL: 'sqlite:/nulle/part/base.sqlite' }, (l) => void lignes.push(l))).to.equal(2);
    expect(lignes.join()).to.include('Aucune base');
    expect(lireConfigCli({ DATABASE_URL: 'sqlite:x.sqlite' })).to.include({ databaseUrl: 'sqlite:x.sqlite', baseUrl: 'http://127.0.0.1:3000' });
  });
});

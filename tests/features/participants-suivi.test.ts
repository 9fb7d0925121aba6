import { expect } from 'chai';
import { jour } from '../../server/domain/kernel/jour.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { comptesDeTest, type ComptesDeTest, type NomDeCompte } from '../support/comptes.js';
import type { DossierDeTest } from '../support/dossier-depose.js';
import { inscrire, operationFse } from '../support/operation-fse.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

const PARTIE = { sortie: jour('2022-06-30'), situationSortie: 'chomeur', formationSortie: 'non', qualification: 'non' } as const;

describe('Participants who wait for their organisme', () => {
  let app: ApplicationDeTest;
  let comptes: ComptesDeTest;
  let operation: DossierDeTest;
  const lire = async (nom: NomDeCompte, chemin = '/a-faire'): Promise<string> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(comptes[nom].courriel);
    return texteDe((await v.lire(chemin)).corps).replace(/^.*?Ce qui attend/u, '');
  };
  const lettres = (): Promise<{ destinataire: string; sujet: string; texte: string }[]> => app.deps.db('outbox').where('cle', 'like', 'participants.rappeler:%').orderBy('id').select('destinataire', 'sujet', 'texte');

  beforeEach(async () => {
    app = await lancerApplication('2022-07-01T09:00');
    comptes = await comptesDeTest(app);
    operation = await operationFse(app, { comptes });
    await app.deps.db('dossiers').where({ id: operation.id }).update({ instructeur_id: comptes.instructeur.id });
    await inscrire(app, operation, 1, PARTIE);
    await inscrire(app, operation, 2, { niveau: null });
    await inscrire(app, operation, 3);
  });
  afterEach(() => app.fermer());

  it('are on the work list of the organisme from their day on, and of the service once they are late', async () => {
    app.horloge.allerA('2022-12-29T10:00');
    expect(await lire('redacteur')).to.not.include('participants').and.not.include('Suivis à six mois');
    app.horloge.allerA('2022-12-30T10:00');
    expect(await lire('redacteur')).to.include('Suivis à six mois 1').and.include('1 personne à interroger six mois après la sortie').and.include('avant le 29 janvier 2023').and.not.include('Fiches de participants');
    app.horloge.allerA('2023-01-01T10:00');
    expect(await lire('redacteur')).to.include('Fiches de participants à compléter 1').and.include('1 fiche incomplète, 2 personnes sans sortie : l’opération est terminée').and.include('avant le 28 janvier 2023');
    for (const nom of ['instructeur', 'responsable'] as const) expect(await lire(nom), nom).to.not.include('Participants en retard');
    app.horloge.allerA('2023-01-29T10:00');
    expect(await lire('instructeur')).to.include('Participants en retard 1').and.include('2 personnes sans sortie').and.include('En retard de 1 jour');
    app.horloge.allerA('2023-01-30T10:00');
    expect(await lire('instructeur')).to.include('Participants en retard 2').and.include(operation.numero);
    for (const nom of ['instructeur2', 'responsable', 'finances1'] as const) expect(await lire(nom), nom).to.not.include('Participants en retard');
    expect(await lire('redacteur', `/dossiers/${operation.id}/participants?filtre=suivi`)).to.include('en retard, attendu le 29/01/2023').and.include('Martin1').and.not.include('Martin3');
    await app.deps.db('participants').where({ dossier_id: operation.id }).update({ suivi_le: '2023-01-30', sortie: '2022-12-01', complete: 1 });
    for (const nom of ['redacteur', 'instructeur'] as const) expect(await lire(nom), nom).to.not.include('Suivis à six mois').and.not.include('articipants');
  });

  it('are told to the organisme in one letter per operation and per month, at an hour when people work', async () => {
    const seconde = await operationFse(app, { comptes, appelId: operation.appelId });
    await inscrire(app, seconde, 1, PARTIE);
    app.horloge.allerA('2022-11-29T10:00');
    await app.serveur.travailler();
    expect(await lettres(), 'nothing is due within a month').to.deep.equal([]);
    app.horloge.allerA('2023-02-03T07:30');
    await app.serveur.travailler();
    expect(await lettres(), 'before eight').to.deep.equal([]);
    app.horloge.allerA('2023-02-03T08:30');
    await Promise.all(Array.from({ length: 5 }, () => app.serveur.travailler()));
    const envoyees = await lettres();
    const destinataires = new Set(envoyees.map((l) => l.destinataire));
    expect(destinataires).to.include(comptes.redacteur.courriel);
    expect(envoyees).to.have.length(2 * destinataires.size);
    const [premiere] = envoyees.filter((l) => l.sujet.includes(operation.numero));
    expect(premiere?.texte.replace(/[\u00a0\u202f]/g, ' ')).to.include('à 1 personne, dont 1 en retard ; la première à partir du 30 décembre 2022').and.include('compléter 1 fiche : l’opération est terminée depuis le 31 décembre 2022, à faire avant le 28 janvier 2023')
      .and.include('indiquer la sortie de 2 personnes').and.include(`/dossiers/${operation.id}/participants`).and.not.include('Martin');
    app.horloge.allerA('2023-02-28T10:00');
    await app.serveur.travailler();
    expect(await lettres(), 'once a month').to.have.length(envoyees.length);
    app.horloge.allerA('2023-03-01T10:00');
    await app.serveur.travailler();
    expect(await lettres()).to.have.length(2 * envoyees.length);
  });

  it('are looked for in the same number of queries whatever the number of records', async () => {
    app.horloge.allerA('2023-02-03T10:00');
    const v = new Visiteur(app.adresse);
    await v.connecter(comptes.redacteur.courriel);
    const compter = async (): Promise<number> => {
      let n = 0;
      const ecouter = (): void => { n += 1; };
      app.deps.db.on('query', ecouter);
      await v.lire('/a-faire');
      app.deps.db.removeListener('query', ecouter);
      return n;
    };
    const avant = await compter();
    for (let i = 10; i < 40; i += 1) await inscrire(app, operation, i, PARTIE);
    expect(await compter()).to.equal(avant);
  });
});

import { expect } from 'chai';
import { instantDeParis } from '../../server/platform/clock.js';
import { nouvelId } from '../../server/platform/ids.js';
import { verifierJournal } from '../../server/platform/journal.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { preparerDepots, tenirUnParDossier } from '../support/depots-en-nombre.js';
import { ServeurEnfant } from '../support/serveur-enfant.js';
import { Visiteur } from '../support/visiteur.js';

const NOMBRE = 200;

describe('a server killed in the middle of 200 concurrent deposits', function () {
  this.timeout(180_000);
  let app: ApplicationDeTest;
  let serveur: ServeurEnfant;

  before(async () => {
    app = await lancerApplication('2022-01-10T09:00');
    serveur = new ServeurEnfant(app);
  });
  after(async () => {
    await serveur.tuer();
    await app.fermer();
  });

  /** Complete brouillons of one signataire, on a call that the clock of the machine finds open. */
  async function preparer(): Promise<string[]> {
    const { appelId, dossiers } = await preparerDepots(app, NOMBRE, 1);
    await app.deps.db('appels').where({ id: appelId }).update({ ferme_le: instantDeParis('2099-01-01T00:00') });
    return dossiers.map((d) => d.id);
  }

  it('keeps every acknowledged deposit once, numbered without a hole, with one receipt in the outbox', async () => {
    const ids = await preparer();
    const { db } = app.deps;
    await serveur.demarrer();
    const signataire = new Visiteur(serveur.adresse);
    await signataire.connecter('porteur-0@passerelle.test');
    const cles = new Map(ids.map((id) => [id, nouvelId()]));
    const acquittes = new Set<string>();
    const envoyer = (id: string): Promise<void> => signataire.envoyer(`/dossiers/${id}/depot`, { _cle: cles.get(id) ?? '' })
      .then((r) => { if (r.statut === 303) acquittes.add(id); }, () => undefined);
    const lot = Promise.all(ids.map(envoyer));
    while (acquittes.size < NOMBRE / 4) await new Promise((suite) => setTimeout(suite, 5));
    await serveur.tuer();
    await lot;
    expect(acquittes.size).to.be.greaterThan(0).and.lessThan(NOMBRE);

    await serveur.demarrer();
    const deposes = await db('dossiers').whereIn('id', ids).where({ etat: 'depose' }).select<{ id: string; numero: string }[]>('id', 'numero');
    const connus = new Set(deposes.map((d) => d.id));
    expect([...acquittes].filter((id) => !connus.has(id)), 'acknowledged but lost').to.deep.equal([]);
    await signataire.connecter('porteur-0@passerelle.test');
    await Promise.all(ids.map(envoyer));
    expect(acquittes.size, 'the same requests sent again after the restart').to.equal(NOMBRE);

    const numeros = (await db('dossiers').whereIn('id', ids).orderBy('numero').select<{ numero: string }[]>('numero')).map((l) => Number(l.numero.slice(-4)));
    expect(numeros).to.deep.equal(Array.from({ length: NOMBRE }, (_, i) => i + 1));
    await tenirUnParDossier(db, new Set(ids));
    expect(await verifierJournal(db)).to.include({ intact: true });
  });
});

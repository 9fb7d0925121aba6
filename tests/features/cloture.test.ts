import { expect } from 'chai';
import { instant, instantDeParis, jourAParis, type Instant } from '../../server/platform/clock.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { preparerDepots } from '../support/depots-en-nombre.js';
import { texteDe, Visiteur, type Reponse } from '../support/visiteur.js';

/**
 * The closing second is included (server/domain/appels/ouverture.ts): a call that closes at 23:59:59 takes a deposit at
 * 23:59:59,999 and refuses the one of 00:00:00. An hour typed for a closing means the whole of its minute.
 */
const CLOTURES: readonly (readonly [quand: string, paris: string, utc: string])[] = [
  ['on an ordinary day', '2022-02-28T23:59:59', '2022-02-28T22:59:59.000Z'],
  ['on the day clocks go forward', '2022-03-27T23:59:59', '2022-03-27T21:59:59.000Z'],
  ['in the hour that does not exist, read as the hour before', '2022-03-27T02:30:59', '2022-03-27T00:30:59.000Z'],
  ['on the day clocks go back', '2022-10-30T23:59:59', '2022-10-30T22:59:59.000Z'],
  ['in the hour that exists twice, read as its first passage', '2022-10-30T02:30:59', '2022-10-30T00:30:59.000Z'],
  ['at the end of the year', '2022-12-31T23:59:59', '2022-12-31T22:59:59.000Z'],
  ['on 29 February', '2024-02-29T23:59:59', '2024-02-29T22:59:59.000Z'],
];

describe('closing time of the deposit', function () {
  this.timeout(120_000);
  let app: ApplicationDeTest;
  let appelId: string;
  let prets: string[];
  let rang = 0;

  before(async () => {
    app = await lancerApplication('2022-01-10T09:00');
    const { appelId: id, dossiers } = await preparerDepots(app, 26, 1);
    appelId = id;
    prets = dossiers.map((d) => d.id);
  });
  after(() => app.fermer());

  const ouvrir = (ouvreLe: Instant, fermeLe: Instant): Promise<unknown> => app.deps.db('appels').where({ id: appelId }).update({ ouvre_le: ouvreLe, ferme_le: fermeLe });
  const suivant = (): string => prets.pop() ?? '';
  const allerA = (le: string, ecartMs = 0): void => app.horloge.avancer(Date.parse(le) + ecartMs - Date.parse(app.horloge.maintenant()));

  /** Signs in an instant before, since sessions end while the clock jumps, then deposits at this very instant. */
  async function deposerA(dossierId: string, le: string, ecartMs: number): Promise<{ reponse: Reponse; porteur: Visiteur }> {
    allerA(le, ecartMs);
    const porteur = new Visiteur(app.adresse);
    await porteur.connecter('porteur-0@passerelle.test');
    return { reponse: await porteur.envoyer(`/dossiers/${dossierId}/depot`), porteur };
  }

  const lire = (id: string): Promise<{ numero: string | null; etat: string; depose_le: string | null }> => app.deps.db('dossiers').where({ id }).first();

  async function toutDe(id: string): Promise<unknown> {
    const { db } = app.deps;
    const tables = [['dossier_sections', 'section'], ['pieces', 'id'], ['dossier_versions', 'version'], ['documents', 'id'], ['outbox', 'id'], ['notifications', 'id'], ['journal', 'rang']] as const;
    const lues: unknown[] = [await lire(id), await db('compteurs').where({ nom: `dossiers:${appelId}` }).first<unknown>()];
    for (const [table, ordre] of tables) lues.push(await db(table).where({ dossier_id: id }).orderBy(ordre).select<unknown[]>());
    return lues;
  }

  async function accepter(le: string, ecartMs: number): Promise<void> {
    const id = suivant();
    const { reponse } = await deposerA(id, le, ecartMs);
    expect(reponse.statut, `${le} ${ecartMs} ms\n${texteDe(reponse.corps).slice(0, 800)}`).to.equal(303);
    const annee = jourAParis(app.horloge.maintenant()).slice(0, 4);
    rang += 1;
    expect(await lire(id)).to.include({ etat: 'depose', depose_le: app.horloge.maintenant(), numero: `AAP-${annee}-${String(rang).padStart(4, '0')}` });
  }

  async function refuser(le: string, ecartMs: number): Promise<void> {
    const id = suivant();
    const avant = await toutDe(id);
    const { reponse, porteur } = await deposerA(id, le, ecartMs);
    expect(reponse.statut).to.equal(422);
    expect(texteDe(reponse.corps)).to.match(ecartMs < 0 ? /n’est pas encore ouvert/ : /s’est terminé le/);
    if (ecartMs >= 0) expect(texteDe(reponse.corps)).to.include('conservé');
    expect(await toutDe(id), 'nothing changed, no number used').to.deep.equal(avant);
    const section = await porteur.lire(`/dossiers/${id}/sections/projet`);
    expect([section.statut, section.corps.includes('Un allocataire sur trois du bassin')]).to.deep.equal([200, true]);
    prets.unshift(id);
  }

  it('runs in UTC, so that nothing but the rules knows about Paris', () => {
    expect(Intl.DateTimeFormat().resolvedOptions().timeZone).to.equal('UTC');
  });

  for (const [quand, paris, utc] of CLOTURES) {
    it(`${quand} (${paris} in Paris): taken one second before and to the last millisecond, refused one second after with the draft whole`, async () => {
      expect(instantDeParis(paris)).to.equal(utc);
      await ouvrir(instantDeParis('2021-11-15T00:00'), instant(utc));
      await accepter(utc, -1000);
      await accepter(utc, 999);
      await refuser(utc, 1000);
    });
  }

  it('opens on its first second and not the one before', async () => {
    const ouvreLe = instantDeParis('2022-03-27T03:00:00');
    await ouvrir(ouvreLe, instantDeParis('2022-04-30T23:59:59'));
    expect(ouvreLe).to.equal('2022-03-27T01:00:00.000Z');
    await refuser(ouvreLe, -1000);
    await accepter(ouvreLe, 0);
  });

  it('numbers by the year of Paris, one hour before that of the machine', async () => {
    await ouvrir(instantDeParis('2021-11-15T00:00'), instantDeParis('2023-06-30T23:59:59'));
    await accepter('2022-12-31T22:59:59.000Z', 999);
    await accepter('2022-12-31T23:00:00.000Z', 0);
    expect((await app.deps.db('dossiers').whereNotNull('numero').orderBy('depose_le').select<{ numero: string }[]>('numero')).filter((d) => d.numero.startsWith('AAP-2023-'))).to.have.length(1);
  });

  it('takes the closing typed by the responsable on the day clocks change, and refuses from that minute’s end', async () => {
    await ouvrir(instantDeParis('2021-11-15T00:00'), instantDeParis('2022-02-28T23:59:59'));
    app.horloge.allerA('2022-02-01T09:00');
    const responsable = new Visiteur(app.adresse);
    await responsable.connecter('responsable@passerelle.test');
    await responsable.reussir(`/gestion/appels/${appelId}/prolongation`, { 'fermeLe[jour]': '27/03/2022', 'fermeLe[heure]': '23:59', motif: 'Tempête du 20 mars.' });
    expect(await app.deps.db('appels').where({ id: appelId }).first<unknown>('ferme_le')).to.deep.equal({ ferme_le: '2022-03-27T21:59:59.000Z' });
    await accepter('2022-03-27T21:59:59.000Z', 0);
    await refuser('2022-03-27T22:00:00.000Z', 0);
  });
});

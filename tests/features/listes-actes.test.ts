import { expect } from 'chai';
import { readSheet } from 'read-excel-file/node';
import { genererJeu } from '../../server/cli/jeu-essai/generer.js';
import type { MondeJeu } from '../../server/cli/jeu-essai/monde.js';
import { verifierJournal } from '../../server/platform/journal.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { MOT_DE_PASSE, texteDe, Visiteur } from '../support/visiteur.js';

const idsDe = (corps: string): string[] => [...corps.matchAll(/<th scope="row"><a class="govuk-link" href="\/dossiers\/([0-9a-f-]{36})"/g)].map((m) => m[1] ?? '');

describe('acts on lists', function () {
  this.timeout(120_000);
  let app: ApplicationDeTest;
  let monde: MondeJeu;
  let responsable: Visiteur;
  let instructeur: Visiteur;

  const visiteur = async (identifiant: string): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(`${identifiant}@jeu-essai.example`);
    return v;
  };

  before(async () => {
    app = await lancerApplication('2026-11-20T10:00');
    ({ monde } = await genererJeu(app.deps.db, app.deps.magasin, { dossiers: 130, graine: 11, motDePasse: MOT_DE_PASSE, maintenant: app.horloge.maintenant() }));
    responsable = await visiteur('responsable');
    instructeur = await visiteur('instructeur');
  });
  after(() => app.fermer());

  describe('exports', () => {
    const REQUETE = 'etat=depose&etat=notifie&tri=-demande&colonnes=numero,demande,titre,depose,notifie,etat,dispositif,territoires,organisme';

    async function attendus(): Promise<{ numero: string; titre: string; demande: number; depose_le: string }[]> {
      const lignes: { numero: string; titre: string; demande: number | string; depose_le: string }[] = await app.deps.db('dossiers').whereIn('etat', ['depose', 'notifie']).orderBy([{ column: 'demande_cents', order: 'desc' }, { column: 'id', order: 'desc' }])
        .select('numero', 'titre', 'demande_cents as demande', 'depose_le');
      return lignes.map((l) => ({ ...l, demande: Number(l.demande) }));
    }

    before(async () => {
      const cibles = await app.deps.db('dossiers').where({ etat: 'depose' }).limit(3).select<{ id: string }[]>('id');
      for (const [i, titre] of ['=cmd|\'/c calc\'!A1', '@SUM(1+1)"; <b>&amp;_x0041_', '-2+3\u0007 é 🙂'].entries()) await app.deps.db('dossiers').where({ id: cibles[i]?.id }).update({ titre });
    });

    it('writes in CSV exactly the current view, formulas made inert', async () => {
      const r = await responsable.lire(`/dossiers/export.csv?${REQUETE}`);
      expect(r.entetes.get('content-disposition')).to.include('dossiers-2026-11-20.csv');
      const [entete = '', ...lignes] = r.corps.replace(/^\uFEFF/u, '').trimEnd().split('\r\n');
      expect(entete).to.equal('Numéro;Demandé;Projet;Déposé le;Notifié le;État;Dispositif;Territoires;Organisme');
      const voulus = await attendus();
      expect(lignes.length).to.equal(voulus.length);
      expect(lignes.map((l) => l.split(';').slice(0, 2))).to.deep.equal(voulus.map((d) => [d.numero, (d.demande / 100).toFixed(2).replace('.', ',')]));
      expect(r.corps).to.include('"\'=cmd|\'/c calc\'!A1"').and.to.include('"\'@SUM(1+1)""; <b>&amp;_x0041_"').and.to.include('"\'-2+3');
    });

    it('writes in XLSX exactly the current view, typed, as another reader reads it', async () => {
      const r = await responsable.lire(`/dossiers/export.xlsx?${REQUETE}`);
      expect(r.entetes.get('content-type')).to.equal('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
      const [entete, ...lignes] = await readSheet(Buffer.from(r.octets));
      expect(entete?.slice(0, 5)).to.deep.equal(['Numéro', 'Demandé', 'Projet', 'Déposé le', 'Notifié le']);
      const voulus = await attendus();
      expect(lignes.map((l) => [l[0], l[1], l[2]])).to.deep.equal(voulus.map((d) => [d.numero, d.demande / 100, d.titre.replace('\u0007', '')]));
      const heure = (iso: string): string => new Date(Date.parse(iso)).toLocaleString('sv-SE', { timeZone: 'Europe/Paris' }).slice(0, 16);
      expect(lignes.map((l) => (l[3] instanceof Date ? new Date(Math.round(l[3].getTime() / 60_000) * 60_000).toISOString().slice(0, 16).replace('T', ' ') : ''))).to.deep.equal(voulus.map((d) => heure(d.depose_le)));
    });

    it('exports nothing to somebody who may not list', async () => {
      const porteur = await visiteur('signataire');
      expect((await porteur.lire('/dossiers/export.xlsx')).statut).to.equal(403);
      expect((await new Visiteur(app.adresse).lire('/dossiers/export.xlsx')).vers).to.include('/connexion?retour=');
    });
  });

  it('holds the chosen columns, in the chosen order, in an address that can be sent', async () => {
    const r = await responsable.lire('/dossiers?etat=notifie&c=titre&c=numero&c=accorde&r_titre=3&r_numero=1&r_accorde=2&r_axe=1');
    expect([r.statut, r.vers]).to.deep.equal([303, '/dossiers?etat=notifie&colonnes=numero%2Caccorde%2Ctitre']);
    const { corps } = await instructeur.lire(r.vers ?? '');
    expect([...corps.matchAll(/<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)/g)].map((m) => m[1])).to.deep.equal(['Numéro', 'Accordé', 'Projet']);
    expect(corps).to.include('href="/dossiers/export.xlsx?etat&#x3D;notifie&amp;colonnes&#x3D;numero%2Caccorde%2Ctitre"');
  });

  describe('saved views', () => {
    const enregistrer = (v: Visiteur, nom: string, champs: Record<string, string> = {}): Promise<string> => v.reussir('/vues', { liste: 'dossiers', requete: 'etat=depose&tri=titre&apres=zzz', nom, ...champs });
    const vueDe = (adresse: string): string => /vue=([0-9a-f-]{36})/.exec(adresse)?.[1] ?? '';

    it('keeps a view for its owner alone, opens the list on the default one, and lets it go', async () => {
      const adresse = await enregistrer(instructeur, 'À vérifier', { parDefaut: 'oui' });
      const vue = vueDe(adresse);
      expect(adresse).to.equal(`/dossiers?etat=depose&tri=titre&vue=${vue}`);
      expect((await instructeur.lire('/dossiers')).vers).to.equal(adresse);
      expect((await instructeur.lire('/dossiers?vue=toutes')).statut).to.equal(200);
      expect(texteDe((await responsable.lire('/dossiers?vue=toutes')).corps)).not.to.include('À vérifier');
      expect((await responsable.lire(`/vues/${vue}`)).statut).to.equal(404);
      expect((await responsable.envoyer(`/vues/${vue}`, { nom: 'À moi' })).statut).to.equal(404);
      expect((await responsable.envoyer(`/vues/${vue}/suppression`)).statut).to.equal(404);
      const double = await instructeur.envoyer('/vues', { liste: 'dossiers', requete: 'etat=recevable', nom: 'À vérifier' });
      expect([double.statut, texteDe(double.corps).includes('Une de vos vues porte déjà ce nom'), double.corps.includes('value="etat&#x3D;recevable"')]).to.deep.equal([422, true, true]);
      await instructeur.reussir(`/vues/${vue}`, { nom: 'À revoir' });
      expect((await instructeur.lire('/dossiers')).vers, 'no longer the default').to.equal(null);
      expect(texteDe((await instructeur.lire(`/vues/${vue}`)).corps)).to.include('La vue disparaît de votre liste');
      await instructeur.reussir(`/vues/${vue}/suppression`);
      expect((await instructeur.lire(`/vues/${vue}`)).statut).to.equal(404);
    });

    it('lets a responsable alone propose a view to the service, and others open their list on it without changing it', async () => {
      expect((await instructeur.envoyer('/vues', { liste: 'dossiers', requete: 'etat=depose', nom: 'Pour tous', partagee: 'oui' })).statut).to.equal(403);
      const vue = vueDe(await enregistrer(responsable, 'Service', { partagee: 'oui' }));
      await instructeur.reussir(`/vues/${vue}`, { nom: 'Volée', partagee: '', parDefaut: 'oui' });
      expect((await instructeur.lire('/dossiers')).vers).to.include(`vue=${vue}`);
      expect((await app.deps.db('vues').where({ id: vue }).first<{ nom: string }>('nom')).nom).to.equal('Service');
      expect((await instructeur.envoyer(`/vues/${vue}/suppression`)).statut).to.equal(403);
      await responsable.reussir(`/vues/${vue}`, { nom: 'Service' });
      expect((await instructeur.lire('/dossiers')).vers, 'taken back from the service').to.equal(null);
      expect((await instructeur.lire(`/vues/${vue}`)).statut).to.equal(404);
    });

    it('saves no view of a list that does not exist, nor for somebody who may not see it', async () => {
      expect((await instructeur.envoyer('/vues', { liste: 'zzz', requete: '', nom: 'X' })).statut).to.equal(404);
      expect((await (await visiteur('signataire')).envoyer('/vues', { liste: 'dossiers', requete: '', nom: 'X' })).statut).to.equal(403);
      expect((await instructeur.envoyer('/vues', { liste: 'dossiers', requete: `x=${'y'.repeat(5000)}`, nom: '' })).statut).to.equal(422);
    });
  });

  describe('assignment of many', () => {
    const choisir = (etats: string): Promise<string[]> => app.deps.db('dossiers').whereIn('etat', etats.split(',')).whereNotNull('depose_le').orderBy('numero').pluck('id');

    it('confirms what is chosen, names what is left out, and does the rest in one go with one mail', async () => {
      const recevables = (await choisir('recevable')).slice(0, 4);
      const [clos = ''] = await choisir('irrecevable');
      const [membre = ''] = (await choisir('depose')).slice(0, 1);
      const [cible] = monde.agents.instructeur;
      await app.deps.db('personnes').where({ id: cible?.id }).update({ rythme_courriels: 'immediat' });
      const d = await app.deps.db('dossiers').where({ id: membre }).first<{ organisme_id: string }>('organisme_id');
      await app.deps.db('membres').insert({ id: crypto.randomUUID(), organisme_id: d.organisme_id, personne_id: cible?.id, role: 'redacteur', etat: 'accepte', representant_legal: false, cree_le: app.horloge.maintenant() });
      const memeOrganisme = await app.deps.db('dossiers').whereIn('id', recevables).where({ organisme_id: d.organisme_id }).pluck<string[]>('id');
      const page = texteDe((await responsable.lire(`/dossiers/affectation?choix=coches&${[...recevables, clos, membre].map((id) => `d=${id}`).join('&')}`)).corps);
      expect(page).to.include(`${recevables.length + 1} dossiers sur ${recevables.length + 2} peuvent être confiés`).and.to.include('Ce dossier n’attend plus d’instructeur.').and.to.include(`L’instruction commence pour ${recevables.length} dossiers recevables`);
      expect(page).to.include(`${1 + memeOrganisme.length} mis à part : cette personne est membre de l’organisme`);
      const avant = await app.deps.db('outbox').where({ destinataire: cible?.courriel }).count<{ n: number | string }[]>({ n: '*' });
      const vers = await responsable.reussir('/dossiers/affectation', { dossiers: [...recevables, clos, membre].join(','), instructeurId: cible?.id ?? '', retour: 'etat=recevable' });
      expect(vers).to.equal('/dossiers?etat=recevable');
      const annonce = texteDe((await responsable.lire(vers)).corps);
      expect(annonce).to.include(`${recevables.length - memeOrganisme.length} dossiers confiés à ${cible?.nom ?? ''}.`).and.to.include(`${2 + memeOrganisme.length} dossiers mis à part`);
      const apres = await app.deps.db('dossiers').whereIn('id', recevables.filter((id) => !memeOrganisme.includes(id))).select<{ etat: string; instructeur_id: string }[]>('etat', 'instructeur_id');
      for (const l of apres) expect(l).to.deep.equal({ etat: 'en_instruction', instructeur_id: cible?.id });
      const mails = await app.deps.db('outbox').where({ destinataire: cible?.courriel }).count<{ n: number | string }[]>({ n: '*' });
      expect(Number(mails[0]?.n) - Number(avant[0]?.n)).to.equal(1);
      expect(await verifierJournal(app.deps.db)).to.include({ intact: true });
    });

    it('takes the dossiers of the page, or every one the filter keeps', async () => {
      const deposes = await choisir('depose');
      const corps = (await responsable.lire('/dossiers?etat=depose')).corps;
      const page = new URLSearchParams([['choix', 'page'], ...idsDe(corps).map((id): [string, string] => ['p', id])]);
      for (const requete of ['choix=tous&etat=depose', page.toString()]) {
        const r = await responsable.lire(`/dossiers/affectation?${requete}`);
        expect(/name="dossiers" value="([^"]*)"/.exec(r.corps)?.[1]?.split(',').sort(), requete).to.deep.equal([...deposes].sort());
      }
    });

    it('changes nothing without a person, without a dossier, nor for somebody who may not', async () => {
      const [id = ''] = await choisir('depose');
      const sansPersonne = await responsable.envoyer('/dossiers/affectation', { dossiers: id, instructeurId: '', retour: '' });
      expect([sansPersonne.statut, texteDe(sansPersonne.corps).includes('Choisissez une personne.'), sansPersonne.corps.includes(`value="${id}"`)]).to.deep.equal([422, true, true]);
      expect((await responsable.envoyer('/dossiers/affectation', { dossiers: 'x,y', instructeurId: monde.agents.instructeur[0]?.id ?? '' })).statut).to.equal(422);
      expect((await responsable.envoyer('/dossiers/affectation', { dossiers: id, instructeurId: monde.agents.finances[0]?.id ?? '' })).statut).to.equal(422);
      expect((await instructeur.lire('/dossiers/affectation')).statut).to.equal(403);
      expect((await instructeur.envoyer('/dossiers/affectation', { dossiers: id, instructeurId: monde.agents.instructeur[0]?.id ?? '' })).statut).to.equal(403);
      expect((await app.deps.db('dossiers').where({ id }).first<{ instructeur_id: string | null }>('instructeur_id')).instructeur_id).to.equal(null);
    });
  });
});

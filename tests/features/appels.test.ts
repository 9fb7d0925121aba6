import { expect } from 'chai';
import { SYSTEME } from '../../server/domain/habilitations/acteur.js';
import { cents } from '../../server/domain/kernel/cents.js';
import { Refus } from '../../server/domain/kernel/refus.js';
import { etatEnveloppe, lireAppel, lireVersionAppel } from '../../server/features/appels/appel-queries.js';
import { fixerEnveloppe, publierAppel } from '../../server/features/appels/appel-service.js';
import { engagerCredits, libererCredits } from '../../server/features/grand-livre/engagement-service.js';
import { nouvelId } from '../../server/platform/ids.js';
import type { Contexte } from '../../server/platform/unit-of-work.js';
import { appelReferencePublie } from '../support/appel.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, comptesDeTest, type ComptesDeTest } from '../support/comptes.js';
import { extraireTextePdf } from '../support/pdf-texte.js';
import { texteDe, Visiteur, type Reponse } from '../support/visiteur.js';

const textePropre = (r: Reponse): string => texteDe(r.corps).replace(/&#x27;/g, '’').replace(/[\u00a0\u202f]/g, ' ');

describe('appels', () => {
  let app: ApplicationDeTest;
  let comptes: ComptesDeTest;
  let appelId: string;
  let responsable: Visiteur;
  let anonyme: Visiteur;

  before(async () => {
    app = await lancerApplication();
    comptes = await comptesDeTest(app);
    appelId = (await appelReferencePublie(app)).id;
    responsable = new Visiteur(app.adresse);
    anonyme = new Visiteur(app.adresse);
    await responsable.connecter('responsable@passerelle.test');
  });
  after(() => app.fermer());

  const cas = <T>(faire: (ctx: Contexte) => Promise<T>): Promise<T> => app.deps.uniteDeTravail(SYSTEME, faire);
  const refus = async (faire: (ctx: Contexte) => Promise<unknown>): Promise<Refus> => cas(faire).then(() => expect.fail('nothing was refused'), (e: unknown) => { if (e instanceof Refus) return e; throw e; });
  const page = async (chemin: string, visiteur = anonyme): Promise<string> => textePropre(await visiteur.lire(chemin));
  const copier = async (): Promise<string> => {
    await responsable.lire(`/gestion/appels/${appelId}`);
    return /appels\/([0-9a-f-]{36})/.exec(await responsable.reussir(`/gestion/appels/${appelId}/copie`))?.[1] ?? '';
  };

  it('shows every fact of a published call without an account', async () => {
    const texte = await page(`/appels/${appelId}`);
    for (const fait of [
      'Appel à projets insertion 2022-2023', 'Dépôt ouvert jusqu’au 28 février 2022 à 23 h 59 inclus, heure de Paris.', 'Encore 49 jours', 'Qui peut répondre ? Tout organisme qui a un numéro SIRET', 'Sont attendus des projets qui partent d’un besoin constaté', 'Daté de moins de trois mois', 'du 1er janvier 2022 au 31 décembre 2023, 24 mois au plus',
      'Accompagnement socioprofessionnel', 'Diagnostics mobilités et accompagnement à la mobilité', 'Santé et insertion', 'parents isolés avec enfant en situation de handicap', 'Villeneuve Fumel', 'PLIE de l’Agenais',
      'Pour : association Statuts Récépissé de déclaration en préfecture Liste des dirigeants', 'Adéquation aux besoins 2 10,5 %', 'pour 10 % de la subvention au plus', 'une subvention de 20 000,00 € est ramenée à 17 777,78 €',
      '50 % à la signature de la convention, puis 50 % après le bilan final', '80 % de la dernière échéance est versée', 'Intérêts moratoires', 'Élue en charge du développement social', 'Se connecter pour déposer un dossier',
    ]) expect(texte).to.include(fait);
    expect((await anonyme.lire(`/appels/${appelId}`)).corps).to.include(`/connexion?retour&#x3D;%2Fappels%2F${appelId}%2Fdossiers`);
    expect(await page('/appels')).to.match(/Ouverts au dépôt Appel à projets insertion 2022-2023 Ouvert/);
  });

  it('gives the same facts as a PDF', async () => {
    const reponse = await anonyme.lire(`/appels/${appelId}/appel.pdf`);
    expect(reponse.entetes.get('content-type')).to.equal('application/pdf');
    const texte = (await extraireTextePdf(reponse.octets)).replace(/\s+/g, ' ');
    expect(texte).to.include('AAP-INSERTION-2022-2023 — Version 1').and.include('Développer un partenariat gagnant/gagnant avec les entreprises').and.include('pour 10 % de la subvention au plus').and.include('Plan estimatif détaillé des frais couverts par le forfait');
  });

  it('says that the deposit ended one second after the closing second', async () => {
    app.horloge.allerA('2022-02-28T23:59:59');
    expect(await page(`/appels/${appelId}`)).to.include('Se connecter pour déposer un dossier');
    app.horloge.allerA('2022-03-01T00:00:00');
    const texte = await page(`/appels/${appelId}`);
    expect(texte).to.include('Le dépôt s’est terminé le 28 février 2022 à 23 h 59, heure de Paris.').and.not.include('Se connecter pour déposer');
    expect(await page('/appels')).to.include('Aucun appel n’est ouvert en ce moment').and.include('Passés Appel Référence Dépôt Appel à projets insertion 2022-2023');
    app.horloge.allerA('2022-01-10T09:00');
  });

  it('hides a brouillon from everybody but the responsables, PDF and management included', async () => {
    const copie = await copier();
    const instructeur = new Visiteur(app.adresse);
    await instructeur.connecter('instructeur@passerelle.test');
    for (const visiteur of [anonyme, instructeur]) {
      expect((await visiteur.lire(`/appels/${copie}`)).statut).to.equal(404);
      expect((await visiteur.lire(`/appels/${copie}/appel.pdf`)).statut).to.equal(404);
    }
    expect((await instructeur.lire(`/gestion/appels/${copie}/modifier`)).statut).to.be.oneOf([403, 404]);
    expect(await page('/appels')).not.to.include('2023-2024');
    expect(await page(`/appels/${copie}`, responsable)).to.include('Aperçu, non publié : cet appel est un brouillon').and.include('AAP-INSERTION-2023-2024').and.include('15 novembre 2022 à 0 h 00');
    const encore = await lireAppel(app.deps.db, await copier());
    expect([encore?.code, encore?.fermeLe, encore?.contenu.periodeOperations.fin]).to.deep.equal(['AAP-INSERTION-2023-2024-2', '2023-02-28T22:59:59.000Z', '2024-12-31']);
  });

  it('asks once before publishing, then freezes version 1', async () => {
    const copie = await copier();
    expect((await responsable.envoyer(`/gestion/appels/${copie}/publication`)).statut).to.equal(422);
    await responsable.reussir(`/gestion/appels/${copie}/publication`, { confirme: 'oui' });
    const appel = await lireAppel(app.deps.db, copie);
    expect(appel?.etat).to.equal('publie');
    expect(await lireVersionAppel(app.deps.db, copie, 1)).to.deep.equal(appel?.contenu);
    expect((await refus((ctx) => publierAppel(ctx, { appelId: copie }))).code).to.equal('etat.incompatible');
  });

  it('follows its credits and never lets an envelope fall below what is committed', async () => {
    const { db } = app.deps;
    const dossierId = nouvelId();
    const organismeId = nouvelId();
    const le = app.horloge.maintenant();
    await db('organismes').insert({ id: organismeId, siret: '73282932000074', nom: 'Association', nature: 'association', forme_juridique: 'Association', adresse: '1 rue', code_postal: '47000', commune: 'Agen', representant_nom: 'A', representant_qualite: 'Présidente', cree_le: le });
    await db('dossiers').insert({ id: dossierId, appel_id: appelId, organisme_id: organismeId, appel_version: 1, numero: 'AAP-2022-0001', etat: 'attribue', demande_cents: 2_000_000, cree_le: le, modifie_le: le });
    await agir(app, comptes.responsable, async (ctx) => {
      const objet = { type: 'dossier', id: dossierId } as const;
      await engagerCredits(ctx, { appelId, financeur: 'departement', demandes: [{ dossierId, montant: cents(2_000_000) }], objet });
      await libererCredits(ctx, { dossierId, financeur: 'departement', montantCents: 200_000, objet });
    });
    const { parEnveloppe, ...total } = await etatEnveloppe(db, appelId);
    expect(total).to.deep.equal({ voteCents: 50_000_000, engageCents: 1_800_000, verseCents: 0, recouvreCents: 0, disponibleCents: 48_200_000 });
    expect(parEnveloppe).to.have.length(1);
    const trop = await refus((ctx) => fixerEnveloppe(ctx, { appelId, financeur: 'departement', annee: 2022, voteCents: cents(1_799_999) }));
    expect([trop.code, trop.donnees['engage']]).to.deep.equal(['enveloppe.sous_engage', 1_800_000]);

    const finances = new Visiteur(app.adresse);
    await finances.connecter(comptes.finances1.courriel);
    const suivi = `/gestion/appels/${appelId}`;
    expect(await page(suivi, finances)).to.match(/Attribué 1 (: voir ces dossiers )?20 000,00 €/).and.include('18 000,00 € sur 500 000,00 € votés');
    const refusee = await finances.envoyer(`${suivi}/enveloppe`, { financeur: 'departement', annee: '2022', montant: '17 000' });
    expect(refusee.statut).to.equal(422);
    expect(textePropre(refusee)).to.include('ne peut pas descendre sous ce qui est déjà engagé : 18 000,00 €');
    await finances.reussir(`${suivi}/enveloppe`, { financeur: 'fse', annee: '2023', montant: '80 000,50' });
    expect(await page(suivi, finances)).to.include('FSE+ 2023').and.include('580 000,50 €');
    const pilotage = new Visiteur(app.adresse);
    await pilotage.connecter(comptes.pilotage.courriel);
    expect(await page(suivi, pilotage)).not.to.include('Fixer une enveloppe');
    expect((await pilotage.envoyer(`${suivi}/enveloppe`, { financeur: 'departement', annee: '2022', montant: '900 000' })).statut).to.equal(403);
  });

  it('closes after one confirmation, and archives only when every dossier has its outcome', async () => {
    const suivi = `/gestion/appels/${appelId}`;
    await responsable.lire(suivi);
    expect((await responsable.envoyer(`${suivi}/cloture`)).statut).to.equal(422);
    expect(await page(suivi, responsable)).to.include('Plus aucun dossier ne pourra être déposé, même avant la date de clôture');
    await responsable.reussir(`${suivi}/cloture`, { confirme: 'oui' });
    expect(await page(`/appels/${appelId}`)).to.include('Le dépôt s’est terminé le 10 janvier 2022 à 9 h 00, heure de Paris.');
    expect((await responsable.lire(`${suivi}/modifier`)).statut).to.equal(404);
    const refusee = await responsable.envoyer(`${suivi}/archivage`, { confirme: 'oui' });
    expect(textePropre(refusee)).to.include('1 dossier attend encore sa décision');
    await app.deps.db('dossiers').where({ appel_id: appelId }).update({ etat: 'notifie' });
    await responsable.reussir(`${suivi}/archivage`, { confirme: 'oui' });
    expect((await lireAppel(app.deps.db, appelId))?.etat).to.equal('archive');
    const trace = await app.deps.db('journal').where({ objet: 'appel', objet_id: appelId }).orderBy('rang').select<{ action: string; de: string | null; vers: string | null }[]>('action', 'de', 'vers');
    expect(trace.filter((t) => t.vers !== null).map((t) => `${t.de ?? ''}>${t.vers ?? ''}`)).to.deep.equal(['>brouillon', 'brouillon>publie', 'publie>clos', 'clos>archive']);
  });
});

import { expect } from 'chai';
import { SYSTEME } from '../../server/domain/habilitations/acteur.js';
import { jour } from '../../server/domain/kernel/jour.js';
import { lireDonneesDePersonne } from '../../server/features/participants/droits-donnees.js';
import { lireDemande, listerDemandes } from '../../server/features/participants/droits-queries.js';
import { insererLot, scellerApercu } from '../../server/features/participants/import-store.js';
import { coffreDesParticipants } from '../../server/features/participants/participant-coffre.js';
import { verifierJournal } from '../../server/platform/journal.js';
import { lireCle } from '../../server/platform/tranche.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { comptesDeTest, type ComptesDeTest } from '../support/comptes.js';
import type { DossierDeTest } from '../support/dossier-depose.js';
import { inscrire, operationFse } from '../support/operation-fse.js';
import { extraireTextePdf } from '../support/pdf-texte.js';
import { compterRequetes } from '../support/pilotage.js';
import { toutCeQuiEstEcrit } from '../support/tout-ecrit.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

const IDENTITE = { nom: 'Ouvrard-Zéphyr', prenom: 'Bérengère', courriel: 'berengere@exemple.fr', telephone: '06 00 00 00 01', adresse: '3 impasse du Lavoir' };
const DEMANDE = {
  nature: 'acces', canal: 'courrier', recueLe: '01/03/2022', verification: 'piece_identite', nom: 'OUVRARD ZEPHYR', prenom: 'Berengere', naissance: '04/05/1990', autreNom: '', contact: '3 impasse du Lavoir\n47000 Agen', representant: '', precision: '',
};

describe('What persons ask about their data', () => {
  let app: ApplicationDeTest;
  let comptes: ComptesDeTest;
  let operations: DossierDeTest[];
  let responsable: Visiteur;
  const visiteur = async (courriel: string): Promise<Visiteur> => { const v = new Visiteur(app.adresse); await v.connecter(courriel); return v; };
  const page = async (chemin: string): Promise<string> => texteDe((await responsable.lire(chemin)).corps);
  const demander = (reste: Partial<typeof DEMANDE> = {}): Promise<string> => responsable.reussir('/droits/nouvelle', { ...DEMANDE, ...reste });
  const actes = (demande: string): Promise<string[]> => app.deps.db('journal').where({ objet_id: demande.split('/').at(-1) }).orderBy('rang').pluck<string[]>('action');
  const aLaDate = async (le: string): Promise<void> => { app.horloge.allerA(le); await responsable.connecter(comptes.responsable.courriel); };

  before(async () => {
    app = await lancerApplication('2022-03-10T09:00');
    comptes = await comptesDeTest(app);
    const premiere = await operationFse(app, { comptes });
    const autres = { ...comptes, redacteur: comptes.avis, signataire: comptes.pilotage };
    operations = [premiere, await operationFse(app, { comptes: autres, appelId: premiere.appelId })];
    for (const o of operations) await inscrire(app, o, 0, {}, IDENTITE);
    await inscrire(app, premiere, 1);
    responsable = await visiteur(comptes.responsable.courriel);
  });
  after(() => app.fermer());

  let acces: string;

  it('asked for access is entered with its limit of one month, one sentence beside each wrong field, and finds the person in every operation without reading names', async () => {
    const erronee = await responsable.envoyer('/droits/nouvelle', { ...DEMANDE, nom: '', recueLe: '11/03/2022', contact: '' });
    expect(erronee.corps).to.include('id="nom-erreur"').and.to.include('id="contact-erreur"').and.to.include('Berengere');
    expect(texteDe((await responsable.envoyer('/droits/nouvelle', { ...DEMANDE, recueLe: '11/03/2022' })).corps)).to.include('Cette date est à venir');
    acces = await demander();
    const lue = await page(acces);
    expect(lue).to.include('2022-001').and.to.include('Personne trouvée').and.to.include('à répondre le 01/04/2022 au plus tard').and.to.include(operations[0]?.numero).and.to.include(operations[1]?.numero);
    expect(lue).to.include('Au moins jusqu’au 31 décembre 2025').and.not.to.include('Martin1');
    expect(await page('/droits')).to.include('OUVRARD ZEPHYR').and.to.include('Accès à ses données');
    expect(await page('/a-faire')).to.include('Répondre à une demande sur ses données').and.to.include('Demande 2022-001').and.to.include('avant le 1er avril 2022');
  });

  it('asked for access is answered by a letter in plain French with everything that is held, and by a file', async () => {
    const lettre = await extraireTextePdf((await responsable.lire(`${acces}/lettre.pdf`)).octets);
    for (const dit of ['Ouvrard-Zéphyr', '06 00 00 00 01', '4 mai 1990', 'Sans emploi, en recherche d’emploi', 'Chômeurs de longue durée', 'article 15', 'CNIL', 'Au moins jusqu’au 31 décembre 2025', 'Qui les voit', operations[1]?.numero ?? '']) expect(lettre.replace(/\s+/gu, ' '), dit).to.include(dit);
    expect(lettre).to.not.include('Martin1');
    const { corps } = await responsable.lire(`${acces}/donnees.json`);
    const donnees = JSON.parse(corps) as { demande: object; operations: { identite: object; reponses: object; indicateurs: { code: string }[]; operation: { numero: string } }[] };
    expect(donnees.operations.map((o) => o.operation.numero)).to.deep.equal(operations.map((o) => o.numero).sort());
    expect(donnees.operations[0]?.identite).to.deep.equal({ ...IDENTITE, naissance: '1990-05-04' });
    expect(donnees.operations[0]?.reponses).to.include({ statut: 'chomeur', niveau: 'cite_3', minorite: 'nsp' });
    expect(donnees.operations[0]?.indicateurs.map((i) => i.code)).to.include.members(['EECO01', 'EECO02', 'EECO03']);
  });

  it('asked for access is closed by the day the answer left, each act journaled and nobody named', async () => {
    expect(texteDe((await responsable.envoyer(`${acces}/reponse`, { le: '28/02/2022', moyen: 'courrier' })).corps)).to.include('La réponse part entre');
    await responsable.reussir(`${acces}/reponse`, { le: '10/03/2022', moyen: 'courrier' });
    expect(await page(acces)).to.include('Répondue le 10 mars 2022');
    expect((await responsable.envoyer(`${acces}/refus`, { motif: 'excessive', refuseLe: '10/03/2022', moyenRefus: 'courrier' })).statut).to.equal(422);
    expect(await actes(acces)).to.deep.equal(['droits.recevoir', 'demande_droits.trouver', 'droits.communiquer', 'droits.communiquer', 'demande_droits.repondre']);
    expect(await page('/a-faire')).not.to.include('2022-001');
    const tout = await toutCeQuiEstEcrit(app);
    for (const clair of ['Ouvrard', 'OUVRARD', 'Bérengère', 'Berengere', 'Lavoir', '1990-05-04', '04/05/1990']) expect(tout.includes(clair), clair).to.equal(false);
  });

  it('is for who answers them alone: no page, letter nor file leaks to another', async () => {
    const demande = await demander();
    for (const nom of ['instructeur', 'finances1', 'controleur', 'pilotage', 'admin', 'redacteur'] as const) {
      const v = await visiteur(comptes[nom].courriel);
      for (const chemin of ['/droits', '/droits/registre.csv', demande, `${demande}/lettre.pdf`, `${demande}/donnees.json`]) {
        const reponse = await v.lire(chemin);
        expect(reponse.statut, `${nom} ${chemin}`).to.equal(403);
        expect(reponse.corps).not.to.match(/ouvrard|zephyr/i);
      }
      expect((await v.envoyer('/droits/nouvelle', DEMANDE)).statut, nom).to.equal(403);
      expect(texteDe((await v.lire('/a-faire')).corps)).not.to.include('2022-002');
    }
    const registre = (await responsable.lire('/droits/registre.csv')).corps;
    expect(registre).to.include('2022-001').and.to.include('Répondue').and.not.to.match(/ouvrard/i);
  });

  it('tells nothing before the service knows who asks', async () => {
    const demande = await demander({ verification: 'a_verifier', recueLe: '05/03/2022' });
    const avant = await page(demande);
    expect(avant).to.include('Vérifier qui demande').and.not.to.include(operations[0]?.numero);
    for (const chemin of ['lettre.pdf', 'donnees.json']) expect(texteDe((await responsable.lire(`${demande}/${chemin}`)).corps)).to.include('Vérifiez d’abord l’identité');
    expect((await responsable.envoyer(`${demande}/reponse`, { le: '10/03/2022', moyen: 'courrier' })).statut).to.equal(422);
    await responsable.reussir(`${demande}/verification`, { verification: 'presence' });
    expect(await page(demande)).to.include('Personne trouvée').and.to.include(operations[0]?.numero);
  });

  it('looks again under another name, and says plainly when nothing is held', async () => {
    const demande = await demander({ nom: 'Épouse', nature: 'portabilite' });
    expect(await page(demande)).to.include('Personne introuvable');
    expect(await extraireTextePdf((await responsable.lire(`${demande}/lettre.pdf`)).octets)).to.match(/nous n’y\s+détenons\s+aucune\s+donnée/u);
    await responsable.reussir(`${demande}/recherche`, { nom: 'Épouse', prenom: 'Bérengère', naissance: '04/05/1990', autreNom: 'ouvrard zéphyr' });
    expect(await page(demande)).to.include('Personne trouvée');
    expect((await extraireTextePdf((await responsable.lire(`${demande}/lettre.pdf`)).octets)).replace(/\s+/gu, ' ')).to.include('Le droit à la portabilité ne vaut que').and.to.include('Ouvrard-Zéphyr');
  });

  it('may be extended once by two months, within the first one, with a letter that gives the reason', async () => {
    const demande = await demander({ recueLe: '10/02/2022' });
    await aLaDate('2022-03-11T09:00');
    expect((await responsable.envoyer(`${demande}/prolongation`, { prolongation: 'complexite' })).corps).to.include('10 mars 2022');
    expect(await page('/droits')).to.include('En retard de 1 jour').and.to.include('1 demande n’a pas reçu de réponse');
    const seconde = await demander({ recueLe: '28/02/2022' });
    await responsable.reussir(`${seconde}/prolongation`, { prolongation: 'complexite' });
    expect(await page(seconde)).to.include('à répondre le 28/05/2022 au plus tard');
    expect((await extraireTextePdf((await responsable.lire(`${seconde}/prolongation.pdf`)).octets)).replace(/\s+/gu, ' ')).to.include('au plus tard le 28 mars 2022').and.to.include('elle est complexe').and.to.include('28 mai 2022');
    expect(texteDe((await responsable.envoyer(`${seconde}/prolongation`, { prolongation: 'nombre' })).corps)).to.include('déjà prolongé');
  });

  it('is refused on a legal ground of its nature only, told to the person with whom to turn to', async () => {
    const demande = await demander({ recueLe: '09/03/2022' });
    expect(texteDe((await responsable.envoyer(`${demande}/refus`, { motif: 'conservation', refuseLe: '11/03/2022', moyenRefus: 'courrier' })).corps)).to.include('ne vaut pas pour une demande de cette nature');
    await responsable.reussir(`${demande}/refus`, { motif: 'excessive', refuseLe: '11/03/2022', moyenRefus: 'courrier' });
    expect((await extraireTextePdf((await responsable.lire(`${demande}/lettre.pdf`)).octets)).replace(/\s+/gu, ' ')).to.include('manifestement infondée ou excessive').and.to.include('CNIL').and.not.to.include('06 00 00 00 01');
  });

  it('gets a number without a gap and is answered once when fifty send the same answer', async () => {
    const demande = await demander({ recueLe: '09/03/2022' });
    const envois = await Promise.all(Array.from({ length: 50 }, () => responsable.envoyer(`${demande}/reponse`, { le: '11/03/2022', moyen: 'remise' })));
    expect(envois.filter((e) => e.statut === 303)).to.have.length(1);
    const numeros = await app.deps.db('droits_demandes').orderBy('numero').pluck<string[]>('numero');
    expect(numeros).to.deep.equal(numeros.map((_, i) => `2022-${String(i + 1).padStart(3, '0')}`));
  });

  it('hands a correction to the organisme, who reads on the record what is asked, and is answered once it is made', async () => {
    const [premiere] = operations;
    const demande = await demander({ nature: 'rectification', recueLe: '09/03/2022', nom: 'Martin1', prenom: 'Camille', precision: 'Je suis salariée depuis le 2 janvier.' });
    expect((await responsable.envoyer('/droits/nouvelle', { ...DEMANDE, nature: 'rectification', recueLe: '09/03/2022' })).corps).to.include('id="precision-erreur"');
    expect(texteDe((await responsable.envoyer(`${demande}/reponse`, { le: '11/03/2022', moyen: 'courriel' })).corps)).to.include('Faites d’abord');
    await responsable.reussir(`${demande}/transmission`);
    await app.serveur.travailler();
    const mail = await app.deps.db('outbox').where('cle', 'like', 'droits.transmettre%').first<{ sujet: string; texte: string }>('sujet', 'texte');
    expect(mail.sujet).to.include(premiere?.numero);
    expect(mail.texte).not.to.match(/Martin1|salariée/);
    const { id, pseudonyme } = await app.deps.db('participants').where({ dossier_id: premiere?.id }).orderBy('id', 'desc').first<{ id: string; pseudonyme: string }>('id', 'pseudonyme');
    expect(mail.texte).to.include(pseudonyme);
    const fiche = `/dossiers/${premiere?.id ?? ''}/participants/${id}`;
    const redacteur = await visiteur(comptes.redacteur.courriel);
    expect(texteDe((await redacteur.lire(fiche)).corps)).to.include('La personne demande cette correction').and.to.include('Je suis salariée depuis le 2 janvier.');
    expect((await (await visiteur(comptes.instructeur.courriel)).lire(fiche)).corps).not.to.include('salariée depuis');
    expect(texteDe((await responsable.envoyer(`${demande}/reponse`, { le: '11/03/2022', moyen: 'courriel' })).corps)).to.include('n’a pas encore corrigé');
    await redacteur.reussir(fiche, { nom: 'Martin1', prenom: 'Camille', naissance: '04/05/1990', sexe: 'femme', entree: '01/02/2022', statut: 'salarie', formation: 'non', niveau: 'cite_3', version: '1' });
    expect((await redacteur.lire(fiche)).corps).not.to.include('salariée depuis');
    expect(await page(demande)).to.include('Corrigée');
    expect((await extraireTextePdf((await responsable.lire(`${demande}/lettre.pdf`)).octets)).replace(/\s+/gu, ' ')).to.include('de corriger vos données').and.to.include('a été corrigée par l’organisme');
    await responsable.reussir(`${demande}/reponse`, { le: '11/03/2022', moyen: 'courriel' });
    expect(await actes(demande)).to.include('droits.transmettre');
  });

  it('is read in as many queries whatever the number of records and of requests', async () => {
    const { db } = app.deps;
    const coffre = coffreDesParticipants(app.deps);
    const avecFiches = async (n: number): Promise<string> => (await db('droits_fiches').groupBy('demande_id').havingRaw('count(*) = ?', [n]).first<{ demande_id: string }>('demande_id')).demande_id;
    const lire = async (id: string): Promise<number> => compterRequetes(db, () => lireDonneesDePersonne(db, coffre, id, jour('2022-03-11')));
    expect(await lire(await avecFiches(2))).to.equal(await lire(await avecFiches(1)));
    expect(await compterRequetes(db, () => listerDemandes(db, coffre, 'ouvertes', {}, 50))).to.equal(1);
    const premiers = await listerDemandes(db, coffre, 'closes', {}, 2);
    const suite = lireCle(premiers.apres, 'texte', (id): id is string => typeof id === 'string');
    if (suite === null) throw new Error('no second page');
    const suivants = await listerDemandes(db, coffre, 'closes', { apres: suite }, 2);
    expect(new Set([...premiers.lignes, ...suivants.lignes].map((d) => d.id)).size).to.equal(premiers.lignes.length + suivants.lignes.length);
  });

  it('refuses an erasure as long as a duty keeps the record, and says until when', async () => {
    const demande = await demander({ nature: 'effacement', recueLe: '10/03/2022' });
    expect(await page(demande)).to.include('2 fiches à conserver').and.to.include('Obligation légale de conserver (article 17.3 b)');
    expect(texteDe((await responsable.envoyer(`${demande}/effacement`)).corps)).to.include('Une obligation légale impose de conserver chaque fiche');
    await responsable.reussir(`${demande}/refus`, { motif: 'conservation', refuseLe: '11/03/2022', moyenRefus: 'courrier' });
    expect((await extraireTextePdf((await responsable.lire(`${demande}/lettre.pdf`)).octets)).replace(/\s+/gu, ' ')).to.include('article 17.3 b').and.to.include('Au moins jusqu’au 31 décembre 2025');
  });

  it('erases who the person is, everywhere and for good, and leaves what is counted', async () => {
    const { db } = app.deps;
    const [premiere, seconde] = operations;
    await db('conventions').where({ dossier_id: seconde?.id }).update({ etat: 'resiliee' });
    const coffre = coffreDesParticipants(app.deps);
    const tableau = async (dossierId: string, cellules: readonly string[]): Promise<string> => app.deps.uniteDeTravail(SYSTEME, async (ctx) => {
      const id = ctx.nouvelId();
      await ctx.db('participant_imports').insert({ id, dossier_id: dossierId, sha256: '0'.repeat(64), lignes: 1, ...scellerApercu(coffre, id, 'a.csv', { format: 'csv', ligneTitres: 1, titres: ['Nom'], exemples: [], lignes: 1 }), demande_par: comptes.redacteur.id, demande_le: ctx.maintenant });
      await insererLot(ctx.db, coffre, id, 0, [{ numero: 2, cellules }]);
      return id;
    });
    const [nommant, innocent] = [await tableau(premiere?.id ?? '', ['Bérengère', 'OUVRARD  ZEPHYR']), await tableau(premiere?.id ?? '', ['Martin1', 'Camille'])];
    const demande = await demander({ nature: 'effacement', recueLe: '10/03/2022' });
    expect(await page(demande)).to.include('Une fiche à effacer, 1 à conserver');
    const avant = await db('participants').where({ dossier_id: seconde?.id }).first<Record<string, unknown>>('id', 'sexe', 'annee_entree', 'eeco01', 'eeco03', 'complete');
    const envois = await Promise.all(Array.from({ length: 20 }, () => responsable.envoyer(`${demande}/effacement`)));
    expect(envois.filter((e) => e.statut === 303)).to.have.length(1);
    expect(await db('participants').where({ dossier_id: seconde?.id }).first<Record<string, unknown>>('id', 'sexe', 'annee_entree', 'eeco01', 'eeco03', 'complete')).to.deep.equal(avant);
    expect(await db('participants').where({ dossier_id: seconde?.id }).first('pseudonyme', 'entree', 'statut', 'minorite', 'suivi_du')).to.deep.equal({ pseudonyme: null, entree: null, statut: null, minorite: null, suivi_du: null });
    expect(await db('participant_identites').where({ dossier_id: seconde?.id })).to.have.length(0);
    expect(await db('participant_imports').pluck<string[]>('id')).to.deep.equal([innocent]);
    expect(await db('participant_import_lots').where({ import_id: nommant })).to.have.length(0);
    const lue = await page(demande);
    expect(lue).to.include('Effacée').and.to.include('À conserver');
    expect((await extraireTextePdf((await responsable.lire(`${demande}/lettre.pdf`)).octets)).replace(/\s+/gu, ' ')).to.include('Vos données sont effacées').and.to.include('une obligation légale impose de la conserver');
    await responsable.reussir(`${demande}/reponse`, { le: '11/03/2022', moyen: 'courrier' });
    await db('conventions').where({ dossier_id: premiere?.id }).update({ etat: 'resiliee' });
    const derniere = await demander({ nature: 'effacement', recueLe: '11/03/2022' });
    expect(texteDe((await responsable.envoyer(`${derniere}/refus`, { motif: 'conservation', refuseLe: '11/03/2022', moyenRefus: 'courrier' })).corps)).to.include('Aucune obligation n’impose plus');
    await responsable.reussir(`${derniere}/effacement`);
    await responsable.reussir(`${derniere}/reponse`, { le: '11/03/2022', moyen: 'courrier' });
    expect(await page(derniere)).to.include('L’identité de la personne est détruite');
    for (const chemin of ['lettre.pdf', 'donnees.json']) expect((await responsable.lire(`${derniere}/${chemin}`)).statut).to.equal(404);
    const ouvertes = (await db('droits_demandes').whereNotNull('chiffre').whereNotNull('repondue_le').select<{ id: string }[]>('id')).map((d) => d.id);
    for (const id of ouvertes) expect((await lireDemande(db, coffre, id))?.demandeur?.nom ?? '').not.to.match(/ouvrard/i);
    const tout = await toutCeQuiEstEcrit(app);
    for (const clair of ['Ouvrard', 'OUVRARD', 'Bérengère', 'Berengere', 'Lavoir']) expect(tout.includes(clair), clair).to.equal(false);
    expect(await verifierJournal(db)).to.include({ intact: true });
  });

  it('forgets who asked one year after the answer, and keeps what was done', async () => {
    await aLaDate('2023-03-20T09:00');
    await app.serveur.travailler();
    const closes = await app.deps.db('droits_demandes').whereNotNull('repondue_le').select<{ chiffre: string | null; numero: string; refus_motif: string | null }[]>('chiffre', 'numero', 'refus_motif');
    expect(closes.length).to.be.greaterThan(5);
    for (const d of closes) expect(d.chiffre, d.numero).to.equal(null);
    expect(await page('/droits?volet=closes')).to.include('Identité détruite').and.to.include('Refusée le 11 mars 2022');
  });
});

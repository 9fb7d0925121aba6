import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { lireProgramme } from '../../server/domain/programme/chargement.js';
import { chargerProgramme } from '../../server/features/programme/chargement-service.js';
import { rattacherDossiers } from '../../server/features/programme/liens-service.js';
import { demanderRapport } from '../../server/features/pilotage/rapport-service.js';
import { lireTexte } from '../../server/platform/lecture-feuille.js';
import { RACINE } from '../../server/platform/racine.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, type ComptesDeTest, type NomDeCompte } from '../support/comptes.js';
import { dossierDepose } from '../support/dossier-depose.js';
import { extrairePagesPdf } from '../support/pdf-texte.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

describe('yearly report of the programme', function () {
  this.timeout(60_000);
  let app: ApplicationDeTest;
  let comptes: ComptesDeTest;
  let programmeId: string;

  before(async () => {
    app = await lancerApplication('2023-02-01T09:00');
    const dossier = await dossierDepose(app);
    ({ comptes } = dossier);
    const { objectifs } = lireProgramme(lireTexte(readFileSync(path.join(RACINE, 'seeds/reference/programme-2023-2027.csv'))));
    await agir(app, comptes.responsable, (ctx) => chargerProgramme(ctx, { debut: 2023, fin: 2027, objectifs }));
    programmeId = (await app.deps.db('programmes').first<{ id: string }>('id')).id;
    const { id: ficheId } = await app.deps.db('programme_fiches').orderBy('rang').first<{ id: string }>('id');
    await agir(app, comptes.responsable, (ctx) => rattacherDossiers(ctx, { ficheId, dossierIds: [dossier.id], actionId: null }));
  });
  after(() => app.fermer());

  const visiteur = async (nom: NomDeCompte): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(comptes[nom].courriel);
    return v;
  };
  const lu = async (v: Visiteur, chemin: string): Promise<string> => texteDe((await v.lire(chemin)).corps).replace(/[\u00a0\u202f]/g, ' ');

  it('types the RSA recipients of each territory, against which the people reached are counted', async () => {
    const v = await visiteur('responsable');
    const codes = await app.deps.db('territoires').orderBy('code').pluck<string[]>('code');
    const champs = (nombre: (code: string) => string): Record<string, string> => Object.fromEntries(codes.flatMap((code, i) => [[`nombres[${i}][territoire]`, code], [`nombres[${i}][nombre]`, nombre(code)]]));
    expect((await v.envoyer('/pilotage/beneficiaires', { annee: '2022', ...champs((code) => (code === '47-MT' ? 'beaucoup' : '')) })).statut).to.equal(422);
    expect((await v.envoyer('/pilotage/beneficiaires', { annee: '2022', ...champs((code) => (code === '47-MT' ? '2 500' : '')) })).statut).to.equal(303);
    expect(await app.deps.db('territoire_beneficiaires').select('territoire', 'annee', 'nombre')).to.deep.equal([{ territoire: '47-MT', annee: 2022, nombre: 2500 }]);
    await app.deps.db('deliberations').insert({ id: programmeId, appel_id: (await app.deps.db('appels').first<{ id: string }>('id')).id, numero: 'CP', date: '2023-02-01', saisie_par: comptes.responsable.id, saisie_le: app.horloge.maintenant() });
    const { id: dossier_id } = await app.deps.db('dossiers').first<{ id: string }>('id');
    await app.deps.db('decisions').insert({ id: programmeId, dossier_id, deliberation_id: programmeId, sens: 'attribue', montant_cents: 1_000_000, motif: '', en_vigueur: true, prise_le: app.horloge.maintenant() });
    expect(await lu(v, '/pilotage?annee=2023')).to.include('au regard de ceux de 2022').and.include('Marmande Tonneins 2 500 37 1,48 % 0 0 %');
    expect((await (await visiteur('pilotage')).lire('/pilotage/beneficiaires')).statut).to.equal(403);
  });

  it('is composed in the background once for many requests at the same instant, and kept as PDF and DOCX that say the same', async () => {
    const ids = new Set(await Promise.all(Array.from({ length: 20 }, () => agir(app, comptes.pilotage, (ctx) => demanderRapport(ctx, programmeId, 2023)))));
    expect(ids.size).to.equal(1);
    const v = await visiteur('pilotage');
    expect(await lu(v, '/pilotage/rapports')).to.include('Composition').and.include('en attente');
    await app.serveur.travailler();
    expect(await lu(v, '/pilotage/rapports')).to.include('Télécharger en PDF').and.include('Télécharger en DOCX');
    const [id = ''] = [...ids];
    const pdf = (await extrairePagesPdf((await v.lire(`/pilotage/rapports/${id}/rapport.pdf`)).octets)).join(' ').replace(/[\u00a0\u202f\s]+/g, ' ');
    expect(pdf).to.include('L’année 2023 en chiffres').and.include('10 000,00 € à 1 dossier').and.include('Délais par étape').and.include('Objectif 1 :').and.match(/Dossiers rattachés, déposés en 2023 ?:? 1\b/).and.include('Marmande Tonneins 2 500 37 1,48 %');
    const docx = await v.lire(`/pilotage/rapports/${id}/rapport.docx`);
    expect([docx.statut, Buffer.from(docx.octets).toString('latin1', 0, 2)]).to.deep.equal([200, 'PK']);
    expect(Number((await app.deps.db('rapport_parties').count({ n: '*' }).first<{ n: number | string }>()).n)).to.equal(0);
    expect(Number((await app.deps.db('notifications').where({ personne_id: comptes.pilotage.id }).count({ n: '*' }).first<{ n: number | string }>()).n)).to.equal(1);
  });

  it('refuses a year the programme does not cover, and is asked for by the direction and the responsable alone', async () => {
    const v = await visiteur('responsable');
    expect((await v.envoyer('/pilotage/rapports', { programmeId, annee: '2031' })).corps).to.include('couvre les années 2023 à 2027');
    expect((await (await visiteur('finances1')).envoyer('/pilotage/rapports', { programmeId, annee: '2023' })).statut).to.equal(403);
  });
});

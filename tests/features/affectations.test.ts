import { expect } from 'chai';
import { jour } from '../../server/domain/kernel/jour.js';
import { declarerAbsence } from '../../server/features/affectations/absences-service.js';
import { ajouterRegle, appliquerRegles } from '../../server/features/affectations/regles-service.js';
import { conclureRecevabilite, grilleConforme } from '../../server/features/recevabilite/recevabilite-service.js';
import { nouvelId } from '../../server/platform/ids.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, type Compte, type ComptesDeTest } from '../support/comptes.js';
import { dossierDepose, sectionsDeTest, type DossierDeTest } from '../support/dossier-depose.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

describe('assignment', () => {
  let app: ApplicationDeTest;
  let dossier: DossierDeTest;
  let comptes: ComptesDeTest;

  beforeEach(async () => { app = await lancerApplication('2022-01-31T09:00'); });
  afterEach(() => app.fermer());

  const visiter = async (compte: Compte): Promise<Visiteur> => {
    const visiteur = new Visiteur(app.adresse);
    await visiteur.connecter(compte.courriel);
    return visiteur;
  };
  const ligne = (id: string): Promise<{ etat: string; instructeur_id: string | null }> => app.deps.db('dossiers').where({ id }).first<{ etat: string; instructeur_id: string | null }>('etat', 'instructeur_id');
  const prevenus = (prefixe: string): Promise<string[]> =>
    app.deps.db('notifications as n').join('personnes as p', 'p.id', 'n.personne_id').where('n.cle', 'like', `${prefixe}%`).orderBy('p.courriel').pluck<string[]>('p.courriel');

  describe('by rule', () => {
    beforeEach(async () => {
      dossier = await dossierDepose(app, { etat: 'recevable' });
      ({ comptes } = dossier);
    });
    const page = (): string => `/gestion/appels/${dossier.appelId}/affectations`;
    const autre = (territoires: string[], etat: 'depose' | 'recevable' = 'recevable'): Promise<DossierDeTest> =>
      dossierDepose(app, { etat, comptes, appelId: dossier.appelId, sections: { projet: { ...sectionsDeTest().projet, territoires } } });

    it('shows what the rules would do, does it once on demand, and leaves to a person what no rule can give', async () => {
      const ailleurs = await autre(['47-VL']);
      const membre = await autre(['47-MT']);
      await app.deps.db('membres').insert({ id: nouvelId(), organisme_id: membre.organismeId, personne_id: comptes.instructeur.id, role: 'redacteur', etat: 'accepte', representant_legal: false, cree_le: app.horloge.maintenant() });
      const chef = await visiter(comptes.responsable);
      expect(texteDe((await chef.lire(page())).corps)).to.contain('Aucune règle').and.to.contain('Aucune règle ne concerne ce dossier.');
      const regle = { dispositif: '0', territoire: '47-MT', instructeurId: comptes.instructeur.id };
      await chef.reussir(page(), regle);
      expect(texteDe((await chef.envoyer(page(), { ...regle, instructeurId: comptes.instructeur2.id })).corps)).to.contain('déjà une règle pour ce territoire');
      expect(texteDe((await chef.envoyer(page(), { ...regle, territoire: '99-XX' })).corps)).to.contain('L’appel ne propose pas ce choix');
      expect(texteDe((await chef.envoyer(page(), { ...regle, dispositif: '3', instructeurId: comptes.finances1.id })).corps)).to.contain('habilitée à instruire');
      const apercu = texteDe((await chef.lire(page())).corps);
      expect(apercu).to.contain('Inès Struct').and.to.contain('membre de l’organisme').and.to.contain('Appliquer les règles à 1 dossier');
      await chef.reussir(`${page()}/application`, {});
      expect(texteDe((await chef.lire(page())).corps)).to.contain('1 dossier confié par les règles, 2 dossiers restent à affecter.');
      expect(await ligne(dossier.id)).to.deep.equal({ etat: 'en_instruction', instructeur_id: comptes.instructeur.id });
      for (const d of [ailleurs, membre]) expect(await ligne(d.id)).to.deep.equal({ etat: 'recevable', instructeur_id: null });
      expect(await prevenus('affectation:')).to.deep.equal([comptes.instructeur.courriel]);
      expect((await (await visiter(comptes.instructeur)).lire(page())).statut).to.equal(403);
    });

    it('gives a dossier to whom the rules name the moment it becomes recevable, and never takes it from somebody', async () => {
      await agir(app, comptes.responsable, (ctx) => ajouterRegle(ctx, dossier.appelId, { dispositif: 1, territoire: '', instructeurId: comptes.instructeur2.id }));
      const [libre, pris] = [await autre(['47-VL'], 'depose'), await autre(['47-VL'], 'depose')];
      await app.deps.db('dossiers').where({ id: pris.id }).update({ instructeur_id: comptes.instructeur.id });
      for (const { id } of [libre, pris]) await agir(app, comptes.instructeur, async (ctx) => conclureRecevabilite(ctx, id, { conclusion: 'recevable', motifs: [], controles: await grilleConforme(ctx, id) }));
      expect(await ligne(libre.id)).to.deep.equal({ etat: 'en_instruction', instructeur_id: comptes.instructeur2.id });
      expect(await ligne(pris.id)).to.deep.equal({ etat: 'recevable', instructeur_id: comptes.instructeur.id });
      const fait = await app.deps.db('journal').where({ dossier_id: libre.id, action: 'dossier.affecter' }).first<{ donnees: string }>('donnees');
      expect(JSON.parse(fait.donnees)).to.have.property('regle');
    });

    it('gives each dossier once when two responsables apply the rules at the same time', async () => {
      await agir(app, comptes.responsable, (ctx) => ajouterRegle(ctx, dossier.appelId, { dispositif: 0, territoire: '', instructeurId: comptes.instructeur.id }));
      const autres = [await autre(['47-MT']), await autre(['47-VL']), await autre(['47-AN'])];
      const resultats = await Promise.all(Array.from({ length: 10 }, () => agir(app, comptes.responsable, (ctx) => appliquerRegles(ctx, dossier.appelId))));
      expect(resultats.reduce((n, r) => n + r.affectes, 0)).to.equal(4);
      const faits = await app.deps.db('journal').whereIn('dossier_id', [dossier, ...autres].map((d) => d.id)).where({ action: 'dossier.affecter' }).count<{ n: number | string }[]>({ n: '*' });
      expect(Number(faits[0]?.n)).to.equal(4);
    });

    it('shows the workload of each instructeur where a dossier is given', async () => {
      await app.deps.db('dossiers').where({ id: (await autre(['47-MT'])).id }).update({ etat: 'complements_demandes', instructeur_id: comptes.instructeur2.id });
      const [enAttente] = await app.deps.db('dossiers').where({ instructeur_id: comptes.instructeur2.id }).pluck<string[]>('id');
      await app.deps.db('demandes_complements').insert({ id: nouvelId(), dossier_id: enAttente, elements: '[]', message: '', limite: '2022-01-30', demande_par: comptes.instructeur2.id, demande_le: app.horloge.maintenant() });
      const chef = await visiter(comptes.responsable);
      for (const adresse of [`/dossiers/${dossier.id}/affectation`, `/dossiers/affectation?choix=coches&d=${dossier.id}`, page()]) {
        const lue = await chef.lire(adresse);
        expect(texteDe(lue.corps), adresse).to.match(/Igor Second\s+1\s+0\s+0\s+1\s+1\s+20\s000,00\s€/u);
      }
    });
  });

  describe('during an absence', () => {
    const rapport = { version: '0', suite: 'enregistrer', propose: '', conclusion: '', 'rapport[besoin]': 'Écrit en suppléance' };
    beforeEach(async () => {
      dossier = await dossierDepose(app, { etat: 'en_instruction' });
      ({ comptes } = dossier);
    });
    const absence = { du: '01/02/2022', au: '14/02/2022' };
    const ecrire = async (v: Visiteur, version: string): Promise<number> => (await v.envoyer(`/dossiers/${dossier.id}/instruction`, { ...rapport, version })).statut;

    it('lets the stand-in act and see the work, from the first day to the last, and nobody else', async () => {
      const absent = await visiter(comptes.instructeur);
      let suppleant = await visiter(comptes.instructeur2);
      const revenir = async (le: string): Promise<void> => {
        app.horloge.allerA(le);
        suppleant = await visiter(comptes.instructeur2);
        await suppleant.lire('/a-faire');
      };
      await suppleant.lire('/a-faire');
      expect(await ecrire(suppleant, '0')).to.equal(403);
      await absent.lire('/absences');
      await absent.reussir('/absences', { personneId: comptes.instructeur.id, suppleantId: comptes.instructeur2.id, ...absence });
      expect(await prevenus('absence:')).to.deep.equal([comptes.instructeur2.courriel]);
      expect(await ecrire(suppleant, '0'), 'the day before').to.equal(403);
      await revenir('2022-02-01T00:05');
      expect(texteDe((await suppleant.lire('/a-faire')).corps)).to.contain('Instruire le dossier').and.to.contain('Suppléance de Inès Struct');
      expect(await ecrire(suppleant, '0')).to.equal(303);
      expect(texteDe((await suppleant.lire(`/dossiers/${dossier.id}/avis`)).corps)).to.contain('Demander un avis');
      expect((await ligne(dossier.id)).instructeur_id, 'the dossier stays theirs').to.equal(comptes.instructeur.id);
      const chef = await visiter(comptes.responsable);
      expect(texteDe((await chef.lire(`/dossiers/${dossier.id}/affectation`)).corps)).to.contain('en absence jusqu’au 14 février 2022, suppléance de Igor Second');
      await revenir('2022-02-14T23:55');
      expect(await ecrire(suppleant, '1')).to.equal(303);
      await revenir('2022-02-15T00:05');
      expect(await ecrire(suppleant, '2')).to.equal(403);
      expect(texteDe((await suppleant.lire('/a-faire')).corps)).not.to.contain('Suppléance');
    });

    it('gives the stand-in nothing on a dossier they control or of an organisme they belong to', async () => {
      await agir(app, comptes.instructeur, (ctx) => declarerAbsence(ctx, { personneId: comptes.instructeur.id, suppleantId: comptes.instructeur2.id, du: jour('2022-01-31'), au: jour('2022-02-14') }));
      const suppleant = await visiter(comptes.instructeur2);
      await suppleant.lire('/a-faire');
      await app.deps.db('dossiers').where({ id: dossier.id }).update({ controleur_id: comptes.instructeur2.id });
      expect(await ecrire(suppleant, '0')).to.equal(403);
      await app.deps.db('dossiers').where({ id: dossier.id }).update({ controleur_id: null });
      expect(await ecrire(suppleant, '0')).to.equal(303);
      await app.deps.db('membres').insert({ id: nouvelId(), organisme_id: dossier.organismeId, personne_id: comptes.instructeur2.id, role: 'redacteur', etat: 'accepte', representant_legal: false, cree_le: app.horloge.maintenant() });
      expect(await ecrire(suppleant, '1')).to.equal(403);
    });

    it('is declared by oneself or by a responsable, once for the same days, and ends when one comes back', async () => {
      const [absent, autre, chef] = [await visiter(comptes.instructeur), await visiter(comptes.instructeur2), await visiter(comptes.responsable)];
      for (const v of [absent, autre, chef]) await v.lire('/absences');
      const saisie = { personneId: comptes.instructeur.id, suppleantId: comptes.instructeur2.id, du: '31/01/2022', au: '14/02/2022' };
      expect((await autre.envoyer('/absences', saisie)).statut).to.equal(403);
      const envois = await Promise.all(Array.from({ length: 10 }, () => agir(app, comptes.responsable, (ctx) =>
        declarerAbsence(ctx, { personneId: saisie.personneId, suppleantId: saisie.suppleantId, du: jour('2022-01-31'), au: jour('2022-02-14') })).then(() => 1, () => 0)));
      expect(envois.reduce<number>((n, x) => n + x, 0)).to.equal(1);
      expect(texteDe((await chef.envoyer('/absences', saisie)).corps)).to.contain('déjà déclarée');
      expect((await (await visiter(comptes.finances1)).lire('/absences')).statut).to.equal(403);
      const [id = ''] = await app.deps.db('absences').pluck<string[]>('id');
      expect((await autre.envoyer(`/absences/${id}/fin`, {})).statut).to.equal(403);
      await absent.reussir(`/absences/${id}/fin`, {});
      expect(await ecrire(autre, '0')).to.equal(403);
      expect(texteDe((await chef.lire('/absences')).corps)).to.contain('Personne n’est en absence');
    });
  });
});

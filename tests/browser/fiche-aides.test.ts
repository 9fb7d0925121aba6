import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { creerSeance, inscrireDossiers } from '../../server/features/comites/seance-service.js';
import { cents } from '../../server/domain/kernel/cents.js';
import { instantDeParis } from '../../server/platform/clock.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir } from '../support/comptes.js';
import { conventionSignee } from '../support/convention-signee.js';
import { dossierDepose, sectionsDeTest } from '../support/dossier-depose.js';
import { lancerNavigateur, Personne } from '../support/navigateur.js';

describe('what the back office knows of an organisme and of a dossier, in a browser', () => {
  let app: ApplicationDeTest;
  let navigateur: Browser;
  before(async () => { [app, navigateur] = [await lancerApplication('2022-03-01T09:00'), await lancerNavigateur()]; });
  after(async () => { await navigateur.close(); await app.fermer(); });

  it('leads from the report to the fact sheet, and lists contradictions on the desk, without a fault of access, wide and narrow', async () => {
    const c = await conventionSignee(app);
    const { budget } = sectionsDeTest();
    const depenses = [{ poste: 'personnel_direct' as const, libelle: 'Conseillère', nature: 'courante' as const, montant: cents(3_200_000), heures: 2_000, quotite: 100 }, ...budget.depenses.slice(1)];
    const d = await dossierDepose(app, { comptes: c.comptes, appelId: c.appelId, etat: 'instruit', sections: { budget: { ...budget, depenses } } });
    await app.deps.db('dossiers').where({ id: d.id }).update({ organisme_id: c.organismeId });
    const seanceId = await agir(app, c.comptes.responsable, async (ctx) => {
      const id = await creerSeance(ctx, { appelId: c.appelId, titre: 'Comité', le: instantDeParis('2022-05-18T14:30'), lieu: 'Agen', quorum: 1, membres: [c.comptes.comite1.id] });
      await inscrireDossiers(ctx, id, [d.id]);
      return id;
    });
    for (const largeur of [1280, 360]) {
      const responsable = await Personne.ouvrir(navigateur, app.adresse, new Set(), { largeur });
      await responsable.connecter(c.comptes.responsable.courriel);
      await responsable.aller(`/dossiers/${d.id}/instruction`);
      expect(await responsable.texte()).to.contain('Heures de personnel (Conseillère)');
      await responsable.suivreLien('Aides reçues et réalisées par l’organisme');
      expect(await responsable.texte()).to.contain('Aides par année, appel et financeur').and.to.contain(c.numero);
      await responsable.aller(`/seances/${seanceId}/simulations`);
      expect(await responsable.texte()).to.contain('À éclaircir').and.to.contain('Heures de personnel (Conseillère)');
      await responsable.fermer();
    }
  });
});

import { expect } from 'chai';
import type { Poste } from '../../server/domain/financements/nomenclature.js';
import { taux } from '../../server/domain/kernel/taux.js';
import { tirer, type RegleEchantillonnage } from '../../server/domain/service-fait/echantillon.js';
import { accepterDepense, designerControleur } from '../../server/features/controles/controle-service.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir } from '../support/comptes.js';
import { bilanDepose, conventionSignee, type ConventionSignee } from '../support/convention-signee.js';
import { extraireTextePdf } from '../support/pdf-texte.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

const clair = (t: string): string => t.replace(/[\u00a0\u202f]/g, ' ').replace(/\s+/g, ' ');

const REGLE: RegleEchantillonnage = { seuilLignes: 20, taux: taux('0.2'), minimum: 5, extrapolation: true };

/** Forty lines of 1 200 €, 48 000 € in all, on the convention of 20 000 € for 50 000 € planned. */
const QUARANTE: readonly (readonly [Poste, number])[] = Array.from({ length: 40 }, (_, i) => [i < 30 ? 'prestations' : 'participants', 120_000] as const);

describe('control on a sample of the expense lines', () => {
  let app: ApplicationDeTest;
  let c: ConventionSignee;
  let controleur: Visiteur;
  let signataire: Visiteur;
  let page: string;
  let lignes: string[];
  let ressource: string;

  const preparer = async (regle: RegleEchantillonnage | null, depenses = QUARANTE): Promise<void> => {
    app = await lancerApplication();
    c = await conventionSignee(app);
    const { termes } = await app.deps.db('conventions').where({ dossier_id: c.id }).first<{ termes: string }>('termes');
    if (regle !== null) await app.deps.db('conventions').where({ dossier_id: c.id }).update({ termes: JSON.stringify({ ...(JSON.parse(termes) as object), echantillonnage: regle }) });
    app.horloge.allerA('2023-02-15T10:00');
    ({ depenses: lignes, ressource } = await bilanDepose(app, c, { depenses }));
    await agir(app, c.comptes.responsable, (ctx) => designerControleur(ctx, c.id, c.comptes.controleur.id));
    page = `/dossiers/${c.id}/controle`;
    [controleur, signataire] = [new Visiteur(app.adresse), new Visiteur(app.adresse)];
    await controleur.connecter(c.comptes.controleur.courriel);
    await signataire.connecter(c.comptes.signataire.courriel);
    await controleur.reussir(`${page}/ouverture`);
  };
  afterEach(() => app.fermer());

  const lue = async (v: Visiteur, chemin: string): Promise<string> => clair(texteDe((await v.lire(chemin)).corps));
  const refus = async (): Promise<string> => {
    const r = await controleur.envoyer(`${page}/echantillon`);
    expect(r.statut).to.equal(422);
    return clair(texteDe(r.corps));
  };
  const tirees = (): Promise<string[]> => app.deps.db('bilan_depenses').where({ bilan_id: c.bilanId, tiree: true }).orderBy('rang').pluck('id');
  const decidees = async (): Promise<string[]> => (await app.deps.db('bilan_depenses').where({ bilan_id: c.bilanId }).whereNotNull('retenu_cents').pluck<string[]>('id')).sort();

  it('is neither proposed nor possible where the convention says nothing of it', async () => {
    await preparer(null);
    expect(await lue(controleur, page)).not.to.include('Contrôle par échantillon');
    expect(await refus()).to.include('ne permettent pas le contrôle par échantillon');
    expect((await controleur.lire(`${page}/echantillon`)).statut).to.equal(404);
  });

  it('is refused below its threshold, and once a line is decided', async () => {
    await preparer({ ...REGLE, seuilLignes: 41 });
    expect(await refus()).to.include('40 dépenses à contrôler : l’échantillon n’est permis qu’à partir de 41');
    await app.fermer();
    await preparer(REGLE);
    await agir(app, c.comptes.controleur, (ctx) => accepterDepense(ctx, c.id, lignes[0] ?? ''));
    expect(await lue(controleur, page)).not.to.include('Tirer l’échantillon');
    expect(await refus()).to.include('L’échantillon se tire avant toute décision');
  });

  it('is drawn once, even asked for twenty times at the same moment, and whoever draws again with its seed finds the same lines', async () => {
    await preparer(REGLE);
    expect(await lue(controleur, page)).to.include('20 % des dépenses, et 5 au moins').and.include('Tirer l’échantillon au sort');
    const essais = await Promise.all(Array.from({ length: 20 }, () => controleur.envoyer(`${page}/echantillon`)));
    expect(essais.filter((r) => r.statut === 303).length).to.equal(1);
    expect(essais.every((r) => r.statut === 303 || r.statut === 422)).to.equal(true);
    const [tirage] = await app.deps.db('echantillons').select<{ graine: string; population: number; taille: number }[]>('graine', 'population', 'taille');
    expect([tirage?.population, tirage?.taille]).to.deep.equal([40, 8]);
    const rangs = lignes.map((id, i) => ({ id, rang: i + 1 }));
    expect((await tirees()).sort()).to.deep.equal(tirer(rangs, tirage?.graine ?? '', 8).sort());
    expect(await lue(controleur, `${page}/echantillon`)).to.include('8 sur 40, soit 20 %').and.include(tirage?.graine ?? '').and.include('le tirage donne les mêmes dépenses');
    expect(await lue(controleur, '/controles')).to.include('8 lignes à examiner sur 40');
    await app.deps.db('bilan_depenses').where({ id: (await tirees())[0] ?? '' }).update({ tiree: false });
    expect(await lue(controleur, `${page}/echantillon`), 'a line changed by hand is noticed').to.include('ne donne pas les mêmes dépenses');
  });

  it('extends the error of the drawn lines to those nobody looked at, shows it to both sides and pays by it', async () => {
    await preparer(REGLE);
    await controleur.reussir(`${page}/echantillon`);
    const [coupee = '', ...autres] = await tirees();
    const dehors = lignes.find((id) => id !== coupee && !autres.includes(id)) ?? '';
    await controleur.reussir(`${page}/depenses/${coupee}`, { decision: 'partielle', retenu: '600,00', motif: 'non_justifiee', constat: 'La moitié est prouvée.' });
    expect(await lue(controleur, page)).to.include('encore 7 dépenses tirées à examiner');
    const sansRaison = await controleur.envoyer(`${page}/depenses/${dehors}`, { decision: 'rejetee', motif: 'sans_lien', constat: '' });
    expect([sansRaison.statut, sansRaison.corps.includes('n’a pas été tirée au sort')]).to.deep.equal([422, true]);
    await controleur.reussir(`${page}/acceptation`, { intention: 'choisies', depenses: [...autres, ...lignes] });
    expect(await decidees(), 'lines outside the sample are not accepted in bulk').to.deep.equal([coupee, ...autres].sort());
    expect(await lue(controleur, page)).to.include('Sur 9 600,00 € tirés au sort, 600,00 € ne sont pas retenus, soit 6,25 %. Cette part est étendue à 32 dépenses non examinées (38 400,00 €) : 2 400,00 € n’en sont pas retenus.');
    await controleur.reussir(`${page}/depenses/${dehors}`, { decision: 'rejetee', motif: 'sans_lien', constat: 'Signalée par un partenaire.' });
    expect(await lue(controleur, page)).to.include('31 dépenses non examinées (37 200,00 €) : 2 325,00 € n’en sont pas retenus.').and.include('43 875,00 €');

    await controleur.reussir(`${page}/realisation`, { 'volumes[0]': '32', 'publics[rsa]': '30', 'publics[horsRsaMoins25]': '2', 'publics[horsRsaAutres]': '0', 'ressources[0][id]': ressource, 'ressources[0][retenu]': '25 000,00', commentaire: '' });
    await controleur.reussir(`${page}/provisoire`);
    expect(await lue(signataire, `/dossiers/${c.id}/bilan/contradictoire`)).to.include('8 dépenses tirées au sort sur 40').and.include('soit 6,25 %');
    const { id: documentId } = await app.deps.db('documents').where({ dossier_id: c.id, type: 'conclusions_provisoires' }).first<{ id: string }>('id');
    const pdf = clair(await extraireTextePdf((await signataire.lire(`/dossiers/${c.id}/documents/${documentId}/document.pdf`)).octets));
    expect(pdf).to.include('8 dépenses tirées au sort sur 40').and.include('non examiné').and.include('43 875,00 €');
    await signataire.reussir(`/dossiers/${c.id}/bilan/contradictoire`, { intention: 'accepter', reponse: '' });
    await controleur.reussir(`${page}/definitif`);
    expect(await lue(signataire, `/dossiers/${c.id}/solde`)).to.include('17 550,00 €').and.include('7 550,00 €');
    expect((await app.deps.db('versements').where({ convention_id: c.conventionId, etat: 'a_liquider' }).pluck('montant_cents')).map(Number)).to.deep.equal([755_000]);
  });

  it('retains as declared what nobody looked at, where the convention extends nothing', async () => {
    await preparer({ ...REGLE, extrapolation: false });
    await controleur.reussir(`${page}/echantillon`);
    for (const [i, id] of (await tirees()).entries()) await controleur.reussir(`${page}/depenses/${id}`, i === 0 ? { decision: 'rejetee', motif: 'sans_lien', constat: 'Autre action.' } : { decision: 'acceptee' });
    expect(await lue(controleur, page)).to.include('32 dépenses non examinées (38 400,00 €) : retenues telles qu’elles sont déclarées.').and.include('46 800,00 €');
  });
});

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { executer } from '../../server/cli/commandes.js';
import { creerAppel, publierAppel } from '../../server/features/appels/appel-service.js';
import { contenuReference } from '../../server/features/appels/reference.js';
import { RACINE } from '../../server/platform/racine.js';
import { instantDeParis } from '../../server/platform/clock.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, comptesDeTest, type ComptesDeTest } from '../support/comptes.js';
import { dossierDepose } from '../support/dossier-depose.js';
import { texteDe, Visiteur, type Champs } from '../support/visiteur.js';

const PAGE = '/administration/reglages';
const ENVOI = '/administration/territoires';

describe('territories', () => {
  let app: ApplicationDeTest;
  let comptes: ComptesDeTest;
  let admin: Visiteur;

  beforeEach(async () => {
    app = await lancerApplication();
    comptes = await comptesDeTest(app);
    admin = new Visiteur(app.adresse);
    await admin.connecter(comptes.admin.courriel);
    await admin.lire(PAGE);
  });
  afterEach(() => app.fermer());

  type Rangee = readonly [avant: string, code: string, nom: string, niveau?: string];
  const rangees = (...lues: readonly Rangee[]): Champs => Object.fromEntries(lues.flatMap(([avant, code, nom, niveau = 'territoire'], i) =>
    Object.entries({ avant, code, nom, niveau }).map(([champ, valeur]) => [`territoires[${i}][${champ}]`, valeur])));
  const enBase = async (): Promise<string[]> => (await app.deps.db('territoires').orderBy('code').select<{ code: string; nom: string; niveau: string }[]>('*')).map((t) => `${t.code} ${t.nom} ${t.niveau}`);
  const actes = (): Promise<{ donnees: string; acteur_nom: string }[]> => app.deps.db('journal').where({ action: 'territoires.modifier' }).orderBy('rang').select('donnees', 'acteur_nom');
  const cli = async (...args: string[]): Promise<{ code: number; sortie: string }> => {
    const lignes: string[] = [];
    return { code: await executer(args, { DATABASE_URL: app.deps.config.databaseUrl }, (l) => void lignes.push(l)), sortie: lignes.join('\n') };
  };

  it('let a new installation publish its first call', async () => {
    expect(texteDe((await admin.lire(PAGE)).corps)).to.include('un appel à projets ne peut pas être publié');
    const publier = (): Promise<void> => agir(app, comptes.responsable, async (ctx) => {
      const appelId = await creerAppel(ctx, { code: 'AAP', titre: 'Appel', ouvreLe: instantDeParis('2022-02-01T09:00'), fermeLe: instantDeParis('2022-03-01T09:00'), contenu: { ...contenuReference(), territoires: ['47', '47-AN'] } });
      await publierAppel(ctx, { appelId });
    });
    expect(await publier().catch((e: unknown) => String(e))).to.include('appel.incomplet');
    await admin.reussir(ENVOI, rangees(['', '47', 'Tout le département', 'departement'], ['', '', ''], ['', '47-an', 'Agen Nérac']));
    expect(await enBase()).to.deep.equal(['47 Tout le département departement', '47-AN Agen Nérac territoire']);
    await publier();
    expect(texteDe((await admin.lire(PAGE)).corps)).not.to.include('ne peut pas être publié');
    const [acte] = await actes();
    expect([acte?.acteur_nom, JSON.parse(acte?.donnees ?? '{}')]).to.deep.equal([comptes.admin.nom, { '47': '→ Tout le département (departement)', '47-AN': '→ Agen Nérac (territoire)' }]);
  });

  it('are renamed and removed while unused, and keep what was typed when a row is wrong', async () => {
    await admin.reussir(ENVOI, rangees(['', 'A', 'Un'], ['', 'B', 'Deux']));
    await admin.reussir(ENVOI, rangees(['A', 'A', 'Un, renommé', 'departement'], ['B', '', '']));
    expect(await enBase()).to.deep.equal(['A Un, renommé departement']);
    await admin.reussir(ENVOI, rangees(['A', 'A', 'Un, renommé', 'departement'], ['', '', '']));
    expect(await actes(), 'nothing changed the third time').to.have.length(2);
    for (const [rangee, mots] of [[['', 'é!', 'Accent'], 'lettres, chiffres ou tirets'], [['', '', 'Sans code'], 'Renseignez ce champ.'], [['', 'C', ''], 'Renseignez le nom'], [['', 'a', 'Autre A'], 'porte déjà le code']] as const) {
      const refus = await admin.envoyer(ENVOI, rangees(['', 'Z', 'Saisie à garder'], rangee));
      expect(refus.statut, mots).to.equal(422);
      expect(texteDe(refus.corps)).to.include(mots);
      expect(refus.corps).to.include('value="Saisie à garder"');
    }
    expect(await enBase()).to.have.length(1);
    const responsable = new Visiteur(app.adresse);
    await responsable.connecter(comptes.responsable.courriel);
    await responsable.lire('/compte');
    expect((await responsable.envoyer(ENVOI, rangees(['A', '', '']))).statut).to.equal(403);
  });

  it('stay while a call or a dossier uses their code, but may take another name', async () => {
    await dossierDepose(app, { comptes });
    await app.deps.db('territoires').insert({ code: '4', nom: 'Sans usage', niveau: 'territoire' });
    for (const rangee of [['47-MT', '', ''], ['47-MT', '47-NEUF', 'Marmande Tonneins']] as const) {
      const refus = await admin.envoyer(ENVOI, rangees(rangee));
      expect(refus.statut).to.equal(422);
      expect(texteDe(refus.corps)).to.include('ne peut être ni retiré ni changé de code : 1 appel et 1 dossier l’utilisent');
    }
    await admin.reussir(ENVOI, rangees(['47-MT', '47-MT', 'Marmande'], ['4', '', '']));
    expect(await enBase()).to.include('47-MT Marmande territoire').and.not.include('4 Sans usage territoire');
  });

  it('are loaded from a file by the command line, which names a wrong line and removes nothing', async () => {
    await admin.reussir(ENVOI, rangees(['', '99', 'Gardé']));
    const charge = await cli('territoires', 'charger', path.join(RACINE, 'seeds/reference/territoires.csv'));
    expect(charge.code).to.equal(0);
    expect(await enBase()).to.include('47-AN Agen Nérac territoire').and.include('99 Gardé territoire');
    expect((await actes()).at(-1)?.acteur_nom).to.equal('Ligne de commande');
    const fichier = path.join(app.deps.config.filesDir, 'faux.csv');
    for (const [contenu, mots] of [['nom;code\n', 'code;nom;niveau'], ['\uFEFFcode;nom;niveau\r\n1;Un;territoire\r\n2;Deux;pays\r\n', 'Ligne 3'], ['code;nom;niveau\n1;Un;territoire\n1;Un;territoire', 'deux fois']] as const) {
      await writeFile(fichier, contenu);
      const refus = await cli('territoires', 'charger', fichier);
      expect([refus.code, refus.sortie.includes(mots)], refus.sortie).to.deep.equal([2, true]);
    }
    expect((await cli('territoires', 'charger')).code).to.equal(2);
    expect((await cli('territoires', 'charger', '/nulle/part.csv')).sortie).to.include('Fichier illisible');
    expect((await cli('compte', 'habiliter', 'perdu')).code).to.equal(2);
  });
});

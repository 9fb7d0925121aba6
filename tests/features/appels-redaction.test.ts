import { expect } from 'chai';
import { lireAppel } from '../../server/features/appels/appel-queries.js';
import { contenuReference } from '../../server/features/appels/reference.js';
import { SECTIONS_APPEL } from '../../server/domain/appels/sections.js';
import { appelReferencePublie } from '../support/appel.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { comptesDeTest } from '../support/comptes.js';
import { champsDuFormulaire } from '../support/formulaire.js';
import { extraireTextePdf } from '../support/pdf-texte.js';
import { texteDe, Visiteur, type Champs, type Reponse } from '../support/visiteur.js';

const textePropre = (r: Reponse): string => texteDe(r.corps).replace(/&#x27;/g, '’').replace(/[\u00a0\u202f]/g, ' ');

describe('writing a call', () => {
  let app: ApplicationDeTest;
  let modele: string;
  let responsable: Visiteur;

  before(async () => {
    app = await lancerApplication();
    await comptesDeTest(app);
    modele = (await appelReferencePublie(app)).id;
    responsable = new Visiteur(app.adresse);
    await responsable.connecter('responsable@passerelle.test');
  });
  after(() => app.fermer());

  const idDans = (chemin: string): string => /appels\/([0-9a-f-]{36})/.exec(chemin)?.[1] ?? '';
  const copier = async (): Promise<string> => idDans(await responsable.reussir(`/gestion/appels/${modele}/copie`));
  const adresse = (id: string, section: string): string => `/gestion/appels/${id}/modifier/${section}`;
  const champs = async (chemin: string): Promise<Record<string, string | string[]>> => champsDuFormulaire((await responsable.lire(chemin)).corps, chemin);
  const enregistrer = async (id: string, section: string, changements: Champs): Promise<string> => {
    const chemin = adresse(id, section);
    return responsable.reussir(chemin, { ...await champs(chemin), ...changements });
  };
  const refuser = async (id: string, section: string, changements: Champs): Promise<Reponse> => {
    const chemin = adresse(id, section);
    const reponse = await responsable.envoyer(chemin, { ...await champs(chemin), ...changements });
    expect(reponse.statut).to.equal(422);
    return reponse;
  };
  const lu = async (id: string) => (await lireAppel(app.deps.db, id)) ?? expect.fail('no call');

  it('saves each section on its own, and changes nothing of a call whose sections are saved as shown', async () => {
    const id = await copier();
    const avant = await lu(id);
    for (const section of SECTIONS_APPEL) {
      const vers = await enregistrer(id, section, { suite: 'continuer' });
      expect(vers).to.equal(section === 'lettres' ? `/gestion/appels/${id}/modifier` : adresse(id, SECTIONS_APPEL[SECTIONS_APPEL.indexOf(section) + 1] ?? ''));
    }
    expect(await lu(id)).to.deep.equal(avant);
    expect(avant.contenu).to.deep.equal({ ...contenuReference(), periodeOperations: { debut: '2023-01-01', fin: '2024-12-31', dureeMaxMois: 24 } });
  });

  it('opens again each section whose lists were emptied', async () => {
    const id = await copier();
    for (const [section, vides] of [['publics', ['publics']], ['dispositifs', ['mesuresSocles', 'axes', 'dispositifs[0][plusValues]']], ['criteres', ['comite']], ['delais', ['emargement']]] as const) {
      await enregistrer(id, section, Object.fromEntries(vides.map((nom) => [nom, ' \n'])));
      expect((await responsable.lire(adresse(id, section))).statut, section).to.equal(200);
    }
    const { contenu } = await lu(id);
    expect([contenu.publics, contenu.mesuresSocles, contenu.axes, contenu.comite, contenu.emargement, contenu.dispositifs[0]?.plusValues]).to.deep.equal([[], [], [], [], [], []]);
  });

  it('starts from a blank page, says what each section lacks, and publishes only once nothing is missing', async () => {
    const nouveau = '/gestion/appels/nouveau';
    const faux = await responsable.envoyer(nouveau, { titre: 'Appel vide', code: 'AAP-VIDE-2024', 'ouvreLe[jour]': '31/02/2024', 'ouvreLe[heure]': '9h', 'fermeLe[jour]': '01/02/2024', 'fermeLe[heure]': '23:59', 'periode[debut]': '01/01/2024', 'periode[fin]': '31/12/2026', 'periode[dureeMaxMois]': '12' });
    expect(faux.statut).to.equal(422);
    expect(faux.corps).to.include('value="31/02/2024"').and.include('Appel vide');
    const dates = { titre: 'Appel vide', code: 'AAP-VIDE-2024', 'ouvreLe[jour]': '01/03/2024', 'ouvreLe[heure]': '9h', 'fermeLe[jour]': '01/02/2024', 'fermeLe[heure]': '23:59', 'periode[debut]': '01/01/2024', 'periode[fin]': '31/12/2026', 'periode[dureeMaxMois]': '12' };
    const redaction = await responsable.reussir(nouveau, dates);
    const texte = textePropre(await responsable.lire(redaction));
    for (const manque of ['Titre et calendrier : La clôture doit venir après l’ouverture.', 'La période des opérations dure plus de 24 mois.', 'Présentation et contact : Présentez le contexte.', 'Dispositifs, mesures et axes : Ajoutez au moins un dispositif.', 'Aucun relevé d’identité bancaire n’est demandé.', 'Aucun crédit voté']) expect(texte).to.include(manque);
    expect(texte).not.to.include('J’ai relu l’aperçu');
    const id = idDans(redaction);
    const publication = await responsable.envoyer(`/gestion/appels/${id}/publication`, { confirme: 'oui' });
    expect(publication.statut).to.equal(422);
    expect(textePropre(publication)).to.include('L’appel n’est pas complet');
    const doublon = await responsable.envoyer(nouveau, { ...dates, titre: 'Autre' });
    expect(textePropre(doublon)).to.include('Un autre appel porte déjà ce code.');
    expect((await responsable.lire(adresse(id, 'inconnue'))).statut).to.equal(404);
  });

  it('loses nothing that was typed when a section is refused', async () => {
    const id = await copier();
    const criteres = await refuser(id, 'criteres', { 'criteres[0][intitule]': 'Innovation sociale', 'criteres[0][poids]': 'beaucoup', 'criteres[1][intitule]': '', 'criteres[1][poids]': '4' });
    expect(criteres.corps).to.include('Innovation sociale').and.include('value="beaucoup"');
    expect(textePropre(await refuser(id, 'criteres', { 'criteres[1][intitule]': '' }))).to.include('Renseignez ce champ, ou videz toute la ligne.');
    const lettre = await refuser(id, 'lettres', { 'lettres[recepisse]': 'Avant le {{limite}}, {{nom}}.', 'lettres[attestation]': 'Bravo {{organisme}}.' });
    expect(textePropre(lettre)).to.include('Ce texte nomme des variables inconnues : {{limite}}, {{nom}}.').and.include('Bravo {{organisme}}.').and.include('Bravo Les Ateliers du Confluent.');
    expect(textePropre(await refuser(id, 'lettres', { 'lettres[article_objet]': 'Avant le {{limite}}.' })), 'an article has no time limit').to.include('Ce texte nomme une variable inconnue : {{limite}}.').and.include('Convention, article « Objet »');
    expect((await lu(id)).contenu.lettres?.attestation).to.match(/^Aucune dépense/);
  });

  it('adds, moves and removes rows without JavaScript and without saving, and keeps the codes of those that stay', async () => {
    const id = await copier();
    const chemin = adresse(id, 'criteres');
    const depart = await champs(chemin);
    const geste = async (valeurs: Champs, nom: string): Promise<Record<string, string | string[]>> => {
      const reponse = await responsable.envoyer(chemin, { ...valeurs, geste: nom });
      expect(reponse.statut).to.equal(200);
      return champsDuFormulaire(reponse.corps, chemin);
    };
    const monte = await geste({ ...depart, 'criteres[1][poids]': '7' }, 'monter:criteres:1');
    expect([monte['criteres[0][code]'], monte['criteres[0][poids]'], monte['criteres[1][code]']]).to.deep.equal(['lisibilite', '7', 'innovation']);
    const retire = await geste(monte, 'retirer:criteres:2');
    expect(Object.keys(retire).filter((c) => c.endsWith('[intitule]'))).to.have.length(13);
    const ajoute = await geste(retire, 'ajouter:criteres');
    expect(ajoute['criteres[13][intitule]']).to.equal('');
    expect((await lu(id)).contenu.criteres.map((c) => c.code).slice(0, 2)).to.deep.equal(['innovation', 'lisibilite']);
    expect(textePropre(await responsable.envoyer(chemin, { ...ajoute, geste: 'recalculer:criteres' }))).to.include('Total des poids : 23');
    await responsable.reussir(chemin, { ...ajoute, 'criteres[13][intitule]': 'Égalité d’accès', 'criteres[13][poids]': '2' });
    const { criteres } = (await lu(id)).contenu;
    expect([criteres[0]?.code, criteres[0]?.poids, criteres[1]?.code, criteres.at(-1)?.code]).to.deep.equal(['lisibilite', 7, 'innovation', 'egalite_d_acces']);

    await enregistrer(id, 'criteres', { 'criteres[13][intitule]': 'Accès à égalité' });
    expect((await lu(id)).contenu.criteres.at(-1)).to.include({ code: 'egalite_d_acces', intitule: 'Accès à égalité' });
  });

  it('reads the conditions of a piece, its help, and every time limit', async () => {
    const id = await copier();
    await enregistrer(id, 'pieces', { 'pieces[10][intitule]': 'Agrément', 'pieces[10][code]': '', 'pieces[10][si]': 'reconduction', 'pieces[10][pour]': ['association', 'public'], 'pieces[10][aide]': 'Copie recto verso' });
    expect((await lu(id)).contenu.pieces.at(-1)).to.deep.equal({ code: 'agrement', intitule: 'Agrément', obligatoire: false, pour: ['association', 'public'], si: 'reconduction', aide: 'Copie recto verso' });
    await enregistrer(id, 'delais', { 'delais[complementsJours]': '20', 'delais[publicationMois]': '2', 'delais[conservationFseAnnees]': '5' });
    expect((await lu(id)).contenu.regles.delais).to.include({ complementsJours: 20, publicationMois: 2 }).and.not.have.property('conservationFseAnnees');
    const versements = await refuser(id, 'versements', { 'echeances[1][taux]': '150' });
    expect(versements.corps).to.include('value="150"');
    await enregistrer(id, 'versements', { 'echeances[1][taux]': '40' });
    expect(textePropre(await responsable.lire(adresse(id, 'versements')))).to.include('Total des parts : 90 %, il manque 10 %').and.include('Les parts des versements doivent faire exactement 100 %.');
  });

  it('lets FSE+ pay beside the Département under its own rules, held to 100 %, and forgets them when it no longer does', async () => {
    const id = await copier();
    const fse = { 'fse[verse]': 'oui', 'echeancesFse[0][declencheur]': 'bilan', 'echeancesFse[0][taux]': '90' };
    expect(textePropre(await refuser(id, 'versements', { ...fse, 'fse[avance]': '' }))).to.include('Indiquez cette valeur, ou décochez le versement du FSE+.').and.include('Total des parts : 90 %, il manque 10 %');
    await enregistrer(id, 'versements', fse);
    expect(textePropre(await responsable.lire(adresse(id, 'versements')))).to.include('Les parts des versements du FSE+ doivent faire exactement 100 %.');
    await enregistrer(id, 'versements', { 'echeancesFse[0][taux]': '100' });
    const { regles } = (await lu(id)).contenu;
    expect(regles.financeursVerseurs).to.deep.equal(['departement', 'fse']);
    expect(regles.fse).to.deep.equal({ echeances: [{ declencheur: 'bilan', taux: '1.0000' }], avance: '0.3000', methodeProratisation: 'montant', tauxIntervention: true, delaiPaiementJours: 80 });
    await enregistrer(id, 'versements', { 'fse[verse]': [] });
    const sans = (await lu(id)).contenu.regles;
    expect([sans.financeursVerseurs, sans.fse]).to.deep.equal([undefined, undefined]);
  });

  it('lets a call allow a control on a sample, with its figures, and forget it', async () => {
    const id = await copier();
    const regle = { 'echantillonnage[permis]': 'oui', 'echantillonnage[seuilLignes]': '80', 'echantillonnage[taux]': '12,5', 'echantillonnage[minimum]': '20', 'echantillonnage[extrapolation]': 'oui' };
    const vides = textePropre(await refuser(id, 'regles', { ...regle, 'echantillonnage[minimum]': '0' }));
    expect(vides).to.include('Indiquez une valeur au-dessus de zéro, ou décochez le contrôle par échantillon.');
    await enregistrer(id, 'regles', regle);
    expect((await lu(id)).contenu.regles.echantillonnage).to.deep.equal({ seuilLignes: 80, taux: '0.1250', minimum: 20, extrapolation: true });
    await enregistrer(id, 'regles', { 'echantillonnage[permis]': [] });
    expect((await lu(id)).contenu.regles).not.to.have.property('echantillonnage');
  });

  it('keeps the ceiling of people outside RSA under 100 %, where nobody would be left to serve', async () => {
    const id = await copier();
    for (const plafondHorsRsa of ['100', '100,00 %']) expect(textePropre(await refuser(id, 'regles', { plafondHorsRsa })), plafondHorsRsa).to.include('Ce plafond reste inférieur à 100 %.');
  });

  it('tells the second writer of a section that somebody saved it, and keeps what they typed; another section is not in the way', async () => {
    const id = await copier();
    const presentation = await champs(adresse(id, 'presentation'));
    await enregistrer(id, 'regles', { plafondHorsRsa: '12' });
    await responsable.reussir(adresse(id, 'presentation'), { ...presentation, contexte: 'Première main' });
    const seconde = await responsable.envoyer(adresse(id, 'presentation'), { ...presentation, contexte: 'Seconde main' });
    expect(seconde.statut).to.equal(422);
    expect(textePropre(seconde)).to.include('Quelqu’un a enregistré cet appel pendant que vous le modifiiez.').and.include('Seconde main');
    expect((await lu(id)).contenu).to.deep.include({ contexte: 'Première main' });
    await responsable.reussir(adresse(id, 'presentation'), champsDuFormulaire(seconde.corps, adresse(id, 'presentation')));
    expect((await lu(id)).contenu).to.deep.include({ contexte: 'Seconde main' });
  });

  it('previews the page and its PDF, marked as not published', async () => {
    const id = await copier();
    await enregistrer(id, 'presentation', { attendus: 'Des projets sobres.' });
    const apercu = textePropre(await responsable.lire(`/gestion/appels/${id}/apercu`));
    expect(apercu).to.include('Aperçu, non publié').and.include('Des projets sobres.').and.not.include('Se connecter pour déposer');
    const pdf = await responsable.lire(`/gestion/appels/${id}/apercu.pdf`);
    expect((await extraireTextePdf(pdf.octets)).replace(/\s+/g, ' ')).to.include('Aperçu, non publié').and.include('Des projets sobres.');
    expect((await new Visiteur(app.adresse).lire(`/gestion/appels/${id}/apercu`)).statut).to.equal(303);
    const instructeur = new Visiteur(app.adresse);
    await instructeur.connecter('instructeur@passerelle.test');
    for (const chemin of ['apercu', 'apercu.pdf', 'modifier', 'modifier/lettres', 'prolongation']) expect((await instructeur.lire(`/gestion/appels/${id}/${chemin}`)).statut, chemin).to.be.oneOf([403, 404]);
  });

  it('copies last year’s call with its texts, pieces and letters, a year later, under a proposed reference', async () => {
    const copie = await lu(await copier());
    expect(copie.code).to.match(/^AAP-INSERTION-2023-2024(-\d+)?$/);
    expect([copie.titre, copie.ouvreLe, copie.fermeLe, copie.version, copie.etat]).to.deep.equal(['Appel à projets insertion 2023-2024', '2022-11-14T23:00:00.000Z', '2023-02-28T22:59:59.000Z', 1, 'brouillon']);
    expect(copie.contenu.lettres).to.deep.equal(contenuReference().lettres);
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import type { ContenuAppel } from '../../../server/domain/appels/contenu.js';
import { manquesDeSection } from '../../../server/domain/dossiers/completude.js';
import type { ContenuSections, VersionDossier } from '../../../server/domain/dossiers/contenu.js';
import { controlesAutomatiques, type CodeControle, type Controle, type FaitsRecevabilite } from '../../../server/domain/recevabilite/controles.js';
import { concertationsRequises } from '../../../server/domain/recevabilite/concertation.js';
import { exigerDemandeValable } from '../../../server/domain/recevabilite/complements.js';
import { cofinanceursParLigne, lireCofinanceur } from '../../../server/domain/dossiers/pieces-exigees.js';
import { differencesEntre } from '../../../server/domain/dossiers/differences.js';
import { exigerGrilleRecevable, lignesDeLaGrille, peserGrille } from '../../../server/domain/recevabilite/grille.js';
import { cents } from '../../../server/domain/kernel/cents.js';
import { jour } from '../../../server/domain/kernel/jour.js';
import { contenuReference, lireTerritoires } from '../../../server/features/appels/reference.js';
import { nomDePiece } from '../../../server/web/noms-appel.js';
import { sectionsDeTest } from '../../support/dossier-depose.js';

const appel: ContenuAppel = contenuReference();
const territoires = lireTerritoires();

/** A deposited version with every piece, changed where a test says so. */
function uneVersion(changements: Partial<ContenuSections> = {}, codesAbsents: readonly string[] = []): VersionDossier {
  const codes = ['statuts', 'recepisse', 'dirigeants', 'sirene', 'rib', 'comptes'].filter((c) => !codesAbsents.includes(c));
  const piece = (code: string, precision = ''): VersionDossier['pieces'][number] => ({ code, precision, nom: `${code}.pdf`, sha256: `${code}${precision}`, taille: 10, fichierId: code });
  return {
    numero: 'AAP-2022-0001', sections: sectionsDeTest(changements), pieces: [...codes.map((c) => piece(c)), ...(codesAbsents.includes('lettre_intention') ? [] : [piece('lettre_intention', 'commune')])],
    organisme: {
      id: 'o', siret: '44012340000011', nom: 'Tremplin', nature: 'association', formeJuridique: 'Association', rna: null, adresse: '', codePostal: '', commune: '', representantNom: '', representantQualite: '', iban: '', bic: '',
    },
  };
}

const FAITS: FaitsRecevabilite = { territoires, autresDossiers: [], papier: false, jourDuDepot: jour('2022-01-10'), analyses: {} };

const controler = (version: VersionDossier, code: CodeControle, faits: Partial<FaitsRecevabilite> = {}): Controle => {
  const trouve = controlesAutomatiques(version, appel, { ...FAITS, ...faits }).find((c) => c.code === code);
  if (trouve === undefined) throw new Error(`no check ${code}`);
  return trouve;
};
const projet = (champs: Partial<ContenuSections['projet']>): VersionDossier => uneVersion({ projet: { ...sectionsDeTest().projet, ...champs } });
const publics = (rsa: number, jeunes: number, autres: number): VersionDossier =>
  uneVersion({ publics: { ...sectionsDeTest().publics, rsa, horsRsaMoins25: jeunes, horsRsaAutres: autres } });
const refus = (f: () => void): unknown => { try { f(); return null; } catch (e) { return e; } };

describe('contrôles de recevabilité', () => {
  it('finds nothing wrong in a sound dossier, in the order of the rules', () => {
    const controles = controlesAutomatiques(uneVersion(), appel, FAITS);
    expect(controles.map((c) => `${c.code} ${c.resultat}`)).to.deep.equal([
      'periode ok', 'duree ok', 'dispositif ok', 'territoire ok', 'publics ok', 'plan ok', 'cofinancements ok', 'pieces ok', 'concertation ok', 'engagements ok', 'autre_dossier ok',
    ]);
  });

  it('counts the last day of the operation: 24 months to the day pass, one day more does not', () => {
    expect(controler(projet({ debut: jour('2022-01-01'), fin: jour('2023-12-31') }), 'duree')).to.deep.include({ resultat: 'ok' });
    const trop = controler(projet({ debut: jour('2022-01-01'), fin: jour('2024-01-01') }), 'duree');
    expect(trop).to.deep.include({ resultat: 'bloquant' });
    expect(trop.donnees).to.include({ mois: 24, maximum: 24, finAuPlusTard: '2023-12-31' });
    expect(controler(projet({ fin: jour('2024-01-01') }), 'periode').resultat).to.equal('bloquant');
    expect(controler(projet({ debut: jour('2021-12-31') }), 'periode').resultat).to.equal('bloquant');
    expect(controler(projet({ debut: jour('2022-06-01'), fin: jour('2022-05-31') }), 'periode').resultat).to.equal('bloquant');
  });

  it('stops a brouillon at the same day as the deposited dossier, month ends included', () => {
    const large = { ...appel, periodeOperations: { debut: jour('2020-01-01'), fin: jour('2030-12-31'), dureeMaxMois: 24 } };
    const saisie = (debut: string, fin: string): boolean => manquesDeSection('projet', { ...sectionsDeTest().projet, debut: jour(debut), fin: jour(fin) }, large).some((m) => m.code === 'duree_trop_longue');
    const examen = (debut: string, fin: string): boolean =>
      controlesAutomatiques(projet({ debut: jour(debut), fin: jour(fin) }), large, FAITS).find((c) => c.code === 'duree')?.resultat === 'bloquant';
    const cas = [['2022-01-01', '2023-12-31', false], ['2022-01-01', '2024-01-01', true], ['2022-01-01', '2024-01-20', true], ['2022-03-15', '2024-03-14', false], ['2022-03-15', '2024-03-15', true], ['2022-02-28', '2024-02-27', false], ['2022-02-28', '2024-02-28', true]] as const;
    for (const [debut, fin, trop] of cas) expect([saisie(debut, fin), examen(debut, fin)], `${debut} ${fin}`).to.deep.equal([trop, trop]);
  });

  it('knows the territories, the dispositifs and the axes of the call', () => {
    expect(controler(projet({ territoires: ['47-MT', '33'] }), 'territoire')).to.deep.include({ resultat: 'bloquant', donnees: { territoires: ['47-MT', '33'], dehors: ['33'] } });
    expect(controler(projet({ territoires: [] }), 'territoire').resultat).to.equal('bloquant');
    expect(controler(projet({ dispositif: 9 }), 'dispositif').resultat).to.equal('bloquant');
    expect(controler(projet({ mesures: [] }), 'dispositif').resultat).to.equal('alerte');
  });

  it('warns when people outside RSA cap the subsidy, and stops when nobody opens a right to it', () => {
    expect(controler(publics(36, 4, 0), 'publics').resultat).to.equal('ok');
    const cape = controler(publics(30, 10, 0), 'publics');
    expect(cape.resultat).to.equal('alerte');
    expect(cape.donnees).to.include({ taux: '0.2500', demandee: 2_000_000, plafonnee: 1_666_667 });
    expect(controler(publics(40, 0, 1), 'publics').resultat).to.equal('alerte');
    expect(controler(publics(0, 0, 40), 'publics').resultat).to.equal('bloquant');
  });

  it('tells an unbalanced plan with its figures, and the required pieces that are absent', () => {
    const { budget } = sectionsDeTest();
    const plan = controler(uneVersion({ budget: { ...budget, depenses: budget.depenses.map((d) => ({ ...d, montant: cents(d.montant + 1) })) } }), 'plan');
    expect(plan.resultat).to.equal('bloquant');
    expect(plan.donnees).to.deep.include({ ecart: 4, anomalies: ['plan_desequilibre'] });
    expect(controler(uneVersion({}, ['rib', 'lettre_intention']), 'pieces')).to.deep.include({ resultat: 'bloquant', donnees: { exigees: 8, fournies: 5, manquantes: ['rib', 'lettre_intention:commune'], perimees: [], infectees: [], enAnalyse: [] } });
    expect(controler(uneVersion({}, ['lettre_intention']), 'cofinancements')).to.deep.include({ resultat: 'bloquant', donnees: { sollicites: ['commune'], sansLettre: ['commune'], montant: 600_000, acquis: ['etat'] } });
  });

  it('wants the letter of each solicited funder, two of a kind included', () => {
    const { budget } = sectionsDeTest();
    const version = uneVersion({ budget: { ...budget, ressources: [...budget.ressources, { financeur: 'commune', libelle: 'Ville de Boé : politique sociale', statut: 'sollicite', montant: cents(150_000) }] } });
    expect(controler(version, 'cofinancements')).to.deep.include({ resultat: 'bloquant', donnees: { sollicites: ['commune', 'commune~Ville de Boé politique sociale'], sansLettre: ['commune~Ville de Boé politique sociale'], montant: 150_000, acquis: ['etat'] } });
    const avec = { ...version, pieces: [...version.pieces, { code: 'lettre_intention', precision: 'commune~Ville de Boé politique sociale', nom: 'boe.pdf', sha256: 'boe', taille: 10, fichierId: 'boe' }] };
    expect([controler(avec, 'cofinancements').resultat, controler(avec, 'pieces').resultat]).to.deep.equal(['ok', 'ok']);
    expect(nomDePiece('Lettre', 'commune~Ville de Boé politique sociale')).to.equal('Lettre (Commune : Ville de Boé politique sociale)');
  });

  it('keeps the key of a co-funder short and without separator, whatever its name', () => fc.assert(fc.property(fc.array(fc.record({ financeur: fc.constantFrom('commune', 'prive', 'region'), libelle: fc.string({ maxLength: 200 }) })), (lignes) => {
    const cles = cofinanceursParLigne({ ressources: lignes.map((l) => ({ ...l, statut: 'sollicite' as const, montant: cents(1) })) }, []);
    for (const [i, cle] of cles.entries()) {
      expect(cle).to.satisfy((c: string) => c.length <= 60 && !c.includes(':') && lireCofinanceur(c).financeur === lignes[i]?.financeur);
    }
    expect(cles.filter((c) => c === 'commune').length > 0).to.equal(lignes.some((l) => l.financeur === 'commune'));
  })));

  it('asks for the consultation where the call wants one and the dossier says nothing of it', () => {
    expect(concertationsRequises(appel, ['47-AN'], territoires)).to.deep.equal([{ territoire: 'Agglomération d\'Agen', partenaire: 'PLIE de l\'Agenais' }]);
    expect(concertationsRequises(appel, ['47-VF'], territoires)).to.deep.equal([]);
    expect(concertationsRequises(appel, ['47'], territoires)).to.have.length(1);
    expect(controler(projet({ territoires: ['47-AN'] }), 'concertation').resultat).to.equal('alerte');
    expect(controler(projet({ territoires: ['47-AN'], concertation: 'Rencontre du 3 janvier' }), 'concertation').resultat).to.equal('ok');
    expect(controler(uneVersion(), 'autre_dossier', { autresDossiers: [{ numero: 'AAP-2022-0002', titre: 'Garage solidaire', besoin: 'Sans voiture' }] })).to.deep.include({ resultat: 'alerte', donnees: { dossiers: ['AAP-2022-0002'], proches: [] } });
  });
});

describe('grille de recevabilité', () => {
  const version = uneVersion({}, ['rib']);
  const lignes = lignesDeLaGrille(version, appel, controlesAutomatiques(version, appel, FAITS), FAITS);
  const toutes = lignes.filter((l) => l.obligatoire).map((l) => ({ cle: l.cle, resultat: 'conforme' as const, commentaire: '' }));

  it('holds one line per rule and per piece asked, the optional ones left free', () => {
    expect(lignes.map((l) => l.cle)).to.deep.equal([
      'regle:periode', 'regle:duree', 'regle:dispositif', 'regle:territoire', 'regle:publics', 'regle:plan', 'regle:cofinancements', 'regle:concertation', 'regle:engagements', 'regle:autre_dossier',
      'piece:statuts', 'piece:recepisse', 'piece:dirigeants', 'piece:sirene', 'piece:rib', 'piece:comptes', 'piece:lettre_intention:commune', 'piece:cv_intervenants',
    ]);
    expect(peserGrille(lignes, []).restantes).to.have.length(17).and.not.include('piece:cv_intervenants');
  });

  it('lets a person go against the machine, but not without a word', () => {
    expect(refus(() => exigerGrilleRecevable(lignes, toutes))).to.deep.include({ code: 'recevabilite.inexpliquee', donnees: { nombre: 1 } });
    expect(refus(() => exigerGrilleRecevable(lignes, toutes.slice(1)))).to.deep.include({ code: 'recevabilite.incomplete', donnees: { nombre: 1 } });
    expect(refus(() => exigerGrilleRecevable(lignes, toutes.map((d) => (d.cle === 'piece:rib' ? { ...d, commentaire: 'Reçu par courriel' } : d))))).to.equal(null);
  });
});

describe('demande de compléments', () => {
  it('refuses twice the same thing, a correction nobody explains, and what this dossier is not asked for', () => {
    const element = { cible: 'piece', code: 'rib', motif: 'manquant', commentaire: '' } as const;
    const lettres = ['rib', 'lettre_intention:etat', 'lettre_intention:region'];
    expect(refus(() => exigerDemandeValable([element], lettres))).to.equal(null);
    expect(refus(() => exigerDemandeValable([element, element], lettres))).to.include({ code: 'complements.doublon' });
    expect(refus(() => exigerDemandeValable([{ ...element, code: 'lettre_intention', precision: 'etat' }, { ...element, code: 'lettre_intention', precision: 'region' }], lettres))).to.equal(null);
    expect(refus(() => exigerDemandeValable([{ ...element, code: 'lettre_intention', precision: 'commune' }], lettres))).to.include({ code: 'complements.inconnu' });
    expect(refus(() => exigerDemandeValable([{ ...element, code: 'lettre_intention' }], lettres))).to.include({ code: 'complements.inconnu' });
    expect(refus(() => exigerDemandeValable([{ ...element, motif: 'perime' }], lettres))).to.include({ code: 'complements.sans_explication' });
    expect(refus(() => exigerDemandeValable([{ ...element, cible: 'section', code: 'pieces' }], lettres))).to.include({ code: 'complements.inconnu' });
  });
});

describe('différences entre deux dépôts', () => {
  it('names the fields and the pieces that changed, whatever the order of their keys', () => {
    const avant = uneVersion({}, ['rib']);
    const { projet: p } = avant.sections;
    const apres = { ...uneVersion({ projet: { ...Object.fromEntries(Object.entries(p).reverse()) as unknown as typeof p, equipe: 'Trois conseillers' } }), pieces: uneVersion({}, ['statuts']).pieces };
    expect(differencesEntre(avant, apres)).to.deep.equal({
      champs: [{ section: 'projet', champ: 'equipe', avant: p.equipe, apres: 'Trois conseillers' }],
      pieces: [{ code: 'statuts', precision: '', retirees: ['statuts.pdf'], ajoutees: [] }, { code: 'rib', precision: '', retirees: [], ajoutees: ['rib.pdf'] }],
    });
    const demenage = { ...avant, organisme: { ...avant.organisme, adresse: '1 place', iban: 'FR76' } };
    expect(differencesEntre(avant, demenage), 'the identity that readers see, never the bank account').to.deep.equal({ champs: [{ section: 'organisme', champ: 'adresse', avant: '', apres: '1 place' }], pieces: [] });
    expect(differencesEntre(avant, avant)).to.deep.equal({ champs: [], pieces: [] });
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import type { VersionDossier } from '../../server/domain/dossiers/contenu.js';
import { jour } from '../../server/domain/kernel/jour.js';
import { chargerActeur } from '../../server/features/habilitations/acteur-queries.js';
import { deposerDossier, retirerDossier } from '../../server/features/dossiers/dossier-service.js';
import { lireFiltre } from '../../server/features/dossiers/liste-filtre.js';
import { compterParEtat, listerDossiers, TRIS, type CodeTri, type Demandee } from '../../server/features/dossiers/liste-queries.js';
import { modifierOrganisme } from '../../server/features/organismes/organisme-service.js';
import { lireOrganisme } from '../../server/features/organismes/organisme-queries.js';
import { instant, jourAParis } from '../../server/platform/clock.js';
import { cleDeTri, depuisTrouves, estTrouve, motsCherches, motsDe, texteIndexe } from '../../server/platform/plein-texte.js';
import type { Contexte } from '../../server/platform/unit-of-work.js';
import { genererJeu } from '../../server/cli/jeu-essai/generer.js';
import { Lot } from '../../server/cli/jeu-essai/ecriture.js';
import { hasard } from '../../server/cli/jeu-essai/hasard.js';
import type { MondeJeu, PersonneJeu } from '../../server/cli/jeu-essai/monde.js';
import { Parcours } from '../../server/cli/jeu-essai/parcours.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { MOT_DE_PASSE, Visiteur } from '../support/visiteur.js';

const LIGNE = /<th scope="row"><a class="govuk-link" href="\/dossiers\/([0-9a-f-]{36})"/g;
const idsDe = (corps: string): string[] => [...corps.matchAll(LIGNE)].map((m) => m[1] ?? '');
const lienDe = (corps: string, rel: 'prev' | 'next'): string | null => new RegExp(`rel="${rel}" href="([^"]+)"`).exec(corps)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=') ?? null;

interface Compte { id: string; etat: string; numero: string; titre: string; organisme: string; nature: string; commune: string; instructeur_id: string | null; appel_id: string; demande: number; depose_le: string; modifie_le: string; version: VersionDossier; limite: string | null; bilan: string | null; avis: string | null }

describe('lists of dossiers', function () {
  this.timeout(180_000);
  let app: ApplicationDeTest;
  let monde: MondeJeu;
  let aDeposer: readonly string[];
  let responsable: Visiteur;
  let tous: Compte[];

  const agir = async <T>(personne: PersonneJeu | undefined, cas: (ctx: Contexte) => Promise<T>): Promise<T> => {
    const acteur = await chargerActeur(app.deps.db, personne?.id ?? '', app.horloge.maintenant());
    if (acteur === null) throw new Error('nobody');
    return app.deps.uniteDeTravail(acteur, cas);
  };

  before(async () => {
    app = await lancerApplication('2026-11-20T10:00');
    ({ monde, aDeposer } = await genererJeu(app.deps.db, app.deps.magasin, { dossiers: 240, graine: 7, motDePasse: MOT_DE_PASSE, maintenant: app.horloge.maintenant(), aDeposer: 3 }));
    responsable = new Visiteur(app.adresse);
    await responsable.connecter('responsable@jeu-essai.example');
    tous = await relire();
  });
  after(() => app.fermer());

  /** Every deposited dossier with what the filters look at, read plainly. */
  async function relire(): Promise<Compte[]> {
    const { db } = app.deps;
    const lignes: (Omit<Compte, 'version'> & { contenu: string })[] = await db('dossiers as d').join('organismes as o', 'o.id', 'd.organisme_id').join('dossier_versions as v', (j) => void j.on('v.dossier_id', 'd.id').andOn('v.version', 'd.version'))
      .leftJoin('demandes_complements as m', (j) => void j.on('m.dossier_id', 'd.id').andOnNull('m.repondu_le'))
      .leftJoin('bilans as b', (j) => void j.on('b.dossier_id', 'd.id').andOnVal('b.etat', 'brouillon')).leftJoin('avis_demandes as x', (j) => void j.on('x.dossier_id', 'd.id').andOnNull('x.rendu_le'))
      .select('d.id', 'd.etat', 'd.numero', 'd.titre', 'o.nom as organisme', 'o.nature', 'o.commune', 'd.instructeur_id', 'd.appel_id', 'd.demande_cents as demande', 'd.depose_le', 'd.modifie_le', 'v.contenu', 'm.limite', 'b.limite as bilan', 'x.limite as avis');
    return lignes.map((l) => ({ ...l, demande: Number(l.demande), version: JSON.parse(l.contenu) as VersionDossier }));
  }

  /** Ids of every page of the list at that address, in their order. */
  async function parcourir(requete: string, entreDeuxPages?: (page: number) => Promise<void>): Promise<{ ids: string[]; derniere: string; pages: number }> {
    const ids: string[] = [];
    let adresse = `/dossiers?${requete}`;
    for (let pages = 1; ; pages += 1) {
      const r = await responsable.lire(adresse);
      expect(r.statut, adresse).to.equal(200);
      ids.push(...idsDe(r.corps));
      const suivante = lienDe(r.corps, 'next');
      if (suivante === null) return { ids, derniere: adresse, pages };
      await entreDeuxPages?.(pages);
      adresse = suivante;
    }
  }

  it('finds without accents nor case, by the beginning of words, all of them, wherever they are', async () => {
    const [organisme] = monde.organismes;
    const lu = await lireOrganisme(app.deps.db, organisme?.id ?? '');
    if (organisme === undefined || lu === null) throw new Error('no organisme');
    const siens = tous.filter((d) => d.version.organisme.siret === organisme.siret).map((d) => d.id).sort();
    expect(siens.length).to.be.greaterThan(0);
    await agir(organisme.signataire, (ctx) => modifierOrganisme(ctx, organisme.id, { ...lu, nom: 'L’Œuvre des Élèves çà & là' }, lu.version));
    for (const recherche of ['eleve', 'ELEVES', 'élève', 'oeuvre eleves', 'œuvre', 'ca eleve', organisme.siret, `${organisme.siret.slice(0, 3)} ${organisme.siret.slice(3, 6)} ${organisme.siret.slice(6, 9)} ${organisme.siret.slice(9)}`, organisme.siret.slice(0, 9)]) {
      expect((await parcourir(new URLSearchParams({ recherche }).toString())).ids.sort(), recherche).to.deep.equal(siens);
    }
    expect((await parcourir('recherche=eleve+introuvable')).ids).to.deep.equal([]);
    tous = await relire();
    for (const recherche of ['maraichage', 'parents isoles', 'RENONCEMENT soins', 'AAP-2026-0003', monde.organismes[3]?.signataire.nom ?? '', 'Nérac', 'gare']) {
      const mots = motsDe(recherche);
      const attendus = tous.filter((d) => {
        const { projet, organisme: contact } = d.version.sections;
        const o = d.version.organisme;
        const texte = motsDe([d.numero, projet.titre, o.nom, d.organisme, o.siret, o.commune, d.commune, o.codePostal, contact.contactNom, contact.contactCourriel, projet.besoin, projet.objectifs].join(' '));
        return mots.every((m) => texte.some((t) => t.startsWith(m)));
      }).map((d) => d.id);
      expect((await parcourir(new URLSearchParams({ recherche }).toString())).ids.sort(), recherche).to.deep.equal(attendus.sort());
    }
  });

  it('finds any word it holds, in every script, letters that the database does not know included', async () => {
    const { db } = app.deps;
    const [id = ''] = tous.map((d) => d.id);
    const { texte } = await db('dossier_textes').where({ dossier_id: id }).first<{ texte: string }>('texte');
    const tordus = ['𐬐☇𛃇😙⾓𞄨ᦺ𞤳ᦁ', 'Ґүнеш Ωμέγα', '職業訓練', 'ᲐᲑᲒ ꟁ𞥄'];
    await fc.assert(fc.asyncProperty(fc.oneof(fc.constantFrom(...tordus), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 })), async (tape) => {
      const mots = motsCherches(tape);
      if (mots.length === 0) return;
      await db('dossier_textes').where({ dossier_id: id }).update({ texte: texteIndexe([tape]) });
      expect(await depuisTrouves(db, 'dossier_textes', 'dossier_id', 'dossiers', mots).pluck('d.id'), tape).to.include(id);
      expect(await db('dossiers as d').where({ id }).whereExists(estTrouve(db, 'dossier_textes', 'dossier_id', 'd.id', mots)).pluck('id'), tape).to.deep.equal([id]);
    }), { numRuns: 100 });
    await db('dossier_textes').where({ dossier_id: id }).update({ texte });
    for (const recherche of tordus) expect((await parcourir(new URLSearchParams({ recherche }).toString())).ids, recherche).to.deep.equal([]);
  });

  it('finds a dossier as soon as it is deposited, never before', async () => {
    const [id = ''] = aDeposer;
    const d = await app.deps.db('dossiers').where({ id }).first<{ titre: string }>('titre');
    const chercher = async (): Promise<string[]> => (await parcourir(new URLSearchParams({ recherche: d.titre }).toString())).ids;
    expect(await chercher()).not.to.include(id);
    await agir(monde.organismes[0]?.signataire, (ctx) => deposerDossier(ctx, id));
    expect(await chercher()).to.include(id);
    tous = await relire();
  });

  it('answers any search, sort, place or column without a 500', async () => {
    const hostiles = ['"', '\'', '*', '""*', 'a*', ':', '-x', '- -', 'NEAR(a b)', 'a AND', 'OR', 'NOT', '^a', '{titre}:a', 'a\\', '%', '_', '🙂', '👩‍👩‍👧', 'e\u0301', '\u0000', 'ﬁ', '１２３', 'x'.repeat(5000), 'a '.repeat(300), ';drop table dossiers', '\'::tsquery', '\u202e', '$1', '?'];
    for (const recherche of [...hostiles, ...fc.sample(fc.string({ unit: 'binary', maxLength: 40 }), 40)]) {
      expect((await responsable.lire(`/dossiers?${new URLSearchParams({ recherche }).toString()}`)).statut, JSON.stringify(recherche)).to.equal(200);
    }
    const cle = (v: unknown): string => Buffer.from(JSON.stringify(v)).toString('base64url');
    const id = tous[0]?.id ?? '';
    for (const requete of ['tri=zzz', 'tri=-', 'colonnes=zzz,,', 'c=zzz', 'etat=brouillon', 'instructeur=1', 'dispositif=1e9', 'dispositif=-1', 'demandeMin=999999999999999999', 'deposeDu=31/02/2022', 'deposeDu=0001-01-01&deposeAu=9999-12-31', 'territoire=%27', 'vue=x',
      ...['apres', 'avant'].flatMap((s) => [`${s}=x`, `${s}=${cle('x')}`, `${s}=${cle(['x', 'y'])}`, `tri=demande&${s}=${cle(['x', id])}`, `tri=demande&${s}=${cle([1e300, id])}`, `tri=etat&${s}=${cle([null, id])}`, `tri=titre&${s}=${cle(['\u0000', id])}`, `tri=titre&${s}=${cle([{}, id])}`])]) {
      expect((await responsable.lire(`/dossiers?${requete}`)).statut, requete).to.be.oneOf([200, 303]);
    }
  });

  /** Each filter of the address, with what it must keep. */
  function filtres(): [string, (d: Compte) => boolean][] {
    const aujourdhui = jourAParis(app.horloge.maintenant());
    const instructeur = tous.find((d) => d.instructeur_id !== null)?.instructeur_id ?? '';
    const appel = monde.appels[0]?.id ?? '';
    const axe = tous[0]?.version.sections.projet.axe ?? '';
    const enRetard = (d: Compte): boolean => (d.etat === 'complements_demandes' && d.limite !== null && d.limite < aujourdhui) || (d.bilan !== null && d.bilan < aujourdhui) || (d.etat === 'en_instruction' && d.avis !== null && d.avis < aujourdhui);
    return [
      ['etat=depose', (d) => d.etat === 'depose'], ['etat=depose&etat=recevable', (d) => ['depose', 'recevable'].includes(d.etat)], [`appel=${appel}`, (d) => d.appel_id === appel],
      [`instructeur=${instructeur}`, (d) => d.instructeur_id === instructeur], ['instructeur=personne', (d) => d.instructeur_id === null], ['dispositif=2', (d) => d.version.sections.projet.dispositif === 2],
      [new URLSearchParams({ axe }).toString(), (d) => d.version.sections.projet.axe === axe], ['territoire=47-AN', (d) => d.version.sections.projet.territoires.includes('47-AN')], ['nature=public', (d) => d.nature === 'public'],
      ['demandeMin=15000&demandeMax=20+000,00', (d) => d.demande >= 1_500_000 && d.demande <= 2_000_000],
      ['deposeDu=01/10/2026&deposeAu=31/10/2026', (d) => { const j = jourAParis(instant(d.depose_le)); return j >= jour('2026-10-01') && j <= jour('2026-10-31'); }],
      ['complements=oui', (d) => d.etat === 'complements_demandes'], ['retard=oui', enRetard], ['voie=papier', () => false], ['voie=en_ligne', () => true],
      ['etat=en_instruction&dispositif=1&territoire=47-MT&recherche=accompagner', (d) => d.etat === 'en_instruction' && d.version.sections.projet.dispositif === 1 && d.version.sections.projet.territoires.includes('47-MT')],
    ];
  }

  it('keeps with each filter exactly what a plain recount keeps, and says how many', async () => {
    for (const [requete, garde] of filtres()) {
      const attendus = tous.filter(garde).map((d) => d.id).sort();
      if (!requete.includes('papier')) expect(attendus.length, `${requete}: the test must mean something`).to.be.greaterThan(0);
      expect((await parcourir(requete)).ids.sort(), requete).to.deep.equal(attendus);
      const { corps } = await responsable.lire(`/dossiers?${requete}`);
      expect(/role="status">(\d+)/.exec(corps)?.[1], requete).to.equal(String(attendus.length));
    }
  });

  it('gives the same list whichever way the database is told to go', async () => {
    for (const [requete] of filtres()) {
      for (const code of Object.keys(TRIS) as CodeTri[]) {
        const query = Object.fromEntries([...new URLSearchParams(requete)].map(([n]) => [n, new URLSearchParams(requete).getAll(n).length > 1 ? new URLSearchParams(requete).getAll(n) : new URLSearchParams(requete).get(n)]));
        const demandee: Demandee = { filtre: lireFiltre(query).filtre, tri: { code, croissant: true }, maintenant: app.horloge.maintenant(), colonnes: new Set() };
        const comptes = await compterParEtat(app.deps.db, demandee);
        const etroit = await listerDossiers(app.deps.db, demandee, comptes, {}, 1000);
        const large = await listerDossiers(app.deps.db, demandee, { ...comptes, exact: false }, {}, 1000);
        expect(large.lignes.map((l) => l.id), `${requete} ${code}`).to.deep.equal(etroit.lignes.map((l) => l.id));
      }
    }
  });

  it('sorts by each column as French readers do, both ways', async () => {
    const cles: Readonly<Record<CodeTri, (d: Compte) => string | number>> = {
      modifie: (d) => d.modifie_le, depose: (d) => d.depose_le, numero: (d) => d.numero, titre: (d) => cleDeTri(d.titre), organisme: (d) => cleDeTri(d.organisme), demande: (d) => d.demande,
      etat: (d) => ['depose', 'complements_demandes', 'recevable', 'irrecevable', 'en_instruction', 'instruit', 'examine', 'attribue', 'refuse', 'ajourne', 'notifie', 'retire'].indexOf(d.etat),
    };
    for (const [code, cle] of Object.entries(cles)) {
      const attendus = [...tous].sort((a, b) => { const [x, y] = [cle(a), cle(b)]; return x < y ? -1 : x > y ? 1 : a.id < b.id ? -1 : 1; }).map((d) => d.id);
      expect((await parcourir(`tri=${code}`)).ids, code).to.deep.equal(attendus);
      expect((await parcourir(`tri=-${code}`)).ids, `-${code}`).to.deep.equal([...attendus].reverse());
    }
  });

  it('shows every row exactly once on its pages, forwards and backwards, while others are added', async () => {
    const appel = monde.appels.find((a) => a.ouvert);
    if (appel === undefined) throw new Error('no open call');
    const compteur = (): ReturnType<typeof app.deps.db> => app.deps.db('compteurs').where({ nom: `dossiers:${appel.id}` });
    const ajouter = async (graine: number): Promise<void> => {
      const lot = new Lot();
      const { valeur } = await compteur().first<{ valeur: number }>('valeur');
      const parcours = new Parcours(lot, hasard(graine), monde, new Map([[appel.id, Number(valeur)]]));
      for (let i = 0; i < 15; i += 1) parcours.ajouter(i / 15, { etat: 'depose', appel });
      await compteur().update({ valeur: parcours.compteurs.get(appel.id) });
      await lot.ecrire(app.deps.db);
    };
    for (const [graine, tri] of ['titre', '-demande', 'depose'].entries()) {
      const avant = (await parcourir(`tri=${tri}`)).ids;
      const { ids, derniere, pages } = await parcourir(`tri=${tri}`, (page) => (page === 2 ? ajouter(graine) : Promise.resolve()));
      expect(pages).to.be.greaterThan(4);
      expect(new Set(ids).size, tri).to.equal(ids.length);
      expect(avant.filter((id) => !ids.includes(id)), tri).to.deep.equal([]);
      const retour: string[] = [];
      for (let adresse: string | null = derniere; adresse !== null;) {
        const { corps } = await responsable.lire(adresse);
        retour.unshift(...idsDe(corps));
        adresse = lienDe(corps, 'prev');
      }
      expect(new Set(retour).size, tri).to.equal(retour.length);
      expect(ids.filter((id) => !retour.includes(id)), tri).to.deep.equal([]);
    }
    tous = await relire();
  });

  it('keeps the counts by state exact through every change, a withdrawal and a rollback included', async () => {
    const { db } = app.deps;
    const compter = async (): Promise<[unknown, unknown]> => [
      Object.fromEntries((await db('dossiers_par_etat').where('nombre', '<>', 0).orderBy(['appel_id', 'etat'])).map((l: { appel_id: string; etat: string; nombre: number }) => [`${l.appel_id} ${l.etat}`, Number(l.nombre)])),
      Object.fromEntries((await db('dossiers').whereNotNull('depose_le').groupBy('appel_id', 'etat').orderBy(['appel_id', 'etat']).select('appel_id', 'etat').count<{ appel_id: string; etat: string; n: number | string }[]>({ n: '*' })).map((l) => [`${l.appel_id} ${l.etat}`, Number(l.n)])),
    ];
    const [, depose = '', retire = ''] = aDeposer;
    const signataire = monde.organismes[0]?.signataire;
    await agir(signataire, (ctx) => deposerDossier(ctx, depose));
    await agir(signataire, (ctx) => retirerDossier(ctx, retire, 'Avant tout dépôt.'));
    await agir(signataire, (ctx) => retirerDossier(ctx, depose, 'Reporté.'));
    await agir(signataire, async (ctx) => { await ctx.db('dossiers').whereNotNull('depose_le').update({ etat: 'notifie' }); throw new Error('rolled back'); }).catch(() => undefined);
    const [tenus, recomptes] = await compter();
    expect(tenus).to.deep.equal(recomptes);
    const ids = (await parcourir('etat=retire')).ids;
    expect(ids).to.include(depose);
    expect(ids, 'a brouillon withdrawn before any deposit was its organisme’s alone').not.to.include(retire);
    tous = await relire();
  });

  it('asks the database the same number of questions whatever the list holds', async () => {
    const compterRequetes = async (requete: string): Promise<number> => {
      let n = 0;
      const compter = (): void => void (n += 1);
      app.deps.db.on('query', compter);
      await responsable.lire(`/dossiers?${requete}`);
      app.deps.db.removeListener('query', compter);
      return n;
    };
    await compterRequetes('etat=depose');
    const attendu = await compterRequetes('etat=depose');
    expect(attendu).to.be.lessThan(11);
    for (const requete of ['', 'recherche=introuvable', 'recherche=accompagner&tri=titre&territoire=47-AN', 'retard=oui', 'demandeMin=1']) expect(await compterRequetes(requete), requete).to.equal(attendu);
    expect(await compterRequetes('colonnes=numero,territoires,accorde,limite_complements,controleur')).to.equal(attendu + 1);
  });
});

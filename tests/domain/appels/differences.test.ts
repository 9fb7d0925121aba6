import { expect } from 'chai';
import fc from 'fast-check';
import { differencesAppel, type AppelDecrit } from '../../../server/domain/appels/differences.js';
import { contenuReference } from '../../../server/features/appels/reference.js';
import { direDifferences, enUneLigne } from '../../../server/features/appels/appel-differences.js';

const REFERENCE: AppelDecrit = { titre: 'Appel', ouvreLe: '2021-11-15T08:00:00.000Z', fermeLe: '2022-02-28T22:59:59.000Z', contenu: { ...contenuReference(), attendus: 'Attendus.', lettres: { recepisse: 'Bonjour {{numero}}.' } } };

type Chemin = readonly (string | number)[];

/** Every leaf of a value, by its path. */
function feuilles(valeur: unknown, chemin: Chemin = []): Chemin[] {
  if (typeof valeur !== 'object' || valeur === null) return [chemin];
  return Object.entries(valeur).flatMap(([c, v]) => feuilles(v, [...chemin, Array.isArray(valeur) ? Number(c) : c]));
}

const lire = (racine: unknown, chemin: Chemin): unknown => chemin.reduce<unknown>((v, c) => (v as Record<string | number, unknown>)[c], racine);

function avec(racine: AppelDecrit, chemin: Chemin, valeur: unknown): AppelDecrit {
  const copie = structuredClone(racine);
  const parent = lire(copie, chemin.slice(0, -1)) as Record<string | number, unknown>;
  parent[chemin.at(-1) ?? ''] = valeur;
  return copie;
}

function autre(valeur: unknown, graine: number): unknown {
  if (typeof valeur === 'number') return valeur + 1 + graine;
  if (typeof valeur === 'boolean') return !valeur;
  const texte = String(valeur);
  const deux = String(10 + (graine % 18));
  if (/^\d{4}-\d{2}-\d{2}T/.test(texte)) return `2019-03-${deux}T08:00:00.000Z`;
  if (/^\d{4}-\d{2}-\d{2}$/.test(texte)) return `2019-03-${deux}`;
  return /^0\.\d{4}$/.test(texte) ? `0.77${deux}` : `${texte} ${graine}`;
}

const FEUILLES = feuilles(REFERENCE);
const melange = <T>(liste: readonly T[]): fc.Arbitrary<T[]> => fc.shuffledSubarray([...liste], { minLength: liste.length });

describe('differences between two versions of a call', () => {
  it('finds none between a version and itself, nor between an absent and an empty optional part', () => {
    expect(differencesAppel(REFERENCE, structuredClone(REFERENCE))).to.deep.equal([]);
    const { attendus: _a, lettres: _l, ...sans } = REFERENCE.contenu;
    const vide: AppelDecrit = { ...REFERENCE, contenu: { ...sans, attendus: '', lettres: {}, criteres: sans.criteres.map((c) => ({ ...c, transversal: c.transversal ?? false })) } };
    expect(differencesAppel({ ...REFERENCE, contenu: sans }, vide)).to.deep.equal([]);
    expect(differencesAppel({ ...REFERENCE, titre: null, ouvreLe: null, fermeLe: null }, REFERENCE)).to.deep.equal([]);
  });

  it('names every leaf that changes: one difference at least, which holds the new value', () => {
    fc.assert(fc.property(fc.nat(FEUILLES.length - 1), fc.nat(50), (rang, graine) => {
      const chemin = FEUILLES[rang] ?? [];
      const neuf = autre(lire(REFERENCE, chemin), graine);
      const apres = avec(REFERENCE, chemin, neuf);
      const differences = differencesAppel(REFERENCE, apres);
      expect(differences.length, chemin.join('.')).to.be.greaterThan(0);
      const dit = JSON.stringify(differences.map((d) => [d.chemin, d.apres]));
      if (neuf !== false) expect(dit).to.include(JSON.stringify(neuf).slice(1, -1));
      for (const d of direDifferences(REFERENCE, apres, [])) expect(enUneLigne(d), chemin.join('.')).to.not.match(/undefined|\[object|null/);
    }), { numRuns: 600 });
  });

  it('names every leaf of several changes at once, and is undone by the reverse changes', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.nat(FEUILLES.length - 1), { minLength: 2, maxLength: 6 }), (rangs) => {
      const apres = rangs.reduce((a, r) => avec(a, FEUILLES[r] ?? [], autre(lire(REFERENCE, FEUILLES[r] ?? []), r)), REFERENCE);
      const aller = differencesAppel(REFERENCE, apres);
      const retour = differencesAppel(apres, REFERENCE);
      expect(retour.length).to.equal(aller.length);
      const ajouts = (l: typeof aller, nature: string): number => l.filter((d) => d.nature === nature).length;
      expect([ajouts(aller, 'ajout'), ajouts(aller, 'retrait')]).to.deep.equal([ajouts(retour, 'retrait'), ajouts(retour, 'ajout')]);
    }), { numRuns: 200 });
  });

  it('tells a change of order apart from a change of content', () => {
    fc.assert(fc.property(melange(REFERENCE.contenu.criteres), melange(REFERENCE.contenu.pieces), (criteres, pieces) => {
      const differences = differencesAppel(REFERENCE, { ...REFERENCE, contenu: { ...REFERENCE.contenu, criteres, pieces } });
      const codes = (l: readonly { code: string }[]): string => l.map((c) => c.code).join(' ');
      const bouges = [codes(criteres) !== codes(REFERENCE.contenu.criteres), codes(pieces) !== codes(REFERENCE.contenu.pieces)].filter(Boolean).length;
      expect(differences.map((d) => d.nature)).to.deep.equal(Array.from({ length: bouges }, () => 'ordre'));
    }), { numRuns: 100 });
  });

  it('says weights, rows, dates and rates in French', () => {
    const { criteres, pieces, regles } = REFERENCE.contenu;
    const apres: AppelDecrit = {
      ...REFERENCE, fermeLe: '2022-03-15T22:59:59.000Z',
      contenu: {
        ...REFERENCE.contenu, criteres: [...criteres.filter((c) => c.code !== 'lisibilite').map((c) => (c.code === 'besoins' ? { ...c, poids: 3 } : c)), { code: 'neuf', intitule: 'Mobilité', poids: 2 }],
        pieces: pieces.map((p) => (p.code === 'rib' ? { ...p, obligatoire: false, pour: ['association'] } : p)), territoires: ['X1'],
        regles: { ...regles, plafondHorsRsa: '0.1500' as typeof regles.plafondHorsRsa, naturesIneligibles: regles.naturesIneligibles.slice(1), delais: { ...regles.delais, complementsJours: 20 } },
      },
    };
    const lignes = direDifferences({ ...REFERENCE, contenu: { ...REFERENCE.contenu, territoires: [] } }, apres, [{ code: 'X1', nom: 'Agenais', niveau: 'epci' }]).map(enUneLigne).map((l) => l.replace(/[\u00a0\u202f]/g, ' '));
    expect(lignes).to.deep.equal([
      'Clôture du dépôt : 28 février 2022 à 23 h 59 → 15 mars 2022 à 23 h 59',
      'Territoire : ajouté (Agenais)',
      'Critère « Lisibilité et qualité globale du projet » : retiré (poids : 1)',
      'Critère « Adéquation aux besoins », poids : 2 → 3',
      'Critère « Mobilité » : ajouté (poids : 2)',
      'Pièce « Relevé d\'identité bancaire », obligatoire : oui → non',
      'Pièce « Relevé d\'identité bancaire », organismes concernés : ajouté (Association)',
      'Plafond des personnes hors RSA : 10 % → 15 %',
      'Dépense non éligible : retiré (Investissement)',
      'Délai pour répondre à une demande de compléments : 15 jours → 20 jours',
    ]);
  });
});

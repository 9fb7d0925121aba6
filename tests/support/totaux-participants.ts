import { expect } from 'chai';
import type { Knex } from 'knex';
import { fichesDe, parIndicateur, type Comptage } from '../../server/domain/participants/agregats.js';
import { publie } from '../../server/domain/participants/publication.js';
import { SEXES } from '../../server/domain/participants/questionnaire.js';
import { AUCUN, DIMENSIONS_TOTAUX, MESURES_TOTAUX, type DimensionTotaux, type FiltreTotaux } from '../../server/features/participants/totaux-filtre.js';
import { compterJauges, compterOperations, lireEntitesDe, lireTotaux, parcourirOperations, repartirTotaux, type OperationComptee } from '../../server/features/participants/totaux-queries.js';
import { recompterPersonnes, type BaseDeParticipants, type OperationDeTest, type PersonneComptee } from './participants-en-nombre.js';

export const SANS_FILTRE: FiltreTotaux = { appel: '', dispositif: '', fiche: '', annee: '' };

function ranger<V>(listes: Map<string, V[]>, cle: string, valeur: V): void {
  const liste = listes.get(cle);
  if (liste === undefined) listes.set(cle, [valeur]);
  else liste.push(valeur);
}

/** The product's counts written as `recompterPersonnes` writes its own, zeros left out. */
function aplatir(groupes: readonly Comptage[]): Record<string, number> {
  const { fiches, incompletes } = fichesDe(groupes);
  const plat: Record<string, number> = { fiches, incompletes };
  for (const l of parIndicateur(groupes)) for (const s of [...SEXES, 'total'] as const) if (l[s] > 0) plat[`${l.indicateur} ${s}`] = l[s];
  return plat;
}

const valeursDe: Readonly<Record<DimensionTotaux, (p: PersonneComptee) => readonly string[]>> = {
  appel: (p) => [p.dossier.appel], dispositif: (p) => [p.dossier.dispositif ?? AUCUN], fiche: (p) => (p.dossier.fiches.length === 0 ? [AUCUN] : p.dossier.fiches), annee: (p) => [p.annee],
};
const valeursDOperation = (o: OperationDeTest, par: DimensionTotaux): readonly string[] => (par === 'appel' ? [o.appel] : par === 'dispositif' ? [o.dispositif ?? AUCUN] : o.fiches.length === 0 ? [AUCUN] : o.fiches);

/** Filters of each dimension, then of all at once, with the people each keeps. */
function filtresDe({ personnes }: BaseDeParticipants): FiltreTotaux[] {
  const temoin = personnes.find((p) => p.dossier.fiches.length > 1 && p.dossier.dispositif !== null);
  if (temoin === undefined) throw new Error('no witness');
  const { appel, dispositif, fiches: [fiche = ''] } = temoin.dossier;
  return [SANS_FILTRE, { ...SANS_FILTRE, appel }, { ...SANS_FILTRE, dispositif: dispositif ?? '' }, { ...SANS_FILTRE, fiche }, { ...SANS_FILTRE, fiche: AUCUN }, { ...SANS_FILTRE, annee: temoin.annee }, { appel, dispositif: dispositif ?? '', fiche, annee: temoin.annee }];
}

const gardees = (base: BaseDeParticipants, filtre: FiltreTotaux): readonly PersonneComptee[] =>
  base.personnes.filter((p) => DIMENSIONS_TOTAUX.every((d) => filtre[d] === '' || valeursDe[d](p).includes(filtre[d])));

/** Holds every total and every breakdown of the product against a plain recount. @returns how many figures were compared */
export async function verifierTotaux(db: Knex, base: BaseDeParticipants): Promise<number> {
  let compares = 0;
  for (const filtre of filtresDe(base)) {
    const personnes = gardees(base, filtre);
    const quoi = JSON.stringify(filtre);
    const attendus = recompterPersonnes(personnes);
    expect(aplatir(await lireTotaux(db, filtre)), quoi).to.deep.equal(attendus);
    compares += Object.keys(attendus).length;
    const soutenues = base.operations.filter((o) => (['appel', 'dispositif', 'fiche'] as const).every((d) => filtre[d] === '' || valeursDOperation(o, d).includes(filtre[d])));
    expect(await lireEntitesDe(db, filtre), quoi).to.deep.equal(filtre.annee !== '' ? null : sommerEntites(soutenues));
    for (const par of DIMENSIONS_TOTAUX) {
      const parValeur = new Map<string, PersonneComptee[]>();
      for (const p of personnes) for (const v of valeursDe[par](p)) if (par !== 'fiche' || filtre.fiche === '' || v === filtre.fiche) ranger(parValeur, v, p);
      const lignes = await repartirTotaux(db, filtre, par);
      expect(lignes.filter((l) => l.groupes.length > 0).map((l) => l.cle).sort(), `${par} ${quoi}`).to.deep.equal([...parValeur.keys()].sort());
      for (const { cle, groupes, entites } of lignes) {
        if (groupes.length > 0) expect(aplatir(groupes), `${par} ${cle} ${quoi}`).to.deep.equal(recompterPersonnes(parValeur.get(cle) ?? []));
        if (entites !== null) expect(entites, `${par} ${cle} ${quoi}`).to.deep.equal(sommerEntites(soutenues.filter((o) => valeursDOperation(o, par).includes(cle))));
        compares += Object.keys(attendus).length;
      }
    }
  }
  return compares;
}

function sommerEntites(operations: readonly OperationDeTest[]): { administrations: number; entreprises: number } {
  return operations.reduce((n, o) => ({ administrations: n.administrations + o.administrations, entreprises: n.entreprises + o.entreprises }), { administrations: 0, entreprises: 0 });
}

/** Holds the list of operations behind each figure: as many, each exact, in order, and rounded the same way for who reads outside the service. */
export async function verifierOperations(db: Knex, base: BaseDeParticipants, mesures: readonly (typeof MESURES_TOTAUX)[number][] = MESURES_TOTAUX): Promise<void> {
  const parOperation = new Map<string, PersonneComptee[]>();
  for (const p of base.personnes) ranger(parOperation, p.dossier.id, p);
  const comptes = new Map([...parOperation].map(([id, ps]) => [id, recompterPersonnes(ps)]));
  for (const mesure of mesures.filter((m) => m !== 'EECO18' && m !== 'EECO19')) {
    const compte = (id: string, sexe: string): number => comptes.get(id)?.[mesure === 'fiches' || mesure === 'incompletes' ? mesure : `${mesure} ${sexe}`] ?? 0;
    for (const exact of [true, false]) {
      const ecrire = exact ? (n: number): number => n : publie;
      const lues: OperationComptee[] = [];
      for await (const o of parcourirOperations(db, { filtre: SANS_FILTRE, mesure, exact })) lues.push(o);
      const attendues = [...comptes.keys()].filter((id) => ecrire(compte(id, 'total')) > 0);
      expect(lues.map((o) => o.id).sort(), mesure).to.deep.equal(attendues.sort());
      expect(await compterOperations(db, { filtre: SANS_FILTRE, mesure, exact }), mesure).to.equal(lues.length);
      for (const o of lues) expect([o.total, o.fiches, o.incompletes], `${mesure} ${o.id}`).to.deep.equal([compte(o.id, 'total'), comptes.get(o.id)?.['fiches'], comptes.get(o.id)?.['incompletes']].map((n) => ecrire(n ?? 0)));
      if (mesure.startsWith('EEC')) for (const o of lues) expect(SEXES.map((s) => o[s]), `${mesure} ${o.id}`).to.deep.equal(SEXES.map((s) => ecrire(compte(o.id, s))));
      const poids = lues.map((o) => (mesure === 'incompletes' ? Math.floor((o.incompletes * 10_000) / o.fiches) : o.total));
      expect(poids, mesure).to.deep.equal([...poids].sort((a, b) => b - a));
    }
  }
  const niveaux = [...comptes.values()].map((c) => Number(c['incompletes']) / Number(c['fiches']));
  const depassees = niveaux.filter((n) => n >= 0.35).length;
  expect(await compterJauges(db, SANS_FILTRE, true)).to.deep.equal({ operations: comptes.size, depassees, alertes: niveaux.filter((n) => n >= 0.25).length - depassees });
}

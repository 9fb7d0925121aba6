import { expect } from 'chai';
import fc from 'fast-check';
import { exigerAbsenceValable, seChevauchent, type AbsenceDeclaree, type FaitsAbsence } from '../../../server/domain/instruction/absences.js';
import { ecartDAffectation } from '../../../server/domain/instruction/affectation.js';
import { choisirParRegle, reglesDuProjet, type ProjetAAffecter, type RegleAffectation } from '../../../server/domain/instruction/regles-affectation.js';
import { jour } from '../../../server/domain/kernel/jour.js';
import { Refus } from '../../../server/domain/kernel/refus.js';

const regle = (id: string, dispositif: number, territoire: string): RegleAffectation => ({ id, dispositif, territoire, instructeurId: `personne-${id}` });
const PROJET: ProjetAAffecter = { etat: 'recevable', instructeurId: null, controleurId: null, dispositif: 2, territoires: ['47-MT', '47-AN'] };
const possible = (id: string) => ({ id, habilite: true, membre: false });

describe('assignment by rule', () => {
  it('takes the most precise rule: place and dispositif, place, dispositif, everything', () => {
    const [tous, dispositif, lieu, deux] = [regle('a', 0, ''), regle('b', 2, ''), regle('c', 0, '47-AN'), regle('d', 2, '47-MT')];
    expect(reglesDuProjet([tous, dispositif, lieu, deux], PROJET)).to.deep.equal([deux, lieu, dispositif, tous]);
    expect(reglesDuProjet([regle('e', 1, '47-MT'), regle('f', 2, '47-VL')], PROJET)).to.deep.equal([]);
    const [premiere, seconde] = [regle('1', 0, '47-AN'), regle('2', 0, '47-MT')];
    expect(reglesDuProjet([seconde, premiere], PROJET), 'the one written first between equals').to.deep.equal([premiere, seconde]);
  });

  it('passes over whoever may not be in charge, and leaves the dossier to a person with the reason when nobody may', () => {
    const regles = [regle('a', 0, ''), regle('b', 2, '47-MT')];
    expect(choisirParRegle(regles, PROJET, (id) => ({ ...possible(id), membre: id === 'personne-b' })).regle?.id).to.equal('a');
    expect(choisirParRegle(regles, { ...PROJET, controleurId: 'personne-b' }, possible).regle?.id).to.equal('a');
    expect(choisirParRegle(regles, PROJET, (id) => ({ id, habilite: id === 'personne-b', membre: true }))).to.deep.equal({ regle: null, motif: 'affectation.membre' });
    expect(choisirParRegle([], PROJET, possible)).to.deep.equal({ regle: null, motif: 'affectation.aucune_regle' });
  });

  it('never names a person who may not be in charge', () => {
    const regles = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom('', '47-MT', '47-AN', '47-VL')), { maxLength: 8 }).map((l) => l.map(([d, t], i) => regle(String(i), d, t)));
    fc.assert(fc.property(regles, fc.func(fc.record({ habilite: fc.boolean(), membre: fc.boolean() })), (liste, faits) => {
      const candidat = (id: string) => ({ id, ...faits(id) });
      const issue = choisirParRegle(liste, PROJET, candidat);
      if (issue.regle !== null) expect(ecartDAffectation(PROJET, candidat(issue.regle.instructeurId))).to.equal(null);
      else expect(reglesDuProjet(liste, PROJET).every((r) => ecartDAffectation(PROJET, candidat(r.instructeurId)) !== null)).to.equal(true);
    }));
  });
});

describe('absences', () => {
  const absence = (champs: Partial<AbsenceDeclaree> = {}): AbsenceDeclaree => ({ personneId: 'a', suppleantId: 'b', du: jour('2022-02-01'), au: jour('2022-02-14'), ...champs });
  const faits = (autres: readonly AbsenceDeclaree[] = []): FaitsAbsence => ({ aujourdhui: jour('2022-01-31'), auPlusTard: jour('2023-02-01'), instructeurs: new Set(['a', 'b', 'c']), autres });
  const code = (a: AbsenceDeclaree, autres: readonly AbsenceDeclaree[] = []): string | null => {
    try { exigerAbsenceValable(a, faits(autres)); return null; } catch (erreur) { return erreur instanceof Refus ? erreur.code : String(erreur); }
  };

  it('asks for days in order and to come, two instructeurs, and a stand-in who is there', () => {
    expect(code(absence())).to.equal(null);
    expect(code(absence({ au: jour('2022-01-31') }))).to.equal('absence.dates');
    expect(code(absence({ du: jour('2022-01-01'), au: jour('2022-01-30') }))).to.equal('absence.passee');
    expect(code(absence({ au: jour('2023-02-02') }))).to.equal('absence.trop_longue');
    expect(code(absence({ suppleantId: 'a' }))).to.equal('absence.soi_meme');
    expect(code(absence({ suppleantId: 'x' }))).to.equal('absence.non_habilite');
    expect(code(absence(), [absence({ suppleantId: 'c', du: jour('2022-02-14'), au: jour('2022-02-20') })])).to.equal('absence.deja_declaree');
    expect(code(absence(), [absence({ personneId: 'b', suppleantId: 'c' })])).to.equal('absence.suppleant_absent');
    expect(code(absence(), [absence({ personneId: 'c', suppleantId: 'a' })])).to.equal('absence.supplee_ailleurs');
    expect(code(absence(), [absence({ personneId: 'b', suppleantId: 'c', du: jour('2022-02-15'), au: jour('2022-02-16') })])).to.equal(null);
  });

  it('sees two periods as overlapping when they share a day', () => {
    const periode = fc.tuple(fc.integer({ min: 1, max: 28 }), fc.integer({ min: 1, max: 28 })).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    const versPeriode = ([a, b]: readonly [number, number]) => ({ du: jour(`2022-02-${String(a).padStart(2, '0')}`), au: jour(`2022-02-${String(b).padStart(2, '0')}`) });
    fc.assert(fc.property(periode, periode, (p, q) => {
      const communs = Array.from({ length: 28 }, (_, i) => i + 1).some((j) => j >= p[0] && j <= p[1] && j >= q[0] && j <= q[1]);
      expect(seChevauchent(versPeriode(p), versPeriode(q))).to.equal(communs);
    }));
  });
});

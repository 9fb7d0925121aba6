import { expect } from 'chai';
import { exigerAffectable } from '../../../server/domain/instruction/affectation.js';
import { exigerConsultation } from '../../../server/domain/instruction/avis.js';
import { exigerProposition, maximumProposable } from '../../../server/domain/instruction/proposition.js';
import { CHAPITRES, CHAPITRES_VIERGES, manquesDuRapport, type Chapitres } from '../../../server/domain/instruction/rapport.js';

const code = (f: () => void): string | null => { try { f(); return null; } catch (e) { return (e as { code: string }).code; } };

describe('montant proposé', () => {
  const bornes = { demandeCents: 2_000_000, plafonneeCents: 1_800_000, disponibleCents: 1_500_000 };

  it('stops at the smallest of what is asked, the ceiling and the credits', () => {
    expect(maximumProposable(bornes)).to.deep.equal({ cents: 1_500_000, borne: 'credits' });
    expect(maximumProposable({ ...bornes, disponibleCents: null })).to.deep.equal({ cents: 1_800_000, borne: 'plafond' });
    expect(maximumProposable({ ...bornes, plafonneeCents: 2_000_000, disponibleCents: null })).to.deep.equal({ cents: 2_000_000, borne: 'demande' });
    expect(maximumProposable({ ...bornes, disponibleCents: -5 })).to.deep.equal({ cents: 0, borne: 'credits' });
  });

  it('passes to the cent and is refused one cent above, with the bound that says no', () => {
    const proposer = (cents: number, changements: Partial<typeof bornes> | { disponibleCents: null } = {}): string | null => code(() => exigerProposition(cents, 'favorable', { ...bornes, ...changements }));
    expect(proposer(1_500_000)).to.equal(null);
    expect(proposer(1_500_001)).to.equal('enveloppe.depassee');
    expect(proposer(1_800_001, { disponibleCents: null })).to.equal('instruction.depasse_plafond');
    expect(proposer(2_000_001)).to.equal('instruction.depasse_demande');
  });

  it('goes with the conclusion: zero when unfavourable, more than zero otherwise, anything while undecided', () => {
    expect(code(() => exigerProposition(1, 'defavorable', bornes))).to.equal('instruction.defavorable_sans_zero');
    expect(code(() => exigerProposition(0, 'favorable_avec_reserves', bornes))).to.equal('instruction.favorable_a_zero');
    expect(code(() => exigerProposition(0, 'defavorable', bornes))).to.equal(null);
    expect(code(() => exigerProposition(0, null, bornes))).to.equal(null);
  });
});

describe('rapport d’instruction', () => {
  it('is complete when every chapter, the conclusion and the amount are there', () => {
    const pleins = Object.fromEntries(CHAPITRES.map((c) => [c, 'Analyse'])) as Chapitres;
    expect(manquesDuRapport({ chapitres: CHAPITRES_VIERGES, proposeCents: null, conclusion: null })).to.deep.equal(['chapitres', 'conclusion', 'montant']);
    expect(manquesDuRapport({ chapitres: { ...pleins, moyens: ' ' }, proposeCents: 0, conclusion: 'defavorable' })).to.deep.equal(['chapitres']);
    expect(manquesDuRapport({ chapitres: pleins, proposeCents: 0, conclusion: 'defavorable' })).to.deep.equal([]);
  });
});

describe('affectation d’un dossier', () => {
  const dossier = { etat: 'en_instruction', instructeurId: 'a', controleurId: 'c' };
  const candidat = { id: 'b', habilite: true, membre: false };

  it('keeps the separations of the people who act on a dossier', () => {
    expect(code(() => exigerAffectable(dossier, candidat))).to.equal(null);
    expect(code(() => exigerAffectable(dossier, { ...candidat, membre: true }))).to.equal('affectation.membre');
    expect(code(() => exigerAffectable(dossier, { ...candidat, id: 'c' }))).to.equal('affectation.controleur');
    expect(code(() => exigerAffectable(dossier, { ...candidat, habilite: false }))).to.equal('affectation.non_habilite');
  });

  it('names the same person again only to start an instruction, and nobody once the dossier has ended', () => {
    expect(code(() => exigerAffectable(dossier, { ...candidat, id: 'a' }))).to.equal('affectation.inchangee');
    expect(code(() => exigerAffectable({ ...dossier, etat: 'recevable' }, { ...candidat, id: 'a' }))).to.equal(null);
    for (const etat of ['brouillon', 'irrecevable', 'refuse', 'retire']) expect(code(() => exigerAffectable({ ...dossier, etat }, candidat))).to.equal('affectation.dossier_clos');
  });
});

describe('consultation d’un partenaire', () => {
  it('is possible once, before the committee, with a day to answer', () => {
    const faits = { etat: 'en_instruction', habilite: true, membre: false, dejaConsulte: false, aujourdhui: '2022-01-31', limite: '2022-02-01' };
    expect(code(() => exigerConsultation(faits))).to.equal(null);
    expect(code(() => exigerConsultation({ ...faits, limite: '2022-01-31' }))).to.equal('avis.limite_passee');
    expect(code(() => exigerConsultation({ ...faits, dejaConsulte: true }))).to.equal('avis.deja_demande');
    expect(code(() => exigerConsultation({ ...faits, membre: true }))).to.equal('avis.membre');
    expect(code(() => exigerConsultation({ ...faits, etat: 'examine' }))).to.equal('avis.dossier_avance');
  });
});

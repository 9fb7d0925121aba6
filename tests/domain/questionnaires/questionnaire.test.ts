import { expect } from 'chai';
import fc from 'fast-check';
import { Refus } from '../../../server/domain/kernel/refus.js';
import { composerQuestions, depouiller, ECHELLE, lireReponses, QUESTIONS_PAR_DEFAUT, SEUIL_ANONYMAT } from '../../../server/domain/questionnaires/questionnaire.js';

const codeDe = (essai: () => unknown): string => {
  try {
    essai();
    return '';
  } catch (erreur) {
    return erreur instanceof Refus ? erreur.code : String(erreur);
  }
};

describe('satisfaction questionnaires', () => {
  const questions = composerQuestions([
    { nature: 'echelle', intitule: 'Accueil', choix: ['ignoré'] }, { nature: 'oui_non', intitule: '', choix: [] }, { nature: 'choix', intitule: 'Venue', choix: ['À pied', 'En bus', 'À pied'] }, { nature: 'texte', intitule: 'Mieux', choix: [] },
  ]);

  it('number the questions that have words, and keep distinct choices where one chooses', () => {
    expect(questions.map((q) => [q.id, q.intitule, q.choix])).to.deep.equal([['q1', 'Accueil', []], ['q2', 'Venue', ['À pied', 'En bus']], ['q3', 'Mieux', []]]);
    expect(codeDe(() => composerQuestions([]))).to.equal('questionnaire.sans_question');
    expect(codeDe(() => composerQuestions([{ nature: 'choix', intitule: 'Un seul', choix: ['a', 'a'] }]))).to.equal('questionnaire.choix_incomplets');
    expect(codeDe(() => composerQuestions(Array.from({ length: 21 }, () => ({ nature: 'oui_non' as const, intitule: 'Encore', choix: [] }))))).to.equal('questionnaire.trop_de_questions');
    expect(QUESTIONS_PAR_DEFAUT.length).to.equal(8);
  });

  it('accept what a question offers, and nothing else', () => {
    expect(lireReponses(questions, { q1: '5', q2: '', q3: ' mieux ', q9: 'rien' })).to.deep.equal({ q1: '5', q3: 'mieux' });
    for (const [reponses, code] of [[{}, 'vide'], [{ q1: '6' }, 'reponse_inconnue'], [{ q2: 'En train' }, 'reponse_inconnue'], [{ q3: 'x'.repeat(1001) }, 'texte_long']] as const) {
      expect(codeDe(() => lireReponses(questions, reponses))).to.equal(`questionnaire.${code}`);
    }
  });

  it('count every answer once, and hide a question that fewer than five people answered', () => {
    fc.assert(fc.property(fc.array(fc.record({ q1: fc.constantFrom(...ECHELLE), q2: fc.constantFrom('À pied', 'En bus'), q3: fc.constantFrom('a', 'b', 'c') }, { requiredKeys: [] }), { maxLength: 30 }), (recues) => {
      for (const d of depouiller(questions, recues)) {
        const donnees = recues.flatMap((r) => { const v = Object.entries(r).find(([id]) => id === d.question.id)?.[1]; return v === undefined ? [] : [v]; });
        expect(d.nombre).to.equal(donnees.length);
        expect(d.masque).to.equal(donnees.length < SEUIL_ANONYMAT);
        expect(d.repartition.reduce((t, r) => t + r.nombre, 0) + d.textes.length).to.equal(d.masque ? 0 : donnees.length);
        if (d.moyenneCentiemes !== null) expect(d.moyenneCentiemes).to.equal(Math.round((donnees.reduce((t, v) => t + Number(v), 0) * 100) / donnees.length));
      }
    }));
  });
});

import { expect } from 'chai';
import { classer, comparerTaches, estEnRetard, finDeSemaine, joursAvant, type Tache } from '../../../server/domain/echeances/taches.js';
import { jour } from '../../../server/domain/kernel/jour.js';

const LE = { jour: jour('2022-03-10'), instant: '2022-03-10T09:00:00.000Z' };
const tache = (cle: string, j: string | null, instant: string | null = null): Tache => ({
  cle, nature: 'complements', numero: null, titre: '', organisme: '', precision: '', lien: '/', echeance: j === null ? null : { jour: jour(j), instant },
});

describe('tasks', () => {
  it('is late the day after its day, and a moment as soon as it is over', () => {
    expect(estEnRetard({ jour: jour('2022-03-10'), instant: null }, LE)).to.equal(false);
    expect(estEnRetard({ jour: jour('2022-03-09'), instant: null }, LE)).to.equal(true);
    expect(estEnRetard({ jour: jour('2022-03-10'), instant: '2022-03-10T08:59:59.000Z' }, LE)).to.equal(true);
    expect(estEnRetard({ jour: jour('2022-03-10'), instant: '2022-03-10T09:00:00.000Z' }, LE)).to.equal(false);
    expect(joursAvant({ jour: jour('2022-03-01'), instant: null }, LE)).to.equal(-9);
    expect(finDeSemaine(LE.jour)).to.equal('2022-03-16');
  });

  it('groups late, this week, later and without deadline, the nearest first and each task once', () => {
    const taches = [tache('sans', null), tache('loin', '2022-03-17'), tache('semaine', '2022-03-16'), tache('hier', '2022-03-09'), tache('semaine', '2022-03-16'), tache('passee', '2022-03-10', '2022-03-10T08:00:00.000Z'), tache('avant', '2022-01-01'), tache('jour', '2022-03-10')];
    expect(classer(taches, LE).map((g) => [g.rubrique, g.taches.map((t) => t.cle)])).to.deep.equal([
      ['en_retard', ['avant', 'hier', 'passee']], ['cette_semaine', ['jour', 'semaine']], ['plus_tard', ['loin']], ['sans_echeance', ['sans']],
    ]);
    expect(comparerTaches(tache('a', '2022-03-10', '2022-03-10T08:00:00.000Z'), tache('b', '2022-03-10'))).to.equal(-1);
  });
});

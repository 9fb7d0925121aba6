import { expect } from 'chai';
import { eprouverSchemas, preparerTerrain, type Terrain } from '../support/epreuve-formulaires.js';
import { Tirage } from '../support/saisies-hostiles.js';
import { aucune, bilanVide, compter, sansFaute, tirer } from '../support/tirs.js';

/** Requests to each form; `npm run test:endurance` sends thousands. */
const CAS = Number(process.env['CAS'] ?? 4);
const GRAINE = 20_220_110;
const GENS = ['redacteur', 'signataire', 'signataire2', 'responsable', 'instructeur', 'comite1', 'avis', 'finances', 'controleur', 'admin'];

describe('every form given hostile values', function () {
  this.timeout(300_000);
  let terrain: Terrain;
  let defauts: readonly string[];
  const bilan = bilanVide();

  before(async () => {
    terrain = await preparerTerrain({ parPatron: 1, parPage: 3 }, GENS);
    const { monde, formulaires, schemas } = terrain;
    defauts = eprouverSchemas(schemas, 20 * CAS, new Tirage(GRAINE, true));
    await tirer(monde, formulaires, {
      restants: new Map(formulaires.map((f) => [f.cle, CAS])), graine: GRAINE, minutes: 3,
      surTour: (tour) => {
        for (const [cle, n] of tour.requetes) compter(bilan.requetes, cle, n);
        bilan.fautes.push(...tour.fautes);
        bilan.plusLentMs = Math.max(bilan.plusLentMs, tour.plusLentMs);
      },
    });
  });
  after(() => terrain.monde.fermer());

  it('is met: the forms pages show, and those whose dossier is not at that stage', () => {
    expect(terrain.formulaires.length, terrain.formulaires.map((f) => f.patron).join('\n')).to.be.greaterThan(90);
    expect(terrain.sansAdresse.length, terrain.sansAdresse.join('\n')).to.be.lessThan(terrain.formulaires.length / 6);
  });

  it('parses or refuses field by field whatever its fields hold, and never lets a control character or a number out of bounds through', () => {
    aucune(defauts);
  });

  it('never answers a 500, never keeps one waiting, never writes what was typed unescaped', () => {
    sansFaute(bilan.fautes);
    expect(bilan.plusLentMs).to.be.lessThan(10_000);
    expect(terrain.formulaires.map((f) => f.cle).filter((cle) => !bilan.requetes.has(cle))).to.deep.equal([]);
  });
});

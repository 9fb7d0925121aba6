import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { anneesDe, effetsDuChargement, lireProgramme, type ProgrammeLu } from '../../../server/domain/programme/chargement.js';
import { avancement, ETATS_PROGRAMME } from '../../../server/domain/programme/fiche.js';
import { lireCsv } from '../../../server/platform/lecture-csv.js';
import { RACINE } from '../../../server/platform/racine.js';

const lire = (texte: string): ProgrammeLu => lireProgramme(lireCsv(texte, { lignes: 1000, cellulesParLigne: 20 }));
const REEL = readFileSync(path.join(RACINE, 'seeds/reference/programme-2023-2027.csv'), 'utf8');
const ENTETE = 'objectif;objectif_intitule;fiche;fiche_intitule;cadre\n';

describe('loading a programme', () => {
  it('reads the real programme 2023-2027 as it stands', () => {
    const { objectifs, erreurs } = lire(REEL);
    expect(erreurs).to.deep.equal([]);
    expect(objectifs.map((o) => [o.numero, o.fiches.length])).to.deep.equal([['1', 2], ['2', 7], ['3', 2], ['4', 4], ['5', 2], ['6', 2]]);
    expect(objectifs.flatMap((o) => o.fiches).filter((f) => f.cadre === 'PTI').map((f) => f.numero)).to.deep.equal(['2.1', '2.2', '2.3', '3.1', '3.2', '5.1', '5.2']);
    expect(objectifs[2]).to.deep.include({ numero: '3', intitule: 'Développer l\'aller-vers et les accompagnements croisés' });
  });

  it('takes the title of an objective from any of its rows, and columns in any order', () => {
    const { objectifs, erreurs } = lire('Cadre;Fiche;Fiche intitulé;Objectif;Objectif intitulé\npdi;1.1;Un;1;\nPTI;1.2;Deux;1;Premier objectif\n');
    expect(erreurs).to.deep.equal([]);
    expect(objectifs).to.deep.equal([{ numero: '1', intitule: 'Premier objectif', fiches: [{ numero: '1.1', intitule: 'Un', cadre: 'PDI' }, { numero: '1.2', intitule: 'Deux', cadre: 'PTI' }] }]);
  });

  it('names every error with its line, and then loads nothing', () => {
    const { objectifs, erreurs } = lire(`${ENTETE}1;Un;1.1;A;PDI\n1;Autre;1.1;;PLIE\n;;;B;PTI\n2;;2.1;C;PTI\n3;Trois;3.100000000;D;PDI\n`);
    expect(objectifs).to.deep.equal([]);
    expect(erreurs.map((e) => [e.ligne, e.code, e.trouve])).to.have.deep.members([
      [3, 'fiche_sans_intitule', '1.1'], [3, 'cadre_inconnu', 'PLIE'], [3, 'fiche_en_double', '1.1'], [3, 'objectif_contradictoire', 'Autre'],
      [4, 'objectif_absent', ''], [4, 'fiche_absente', ''], [5, 'objectif_sans_intitule', '2'], [6, 'trop_long', '3.100000000'],
    ]);
    expect(lire('fiche;intitule\n1;2').erreurs.map((e) => e.code)).to.deep.equal(['entete_absente']);
    expect(lire(ENTETE).erreurs.map((e) => e.code)).to.deep.equal(['aucune_fiche']);
  });

  it('says what loading does, and that loading again does nothing', () => {
    const reel = lire(REEL).objectifs;
    expect(effetsDuChargement([], reel).map((e) => e.effet)).to.deep.equal(Array.from({ length: 25 }, () => 'ajout'));
    expect(new Set(effetsDuChargement(reel, reel).map((e) => e.effet))).to.deep.equal(new Set(['inchange']));
    const change = lire(REEL.replace('Créer une plateforme', 'Ouvrir une plateforme').replace(/6;;6.2;.*\n/, '')).objectifs;
    expect(effetsDuChargement(reel, change).filter((e) => e.effet !== 'inchange').map((e) => [e.nature, e.numero, e.effet])).to.deep.equal([['fiche', '2.1', 'modification'], ['fiche', '6.2', 'conservee']]);
  });

  it('reads the years a file is named after', () => {
    expect([anneesDe('programme-2023-2027.csv'), anneesDe('PDI 2018 à 2022.xlsx'), anneesDe('programme.csv'), anneesDe('2027-2023.csv'), anneesDe('120231-20270.csv')]).to.deep.equal([
      { debut: 2023, fin: 2027 }, { debut: 2018, fin: 2022 }, null, null, null,
    ]);
  });

  it('never counts more actions done or under way than there are, abandoned ones left out', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...ETATS_PROGRAMME)), (etats) => {
      const { realisees, enCours, total } = avancement(etats);
      return realisees + enCours <= total && total === etats.filter((e) => e !== 'abandonnee').length;
    }));
  });
});

import { INDICATEURS_ENTITES } from '../../domain/participants/indicateurs.js';
import { SEXES } from '../../domain/participants/questionnaire.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateLongue, instantLong, nombre } from '../../platform/format.js';
import type { Bloc, DocumentModele } from '../../platform/pdf.js';
import type { Demande } from '../../web/demande.js';
import { libelle } from '../../web/libelles.js';
import { servirPdf } from '../documents/document-routes.js';
import { lireMarque, type Marque } from '../reglages/marque-queries.js';
import { chiffreDe, criteresTotaux, estExact, lireNomsTotaux, lireTableauTotaux, titreMesure, type Somme, type TableauTotaux } from './totaux.js';
import { lireDemandeTotaux, TITRES_TOTAUX, type DemandeTotaux, type MesureTotaux } from './totaux-filtre.js';
import { precisionDe, presenterJaugeDe, type LigneJauge } from './totaux-page.js';

const aDroite = (titre: string): { titre: string; alignement: 'droite' } => ({ titre, alignement: 'droite' });

/** Women, men, others and all, as cells. */
function cellulesDe(s: Somme, mesure: MesureTotaux): string[] {
  const { parSexe, total } = chiffreDe(s, mesure);
  return [...SEXES.map((x) => (parSexe === null ? '' : nombre(parSexe[x]))), total === null ? '—' : nombre(total)];
}

const COLONNES = [...SEXES.map((s) => libelle('sexes', s)), 'Total'].map(aDroite);

interface TotauxImprimes {
  readonly tableau: TableauTotaux;
  readonly demande: DemandeTotaux;
  readonly exact: boolean;
  readonly criteres: readonly { readonly nom: string; readonly valeur: string }[];
  readonly jauges: readonly LigneJauge[];
  readonly marque: Marque;
  readonly jour: string;
  readonly creeLe: string;
}

function documentTotaux({ tableau: { ensemble, lignes }, demande: { par, mesure }, exact, criteres, jauges, marque, jour, creeLe }: TotauxImprimes): DocumentModele {
  const titre = (texte: string): Bloc => ({ type: 'titre', niveau: 2, texte });
  const codes: readonly MesureTotaux[] = [...ensemble.indicateurs.map((l) => l.indicateur), ...INDICATEURS_ENTITES];
  return {
    titre: 'Participants du FSE+', emetteur: { nom: marque.nom, service: marque.service, adresse: marque.adresse }, date: dateLongue(jour), creeLe,
    blocs: [
      { type: 'paragraphe', discret: true, texte: `Chiffres du ${instantLong(creeLe)}. ${precisionDe(exact)}` },
      ...(criteres.length === 0 ? [{ type: 'paragraphe', texte: 'Toutes les opérations.' } as const] : [{ type: 'liste', elements: criteres.map((c) => `${c.nom} : ${c.valeur}`) } as const]),
      titre('Indicateurs communs'), { type: 'tableau', legende: 'Indicateurs communs par sexe', colonnes: [{ titre: 'Indicateur', largeur: 3 }, ...COLONNES], lignes: codes.map((code) => [titreMesure(code), ...cellulesDe(ensemble, code)]) },
      titre(`Par ${TITRES_TOTAUX[par].toLowerCase()}`), {
        type: 'tableau', legende: titreMesure(mesure), colonnes: [{ titre: TITRES_TOTAUX[par], largeur: 3 }, ...COLONNES],
        lignes: lignes.map((l) => [l.nom, ...cellulesDe(l, mesure)]), totaux: ['Ensemble', ...cellulesDe(ensemble, mesure)],
      },
      ...(jauges.length === 0 ? [] : [titre('Fiches incomplètes'), tableauJauges(jauges)]),
    ],
  };
}

const tableauJauges = (jauges: readonly LigneJauge[]): Bloc => ({
  type: 'tableau', legende: 'Opérations dont la part de fiches incomplètes est la plus haute', colonnes: [{ titre: 'Opération', largeur: 3 }, ...['Fiches', 'Incomplètes', 'Part'].map(aDroite)],
  lignes: jauges.map((j) => [`${j.numero} ${j.organisme}`, j.fiches, j.incompletes, j.part]),
});

/** The page of totals as a PDF. */
export const imprimerTotaux = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const d = lireDemandeTotaux(demande.query);
  const exact = estExact(demande.acteur, d);
  const noms = await lireNomsTotaux(db);
  const tableau = await lireTableauTotaux(db, d, noms, exact);
  await servirPdf(demande.res, documentTotaux({
    tableau, demande: d, exact, criteres: criteresTotaux(d.filtre, noms), jauges: tableau.aSurveiller.map((o) => presenterJaugeDe(demande, o)), marque: await lireMarque(db), jour: jourAParis(demande.maintenant), creeLe: demande.maintenant,
  }));
};

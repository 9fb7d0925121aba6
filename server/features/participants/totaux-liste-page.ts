import { INDICATEURS_ENTITES } from '../../domain/participants/indicateurs.js';
import { SEXES } from '../../domain/participants/questionnaire.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { servirFeuille, type FormatExport } from '../../platform/export-feuille.js';
import type { ColonneFeuille, ValeurCellule } from '../../platform/feuille.js';
import { nombre, pluriel } from '../../platform/format.js';
import { estId } from '../../platform/ids.js';
import { lireCle } from '../../platform/tranche.js';
import type { Demande } from '../../web/demande.js';
import { libelle } from '../../web/libelles.js';
import { paths } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { criteresTotaux, estExact, lireNomsTotaux, lireTableauTotaux, chiffreDe, titreMesure, type Somme } from './totaux.js';
import { adresseTotaux, lireDemandeTotaux, TITRES_TOTAUX } from './totaux-filtre.js';
import { compterOperations, listerOperations, parcourirOperations } from './totaux-queries.js';
import { precisionDe, presenterJaugeDe, type LigneJauge } from './totaux-page.js';

export interface PageOperations {
  readonly criteres: readonly { readonly nom: string; readonly valeur: string }[];
  readonly resume: string;
  readonly precision: string;
  readonly lignes: readonly (LigneJauge & { readonly appel: string; readonly chiffres: readonly string[] })[];
  readonly colonnes: readonly string[];
  readonly retour: string;
  readonly lienCsv: string;
  readonly lienXlsx: string;
  readonly precedent: string | null;
  readonly suivant: string | null;
}

declare module '../../web/render.js' {
  interface Pages { 'participants/operations': PageOperations }
}

const COLONNES = [...SEXES.map((s) => libelle('sexes', s)), 'Total'];

/** Operations behind a figure of the totals: those that weigh most first, or those whose records are least complete. */
export const pageOperations = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const d = lireDemandeTotaux(demande.query);
  const derriere = { filtre: d.filtre, mesure: d.mesure, exact: estExact(demande.acteur, d) };
  const [apres, avant] = [lireCle(demande.query['apres'], 'nombre', estId), lireCle(demande.query['avant'], 'nombre', estId)];
  const [noms, total, tranche] = [await lireNomsTotaux(db), await compterOperations(db, derriere), await listerOperations(db, derriere, avant !== null ? { avant } : apres !== null ? { apres } : {})];
  const page = (place: Readonly<Record<string, string>>): string => adresseTotaux(paths.totaux.operations, d, { mesure: d.mesure, ...place });
  await render(demande, 'participants/operations', {
    criteres: criteresTotaux(d.filtre, noms), resume: pluriel(total, 'opération'), precision: precisionDe(derriere.exact), colonnes: COLONNES,
    lignes: tranche.lignes.map((o) => ({ ...presenterJaugeDe(demande, o), appel: o.appel, chiffres: [...SEXES.map((s) => nombre(o[s])), nombre(o.total)] })), retour: adresseTotaux(paths.totaux.page, d),
    lienCsv: adresseTotaux(paths.totaux.operationsCsv, d, { mesure: d.mesure }), lienXlsx: adresseTotaux(paths.totaux.operationsXlsx, d, { mesure: d.mesure }),
    precedent: tranche.avant === null ? null : page({ avant: tranche.avant }), suivant: tranche.apres === null ? null : page({ apres: tranche.apres }),
  }, { titre: titreMesure(d.mesure), large: true, fil: [{ texte: 'Pilotage', lien: paths.pilotage.page }, { texte: 'Participants du FSE+', lien: adresseTotaux(paths.totaux.page, d) }] });
};

const deNombres = (titres: readonly string[]): ColonneFeuille[] => titres.map((titre) => ({ titre, type: 'nombre', largeur: 14 }));

/** Every operation behind a figure as a file. */
export const exporterOperations = ({ db }: Deps, format: FormatExport) => async (demande: Demande): Promise<void> => {
  const d = lireDemandeTotaux(demande.query);
  const derriere = { filtre: d.filtre, mesure: d.mesure, exact: estExact(demande.acteur, d) };
  async function* lignes(): AsyncGenerator<readonly ValeurCellule[]> {
    for await (const o of parcourirOperations(db, derriere)) yield [o.numero, o.titre, o.organisme, o.appel, ...SEXES.map((s) => o[s]), o.total, o.fiches, o.incompletes];
  }
  await servirFeuille(demande.res, format, `operations-fse-${d.mesure}-${jourAParis(demande.maintenant)}`, {
    feuille: 'Opérations', lignes: lignes(),
    colonnes: [
      { titre: 'Numéro', type: 'texte', largeur: 16 }, { titre: 'Projet', type: 'texte', largeur: 44 }, { titre: 'Organisme', type: 'texte', largeur: 34 }, { titre: 'Appel', type: 'texte', largeur: 34 },
      ...deNombres([...COLONNES, 'Fiches', 'Fiches incomplètes']),
    ],
  });
};

/** Every indicator of the whole and of each line of the breakdown as a file. */
export const exporterTotaux = ({ db }: Deps, format: FormatExport) => async (demande: Demande): Promise<void> => {
  const d = lireDemandeTotaux(demande.query);
  const { ensemble, lignes } = await lireTableauTotaux(db, d, await lireNomsTotaux(db), estExact(demande.acteur, d));
  async function* rangees(): AsyncGenerator<readonly ValeurCellule[]> {
    for (const { nom, somme } of [{ nom: 'Ensemble', somme: ensemble }, ...lignes.map((l) => ({ nom: l.nom, somme: l }))]) yield* await Promise.resolve(rangeesDe(nom, somme));
  }
  await servirFeuille(demande.res, format, `indicateurs-fse-${jourAParis(demande.maintenant)}`, {
    feuille: 'Indicateurs', lignes: rangees(),
    colonnes: [{ titre: TITRES_TOTAUX[d.par], type: 'texte', largeur: 44 }, { titre: 'Indicateur', type: 'texte', largeur: 12 }, { titre: 'Intitulé', type: 'texte', largeur: 60 }, ...deNombres(COLONNES)],
  });
};

function rangeesDe(nom: string, s: Somme): ValeurCellule[][] {
  return [...s.indicateurs.map((l) => l.indicateur), ...INDICATEURS_ENTITES].map((code) => {
    const { parSexe, total } = chiffreDe(s, code);
    return [nom, code, libelle('indicateur_fse', code), ...SEXES.map((x) => parSexe?.[x] ?? null), total];
  });
}

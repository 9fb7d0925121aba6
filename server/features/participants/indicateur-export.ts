import { anneesDe, parIndicateur, parIndicateurEn } from '../../domain/participants/agregats.js';
import { INDICATEURS_ENTITES } from '../../domain/participants/indicateurs.js';
import { SEXES } from '../../domain/participants/questionnaire.js';
import type { Deps } from '../../platform/deps.js';
import { servirFeuille, type FormatExport } from '../../platform/export-feuille.js';
import type { ColonneFeuille, ValeurCellule } from '../../platform/feuille.js';
import { parametre, type Demande } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { lireEntites, lireGroupes } from './indicateur-queries.js';
import { lireOperation } from './participant-queries.js';

const COLONNES: readonly ColonneFeuille[] = [
  { titre: 'Année', type: 'texte', largeur: 12 }, { titre: 'Indicateur', type: 'texte', largeur: 12 }, { titre: 'Intitulé', type: 'texte', largeur: 60 },
  ...SEXES.map((s): ColonneFeuille => ({ titre: libelle('sexes', s), type: 'nombre', largeur: 14 })), { titre: 'Total', type: 'nombre', largeur: 12 },
];

/** Indicators of one operation by gender, year by year and in all, as a file. */
export const servirIndicateurs = ({ db }: Deps, format: FormatExport) => async (demande: Demande): Promise<void> => {
  const { dossier } = trouve(await lireOperation(db, parametre(demande, 'dossierId')));
  const [groupes, entites] = [await lireGroupes(db, dossier.id), await lireEntites(db, dossier.id)];
  async function* lignes(): AsyncGenerator<readonly ValeurCellule[]> {
    for (const annee of [null, ...anneesDe(groupes)]) {
      for (const l of annee === null ? parIndicateur(groupes) : parIndicateurEn(groupes, annee)) yield await Promise.resolve([annee === null ? 'Toutes' : String(annee), l.indicateur, libelle('indicateur_fse', l.indicateur), ...SEXES.map((s) => l[s]), l.total]);
    }
    for (const [i, code] of INDICATEURS_ENTITES.entries()) yield ['Toutes', code, libelle('indicateur_fse', code), null, null, null, i === 0 ? entites.administrations : entites.entreprises];
  }
  await servirFeuille(demande.res, format, `indicateurs-fse-${dossier.numero ?? dossier.id}`, { feuille: 'Indicateurs', colonnes: COLONNES, lignes: lignes() });
};

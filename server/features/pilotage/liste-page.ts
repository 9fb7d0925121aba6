import { pourraitFaire } from '../../domain/habilitations/peut.js';
import { roleDans } from '../../domain/habilitations/acteur.js';
import { coutParPersonne, tauxMoyen } from '../../domain/pilotage/indicateurs.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { servirFeuille, type FormatExport } from '../../platform/export-feuille.js';
import type { ColonneFeuille } from '../../platform/feuille.js';
import { euros, pluriel, pourcent } from '../../platform/format.js';
import { estId } from '../../platform/ids.js';
import { lireCle } from '../../platform/tranche.js';
import type { Demande } from '../../web/demande.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { codeDeQuery } from '../../web/requete.js';
import { compterDerriere, listerDerriere, parcourirDerriere, type DossierDerriere, type TotauxDerriere } from './liste.js';
import { CODES_MESURES, mesureDe, type CodeMesure } from './mesures.js';
import { adresseFiltree, lireFiltrePilotage, type FiltrePilotage } from './pilotage-filtre.js';
import { ecrireValeur } from './pilotage-presentation.js';
import { criteresDe, lireNoms } from './tableau-de-bord.js';

export interface PageListePilotage {
  readonly criteres: readonly { readonly nom: string; readonly valeur: string }[];
  readonly resume: string;
  readonly conclusion: string | null;
  readonly colonnes: readonly string[];
  readonly lignes: readonly { readonly numero: string; readonly lien: string | null; readonly titre: string; readonly organisme: string; readonly appel: string; readonly etat: string; readonly valeurs: readonly string[] }[];
  readonly totaux: readonly string[];
  readonly retour: string;
  readonly lienCsv: string;
  readonly lienXlsx: string;
  readonly precedent: string | null;
  readonly suivant: string | null;
}

declare module '../../web/render.js' {
  interface Pages { 'pilotage/dossiers': PageListePilotage }
}

const lireDemande = ({ query }: Demande): { filtre: FiltrePilotage; code: CodeMesure } => ({ filtre: lireFiltrePilotage(query), code: codeDeQuery(query, 'mesure', CODES_MESURES) ?? 'dossiers' });

/** Dossiers behind a figure of a dashboard: their count and their totals are that figure. */
export const pageDossiersDerriere = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const { filtre, code } = lireDemande(demande);
  const { titre, colonnes } = mesureDe(code);
  const [apres, avant] = [lireCle(demande.query['apres'], 'nombre', estId), lireCle(demande.query['avant'], 'nombre', estId)];
  const [noms, derriere, tranche] = [await lireNoms(db, filtre), await compterDerriere(db, filtre, code), await listerDerriere(db, filtre, code, avant !== null ? { avant } : apres !== null ? { apres } : {})];
  const page = (place: Readonly<Record<string, string>>): string => adresseFiltree(paths.pilotage.dossiers, filtre, { mesure: code, ...place });
  await render(demande, 'pilotage/dossiers', {
    criteres: criteresDe(filtre, noms), resume: pluriel(derriere.nombre, 'dossier'), conclusion: conclure(code, derriere), colonnes: colonnes.map((c) => c.titre),
    lignes: tranche.lignes.map((l) => ({ ...l, lien: lienDe(demande, l), valeurs: colonnes.map((c, i) => ecrireValeur(c.type, l.valeurs[i] ?? 0)) })),
    totaux: colonnes.map((c, i) => (c.type === 'montant' || c.type === 'nombre' ? ecrireValeur(c.type, derriere.totaux[i] ?? 0) : '')),
    retour: adresseFiltree(paths.pilotage.page, filtre), lienCsv: adresseFiltree(paths.pilotage.dossiersCsv, filtre, { mesure: code }), lienXlsx: adresseFiltree(paths.pilotage.dossiersXlsx, filtre, { mesure: code }),
    precedent: tranche.avant === null ? null : page({ avant: tranche.avant }), suivant: tranche.apres === null ? null : page({ apres: tranche.apres }),
  }, { titre, large: true, fil: [{ texte: 'Pilotage', lien: adresseFiltree(paths.pilotage.page, filtre) }] });
};

/** A dossier is opened by those who follow it; elected officials read its figures only. */
const lienDe = ({ acteur }: Demande, { id, organismeId }: DossierDerriere): string | null =>
  (pourraitFaire(acteur, 'dossier.suivre') || roleDans(acteur, organismeId) !== null ? vers(paths.dossiers.page, { dossierId: id }) : null);

const dire = <V>(valeur: V | null, ecrire: (v: V) => string): string | null => (valeur === null ? null : ecrire(valeur));

/** The figure itself, when it is a quotient of the totals. */
function conclure(code: CodeMesure, { nombre, totaux: [premier = 0, second = 0] }: TotauxDerriere): string | null {
  if (code === 'realisation') return dire(tauxMoyen(premier, nombre), (taux) => `${pourcent(taux)} en moyenne`);
  return code === 'cout_prevu' || code === 'cout_realise' ? dire(coutParPersonne(premier, second), (cout) => `${euros(cout)} par personne`) : null;
}

const TYPES: Readonly<Record<string, ColonneFeuille['type']>> = { montant: 'montant', nombre: 'nombre', jours: 'nombre', taux: 'nombre' };

/** The whole list behind a figure as a file; a rate is written as a share of one. */
export const exporterDossiersDerriere = ({ db }: Deps, format: FormatExport) => async (demande: Demande): Promise<void> => {
  const { filtre, code } = lireDemande(demande);
  const { colonnes } = mesureDe(code);
  async function* lignes(): AsyncGenerator<(string | number)[]> {
    for await (const l of parcourirDerriere(db, filtre, code)) {
      yield [l.numero, l.titre, l.organisme, l.appel, libelle('dossier', l.etat), ...colonnes.map((c, i) => (c.type === 'taux' ? (l.valeurs[i] ?? 0) / 10_000 : l.valeurs[i] ?? 0))];
    }
  }
  await servirFeuille(demande.res, format, `pilotage-${code}-${jourAParis(demande.maintenant)}`, {
    feuille: 'Dossiers', lignes: lignes(),
    colonnes: [
      { titre: 'Numéro', type: 'texte', largeur: 16 }, { titre: 'Projet', type: 'texte', largeur: 44 }, { titre: 'Organisme', type: 'texte', largeur: 34 }, { titre: 'Appel', type: 'texte', largeur: 34 }, { titre: 'État', type: 'texte', largeur: 22 },
      ...colonnes.map((c) => ({ titre: c.titre, type: TYPES[c.type] ?? 'nombre' as const })),
    ],
  });
};

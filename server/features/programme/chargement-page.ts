import { anneesDe, effetsDuChargement, lireProgramme, type EffetChargement } from '../../domain/programme/chargement.js';
import { Refus } from '../../domain/kernel/refus.js';
import type { Deps } from '../../platform/deps.js';
import type { FeuilleBrute } from '../../domain/financements-amont/grille.js';
import { ligneCsv } from '../../platform/csv.js';
import type { Demande, EtatFormulaire } from '../../web/demande.js';
import { FormulaireInvalide } from '../../web/errors.js';
import { lireFeuilleRecue } from '../../web/feuille-recue.js';
import { paths } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { direErreur } from './chargement-erreurs.js';
import type { EnvoiProgramme } from './programme-form.js';
import { lireCommeFichier } from './programme-queries.js';

export interface PageChargement { readonly action: string; readonly saisie: Readonly<Record<string, unknown>> }
export interface PageApercuChargement {
  readonly nom: string;
  readonly annees: string;
  readonly debut: number;
  readonly fin: number;
  readonly problemes: readonly string[];
  readonly effets: readonly EffetChargement[];
  readonly changements: number;
  readonly contenu: string;
  readonly action: string;
  readonly retour: string;
}

declare module '../../web/render.js' {
  interface Pages { 'programme/chargement': PageChargement; 'programme/apercu': PageApercuChargement }
}

const FIL = [{ texte: 'Programme', lien: paths.programme.page }];

/** Form that takes the file of the programme. */
export const pageChargement = () => (demande: Demande, etat: EtatFormulaire): Promise<void> =>
  render(demande, 'programme/chargement', { action: paths.programme.chargement, saisie: etat.saisie ?? {} }, { titre: 'Charger le programme', etat, fil: FIL });

/** Reads the file received and shows what loading it would do, or its errors line by line; nothing is written. */
export const montrerApercu = ({ db }: Deps) => async (commande: EnvoiProgramme, demande: Demande): Promise<null> => {
  const { nom, feuille } = await lireFeuilleRecue(demande.fichiers, 'fichier');
  const annees = anneesDuProgramme(commande, nom);
  const { objectifs, erreurs } = lireProgramme(feuille);
  const effets = effetsDuChargement((await lireCommeFichier(db, annees)).objectifs, objectifs);
  await render(demande, 'programme/apercu', {
    nom, annees: `${annees.debut}-${annees.fin}`, ...annees, problemes: erreurs.map(direErreur), effets, changements: effets.filter((e) => e.effet === 'ajout' || e.effet === 'modification').length,
    contenu: enCsv(feuille), action: paths.programme.chargementConfirme, retour: paths.programme.chargement,
  }, { titre: 'Vérifiez avant de charger', fil: [...FIL, { texte: 'Charger', lien: paths.programme.chargement }] });
  return null;
};

function anneesDuProgramme({ debut, fin }: EnvoiProgramme, nom: string): { debut: number; fin: number } {
  const annees = debut !== null && fin !== null ? { debut, fin } : anneesDe(nom);
  if (annees === null) throw new FormulaireInvalide({ debut: 'Donnez la première et la dernière année : le nom du fichier ne les dit pas.' });
  if (annees.fin < annees.debut || annees.fin - annees.debut > 20) throw new Refus('programme.annees_inversees', { champ: 'fin' });
  return annees;
}

/** The rows that were shown, so that what is confirmed is what was read. */
const enCsv = ({ lignes }: FeuilleBrute): string => lignes.map(({ cellules }) => ligneCsv(cellules)).join('');


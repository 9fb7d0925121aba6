import { verifierTableau, type PlafondsParAvenant } from '../domain/financements-amont/controles-tableau.js';
import { lireTableau, type TableauFinancier } from '../domain/financements-amont/tableau.js';
import { cents } from '../domain/kernel/cents.js';
import { lireMontantSaisi } from '../platform/format.js';
import { UsageInvalide, type Commande } from './commande.js';
import { imprimer, lireFeuilleNommee } from './feuille-cli.js';

/** Checks a funding table (spec 2.6) and prints what it found as JSON; no database is opened. */
export const verifierTableauFinancier: Commande = async (_config, options, ecrire) => {
  const tableau = lireTableau(await lireFeuilleNommee(options), lireMontantSaisi);
  return imprimer(ecrire, verifierTableau(tableau, lirePlafonds(options['avenant'] ?? [], tableau)));
};

/** `--avenant "Thème=montant"`: the State share that an avenant has set for a theme. @throws UsageInvalide */
function lirePlafonds(avenants: readonly string[], { lignes }: TableauFinancier): PlafondsParAvenant {
  const themes = new Set(lignes.map((l) => l.theme));
  return new Map(avenants.map((avenant) => {
    const coupure = avenant.lastIndexOf('=');
    const [theme, montant] = [avenant.slice(0, coupure).trim(), lireMontantSaisi(avenant.slice(coupure + 1))];
    if (coupure < 1 || montant === null || montant < 0) throw new UsageInvalide('--avenant s’écrit "Thème=montant", par exemple "Initiatives locales=260000.00".');
    if (!themes.has(theme)) throw new UsageInvalide(`--avenant : le tableau n’a pas de thème « ${theme} ».`);
    return [theme, cents(montant)] as const;
  }));
}

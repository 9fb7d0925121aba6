import type { Deps } from '../../platform/deps.js';
import { servirFeuille } from '../../platform/export-feuille.js';
import type { ColonneFeuille, ValeurCellule } from '../../platform/feuille.js';
import { jourAParis } from '../../platform/clock.js';
import { parametre, type Demande } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths } from '../../web/paths.js';
import { codeDeQuery } from '../../web/requete.js';
import type { Routeur } from '../../web/routeur.js';
import { filtreDuLivre, montrerLivre } from './livre-page.js';
import { lireTitreDuLivre, mouvementsParLots, type FiltreLivre, type Portee } from './livre-queries.js';

/** Ledger of a convention or of an envelope: page, CSV and XLSX (`?export=csv`), with the same filter. */
export function routesGrandLivre(routeur: Routeur, deps: Deps): void {
  const livre = (chemin: string, portee: (demande: Demande) => Portee): void => routeur.get(chemin, 'grand_livre.lire', async (demande) => {
    const filtre = filtreDuLivre(demande.query, portee(demande));
    const titre = trouve(await lireTitreDuLivre(deps.db, filtre.portee));
    const format = codeDeQuery(demande.query, 'export', ['csv', 'xlsx'] as const);
    if (format === null) return montrerLivre(deps.db, demande, filtre, titre);
    await servirFeuille(demande.res, format, `grand-livre-${titre.titre}-${jourAParis(demande.maintenant)}`, { feuille: 'Grand livre', colonnes: COLONNES, lignes: rangees(deps.db, filtre) });
  });
  livre(paths.grandLivre.convention, (demande) => ({ conventionId: parametre(demande, 'conventionId') }));
  livre(paths.grandLivre.enveloppe, (demande) => ({ enveloppeId: parametre(demande, 'enveloppeId') }));
}

const COLONNES: readonly ColonneFeuille[] = [
  { titre: 'Date', type: 'instant', largeur: 18 }, { titre: 'Écriture', type: 'texte', largeur: 22 }, { titre: 'Libellé', type: 'texte', largeur: 40 }, { titre: 'Dossier', type: 'texte', largeur: 18 },
  { titre: 'Compte', type: 'texte', largeur: 16 }, { titre: 'Année', type: 'nombre' }, { titre: 'Montant', type: 'montant', largeur: 14 }, { titre: 'Par', type: 'texte', largeur: 24 },
];

async function* rangees(db: Deps['db'], filtre: FiltreLivre): AsyncGenerator<readonly ValeurCellule[]> {
  for await (const lot of mouvementsParLots(db, filtre)) {
    for (const m of lot) yield [m.le, libelle('nature_ecriture', m.nature), m.libelle, m.dossierNumero, libelle('compte_livre', m.compte), m.annee, m.montantCents, m.acteur];
  }
}

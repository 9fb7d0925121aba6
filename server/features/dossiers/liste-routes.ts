import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Deps } from '../../platform/deps.js';
import { ligneCsv } from '../../platform/csv.js';
import { decimalDepuisCents, cents } from '../../domain/kernel/cents.js';
import { libelle } from '../../web/libelles.js';
import { paths } from '../../web/paths.js';
import type { Routeur } from '../../web/routeur.js';
import { lireFiltre, pageListe } from './liste-page.js';
import { parcourirDossiers, type FiltreDossiers } from './liste-queries.js';

/** Agents' list of dossiers and its export. */
export function routesListe(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.dossiers.liste, 'dossier.lister', pageListe(deps));
  routeur.get(paths.dossiers.exportCsv, 'dossier.lister', async (demande) => {
    demande.res.attachment('dossiers.csv').type('text/csv; charset=utf-8');
    await pipeline(Readable.from(lignesCsv(deps, lireFiltre(demande))), demande.res);
  });
}

async function* lignesCsv({ db }: Deps, filtre: FiltreDossiers): AsyncGenerator<string> {
  yield `\uFEFF${ligneCsv(['Numéro', 'État', 'Titre', 'Organisme', 'Appel', 'Déposé le', 'Coût total', 'Montant demandé', 'Montant proposé', 'Instructeur'])}`;
  const montant = (c: number | null): string => (c === null ? '' : decimalDepuisCents(cents(c)).replace('.', ','));
  for await (const d of parcourirDossiers(db, filtre)) {
    yield ligneCsv([d.numero ?? '', libelle('dossier', d.etat), d.titre, d.organismeNom, d.appelTitre, d.deposeLe?.slice(0, 10) ?? '', montant(d.coutTotalCents), montant(d.demandeCents), montant(d.proposeCents), d.instructeurNom ?? '']);
  }
}

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { COLONNES_SCDL, ligneScdl, manquesScdl } from '../../domain/donnees-essentielles/scdl.js';
import { Refus } from '../../domain/kernel/refus.js';
import { jourAParis } from '../../platform/clock.js';
import { ligneCsvOuverte } from '../../platform/csv.js';
import type { Deps } from '../../platform/deps.js';
import { pluriel } from '../../platform/format.js';
import type { Demande } from '../../web/demande.js';
import { paths } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { formulairePublication } from './publication-form.js';
import { filtreDePublication, pagePublications } from './publication-page.js';
import { parcourirPublications } from './publication-queries.js';
import { noterPublication } from './publication-service.js';

/** Essential data of subsidies above 23 000 €: what is to be published, its file, what was published. */
export function routesDonneesEssentielles(routeur: Routeur, deps: Deps): void {
  const page = pagePublications(deps);
  routeur.pageFormulaire(paths.publications.liste, 'publication.lire', page);
  routeur.post(paths.publications.liste, 'publication.noter', { formulaire: formulairePublication, page }, async (ctx, { conventions, publieeLe }, demande) => {
    const nombre = await noterPublication(ctx, { conventionIds: conventions, publieeLe });
    annoncer(demande, `${pluriel(nombre, 'publication enregistrée', 'publications enregistrées')}.`);
    return paths.publications.liste;
  });
  routeur.get(paths.publications.scdl, 'publication.lire', (demande) => servirScdl(deps, demande));
}

/** The file of the SCDL format as it is read, header first; a convention that lacks an obligatory column is left for the page to show. */
async function servirScdl({ db }: Deps, { query, res, maintenant }: Demande): Promise<void> {
  const marque = await lireMarque(db);
  if (marque.siret === '') throw new Refus('publication.siret_absent');
  async function* lignes(): AsyncGenerator<string> {
    yield ligneCsvOuverte(COLONNES_SCDL);
    for await (const convention of parcourirPublications(db, filtreDePublication(query))) {
      if (manquesScdl(convention, marque).length > 0) continue;
      const ligne = ligneScdl(convention, marque);
      yield ligneCsvOuverte(COLONNES_SCDL.map((c) => ligne[c]));
    }
  }
  res.attachment(`subventions-${marque.siret}-${jourAParis(maintenant)}.csv`);
  res.type('text/csv; charset=utf-8');
  await pipeline(Readable.from(lignes()), res);
}

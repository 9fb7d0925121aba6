import type { Knex } from 'knex';
import { faitsPieces } from '../../domain/dossiers/evaluation.js';
import { piecesExigees } from '../../domain/dossiers/pieces-exigees.js';
import { perimetreDe, type Perimetre } from '../../domain/recevabilite/perimetre.js';
import { trouve } from '../../web/errors.js';
import { lireOrganisme } from '../organismes/organisme-queries.js';
import { demandeOuverte } from '../recevabilite/recevabilite-queries.js';
import { contenuDesSections, lireReglesDuDossier, lireSections, lireVersionDossier, type DossierLu } from './dossier-queries.js';

/** What the open request for complements lets the porteur change; null when the dossier is under no request: everything is open, or nothing. */
export async function lirePerimetre(db: Knex, dossier: DossierLu): Promise<Perimetre | null> {
  if (dossier.etat !== 'complements_demandes') return null;
  const demande = await demandeOuverte(db, dossier.id);
  const version = await lireVersionDossier(db, dossier.id, dossier.version);
  if (demande === null || version === null) return { sections: [], pieces: [] };
  const appel = await lireReglesDuDossier(db, dossier);
  const sections = contenuDesSections(await lireSections(db, dossier.id));
  const organisme = trouve(await lireOrganisme(db, dossier.organismeId));
  return perimetreDe({
    elements: demande.elements,
    exigeesAuDepot: piecesExigees(appel, faitsPieces(version.sections, version.organisme.nature, appel)),
    exigeesMaintenant: piecesExigees(appel, faitsPieces(sections, organisme.nature, appel)),
  });
}

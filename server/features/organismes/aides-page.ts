import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { servirPdf } from '../documents/document-routes.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { ficheAidesEnPdf } from './aides-documents.js';
import { direFiche, type FicheEnMots } from './aides-mots.js';
import { lireFicheAides } from './aides-queries.js';
import { formaterSiret } from './fiche-page.js';
import { lireOrganisme } from './organisme-queries.js';

interface PageAides extends FicheEnMots { readonly surtitre: string; readonly premiere: boolean; readonly pdf: string }

declare module '../../web/render.js' {
  interface Pages { 'organismes/aides': PageAides }
}

/** Fact sheet of an organisme for who instructs: what it asked, was granted, carried out and gave back. */
export const pageAides = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const organismeId = parametre(demande, 'organismeId');
  const organisme = trouve(await lireOrganisme(db, organismeId));
  const fiche = await lireFicheAides(db, organismeId);
  const fil = [{ texte: 'Tableau de bord', lien: paths.tableauDeBord }, { texte: organisme.nom, lien: vers(paths.organismes.fiche, { organismeId }) }];
  await render(demande, 'organismes/aides', {
    ...direFiche(fiche), surtitre: `${organisme.nom} · SIRET ${formaterSiret(organisme.siret)}`, premiere: fiche.aides.length === 0, pdf: vers(paths.organismes.aidesPdf, { organismeId }),
  }, { titre: 'Aides reçues et réalisées', large: true, fil });
};

/** The same sheet as a PDF, to keep with the report. */
export const pdfAides = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const organismeId = parametre(demande, 'organismeId');
  const organisme = trouve(await lireOrganisme(db, organismeId));
  const fiche = direFiche(await lireFicheAides(db, organismeId));
  await servirPdf(demande.res, ficheAidesEnPdf({ organisme: { nom: organisme.nom, siret: formaterSiret(organisme.siret) }, fiche, marque: await lireMarque(db), creeLe: demande.maintenant }));
};

import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { avecCadre } from '../../web/headers.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { droitsFichier } from './fichier-droits.js';
import { APERCU, direFichierRetenu } from './fichier-envoi.js';
import { lireFichierDuDossier } from './fichier-queries.js';

export interface PageApercu {
  readonly nom: string;
  readonly taille: number;
  readonly contenu: string;
  readonly telechargement: string;
  readonly retour: string;
  readonly pdf: boolean;
  readonly image: boolean;
}

declare module '../../web/render.js' {
  interface Pages { 'documents/apercu': PageApercu }
}

/** A PDF or a picture of a dossier drawn in the page; another kind is offered to download. */
export const pageApercu = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const ids = { dossierId: parametre(demande, 'dossierId'), fichierId: parametre(demande, 'fichierId') };
  const fichier = trouve(await lireFichierDuDossier(db, ids.dossierId, ids.fichierId, droitsFichier(demande)));
  if (fichier.analyse === 'en_attente' || fichier.analyse === 'infectee') return direFichierRetenu(demande, fichier);
  const pdf = fichier.typeMime === 'application/pdf';
  if (pdf) avecCadre(demande.res);
  const dossier = vers(paths.dossiers.page, { dossierId: ids.dossierId });
  await render(demande, 'documents/apercu', {
    nom: fichier.nom, taille: fichier.taille, pdf, image: !pdf && APERCU.includes(fichier.typeMime),
    contenu: vers(paths.dossiers.fichierContenu, ids), telechargement: vers(paths.dossiers.fichier, ids), retour: dossier,
  }, { titre: fichier.nom, fil: [{ texte: 'Dossier', lien: dossier }], large: true });
};

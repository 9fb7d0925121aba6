import type { Response } from 'express';
import { roleDans } from '../../domain/habilitations/acteur.js';
import { peut } from '../../domain/habilitations/peut.js';
import type { Deps } from '../../platform/deps.js';
import { docxEnMemoire } from '../../platform/docx.js';
import { ecrirePdf, type DocumentModele } from '../../platform/pdf.js';
import { parametre, type Demande } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { paths } from '../../web/paths.js';
import type { Routeur } from '../../web/routeur.js';
import { lireDocument } from './document-queries.js';
import { droitsFichier } from './fichier-droits.js';
import { envoyerFichier } from './fichier-envoi.js';
import { pageApercu } from './fichier-page.js';
import { lireFichierDuDossier } from './fichier-queries.js';

/** Serves files and official documents of a dossier to those who may see it. */
export function routesDocuments(routeur: Routeur, deps: Deps): void {
  const { db, magasin } = deps;
  const servir = (enLigne: boolean) => async (demande: Demande): Promise<void> => {
    const fichier = trouve(await lireFichierDuDossier(db, parametre(demande, 'dossierId'), parametre(demande, 'fichierId'), droitsFichier(demande)));
    await envoyerFichier(demande, magasin, fichier, enLigne);
  };
  routeur.get(paths.dossiers.fichier, 'dossier.voir', servir(false));
  routeur.get(paths.dossiers.fichierContenu, 'dossier.voir', servir(true));
  routeur.get(paths.dossiers.fichierApercu, 'dossier.voir', pageApercu(deps));

  routeur.get(paths.dossiers.document, 'dossier.voir', async (demande) => {
    const modele = trouve(await lireDocument(db, parametre(demande, 'dossierId'), parametre(demande, 'documentId'), !voitLesDocumentsInternes(demande)));
    await servirPdf(demande.res, modele);
  });
  routeur.get(paths.dossiers.documentDocx, 'dossier.suivre', async ({ params, res }) => {
    const modele = trouve(await lireDocument(db, params['dossierId'] ?? '', params['documentId'] ?? '', false));
    res.attachment(`${nomDuDocument(modele)}.docx`).type('application/vnd.openxmlformats-officedocument.wordprocessingml.document');
    res.send(await docxEnMemoire(modele));
  });
}

/** True when the person sees the dossier as a member of its organisme. */
export const enPorteur = ({ acteur, sujet }: Demande): boolean => 'organismeId' in sujet && roleDans(acteur, sujet.organismeId) !== null;

/** True for the agents who follow or examine the dossier; the porteur and a consulted partner read what was established for the porteur. */
export const voitLesDocumentsInternes = ({ acteur, sujet }: Demande): boolean =>
  peut(acteur, 'dossier.suivre', sujet).permis || peut(acteur, 'instruction.lire', sujet).permis;

/** Draws a document as PDF, offered as a file named after its title. */
export async function servirPdf(res: Response, modele: DocumentModele): Promise<void> {
  res.attachment(`${nomDuDocument(modele)}.pdf`);
  res.type('application/pdf');
  await ecrirePdf(modele, res);
}

const nomDuDocument = ({ titre, reference }: DocumentModele): string => [titre, reference].filter(Boolean).join(' ').replace(/[^\p{L}\p{N} _-]+/gu, ' ').slice(0, 120);

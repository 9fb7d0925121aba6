import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import { euros, instantLong, tailleFichier } from '../../platform/format.js';
import type { Bloc } from '../../platform/pdf.js';
import { libelle } from '../../web/libelles.js';
import type { DossierLu } from './dossier-queries.js';

/** Receipt of a deposit: who, what, when to the second, each piece with its SHA-256 (spec 1, stage 4). */
export function recepisse(dossier: DossierLu, figee: VersionDossier, version: number, le: string, par: string): Bloc[] {
  const demande = figee.sections.budget.ressources.filter((r) => r.financeur === 'departement').reduce((t, r) => t + r.montant, 0);
  return [
    { type: 'adresse', lignes: [figee.organisme.nom, figee.organisme.adresse, `${figee.organisme.codePostal} ${figee.organisme.commune}`] },
    { type: 'paragraphe', texte: `Le dossier ci-dessous a été déposé en réponse à l’appel « ${dossier.appelTitre} ». Ce récépissé n’est pas un accord : il atteste le dépôt.` },
    { type: 'definitions', entrees: [
      { terme: 'Numéro', valeur: figee.numero },
      { terme: 'Version', valeur: String(version) },
      { terme: 'Déposé le', valeur: `${instantLong(le)} et ${le.slice(17, 19)} s, par ${par}` },
      { terme: 'Organisme', valeur: `${figee.organisme.nom}, SIRET ${figee.organisme.siret}` },
      { terme: 'Projet', valeur: figee.sections.projet.titre },
      { terme: 'Montant demandé au Département', valeur: euros(demande) },
    ] },
    { type: 'titre', niveau: 2, texte: 'Pièces déposées' },
    figee.pieces.length === 0
      ? { type: 'paragraphe', texte: 'Aucune pièce.' }
      : {
        type: 'tableau', colonnes: [{ titre: 'Pièce', largeur: 2 }, { titre: 'Fichier', largeur: 3 }, { titre: 'Taille', alignement: 'droite' }, { titre: 'Empreinte SHA-256', largeur: 4 }],
        lignes: figee.pieces.map((p) => [`${p.code}${p.precision === '' ? '' : ` (${libelle('financeur', p.precision)})`}`, p.nom, tailleFichier(p.taille), p.sha256]),
      },
  ];
}

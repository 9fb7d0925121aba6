import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import { paragrapheDeLettre, type TextesDeLettres, type ValeursDeLettre } from '../../domain/appels/lettres.js';
import { euros, instantLong, tailleFichier } from '../../platform/format.js';
import type { Bloc } from '../../platform/pdf.js';
import { libelle } from '../../web/libelles.js';
import { nomDePieceDe } from '../../web/noms-appel.js';
import type { DossierLu } from './dossier-queries.js';

/**
 * What a call's own paragraphs may name in a letter on this dossier.
 * @param deposeLe instant of the deposit, that of the dossier unless said otherwise
 * @param limite last day to answer or to contest, already in words; left out, the letter has none
 */
export function valeursDeLettre(dossier: DossierLu, figee: VersionDossier, { deposeLe = dossier.deposeLe, limite }: { readonly deposeLe?: string | null; readonly limite?: string } = {}): ValeursDeLettre {
  return {
    numero: figee.numero, organisme: figee.organisme.nom, titre: figee.sections.projet.titre, appel: dossier.appelTitre, montant: euros(demandeAuDepartement(figee)),
    ...(deposeLe === null ? {} : { depose_le: instantLong(deposeLe) }), ...(limite === undefined ? {} : { limite }),
  };
}

const demandeAuDepartement = (figee: VersionDossier): number =>
  figee.sections.budget.ressources.filter((r) => r.financeur === 'departement').reduce((t, r) => t + r.montant, 0);

/** Receipt of a deposit: who, what, when to the second, each piece with its SHA-256 (spec 1, stage 4). */
export function recepisse(dossier: DossierLu, figee: VersionDossier, version: number, le: string, par: string, appel: Pick<ContenuAppel, 'pieces'> & { readonly lettres?: TextesDeLettres }): Bloc[] {
  return [
    { type: 'adresse', lignes: [figee.organisme.nom, figee.organisme.adresse, `${figee.organisme.codePostal} ${figee.organisme.commune}`] },
    { type: 'paragraphe', texte: `Le dossier ci-dessous a été déposé en réponse à l’appel « ${dossier.appelTitre} ». Ce récépissé n’est pas un accord : il atteste le dépôt.` },
    { type: 'definitions', entrees: [
      { terme: 'Numéro', valeur: figee.numero },
      { terme: 'Version', valeur: String(version) },
      ...(dossier.papier === null || version > 1
        ? [{ terme: 'Déposé le', valeur: `${instantLong(le)} et ${le.slice(17, 19)} s, par ${par}` }]
        : [
          { terme: 'Reçu sur papier le', valeur: `${instantLong(dossier.papier.recuLe)} (${libelle('mode_reception', dossier.papier.mode).toLowerCase()})` },
          { terme: 'Saisie', valeur: `Dossier papier, saisi par ${par} le ${instantLong(le)}` },
        ]),
      { terme: 'Organisme', valeur: `${figee.organisme.nom}, SIRET ${figee.organisme.siret}` },
      { terme: 'Projet', valeur: figee.sections.projet.titre },
      { terme: 'Montant demandé au Département', valeur: euros(demandeAuDepartement(figee)) },
    ] },
    ...paragrapheDeLettre(appel, 'recepisse', valeursDeLettre(dossier, figee, { deposeLe: dossier.papier?.recuLe ?? le })).map((texte): Bloc => ({ type: 'paragraphe', texte })),
    { type: 'titre', niveau: 2, texte: 'Pièces déposées' },
    figee.pieces.length === 0
      ? { type: 'paragraphe', texte: 'Aucune pièce.' }
      : {
        type: 'tableau', colonnes: [{ titre: 'Pièce', largeur: 2 }, { titre: 'Fichier', largeur: 3 }, { titre: 'Taille', alignement: 'droite' }, { titre: 'Empreinte SHA-256', largeur: 4 }],
        lignes: figee.pieces.map((p) => [nomDePieceDe(appel, p), p.nom, tailleFichier(p.taille), p.sha256]),
      },
  ];
}

import { dateLongue } from '../../platform/format.js';
import { jourAParis, type Instant } from '../../platform/clock.js';
import type { Bloc, DocumentModele } from '../../platform/pdf.js';
import type { Marque } from '../reglages/marque-queries.js';
import type { FicheEnMots } from './aides-mots.js';

type Colonnes = Extract<Bloc, { type: 'tableau' }>['colonnes'];

const droite = (titre: string, largeur = 1.5): Colonnes[number] => ({ titre, alignement: 'droite', largeur });
const gauche = (titre: string, largeur = 2): Colonnes[number] => ({ titre, largeur });

/** A table under its heading, or one sentence when it has no row. */
function partie(titre: string, rien: string, tableau: { readonly colonnes: Colonnes; readonly lignes: string[][]; readonly totaux?: string[] }): Bloc[] {
  return [{ type: 'titre', niveau: 2, texte: titre }, tableau.lignes.length === 0 ? { type: 'paragraphe', texte: rien } : { type: 'tableau', ...tableau }];
}

/** Fact sheet of an organisme as a document; `creeLe` is an ISO instant. */
export function ficheAidesEnPdf({ organisme, fiche, marque, creeLe }: {
  readonly organisme: { readonly nom: string; readonly siret: string }; readonly fiche: FicheEnMots; readonly marque: Marque; readonly creeLe: Instant;
}): DocumentModele {
  const { total } = fiche;
  return {
    titre: `Aides reçues et réalisées : ${organisme.nom}`, reference: organisme.siret, emetteur: { nom: marque.nom, service: marque.service, adresse: marque.adresse }, date: dateLongue(jourAParis(creeLe)), creeLe,
    blocs: [
      { type: 'definitions', entrees: [{ terme: 'Organisme', valeur: organisme.nom }, { terme: 'SIRET', valeur: organisme.siret }, ...fiche.resume] },
      ...partie('Aides par année, appel et financeur', 'Aucune aide accordée.', {
        colonnes: [gauche('Année', 0.9), gauche('Appel à projets', 3), gauche('Financeur', 1.6), droite('Opérations', 1.3), droite('Accordé'), droite('Payé'), droite('Réduit'), droite('Reversé')],
        lignes: fiche.groupes.map((g) => [g.annee, g.appel, g.financeur, g.operations, g.accorde, g.paye, g.reduit, g.recouvre]),
        totaux: ['Total', '', '', total.operations, total.accorde, total.paye, total.reduit, total.recouvre],
      }),
      ...partie('Opérations et taux de réalisation', 'Aucune opération.', {
        colonnes: [gauche('Dossier', 1.8), gauche('Projet', 3), gauche('Financeur', 1.6), gauche('Convention', 1.5), droite('Accordé'), droite('Dû'), droite('Réalisation', 1.4)],
        lignes: fiche.operations.map((o) => [o.dossier.texte, o.titre, o.financeur, o.etat, o.accorde, o.du, o.taux]),
      }),
      ...partie('Soldes réduits après contrôle', 'Aucune réduction de solde.', {
        colonnes: [gauche('Dossier', 1.8), gauche('Financeur', 1.6), gauche('Motif', 4), droite('Réduction')], lignes: fiche.reductions.map((r) => [r.dossier.texte, r.financeur, r.motif, r.montant]),
      }),
      ...partie('Reversements', 'Aucun reversement demandé.', {
        colonnes: [gauche('Titre', 1.8), gauche('Dossier', 1.8), gauche('Émis le', 1.3), gauche('État', 2), gauche('Motif', 3), droite('Montant')], lignes: fiche.reversements.map((r) => [r.numero, r.dossier.texte, r.emis, r.etat, r.motif, r.montant]),
      }),
      ...partie('Contrôles et visites', 'Aucun contrôle ni visite.', {
        colonnes: [gauche('Dossier', 1.8), gauche('Nature', 2), gauche('Conclu ou fait le', 1.8), gauche('Par', 1.8), gauche('Constats', 4)], lignes: fiche.controles.map((c) => [c.dossier.texte, c.nature, c.le, c.par, c.constats]),
      }),
      ...partie('Demandes déposées', 'Aucune demande déposée.', {
        colonnes: [gauche('Dossier', 1.8), gauche('Projet', 3), gauche('Appel à projets', 2.5), gauche('Déposé le', 1.3), gauche('État', 1.5), droite('Demandé')], lignes: fiche.demandes.map((d) => [d.dossier.texte, d.titre, d.appel, d.depose, d.etat, d.demande]),
      }),
    ],
  };
}

import type { Knex } from 'knex';
import { SECTIONS_FICHE } from '../../domain/programme/fiche.js';
import { euros, nombre } from '../../platform/format.js';
import type { Bloc } from '../../platform/pdf.js';
import { libelle } from '../../web/libelles.js';
import { lireActions, lireSections, type ActionLue } from '../programme/fiche-queries.js';
import { lireObjectifs } from '../programme/programme-queries.js';
import { requeteChiffres, sommer, type Groupe } from './pilotage-chiffres.js';
import { blocCouverture, blocDelais, blocEnsemble, blocsRepartition } from './pilotage-documents.js';
import { FILTRE_VIDE, restreindre, TITRES_DIMENSIONS, type Dimension } from './pilotage-filtre.js';
import { lireNoms, lireRepartition, lireTableauDeBord } from './tableau-de-bord.js';

const titre = (niveau: 2 | 3, texte: string): Bloc => ({ type: 'titre', niveau, texte });

const REPARTITIONS: readonly Dimension[] = ['appel', 'axe', 'dispositif', 'etat'];

/** First part of the report of a year: the dashboard of the dossiers deposited that year. */
export async function partieChiffres(db: Knex, annee: number): Promise<Bloc[]> {
  const filtre = { ...FILTRE_VIDE, annee: String(annee) };
  const noms = await lireNoms(db, filtre);
  const tableau = await lireTableauDeBord(db, filtre, 'territoire', noms);
  const blocs: Bloc[] = [
    titre(2, `L’année ${annee} en chiffres`), { type: 'paragraphe', texte: `Dossiers déposés en ${annee} ; leurs décisions, paiements et contrôles sont ceux du jour où ce rapport est établi.` }, blocEnsemble(tableau.ensemble),
    titre(3, 'Par territoire'), ...blocsRepartition(tableau.repartition, tableau.ensemble), blocCouverture(tableau.couverture),
  ];
  for (const par of REPARTITIONS) blocs.push(titre(3, `Par ${TITRES_DIMENSIONS[par].toLowerCase()}`), ...blocsRepartition(await lireRepartition(db, filtre, par, noms), tableau.ensemble));
  return [...blocs, titre(3, 'Délais'), blocDelais(tableau.delais)];
}

/** Part of the objective of that rank: each fiche, what it says, its actions and how far they are, the dossiers of the year that carry it; null past the last. */
export async function partieObjectif(db: Knex, programmeId: string, annee: number, rang: number): Promise<Bloc[] | null> {
  const objectif = (await lireObjectifs(db, programmeId))[rang];
  if (objectif === undefined) return null;
  const blocs: Bloc[] = [{ type: 'saut_de_page' }, titre(2, `Objectif ${objectif.numero} : ${objectif.intitule}`)];
  for (const fiche of objectif.fiches) {
    const sections = await lireSections(db, fiche.id);
    blocs.push(
      titre(3, `Fiche ${fiche.numero} (${fiche.cadre}) : ${fiche.intitule}`),
      { type: 'definitions', entrees: [{ terme: 'État', valeur: libelle('etat_programme', fiche.etat) }, { terme: 'Pilote', valeur: fiche.pilote ?? 'À désigner' }, ...entreesDuBilan(await bilanDe(db, fiche.id, annee), annee)] },
      ...SECTIONS_FICHE.flatMap((code): Bloc[] => sections.filter((s) => s.section === code && s.texte !== '').flatMap((s): Bloc[] => [{ type: 'paragraphe', gras: true, texte: libelle('section_fiche', code) }, { type: 'paragraphe', texte: s.texte }])),
      ...blocsActions(await lireActions(db, fiche.id)),
    );
  }
  return blocs;
}

const bilanDe = (db: Knex, ficheId: string, annee: number): Promise<Groupe> => sommer(db, requeteChiffres(db, (q) => {
  void restreindre(db, q, { ...FILTRE_VIDE, annee: String(annee) }).whereIn('d.id', db('programme_dossiers').where({ fiche_id: ficheId }).select('dossier_id'));
}));

const entreesDuBilan = (g: Groupe, annee: number): { terme: string; valeur: string }[] => [
  { terme: `Dossiers rattachés, déposés en ${annee}`, valeur: nombre(g.dossiers) },
  ...(g.dossiers === 0 ? [] : [
    { terme: 'Attribué', valeur: euros(g.attribueCents) }, { terme: 'Payé', valeur: euros(g.payeCents) },
    { terme: 'Personnes', valeur: `${nombre(g.prevues.total)} prévues, ${nombre(g.conclus.realisees.total)} réalisées` },
  ]),
];

const blocsActions = (actions: readonly ActionLue[]): Bloc[] => (actions.length === 0 ? [] : [{
  type: 'tableau', legende: 'Actions', colonnes: [{ titre: 'Action', largeur: 3 }, { titre: 'Pilote', largeur: 2 }, { titre: 'État', largeur: 1.5 }, { titre: 'Avancement', largeur: 4 }],
  lignes: actions.map((a) => [a.intitule, a.pilote, libelle('etat_programme', a.etat), a.avancement]),
}]);

import { dateLongue, euros, nombre, pluriel } from '../../platform/format.js';
import type { Bloc, DocumentModele } from '../../platform/pdf.js';
import { libelle } from '../../web/libelles.js';
import { SECTIONS_FICHE } from '../../domain/programme/fiche.js';
import type { Groupe } from '../pilotage/pilotage-queries.js';
import type { Marque } from '../reglages/marque-queries.js';
import type { ActionLue, SectionLue } from './fiche-queries.js';
import { direCalendrier } from './fiche-page.js';
import type { ObjectifListe } from './programme-queries.js';

interface Impression { readonly marque: Marque; readonly jour: string; readonly creeLe: string }

/** A fiche as it is printed. */
export interface FicheImprimee {
  readonly numero: string; readonly intitule: string; readonly cadre: string; readonly etat: string; readonly pilote: string | null;
  readonly objectif: string; readonly sections: readonly SectionLue[]; readonly actions: readonly ActionLue[];
}

const modele = (titre: string, { marque, jour, creeLe }: Impression, blocs: Bloc[]): DocumentModele =>
  ({ titre, emetteur: { nom: marque.nom, service: marque.service, adresse: marque.adresse }, date: dateLongue(jour), creeLe, blocs });

/** Blocks of a fiche: what it says, then its actions. `niveau` is that of its own title; its parts stand one below. */
function blocsDeFiche(f: FicheImprimee, niveau: 2 | 3): Bloc[] {
  const ecrites = SECTIONS_FICHE.flatMap((code) => f.sections.filter((s) => s.section === code && s.texte !== ''));
  return [
    { type: 'definitions', entrees: [
      { terme: 'Objectif', valeur: f.objectif }, { terme: 'Cadre', valeur: f.cadre }, { terme: 'Pilote', valeur: f.pilote ?? 'À désigner' }, { terme: 'État', valeur: libelle('etat_programme', f.etat) },
    ] },
    ...ecrites.flatMap((s): Bloc[] => [{ type: 'titre', niveau, texte: libelle('section_fiche', s.section) }, { type: 'paragraphe', texte: s.texte }]),
    ...(ecrites.length === 0 ? [{ type: 'paragraphe' as const, discret: true, texte: 'Cette fiche n’est pas encore rédigée.' }] : []),
    ...(f.actions.length === 0 ? [] : [{
      type: 'tableau' as const, legende: 'Actions', colonnes: [{ titre: 'Action', largeur: 3 }, { titre: 'Pilote', largeur: 2 }, { titre: 'Calendrier', largeur: 2 }, { titre: 'État' }],
      lignes: f.actions.map((a) => [a.intitule, a.pilote, direCalendrier(a), libelle('etat_programme', a.etat)]),
    }]),
  ];
}

/** What the dossiers bring to a fiche, or to the programme. */
function blocBilan(bilan: Groupe): Bloc[] {
  if (bilan.dossiers === 0) return [];
  return [{ type: 'definitions', entrees: [
    { terme: 'Dossiers rattachés', valeur: nombre(bilan.dossiers) }, { terme: 'Attribué', valeur: euros(bilan.attribueCents) }, { terme: 'Payé', valeur: euros(bilan.payeCents - bilan.recouvreCents) },
    { terme: 'Personnes prévues', valeur: pluriel(bilan.prevues.total, 'personne') }, { terme: 'Personnes réalisées', valeur: pluriel(bilan.conclus.realisees.total, 'personne') },
  ] }];
}

/** One fiche, as a document. */
export function documentFiche(f: FicheImprimee, bilan: Groupe, impression: Impression): DocumentModele {
  const suivi = blocBilan(bilan);
  return modele(`Fiche-action ${f.numero} : ${f.intitule}`, impression, [...blocsDeFiche(f, 2), ...(suivi.length === 0 ? [] : [{ type: 'titre' as const, niveau: 2 as const, texte: 'Dossiers qui portent la fiche' }, ...suivi])]);
}

/** The whole programme: its table, then each fiche on its page. */
export function documentProgramme(titre: string, objectifs: readonly ObjectifListe[], fiches: readonly FicheImprimee[], bilan: Groupe, impression: Impression): DocumentModele {
  const sommaire: Bloc[] = objectifs.flatMap((o): Bloc[] => [
    { type: 'titre', niveau: 2, texte: `Objectif ${o.numero} : ${o.intitule}` },
    { type: 'tableau', colonnes: [{ titre: 'Fiche', largeur: 1 }, { titre: 'Intitulé', largeur: 6 }, { titre: 'Cadre', largeur: 1 }, { titre: 'État', largeur: 2 }], lignes: o.fiches.map((f) => [f.numero, f.intitule, f.cadre, libelle('etat_programme', f.etat)]) },
  ]);
  const corps = fiches.flatMap((f): Bloc[] => [{ type: 'saut_de_page' }, { type: 'titre', niveau: 2, texte: `Fiche ${f.numero} : ${f.intitule}` }, ...blocsDeFiche(f, 3)]);
  return modele(titre, impression, [...blocBilan(bilan), ...sommaire, ...corps]);
}

import type { ContenuAppel } from '../../domain/appels/contenu.js';
import { dateLongue } from '../../platform/format.js';
import { jourAParis, type Instant } from '../../platform/clock.js';
import type { Bloc, DocumentModele } from '../../platform/pdf.js';
import type { Marque } from '../reglages/marque-queries.js';
import type { PresentationAppel } from './appel-presentation.js';

/** What the document is dated by: the version shown and when it was published. */
export interface EditionAppel { readonly version: number; readonly etablieLe: Instant; readonly contenu: ContenuAppel; readonly brouillon: boolean }

/** The call as a document: every fact of its public page, frozen by its version. */
export function documentAppel(p: PresentationAppel, edition: EditionAppel, marque: Marque): DocumentModele {
  const mention = edition.brouillon ? 'Aperçu, non publié' : `Version ${edition.version}`;
  const bandeau: readonly Bloc[] = edition.brouillon ? [{ type: 'encadre', titre: 'Aperçu, non publié', texte: 'Ce document est une épreuve : il n’engage pas le service.' }] : [];
  return {
    titre: p.titre, reference: `${p.code} — ${mention}`, emetteur: { nom: marque.nom, service: marque.service, adresse: marque.adresse },
    date: dateLongue(jourAParis(edition.etablieLe)), creeLe: edition.etablieLe,
    blocs: [...bandeau, ...presentation(p), ...cadre(p), ...dossier(p), ...regles(p), ...suites(p)],
  };
}

const titre = (texte: string): Bloc => ({ type: 'titre', niveau: 2, texte });
const paragraphes = (texte: string): Bloc[] => texte.split(/\n+/).filter((t) => t.trim() !== '').map((t) => ({ type: 'paragraphe', texte: t }));
const liste = (elements: readonly string[]): Bloc[] => (elements.length === 0 ? [] : [{ type: 'liste', elements: [...elements] }]);

function presentation(p: PresentationAppel): Bloc[] {
  return [
    { type: 'titre', niveau: 1, texte: p.titre },
    { type: 'definitions', entrees: [...p.enBref] },
    titre('Contexte'), ...paragraphes(p.contexte),
    titre('Objectifs'), ...paragraphes(p.objectifs),
    ...(p.attendus === '' ? [] : [titre('Attendus'), ...paragraphes(p.attendus)]),
  ];
}

function cadre(p: PresentationAppel): Bloc[] {
  const dispositifs = p.dispositifs.flatMap((d): Bloc[] => [{ type: 'titre', niveau: 3, texte: `Dispositif ${d.numero} : ${d.intitule}` }, ...liste(d.plusValues)]);
  return [
    titre('Dispositifs et plus-values attendues'), ...dispositifs,
    ...(p.mesures.length === 0 ? [] : [titre('Mesures servies'), ...liste(p.mesures)]),
    titre('Axes'), ...liste(p.axes), titre('Publics'), ...liste(p.publics),
    titre('Territoires'), ...liste(p.territoires), ...liste(p.concertation),
    titre('Qui peut répondre'), { type: 'paragraphe', texte: p.quiRepond },
  ];
}

function dossier(p: PresentationAppel): Bloc[] {
  return [
    titre('Pièces à joindre'),
    { type: 'tableau', colonnes: [{ titre: 'Pièce', largeur: 3 }, { titre: 'Cas', largeur: 3 }, { titre: 'Exigence', largeur: 1.4 }], lignes: p.pieces.map((x) => [x.aide === '' ? x.intitule : `${x.intitule} (${x.aide})`, x.quand, x.exigence]) },
    titre('Critères de sélection'),
    { type: 'paragraphe', texte: 'Chaque critère est noté de 0 à 5 ; son poids le multiplie.' },
    {
      type: 'tableau', colonnes: [{ titre: 'Critère', largeur: 5 }, { titre: 'Poids', largeur: 1, alignement: 'droite' }, { titre: 'Part', largeur: 1, alignement: 'droite' }],
      lignes: p.criteres.map((c) => [c.transversal ? `${c.intitule} (priorité transversale)` : c.intitule, String(c.poids), c.partDeNote]),
    },
  ];
}

function regles(p: PresentationAppel): Bloc[] {
  return [
    titre('Règles financières'),
    ...p.regles.flatMap((r): Bloc[] => [
      { type: 'titre', niveau: 3, texte: r.titre }, { type: 'paragraphe', texte: r.texte },
      ...(r.exemple === null ? [] : [{ type: 'paragraphe', texte: r.exemple, discret: true } as const]),
    ]),
    ...(p.ineligibles.length === 0 ? [] : [{ type: 'titre', niveau: 3, texte: 'Dépenses non éligibles' } as const, ...liste(p.ineligibles)]),
  ];
}

function suites(p: PresentationAppel): Bloc[] {
  return [
    titre('Calendrier et délais'),
    { type: 'definitions', entrees: p.calendrier.map((e) => ({ terme: e.titre, valeur: [e.date, e.detail].filter((t) => t !== '').join(' — ') })) },
    { type: 'definitions', entrees: [...p.delais] },
    titre('Comité de sélection'), ...liste(p.comite),
    ...(p.emargement.length === 0 ? [] : [titre('Feuilles d’émargement'), { type: 'paragraphe', texte: 'Chaque feuille porte :' } as const, ...liste(p.emargement)]),
    titre('Contact'), ...paragraphes(p.contact),
  ];
}


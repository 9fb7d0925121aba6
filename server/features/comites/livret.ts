import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import { dateLongue, euros, instantLong, pluriel } from '../../platform/format.js';
import type { Bloc } from '../../platform/pdf.js';
import { libelle } from '../../web/libelles.js';
import type { RapportLu } from '../notation/rapport-queries.js';
import { moyenneEnToutesLettres } from './seance-documents.js';
import type { LigneClassee, LigneSeance, VueSeance } from './seance-vue.js';

/** What one sheet of the booklet is made from. */
export interface Fiche {
  readonly ligne: LigneSeance & { readonly rang?: LigneClassee['rang'] };
  readonly version: VersionDossier | undefined;
  readonly rapport: RapportLu | undefined;
  /** What the dossier says against itself or against others, one sentence each. */
  readonly contradictions: readonly string[];
}

/** Longest text of a sheet, so that it holds on one page. */
const TEXTE_MAX = 480;
const CONTRADICTIONS_MAX = 4;

/** A dossier the booklet will hold, as its reader saw it when they asked: its rank, null when there is none or not theirs to see. */
export interface DossierDuLivret { readonly id: string; readonly rang: number | null; readonly scores: boolean }

/** Dossiers of the booklet of one reader, in the order of the agenda; never those they are kept away from. */
export function dossiersDuLivret({ classees, sansScores }: VueSeance): DossierDuLivret[] {
  const entier = sansScores.length === 0;
  return [
    ...classees.map((l) => ({ id: l.id, ordre: l.ordre, rang: entier ? l.rang : null, scores: true })), ...sansScores.map((l) => ({ id: l.id, ordre: l.ordre, rang: null, scores: false })),
  ].sort((a, b) => a.ordre - b.ordre).map(({ ordre: _ordre, ...d }) => d);
}

/** Line of the table of contents. */
export interface EntreeSommaire { readonly numero: string; readonly organismeNom: string; readonly titre: string; readonly demandeCents: number; readonly proposeCents: number | null }

/** One sheet of the booklet as it is kept while the others are drawn: its line of the table, its blocks. */
export interface FicheComposee { readonly entree: EntreeSommaire; readonly blocs: readonly Bloc[] }

export function composerFiche(fiche: Fiche): FicheComposee {
  const { numero, organismeNom, titre, demandeCents, proposeCents } = fiche.ligne;
  return { entree: { numero, organismeNom, titre, demandeCents, proposeCents }, blocs: page(fiche) };
}

/** First pages of a booklet, before its sheets. */
export interface TeteDeLivret { readonly titre: string; readonly appelTitre: string; readonly le: string; readonly lieu: string; readonly membres: readonly string[]; readonly absentes: number }

/** Booklet of a session: table of contents, then one page per dossier; `avant` is how many pages the first part takes. */
export function livret(tete: TeteDeLivret, fiches: readonly FicheComposee[], avant: number): Bloc[] {
  return [...sommaire(tete, fiches.map((f) => f.entree), avant), ...fiches.flatMap(({ blocs }): Bloc[] => [{ type: 'saut_de_page' }, ...blocs])];
}

/** First part of a booklet; sheet n stands on page `avant` + n. */
export function sommaire(tete: TeteDeLivret, entrees: readonly EntreeSommaire[], avant: number): Bloc[] {
  return [
    paragraphe(`Comité de sélection de l’appel « ${tete.appelTitre} », ${instantLong(tete.le)}, ${tete.lieu}.`),
    { type: 'definitions', entrees: [{ terme: 'Séance', valeur: tete.titre }, { terme: 'Membres', valeur: tete.membres.join(', ') }, { terme: 'Dossiers', valeur: pluriel(entrees.length, 'fiche') }] },
    ...(tete.absentes === 0 ? [] : [paragraphe(`Ce livret ne contient pas ${pluriel(tete.absentes, 'dossier dont vous êtes écarté', 'dossiers dont vous êtes écarté')}.`)]),
    { type: 'titre', niveau: 2, texte: 'Sommaire' },
    entrees.length === 0 ? paragraphe('Aucun dossier à l’ordre du jour.') : {
      type: 'tableau',
      colonnes: [{ titre: 'Page', alignement: 'droite' }, { titre: 'Dossier', largeur: 2.2 }, { titre: 'Organisme', largeur: 3 }, { titre: 'Projet', largeur: 3 }, { titre: 'Demandé', largeur: 2, alignement: 'droite' }, { titre: 'Proposé', largeur: 2, alignement: 'droite' }],
      lignes: entrees.map((e, i) => [String(avant + i + 1), e.numero, couper(e.organismeNom, 90), couper(e.titre, 90), euros(e.demandeCents), e.proposeCents === null ? '–' : euros(e.proposeCents)]),
    },
  ];
}

function page({ ligne: l, version, rapport, contradictions }: Fiche): Bloc[] {
  return [
    { type: 'titre', niveau: 2, texte: `Dossier ${l.numero}` },
    { type: 'paragraphe', gras: true, texte: couper(`${l.organismeNom}, ${l.titre}`, 200) },
    { type: 'definitions', entrees: [
      ...(version === undefined ? [] : faits(version)),
      { terme: 'Coût total', valeur: euros(l.coutTotalCents) }, { terme: 'Demandé', valeur: euros(l.demandeCents) },
      { terme: 'Proposé par l’instruction', valeur: `${l.proposeCents === null ? '–' : euros(l.proposeCents)}${rapport?.conclusion ? `, ${libelle('avis', rapport.conclusion).toLowerCase()}` : ''}` },
      ...(l.acces.niveau === 'complet' ? [{ terme: 'Moyenne', valeur: `${moyenneEnToutesLettres(l)}${l.rang ? `, rang ${l.rang}` : ''}` }] : []),
    ] },
    ...(version === undefined ? [] : [...texte('Besoin', version.sections.projet.besoin), ...texte('Objectifs', version.sections.projet.objectifs)]),
    ...texte('Conclusion de l’instruction', rapport?.chapitres.conclusion ?? ''), ...aEclaircir(contradictions),
  ];
}

/** As many contradictions as one page can bear, and how many it leaves out. */
function aEclaircir(contradictions: readonly string[]): Bloc[] {
  if (contradictions.length === 0) return [];
  const reste = contradictions.length - CONTRADICTIONS_MAX;
  return [{ type: 'titre', niveau: 3, texte: 'À éclaircir' }, {
    type: 'liste', elements: [...contradictions.slice(0, CONTRADICTIONS_MAX).map((c) => couper(c, 220)), ...(reste > 0 ? [`Et ${pluriel(reste, 'autre point', 'autres points')}, au rapport d’instruction.`] : [])],
  }];
}

function faits({ sections: { projet, publics, budget } }: VersionDossier): { terme: string; valeur: string }[] {
  const autres = budget.ressources.filter((r) => r.financeur !== 'departement').map((r) => `${libelle('financeur', r.financeur)} ${euros(r.montant)} (${libelle('statut_ressource', r.statut).toLowerCase()})`);
  return [
    { terme: 'Axe', valeur: projet.axe }, { terme: 'Période', valeur: `du ${dateLongue(projet.debut)} au ${dateLongue(projet.fin)}` },
    { terme: 'Publics', valeur: `${publics.rsa} bénéficiaires du RSA, ${publics.horsRsaMoins25} moins de 25 ans hors RSA, ${publics.horsRsaAutres} autres` },
    { terme: 'Autres financements', valeur: couper(autres.join(' ; ') || 'Aucun', 300) },
  ];
}

const paragraphe = (contenu: string): Bloc => ({ type: 'paragraphe', texte: contenu });

function texte(intitule: string, contenu: string): Bloc[] {
  return contenu.trim() === '' ? [] : [{ type: 'titre', niveau: 3, texte: intitule }, paragraphe(couper(contenu.replace(/\s*\n\s*/g, ' '), TEXTE_MAX))];
}

/** At most `max` characters, cut at a word. */
function couper(contenu: string, max: number): string {
  return contenu.length <= max ? contenu : `${contenu.slice(0, max - 1).replace(/\s+\S*$/u, '')}…`;
}

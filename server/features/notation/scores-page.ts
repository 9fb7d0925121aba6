import type { Deps } from '../../platform/deps.js';
import { roleDans } from '../../domain/habilitations/acteur.js';
import type { Critere } from '../../domain/appels/contenu.js';
import { classer, departages, type Departage } from '../../domain/notation/classement.js';
import type { NoteSaisie } from '../../domain/notation/feuille.js';
import type { Centiemes } from '../../domain/notation/synthese.js';
import { nombre, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { lireDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { lireAnterieures, lireConcertations, type ConcertationLue, type FeuilleAnterieure } from './concertation-queries.js';
import { derniersExamens, dossiersInstruits, lireScores, type ScoresLus } from './notation-queries.js';

interface LigneCritere {
  readonly intitule: string;
  readonly poids: number;
  readonly notes: readonly { readonly note: string }[];
  readonly moyenne: string;
  readonly ecart: number;
}

interface Evaluateur {
  readonly nom: string;
  readonly fonction: string;
  readonly soumiseLe: string;
  readonly sur5: string;
  readonly sur100: string;
  readonly appreciation: string;
  readonly commentaires: readonly { terme: string; valeur: string }[];
}

export interface PageScores {
  readonly dossier: DossierLu;
  readonly onglets: readonly object[];
  readonly chiffres: readonly { libelle: string; valeur: string; precision: string }[];
  readonly evaluateurs: readonly Evaluateur[];
  readonly criteres: readonly LigneCritere[];
  readonly moyenne: { readonly sur5: string; readonly sur100: string; readonly ecart: string } | null;
  readonly deportes: readonly string[];
  readonly desaccords: readonly { readonly intitule: string; readonly ecart: number; readonly notes: string }[];
  readonly suites: readonly { readonly nom: string; readonly suite: string; readonly le: string; readonly motif: string }[];
  readonly anterieures: readonly { readonly nom: string; readonly soumiseLe: string; readonly remplaceeLe: string; readonly motif: string; readonly notes: readonly { intitule: string; avant: number | string; apres: number | string; commentaire: string }[] }[];
  readonly concertation: { readonly action: string; readonly lienRevision: string; readonly motif: unknown } | null;
  readonly lienListe: string;
  readonly retour: string;
}

declare module '../../web/render.js' {
  interface Pages { 'notation/scores': PageScores }
}

/** Hundredths as a figure with two decimals: 375 gives `3,75`. */
export const surDeuxDecimales = (c: Centiemes): string => nombre(c / 100, 2);

/** Every score of a dossier: scorer by criterion, means, spreads, rank with its reason, disagreements, first scores kept. */
export const pageScores = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const { id: dossierId } = dossier;
  const autres = dossier.etat === 'instruit' ? await dossiersInstruits(db, dossier.appelId) : [];
  const ids = [...new Set([dossierId, ...autres.map((d) => d.id)])];
  const tous = await lireScores(db, ids);
  const scores = trouve(tous.get(dossierId));
  const concertations = (await lireConcertations(db, [dossierId])).filter((c) => scores.feuilles.some((f) => f.personneId === c.personneId));
  const membre = demande.acteur.habilitations.has('comite');
  const ouverte = dossier.etat === 'instruit' && concertations.some((c) => c.personneId === demande.acteur.id && c.closeLe === null);
  await render(demande, 'notation/scores', {
    dossier, onglets: ongletsDossier(demande, dossier), ...presenterScores(scores), chiffres: chiffres(scores, rangDe(demande, dossier, autres, { tous, examens: await derniersExamens(db, ids) })),
    desaccords: presenterDesaccords(scores), suites: presenterSuites(scores, concertations), anterieures: presenterAnterieures(scores, await lireAnterieures(db, dossierId)),
    concertation: ouverte ? { action: vers(paths.dossiers.concertation, { dossierId }), lienRevision: vers(paths.dossiers.notation, { dossierId }), motif: etat.saisie?.['motif'] ?? '' } : null,
    lienListe: paths.notations, retour: membre ? paths.notations : paths.seances.liste,
  }, {
    titre: 'Scores', large: true, etat,
    fil: [membre ? { texte: 'Notation', lien: paths.notations } : { texte: 'Dossiers', lien: paths.dossiers.liste }, { texte: dossier.numero ?? '', lien: vers(paths.dossiers.page, { dossierId }) }],
  });
};

/** Table of scores, comments and withdrawals, the same on the dossier and in a session. */
export function presenterScores({ criteres, feuilles, synthese, ecartes }: ScoresLus): Pick<PageScores, 'evaluateurs' | 'criteres' | 'moyenne' | 'deportes'> {
  const noteDe = (rang: number, code: string): string => String(feuilles[rang]?.notes.find((n) => n.critere === code)?.note ?? '');
  return {
    evaluateurs: feuilles.map((f, i) => ({
      nom: f.personne, fonction: f.fonction, soumiseLe: f.soumiseLe ?? '', appreciation: f.appreciation,
      sur5: surDeuxDecimales(synthese?.parEvaluateur[i]?.sur5 ?? 0), sur100: surDeuxDecimales(synthese?.parEvaluateur[i]?.sur100 ?? 0),
      commentaires: criteres.flatMap((c) => {
        const ligne = f.notes.find((n) => n.critere === c.code);
        return ligne === undefined || ligne.commentaire === '' ? [] : [{ terme: `${c.intitule} (${ligne.note ?? ''}/5)`, valeur: ligne.commentaire }];
      }),
    })),
    criteres: criteres.map((c, rang) => ({
      intitule: c.intitule, poids: c.poids, notes: feuilles.map((_, i) => ({ note: noteDe(i, c.code) })),
      moyenne: surDeuxDecimales(synthese?.parCritere[rang]?.moyenne ?? 0), ecart: synthese?.parCritere[rang]?.ecart ?? 0,
    })),
    moyenne: synthese === null ? null : { sur5: surDeuxDecimales(synthese.moyenne.sur5), sur100: surDeuxDecimales(synthese.moyenne.sur100), ecart: surDeuxDecimales(synthese.ecart) },
    deportes: ecartes.filter((e) => e.raison === 'deport').map((e) => e.personne),
  };
}

/** Rank with the number of dossiers it is taken among, and why it stands there when means are equal. */
interface Rang { readonly rang: number; readonly sur: number; readonly raison: string }

interface Comparables { readonly tous: ReadonlyMap<string, ScoresLus>; readonly examens: ReadonlyMap<string, string> }

/**
 * Rank among the scored dossiers of the call whose scores the person may see: not those they are kept away from, since a gap
 * would betray them, nor those they have yet to score, since a place would say something of the others' scores.
 */
function rangDe({ acteur }: Demande, dossier: DossierLu, autres: readonly { id: string; numero: string; organismeId: string }[], { tous, examens }: Comparables): Rang | null {
  const aNote = (id: string): boolean => tous.get(id)?.feuilles.some((f) => f.personneId === acteur.id && (f.soumiseLe ?? '') > (examens.get(id) ?? '')) === true;
  const visibles = autres.filter((d) => roleDans(acteur, d.organismeId) === null && tous.get(d.id)?.ecartes.some((e) => e.personneId === acteur.id) !== true && (!acteur.habilitations.has('comite') || aNote(d.id)));
  const classes = classer(visibles.map((d) => ({ ...d, synthese: tous.get(d.id)?.synthese ?? null }))).filter((d) => d.rang !== null);
  const rang = classes.find((d) => d.id === dossier.id)?.rang ?? null;
  return rang === null ? null : { rang, sur: classes.length, raison: raisonDuRang(departages(classes).get(dossier.id), tous.get(dossier.id)?.criteres ?? []) };
}

/** Why a dossier stands where it does among equal means, in words; empty when its mean alone says it. */
export function raisonDuRang(departage: Departage | undefined, criteres: readonly Critere[]): string {
  if (departage === undefined) return '';
  if (departage.nature === 'egalite') return 'ex æquo sur tous les critères';
  return `à égalité de moyenne, départagé par le critère ${departage.critere + 1} (${criteres[departage.critere]?.intitule ?? ''})`;
}

function chiffres({ synthese, feuilles }: ScoresLus, rang: Rang | null): PageScores['chiffres'] {
  if (synthese === null) return [];
  return [
    { libelle: 'Moyenne', valeur: `${surDeuxDecimales(synthese.moyenne.sur100)} / 100`, precision: `soit ${surDeuxDecimales(synthese.moyenne.sur5)} / 5` },
    { libelle: 'Écart entre évaluateurs', valeur: surDeuxDecimales(synthese.ecart), precision: 'points sur 5, de la moyenne la plus basse à la plus haute' },
    { libelle: 'Notations soumises', valeur: String(feuilles.length), precision: '' },
    ...(rang === null ? [] : [{
      libelle: 'Rang', valeur: rang.rang === 1 ? '1er' : `${rang.rang}e`, precision: [`sur ${pluriel(rang.sur, 'dossier noté', 'dossiers notés')} de l’appel`, rang.raison].filter(Boolean).join(', '),
    }]),
  ];
}

/** Criteria on which scorers are two points or more apart, with the notes of those who disagree. */
function presenterDesaccords({ criteres, feuilles, divergences }: ScoresLus): PageScores['desaccords'] {
  return divergences.map((d) => ({
    intitule: `${criteres.findIndex((c) => c.code === d.critere) + 1}. ${criteres.find((c) => c.code === d.critere)?.intitule ?? ''}`, ecart: d.ecart,
    notes: feuilles.filter((f) => d.personnes.includes(f.personneId)).map((f) => `${f.personne} ${f.notes.find((n) => n.critere === d.critere)?.note ?? ''}`).join(', '),
  }));
}

const presenterSuites = ({ feuilles }: ScoresLus, concertations: readonly ConcertationLue[]): PageScores['suites'] => concertations.map((c) => ({
  nom: feuilles.find((f) => f.personneId === c.personneId)?.personne ?? '', motif: c.motif,
  suite: c.suite === null ? 'Comparaison demandée' : c.suite === 'maintenue' ? 'Notation maintenue' : 'Notation révisée', le: c.closeLe ?? c.ouverteLe,
}));

/** First scores beside those that replaced them: what changed, when and why. */
function presenterAnterieures({ criteres, feuilles }: ScoresLus, anterieures: readonly FeuilleAnterieure[]): PageScores['anterieures'] {
  return anterieures.flatMap((a) => {
    const actuelle = feuilles.find((f) => f.personneId === a.personneId);
    if (actuelle === undefined) return [];
    const suivante = anterieures.find((b) => b.personneId === a.personneId && b.rang === a.rang + 1)?.notes ?? actuelle.notes;
    const noteDe = (notes: readonly NoteSaisie[], code: string): number | null => notes.find((n) => n.critere === code)?.note ?? null;
    return [{
      nom: actuelle.personne, soumiseLe: a.soumiseLe, remplaceeLe: a.remplaceeLe, motif: a.motif,
      notes: criteres.map((c, i) => ({ intitule: `${i + 1}. ${c.intitule}`, avant: noteDe(a.notes, c.code) ?? '', apres: noteDe(suivante, c.code) ?? '', commentaire: a.notes.find((n) => n.critere === c.code)?.commentaire ?? '' })).filter((l) => l.avant !== l.apres),
    }];
  });
}

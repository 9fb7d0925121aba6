import type { Deps } from '../../platform/deps.js';
import { roleDans } from '../../domain/habilitations/acteur.js';
import { classer } from '../../domain/notation/classement.js';
import type { Centiemes } from '../../domain/notation/synthese.js';
import { nombre, pluriel } from '../../platform/format.js';
import { parametre, type Demande } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { lireDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { dossiersInstruits, lireScores, type ScoresLus } from './notation-queries.js';

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
  readonly lienListe: string;
  readonly retour: string;
}

declare module '../../web/render.js' {
  interface Pages { 'notation/scores': PageScores }
}

/** Hundredths as a figure with two decimals: 375 gives `3,75`. */
export const surDeuxDecimales = (c: Centiemes): string => nombre(c / 100, 2);

/** Every score of a dossier: scorer by criterion, means, spreads, rank among the dossiers of the call that wait for the committee. */
export const pageScores = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const autres = dossier.etat === 'instruit' ? await dossiersInstruits(db, dossier.appelId) : [];
  const tous = await lireScores(db, [...new Set([dossier.id, ...autres.map((d) => d.id)])]);
  const scores = trouve(tous.get(dossier.id));
  const membre = demande.acteur.habilitations.has('comite');
  await render(demande, 'notation/scores', {
    dossier, onglets: ongletsDossier(demande, dossier), ...presenterScores(scores), chiffres: chiffres(scores, rangDe(demande, dossier, autres, tous)),
    lienListe: paths.notations, retour: membre ? paths.notations : paths.seances.liste,
  }, {
    titre: 'Scores', large: true,
    fil: [membre ? { texte: 'Notation', lien: paths.notations } : { texte: 'Dossiers', lien: paths.dossiers.liste }, { texte: dossier.numero ?? '', lien: vers(paths.dossiers.page, { dossierId: dossier.id }) }],
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

interface Rang { readonly rang: number; readonly sur: number }

/** Rank among the scored dossiers of the call, those the person is kept away from left out: a gap would betray them. */
function rangDe(demande: Demande, dossier: DossierLu, autres: readonly { id: string; numero: string; organismeId: string }[], tous: ReadonlyMap<string, ScoresLus>): Rang | null {
  const visibles = autres.filter((d) => roleDans(demande.acteur, d.organismeId) === null && tous.get(d.id)?.ecartes.some((e) => e.personneId === demande.acteur.id) !== true);
  const classes = classer(visibles.map((d) => ({ ...d, synthese: tous.get(d.id)?.synthese ?? null }))).filter((d) => d.rang !== null);
  const rang = classes.find((d) => d.id === dossier.id)?.rang ?? null;
  return rang === null ? null : { rang, sur: classes.length };
}

function chiffres({ synthese, feuilles }: ScoresLus, rang: Rang | null): PageScores['chiffres'] {
  if (synthese === null) return [];
  return [
    { libelle: 'Moyenne', valeur: `${surDeuxDecimales(synthese.moyenne.sur100)} / 100`, precision: `soit ${surDeuxDecimales(synthese.moyenne.sur5)} / 5` },
    { libelle: 'Écart entre évaluateurs', valeur: surDeuxDecimales(synthese.ecart), precision: 'points sur 5, de la moyenne la plus basse à la plus haute' },
    { libelle: 'Notations soumises', valeur: String(feuilles.length), precision: '' },
    ...(rang === null ? [] : [{ libelle: 'Rang', valeur: rang.rang === 1 ? '1er' : `${rang.rang}e`, precision: `sur ${pluriel(rang.sur, 'dossier noté', 'dossiers notés')} de l’appel` }]),
  ];
}

import { phaseDepot, type PhaseDepot } from '../../domain/appels/ouverture.js';
import type { Deps } from '../../platform/deps.js';
import { pluriel } from '../../platform/format.js';
import type { Demande } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { codeDeQuery, texteDeQuery } from '../../web/requete.js';
import { phraseDepot, tempsRestant } from './appel-presentation.js';
import { listerAppelsPublics, listerTerritoires } from './appel-queries.js';
import type { AppelLu } from './appel-store.js';

interface CarteAppel { readonly titre: string; readonly lien: string; readonly depot: string; readonly reste: string; readonly resume: string; readonly phase: PhaseDepot }

export interface PageListeAppels {
  readonly ouverts: readonly CarteAppel[];
  readonly aVenir: readonly CarteAppel[];
  readonly passes: readonly { readonly titre: string; readonly lien: string; readonly depot: string; readonly code: string }[];
  readonly aucunOuvert: boolean;
  readonly simulateur: string;
  readonly flux: string;
  readonly filtres: {
    readonly mots: string; readonly territoire: string; readonly phase: string; readonly action: string; readonly resultat: string | null;
    readonly territoires: readonly { readonly valeur: string; readonly texte: string }[]; readonly phases: readonly { readonly valeur: string; readonly texte: string }[];
  } | null;
}

declare module '../../web/render.js' {
  interface Pages { 'appels/liste': PageListeAppels }
}

/** Filters appear beyond so many calls. */
const POIGNEE = 6;
const PHASES = ['ouvert', 'a_venir', 'ferme'] as const;
const NOMS_DE_PHASES = { ouvert: 'Ouverts au dépôt', a_venir: 'À venir', ferme: 'Passés' } as const;

/** Open, coming and past calls, without an account; by words, territory and phase once there are many. */
export const pageListe = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const tous = await listerAppelsPublics(db);
  const territoires = tous.length > POIGNEE ? await listerTerritoires(db) : [];
  const mots = texteDeQuery(demande.query, 'mots');
  const territoire = codeDeQuery(demande.query, 'territoire', territoires.map((t) => t.code)) ?? '';
  const phase = codeDeQuery(demande.query, 'phase', PHASES) ?? '';
  const phaseDe = (a: AppelLu): PhaseDepot => phaseDepot(a, demande.maintenant);
  const gardes = tous.filter((a) => contientMots(a, mots) && (territoire === '' || a.contenu.territoires.includes(territoire)) && (phase === '' || phaseDe(a) === phase));
  const enPhase = (p: PhaseDepot): AppelLu[] => gardes.filter((a) => phaseDe(a) === p);
  const carte = (a: AppelLu): CarteAppel => {
    const p = phaseDe(a);
    return { titre: a.titre, lien: lien(a), phase: p, depot: phraseDepot(a, p), reste: p === 'ouvert' ? tempsRestant(a.fermeLe, demande.maintenant) : '', resume: premierePhrase(a.contenu.objectifs) };
  };
  const croissant = (cle: 'ouvreLe' | 'fermeLe') => (a: AppelLu, b: AppelLu): number => (a[cle] < b[cle] ? -1 : 1);
  const ouverts = enPhase('ouvert').sort(croissant('fermeLe')).map(carte);
  const filtre = mots !== '' || territoire !== '' || phase !== '';
  return render(demande, 'appels/liste', {
    ouverts, aucunOuvert: ouverts.length === 0 && !filtre, aVenir: enPhase('a_venir').sort(croissant('ouvreLe')).map(carte),
    passes: enPhase('ferme').map((a) => ({ titre: a.titre, code: a.code, lien: lien(a), depot: phraseDepot(a, 'ferme') })), simulateur: paths.simulateur, flux: paths.appels.flux,
    filtres: tous.length <= POIGNEE ? null : {
      mots, territoire, phase, action: paths.appels.liste, territoires: territoires.map((t) => ({ valeur: t.code, texte: t.nom })), phases: PHASES.map((p) => ({ valeur: p, texte: NOMS_DE_PHASES[p] })),
      resultat: filtre ? (gardes.length === 0 ? 'Aucun appel ne correspond à votre recherche.' : pluriel(gardes.length, 'appel trouvé', 'appels trouvés')) : null,
    },
  }, { titre: 'Appels à projets' });
};

const lien = (a: AppelLu): string => vers(paths.appels.page, { appelId: a.id });

const sansAccents = (texte: string): string => texte.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Every word, without accents, somewhere in what a porteur would look for. */
function contientMots({ titre, code, contenu: c }: AppelLu, mots: string): boolean {
  if (mots === '') return true;
  const texte = sansAccents([titre, code, c.contexte, c.objectifs, ...c.axes, ...c.publics, ...c.dispositifs.map((d) => d.intitule)].join(' '));
  return sansAccents(mots).split(/\s+/).every((m) => texte.includes(m));
}

const premierePhrase = (texte: string): string => {
  const [debut = ''] = texte.split('\n');
  return debut.length <= 280 ? debut : `${debut.slice(0, 280).replace(/\s+\S*$/u, '')}…`;
};

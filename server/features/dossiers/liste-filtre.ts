import { DOSSIER } from '../../domain/etats/machines.js';
import { lireDateSaisie, lireMontantSaisi } from '../../platform/format.js';
import { estId } from '../../platform/ids.js';
import { texteDeQuery } from '../../web/requete.js';

/** Filters of the agents' list; empty text, null and false filter nothing. */
export interface FiltreDossiers {
  readonly recherche: string;
  readonly etats: readonly string[];
  readonly appel: string;
  /** Id of the instructeur in charge, or `personne`. */
  readonly instructeur: string;
  readonly dispositif: number | null;
  readonly axe: string;
  readonly territoire: string;
  readonly nature: string;
  readonly voie: '' | 'papier' | 'en_ligne';
  /** Amount asked, in cents. */
  readonly demandeMin: number | null;
  readonly demandeMax: number | null;
  /** Days of the first deposit, in Paris. */
  readonly deposeDu: string | null;
  readonly deposeAu: string | null;
  readonly complements: boolean;
  readonly retard: boolean;
}

/** Instructeur filter: nobody is in charge. */
export const PERSONNE = 'personne';

/** States a listed dossier may be in: a brouillon never is. */
export const ETATS_LISTES: readonly string[] = [...new Set(Object.values(DOSSIER.transitions).map((t) => t.vers))];

export interface FiltreLu {
  readonly filtre: FiltreDossiers;
  /** As typed, to be shown again. */
  readonly saisie: Readonly<Record<string, string>>;
  /** What could not be read, by field. */
  readonly erreurs: Readonly<Record<string, string>>;
}

type Query = Readonly<Record<string, unknown>>;

/** Filters of an address; what is not understood filters nothing, and an amount or a day that cannot be read says so. */
export function lireFiltre(query: Query): FiltreLu {
  const erreurs: Record<string, string> = {};
  const saisie: Record<string, string> = {};
  const lu = <T>(champ: string, lire: (texte: string) => T | null, message: string): T | null => {
    const texte = texteDeQuery(query, champ, 40);
    saisie[champ] = texte;
    const valeur = texte === '' ? null : lire(texte);
    if (texte !== '' && valeur === null) erreurs[champ] = message;
    return valeur;
  };
  const montant = (champ: string): number | null => lu(champ, (t) => { const c = lireMontantSaisi(t); return c === null || c < 0 ? null : c; }, 'Saisissez un montant, par exemple 1 234,56.');
  const jour = (champ: string): string | null => lu(champ, lireDateSaisie, 'Saisissez une date, par exemple 12/03/2023.');
  const id = (champ: string): string => { const v = texteDeQuery(query, champ); return estId(v) ? v : ''; };
  const etats = [query['etat']].flat().filter((e): e is string => typeof e === 'string' && ETATS_LISTES.includes(e));
  const dispositif = Number(texteDeQuery(query, 'dispositif', 4));
  const voie = texteDeQuery(query, 'voie', 10);
  return {
    saisie, erreurs,
    filtre: {
      recherche: texteDeQuery(query, 'recherche', 200), etats: [...new Set(etats)], appel: id('appel'),
      instructeur: query['instructeur'] === PERSONNE ? PERSONNE : id('instructeur'), dispositif: Number.isInteger(dispositif) && dispositif > 0 ? dispositif : null,
      axe: texteDeQuery(query, 'axe', 200), territoire: texteDeQuery(query, 'territoire', 10), nature: texteDeQuery(query, 'nature', 20), voie: voie === 'papier' || voie === 'en_ligne' ? voie : '',
      demandeMin: montant('demandeMin'), demandeMax: montant('demandeMax'), deposeDu: jour('deposeDu'), deposeAu: jour('deposeAu'),
      complements: query['complements'] === 'oui', retard: query['retard'] === 'oui',
    },
  };
}

/** Filters as an address holds them, in one order, the empty ones left out. */
export function filtreEnParametres({ filtre: f, saisie }: Pick<FiltreLu, 'filtre' | 'saisie'>): [string, string][] {
  const tous: [string, string][] = [
    ['recherche', f.recherche], ...f.etats.map((e): [string, string] => ['etat', e]), ['appel', f.appel], ['instructeur', f.instructeur], ['dispositif', f.dispositif === null ? '' : String(f.dispositif)],
    ['axe', f.axe], ['territoire', f.territoire], ['nature', f.nature], ['voie', f.voie], ['demandeMin', saisie['demandeMin'] ?? ''], ['demandeMax', saisie['demandeMax'] ?? ''],
    ['deposeDu', saisie['deposeDu'] ?? ''], ['deposeAu', saisie['deposeAu'] ?? ''], ['complements', f.complements ? 'oui' : ''], ['retard', f.retard ? 'oui' : ''],
  ];
  return tous.filter(([, v]) => v !== '');
}

import { classer, estEnRetard, finDeSemaine, joursAvant, type Echeance, type Maintenant, type NatureTache, type Tache } from '../../domain/echeances/taches.js';
import { NATURES_TACHE } from '../../domain/echeances/taches.js';
import type { Deps } from '../../platform/deps.js';
import { dateLongue, instantLong, pluriel } from '../../platform/format.js';
import type { Demande } from '../../web/demande.js';
import { libelle } from '../../web/libelles.js';
import { paths } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery, codeDeQuery } from '../../web/requete.js';
import { lireTravail, maintenantDe, type TotalTaches } from './taches-queries.js';

/** A task as its line reads. */
export interface TacheAffichee {
  readonly titre: string;
  readonly lien: string;
  /** Number, title and organisme. */
  readonly objet: string;
  readonly precision: string;
  /** `avant le 12 mars 2023`; empty without a deadline. */
  readonly echeance: string;
  /** `En retard de 3 jours`, `Aujourd’hui`, `Dans 5 jours`; empty without a deadline. */
  readonly delai: string;
  readonly retard: boolean;
}

export interface PageAFaire {
  readonly filtres: readonly { readonly texte: string; readonly lien: string; readonly actif: boolean; readonly nombre: number }[];
  readonly groupes: readonly { readonly id: string; readonly titre: string; readonly precision: string; readonly taches: readonly TacheAffichee[] }[];
  readonly vide: boolean;
  /** Kinds of which only the nearest deadlines are shown. */
  readonly coupes: readonly string[];
  readonly lienCalendrier: string;
}

declare module '../../web/render.js' {
  interface Pages { 'accueil/a-faire': PageAFaire }
}

/** A task in words. */
export function afficherTache(t: Tache, maintenant: Maintenant): TacheAffichee {
  return {
    titre: libelle('tache', t.nature), lien: t.lien, objet: [t.numero, t.titre || 'Nouveau dossier', t.organisme].filter((x) => x !== null && x !== '').join(' · '), precision: t.precision,
    echeance: t.echeance === null ? '' : direEcheance(t), delai: t.echeance === null ? '' : direDelai(t.echeance, maintenant), retard: t.echeance !== null && estEnRetard(t.echeance, maintenant),
  };
}

const RENDEZ_VOUS: readonly NatureTache[] = ['seance', 'seance_tenir'];

function direEcheance({ nature, echeance }: Tache): string {
  if (echeance === null) return '';
  const quand = echeance.instant === null ? dateLongue(echeance.jour) : instantLong(echeance.instant);
  return RENDEZ_VOUS.includes(nature) ? `le ${quand}` : `avant le ${quand}${echeance.instant === null ? ' inclus' : ''}`;
}

/** How long is left, in words: a late task says so without its colour. */
export function direDelai(echeance: Echeance, maintenant: Maintenant): string {
  const jours = joursAvant(echeance, maintenant);
  if (estEnRetard(echeance, maintenant)) return jours === 0 ? 'En retard depuis aujourd’hui' : `En retard de ${pluriel(-jours, 'jour')}`;
  if (jours === 0) return 'Aujourd’hui';
  return jours === 1 ? 'Demain' : `Dans ${pluriel(jours, 'jour')}`;
}

/** Where everything of one kind is listed, the nearest deadline first. */
export const lienDeNature = (nature: NatureTache): string => avecQuery(paths.aFaire, { nature });

/** Everything that waits for the person, or one kind of it (`?nature=`), by deadline. */
export const pageAFaire = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const choisie = codeDeQuery(demande.query, 'nature', NATURES_TACHE);
  const maintenant = maintenantDe(demande.maintenant);
  const { taches, totaux } = await lireTravail(db, demande.acteur, demande.maintenant);
  const montrees = taches.filter((t) => choisie === null || t.nature === choisie);
  await render(demande, 'accueil/a-faire', {
    filtres: [{ texte: 'Tout', lien: paths.aFaire, actif: choisie === null, nombre: totaux.reduce((n, t) => n + t.total, 0) }, ...totaux.map((t) => ({ texte: libelle('taches', t.nature), lien: lienDeNature(t.nature), actif: t.nature === choisie, nombre: t.total }))],
    groupes: classer(montrees, maintenant).map((g) => ({
      id: g.rubrique, titre: libelle('rubrique_tache', g.rubrique), precision: g.rubrique === 'cette_semaine' ? `D’ici au ${dateLongue(finDeSemaine(maintenant.jour))}` : '', taches: g.taches.map((t) => afficherTache(t, maintenant)),
    })),
    vide: montrees.length === 0, coupes: totaux.filter((t) => t.total > t.montrees && (choisie === null || t.nature === choisie)).map(direCoupe), lienCalendrier: paths.compteCalendrier,
  }, { titre: 'À faire' });
};

const direCoupe = (t: TotalTaches): string => `${libelle('taches', t.nature)} : les ${t.montrees} premiers sur ${t.total} sont affichés, dans l’ordre des échéances.`;

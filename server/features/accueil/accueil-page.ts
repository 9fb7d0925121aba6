import { appelOuvert } from '../../domain/appels/ouverture.js';
import { comparerTaches, estEnRetard, type Maintenant, type Tache } from '../../domain/echeances/taches.js';
import { estAgent } from '../../domain/habilitations/acteur.js';
import type { Deps } from '../../platform/deps.js';
import type { Demande } from '../../web/demande.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { listerAppelsPublics } from '../appels/appel-queries.js';
import { organismesDe } from '../organismes/organisme-queries.js';
import { afficherTache, direDelai, lienDeNature, type TacheAffichee } from './taches-page.js';
import { lireTravail, maintenantDe, type TotalTaches } from './taches-queries.js';

interface CarteDeTravail {
  readonly titre: string;
  readonly nombre: number;
  readonly lien: string;
  /** Nearest deadline in words, and whether it is over. */
  readonly delai: string;
  readonly retard: boolean;
}

export interface PageTableauDeBord {
  readonly prenom: string;
  readonly cartes: readonly CarteDeTravail[];
  readonly prochaines: readonly TacheAffichee[];
  readonly autres: number;
  readonly lienAFaire: string;
  readonly aJour: boolean;
  readonly porteur: boolean;
  readonly organismes: readonly { nom: string; lien: string | null; alerte: string }[];
  readonly appels: readonly { titre: string; fermeLe: string; lien: string }[];
  readonly lienDossiers: string;
  readonly lienOrganisme: string;
}

declare module '../../web/render.js' {
  interface Pages { 'accueil/tableau-de-bord': PageTableauDeBord }
}

/** Tasks shown on the dashboard; the others are one click away. */
const MONTREES = 6;

/** What waits for the signed-in person: the nearest deadlines, each kind of work with its count, their organismes, the open calls. */
export const pageTableauDeBord = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const { acteur } = demande;
  const maintenant = maintenantDe(demande.maintenant);
  const [{ taches, totaux }, organismes, appels] = await Promise.all([lireTravail(db, acteur, demande.maintenant, MONTREES), organismesDe(db, acteur.id ?? ''), listerAppelsPublics(db)]);
  const total = totaux.reduce((n, t) => n + t.total, 0);
  const prochaines = [...taches].sort(comparerTaches).slice(0, MONTREES);
  await render(demande, 'accueil/tableau-de-bord', {
    prenom: acteur.nom.split(' ')[0] ?? '', prochaines: prochaines.map((t) => afficherTache(t, maintenant)), autres: total - prochaines.length, lienAFaire: paths.aFaire, aJour: total === 0,
    cartes: totaux.map((t) => carte(t, taches, maintenant)), porteur: !estAgent(acteur) || organismes.length > 0,
    organismes: organismes.map((o) => ({
      nom: o.nom, lien: o.etat === 'accepte' ? vers(paths.organismes.fiche, { organismeId: o.id }) : null,
      alerte: o.etat === 'demande' ? 'Votre demande attend l’accord d’un signataire.' : o.ibanManque ? 'IBAN à renseigner' : '',
    })),
    appels: appels.filter((a) => appelOuvert(a, demande.maintenant)).map((a) => ({ titre: a.titre, fermeLe: a.fermeLe, lien: vers(paths.appels.page, { appelId: a.id }) })),
    lienDossiers: paths.dossiers.mes, lienOrganisme: paths.organismes.nouveau,
  }, { titre: 'Tableau de bord' });
};

function carte({ nature, total }: TotalTaches, taches: readonly Tache[], maintenant: Maintenant): CarteDeTravail {
  const premiere = taches.find((t) => t.nature === nature)?.echeance ?? null;
  return { titre: libelle('taches', nature), nombre: total, lien: lienDeNature(nature), delai: premiere === null ? '' : direDelai(premiere, maintenant), retard: premiere !== null && estEnRetard(premiere, maintenant) };
}

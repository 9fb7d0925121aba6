import { estAgent } from '../../domain/habilitations/acteur.js';
import type { Deps } from '../../platform/deps.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { listerAppelsPublics } from '../appels/appel-queries.js';
import { appelOuvert } from '../../domain/appels/ouverture.js';
import { organismesDe } from '../organismes/organisme-queries.js';
import { travauxDe, travauxDesPorteurs, type Travail } from './a-faire-queries.js';

export interface PageTableauDeBord {
  readonly prenom: string;
  readonly agent: boolean;
  readonly habilitations: readonly string[];
  readonly travaux: readonly Travail[];
  readonly aJour: boolean;
  readonly porteur: boolean;
  readonly aFaire: readonly { texte: string; titre: string; echeance: string | null; lien: string }[];
  readonly organismes: readonly { nom: string; lien: string | null; alerte: string }[];
  readonly appels: readonly { titre: string; fermeLe: string; lien: string }[];
  readonly lienOrganisme: string;
}

declare module '../../web/render.js' {
  interface Pages { 'accueil/tableau-de-bord': PageTableauDeBord }
}

/** What waits for the signed-in person, by habilitation and by organisme. */
export function routesAccueil(routeur: Routeur, { db }: Deps): void {
  routeur.get(paths.tableauDeBord, 'accueil.voir', async (demande) => {
    const { acteur, maintenant } = demande;
    const [travaux, aFaire, organismes, appels] = await Promise.all([
      travauxDe(db, acteur), travauxDesPorteurs(db, acteur.appartenances.map((a) => a.organismeId)), organismesDe(db, acteur.id ?? ''), listerAppelsPublics(db),
    ]);
    await render(demande, 'accueil/tableau-de-bord', {
      prenom: acteur.nom.split(' ')[0] ?? '', agent: estAgent(acteur), habilitations: [...acteur.habilitations].map((h) => libelle('habilitation', h)), travaux,
      aJour: travaux.every((t) => t.nombre === 0), porteur: !estAgent(acteur) || organismes.length > 0, aFaire,
      organismes: organismes.map((o) => ({
        nom: o.nom, lien: o.etat === 'accepte' ? vers(paths.organismes.fiche, { organismeId: o.id }) : null,
        alerte: o.etat === 'demande' ? 'Votre demande attend l’accord d’un signataire.' : o.role === 'signataire' && o.demandes > 0 ? `${o.demandes} demande${o.demandes > 1 ? 's' : ''} à examiner` : o.ibanManque ? 'IBAN à renseigner' : '',
      })),
      appels: appels.filter((a) => appelOuvert(a, maintenant)).map((a) => ({ titre: a.titre, fermeLe: a.fermeLe, lien: vers(paths.appels.page, { appelId: a.id }) })),
      lienOrganisme: paths.organismes.nouveau,
    }, { titre: 'Tableau de bord' });
  });
}

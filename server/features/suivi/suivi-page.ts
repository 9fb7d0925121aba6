import type { Deps } from '../../platform/deps.js';
import { peut } from '../../domain/habilitations/peut.js';
import { jourAParis } from '../../platform/clock.js';
import { dateCourte } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix } from '../../web/libelles.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { lireObligations, type ObligationLue } from '../conventions/obligation-queries.js';
import { lireDossier, lireReglesDuDossier } from '../dossiers/dossier-queries.js';
import { listerVisites, type VisiteLue } from './suivi-queries.js';

export interface PageSuivi {
  readonly surtitre: string;
  readonly onglets: ReturnType<typeof ongletsDossier>;
  readonly obligations: readonly ObligationLue[];
  readonly visites: readonly VisiteLue[];
  readonly peutVisiter: boolean;
  readonly action: string;
  readonly natures: readonly { valeur: string; texte: string }[];
  readonly saisie: Readonly<Record<string, unknown>>;
  readonly lienEmargement: string;
}

declare module '../../web/render.js' {
  interface Pages { 'suivi/dossier': PageSuivi }
}

/** Follow-up of a dossier: its dates, visits and steering meetings, the attendance sheet. */
export const pageSuivi = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const appel = await lireReglesDuDossier(db, dossier);
  const aujourdhui = jourAParis(demande.maintenant);
  const obligations = await lireObligations(db, dossier, appel, aujourdhui);
  await render(demande, 'suivi/dossier', {
    surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, onglets: ongletsDossier(demande, dossier),
    obligations, visites: await listerVisites(db, dossier.id),
    peutVisiter: dossier.etat === 'notifie' && peut(demande.acteur, 'suivi.visiter', demande.sujet).permis,
    action: vers(paths.dossiers.suivi, { dossierId: dossier.id }), natures: choix('nature_visite'),
    saisie: etat.saisie ?? { nature: 'visite', date: dateCourte(aujourdhui) }, lienEmargement: vers(paths.dossiers.emargement, { dossierId: dossier.id }),
  }, { titre: 'Suivi', etat, fil: filDossier(demande, dossier) });
};

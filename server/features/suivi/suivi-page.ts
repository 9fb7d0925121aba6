import type { Knex } from 'knex';
import { statutDe, type StatutObligation } from '../../domain/conventions/obligations.js';
import { jour, type Jour } from '../../domain/kernel/jour.js';
import type { Deps } from '../../platform/deps.js';
import { peut } from '../../domain/habilitations/peut.js';
import { jourAParis } from '../../platform/clock.js';
import { dateCourte, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix } from '../../web/libelles.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { lireObligations, type ObligationLue } from '../conventions/obligation-queries.js';
import { lireDossier, lireReglesDuDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { totaliserEmargements } from './emargement-queries.js';
import { listerSuites, type SuiteLue } from './suite-queries.js';
import { PARTIES_SUITE, peutMarquer } from './suite-service.js';
import { listerVisites, type VisiteLue } from './suivi-queries.js';

/** A follow-up with where it is marked as done; null once it is, or for who may not. */
interface SuitePresentee extends SuiteLue { readonly statut: StatutObligation; readonly action: string | null }

interface VisitePresentee extends VisiteLue { readonly suitesDemandees: readonly SuitePresentee[]; readonly actionSuite: string | null }

export interface PageSuivi {
  readonly surtitre: string;
  readonly onglets: ReturnType<typeof ongletsDossier>;
  readonly obligations: readonly ObligationLue[];
  readonly visites: readonly VisitePresentee[];
  readonly lienEmargements: string;
  readonly emargements: string;
  readonly porteur: boolean;
  readonly parties: readonly { valeur: string; texte: string }[];
  readonly saisieSuite: Readonly<Record<string, unknown>>;
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
    obligations, visites: await presenterVisites(db, demande, dossier, aujourdhui), porteur: !peut(demande.acteur, 'dossier.suivre', demande.sujet).permis,
    lienEmargements: vers(paths.dossiers.emargements, { dossierId: dossier.id }), emargements: pluriel((await totaliserEmargements(db, dossier.id)).seances, 'séance'), parties: choix('partie_suite', PARTIES_SUITE),
    saisieSuite: etat.saisie !== null && 'echeance' in etat.saisie ? etat.saisie : { partie: 'porteur' },
    peutVisiter: dossier.etat === 'notifie' && peut(demande.acteur, 'suivi.visiter', demande.sujet).permis,
    action: vers(paths.dossiers.suivi, { dossierId: dossier.id }), natures: choix('nature_visite'),
    saisie: etat.saisie !== null && 'nature' in etat.saisie ? etat.saisie : { nature: 'visite', date: dateCourte(aujourdhui) }, lienEmargement: vers(paths.dossiers.emargement, { dossierId: dossier.id }),
  }, { titre: 'Suivi', etat, fil: filDossier(demande, dossier) });
};

async function presenterVisites(db: Knex, demande: Demande, { id: dossierId, organismeId }: DossierLu, aujourdhui: Jour): Promise<VisitePresentee[]> {
  const [visites, suites] = [await listerVisites(db, dossierId), await listerSuites(db, dossierId)];
  const [peutAjouter, peutRepondre] = [peut(demande.acteur, 'suivi.visiter', demande.sujet).permis, peut(demande.acteur, 'suivi.repondre', demande.sujet).permis];
  const presenter = (s: SuiteLue): SuitePresentee => ({
    ...s, statut: statutDe({ limite: jour(s.echeance), faiteLe: s.faiteLe === null ? null : jour(s.faiteLe), indicative: false }, aujourdhui),
    action: s.faiteLe === null && peutRepondre && peutMarquer(demande.acteur, organismeId, s.partie) ? vers(paths.dossiers.suiteFaite, { dossierId, suiteId: s.id }) : null,
  });
  return visites.map((v) => ({ ...v, suitesDemandees: suites.filter((s) => s.visiteId === v.id).map(presenter), actionSuite: peutAjouter ? vers(paths.dossiers.suites, { dossierId, visiteId: v.id }) : null }));
}

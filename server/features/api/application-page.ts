import Joi from 'joi';
import { ajouterMois } from '../../domain/kernel/jour.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte } from '../../platform/format.js';
import { FORMULAIRE_VIERGE, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { formulaire, jourSaisi, ligne } from '../../web/form-errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { listerApplications, type EtatApplication } from './application-queries.js';
import type { ApplicationACreer } from './application-service.js';
import { PORTEES, type Portee } from './portees.js';

export const formulaireApplication = formulaire<ApplicationACreer>({
  nom: ligne(120).required(),
  contact: ligne(254).lowercase().email({ tlds: { allow: false } }).required(),
  portees: Joi.array().items(Joi.string().valid(...PORTEES)).single().unique().min(1).required() as Joi.AnySchema<readonly Portee[]>,
  expireLe: jourSaisi().required(),
});

export interface PageApplications {
  /** The token, shown once, just after it was made. */
  readonly jeton: string | null;
  readonly applications: readonly { readonly nom: string; readonly contact: string; readonly portees: string; readonly expire: string; readonly vue: string | null; readonly etat: EtatApplication; readonly revoquer: string | null }[];
  readonly portees: readonly { valeur: string; texte: string }[];
  readonly action: string;
  readonly saisie: Readonly<Record<string, unknown>>;
  readonly documentation: string;
}

declare module '../../web/render.js' {
  interface Pages { 'api/applications': PageApplications }
}

/** Applications that may read the API: made, read, revoked. */
export const pageApplications = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire = FORMULAIRE_VIERGE, jeton: string | null = null): Promise<void> => {
  const applications = await listerApplications(db, demande.maintenant);
  await render(demande, 'api/applications', {
    jeton, portees: choix('portee_api', PORTEES), action: paths.administration.applications, documentation: paths.apiPresentation,
    saisie: etat.saisie ?? { expireLe: dateCourte(ajouterMois(jourAParis(demande.maintenant), 12)) },
    applications: applications.map((a) => ({
      nom: a.nom, contact: a.contact, portees: a.portees.map((p) => libelle('portee_api', p)).join(', '), expire: dateCourte(a.expireLe), vue: a.vueLe, etat: a.etat,
      revoquer: a.etat === 'active' ? vers(paths.administration.application, { applicationId: a.id }) : null,
    })),
  }, { titre: 'Applications', etat });
};

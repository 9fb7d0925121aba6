import Joi from 'joi';
import { REGIMES_AIDE_ETAT, type AideEtat, type RegimeAideEtat } from '../../domain/echeances/aide-etat.js';
import { jour } from '../../domain/kernel/jour.js';
import { formulaire, jourSaisi, ligne, type Formulaire } from '../../web/form-errors.js';

interface Saisie { readonly regime: RegimeAideEtat | 'aucun'; readonly reference: string; readonly octroi?: string }

/** The State-aid regime of a dossier as it is typed; `aucun` when the subsidy is no State aid. */
export const formulaireAideEtat: Formulaire<Saisie> = formulaire<Saisie>({
  regime: Joi.string().valid('aucun', ...REGIMES_AIDE_ETAT).required(),
  reference: ligne(100).allow('').default(''),
  octroi: Joi.when('regime', { is: 'aucun', then: Joi.any().strip(), otherwise: jourSaisi().required() }),
});

/** The regime typed, or null for none. */
export const aideEtatSaisie = ({ regime, reference, octroi }: Saisie): AideEtat | null =>
  (regime === 'aucun' || octroi === undefined ? null : { regime, reference, octroi: jour(octroi) });

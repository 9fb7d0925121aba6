import Joi from 'joi';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import type { Demande, EtatFormulaire } from '../../web/demande.js';
import { entierSaisi, formulaire, ligne, lignes } from '../../web/form-errors.js';
import { paths } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteDeQuery } from '../../web/requete.js';
import { texteTape } from '../../web/saisie.js';
import { listerTerritoires } from '../appels/appel-queries.js';
import type { SaisieBeneficiaires } from './beneficiaires-service.js';
import { lireBeneficiaires } from './territoires-queries.js';

export interface PageBeneficiaires {
  readonly action: string;
  readonly annee: string;
  readonly lignes: readonly { readonly chemin: string; readonly territoire: string; readonly nom: string; readonly valeur: string }[];
  readonly annees: readonly { readonly texte: string; readonly lien: string }[];
  readonly retour: string;
}

declare module '../../web/render.js' {
  interface Pages { 'pilotage/beneficiaires': PageBeneficiaires }
}

/** A year, and a count for each territory. */
export const formulaireBeneficiaires = formulaire<SaisieBeneficiaires>({
  annee: entierSaisi(2100).required(),
  nombres: lignes(Joi.object({ territoire: ligne(10).required(), nombre: entierSaisi(10_000_000).default(null) }), 300),
});

/** RSA recipients of each territory, year by year: what dashboards compare the people reached with. */
export const pageBeneficiaires = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const [territoires, connus] = [await listerTerritoires(db), await lireBeneficiaires(db)];
  const annees = [...new Set(connus.map((c) => c.annee))];
  const demandee = /^20[0-9]{2}$/.exec(texteDeQuery(demande.query, 'annee'))?.[0];
  const annee = etat.saisie === null ? demandee ?? String(annees[0] ?? jourAParis(demande.maintenant).slice(0, 4)) : texteTape(etat.saisie, 'annee');
  await render(demande, 'pilotage/beneficiaires', {
    action: paths.pilotage.beneficiaires, annee, retour: paths.pilotage.page, annees: annees.map((a) => ({ texte: String(a), lien: `${paths.pilotage.beneficiaires}?annee=${a}` })),
    lignes: territoires.map((t, i) => {
      const connu = connus.find((c) => c.territoire === t.code && String(c.annee) === annee);
      return { chemin: `nombres.${i}`, territoire: t.code, nom: t.nom, valeur: etat.saisie === null ? (connu === undefined ? '' : String(connu.nombre)) : texteTape(etat.saisie, `nombres.${i}.nombre`) };
    }),
  }, { titre: 'Bénéficiaires du RSA par territoire', etat, fil: [{ texte: 'Pilotage', lien: paths.pilotage.page }] });
};

import type { ContenuAppel } from '../appels/contenu.js';
import type { ContenuSections, SectionBudget, SectionEngagements, SectionIndicateurs, SectionOrganisme, SectionProjet, SectionPublics, SectionSaisie } from './contenu.js';
import { finAuPlusTard } from './duree.js';

/** Why a section is not complete: the field and a reason code. */
export interface Manque { readonly champ: string; readonly code: 'a_remplir' | 'hors_periode_appel' | 'duree_trop_longue' | 'dates_inversees' | 'a_cocher' | 'concertation_requise' | 'aucune_ligne' }

type Verificateurs = { readonly [S in SectionSaisie]: (contenu: ContenuSections[S], appel: ContenuAppel) => Manque[] };

const vides = <T extends object>(contenu: T, champs: readonly (keyof T & string)[]): Manque[] =>
  champs.filter((c) => { const v = contenu[c]; return v === '' || v === null || v === undefined || (Array.isArray(v) && v.length === 0); })
    .map((champ) => ({ champ, code: 'a_remplir' as const }));

function projet(p: SectionProjet, appel: ContenuAppel): Manque[] {
  const { debut, fin, dureeMaxMois } = appel.periodeOperations;
  const manques = vides(p, ['titre', 'dispositif', 'axe', 'mesures', 'besoin', 'objectifs', 'methode', 'partenariat', 'territoires', 'debut', 'fin', 'equipe']);
  if (p.debut && p.fin) {
    if (p.fin < p.debut) manques.push({ champ: 'fin', code: 'dates_inversees' });
    if (p.debut < debut) manques.push({ champ: 'debut', code: 'hors_periode_appel' });
    if (p.fin > fin) manques.push({ champ: 'fin', code: 'hors_periode_appel' });
    if (p.fin >= p.debut && p.fin > finAuPlusTard(p.debut, dureeMaxMois)) manques.push({ champ: 'fin', code: 'duree_trop_longue' });
  }
  return manques;
}

const publics = (p: SectionPublics): Manque[] => [
  ...vides(p, ['ciblePublics', 'reperage']),
  ...(p.rsa + p.horsRsaMoins25 + p.horsRsaAutres === 0 ? [{ champ: 'rsa', code: 'a_remplir' } as const] : []),
  ...(p.volumes.some((v) => v.prevu > 0) ? [] : [{ champ: 'volumes', code: 'aucune_ligne' } as const]),
];

const budget = (b: SectionBudget): Manque[] => [
  ...(b.depenses.length === 0 ? [{ champ: 'depenses', code: 'aucune_ligne' } as const] : []),
  ...(b.ressources.length === 0 ? [{ champ: 'ressources', code: 'aucune_ligne' } as const] : []),
  ...b.depenses.flatMap((d, i) => (d.libelle === '' ? [{ champ: `depenses.${i}.libelle`, code: 'a_remplir' } as const] : [])),
];

const organisme = (o: SectionOrganisme): Manque[] => [
  ...vides(o, ['contactNom', 'contactCourriel', 'contactTelephone']),
  ...(o.identiteConfirmee ? [] : [{ champ: 'identiteConfirmee', code: 'a_cocher' } as const]),
];

const indicateurs = (s: SectionIndicateurs): Manque[] => (s.indicateurs.length === 0 ? [{ champ: 'indicateurs', code: 'aucune_ligne' }] : []);

const engagements = (e: SectionEngagements): Manque[] =>
  (['contratRepublicain', 'exactitude', 'donneesPersonnelles'] as const).filter((c) => !e[c]).map((champ) => ({ champ, code: 'a_cocher' as const }));

const VERIFICATEURS: Verificateurs = { organisme, projet, publics, budget, indicateurs, engagements };

/**
 * What a section still lacks before it can be deposited (spec 1, stages 3 and 4); empty when complete.
 * Financial anomalies are the plan's (spec 2.1) and are not repeated here.
 */
export function manquesDeSection<S extends SectionSaisie>(section: S, contenu: ContenuSections[S] | undefined, appel: ContenuAppel): Manque[] {
  return contenu === undefined ? [{ champ: section, code: 'a_remplir' }] : VERIFICATEURS[section](contenu, appel);
}

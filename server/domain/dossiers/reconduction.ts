import type { ContenuAppel } from '../appels/contenu.js';
import type { Jour } from '../kernel/jour.js';
import type { ContenuSections, LigneRessource, SectionProjet } from './contenu.js';

/** A project taken up again: what the new call does not offer is left to be chosen. */
export type ProjetReconduit = Omit<SectionProjet, 'debut' | 'fin' | 'dispositif'> & { readonly debut: Jour | null; readonly fin: Jour | null; readonly dispositif: number | null };

/** Sections of a new dossier begun from another; `engagements` is never among them: each dossier is committed to anew. */
export type SectionsReconduites = Omit<Partial<ContenuSections>, 'projet' | 'engagements'> & { readonly projet?: ProjetReconduit };

/**
 * What a dossier of a former call gives to start another: texts, people, budget and indicators as they were; choices the new
 * call still offers; dates only when they fall in its period; funders to be asked again, own funds excepted; nothing that
 * was certified.
 * @param reconduction the former dossier answered another call: the project continues a funded action
 * @see spec 1, stage 3 (reconduction)
 */
export function reconduire(ancien: Partial<ContenuSections>, appel: ContenuAppel, reconduction: boolean): SectionsReconduites {
  const { organisme, projet, publics, budget, indicateurs } = ancien;
  return {
    ...(organisme && { organisme: { ...organisme, identiteConfirmee: false, signataireDelegue: false } }),
    ...(projet && { projet: reconduireProjet(projet, appel, reconduction) }),
    ...(publics && { publics: { ...publics, ciblePublics: publics.ciblePublics.filter((p) => appel.publics.includes(p)) } }),
    ...(budget && { budget: { ...budget, ressources: budget.ressources.map(aSolliciter) } }),
    ...(indicateurs && { indicateurs }),
  };
}

const aSolliciter = (r: LigneRessource): LigneRessource => ({ ...r, statut: r.financeur === 'fonds_propres' ? r.statut : 'sollicite' });

function reconduireProjet(p: SectionProjet, appel: ContenuAppel, reconduction: boolean): ProjetReconduit {
  const { debut, fin } = appel.periodeOperations;
  const dans = p.debut >= debut && p.fin <= fin;
  return {
    ...p, reconduction: reconduction || p.reconduction, concertation: '',
    dispositif: appel.dispositifs.some((d) => d.numero === p.dispositif) ? p.dispositif : null, axe: appel.axes.includes(p.axe) ? p.axe : '',
    mesures: p.mesures.filter((m) => appel.mesuresSocles.includes(m)), territoires: p.territoires.filter((t) => appel.territoires.includes(t)),
    debut: dans ? p.debut : null, fin: dans ? p.fin : null,
  };
}

import { publicsComptes, PUBLICS_VIDES } from '../../domain/bilans/contenu.js';
import { postesRemplaces } from '../../domain/financements/forfaits.js';
import { cents } from '../../domain/kernel/cents.js';
import type { FaitsDuBilan } from '../../domain/service-fait/assemblage.js';
import { solderLesConventions, type SoldeCalcule } from '../../domain/bilans/prevision.js';
import type { LigneDeDepense } from '../../domain/bilans/lignes.js';
import type { BilanLu } from '../bilans/bilan-queries.js';
import type { ConventionDuBilan, DossierASolder } from '../bilans/dossier-a-solder-queries.js';
import type { Constats, RealisationRetenue } from './controle-queries.js';
import type { Resultat } from './resultat.js';

/** What the porteur declared, in the form of what the controller retains: the start of their entry. */
export function realisationDeclaree(bilan: BilanLu): RealisationRetenue {
  const r = bilan.contenu.realisation;
  return {
    volumes: (r?.volumes ?? []).map((v) => v ?? 0), publics: publicsComptes(r?.publics ?? PUBLICS_VIDES), nonExecution: r?.nonExecution ?? false,
    ressources: Object.fromEntries(bilan.ressources.map((x) => [x.id, x.montant])), commentaire: '',
  };
}

/** What the control retains so far; what it has not decided yet counts as declared. */
export function faitsRetenus(d: DossierASolder, bilan: BilanLu, { realisation }: Constats): FaitsDuBilan {
  const { volumes, publics, nonExecution, ressources } = realisation ?? realisationDeclaree(bilan);
  return {
    volumes, publics, nonExecution, forfaits: d.forfaits,
    depenses: bilan.depenses.map((l) => ({ poste: l.poste, montant: l.retenu ?? l.montant })),
    ressources: bilan.ressources.map((r) => ({ financeur: r.financeur, montant: cents(ressources[r.id] ?? r.montant) })),
  };
}

/** The balances on what is retained so far. */
export const soldesRetenus = (d: DossierASolder, bilan: BilanLu, constats: Constats): readonly SoldeCalcule<ConventionDuBilan>[] =>
  solderLesConventions(d.conventions, faitsRetenus(d, bilan, constats));

/** Lines whose real cost counts: those a flat rate stands for need no decision (spec 2.2). */
export function lignesAControler(d: DossierASolder, bilan: BilanLu): readonly LigneDeDepense[] {
  const remplaces = postesRemplaces(d.forfaits);
  return bilan.depenses.filter((l) => !remplaces.has(l.poste));
}

/** Lines that still wait for a decision. */
export const lignesAExaminer = (d: DossierASolder, bilan: BilanLu): readonly LigneDeDepense[] => lignesAControler(d, bilan).filter((l) => l.retenu === null);

/** Lines not wholly retained: those the porteur may answer. */
export const lignesContestables = (d: DossierASolder, bilan: BilanLu): readonly LigneDeDepense[] =>
  lignesAControler(d, bilan).filter((l) => l.retenu !== null && l.retenu < l.montant);

/** True when what is retained is not what was declared. */
export function differeDuDeclare(bilan: BilanLu, retenu: RealisationRetenue): boolean {
  const { commentaire: _ignore, ...declare } = realisationDeclaree(bilan);
  const { commentaire: _aussi, ...garde } = retenu;
  const cle = (r: Omit<RealisationRetenue, 'commentaire'>): string =>
    JSON.stringify([r.volumes, r.publics.rsa, r.publics.horsRsaMoins25, r.publics.horsRsaAutres, r.nonExecution, Object.entries(r.ressources).sort()]);
  return cle(declare) !== cle(garde);
}

/** Conclusions to freeze: the balances, and what was decided on each controlled line. */
export const figer = (etape: Resultat['etape'], d: DossierASolder, bilan: BilanLu, constats: Constats): Resultat => ({
  etape,
  conventions: soldesRetenus(d, bilan, constats)
    .map(({ convention, demande, depenses, solde }) => ({ conventionId: convention.id, numero: convention.numero, financeur: convention.financeur, demande, depenses, solde })),
  lignes: lignesAControler(d, bilan)
    .map((l) => ({ id: l.id, rang: l.rang, libelle: l.libelle, montantCents: l.montant, retenuCents: l.retenu ?? l.montant, motif: l.motif, constat: l.constat })),
});

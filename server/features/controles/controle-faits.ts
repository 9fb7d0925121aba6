import { publicsComptes, PUBLICS_VIDES } from '../../domain/bilans/contenu.js';
import { postesRemplaces } from '../../domain/financements/forfaits.js';
import type { Financeur, Poste } from '../../domain/financements/nomenclature.js';
import { cents, somme, type Cents } from '../../domain/kernel/cents.js';
import { solderConventionDuBilan, type FaitsDuBilan } from '../../domain/service-fait/assemblage.js';
import { extrapoler, type Extrapolation } from '../../domain/service-fait/echantillon.js';
import { estEcartee, retenuPour } from '../../domain/service-fait/lignes.js';
import type { SoldeCalcule } from '../../domain/bilans/prevision.js';
import type { LigneDeDepense } from '../../domain/bilans/lignes.js';
import type { BilanLu } from '../bilans/bilan-queries.js';
import type { ConventionDuBilan, DossierASolder } from '../bilans/dossier-a-solder-queries.js';
import type { ControleLu, RealisationRetenue } from './controle-queries.js';
import type { Resultat } from './resultat.js';

/** What the porteur declared, in the form of what the controller retains: the start of their entry. */
export function realisationDeclaree(bilan: BilanLu): RealisationRetenue {
  const r = bilan.contenu.realisation;
  return {
    volumes: (r?.volumes ?? []).map((v) => v ?? 0), publics: publicsComptes(r?.publics ?? PUBLICS_VIDES), nonExecution: r?.nonExecution ?? false,
    ressources: Object.fromEntries(bilan.ressources.map((x) => [x.id, x.montant])), commentaire: '',
  };
}

/** What of a control the balances depend on. */
export type EtatDuControle = Pick<ControleLu, 'constats' | 'echantillon'>;

/** The error of the drawn lines, extended to those nobody looked at, for the convention of a funder; null without a sample, or while a drawn line waits. */
export const extrapolationPour = (d: DossierASolder, bilan: BilanLu, { echantillon }: EtatDuControle, financeur: Financeur): Extrapolation<Poste> | null =>
  (echantillon === null ? null : extrapoler(lignesAControler(d, bilan).map((l) => ({ poste: l.poste, montant: l.montant, retenu: retenuPour(l, financeur), tiree: l.tiree })), echantillon.regle));

/** Expenses that the convention of a funder retains so far: line by line, then by post those a sample speaks for. What waits for a decision counts as declared. */
function depensesRetenues(d: DossierASolder, bilan: BilanLu, controle: EtatDuControle, financeur: Financeur): FaitsDuBilan['depenses'] {
  const etendue = extrapolationPour(d, bilan, controle, financeur);
  const lue = (l: LigneDeDepense): { poste: Poste; montant: Cents } => ({ poste: l.poste, montant: retenuPour(l, financeur) ?? l.montant });
  if (etendue === null) return bilan.depenses.map(lue);
  const controlees = new Set(lignesAControler(d, bilan));
  return [...bilan.depenses.filter((l) => !controlees.has(l) || l.tiree || l.retenu !== null).map(lue), ...etendue.retenuParPoste.map(({ poste, retenu }) => ({ poste, montant: retenu }))];
}

/** Total that the convention of a funder retains so far of the lines at real cost; cents. */
export function totalRetenu(d: DossierASolder, bilan: BilanLu, controle: EtatDuControle, financeur: Financeur): Cents {
  const remplaces = postesRemplaces(d.forfaits);
  return somme(depensesRetenues(d, bilan, controle, financeur).filter((l) => !remplaces.has(l.poste)).map((l) => l.montant));
}

/** What the control retains so far for the convention of a funder; what it has not decided yet counts as declared. */
export function faitsRetenus(d: DossierASolder, bilan: BilanLu, controle: EtatDuControle, financeur: Financeur): FaitsDuBilan {
  const { volumes, publics, nonExecution, ressources } = controle.constats.realisation ?? realisationDeclaree(bilan);
  return {
    volumes, publics, nonExecution, forfaits: d.forfaits,
    depenses: depensesRetenues(d, bilan, controle, financeur),
    ressources: bilan.ressources.map((r) => ({ financeur: r.financeur, montant: cents(ressources[r.id] ?? r.montant) })),
  };
}

/** The balances on what is retained so far. */
export const soldesRetenus = (d: DossierASolder, bilan: BilanLu, controle: EtatDuControle): readonly SoldeCalcule<ConventionDuBilan>[] =>
  d.conventions.map((convention) => ({ convention, ...solderConventionDuBilan(convention, faitsRetenus(d, bilan, controle, convention.financeur)) }));

/** True when FSE+ pays beside another funder: its convention may then decide otherwise on a line. */
export const fseAPart = ({ conventions }: Pick<DossierASolder, 'conventions'>): boolean => conventions.length > 1 && conventions.some((c) => c.financeur === 'fse');

/** Lines whose real cost counts: those a flat rate stands for need no decision (spec 2.2). */
export function lignesAControler(d: DossierASolder, bilan: BilanLu): readonly LigneDeDepense[] {
  const remplaces = postesRemplaces(d.forfaits);
  return bilan.depenses.filter((l) => !remplaces.has(l.poste));
}

/** Tells the lines that chance did not draw: no decision awaits them. None where every line is examined. */
export function horsEchantillon({ depenses }: Pick<BilanLu, 'depenses'>): (l: LigneDeDepense) => boolean {
  const tirage = depenses.some((l) => l.tiree);
  return (l) => tirage && !l.tiree;
}

/** Lines that still wait for a decision: all of them, or those drawn by lot. */
export function lignesAExaminer(d: DossierASolder, bilan: BilanLu): readonly LigneDeDepense[] {
  const hors = horsEchantillon(bilan);
  return lignesAControler(d, bilan).filter((l) => l.retenu === null && !hors(l));
}

/** Lines not wholly retained: those the porteur may answer. */
export const lignesContestables = (d: DossierASolder, bilan: BilanLu): readonly LigneDeDepense[] =>
  lignesAControler(d, bilan).filter(estEcartee);

/** True when what is retained is not what was declared. */
export function differeDuDeclare(bilan: BilanLu, retenu: RealisationRetenue): boolean {
  const { commentaire: _ignore, ...declare } = realisationDeclaree(bilan);
  const { commentaire: _aussi, ...garde } = retenu;
  const cle = (r: Omit<RealisationRetenue, 'commentaire'>): string =>
    JSON.stringify([r.volumes, r.publics.rsa, r.publics.horsRsaMoins25, r.publics.horsRsaAutres, r.nonExecution, Object.entries(r.ressources).sort()]);
  return cle(declare) !== cle(garde);
}

/** Conclusions to freeze: the balances, the draw they rest on, and what was decided on each controlled line. */
export function figer(etape: Resultat['etape'], d: DossierASolder, bilan: BilanLu, controle: EtatDuControle): Resultat {
  const { echantillon } = controle;
  return {
    etape, ...(echantillon === null ? {} : { echantillon }),
    conventions: soldesRetenus(d, bilan, controle).map(({ convention: { id, numero, financeur }, demande, depenses, solde }) => {
      const extrapolation = extrapolationPour(d, bilan, controle, financeur);
      return { conventionId: id, numero, financeur, demande, depenses, solde, ...(extrapolation === null ? {} : { extrapolation }) };
    }),
    lignes: lignesAControler(d, bilan).flatMap((l) => (l.retenu === null ? [] : [
      { id: l.id, rang: l.rang, libelle: l.libelle, montantCents: l.montant, retenuCents: l.retenu, motif: l.motif, constat: l.constat, ...(l.fse === null ? {} : { fse: { retenuCents: l.fse.retenu, motif: l.fse.motif, constat: l.fse.constat } }) },
    ])),
  };
}

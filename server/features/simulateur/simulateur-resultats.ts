import { repartir } from '../../domain/conventions/echeancier.js';
import { CODES_FORFAIT, type CodeForfait } from '../../domain/financements/nomenclature.js';
import { evaluerPlan, type EvaluationPlan } from '../../domain/financements/plan.js';
import { calculerSolde, type DemandeSolde } from '../../domain/service-fait/solde.js';
import { euros, pourcent } from '../../platform/format.js';
import { expliquerSolde, type SoldeExplique } from '../../web/explication-solde.js';
import { libelle } from '../../web/libelles.js';
import type { PlanLu } from './simulateur-form.js';

interface Chiffre { readonly libelle: string; readonly cents: number; readonly precision: string }
interface Echeance { readonly texte: string; readonly cents: number }

export interface ResultatPlan {
  readonly chiffres: readonly Chiffre[];
  readonly resume: string;
  readonly anomalies: readonly { readonly texte: string; readonly lieu: string; readonly bloquante: boolean }[];
  /** Sentence of each row with a broken rule, by `depenses.0`. */
  readonly parLigne: Readonly<Record<string, string>>;
  readonly recevable: boolean;
  readonly plafond: string;
  readonly options: readonly { readonly texte: string; readonly choisie: boolean; readonly assietteCents: number | null; readonly forfaitCents: number | null; readonly totalCents: number; readonly demandeTaux: string }[];
  readonly echeancier: readonly Echeance[];
}

export interface ResultatSolde extends SoldeExplique {
  readonly chiffres: readonly Chiffre[];
  readonly resume: string;
  readonly tauxRealisation: string;
  readonly echeancier: readonly Echeance[];
}

/** Everything a plan gives, for the page. @see spec 2.1 to 2.4 */
export function resultatPlan(lu: PlanLu): ResultatPlan {
  const e = evaluerPlan(lu.demande);
  const { demandee, plafonnee } = e.subvention;
  return {
    chiffres: [
      { libelle: 'Total des dépenses', cents: e.totalDepenses, precision: e.forfaits.length > 0 ? 'forfaits compris' : '' },
      { libelle: 'Total des ressources', cents: e.totalRessources, precision: '' },
      { libelle: 'Écart', cents: e.ecart, precision: e.equilibre ? 'le plan est équilibré' : 'dépenses moins ressources' },
      { libelle: 'Subvention après plafond', cents: plafonnee, precision: `sur ${euros(demandee)} demandés` },
    ],
    resume: `Dépenses ${euros(e.totalDepenses)}, ressources ${euros(e.totalRessources)}, écart ${euros(e.ecart)}`,
    anomalies: e.anomalies.map((a) => ({ texte: libelle('anomalie', a.code), lieu: lieuDe(a.champ, lu), bloquante: a.gravite === 'bloquante' })),
    parLigne: parLigne(e, lu), recevable: !e.anomalies.some((a) => a.gravite === 'bloquante'),
    plafond: phrasePlafond(e, lu), options: comparerForfaits(lu), echeancier: repartir(plafonnee, lu.echeances).map((x) => ({ texte: libelle('declencheur', x.declencheur), cents: x.montant })),
  };
}

const CHAMP_DE_LIGNE = /^(depenses|ressources)\[(\d+)\]/;

function rangTape(champ: string, { rangsDepenses, rangsRessources }: PlanLu): { groupe: string; rang: number } | null {
  const [, groupe = '', rang = ''] = CHAMP_DE_LIGNE.exec(champ) ?? [];
  if (groupe === '') return null;
  return { groupe, rang: (groupe === 'depenses' ? rangsDepenses : rangsRessources)[Number(rang)] ?? Number(rang) };
}

function lieuDe(champ: string, lu: PlanLu): string {
  const place = rangTape(champ, lu);
  if (place === null) return libelle('lieu_anomalie', champ);
  return `${place.groupe === 'depenses' ? 'Dépense' : 'Ressource'} ${place.rang + 1}`;
}

function parLigne({ anomalies }: EvaluationPlan, lu: PlanLu): Record<string, string> {
  const phrases: Record<string, string> = {};
  for (const { code, champ } of anomalies) {
    const place = rangTape(champ, lu);
    if (place === null) continue;
    const cle = `${place.groupe}.${place.rang}`;
    phrases[cle] = [phrases[cle], libelle('anomalie', code)].filter(Boolean).join(' ');
  }
  return phrases;
}

function phrasePlafond({ subvention: { demandee, plafonnee, ecarte, tauxHorsRsa, depasse }, tauxIntervention }: EvaluationPlan, { demande }: PlanLu): string {
  const taux = `La subvention demandée représente ${pourcent(tauxIntervention)} des dépenses. Les jeunes hors RSA comptent pour ${pourcent(tauxHorsRsa)} des personnes prises en compte, pour un plafond de ${pourcent(demande.regles.plafondHorsRsa)}.`;
  const { rsa, horsRsaMoins25, horsRsaAutres } = demande.publics;
  if (rsa + horsRsaMoins25 + horsRsaAutres === 0) return `${taux} Indiquez les publics attendus : sans eux, aucune subvention n’est calculée.`;
  if (plafonnee === demandee) return `${taux} La subvention peut être accordée en entier.`;
  return `${taux} ${euros(ecarte)} sont écartés${depasse ? ' par le plafond' : ''}${horsRsaAutres > 0 ? `${depasse ? ' et' : ''} parce que les personnes hors RSA de 25 ans ou plus n’ouvrent droit à rien` : ''}.`;
}

/** Every way to use flat rates on these figures, none first (spec 2.2). */
function comparerForfaits({ demande }: PlanLu): ResultatPlan['options'] {
  const combinaisons: readonly (readonly CodeForfait[])[] = [[], ...CODES_FORFAIT.map((c) => [c]), ['personnel_20', 'indirectes_7']];
  const choisis = [...demande.regles.forfaits].sort().join();
  return combinaisons.map((forfaits) => {
    const e = evaluerPlan({ ...demande, regles: { ...demande.regles, forfaits } });
    const somme = (cle: 'assiette' | 'montant'): number | null => (e.forfaits.length === 0 ? null : e.forfaits.reduce((n, f) => n + f[cle], 0));
    return {
      texte: forfaits.length === 0 ? 'Coûts réels, sans forfait' : forfaits.map((f) => libelle('forfait', f)).join(', puis '), choisie: [...forfaits].sort().join() === choisis,
      assietteCents: forfaits.length === 1 ? somme('assiette') : null, forfaitCents: somme('montant'), totalCents: e.totalDepenses, demandeTaux: pourcent(e.tauxIntervention),
    };
  });
}

/** Everything a balance gives, for the page. @see spec 2.5 */
export function resultatSolde(demande: DemandeSolde): ResultatSolde {
  const s = calculerSolde(demande);
  const { plafonds, conclusion, leviers } = expliquerSolde(s);
  return {
    plafonds, conclusion, leviers, tauxRealisation: pourcent(s.tauxRealisation),
    chiffres: [
      { libelle: 'Montant dû', cents: s.du, precision: `sur ${euros(demande.convention.montant)} conventionnés` },
      { libelle: 'Déjà versé', cents: demande.verse, precision: '' },
      s.aReverser > 0 ? { libelle: 'À reverser', cents: s.aReverser, precision: 'trop-perçu' } : { libelle: 'Solde à verser', cents: s.solde, precision: '' },
    ],
    resume: `Dû ${euros(s.du)}, ${s.aReverser > 0 ? `à reverser ${euros(s.aReverser)}` : `solde ${euros(s.solde)}`}`,
    echeancier: s.echeancier.map((x) => ({ texte: libelle('declencheur', x.declencheur), cents: x.montant })),
  };
}

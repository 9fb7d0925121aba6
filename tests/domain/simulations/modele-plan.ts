import {
  ZERO,
  cmp,
  div,
  ecrire,
  f,
  lire,
  mul,
  regle23,
  sub,
  total,
  tronquer,
  type CorpsPublics,
  type Fraction,
} from './modele-exact.js';

export interface CorpsPlan {
  readonly regles?: { readonly plafondHorsRsa?: string; readonly tauxMaxFse?: string; readonly forfaits?: readonly string[] };
  readonly depenses: readonly { readonly poste: string; readonly libelle: string; readonly montant: string; readonly nature?: string }[];
  readonly ressources: readonly { readonly financeur: string; readonly statut: string; readonly montant: string }[];
  readonly publics: CorpsPublics;
}

const PERMIS = new Set(['', 'indirectes_7', 'indirectes_15', 'reste_40', 'personnel_20']);
PERMIS.add('personnel_20+indirectes_7').add('indirectes_7+personnel_20');

const invalide = (montant: string): boolean => {
  const tropPrecis = (montant.split('.')[1] ?? '').length > 2;
  return tropPrecis || cmp(lire(montant), ZERO) < 0 || cmp(lire(montant), lire('99999999.99')) > 0;
};

const valeur = ({ montant }: { readonly montant: string }): Fraction => (invalide(montant) ? ZERO : lire(montant));

function couts(corps: CorpsPlan): { total: Fraction; forfaits: { code: string; assiette: string; montant: string }[]; refuse: boolean } {
  const de = (poste: string): Fraction => total(corps.depenses.filter((d) => d.poste === poste).map(valeur));
  const codes = corps.regles?.forfaits ?? [];
  let [personnel, fonctionnement, prestations, indirectes] = [
    de('personnel_direct'),
    de('fonctionnement_direct'),
    de('prestations'),
    de('indirectes'),
  ];
  const participants = de('participants');
  if (!PERMIS.has(codes.join('+'))) {
    return { total: total([personnel, fonctionnement, prestations, participants, indirectes]), forfaits: [], refuse: true };
  }
  const calcules = new Map<string, { assiette: Fraction; montant: Fraction }>();
  const poser = (code: string, assiette: Fraction, pourcent: bigint): Fraction => {
    const montant = tronquer(mul(assiette, f(pourcent, 100n)), 2);
    calcules.set(code, { assiette, montant });
    return montant;
  };
  if (codes.includes('personnel_20')) {
    personnel = poser('personnel_20', total([fonctionnement, prestations, participants]), 20n);
  }
  if (codes.includes('indirectes_15')) indirectes = poser('indirectes_15', personnel, 15n);
  if (codes.includes('indirectes_7')) {
    indirectes = poser('indirectes_7', total([personnel, fonctionnement, prestations, participants]), 7n);
  }
  if (codes.includes('reste_40')) {
    [fonctionnement, prestations, indirectes] = [poser('reste_40', personnel, 40n), ZERO, ZERO];
  }
  const forfaits = codes.map((code) => {
    const c = calcules.get(code) ?? { assiette: ZERO, montant: ZERO };
    return { code, assiette: ecrire(c.assiette, 2), montant: ecrire(c.montant, 2) };
  });
  return { total: total([personnel, fonctionnement, prestations, participants, indirectes]), forfaits, refuse: false };
}

const de = (corps: CorpsPlan, financeur: string): Fraction =>
  total(corps.ressources.filter((r) => r.financeur === financeur).map(valeur));

function partHorsRsa({ rsa, horsRsaMoins25: jeunes }: CorpsPublics): Fraction {
  return rsa + jeunes === 0 ? ZERO : f(BigInt(jeunes), BigInt(rsa + jeunes));
}

function anomalies(corps: CorpsPlan, depenses: ReturnType<typeof couts>): [string, string][] {
  const a: [string, string][] = [];
  corps.depenses.forEach((d, i) => {
    if (invalide(d.montant)) a.push(['montant_invalide', `depenses[${i}].montant`]);
    if ((d.nature ?? 'courante') !== 'courante') a.push(['depense_ineligible', `depenses[${i}].nature`]);
  });
  corps.ressources.forEach((r, i) => {
    if (invalide(r.montant)) a.push(['montant_invalide', `ressources[${i}].montant`]);
  });
  const fse = de(corps, 'fse');
  const sansForfait = depenses.forfaits.length === 0;
  if (cmp(depenses.total, total(corps.ressources.map(valeur))) !== 0) a.push(['plan_desequilibre', 'ressources']);
  if (de(corps, 'departement').n === 0n) a.push(['subvention_absente', 'ressources']);
  if (depenses.refuse) a.push(['forfait_incompatible', 'regles.forfaits']);
  if (cmp(partHorsRsa(corps.publics), lire(corps.regles?.plafondHorsRsa ?? '0.1000')) > 0) a.push(['hors_rsa_depasse', 'publics']);
  if (corps.publics.horsRsaAutres > 0) a.push(['public_ineligible', 'publics']);
  if (fse.n > 0n && cmp(depenses.total, lire('200000')) <= 0 && sansForfait) a.push(['fse_cout_simplifie_requis', 'regles.forfaits']);
  if (cmp(fse, mul(depenses.total, lire(corps.regles?.tauxMaxFse ?? '0.6000'))) > 0) a.push(['fse_taux_depasse', 'ressources']);
  return a;
}

const AVERTISSEMENTS = ['hors_rsa_depasse', 'public_ineligible', 'fse_cout_simplifie_requis'];

/** The answer spec 2.1–2.3 and 3 give to a well-formed plan. */
export function modelePlan(corps: CorpsPlan): unknown {
  const depenses = couts(corps);
  const ressources = total(corps.ressources.map(valeur));
  const demandee = de(corps, 'departement');
  const ecart = sub(depenses.total, ressources);
  return {
    totalDepenses: ecrire(depenses.total, 2),
    totalRessources: ecrire(ressources, 2),
    ecart: ecrire(ecart, 2),
    equilibre: ecart.n === 0n,
    forfaits: depenses.forfaits,
    subvention: {
      demandee: ecrire(demandee, 2),
      tauxHorsRsa: ecrire(partHorsRsa(corps.publics), 4),
      plafonnee: ecrire(regle23(demandee, corps.publics, lire(corps.regles?.plafondHorsRsa ?? '0.1000')), 2),
    },
    tauxIntervention: ecrire(depenses.total.n === 0n ? ZERO : div(demandee, depenses.total), 4),
    anomalies: anomalies(corps, depenses)
      .map(([code, champ]) => ({ code, gravite: AVERTISSEMENTS.includes(code) ? 'avertissement' : 'bloquante', champ }))
      .sort((x, y) => (`${x.code} ${x.champ}` < `${y.code} ${y.champ}` ? -1 : 1)),
  };
}

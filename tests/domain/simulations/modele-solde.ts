import { UN, ZERO, add, arrondir, cmp, div, ecrire, lire, max, min, mul, regle23, regle24, sub, total, type CorpsPublics } from './modele-exact.js';

export interface CorpsSolde {
  readonly convention: {
    readonly montant: string;
    readonly depensesPrevues: string;
    readonly methode: string;
    readonly tauxIntervention: boolean;
    readonly plafondHorsRsa: string;
    readonly echeances: readonly { readonly declencheur: string; readonly taux: string }[];
  };
  readonly verse: string;
  readonly realisation: {
    readonly volumes: readonly { readonly prevu: number | string; readonly realise: number | string; readonly poids: number | string }[];
    readonly publics: CorpsPublics;
    readonly nonExecution: boolean;
  };
  readonly depensesRetenues: string;
  readonly autresRessources: string;
}

/** The answer spec 2.4, 2.5 and 3 give to a well-formed balance. */
export function modeleSolde(corps: CorpsSolde): unknown {
  const { convention: c, realisation } = corps;
  const m = lire(c.montant);
  const prevues = lire(c.depensesPrevues);
  const [retenues, autres, verse] = [lire(corps.depensesRetenues), lire(corps.autresRessources), lire(corps.verse)];
  const montants = regle24(m, c.echeances.map(({ taux }) => taux));
  const echeancier = c.echeances.map(({ declencheur }, i) => ({ declencheur, montant: montants[i] ?? ZERO }));
  const volumes = realisation.volumes.filter(({ prevu }) => lire(prevu).n > 0n);
  const poids = total(volumes.map((v) => lire(v.poids)));
  const obtenus = total(volumes.map((v) => mul(lire(v.poids), min(UN, div(lire(v.realise), lire(v.prevu))))));
  const r = volumes.length === 0 ? UN : div(obtenus, poids);
  const auBilan = total(echeancier.filter((e) => e.declencheur === 'bilan').map((e) => e.montant));
  const avant = total(echeancier.filter((e) => e.declencheur !== 'bilan').map((e) => e.montant));
  const volume = c.methode === 'solde' ? add(avant, mul(r, auBilan)) : mul(r, m);
  const plafonds = [
    { code: 'convention', montant: m },
    { code: 'volume', montant: realisation.nonExecution ? ZERO : max(ZERO, arrondir(volume, 2)) },
    ...(c.tauxIntervention && prevues.n > 0n
      ? [{ code: 'depenses', montant: arrondir(mul(div(m, prevues), retenues), 2) }]
      : []),
    { code: 'surfinancement', montant: max(ZERO, sub(retenues, autres)) },
    { code: 'publics', montant: regle23(m, realisation.publics, lire(c.plafondHorsRsa)) },
  ];
  const bas = plafonds.reduce((x, y) => (cmp(y.montant, x.montant) < 0 ? y : x));
  const enTexte = <T extends { montant: typeof m }>(x: T): unknown => ({ ...x, montant: ecrire(x.montant, 2) });
  return {
    tauxRealisation: ecrire(r, 4),
    echeancier: echeancier.map(enTexte),
    plafonds: plafonds.map(enTexte),
    contraignant: bas.code,
    du: ecrire(bas.montant, 2),
    solde: ecrire(max(ZERO, sub(bas.montant, verse)), 2),
    aReverser: ecrire(max(ZERO, sub(verse, bas.montant)), 2),
  };
}

/** Pseudo-random choices: the same seed gives the same base. */
export interface Hasard {
  /** From 0 included to 1 excluded. */
  nombre(): number;
  /** Whole number from `min` to `max`, both included. */
  entier(min: number, max: number): number;
  parmi<T>(valeurs: readonly T[]): T;
  /** True that share of the time. */
  fois(part: number): boolean;
  /** One of the keys, as often as its weight says. */
  selon<C extends string>(poids: Readonly<Record<C, number>>): C;
}

/** Mulberry32: 32 bits of state, enough for believable data and for nothing else. */
export function hasard(graine: number): Hasard {
  let etat = graine >>> 0;
  const nombre = (): number => {
    etat = (etat + 0x6d2b79f5) >>> 0;
    let t = Math.imul(etat ^ (etat >>> 15), 1 | etat);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const entier = (min: number, max: number): number => min + Math.floor(nombre() * (max - min + 1));
  return {
    nombre, entier,
    parmi<T>(valeurs: readonly T[]): T {
      const choisie = valeurs[entier(0, valeurs.length - 1)];
      if (choisie === undefined) throw new RangeError('nothing to choose from');
      return choisie;
    },
    fois: (part) => nombre() < part,
    selon<C extends string>(poids: Readonly<Record<C, number>>): C {
      const entrees = Object.entries<number>(poids) as [C, number][];
      let reste = nombre() * entrees.reduce((n, [, p]) => n + p, 0);
      for (const [code, p] of entrees) if ((reste -= p) < 0) return code;
      return entrees[0]?.[0] as C;
    },
  };
}

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { bilanVide, compter, type Bilan, type Faute } from './tirs.js';

interface Fichier {
  readonly debut: string;
  readonly secondes: number;
  readonly perimees: number;
  readonly tardives: number;
  readonly plusLentMs: number;
  readonly schemas: number;
  readonly statuts: Readonly<Record<string, number>>;
  readonly fautes: readonly Faute[];
  readonly formulaires: Readonly<Record<string, number>>;
}

const nombres = (o: Readonly<Record<string, number>> | undefined): [string, number][] => Object.entries(o ?? {});

/**
 * Where a long run stands: how many requests met each form, kept in a file when it has a path, so that the run may be
 * stopped and gone on with. A form found at fault starts over: what stands at the end was sent to what holds.
 */
export class Avancement {
  readonly bilan = bilanVide();
  /** Hostile bodies given to each schema without HTTP. */
  schemas = 0;
  private readonly debut: string = new Date().toISOString();
  private readonly avant: number = 0;
  private readonly ouvertA = performance.now();

  constructor(private readonly chemin: string | undefined) {
    if (chemin === undefined || !existsSync(chemin)) return;
    const f = JSON.parse(readFileSync(chemin, 'utf8')) as Fichier;
    const enFaute = new Set(f.fautes.map((faute) => faute.formulaire));
    for (const [cle, n] of nombres(f.formulaires)) if (!enFaute.has(cle)) this.bilan.requetes.set(cle, n);
    for (const [statut, n] of nombres(f.statuts)) this.bilan.statuts.set(Number(statut), n);
    Object.assign(this.bilan, { perimees: f.perimees, tardives: f.tardives, plusLentMs: f.plusLentMs });
    [this.debut, this.avant, this.schemas] = [f.debut, f.secondes, f.schemas];
  }

  /** Seconds of work since the first start. */
  get secondes(): number { return this.avant + (performance.now() - this.ouvertA) / 1000; }
  get total(): number { return [...this.bilan.requetes.values()].reduce((n, c) => n + c, 0); }

  ajouter(tour: Bilan): void {
    const { bilan } = this;
    for (const [cle, n] of tour.requetes) compter(bilan.requetes, cle, n);
    for (const [statut, n] of tour.statuts) compter(bilan.statuts, statut, n);
    // The first of each kind says enough, and a file that grows without end says less.
    for (const f of tour.fautes) if (bilan.fautes.filter((g) => g.formulaire === f.formulaire && g.quoi === f.quoi).length < 3) bilan.fautes.push(f);
    bilan.perimees += tour.perimees;
    bilan.tardives += tour.tardives;
    bilan.plusLentMs = Math.max(bilan.plusLentMs, tour.plusLentMs);
    this.ecrire();
  }

  ecrire(): void {
    if (this.chemin === undefined) return;
    const { requetes, statuts, fautes, perimees, tardives, plusLentMs } = this.bilan;
    const fichier: Fichier = {
      debut: this.debut, secondes: Math.round(this.secondes), perimees, tardives, plusLentMs: Math.round(plusLentMs), schemas: this.schemas,
      statuts: Object.fromEntries(statuts), fautes, formulaires: Object.fromEntries([...requetes].sort(([, a], [, b]) => a - b)),
    };
    writeFileSync(`${this.chemin}.tmp`, `${JSON.stringify(fichier, null, 1)}\n`);
    renameSync(`${this.chemin}.tmp`, this.chemin);
  }
}

import type { Knex } from 'knex';
import { montantEnvisage } from '../../domain/comites/avis.js';
import { partagerEgalement, simuler, type DemandeSimulation, type DossierASimuler, type Simulation } from '../../domain/comites/simulation.js';
import { attribuableAuPlus } from '../../domain/decisions/decision.js';
import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import { cents } from '../../domain/kernel/cents.js';
import { graphiqueEmpile, type GraphiqueEmpile } from '../../web/graphique.js';
import { listerTerritoires } from '../appels/appel-queries.js';
import { lireDossiersADecider } from '../decisions/decision-queries.js';
import { lireContenus } from './seance-queries.js';
import type { LigneClassee, VueSeance } from './seance-vue.js';

/** What simulations of a session are computed on: the ranking with the bounds of each dossier. */
export interface BaseDeSimulation {
  readonly classees: readonly LigneClassee[];
  readonly dossiers: readonly DossierASimuler[];
  readonly contenus: ReadonlyMap<string, VersionDossier>;
  readonly territoires: ReadonlyMap<string, string>;
}

/** Reads the whole ranking of a session (`lireVueEntiere`) with what bounds its amounts, in a constant number of queries. */
export async function lireBaseDeSimulation(db: Knex, { seance, classees }: VueSeance): Promise<BaseDeSimulation> {
  const ids = classees.map((l) => l.id);
  const bornes = new Map((await lireDossiersADecider(db, seance.appelId, ids)).map((d) => [d.id, attribuableAuPlus(d.bornes)]));
  return {
    classees, contenus: await lireContenus(db, ids), territoires: new Map((await listerTerritoires(db)).map((t) => [t.code, t.nom])),
    dossiers: classees.map((l) => ({ id: l.id, base: montantEnvisage(l), maximum: bornes.get(l.id) ?? cents(l.demandeCents) })),
  };
}

export const calculer = (base: BaseDeSimulation, demande: DemandeSimulation): Simulation => simuler(base.dossiers, demande);

type Parts = (contenu: VersionDossier, base: BaseDeSimulation) => readonly string[];

const REGROUPEMENTS: readonly { readonly titre: string; readonly parts: Parts }[] = [
  { titre: 'Par axe', parts: ({ sections: { projet } }) => [projet.axe || 'Sans axe'] },
  { titre: 'Par dispositif', parts: ({ sections: { projet } }) => [`Dispositif ${projet.dispositif}`] },
  { titre: 'Par territoire', parts: ({ sections: { projet } }, base) => (projet.territoires.length === 0 ? ['Sans territoire'] : projet.territoires.map((t) => base.territoires.get(t) ?? t)) },
];

/** Totals of a simulation by axis, dispositif and territory, beside what is asked; a dossier on several territories is shared equally between them. */
export function graphiques(base: BaseDeSimulation, simulation: Simulation): GraphiqueEmpile[] {
  const montants = new Map(simulation.lignes.map((l) => [l.id, l.montant]));
  return REGROUPEMENTS.map(({ titre, parts }) => {
    const totaux = new Map<string, { demande: number; retenu: number }>();
    for (const l of base.classees) {
      const contenu = base.contenus.get(l.id);
      const noms = contenu === undefined ? ['Autres'] : parts(contenu, base);
      const [demandes, retenus] = [partagerEgalement(cents(l.demandeCents), noms.length), partagerEgalement(montants.get(l.id) ?? cents(0), noms.length)];
      for (const [i, nom] of noms.entries()) {
        const t = totaux.get(nom) ?? { demande: 0, retenu: 0 };
        totaux.set(nom, { demande: t.demande + (demandes[i] ?? 0), retenu: t.retenu + (retenus[i] ?? 0) });
      }
    }
    const noms = [...totaux.keys()].sort((a, b) => a.localeCompare(b, 'fr'));
    return graphiqueEmpile(titre, [
      { nom: 'Demandé', parts: noms.map((nom) => ({ nom, valeur: totaux.get(nom)?.demande ?? 0 })) },
      { nom: 'Retenu par la simulation', parts: noms.map((nom) => ({ nom, valeur: totaux.get(nom)?.retenu ?? 0 })) },
    ]);
  });
}

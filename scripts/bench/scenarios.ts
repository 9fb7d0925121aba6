import autocannon, { type Request, type Result } from 'autocannon';
import type { Mesure } from './serveurs.js';

export interface Session { readonly cookie: string; readonly csrf: string }
export interface Terrain {
  readonly agent: Session;
  readonly porteur: Session;
  /** A deposited dossier, to be read. */
  readonly dossierId: string;
  /** Brouillons whose section is saved again and again, one for each connection and each server. */
  readonly aEnregistrer: Readonly<Record<Mesure['nom'], string[]>>;
  /** Versions of the section saved: requests cut at the end of a turn may have been carried out. */
  readonly versions: (ids: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  /** Brouillons ready to be deposited, taken one after the other by each server. */
  readonly aDeposer: Readonly<Record<Mesure['nom'], string[]>>;
}

export interface Releve { readonly debit: number; readonly p50: number; readonly p99: number; readonly memoire: number; readonly erreurs: number }
export interface Scenario { readonly nom: string; lancer(cible: Mesure, duree: number): Promise<Releve> }

export const CONNEXIONS = 10;
/** Headers of one request replace those of the run, hence the cookie again. */
const formulaireDe = ({ cookie }: Session): Record<string, string> => ({ cookie, 'content-type': 'application/x-www-form-urlencoded' });

/** autocannon counts whole seconds: a turn of a fixed number of requests is timed here. */
const secondes = (debut: number): number => (performance.now() - debut) / 1000;

const relever = (cible: Mesure, r: Result, attendu: number, duree = r.duration): Releve => {
  const bons = r.statusCodeStats?.[String(attendu) as keyof typeof r.statusCodeStats] as { count?: number } | undefined;
  return { debit: r.requests.total / duree, p50: r.latency.p50, p99: r.latency.p99, memoire: cible.memoire(), erreurs: r.errors + r.timeouts + r.requests.total - (bons?.count ?? 0) };
};

const lire = (nom: string, chemin: string, session: Session): Scenario => ({
  nom,
  async lancer(cible, duree) {
    return relever(cible, await autocannon({ url: cible.adresse + chemin, connections: CONNEXIONS, duration: duree, headers: { cookie: session.cookie } }), 200);
  },
});

/** Saves a section: each connection its own dossier, over the version it wrote just before. */
function enregistrer({ porteur, aEnregistrer, versions: lireVersions }: Terrain): Scenario {
  return {
    nom: 'enregistrer une section',
    async lancer(cible, duree) {
      await new Promise((suite) => setTimeout(suite, 1000));
      const versions = new Map(await lireVersions(aEnregistrer[cible.nom]));
      const r = await autocannon({
        url: cible.adresse, connections: CONNEXIONS, duration: duree,
        setupClient(client) {
          const id = aEnregistrer[cible.nom].pop() ?? '';
          aEnregistrer[cible.nom].unshift(id);
          const preparer = (): Request => ({
            method: 'POST', path: `/dossiers/${id}/sections/engagements`, headers: formulaireDe(porteur),
            body: new URLSearchParams({ _csrf: porteur.csrf, _cle: crypto.randomUUID(), version: String(versions.get(id) ?? 1), contratRepublicain: 'oui', exactitude: 'oui', donneesPersonnelles: 'oui', aidesRecues: `Vu à ${Date.now()}` }).toString(),
          });
          client.setRequests([{ ...preparer(), setupRequest: (demande) => ({ ...demande, ...preparer() }), onResponse: (statut) => { if (statut === 303) versions.set(id, (versions.get(id) ?? 1) + 1); } }]);
        },
      });
      return relever(cible, r, 303);
    },
  };
}

/** Deposits brouillons that are ready: as many as the generated base has for one round. */
function deposer({ porteur, aDeposer }: Terrain, parTour: number): Scenario {
  return {
    nom: 'déposer',
    async lancer(cible) {
      const file = aDeposer[cible.nom];
      const preparer = (): Request => ({
        method: 'POST', path: `/dossiers/${file.pop() ?? 'aucun'}/depot`, headers: formulaireDe(porteur), body: new URLSearchParams({ _csrf: porteur.csrf, _cle: crypto.randomUUID() }).toString(),
      });
      const debut = performance.now();
      const r = await autocannon({
        url: cible.adresse, connections: CONNEXIONS, amount: parTour, requests: [{ method: 'POST', setupRequest: (demande) => ({ ...demande, ...preparer() }) }],
      });
      return relever(cible, r, 303, secondes(debut));
    },
  };
}

/** The five scenarios of épreuves 1 and 2. */
export const scenarios = (t: Terrain, depotsParTour: number): Scenario[] => [
  lire('liste de 50', '/dossiers', t.agent), lire('page d’un dossier', `/dossiers/${t.dossierId}`, t.agent), lire('tableau de bord', '/tableau-de-bord', t.agent), enregistrer(t), deposer(t, depotsParTour),
];

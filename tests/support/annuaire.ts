import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the national search behaves for one question: it gets the request and its answer. */
export type Conduite = (reponse: ServerResponse, requete: IncomingMessage) => void;

/** Answers JSON as the real service does. */
export const json = (corps: unknown, statut = 200): Conduite => (reponse) => {
  reponse.writeHead(statut, { 'content-type': 'application/json' });
  reponse.end(JSON.stringify(corps));
};

/** Answers text of any kind. */
export const texte = (corps: string, statut = 200, type = 'text/html'): Conduite => (reponse) => {
  reponse.writeHead(statut, { 'content-type': type });
  reponse.end(corps);
};

/** Accepts the question and never answers. */
export const muet: Conduite = () => undefined;

/** Starts an answer and never ends it. */
export const interminable: Conduite = (reponse) => {
  reponse.writeHead(200, { 'content-type': 'application/json' });
  reponse.write('{"results": [');
};

/** Cuts the line in the middle of the answer. */
export const coupe: Conduite = (reponse) => {
  reponse.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  reponse.write('{"results": [');
  setTimeout(() => reponse.destroy(), 20);
};

/** Sends mebibytes until the other side has had enough; `ecrits` counts them. */
export const enorme = (compte: { ecrits: number }): Conduite => (reponse) => {
  reponse.writeHead(200, { 'content-type': 'application/json' });
  const morceau = '"'.padEnd(1024 * 1024, 'x');
  const ecrire = (): void => {
    if (reponse.destroyed || compte.ecrits >= 200) return void reponse.end();
    compte.ecrits += 1;
    if (reponse.write(morceau)) setImmediate(ecrire);
    else reponse.once('drain', ecrire);
  };
  ecrire();
};

/** An association as recherche-entreprises.api.gouv.fr describes it. */
export const unite = (champs: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  siren: '782371249', nom_complet: 'LES PASSERELLES DU CONFLUENT (LPC)', nom_raison_sociale: 'LES PASSERELLES DU CONFLUENT', sigle: 'LPC', nature_juridique: '9220', etat_administratif: 'A', statut_diffusion: 'O',
  siege: {
    siret: '78237124900015', adresse: '12 RUE DES LILAS 47000 AGEN', numero_voie: '12', type_voie: 'RUE', libelle_voie: 'DES LILAS', code_postal: '47000', libelle_commune: 'AGEN', latitude: '44.2', longitude: '0.6',
    etat_administratif: 'A', geo_id: null,
  },
  matching_etablissements: [], dirigeants: [{ nom: 'BERTRAND', prenoms: 'SIMONE MARIE', qualite: 'Présidente', annee_de_naissance: '1961', type_dirigeant: 'personne physique' }],
  complements: { est_association: true, identifiant_association: 'W471000123', est_ess: true },
  ...champs,
});

export const resultats = (...unites: readonly unknown[]): Conduite => json({ results: unites, total_results: unites.length, page: 1, per_page: 1, total_pages: 1 });

/** A real local server in the place of the national search, whose conduct a test chooses. */
export class AnnuaireLocal {
  /** Addresses asked, in their order. */
  readonly demandes: string[] = [];
  conduite: Conduite = resultats(unite());
  private readonly serveur: Server;

  constructor() {
    this.serveur = createServer((requete, reponse) => {
      this.demandes.push(requete.url ?? '');
      this.conduite(reponse, requete);
    });
  }

  /** @returns its address, without a trailing slash */
  async demarrer(): Promise<string> {
    await new Promise<void>((resolve) => { this.serveur.listen(0, '127.0.0.1', resolve); });
    return `http://127.0.0.1:${(this.serveur.address() as AddressInfo).port}`;
  }

  async arreter(): Promise<void> {
    this.serveur.closeAllConnections();
    await new Promise<void>((resolve) => { this.serveur.close(() => resolve()); });
  }
}

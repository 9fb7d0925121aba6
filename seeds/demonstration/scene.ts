import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SYSTEME, type Acteur } from '../../server/domain/habilitations/acteur.js';
import { chargerActeur } from '../../server/features/habilitations/acteur-queries.js';
import { instantDeParis } from '../../server/platform/clock.js';
import type { Deps } from '../../server/platform/deps.js';
import { jetonAleatoire, sha256 } from '../../server/platform/ids.js';
import { pdfEnMemoire } from '../../server/platform/pdf.js';
import { creerUniteDeTravail, type Contexte } from '../../server/platform/unit-of-work.js';
import type { FichierRecu } from '../../server/web/demande.js';

/** Plays use cases at chosen moments, by chosen people, exactly as the pages would. */
export class Scene {
  private moment = instantDeParis('2021-11-15T09:00');
  private readonly fichiers = new Map<string, Buffer>();
  private readonly travail;

  constructor(readonly deps: Deps) {
    this.travail = creerUniteDeTravail(deps.db, { maintenant: () => this.moment }, deps.config.baseUrl);
  }

  /** Sets the clock, wall time in Paris. */
  le(moment: string): this {
    this.moment = instantDeParis(moment);
    return this;
  }

  /** Runs a use case as this person, or as the product itself when null. */
  async par<T>(personneId: string | null, cas: (ctx: Contexte) => Promise<T>): Promise<T> {
    const acteur: Acteur | null = personneId === null ? SYSTEME : await chargerActeur(this.deps.db, personneId, this.moment);
    if (acteur === null) throw new Error(`no account ${String(personneId)}`);
    return this.travail(acteur, cas);
  }

  /** A readable PDF in transit, as if it had just been received. */
  async fichier(titre: string, de: string): Promise<FichierRecu> {
    const cle = `${titre}|${de}`;
    const octets = this.fichiers.get(cle) ?? await pdfEnMemoire({
      titre, emetteur: { nom: de }, date: '10 janvier 2022', creeLe: this.moment, blocs: [{ type: 'paragraphe', texte: `Document de démonstration : ${titre}, établi par ${de}.` }],
    });
    this.fichiers.set(cle, octets);
    return this.recevoir(`${titre}.pdf`, 'application/pdf', octets);
  }

  /** A spreadsheet in transit, as a text with semicolons; headings first. */
  feuille(titre: string, lignes: readonly (readonly string[])[]): Promise<FichierRecu> {
    return this.recevoir(`${titre}.csv`, 'text/csv', Buffer.from(lignes.map((l) => l.join(';')).join('\r\n')));
  }

  private async recevoir(nom: string, typeMime: string, octets: Buffer): Promise<FichierRecu> {
    const chemin = path.join(this.deps.magasin.transit, jetonAleatoire());
    await writeFile(chemin, octets);
    return { champ: 'fichier', nom, chemin, typeMime, taille: octets.length, sha256: sha256(octets) };
  }
}

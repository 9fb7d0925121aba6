import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { TABLEAU_DE_DEPENSES } from '../../domain/bilans/importation.js';
import { titresReconnus } from '../../domain/importations/colonnes.js';
import { apercevoir, type ApercuFeuille } from '../../platform/apercu-feuille.js';
import type { Magasin } from '../../platform/file-store.js';
import { nouvelId } from '../../platform/ids.js';
import { formatDuType, lireClasseur, type FormatClasseur, type LigneClasseur, type LimitesClasseur } from '../../platform/lecture-classeur.js';

/** A spreadsheet of expenses, at most. */
export const LIMITES_IMPORT: LimitesClasseur = { lignes: 20_000, cellulesParLigne: 60, caracteresParCellule: 2_000 };

/** What a spreadsheet of expenses shows before it is read. @throws ClasseurRefuse */
export const apercevoirDepenses = (chemin: string, format: FormatClasseur): Promise<ApercuFeuille> =>
  apercevoir(chemin, { format, limites: LIMITES_IMPORT, titresReconnus: (cellules) => titresReconnus(TABLEAU_DE_DEPENSES, cellules) });

/** A stored spreadsheet to go on reading: its rows below the headings. */
export interface FeuilleStockee { readonly importId: string; readonly cleStockage: string; readonly typeMime: string; readonly ligneTitres: number }

interface Ouverte { readonly importId: string; readonly chemin: string; readonly lignes: AsyncGenerator<LigneClasseur>; position: number }

/**
 * Reads the rows of stored spreadsheets some at a time. The one being read stays open between two steps, so that each row is
 * read once; another server, or this one started again, opens it and passes over the rows already counted.
 */
export class LecteurDeFeuilles {
  private ouverte: Ouverte | null = null;

  constructor(private readonly magasin: Magasin) {}

  /** `taille` rows after the first `passees`; fewer at the end of the sheet. @throws ClasseurRefuse */
  async lot(feuille: FeuilleStockee, passees: number, taille: number): Promise<LigneClasseur[]> {
    if (this.ouverte?.importId !== feuille.importId || this.ouverte.position !== passees) await this.ouvrir(feuille, passees);
    const lignes: LigneClasseur[] = [];
    while (lignes.length < taille) {
      const suivante = await this.suivante();
      if (suivante === null) break;
      lignes.push(suivante);
    }
    if (lignes.length < taille) await this.fermer();
    return lignes;
  }

  private async ouvrir(feuille: FeuilleStockee, passees: number): Promise<void> {
    await this.fermer();
    const format = formatDuType(feuille.typeMime);
    if (format === null) throw new Error(`no spreadsheet: ${feuille.typeMime}`);
    const chemin = path.join(this.magasin.transit, nouvelId());
    await pipeline(this.magasin.ouvrir(feuille.cleStockage), createWriteStream(chemin, { flags: 'wx' }));
    this.ouverte = { importId: feuille.importId, chemin, lignes: lireClasseur(chemin, { format, limites: LIMITES_IMPORT }), position: 0 };
    let ligne = await this.suivante();
    while (ligne !== null && ligne.numero < feuille.ligneTitres) ligne = await this.suivante();
    this.ouverte.position = 0;
    for (let i = 0; i < passees; i += 1) await this.suivante();
  }

  private async suivante(): Promise<LigneClasseur | null> {
    const { ouverte } = this;
    if (ouverte === null) return null;
    const { value, done } = await ouverte.lignes.next();
    if (done === true) return null;
    ouverte.position += 1;
    return value;
  }

  private async fermer(): Promise<void> {
    const { ouverte } = this;
    this.ouverte = null;
    if (ouverte === null) return;
    await ouverte.lignes.return(undefined);
    await rm(ouverte.chemin, { force: true });
  }
}

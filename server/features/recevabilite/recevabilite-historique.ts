import type { Knex } from 'knex';
import { differencesLisibles } from '../../web/differences-lisibles.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { lireVersionDossier } from '../dossiers/dossier-queries.js';
import { nomsDe, type Noms } from '../../web/noms-appel.js';
import { nomElement } from './recevabilite-mots.js';
import { listerDemandes, type Examen } from './recevabilite-queries.js';

/** Rounds of questions to the porteur, and what the last deposit changed. */
export interface RondesAffichees {
  readonly demandes: readonly {
    readonly le: string;
    readonly par: string;
    readonly limite: string;
    readonly reponduLe: string | null;
    readonly message: string;
    readonly elements: readonly { readonly titre: string; readonly motif: string; readonly commentaire: string }[];
  }[];
  readonly differences: {
    readonly avant: number;
    readonly apres: number;
    readonly lienAvant: string;
    readonly lienApres: string;
    readonly aucune: boolean;
    readonly lignes: readonly { readonly titre: string; readonly avant: string; readonly apres: string }[];
  } | null;
}

/** Reads the rounds and, once the dossier was deposited again, compares its last two versions. */
export async function decrireRondes(db: Knex, examen: Examen): Promise<RondesAffichees> {
  const noms = nomsDe(examen.appel, examen.territoires);
  const demandes = await listerDemandes(db, examen.dossier.id);
  return {
    demandes: demandes.map((d) => ({
      le: d.demandeLe, par: d.demandePar, limite: d.limite, reponduLe: d.reponduLe, message: d.message,
      elements: d.elements.map((e) => ({ titre: nomElement(e, noms), motif: libelle('motif_complement', e.motif), commentaire: e.commentaire })),
    })),
    differences: await comparer(db, examen, noms),
  };
}

async function comparer(db: Knex, { dossier, version }: Examen, noms: Noms): Promise<RondesAffichees['differences']> {
  if (dossier.version < 2) return null;
  const precedente = await lireVersionDossier(db, dossier.id, dossier.version - 1);
  if (precedente === null) return null;
  const lignes = differencesLisibles(precedente, version, noms).map(({ rubrique, champ, avant, apres }) => ({ titre: `${rubrique} : ${champ}`, avant, apres }));
  const lien = (v: number): string => vers(paths.dossiers.version, { dossierId: dossier.id, version: v });
  return { avant: dossier.version - 1, apres: dossier.version, lienAvant: lien(dossier.version - 1), lienApres: lien(dossier.version), aucune: lignes.length === 0, lignes };
}

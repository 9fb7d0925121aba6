import type { Knex } from 'knex';
import { rechercher } from '../../platform/recherche.js';
import { lireTranche, type Sens, type Tranche } from '../../platform/tranche.js';

export const ETATS_DE_COURRIEL = ['en_attente', 'envoye', 'abandonne'] as const;
export type EtatDeCourriel = (typeof ETATS_DE_COURRIEL)[number];

/** A mail of the outbox as its administrator sees it: never its text, which may hold a link that opens an account. */
export interface CourrielListe {
  readonly id: string;
  readonly destinataire: string;
  readonly sujet: string;
  readonly etat: EtatDeCourriel;
  readonly tentatives: number;
  readonly creeLe: string;
  readonly envoyeLe: string | null;
  readonly prochaineTentative: string;
  readonly erreur: string | null;
}

export interface FiltreCourriels {
  readonly etat: EtatDeCourriel | null;
  readonly recherche: string;
}

interface LigneCourriel {
  id: string; destinataire: string; sujet: string; etat: EtatDeCourriel; tentatives: number; cree_le: string; envoye_le: string | null; prochaine_tentative: string; derniere_erreur: string | null;
}

/** A page of the outbox, the latest mail first; one query. */
export async function listerCourriels(db: Knex, filtre: FiltreCourriels, sens: Sens, taille = 50): Promise<Tranche<CourrielListe>> {
  const q = rechercher(db, db('outbox'), ['destinataire', 'sujet'], filtre.recherche)
    .select('id', 'destinataire', 'sujet', 'etat', 'tentatives', 'cree_le', 'envoye_le', 'prochaine_tentative', 'derniere_erreur');
  if (filtre.etat !== null) q.where({ etat: filtre.etat });
  const tranche = await lireTranche<LigneCourriel>(q, { colonne: 'id', cle: (l) => l.id, sens, taille });
  return {
    ...tranche,
    lignes: tranche.lignes.map((l) => ({
      id: l.id, destinataire: l.destinataire, sujet: l.sujet, etat: l.etat, tentatives: Number(l.tentatives), creeLe: l.cree_le, envoyeLe: l.envoye_le,
      prochaineTentative: l.prochaine_tentative, erreur: l.derniere_erreur,
    })),
  };
}

/** How many mails are in each state. */
export async function compterCourriels(db: Knex): Promise<Readonly<Record<EtatDeCourriel, number>>> {
  const lignes = await db('outbox').groupBy('etat').select('etat').count<{ etat: string; n: number | string }[]>({ n: '*' });
  const n = (etat: EtatDeCourriel): number => Number(lignes.find((l) => l.etat === etat)?.n ?? 0);
  return { en_attente: n('en_attente'), envoye: n('envoye'), abandonne: n('abandonne') };
}

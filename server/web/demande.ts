import type { Request, Response } from 'express';
import type { Acteur } from '../domain/habilitations/acteur.js';
import type { Sujet } from '../domain/habilitations/peut.js';
import type { Instant } from '../platform/clock.js';
import { nouvelId } from '../platform/ids.js';

/** A file received and still in transit; its kind was read from its content. */
export interface FichierRecu {
  readonly champ: string;
  readonly nom: string;
  readonly chemin: string;
  readonly typeMime: string;
  readonly taille: number;
  readonly sha256: string;
}

/** One request as handlers see it: who asks, about what, when. */
export interface Demande {
  readonly acteur: Acteur;
  readonly sujet: Sujet;
  readonly maintenant: Instant;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly corps: Readonly<Record<string, unknown>>;
  readonly fichiers: readonly FichierRecu[];
  readonly req: Request;
  readonly res: Response;
}

/** What a form page shows again: what was typed and what is wrong with it, by dotted field path. */
export interface EtatFormulaire {
  readonly saisie: Readonly<Record<string, unknown>> | null;
  readonly erreurs: Readonly<Record<string, string>>;
  /** Sentence about the whole form, for a refusal that belongs to no field. */
  readonly refus: string | null;
}

export const FORMULAIRE_VIERGE: EtatFormulaire = { saisie: null, erreurs: {}, refus: null };

/** Idempotency key of the form that was sent, or a new one when it carries none. */
export function cleDeRequete({ corps }: Demande): string {
  const recue = corps['_cle'];
  return typeof recue === 'string' && /^[\w-]{8,64}$/.test(recue) ? recue : nouvelId();
}

/** Id parameter named `nom`; the router has already checked its form. */
export function parametre(demande: Demande, nom: string): string {
  const valeur = demande.params[nom];
  if (valeur === undefined) throw new Error(`route without :${nom}`);
  return valeur;
}

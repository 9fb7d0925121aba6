import type { Knex } from 'knex';
import type { RequestHandler } from 'express';
import type { Horloge } from '../../platform/clock.js';

/** The collectivity that runs this installation: nothing of it stands in the code (spec 1). */
export interface Marque {
  readonly nom: string;
  readonly code: string;
  /** Identifies the collectivity in what it publishes; empty until it is given. */
  readonly siret: string;
  readonly service: string;
  readonly direction: string;
  readonly adresse: string;
  /** Court before which a recours contentieux is brought. */
  readonly juridiction: string;
  readonly contact: string;
  /** Amount above which a payment wants a second approval, `1234.56`; empty for none. */
  readonly seuilDoubleValidation: string;
  /** Main colour, `#rrggbb`. */
  readonly couleur: string;
}

export const MARQUE_VIERGE: Marque = {
  nom: 'Département', code: '', siret: '', service: 'Direction de l’insertion', direction: '', adresse: '', juridiction: 'Tribunal administratif', contact: '', seuilDoubleValidation: '', couleur: '#0b4f5c',
};

/** The collectivity's settings. */
export async function lireMarque(db: Knex): Promise<Marque> {
  const ligne = await db('reglages').where({ cle: 'collectivite' }).first<{ valeur: string } | undefined>('valeur');
  return { ...MARQUE_VIERGE, ...(ligne ? (JSON.parse(ligne.valeur) as Partial<Marque>) : {}) };
}

const DUREE_MS = 10_000;

/** Gives pages the collectivity's settings, read again every ten seconds so that every server follows a change. */
export function marqueCourante(db: Knex, horloge: Horloge): RequestHandler {
  let lueA = -Infinity;
  return async (req, _res, next) => {
    const maintenant = Date.parse(horloge.maintenant());
    if (Math.abs(maintenant - lueA) > DUREE_MS) {
      req.app.locals['marque'] = await lireMarque(db);
      lueA = maintenant;
    }
    next();
  };
}

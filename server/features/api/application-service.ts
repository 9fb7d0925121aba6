import { Refus } from '../../domain/kernel/refus.js';
import { ajouterMois, jour } from '../../domain/kernel/jour.js';
import { jourAParis } from '../../platform/clock.js';
import { verrouiller } from '../../platform/database.js';
import { jetonAleatoire, sha256 } from '../../platform/ids.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import type { Portee } from './portees.js';

export interface ApplicationACreer {
  readonly nom: string;
  readonly contact: string;
  readonly portees: readonly Portee[];
  /** Last day of validity, `AAAA-MM-JJ`. */
  readonly expireLe: string;
}

/** Longest validity of a token. */
const MOIS_MAX = 24;
/** Beginning of every token: a secret scanner recognises it. */
const PREFIXE = 'psl_';

/**
 * Lets an application read the API within its scopes.
 * @returns the token, to be shown once and nowhere else: only its SHA-256 is stored
 * @throws Refus `application.expiration_passee`, `application.expiration_lointaine`
 */
export async function creerApplication(ctx: Contexte, { nom, contact, portees, expireLe }: ApplicationACreer): Promise<string> {
  const aujourdhui = jourAParis(ctx.maintenant);
  if (expireLe <= aujourdhui) throw new Refus('application.expiration_passee', { champ: 'expireLe' });
  if (jour(expireLe) > ajouterMois(aujourdhui, MOIS_MAX)) throw new Refus('application.expiration_lointaine', { champ: 'expireLe' });
  const [id, jeton] = [ctx.nouvelId(), PREFIXE + jetonAleatoire()];
  await ctx.db('applications').insert({ id, nom, contact, empreinte: sha256(jeton), portees: JSON.stringify(portees), expire_le: expireLe, creee_par: trouve(ctx.acteur.id), creee_le: ctx.maintenant });
  ctx.journaliser({ action: 'application.creer', objet: 'application', objetId: id, donnees: { nom, portees, expireLe } });
  return jeton;
}

/** Closes the token of an application at once. @throws Refus `application.deja_revoquee` */
export async function revoquerApplication(ctx: Contexte, applicationId: string): Promise<void> {
  const ligne = trouve(await verrouiller(ctx.db('applications').where({ id: applicationId }), ctx.db).first<{ nom: string; revoquee_le: string | null } | undefined>('nom', 'revoquee_le'));
  if (ligne.revoquee_le !== null) throw new Refus('application.deja_revoquee');
  await ctx.db('applications').where({ id: applicationId }).update({ revoquee_le: ctx.maintenant });
  ctx.journaliser({ action: 'application.revoquer', objet: 'application', objetId: applicationId, donnees: { nom: ligne.nom } });
}

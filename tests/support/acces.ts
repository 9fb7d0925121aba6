import type { ApplicationDeTest } from './application.js';
import { MOT_DE_PASSE, texteDe, type Reponse, type Visiteur } from './visiteur.js';

/** An acceptable password other than MOT_DE_PASSE. */
export const AUTRE_MOT_DE_PASSE = 'quatre chevaux bleus lisent';

interface CourrielLu { readonly sujet: string; readonly texte: string }

/** Mails left in the outbox for an address, in their order. */
export const courrielsPour = (app: ApplicationDeTest, courriel: string): Promise<CourrielLu[]> =>
  app.deps.db('outbox').where({ destinataire: courriel }).orderBy('id').select<CourrielLu[]>('sujet', 'texte');

/** Path of the last link beginning with `debut` that was mailed to an address. @throws Error when there is none */
export async function lienPour(app: ApplicationDeTest, courriel: string, debut: string): Promise<string> {
  const texte = (await courrielsPour(app, courriel)).map((c) => c.texte).join('\n');
  const lien = [...texte.matchAll(new RegExp(`${app.deps.config.baseUrl}(${debut}/[\\w-]{43})`, 'g'))].at(-1)?.[1];
  if (lien === undefined) throw new Error(`no ${debut} link for ${courriel}`);
  return lien;
}

/** A complete sign-up form. */
export const inscriptionDe = (courriel: string): Record<string, string> => ({ prenom: 'Nadia', nom: 'Ferrand', courriel, motDePasse: MOT_DE_PASSE, consentement: 'oui' });

/** Tries to sign in and answers what the server said. */
export async function tenterConnexion(v: Visiteur, courriel: string, motDePasse: string): Promise<Reponse> {
  await v.lire('/connexion');
  return v.envoyer('/connexion', { courriel, motDePasse });
}

export const estConnecte = async (v: Visiteur): Promise<boolean> => (await v.lire('/compte')).statut === 200;

/** What an answer says to the person, without its tokens. */
export const dit = (r: Reponse): string => `${r.statut} ${r.vers ?? ''} ${texteDe(r.corps)}`;

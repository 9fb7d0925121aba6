import Joi from 'joi';
import { Refus } from '../../domain/kernel/refus.js';
import type { Deps } from '../../platform/deps.js';
import type { Demande, EtatFormulaire } from '../../web/demande.js';
import { formulaire, ligne } from '../../web/form-errors.js';
import { paths } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { estParScript, texteDeQuery } from '../../web/requete.js';
import type { Routeur } from '../../web/routeur.js';
import { texteTape } from '../../web/saisie.js';
import { estChemin, lireChamps, lireChampsDeFichiers } from '../../web/saisie-emportee.js';
import { identifier, type Freins } from './connexion-service.js';
import { formulaireConnexion, type SaisieConnexion } from './comptes-form.js';
import { ouvrirSession } from './session-ouverte.js';

interface SaisieReprise extends SaisieConnexion { readonly chemin: string; readonly champs: string; readonly fichiers: string; readonly pour: string }

export interface PageReconnexion { readonly action: string; readonly pour: string; readonly courriel: string; readonly connecte: boolean }
export interface PageRepriseFaite { readonly chemin: string; readonly champs: readonly { nom: string; valeur: string }[]; readonly fichiers: readonly string[] }

declare module '../../web/render.js' {
  interface Pages { 'comptes/reconnexion': PageReconnexion; 'comptes/reprise-faite': PageRepriseFaite }
}

const formulaireReprise = formulaire<SaisieReprise>({
  ...Object.fromEntries(['courriel', 'motDePasse'].map((c) => [c, formulaireConnexion.schema.extract(c)])),
  chemin: Joi.string().max(500).allow('').default(''), champs: Joi.string().max(1_900_000).allow('').default(''), fichiers: ligne(2000).allow('').default(''), pour: ligne(36).allow('').default(''),
});

/**
 * Signing in again in the middle of a form: in a dialog of the page, which keeps what was typed (script), or on a page
 * that carries what was sent and gives it back to be sent again (no script).
 */
export function routesReprise(routeur: Routeur, deps: Deps, freins: Freins): void {
  routeur.get(paths.connexionReprise, 'compte.ouvrir', (demande) => dialogue(demande, { saisie: null, erreurs: {}, refus: null }));
  routeur.postLibre(paths.connexionReprise, 'compte.ouvrir', { formulaire: formulaireReprise, page: pageReprise }, async (saisie, demande) => {
    const personne = await identifier(deps, freins, { courriel: saisie.courriel, motDePasse: saisie.motDePasse, ip: demande.req.ip });
    if (saisie.pour !== '' && saisie.pour !== personne.id) throw new Refus('connexion.autre_personne');
    await ouvrirSession(demande, personne.id);
    if (estParScript(demande.req)) return annoncerReconnexion(demande);
    await pageRenvoi(demande, saisie);
    return null;
  });
}

function pageReprise(demande: Demande, etat: EtatFormulaire): Promise<void> {
  if (estParScript(demande.req)) return dialogue(demande, etat);
  return render(demande, 'erreurs/session-expiree', {
    action: paths.connexionReprise, chemin: texteTape(demande.corps, 'chemin'), champs: texteTape(demande.corps, 'champs'), fichiers: texteTape(demande.corps, 'fichiers'), pour: texteTape(demande.corps, 'pour'), courriel: texteTape(demande.corps, 'courriel'),
  }, { titre: 'Votre session a expiré', etat });
}

async function dialogue(demande: Demande, etat: EtatFormulaire): Promise<void> {
  const pour = texteDeQuery(demande.query, 'pour', 36) || texteTape(demande.corps, 'pour');
  if (demande.acteur.id !== null && (pour === '' || pour === demande.acteur.id)) return void (await annoncerReconnexion(demande));
  await render(demande, 'comptes/reconnexion', { action: paths.connexionReprise, pour, courriel: texteTape(demande.corps, 'courriel'), connecte: demande.acteur.id !== null },
    { titre: 'Votre session a expiré', etat, fragment: true });
}

/** Gives the open page the token of the new session: its forms go on with it. */
async function annoncerReconnexion(demande: Demande): Promise<null> {
  const jeton = (demande.res.locals['jetonCsrf'] as () => string)();
  demande.res.setHeader('HX-Trigger', JSON.stringify({ reconnecte: { csrf: jeton } }));
  await render(demande, 'comptes/reconnexion', { action: paths.connexionReprise, pour: '', courriel: '', connecte: true }, { titre: 'Vous êtes reconnecté', fragment: true });
  return null;
}

async function pageRenvoi(demande: Demande, { chemin, champs, fichiers }: SaisieReprise): Promise<void> {
  const lus = lireChamps(champs);
  if (!estChemin(chemin) || lus === null) return void demande.res.redirect(303, paths.tableauDeBord);
  await render(demande, 'comptes/reprise-faite', { chemin, champs: lus.map(([nom, valeur]) => ({ nom, valeur })), fichiers: lireChampsDeFichiers(fichiers) }, { titre: 'Vous êtes reconnecté' });
}

import { Refus } from '../../domain/kernel/refus.js';
import type { Deps } from '../../platform/deps.js';
import { sha256 } from '../../platform/ids.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { paths } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { examinerInvitation } from '../organismes/invitation-service.js';
import { abonne, cleDeCompte, creerFreins, freiner, identifier, type Freins } from './connexion-service.js';
import { enPersonne, modifierIdentite, remplacerMotDePasse } from './compte-service.js';
import * as formulaires from './comptes-form.js';
import * as pages from './comptes-page.js';
import { organismesDePersonne } from './comptes-queries.js';
import { personneParId, type Personne } from './comptes-store.js';
import { lireCalendrier } from '../calendrier/calendrier-queries.js';
import { lireRythme } from '../notifications/notification-queries.js';
import { choisirMotDePasse, confirmerAdresse, demanderNouveauMotDePasse, sInscrire } from './inscription-service.js';
import { examinerJeton, type JetonLu } from './jetons-service.js';
import { faiblesse, hacherMotDePasse, verifierMotDePasse } from './mot-de-passe.js';
import { routesReprise } from './reprise-routes.js';
import { retourLocal } from './retour.js';
import { nouvelleSession, ouvrirSession } from './session-ouverte.js';
import { uneFois } from './transaction.js';

/** Sign-up, sign-in, forgotten password, own account. */
export function routesComptes(routeur: Routeur, deps: Deps): void {
  const freins = creerFreins(deps);
  routesInscription(routeur, deps, freins);
  routesConnexion(routeur, deps, freins);
  routesReprise(routeur, deps, freins);
  routesMotDePasse(routeur, deps, freins);
  routesCompte(routeur, deps, freins);
}

const ENVOYE = 'suite=envoyee';
const estEnvoye = (demande: Demande): boolean => demande.query['suite'] === 'envoyee';

/** @throws Refus `mot_de_passe.courant` or `mot_de_passe.courriel`, on the field of the new password */
function exigerSolide(motDePasse: string, courriel: string): void {
  const raison = faiblesse(motDePasse, courriel);
  if (raison !== null) throw new Refus(`mot_de_passe.${raison}`, { champ: 'motDePasse' });
}

async function freinerEnvois(freins: Freins, demande: Demande, courriel: string): Promise<void> {
  await freiner(freins.envois, abonne(demande.req.ip));
  await freiner(freins.courriel, cleDeCompte(courriel));
}

/** The invitation whose link led to the sign-up page, null when there is none or it no longer works. */
async function invitationSuivie({ db }: Deps, demande: Demande): Promise<pages.InvitationSuivie | null> {
  const jeton = demande.corps['invitation'] ?? demande.query['invitation'];
  if (typeof jeton !== 'string' || jeton === '' || jeton.length > 100) return null;
  const { etat, invitation } = await examinerInvitation(db, jeton, demande.maintenant);
  return etat === 'valable' && invitation !== null ? { jeton, courriel: invitation.courriel, organisme: invitation.organismeNom } : null;
}

function routesInscription(routeur: Routeur, deps: Deps, freins: Freins): void {
  const { baseUrl } = deps.config;
  const inscription = async (demande: Demande, etat: EtatFormulaire): Promise<void> => pages.pageInscription(demande, etat, await invitationSuivie(deps, demande));
  routeur.get(paths.inscription, 'compte.ouvrir', (demande) =>
    estEnvoye(demande) ? pages.pageInscriptionEnvoyee(demande) : inscription(demande, { saisie: null, erreurs: {}, refus: null }));

  routeur.postLibre(paths.inscription, 'compte.ouvrir', { formulaire: formulaires.formulaireInscription, page: inscription }, async (saisie, demande) => {
    exigerSolide(saisie.motDePasse, saisie.courriel);
    await freinerEnvois(freins, demande, saisie.courriel);
    const motDePasseHache = await hacherMotDePasse(saisie.motDePasse);
    return uneFois(deps, demande.acteur, demande, async (ctx) => {
      await sInscrire(ctx, { prenom: saisie.prenom, nom: saisie.nom, courriel: saisie.courriel, motDePasseHache, baseUrl, invitation: saisie.invitation });
      return `${paths.inscription}?${ENVOYE}`;
    });
  });

  const examiner = (demande: Demande): Promise<JetonLu> => examinerJeton(deps.db, parametre(demande, 'jeton'), ['confirmation'], demande.maintenant);
  const page = async (demande: Demande): Promise<void> => pages.pageConfirmation(demande, await examiner(demande), parametre(demande, 'jeton'));
  routeur.get(paths.confirmation, 'compte.ouvrir', page);
  routeur.postLibre(paths.confirmation, 'compte.ouvrir', { formulaire: formulaires.formulaireSansChamp, page }, async (_saisie, demande) => {
    const { personne } = await examiner(demande);
    if (personne === null) throw new Refus('jeton.perime');
    const suite = await uneFois(deps, enPersonne(personne), demande, async (ctx) => {
      await confirmerAdresse(ctx, { jeton: parametre(demande, 'jeton'), personne });
      return paths.connexion;
    });
    annoncer(demande, 'Votre adresse est confirmée. Connectez-vous avec le mot de passe que vous avez choisi.');
    return suite;
  });
}

function routesConnexion(routeur: Routeur, deps: Deps, freins: Freins): void {
  routeur.get(paths.connexion, 'compte.ouvrir', async (demande) => {
    const retour = retourLocal(demande.query['retour']);
    if (demande.acteur.id !== null) return demande.res.redirect(303, retour ?? paths.tableauDeBord);
    await pages.pageConnexion(demande, { saisie: null, erreurs: {}, refus: null }, retour);
  });

  const page = (demande: Demande, etat: EtatFormulaire): Promise<void> => pages.pageConnexion(demande, etat, retourLocal(demande.corps['retour']));
  routeur.postLibre(paths.connexion, 'compte.ouvrir', { formulaire: formulaires.formulaireConnexion, page }, async (saisie, demande) => {
    const personne = await identifier(deps, freins, { courriel: saisie.courriel, motDePasse: saisie.motDePasse, ip: demande.req.ip });
    await ouvrirSession(demande, personne.id);
    return retourLocal(saisie.retour) ?? paths.tableauDeBord;
  });

  routeur.postLibre(paths.deconnexion, 'compte.ouvrir', { formulaire: formulaires.formulaireSansChamp }, async (_saisie, demande) => {
    await nouvelleSession(demande);
    annoncer(demande, 'Vous êtes déconnecté.');
    return paths.accueil;
  });
}

function routesMotDePasse(routeur: Routeur, deps: Deps, freins: Freins): void {
  const { baseUrl } = deps.config;
  routeur.get(paths.oubli, 'compte.ouvrir', (demande) =>
    estEnvoye(demande) ? pages.pageOubliEnvoye(demande) : pages.pageOubli(demande, { saisie: null, erreurs: {}, refus: null }));

  routeur.postLibre(paths.oubli, 'compte.ouvrir', { formulaire: formulaires.formulaireOubli, page: pages.pageOubli }, async ({ courriel }, demande) => {
    await freinerEnvois(freins, demande, courriel);
    return uneFois(deps, demande.acteur, demande, async (ctx) => {
      await demanderNouveauMotDePasse(ctx, { courriel, baseUrl });
      return `${paths.oubli}?${ENVOYE}`;
    });
  });

  const examiner = (demande: Demande): Promise<JetonLu> => examinerJeton(deps.db, parametre(demande, 'jeton'), ['oubli', 'invitation'], demande.maintenant);
  const page = async (demande: Demande, etat: EtatFormulaire): Promise<void> =>
    pages.pageNouveauMotDePasse(demande, etat, await examiner(demande), parametre(demande, 'jeton'));
  routeur.pageFormulaire(paths.nouveauMotDePasse, 'compte.ouvrir', page);
  routeur.postLibre(paths.nouveauMotDePasse, 'compte.ouvrir', { formulaire: formulaires.formulaireNouveauMotDePasse, page }, async ({ motDePasse }, demande) => {
    const { personne, usage } = await examiner(demande);
    if (personne === null || usage === null || usage === 'confirmation') throw new Refus('jeton.perime');
    exigerSolide(motDePasse, personne.courriel);
    const motDePasseHache = await hacherMotDePasse(motDePasse);
    const suite = await uneFois(deps, enPersonne(personne), demande, async (ctx) => {
      await choisirMotDePasse(ctx, { jeton: parametre(demande, 'jeton'), personne, usage, motDePasseHache, baseUrl });
      return paths.connexion;
    });
    await freins.compte.oublier(cleDeCompte(personne.courriel));
    await nouvelleSession(demande);
    annoncer(demande, 'Votre mot de passe est enregistré. Connectez-vous.');
    return suite;
  });
}

function routesCompte(routeur: Routeur, deps: Deps, freins: Freins): void {
  const moi = async (demande: Demande): Promise<Personne> => trouve(await personneParId(deps.db, demande.acteur.id ?? ''));
  const page = async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
    const personne = await moi(demande);
    const [{ rythme }, calendrier] = await Promise.all([lireRythme(deps.db, personne.id), lireCalendrier(deps.db, personne.id)]);
    await pages.pageCompte(demande, etat, personne, { organismes: await organismesDePersonne(deps.db, personne.id), rythme, calendrierDepuis: calendrier?.creeLe ?? null });
  };
  routeur.pageFormulaire(paths.compte, 'compte.gerer', page);

  routeur.post(paths.compte, 'compte.gerer', { formulaire: formulaires.formulaireIdentite, page }, async (ctx, identite, demande) => {
    await modifierIdentite(ctx, identite);
    annoncer(demande, 'Vos informations sont enregistrées.');
    return paths.compte;
  });

  // Its form is on the account page; its own address must answer when it is opened again.
  routeur.get(paths.compteMotDePasse, 'compte.gerer', ({ res }) => Promise.resolve(res.redirect(303, paths.compte)));
  routeur.postLibre(paths.compteMotDePasse, 'compte.gerer', { formulaire: formulaires.formulaireChangement, page }, async (saisie, demande) => {
    const personne = await moi(demande);
    await freiner(freins.compte, cleDeCompte(personne.courriel));
    if (!(await verifierMotDePasse(personne.motDePasse, saisie.motDePasseActuel))) throw new Refus('mot_de_passe.actuel_inexact', { champ: 'motDePasseActuel' });
    exigerSolide(saisie.motDePasse, personne.courriel);
    const motDePasseHache = await hacherMotDePasse(saisie.motDePasse);
    const suite = await uneFois(deps, demande.acteur, demande, async (ctx) => {
      await remplacerMotDePasse(ctx, personne, { motDePasseHache, motif: 'changement', garder: sha256(demande.req.sessionID), baseUrl: deps.config.baseUrl });
      return paths.compte;
    });
    await freins.compte.oublier(cleDeCompte(personne.courriel));
    annoncer(demande, 'Votre mot de passe est changé. Vos autres sessions sont fermées.');
    return suite;
  });
}

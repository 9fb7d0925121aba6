import type { Deps } from '../../platform/deps.js';
import { creerFrein } from '../../platform/throttle.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { parametre } from '../../web/demande.js';
import { TropDeTentatives } from '../../web/errors.js';
import { formulaireVide } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { pageFiche } from './fiche-page.js';
import { pageInvitation } from './invitation-page.js';
import { accepterInvitation, annulerInvitation, inviterMembre, renvoyerInvitation } from './invitation-service.js';
import { formulaireInvitation, formulaireInvitationEnvoyee } from './organisme-form.js';

/** Invitation mails one person may cause in an hour: these mails go to addresses of their choice. */
const INVITATIONS_PAR_HEURE = 30;

/** Invitations by mail: sent, sent again, cancelled on the sheet; accepted by their link. */
export function routesInvitations(routeur: Routeur, deps: Deps): void {
  const { baseUrl } = deps.config;
  const fiche = pageFiche(deps);
  const surLaFiche = (organismeId: string): string => vers(paths.organismes.fiche, { organismeId });
  // The forms are on the sheet; their own addresses must answer when they are opened again.
  routeur.get(paths.organismes.inviter, 'organisme.voir', ({ res, params }) => Promise.resolve(res.redirect(303, surLaFiche(params['organismeId'] ?? ''))));

  routeur.post(paths.organismes.inviter, 'organisme.gerer_membres', { formulaire: formulaireInvitation, page: fiche }, async (ctx, { courriel, role }, demande) => {
    const organismeId = parametre(demande, 'organismeId');
    await freiner(deps, ctx);
    await inviterMembre(ctx, organismeId, { courriel, role, baseUrl });
    annoncer(demande, `Invitation envoyée à ${courriel}.`);
    return surLaFiche(organismeId);
  });

  routeur.post(paths.organismes.invitation, 'organisme.gerer_membres', { formulaire: formulaireInvitationEnvoyee, page: fiche }, async (ctx, { intention }, demande) => {
    const [organismeId, invitationId] = [parametre(demande, 'organismeId'), parametre(demande, 'invitationId')];
    if (intention === 'annuler') {
      annoncer(demande, `Invitation de ${await annulerInvitation(ctx, organismeId, invitationId)} annulée : son lien ne sert plus.`);
      return surLaFiche(organismeId);
    }
    await freiner(deps, ctx);
    annoncer(demande, `Nouveau lien envoyé à ${await renvoyerInvitation(ctx, organismeId, invitationId, baseUrl)} ; le précédent ne sert plus.`);
    return surLaFiche(organismeId);
  });

  const invitation = pageInvitation(deps);
  routeur.pageFormulaire(paths.invitation, 'compte.ouvrir', invitation);
  routeur.post(paths.invitation, 'compte.gerer', { formulaire: formulaireVide, page: invitation }, async (ctx, _commande, demande) => {
    const organismeId = await accepterInvitation(ctx, parametre(demande, 'jeton'));
    annoncer(demande, 'Vous faites partie de cet organisme.');
    return surLaFiche(organismeId);
  });
}

/** Counts one mail inside the transaction: SQLite has one connection, and a refused invitation sends nothing. */
async function freiner({ horloge }: Deps, ctx: Contexte): Promise<void> {
  const attente = await creerFrein(ctx.db, horloge, 'invitation', INVITATIONS_PAR_HEURE, 3600).consommer(ctx.acteur.id ?? '');
  if (attente > 0) throw new TropDeTentatives(attente);
}

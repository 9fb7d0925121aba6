import { HABILITATIONS } from '../../domain/habilitations/acteur.js';
import type { Deps } from '../../platform/deps.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import { codeDeQuery, sensDeQuery, texteDeQuery } from '../../web/requete.js';
import type { Routeur } from '../../web/routeur.js';
import { formulaireGestion, formulaireInvitation, type Operation, type SaisieGestion } from './comptes-form.js';
import { compteAdministre, compterComptes, ETATS_DE_COMPTE, listerComptes, organismesDePersonne, type FiltreComptes } from './comptes-queries.js';
import { pageCompteAdministre, pageComptes } from './gestion-page.js';
import { desactiver, envoyerInvitation, fixerHabilitations, inviterAgent, reactiver } from './gestion-service.js';

const filtreDe = (demande: Demande): FiltreComptes => ({
  recherche: texteDeQuery(demande.query, 'q'),
  habilitation: codeDeQuery(demande.query, 'habilitation', [...HABILITATIONS, 'porteur'] as const),
  etat: codeDeQuery(demande.query, 'etat', ETATS_DE_COMPTE),
});

/** Accounts and habilitations, for administrators. */
export function routesGestionComptes(routeur: Routeur, deps: Deps): void {
  const { db, config } = deps;
  const liste = async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
    const filtre = filtreDe(demande);
    const [tranche, total] = await Promise.all([listerComptes(db, filtre, sensDeQuery(demande.query)), compterComptes(db, filtre)]);
    await pageComptes(demande, etat, filtre, tranche, total);
  };
  routeur.pageFormulaire(paths.administration.comptes, 'compte.administrer', liste);
  routeur.post(paths.administration.comptes, 'compte.administrer', { formulaire: formulaireInvitation, page: liste }, async (ctx, invitation, demande) => {
    const personneId = await inviterAgent(ctx, invitation, config.baseUrl);
    annoncer(demande, `L’invitation de ${invitation.prenom} ${invitation.nom} est envoyée.`);
    return vers(paths.administration.compte, { personneId });
  });

  const fiche = async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
    const personneId = parametre(demande, 'personneId');
    const [compte, organismes] = await Promise.all([compteAdministre(db, personneId), organismesDePersonne(db, personneId)]);
    await pageCompteAdministre(demande, etat, trouve(compte), organismes);
  };
  routeur.pageFormulaire(paths.administration.compte, 'compte.administrer', fiche);
  routeur.post(paths.administration.compte, 'compte.administrer', { formulaire: formulaireGestion, page: fiche }, async (ctx, saisie, demande) => {
    const personneId = parametre(demande, 'personneId');
    await OPERATIONS[saisie.operation](ctx, personneId, saisie, config.baseUrl);
    annoncer(demande, FAITS[saisie.operation]);
    return vers(paths.administration.compte, { personneId });
  });
}

const OPERATIONS: Readonly<Record<Operation, (ctx: Contexte, personneId: string, saisie: SaisieGestion, baseUrl: string) => Promise<void>>> = {
  habilitations: (ctx, id, { habilitations }) => fixerHabilitations(ctx, id, habilitations),
  desactivation: (ctx, id) => desactiver(ctx, id),
  reactivation: (ctx, id) => reactiver(ctx, id),
  invitation: (ctx, id, _saisie, baseUrl) => envoyerInvitation(ctx, id, baseUrl),
};

const FAITS: Readonly<Record<Operation, string>> = {
  habilitations: 'Les habilitations sont enregistrées.',
  desactivation: 'Le compte est désactivé et ses sessions sont fermées.',
  reactivation: 'Le compte est réactivé.',
  invitation: 'L’invitation est envoyée de nouveau ; le lien précédent ne fonctionne plus.',
};

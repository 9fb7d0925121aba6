import type { Deps } from '../../platform/deps.js';
import { parametre } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { FORMULAIRE_MESSAGE, FORMULAIRE_NOTE } from './message-form.js';
import { pageMessages } from './message-page.js';
import { ecrireMessage } from './message-service.js';

/** Messages between the porteur and the service, private notes of agents (spec 1, stage 6). */
export function routesMessagerie(routeur: Routeur, deps: Deps): void {
  const page = pageMessages(deps);
  routeur.pageFormulaire(paths.dossiers.messages, 'message.ecrire', page);
  routeur.post(paths.dossiers.messages, 'message.ecrire', { formulaire: FORMULAIRE_MESSAGE, page }, async (ctx, { texte }, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await ecrireMessage(ctx, dossierId, { texte, prive: false });
    annoncer(demande, 'Votre message est envoyé.');
    return vers(paths.dossiers.messages, { dossierId });
  });
  routeur.post(paths.dossiers.notes, 'message.noter', { formulaire: FORMULAIRE_NOTE, page }, async (ctx, { note }, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await ecrireMessage(ctx, dossierId, { texte: note, prive: true });
    annoncer(demande, 'Votre note est enregistrée.');
    return vers(paths.dossiers.messages, { dossierId });
  });
}

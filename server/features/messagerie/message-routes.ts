import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { FORMULAIRE_MESSAGE, FORMULAIRE_NOTE } from './message-form.js';
import { pageMessages, pageNotes } from './message-page.js';
import { ecrireMessage, type JointsAuMessage } from './message-service.js';

/** Messages between the porteur and the service, private notes of agents (spec 1, stage 6). */
export function routesMessagerie(routeur: Routeur, deps: Deps): void {
  const joints = ({ fichiers }: Demande): JointsAuMessage => ({ magasin: deps.magasin, recus: fichiers.filter((f) => f.champ === 'fichiers') });

  const page = pageMessages(deps);
  routeur.pageFormulaire(paths.dossiers.messages, 'message.ecrire', page);
  routeur.post(paths.dossiers.messages, 'message.ecrire', { formulaire: FORMULAIRE_MESSAGE, page, fichiers: true }, async (ctx, { texte, documents }, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await ecrireMessage(ctx, dossierId, { texte, prive: false, documents }, joints(demande));
    annoncer(demande, 'Votre message est envoyé.');
    return vers(paths.dossiers.messages, { dossierId });
  });

  const notes = pageNotes(deps);
  routeur.pageFormulaire(paths.dossiers.notes, 'message.noter', notes);
  routeur.post(paths.dossiers.notes, 'message.noter', { formulaire: FORMULAIRE_NOTE, page: notes, fichiers: true }, async (ctx, { note, documents }, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await ecrireMessage(ctx, dossierId, { texte: note, prive: true, documents }, joints(demande));
    annoncer(demande, 'Votre note privée est enregistrée. L’organisme ne la voit pas.');
    return vers(paths.dossiers.notes, { dossierId });
  });
}

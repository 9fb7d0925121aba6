import type { Action } from '../domain/habilitations/actions.js';
import { peut, pourraitFaire } from '../domain/habilitations/peut.js';
import type { Demande } from './demande.js';
import { paths, vers } from './paths.js';

interface Onglet { readonly texte: string; readonly lien: string; readonly actif: boolean }

const DEPOSE = ['depose', 'complements_demandes', 'recevable', 'irrecevable', 'en_instruction', 'instruit', 'examine', 'attribue', 'refuse', 'ajourne', 'notifie', 'retire'];
const RECEVABLE = ['recevable', 'en_instruction', 'instruit', 'examine', 'attribue', 'refuse', 'ajourne', 'notifie'];
const INSTRUIT = RECEVABLE.slice(2);

const ONGLETS: readonly { texte: string; chemin: string; action: Action; etats: readonly string[]; suite?: true; aussi?: string }[] = [
  { texte: 'Synthèse', chemin: paths.dossiers.page, action: 'dossier.voir', etats: ['brouillon', ...DEPOSE] },
  { texte: 'Dossier papier', chemin: paths.dossiers.papier, action: 'papier.corriger', etats: ['brouillon', 'complements_demandes'] },
  { texte: 'Recevabilité', chemin: paths.dossiers.recevabilite, action: 'recevabilite.conclure', etats: DEPOSE },
  { texte: 'Compléments', chemin: paths.dossiers.demandes, action: 'complements.lire', etats: DEPOSE },
  { texte: 'Instruction', chemin: paths.dossiers.instruction, action: 'instruction.lire', etats: RECEVABLE },
  { texte: 'Budget ajusté', chemin: paths.dossiers.ajustement, action: 'ajustement.lire', etats: ['en_instruction', 'instruit', 'examine', 'attribue', 'ajourne', 'notifie'] },
  { texte: 'Notation', chemin: paths.dossiers.notation, action: 'notation.noter', etats: INSTRUIT },
  { texte: 'Scores', chemin: paths.dossiers.scores, action: 'notation.lire', etats: INSTRUIT },
  { texte: 'Messages', chemin: paths.dossiers.messages, action: 'message.ecrire', etats: DEPOSE },
  { texte: 'Notes privées', chemin: paths.dossiers.notes, action: 'message.noter', etats: DEPOSE },
  { texte: 'Décision', chemin: paths.dossiers.notification, action: 'dossier.voir', etats: ['attribue', 'refuse', 'ajourne', 'notifie'] },
  { texte: 'Convention', chemin: paths.conventions.generer, action: 'bilan.rediger', etats: ['notifie'], suite: true },
  { texte: 'Convention', chemin: paths.conventions.generer, action: 'dossier.suivre', etats: ['notifie'], suite: true },
  { texte: 'Participants', chemin: paths.participants.liste, action: 'participant.lire', etats: ['notifie'], suite: true },
  { texte: 'Suivi', chemin: paths.dossiers.suivi, action: 'suivi.lire', etats: ['notifie'], suite: true },
  { texte: 'Satisfaction', chemin: paths.satisfaction.dossier, action: 'questionnaire.lire', etats: ['notifie'], suite: true },
  { texte: 'Bilan', chemin: paths.bilans.page, action: 'bilan.rediger', etats: ['notifie'], suite: true, aussi: paths.bilansIntermediaires.page },
  { texte: 'Contrôle', chemin: paths.controles.page, action: 'controle.lire', etats: ['notifie'], suite: true, aussi: paths.bilansIntermediaires.page },
  { texte: 'Solde', chemin: paths.bilans.solde, action: 'dossier.voir', etats: ['notifie'], suite: true },
  { texte: 'Recours', chemin: paths.dossiers.recours, action: 'recours.deposer', etats: ['irrecevable', 'notifie'] },
  { texte: 'Recours', chemin: paths.dossiers.recours, action: 'recours.repondre', etats: ['irrecevable', 'notifie'] },
  { texte: 'Programme', chemin: paths.programme.dossier, action: 'dossier.suivre', etats: DEPOSE },
  { texte: 'Historique', chemin: paths.dossiers.historique, action: 'dossier.voir', etats: DEPOSE },
];

/**
 * Tabs of a dossier that this person may open at this stage; a tab stays open on the pages below its own, and on those of `aussi`.
 * A refused dossier (`sansSuite`) has none of those that follow an award.
 */
export function ongletsDossier(demande: Demande, dossier: { readonly id: string; readonly etat: string; readonly sansSuite?: boolean }): Onglet[] {
  return ONGLETS
    .filter((o) => o.etats.includes(dossier.etat) && !(o.suite && dossier.sansSuite) && peut(demande.acteur, o.action, demande.sujet).permis)
    .map((o) => {
      const lien = vers(o.chemin as '/:dossierId', { dossierId: dossier.id });
      const dessous = o.chemin !== paths.dossiers.page && demande.req.path.startsWith(`${lien}/`);
      const voisine = o.aussi !== undefined && demande.req.path.startsWith(vers(o.aussi as '/:dossierId', { dossierId: dossier.id }));
      return { texte: o.texte, lien, actif: demande.req.path === lien || dessous || voisine };
    });
}

/** Trail of a dossier's pages. */
export function filDossier(demande: Demande, dossier: { readonly id: string; readonly numero: string | null; readonly titre: string }): { texte: string; lien: string }[] {
  const enPorteur = 'organismeId' in demande.sujet && demande.acteur.appartenances.some((a) => 'organismeId' in demande.sujet && a.organismeId === demande.sujet.organismeId);
  const retour = pourraitFaire(demande.acteur, 'dossier.lister') ? { texte: 'Dossiers', lien: paths.dossiers.liste } : { texte: 'Tableau de bord', lien: paths.tableauDeBord };
  const liste = enPorteur ? { texte: 'Mes dossiers', lien: paths.dossiers.mes } : retour;
  return [liste, { texte: dossier.numero ?? (dossier.titre || 'Nouveau dossier'), lien: vers(paths.dossiers.page, { dossierId: dossier.id }) }];
}

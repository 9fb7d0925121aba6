import type { Action } from '../../domain/habilitations/actions.js';
import { peut } from '../../domain/habilitations/peut.js';
import { dateLongue } from '../../platform/format.js';
import type { Demande } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import type { DossierLu } from './dossier-queries.js';
import type { Synthese } from './synthese-queries.js';

/** What happens next, and the link for the person whose turn it is. */
export interface Etape { readonly texte: string; readonly lien: string | null; readonly bouton: string }

interface Suite { readonly texte: string; readonly chemin?: string; readonly action?: Action; readonly bouton?: string }

const AVANT_DECISION: Readonly<Record<string, Suite>> = {
  brouillon: { texte: 'Le dossier est en cours de rédaction par l’organisme.' },
  depose: { texte: 'Le service vérifie la recevabilité du dossier.', chemin: paths.dossiers.recevabilite, action: 'recevabilite.conclure', bouton: 'Examiner la recevabilité' },
  recevable: { texte: 'Le dossier est recevable : un instructeur doit être désigné.', chemin: paths.dossiers.affectation, action: 'dossier.affecter', bouton: 'Désigner l’instructeur' },
  irrecevable: { texte: 'Le dossier est irrecevable. Un recours gracieux est possible dans le délai indiqué par la décision.', chemin: paths.dossiers.recours, action: 'recours.deposer', bouton: 'Déposer un recours' },
  en_instruction: { texte: 'L’instructeur analyse le projet.', chemin: paths.dossiers.instruction, action: 'instruction.lire', bouton: 'Ouvrir l’instruction' },
  instruit: { texte: 'Le comité note le dossier, puis rend son avis.', chemin: paths.dossiers.notation, action: 'notation.noter', bouton: 'Noter le dossier' },
  examine: { texte: 'Le comité a rendu son avis : la Commission permanente décide.' },
  attribue: { texte: 'La subvention est votée : la décision doit être notifiée.', chemin: paths.dossiers.notification, action: 'decision.notifier', bouton: 'Notifier la décision' },
  refuse: { texte: 'La demande est refusée : la décision doit être notifiée.', chemin: paths.dossiers.notification, action: 'decision.notifier', bouton: 'Notifier la décision' },
  ajourne: { texte: 'Le dossier est ajourné : son instruction reprendra.', chemin: paths.dossiers.reprise, action: 'instruction.valider', bouton: 'Reprendre l’instruction' },
  retire: { texte: 'Le dossier a été retiré par l’organisme.' },
};

function apresNotification(d: DossierLu, s: Synthese): Suite {
  if (s.decision?.sens === 'refuse') return { texte: 'La demande est refusée. Un recours gracieux est possible dans le délai indiqué par la lettre.', chemin: paths.dossiers.recours, action: 'recours.deposer', bouton: 'Déposer un recours' };
  const convention = s.conventions[0];
  if (convention === undefined) return { texte: 'La convention est à préparer.', chemin: paths.conventions.generer, action: 'convention.generer', bouton: 'Préparer la convention' };
  if (convention.etat === 'a_signer') return { texte: 'La convention attend sa signature.', chemin: vers(paths.conventions.page, { dossierId: d.id, conventionId: convention.id }), action: 'dossier.voir', bouton: 'Ouvrir la convention' };
  if (convention.etat === 'soldee') return { texte: 'La convention est soldée.', chemin: paths.bilans.solde, action: 'dossier.voir', bouton: 'Voir le solde' };
  return apresSignature(s);
}

function apresSignature(s: Synthese): Suite {
  if (s.bilan?.etat === 'conclu') return { texte: 'Le contrôle est conclu : le solde est calculé.', chemin: paths.bilans.solde, action: 'dossier.voir', bouton: 'Voir le solde' };
  if (s.bilan?.etat === 'contradictoire') return { texte: 'Les conclusions provisoires attendent la réponse de l’organisme.', chemin: paths.bilans.contradictoire, action: 'contradictoire.repondre', bouton: 'Répondre aux conclusions' };
  if (s.bilan !== null && s.bilan.etat !== 'brouillon') return { texte: 'Le service fait est en cours de contrôle.', chemin: paths.controles.page, action: 'controle.lire', bouton: 'Ouvrir le contrôle' };
  if (s.intermediaire?.etat === 'depose') return { texte: 'L’action se réalise. Le service examine le bilan intermédiaire, dont dépend un versement.', chemin: paths.bilansIntermediaires.examen, action: 'bilan.examiner', bouton: 'Examiner le bilan intermédiaire' };
  const fin = s.bilan ? dateLongue(s.bilan.limite) : 'terme convenu';
  if (s.intermediaire?.etat === 'brouillon') return { texte: `L’action se réalise. Le bilan intermédiaire, dont dépend un versement, est attendu avant le ${dateLongue(s.intermediaire.limite)} ; le bilan final, avant le ${fin}.`, chemin: paths.bilansIntermediaires.page, action: 'bilan.rediger', bouton: 'Remplir le bilan intermédiaire' };
  return { texte: `L’action se réalise. Le bilan est attendu avant le ${fin}.`, chemin: paths.bilans.page, action: 'bilan.rediger', bouton: 'Remplir le bilan' };
}

/** Next step of a dossier in words, with the link when it is this person's turn. */
export function prochaineEtape(demande: Demande, d: DossierLu, s: Synthese): Etape {
  const complements = d.etat === 'complements_demandes' ? { texte: `Des compléments sont demandés à l’organisme avant le ${s.demandeComplements ? dateLongue(s.demandeComplements.limite) : 'terme fixé'}.`, chemin: paths.dossiers.demandes, action: 'complements.lire' as const, bouton: 'Voir la demande' } : null;
  const saisie = d.etat === 'brouillon' && d.papier !== null ? { texte: `Le service saisit le dossier reçu sur papier. ${d.papier.saisiPar} s’en charge.`, chemin: paths.dossiers.papier, action: 'papier.corriger' as const, bouton: 'Continuer la saisie' } : null;
  const suite: Suite = saisie ?? complements ?? (d.etat === 'notifie' ? apresNotification(d, s) : AVANT_DECISION[d.etat]) ?? { texte: '' };
  const permis = suite.chemin !== undefined && suite.action !== undefined && peut(demande.acteur, suite.action, demande.sujet).permis;
  return { texte: suite.texte, lien: permis ? vers(suite.chemin as '/:dossierId', { dossierId: d.id }) : null, bouton: suite.bouton ?? '' };
}

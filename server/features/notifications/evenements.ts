import { paths } from '../../web/paths.js';

/** Where an event of a dossier is seen, and whether its mail is official. */
interface Nature { readonly chemin: string; readonly officiel?: true }

/** Events told to the porteur, by the first word of their key. Official: an act is recorded or a time limit starts. */
const PORTEUR: Readonly<Record<string, Nature>> = {
  recepisse: { chemin: paths.dossiers.page, officiel: true },
  complements: { chemin: paths.dossiers.demandes, officiel: true },
  prolongation: { chemin: paths.dossiers.demandes, officiel: true },
  recevable: { chemin: paths.dossiers.page, officiel: true },
  irrecevable: { chemin: paths.dossiers.recours, officiel: true },
  message: { chemin: paths.dossiers.messages },
  ajustement: { chemin: paths.dossiers.ajustement, officiel: true },
  'ajustement-retrait': { chemin: paths.dossiers.ajustement },
  'ajustement-retenu': { chemin: paths.dossiers.ajustement, officiel: true },
  ajournement: { chemin: paths.dossiers.notification, officiel: true },
  notification: { chemin: paths.dossiers.notification, officiel: true },
  'recours.recepisse': { chemin: paths.dossiers.recours, officiel: true },
  'recours.reponse': { chemin: paths.dossiers.recours, officiel: true },
  'convention.generer': { chemin: paths.conventions.generer, officiel: true },
  'convention.rappeler': { chemin: paths.conventions.generer },
  'avenant.valider': { chemin: paths.conventions.generer, officiel: true },
  'avenant.signer': { chemin: paths.conventions.generer, officiel: true },
  'avenant.reponse': { chemin: paths.conventions.generer },
  'convention.resilier': { chemin: paths.conventions.generer, officiel: true },
  'convention.signer': { chemin: paths.conventions.generer, officiel: true },
  'versement.paye': { chemin: paths.bilans.solde },
  'bilan.ouvrir': { chemin: paths.bilans.page },
  'bilan.deposer': { chemin: paths.bilans.page, officiel: true },
  'bilan.rappeler': { chemin: paths.bilans.page },
  'bilan.ouvrir_intermediaire': { chemin: paths.bilansIntermediaires.page, officiel: true },
  'bilan.deposer_intermediaire': { chemin: paths.bilansIntermediaires.page, officiel: true },
  'bilan.rappeler_intermediaire': { chemin: paths.bilansIntermediaires.page },
  'bilan.valider': { chemin: paths.bilansIntermediaires.page, officiel: true },
  'bilan.renvoyer': { chemin: paths.bilansIntermediaires.page, officiel: true },
  'suivi.suite': { chemin: paths.dossiers.suivi },
  'participants.rappeler': { chemin: paths.participants.liste },
  'droits.transmettre': { chemin: paths.participants.liste, officiel: true },
  'droits.effacer': { chemin: paths.participants.liste, officiel: true },
  'controle.provisoire': { chemin: paths.bilans.contradictoire, officiel: true },
  'contradictoire.prolonger': { chemin: paths.bilans.contradictoire, officiel: true },
  'question.poser': { chemin: paths.bilans.questions, officiel: true },
  'question.retirer': { chemin: paths.bilans.questions },
  'controle.conclure': { chemin: paths.bilans.solde, officiel: true },
  solde: { chemin: paths.bilans.solde, officiel: true },
  'reversement.annule': { chemin: paths.bilans.solde, officiel: true },
};

/** Events told to agents and to consulted partners. */
const AGENTS: Readonly<Record<string, Nature>> = {
  message: { chemin: paths.dossiers.messages },
  complements: { chemin: paths.dossiers.demandes },
  delai: { chemin: paths.dossiers.demandes },
  instruction: { chemin: paths.dossiers.instruction },
  'instruction-renvoi': { chemin: paths.dossiers.instruction },
  'ajustement-reponse': { chemin: paths.dossiers.ajustement },
  reprise: { chemin: paths.dossiers.instruction },
  avis: { chemin: paths.dossiers.avisRendu },
  'avis-rappel': { chemin: paths.dossiers.avisRendu },
  'avis-retrait': { chemin: paths.avis },
  'avis-rendu': { chemin: paths.dossiers.avisDemandes },
  recours: { chemin: paths.dossiers.recours },
  'recours.csf': { chemin: paths.bilans.solde },
  'convention.transmettre': { chemin: paths.conventions.generer },
  'convention.financer': { chemin: paths.conventions.generer },
  'convention.deplacer': { chemin: paths.conventions.generer },
  'avenant.demander': { chemin: paths.conventions.generer },
  'avenant.transmettre': { chemin: paths.conventions.generer },
  'bilan.deposer': { chemin: paths.controles.page },
  'bilan.deposer_intermediaire': { chemin: paths.bilansIntermediaires.examen },
  'bilan.rappeler': { chemin: paths.dossiers.suivi },
  'bilan.rappeler_intermediaire': { chemin: paths.dossiers.suivi },
  'suivi.suite_faite': { chemin: paths.dossiers.suivi },
  'controle.designer': { chemin: paths.controles.page },
  'contradictoire.repondre': { chemin: paths.controles.page },
  'question.repondre': { chemin: paths.controles.page },
  'contradictoire.demander_prolongation': { chemin: paths.controles.page },
};

/**
 * What the key of an event says of it; an event nobody listed is seen on the dossier's front page and is not official.
 * @param cle `message:0190…`: the kind of event, then what makes it unique
 */
export function natureDe(cle: string, pour: 'porteur' | 'agents'): { readonly chemin: string; readonly officiel: boolean } {
  const { chemin, officiel = false } = (pour === 'porteur' ? PORTEUR : AGENTS)[cle.split(':')[0] ?? ''] ?? { chemin: paths.dossiers.page };
  return { chemin, officiel };
}

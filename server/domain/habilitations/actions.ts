import type { Habilitation, RolePorteur } from './acteur.js';

/** What an action is done to; the web layer loads it before asking `peut`. */
export type NatureSujet = 'aucun' | 'dossier' | 'organisme' | 'appel' | 'seance';

/**
 * Further conditions on a dossier, each a separation of spec 1:
 * `affecte` the instructeur in charge, who stands in for them today (or any, while nobody is), `controleur_designe` the designated controller,
 * `jamais_instructeur` not the instructeur of the dossier, `sans_deport` no declared conflict of interest,
 * `avis_demande` consulted on this dossier, `scores_soumis` has submitted their own scores, `sans_notation_due` does not still
 * have to score it as a member of the committee too, `passe_en_comite` stage reached, `saisie_papier` the dossier came on
 * paper and its content may still change, `papier_non_depose` it came on paper and is being entered, `hors_saisie_papier` it
 * is not: while an agent enters a paper dossier, its organisme reads it, `liens_declares` has said whether a link ties them to
 * its organisme, `operation_fse` FSE+ co-funds it by an agreement of its own: people who take part are recorded.
 */
export type Condition = 'affecte' | 'controleur_designe' | 'jamais_instructeur' | 'sans_deport' | 'avis_demande' | 'scores_soumis' | 'sans_notation_due' | 'passe_en_comite' | 'saisie_papier' | 'papier_non_depose' | 'hors_saisie_papier' | 'liens_declares' | 'operation_fse';

export interface Regle {
  readonly sujet: NatureSujet;
  /** Open to everybody, signed in or not. */
  readonly public?: true;
  /** Open to every signed-in person. */
  readonly connecte?: true;
  /** Agent habilitations, each with the conditions it must meet. */
  readonly agents?: Partial<Readonly<Record<Habilitation, readonly Condition[]>>>;
  /** Roles of members of the organisme that carries the sujet. */
  readonly porteurs?: readonly RolePorteur[];
  /** Conditions that members of the organisme must meet. */
  readonly porteursSi?: readonly Condition[];
  /** Habilitations to which a brouillon is open when it is a paper dossier being entered; to the others it does not exist. */
  readonly surSaisiePapier?: readonly Habilitation[];
}

const TOUS_PORTEURS = ['redacteur', 'signataire'] as const;
const LECTEURS = {
  instructeur: [], responsable: [], finances: [], controleur: [], comite: ['sans_deport', 'passe_en_comite', 'liens_declares'], avis: ['avis_demande'],
} as const;

/** Every agent, and every partner consulted: the programme is theirs to read. */
const TOUS_AGENTS = { instructeur: [], responsable: [], comite: [], avis: [], finances: [], controleur: [], pilotage: [], admin: [] } as const;

/** Who enters a dossier received on paper. */
const SAISIE = ['instructeur', 'responsable'] as const;

/** Every action of the product and who may do it. Routes, buttons, documentation and tests read this table. */
export const ACTIONS = {
  'public.lire': { sujet: 'aucun', public: true },
  'compte.ouvrir': { sujet: 'aucun', public: true },
  'compte.gerer': { sujet: 'aucun', connecte: true },
  'accueil.voir': { sujet: 'aucun', connecte: true },

  'organisme.creer': { sujet: 'aucun', connecte: true },
  'organisme.voir': { sujet: 'organisme', porteurs: TOUS_PORTEURS, agents: { instructeur: [], responsable: [], finances: [], controleur: [] } },
  'organisme.instruire': { sujet: 'organisme', agents: { instructeur: [], responsable: [] } },
  'organisme.modifier': { sujet: 'organisme', porteurs: TOUS_PORTEURS },
  'organisme.gerer_membres': { sujet: 'organisme', porteurs: ['signataire'] },

  'appel.preparer': { sujet: 'aucun', agents: { responsable: [] } },
  'appel.modifier': { sujet: 'appel', agents: { responsable: [] } },
  'appel.publier': { sujet: 'appel', agents: { responsable: [] } },
  'appel.suivre': { sujet: 'appel', agents: { responsable: [], finances: [], pilotage: [] } },
  'appel.fixer_enveloppe': { sujet: 'appel', agents: { responsable: [], finances: [] } },

  'dossier.creer': { sujet: 'aucun', connecte: true },
  'dossier.lister': { sujet: 'aucun', agents: { instructeur: [], responsable: [], finances: [], controleur: [] } },
  'vue.gerer': { sujet: 'aucun', agents: { instructeur: [], responsable: [], finances: [], controleur: [] } },
  'vue.partager': { sujet: 'aucun', agents: { responsable: [] } },
  'dossier.voir': { sujet: 'dossier', porteurs: TOUS_PORTEURS, agents: LECTEURS, surSaisiePapier: SAISIE },
  'dossier.rediger': { sujet: 'dossier', porteurs: TOUS_PORTEURS, porteursSi: ['hors_saisie_papier'], agents: { instructeur: ['saisie_papier'], responsable: ['saisie_papier'] }, surSaisiePapier: SAISIE },
  'dossier.deposer': { sujet: 'dossier', porteurs: ['signataire'], porteursSi: ['hors_saisie_papier'], agents: { instructeur: ['saisie_papier'], responsable: ['saisie_papier'] }, surSaisiePapier: SAISIE },
  'dossier.retirer': { sujet: 'dossier', porteurs: ['signataire'], porteursSi: ['hors_saisie_papier'], agents: { instructeur: ['papier_non_depose'], responsable: ['papier_non_depose'] }, surSaisiePapier: SAISIE },
  'papier.lister': { sujet: 'aucun', agents: { instructeur: [], responsable: [] } },
  'papier.saisir': { sujet: 'appel', agents: { instructeur: [], responsable: [] } },
  'papier.corriger': { sujet: 'dossier', agents: { instructeur: ['saisie_papier'], responsable: ['saisie_papier'] }, surSaisiePapier: SAISIE },
  'dossier.affecter': { sujet: 'dossier', agents: { responsable: [] } },
  'dossier.affecter_en_nombre': { sujet: 'aucun', agents: { responsable: [] } },
  'ajustement.lire': { sujet: 'dossier', porteurs: TOUS_PORTEURS, agents: { instructeur: [], responsable: [], finances: [], controleur: [] } },
  'ajustement.rediger': { sujet: 'dossier', agents: { instructeur: ['affecte'], responsable: [] } },
  'ajustement.repondre': { sujet: 'dossier', porteurs: ['signataire'] },
  'affectation.regler': { sujet: 'appel', agents: { responsable: [] } },
  'absence.gerer': { sujet: 'aucun', agents: { instructeur: [], responsable: [] } },
  'dossier.suivre': { sujet: 'dossier', agents: { instructeur: [], responsable: [], finances: [], controleur: [] } },

  'message.ecrire': { sujet: 'dossier', porteurs: TOUS_PORTEURS, agents: { instructeur: [], responsable: [] } },
  'message.noter': { sujet: 'dossier', agents: { instructeur: [], responsable: [] } },
  'complements.lire': { sujet: 'dossier', porteurs: TOUS_PORTEURS, agents: { instructeur: [], responsable: [], finances: [], controleur: [] } },
  'complements.repondre': { sujet: 'dossier', porteurs: TOUS_PORTEURS, agents: { instructeur: ['saisie_papier'], responsable: ['saisie_papier'] } },
  'complements.demander_delai': { sujet: 'dossier', porteurs: TOUS_PORTEURS },
  'recevabilite.conclure': { sujet: 'dossier', agents: { instructeur: ['affecte'], responsable: [] } },

  'instruction.lire': { sujet: 'dossier', agents: { instructeur: [], responsable: [], controleur: [], comite: ['sans_deport', 'passe_en_comite', 'liens_declares'] } },
  'instruction.rediger': { sujet: 'dossier', agents: { instructeur: ['affecte'] } },
  'instruction.valider': { sujet: 'dossier', agents: { responsable: [] } },
  'avis.demander': { sujet: 'dossier', agents: { instructeur: ['affecte'], responsable: [] } },
  'avis.rendre': { sujet: 'dossier', agents: { avis: ['avis_demande'] } },
  'avis.lister': { sujet: 'aucun', agents: { avis: [] } },

  'notation.noter': { sujet: 'dossier', agents: { comite: ['sans_deport', 'passe_en_comite', 'liens_declares'] } },
  'notation.lire': { sujet: 'dossier', agents: { comite: ['sans_deport', 'passe_en_comite', 'liens_declares', 'scores_soumis'], responsable: ['sans_deport', 'sans_notation_due'] } },
  'notation.se_deporter': { sujet: 'dossier', agents: { comite: ['passe_en_comite', 'liens_declares'] } },
  'notation.lister': { sujet: 'aucun', agents: { comite: [] } },
  'notation.declarer_liens': { sujet: 'appel', agents: { comite: [] } },
  'notation.suivre': { sujet: 'appel', agents: { responsable: [] } },

  'seance.preparer': { sujet: 'aucun', agents: { responsable: [] } },
  'seance.lister': { sujet: 'aucun', agents: { responsable: [], comite: [] } },
  'seance.voir': { sujet: 'seance', agents: { responsable: [], comite: [] } },
  'seance.tenir': { sujet: 'seance', agents: { responsable: [] } },
  'seance.approuver': { sujet: 'seance', agents: { responsable: [], comite: [] } },

  'decision.prendre': { sujet: 'appel', agents: { responsable: [] } },
  'lettre.modeler': { sujet: 'aucun', agents: { responsable: [] } },
  'decision.notifier': { sujet: 'dossier', agents: { responsable: [] } },
  'recours.deposer': { sujet: 'dossier', porteurs: ['signataire'] },
  'recours.repondre': { sujet: 'dossier', agents: { responsable: [] } },

  'convention.generer': { sujet: 'dossier', agents: { instructeur: ['affecte'], responsable: [] } },
  'convention.transmettre': { sujet: 'dossier', porteurs: ['signataire'] },
  'convention.enregistrer': { sujet: 'dossier', agents: { instructeur: ['affecte'], responsable: [] } },
  'questionnaire.lire': { sujet: 'dossier', porteurs: TOUS_PORTEURS, agents: { instructeur: [], responsable: [], finances: [], controleur: [] } },
  'questionnaire.gerer': { sujet: 'dossier', porteurs: TOUS_PORTEURS, agents: { instructeur: [], responsable: [] } },
  'questionnaire.composer': { sujet: 'aucun', agents: { responsable: [] } },
  'suivi.lire': { sujet: 'dossier', porteurs: TOUS_PORTEURS, agents: { instructeur: [], responsable: [], finances: [], controleur: [] } },
  'suivi.repondre': { sujet: 'dossier', porteurs: TOUS_PORTEURS, agents: { instructeur: [], responsable: [], controleur: ['controleur_designe'] } },
  'emargement.classer': { sujet: 'dossier', porteurs: TOUS_PORTEURS },
  'convention.resilier': { sujet: 'dossier', agents: { responsable: [] } },
  'liasse.traiter': { sujet: 'aucun', agents: { instructeur: [], responsable: [] } },
  'avenant.preparer': { sujet: 'dossier', agents: { instructeur: ['affecte'], responsable: [] } },
  'avenant.valider': { sujet: 'dossier', agents: { responsable: [] } },
  'avenant.enregistrer': { sujet: 'dossier', agents: { instructeur: ['affecte'], responsable: [] } },
  'avenant.transmettre': { sujet: 'dossier', porteurs: ['signataire'] },
  'avenant.demander': { sujet: 'dossier', porteurs: ['signataire'] },
  'suivi.visiter': { sujet: 'dossier', agents: { instructeur: [], responsable: [], controleur: ['controleur_designe'] } },

  'versement.lister': { sujet: 'aucun', agents: { finances: [] } },
  'versement.liquider': { sujet: 'dossier', agents: { finances: [] } },
  'versement.valider': { sujet: 'dossier', agents: { finances: [] } },
  'versement.payer': { sujet: 'dossier', agents: { finances: [] } },
  'versement.echanger': { sujet: 'aucun', agents: { finances: [] } },
  'grand_livre.lire': { sujet: 'aucun', agents: { finances: [], admin: [] } },
  'reversement.gerer': { sujet: 'dossier', agents: { finances: [] } },

  'bilan.rediger': { sujet: 'dossier', porteurs: TOUS_PORTEURS },
  'bilan.deposer': { sujet: 'dossier', porteurs: ['signataire'] },
  'bilan.examiner': { sujet: 'dossier', agents: { instructeur: [], responsable: [], finances: [], controleur: [] } },
  'bilan.valider': { sujet: 'dossier', agents: { instructeur: ['affecte'], responsable: [] } },
  'controle.designer': { sujet: 'dossier', agents: { responsable: [] } },
  'controle.lister': { sujet: 'aucun', agents: { controleur: [] } },
  'controle.lire': { sujet: 'dossier', agents: { controleur: [], responsable: [], finances: [] } },
  'controle.mener': { sujet: 'dossier', agents: { controleur: ['controleur_designe', 'jamais_instructeur'] } },
  'contradictoire.repondre': { sujet: 'dossier', porteurs: ['signataire'] },

  'enveloppe.lire': { sujet: 'aucun', agents: { responsable: [], finances: [], pilotage: [] } },
  'enveloppe.repartir': { sujet: 'aucun', agents: { responsable: [], finances: [] } },
  'publication.lire': { sujet: 'aucun', agents: { responsable: [], finances: [], pilotage: [] } },
  'publication.noter': { sujet: 'aucun', agents: { responsable: [], finances: [] } },
  'api.lire': { sujet: 'aucun', public: true },
  'application.gerer': { sujet: 'aucun', agents: { admin: [] } },
  'archive.lister': { sujet: 'aucun', agents: { responsable: [], admin: [], controleur: [], finances: [] } },
  'archive.exporter': { sujet: 'dossier', agents: { responsable: [], admin: [], controleur: [], finances: [] } },
  'conservation.regime': { sujet: 'dossier', agents: { instructeur: ['affecte'], responsable: [] } },
  'programme.lire': { sujet: 'aucun', agents: TOUS_AGENTS },
  'programme.piloter': { sujet: 'aucun', agents: { responsable: [] } },
  'programme.lier': { sujet: 'aucun', agents: { instructeur: [], responsable: [] } },
  'programme.rattacher': { sujet: 'dossier', agents: { instructeur: [], responsable: [] } },
  'amont.lire': { sujet: 'aucun', agents: { responsable: [], finances: [], controleur: [], pilotage: [] } },
  'amont.gerer': { sujet: 'aucun', agents: { responsable: [], finances: [] } },

  'participant.lire': { sujet: 'dossier', porteurs: TOUS_PORTEURS, porteursSi: ['operation_fse'], agents: { instructeur: ['operation_fse'], responsable: ['operation_fse'], finances: ['operation_fse'], controleur: ['operation_fse'] } },
  'participant.saisir': { sujet: 'dossier', porteurs: TOUS_PORTEURS, porteursSi: ['operation_fse'] },
  'droits.traiter': { sujet: 'aucun', agents: { responsable: [] } },
  'indicateurs.exacts': { sujet: 'aucun', agents: { responsable: [], finances: [] } },

  'pilotage.voir': { sujet: 'aucun', agents: { pilotage: [], responsable: [], finances: [] } },
  'rapport.etablir': { sujet: 'aucun', agents: { pilotage: [], responsable: [] } },
  'beneficiaires.saisir': { sujet: 'aucun', agents: { responsable: [] } },
  'journal.voir': { sujet: 'aucun', agents: { admin: [] } },
  'compte.administrer': { sujet: 'aucun', agents: { admin: [] } },
  'reglages.modifier': { sujet: 'aucun', agents: { admin: [] } },
} as const satisfies Record<string, Regle>;

export type Action = keyof typeof ACTIONS;

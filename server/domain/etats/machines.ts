import { machine } from './machine.js';

/** State machines of spec 1, in the order of a grant's life. */

export const APPEL = machine({
  nom: 'appel',
  initial: 'brouillon',
  transitions: {
    publier: { de: ['brouillon'], vers: 'publie', par: 'responsable' },
    clore: { de: ['publie'], vers: 'clos', par: 'responsable' },
    archiver: { de: ['clos'], vers: 'archive', par: 'responsable' },
  },
});

export const DOSSIER = machine({
  nom: 'dossier',
  initial: 'brouillon',
  transitions: {
    deposer: { de: ['brouillon', 'complements_demandes'], vers: 'depose', par: 'porteur.signataire' },
    demander_complements: { de: ['depose'], vers: 'complements_demandes', par: 'instructeur' },
    reprendre_sans_reponse: { de: ['complements_demandes'], vers: 'depose', par: 'instructeur' },
    declarer_recevable: { de: ['depose'], vers: 'recevable', par: 'instructeur' },
    declarer_irrecevable: { de: ['depose'], vers: 'irrecevable', par: 'instructeur' },
    affecter: { de: ['recevable'], vers: 'en_instruction', par: 'responsable' },
    valider_instruction: { de: ['en_instruction'], vers: 'instruit', par: 'responsable' },
    examiner: { de: ['instruit'], vers: 'examine', par: 'responsable' },
    attribuer: { de: ['examine'], vers: 'attribue', par: 'responsable' },
    refuser: { de: ['examine'], vers: 'refuse', par: 'responsable' },
    ajourner: { de: ['examine'], vers: 'ajourne', par: 'responsable' },
    reprendre: { de: ['ajourne'], vers: 'en_instruction', par: 'responsable' },
    notifier: { de: ['attribue', 'refuse'], vers: 'notifie', par: 'responsable' },
    retirer: {
      de: ['brouillon', 'depose', 'complements_demandes', 'recevable', 'en_instruction', 'instruit', 'examine', 'ajourne'],
      vers: 'retire', par: 'porteur.signataire',
    },
    rouvrir_recevabilite: { de: ['irrecevable'], vers: 'depose', par: 'responsable' },
    rouvrir_apres_recours: { de: ['notifie'], vers: 'en_instruction', par: 'responsable' },
  },
});

export const CONVENTION = machine({
  nom: 'convention',
  initial: 'a_signer',
  transitions: {
    signer: { de: ['a_signer'], vers: 'signee', par: 'instructeur' },
    mettre_en_execution: { de: ['signee'], vers: 'en_execution', par: 'finances' },
    solder: { de: ['en_execution', 'signee', 'resiliee'], vers: 'soldee', par: 'finances' },
    resilier: { de: ['a_signer', 'signee', 'en_execution'], vers: 'resiliee', par: 'responsable' },
    reprendre_execution: { de: ['soldee'], vers: 'en_execution', par: 'responsable' },
  },
});

export const AVENANT = machine({
  nom: 'avenant',
  initial: 'brouillon',
  transitions: {
    valider: { de: ['brouillon'], vers: 'a_signer', par: 'responsable' },
    signer: { de: ['a_signer'], vers: 'signe', par: 'instructeur' },
    abandonner: { de: ['brouillon', 'a_signer'], vers: 'abandonne', par: 'responsable' },
  },
});

export const VERSEMENT = machine({
  nom: 'versement',
  initial: 'a_liquider',
  transitions: {
    liquider: { de: ['a_liquider'], vers: 'liquide', par: 'finances' },
    valider: { de: ['liquide'], vers: 'valide', par: 'finances' },
    mandater: { de: ['valide'], vers: 'mandate', par: 'finances' },
    payer: { de: ['mandate'], vers: 'paye', par: 'finances' },
    rejeter: { de: ['liquide', 'valide', 'mandate'], vers: 'rejete', par: 'finances' },
    reprendre: { de: ['rejete'], vers: 'a_liquider', par: 'finances' },
  },
});

export const REVERSEMENT = machine({
  nom: 'reversement',
  initial: 'emis',
  transitions: {
    encaisser: { de: ['emis'], vers: 'encaisse', par: 'finances' },
    annuler: { de: ['emis'], vers: 'annule', par: 'finances' },
  },
});

export const BILAN = machine({
  nom: 'bilan',
  initial: 'brouillon',
  transitions: {
    deposer: { de: ['brouillon'], vers: 'depose', par: 'porteur.signataire' },
    ouvrir_controle: { de: ['depose'], vers: 'en_controle', par: 'controleur' },
    ouvrir_contradictoire: { de: ['en_controle'], vers: 'contradictoire', par: 'controleur' },
    conclure: { de: ['contradictoire'], vers: 'conclu', par: 'controleur' },
    rouvrir_controle: { de: ['conclu'], vers: 'en_controle', par: 'responsable' },
    // An intermediate bilan is validated on what it declares, or sent back; it is never controlled.
    valider: { de: ['depose'], vers: 'conclu', par: 'instructeur' },
    renvoyer: { de: ['depose'], vers: 'brouillon', par: 'instructeur' },
  },
});

export const RECOURS = machine({
  nom: 'recours',
  initial: 'depose',
  transitions: {
    accepter: { de: ['depose'], vers: 'accepte', par: 'responsable' },
    rejeter: { de: ['depose'], vers: 'rejete', par: 'responsable' },
    classer: { de: ['depose'], vers: 'sans_suite', par: 'responsable' },
  },
});

/** A round of the adjustment of a budget, between the service and the porteur. */
export const AJUSTEMENT = machine({
  nom: 'ajustement',
  initial: 'brouillon',
  transitions: {
    envoyer: { de: ['brouillon'], vers: 'envoye', par: 'instructeur' },
    retirer: { de: ['envoye'], vers: 'retire', par: 'instructeur' },
    accepter: { de: ['envoye'], vers: 'accepte', par: 'porteur.signataire' },
    contester: { de: ['envoye'], vers: 'conteste', par: 'porteur.signataire' },
    retenir: { de: ['conteste'], vers: 'accepte', par: 'instructeur' },
  },
});

export const SEANCE = machine({
  nom: 'seance',
  initial: 'preparee',
  transitions: {
    clore: { de: ['preparee'], vers: 'close', par: 'responsable' },
  },
});

/** What a person asks about their data, from the day it is received to the answer. @see regulation (EU) 2016/679, art. 12 to 20 */
export const DEMANDE_DROITS = machine({
  nom: 'demande_droits',
  initial: 'recue',
  transitions: {
    trouver: { de: ['recue', 'introuvable'], vers: 'trouvee', par: 'responsable' },
    ne_pas_trouver: { de: ['recue'], vers: 'introuvable', par: 'responsable' },
    repondre: { de: ['trouvee', 'introuvable'], vers: 'repondue', par: 'responsable' },
    refuser: { de: ['recue', 'trouvee', 'introuvable'], vers: 'refusee', par: 'responsable' },
  },
});

export const MACHINES = [APPEL, DOSSIER, CONVENTION, AVENANT, VERSEMENT, REVERSEMENT, BILAN, RECOURS, SEANCE, AJUSTEMENT, DEMANDE_DROITS] as const;

type EtatsDe<M> = M extends { initial: infer E } ? E : never;
export type EtatDossier = EtatsDe<typeof DOSSIER>;
export type EtatAppel = EtatsDe<typeof APPEL>;
export type EtatConvention = EtatsDe<typeof CONVENTION>;
export type EtatAvenant = EtatsDe<typeof AVENANT>;
export type EtatVersement = EtatsDe<typeof VERSEMENT>;
export type EtatAjustement = EtatsDe<typeof AJUSTEMENT>;
export type EtatBilan = EtatsDe<typeof BILAN>;
export type EtatDemandeDroits = EtatsDe<typeof DEMANDE_DROITS>;

import { instant, jourAParis } from '../../platform/clock.js';
import { dateLongue, euros } from '../../platform/format.js';
import { paths, vers } from '../../web/paths.js';
import { grouperIban } from './versement-documents.js';
import { estSansObjet, type VersementLu } from './versement-queries.js';

/** A payment, and what decides what this person may do about it now. */
export interface Situation {
  readonly versement: VersementLu;
  /** Account of the certificate; null before the first one. */
  readonly ibanCertifie: string | null;
  readonly personneId: string | null;
  /** Other people who could approve. */
  readonly autresAgents: readonly string[];
  readonly permis: boolean;
  /** Today, as it is typed: `12/03/2023`. */
  readonly aujourdhui: string;
  /** Account given when the dossier was deposited; empty when it was not. */
  readonly deposeAvec: string;
  /** Was the account of the organisme agreed on at a signature, or accepted since? */
  readonly compteAccepte: boolean;
  /** Does this payment want a second approval, above the amount of the settings? */
  readonly demandeConfirmation: boolean;
}

export interface ActionVersement {
  readonly titre: string;
  readonly consequence: string;
  readonly action: string;
  readonly bouton: string;
  readonly demandeDate: boolean;
}

interface Attente { readonly titre: string; readonly texte: string }

export interface Suite {
  readonly action: ActionVersement | null;
  readonly attente: Attente | null;
  readonly avertissements: readonly string[];
}

export interface EtapeDeFrise { readonly titre: string; readonly date: string; readonly detail: string; readonly statut: 'fait' | 'en_cours' | 'a_venir' }

const jourDe = (le: string | null): string => (le === null ? '' : dateLongue(jourAParis(instant(le))));

/** Chronology of a payment; a rejection takes the place of what it stopped. */
export function etapesDe(v: VersementLu): EtapeDeFrise[] {
  const etapes = [
    { titre: 'Exigible', date: v.exigibleLe === null ? '' : dateLongue(v.exigibleLe), detail: '', fait: v.exigible },
    { titre: 'Liquidé', date: jourDe(v.liquideLe), detail: v.liquidePar?.nom ?? '', fait: v.liquideLe !== null },
    { titre: 'Validé', date: jourDe(v.valideLe), detail: v.validePar?.nom ?? '', fait: v.valideLe !== null },
    ...(v.confirmeLe === null ? [] : [{ titre: 'Seconde validation', date: jourDe(v.confirmeLe), detail: v.confirmePar?.nom ?? '', fait: true }]),
    { titre: 'Mandaté', date: jourDe(v.mandateLe), detail: v.bordereau === null ? '' : `Bordereau ${v.bordereau}`, fait: v.mandateLe !== null },
    { titre: 'Payé', date: v.payeLe === null ? '' : dateLongue(v.payeLe), detail: '', fait: v.payeLe !== null },
  ];
  const faites = etapes.filter((e) => e.fait).map(({ titre, date, detail }): EtapeDeFrise => ({ titre, date, detail, statut: 'fait' }));
  if (v.etat === 'rejete') return [...faites, { titre: 'Rejeté', date: '', detail: v.motifRejet, statut: 'en_cours' }];
  const restantes = estSansObjet(v) ? [] : etapes.filter((e) => !e.fait);
  return [...faites, ...restantes.map(({ titre, date, detail }, i): EtapeDeFrise => ({ titre, date, detail, statut: i === 0 ? 'en_cours' : 'a_venir' }))];
}

/** The next act on a payment for this person, or why there is none, and what to look at first. */
export function actionSuivante(s: Situation): Suite {
  const attente = attenteDe(s);
  return { attente, action: attente === null ? actionDe(s) : null, avertissements: avertissementsDe(s) };
}

function attenteDe(s: Situation): Attente | null {
  const { versement: v } = s;
  if (v.etat === 'paye') return { titre: 'Versement payé', texte: 'Un versement payé ne se modifie plus. Ce qui aurait été versé en trop se récupère par un titre de reversement, après contrôle.' };
  if (estSansObjet(v)) return { titre: 'Versement sans objet', texte: 'Le solde de la convention a été fixé sans ce versement : il n’y a rien à payer.' };
  if (v.etat === 'a_liquider' && !v.exigible) return { titre: 'Pas encore exigible', texte: CONDITIONS[v.declencheur] };
  if (v.etat === 'a_liquider' && v.organisme.iban === '') {
    return { titre: 'IBAN manquant', texte: `${v.organisme.nom} n’a pas renseigné son IBAN. Demandez-lui de compléter sa fiche : le versement ne peut pas être liquidé sans compte à créditer.` };
  }
  if (v.etat === 'a_liquider' && !s.compteAccepte) return { titre: 'Nouveau compte à accepter', texte: 'L’organisme a changé d’IBAN depuis la signature. Une personne des finances doit accepter ce compte au vu d’un nouveau RIB ; une autre liquidera le versement.' };
  if (!s.permis) return { titre: 'En attente du service des finances', texte: 'La suite de ce versement revient au service des finances.' };
  if (v.etat === 'valide' && aConfirmer(s) && [v.liquidePar?.id, v.validePar?.id].includes(s.personneId ?? '')) {
    return { titre: 'Seconde validation attendue', texte: 'Ce versement dépasse le montant fixé dans les réglages : une troisième personne des finances doit le valider avant le mandat.' };
  }
  return v.etat === 'liquide' ? attenteDeValidation(s) : null;
}

const aConfirmer = ({ versement: v, demandeConfirmation }: Situation): boolean => demandeConfirmation && v.confirmeLe === null;

const CONDITIONS: Readonly<Record<VersementLu['declencheur'], string>> = {
  avance: 'Ce versement devient exigible à la signature de la convention.',
  signature: 'Ce versement devient exigible à la signature de la convention.',
  bilan_intermediaire: 'Ce versement est repris dans le solde : son montant est fixé par les conclusions du contrôle du bilan final.',
  bilan: 'Ce versement devient exigible quand le contrôle du bilan final est conclu. Son montant est alors fixé par les conclusions.',
};

function attenteDeValidation({ versement: v, personneId, autresAgents, ibanCertifie }: Situation): Attente | null {
  if (v.liquidePar?.id === personneId) {
    const qui = autresAgents.length === 0 ? 'Aucune autre personne n’a l’habilitation « Finances » : demandez-la à l’administrateur.' : `Peuvent le faire : ${autresAgents.slice(0, 5).join(', ')}.`;
    return { titre: 'À valider par une autre personne', texte: `Vous avez liquidé ce versement : pour que chaque paiement soit vu par deux personnes, vous ne pouvez pas le valider. ${qui}` };
  }
  if (ibanCertifie !== v.organisme.iban) {
    return { titre: 'IBAN modifié depuis la liquidation', texte: 'L’organisme a changé d’IBAN après le certificat. Vérifiez son relevé d’identité bancaire, rejetez ce versement puis reprenez-le : un nouveau certificat sera établi.' };
  }
  return null;
}

function avertissementsDe({ versement: v, deposeAvec }: Situation): string[] {
  const differe = v.organisme.iban !== '' && deposeAvec !== '' && v.organisme.iban !== deposeAvec;
  const enChemin = ['a_liquider', 'liquide'].includes(v.etat) && !estSansObjet(v);
  return [
    ...(differe && enChemin ? ['L’IBAN de l’organisme n’est plus celui du dossier déposé : vérifiez-le sur un relevé d’identité bancaire avant d’aller plus loin.'] : []),
    ...(v.etat === 'a_liquider' && v.motifRejet !== '' ? [`Ce versement a été rejeté auparavant : ${v.motifRejet}`] : []),
  ];
}

function actionDe(s: Situation): ActionVersement | null {
  const { versement: v } = s;
  const ids = { dossierId: v.dossier.id, versementId: v.id };
  const montant = euros(v.montantCents);
  switch (v.etat) {
    case 'a_liquider': return {
      titre: 'Liquider ce versement', bouton: 'Liquider', action: vers(paths.versements.liquidation, ids), demandeDate: false,
      consequence: `Un certificat de liquidation de ${montant} sera établi à votre nom, pour le compte ${grouperIban(v.organisme.iban)} de ${v.organisme.nom}. Une autre personne devra ensuite le valider.`,
    };
    case 'liquide': return {
      titre: 'Valider ce versement', bouton: 'Valider', action: vers(paths.versements.validation, ids), demandeDate: false,
      consequence: `${v.liquidePar?.nom ?? ''} a préparé ce versement. Relisez le certificat (bénéficiaire, IBAN, montant) : après votre validation, ${montant} pourront être mandatés.`,
    };
    case 'valide': return aConfirmer(s) ? confirmation(v, montant, ids) : {
      titre: 'Mandater ce versement', bouton: 'Mandater', action: vers(paths.versements.mandatement, ids), demandeDate: false,
      consequence: `Le versement de ${montant} recevra le prochain numéro de bordereau de l’année et rejoindra l’export destiné à la comptabilité.`,
    };
    case 'mandate': return {
      titre: 'Enregistrer le paiement', bouton: 'Enregistrer le paiement', action: vers(paths.versements.paiement, ids), demandeDate: true,
      consequence: `L’organisme sera prévenu par courriel que ${montant} lui ont été versés. Un versement payé ne se modifie plus.`,
    };
    case 'rejete': return {
      titre: 'Reprendre ce versement', bouton: 'Reprendre', action: vers(paths.versements.reprise, ids), demandeDate: false,
      consequence: 'Le versement repart de la liquidation : il faudra un nouveau certificat et une nouvelle validation. Le rejet et son motif restent dans la chronologie.',
    };
    case 'paye': return null;
  }
}

const confirmation = (v: VersementLu, montant: string, ids: { dossierId: string; versementId: string }): ActionVersement => ({
  titre: 'Donner la seconde validation', bouton: 'Valider une seconde fois', action: vers(paths.versements.confirmation, ids), demandeDate: false,
  consequence: `${v.liquidePar?.nom ?? ''} a liquidé ce versement, ${v.validePar?.nom ?? ''} l’a validé. Son montant demande une seconde validation : après la vôtre, ${montant} pourront être mandatés.`,
});

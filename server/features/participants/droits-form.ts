import Joi from 'joi';
import {
  CANAUX_DROIT, MOTIFS_PROLONGATION, MOYENS_REPONSE, NATURES_DROIT, TOUS_MOTIFS_REFUS, VERIFICATIONS, type CanalDroit, type MotifProlongation, type MotifRefus, type MoyenReponse, type NatureDroit, type Verification,
} from '../../domain/droits/demande.js';
import { jour } from '../../domain/kernel/jour.js';
import { formulaire, jourSaisi, ligne, texte, type Formulaire } from '../../web/form-errors.js';
import type { DemandeSaisie, Envoi, PersonneRecherchee } from './droits-service.js';

interface PersonneTapee { readonly nom: string; readonly prenom: string; readonly naissance: string; readonly autreNom: string }
interface DemandeTapee extends PersonneTapee {
  readonly nature: NatureDroit; readonly canal: CanalDroit; readonly recueLe: string; readonly verification: Verification; readonly contact: string; readonly representant: string; readonly precision: string;
}

const parmi = (codes: readonly string[]): Joi.StringSchema => Joi.string().valid(...codes).required();
const PERSONNE = { nom: ligne(100).required(), prenom: ligne(100).required(), naissance: jourSaisi().required(), autreNom: ligne(100).allow('').default('') };

/** A request the day it is entered in the register. */
export const formulaireDemande: Formulaire<DemandeTapee> = formulaire<DemandeTapee>({
  nature: parmi(NATURES_DROIT), canal: parmi(CANAUX_DROIT), recueLe: jourSaisi().required(), verification: parmi(VERIFICATIONS), ...PERSONNE,
  contact: texte(400).required(), representant: ligne(150).allow('').default(''), precision: texte(2000).allow('').default(''),
});

export function demandeSaisie({ nature, canal, recueLe, verification, naissance, ...demandeur }: DemandeTapee): DemandeSaisie {
  return { nature, canal, recueLe: jour(recueLe), verification, demandeur: { ...demandeur, naissance: jour(naissance) } };
}

/** Who is looked for, typed again. */
export const formulaireRecherche: Formulaire<PersonneTapee> = formulaire<PersonneTapee>(PERSONNE);
export const personneRecherchee = ({ naissance, ...reste }: PersonneTapee): PersonneRecherchee => ({ ...reste, naissance: jour(naissance) });

export const formulaireVerification = formulaire<{ readonly verification: Exclude<Verification, 'a_verifier'> }>({ verification: parmi(VERIFICATIONS.filter((v) => v !== 'a_verifier')) });
export const formulaireProlongation = formulaire<{ readonly prolongation: MotifProlongation }>({ prolongation: parmi(MOTIFS_PROLONGATION) });

interface ReponseTapee { readonly le: string; readonly moyen: MoyenReponse }
interface RefusTape { readonly motif: MotifRefus; readonly refuseLe: string; readonly moyenRefus: MoyenReponse }

/** How the answer left; the two forms stand on one page, under names of their own. */
export const formulaireReponse: Formulaire<ReponseTapee> = formulaire<ReponseTapee>({ le: jourSaisi().required(), moyen: parmi(MOYENS_REPONSE) });
export const formulaireRefus: Formulaire<RefusTape> = formulaire<RefusTape>({ motif: parmi(TOUS_MOTIFS_REFUS), refuseLe: jourSaisi().required(), moyenRefus: parmi(MOYENS_REPONSE) });
export const reponseSaisie = ({ le, moyen }: ReponseTapee): Envoi => ({ le: jour(le), moyen });
export const refusSaisi = ({ motif, refuseLe, moyenRefus }: RefusTape): Envoi & { readonly motif: MotifRefus } => ({ motif, le: jour(refuseLe), moyen: moyenRefus });

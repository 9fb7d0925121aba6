import type { Deps } from '../../platform/deps.js';
import { changementsDe, type Clauses } from '../../domain/conventions/avenant.js';
import type { EtatAvenant } from '../../domain/etats/machines.js';
import { peut } from '../../domain/habilitations/peut.js';
import { instant, jourAParis } from '../../platform/clock.js';
import { dateCourte, dateLongue } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteTape } from '../../web/saisie.js';
import { listerDocuments } from '../documents/document-queries.js';
import { enPorteur } from '../documents/document-routes.js';
import { lireDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { avenantEnCours, listerAvenants, listerDemandes, listerVersionsDeConvention, recoitAvenants, type AvenantLu, type DemandeDAvenant, type VersionDeConvention } from './avenant-queries.js';
import { clausesDe } from './avenant-service.js';
import { direChangements, type ChangementDit } from './changement-dit.js';
import { exigerPartie } from './convention-page.js';
import { lireConvention, type ConventionLue } from './convention-queries.js';

type Onglets = ReturnType<typeof ongletsDossier>;
interface CarteAvenant { readonly titre: string; readonly lien: string; readonly etat: EtatAvenant; readonly date: string; readonly motif: string; readonly changements: readonly ChangementDit[]; readonly legende: string }
interface CarteDemande { readonly titre: string; readonly texte: string; readonly reponse: string; readonly repondue: string; readonly actionReponse: string | null; readonly saisieReponse: string }
interface CarteVersion { readonly titre: string; readonly date: string; readonly montant: number; readonly cout: number; readonly changements: readonly ChangementDit[]; readonly legende: string }

export interface PageAvenants {
  readonly surtitre: string;
  readonly onglets: Onglets;
  readonly lienConvention: string;
  readonly lienMouvements: string;
  readonly numero: string;
  readonly version: number;
  readonly lienNouveau: string | null;
  readonly empechement: string;
  readonly attente: string;
  readonly avenants: readonly CarteAvenant[];
  readonly demandes: readonly CarteDemande[];
  readonly actionDemande: string | null;
  readonly saisieDemande: string;
  readonly versions: readonly CarteVersion[];
}

export interface PageAvenant {
  readonly surtitre: string;
  readonly onglets: Onglets;
  readonly etat: EtatAvenant;
  readonly resume: readonly { terme: string; valeur: string }[];
  readonly changements: readonly ChangementDit[];
  readonly effets: string;
  readonly lienDocument: string | null;
  readonly lienExemplaire: string | null;
  readonly actionValider: string | null;
  readonly actionAbandonner: string | null;
  readonly actionTransmettre: string | null;
  readonly actionSignature: string | null;
  readonly saisie: { readonly signePorteurLe: string; readonly signeFinanceurLe: string; readonly motifAbandon: string };
}

declare module '../../web/render.js' {
  interface Pages { 'conventions/avenants': PageAvenants; 'conventions/avenant': PageAvenant }
}

/** What every page about the avenants of a convention begins with; the person is a party to it. */
export interface Cadre { readonly dossier: DossierLu; readonly convention: ConventionLue; readonly ids: { dossierId: string; conventionId: string }; readonly surtitre: string; readonly onglets: Onglets; readonly fil: ReturnType<typeof filDossier> }

export async function lireCadre({ db }: Deps, demande: Demande): Promise<Cadre> {
  exigerPartie(demande);
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const convention = trouve(await lireConvention(db, dossier.id, parametre(demande, 'conventionId')));
  const ids = { dossierId: dossier.id, conventionId: convention.id };
  const lienListe = vers(paths.conventions.generer, { dossierId: dossier.id });
  return {
    dossier, convention, ids, surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, onglets: ongletsDossier(demande, dossier).map((o) => ({ ...o, actif: o.lien === lienListe })),
    fil: [...filDossier(demande, dossier), { texte: 'Convention', lien: lienListe }, { texte: convention.numero, lien: vers(paths.conventions.page, ids) }],
  };
}

/** Before and after an avenant: the version it was made from, or the one in force until it is signed. */
function changementsDeLAvenant(a: AvenantLu, convention: ConventionLue, versions: readonly VersionDeConvention[]): ChangementDit[] {
  const base: Clauses = versions.find((v) => v.version === a.versionBase)?.clauses ?? clausesDe(convention);
  return direChangements(changementsDe(base, a.clauses));
}

/** Avenants of a convention, what the organisme asks for, and the versions one after the other. */
export const pageAvenants = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const { db } = deps;
  const cadre = await lireCadre(deps, demande);
  const { convention, ids } = cadre;
  const [avenants, versions, demandes] = [await listerAvenants(db, convention.id), await listerVersionsDeConvention(db, convention.id), await listerDemandes(db, convention.id)];
  const modifiable = await recoitAvenants(db, convention);
  const libre = !avenantEnCours(avenants);
  const permis = (action: 'avenant.preparer' | 'avenant.demander'): boolean => modifiable && peut(demande.acteur, action, demande.sujet).permis;
  // A draft is a matter of the service until it is validated.
  const visibles = avenants.filter((a) => !enPorteur(demande) || a.valideLe !== null);
  await render(demande, 'conventions/avenants', {
    surtitre: cadre.surtitre, onglets: cadre.onglets, lienConvention: vers(paths.conventions.page, ids), lienMouvements: vers(paths.conventions.mouvements, ids), numero: convention.numero, version: convention.version,
    lienNouveau: permis('avenant.preparer') && libre ? vers(paths.conventions.avenantNouveau, ids) : null,
    empechement: modifiable ? '' : 'Un avenant modifie une convention signée, tant que son bilan final n’est pas déposé.',
    attente: 'Un avenant change la durée, le montant, les objectifs ou le budget d’une convention signée.',
    avenants: visibles.map((a) => ({
      titre: `Avenant n° ${a.rang}`, lien: vers(paths.conventions.avenant, { ...ids, avenantId: a.id }), etat: a.etat, date: dateDe(a), motif: a.motif,
      changements: changementsDeLAvenant(a, convention, versions), legende: `Clauses modifiées par l’avenant n° ${a.rang}`,
    })),
    demandes: demandes.map((d) => carteDemande(d, permis('avenant.preparer') ? vers(paths.conventions.avenantReponse, { ...ids, demandeId: d.id }) : null, etat)),
    actionDemande: permis('avenant.demander') && demandes.every((d) => d.traiteeLe !== null) ? vers(paths.conventions.avenantDemandes, ids) : null,
    saisieDemande: etat.saisie === null ? '' : texteTape(etat.saisie, 'texte'), versions: versions.map((v, i) => carteVersion(v, versions[i - 1])),
  }, { titre: 'Avenants', etat, fil: cadre.fil });
};

function carteDemande(d: DemandeDAvenant, action: string | null, { saisie }: EtatFormulaire): CarteDemande {
  return {
    titre: `${d.auteur}, le ${dateLongue(jourAParis(instant(d.demandeeLe)))}`, texte: d.texte, reponse: d.reponse, repondue: d.traiteeLe === null ? '' : `Réponse du ${dateLongue(jourAParis(instant(d.traiteeLe)))}`,
    actionReponse: d.traiteeLe === null ? action : null, saisieReponse: saisie === null ? '' : texteTape(saisie, 'reponse'),
  };
}

const carteVersion = ({ version, priseEffet, clauses }: VersionDeConvention, avant: VersionDeConvention | undefined): CarteVersion => ({
  titre: `Version ${version}`, date: `En vigueur depuis le ${dateLongue(priseEffet)}`, montant: clauses.montant, cout: clauses.termes.depensesPrevuesCents,
  changements: avant === undefined ? [] : direChangements(changementsDe(avant.clauses, clauses)), legende: `Ce que change la version ${version}`,
});

function dateDe(a: AvenantLu): string {
  if (a.priseEffet !== null) return `En vigueur depuis le ${dateLongue(a.priseEffet)}`;
  return `Préparé le ${dateLongue(jourAParis(instant(a.prepareLe)))}`;
}

/** One avenant: what it changes, its text, what the person can do now. */
export const pageAvenant = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const { db } = deps;
  const cadre = await lireCadre(deps, demande);
  const { dossier, convention } = cadre;
  const avenant = trouve((await listerAvenants(db, convention.id)).find((a) => a.id === parametre(demande, 'avenantId') && (!enPorteur(demande) || a.valideLe !== null)));
  const texte = (await listerDocuments(db, dossier.id, enPorteur(demande))).find((d) => d.type === 'avenant' && d.objetId === avenant.id);
  const si = (permis: boolean, chemin: string): string | null => (permis ? vers(chemin, { ...cadre.ids, avenantId: avenant.id }) : null);
  const droit = (action: 'avenant.valider' | 'avenant.transmettre' | 'avenant.enregistrer'): boolean => peut(demande.acteur, action, demande.sujet).permis;
  const [brouillon, aSigner] = [avenant.etat === 'brouillon', avenant.etat === 'a_signer'];
  await render(demande, 'conventions/avenant', {
    surtitre: cadre.surtitre, onglets: cadre.onglets, etat: avenant.etat, resume: resumer(avenant),
    changements: changementsDeLAvenant(avenant, convention, await listerVersionsDeConvention(db, convention.id)), effets: EFFETS[avenant.etat],
    lienDocument: texte === undefined ? null : vers(paths.dossiers.document, { dossierId: dossier.id, documentId: texte.id }),
    lienExemplaire: avenant.fichierSigneId === null ? null : vers(paths.dossiers.fichier, { dossierId: dossier.id, fichierId: avenant.fichierSigneId }),
    actionValider: si(brouillon && droit('avenant.valider'), paths.conventions.avenantValidation),
    actionAbandonner: si((brouillon || aSigner) && droit('avenant.valider'), paths.conventions.avenantAbandon),
    actionTransmettre: si(aSigner && droit('avenant.transmettre'), paths.conventions.avenantExemplaire),
    actionSignature: si(aSigner && droit('avenant.enregistrer'), paths.conventions.avenantSignature), saisie: saisieDe(demande, etat),
  }, { titre: `Avenant n° ${avenant.rang}`, etat, fil: [...cadre.fil, { texte: 'Avenants', lien: vers(paths.conventions.avenants, cadre.ids) }] });
};

const EFFETS: Readonly<Record<EtatAvenant, string>> = {
  brouillon: 'Rien n’a changé : l’avenant attend la validation du responsable.',
  a_signer: 'La convention reste inchangée jusqu’à la signature des deux parties.',
  signe: 'Ces clauses sont en vigueur, avec l’échéancier qui en découle.',
  abandonne: 'La convention n’a pas changé.',
};

function resumer(a: AvenantLu): { terme: string; valeur: string }[] {
  return [
    { terme: 'Numéro', valeur: a.numero }, { terme: 'Objet', valeur: a.motif },
    ...(a.deliberation === '' ? [] : [{ terme: 'Délibération', valeur: a.deliberation }]),
    ...(a.signePorteurLe === null || a.signeFinanceurLe === null ? [] : [{ terme: 'Signatures', valeur: `porteur le ${dateLongue(a.signePorteurLe)}, financeur le ${dateLongue(a.signeFinanceurLe)}` }]),
    ...(a.motifAbandon === '' ? [] : [{ terme: 'Abandon', valeur: a.motifAbandon }]),
  ];
}

function saisieDe({ maintenant }: Demande, { saisie }: EtatFormulaire): PageAvenant['saisie'] {
  const champ = (nom: string, defaut = ''): string => (saisie === null ? defaut : texteTape(saisie, nom));
  return { signePorteurLe: champ('signePorteurLe'), signeFinanceurLe: champ('signeFinanceurLe', dateCourte(jourAParis(maintenant))), motifAbandon: champ('motifAbandon') };
}

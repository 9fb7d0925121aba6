import type { Deps } from '../../platform/deps.js';
import { echeancierDeConvention } from '../../domain/conventions/termes.js';
import { limitePublication } from '../../domain/echeances/limites.js';
import { peut } from '../../domain/habilitations/peut.js';
import { cents } from '../../domain/kernel/cents.js';
import { formaterTaux } from '../../domain/kernel/taux.js';
import { instant, jourAParis } from '../../platform/clock.js';
import { dateCourte, dateLongue, euros, nombre, pourcent } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { Interdit, trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteTape } from '../../web/saisie.js';
import { lireDecision } from '../decisions/decision-queries.js';
import { listerDocuments } from '../documents/document-queries.js';
import { enPorteur } from '../documents/document-routes.js';
import { lireDossier, lireReglesDuDossier } from '../dossiers/dossier-queries.js';
import { listerDemandes } from './avenant-queries.js';
import { jourDeSignature, lireConvention, listerConventions, listerVersements, type ConventionLue, type VersementPrevu } from './convention-queries.js';
import { lireObligations, type ObligationLue } from './obligation-queries.js';

type Onglets = ReturnType<typeof ongletsDossier>;
interface Etape { readonly titre: string; readonly date: string; readonly statut: 'fait' | 'en_cours' | 'a_venir' }
interface LigneEcheance { readonly declencheur: string; readonly montant: number; readonly etat: string | null; readonly date: string; readonly lien: string | null }

export interface PageConventions {
  readonly surtitre: string;
  readonly onglets: Onglets;
  readonly conventions: readonly { numero: string; etat: string; financeur: string; montantCents: number; lien: string }[];
  readonly peutGenerer: boolean;
  readonly action: string;
  readonly attente: string;
}

export interface PageConvention {
  readonly surtitre: string;
  readonly onglets: Onglets;
  readonly convention: ConventionLue;
  readonly etapes: readonly Etape[];
  readonly resume: readonly { terme: string; valeur: string }[];
  readonly lienDocument: string | null;
  readonly lienExemplaire: string | null;
  readonly lienLettre: string | null;
  readonly lienEmargement: string;
  readonly lienAvenants: string | null;
  /** A request of the organisme that waits for an answer; empty when there is none. */
  readonly demandeDAvenant: string;
  readonly lienResiliation: string | null;
  readonly echeances: readonly LigneEcheance[];
  readonly objectifs: readonly { intitule: string; prevu: string; unite: string; poids: string }[];
  readonly obligations: readonly ObligationLue[];
  readonly peutTransmettre: boolean;
  readonly actionTransmettre: string;
  readonly attendSignataire: boolean;
  readonly peutEnregistrer: boolean;
  readonly actionSignature: string;
  readonly exemplaireManque: boolean;
  readonly saisie: { readonly signeePorteurLe: string; readonly signeeFinanceurLe: string };
}

declare module '../../web/render.js' {
  interface Pages { 'conventions/liste': PageConventions; 'conventions/convention': PageConvention }
}

/** Conventions are for the porteur and for the agents who follow the dossier, not for those consulted on it. */
export function exigerPartie(demande: Demande): void {
  if (!enPorteur(demande) && !peut(demande.acteur, 'dossier.suivre', demande.sujet).permis) throw new Interdit('habilitation_absente');
}

/** Conventions of a dossier, or what comes before there is one. */
export const pageConventions = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  exigerPartie(demande);
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const conventions = await listerConventions(db, dossier.id);
  const decision = await lireDecision(db, dossier.id);
  const attribue = dossier.etat === 'notifie' && decision?.sens === 'attribue';
  await render(demande, 'conventions/liste', {
    surtitre: `${dossier.numero ?? 'Brouillon'} · ${dossier.organismeNom}`, onglets: ongletsDossier(demande, dossier),
    conventions: conventions.map((c) => ({
      numero: c.numero, etat: c.etat, financeur: libelle('financeur', c.financeur), montantCents: c.montantCents, lien: vers(paths.conventions.page, { dossierId: dossier.id, conventionId: c.id }),
    })),
    peutGenerer: attribue && conventions.length === 0 && peut(demande.acteur, 'convention.generer', demande.sujet).permis,
    action: vers(paths.conventions.generer, { dossierId: dossier.id }),
    attente: attribue ? 'Le service instructeur établit la convention ; le porteur est prévenu quand elle est à signer.' : 'Une convention est établie après la notification d’une attribution.',
  }, { titre: 'Convention', etat, fil: filDossier(demande, dossier) });
};

/** One convention: state, schedule, documents, what the person can do now. */
export const pageConvention = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  exigerPartie(demande);
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const convention = trouve(await lireConvention(db, dossier.id, parametre(demande, 'conventionId')));
  const [versements, documents, appel] = [await listerVersements(db, convention.id), await listerDocuments(db, dossier.id, enPorteur(demande)), await lireReglesDuDossier(db, dossier)];
  const obligations = await lireObligations(db, dossier, appel, jourAParis(demande.maintenant));
  const ids = { dossierId: dossier.id, conventionId: convention.id };
  const lienListe = vers(paths.conventions.generer, { dossierId: dossier.id });
  const texte = documents.find((d) => d.type === 'convention' && d.objetId === convention.id);
  const lettre = documents.find((d) => d.type === 'resiliation' && d.objetId === convention.id);
  const aSigner = convention.etat === 'a_signer';
  const transmet = peut(demande.acteur, 'convention.transmettre', demande.sujet).permis;
  await render(demande, 'conventions/convention', {
    surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, onglets: ongletsDossier(demande, dossier).map((o) => ({ ...o, actif: o.lien === lienListe })), convention,
    etapes: etapesDe(convention), resume: resumer(convention, appel.regles.delais.publicationMois),
    lienDocument: texte === undefined ? null : vers(paths.dossiers.document, { dossierId: dossier.id, documentId: texte.id }),
    lienLettre: lettre === undefined ? null : vers(paths.dossiers.document, { dossierId: dossier.id, documentId: lettre.id }),
    lienExemplaire: convention.fichierSigne === null ? null : vers(paths.dossiers.fichier, { dossierId: dossier.id, fichierId: convention.fichierSigne.id }),
    lienAvenants: aSigner ? null : vers(paths.conventions.avenants, ids),
    demandeDAvenant: aSigner ? '' : (await listerDemandes(db, convention.id)).find((d) => d.traiteeLe === null)?.texte ?? '',
    lienResiliation: convention.etat !== 'soldee' && convention.etat !== 'resiliee' && peut(demande.acteur, 'convention.resilier', demande.sujet).permis ? vers(paths.conventions.resiliation, ids) : null,
    lienEmargement: vers(paths.dossiers.emargement, { dossierId: dossier.id }), echeances: echeancesDe(convention, versements, demande),
    objectifs: convention.termes.objectifs.map((o) => ({ intitule: o.intitule, prevu: nombre(o.prevu), unite: o.unite, poids: nombre(o.poids) })),
    obligations, peutTransmettre: aSigner && transmet, actionTransmettre: vers(paths.conventions.exemplaire, ids),
    attendSignataire: aSigner && enPorteur(demande) && !transmet,
    peutEnregistrer: aSigner && peut(demande.acteur, 'convention.enregistrer', demande.sujet).permis, actionSignature: vers(paths.conventions.signature, ids),
    exemplaireManque: convention.fichierSigne === null, saisie: saisieDe(demande, etat),
  }, { titre: `Convention ${convention.numero}`, etat, fil: [...filDossier(demande, dossier), { texte: 'Convention', lien: lienListe }] });
};

function saisieDe({ maintenant }: Demande, { saisie }: EtatFormulaire): PageConvention['saisie'] {
  const champ = (nom: string, defaut: string): string => (saisie === null ? defaut : texteTape(saisie, nom));
  return { signeePorteurLe: champ('signeePorteurLe', ''), signeeFinanceurLe: champ('signeeFinanceurLe', dateCourte(jourAParis(maintenant))) };
}

const RANGS: Readonly<Record<ConventionLue['etat'], number>> = { a_signer: 1, signee: 3, en_execution: 3, soldee: 4, resiliee: 4 };

function etapesDe(c: ConventionLue): Etape[] {
  const signature = jourDeSignature(c);
  const rang = c.etat === 'a_signer' && c.fichierSigne !== null ? 2 : RANGS[c.etat];
  const etapes: readonly (readonly [string, string])[] = [
    ['Convention établie', dateLongue(jourAParis(instant(c.genereeLe)))],
    ['Exemplaire signé par le porteur', c.fichierSigne === null ? '' : dateLongue(jourAParis(instant(c.fichierSigne.deposeLe)))],
    ['Signée par les deux parties', signature === null ? '' : dateLongue(signature)],
    [c.resilieeLe === null ? 'Exécution et solde' : 'Résiliée', c.resilieeLe === null ? '' : dateLongue(c.resilieeLe)],
  ];
  return etapes.map(([titre, date], i) => ({ titre, date, statut: i < rang ? 'fait' : i === rang ? 'en_cours' : 'a_venir' }));
}

function resumer(c: ConventionLue, publicationMois: number | undefined): { terme: string; valeur: string }[] {
  const { termes } = c;
  const signature = jourDeSignature(c);
  const publication = signature === null ? null : limitePublication(signature, cents(c.montantCents), publicationMois);
  const taux = termes.tauxIntervention && c.depensesPrevuesCents > 0 ? ` (${pourcent(formaterTaux(c.montantCents, c.depensesPrevuesCents))} du coût prévu)` : '';
  return [
    { terme: 'Financeur', valeur: libelle('financeur', c.financeur) },
    { terme: 'Montant', valeur: `${euros(c.montantCents)}${taux}` },
    { terme: 'Coût prévu éligible', valeur: euros(c.depensesPrevuesCents) },
    { terme: 'Opération', valeur: `du ${dateLongue(termes.operation.debut)} au ${dateLongue(termes.operation.fin)}` },
    ...(c.signeePorteurLe === null || c.signeeFinanceurLe === null ? []
      : [{ terme: 'Signatures', valeur: `porteur le ${dateLongue(c.signeePorteurLe)}, financeur le ${dateLongue(c.signeeFinanceurLe)}` }]),
    ...(c.resilieeLe === null ? [] : [{ terme: 'Résiliation', valeur: `au ${dateLongue(c.resilieeLe)}` }]),
    ...(publication === null ? [] : [{ terme: 'Données essentielles', valeur: `à publier au plus tard le ${dateLongue(publication)}` }]),
  ];
}

/** Instalments: the real ones once the convention is signed, those the amount gives before. */
function echeancesDe(c: ConventionLue, versements: readonly VersementPrevu[], demande: Demande): LigneEcheance[] {
  if (versements.length === 0) {
    return echeancierDeConvention(cents(c.montantCents), c.termes).map((e) => ({ declencheur: libelle('declencheur', e.declencheur), montant: e.montant, etat: null, date: '', lien: null }));
  }
  const finances = peut(demande.acteur, 'versement.liquider', demande.sujet).permis;
  return versements.map((v) => ({
    declencheur: libelle('declencheur', v.declencheur), montant: v.montantCents, etat: v.etat, date: dateDe(v),
    lien: finances ? vers(paths.versements.page, { dossierId: c.dossierId, versementId: v.id }) : null,
  }));
}

function dateDe({ payeLe, exigibleLe }: VersementPrevu): string {
  if (payeLe !== null) return `Payé le ${dateCourte(payeLe)}`;
  return exigibleLe === null ? 'Pas encore exigible' : `Exigible depuis le ${dateCourte(exigibleLe)}`;
}

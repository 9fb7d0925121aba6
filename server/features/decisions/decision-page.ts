import type { Deps } from '../../platform/deps.js';
import { attribuableAuPlus, type BornesFinanceur, type SensDecision } from '../../domain/decisions/decision.js';
import { disponibleDe, totaliserCredits, type EtatCredits, type LigneEnveloppe } from '../../domain/grand-livre/enveloppe.js';
import { roleDans, type Acteur } from '../../domain/habilitations/acteur.js';
import { cents, decimalDepuisCents, fractionDeCents, minimum, somme, ZERO, type Cents } from '../../domain/kernel/cents.js';
import { jourAParis } from '../../platform/clock.js';
import { dateCourte, euros, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { lireAppelDeDecision, lireDossiersADecider, lireDossiersDecides, type DossierADecider, type DossierDecide } from './decision-queries.js';
import { listerLots } from '../lettres/lot-queries.js';
import { lireEnveloppes } from '../grand-livre/enveloppe-queries.js';

interface LigneADecider {
  readonly dossier: DossierADecider;
  readonly lien: string;
  readonly avis: string | null;
  /** Amount proposed by the committee, else by the instruction, in cents. */
  readonly propose: number | null;
  readonly decidable: boolean;
  readonly chemin: string;
  readonly sens: string;
  readonly montants: readonly MontantADecider[];
  readonly motifCode: string;
  readonly motif: string;
}

/** The amount of one paying funder, as a field. */
interface MontantADecider {
  readonly champ: string;
  /** Name of the funder, empty when it pays alone. */
  readonly financeur: string;
  readonly demande: number;
  /** Ceiling shown when it is below the amount asked, in cents. */
  readonly plafond: number | null;
  readonly valeur: string;
}

interface LigneDecidee extends DossierDecide {
  readonly lien: string;
  readonly actionReprise: string;
}

interface LigneCredits { readonly annee: string; readonly vote: number; readonly engage: number; readonly libere: number; readonly disponible: number }

/** Credits of one paying funder, and what the lines propose to take from them; cents. */
interface CreditsFinanceur {
  readonly financeur: string;
  readonly nom: string;
  readonly credits: EtatCredits;
  readonly lignes: readonly LigneCredits[];
  readonly resteApresPropositions: number;
  readonly proposeCents: number;
  readonly depasse: boolean;
}

export interface PageDecisions {
  readonly credits: readonly CreditsFinanceur[];
  readonly lienEnveloppe: string;
  readonly lienImport: string;
  readonly motifsRefus: readonly { valeur: string; texte: string }[];
  readonly aDecider: readonly LigneADecider[];
  readonly sens: readonly { valeur: string; texte: string }[];
  readonly numero: string;
  readonly date: string;
  readonly actionDeliberation: string;
  readonly actionNotifier: string;
  readonly lienModeles: string;
  /** Batches of letters, newest first. */
  readonly lots: readonly { readonly lien: string; readonly demandeLe: string; readonly texte: string }[];
  readonly aNotifier: readonly LigneDecidee[];
  readonly ajournes: readonly LigneDecidee[];
  readonly notifies: readonly LigneDecidee[];
  readonly resume: string;
}

declare module '../../web/render.js' {
  interface Pages { 'decisions/appel': PageDecisions }
}

/** Sens proposed from the committee's avis; a person confirms each. */
export const SENS_DE_L_AVIS: Readonly<Record<string, SensDecision>> = { favorable: 'attribue', favorable_avec_reserves: 'attribue', defavorable: 'refuse', ajourne: 'ajourne' };

/** Decisions of a call: credits, dossiers to decide, decisions to notify, postponed dossiers. */
export const pageDecisions = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const appelId = parametre(demande, 'appelId');
  const appel = trouve(await lireAppelDeDecision(db, appelId));
  const [dossiers, decides] = [await lireDossiersADecider(db, appelId), await lireDossiersDecides(db, appelId)];
  const aDecider = dossiers.map((d) => ligneADecider(d, demande.acteur, etat));
  const lignes = decides.map(ligneDecidee);
  const credits: CreditsFinanceur[] = [];
  for (const financeur of appel.financeurs) credits.push(creditsDe(financeur, await lireEnveloppes(db, appelId, financeur), dossiers));
  await render(demande, 'decisions/appel', {
    credits, lienEnveloppe: vers(paths.appels.suivi, { appelId }), lienImport: vers(paths.appels.decisionsImport, { appelId }),
    aDecider, sens: choix('decision'), motifsRefus: choix('motif_refus'), ...enteteSaisie(demande, etat),
    actionDeliberation: vers(paths.appels.deliberation, { appelId }), actionNotifier: vers(paths.appels.decisions, { appelId }), lienModeles: paths.lettres.liste,
    lots: (await listerLots(db, appelId)).map((l) => ({ lien: vers(paths.appels.lot, { appelId, lotId: l.id }), demandeLe: l.demandeLe, texte: `${pluriel(l.nombre, 'lettre')}${l.pretLe === null ? ', en cours' : ''}` })),
    aNotifier: lignes.filter((l) => l.etat === 'attribue' || l.etat === 'refuse'), ajournes: lignes.filter((l) => l.etat === 'ajourne'),
    notifies: lignes.filter((l) => l.etat === 'notifie'), resume: resumer(dossiers.length, lignes),
  }, {
    titre: 'Décisions', etat: { ...etat, erreurs: nommerErreurs(etat, dossiers) }, large: true,
    fil: [{ texte: 'Appels', lien: paths.appels.gestion }, { texte: appel.titre, lien: vers(paths.appels.suivi, { appelId }) }],
  });
};

function enteteSaisie({ maintenant }: Demande, { saisie }: EtatFormulaire): { numero: string; date: string } {
  return { numero: texteDe(saisie?.['numero']), date: saisie === null ? dateCourte(jourAParis(maintenant)) : texteDe(saisie['date']) };
}

/** Errors of the lines named after their dossier: in the summary, two missing reasons must be told apart. */
function nommerErreurs({ erreurs }: EtatFormulaire, dossiers: readonly DossierADecider[]): Record<string, string> {
  return Object.fromEntries(Object.entries(erreurs).map(([champ, message]) => {
    const dossier = dossiers.find((d) => champ.startsWith(`decisions.${d.id}.`));
    return [champ, dossier === undefined ? message : `${dossier.numero} : ${message}`];
  }));
}

const texteDe = (valeur: unknown): string => (typeof valeur === 'string' ? valeur : '');

/** What was typed for a dossier, or null when its line was not sent. */
function saisieDe(dossierId: string, { saisie }: EtatFormulaire): Readonly<Record<string, unknown>> | null {
  const lignes = saisie?.['decisions'];
  const ligne = typeof lignes === 'object' && lignes !== null ? (lignes as Record<string, unknown>)[dossierId] : undefined;
  return typeof ligne === 'object' && ligne !== null ? (ligne as Record<string, unknown>) : null;
}

/** Amount proposed for a dossier: the committee's, else the instruction's, within its bounds; none unless its avis is favourable. */
function montantPropose({ comite, proposeCents, bornes }: DossierADecider): Cents {
  if (comite?.avis === 'defavorable' || comite?.avis === 'ajourne') return ZERO;
  return minimum(cents(comite?.montantCents ?? proposeCents ?? 0), attribuableAuPlus(bornes));
}

/** The committee proposes for the call's own funder; another is proposed the same share of what it was asked, to the cent below. */
export function montantProposeDe(dossier: DossierADecider, bornes: BornesFinanceur): Cents {
  const propose = montantPropose(dossier);
  if (bornes.financeur === dossier.bornesParFinanceur[0]?.financeur || dossier.bornes.demande === 0) return minimum(propose, attribuableAuPlus(bornes));
  return minimum(fractionDeCents(bornes.demande, propose, dossier.bornes.demande, 'tronque'), attribuableAuPlus(bornes));
}

function creditsDe(financeur: string, enveloppes: readonly LigneEnveloppe[], dossiers: readonly DossierADecider[]): CreditsFinanceur {
  const credits = totaliserCredits(enveloppes);
  const proposeCents = somme(dossiers.flatMap((d) => d.bornesParFinanceur.filter((b) => b.financeur === financeur).map((b) => montantProposeDe(d, b))));
  return {
    financeur, nom: libelle('financeur', financeur), credits, lignes: enveloppes.map(ligneCredits), proposeCents,
    resteApresPropositions: credits.disponible - proposeCents, depasse: proposeCents > credits.disponible,
  };
}

function ligneADecider(dossier: DossierADecider, acteur: Acteur, etat: EtatFormulaire): LigneADecider {
  const saisie = saisieDe(dossier.id, etat);
  const avis = dossier.comite?.avis ?? null;
  return {
    dossier, lien: vers(paths.dossiers.page, { dossierId: dossier.id }), avis, propose: dossier.comite?.montantCents ?? dossier.proposeCents, chemin: `decisions.${dossier.id}`,
    decidable: roleDans(acteur, dossier.organismeId) === null,
    sens: saisie === null ? (SENS_DE_L_AVIS[avis ?? ''] ?? '') : texteDe(saisie['sens']),
    montants: dossier.bornesParFinanceur.filter((b, i) => i === 0 || b.demande > 0).map((b, i, tous) => montantADecider(dossier, b, i === 0, tous.length > 1, saisie)),
    motifCode: texteDe(saisie?.['motifCode']), motif: saisie === null ? motifDuComite(dossier) : texteDe(saisie['motif']),
  };
}

/** What the committee wrote against a dossier is the reason most often voted; its reserves on an award are not a reason to pay less. */
const motifDuComite = ({ comite }: DossierADecider): string => (comite?.avis === 'defavorable' || comite?.avis === 'ajourne' ? comite.reserves : '');

function montantADecider(dossier: DossierADecider, bornes: BornesFinanceur, principal: boolean, plusieurs: boolean, saisie: Readonly<Record<string, unknown>> | null): MontantADecider {
  const autres = saisie?.['autres'];
  const tape = principal ? saisie?.['montant'] : typeof autres === 'object' && autres !== null ? (autres as Record<string, unknown>)[bornes.financeur] : undefined;
  const propose = montantProposeDe(dossier, bornes);
  return {
    champ: `decisions.${dossier.id}.${principal ? 'montant' : `autres.${bornes.financeur}`}`, financeur: plusieurs ? libelle('financeur', bornes.financeur) : '',
    demande: bornes.demande, plafond: bornes.plafonnee < bornes.demande ? bornes.plafonnee : null,
    valeur: saisie === null ? (propose === 0 ? '' : decimalDepuisCents(propose).replace('.', ',')) : texteDe(tape),
  };
}

const ligneDecidee = (d: DossierDecide): LigneDecidee => ({
  ...d, lien: vers(paths.dossiers.notification, { dossierId: d.dossierId }), actionReprise: vers(paths.dossiers.reprise, { dossierId: d.dossierId }),
});

const ligneCredits = (l: LigneEnveloppe): LigneCredits => ({ annee: String(l.annee), vote: l.vote, engage: l.engage, libere: l.libere, disponible: disponibleDe(l) });

function resumer(aDecider: number, decides: readonly LigneDecidee[]): string {
  const attribues = decides.filter((d) => d.sens === 'attribue');
  const total = attribues.reduce((n, d) => n + d.totalCents, 0);
  return `${pluriel(aDecider, 'dossier')} à décider. ${pluriel(attribues.length, 'subvention attribuée', 'subventions attribuées')} pour ${euros(total)}.`;
}

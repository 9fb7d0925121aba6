import type { Deps } from '../../platform/deps.js';
import { attribuableAuPlus } from '../../domain/decisions/decision.js';
import { disponibleDe, totaliserCredits, type EtatCredits, type LigneEnveloppe } from '../../domain/grand-livre/enveloppe.js';
import { roleDans, type Acteur } from '../../domain/habilitations/acteur.js';
import { cents, decimalDepuisCents } from '../../domain/kernel/cents.js';
import { jourAParis } from '../../platform/clock.js';
import { dateCourte, euros, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { lireAppelDeDecision, lireDossiersADecider, lireDossiersDecides, type DossierADecider, type DossierDecide } from './decision-queries.js';
import { lireEnveloppes } from '../grand-livre/enveloppe-queries.js';

interface LigneADecider {
  readonly dossier: DossierADecider;
  readonly lien: string;
  readonly avis: string | null;
  /** Amount proposed by the committee, else by the instruction, in cents. */
  readonly propose: number | null;
  /** Ceiling shown when it is below the amount asked, in cents. */
  readonly plafond: number | null;
  readonly decidable: boolean;
  readonly chemin: string;
  readonly sens: string;
  readonly montant: string;
  readonly motif: string;
}

interface LigneDecidee extends DossierDecide {
  readonly lien: string;
  readonly actionReprise: string;
}

interface LigneCredits { readonly annee: string; readonly vote: number; readonly engage: number; readonly libere: number; readonly disponible: number }

export interface PageDecisions {
  readonly financeur: string;
  readonly credits: EtatCredits;
  readonly lignesCredits: readonly LigneCredits[];
  readonly resteApresPropositions: number;
  readonly proposeCents: number;
  readonly depasse: boolean;
  readonly lienEnveloppe: string;
  readonly aDecider: readonly LigneADecider[];
  readonly sens: readonly { valeur: string; texte: string }[];
  readonly numero: string;
  readonly date: string;
  readonly actionDeliberation: string;
  readonly actionNotifier: string;
  readonly aNotifier: readonly LigneDecidee[];
  readonly ajournes: readonly LigneDecidee[];
  readonly notifies: readonly LigneDecidee[];
  readonly resume: string;
}

declare module '../../web/render.js' {
  interface Pages { 'decisions/appel': PageDecisions }
}

/** Sens proposed from the committee's avis; a person confirms each. */
const SENS_DE_L_AVIS: Readonly<Record<string, string>> = { favorable: 'attribue', favorable_avec_reserves: 'attribue', defavorable: 'refuse', ajourne: 'ajourne' };

/** Decisions of a call: credits, dossiers to decide, decisions to notify, postponed dossiers. */
export const pageDecisions = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const appelId = parametre(demande, 'appelId');
  const appel = trouve(await lireAppelDeDecision(db, appelId));
  const enveloppes = await lireEnveloppes(db, appelId, appel.financeur);
  const [dossiers, decides] = [await lireDossiersADecider(db, appelId), await lireDossiersDecides(db, appelId)];
  const aDecider = dossiers.map((d) => ligneADecider(d, demande.acteur, etat));
  const lignes = decides.map(ligneDecidee);
  const credits = totaliserCredits(enveloppes);
  const proposeCents = dossiers.reduce((n, d) => n + montantPropose(d), 0);
  await render(demande, 'decisions/appel', {
    financeur: libelle('financeur', appel.financeur), credits, lignesCredits: enveloppes.map(ligneCredits), proposeCents,
    resteApresPropositions: credits.disponible - proposeCents, depasse: proposeCents > credits.disponible,
    lienEnveloppe: vers(paths.appels.suivi, { appelId }), aDecider, sens: choix('decision'), ...enteteSaisie(demande, etat),
    actionDeliberation: vers(paths.appels.deliberation, { appelId }), actionNotifier: vers(paths.appels.decisions, { appelId }),
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
function montantPropose({ comite, proposeCents, bornes }: DossierADecider): number {
  if (comite?.avis === 'defavorable' || comite?.avis === 'ajourne') return 0;
  return Math.min(comite?.montantCents ?? proposeCents ?? 0, attribuableAuPlus(bornes));
}

function ligneADecider(dossier: DossierADecider, acteur: Acteur, etat: EtatFormulaire): LigneADecider {
  const saisie = saisieDe(dossier.id, etat);
  const avis = dossier.comite?.avis ?? null;
  const prerempli = montantPropose(dossier);
  return {
    dossier, lien: vers(paths.dossiers.page, { dossierId: dossier.id }), avis, propose: dossier.comite?.montantCents ?? dossier.proposeCents, chemin: `decisions.${dossier.id}`,
    plafond: dossier.bornes.plafonnee < dossier.bornes.demande ? dossier.bornes.plafonnee : null,
    decidable: roleDans(acteur, dossier.organismeId) === null,
    sens: saisie === null ? (SENS_DE_L_AVIS[avis ?? ''] ?? '') : texteDe(saisie['sens']),
    montant: saisie === null ? (prerempli === 0 ? '' : decimalDepuisCents(cents(prerempli)).replace('.', ',')) : texteDe(saisie['montant']),
    motif: texteDe(saisie?.['motif']),
  };
}

const ligneDecidee = (d: DossierDecide): LigneDecidee => ({
  ...d, lien: vers(paths.dossiers.notification, { dossierId: d.dossierId }), actionReprise: vers(paths.dossiers.reprise, { dossierId: d.dossierId }),
});

const ligneCredits = (l: LigneEnveloppe): LigneCredits => ({ annee: String(l.annee), vote: l.vote, engage: l.engage, libere: l.libere, disponible: disponibleDe(l) });

function resumer(aDecider: number, decides: readonly LigneDecidee[]): string {
  const attribues = decides.filter((d) => d.sens === 'attribue');
  const total = attribues.reduce((n, d) => n + d.montantCents, 0);
  return `${pluriel(aDecider, 'dossier')} à décider. ${pluriel(attribues.length, 'subvention attribuée', 'subventions attribuées')} pour ${euros(total)}.`;
}

import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import { maximumProposable } from '../../domain/instruction/proposition.js';
import { euros, instantLong, pluriel, pourcent } from '../../platform/format.js';
import { libelle } from '../../web/libelles.js';
import type { DecisionLue } from '../decisions/decision-queries.js';
import type { Bornes, PropositionPassee } from './instruction-queries.js';

/** Money of a dossier under instruction: asked, proposed, voted; what bounds it. */
export interface MontantsAffiches {
  readonly lignes: readonly { financeur: string; statut: string; demande: number; propose: number | null; retenu: number | null; ecartee: boolean }[];
  readonly totaux: { readonly demande: number; readonly propose: number | null };
  readonly bornes: readonly { readonly libelle: string; readonly cents: number; readonly precision: string }[];
  /** Why the amount field stops where it does. */
  readonly aide: string;
  readonly alertes: readonly string[];
  readonly propositions: readonly { le: string; par: string; montant: string; conclusion: string }[];
}

export interface FaitsMontants {
  readonly version: VersionDossier;
  readonly appel: ContenuAppel;
  readonly bornes: Bornes;
  readonly proposeCents: number | null;
  readonly conclusion: string | null;
  /** Proposed on the other dossiers of the call that wait for the committee. */
  readonly autres: { readonly nombre: number; readonly cents: number };
  readonly decision: DecisionLue | null;
  readonly propositions: readonly PropositionPassee[];
}

/** Presents the amounts; the proposal replaces what is asked of the funder that runs the call, the other resources stay. */
export function decrireMontants(faits: FaitsMontants): MontantsAffiches {
  const { version, appel, bornes, proposeCents, decision, propositions } = faits;
  const { ressources } = version.sections.budget;
  const financeur = appel.regles.financeur;
  const autres = ressources.filter((r) => r.financeur !== financeur);
  const demandeAutres = autres.reduce((s, r) => s + r.montant, 0);
  const retenu = decision === null || decision.sens === 'ajourne' ? null : decision.montantCents;
  return {
    lignes: [
      { financeur: libelle('financeur', financeur), statut: libelle('statut_ressource', 'sollicite'), demande: bornes.demandeCents, propose: proposeCents, retenu, ecartee: false },
      ...autres.map((r) => ({ financeur: nommer(libelle('financeur', r.financeur), r.libelle), statut: libelle('statut_ressource', r.statut), demande: r.montant, propose: null, retenu: null, ecartee: true })),
    ],
    totaux: { demande: bornes.demandeCents + demandeAutres, propose: proposeCents === null ? null : proposeCents + demandeAutres },
    bornes: chiffresCles(faits), aide: aideMontant(bornes), alertes: alertes(faits),
    propositions: propositions.map((p) => ({ le: instantLong(p.le), par: p.par, montant: p.proposeCents === null ? '—' : euros(p.proposeCents), conclusion: p.conclusion === null ? '—' : libelle('avis', p.conclusion) })),
  };
}

/** `État – DDETS`, and not `Fonds propres – Fonds propres`. */
const nommer = (famille: string, precision: string): string => [...new Set([famille, precision].filter(Boolean))].join(' – ');

function chiffresCles({ version, bornes: { demandeCents, plafonneeCents, tauxIntervention, enveloppe, retenuCents } }: FaitsMontants): MontantsAffiches['bornes'] {
  const { publics } = version.sections;
  const personnes = publics.rsa + publics.horsRsaMoins25 + publics.horsRsaAutres;
  return [
    { libelle: 'Subvention demandée', cents: demandeCents, precision: `${pourcent(tauxIntervention)} du coût total` },
    ...(retenuCents == null ? [] : [{ libelle: 'Budget retenu', cents: retenuCents, precision: 'Accepté par l’organisme' }]),
    { libelle: 'Plafond selon les publics', cents: plafonneeCents, precision: plafonneeCents < demandeCents ? 'Trop de personnes hors RSA' : 'Les publics ouvrent droit à toute la demande' },
    ...(personnes === 0 ? [] : [{ libelle: 'Demandé par personne', cents: Math.round(demandeCents / personnes), precision: pluriel(personnes, 'personne') }]),
    ...(enveloppe === null ? [] : [{ libelle: 'Crédits disponibles', cents: enveloppe.disponibleCents, precision: `${euros(enveloppe.voteCents)} votés, ${euros(enveloppe.engageCents)} engagés` }]),
  ];
}

function aideMontant(bornes: Bornes): string {
  const { cents, borne } = maximumProposable(bornes);
  const raison = { demande: 'le montant demandé', retenu: 'le budget retenu avec l’organisme', plafond: 'le plafond selon les publics', credits: 'les crédits disponibles' }[borne];
  return `${euros(cents)} au plus : ${raison}. Zéro si votre conclusion est défavorable.`;
}

function alertes({ bornes, proposeCents, conclusion, autres }: FaitsMontants): string[] {
  const manque = proposeCents === null || conclusion === 'defavorable' ? 0 : bornes.demandeCents - proposeCents;
  const cumul = autres.cents + (proposeCents ?? 0);
  return [
    ...(bornes.enveloppe === null ? ['Aucun crédit n’est encore voté pour cet appel : le montant proposé ne peut pas être comparé à une enveloppe.'] : []),
    ...(bornes.enveloppe !== null && cumul > bornes.enveloppe.disponibleCents
      ? [`Avec ${pluriel(autres.nombre, 'autre dossier proposé', 'autres dossiers proposés')}, le total des propositions atteint ${euros(cumul)}, au-delà des ${euros(bornes.enveloppe.disponibleCents)} disponibles : le comité devra arbitrer.`] : []),
    ...(manque > 0 ? [`Au montant proposé, il manque ${euros(manque)} au plan de financement : l’organisme devra trouver une autre ressource ou réduire ses dépenses.`] : []),
  ];
}

import { FINANCEURS, POSTES } from '../../domain/financements/nomenclature.js';
import { somme, type Cents } from '../../domain/kernel/cents.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, dateLongue } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteDeQuery } from '../../web/requete.js';
import { texteTape } from '../../web/saisie.js';
import {
  enteteDossier, filDuDossier, presenterDepense, presenterRessource, suivreLesPostes, type DepensePresentee, type EnteteDossier, type RessourcePresentee, type SuiviPoste,
} from '../../web/presentation-bilan.js';
import { prevoirLeSolde } from '../../domain/bilans/prevision.js';
import { pageBilan } from './bilan-page.js';
import type { LigneDeDepense, LigneDeRessource } from '../../domain/bilans/lignes.js';
import type { BilanLu } from './bilan-queries.js';
import { lireDossierASolder, type DossierASolder } from './dossier-a-solder-queries.js';
import { montantASaisir } from '../../web/saisie.js';
import { presenterSolde, type SoldePresente } from '../../web/presentation-solde.js';

interface Choix { readonly valeur: string; readonly texte: string }

/** A line in a list the porteur still writes: its form is where it is changed or withdrawn. */
export type Modifiable<L> = L & { readonly lienModifier: string };

interface PageLignes<L> extends EnteteDossier {
  readonly action: string;
  readonly retour: string;
  readonly lignes: readonly Modifiable<L>[];
  readonly totalCents: Cents;
  /** Id of the line being changed; empty for a new one. */
  readonly ligneModifiee: string;
  readonly actionRetirer: string | null;
  readonly nouvelle: string;
  readonly saisie: Readonly<Record<string, string>>;
  readonly enErreur: boolean;
  readonly previsions: readonly SoldePresente[];
}

export interface PageDepenses extends PageLignes<DepensePresentee> {
  /** Files that line already has, each with where it is untied. */
  readonly piecesActuelles: readonly { readonly nom: string; readonly lien: string; readonly action: string }[];
  readonly postes: readonly Choix[];
  readonly suivi: readonly SuiviPoste[];
  readonly periode: string;
}

export interface PageRessources extends PageLignes<RessourcePresentee> {
  /** Name of the proof that line already has. */
  readonly pieceActuelle: string | null;
  readonly financeurs: readonly Choix[];
}

declare module '../../web/render.js' {
  interface Pages { 'bilans/depenses': PageDepenses; 'bilans/ressources': PageRessources }
}

const CHAMPS_DEPENSE = ['poste', 'libelle', 'date', 'acquitteeLe', 'montant'] as const;
const CHAMPS_RESSOURCE = ['financeur', 'libelle', 'montant'] as const;

/** Expenses of the bilan: list, form of one line, planned amounts beside. */
export const pageDepenses = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const d = trouve(await lireDossierASolder(deps.db, parametre(demande, 'dossierId')));
  if (d.bilan?.etat !== 'brouillon') return pageBilan(deps)(demande, etat);
  const { bilan } = d;
  const dossierId = d.dossier.id;
  const choisie = ligneChoisie(demande, etat, 'depenseId', bilan.depenses);
  const ici = vers(paths.bilans.depenses, { dossierId });
  const operation = d.conventions[0]?.operation;
  return render(demande, 'bilans/depenses', {
    ...commun(demande, d, bilan, etat), action: ici, nouvelle: ici, postes: choix('poste', POSTES), suivi: suivreLesPostes(d, bilan),
    periode: operation === undefined ? '' : `du ${dateLongue(operation.debut)} au ${dateLongue(operation.fin)}`,
    lignes: bilan.depenses.map((l) => ({ ...presenterDepense(d, l), lienModifier: `${ici}?ligne=${l.id}#saisie` })),
    totalCents: somme(bilan.depenses.map((l) => l.montant)), ligneModifiee: choisie?.id ?? '',
    piecesActuelles: (choisie?.pieces ?? []).map((f) => ({ nom: f.nom, lien: vers(paths.dossiers.fichier, { dossierId, fichierId: f.id }), action: vers(paths.bilans.detacherPiece, { dossierId, depenseId: choisie?.id ?? '', fichierId: f.id }) })),
    actionRetirer: choisie === undefined ? null : vers(paths.bilans.retirerDepense, { dossierId, depenseId: choisie.id }),
    saisie: saisieOuStock(etat, CHAMPS_DEPENSE, choisie === undefined ? {} : stockDepense(choisie)),
  }, { titre: 'Dépenses', etat, large: true, fil: filDuDossier(demande, d, retourAuBilan(dossierId)) });
};

/** Resources really received: list and form of one line. */
export const pageRessources = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const d = trouve(await lireDossierASolder(deps.db, parametre(demande, 'dossierId')));
  if (d.bilan?.etat !== 'brouillon') return pageBilan(deps)(demande, etat);
  const { bilan } = d;
  const dossierId = d.dossier.id;
  const choisie = ligneChoisie(demande, etat, 'ressourceId', bilan.ressources);
  const ici = vers(paths.bilans.ressources, { dossierId });
  const seule = d.conventions.length === 1 ? d.conventions[0]?.financeur : undefined;
  return render(demande, 'bilans/ressources', {
    ...commun(demande, d, bilan, etat), action: ici, nouvelle: ici, financeurs: choix('financeur', FINANCEURS.filter((f) => f !== seule)),
    lignes: bilan.ressources.map((r) => ({ ...presenterRessource(dossierId, r), lienModifier: `${ici}?ligne=${r.id}#saisie` })),
    totalCents: somme(bilan.ressources.map((r) => r.montant)), ligneModifiee: choisie?.id ?? '', pieceActuelle: choisie?.piece?.nom ?? null,
    actionRetirer: choisie === undefined ? null : vers(paths.bilans.retirerRessource, { dossierId, ressourceId: choisie.id }),
    saisie: saisieOuStock(etat, CHAMPS_RESSOURCE, choisie === undefined ? {} : stockRessource(choisie)),
  }, { titre: 'Ressources reçues', etat, large: true, fil: filDuDossier(demande, d, retourAuBilan(dossierId)) });
};

const retourAuBilan = (dossierId: string): { texte: string; lien: string } => ({ texte: 'Bilan final', lien: vers(paths.bilans.page, { dossierId }) });

function commun(demande: Demande, d: DossierASolder, bilan: BilanLu, etat: EtatFormulaire): EnteteDossier & Pick<PageLignes<unknown>, 'retour' | 'enErreur' | 'previsions'> {
  return {
    ...enteteDossier(demande, d), retour: vers(paths.bilans.page, { dossierId: d.dossier.id }), enErreur: Object.keys(etat.erreurs).length > 0,
    previsions: prevoirLeSolde(d, bilan).map((s) => presenterSolde(s.convention, s)),
  };
}

/** The line named by the address, or by the form that came back. */
function ligneChoisie<L extends { readonly id: string }>(demande: Demande, { saisie }: EtatFormulaire, champ: string, lignes: readonly L[]): L | undefined {
  const id = saisie === null ? texteDeQuery(demande.query, 'ligne') : texteTape(saisie, champ);
  return lignes.find((l) => l.id === id);
}

const stockDepense = (l: LigneDeDepense): Record<string, string> =>
  ({ poste: l.poste, libelle: l.libelle, date: dateCourte(l.date), acquitteeLe: l.acquitteeLe === null ? '' : dateCourte(l.acquitteeLe), montant: montantASaisir(l.montant) });

const stockRessource = (r: LigneDeRessource): Record<string, string> => ({ financeur: r.financeur, libelle: r.libelle, montant: montantASaisir(r.montant) });

const saisieOuStock = ({ saisie }: EtatFormulaire, champs: readonly string[], stock: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(champs.map((c) => [c, saisie === null ? stock[c] ?? '' : texteTape(saisie, c)]));

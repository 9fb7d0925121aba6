import type { LigneDeRessource, NatureBilan } from '../../domain/bilans/lignes.js';
import { FINANCEURS } from '../../domain/financements/nomenclature.js';
import { somme, type Cents } from '../../domain/kernel/cents.js';
import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { vers } from '../../web/paths.js';
import { enteteDossier, filDuDossier, presenterRessource, type EnteteDossier, type RessourcePresentee } from '../../web/presentation-bilan.js';
import { render } from '../../web/render.js';
import { texteDeQuery } from '../../web/requete.js';
import { montantASaisir, texteTape } from '../../web/saisie.js';
import { cheminsDuBilan } from './bilan-chemins.js';
import { pageBilan } from './bilan-page.js';
import { lireDossierEnSaisie, type BilanEnSaisie, type DossierEnSaisie } from './bilan-saisie-queries.js';
import { presenterPrevision, type PrevisionPresentee } from './prevision-presentation.js';

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
  readonly prevision: PrevisionPresentee;
}

export interface PageRessources extends PageLignes<RessourcePresentee> {
  /** Name of the proof that line already has. */
  readonly pieceActuelle: string | null;
  readonly financeurs: readonly Choix[];
}

declare module '../../web/render.js' {
  interface Pages { 'bilans/ressources': PageRessources }
}

const CHAMPS_RESSOURCE = ['financeur', 'libelle', 'montant'] as const;

/** Resources really received: list and form of one line. */
export const pageRessources = (deps: Deps, nature: NatureBilan) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const d = trouve(await lireDossierEnSaisie(deps.db, parametre(demande, 'dossierId'), nature));
  if (d.bilan?.etat !== 'brouillon') return pageBilan(deps, nature)(demande, etat);
  const { bilan } = d;
  const dossierId = d.dossier.id;
  const choisie = ligneChoisie(demande, etat, 'ressourceId', bilan.ressources);
  const chemins = cheminsDuBilan(nature);
  const ici = vers(chemins.ressources, { dossierId });
  const seule = d.conventions.length === 1 ? d.conventions[0]?.financeur : undefined;
  return render(demande, 'bilans/ressources', {
    ...commun(demande, d, bilan, etat), action: ici, nouvelle: ici, financeurs: choix('financeur', FINANCEURS.filter((f) => f !== seule)),
    lignes: bilan.ressources.map((r) => ({ ...presenterRessource(dossierId, r), lienModifier: `${ici}?ligne=${r.id}#saisie` })),
    totalCents: somme(bilan.ressources.map((r) => r.montant)), ligneModifiee: choisie?.id ?? '', pieceActuelle: choisie?.piece?.nom ?? null,
    actionRetirer: choisie === undefined ? null : vers(chemins.retirerRessource, { dossierId, ressourceId: choisie.id }),
    saisie: saisieOuStock(etat, CHAMPS_RESSOURCE, choisie === undefined ? {} : stockRessource(choisie)),
  }, { titre: 'Ressources reçues', etat, large: true, fil: filDuDossier(demande, d, { texte: libelle('nature_bilan', nature), lien: vers(chemins.page, { dossierId }) }) });
};

function commun(demande: Demande, d: DossierEnSaisie, bilan: BilanEnSaisie, etat: EtatFormulaire): EnteteDossier & Pick<PageLignes<unknown>, 'retour' | 'enErreur' | 'prevision'> {
  return {
    ...enteteDossier(demande, d), retour: vers(cheminsDuBilan(bilan.nature).page, { dossierId: d.dossier.id }), enErreur: Object.keys(etat.erreurs).length > 0,
    prevision: presenterPrevision(d, bilan),
  };
}

/** The line named by the address, or by the form that came back. */
function ligneChoisie<L extends { readonly id: string }>(demande: Demande, { saisie }: EtatFormulaire, champ: string, lignes: readonly L[]): L | undefined {
  const id = saisie === null ? texteDeQuery(demande.query, 'ligne') : texteTape(saisie, champ);
  return lignes.find((l) => l.id === id);
}

const stockRessource = (r: LigneDeRessource): Record<string, string> => ({ financeur: r.financeur, libelle: r.libelle, montant: montantASaisir(r.montant) });

const saisieOuStock = ({ saisie }: EtatFormulaire, champs: readonly string[], stock: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(champs.map((c) => [c, saisie === null ? stock[c] ?? '' : texteTape(saisie, c)]));

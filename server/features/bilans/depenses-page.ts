import type { LigneDeDepense, NatureBilan } from '../../domain/bilans/lignes.js';
import { tempsDepasses } from '../../domain/bilans/temps.js';
import { POSTES } from '../../domain/financements/nomenclature.js';
import type { Cents } from '../../domain/kernel/cents.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, dateLongue, euros, nombre, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { enteteDossier, filDuDossier, phraseDeJumelle, presenterDepense, suivreLesPostes, type DepensePresentee, type EnteteDossier, type SuiviPoste } from '../../web/presentation-bilan.js';
import { render } from '../../web/render.js';
import { avecQuery, codeDeQuery, liensDeTranche, sensDeQuery, texteDeQuery } from '../../web/requete.js';
import { montantASaisir, texteTape } from '../../web/saisie.js';
import { cheminsDuBilan } from './bilan-chemins.js';
import { faitsDesLignes, lireDossierEnSaisie, type BilanEnSaisie, type DossierEnSaisie } from './bilan-saisie-queries.js';
import { DRAPEAUX_DEPENSE, listerDepenses, lireUneDepense, totaliserFiltre, type DepenseListee, type FaitsDesLignes, type FiltreDepenses } from './depense-liste-queries.js';
import { lireJumelles, lireTempsAnnuels, type Jumelle } from './doublon-queries.js';
import { lirePiecesDuBilan } from './piece-queries.js';
import { presenterPrevision, type PrevisionPresentee } from './prevision-presentation.js';

interface Choix { readonly valeur: string; readonly texte: string }

/** A line of the list, with what may be wrong with it in words. */
interface LignePresentee extends DepensePresentee { readonly lienModifier: string; readonly remarques: readonly string[] }

/** A file of the bilan that lines may be tied to. */
interface PiecePresentee { readonly id: string; readonly nom: string; readonly lien: string; readonly lignes: string; readonly retrait: string | null }

/** Form of one line, new or changed. */
interface FormeDepense {
  readonly action: string;
  readonly ligneModifiee: string;
  readonly piecesActuelles: readonly { readonly nom: string; readonly lien: string; readonly action: string }[];
  readonly actionRetirer: string | null;
  readonly nouvelle: string;
  readonly saisie: Readonly<Record<string, string>>;
  readonly enErreur: boolean;
  readonly postes: readonly Choix[];
  readonly periode: string;
}

export interface PageDepenses extends EnteteDossier {
  readonly retour: string;
  readonly modifiable: boolean;
  readonly suivi: readonly SuiviPoste[];
  readonly filtre: { readonly action: string; readonly poste: string; readonly drapeau: string; readonly recherche: string; readonly actif: boolean };
  readonly postes: readonly Choix[];
  readonly drapeaux: readonly Choix[];
  readonly lignes: readonly LignePresentee[];
  readonly resume: string;
  readonly totalCents: Cents;
  readonly precedent: string | null;
  readonly suivant: string | null;
  readonly rattachement: { readonly action: string; readonly pieces: readonly PiecePresentee[] };
  readonly lienImport: string;
  /** People declared above a full-time year, in words. */
  readonly temps: readonly string[];
  readonly forme: FormeDepense | null;
  readonly prevision: PrevisionPresentee;
}

declare module '../../web/render.js' {
  interface Pages { 'bilans/depenses': PageDepenses }
}

const TAILLE = 50;
const CHAMPS = ['poste', 'libelle', 'date', 'acquitteeLe', 'montant', 'fournisseur', 'reference', 'salarie', 'mois', 'heures'] as const;

/** Filters of the list, kept by every form of the page. */
export const filtresDeQuery = (query: Demande['query']): Record<string, string> =>
  ({ pour: codeDeQuery(query, 'pour', POSTES) ?? '', filtre: codeDeQuery(query, 'filtre', DRAPEAUX_DEPENSE) ?? '', q: texteDeQuery(query, 'q') });

/** Expenses of a bilan: sums per post, the lines page by page, the evidence to tie to them, the form of one line. */
export const pageDepenses = (deps: Deps, nature: NatureBilan) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const { db } = deps;
  const d = trouve(await lireDossierEnSaisie(db, parametre(demande, 'dossierId'), nature));
  const bilan = trouve(d.bilan);
  const dossierId = d.dossier.id;
  const chemins = cheminsDuBilan(nature);
  const ids = { dossierId };
  const [ici, retour] = [vers(chemins.depenses, ids), vers(chemins.page, ids)];
  const modifiable = bilan.etat === 'brouillon';
  const filtres = filtresDeQuery(demande.query);
  const filtre: FiltreDepenses = { poste: codeDeQuery(demande.query, 'pour', POSTES), drapeau: codeDeQuery(demande.query, 'filtre', DRAPEAUX_DEPENSE), recherche: filtres['q'] ?? '' };
  const faits = faitsDesLignes(d, bilan.id, jourAParis(demande.maintenant));
  const tranche = await listerDepenses(db, faits, filtre, sensDeQuery(demande.query, (v) => typeof v === 'string' && /^\d{1,9}$/.test(v)), TAILLE);
  const total = await totaliserFiltre(db, faits, filtre);
  const jumelles = await lireJumelles(db, tranche.lignes.filter((l) => l.drapeaux.includes('doublon')).map((l) => l.id), faits);
  return render(demande, 'bilans/depenses', {
    ...enteteDossier(demande, d), retour, modifiable, suivi: suivreLesPostes(d, bilan), postes: choix('poste', POSTES), drapeaux: choix('drapeau_depense', DRAPEAUX_DEPENSE),
    filtre: { action: ici, poste: filtres['pour'] ?? '', drapeau: filtres['filtre'] ?? '', recherche: filtre.recherche, actif: Object.values(filtres).some((v) => v !== '') },
    lignes: tranche.lignes.map((l) => presenter(d, l, jumelles.get(l.id) ?? [], `${avecQuery(ici, { ...filtres, ligne: l.id })}#saisie`)),
    resume: `${pluriel(total.lignes, 'ligne')}, ${euros(total.montant)}`, totalCents: total.montant, ...liensDeTranche(ici, filtres, tranche),
    rattachement: { action: avecQuery(vers(chemins.rattacher, ids), filtres), pieces: modifiable ? await piecesPresentees(deps, d, bilan) : [] },
    lienImport: vers(chemins.imports, ids), temps: await phrasesDeTemps(deps, faits),
    forme: modifiable ? await formeDe(deps, demande, d, bilan, etat) : null, prevision: presenterPrevision(d, bilan),
  }, { titre: 'Dépenses', etat, large: true, fil: filDuDossier(demande, d, { texte: libelle('nature_bilan', nature), lien: retour }) });
};

function presenter(d: DossierEnSaisie, l: DepenseListee, jumelles: readonly Jumelle[], lienModifier: string): LignePresentee {
  const autres = l.drapeaux.filter((x) => x !== 'doublon' && x !== 'sans_piece').map((x) => libelle('drapeau_depense', x));
  return { ...presenterDepense(d, l), lienModifier, remarques: [...autres, ...jumelles.map(phraseDeJumelle)] };
}

async function phrasesDeTemps({ db }: Deps, faits: FaitsDesLignes): Promise<string[]> {
  return tempsDepasses(await lireTempsAnnuels(db, faits)).map((t) =>
    `${t.salarie} : ${nombre(t.heures / 100)} heures déclarées en ${t.annee} sur l’ensemble de vos dossiers, soit ${nombre(t.exces / 100)} de plus qu’un temps plein de 1 720 heures.`);
}

async function piecesPresentees({ db }: Deps, { dossier }: DossierEnSaisie, bilan: BilanEnSaisie): Promise<PiecePresentee[]> {
  const chemins = cheminsDuBilan(bilan.nature);
  return (await lirePiecesDuBilan(db, bilan.id)).map((p) => {
    const ids = { dossierId: dossier.id, fichierId: p.id };
    return { id: p.id, nom: p.nom, lien: vers(paths.dossiers.fichier, ids), lignes: p.lignes === 0 ? 'À rattacher' : pluriel(p.lignes, 'dépense'), retrait: p.lignes === 0 ? vers(chemins.retirerPiece, ids) : null };
  });
}

async function formeDe({ db }: Deps, demande: Demande, d: DossierEnSaisie, bilan: BilanEnSaisie, { saisie, erreurs }: EtatFormulaire): Promise<FormeDepense> {
  const chemins = cheminsDuBilan(bilan.nature);
  const dossierId = d.dossier.id;
  const id = saisie === null ? texteDeQuery(demande.query, 'ligne') : texteTape(saisie, 'depenseId');
  const choisie = id === '' ? null : await lireUneDepense(db, bilan.id, id);
  const ici = avecQuery(vers(chemins.depenses, { dossierId }), filtresDeQuery(demande.query));
  const operation = d.conventions[0]?.operation;
  const stock = choisie === null ? {} : enStock(choisie);
  return {
    action: ici, nouvelle: ici, ligneModifiee: choisie?.id ?? '', enErreur: Object.keys(erreurs).length > 0, postes: choix('poste', POSTES),
    piecesActuelles: (choisie?.pieces ?? []).map((f) => ({ nom: f.nom, lien: vers(paths.dossiers.fichier, { dossierId, fichierId: f.id }), action: vers(chemins.detacherPiece, { dossierId, depenseId: choisie?.id ?? '', fichierId: f.id }) })),
    actionRetirer: choisie === null ? null : vers(chemins.retirerDepense, { dossierId, depenseId: choisie.id }),
    saisie: Object.fromEntries(CHAMPS.map((c) => [c, saisie === null ? stock[c] ?? '' : texteTape(saisie, c)])),
    periode: operation === undefined ? '' : `du ${dateLongue(operation.debut)} au ${dateLongue(operation.fin)}`,
  };
}

const enStock = (l: LigneDeDepense): Readonly<Record<string, string>> => ({
  poste: l.poste, libelle: l.libelle, date: dateCourte(l.date), acquitteeLe: l.acquitteeLe === null ? '' : dateCourte(l.acquitteeLe), montant: montantASaisir(l.montant), fournisseur: l.fournisseur,
  reference: l.reference, salarie: l.travail?.salarie ?? '', mois: l.travail?.mois == null ? '' : l.travail.mois.split('-').reverse().join('/'), heures: l.travail?.heures == null ? '' : nombre(l.travail.heures / 100),
});

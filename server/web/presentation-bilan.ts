import { sortDeLigne, type SortLigne } from '../domain/service-fait/lignes.js';
import { somme, type Cents } from '../domain/kernel/cents.js';
import { POSTES, type CodeForfait, type Poste, type Publics } from '../domain/financements/nomenclature.js';
import { postesRemplaces } from '../domain/financements/forfaits.js';
import type { Bilan, Justificatif, LigneDeDepense, LigneDeRessource } from '../domain/bilans/lignes.js';
import type { Indicateur, LigneDepense, Volume } from '../domain/dossiers/contenu.js';
import { dateCourte, euros, instantLong } from '../platform/format.js';
import type { Demande } from './demande.js';
import { libelle } from './libelles.js';
import { filDossier, ongletsDossier } from './onglets-dossier.js';
import { paths, vers } from './paths.js';

/** The dossier around a bilan, as its pages need it. */
export interface DossierDuBilan {
  readonly dossier: { readonly id: string; readonly etat: string; readonly numero: string | null; readonly titre: string; readonly organismeNom: string };
  readonly conventions: readonly { readonly objectifs: readonly Volume[]; readonly publicsPrevus: Publics }[];
  readonly forfaits: readonly CodeForfait[];
  readonly budget: readonly LigneDepense[];
  readonly indicateurs: readonly Indicateur[];
}

/** Top of every page of a bilan, a control or a balance. */
export interface EnteteDossier {
  readonly surtitre: string;
  readonly onglets: ReturnType<typeof ongletsDossier>;
  readonly lienSolde: string;
}

export interface LienFichier { readonly nom: string; readonly lien: string; readonly taille: number; readonly sha256: string }

export interface DepensePresentee {
  readonly id: string;
  readonly rang: number;
  readonly poste: string;
  readonly libelle: string;
  readonly date: string;
  readonly acquitteeLe: string | null;
  readonly montantCents: Cents;
  readonly fournisseur: string;
  readonly reference: string;
  readonly pieces: readonly LienFichier[];
  /** The flat rate stands for this line: shown, not counted. */
  readonly auForfait: boolean;
  readonly sort: SortLigne;
  readonly retenuCents: Cents | null;
  readonly motif: string | null;
  readonly constat: string;
  readonly reponse: string;
  readonly reponsePiece: LienFichier | null;
}

export interface RessourcePresentee { readonly id: string; readonly financeur: string; readonly libelle: string; readonly montantCents: Cents; readonly piece: LienFichier | null }

/** One post: what was planned and what is declared. */
export interface SuiviPoste { readonly libelle: string; readonly texte: string; readonly prevuCents: Cents; readonly declareCents: Cents; readonly auForfait: boolean; readonly concerne: boolean }

export const enteteDossier = (demande: Demande, { dossier }: DossierDuBilan): EnteteDossier => ({
  surtitre: [dossier.numero, dossier.organismeNom].filter(Boolean).join(' · '), onglets: ongletsDossier(demande, dossier), lienSolde: vers(paths.bilans.solde, { dossierId: dossier.id }),
});

/** Trail of a page below the dossier, `parents` coming after it. */
export const filDuDossier = (demande: Demande, { dossier }: DossierDuBilan, ...parents: readonly { texte: string; lien: string }[]): { texte: string; lien: string }[] =>
  [...filDossier(demande, dossier), ...parents];

export const lienFichier = (dossierId: string, f: Justificatif | null): LienFichier | null => (f === null ? null : versLien(dossierId, f));

const versLien = (dossierId: string, f: Justificatif): LienFichier => ({ nom: f.nom, taille: f.taille, sha256: f.sha256, lien: vers(paths.dossiers.fichier, { dossierId, fichierId: f.id }) });

export const presenterRessource = (dossierId: string, r: LigneDeRessource): RessourcePresentee =>
  ({ id: r.id, financeur: libelle('financeur', r.financeur), libelle: r.libelle, montantCents: r.montant, piece: lienFichier(dossierId, r.piece) });

/** @param aDecider false for a line that no decision of the control awaits */
export function presenterDepense(d: DossierDuBilan, l: LigneDeDepense, aDecider = true): DepensePresentee {
  return {
    id: l.id, rang: l.rang, poste: libelle('poste', l.poste), libelle: l.libelle, date: l.date, acquitteeLe: l.acquitteeLe, montantCents: l.montant,
    fournisseur: l.fournisseur, reference: l.reference, pieces: l.pieces.map((f) => versLien(d.dossier.id, f)), auForfait: postesRemplaces(d.forfaits).has(l.poste), sort: sortDeLigne(l.montant, l.retenu, aDecider), retenuCents: l.retenu,
    motif: l.motif === null ? null : libelle('motif_rejet', l.motif), constat: l.constat, reponse: l.reponse, reponsePiece: lienFichier(d.dossier.id, l.reponsePiece),
  };
}

/** Planned and declared amounts of each post that has either. */
export function suivreLesPostes(d: Pick<DossierDuBilan, 'forfaits' | 'budget'>, bilan: { readonly depenses: readonly { readonly poste: Poste; readonly montant: Cents }[] }): readonly SuiviPoste[] {
  const remplaces = postesRemplaces(d.forfaits);
  return POSTES.map((poste) => {
    const prevuCents = somme(d.budget.filter((l) => l.poste === poste).map((l) => l.montant));
    const declareCents = somme(bilan.depenses.filter((l) => l.poste === poste).map((l) => l.montant));
    return { libelle: libelle('poste', poste), texte: `${euros(declareCents)} sur ${euros(prevuCents)}`, prevuCents, declareCents, auForfait: remplaces.has(poste), concerne: prevuCents > 0 || declareCents > 0 };
  }).filter((p) => p.concerne);
}

type Statut = 'fait' | 'en_cours' | 'a_venir';
export interface Etape { readonly titre: string; readonly date: string; readonly detail: string; readonly statut: Statut }

/** What the control adds to the steps of a bilan. */
export interface DatesDuControle { readonly provisoireLe: string | null; readonly reponseAvantLe: string | null; readonly conclusLe: string | null }

const RANGS: Readonly<Record<Bilan['etat'], number>> = { brouillon: 0, depose: 1, en_controle: 2, contradictoire: 3, conclu: 5 };

/** The way of a bilan, from its opening to the conclusions, as a line of steps. */
export function etapesDuBilan(bilan: Pick<Bilan, 'nature' | 'etat' | 'deposeLe' | 'limite'>, c: DatesDuControle | null, valideLe: string | null = null): readonly Etape[] {
  const rang = bilan.nature === 'intermediaire' && bilan.etat === 'conclu' ? 3 : RANGS[bilan.etat];
  const etapes = bilan.nature === 'intermediaire' ? [
    { titre: 'Saisie du bilan', date: bilan.deposeLe === null ? `À déposer avant le ${dateCourte(bilan.limite)}` : '' },
    { titre: 'Dépôt', date: bilan.deposeLe === null ? '' : instantLong(bilan.deposeLe) },
    { titre: 'Validation par le service', date: valideLe === null ? '' : instantLong(valideLe) },
  ] : [
    { titre: 'Saisie du bilan', date: bilan.deposeLe === null ? `À déposer avant le ${dateCourte(bilan.limite)}` : '' },
    { titre: 'Dépôt', date: bilan.deposeLe === null ? '' : instantLong(bilan.deposeLe) },
    { titre: 'Contrôle du service fait', date: '' },
    { titre: 'Réponse aux conclusions provisoires', date: c?.reponseAvantLe == null ? '' : `Jusqu’au ${dateCourte(c.reponseAvantLe)}` },
    { titre: 'Conclusions définitives', date: c?.conclusLe == null ? '' : instantLong(c.conclusLe) },
  ];
  return etapes.map((e, i) => ({ ...e, detail: '', statut: i < rang ? 'fait' : i === rang ? 'en_cours' : 'a_venir' }));
}

/** What was declared, for reading. */
export interface RecapBilan {
  readonly nonExecution: boolean;
  readonly volumes: readonly { readonly intitule: string; readonly unite: string; readonly prevu: number; readonly realise: number | null }[];
  readonly publics: readonly { readonly libelle: string; readonly prevu: number; readonly realise: number | null }[];
  readonly indicateurs: readonly { readonly intitule: string; readonly cible: string; readonly constate: string }[];
  readonly recit: string;
  readonly depenses: readonly DepensePresentee[];
  readonly totalDepensesCents: Cents;
  readonly ressources: readonly RessourcePresentee[];
  readonly totalRessourcesCents: Cents;
}

/** What was declared, ready for reading. */
export function recapituler(d: DossierDuBilan, bilan: Bilan): RecapBilan {
  const [convention] = d.conventions;
  const r = bilan.contenu.realisation;
  const prevus = convention?.publicsPrevus;
  return {
    nonExecution: r?.nonExecution ?? false, recit: r?.recit ?? '',
    volumes: (convention?.objectifs ?? []).map((o, rang) => ({ intitule: o.intitule, unite: o.unite, prevu: o.prevu, realise: r?.volumes[rang] ?? null })),
    publics: (['rsa', 'horsRsaMoins25', 'horsRsaAutres'] as const).map((p) => ({ libelle: libelle('public', p), prevu: prevus?.[p] ?? 0, realise: r?.publics[p] ?? null })),
    indicateurs: d.indicateurs.map((i, rang) => ({ intitule: i.intitule, cible: i.cible, constate: r?.indicateurs[rang] ?? '' })),
    depenses: bilan.depenses.map((l) => presenterDepense(d, l)), totalDepensesCents: somme(bilan.depenses.map((l) => l.montant)),
    ressources: bilan.ressources.map((x) => presenterRessource(d.dossier.id, x)), totalRessourcesCents: somme(bilan.ressources.map((x) => x.montant)),
  };
}

/** Where the same invoice or file is claimed: the rank of the line, and its dossier when it is another. */
export const phraseDeJumelle = ({ raison, rang, numero, memeBilan }: { readonly raison: 'facture' | 'fichier'; readonly rang: number; readonly numero: string; readonly memeBilan: boolean }): string =>
  `${raison === 'facture' ? 'Même facture' : 'Même fichier'} que la dépense ${rang}${memeBilan ? '' : ` du dossier ${numero}`}`;

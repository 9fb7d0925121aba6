import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import { elementsChanges } from '../../domain/recevabilite/suite-element.js';
import { dateLongue, instantLong } from '../../platform/format.js';
import { differencesLisibles } from '../../web/differences-lisibles.js';
import type { Noms } from '../../web/noms-appel.js';
import { paths, vers } from '../../web/paths.js';
import type { DocumentListe } from '../documents/document-queries.js';
import { nomElement } from './recevabilite-mots.js';
import type { DemandeComplements, Prolongation } from './recevabilite-queries.js';

/** What changed between the version a request was about and the one that answered it. */
export interface DifferencesAffichees {
  readonly avant: number;
  readonly apres: number;
  readonly lienAvant: string;
  readonly lienApres: string;
  readonly aucune: boolean;
  readonly lignes: readonly { readonly titre: string; readonly avant: string; readonly apres: string }[];
}

/** One round as both sides read it: what was asked, until when, what was given. */
export interface RondeAffichee {
  readonly numero: number;
  readonly etat: 'attente' | 'depassee' | 'repondue' | 'close';
  readonly le: string;
  readonly par: string;
  readonly limite: string;
  readonly limiteMotif: string;
  /** Sentences about the time asked for and given, oldest first. */
  readonly delais: readonly string[];
  readonly message: string;
  readonly elements: readonly { readonly titre: string; readonly motif: string; readonly commentaire: string; readonly suite: string; readonly lien: string | null }[];
  readonly lettre: string | null;
  readonly reponduLe: string | null;
  readonly reponse: string;
  readonly sansReponse: { readonly par: string; readonly motif: string; readonly le: string } | null;
  readonly differences: DifferencesAffichees | null;
}

/** Everything a round is told from. `enCours` is what the porteur has written since, null for whoever may not see it. */
export interface MatiereRondes {
  readonly dossierId: string;
  readonly versions: ReadonlyMap<number, VersionDossier>;
  readonly prolongations: readonly Prolongation[];
  readonly documents: readonly DocumentListe[];
  readonly enCours: VersionDossier | null;
  readonly aujourdhui: string;
  readonly noms: Noms;
}

/** Rounds for a page, newest first. */
export const decrireRondes = (demandes: readonly DemandeComplements[], matiere: MatiereRondes): RondeAffichee[] =>
  demandes.map((d) => decrire(d, matiere)).reverse();

function decrire(d: DemandeComplements, m: MatiereRondes): RondeAffichee {
  const [avant, apres] = [d.versionDemandee === null ? undefined : m.versions.get(d.versionDemandee), d.versionReponse === null ? undefined : m.versions.get(d.versionReponse)];
  const ouverte = d.closeLe === null;
  const compare = apres ?? (ouverte ? m.enCours : null);
  const changes = avant === undefined || !compare ? [] : elementsChanges(d.elements, avant, compare);
  const lettre = m.documents.find((x) => x.objetId === d.id && x.type === 'demande_complements');
  return {
    numero: d.numero, etat: etatDe(d, m.aujourdhui), le: d.demandeLe, par: d.demandePar, limite: d.limite, limiteMotif: d.limiteMotif, delais: m.prolongations.filter((p) => p.demandeId === d.id).map(decrireDelai), message: d.message,
    elements: d.elements.map((e, i) => ({
      titre: nomElement(e, m.noms), motif: e.motif, commentaire: e.commentaire, suite: changes[i] === undefined ? '' : changes[i] ? 'modifie' : ouverte ? 'a_faire' : 'inchange',
      lien: ouverte && m.enCours !== null ? lienElement(m.dossierId, e) : null,
    })),
    lettre: lettre === undefined ? null : vers(paths.dossiers.document, { dossierId: m.dossierId, documentId: lettre.id }),
    reponduLe: d.reponduLe, reponse: ouverte && m.enCours === null ? '' : d.reponse, sansReponse: d.sansReponse === null ? null : { ...d.sansReponse, le: d.closeLe ?? '' },
    differences: avant === undefined || apres === undefined ? null : comparer(m, [d.versionDemandee ?? 0, avant], [d.versionReponse ?? 0, apres]),
  };
}

const lienElement = (dossierId: string, e: { readonly cible: 'piece' | 'section'; readonly code: string }): string =>
  (e.cible === 'piece' ? vers(paths.dossiers.pieces, { dossierId }) : vers(paths.dossiers.section, { dossierId, section: e.code }));

function etatDe(d: DemandeComplements, aujourdhui: string): RondeAffichee['etat'] {
  if (d.sansReponse !== null) return 'close';
  if (d.closeLe !== null) return 'repondue';
  return aujourdhui > d.limite ? 'depassee' : 'attente';
}

/** Compares two deposited versions for a page. */
export function comparer({ dossierId, noms }: Pick<MatiereRondes, 'dossierId' | 'noms'>, [n, avant]: readonly [number, VersionDossier], [m, apres]: readonly [number, VersionDossier]): DifferencesAffichees {
  const lignes = differencesLisibles(avant, apres, noms).map(({ rubrique, champ, avant: a, apres: b }) => ({ titre: `${rubrique} : ${champ}`, avant: a, apres: b }));
  const lien = (version: number): string => vers(paths.dossiers.version, { dossierId, version });
  return { avant: n, apres: m, lienAvant: lien(n), lienApres: lien(m), aucune: lignes.length === 0, lignes };
}

/** Somebody's words inside a sentence, without the full stop that ends them. */
export const sansPoint = (texte: string): string => texte.replace(/[.\s]+$/u, '');

function decrireDelai(p: Prolongation): string {
  const demande = p.souhaite === null || p.demandeeLe === null ? '' : `Délai demandé jusqu’au ${dateLongue(p.souhaite)} par ${p.demandeePar ?? 'l’organisme'} le ${instantLong(p.demandeeLe)} : « ${sansPoint(p.motif)} ». `;
  const motif = p.reponseMotif === '' ? '.' : ` : « ${sansPoint(p.reponseMotif)} ».`;
  if (p.reponse === 'accordee' && p.apres !== null) return `${demande}${demande === '' ? 'Délai prolongé' : 'Accordé'} jusqu’au ${dateLongue(p.apres)}${motif}`;
  return p.reponse === 'refusee' ? `${demande}Refusé${motif}` : `${demande}En attente de la réponse du service.`;
}


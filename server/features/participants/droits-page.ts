import { CANAUX_DROIT, empechementDeProlonger, estOuverte, limiteDeReponse, MOTIFS_PROLONGATION, motifsDe, MOYENS_REPONSE, NATURES_DROIT, VERIFICATIONS } from '../../domain/droits/demande.js';
import { peutFranchir } from '../../domain/etats/machine.js';
import { DEMANDE_DROITS } from '../../domain/etats/machines.js';
import { joursEntre, lireJour, type Jour } from '../../domain/kernel/jour.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, dateLongue, nombre, pluriel } from '../../platform/format.js';
import { estId } from '../../platform/ids.js';
import { lireCle, type Cle } from '../../platform/tranche.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery, codeDeQuery, liensDeTranche } from '../../web/requete.js';
import { direObligation } from './droits-documents.js';
import { compterDemandes, fichesTrouvees, lireDemande, listerDemandes, VOLETS_DROITS, type DemandeLue, type FicheTrouvee, type SortDeFiche } from './droits-queries.js';
import { estAttendue, suiteManquante } from './droits-service.js';
import { coffreDesParticipants } from './participant-coffre.js';

type Options = readonly { readonly valeur: string; readonly texte: string }[];
interface Delai { readonly texte: string; readonly niveau: 'retard' | 'proche' | 'normal' | 'clos' }

export interface PageRegistreDroits {
  readonly nouvelle: string;
  readonly csv: string;
  readonly xlsx: string;
  readonly alerte: string;
  readonly onglets: readonly { readonly texte: string; readonly lien: string; readonly actif: boolean }[];
  readonly ouvertes: boolean;
  readonly lignes: readonly { readonly numero: string; readonly lien: string; readonly qui: string; readonly nature: string; readonly recue: string; readonly delai: Delai; readonly etat: string }[];
  readonly precedent: string | null;
  readonly suivant: string | null;
}

export interface PageNouvelleDemande {
  readonly action: string;
  readonly saisie: Readonly<Record<string, unknown>>;
  readonly options: Readonly<Record<'natures' | 'canaux' | 'verifications', Options>>;
}

/** An act that may be done of a request today: its address, and what its form proposes. */
interface Geste { readonly action: string; readonly options: Options }

export interface PageDemandeDroits {
  readonly numero: string;
  readonly etat: string;
  readonly delai: Delai;
  readonly quoi: readonly { readonly terme: string; readonly valeur: string }[];
  readonly qui: readonly { readonly terme: string; readonly valeur: string }[];
  readonly oubliee: boolean;
  readonly fiches: readonly { readonly operation: string; readonly organisme: string; readonly pseudonyme: string; readonly lien: string | null; readonly conservation: string; readonly sort: string | null }[];
  readonly saisie: Readonly<Record<string, unknown>>;
  readonly verifier: Geste | null;
  readonly chercher: Geste | null;
  readonly prolonger: (Geste & { readonly limite: string }) | null;
  /** Erasure of what no duty keeps, or why there is none. */
  readonly effacer: { readonly action: string | null; readonly texte: string } | null;
  readonly transmettre: { readonly action: string | null; readonly texte: string } | null;
  readonly avertissement: string;
  readonly repondre: Geste | null;
  /** Open when a duty to keep leaves nothing else to do. */
  readonly refuser: (Geste & { readonly motifs: Options; readonly ouvert: boolean }) | null;
  readonly liens: { readonly lettre: string | null; readonly prolongation: string | null; readonly json: string | null };
}

declare module '../../web/render.js' {
  interface Pages { 'droits/registre': PageRegistreDroits; 'droits/nouvelle': PageNouvelleDemande; 'droits/demande': PageDemandeDroits }
}

const TAILLE = 50;
/** Days before the limit from which a request is shown as near. */
const PROCHE_JOURS = 7;

function delaiDe(d: DemandeLue, aujourdhui: Jour): Delai {
  if (d.reponse !== null) return { texte: `${d.etat === 'refusee' ? 'Refusée' : 'Répondue'} le ${dateLongue(d.reponse.le)}${d.reponse.le > d.limiteLe ? ', hors délai' : ''}`, niveau: 'clos' };
  const reste = joursEntre(aujourdhui, d.limiteLe);
  const limite = dateCourte(d.limiteLe);
  if (reste < 0) return { texte: `En retard de ${pluriel(-reste, 'jour')} : il fallait répondre le ${limite}`, niveau: 'retard' };
  return { texte: `${reste === 0 ? 'Dernier jour' : `Encore ${pluriel(reste, 'jour')}`}, à répondre le ${limite} au plus tard`, niveau: reste <= PROCHE_JOURS ? 'proche' : 'normal' };
}

const placeDe = (valeur: unknown): Cle | null => { const cle = lireCle(valeur, 'texte', estId); return cle !== null && lireJour(String(cle.valeur)) !== null ? cle : null; };

/** The register: requests to answer, the nearest limit first, then those that were. */
export const pageRegistre = (deps: Deps) => async (demande: Demande): Promise<void> => {
  const aujourdhui = jourAParis(demande.maintenant);
  const volet = codeDeQuery(demande.query, 'volet', VOLETS_DROITS) ?? 'ouvertes';
  const [apres, avant] = [placeDe(demande.query['apres']), placeDe(demande.query['avant'])];
  const [comptes, tranche] = [await compterDemandes(deps.db, aujourdhui), await listerDemandes(deps.db, coffreDesParticipants(deps), volet, avant !== null ? { avant } : apres !== null ? { apres } : {}, TAILLE)];
  await render(demande, 'droits/registre', {
    nouvelle: paths.droits.nouvelle, csv: paths.droits.csv, xlsx: paths.droits.xlsx, ouvertes: volet === 'ouvertes',
    alerte: comptes.enRetard === 0 ? '' : `${pluriel(comptes.enRetard, 'demande n’a pas reçu de réponse', 'demandes n’ont pas reçu de réponse')} dans le délai d’un mois que fixe l’article 12.3 du RGPD.`,
    onglets: VOLETS_DROITS.map((v) => ({ texte: `${v === 'ouvertes' ? 'À répondre' : 'Closes'} (${nombre(comptes[v])})`, lien: avecQuery(paths.droits.liste, { volet: v === 'ouvertes' ? null : v }), actif: v === volet })),
    lignes: tranche.lignes.map((d) => ({
      numero: d.numero, lien: vers(paths.droits.page, { demandeId: d.id }), qui: nomDe(d), nature: libelle('nature_droit', d.nature), recue: dateCourte(d.recueLe), delai: delaiDe(d, aujourdhui), etat: d.etat,
    })),
    ...liensDeTranche(paths.droits.liste, { volet: volet === 'ouvertes' ? null : volet }, tranche),
  }, { titre: 'Droits des personnes', large: true });
};

const nomDe = ({ demandeur }: DemandeLue): string => (demandeur === null ? 'Identité détruite' : `${demandeur.prenom} ${demandeur.nom}`);
const FIL = [{ texte: 'Droits des personnes', lien: paths.droits.liste }];

/** The form of a request received. */
export const pageNouvelleDemande = (demande: Demande, etat: EtatFormulaire): Promise<void> => render(demande, 'droits/nouvelle', {
  action: paths.droits.nouvelle, saisie: etat.saisie ?? { recueLe: dateCourte(jourAParis(demande.maintenant)), nature: 'acces', canal: 'courrier', verification: 'a_verifier' },
  options: { natures: NATURES_DROIT.map((n) => ({ valeur: n, texte: `${libelle('nature_droit', n)} (${libelle('article_rgpd', n)})` })), canaux: choix('canal_droit', CANAUX_DROIT), verifications: choix('verification', VERIFICATIONS) },
}, { titre: 'Enregistrer une demande', etat, fil: FIL });

/** One request: who asks what, by when, the records found, and what may be done of it today. */
export const pageDemande = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const aujourdhui = jourAParis(demande.maintenant);
  const d = trouve(await lireDemande(deps.db, coffreDesParticipants(deps), parametre(demande, 'demandeId')));
  const fiches = await fichesTrouvees(deps.db, d.id, aujourdhui);
  await render(demande, 'droits/demande', {
    numero: d.numero, etat: d.etat, delai: delaiDe(d, aujourdhui), quoi: quoiDe(d), qui: quiDe(d), oubliee: d.demandeur === null, fiches: fiches.map(presenterFiche),
    saisie: { ...saisieDe(d, aujourdhui), ...(toutAGarder(d, fiches) ? { motif: 'conservation' } : {}), ...etat.saisie }, ...gestesDe(d, fiches, aujourdhui), ...suitesDe(d, fiches), liens: liensDe(d, fiches),
  }, { titre: `Demande ${d.numero}`, etat, large: true, fil: FIL });
};

const saisieDe = ({ demandeur }: DemandeLue, aujourdhui: Jour): Readonly<Record<string, unknown>> => ({
  le: dateCourte(aujourdhui), refuseLe: dateCourte(aujourdhui), moyen: 'courrier', moyenRefus: 'courrier', ...demandeur, naissance: demandeur === null ? '' : dateCourte(demandeur.naissance),
});

const quoiDe = (d: DemandeLue): PageDemandeDroits['quoi'] => [
  { terme: 'Demande', valeur: `${libelle('nature_droit', d.nature)} (${libelle('article_rgpd', d.nature)} du RGPD)` }, { terme: 'Reçue', valeur: `le ${dateLongue(d.recueLe)}, ${libelle('canal_droit', d.canal).toLowerCase()}` },
  { terme: 'Réponse au plus tard', valeur: dateLongue(d.limiteLe) },
  ...(d.prolongation === null ? [] : [{ terme: 'Délai prolongé', valeur: `le ${dateLongue(d.prolongation.le)} : ${libelle('motif_prolongation', d.prolongation.motif).toLowerCase()}` }]),
  ...(d.reponse === null ? [] : [{ terme: d.reponse.motif === null ? 'Réponse' : 'Refus', valeur: [`le ${dateLongue(d.reponse.le)}, ${libelle('moyen_reponse', d.reponse.moyen).toLowerCase()}`, ...(d.reponse.motif === null ? [] : [libelle('motif_refus_droits', d.reponse.motif)])].join('. ') }]),
];

function quiDe({ demandeur, verification }: DemandeLue): PageDemandeDroits['qui'] {
  const identite = { terme: 'Identité', valeur: libelle('verification', verification) };
  if (demandeur === null) return [identite];
  const { prenom, nom, autreNom, naissance, representant, contact, precision } = demandeur;
  return [
    { terme: 'Personne', valeur: `${prenom} ${nom}${autreNom === '' ? '' : `, aussi sous le nom ${autreNom}`}` }, { terme: 'Date de naissance', valeur: dateLongue(naissance) }, ...(representant === '' ? [] : [{ terme: 'Représentée par', valeur: representant }]), identite,
    { terme: 'Où répondre', valeur: contact }, ...(precision === '' ? [] : [{ terme: 'Précisions', valeur: precision }]),
  ];
}

const presenterFiche = ({ dossier, pseudonyme, participantId, obligation, sort, version }: FicheTrouvee): PageDemandeDroits['fiches'][number] => ({
  operation: `${dossier.numero} · ${dossier.titre}`, organisme: dossier.organisme, pseudonyme: pseudonyme ?? '—', lien: pseudonyme === null ? null : vers(paths.participants.page, { dossierId: dossier.id, participantId }),
  conservation: pseudonyme === null ? '' : direObligation(obligation), sort: direSort(sort?.code ?? null, pseudonyme === null, version !== sort?.version),
});

/** What became of a record: erased or corrected since, removed, or as it was left. */
function direSort(sort: SortDeFiche | null, disparue: boolean, modifiee: boolean): string | null {
  if (sort === 'effacee') return sort;
  if (disparue) return 'retiree';
  return sort === 'transmise' && modifiee ? 'corrigee' : sort;
}

const enNombre = (n: number): string => (n === 1 ? 'Une fiche' : `${nombre(n)} fiches`);

/** What is to be done of the records themselves: to erase them, or to have them corrected. */
function suitesDe(d: DemandeLue, fiches: readonly FicheTrouvee[]): Pick<PageDemandeDroits, 'effacer' | 'transmettre' | 'avertissement'> {
  const vivantes = d.etat === 'trouvee' ? fiches.filter((f) => f.pseudonyme !== null) : [];
  const ids = { demandeId: d.id };
  const libres = vivantes.filter((f) => f.obligation === null);
  const aTransmettre = vivantes.filter((f) => f.sort === null);
  return {
    effacer: d.nature !== 'effacement' || vivantes.length === 0 ? null : libres.length === 0
      ? { action: null, texte: `${enNombre(vivantes.length)} à conserver : une obligation légale s’oppose à l’effacement (article 17.3 b). Refusez la demande sur ce motif.` }
      : { action: vers(paths.droits.effacement, ids), texte: `${enNombre(libres.length)} à effacer${libres.length < vivantes.length ? `, ${nombre(vivantes.length - libres.length)} à conserver` : ''}. L’identité et les réponses sont détruites aussitôt, sans retour ; la personne reste comptée, sans rien qui la désigne. Les tableaux importés qui la nomment sont effacés aussi.` },
    transmettre: d.nature !== 'rectification' || vivantes.length === 0 ? null : aTransmettre.length > 0
      ? { action: vers(paths.droits.transmission, ids), texte: 'L’organisme tient la fiche et ses preuves : il lira sur la fiche ce que la personne demande, et la corrigera.' }
      : { action: null, texte: vivantes.some(estAttendue) ? 'L’organisme a été prié de corriger la fiche. Vous pourrez répondre quand ce sera fait.' : 'Chaque fiche a été corrigée : vous pouvez répondre.' },
    avertissement: d.nature === 'effacement' && d.etat === 'trouvee' && vivantes.length === 0 ? 'Téléchargez et envoyez la lettre d’abord : noter la réponse détruit aussi l’identité gardée dans ce registre.' : '',
  };
}

/** Does a duty keep every record that is to be erased? */
const toutAGarder = (d: DemandeLue, fiches: readonly FicheTrouvee[]): boolean => d.nature === 'effacement' && d.etat === 'trouvee' && fiches.every((f) => f.obligation !== null && f.sort === null);

function gestesDe(d: DemandeLue, fiches: readonly FicheTrouvee[], aujourdhui: Jour): Pick<PageDemandeDroits, 'verifier' | 'chercher' | 'prolonger' | 'repondre' | 'refuser'> {
  const ids = { demandeId: d.id };
  const moyens = choix('moyen_reponse', MOYENS_REPONSE);
  const prolongeable = empechementDeProlonger({ ...d, prolongee: d.prolongation !== null }, aujourdhui) === null;
  return {
    verifier: d.etat === 'recue' ? { action: vers(paths.droits.verification, ids), options: choix('verification', VERIFICATIONS.filter((v) => v !== 'a_verifier')) } : null,
    chercher: d.etat === 'introuvable' ? { action: vers(paths.droits.recherche, ids), options: [] } : null,
    prolonger: prolongeable ? { action: vers(paths.droits.prolongation, ids), options: choix('motif_prolongation', MOTIFS_PROLONGATION), limite: dateLongue(limiteDeReponse(d.recueLe, true)) } : null,
    repondre: peutFranchir(DEMANDE_DROITS, 'repondre', d.etat) && suiteManquante(d, fiches) === null ? { action: vers(paths.droits.reponse, ids), options: moyens } : null,
    refuser: estOuverte(d.etat) ? { action: vers(paths.droits.refus, ids), options: moyens, motifs: choix('motif_refus_droits', motifsDe(d.nature)), ouvert: toutAGarder(d, fiches) } : null,
  };
}

function liensDe(d: DemandeLue, fiches: readonly FicheTrouvee[]): PageDemandeDroits['liens'] {
  const lien = <C extends string>(chemin: C, si: boolean): string | null => (si && d.demandeur !== null ? vers(chemin as '/:demandeId', { demandeId: d.id }) : null);
  return {
    lettre: lien(paths.droits.lettre, d.etat === 'refusee' || (d.etat !== 'recue' && suiteManquante(d, fiches) === null)), prolongation: lien(paths.droits.lettreProlongation, d.prolongation !== null),
    json: lien(paths.droits.donneesJson, (d.nature === 'acces' || d.nature === 'portabilite') && d.verification !== 'a_verifier' && fiches.some((f) => f.pseudonyme !== null)),
  };
}

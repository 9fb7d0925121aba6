import { estConsultable, SENS_AVIS } from '../../domain/instruction/avis.js';
import { ajouterJours } from '../../domain/kernel/jour.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, dateLongue, euros, instantLong, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteSaisi } from '../../web/saisie.js';
import { listerTerritoires } from '../appels/appel-queries.js';
import { lireDossier, lireReglesDuDossier, lireVersionDossier } from '../dossiers/dossier-queries.js';
import { lireAvisDe, listerAvis, lireAvisObligatoires, listerAvisDemandesA, partenairesConsultables, type AvisAttendu, type AvisLu, type DispenseLue } from './avis-queries.js';
import { donneesParChapitre } from './instruction-donnees.js';

/** A consultation as agents read it. */
interface AvisAffiche { readonly nom: string; readonly fonction: string; readonly question: string; readonly limite: string; readonly demandeLe: string; readonly demandePar: string; readonly sens: string; readonly texte: string; readonly renduLe: string | null; readonly enRetard: boolean; readonly auTitreDe: string; readonly retire: string; readonly relances: string; readonly relance: string | null }

export interface PageConsultations {
  readonly surtitre: string;
  readonly etat: string;
  readonly onglets: ReturnType<typeof ongletsDossier>;
  readonly action: string;
  readonly retour: string;
  readonly avis: readonly AvisAffiche[];
  readonly ouverte: boolean;
  readonly partenaires: readonly { readonly valeur: string; readonly texte: string }[];
  readonly saisie: { readonly personneId: string; readonly question: string; readonly limite: string; readonly auTitreDe: string };
  /** Avis the call requires for these territories. */
  readonly requis: readonly { readonly valeur: string; readonly texte: string }[];
  readonly manquants: string;
  readonly retrait: { readonly action: string; readonly options: readonly { readonly valeur: string; readonly texte: string }[]; readonly avisId: string; readonly raison: string } | null;
  readonly dispenses: readonly DispenseLue[];
  readonly dispense: { readonly action: string; readonly options: readonly { readonly valeur: string; readonly texte: string }[]; readonly partenaire: string; readonly motif: string } | null;
}

export interface PageMesAvis { readonly attendus: readonly LigneAvis[]; readonly rendus: readonly LigneAvis[]; readonly aucun: boolean }
interface LigneAvis { readonly numero: string; readonly titre: string; readonly organisme: string; readonly limite: string; readonly enRetard: boolean; readonly sens: string; readonly lien: string }

export interface PageAvis {
  readonly surtitre: string;
  readonly onglets: ReturnType<typeof ongletsDossier>;
  readonly action: string;
  readonly retour: string;
  readonly lienDossier: string;
  readonly question: string;
  readonly demande: string;
  readonly rubriques: readonly { readonly titre: string; readonly entrees: readonly { terme: string; valeur: string }[] }[];
  readonly reponse: { readonly sens: string; readonly texte: string; readonly le: string } | null;
  readonly ouverte: boolean;
  readonly saisie: { readonly sens: string; readonly texte: string; readonly options: ReturnType<typeof choix> };
}

declare module '../../web/render.js' {
  interface Pages { 'avis/consultations': PageConsultations; 'avis/mes-avis': PageMesAvis; 'avis/reponse': PageAvis }
}

/** Consultations of a dossier and the form of a new one, for the instructeur and the responsables. */
export const pageConsultations = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const avis = await listerAvis(db, dossier.id);
  const partenaires = await partenairesConsultables(db, dossier, avis);
  const aujourdhui = jourAParis(demande.maintenant);
  const { requis, dispenses, manquants } = await lireAvisObligatoires(db, dossier, avis);
  const ouverte = estConsultable(dossier.etat);
  await render(demande, 'avis/consultations', {
    surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, etat: dossier.etat, onglets: ongletsDossier(demande, dossier), action: vers(paths.dossiers.avisDemandes, { dossierId: dossier.id }),
    retour: vers(paths.dossiers.instruction, { dossierId: dossier.id }), avis: avis.map((a) => afficher(a, aujourdhui, ouverte)), ouverte,
    requis: requis.map((r) => ({ valeur: r.partenaire, texte: `${r.partenaire} (${r.territoire})` })), manquants: manquants.join(', '), dispenses, retrait: retraitDe(avis, dossier.id, etat),
    dispense: manquants.length === 0 || !ouverte ? null : {
      action: vers(paths.dossiers.avisDispense, { dossierId: dossier.id }), options: manquants.map((m) => ({ valeur: m, texte: m })), partenaire: texteSaisi(etat.saisie, 'partenaire') ?? manquants[0] ?? '', motif: texteSaisi(etat.saisie, 'motif') ?? '',
    },
    partenaires: partenaires.map((p) => ({ valeur: p.id, texte: [p.nom, p.fonction].filter(Boolean).join(', ') })),
    saisie: {
      personneId: texteSaisi(etat.saisie, 'personneId') ?? '', question: texteSaisi(etat.saisie, 'question') ?? '',
      limite: texteSaisi(etat.saisie, 'limite') ?? dateCourte(ajouterJours(aujourdhui, 15)), auTitreDe: texteSaisi(etat.saisie, 'auTitreDe') ?? manquants[0] ?? '',
    },
  }, { titre: 'Avis de partenaires', etat, fil: filDossier(demande, dossier) });
};

function retraitDe(avis: readonly AvisLu[], dossierId: string, etat: EtatFormulaire): PageConsultations['retrait'] {
  const options = avis.filter((a) => a.retireLe === null).map((a) => ({ valeur: a.id, texte: a.personneNom }));
  return options.length === 0 ? null : { action: vers(paths.dossiers.avisRetrait, { dossierId }), options, avisId: texteSaisi(etat.saisie, 'avisId') ?? '', raison: texteSaisi(etat.saisie, 'raison') ?? '' };
}

const afficher = (a: AvisLu, aujourdhui: string, ouverte: boolean): AvisAffiche => ({
  nom: a.personneNom, fonction: a.fonction, question: a.question, limite: a.limite, demandeLe: a.demandeLe, demandePar: a.demandePar, sens: a.sens ?? '', texte: a.texte ?? '', renduLe: a.renduLe,
  enRetard: a.renduLe === null && a.retireLe === null && a.limite < aujourdhui, auTitreDe: a.auTitreDe ?? '', retire: a.retireLe === null ? '' : `Demande retirée le ${instantLong(a.retireLe)} : ${a.motifRetrait}`,
  relances: a.relanceLe === null ? '' : `${pluriel(a.relances, 'rappel')}, le dernier le ${instantLong(a.relanceLe)}.`,
  relance: ouverte && a.renduLe === null && a.retireLe === null ? vers(paths.dossiers.avisRelance, { dossierId: a.dossierId, avisId: a.id }) : null,
});

/** What the signed-in partner was asked: still to answer, then answered. */
export const pageMesAvis = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const tous = await listerAvisDemandesA(db, demande.acteur.id ?? '');
  const aujourdhui = jourAParis(demande.maintenant);
  const ligne = (a: AvisAttendu): LigneAvis => ({
    numero: a.numero, titre: a.titre, organisme: a.organismeNom, limite: a.limite, sens: a.sens ?? '', enRetard: a.limite < aujourdhui, lien: vers(paths.dossiers.avisRendu, { dossierId: a.dossierId }),
  });
  await render(demande, 'avis/mes-avis', {
    attendus: tous.filter((a) => a.renduLe === null && estConsultable(a.etat)).map(ligne), rendus: tous.filter((a) => a.renduLe !== null).map(ligne), aucun: tous.length === 0,
  }, { titre: 'Avis' });
};

/** The question put to the signed-in partner, what the dossier says, their answer. */
export const pageAvis = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const avis = trouve(await lireAvisDe(db, dossier.id, demande.acteur.id ?? ''));
  const version = trouve(await lireVersionDossier(db, dossier.id, dossier.version));
  const { besoin, qualite, partenariat, moyens } = donneesParChapitre(version, await lireReglesDuDossier(db, dossier), await listerTerritoires(db));
  const rubriques = Object.entries({ besoin, qualite, partenariat, moyens }).map(([code, { entrees }]) => ({ titre: libelle('chapitre', code), entrees }));
  await render(demande, 'avis/reponse', {
    surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, onglets: ongletsDossier(demande, dossier), action: vers(paths.dossiers.avisRendu, { dossierId: dossier.id }), retour: paths.avis,
    lienDossier: vers(paths.dossiers.page, { dossierId: dossier.id }), question: avis.question,
    demande: `Demandé par ${avis.demandePar}, à rendre le ${dateLongue(avis.limite)} au plus tard. Subvention demandée : ${euros(dossier.demandeCents)} sur ${euros(dossier.coutTotalCents)}.`,
    rubriques: [{ titre: 'Projet', entrees: [{ terme: 'Titre', valeur: dossier.titre }, { terme: 'Organisme', valeur: `${version.organisme.nom}, ${version.organisme.commune}` }] }, ...rubriques],
    reponse: avis.renduLe === null ? null : { sens: avis.sens ?? '', texte: avis.texte ?? '', le: avis.renduLe }, ouverte: estConsultable(dossier.etat),
    saisie: { sens: texteSaisi(etat.saisie, 'sens') ?? '', texte: texteSaisi(etat.saisie, 'texte') ?? '', options: choix('avis', SENS_AVIS) },
  }, { titre: 'Votre avis', etat, fil: [{ texte: 'Avis', lien: paths.avis }] });
};

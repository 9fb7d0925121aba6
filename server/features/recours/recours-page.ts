import type { Deps } from '../../platform/deps.js';
import { peut } from '../../domain/habilitations/peut.js';
import { jour } from '../../domain/kernel/jour.js';
import { limiteContentieux, rejetImplicite, type ActeContestable, type CalendrierRecours, type NatureActe } from '../../domain/recours/recours.js';
import { estFerie, instant, jourAParis } from '../../platform/clock.js';
import { dateLongue } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { Interdit, trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { listerDocuments, type DocumentListe } from '../documents/document-queries.js';
import { enPorteur } from '../documents/document-routes.js';
import { lireDossier, lireReglesDuDossier } from '../dossiers/dossier-queries.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { lireActesContestables, lireFichiersDesRecours, listerRecours, type RecoursLu } from './recours-queries.js';

interface RecoursAffiche extends RecoursLu {
  readonly titre: string;
  readonly enAttente: boolean;
  /** When silence becomes a rejection, or until when the court may be seised. */
  readonly delai: string | null;
  readonly lienLettre: string | null;
  readonly lienRecepisse: string | null;
  readonly fichiers: readonly { readonly nom: string; readonly taille: number; readonly lien: string }[];
  readonly actionReponse: string;
  readonly sens: readonly { valeur: string; texte: string; aide: string }[];
}

export interface PageRecours {
  readonly surtitre: string;
  readonly onglets: ReturnType<typeof ongletsDossier>;
  readonly actes: readonly { phrase: string; ouvert: boolean }[];
  readonly recours: readonly RecoursAffiche[];
  readonly rien: boolean;
  readonly peutDeposer: boolean;
  readonly reserveSignataire: boolean;
  readonly options: readonly { valeur: string; texte: string }[];
  readonly contre: string;
  readonly texte: string;
  readonly action: string;
  readonly repond: boolean;
  readonly saisieSens: string;
  readonly saisieReponse: string;
  readonly juridiction: string;
}

declare module '../../web/render.js' {
  interface Pages { 'recours/dossier': PageRecours }
}

const ACCEPTER: Readonly<Record<NatureActe, string>> = {
  refus: 'Le refus est retiré et le dossier revient en instruction.',
  irrecevabilite: 'L’irrecevabilité est retirée et la recevabilité est examinée de nouveau.',
  conclusions_csf: 'Le contrôle est rouvert ; ses conclusions précédentes sont gardées et de nouvelles conclusions déplaceront la seule différence.',
};

const AIDES: Readonly<Record<string, string>> = {
  rejete: 'La décision reste ; la lettre donne la date limite pour saisir le tribunal.',
  sans_suite: 'Le recours n’a plus d’objet, ou son auteur y renonce.',
};

/** Recours of a dossier: what may be contested and until when, what was lodged, the answers. */
export const pageRecours = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  // For the porteur and those who follow the dossier, not for those consulted on it.
  if (!enPorteur(demande) && !peut(demande.acteur, 'dossier.suivre', demande.sujet).permis) throw new Interdit('habilitation_absente');
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const { regles } = await lireReglesDuDossier(db, dossier);
  const calendrier = { mois: regles.delais.recoursMois, estFerie };
  const [actes, recours, documents, marque] = [
    await lireActesContestables(db, dossier, jourAParis(demande.maintenant), calendrier), await listerRecours(db, dossier.id),
    await listerDocuments(db, dossier.id, false), await lireMarque(db),
  ];
  const fichiers = await lireFichiersDesRecours(db, dossier.id);
  const contestables = actes.filter((a) => a.ouvert && !dejaConteste(a, recours));
  const signataire = peut(demande.acteur, 'recours.deposer', demande.sujet).permis;
  const redacteur = !signataire && peut(demande.acteur, 'dossier.rediger', demande.sujet).permis;
  await render(demande, 'recours/dossier', {
    surtitre: `${dossier.numero ?? 'Brouillon'} · ${dossier.organismeNom}`, onglets: ongletsDossier(demande, dossier),
    actes: actes.map((a) => ({ phrase: phraseActe(a), ouvert: a.ouvert })),
    recours: recours.map((r) => afficher(r, { dossierId: dossier.id, documents, calendrier, fichiers: fichiers.get(r.id) ?? [] })).reverse(), rien: actes.length === 0 && recours.length === 0,
    peutDeposer: signataire && contestables.length > 0, reserveSignataire: redacteur && contestables.length > 0,
    options: contestables.map((a) => ({ valeur: a.contre, texte: libelle('acte', a.contre) })), contre: texteDe(etat.saisie?.['contre']) || (contestables[0]?.contre ?? ''),
    texte: texteDe(etat.saisie?.['texte']), action: vers(paths.dossiers.recours, { dossierId: dossier.id }),
    repond: peut(demande.acteur, 'recours.repondre', demande.sujet).permis,
    saisieSens: texteDe(etat.saisie?.['sens']), saisieReponse: texteDe(etat.saisie?.['reponse']), juridiction: marque.juridiction,
  }, { titre: 'Recours', etat, fil: filDossier(demande, dossier) });
};

const texteDe = (valeur: unknown): string => (typeof valeur === 'string' ? valeur : '');

const dejaConteste = ({ contre }: ActeContestable, recours: readonly RecoursLu[]): boolean =>
  recours.some((r) => r.contre === contre && r.etat !== 'accepte');

function phraseActe({ contre, notifieLe, limite, ouvert }: ActeContestable): string {
  const debut = `${libelle('acte', contre)}, notification du ${dateLongue(notifieLe)}`;
  return ouvert ? `${debut} : recours gracieux possible jusqu’au ${dateLongue(limite)} inclus.` : `${debut} : le délai de recours gracieux est passé depuis le ${dateLongue(limite)}.`;
}

interface AutourDuRecours {
  readonly dossierId: string;
  readonly documents: readonly DocumentListe[];
  readonly calendrier: CalendrierRecours;
  readonly fichiers: readonly { readonly id: string; readonly nom: string; readonly taille: number }[];
}

function afficher(r: RecoursLu, { dossierId, documents, calendrier, fichiers }: AutourDuRecours): RecoursAffiche {
  const lien = (type: string): string | null => {
    const document = documents.find((d) => d.type === type && d.objetId === r.id);
    return document === undefined ? null : vers(paths.dossiers.document, { dossierId, documentId: document.id });
  };
  return {
    ...r, titre: `Recours contre ${libelle('acte_conteste', r.contre)}`, enAttente: r.etat === 'depose', delai: delaiDe(r, calendrier), lienLettre: lien('reponse_recours'), lienRecepisse: lien('recepisse_recours'),
    fichiers: fichiers.map((f) => ({ nom: f.nom, taille: f.taille, lien: vers(paths.dossiers.fichierApercu, { dossierId, fichierId: f.id }) })),
    actionReponse: vers(paths.dossiers.recoursReponse, { dossierId, recoursId: r.id }),
    sens: choix('reponse_recours').map((c) => ({ ...c, aide: c.valeur === 'accepte' ? ACCEPTER[r.contre] : (AIDES[c.valeur] ?? '') })),
  };
}

function delaiDe({ etat, deposeLe, reponduLe }: RecoursLu, calendrier: CalendrierRecours): string | null {
  if (etat === 'depose') {
    const rejet = rejetImplicite(jourAParis(instant(deposeLe)));
    return `Sans réponse au ${dateLongue(rejet)}, le recours est considéré comme rejeté ; le tribunal peut alors être saisi jusqu’au ${dateLongue(limiteContentieux(rejet, calendrier))} inclus.`;
  }
  if (etat === 'accepte' || reponduLe === null) return null;
  return `Le tribunal peut être saisi jusqu’au ${dateLongue(limiteContentieux(jour(jourAParis(instant(reponduLe))), calendrier))} inclus.`;
}

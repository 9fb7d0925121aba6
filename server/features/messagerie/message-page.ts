import { parJour, plier, type Cote } from '../../domain/echanges/fil.js';
import { DOSSIER } from '../../domain/etats/machines.js';
import { peut } from '../../domain/habilitations/peut.js';
import { instant, jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateLongue, heure } from '../../platform/format.js';
import { FORMULAIRE_VIERGE, parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { liensDeTranche, sensDeQuery } from '../../web/requete.js';
import { choixTapes, texteSaisi } from '../../web/saisie.js';
import { listerDocuments } from '../documents/document-queries.js';
import { enPorteur } from '../documents/document-routes.js';
import { lireDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { LONGUEUR_MAX } from './message-form.js';
import { compterNonLus, lireFil, lireLecture, type MessageLu } from './message-queries.js';
import { FICHIERS_MAX } from './message-service.js';
import { ecrireLecture } from './message-store.js';

interface MessageAffiche {
  readonly ancre: string;
  readonly auteur: string;
  /** Organisme or service, then role or function. */
  readonly cote: string;
  readonly le: string;
  readonly heure: string;
  readonly debut: string;
  readonly suite: string | null;
  readonly deMonCote: boolean;
  /** First of those the person had not been shown. */
  readonly premierNouveau: boolean;
  readonly fichiers: readonly { readonly nom: string; readonly taille: number; readonly lien: string }[];
  readonly documents: readonly { readonly titre: string; readonly lien: string }[];
}

export interface PageFil {
  readonly surtitre: string;
  readonly onglets: ReturnType<typeof ongletsDossier>;
  readonly action: string;
  readonly prive: boolean;
  readonly jours: readonly { readonly titre: string; readonly messages: readonly MessageAffiche[] }[];
  readonly vide: boolean;
  readonly ouverte: boolean;
  /** Messages not shown yet that stand on an earlier page; 0 when none. */
  readonly nonLusAvant: number;
  readonly anciens: string | null;
  readonly recents: string | null;
  readonly saisie: { readonly texte: string; readonly documents: readonly string[] };
  readonly citables: readonly { readonly valeur: string; readonly texte: string; readonly aide: string }[];
  readonly longueurMax: number;
  readonly fichiersMax: number;
  readonly aide: string;
  /** Between agents: the way to the private notes and how many are unread; null for the porteur. */
  readonly notes: { readonly lien: string; readonly nonLues: number } | null;
  readonly retour: string;
}

declare module '../../web/render.js' {
  interface Pages { 'messagerie/messages': PageFil; 'messagerie/notes': PageFil }
}

/** The thread between the porteur and the service. */
export const pageMessages = (deps: Deps) => (demande: Demande, etat: EtatFormulaire = FORMULAIRE_VIERGE): Promise<void> => pageFil(deps, demande, etat, false);

/** Private notes of the agents, on a page of their own so that nobody writes there by mistake. */
export const pageNotes = (deps: Deps) => (demande: Demande, etat: EtatFormulaire = FORMULAIRE_VIERGE): Promise<void> => pageFil(deps, demande, etat, true);

async function pageFil({ db }: Deps, demande: Demande, etat: EtatFormulaire, prives: boolean): Promise<void> {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const personneId = trouve(demande.acteur.id);
  const lecture = await lireLecture(db, personneId, dossier.id);
  const jusqua = prives ? lecture.notes : lecture.messages;
  const [fil, documents, notes] = await Promise.all([
    lireFil(db, dossier.id, { prives, sens: sensDeQuery(demande.query) }), listerDocuments(db, dossier.id, !prives), notesNonLues(db, demande, dossier, lecture.notes),
  ]);
  const nonLus = fil.apres === null && demande.query['avant'] === undefined ? 0 : await compterNonLus(db, personneId, dossier.id, { prives, jusqua });
  await retenirLecture(db, { personneId, dossierId: dossier.id, prives, jusqua }, fil.lignes);
  const chemin = vers(prives ? paths.dossiers.notes : paths.dossiers.messages, { dossierId: dossier.id });
  const { precedent: recents, suivant: anciens } = liensDeTranche(chemin, {}, fil);
  await render(demande, prives ? 'messagerie/notes' : 'messagerie/messages', {
    surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, onglets: ongletsDossier(demande, dossier), action: chemin, prive: prives, vide: fil.lignes.length === 0,
    jours: enJournees(fil.lignes, { dossier, personneId, jusqua, cote: enPorteur(demande) ? 'porteur' : 'service' }), ouverte: dossier.etat !== DOSSIER.initial,
    nonLusAvant: Math.max(0, nonLus - fil.lignes.filter((m) => estNouveau(m, personneId, jusqua)).length), anciens, recents,
    saisie: { texte: texteSaisi(etat.saisie, prives ? 'note' : 'texte') ?? '', documents: etat.saisie === null ? [] : choixTapes(etat.saisie, 'documents') },
    citables: documents.slice(0, CITABLES_MAX).map((d) => ({ valeur: d.id, texte: d.titre, aide: `Établi le ${dateLongue(jourAParis(instant(d.etabliLe)))}` })),
    longueurMax: LONGUEUR_MAX, fichiersMax: FICHIERS_MAX, aide: aideDe(demande, dossier, prives), notes, retour: vers(paths.dossiers.messages, { dossierId: dossier.id }),
  }, { titre: prives ? 'Notes privées' : 'Messages', etat, fil: filDossier(demande, dossier) });
}

const CITABLES_MAX = 30;

const estNouveau = (m: MessageLu, personneId: string, jusqua: string): boolean => m.auteurId !== personneId && m.id > jusqua;

async function notesNonLues(db: Deps['db'], demande: Demande, dossier: DossierLu, jusqua: string): Promise<PageFil['notes']> {
  if (!peut(demande.acteur, 'message.noter', demande.sujet).permis) return null;
  return { lien: vers(paths.dossiers.notes, { dossierId: dossier.id }), nonLues: await compterNonLus(db, trouve(demande.acteur.id), dossier.id, { prives: true, jusqua }) };
}

/** What was shown is read: nothing is written when nothing is new. */
async function retenirLecture(db: Deps['db'], lecture: { personneId: string; dossierId: string; prives: boolean; jusqua: string }, montres: readonly MessageLu[]): Promise<void> {
  const dernier = montres.at(-1)?.id;
  if (dernier !== undefined && dernier > lecture.jusqua) await ecrireLecture(db, { ...lecture, jusqua: dernier });
}

function enJournees(messages: readonly MessageLu[], { dossier, personneId, jusqua, cote }: { dossier: DossierLu; personneId: string; jusqua: string; cote: Cote }): PageFil['jours'] {
  const premier = messages.find((m) => estNouveau(m, personneId, jusqua))?.id;
  const lien = (fichierId: string): string => vers(paths.dossiers.fichier, { dossierId: dossier.id, fichierId });
  const afficher = (m: MessageLu): MessageAffiche => ({
    ancre: `m-${m.id}`, auteur: m.auteurNom, cote: [m.cote === 'porteur' ? dossier.organismeNom : 'Service instructeur', m.qualite].filter((t) => t !== '').join(', '),
    le: m.le, heure: heure(m.le), ...plier(m.texte), deMonCote: m.cote === cote, premierNouveau: m.id === premier,
    fichiers: m.fichiers.map((f) => ({ nom: f.nom, taille: f.taille, lien: lien(f.id) })),
    documents: m.documents.map((d) => ({ titre: d.titre, lien: vers(paths.dossiers.document, { dossierId: dossier.id, documentId: d.id }) })),
  });
  return parJour(messages, (m) => jourAParis(instant(m.le))).map((j) => ({ titre: dateLongue(j.jour), messages: j.messages.map(afficher) }));
}

function aideDe(demande: Demande, dossier: DossierLu, prives: boolean): string {
  if (prives) return 'Lue par les instructeurs et les responsables. L’organisme ne la verra pas.';
  if (!enPorteur(demande)) return `Lu par ${dossier.organismeNom}, dont les membres sont prévenus.`;
  return dossier.instructeurNom === null ? 'Le service instructeur est prévenu.' : `${dossier.instructeurNom} suit votre dossier et en est prévenu.`;
}

import { SECTIONS } from '../../domain/dossiers/contenu.js';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import { examinerDepot, type ExamenDepot } from '../../domain/dossiers/evaluation.js';
import type { Financeur } from '../../domain/financements/nomenclature.js';
import { DOSSIER } from '../../domain/etats/machines.js';
import { peutFranchir } from '../../domain/etats/machine.js';
import { peut } from '../../domain/habilitations/peut.js';
import type { Deps } from '../../platform/deps.js';
import { euros } from '../../platform/format.js';
import { FORMULAIRE_VIERGE, parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { nomDePieceDe, nomsDe } from '../../web/noms-appel.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { listerTerritoires } from '../appels/appel-queries.js';
import { listerDocuments } from '../documents/document-queries.js';
import { analysesDesFichiers } from '../documents/fichier-queries.js';
import { enPorteur, voitLesDocumentsInternes } from '../documents/document-routes.js';
import { lireOrganisme } from '../organismes/organisme-queries.js';
import { manquesDeSaisie } from '../../domain/dossiers/papier.js';
import { lirePerimetre } from './perimetre-queries.js';
import { demandeOuverte } from '../recevabilite/recevabilite-queries.js';
import { contenuDesSections, lireDossier, lirePieces, lireReglesDuDossier, lireSections, lireVersionDossier, type DossierLu } from './dossier-queries.js';
import { versPagePlan, type PagePlan } from './plan-page.js';
import { decrireManque } from './section-page.js';
import { prochaineEtape, type Etape } from './prochaine-etape.js';
import { lireSynthese, type Synthese } from './synthese-queries.js';
import { frise, type EtapeFrise } from './frise.js';
import { contenuLisible, type Rubrique } from '../../web/dossier-lisible.js';

export interface Tache { readonly titre: string; readonly aide: string; readonly lien: string | null; readonly statut: string }
export interface PageRedaction {
  readonly dossier: DossierLu;
  readonly taches: readonly Tache[];
  readonly pretes: number;
  readonly total: number;
  readonly complements: { readonly message: string; readonly limite: string; readonly elements: readonly string[] } | null;
  readonly lienVerification: string;
  readonly actionRetrait: string | null;
  readonly onglets: readonly object[];
  readonly saisie: Readonly<Record<string, unknown>>;
}
export interface PageDossier {
  readonly dossier: DossierLu;
  readonly onglets: readonly object[];
  readonly etape: Etape;
  readonly frise: readonly EtapeFrise[];
  readonly synthese: Synthese;
  /** Whom the amount asked is asked of, and whom the amount awarded comes from, when several funders pay. */
  readonly demandeA: string;
  readonly attribuePar: string;
  readonly resume: readonly { terme: string; valeur: string }[];
  readonly documents: readonly { titre: string; lien: string; etabliLe: string }[];
  readonly rubriques: readonly Rubrique[];
  readonly pieces: readonly { intitule: string; nom: string; taille: number; lien: string | null; apercu: string | null; sha256: string; analyse: string | null }[];
  readonly actionRetrait: string | null;
  readonly lienAffectation: string | null;
  readonly saisie: Readonly<Record<string, unknown>>;
}
export interface PageVerification {
  readonly dossier: DossierLu;
  readonly plan: PagePlan;
  readonly sections: readonly { titre: string; complete: boolean; lien: string; manques: readonly string[] }[];
  readonly anomalies: readonly { texte: string; bloquante: boolean }[];
  readonly rubriques: readonly Rubrique[];
  readonly deposable: boolean;
  readonly signataire: boolean;
  readonly ibanManque: boolean;
  readonly lienOrganisme: string;
  readonly action: string;
  readonly retour: string;
}

declare module '../../web/render.js' {
  interface Pages { 'dossiers/redaction': PageRedaction; 'dossiers/page': PageDossier; 'dossiers/verification': PageVerification }
}

/** The dossier in one place: the task list while it is written, then state, money, people, pieces, documents. */
export const pageDossier = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire = FORMULAIRE_VIERGE): Promise<void> => {
  const dossier = trouve(await lireDossier(deps.db, parametre(demande, 'dossierId')));
  const redaction = ['brouillon', 'complements_demandes'].includes(dossier.etat) && peut(demande.acteur, 'dossier.rediger', demande.sujet).permis;
  await (redaction ? pageRedaction(deps, demande, dossier, etat) : pageLecture(deps, demande, dossier, etat));
};

async function examiner(deps: Deps, dossier: DossierLu): Promise<{ appel: ContenuAppel; examen: ExamenDepot; ibanManque: boolean; quarantaine: boolean; saisieSuffisante: boolean }> {
  const { db } = deps;
  const organisme = trouve(await lireOrganisme(db, dossier.organismeId));
  const pieces = await lirePieces(db, dossier.id);
  const sections = contenuDesSections(await lireSections(db, dossier.id));
  const appel = await lireReglesDuDossier(db, dossier);
  const examen = examinerDepot(sections, organisme.nature, pieces, appel);
  return { appel, examen, ibanManque: dossier.papier === null && organisme.iban === '', saisieSuffisante: manquesDeSaisie(sections, pieces).length === 0, quarantaine: pieces.some((p) => p.analyse === 'infectee') };
}

async function pageRedaction(deps: Deps, demande: Demande, dossier: DossierLu, etat: EtatFormulaire): Promise<void> {
  const [{ appel, examen, quarantaine }, sections, complements] = [await examiner(deps, dossier), await lireSections(deps.db, dossier.id), await demandeOuverte(deps.db, dossier.id)];
  const perimetre = await lirePerimetre(deps.db, dossier);
  const ouvertes = new Set<string>([...(perimetre?.sections ?? []), ...(perimetre !== null && perimetre.pieces.length > 0 ? ['pieces'] : [])]);
  const taches = examen.sections.map(({ section, complete, manques }): Tache => ({
    titre: libelle('section', section),
    aide: section === 'pieces' && quarantaine ? 'Un fichier est en quarantaine : remplacez-le' : complete ? '' : section === 'pieces' ? `${manques.length} pièce${manques.length > 1 ? 's' : ''} à joindre` : sections.has(section) ? `${manques.length} point${manques.length > 1 ? 's' : ''} à compléter` : '',
    lien: dossier.etat === 'complements_demandes' && !ouvertes.has(section) ? null : lienSection(dossier.id, section),
    statut: complete ? 'complete' : sections.has(section) || (section === 'pieces' && manques.length < examen.pieces.filter((p) => p.obligatoire).length) ? 'en_cours' : 'a_commencer',
  }));
  await render(demande, 'dossiers/redaction', {
    dossier, taches, pretes: taches.filter((t) => t.statut === 'complete').length, total: taches.length, onglets: ongletsDossier(demande, dossier),
    complements: complements && { message: complements.message, limite: complements.limite, elements: complements.elements.map((e) => `${e.cible === 'piece' ? nomDePieceDe(appel, { code: e.code, precision: e.precision ?? '' }) : libelle('section', e.code)} : ${libelle('motif_complement', e.motif)}${e.commentaire ? ` (${e.commentaire})` : ''}`) },
    lienVerification: vers(dossier.papier !== null && dossier.etat === 'brouillon' ? paths.dossiers.papier : paths.dossiers.verification, { dossierId: dossier.id }), actionRetrait: actionRetrait(demande, dossier), saisie: etat.saisie ?? {},
  }, { titre: dossier.titre || 'Nouveau dossier', etat, fil: filDossier(demande, dossier) });
}

const lienSection = (dossierId: string, section: string): string =>
  section === 'pieces' ? vers(paths.dossiers.pieces, { dossierId }) : vers(paths.dossiers.section, { dossierId, section });

const actionRetrait = (demande: Demande, dossier: DossierLu): string | null =>
  peut(demande.acteur, 'dossier.retirer', demande.sujet).permis && peutFranchir(DOSSIER, 'retirer', dossier.etat) ? vers(paths.dossiers.retrait, { dossierId: dossier.id }) : null;

async function pageLecture({ db }: Deps, demande: Demande, dossier: DossierLu, etat: EtatFormulaire): Promise<void> {
  const porteur = enPorteur(demande);
  const [version, documents, synthese, appel] = [await lireVersionDossier(db, dossier.id), await listerDocuments(db, dossier.id, !voitLesDocumentsInternes(demande)), await lireSynthese(db, dossier.id), await lireReglesDuDossier(db, dossier)];
  const analyses = await analysesDesFichiers(db, (version?.pieces ?? []).map((p) => p.fichierId));
  await render(demande, 'dossiers/page', {
    dossier, onglets: ongletsDossier(demande, dossier), etape: prochaineEtape(demande, dossier, synthese), frise: frise(dossier, synthese), synthese, ...payeurs(synthese, appel.regles.financeur), resume: resumer(dossier, synthese),
    documents: documents.map((d) => ({ titre: d.titre, etabliLe: d.etabliLe, lien: vers(paths.dossiers.document, { dossierId: dossier.id, documentId: d.id }) })),
    rubriques: version === null ? [] : contenuLisible(version.sections, version.organisme, { dispositifs: appel.dispositifs, territoires: await listerTerritoires(db) }),
    pieces: (version?.pieces ?? []).map((p) => ({
      intitule: nomDePieceDe(appel, p), nom: p.nom, taille: p.taille, sha256: p.sha256,
      analyse: analyses[p.fichierId] ?? null, lien: analyses[p.fichierId] === undefined ? vers(paths.dossiers.fichier, { dossierId: dossier.id, fichierId: p.fichierId }) : null,
      apercu: analyses[p.fichierId] === undefined && /\.(pdf|jpe?g|png)$/i.test(p.nom) ? vers(paths.dossiers.fichierApercu, { dossierId: dossier.id, fichierId: p.fichierId }) : null,
    })),
    actionRetrait: actionRetrait(demande, dossier),
    lienAffectation: peut(demande.acteur, 'dossier.affecter', demande.sujet).permis && dossier.deposeLe !== null ? vers(paths.dossiers.affectation, { dossierId: dossier.id }) : null,
    saisie: etat.saisie ?? {},
  }, { titre: dossier.titre, etat, fil: filDossier(demande, dossier), large: !porteur });
}

function payeurs({ conventions }: Synthese, financeur: Financeur): Pick<PageDossier, 'demandeA' | 'attribuePar'> {
  if (conventions.length < 2) return { demandeA: '', attribuePar: '' };
  return { demandeA: libelle('financeur', financeur), attribuePar: conventions.map((c) => `${libelle('financeur', c.financeur)} ${euros(c.montantCents)}`).join(', ') };
}

function resumer(d: DossierLu, s: Synthese): { terme: string; valeur: string }[] {
  return [
    { terme: 'Appel', valeur: d.appelTitre },
    { terme: 'Organisme', valeur: d.organismeNom },
    { terme: 'Instructeur', valeur: d.instructeurNom ?? 'À désigner' },
    ...(d.controleurNom === null ? [] : [{ terme: 'Contrôleur du service fait', valeur: d.controleurNom }]),
    ...(s.decision === null ? [] : [{ terme: 'Délibération', valeur: `${s.decision.numero} du ${s.decision.date.split('-').reverse().join('/')}` }]),
  ];
}

/** "Vérifiez vos réponses": everything typed, what is missing, and the deposit. */
export const pageVerification = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const { db } = deps;
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const [{ appel, examen, ibanManque, saisieSuffisante }, sections, organisme] = [await examiner(deps, dossier), contenuDesSections(await lireSections(db, dossier.id)), await lireOrganisme(db, dossier.organismeId)];
  await render(demande, 'dossiers/verification', {
    dossier, plan: versPagePlan(examen.plan), ibanManque, lienOrganisme: vers(paths.organismes.modifier, { organismeId: dossier.organismeId }),
    sections: SECTIONS.map((s) => examen.sections.find((e) => e.section === s)).filter((e) => e !== undefined).map((e) => ({
      titre: libelle('section', e.section), complete: e.complete, lien: lienSection(dossier.id, e.section),
      manques: e.section === 'pieces' ? e.manques.map((m) => nomsDe(appel, []).piece(m.champ)) : e.manques.map(decrireManque),
    })),
    anomalies: examen.anomalies.map((a) => ({ texte: libelle('anomalie', a.code), bloquante: a.gravite === 'bloquante' })),
    rubriques: contenuLisible(sections, organisme, { territoires: await listerTerritoires(db) }), deposable: dossier.papier === null ? examen.deposable && !ibanManque : saisieSuffisante, signataire: peut(demande.acteur, 'dossier.deposer', demande.sujet).permis,
    action: vers(paths.dossiers.depot, { dossierId: dossier.id }), retour: vers(paths.dossiers.page, { dossierId: dossier.id }),
  }, { titre: 'Vérifiez vos réponses', etat, fil: filDossier(demande, dossier) });
};

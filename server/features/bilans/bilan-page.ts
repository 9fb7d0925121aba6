import type { Knex } from 'knex';
import { bilanDeposable, type AnomalieBilan } from '../../domain/bilans/anomalies.js';
import type { NatureBilan } from '../../domain/bilans/lignes.js';
import { somme, ZERO, type Cents } from '../../domain/kernel/cents.js';
import { peut } from '../../domain/habilitations/peut.js';
import { jourAParis } from '../../platform/clock.js';
import { euros, pluriel } from '../../platform/format.js';
import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery } from '../../web/requete.js';
import { lireControle, type ControleLu } from '../controles/controle-queries.js';
import { questionsEnAttente } from '../controles/question-queries.js';
import { enteteDossier, etapesDuBilan, filDuDossier, recapituler, suivreLesPostes, type EnteteDossier, type Etape, type RecapBilan, type SuiviPoste } from '../../web/presentation-bilan.js';
import { verifierBilan } from './bilan-verification.js';
import { cheminsDuBilan } from './bilan-chemins.js';
import { lireBilans } from './bilan-queries.js';
import { lireDossierEnSaisie, type BilanEnSaisie, type DossierEnSaisie } from './bilan-saisie-queries.js';
import type { DrapeauDepense } from './depense-liste-queries.js';
import { presenterPrevision, type PrevisionPresentee } from './prevision-presentation.js';

interface Tache { readonly titre: string; readonly aide: string; readonly lien: string; readonly statut: 'a_commencer' | 'en_cours' | 'complete' | 'erreur'; readonly texte?: string }

interface Lien { readonly texte: string; readonly lien: string }

export interface PageBilan extends EnteteDossier {
  readonly final: boolean;
  /** Why an intermediate bilan was sent back. */
  readonly renvoi: string;
  readonly lienAutre: Lien | null;
  readonly suivi: readonly SuiviPoste[];
  readonly totalCents: Cents;
  readonly lienDepenses: string;
  readonly sansBilan: boolean;
  readonly etatBilan: string;
  readonly brouillon: boolean;
  readonly limite: string;
  readonly etapes: readonly Etape[];
  readonly taches: readonly Tache[];
  readonly aCorriger: readonly Lien[];
  readonly avertissements: readonly Lien[];
  readonly depot: { readonly action: string; readonly certifie: boolean } | null;
  /** Why the deposit form is not there. */
  readonly attente: string | null;
  readonly recap: RecapBilan | null;
  readonly prevision: PrevisionPresentee | null;
  readonly lienReponse: string | null;
  /** Questions of the controller, how many wait; null when none was asked. */
  readonly questions: Lien | null;
}

declare module '../../web/render.js' {
  interface Pages { 'bilans/page': PageBilan }
}

/** The bilan as its porteur sees it: tasks and forecast while it is written, what was declared afterwards. */
export const pageBilan = ({ db }: Deps, nature: NatureBilan) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const d = trouve(await lireDossierEnSaisie(db, parametre(demande, 'dossierId'), nature));
  const entete = { ...enteteDossier(demande, d), final: nature === 'final' };
  const cadre = { titre: libelle('nature_bilan', nature), etat, fil: filDuDossier(demande, d) };
  if (d.bilan === null) return render(demande, 'bilans/page', { ...VIDE, ...entete, sansBilan: true }, cadre);
  const { bilan } = d;
  const controle = nature === 'final' ? await lireControle(db, bilan.id) : null;
  const brouillon = bilan.etat === 'brouillon';
  const ids = { dossierId: d.dossier.id };
  const commun = {
    ...entete, sansBilan: false, etatBilan: bilan.etat, brouillon, limite: bilan.limite, renvoi: bilan.renvoi, etapes: etapesDuBilan(bilan, controle, bilan.valideLe),
    lienReponse: controle?.provisoireLe == null ? null : vers(paths.bilans.contradictoire, ids), lienAutre: await lienDeLAutre(db, ids.dossierId, nature),
    questions: lienDesQuestions(ids.dossierId, controle),
  };
  if (brouillon) return render(demande, 'bilans/page', { ...VIDE, ...commun, ...await brouillonPresente(db, demande, d, bilan, etat) }, cadre);
  return render(demande, 'bilans/page', {
    ...VIDE, ...commun, recap: recapituler(d, { ...bilan, depenses: [] }), suivi: suivreLesPostes(d, bilan), totalCents: somme(bilan.depenses.map((p) => p.montant)), lienDepenses: vers(cheminsDuBilan(nature).depenses, ids),
  }, cadre);
};

const VIDE = {
  etatBilan: '', brouillon: false, limite: '', renvoi: '', etapes: [], taches: [], aCorriger: [], avertissements: [], depot: null, attente: null, recap: null, prevision: null, lienReponse: null, lienAutre: null, questions: null,
  suivi: [], totalCents: ZERO, lienDepenses: '',
} as const;

function lienDesQuestions(dossierId: string, controle: ControleLu | null): Lien | null {
  if (controle === null || controle.questions.length === 0) return null;
  const attendues = questionsEnAttente(controle.questions).length;
  return { texte: attendues === 0 ? 'Questions du contrôleur' : `Répondre à ${pluriel(attendues, 'question')} du contrôleur`, lien: vers(paths.bilans.questions, { dossierId }) };
}

/** The other bilan of the dossier, when it has one. */
async function lienDeLAutre(db: Knex, dossierId: string, nature: NatureBilan): Promise<Lien | null> {
  const autre = (await lireBilans(db, dossierId)).find((b) => b.nature !== nature);
  return autre === undefined ? null : { texte: libelle('nature_bilan', autre.nature), lien: vers(cheminsDuBilan(autre.nature).page, { dossierId }) };
}

async function brouillonPresente(db: Knex, demande: Demande, d: DossierEnSaisie, bilan: BilanEnSaisie, etat: EtatFormulaire): Promise<Partial<PageBilan> & Pick<PageBilan, 'taches'>> {
  const anomalies = await verifierBilan(db, d, bilan, jourAParis(demande.maintenant));
  const deposable = bilanDeposable(anomalies);
  const signataire = peut(demande.acteur, 'bilan.deposer', demande.sujet).permis;
  const dire = (gravite: AnomalieBilan['gravite']): PageBilan['aCorriger'] => anomalies.filter((a) => a.gravite === gravite).map((a) => ({ texte: phrase(a, d, bilan), lien: lienDe(a, d.dossier.id, bilan.nature) }));
  return {
    taches: taches(d, bilan, anomalies), aCorriger: dire('bloquante'), avertissements: dire('avertissement'),
    depot: deposable && signataire ? { action: vers(cheminsDuBilan(bilan.nature).depot, { dossierId: d.dossier.id }), certifie: etat.saisie?.['certifie'] === 'oui' } : null,
    attente: deposable ? (signataire ? null : 'Tout est prêt : un signataire de votre organisme peut maintenant déposer le bilan.') : 'Le bilan pourra être déposé quand les points ci-dessus seront complétés.',
    prevision: presenterPrevision(d, bilan),
  };
}

function taches(d: DossierEnSaisie, bilan: BilanEnSaisie, anomalies: readonly AnomalieBilan[]): Tache[] {
  const dossierId = d.dossier.id;
  const chemins = cheminsDuBilan(bilan.nature);
  const { realisation } = bilan.contenu;
  const statut = (partie: AnomalieBilan['partie'], commencee: boolean): Tache['statut'] => {
    if (!commencee) return 'a_commencer';
    return anomalies.some((a) => a.partie === partie && a.gravite === 'bloquante') ? 'en_cours' : 'complete';
  };
  const lignes = bilan.depenses.reduce((n, p) => n + p.lignes, 0);
  const ressources = somme(bilan.ressources.map((r) => r.montant));
  return [
    { titre: 'Réalisation', aide: 'Objectifs, publics, indicateurs et compte rendu', lien: vers(chemins.realisation, { dossierId }), statut: statut('realisation', realisation !== null) },
    {
      titre: 'Dépenses', lien: vers(chemins.depenses, { dossierId }), statut: statut('depenses', lignes > 0),
      aide: lignes === 0 ? 'Une ligne par dépense, saisie ou importée d’un tableau, avec ses justificatifs' : `${pluriel(lignes, 'ligne')}, ${euros(somme(bilan.depenses.map((p) => p.montant)))}`,
    },
    {
      titre: 'Ressources reçues', lien: vers(chemins.ressources, { dossierId }),
      aide: bilan.ressources.length === 0 ? 'Les autres financements vraiment reçus, avec leur preuve' : `${pluriel(bilan.ressources.length, 'ressource')}, ${euros(ressources)}`,
      ...(bilan.ressources.length === 0 ? { statut: 'complete' as const, texte: 'Aucune saisie' } : { statut: statut('ressources', true) }),
    },
  ];
}

/** The list of expenses that an anomaly counts. */
const FILTRES: Partial<Readonly<Record<AnomalieBilan['code'], DrapeauDepense>>> = {
  depense_sans_piece: 'sans_piece', depense_hors_periode: 'hors_periode', depense_non_acquittee: 'non_acquittee', depense_doublon: 'doublon', temps_depasse: 'temps_depasse', temps_incomplet: 'temps_incomplet',
};

const lienDe = (a: AnomalieBilan, dossierId: string, nature: NatureBilan): string => {
  const chemins = cheminsDuBilan(nature);
  const page = vers({ realisation: chemins.realisation, depenses: chemins.depenses, ressources: chemins.ressources, bilan: chemins.page }[a.partie], { dossierId });
  if (a.partie === 'depenses') return avecQuery(page, { filtre: FILTRES[a.code] ?? null });
  return a.ligne === null || a.partie === 'realisation' ? page : `${page}?ligne=${a.ligne}#saisie`;
};

/** The anomaly in words, with the line it is about or how many it counts. */
function phrase(a: AnomalieBilan, d: DossierEnSaisie, bilan: BilanEnSaisie): string {
  const dit = libelle('anomalie_bilan', a.code);
  if (FILTRES[a.code] !== undefined) return `${pluriel(a.nombre, 'dépense')} : ${dit}`;
  if (a.code === 'piece_non_rattachee') return `${pluriel(a.nombre, 'fichier')} : ${dit}`;
  if (a.ligne === null) return dit;
  if (a.partie === 'realisation') return `${dit} « ${d.conventions[0]?.objectifs[Number(a.ligne)]?.intitule ?? ''} »`;
  return `Ressource « ${bilan.ressources.find((r) => r.id === a.ligne)?.libelle ?? ''} » : ${dit}`;
}

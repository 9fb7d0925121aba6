import { peut } from '../../domain/habilitations/peut.js';
import type { Deps } from '../../platform/deps.js';
import { estFerie, jourAParis } from '../../platform/clock.js';
import { dateLongue, instantLong } from '../../platform/format.js';
import { parametre, type Demande } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { enteteDossier, filDuDossier, type EnteteDossier } from '../../web/presentation-bilan.js';
import { prevoirLeSolde } from '../../domain/bilans/prevision.js';
import { lireDossierASolder, type DossierASolder } from '../bilans/dossier-a-solder-queries.js';
import { presenterSolde, type SoldePresente } from '../../web/presentation-solde.js';
import { listerDocuments } from '../documents/document-queries.js';
import { enPorteur } from '../documents/document-routes.js';
import { lireActesContestables, listerRecours } from '../recours/recours-queries.js';
import { lireControle, type ControleLu } from './controle-queries.js';
import { lireMouvements, presenterSoldesFiges, type MouvementsLus } from './soldes-figes.js';

interface Mouvement { readonly convention: string; readonly libelle: string; readonly domaine: 'versement' | 'reversement'; readonly etat: string; readonly montantCents: number; readonly le: string | null; readonly lien: string | null }

export interface PageSolde extends EnteteDossier {
  readonly vide: { readonly titre: string; readonly texte: string } | null;
  readonly definitif: boolean;
  /** What the figures are worth: forecast, provisional, final. */
  readonly statut: { readonly titre: string; readonly texte: string } | null;
  readonly soldes: readonly SoldePresente[];
  readonly mouvements: readonly Mouvement[];
  readonly documents: readonly { readonly titre: string; readonly le: string; readonly lien: string }[];
  readonly conservation: string | null;
  readonly lienConservation: string;
  readonly lienRecours: string | null;
}

declare module '../../web/render.js' {
  interface Pages { 'bilans/solde': PageSolde }
}

const DOCUMENTS = new Set(['recepisse_bilan', 'conclusions_provisoires', 'conclusions_definitives', 'titre_reversement', 'echeancier_reversement', 'remise_reversement']);

/** The balance of a dossier, the same for the porteur, the controller, the finance staff and the auditor. */
export const pageSolde = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const d = trouve(await lireDossierASolder(db, parametre(demande, 'dossierId')));
  const dossierId = d.dossier.id;
  const porteur = enPorteur(demande);
  const controle = d.bilan === null ? null : await lireControle(db, d.bilan.id);
  const documents = (await listerDocuments(db, dossierId, porteur)).filter((x) => DOCUMENTS.has(x.type));
  const mouvements = await lireMouvements(db, dossierId);
  const chiffres = chiffrer(d, controle, mouvements, porteur);
  return render(demande, 'bilans/solde', {
    ...enteteDossier(demande, d), ...chiffres, mouvements: mouvementsDe(mouvements, peut(demande.acteur, 'suivi.lire', demande.sujet).permis),
    documents: documents.map((x) => ({ titre: x.titre, le: instantLong(x.etabliLe), lien: vers(paths.dossiers.document, { dossierId, documentId: x.id }) })),
    conservation: d.dossier.conserveJusquAu === null ? null : dateLongue(d.dossier.conserveJusquAu), lienConservation: vers(paths.dossiers.conservation, { dossierId }),
    lienRecours: chiffres.definitif && await recoursPossible(db, demande, d) ? vers(paths.dossiers.recours, { dossierId }) : null,
  }, { titre: 'Solde', large: true, fil: filDuDossier(demande, d) });
};

/** The porteur's signatory may contest the conclusions, while the limit runs and unless it was already done. */
async function recoursPossible(db: Deps['db'], demande: Demande, { dossier, appel }: DossierASolder): Promise<boolean> {
  if (!peut(demande.acteur, 'recours.deposer', demande.sujet).permis) return false;
  const actes = await lireActesContestables(db, dossier, jourAParis(demande.maintenant), { mois: appel.regles.delais.recoursMois, estFerie });
  if (!actes.some((a) => a.contre === 'conclusions_csf' && a.ouvert)) return false;
  return !(await listerRecours(db, dossier.id)).some((r) => r.contre === 'conclusions_csf');
}

type Chiffres = Pick<PageSolde, 'vide' | 'definitif' | 'statut' | 'soldes'>;

function chiffrer(d: DossierASolder, controle: ControleLu | null, mouvements: MouvementsLus, porteur: boolean): Chiffres {
  const rien = (titre: string, texte: string): Chiffres => ({ vide: { titre, texte }, definitif: false, statut: null, soldes: [] });
  if (d.conventions.length === 0) return rien('Pas encore de convention signée', 'Le solde se calcule sur une convention signée, une fois le bilan déposé et contrôlé.');
  if (controle?.resultat != null) return fige(controle, mouvements);
  const { bilan } = d;
  if (bilan === null || (bilan.etat === 'brouillon' && !porteur)) return rien('Le bilan n’est pas encore déposé', 'Le solde sera calculé sur le bilan du porteur, puis fixé par le contrôle du service fait.');
  const soldes = prevoirLeSolde(d, bilan).map((s) => presenterSolde(s.convention, s));
  if (soldes.length === 0) return rien('Pas encore de prévision', 'Indiquez d’abord la réalisation dans votre bilan : la prévision s’affichera ici.');
  return { vide: null, definitif: false, soldes, statut: { titre: 'Ceci est une prévision', texte: 'Elle est calculée sur ce que le porteur déclare. Le montant définitif est fixé par les conclusions du contrôle de service fait.' } };
}

function fige(controle: ControleLu, mouvements: MouvementsLus): Chiffres {
  const resultat = trouve(controle.resultat);
  const definitif = resultat.etape === 'definitif';
  return {
    vide: null, definitif, soldes: presenterSoldesFiges(resultat, mouvements),
    statut: definitif
      ? { titre: 'Montant définitif', texte: `Conclusions notifiées le ${dateLongue(controle.notifieLe ?? '')}.` }
      : { titre: 'Ces montants sont provisoires', texte: `Conclusions provisoires du ${instantLong(controle.provisoireLe ?? '')}. Le porteur peut y répondre jusqu’au ${dateLongue(controle.reponseAvantLe ?? '')} inclus.` },
  };
}

/** @param suit may this person read the follow-up of the dossier, its titles among it? */
const mouvementsDe = ({ versements, reversements }: MouvementsLus, suit: boolean): Mouvement[] => [
  ...versements.filter((v) => v.montantCents > 0).map((v): Mouvement => ({ convention: v.convention.numero, libelle: libelle('declencheur', v.declencheur), domaine: 'versement', etat: v.etat, montantCents: v.montantCents, le: v.payeLe, lien: null })),
  ...reversements.map((r): Mouvement => ({ convention: r.conventionNumero, libelle: `Titre de reversement ${r.numero}`, domaine: 'reversement', etat: r.etat, montantCents: r.montantCents, le: r.encaisseLe, lien: suit ? vers(paths.versements.titre, { dossierId: r.dossierId, reversementId: r.id }) : null })),
];

import { peut } from '../../domain/habilitations/peut.js';
import { joursRestants, reponsePossible } from '../../domain/service-fait/contradictoire.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateLongue, instantLong, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteDeQuery } from '../../web/requete.js';
import { texteTape } from '../../web/saisie.js';
import { enteteDossier, filDuDossier, lienFichier, type EnteteDossier, type LienFichier } from '../../web/presentation-bilan.js';
import type { BilanLu } from '../bilans/bilan-queries.js';
import { lireDossierASolder } from '../bilans/dossier-a-solder-queries.js';
import type { SoldePresente } from '../../web/presentation-solde.js';
import { listerDocuments } from '../documents/document-queries.js';
import { direEchantillon } from './echantillon-presentation.js';
import { lireControle, type ControleLu } from './controle-queries.js';
import { demandeEnAttente } from './prolongation-queries.js';
import { presenterProlongations, type ProlongationsPresentees } from './prolongation-presentation.js';
import type { LigneFigee } from './resultat.js';
import { lireMouvements, presenterSoldesFiges } from './soldes-figes.js';

interface LigneContestee {
  readonly id: string;
  readonly rang: number;
  readonly libelle: string;
  readonly montantCents: number;
  readonly retenuCents: number;
  readonly motif: string;
  readonly constat: string;
  /** What the FSE+ convention decides otherwise; null when it follows. */
  readonly fse: { readonly retenuCents: number; readonly motif: string; readonly constat: string } | null;
  readonly reponse: string;
  readonly piece: LienFichier | null;
  readonly lien: string;
}

export interface PageContradictoire extends EnteteDossier {
  readonly etatBilan: string;
  readonly sansConclusions: boolean;
  readonly retour: string;
  readonly delai: { readonly titre: string; readonly texte: string } | null;
  readonly ouvert: boolean;
  readonly signataire: boolean;
  readonly action: string;
  readonly prolongations: ProlongationsPresentees | null;
  readonly lignes: readonly LigneContestee[];
  readonly acceptees: number;
  /** What the conclusions say of the sample they rest on. */
  readonly echantillon: readonly string[];
  readonly choisie: LigneContestee | null;
  readonly saisieTexte: string;
  readonly saisieReponse: string;
  readonly enErreur: boolean;
  readonly reponse: string;
  readonly documents: readonly { readonly titre: string; readonly lien: string }[];
  readonly soldes: readonly SoldePresente[];
  readonly titreSoldes: string;
}

declare module '../../web/render.js' {
  interface Pages { 'bilans/contradictoire': PageContradictoire }
}

/** The porteur's page on the conclusions: the clock, the lines cut and their motives, the answers. */
export const pageContradictoire = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const d = trouve(await lireDossierASolder(db, parametre(demande, 'dossierId')));
  const dossierId = d.dossier.id;
  const controle = d.bilan === null ? null : await lireControle(db, d.bilan.id);
  const documents = (await listerDocuments(db, dossierId, true)).filter((x) => x.type === 'conclusions_provisoires' || x.type === 'conclusions_definitives');
  const retour = vers(paths.bilans.page, { dossierId });
  const base = {
    ...enteteDossier(demande, d), etatBilan: d.bilan?.etat ?? '', retour, action: vers(paths.bilans.contradictoire, { dossierId }), signataire: peut(demande.acteur, 'contradictoire.repondre', demande.sujet).permis,
    documents: documents.map((x) => ({ titre: x.titre, lien: vers(paths.dossiers.document, { dossierId, documentId: x.id }) })),
  };
  const contenu = d.bilan === null || controle?.resultat == null || controle.reponseAvantLe === null ? VIDE : presenter(demande, d.bilan, controle, etat, base.action);
  const soldes = controle?.resultat == null || contenu.sansConclusions ? [] : presenterSoldesFiges(controle.resultat, await lireMouvements(db, dossierId));
  return render(demande, 'bilans/contradictoire', { ...base, ...contenu, soldes }, { titre: 'Conclusions du contrôle', etat, fil: filDuDossier(demande, d, { texte: 'Bilan final', lien: retour }) });
};

type Contenu = Omit<PageContradictoire, keyof EnteteDossier | 'soldes' | 'etatBilan' | 'retour' | 'action' | 'signataire' | 'documents'>;

const VIDE: Contenu = {
  sansConclusions: true, delai: null, ouvert: false, prolongations: null, lignes: [], acceptees: 0, echantillon: [], choisie: null, saisieTexte: '', saisieReponse: '', enErreur: false, reponse: '', titreSoldes: '',
};

function presenter(demande: Demande, bilan: BilanLu, controle: ControleLu, etat: EtatFormulaire, action: string): Contenu {
  const { saisie, erreurs } = etat;
  const resultat = trouve(controle.resultat);
  const limite = trouve(controle.reponseAvantLe);
  const periode = { limite, repondu: controle.reponduLe !== null };
  const jour = jourAParis(demande.maintenant);
  const ouvert = bilan.etat === 'contradictoire' && reponsePossible(periode, jour);
  const coupees = resultat.lignes.filter((l) => Math.min(l.retenuCents, l.fse?.retenuCents ?? l.retenuCents) < l.montantCents);
  const lignes = coupees.map((l) => presenterLigne(bilan, l, action));
  const id = saisie === null ? texteDeQuery(demande.query, 'ligne') : texteTape(saisie, 'depenseId');
  const choisie = ouvert ? lignes.find((l) => l.id === id) ?? null : null;
  return {
    prolongations: presenterProlongations(controle, { bilan, etat, action: ouvert && demandeEnAttente(controle.prolongations) === null ? vers(paths.bilans.prolongation, { dossierId: bilan.dossierId }) : null, jour }),
    sansConclusions: false, ouvert, lignes, acceptees: resultat.lignes.length - coupees.length, echantillon: direEchantillon(resultat), choisie, reponse: controle.reponse,
    delai: bilan.etat === 'conclu' ? null : { titre: titreDelai(ouvert, joursRestants(periode, jour)), texte: texteDelai(controle, limite, ouvert) },
    saisieTexte: saisie === null ? choisie?.reponse ?? '' : texteTape(saisie, 'texte'), saisieReponse: saisie === null ? '' : texteTape(saisie, 'reponse'), enErreur: Object.keys(erreurs).length > 0,
    titreSoldes: resultat.etape === 'definitif' ? 'Montant dû' : 'Montant dû selon les conclusions provisoires',
  };
}

function presenterLigne(bilan: BilanLu, l: LigneFigee, action: string): LigneContestee {
  const depense = bilan.depenses.find((x) => x.id === l.id);
  return {
    id: l.id, rang: l.rang, libelle: l.libelle, montantCents: l.montantCents, retenuCents: l.retenuCents, motif: l.motif === null ? '' : libelle('motif_rejet', l.motif), constat: l.constat,
    fse: l.fse === undefined ? null : { ...l.fse, motif: l.fse.motif === null ? '' : libelle('motif_rejet', l.fse.motif) },
    reponse: depense?.reponse ?? '', piece: lienFichier(bilan.dossierId, depense?.reponsePiece ?? null), lien: `${action}?ligne=${l.id}#reponse-ligne`,
  };
}

function titreDelai(ouvert: boolean, jours: number): string {
  if (!ouvert) return 'La réponse est close';
  return jours === 0 ? 'Dernier jour pour répondre' : `Il vous reste ${pluriel(jours, 'jour')} pour répondre`;
}

function texteDelai({ reponduLe, constats }: ControleLu, limite: string, ouvert: boolean): string {
  if (ouvert) return `Vous pouvez répondre jusqu’au ${dateLongue(limite)} inclus. Ce que vous aurez enregistré à cette date sera examiné, même sans envoi.`;
  if (reponduLe === null) return `Le délai s’est terminé le ${dateLongue(limite)}. Le contrôleur va conclure.`;
  return constats.acceptees ? `Vous avez accepté les conclusions le ${instantLong(reponduLe)}. Le contrôleur va les rendre définitives.` : `Votre réponse a été envoyée le ${instantLong(reponduLe)}. Le contrôleur l’examine avant de conclure.`;
}

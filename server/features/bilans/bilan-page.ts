import { bilanDeposable, type AnomalieBilan } from '../../domain/bilans/anomalies.js';
import { somme } from '../../domain/kernel/cents.js';
import { peut } from '../../domain/habilitations/peut.js';
import { jourAParis } from '../../platform/clock.js';
import { euros, pluriel } from '../../platform/format.js';
import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { lireControle } from '../controles/controle-queries.js';
import { enteteDossier, etapesDuBilan, filDuDossier, recapituler, type EnteteDossier, type Etape, type RecapBilan } from '../../web/presentation-bilan.js';
import { prevoirLeSolde } from '../../domain/bilans/prevision.js';
import { verifierBilan } from './bilan-verification.js';
import type { BilanLu } from './bilan-queries.js';
import { lireDossierASolder, type DossierASolder } from './dossier-a-solder-queries.js';
import { presenterSolde, type SoldePresente } from '../../web/presentation-solde.js';

interface Tache { readonly titre: string; readonly aide: string; readonly lien: string; readonly statut: 'a_commencer' | 'en_cours' | 'complete' | 'erreur'; readonly texte?: string }

export interface PageBilan extends EnteteDossier {
  readonly sansBilan: boolean;
  readonly etatBilan: string;
  readonly brouillon: boolean;
  readonly limite: string;
  readonly etapes: readonly Etape[];
  readonly taches: readonly Tache[];
  readonly aCorriger: readonly { readonly texte: string; readonly lien: string }[];
  readonly avertissements: readonly string[];
  readonly depot: { readonly action: string; readonly certifie: boolean } | null;
  /** Why the deposit form is not there. */
  readonly attente: string | null;
  readonly recap: RecapBilan | null;
  readonly previsions: readonly SoldePresente[];
  readonly lienReponse: string | null;
}

declare module '../../web/render.js' {
  interface Pages { 'bilans/page': PageBilan }
}

/** The bilan as its porteur sees it: tasks and forecast while it is written, what was declared afterwards. */
export const pageBilan = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const d = trouve(await lireDossierASolder(db, parametre(demande, 'dossierId')));
  const entete = enteteDossier(demande, d);
  const cadre = { titre: 'Bilan final', etat, fil: filDuDossier(demande, d) };
  if (d.bilan === null) return render(demande, 'bilans/page', { ...VIDE, ...entete, sansBilan: true }, cadre);
  const { bilan } = d;
  const controle = await lireControle(db, bilan.id);
  const brouillon = bilan.etat === 'brouillon';
  const commun = {
    ...entete, sansBilan: false, etatBilan: bilan.etat, brouillon, limite: bilan.limite, etapes: etapesDuBilan(bilan, controle),
    lienReponse: controle?.provisoireLe == null ? null : vers(paths.bilans.contradictoire, { dossierId: d.dossier.id }),
  };
  if (!brouillon) return render(demande, 'bilans/page', { ...VIDE, ...commun, recap: recapituler(d, bilan) }, cadre);
  return render(demande, 'bilans/page', { ...VIDE, ...commun, ...brouillonPresente(demande, d, bilan, etat) }, cadre);
};

const VIDE = { etatBilan: '', brouillon: false, limite: '', etapes: [], taches: [], aCorriger: [], avertissements: [], depot: null, attente: null, recap: null, previsions: [], lienReponse: null } as const;

function brouillonPresente(demande: Demande, d: DossierASolder, bilan: BilanLu, etat: EtatFormulaire): Partial<PageBilan> & Pick<PageBilan, 'taches'> {
  const anomalies = verifierBilan(d, bilan, jourAParis(demande.maintenant));
  const deposable = bilanDeposable(anomalies);
  const signataire = peut(demande.acteur, 'bilan.deposer', demande.sujet).permis;
  return {
    taches: taches(d, bilan, anomalies),
    aCorriger: anomalies.filter((a) => a.gravite === 'bloquante').map((a) => ({ texte: phrase(a, d, bilan), lien: lienDe(a, d.dossier.id) })),
    avertissements: anomalies.filter((a) => a.gravite === 'avertissement').map((a) => phrase(a, d, bilan)),
    depot: deposable && signataire ? { action: vers(paths.bilans.depot, { dossierId: d.dossier.id }), certifie: etat.saisie?.['certifie'] === 'oui' } : null,
    attente: deposable ? (signataire ? null : 'Tout est prêt : un signataire de votre organisme peut maintenant déposer le bilan.') : 'Le bilan pourra être déposé quand les points ci-dessus seront complétés.',
    previsions: prevoirLeSolde(d, bilan).map((s) => presenterSolde(s.convention, s)),
  };
}

function taches(d: DossierASolder, bilan: BilanLu, anomalies: readonly AnomalieBilan[]): Tache[] {
  const dossierId = d.dossier.id;
  const { realisation } = bilan.contenu;
  const statut = (partie: AnomalieBilan['partie'], commencee: boolean): Tache['statut'] => {
    if (!commencee) return 'a_commencer';
    return anomalies.some((a) => a.partie === partie && a.gravite === 'bloquante') ? 'en_cours' : 'complete';
  };
  const depenses = somme(bilan.depenses.map((l) => l.montant));
  const ressources = somme(bilan.ressources.map((r) => r.montant));
  return [
    { titre: 'Réalisation', aide: 'Objectifs, publics, indicateurs et compte rendu', lien: vers(paths.bilans.realisation, { dossierId }), statut: statut('realisation', realisation !== null) },
    {
      titre: 'Dépenses', lien: vers(paths.bilans.depenses, { dossierId }), statut: statut('depenses', bilan.depenses.length > 0),
      aide: bilan.depenses.length === 0 ? 'Une ligne par dépense, avec son justificatif' : `${pluriel(bilan.depenses.length, 'ligne')}, ${euros(depenses)}`,
    },
    {
      titre: 'Ressources reçues', lien: vers(paths.bilans.ressources, { dossierId }),
      aide: bilan.ressources.length === 0 ? 'Les autres financements vraiment reçus, avec leur preuve' : `${pluriel(bilan.ressources.length, 'ressource')}, ${euros(ressources)}`,
      ...(bilan.ressources.length === 0 ? { statut: 'complete' as const, texte: 'Aucune saisie' } : { statut: statut('ressources', true) }),
    },
  ];
}

const CHEMINS = { realisation: paths.bilans.realisation, depenses: paths.bilans.depenses, ressources: paths.bilans.ressources, bilan: paths.bilans.page } as const;

const lienDe = (a: AnomalieBilan, dossierId: string): string => {
  const page = vers(CHEMINS[a.partie], { dossierId });
  return a.ligne === null || a.partie === 'realisation' ? page : `${page}?ligne=${a.ligne}#saisie`;
};

/** The anomaly in words, with the line it is about. */
function phrase(a: AnomalieBilan, d: DossierASolder, bilan: BilanLu): string {
  const dit = libelle('anomalie_bilan', a.code);
  if (a.ligne === null) return dit;
  if (a.partie === 'realisation') return `${dit} « ${d.conventions[0]?.objectifs[Number(a.ligne)]?.intitule ?? ''} »`;
  const depense = bilan.depenses.find((l) => l.id === a.ligne);
  if (depense !== undefined) return `Dépense ${depense.rang}, « ${depense.libelle} » : ${dit}`;
  return `Ressource « ${bilan.ressources.find((r) => r.id === a.ligne)?.libelle ?? ''} » : ${dit}`;
}

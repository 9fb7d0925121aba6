import { finDelaiFranc } from '../../domain/echeances/delai-franc.js';
import { peutFranchir } from '../../domain/etats/machine.js';
import { DOSSIER } from '../../domain/etats/machines.js';
import { Refus } from '../../domain/kernel/refus.js';
import { peserGrille, type DecisionLigne, type LigneGrille } from '../../domain/recevabilite/grille.js';
import { estFerie, jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateLongue } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { choix } from '../../web/libelles.js';
import { filDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteSaisi } from '../../web/saisie.js';
import { nomDeLigne } from './recevabilite-mots.js';
import { lireExamen, lireRecevabilite } from './recevabilite-queries.js';

export interface PageConclusion {
  readonly surtitre: string;
  readonly action: string;
  readonly retour: string;
  readonly restantes: readonly string[];
  readonly nonConformes: readonly string[];
  readonly aExpliquer: readonly string[];
  readonly prete: boolean;
  readonly options: readonly { valeur: string; texte: string; aide: string }[];
  readonly conclusion: string;
  readonly motifs: string;
}

declare module '../../web/render.js' {
  interface Pages { 'recevabilite/conclusion': PageConclusion }
}

/**
 * Last page before an admissibility decision: where the checklist stands, what each conclusion does.
 * @throws Refus `etat.incompatible` when the dossier is not under examination
 */
export const pageConclusion = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const { dossier, appel, lignes } = await lireExamen(db, parametre(demande, 'dossierId'));
  if (!peutFranchir(DOSSIER, 'declarer_recevable', dossier.etat)) throw new Refus('etat.incompatible', { objet: 'dossier', etat: dossier.etat });
  const decisions = (await lireRecevabilite(db, dossier.id))?.decisions ?? [];
  const bilan = peserGrille(lignes, decisions);
  const limite = finDelaiFranc(jourAParis(demande.maintenant), appel.regles.delais.recoursMois, estFerie);
  const titres = (cles: readonly string[]): string[] => lignes.filter((l) => cles.includes(l.cle)).map(nomDeLigne);
  const prete = bilan.restantes.length + bilan.nonConformes.length + bilan.aExpliquer.length === 0;
  await render(demande, 'recevabilite/conclusion', {
    surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, action: vers(paths.dossiers.recevabiliteConclusion, { dossierId: dossier.id }),
    retour: vers(paths.dossiers.recevabilite, { dossierId: dossier.id }), restantes: titres(bilan.restantes), nonConformes: titres(bilan.nonConformes), aExpliquer: titres(bilan.aExpliquer), prete,
    options: choix('recevabilite').map((o) => ({ ...o, aide: o.valeur === 'recevable' ? SUITE_RECEVABLE : suiteIrrecevable(limite) })),
    conclusion: texteSaisi(etat.saisie, 'conclusion') ?? '', motifs: texteSaisi(etat.saisie, 'motifs') ?? motifsProposes(lignes, decisions),
  }, { titre: 'Conclure sur la recevabilité', etat, fil: filDossier(demande, dossier) });
};

const SUITE_RECEVABLE = 'L’organisme reçoit son attestation. Le dossier attend son instructeur.';
const suiteIrrecevable = (limite: string): string =>
  `L’organisme reçoit la décision, ses motifs et les voies de recours : le dossier ne sera pas instruit. Recours gracieux possible jusqu’au ${dateLongue(limite)}.`;

const motifsProposes = (lignes: readonly LigneGrille[], decisions: readonly DecisionLigne[]): string => lignes
  .flatMap((l) => { const d = decisions.find((x) => x.cle === l.cle); return d?.resultat === 'non_conforme' ? [[nomDeLigne(l), d.commentaire].filter(Boolean).join(' : ')] : []; }).join('\n');

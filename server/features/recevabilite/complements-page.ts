import { bornesLimite, MOTIFS_COMPLEMENT, SECTIONS_DEMANDABLES } from '../../domain/recevabilite/complements.js';
import { limiteComplements } from '../../domain/echeances/limites.js';
import { peutFranchir } from '../../domain/etats/machine.js';
import { DOSSIER } from '../../domain/etats/machines.js';
import { Refus } from '../../domain/kernel/refus.js';
import { sectionDeRegle } from '../../domain/recevabilite/suite-element.js';
import type { DecisionLigne, LigneGrille } from '../../domain/recevabilite/grille.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { choix, libelle } from '../../web/libelles.js';
import { filDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { ligneSaisie, texteSaisi } from '../../web/saisie.js';
import { nomDePiece } from '../../web/noms-appel.js';
import { constatDePiece, demandeProposee, nomDeLigne } from './recevabilite-mots.js';
import { compterMembres, lireExamen, lireRecevabilite } from './recevabilite-queries.js';

interface ElementPropose {
  readonly chemin: string;
  readonly cle: string;
  readonly titre: string;
  readonly precision: string;
  readonly motif: string;
  readonly commentaire: string;
}

export interface PageComplements {
  readonly surtitre: string;
  readonly action: string;
  readonly retour: string;
  readonly limite: string;
  readonly limiteAppel: string;
  readonly aideLimite: string;
  readonly motifLimite: string;
  readonly sansMembre: boolean;
  readonly jours: number;
  readonly motifs: ReturnType<typeof choix>;
  readonly pieces: readonly ElementPropose[];
  readonly sections: readonly ElementPropose[];
  readonly message: string;
  readonly nonConformes: readonly string[];
}

declare module '../../web/render.js' {
  interface Pages { 'recevabilite/complements': PageComplements }
}

/**
 * Form of a request for complements: pieces found wrong are proposed, with the comment of the checklist.
 * @throws Refus `etat.incompatible` when the dossier is not under examination
 */
export const pageComplements = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const examen = await lireExamen(db, parametre(demande, 'dossierId'));
  const { dossier, appel, lignes } = examen;
  if (!peutFranchir(DOSSIER, 'demander_complements', dossier.etat)) throw new Refus('etat.incompatible', { objet: 'dossier', etat: dossier.etat });
  const decisions = (await lireRecevabilite(db, dossier.id))?.decisions ?? [];
  const pieces = lignes.filter((l) => l.nature === 'piece').map((l, i) => proposerPiece(l, i, decisions, etat));
  const jours = appel.regles.delais.complementsJours;
  const aujourdhui = jourAParis(demande.maintenant);
  const limiteAppel = limiteComplements(aujourdhui, jours);
  const bornes = bornesLimite(aujourdhui, jours);
  await render(demande, 'recevabilite/complements', {
    surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, action: vers(paths.dossiers.complementsApercu, { dossierId: dossier.id }),
    retour: vers(paths.dossiers.recevabilite, { dossierId: dossier.id }), limiteAppel, jours,
    limite: texteSaisi(etat.saisie, 'limite') ?? dateCourte(limiteAppel), motifLimite: texteSaisi(etat.saisie, 'motifLimite') ?? '',
    aideLimite: `L’appel donne ${pluriel(jours, 'jour')}. Vous pouvez fixer une autre date, du ${dateCourte(bornes.minimum)} au ${dateCourte(bornes.maximum)}, en disant pourquoi.`,
    sansMembre: (await compterMembres(db, dossier.organismeId)) === 0,
    motifs: choix('motif_complement', MOTIFS_COMPLEMENT), pieces,
    sections: SECTIONS_DEMANDABLES.map((s, i) => proposer(`elements.${pieces.length + i}`, `section:${s}`, libelle('section', s), '', proposerSection(s, lignes, decisions), etat)),
    message: texteSaisi(etat.saisie, 'message') ?? '',
    nonConformes: lignes.filter((l) => l.nature === 'regle' && decisions.some((d) => d.cle === l.cle && d.resultat === 'non_conforme'))
      .map((l) => [nomDeLigne(l), decisions.find((d) => d.cle === l.cle)?.commentaire].filter(Boolean).join(' : ')),
  }, { titre: 'Demander des compléments', large: true, etat, fil: filDossier(demande, dossier) });
};

function proposerPiece(ligne: Extract<LigneGrille, { nature: 'piece' }>, rang: number, decisions: readonly DecisionLigne[], etat: EtatFormulaire): ElementPropose {
  const decision = decisions.find((d) => d.cle === ligne.cle);
  const enTort = decision === undefined || decision.resultat === null ? ligne.contredite : decision.resultat === 'non_conforme';
  const { motif, commentaire } = demandeProposee(ligne);
  const propose = enTort ? { motif, commentaire: decision?.commentaire || commentaire } : { motif: '', commentaire: '' };
  const cle = `piece:${ligne.code}${ligne.precision === '' ? '' : `:${ligne.precision}`}`;
  return proposer(`elements.${rang}`, cle, nomDePiece(ligne.intitule, ligne.precision), constatDePiece(ligne) || 'Fournie.', propose, etat);
}

/** A section is proposed when a rule that its correction could mend was found broken, in the words of the checklist. */
function proposerSection(section: string, lignes: readonly LigneGrille[], decisions: readonly DecisionLigne[]): { motif: string; commentaire: string } {
  const enTort = lignes.filter((l) => l.nature === 'regle' && sectionDeRegle(l.code) === section)
    .flatMap((l) => decisions.filter((d) => d.cle === l.cle && d.resultat === 'non_conforme').map((d) => [nomDeLigne(l), d.commentaire].filter(Boolean).join(' : ')));
  return enTort.length === 0 ? { motif: '', commentaire: '' } : { motif: 'incorrect', commentaire: enTort.join(' ; ') };
}

function proposer(chemin: string, cle: string, titre: string, precision: string, propose: { motif: string; commentaire: string }, etat: EtatFormulaire): ElementPropose {
  const saisi = ligneSaisie(etat.saisie, 'elements', 'cle', cle);
  const valeur = (champ: 'motif' | 'commentaire'): string => (saisi === undefined ? undefined : texteSaisi(etat.saisie, `${saisi}.${champ}`)) ?? propose[champ];
  return { chemin, cle, titre, precision, motif: valeur('motif'), commentaire: valeur('commentaire') };
}

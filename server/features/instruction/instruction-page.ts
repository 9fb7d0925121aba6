import { peutFranchir } from '../../domain/etats/machine.js';
import { DOSSIER } from '../../domain/etats/machines.js';
import { peut } from '../../domain/habilitations/peut.js';
import { CHAPITRES, CHAPITRES_VIERGES, CONCLUSIONS, manquesDuRapport, type Chapitre } from '../../domain/instruction/rapport.js';
import type { Deps } from '../../platform/deps.js';
import { ETATS_AFFECTABLES } from '../../domain/instruction/affectation.js';
import { euros, instantLong } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteSaisi } from '../../web/saisie.js';
import { lireDecision } from '../decisions/decision-queries.js';
import { lireDossier, lireReglesDuDossier, lireVersionDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { listerTerritoires } from '../appels/appel-queries.js';
import { listerAvis, type AvisLu } from './avis-queries.js';
import { lireContradictions } from './contradictions-queries.js';
import { donneesParChapitre, type DonneesChapitre } from './instruction-donnees.js';
import { decrireMontants, type MontantsAffiches } from './instruction-montants.js';
import { lireBornes, lireInstruction, listerAffectations, listerPropositions, totalPropose, type Affectation, type InstructionLue } from './instruction-queries.js';

interface ChapitreAffiche {
  readonly code: Chapitre;
  readonly titre: string;
  readonly champ: string;
  readonly texte: string;
  /** What somebody else saved meanwhile, when it differs from what is typed here. */
  readonly autre: string | null;
  readonly donnees: DonneesChapitre;
}

export interface PageInstruction {
  readonly surtitre: string;
  readonly etat: string;
  readonly onglets: ReturnType<typeof ongletsDossier>;
  readonly resume: readonly { terme: string; valeur: string }[];
  readonly attente: string | null;
  /** What the dossier says against itself or against others, one sentence each. */
  readonly contradictions: readonly string[];
  readonly affectation: string | null;
  /** Who was put in charge in turn, the last first; shown once it changed hands. */
  readonly passations: readonly Affectation[];
  readonly consultation: string | null;
  /** Fact sheet of the organisme, for who may instruct. */
  readonly fiche: string | null;
  readonly redaction: { readonly action: string; readonly version: number; readonly conflit: boolean } | null;
  readonly validation: { readonly action: string; readonly version: number; readonly commentaire: string; readonly complet: boolean; readonly transmise: boolean } | null;
  readonly enregistre: string | null;
  readonly transmission: { readonly titre: string; readonly texte: string } | null;
  readonly renvoi: { readonly par: string; readonly le: string; readonly commentaire: string } | null;
  readonly chapitres: readonly ChapitreAffiche[];
  readonly montants: MontantsAffiches;
  readonly propose: { readonly valeur: string; readonly autre: string | null };
  readonly conclusion: { readonly valeur: string; readonly autre: string | null; readonly options: ReturnType<typeof choix> };
  readonly avis: readonly { nom: string; question: string; limite: string; sens: string; texte: string; rendu: boolean }[];
}

declare module '../../web/render.js' {
  interface Pages { 'instruction/rapport': PageInstruction }
}

/** The instruction report: written by the instructeur in charge, validated by a responsable, read by the committee. */
export const pageInstruction = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const version = trouve(await lireVersionDossier(db, dossier.id, dossier.version));
  const appel = await lireReglesDuDossier(db, dossier);
  const instruction = await lireInstruction(db, dossier.id);
  const bornes = await lireBornes(db, dossier, version, appel);
  const montants = decrireMontants({
    version, bornes, appel, proposeCents: instruction?.proposeCents ?? null, conclusion: instruction?.conclusion ?? null, autres: await totalPropose(db, dossier.appelId, dossier.id),
    decision: await lireDecision(db, dossier.id), propositions: await listerPropositions(db, dossier.id),
  });
  const donnees = donneesParChapitre(version, appel, await listerTerritoires(db));
  const [avis, affectations] = [await listerAvis(db, dossier.id), await listerAffectations(db, dossier.id)];
  await render(demande, 'instruction/rapport', modele({ demande, etat, dossier, instruction, montants, donnees, avis, affectations, contradictions: (await lireContradictions(db, [dossier.id])).get(dossier.id) ?? [] }), { titre: 'Instruction', large: true, etat, fil: filDossier(demande, dossier) });
};

interface Faits {
  readonly demande: Demande;
  readonly etat: EtatFormulaire;
  readonly dossier: DossierLu;
  readonly instruction: InstructionLue | null;
  readonly montants: MontantsAffiches;
  readonly donnees: Readonly<Record<Chapitre, DonneesChapitre>>;
  readonly avis: readonly AvisLu[];
  readonly affectations: readonly Affectation[];
  readonly contradictions: readonly string[];
}

function modele(faits: Faits): PageInstruction {
  const { demande, etat, dossier, instruction, montants, avis } = faits;
  const permis = (action: 'instruction.rediger' | 'instruction.valider' | 'avis.demander' | 'dossier.affecter'): boolean => peut(demande.acteur, action, demande.sujet).permis;
  const enCours = peutFranchir(DOSSIER, 'valider_instruction', dossier.etat);
  const redige = enCours && permis('instruction.rediger');
  const conflit = redige && texteSaisi(etat.saisie, 'version') !== undefined && texteSaisi(etat.saisie, 'version') !== String(instruction?.version ?? 0);
  const lien = (chemin: '/dossiers/:dossierId'): string => vers(chemin, { dossierId: dossier.id });
  return {
    surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, etat: dossier.etat, onglets: ongletsDossier(demande, dossier),
    resume: [
      { terme: 'Projet', valeur: dossier.titre }, { terme: 'Appel à projets', valeur: dossier.appelTitre }, { terme: 'Instructeur', valeur: dossier.instructeurNom ?? 'Non affecté' },
    ],
    contradictions: faits.contradictions, attente: attente(dossier, instruction, redige), avis: avis.map(decrireAvis), montants, passations: faits.affectations.length < 2 ? [] : faits.affectations,
    affectation: permis('dossier.affecter') && (ETATS_AFFECTABLES as readonly string[]).includes(dossier.etat) ? lien(paths.dossiers.affectation as '/dossiers/:dossierId') : null,
    fiche: peut(demande.acteur, 'organisme.instruire', { nature: 'organisme', id: dossier.organismeId, organismeId: dossier.organismeId }).permis ? vers(paths.organismes.aides, { organismeId: dossier.organismeId }) : null,
    consultation: permis('avis.demander') ? lien(paths.dossiers.avisDemandes as '/dossiers/:dossierId') : null,
    redaction: redige ? { action: lien(paths.dossiers.instruction as '/dossiers/:dossierId'), version: instruction?.version ?? 0, conflit } : null,
    validation: enCours && instruction !== null && permis('instruction.valider') ? {
      action: lien(paths.dossiers.instructionValidation as '/dossiers/:dossierId'), version: instruction.version, commentaire: texteSaisi(etat.saisie, 'commentaire') ?? '',
      complet: manquesDuRapport(instruction).length === 0, transmise: instruction.transmission !== null,
    } : null,
    enregistre: instruction === null ? null : `Enregistré le ${instantLong(instruction.modifieLe)} par ${instruction.modifiePar}`,
    transmission: enCours && instruction?.transmission ? {
      titre: `Transmis pour validation le ${instantLong(instruction.transmission.le)} par ${instruction.transmission.par}`,
      texte: redige ? 'Enregistrer le rapport le reprend : il faudra le transmettre de nouveau.' : 'Un responsable le valide ou le renvoie à l’instructeur.',
    } : null,
    renvoi: enCours ? (instruction?.renvoi ?? null) : null,
    chapitres: CHAPITRES.map((code) => chapitre(code, faits, conflit)),
    ...reponses(faits, conflit),
  };
}

function chapitre(code: Chapitre, { etat, instruction, donnees }: Faits, conflit: boolean): ChapitreAffiche {
  const stocke = (instruction?.chapitres ?? CHAPITRES_VIERGES)[code];
  const texte = texteSaisi(etat.saisie, `rapport.${code}`) ?? stocke;
  return { code, titre: libelle('chapitre', code), champ: `rapport.${code}`, texte, autre: conflit && texte.trim() !== stocke.trim() ? stocke || '(vide)' : null, donnees: donnees[code] };
}

function reponses({ etat, instruction }: Faits, conflit: boolean): Pick<PageInstruction, 'propose' | 'conclusion'> {
  const montant = instruction?.proposeCents ?? null;
  const stocke = { propose: montant === null ? '' : euros(montant).replace(/\s*€$/u, ''), conclusion: instruction?.conclusion ?? '' };
  const [propose, conclusion] = [texteSaisi(etat.saisie, 'propose') ?? stocke.propose, texteSaisi(etat.saisie, 'conclusion') ?? stocke.conclusion];
  return {
    propose: { valeur: propose, autre: conflit && propose !== stocke.propose ? (montant === null ? '(vide)' : euros(montant)) : null },
    conclusion: { valeur: conclusion, options: choix('avis', CONCLUSIONS), autre: conflit && conclusion !== stocke.conclusion ? libelle('avis', stocke.conclusion) || '(vide)' : null },
  };
}

function attente(dossier: DossierLu, instruction: InstructionLue | null, redige: boolean): string | null {
  if (dossier.etat === 'recevable') return 'Le dossier est recevable. Son instruction commence quand un responsable l’affecte à un instructeur.';
  if (dossier.etat === 'en_instruction' && instruction === null && !redige) return 'Le rapport n’est pas encore commencé.';
  return null;
}

const decrireAvis = (a: AvisLu): PageInstruction['avis'][number] => ({
  nom: [a.personneNom, a.fonction].filter(Boolean).join(', '), question: a.question, limite: a.limite, sens: a.sens ?? '', texte: a.texte ?? '', rendu: a.renduLe !== null,
});

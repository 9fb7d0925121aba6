import { peutFranchir } from '../../domain/etats/machine.js';
import { DOSSIER } from '../../domain/etats/machines.js';
import { peut } from '../../domain/habilitations/peut.js';
import { lignesChangees } from '../../domain/recevabilite/suite-element.js';
import { PIECE_ORIGINAL } from '../../domain/dossiers/papier.js';
import { RESULTATS_LIGNE, peserGrille, type DecisionLigne, type LigneGrille } from '../../domain/recevabilite/grille.js';
import type { Controle } from '../../domain/recevabilite/controles.js';
import type { Deps } from '../../platform/deps.js';
import { jourAParis } from '../../platform/clock.js';
import { euros, instantLong, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { choix, libelle } from '../../web/libelles.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { ligneSaisie, texteSaisi } from '../../web/saisie.js';
import { listerDocuments } from '../documents/document-queries.js';
import { nomsDe, type Noms } from '../../web/noms-appel.js';
import { constat, constatDePiece, nomDeLigne } from './recevabilite-mots.js';
import { lireExamen, lireRecevabilite, lireVersions, listerDemandes, listerProlongations, type Examen, type RecevabiliteLue } from './recevabilite-queries.js';
import { comparer, decrireRondes, type DifferencesAffichees, type RondeAffichee } from './rondes.js';

interface Fichier { readonly nom: string; readonly lien: string; readonly taille: number }

/** One line: what the machine says, what a person decides. */
export interface LigneAffichee {
  readonly chemin: string;
  readonly cle: string;
  readonly titre: string;
  readonly facultative: boolean;
  readonly controle: string;
  readonly constat: string;
  readonly fichiers: readonly Fichier[];
  /** Where the piece stands; empty for a rule. */
  readonly etatPiece: string;
  /** Its object changed at the last deposit: what was decided before is to be read again. */
  readonly changee: boolean;
  readonly aVerifier: boolean;
  readonly resultat: string;
  readonly commentaire: string;
  /** What somebody else saved meanwhile, when it differs from what is typed here. */
  readonly autre: string | null;
}

export interface PageRecevabilite {
  readonly surtitre: string;
  readonly etat: string;
  readonly onglets: ReturnType<typeof ongletsDossier>;
  readonly resume: readonly { terme: string; valeur: string }[];
  readonly modifiable: boolean;
  readonly action: string;
  readonly version: number;
  readonly conflit: boolean;
  readonly avancement: string;
  readonly faites: number;
  readonly total: number;
  readonly texteBarre: string;
  /** Required lines not yet decided, to jump to. */
  readonly restantes: readonly { readonly titre: string; readonly ancre: string }[];
  readonly comptes: { readonly regles: string; readonly pieces: string };
  readonly originaux: readonly Fichier[];
  readonly choix: ReturnType<typeof choix>;
  readonly regles: readonly LigneAffichee[];
  readonly pieces: readonly LigneAffichee[];
  readonly constatPieces: { readonly controle: string; readonly texte: string };
  readonly autres: readonly { numero: string; titre: string; lien: string; etat: string; demande: number }[];
  readonly conclusion: { readonly code: string; readonly le: string; readonly par: string; readonly motifs: readonly string[] } | null;
  readonly rondes: readonly RondeAffichee[];
  readonly differences: DifferencesAffichees | null;
  readonly lienDemandes: string;
  readonly attente: string | null;
  readonly affectation: string | null;
}

declare module '../../web/render.js' {
  interface Pages { 'recevabilite/examen': PageRecevabilite }
}

/** Automatic checks beside the human checklist, what was asked and answered, the conclusion. */
export const pageRecevabilite = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const examen = await lireExamen(db, parametre(demande, 'dossierId'));
  const recevabilite = await lireRecevabilite(db, examen.dossier.id);
  const { dossier } = examen;
  const suites = await lireSuites(db, demande, examen);
  await render(demande, 'recevabilite/examen', modele(demande, examen, recevabilite, suites, etat), {
    titre: 'Recevabilité', large: true, etat, fil: filDossier(demande, dossier),
  });
};

/** Rounds of complements, and what the last deposit changed. */
interface Suites { readonly rondes: readonly RondeAffichee[]; readonly differences: DifferencesAffichees | null; readonly changees: ReadonlySet<string> }

async function lireSuites(db: Deps['db'], demande: Demande, { dossier, version, appel, territoires, lignes }: Examen): Promise<Suites> {
  const noms = nomsDe(appel, territoires);
  const versions = await lireVersions(db, dossier.id);
  const [demandes, prolongations] = [await listerDemandes(db, dossier.id), await listerProlongations(db, dossier.id)];
  const rondes = decrireRondes(demandes, { dossierId: dossier.id, versions, prolongations, documents: await listerDocuments(db, dossier.id, false), enCours: null, aujourdhui: jourAParis(demande.maintenant), noms });
  const precedente = versions.get(dossier.version - 1);
  if (precedente === undefined) return { rondes, differences: null, changees: new Set() };
  return { rondes, differences: comparer({ dossierId: dossier.id, noms }, [dossier.version - 1, precedente], [dossier.version, version]), changees: lignesChangees(lignes, precedente, version) };
}

function modele(demande: Demande, examen: Examen, recevabilite: RecevabiliteLue | null, suites: Suites, etat: EtatFormulaire): PageRecevabilite {
  const { dossier, version, appel, territoires, lignes } = examen;
  const ouverte = peutFranchir(DOSSIER, 'declarer_recevable', dossier.etat);
  const modifiable = ouverte && peut(demande.acteur, 'recevabilite.conclure', demande.sujet).permis;
  const conclue = ouverte ? null : recevabilite;
  const controles = conclue?.automatiques ?? examen.controles;
  const noms = nomsDe(appel, territoires);
  const conflit = etat.saisie !== null && texteSaisi(etat.saisie, 'version') !== String(recevabilite?.version ?? 0);
  const affichees = lignes.map((ligne, i) => afficher(examen, ligne, i, { controles, noms, decisions: recevabilite?.decisions ?? [], etat, conflit, changees: suites.changees }));
  const desPieces = controles.find((c) => c.code === 'pieces');
  return {
    surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, etat: dossier.etat, onglets: ongletsDossier(demande, dossier),
    resume: [
      { terme: 'Projet', valeur: version.sections.projet.titre }, { terme: 'Appel à projets', valeur: dossier.appelTitre },
      { terme: dossier.papier === null ? 'Déposé' : 'Reçu sur papier', valeur: `${dossier.deposeLe === null ? '' : instantLong(dossier.deposeLe)} – version ${dossier.version}` },
      ...(dossier.papier === null ? [] : [{ terme: 'Saisi par', valeur: dossier.papier.saisiPar }]),
      { terme: 'Subvention demandée', valeur: euros(dossier.demandeCents) }, { terme: 'Instructeur', valeur: dossier.instructeurNom ?? 'Non affecté' },
    ],
    modifiable, action: vers(paths.dossiers.recevabilite, { dossierId: dossier.id }), version: recevabilite?.version ?? 0, conflit,
    ...compter(affichees, lignes, recevabilite?.decisions ?? []), choix: [{ valeur: '', texte: 'À vérifier' }, ...choix( 'ligne_recevabilite', RESULTATS_LIGNE)],
    originaux: fichiersDe(examen, PIECE_ORIGINAL, ''),
    regles: affichees.filter((_, i) => lignes[i]?.nature === 'regle'), pieces: affichees.filter((_, i) => lignes[i]?.nature === 'piece'),
    constatPieces: { controle: desPieces?.resultat ?? 'ok', texte: desPieces ? constat(desPieces, noms) : '' },
    autres: examen.autres.map((a) => ({ numero: a.numero, titre: a.titre, etat: a.etat, demande: a.demandeCents, lien: vers(paths.dossiers.page, { dossierId: a.id }) })),
    conclusion: conclue === null || conclue.conclusion === null ? null
      : { code: conclue.conclusion, le: conclue.concluLe ?? '', par: conclue.concluPar ?? '', motifs: conclue.motifs },
    rondes: suites.rondes, differences: suites.differences, lienDemandes: vers(paths.dossiers.demandes, { dossierId: dossier.id }), attente: dossier.etat === 'complements_demandes' ? 'Le dossier est chez l’organisme : les contrôles reprennent quand il l’aura redéposé.' : null,
    affectation: dossier.etat === 'recevable' && peut(demande.acteur, 'dossier.affecter', demande.sujet).permis ? vers(paths.dossiers.affectation, { dossierId: dossier.id }) : null,
  };
}

interface Affichage {
  readonly controles: readonly Controle[];
  readonly noms: Noms;
  readonly decisions: readonly DecisionLigne[];
  readonly etat: EtatFormulaire;
  readonly conflit: boolean;
  readonly changees: ReadonlySet<string>;
}

const fichiersDe = ({ dossier, version }: Examen, code: string, precision: string): Fichier[] => version.pieces.filter((p) => p.code === code && p.precision === precision)
  .map((p) => ({ nom: p.nom, taille: p.taille, lien: vers(paths.dossiers.fichierApercu, { dossierId: dossier.id, fichierId: p.fichierId }) }));

function afficher(examen: Examen, ligne: LigneGrille, rang: number, { controles, noms, decisions, etat, conflit, changees }: Affichage): LigneAffichee {
  const controle = ligne.nature === 'regle' ? controles.find((c) => c.code === ligne.code) : undefined;
  const stockee = decisions.find((d) => d.cle === ligne.cle);
  const saisi = (champ: string): string | undefined => {
    const chemin = ligneSaisie(etat.saisie, 'lignes', 'cle', ligne.cle);
    return chemin === undefined ? undefined : texteSaisi(etat.saisie, `${chemin}.${champ}`);
  };
  const [resultat, commentaire] = [saisi('resultat') ?? stockee?.resultat ?? '', saisi('commentaire') ?? stockee?.commentaire ?? ''];
  const differe = resultat !== (stockee?.resultat ?? '') || commentaire !== (stockee?.commentaire ?? '');
  return {
    chemin: `lignes.${rang}`, cle: ligne.cle, titre: nomDeLigne(ligne), facultative: !ligne.obligatoire,
    controle: controle?.resultat ?? '', constat: ligne.nature === 'piece' ? constatDePiece(ligne) : controle === undefined ? '' : constat(controle, noms),
    fichiers: ligne.nature === 'piece' ? fichiersDe(examen, ligne.code, ligne.precision) : [], etatPiece: ligne.nature === 'piece' ? ligne.etat : '',
    changee: changees.has(ligne.cle), aVerifier: ligne.obligatoire && (stockee?.resultat ?? null) === null, resultat, commentaire,
    autre: conflit && differe ? enregistree(stockee) : null,
  };
}

const enregistree = (d: DecisionLigne | undefined): string =>
  `${d?.resultat ? libelle('ligne_recevabilite', d.resultat) : 'Pas encore décidé'}${d?.commentaire ? `, « ${d.commentaire} »` : ''}`;

/** Where the checklist stands: what is left, of how much, and where to jump to. */
function compter(affichees: readonly LigneAffichee[], lignes: readonly LigneGrille[], decisions: readonly DecisionLigne[]): Pick<PageRecevabilite, 'avancement' | 'faites' | 'total' | 'texteBarre' | 'restantes' | 'comptes'> {
  const restantes = affichees.filter((a) => a.aVerifier);
  const total = lignes.filter((l) => l.obligatoire).length;
  const faites = total - restantes.length;
  const reste = (prefixe: string): string => { const n = restantes.filter((a) => a.cle.startsWith(prefixe)).length; return n === 0 ? 'tout est vérifié' : `${pluriel(n, 'ligne')} à vérifier`; };
  return {
    avancement: avancement(lignes, decisions), faites, total, texteBarre: `${faites} sur ${total}`, restantes: restantes.map((a) => ({ titre: a.titre, ancre: `#${a.chemin.replace('.', '-')}` })),
    comptes: { regles: reste('regle:'), pieces: reste('piece:') },
  };
}

function avancement(lignes: readonly LigneGrille[], decisions: readonly DecisionLigne[]): string {
  const { restantes, nonConformes } = peserGrille(lignes, decisions);
  if (restantes.length > 0) return `Il reste ${pluriel(restantes.length, 'ligne obligatoire', 'lignes obligatoires')} à vérifier.`;
  return nonConformes.length > 0 ? `Tout est vérifié, avec ${pluriel(nonConformes.length, 'point non conforme', 'points non conformes')}.` : 'Tout est vérifié et conforme.';
}

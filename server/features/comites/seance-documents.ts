import { porteMontant } from '../../domain/comites/avis.js';
import { euros, instantLong, nombre, pluriel } from '../../platform/format.js';
import type { Bloc, DocumentModele } from '../../platform/pdf.js';
import { libelle } from '../../web/libelles.js';
import type { LigneClassee, VueSeance } from './seance-vue.js';

const paragraphe = (texte: string): Bloc => ({ type: 'paragraphe', texte });
const titre = (niveau: 2 | 3, texte: string): Bloc => ({ type: 'titre', niveau, texte });

/** Mean out of 100 with its number of scorers, or that there is none. */
export const moyenneEnToutesLettres = ({ synthese }: Pick<LigneClassee, 'synthese'>): string =>
  synthese === null ? 'Non noté' : `${nombre(synthese.moyenne.sur100 / 100, 2)} / 100 (${pluriel(synthese.evaluateurs, 'notation')})`;

const moyenneSeche = ({ synthese }: LigneClassee): string => (synthese === null ? '–' : nombre(synthese.moyenne.sur100 / 100, 2));
const montantDeLAvis = (l: LigneClassee): string => (l.avis !== null && porteMontant(l.avis) ? euros(l.montantCents ?? 0) : '–');
const numeroDeTitre = (numero: string): string => `${numero} : `;

/**
 * Minutes of a session: who sat, the ranking, each dossier's avis with amounts and reserves, the report.
 * Each dossier has its own level 3 title, starting with its number: `extraireProcesVerbal` relies on it.
 */
export function procesVerbal(vue: VueSeance, compteRendu: string): Bloc[] {
  const { seance, membres, classees, retirees, disponible } = vue;
  const president = membres.find((m) => m.id === seance.presidentId);
  const presents = membres.filter((m) => m.present).length;
  const total = classees.reduce((t, l) => t + (l.montantCents ?? 0), 0);
  return [
    paragraphe(`Le comité de sélection de l’appel « ${seance.appelTitre} » s’est réuni le ${instantLong(seance.le)} à ${seance.lieu}.`),
    { type: 'encadre', ...mention(seance) },
    { type: 'definitions', entrees: [
      { terme: 'Séance', valeur: seance.titre }, ...(president === undefined ? [] : [{ terme: 'Présidence', valeur: president.nom }]), { terme: 'Membres présents', valeur: `${presents} sur ${membres.length}` }, { terme: 'Quorum', valeur: `${pluriel(seance.quorum, 'membre')}, hors déports` },
      ...(disponible === null ? [] : [{ terme: 'Crédits disponibles', valeur: euros(disponible) }]),
    ] },
    titre(2, 'Membres'),
    { type: 'tableau', colonnes: [{ titre: 'Nom', largeur: 2 }, { titre: 'Fonction', largeur: 4 }, { titre: 'Présence' }], lignes: membres.map((m) => [m.nom, m.fonction, m.present ? 'Présent' : 'Absent']) },
    titre(2, 'Classement et avis'),
    paragraphe('Classement par moyenne décroissante ; à égalité, par la moyenne du premier critère, puis du deuxième, et ainsi de suite.'),
    tableauDesAvis(classees, total),
    titre(2, 'Examen des dossiers'),
    ...classees.flatMap(examen),
    ...(retirees.length === 0 ? [] : [titre(2, 'Dossiers non examinés'), paragraphe(`Retirés par leur organisme avant l’examen : ${retirees.map((l) => l.numero).join(', ')}.`)]),
    titre(2, TITRE_COMPTE_RENDU),
    ...compteRendu.split(/\n{2,}/).map(paragraphe),
    { type: 'signature', lieu: '', date: instantLong(seance.pvApprouveLe ?? seance.le).split(' à ')[0] ?? '', qualite: 'Pour le comité de sélection', ...(seance.pvApprouvePar === null ? {} : { nom: seance.pvApprouvePar }) },
  ];
}

const mention = ({ pvApprouveLe, pvApprouvePar }: VueSeance['seance']): { titre: string; texte: string } => (pvApprouveLe === null
  ? { titre: 'Projet de procès-verbal', texte: 'Ce projet devient définitif quand il est approuvé.' }
  : { titre: 'Procès-verbal approuvé', texte: `Approuvé par ${pvApprouvePar ?? ''} le ${instantLong(pvApprouveLe)}.` });

const TITRE_COMPTE_RENDU = 'Compte rendu';

function tableauDesAvis(classees: readonly LigneClassee[], total: number): Bloc {
  return {
    type: 'tableau',
    colonnes: [{ titre: 'Rang', largeur: 1, alignement: 'droite' }, { titre: 'Dossier', largeur: 2.2 }, { titre: 'Organisme', largeur: 3 }, { titre: 'Moyenne', largeur: 1.4, alignement: 'droite' },
      { titre: 'Demandé', largeur: 2, alignement: 'droite' }, { titre: 'Avis', largeur: 2 }, { titre: 'Montant', largeur: 2, alignement: 'droite' }],
    lignes: classees.map((l) => [l.rang === null ? '–' : String(l.rang), l.numero, l.organismeNom, moyenneSeche(l), euros(l.demandeCents), libelle('avis', l.avis ?? ''), montantDeLAvis(l)]),
    totaux: ['', 'Total', '', '', '', '', euros(total)],
  };
}

function examen(l: LigneClassee): Bloc[] {
  const dehors = l.ecartes.map((e) => `${e.personne} (${e.raison === 'deport' ? 'déport' : 'membre de l’organisme'})`);
  return [
    titre(3, `${numeroDeTitre(l.numero)}${l.organismeNom}`),
    { type: 'definitions', entrees: [
      { terme: 'Projet', valeur: l.titre }, { terme: 'Demandé', valeur: euros(l.demandeCents) }, { terme: 'Proposé par l’instruction', valeur: l.proposeCents === null ? '–' : euros(l.proposeCents) },
      { terme: 'Moyenne', valeur: moyenneEnToutesLettres(l) }, { terme: 'Quorum', valeur: `${pluriel(l.quorum.presents, 'membre présent', 'membres présents')}, ${l.quorum.requis} requis` },
      ...(dehors.length === 0 ? [] : [{ terme: 'Hors de la salle', valeur: dehors.join(', ') }]),
      { terme: 'Avis', valeur: libelle('avis', l.avis ?? '') }, { terme: 'Montant', valeur: montantDeLAvis(l) },
      ...(l.reserves === '' ? [] : [{ terme: l.avis === 'favorable' || l.avis === 'favorable_avec_reserves' ? 'Réserves' : 'Motifs', valeur: l.reserves }]),
    ] },
  ];
}

/**
 * Minutes without the dossiers `numeros`, for a person kept away from them: their rows and sections go, with what would
 * betray them (ranks, total, general report).
 */
export function extraireProcesVerbal(modele: DocumentModele, numeros: readonly string[]): DocumentModele {
  let garder = true;
  const blocs = modele.blocs.flatMap((bloc): Bloc[] => {
    if (bloc.type === 'titre') garder = bloc.texte !== TITRE_COMPTE_RENDU && !(bloc.niveau === 3 && numeros.some((n) => bloc.texte.startsWith(numeroDeTitre(n))));
    if (bloc.type === 'titre' && bloc.texte === TITRE_COMPTE_RENDU) return [paragraphe('Extrait : ni les dossiers dont le lecteur s’est écarté, ni le compte rendu général n’y figurent.')];
    if (!garder && bloc.type !== 'signature') return [];
    return [bloc.type === 'tableau' && bloc.totaux !== undefined ? sansLignes(bloc, numeros) : bloc];
  });
  return { ...modele, titre: `Extrait du ${modele.titre.charAt(0).toLowerCase()}${modele.titre.slice(1)}`, blocs };
}

function sansLignes({ colonnes, lignes, legende }: Extract<Bloc, { type: 'tableau' }>, numeros: readonly string[]): Bloc {
  return {
    type: 'tableau', ...(legende === undefined ? {} : { legende }), colonnes: colonnes.slice(1),
    lignes: lignes.filter((l) => !numeros.includes(l[1] ?? '')).map((l) => l.slice(1)),
  };
}

const COLONNE_MOYENNE = 3;

/**
 * Minutes without the means of the dossiers `numeros`, for a scorer who has still to score them because they came back: those
 * figures would tell the others' scores. Ranks go too.
 */
export function masquerMoyennes(modele: DocumentModele, numeros: readonly string[]): DocumentModele {
  if (numeros.length === 0) return modele;
  let concerne = false;
  const blocs = modele.blocs.map((bloc): Bloc => {
    if (bloc.type === 'titre') concerne = bloc.niveau === 3 && numeros.some((n) => bloc.texte.startsWith(numeroDeTitre(n)));
    if (bloc.type === 'definitions' && concerne) return { ...bloc, entrees: bloc.entrees.filter((e) => e.terme !== 'Moyenne') };
    if (bloc.type !== 'tableau' || bloc.colonnes[COLONNE_MOYENNE]?.titre !== 'Moyenne') return bloc;
    const masquer = (l: string[]): string[] => l.map((c, i) => (i === 0 || (i === COLONNE_MOYENNE && numeros.includes(l[1] ?? '')) ? '–' : c));
    return { ...bloc, lignes: bloc.lignes.map(masquer) };
  });
  return { ...modele, blocs };
}

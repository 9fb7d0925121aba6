import { genererJeu } from '../../server/cli/jeu-essai/generer.js';
import { hasard, type Hasard } from '../../server/cli/jeu-essai/hasard.js';
import { jour } from '../../server/domain/kernel/jour.js';
import { pseudonymeDe, type Identite } from '../../server/domain/participants/identite.js';
import { DUREES_CHOMAGE, NIVEAUX, OUI_NON, OUI_NON_NSP, SITUATIONS_SUIVI, STATUTS_EMPLOI, type Fiche, type Sexe } from '../../server/domain/participants/questionnaire.js';
import { coffreDesParticipants, scellerIdentite } from '../../server/features/participants/participant-coffre.js';
import { insererParticipants, type ParticipantAEcrire } from '../../server/features/participants/participant-store.js';
import { nouvelId } from '../../server/platform/ids.js';
import type { ApplicationDeTest } from './application.js';
import { MOT_DE_PASSE } from './visiteur.js';

/** A person as the recount sees them: the codes they count in are decided here, from their answers, by rules of its own. */
export interface PersonneComptee { readonly dossier: OperationDeTest; readonly sexe: Sexe; readonly annee: string; readonly incomplete: boolean; readonly codes: ReadonlySet<string> }

/** An operation with what totals part it by. */
export interface OperationDeTest { readonly id: string; readonly appel: string; readonly dispositif: string | null; readonly fiches: readonly string[]; readonly administrations: number; readonly entreprises: number }

export interface BaseDeParticipants { readonly operations: readonly OperationDeTest[]; readonly personnes: readonly PersonneComptee[] }

/** A generated base of dossiers, attached to the measures of a programme, and so many participants over all of them. */
export async function baseDeParticipants(app: ApplicationDeTest, { dossiers, participants, graine }: { readonly dossiers: number; readonly participants: number; readonly graine: number }): Promise<BaseDeParticipants> {
  const { db, magasin } = app.deps;
  const avant = await db('dossiers').pluck<string[]>('id');
  await genererJeu(db, magasin, { dossiers, graine, motDePasse: MOT_DE_PASSE, maintenant: app.horloge.maintenant() });
  const h = hasard(graine);
  const connus = new Set(avant);
  const operations = await rattacher(app, h, (await db('dossiers').orderBy('id').select<{ id: string; appel_id: string; dispositif: number | null }[]>('id', 'appel_id', 'dispositif')).filter((d) => !connus.has(d.id)));
  const personnes: PersonneComptee[] = [];
  const { id: auteur } = await db('personnes').first<{ id: string }>('id');
  for (let faits = 0; faits < participants; faits += PAR_LOT) {
    const lot = Array.from({ length: Math.min(PAR_LOT, participants - faits) }, (_, i) => creer(app, h, operations, faits + i, auteur));
    await db.transaction((trx) => insererParticipants(trx, lot.map((p) => p.ligne)));
    personnes.push(...lot.map((p) => p.personne));
  }
  return { operations, personnes };
}

const PAR_LOT = 2000;
const FICHES = 7;

async function rattacher(app: ApplicationDeTest, h: Hasard, dossiers: readonly { id: string; appel_id: string; dispositif: number | null }[]): Promise<OperationDeTest[]> {
  const { db } = app.deps;
  const le = app.horloge.maintenant();
  const [programme, objectif] = [nouvelId(), nouvelId()];
  const debut = 2021 + Number((await db('programmes').count<{ n: number | string }[]>({ n: '*' }))[0]?.n ?? 0);
  await db('programmes').insert({ id: programme, titre: 'Programme', debut, fin: debut + 4, cree_le: le });
  await db('programme_objectifs').insert({ id: objectif, programme_id: programme, numero: '1', intitule: 'Objectif', rang: 1 });
  const fiches = Array.from({ length: FICHES }, (_, i) => ({ id: nouvelId(), programme_id: programme, objectif_id: objectif, numero: `1.${i + 1}`, intitule: `Fiche ${i + 1}`, cadre: 'PDI', rang: i + 1, etat: 'en_cours', modifie_le: le }));
  await db('programme_fiches').insert(fiches);
  const operations = dossiers.map((d): OperationDeTest => ({
    id: d.id, appel: d.appel_id, dispositif: d.dispositif === null ? null : String(d.dispositif), fiches: fiches.filter(() => h.fois(0.15)).map((f) => f.id), ...(h.fois(0.1) ? { administrations: h.entier(0, 4), entreprises: h.entier(0, 30) } : { administrations: 0, entreprises: 0 }),
  }));
  await db.batchInsert('programme_dossiers', operations.flatMap((o) => o.fiches.map((fiche_id) => ({ fiche_id, dossier_id: o.id, lie_le: le }))), 200);
  const { id: auteur } = await db('personnes').first<{ id: string }>('id');
  await db.batchInsert('participant_entites', operations.filter((o) => o.administrations + o.entreprises > 0).map((o) => ({ dossier_id: o.id, administrations: o.administrations, entreprises: o.entreprises, modifie_par: auteur, modifie_le: le })), 200);
  return operations;
}

function creer(app: ApplicationDeTest, h: Hasard, operations: readonly OperationDeTest[], rang: number, auteur: string): { ligne: ParticipantAEcrire; personne: PersonneComptee } {
  const [id, dossier, fiche] = [nouvelId(), h.parmi(operations), repondre(h)];
  const identite: Identite = { nom: `Personne ${rang}`, prenom: 'Camille', naissance: fiche.naissance, courriel: '', telephone: '', adresse: '' };
  const le = app.horloge.maintenant();
  return {
    ligne: { id, dossierId: dossier.id, pseudonyme: pseudonymeDe(id), fiche, identite: scellerIdentite(coffre(app), id, identite), source: 'saisie', creePar: auteur, creeLe: le },
    personne: { dossier, sexe: fiche.sexe, annee: fiche.entree.slice(0, 4), incomplete: estIncomplete(fiche), codes: codesDe(fiche) },
  };
}

const coffres = new WeakMap<ApplicationDeTest, ReturnType<typeof coffreDesParticipants>>();

function coffre(app: ApplicationDeTest): ReturnType<typeof coffreDesParticipants> {
  const connu = coffres.get(app) ?? coffreDesParticipants(app.deps);
  coffres.set(app, connu);
  return connu;
}

const jourDe = (h: Hasard, annee: number): ReturnType<typeof jour> => jour(`${annee}-${String(h.entier(1, 12)).padStart(2, '0')}-${String(h.entier(1, 28)).padStart(2, '0')}`);

/** Answers of one person; one in six lacks something. */
function repondre(h: Hasard): Fiche {
  const entree = jourDe(h, h.entier(2021, 2023));
  const statut = h.parmi(STATUTS_EMPLOI);
  const sortie = h.fois(0.6) ? jourDe(h, Number(entree.slice(0, 4)) + 1) : null;
  const suivi = sortie !== null && h.fois(0.5) ? jourDe(h, Number(sortie.slice(0, 4)) + 1) : null;
  const libre = (): (typeof OUI_NON_NSP)[number] | null => (h.fois(0.05) ? null : h.parmi(OUI_NON_NSP));
  const enEmploi = statut === 'salarie' || statut === 'independant';
  return {
    sexe: h.selon({ femme: 52, homme: 46, non_binaire: 2 }), naissance: jourDe(h, h.entier(1950, 2005)), entree, statut: h.fois(0.04) ? null : statut, dureeChomage: statut === 'chomeur' ? h.parmi(DUREES_CHOMAGE) : null, formation: h.fois(0.04) ? null : h.parmi(OUI_NON),
    niveau: h.fois(0.04) ? null : h.parmi(NIVEAUX), handicap: libre(), paysTiers: libre(), origine: libre(), minorite: libre(), logement: libre(), rural: libre(), sortie,
    situationSortie: sortie === null || h.fois(0.06) ? null : h.parmi(STATUTS_EMPLOI), formationSortie: sortie === null ? null : h.parmi(OUI_NON), qualification: sortie === null ? null : h.parmi(OUI_NON),
    suiviLe: suivi, situationSuivi: suivi === null ? null : h.parmi(SITUATIONS_SUIVI), amelioration: suivi === null || !enEmploi ? null : h.parmi(OUI_NON),
  };
}

const manqueALEntree = (f: Fiche): boolean => f.statut === null || f.formation === null || f.niveau === null;
const estIncomplete = (f: Fiche): boolean => manqueALEntree(f) || (f.sortie !== null && (f.situationSortie === null || f.formationSortie === null || f.qualification === null));

/** Codes of annex I of regulation (EU) 2021/1057, read again from its text. */
function codesDe(f: Fiche): Set<string> {
  const codes = new Set<string>();
  if (manqueALEntree(f)) return codes;
  const [a, b] = [f.naissance.split('-').map(Number), f.entree.split('-').map(Number)] as [number[], number[]];
  const age = (b[0] ?? 0) - (a[0] ?? 0) - ((b[1] ?? 0) * 100 + (b[2] ?? 0) < (a[1] ?? 0) * 100 + (a[2] ?? 0) ? 1 : 0);
  const cite = Number(f.niveau?.replace('cite_', ''));
  const sansEmploi = f.statut === 'chomeur' || f.statut === 'inactif';
  const embauche = (s: string | null): boolean => s === 'salarie' || s === 'independant';
  const regles: Readonly<Record<string, boolean>> = {
    EECO01: true, EECO02: f.statut === 'chomeur', EECO03: f.statut === 'chomeur' && (f.dureeChomage === 'plus_12_mois' || (f.dureeChomage === 'de_6_a_12_mois' && age < 25)), EECO04: f.statut === 'inactif', EECO05: embauche(f.statut),
    EECO06: age < 18, EECO07: age > 17 && age < 30, EECO08: age > 54, EECO09: cite < 3, EECO10: cite === 3 || cite === 4, EECO11: cite > 4, EECO12: f.handicap === 'oui', EECO13: f.paysTiers === 'oui', EECO14: f.origine === 'oui', EECO15: f.minorite === 'oui', EECO16: f.logement === 'oui', EECO17: f.rural === 'oui',
    EECR01: f.statut === 'inactif' && f.situationSortie === 'chomeur', EECR02: f.formation === 'non' && f.formationSortie === 'oui', EECR03: f.qualification === 'oui', EECR04: sansEmploi && embauche(f.situationSortie), EECR05: sansEmploi && embauche(f.situationSuivi), EECR06: embauche(f.statut) && f.amelioration === 'oui',
  };
  for (const [code, vrai] of Object.entries(regles)) if (vrai) codes.add(code);
  return codes;
}

/** Counts people one by one. */
export function recompterPersonnes(personnes: readonly PersonneComptee[]): Readonly<Record<string, number>> {
  const comptes: Record<string, number> = { fiches: 0, incompletes: 0 };
  const ajouter = (cle: string): void => { comptes[cle] = (comptes[cle] ?? 0) + 1; };
  for (const { sexe, incomplete, codes } of personnes) {
    ajouter('fiches');
    if (incomplete) ajouter('incompletes');
    for (const code of codes) { ajouter(`${code} ${sexe}`); ajouter(`${code} total`); }
  }
  return comptes;
}

import { SECTIONS, type ContenuSections, type SectionSaisie } from '../../domain/dossiers/contenu.js';
import { manquesDeSection, type Manque } from '../../domain/dossiers/completude.js';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import { sectionOuverte } from '../../domain/recevabilite/perimetre.js';
import { CODES_FORFAIT, FINANCEURS, NATURES, POSTES, STATUTS_RESSOURCE } from '../../domain/financements/nomenclature.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, heure, instantLong, pluriel, pourcent } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { Introuvable, trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { filDossier } from '../../web/onglets-dossier.js';
import { nomsDe } from '../../web/noms-appel.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { estParScript } from '../../web/requete.js';
import type { Saisie } from '../../web/saisie.js';
import { listerTerritoires } from '../appels/appel-queries.js';
import { lireOrganisme, type OrganismeLu } from '../organismes/organisme-queries.js';
import { ajouterCollage } from './budget-saisie.js';
import { conflitsEntre, type Conflit } from './conflit-page.js';
import { contenuDesSections, lireDossier, lireReglesDuDossier, lireSections, type DossierLu, type SectionLue } from './dossier-queries.js';
import { lirePerimetre } from './perimetre-queries.js';
import { etudesDe, planDe, type AnomalieLisible, type EtudesBudget, type PagePlan } from './plan-page.js';
import { avecLignesVides, proposition, versSaisie } from './section-saisie.js';

interface Choix { readonly valeur: string; readonly texte: string }

/** What a save leaves to see: shown beside the form, and answered alone to each save made by typing. */
export interface SuiviSection {
  readonly version: number;
  /** « Enregistré à 14 h 32 », or why it is not. */
  readonly statut: { readonly texte: string; readonly nature: 'enregistre' | 'a_corriger' | 'conflit' | 'vierge' };
  readonly manques: readonly string[];
  readonly resteACompleter: string;
  /** Nothing missing, and nothing in the plan that stops the deposit. */
  readonly complete: boolean;
  readonly plan: PagePlan | null;
  readonly etudes: EtudesBudget | null;
  /** What the rules find in a row of the budget. */
  readonly alertes: readonly AnomalieLisible[];
}

export interface PageSection extends SuiviSection {
  readonly action: string;
  readonly retour: string;
  readonly suivante: { readonly texte: string; readonly lien: string } | null;
  readonly conflits: readonly Conflit[];
  readonly autre: string;
  /** Saves go by themselves as one types; not while two versions are being compared. */
  readonly auto: boolean;
  readonly ouverte: boolean;
  readonly saisie: Saisie;
  readonly section: string;
  readonly estOrganisme: boolean;
  readonly estProjet: boolean;
  readonly estPublics: boolean;
  readonly estBudget: boolean;
  readonly estIndicateurs: boolean;
  readonly estEngagements: boolean;
  readonly organisme: OrganismeLu | null;
  readonly lienOrganisme: string;
  readonly concertation: string | null;
  readonly plafond: string;
  readonly periode: string;
  readonly choix: Readonly<Record<string, readonly Choix[]>>;
  readonly optionsConflit: readonly Choix[];
  /** Whose page it is: nobody else goes on with it. */
  readonly personneId: string;
}

/** The fragment that answers a save made by typing. */
export interface PageEtatSection extends SuiviSection { readonly estBudget: boolean; readonly erreursDeChamp: readonly { champ: string; message: string }[] }

declare module '../../web/render.js' {
  interface Pages { 'dossiers/section': PageSection; 'dossiers/section-etat': PageEtatSection }
}

const OPTIONS_CONFLIT: readonly Choix[] = [{ valeur: 'moi', texte: 'Ma saisie' }, { valeur: 'autre', texte: 'La valeur enregistrée' }];

const MANQUES: Readonly<Record<Manque['code'], string>> = {
  a_remplir: 'à renseigner', hors_periode_appel: 'hors de la période de l’appel', duree_trop_longue: 'durée supérieure au maximum de l’appel', dates_inversees: 'la fin précède le début',
  a_cocher: 'à confirmer', concertation_requise: 'concertation préalable à décrire', aucune_ligne: 'aucune ligne saisie',
};

/** Words of a missing element: field then reason. */
export const decrireManque = (m: Manque): string => `${libelle('champ', m.champ.replace(/\.\d+\./, '.'))} : ${MANQUES[m.code]}`;

/** Name of the section in the address, or 404. */
export function sectionDemandee(demande: Demande): SectionSaisie {
  const nom = parametre(demande, 'section');
  const connue = SECTIONS.find((s): s is SectionSaisie => s === nom && s !== 'pieces');
  if (connue === undefined) throw new Introuvable();
  return connue;
}

/** What a section is shown from. */
interface Lecture {
  readonly section: SectionSaisie;
  readonly dossier: DossierLu;
  readonly appel: ContenuAppel;
  readonly sections: ReadonlyMap<string, SectionLue>;
  readonly stockee: SectionLue | undefined;
}

async function lire({ db }: Deps, demande: Demande): Promise<Lecture> {
  const section = sectionDemandee(demande);
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const [appel, sections] = await Promise.all([lireReglesDuDossier(db, dossier), lireSections(db, dossier.id)]);
  return { section, dossier, appel, sections, stockee: sections.get(section) };
}

function suivi({ section, appel, sections, stockee }: Lecture, version: number, statut: SuiviSection['statut']): SuiviSection {
  const contenus: Partial<ContenuSections> = contenuDesSections(sections);
  const plan = section === 'budget' ? planDe(contenus, appel) : null;
  const manques = stockee === undefined ? [] : manquesDeSection(section, stockee.contenu, appel).map(decrireManque);
  return {
    version, statut, manques, complete: stockee !== undefined && manques.length === 0 && plan?.anomalies.some((a) => a.bloquante) !== true, resteACompleter: manques.length === 0 ? '' : `Il reste ${pluriel(manques.length, 'point')} à compléter`, plan,
    etudes: section === 'budget' ? etudesDe(contenus, appel) : null, alertes: plan?.anomalies.filter((a) => a.groupe !== null) ?? [],
  };
}

const statutDe = (stockee: SectionLue | undefined, { maintenant, acteur }: Demande): SuiviSection['statut'] => {
  if (stockee === undefined) return { texte: 'Rien n’est encore enregistré.', nature: 'vierge' };
  const quand = stockee.modifieLe.slice(0, 10) === maintenant.slice(0, 10) ? `à ${heure(stockee.modifieLe)}` : `le ${instantLong(stockee.modifieLe)}`;
  return { texte: `Enregistré ${quand}${stockee.modifiePar === null || stockee.modifiePar === acteur.nom ? '' : ` par ${stockee.modifiePar}`}`, nature: 'enregistre' };
};

/** Page of a section: its form with what is stored, or what was typed when it was refused; to a script, what a save leaves to see. */
export const pageSection = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const lecture = await lire(deps, demande);
  if (estParScript(demande.req)) return repondreAuScript(demande, lecture, etat);
  const { section, dossier, appel, stockee } = lecture;
  const [territoires, organisme, perimetre] = await Promise.all([listerTerritoires(deps.db), lireOrganisme(deps.db, dossier.organismeId), lirePerimetre(deps.db, dossier)]);
  const faits = suivi(lecture, stockee?.version ?? 0, statutDe(stockee, demande));
  const noms = nomsDe(appel, territoires);
  const conflits = conflitsEntre(etat.saisie, stockee, section, appel, territoires.map((t) => t.code).filter((c) => appel.territoires.includes(c)), noms);
  const tapee = etat.saisie !== null && section === 'budget' ? ajouterCollage(etat.saisie) : etat.saisie;
  const saisie = tapee ?? (stockee === undefined ? proposition(section, demande.acteur, organisme?.telephone ?? '') : versSaisie(stockee.contenu));
  const ouverte = perimetre === null || sectionOuverte(perimetre, section);
  await render(demande, 'dossiers/section', {
    ...faits, ...adresses(dossier, section), conflits, autre: stockee?.modifiePar ?? 'une autre personne', auto: conflits.length === 0 && ouverte, ouverte,
    saisie: avecLignesVides(section, saisie, etat.saisie === null ? faits.alertes : []), section,
    estOrganisme: section === 'organisme', estProjet: section === 'projet', estPublics: section === 'publics', estBudget: section === 'budget',
    estIndicateurs: section === 'indicateurs', estEngagements: section === 'engagements',
    organisme, lienOrganisme: vers(paths.organismes.modifier, { organismeId: dossier.organismeId }),
    concertation: appel.regles.concertationPrealable.map((c) => `${c.partenaire} (${c.territoire})`).join(', ') || null,
    plafond: pourcent(appel.regles.plafondHorsRsa), periode: `du ${dateCourte(appel.periodeOperations.debut)} au ${dateCourte(appel.periodeOperations.fin)}`,
    choix: listesDeChoix(appel, territoires), optionsConflit: OPTIONS_CONFLIT, personneId: demande.acteur.id ?? '',
  }, { titre: libelle('section', section), ...(conflits.length === 0 ? { etat } : { etat: { ...etat, refus: null }, statut: 422 }), fil: filDossier(demande, dossier), large: section === 'budget' });
};

/**
 * Answers a save made by typing. The version given back is the one that was written (`version` of the address), never a
 * newer one: a page must not pass for having read what somebody else saved since.
 */
export const etatSection = (deps: Deps) => async (demande: Demande): Promise<void> => {
  const lecture = await lire(deps, demande);
  const version = Number(demande.query['version']);
  const ecrite = Number.isSafeInteger(version) && version > 0 ? version : 0;
  await ecrireEtat(demande, lecture, suivi(lecture, ecrite, statutDe(lecture.stockee, demande)), []);
};

function repondreAuScript(demande: Demande, lecture: Lecture, etat: EtatFormulaire): Promise<void> {
  const erreurs = Object.entries(etat.erreurs).map(([champ, message]) => ({ champ, message }));
  const statut: SuiviSection['statut'] = erreurs.length > 0
    ? { texte: `Pas encore enregistré : ${pluriel(erreurs.length, 'réponse')} à corriger`, nature: 'a_corriger' }
    : { texte: etat.refus ?? '', nature: 'conflit' };
  return ecrireEtat(demande, lecture, suivi(lecture, Number(etat.saisie?.['version'] ?? 0) || 0, statut), erreurs);
}

const ecrireEtat = (demande: Demande, { section }: Lecture, faits: SuiviSection, erreursDeChamp: PageEtatSection['erreursDeChamp']): Promise<void> =>
  render(demande, 'dossiers/section-etat', { ...faits, estBudget: section === 'budget', erreursDeChamp }, { titre: libelle('section', section), fragment: true, statut: faits.statut.nature === 'enregistre' ? 200 : 422 });

function adresses(dossier: DossierLu, section: SectionSaisie): Pick<PageSection, 'action' | 'retour' | 'suivante'> {
  const retour = vers(paths.dossiers.page, { dossierId: dossier.id });
  const suivante = SECTIONS[SECTIONS.indexOf(section) + 1];
  const lien = suivante === 'pieces' ? vers(paths.dossiers.pieces, { dossierId: dossier.id }) : vers(paths.dossiers.section, { dossierId: dossier.id, section: suivante ?? '' });
  return {
    action: vers(paths.dossiers.section, { dossierId: dossier.id, section }), retour,
    suivante: suivante === undefined ? null : { texte: libelle('section', suivante), lien },
  };
}

function listesDeChoix(appel: ContenuAppel, territoires: readonly { code: string; nom: string }[]): Record<string, Choix[]> {
  const memes = (textes: readonly string[]): Choix[] => textes.map((t) => ({ valeur: t, texte: t }));
  return {
    dispositifs: appel.dispositifs.map((d) => ({ valeur: String(d.numero), texte: `${d.numero}. ${d.intitule}` })), axes: memes(appel.axes), mesures: memes(appel.mesuresSocles), publics: memes(appel.publics),
    territoires: territoires.filter((t) => appel.territoires.includes(t.code)).map((t) => ({ valeur: t.code, texte: t.nom })),
    postes: choix('poste', POSTES), natures: choix('nature_depense', NATURES), financeurs: choix('financeur', FINANCEURS), statuts: choix('statut_ressource', STATUTS_RESSOURCE), forfaits: choix('forfait', CODES_FORFAIT),
  };
}

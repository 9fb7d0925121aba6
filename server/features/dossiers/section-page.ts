import { SECTIONS, type ContenuSections, type SectionSaisie } from '../../domain/dossiers/contenu.js';
import { manquesDeSection, type Manque } from '../../domain/dossiers/completude.js';
import { evaluerBudget } from '../../domain/dossiers/evaluation.js';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { Anomalie, EvaluationPlan } from '../../domain/financements/plan.js';
import { CODES_FORFAIT, FINANCEURS, NATURES, POSTES, STATUTS_RESSOURCE } from '../../domain/financements/nomenclature.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, euros, pourcent } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { Introuvable, trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { filDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { listerTerritoires } from '../appels/appel-queries.js';
import { lireOrganisme, type OrganismeLu } from '../organismes/organisme-queries.js';
import { lireDossier, lireReglesDuDossier, lireSections, type DossierLu, type SectionLue } from './dossier-queries.js';

interface Choix { readonly valeur: string; readonly texte: string }
type Saisie = Readonly<Record<string, unknown>>;

/** A field whose stored value differs from the one just typed by somebody else. */
interface Conflit { readonly champ: string; readonly saisie: string; readonly enregistre: string }

export interface PageSection {
  readonly action: string;
  readonly retour: string;
  readonly suivante: { readonly texte: string; readonly lien: string } | null;
  readonly version: number;
  readonly enregistre: { readonly le: string; readonly par: string | null } | null;
  readonly conflits: readonly Conflit[];
  readonly manques: readonly string[];
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
  readonly plan: PagePlan | null;
}

/** Totals and anomalies of the plan, beside the form. */
export interface PagePlan {
  readonly totalDepenses: number;
  readonly totalRessources: number;
  readonly ecart: number;
  readonly equilibre: boolean;
  readonly demandee: number;
  readonly plafonnee: number;
  readonly tauxIntervention: string;
  readonly forfaits: readonly { nom: string; assiette: number; montant: number }[];
  readonly anomalies: readonly { lieu: string; texte: string; bloquante: boolean }[];
}

declare module '../../web/render.js' {
  interface Pages { 'dossiers/section': PageSection }
}

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

/** Page of a section: its form with what is stored, or what was typed when it was refused. */
export const pageSection = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const section = sectionDemandee(demande);
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const [appel, sections, territoires, organisme] = [await lireReglesDuDossier(db, dossier), await lireSections(db, dossier.id), await listerTerritoires(db), await lireOrganisme(db, dossier.organismeId)];
  const stockee = sections.get(section);
  const enBase = stockee?.contenu;
  const saisie = avecLignesVides(section, etat.saisie ?? versSaisie(enBase));
  await render(demande, 'dossiers/section', {
    ...adresses(dossier, section), version: stockee?.version ?? 0,
    enregistre: stockee ? { le: stockee.modifieLe, par: stockee.modifiePar } : null,
    conflits: conflitsEntre(etat.saisie, stockee), saisie, section,
    manques: enBase === undefined ? [] : manquesDeSection(section, enBase, appel).map(decrireManque),
    estOrganisme: section === 'organisme', estProjet: section === 'projet', estPublics: section === 'publics', estBudget: section === 'budget',
    estIndicateurs: section === 'indicateurs', estEngagements: section === 'engagements',
    organisme, lienOrganisme: vers(paths.organismes.modifier, { organismeId: dossier.organismeId }),
    concertation: appel.regles.concertationPrealable.map((c) => `${c.partenaire} (${c.territoire})`).join(', ') || null,
    plafond: pourcent(appel.regles.plafondHorsRsa), periode: `du ${dateCourte(appel.periodeOperations.debut)} au ${dateCourte(appel.periodeOperations.fin)}`,
    choix: listesDeChoix(appel, territoires), plan: section === 'budget' ? planDe(sections, appel) : null,
  }, { titre: libelle('section', section), etat, fil: filDossier(demande, dossier) });
};

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

const enTexte = (valeur: unknown, champ: string): unknown => {
  if (champ === 'montant' && typeof valeur === 'number') return euros(valeur).replace(/[\u00a0\u202f]?€/, '').replace(/\u202f/g, ' ');
  if ((champ === 'debut' || champ === 'fin') && typeof valeur === 'string' && valeur !== '') return dateCourte(valeur);
  if (Array.isArray(valeur)) return valeur.map((v) => (typeof v === 'object' && v !== null ? versSaisie(v) : v));
  return valeur;
};

/** Stored content as it is typed: amounts `1 234,56`, days `12/03/2023`. */
function versSaisie(contenu: object | undefined): Saisie {
  return Object.fromEntries(Object.entries(contenu ?? {}).map(([champ, valeur]) => [champ, enTexte(valeur, champ)]));
}

const REPETES: Readonly<Partial<Record<SectionSaisie, Readonly<Record<string, number>>>>> = {
  publics: { volumes: 2 }, budget: { depenses: 5, ressources: 4, valorisations: 1 }, indicateurs: { indicateurs: 3 },
};

/** Adds blank rows at the end of each repeated group, so that one can always type further without JavaScript. */
function avecLignesVides(section: SectionSaisie, saisie: Saisie): Saisie {
  const groupes = REPETES[section] ?? {};
  return { ...saisie, ...Object.fromEntries(Object.entries(groupes).map(([nom, n]) => [nom, [...rangees(saisie[nom]), ...Array.from({ length: n }, () => ({}))]])) };
}

const rangees = (valeur: unknown): unknown[] => (Array.isArray(valeur) ? valeur : typeof valeur === 'object' && valeur !== null ? Object.values(valeur) : []);

function conflitsEntre(saisie: Saisie | null, stockee: SectionLue | undefined): Conflit[] {
  if (saisie === null || stockee === undefined || Number(saisie['version']) === stockee.version) return [];
  const enregistree = versSaisie(stockee.contenu);
  const texte = (v: unknown): string => (v === undefined || v === null || v === '' ? '(vide)' : typeof v === 'object' ? JSON.stringify(v) : String(v));
  return Object.keys(enregistree).filter((c) => texte(saisie[c]) !== texte(enregistree[c]) && !(enregistree[c] === false && saisie[c] === undefined))
    .map((c) => ({ champ: libelle('champ', c), saisie: texte(saisie[c]), enregistre: texte(enregistree[c]) }));
}

function planDe(sections: ReadonlyMap<string, SectionLue>, appel: ContenuAppel): PagePlan | null {
  const budget = sections.get('budget')?.contenu as ContenuSections['budget'] | undefined;
  return budget === undefined ? null : versPagePlan(evaluerBudget(budget, sections.get('publics')?.contenu as ContenuSections['publics'] | undefined, appel));
}

/** An evaluated plan as pages show it. */
export function versPagePlan(plan: EvaluationPlan): PagePlan {
  return {
    totalDepenses: plan.totalDepenses, totalRessources: plan.totalRessources, ecart: plan.ecart, equilibre: plan.equilibre, demandee: plan.subvention.demandee, plafonnee: plan.subvention.plafonnee,
    tauxIntervention: pourcent(plan.tauxIntervention), forfaits: plan.forfaits.map((f) => ({ nom: libelle('forfait', f.code), assiette: f.assiette, montant: f.montant })), anomalies: plan.anomalies.map(decrireAnomalie),
  };
}

/** An anomaly in words, with the row that causes it. */
export function decrireAnomalie(a: Anomalie): { lieu: string; texte: string; bloquante: boolean } {
  const rang = /^(depenses|ressources)\[(\d+)\]/.exec(a.champ);
  const lieu = rang ? `${rang[1] === 'depenses' ? 'Dépense' : 'Ressource'}, ligne ${Number(rang[2]) + 1}` : libelle('lieu_anomalie', a.champ);
  return { lieu, texte: libelle('anomalie', a.code), bloquante: a.gravite === 'bloquante' };
}

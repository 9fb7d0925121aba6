import { peut, pourraitFaire, SANS_SUJET } from '../../domain/habilitations/peut.js';
import { cleDePart, DIMENSIONS, NON_REPARTIE, suivreParts, type PartVotee } from '../../domain/grand-livre/repartition.js';
import { prevoirPaiements } from '../../domain/grand-livre/prevision-paiements.js';
import { cents } from '../../domain/kernel/cents.js';
import { anneeDe } from '../../domain/kernel/jour.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, dateLongue, euros } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteDeQuery } from '../../web/requete.js';
import { montantASaisir, nombreDeRangees, texteTape } from '../../web/saisie.js';
import { lireAppel, listerTerritoires, type TerritoireLu } from '../appels/appel-queries.js';
import {
  dossiersReservables, engageSansEcheancier, lireCreditsDePaiement, listerEnveloppes, listerVirements, proposeParAppel, realisationObservee, versementsAttendus, type EnveloppeDeListe,
} from './enveloppe-queries.js';
import { engagesParPart, lireParts } from './parts-queries.js';

interface Barre { readonly libelle: string; readonly valeur: number; readonly maximum: number; readonly texte: string }
interface Option { readonly valeur: string; readonly texte: string }

interface Carte {
  readonly titre: string;
  readonly sousTitre: string;
  readonly lien: string;
  readonly barres: readonly Barre[];
  readonly voteCents: number; readonly proposeCents: number | null; readonly engageCents: number; readonly payeCents: number; readonly recouvreCents: number; readonly disponibleCents: number;
}

export interface PageEnveloppes {
  readonly annees: readonly Option[];
  readonly filtre: { readonly action: string; readonly annee: string };
  readonly cartes: readonly Carte[];
  readonly lienAppels: string | null;
  readonly filtrable: boolean;
}

export interface PageEnveloppe {
  readonly carte: Carte;
  readonly liens: readonly { readonly texte: string; readonly lien: string }[];
  readonly parts: readonly { readonly nom: string; readonly voteCents: number; readonly engageCents: number; readonly disponibleCents: number; readonly barre: Barre }[];
  readonly credits: readonly { readonly annee: number; readonly voteCents: number; readonly payeCents: number; readonly barre: Barre }[];
  readonly prevision: { readonly mois: readonly { readonly nom: string; readonly echeancierCents: number; readonly attenduCents: number; readonly barre: Barre }[]; readonly totalCents: number; readonly attenduCents: number; readonly realisation: string; readonly sansEcheancierCents: number };
  readonly virements: readonly { readonly date: string; readonly decision: string; readonly de: string; readonly vers: string; readonly montantCents: number; readonly motif: string; readonly par: string }[];
  /** Null for those who only read. */
  readonly formulaires: Formulaires | null;
}

interface Formulaires {
  /** `ouvert`: this form was refused, and is shown with what was typed. */
  readonly repartition: { readonly ouvert: boolean; readonly action: string; readonly lignes: readonly { readonly cle: string; readonly montant: string }[]; readonly cles: readonly Option[]; readonly reserve: string };
  readonly credits: { readonly ouvert: boolean; readonly action: string; readonly lignes: readonly { readonly annee: string; readonly montant: string }[] };
  readonly virement: { readonly ouvert: boolean; readonly action: string; readonly origines: readonly Option[]; readonly destinations: readonly Option[]; readonly saisie: Readonly<Record<string, string>> };
  readonly reserve: { readonly action: string; readonly candidats: readonly Option[]; readonly imputes: readonly { readonly id: string; readonly nom: string }[] } | null;
}

declare module '../../web/render.js' {
  interface Pages { 'enveloppes/liste': PageEnveloppes; 'enveloppes/page': PageEnveloppe }
}

/** Every envelope with what was voted, proposed, committed, paid, recovered and is available (spec 2.7). */
export const pageEnveloppes = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const [toutes, proposes] = await Promise.all([listerEnveloppes(db, {}), proposeParAppel(db)]);
  const annees = [...new Set(toutes.map((e) => e.annee))].sort((a, b) => b - a);
  const annee = annees.find((a) => String(a) === texteDeQuery(demande.query, 'annee', 4)) ?? null;
  await render(demande, 'enveloppes/liste', {
    annees: annees.map((a) => ({ valeur: String(a), texte: String(a) })), filtre: { action: paths.enveloppes.liste, annee: annee === null ? '' : String(annee) },
    cartes: toutes.filter((e) => annee === null || e.annee === annee).map((e) => carteDe(e, e.financeur === 'departement' ? proposes.get(e.appelId) ?? 0 : null)),
    lienAppels: pourraitFaire(demande.acteur, 'appel.preparer') ? paths.appels.gestion : null, filtrable: annees.length > 1,
  }, { titre: 'Enveloppes', large: true });
};

const barre = (nom: string, valeur: number, maximum: number): Barre => ({ libelle: nom, valeur, maximum, texte: `${euros(valeur)} sur ${euros(maximum)}` });

function carteDe(e: EnveloppeDeListe, proposeCents: number | null): Carte {
  return {
    titre: `${libelle('financeur', e.financeur)} ${e.annee}`, sousTitre: e.appelTitre, lien: vers(paths.enveloppes.page, { enveloppeId: e.id }), barres: [barre('Engagé', e.engageCents, e.voteCents), barre('Payé', e.payeCents, e.voteCents)],
    voteCents: e.voteCents, proposeCents, engageCents: e.engageCents, payeCents: e.payeCents, recouvreCents: e.recouvreCents, disponibleCents: e.voteCents - e.engageCents,
  };
}

/** Names of the parts of an envelope, in the words of its call. */
interface Mots { readonly axes: readonly string[]; readonly dispositifs: readonly { readonly numero: number; readonly intitule: string }[]; readonly territoires: readonly TerritoireLu[] }

function nomDePart({ nature, code }: Pick<PartVotee, 'nature' | 'code'>, mots: Mots): string {
  switch (nature) {
    case 'axe': return code;
    case 'dispositif': return `${code}. ${mots.dispositifs.find((d) => String(d.numero) === code)?.intitule ?? ''}`;
    case 'territoire': return mots.territoires.find((t) => t.code === code)?.nom ?? code;
    case 'reserve': return 'Réserve d’innovation';
  }
}

const nomDeCle = (cle: string, mots: Mots): string => {
  const [nature = '', ...code] = cle.split(':');
  const connue = [...DIMENSIONS, 'reserve' as const].find((d) => d === nature);
  return connue === undefined ? 'Crédits non répartis' : nomDePart({ nature: connue, code: code.join(':') }, mots);
};

/** One envelope: its parts, its payment credits, the payments expected month by month, its transfers. */
export const pageEnveloppe = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const id = parametre(demande, 'enveloppeId');
  const e = trouve((await listerEnveloppes(db, { id }))[0]);
  const [appel, territoires, lesParts, credits, virements, proposes] = await Promise.all([lireAppel(db, e.appelId), listerTerritoires(db), lireParts(db, [id]), lireCreditsDePaiement(db, id), listerVirements(db, id), proposeParAppel(db)]);
  const mots: Mots = { axes: appel?.contenu.axes ?? [], dispositifs: appel?.contenu.dispositifs ?? [], territoires: territoires.filter((t) => appel?.contenu.territoires.includes(t.code)) };
  const parts = lesParts.get(id) ?? [];
  const suivi = suivreParts(cents(e.voteCents), parts, await engagesParPart(db, id, parts));
  const permis = peut(demande.acteur, 'enveloppe.repartir', SANS_SUJET).permis;
  await render(demande, 'enveloppes/page', {
    carte: carteDe(e, e.financeur === 'departement' ? proposes.get(e.appelId) ?? 0 : null), liens: liensDe(demande, e),
    parts: parts.length === 0 ? [] : [...suivi.parts.map((p) => ({ ...p, nom: nomDePart(p, mots) })), { ...suivi.nonRepartie, nom: 'Crédits non répartis' }]
      .map((p) => ({ nom: p.nom, voteCents: p.vote, engageCents: p.engage, disponibleCents: p.disponible, barre: barre(p.nom, p.engage, p.vote) })),
    credits: credits.map((c) => ({ ...c, barre: barre(`Payé en ${c.annee}`, c.payeCents, c.voteCents) })), prevision: await previsionDe(db, demande, e),
    virements: virements.map((v) => ({
      date: dateLongue(v.decideLe), decision: v.decision, de: `${v.de.enveloppe} : ${nomDeCle(v.de.part, mots)}`, vers: `${v.vers.enveloppe} : ${nomDeCle(v.vers.part, mots)}`, montantCents: v.montantCents, motif: v.motif, par: v.par,
    })),
    formulaires: permis ? await formulairesDe(db, demande, etat, e, { parts, credits, mots }) : null,
  }, { titre: `Enveloppe ${libelle('financeur', e.financeur)} ${e.annee}`, etat, fil: [{ texte: 'Enveloppes', lien: paths.enveloppes.liste }], large: true });
};

const liensDe = ({ acteur }: Demande, { id, appelId }: EnveloppeDeListe): PageEnveloppe['liens'] => [
  ...(pourraitFaire(acteur, 'appel.suivre') ? [{ texte: 'Suivi de l’appel', lien: vers(paths.appels.suivi, { appelId }) }] : []),
  ...(pourraitFaire(acteur, 'grand_livre.lire') ? [{ texte: 'Écritures du grand livre', lien: vers(paths.grandLivre.enveloppe, { enveloppeId: id }) }] : []),
];

async function previsionDe(db: Deps['db'], demande: Demande, e: EnveloppeDeListe): Promise<PageEnveloppe['prevision']> {
  const [attendus, realisation, sansEcheancierCents] = await Promise.all([versementsAttendus(db, e.appelId, e.financeur), realisationObservee(db, e.appelId, e.financeur), engageSansEcheancier(db, e.appelId, e.financeur)]);
  const mois = prevoirPaiements(attendus, realisation, jourAParis(demande.maintenant));
  const maximum = Math.max(1, ...mois.map((m) => m.echeancier));
  return {
    mois: mois.map((m) => ({ nom: nomDuMois(m.mois), echeancierCents: m.echeancier, attenduCents: m.attendu, barre: { libelle: nomDuMois(m.mois), valeur: m.attendu, maximum, texte: euros(m.attendu) } })),
    totalCents: mois.reduce((t, m) => t + m.echeancier, 0), attenduCents: mois.reduce((t, m) => t + m.attendu, 0), realisation, sansEcheancierCents,
  };
}

/** `mars 2023` */
const nomDuMois = (mois: string): string => dateLongue(`${mois}-02`).replace(/^2\s/u, '');

type Lus = { readonly parts: readonly PartVotee[]; readonly credits: Awaited<ReturnType<typeof lireCreditsDePaiement>>; readonly mots: Mots };

const LIGNES_VIDES = 2;

async function formulairesDe(db: Deps['db'], demande: Demande, { saisie }: EtatFormulaire, e: EnveloppeDeListe, { parts, credits, mots }: Lus): Promise<Formulaires> {
  const ids = { enveloppeId: e.id };
  const [voisines, reservables] = await Promise.all([listerEnveloppes(db, {}), dossiersReservables(db, e.appelId)]);
  const autres = voisines.filter((v) => v.financeur === e.financeur && v.id !== e.id);
  const partsDesAutres = await lireParts(db, autres.map((a) => a.id));
  const origines = [{ valeur: NON_REPARTIE, texte: 'Crédits non répartis' }, ...parts.map((p) => ({ valeur: cleDePart(p), texte: nomDePart(p, mots) }))];
  const destination = (v: EnveloppeDeListe, cle: string): Option => ({ valeur: `${v.id}|${cle}`, texte: `${v.id === e.id ? 'Cette enveloppe' : `${v.appelTitre}, ${v.annee}`} : ${nomDeCle(cle, mots)}` });
  const annee = anneeDe(jourAParis(demande.maintenant));
  const tape = (champ: string): boolean => saisie !== null && champ in saisie;
  return {
    repartition: {
      ouvert: tape('reserve'), action: vers(paths.enveloppes.repartition, ids), cles: clesPossibles(mots),
      lignes: rangees(saisie, 'parts', [...parts.filter((p) => p.nature !== 'reserve').map((p) => ({ cle: cleDePart(p), montant: montantASaisir(p.vote) })), ...videDe(LIGNES_VIDES, { cle: '', montant: '' })], (t) => ({ cle: t('cle'), montant: t('montant') })),
      reserve: saisie === null || !('reserve' in saisie) ? montantASaisir(parts.find((p) => p.nature === 'reserve')?.vote) : texteTape(saisie, 'reserve'),
    },
    credits: {
      ouvert: saisie !== null && nombreDeRangees(saisie, 'credits') > 0, action: vers(paths.enveloppes.credits, ids),
      lignes: rangees(saisie, 'credits', [...credits.filter((c) => c.voteCents > 0).map((c) => ({ annee: String(c.annee), montant: montantASaisir(c.voteCents) })), ...Array.from({ length: LIGNES_VIDES }, (_, i) => ({ annee: credits.length === 0 ? String(annee + i) : '', montant: '' }))], (t) => ({ annee: t('annee'), montant: t('montant') })),
    },
    virement: {
      ouvert: tape('decision'), action: vers(paths.enveloppes.virement, ids), origines,
      destinations: [...origines.map((o) => destination(e, o.valeur)), ...autres.flatMap((a) => [destination(a, NON_REPARTIE), ...(partsDesAutres.get(a.id) ?? []).map((p) => destination(a, cleDePart(p)))])],
      saisie: Object.fromEntries(['de', 'vers', 'montant', 'decision', 'decideLe', 'motif'].map((c) => [c, texteTape(saisie ?? {}, c) || (c === 'decideLe' ? dateCourte(jourAParis(demande.maintenant)) : '')])),
    },
    reserve: parts.some((p) => p.nature === 'reserve') ? {
      action: vers(paths.enveloppes.reserve, ids), candidats: reservables.filter((d) => !d.innovant).map((d) => ({ valeur: d.id, texte: `${d.numero} — ${d.titre}` })),
      imputes: reservables.filter((d) => d.innovant).map((d) => ({ id: d.id, nom: `${d.numero} — ${d.titre}` })),
    } : null,
  };
}

const clesPossibles = ({ axes, dispositifs, territoires }: Mots): Option[] => [
  ...axes.map((a) => ({ valeur: cleDePart({ nature: 'axe', code: a }), texte: `Axe : ${a}` })),
  ...dispositifs.map((d) => ({ valeur: cleDePart({ nature: 'dispositif', code: String(d.numero) }), texte: `Dispositif ${d.numero} : ${d.intitule}` })),
  ...territoires.map((t) => ({ valeur: cleDePart({ nature: 'territoire', code: t.code }), texte: `Territoire : ${t.nom}` })),
];

const videDe = <L>(nombre: number, ligne: L): L[] => Array.from({ length: nombre }, () => ligne);

/** Rows as typed when that form was refused, as kept otherwise. */
function rangees<L extends Readonly<Record<string, string>>>(saisie: EtatFormulaire['saisie'], groupe: string, gardees: readonly L[], lire: (texte: (champ: keyof L & string) => string) => L): readonly L[] {
  const nombre = saisie === null ? 0 : nombreDeRangees(saisie, groupe);
  return nombre === 0 ? gardees : Array.from({ length: nombre }, (_, i) => lire((champ) => texteTape(saisie ?? {}, `${groupe}.${i}.${champ}`)));
}

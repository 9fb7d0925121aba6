import { versLigneAmont } from '../../domain/financements-amont/recapitulatif.js';
import { COLONNES_TABLEAU, lireTableau, type LigneTableau } from '../../domain/financements-amont/tableau.js';
import { Refus } from '../../domain/kernel/refus.js';
import { estDoublon, verrouiller } from '../../platform/database.js';
import { lireMontantSaisi } from '../../platform/format.js';
import type { FeuilleLue } from '../../platform/lecture-feuille.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import type { AvenantSaisi, ConventionSaisie, LigneSaisie, NatureLigne, RecetteSaisie } from './amont-form.js';
import { colonneDe, lireConventionAmont, lireLignes, lireTableaux, type ConventionAmont, type LigneLue } from './amont-queries.js';

/** Locks an agreement until the transaction ends: its lines change one act at a time. Or 404. */
export async function verrouillerConvention(ctx: Contexte, id: string): Promise<ConventionAmont> {
  await verrouiller(ctx.db('conventions_amont').where({ id }), ctx.db).first('id');
  return trouve(await lireConventionAmont(ctx.db, id));
}

/** A year that the agreement covers. @throws Refus `amont.annee_hors_convention` */
function exigerAnnee({ debut, fin }: ConventionAmont, annee: number): void {
  if (annee < debut || annee > fin) throw new Refus('amont.annee_hors_convention', { champ: 'annee', debut, fin });
}

/**
 * Records an agreement by which the State or the EU funds the Département.
 * @returns its id
 * @throws Refus `programme.annees_inversees`, `amont.numero_pris`
 */
export async function creerConventionAmont(ctx: Contexte, { source, numero, intitule, debut, fin, signeeLe }: ConventionSaisie): Promise<string> {
  if (fin < debut || fin - debut > 20) throw new Refus('programme.annees_inversees', { champ: 'fin' });
  const id = ctx.nouvelId();
  const pris = await ctx.db('conventions_amont').where({ numero }).first('id');
  if (pris !== undefined) throw new Refus('amont.numero_pris', { champ: 'numero' });
  await ctx.db('conventions_amont').insert({ id, source, numero, intitule, debut, fin, signee_le: signeeLe, version: 1, cree_le: ctx.maintenant })
    .catch((erreur: unknown) => { throw estDoublon(erreur) ? new Refus('amont.numero_pris', { champ: 'numero' }) : erreur; });
  ctx.journaliser({ action: 'amont.creer', objet: 'convention_amont', objetId: id, donnees: { source, numero } });
  return id;
}

/**
 * Records a yearly amendment, with the State share it sets for a theme when it sets one (spec 2.6), and its signed copy when it is joined.
 * @throws Refus `amont.annee_hors_convention`, `amont.avenant_pris`, `amont.plafond_incomplet`
 */
export async function enregistrerAvenant(ctx: Contexte, amontId: string, { annee, numero, objet, signeLe, theme, etatCents }: AvenantSaisi, fichierId: string | null = null): Promise<void> {
  exigerAnnee(await verrouillerConvention(ctx, amontId), annee);
  if ((theme === '') !== (etatCents === null)) throw new Refus('amont.plafond_incomplet', { champ: theme === '' ? 'theme' : 'etatCents' });
  if ((await ctx.db('amont_avenants').where({ convention_id: amontId, numero }).first('id')) !== undefined) throw new Refus('amont.avenant_pris', { champ: 'numero' });
  const id = ctx.nouvelId();
  await ctx.db('amont_avenants').insert({ id, convention_id: amontId, annee, numero, objet, signe_le: signeLe, fichier_id: fichierId, saisi_le: ctx.maintenant });
  if (etatCents !== null) await ctx.db('amont_plafonds').insert({ avenant_id: id, theme, etat_cents: etatCents });
  ctx.journaliser({ action: 'amont.avenant', objet: 'convention_amont', objetId: amontId, donnees: { numero, annee } });
}

/**
 * Records what was notified or received, for a line or for the whole year.
 * @throws Refus `amont.annee_hors_convention`
 */
export async function enregistrerRecette(ctx: Contexte, amontId: string, { annee, nature, montantCents, date, reference, ligneId }: RecetteSaisie): Promise<void> {
  exigerAnnee(await verrouillerConvention(ctx, amontId), annee);
  if (ligneId !== null) trouve((await lireLignes(ctx.db, amontId, annee)).find((l) => l.id === ligneId));
  await ctx.db('amont_recettes').insert({
    id: ctx.nouvelId(), convention_id: amontId, ligne_id: ligneId, annee, nature, montant_cents: montantCents, date, reference, saisie_par: ctx.acteur.id, saisie_le: ctx.maintenant,
  });
  ctx.journaliser({ action: 'amont.recette', objet: 'convention_amont', objetId: amontId, donnees: { annee, nature, montantCents } });
}

/**
 * Keeps a funding table as it was given, every cell; nothing is written in the lines yet.
 * @returns its id
 * @throws Refus `amont.annee_hors_convention`
 * @see spec 2.6
 */
export async function importerTableau(ctx: Contexte, amontId: string, { annee, nom, feuille }: { readonly annee: number; readonly nom: string; readonly feuille: FeuilleLue }): Promise<string> {
  exigerAnnee(await verrouillerConvention(ctx, amontId), annee);
  const id = ctx.nouvelId();
  await ctx.db('amont_tableaux').insert({ id, convention_id: amontId, annee, nom, feuille: JSON.stringify({ lignes: feuille.lignes, guillemetNonFerme: feuille.guillemetNonFerme }), importe_par: ctx.acteur.id, importe_le: ctx.maintenant });
  ctx.journaliser({ action: 'amont.importer', objet: 'convention_amont', objetId: amontId, donnees: { annee, nom, lignes: feuille.lignes.length } });
  return id;
}

/**
 * Writes the lines of an imported table as those of its year: lines of the same theme and fiche keep what hangs on them, the others
 * are added. A line that the table no longer has goes, unless money, a dossier or an envelope is attached to it.
 * @returns how many lines the table gave, and how many of the former ones were kept though it does not name them
 * @see spec 2.6 ("keeps every figure as given")
 */
export async function reprendreTableau(ctx: Contexte, amontId: string, tableauId: string): Promise<{ lignes: number; gardees: number }> {
  const convention = await verrouillerConvention(ctx, amontId);
  const importe = trouve((await lireTableaux(ctx.db, amontId)).find((t) => t.id === tableauId));
  const { lignes } = lireTableau(importe.feuille, lireMontantSaisi);
  const anciennes = await lireLignes(ctx.db, amontId, importe.annee);
  // Ranks are unique: the former ones step aside first.
  await ctx.db('amont_lignes').where({ convention_id: amontId, annee: importe.annee }).update({ rang: ctx.db.raw('rang + 1000000') });
  const prises = new Set<string>();
  for (const [i, lue] of lignes.entries()) {
    const meme = anciennes.find((a) => !prises.has(a.id) && a.theme === lue.theme && a.fiche === lue.fiche);
    if (meme !== undefined) prises.add(meme.id);
    await ecrireLigne(ctx, convention, importe.annee, i + 1, lue, meme);
  }
  const gardees = await retirerLignes(ctx, anciennes.filter((a) => !prises.has(a.id)), lignes.length);
  await ctx.db('amont_tableaux').where({ id: tableauId }).update({ repris_le: ctx.maintenant });
  ctx.journaliser({ action: 'amont.reprendre', objet: 'convention_amont', objetId: amontId, donnees: { annee: importe.annee, lignes: lignes.length, gardees } });
  return { lignes: lignes.length, gardees };
}

const natureDe = ({ source }: ConventionAmont, { theme, fiche }: LigneTableau): NatureLigne =>
  (source === 'fse' ? 'objectif' : fiche === null ? 'theme' : /initiative/i.test(theme) ? 'initiative' : 'socle');

async function ecrireLigne(ctx: Contexte, convention: ConventionAmont, annee: number, rang: number, lue: LigneTableau, ancienne: LigneLue | undefined): Promise<void> {
  const l = versLigneAmont(lue);
  const champs = {
    rang, theme: l.theme.slice(0, 200), imputation: l.imputation.slice(0, 60), fiche: l.fiche?.slice(0, 20) ?? null, intitule: l.intitule.slice(0, 300), illisibles: JSON.stringify(l.illisibles),
    ...Object.fromEntries(COLONNES_TABLEAU.map((c) => [colonneDe(c), l.montants[c]])), version: (ancienne?.version ?? 0) + 1,
  };
  if (ancienne !== undefined) await ctx.db('amont_lignes').where({ id: ancienne.id }).update(champs);
  else await ctx.db('amont_lignes').insert({ id: ctx.nouvelId(), convention_id: convention.id, annee, nature: natureDe(convention, lue), valorisation_cents: 0, ...champs });
}

async function retirerLignes(ctx: Contexte, lignes: readonly LigneLue[], depuis: number): Promise<number> {
  let gardees = 0;
  for (const { id } of lignes) {
    const liens = await Promise.all(['amont_ligne_dossiers', 'amont_ligne_enveloppes', 'amont_recettes'].map((t) => ctx.db(t).where({ ligne_id: id }).first('ligne_id')));
    if (liens.every((l) => l === undefined)) {
      await ctx.db('amont_lignes').where({ id }).del();
      continue;
    }
    gardees += 1;
    await ctx.db('amont_lignes').where({ id }).update({ rang: depuis + gardees });
  }
  return gardees;
}

/**
 * Adds a line to an agreement (`ligneId` null), or changes it as its author read it.
 * @returns its id
 * @throws Refus `amont.annee_hors_convention`, `programme.conflit`
 */
export async function enregistrerLigne(ctx: Contexte, amontId: string, ligneId: string | null, saisie: LigneSaisie): Promise<string> {
  exigerAnnee(await verrouillerConvention(ctx, amontId), saisie.annee);
  const { nature, theme, imputation, fiche, intitule, programmeFicheId, valorisation, annee, version } = saisie;
  if (programmeFicheId !== null) trouve(await ctx.db('programme_fiches').where({ id: programmeFicheId }).first('id'));
  const champs = {
    nature, theme, imputation, fiche: fiche === '' || fiche === '*' ? null : fiche, intitule, programme_fiche_id: programmeFicheId, valorisation_cents: valorisation ?? 0, illisibles: '{}', version: version + 1,
    ...Object.fromEntries(COLONNES_TABLEAU.map((c) => [colonneDe(c), saisie[c]])),
  };
  const lignes = await lireLignes(ctx.db, amontId, annee);
  const id = ligneId ?? ctx.nouvelId();
  if (ligneId === null) {
    await ctx.db('amont_lignes').insert({ id, convention_id: amontId, annee, rang: 1 + Math.max(0, ...lignes.map((l) => l.rang)), ...champs });
  } else {
    if (trouve(lignes.find((l) => l.id === ligneId)).version !== version) throw new Refus('programme.conflit');
    await ctx.db('amont_lignes').where({ id, convention_id: amontId }).update(champs);
  }
  ctx.journaliser({ action: 'amont.ligne', objet: 'convention_amont', objetId: amontId, donnees: { annee, theme, intitule } });
  return id;
}

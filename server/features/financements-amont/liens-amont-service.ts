import { Refus } from '../../domain/kernel/refus.js';
import { FINANCEURS_DE } from '../../domain/financements-amont/execution.js';
import { jourAParis } from '../../platform/clock.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import type { IndicateurSaisi, LienSaisi, ResultatSaisi, RetraitSaisi } from './amont-form.js';
import { lireLignes } from './amont-queries.js';
import { verrouillerConvention } from './amont-service.js';
import { dossiersNumerotes, enveloppesDeLaSource, lireIndicateurs } from './liens-amont-queries.js';

/**
 * Attaches dossiers, or the envelope of a call, to a line. In one source a dossier counts on one line, and an envelope is fed by one.
 * @throws Refus `amont.lien_vide`, `amont.dossier_inconnu`, `amont.dossier_ambigu`, `amont.dossier_deja_compte`, `amont.enveloppe_deja_alimentee`
 */
export async function rattacherALaLigne(ctx: Contexte, amontId: string, ligneId: string, { numero, dossierIds, enveloppeId }: LienSaisi): Promise<void> {
  const { source } = await verrouillerConvention(ctx, amontId);
  const ligne = trouve((await lireLignes(ctx.db, amontId)).find((l) => l.id === ligneId));
  const nommes = numero === '' ? [] : await dossiersNumerotes(ctx.db, numero);
  if (numero !== '' && nommes.length !== 1) throw new Refus(nommes.length === 0 ? 'amont.dossier_inconnu' : 'amont.dossier_ambigu', { champ: 'numero' });
  const tous = [...new Set([...dossierIds, ...nommes])].sort();
  if (tous.length === 0 && enveloppeId === null) throw new Refus('amont.lien_vide');
  for (const dossierId of tous) {
    trouve(await ctx.db('dossiers').where({ id: dossierId }).whereNotNull('depose_le').first('id'));
    const pris = await ctx.db('amont_ligne_dossiers').where({ source, dossier_id: dossierId }).first('ligne_id');
    if (pris !== undefined) throw new Refus('amont.dossier_deja_compte', { source });
    await ctx.db('amont_ligne_dossiers').insert({ source, dossier_id: dossierId, ligne_id: ligneId, lie_le: ctx.maintenant });
    ctx.journaliser({ action: 'amont.lier', objet: 'convention_amont', objetId: amontId, dossierId, donnees: { ligne: ligne.intitule } });
  }
  if (enveloppeId !== null) await alimenter(ctx, amontId, ligneId, trouve((await enveloppesDeLaSource(ctx.db, source)).find((e) => e.id === enveloppeId && FINANCEURS_DE[source].includes(e.financeur))));
}

async function alimenter(ctx: Contexte, amontId: string, ligneId: string, enveloppe: { readonly id: string; readonly nom: string; readonly annee: number; readonly ligneId: string | null }): Promise<void> {
  if (enveloppe.ligneId !== null) throw new Refus('amont.enveloppe_deja_alimentee', { champ: 'enveloppeId' });
  await ctx.db('amont_ligne_enveloppes').insert({ enveloppe_id: enveloppe.id, ligne_id: ligneId, lie_le: ctx.maintenant });
  ctx.journaliser({ action: 'amont.alimenter', objet: 'convention_amont', objetId: amontId, donnees: { enveloppe: `${enveloppe.nom} ${enveloppe.annee}` } });
}

/** Detaches a dossier or an envelope from a line; nothing happens when it was not attached. */
export async function detacherDeLaLigne(ctx: Contexte, amontId: string, ligneId: string, { dossierId, enveloppeId }: RetraitSaisi): Promise<void> {
  const { source } = await verrouillerConvention(ctx, amontId);
  trouve((await lireLignes(ctx.db, amontId)).find((l) => l.id === ligneId));
  const dossiers = dossierId === null ? 0 : await ctx.db('amont_ligne_dossiers').where({ source, dossier_id: dossierId, ligne_id: ligneId }).del();
  const enveloppes = enveloppeId === null ? 0 : await ctx.db('amont_ligne_enveloppes').where({ enveloppe_id: enveloppeId, ligne_id: ligneId }).del();
  if (dossiers + enveloppes > 0) ctx.journaliser({ action: 'amont.delier', objet: 'convention_amont', objetId: amontId, ...(dossierId === null ? {} : { dossierId }), donnees: { ligneId } });
}

/** Adds an indicator to a measure of an agreement. */
export async function ajouterIndicateur(ctx: Contexte, amontId: string, { mesure, intitule, unite, depart, cible }: IndicateurSaisi): Promise<void> {
  await verrouillerConvention(ctx, amontId);
  const rang = (await lireIndicateurs(ctx.db, amontId)).length + 1;
  await ctx.db('amont_indicateurs').insert({ id: ctx.nouvelId(), convention_id: amontId, rang, mesure, intitule, unite, depart, cible });
  ctx.journaliser({ action: 'amont.indicateur', objet: 'convention_amont', objetId: amontId, donnees: { mesure, intitule, cible } });
}

/**
 * Writes the result of an indicator for a year; a former one of the same year is replaced, and the journal keeps both.
 * @throws Refus `amont.annee_hors_convention`, `amont.resultat_a_venir`
 */
export async function enregistrerResultat(ctx: Contexte, amontId: string, indicateurId: string, { annee, valeur, commentaire }: ResultatSaisi): Promise<void> {
  const { debut, fin } = await verrouillerConvention(ctx, amontId);
  const indicateur = trouve((await lireIndicateurs(ctx.db, amontId)).find((i) => i.id === indicateurId));
  if (annee < debut || annee > fin) throw new Refus('amont.annee_hors_convention', { champ: 'annee', debut, fin });
  if (annee > Number(jourAParis(ctx.maintenant).slice(0, 4))) throw new Refus('amont.resultat_a_venir', { champ: 'annee' });
  const champs = { valeur, commentaire, saisi_le: ctx.maintenant };
  await ctx.db('amont_resultats').insert({ indicateur_id: indicateurId, annee, ...champs }).onConflict(['indicateur_id', 'annee']).merge(champs);
  ctx.journaliser({ action: 'amont.resultat', objet: 'convention_amont', objetId: amontId, donnees: { indicateur: indicateur.intitule, annee, valeur } });
}

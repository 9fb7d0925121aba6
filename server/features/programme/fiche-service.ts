import type { SectionFiche } from '../../domain/programme/fiche.js';
import { Refus } from '../../domain/kernel/refus.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { lireActions, lirePilotes, lireSections } from './fiche-queries.js';
import type { ActionSaisie, PilotageSaisi, SectionSaisie } from './programme-form.js';
import { verrouillerFiche } from './programme-store.js';

/**
 * Saves a part of a fiche, as its author read it (`version`).
 * @throws Refus `programme.section_conflit` when somebody saved it meanwhile
 */
export async function enregistrerSection(ctx: Contexte, ficheId: string, section: SectionFiche, { texte, version }: SectionSaisie): Promise<void> {
  const fiche = await verrouillerFiche(ctx.db, ficheId);
  const avant = trouve((await lireSections(ctx.db, ficheId)).find((s) => s.section === section));
  if (avant.version !== version) throw new Refus('programme.section_conflit', { champ: 'texte' });
  if (avant.texte === texte) return;
  const champs = { texte, version: version + 1, modifie_par: ctx.acteur.id, modifie_le: ctx.maintenant };
  await ctx.db('programme_fiche_sections').insert({ fiche_id: ficheId, section, ...champs }).onConflict(['fiche_id', 'section']).merge(champs);
  ctx.journaliser({ action: 'fiche.enregistrer', objet: 'fiche', objetId: ficheId, donnees: { numero: fiche.numero, section } });
}

/**
 * Says who leads a fiche, how far it is, and which axes and dispositifs serve it.
 * @throws Refus `programme.conflit`, `programme.pilote_inconnu`
 */
export async function piloterFiche(ctx: Contexte, ficheId: string, { etat, cadre, piloteId, axes, dispositifs, version }: PilotageSaisi): Promise<void> {
  const fiche = await verrouillerFiche(ctx.db, ficheId);
  if (fiche.version !== version) throw new Refus('programme.conflit');
  if (piloteId !== null && !(await lirePilotes(ctx.db)).some((p) => p.id === piloteId)) throw new Refus('programme.pilote_inconnu', { champ: 'piloteId' });
  await ctx.db('programme_fiches').where({ id: ficheId }).update({
    etat, cadre, pilote_id: piloteId, axes: JSON.stringify(axes), dispositifs: JSON.stringify(dispositifs), version: version + 1, modifie_le: ctx.maintenant,
  });
  ctx.journaliser({ action: 'fiche.piloter', objet: 'fiche', objetId: ficheId, donnees: { numero: fiche.numero, etat, cadre, piloteId } });
}

/**
 * Adds an action to a fiche (`actionId` null), or changes it as its author read it.
 * @returns its id
 * @throws Refus `programme.dates_inversees`, `programme.conflit`
 */
export async function enregistrerAction(ctx: Contexte, ficheId: string, actionId: string | null, saisie: ActionSaisie): Promise<string> {
  const { intitule, pilote, etat, debut, fin, avancement, version } = saisie;
  const fiche = await verrouillerFiche(ctx.db, ficheId);
  if (debut !== null && fin !== null && fin < debut) throw new Refus('programme.dates_inversees', { champ: 'fin' });
  const actions = await lireActions(ctx.db, ficheId);
  const champs = { intitule, pilote, etat, debut, fin, avancement, version: version + 1, modifie_le: ctx.maintenant };
  const id = actionId ?? ctx.nouvelId();
  if (actionId === null) {
    await ctx.db('programme_actions').insert({ id, fiche_id: ficheId, rang: 1 + Math.max(0, ...actions.map((a) => a.rang)), ...champs });
  } else {
    if (trouve(actions.find((a) => a.id === actionId)).version !== version) throw new Refus('programme.conflit');
    await ctx.db('programme_actions').where({ id, fiche_id: ficheId }).update(champs);
  }
  ctx.journaliser({ action: 'fiche.action', objet: 'fiche', objetId: ficheId, donnees: { numero: fiche.numero, action: intitule, etat } });
  return id;
}

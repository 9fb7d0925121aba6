import { Refus } from '../../domain/kernel/refus.js';
import { jourAParis } from '../../platform/clock.js';
import { verrouiller } from '../../platform/database.js';
import type { Magasin } from '../../platform/file-store.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import type { FichierRecu } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { rangerFichier } from '../documents/fichier-service.js';
import { lireComite, lireSuites } from './comite-queries.js';
import { lireFiche } from './fiche-queries.js';
import type { ComiteSaisi, SuiteSaisie } from './programme-form.js';
import { lireProgrammeParId } from './programme-queries.js';

/**
 * Records a committee of the programme that has taken place, with its minutes and their file.
 * @returns its id
 * @throws Refus `programme.date_future`
 */
export async function enregistrerComite(ctx: Contexte, magasin: Magasin, programmeId: string, saisie: ComiteSaisi, fichier: FichierRecu | null): Promise<string> {
  trouve(await lireProgrammeParId(ctx.db, programmeId));
  if (saisie.date > jourAParis(ctx.maintenant)) throw new Refus('programme.date_future', { champ: 'date' });
  const fichierId = fichier === null ? null : await rangerFichier(ctx, magasin, fichier);
  const id = ctx.nouvelId();
  await ctx.db('programme_comites').insert({
    id, programme_id: programmeId, nature: saisie.nature, date: saisie.date, participants: saisie.participants, compte_rendu: saisie.compteRendu, fichier_id: fichierId, saisi_par: trouve(ctx.acteur.id), saisi_le: ctx.maintenant,
  });
  ctx.journaliser({ action: 'programme.comite', objet: 'comite_programme', objetId: id, donnees: { nature: saisie.nature, date: saisie.date } });
  return id;
}

/** Adds what a committee asked, of a fiche of its programme when one is named. */
export async function ajouterSuite(ctx: Contexte, comiteId: string, { texte, responsable, echeance, ficheId }: SuiteSaisie): Promise<void> {
  await verrouiller(ctx.db('programme_comites').where({ id: comiteId }), ctx.db).first('id');
  const comite = trouve(await lireComite(ctx.db, comiteId));
  if (ficheId !== null && trouve(await lireFiche(ctx.db, ficheId)).programme.id !== comite.programmeId) trouve(null);
  const rang = (await lireSuites(ctx.db, comiteId)).length + 1;
  await ctx.db('programme_suites').insert({ id: ctx.nouvelId(), comite_id: comiteId, fiche_id: ficheId, rang, texte, responsable, echeance, faite_le: null });
  ctx.journaliser({ action: 'programme.suite', objet: 'comite_programme', objetId: comiteId, donnees: { rang, texte: texte.slice(0, 100) } });
}

/**
 * Notes that what a committee asked is done, today.
 * @throws Refus `programme.deja_faite`
 */
export async function noterFaite(ctx: Contexte, comiteId: string, suiteId: string): Promise<void> {
  const suite = trouve((await lireSuites(ctx.db, comiteId)).find((s) => s.id === suiteId));
  const notees = await ctx.db('programme_suites').where({ id: suiteId, comite_id: comiteId }).whereNull('faite_le').update({ faite_le: jourAParis(ctx.maintenant) });
  if (notees === 0) throw new Refus('programme.deja_faite');
  ctx.journaliser({ action: 'programme.suite', objet: 'comite_programme', objetId: comiteId, donnees: { faite: suite.texte.slice(0, 100) } });
}

import { Refus } from '../../domain/kernel/refus.js';
import { verrouiller } from '../../platform/database.js';
import { programmer } from '../../platform/travaux.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { paths } from '../../web/paths.js';
import { notifier } from '../notifications/notification-service.js';
import { lireObjectifs, lireProgrammeParId } from '../programme/programme-queries.js';
import { lireRapport, listerRapports } from './rapport-queries.js';

/** Nature of the background work that composes one yearly report. */
export const COMPOSER_RAPPORT = 'pilotage.rapport';

export interface ChargeRapport { readonly rapportId: string }

/**
 * Orders the report of a programme for a year; one that is still being composed is answered instead of another. Its steps are the
 * figures, each objective, then the drawing of both files. @returns its id @throws Refus `rapport.hors_programme` for a year the programme does not cover
 */
export async function demanderRapport(ctx: Contexte, programmeId: string, annee: number): Promise<string> {
  // Locked: two people who ask at once get the same report.
  await verrouiller(ctx.db('programmes').where({ id: programmeId }), ctx.db).first('id');
  const programme = trouve(await lireProgrammeParId(ctx.db, programmeId));
  if (annee < programme.debut || annee > programme.fin) throw new Refus('rapport.hors_programme', { debut: programme.debut, fin: programme.fin, champ: 'annee' });
  const enCours = (await listerRapports(ctx.db)).find((r) => r.programmeId === programmeId && r.annee === annee && r.pretLe === null && r.etat === 'en_attente');
  if (enCours !== undefined) return enCours.id;
  const id = ctx.nouvelId();
  const total = (await lireObjectifs(ctx.db, programmeId)).length + 2;
  const travail = await programmer(ctx, { nature: COMPOSER_RAPPORT, cle: `rapport:${id}`, titre: `Rapport annuel ${annee}`, charge: { rapportId: id }, total });
  await ctx.db('rapports_annuels').insert({ id, programme_id: programmeId, annee, demande_par: trouve(ctx.acteur.id), demande_le: ctx.maintenant, travail_id: travail });
  ctx.journaliser({ action: 'rapport.demander', objet: 'rapport', objetId: id, donnees: { annee, programme: programme.titre } });
  return id;
}

/** A drawn file, already in the store. */
export interface FichierDessine { readonly nom: string; readonly typeMime: string; readonly cle: string; readonly taille: number; readonly sha256: string }

/** Attaches both files to their report and tells who asked for it; the parts they were drawn from are dropped. @returns the page where it is */
export async function terminerRapport(ctx: Contexte, rapportId: string, { pdf, docx }: { readonly pdf: FichierDessine; readonly docx: FichierDessine }): Promise<string> {
  const rapport = trouve(await lireRapport(ctx.db, rapportId));
  const ranger = async (f: FichierDessine): Promise<string> => {
    const id = ctx.nouvelId();
    await ctx.db('fichiers').insert({ id, nom: f.nom, type_mime: f.typeMime, taille: f.taille, sha256: f.sha256, cle_stockage: f.cle, depose_par: ctx.acteur.id, depose_le: ctx.maintenant, analyse: 'sans_objet' });
    return id;
  };
  await ctx.db('rapports_annuels').where({ id: rapportId, pdf_id: null }).update({ pdf_id: await ranger(pdf), docx_id: await ranger(docx), pret_le: ctx.maintenant });
  await ctx.db('rapport_parties').where({ rapport_id: rapportId }).del();
  ctx.journaliser({ action: 'rapport.etablir', objet: 'rapport', objetId: rapportId, donnees: { annee: rapport.annee, pdf: pdf.sha256, docx: docx.sha256 } });
  await notifier(ctx, {
    personnes: ctx.acteur.id === null ? [] : [{ id: ctx.acteur.id }], cle: `rapport:${rapportId}`, titre: `Le rapport annuel ${rapport.annee} est prêt`, lien: paths.pilotage.rapports, dossierId: null,
    texte: 'Bonjour,\n\nLe rapport annuel que vous avez demandé est prêt : téléchargez-le sur Passerelle, en PDF ou en DOCX.',
  });
  return paths.pilotage.rapports;
}

import type { Knex } from 'knex';
import { dansJson } from '../../platform/database.js';
import type { DossierPilote, Personnes } from './pilotage-agregats.js';

export { grouper, type Groupe } from './pilotage-agregats.js';

/** A call to choose from. */
export interface AppelPilote { readonly id: string; readonly titre: string; readonly etat: string }

/** Calls that were published, the newest first. */
export const listerAppelsPilotes = async (db: Knex): Promise<AppelPilote[]> =>
  db('appels').whereNot({ etat: 'brouillon' }).orderBy('ouvre_le', 'desc').orderBy('id', 'desc').limit(200).select<AppelPilote[]>('id', 'titre', 'etat');

interface Ligne {
  id: string; etat: string; demande_cents: number | string; propose_cents: number | string | null; attribue: number | string | null; paye: number | string | null; recouvre: number | string | null;
  dispositif: number | string | null; territoires: string | null; rsa: number | string | null; jeunes: number | string | null; autres: number | string | null;
  publics: string | null; conclusions: string | null;
}

/** Every deposited dossier of a call with its figures, one row each, in one query; the frozen version says what was planned. */
export const lireDossiersPilotes = (db: Knex, appelId: string): Promise<DossierPilote[]> => lireFigures(db, (q) => void q.where('d.appel_id', appelId));

/** The same figures of the dossiers that a subquery of ids names. */
export const lireFiguresDe = (db: Knex, ids: Knex.QueryBuilder): Promise<DossierPilote[]> => lireFigures(db, (q) => void q.whereIn('d.id', ids));

async function lireFigures(db: Knex, choisir: (q: Knex.QueryBuilder) => void): Promise<DossierPilote[]> {
  const compte = (code: 'paye' | 'recouvre'): Knex.QueryBuilder => db('mouvements as m').join('ecritures as e', 'e.id', 'm.ecriture_id')
    .whereRaw('e.dossier_id = d.id').where('m.compte', code).sum('m.montant_cents').as(code);
  const attribue = db('decisions as x').whereRaw('x.dossier_id = d.id').where({ 'x.sens': 'attribue', 'x.en_vigueur': true }).sum('x.montant_cents').as('attribue');
  const lignes = await db('dossiers as d').where(choisir).whereNotNull('d.depose_le')
    .join('dossier_versions as v', (j) => void j.on('v.dossier_id', 'd.id').andOn('v.version', 'd.version'))
    .leftJoin('bilans as b', (j) => void j.on('b.dossier_id', 'd.id').andOnVal('b.nature', 'final').andOnVal('b.etat', 'conclu')).leftJoin('controles as k', 'k.bilan_id', 'b.id')
    .select('d.id', 'd.etat', 'd.demande_cents', 'd.propose_cents', attribue, compte('paye'), compte('recouvre'))
    .select<Ligne[]>(
      dansJson(db, 'v.contenu', ['sections', 'projet', 'dispositif'], 'dispositif'), dansJson(db, 'v.contenu', ['sections', 'projet', 'territoires'], 'territoires'),
      dansJson(db, 'v.contenu', ['sections', 'publics', 'rsa'], 'rsa'), dansJson(db, 'v.contenu', ['sections', 'publics', 'horsRsaMoins25'], 'jeunes'),
      dansJson(db, 'v.contenu', ['sections', 'publics', 'horsRsaAutres'], 'autres'),
      dansJson(db, 'k.constats', ['realisation', 'publics'], 'publics'), dansJson(db, 'k.resultat', ['conventions'], 'conclusions'),
    );
  return lignes.map(versDossier);
}

const personnes = (rsa: unknown, jeunes: unknown, autres: unknown): Personnes => ({ rsa: Number(rsa ?? 0), total: Number(rsa ?? 0) + Number(jeunes ?? 0) + Number(autres ?? 0) });

function versDossier(l: Ligne): DossierPilote {
  const publics = l.publics === null ? null : JSON.parse(l.publics) as { rsa: number; horsRsaMoins25: number; horsRsaAutres: number };
  const conclusions = l.conclusions === null ? [] : JSON.parse(l.conclusions) as readonly { readonly solde: { readonly du: number } }[];
  return {
    id: l.id, etat: l.etat, demandeCents: Number(l.demande_cents), proposeCents: Number(l.propose_cents ?? 0), attribueCents: Number(l.attribue ?? 0), payeCents: Number(l.paye ?? 0), recouvreCents: Number(l.recouvre ?? 0),
    dispositif: l.dispositif === null ? null : Number(l.dispositif), territoires: l.territoires === null ? [] : JSON.parse(l.territoires) as string[],
    prevues: personnes(l.rsa, l.jeunes, l.autres),
    conclu: publics === null ? null : { realisees: personnes(publics.rsa, publics.horsRsaMoins25, publics.horsRsaAutres), duCents: conclusions.reduce((n, c) => n + c.solde.du, 0) },
  };
}

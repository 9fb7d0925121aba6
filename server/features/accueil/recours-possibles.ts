import type { Knex } from 'knex';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { Tache } from '../../domain/echeances/taches.js';
import { ajouterMois, type Jour } from '../../domain/kernel/jour.js';
import { acteContestable, type NatureActe } from '../../domain/recours/recours.js';
import { estFerie, instant, jourAParis } from '../../platform/clock.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { echeanceDe, type TachesLues } from './taches-source.js';

interface Ligne { dossier_id: string; numero: string | null; titre: string; organisme: string; appel_id: string; appel_version: number; contre: NatureActe; notifie: string }

/** Acts older than this are out of time whatever the call says. */
const ANCIENNETE_MOIS = 12;

function actes(db: Knex, organismes: readonly string[], depuis: Jour): Knex.QueryBuilder[] {
  const communs = ['d.id as dossier_id', 'd.numero', 'd.titre', 'o.nom as organisme', 'd.appel_id', 'd.appel_version'];
  const base = (contre: NatureActe): Knex.QueryBuilder => {
    const depose = db('recours as r').whereRaw('r.dossier_id = d.id').where('r.contre', 'like', `${contre}%`).select(db.raw('1'));
    return db('dossiers as d').join('organismes as o', 'o.id', 'd.organisme_id').whereIn('d.organisme_id', [...organismes])
      .whereNotExists(contre === 'conclusions_csf' ? depose : depose.whereNot('r.etat', 'accepte')).select(communs).select(db.raw('? as contre', [contre]));
  };
  return [
    base('refus').where('d.etat', 'notifie').where('d.notifie_le', '>=', depuis).select('d.notifie_le as notifie')
      .whereExists(db('decisions as x').whereRaw('x.dossier_id = d.id').where({ 'x.en_vigueur': true, 'x.sens': 'refuse' }).select(db.raw('1'))),
    base('irrecevabilite').where('d.etat', 'irrecevable').join('recevabilites as x', 'x.dossier_id', 'd.id').where('x.conclusion', 'irrecevable').where('x.conclu_le', '>=', depuis).select('x.conclu_le as notifie'),
    base('conclusions_csf').join('bilans as b', 'b.dossier_id', 'd.id').join('controles as k', 'k.bilan_id', 'b.id').where('k.notifie_le', '>=', depuis).select('k.notifie_le as notifie'),
  ];
}

async function moisDeRecours(db: Knex, lignes: readonly Ligne[]): Promise<ReadonlyMap<string, number>> {
  const cles = new Map(lignes.map((l) => [`${l.appel_id}:${Number(l.appel_version)}`, { appel_id: l.appel_id, version: Number(l.appel_version) }]));
  if (cles.size === 0) return new Map();
  const versions = await db('appel_versions').where((q) => { for (const cle of cles.values()) void q.orWhere(cle); }).select<{ appel_id: string; version: number; contenu: string }[]>('appel_id', 'version', 'contenu');
  return new Map(versions.map((v) => [`${v.appel_id}:${Number(v.version)}`, (JSON.parse(v.contenu) as ContenuAppel).regles.delais.recoursMois]));
}

/** Notified acts that these organismes may still contest, with the last day to do so; two queries at most. */
export async function lireRecoursPossibles(db: Knex, organismes: readonly string[], aujourdhui: Jour): Promise<TachesLues> {
  const lignes = (await db.unionAll(actes(db, organismes, ajouterMois(aujourdhui, -ANCIENNETE_MOIS)))) as Ligne[];
  const mois = await moisDeRecours(db, lignes);
  const taches = lignes.flatMap((l): Tache[] => {
    const notifieLe = echeanceDe(l.notifie.length === 10 ? l.notifie : jourAParis(instant(l.notifie)))?.jour ?? aujourdhui;
    const acte = acteContestable(l.contre, notifieLe, aujourdhui, { mois: mois.get(`${l.appel_id}:${Number(l.appel_version)}`) ?? 2, estFerie });
    return acte.ouvert ? [{
      cle: `recours_possible-${l.contre}-${l.dossier_id}`, nature: 'recours_possible', numero: l.numero, titre: l.titre, organisme: l.organisme, precision: `Contre ${libelle('acte_conteste', l.contre)}`,
      echeance: { jour: acte.limite, instant: null }, lien: vers(paths.dossiers.recours, { dossierId: l.dossier_id }),
    }] : [];
  });
  return { taches, total: taches.length };
}

import type { Knex } from 'knex';
import type { ObjectifLu } from '../../domain/programme/chargement.js';
import type { Cadre } from '../../domain/programme/fiche.js';
import { verrouiller } from '../../platform/database.js';
import { trouve } from '../../web/errors.js';

/** Creates the programme of these years unless it is there, and locks it until the transaction ends. @returns its id */
export async function ouvrirProgramme(db: Knex.Transaction, p: { id: string; titre: string; debut: number; fin: number; creeLe: string }): Promise<string> {
  await db('programmes').insert({ id: p.id, titre: p.titre, debut: p.debut, fin: p.fin, cree_le: p.creeLe }).onConflict(['debut', 'fin']).ignore();
  return trouve(await verrouiller(db('programmes').where({ debut: p.debut, fin: p.fin }), db).first<{ id: string } | undefined>('id')).id;
}

/** An objective or a fiche already there, by its number. */
type Stockes = ReadonlyMap<string, string>;

async function idsParNumero(db: Knex, table: 'programme_objectifs' | 'programme_fiches', programmeId: string): Promise<Stockes> {
  const lignes = await db(table).where({ programme_id: programmeId }).select<{ id: string; numero: string }[]>('id', 'numero');
  return new Map(lignes.map((l) => [l.numero, l.id]));
}

/** Writes the objectives and fiches of a programme under their numbers; what is written already keeps its id and all that hangs on it. */
export async function ecrireObjectifs(db: Knex.Transaction, programmeId: string, objectifs: readonly ObjectifLu[], { nouvelId, le }: { nouvelId: () => string; le: string }): Promise<void> {
  const [anciens, fiches] = [await idsParNumero(db, 'programme_objectifs', programmeId), await idsParNumero(db, 'programme_fiches', programmeId)];
  let rangFiche = 0;
  for (const [rang, { numero, intitule, fiches: siennes }] of objectifs.entries()) {
    const objectifId = anciens.get(numero) ?? nouvelId();
    await db('programme_objectifs').insert({ id: objectifId, programme_id: programmeId, numero, intitule, rang }).onConflict(['programme_id', 'numero']).merge({ intitule, rang });
    for (const f of siennes) {
      rangFiche += 1;
      const champs = { objectif_id: objectifId, intitule: f.intitule, cadre: f.cadre, rang: rangFiche };
      await db('programme_fiches').insert({ id: fiches.get(f.numero) ?? nouvelId(), programme_id: programmeId, numero: f.numero, ...champs, etat: 'a_lancer', version: 1, modifie_le: le })
        .onConflict(['programme_id', 'numero']).merge(champs);
    }
  }
}

/** A fiche locked until the transaction ends, or 404. */
export async function verrouillerFiche(db: Knex.Transaction, id: string): Promise<{ programmeId: string; numero: string; intitule: string; cadre: Cadre; version: number }> {
  const l = trouve(await verrouiller(db('programme_fiches').where({ id }), db)
    .first<{ programme_id: string; numero: string; intitule: string; cadre: Cadre; version: number } | undefined>('programme_id', 'numero', 'intitule', 'cadre', 'version'));
  return { programmeId: l.programme_id, numero: l.numero, intitule: l.intitule, cadre: l.cadre, version: Number(l.version) };
}

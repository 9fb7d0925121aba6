import type { Knex } from 'knex';
import type { TempsAnnuel } from '../../domain/bilans/temps.js';

/** Where a line is compared with others. */
export interface Voisinage {
  readonly bilanId: string;
  readonly dossierId: string;
  readonly organismeId: string;
  /** `organisme`: with the lines of its own dossiers, drafts included; `service`: with those of every deposited bilan. */
  readonly portee: 'organisme' | 'service';
}

/**
 * Lines `o` that the line `d` may be compared with: of the same bilan, or of the final bilan of another dossier. The porteur
 * learns nothing of other organismes, the service nothing of what is not deposited. A validated intermediate bilan is copied
 * into the final one: the two are never compared.
 */
const COMPARABLES = `o.id <> d.id and (o.bilan_id = d.bilan_id or (ob.dossier_id <> :dossierId and ob.nature = 'final' and (case when :portee = 'organisme' then od.organisme_id = :organismeId else ob.etat <> 'brouillon' end)))`;
const JOINTES = 'join bilans ob on ob.id = o.bilan_id join dossiers od on od.id = ob.dossier_id';

/** True of a line `d` that claims what another claims: the same invoice or payslip, or a file with the same content sent twice. */
export const enDouble = (db: Knex, { dossierId, organismeId, portee }: Voisinage): Knex.Raw => db.raw(
  `(exists (select 1 from bilan_depenses o ${JOINTES} where o.facture_cle = d.facture_cle and ${COMPARABLES})
    or exists (select 1 from bilan_depense_pieces dp join fichiers df on df.id = dp.fichier_id join fichiers f on f.sha256 = df.sha256 and f.id <> df.id
      join bilan_depense_pieces op on op.fichier_id = f.id join bilan_depenses o on o.id = op.depense_id ${JOINTES} where dp.depense_id = d.id and ${COMPARABLES}))`,
  { dossierId, organismeId, portee });

/** Another line that claims the same thing. */
export interface Jumelle {
  readonly depenseId: string;
  readonly dossierId: string;
  readonly numero: string;
  readonly organisme: string;
  readonly rang: number;
  readonly libelle: string;
  readonly memeBilan: boolean;
  /** `facture`: supplier, reference, date and amount; `fichier`: the content of a file. */
  readonly raison: 'facture' | 'fichier';
}

const JUMELLES_MAX = 20;

interface LigneJumelle { depense_id: string; dossier_id: string; numero: string | null; organisme: string; rang: number; libelle: string; bilan_id: string; d_bilan_id: string; raison: 'facture' | 'fichier' }

/** The lines that claim what these lines claim, by line; one query. */
export async function lireJumelles(db: Knex, depenseIds: readonly string[], { dossierId, organismeId, portee }: Omit<Voisinage, 'bilanId'>): Promise<Map<string, Jumelle[]>> {
  const parLigne = new Map<string, Jumelle[]>();
  if (depenseIds.length === 0) return parLigne;
  const colonnes = 'd.id as ligne_id, d.bilan_id as d_bilan_id, o.id as depense_id, o.bilan_id, o.rang, o.libelle, ob.dossier_id, od.numero, og.nom as organisme';
  const ids = depenseIds.map((_, i) => `:l${i}`).join(', ');
  const requete = db.raw(
    `select ${colonnes}, 'facture' as raison from bilan_depenses d join bilan_depenses o on o.facture_cle = d.facture_cle ${JOINTES} join organismes og on og.id = od.organisme_id
       where d.id in (${ids}) and ${COMPARABLES}
     union
     select ${colonnes}, 'fichier' as raison from bilan_depenses d join bilan_depense_pieces dp on dp.depense_id = d.id join fichiers df on df.id = dp.fichier_id
       join fichiers f on f.sha256 = df.sha256 and f.id <> df.id join bilan_depense_pieces op on op.fichier_id = f.id join bilan_depenses o on o.id = op.depense_id
       ${JOINTES} join organismes og on og.id = od.organisme_id where d.id in (${ids}) and ${COMPARABLES}`,
    { dossierId, organismeId, portee, ...Object.fromEntries(depenseIds.map((id, i) => [`l${i}`, id])) });
  const lignes = await db.from(db.raw('(?) as jumelles', [requete])).orderBy(['numero', 'rang', 'raison']).select<(LigneJumelle & { ligne_id: string })[]>('*');
  for (const l of lignes) {
    const deja = parLigne.get(l.ligne_id) ?? [];
    if (deja.length < JUMELLES_MAX) {
      deja.push({ depenseId: l.depense_id, dossierId: l.dossier_id, numero: l.numero ?? '', organisme: l.organisme, rang: Number(l.rang), libelle: l.libelle, memeBilan: l.bilan_id === l.d_bilan_id, raison: l.raison });
    }
    parLigne.set(l.ligne_id, deja);
  }
  return parLigne;
}

/** Hours of each person named in a bilan, year by year, over the dossiers of the organisme; one query. */
export async function lireTempsAnnuels(db: Knex, { bilanId, dossierId, organismeId }: Omit<Voisinage, 'portee'>): Promise<TempsAnnuel[]> {
  const lignes = await db('bilan_depenses as h').join('bilans as hb', 'hb.id', 'h.bilan_id').join('dossiers as hd', 'hd.id', 'hb.dossier_id')
    .where('hd.organisme_id', organismeId).where((q) => void q.where('h.bilan_id', bilanId).orWhere((r) => void r.whereNot('hb.dossier_id', dossierId).where('hb.nature', 'final')))
    .whereIn('h.salarie_cle', db('bilan_depenses').where({ bilan_id: bilanId }).whereNotNull('salarie_cle').select('salarie_cle')).whereNotNull('h.mois')
    .groupBy('h.salarie_cle').groupByRaw('substr(h.mois, 1, 4)').orderBy('h.salarie_cle')
    .select(db.raw('min(h.salarie) as salarie, substr(h.mois, 1, 4) as annee')).sum<{ salarie: string; annee: string; heures: number | string | null }[]>({ heures: 'h.heures_centiemes' });
  return lignes.map((l) => ({ salarie: l.salarie, annee: l.annee, heures: Number(l.heures ?? 0) })).sort((a, b) => (a.annee < b.annee ? -1 : a.annee > b.annee ? 1 : 0));
}

import type { Knex } from 'knex';
import { cleDeTri, creerPleinTexte, texteIndexe } from '../server/platform/plein-texte.js';
import { estPostgres } from '../server/platform/database.js';
import { cle, instant, reference } from './colonnes.js';

/**
 * What the list of dossiers filters, sorts and searches on, filled at each deposit; the counts by state, kept by the
 * database; saved views. A later migration that rebuilds `dossiers` on SQLite must create the triggers of this one again.
 */
export async function up(db: Knex): Promise<void> {
  await colonnes(db);
  await creerPleinTexte(db, 'dossier_textes', 'dossier_id', 'dossiers');
  await remplir(db);
  await indexer(db);
  await compter(db);
  await db.schema.alterTable('bilans', (t) => { t.index(['etat', 'limite']); });
  await db.schema.alterTable('avis_demandes', (t) => { t.index(['rendu_le', 'limite']); });
  await vues(db);
}

async function colonnes(db: Knex): Promise<void> {
  // Keys of order are compared byte by byte in both databases, whatever the locale.
  const octets = estPostgres(db) ? ' COLLATE "C"' : '';
  for (const colonne of ['dispositif integer', 'axe varchar(200)', 'organisme_nature varchar(20)', `tri_titre varchar(100)${octets} NOT NULL DEFAULT ''`, `tri_organisme varchar(100)${octets} NOT NULL DEFAULT ''`]) {
    await db.raw(`ALTER TABLE dossiers ADD COLUMN ${colonne}`);
  }
  await db.schema.createTable('dossier_territoires', (t) => {
    t.string('dossier_id', 36).notNullable().references('id').inTable('dossiers');
    t.string('territoire', 10).notNullable();
    t.primary(['dossier_id', 'territoire']);
    t.index(['territoire', 'dossier_id']);
  });
}

interface Ligne { id: string; organisme_id: string; contenu: string; nom: string; siret: string; rna: string | null; commune: string; code_postal: string; nature: string }
interface Version {
  numero: string;
  organisme: { nom: string; siret: string; rna: string | null; commune: string; codePostal: string };
  sections: { organisme: { contactNom: string; contactCourriel: string }; projet: { titre: string; dispositif: number; axe: string; besoin: string; objectifs: string; territoires: string[] } };
}

async function remplir(db: Knex): Promise<void> {
  for (let apres = ''; ;) {
    const lignes = await db('dossiers as d').join('organismes as o', 'o.id', 'd.organisme_id')
      .join('dossier_versions as v', (j) => void j.on('v.dossier_id', 'd.id').andOn('v.version', 'd.version'))
      .where('d.id', '>', apres).orderBy('d.id').limit(200)
      .select<Ligne[]>('d.id', 'd.organisme_id', 'v.contenu', 'o.nom', 'o.siret', 'o.rna', 'o.commune', 'o.code_postal', 'o.nature');
    for (const l of lignes) await remplirUn(db, l);
    const derniere = lignes.at(-1);
    if (derniere === undefined) return;
    apres = derniere.id;
  }
}

async function remplirUn(db: Knex, l: Ligne): Promise<void> {
  const { numero, organisme, sections: { organisme: contact, projet } } = JSON.parse(l.contenu) as Version;
  await db('dossiers').where({ id: l.id }).update({
    dispositif: projet.dispositif, axe: projet.axe, organisme_nature: l.nature, tri_titre: cleDeTri(projet.titre), tri_organisme: cleDeTri(l.nom),
  });
  const territoires = [...new Set(projet.territoires)];
  if (territoires.length > 0) await db('dossier_territoires').insert(territoires.map((territoire) => ({ dossier_id: l.id, territoire })));
  await db('dossier_textes').insert({
    dossier_id: l.id, texte: texteIndexe([
      numero, projet.titre, organisme.nom, l.nom, l.siret, l.rna ?? '', organisme.commune, l.commune, l.code_postal, contact.contactNom, contact.contactCourriel, projet.besoin, projet.objectifs,
    ]),
  });
}

const RANG_ETAT = "CASE etat WHEN 'depose' THEN 1 WHEN 'complements_demandes' THEN 2 WHEN 'recevable' THEN 3 WHEN 'irrecevable' THEN 4 WHEN 'en_instruction' THEN 5 WHEN 'instruit' THEN 6 "
  + "WHEN 'examine' THEN 7 WHEN 'attribue' THEN 8 WHEN 'refuse' THEN 9 WHEN 'ajourne' THEN 10 WHEN 'notifie' THEN 11 WHEN 'retire' THEN 12 ELSE 99 END";

/** One index per order, and one per usual filter with the usual order; a brouillon is in none, so that saving a section pays for none. */
async function indexer(db: Knex): Promise<void> {
  const INDEX: Readonly<Record<string, string>> = {
    modifie: 'modifie_le, id', depose: 'depose_le, id', numero: 'numero, id', titre: 'tri_titre, id', organisme: 'tri_organisme, id', demande: 'demande_cents, id', rang: `(${RANG_ETAT}), id`,
    etat: 'etat, modifie_le, id', appel: 'appel_id, modifie_le, id', instructeur: 'instructeur_id, modifie_le, id', dispositif: 'dispositif, modifie_le, id', axe: 'axe, modifie_le, id',
    nature: 'organisme_nature, modifie_le, id',
  };
  for (const [nom, cles] of Object.entries(INDEX)) await db.raw(`CREATE INDEX dossiers_liste_${nom} ON dossiers (${cles}) WHERE depose_le IS NOT NULL`);
}

/** Deposited dossiers of each call by state. Exact, and read in one small query however many dossiers there are. */
async function compter(db: Knex): Promise<void> {
  await db.schema.createTable('dossiers_par_etat', (t) => {
    t.string('appel_id', 36).notNullable();
    t.string('etat', 30).notNullable();
    t.integer('nombre').notNullable();
    t.primary(['appel_id', 'etat']);
  });
  await db.raw('INSERT INTO dossiers_par_etat (appel_id, etat, nombre) SELECT appel_id, etat, count(*) FROM dossiers WHERE depose_le IS NOT NULL GROUP BY appel_id, etat');
  await (estPostgres(db) ? declencheurPostgres(db) : declencheursSqlite(db));
}

const UN_DE_PLUS = `INSERT INTO dossiers_par_etat (appel_id, etat, nombre) SELECT new.appel_id, new.etat, 1 WHERE new.depose_le IS NOT NULL
  ON CONFLICT (appel_id, etat) DO UPDATE SET nombre = dossiers_par_etat.nombre + 1;`;
const UN_DE_MOINS = 'UPDATE dossiers_par_etat SET nombre = nombre - 1 WHERE appel_id = old.appel_id AND etat = old.etat AND old.depose_le IS NOT NULL;';

async function declencheursSqlite(db: Knex): Promise<void> {
  await db.raw(`CREATE TRIGGER dossiers_compte_ajout AFTER INSERT ON dossiers BEGIN ${UN_DE_PLUS} END`);
  await db.raw(`CREATE TRIGGER dossiers_compte_retrait AFTER DELETE ON dossiers BEGIN ${UN_DE_MOINS} END`);
  await db.raw(`CREATE TRIGGER dossiers_compte_change AFTER UPDATE OF etat, appel_id, depose_le ON dossiers
    WHEN (old.etat, old.appel_id, old.depose_le IS NULL) IS NOT (new.etat, new.appel_id, new.depose_le IS NULL) BEGIN ${UN_DE_MOINS} ${UN_DE_PLUS} END`);
}

/**
 * Deferred to the commit: a use case then holds the head of the journal, so that counters are taken by one transaction
 * at a time, for an instant, and never in an order that deadlocks.
 */
async function declencheurPostgres(db: Knex): Promise<void> {
  await db.raw(`CREATE FUNCTION dossiers_compter() RETURNS trigger AS $$ BEGIN
    IF TG_OP = 'UPDATE' AND (old.etat, old.appel_id, old.depose_le IS NULL) IS NOT DISTINCT FROM (new.etat, new.appel_id, new.depose_le IS NULL) THEN RETURN NULL; END IF;
    IF TG_OP <> 'INSERT' THEN ${UN_DE_MOINS} END IF;
    IF TG_OP <> 'DELETE' THEN ${UN_DE_PLUS} END IF;
    RETURN NULL; END $$ LANGUAGE plpgsql`);
  await db.raw('CREATE CONSTRAINT TRIGGER dossiers_compte AFTER INSERT OR DELETE OR UPDATE OF etat, appel_id, depose_le ON dossiers DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dossiers_compter()');
}

async function vues(db: Knex): Promise<void> {
  await db.schema.createTable('vues', (t) => {
    cle(t);
    t.string('liste', 30).notNullable();
    reference(t, 'proprietaire_id', 'personnes');
    t.string('nom', 100).notNullable();
    t.text('requete').notNullable();
    t.boolean('partagee').notNullable();
    instant(t, 'cree_le');
    instant(t, 'modifie_le');
    t.unique(['proprietaire_id', 'liste', 'nom']);
    t.index(['liste', 'partagee']);
  });
  await db.schema.createTable('vues_par_defaut', (t) => {
    t.string('personne_id', 36).notNullable().references('id').inTable('personnes');
    t.string('liste', 30).notNullable();
    reference(t, 'vue_id', 'vues');
    t.primary(['personne_id', 'liste']);
  });
}

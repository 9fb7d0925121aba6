import type { Knex } from 'knex';
import { estPostgres } from '../server/platform/database.js';
import { cle, instant, reference } from './colonnes.js';

/** Figures of the dashboards kept where they are settled, RSA recipients of each territory, yearly reports of the programme. */
export async function up(db: Knex): Promise<void> {
  await db.raw('ALTER TABLE dossiers ADD COLUMN personnes_rsa integer');
  await prevues(db);
  for (const colonne of ['retenu_rsa integer', 'retenu_personnes integer', 'du_cents bigint', 'taux_realisation integer']) await db.raw(`ALTER TABLE controles ADD COLUMN ${colonne}`);
  await retenues(db);
  // The day a dossier was first instructed is only in the journal.
  await db.raw("CREATE INDEX journal_instruits ON journal (dossier_id, le) WHERE objet = 'dossier' AND vers = 'instruit'");
  await db.schema.createTable('territoire_beneficiaires', (t) => {
    t.string('territoire', 10).notNullable();
    t.integer('annee').notNullable();
    t.integer('nombre').notNullable();
    t.primary(['territoire', 'annee']);
  });
  await rapports(db);
}

/** RSA recipients planned by the version in force, read inside its text by the database. */
async function prevues(db: Knex): Promise<void> {
  const rsa = estPostgres(db) ? "(v.contenu::json #>> '{sections,publics,rsa}')::integer" : "json_extract(v.contenu, '$.sections.publics.rsa')";
  await db.raw(`UPDATE dossiers SET personnes_rsa = (SELECT ${rsa} FROM dossier_versions v WHERE v.dossier_id = dossiers.id AND v.version = dossiers.version) WHERE depose_le IS NOT NULL`);
}

interface Controle { bilan_id: string; constats: string; resultat: string | null }
interface Constats { realisation: { publics: { rsa: number; horsRsaMoins25: number; horsRsaAutres: number } } | null }
interface Resultat { conventions: readonly { solde: { du: number; tauxRealisation: string } }[] }

/** What each concluded control retained. */
async function retenues(db: Knex): Promise<void> {
  const controles = await db('controles').whereNotNull('conclu_le').select<Controle[]>('bilan_id', 'constats', 'resultat');
  for (const c of controles) {
    const { realisation } = JSON.parse(c.constats) as Constats;
    if (realisation === null || c.resultat === null) continue;
    const { rsa, horsRsaMoins25, horsRsaAutres } = realisation.publics;
    const { conventions } = JSON.parse(c.resultat) as Resultat;
    await db('controles').where({ bilan_id: c.bilan_id }).update({
      retenu_rsa: rsa, retenu_personnes: rsa + horsRsaMoins25 + horsRsaAutres, du_cents: conventions.reduce((n, x) => n + x.solde.du, 0),
      taux_realisation: Number((conventions[0]?.solde.tauxRealisation ?? '1.0000').replace('.', '')),
    });
  }
}

async function rapports(db: Knex): Promise<void> {
  await db.schema.createTable('rapports_annuels', (t) => {
    cle(t);
    reference(t, 'programme_id', 'programmes');
    t.integer('annee').notNullable();
    reference(t, 'demande_par', 'personnes');
    instant(t, 'demande_le');
    reference(t, 'travail_id', 'travaux');
    reference(t, 'pdf_id', 'fichiers', true);
    reference(t, 'docx_id', 'fichiers', true);
    instant(t, 'pret_le', true);
    t.index(['programme_id', 'annee', 'demande_le']);
  });
  await db.schema.createTable('rapport_parties', (t) => {
    reference(t, 'rapport_id', 'rapports_annuels');
    t.integer('rang').notNullable();
    t.text('blocs').notNullable();
    t.primary(['rapport_id', 'rang']);
  });
}

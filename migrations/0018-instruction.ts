import type { Knex } from 'knex';
import { cle, instant, jour, montant, reference } from './colonnes.js';

/** Assignment by rule and absences; reminders, withdrawal and obligation of avis; adjusted budgets; people of a dossier, for the median cost of a call. */
export async function up(db: Knex): Promise<void> {
  await affectation(db);
  await avis(db);
  await ajustements(db);
  await personnes(db);
}

async function affectation(db: Knex): Promise<void> {
  await db.schema.createTable('regles_affectation', (t) => {
    cle(t);
    reference(t, 'appel_id', 'appels');
    // 0 and '' stand for « all », so that the key holds one rule per case.
    t.integer('dispositif').notNullable();
    t.string('territoire', 10).notNullable();
    reference(t, 'instructeur_id', 'personnes');
    reference(t, 'creee_par', 'personnes');
    instant(t, 'creee_le');
    t.unique(['appel_id', 'dispositif', 'territoire']);
  });
  await db.schema.createTable('absences', (t) => {
    cle(t);
    reference(t, 'personne_id', 'personnes');
    reference(t, 'suppleant_id', 'personnes');
    jour(t, 'du');
    jour(t, 'au');
    reference(t, 'saisie_par', 'personnes');
    instant(t, 'saisie_le');
    instant(t, 'annulee_le', true);
    t.index(['suppleant_id', 'au']);
    t.index(['personne_id', 'au']);
  });
}

async function avis(db: Knex): Promise<void> {
  await db.schema.alterTable('avis_demandes', (t) => {
    // The last automatic reminder, and every reminder together.
    t.string('rappel', 20);
    t.integer('relances').notNullable().defaultTo(0);
    instant(t, 'relance_le', true);
    instant(t, 'retire_le', true);
    t.text('motif_retrait').notNullable().defaultTo('');
    // Partner named by the call whose prior consultation this request answers.
    t.string('au_titre_de', 200);
  });
  await db.schema.createTable('dispenses_avis', (t) => {
    reference(t, 'dossier_id', 'dossiers');
    t.string('partenaire', 200).notNullable();
    t.text('motif').notNullable();
    reference(t, 'accordee_par', 'personnes');
    instant(t, 'accordee_le');
    t.primary(['dossier_id', 'partenaire']);
  });
}

async function ajustements(db: Knex): Promise<void> {
  await db.schema.createTable('ajustements', (t) => {
    cle(t);
    reference(t, 'dossier_id', 'dossiers');
    t.integer('rang').notNullable();
    t.string('etape', 20).notNullable();
    t.string('etat', 20).notNullable();
    t.text('lignes').notNullable();
    t.text('message').notNullable().defaultTo('');
    t.text('reponse').notNullable().defaultTo('');
    t.integer('version').notNullable();
    reference(t, 'redige_par', 'personnes');
    instant(t, 'cree_le');
    instant(t, 'modifie_le');
    instant(t, 'envoye_le', true);
    reference(t, 'repondu_par', 'personnes', true);
    instant(t, 'repondu_le', true);
    reference(t, 'retenu_par', 'personnes', true);
    instant(t, 'retenu_le', true);
    montant(t, 'retenu_cents', true);
    t.unique(['dossier_id', 'rang']);
    t.index(['etat', 'envoye_le']);
  });
}

interface Ligne { id: string; contenu: string }

async function personnes(db: Knex): Promise<void> {
  await db.raw('ALTER TABLE dossiers ADD COLUMN personnes integer');
  for (let apres = ''; ;) {
    const lignes = await db('dossiers as d').join('dossier_versions as v', (j) => void j.on('v.dossier_id', 'd.id').andOn('v.version', 'd.version'))
      .where('d.id', '>', apres).orderBy('d.id').limit(200).select<Ligne[]>('d.id', 'v.contenu');
    for (const { id, contenu } of lignes) {
      const { publics } = (JSON.parse(contenu) as { sections: { publics?: { rsa: number; horsRsaMoins25: number; horsRsaAutres: number } } }).sections;
      if (publics !== undefined) await db('dossiers').where({ id }).update({ personnes: publics.rsa + publics.horsRsaMoins25 + publics.horsRsaAutres });
    }
    const derniere = lignes.at(-1);
    if (derniere === undefined) return;
    apres = derniere.id;
  }
}

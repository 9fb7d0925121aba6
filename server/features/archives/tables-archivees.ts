import type { Knex } from 'knex';

/** A table of which an archive holds the rows that belong to its dossier. */
export interface TableArchivee {
  readonly table: string;
  readonly lignes: (db: Knex, dossierId: string) => Knex.QueryBuilder;
  /** Columns that make the order of the rows, and make it the same in both databases. */
  readonly ordre: readonly string[];
  /** Columns that hold JSON. */
  readonly json: readonly string[];
  /** Columns kept elsewhere in the archive, or of no use outside the product. */
  readonly sans: readonly string[];
  /** Folder of the files its rows name. */
  readonly dossierDesFichiers: string;
}

type Reste = Partial<Pick<TableArchivee, 'ordre' | 'json' | 'sans' | 'dossierDesFichiers'>>;
const table = (nom: string, lignes: TableArchivee['lignes'], { ordre = ['id'], json = [], sans = [], dossierDesFichiers = nom }: Reste): TableArchivee =>
  ({ table: nom, lignes, ordre, json, sans, dossierDesFichiers });

/** Rows that name the dossier themselves. */
const duDossier = (nom: string, reste: Reste = {}): TableArchivee => table(nom, (db, dossierId) => db(nom).where({ dossier_id: dossierId }), reste);

/** Rows that name a row of another archived table. */
const sous = (nom: string, colonne: string, parent: TableArchivee, reste: Reste = {}, cleDuParent = 'id'): TableArchivee =>
  table(nom, (db, dossierId) => db(nom).whereIn(colonne, parent.lignes(db, dossierId).select(cleDuParent)), reste);

const MESSAGES = table('messages', (db, dossierId) => db('messages').where({ dossier_id: dossierId, prive: false }), {});
const COMPLEMENTS = duDossier('demandes_complements', { json: ['elements'] });
const DECISIONS = duDossier('decisions');
const CONVENTIONS = duDossier('conventions', { json: ['termes'] });
const RECOURS = duDossier('recours');
const VERSEMENTS = sous('versements', 'convention_id', CONVENTIONS);
const REVERSEMENTS = sous('reversements', 'convention_id', CONVENTIONS);
const ACCORDS = sous('reversement_accords', 'reversement_id', REVERSEMENTS);
const ECRITURES = duDossier('ecritures');
const VISITES = duDossier('visites');
const BILANS = duDossier('bilans', { json: ['contenu', 'risque_raisons'] });
const DEPENSES = sous('bilan_depenses', 'bilan_id', BILANS, { dossierDesFichiers: 'justificatifs' });

/**
 * Everything the product knows of a dossier that those who may take its archive may read. Left out, each for its reason, are
 * the tables of `HORS_ARCHIVE`; a test holds that no table about a dossier is in neither.
 */
export const TABLES_ARCHIVEES: readonly TableArchivee[] = [
  table('dossiers', (db, dossierId) => db('dossiers').where({ id: dossierId }), { sans: ['tri_titre', 'tri_organisme'] }),
  table('organismes', (db, dossierId) => db('organismes').whereIn('id', db('dossiers').where({ id: dossierId }).select('organisme_id')), {}),
  table('appel_versions', (db, dossierId) => db('appel_versions').whereRaw('(appel_id, version) in (select appel_id, appel_version from dossiers where id = ?)', [dossierId]), { ordre: ['version'], json: ['contenu'] }),
  duDossier('dossier_versions', { ordre: ['version'], sans: ['contenu'] }),
  duDossier('dossier_sections', { ordre: ['section'], json: ['contenu'] }),
  duDossier('pieces'),
  COMPLEMENTS,
  sous('prolongations', 'demande_id', COMPLEMENTS),
  duDossier('recevabilites', { ordre: ['dossier_id'], json: ['controles', 'motifs'] }),
  duDossier('dispenses_avis', { ordre: ['partenaire'] }),
  duDossier('ajustements', { json: ['lignes'] }),
  duDossier('programme_dossiers', { ordre: ['fiche_id'] }),
  duDossier('amont_ligne_dossiers', { ordre: ['source'] }),
  duDossier('instructions', { ordre: ['dossier_id'], json: ['rapport'] }),
  duDossier('seance_dossiers', { ordre: ['seance_id'] }),
  MESSAGES,
  sous('message_fichiers', 'message_id', MESSAGES, { ordre: ['message_id', 'rang'], dossierDesFichiers: 'messages' }),
  sous('message_documents', 'message_id', MESSAGES, { ordre: ['message_id', 'rang'] }),
  DECISIONS,
  table('deliberations', (db, dossierId) => db('deliberations').whereIn('id', DECISIONS.lignes(db, dossierId).select('deliberation_id')), {}),
  sous('decision_financeurs', 'decision_id', DECISIONS, { ordre: ['decision_id', 'financeur'] }),
  RECOURS,
  sous('recours_fichiers', 'recours_id', RECOURS, { ordre: ['recours_id', 'fichier_id'], dossierDesFichiers: 'recours' }),
  CONVENTIONS,
  sous('publications', 'convention_id', CONVENTIONS, { ordre: ['convention_id'] }),
  VERSEMENTS,
  sous('versement_suspensions', 'versement_id', VERSEMENTS),
  sous('avenants', 'convention_id', CONVENTIONS, { json: ['termes'], dossierDesFichiers: 'conventions' }),
  sous('convention_versions', 'convention_id', CONVENTIONS, { json: ['termes'], ordre: ['convention_id', 'version'] }),
  sous('demandes_avenant', 'convention_id', CONVENTIONS),
  sous('mouvements_budget', 'convention_id', CONVENTIONS, { json: ['avant', 'apres'], ordre: ['convention_id', 'rang'] }),
  REVERSEMENTS,
  ACCORDS,
  sous('reversement_echeances', 'accord_id', ACCORDS, { ordre: ['accord_id', 'rang'] }),
  sous('reversement_encaissements', 'reversement_id', REVERSEMENTS),
  sous('reversement_remises', 'reversement_id', REVERSEMENTS, { dossierDesFichiers: 'reversements' }),
  ECRITURES,
  sous('mouvements', 'ecriture_id', ECRITURES, { ordre: ['ecriture_id', 'rang'] }),
  VISITES,
  sous('visite_suites', 'visite_id', VISITES),
  duDossier('emargements'),
  BILANS,
  DEPENSES,
  sous('bilan_depense_pieces', 'depense_id', DEPENSES, { ordre: ['depense_id', 'fichier_id'], dossierDesFichiers: 'justificatifs' }),
  sous('bilan_pieces', 'bilan_id', BILANS, { ordre: ['bilan_id', 'fichier_id'], dossierDesFichiers: 'justificatifs' }),
  sous('bilan_imports', 'bilan_id', BILANS, { dossierDesFichiers: 'justificatifs' }),
  sous('bilan_ressources', 'bilan_id', BILANS, { dossierDesFichiers: 'justificatifs' }),
  sous('controles', 'bilan_id', BILANS, { ordre: ['bilan_id'], json: ['constats', 'resultat'] }),
  sous('echantillons', 'bilan_id', BILANS, { ordre: ['bilan_id'], json: ['regle'] }),
  sous('irregularites', 'bilan_id', BILANS),
  sous('controle_versions', 'bilan_id', BILANS, { json: ['constats', 'resultat'] }),
  sous('contradictoire_prolongations', 'bilan_id', BILANS),
  sous('depense_questions', 'bilan_id', BILANS, { dossierDesFichiers: 'justificatifs' }),
  duDossier('documents', { sans: ['modele'] }),
  duDossier('outbox', { sans: ['cle', 'texte', 'piece_contenu', 'reserve_jusqua', 'prochaine_tentative', 'tentatives', 'derniere_erreur'] }),
];

/** Tables about a dossier that no archive holds, and why. */
export const HORS_ARCHIVE: Readonly<Record<string, string>> = {
  journal: 'its rows about the dossier are the journal extract, with their hashes',
  notations: 'scores have readers of their own; what the committee decided is in seance_dossiers and in the minutes',
  notations_anterieures: 'as notations',
  concertations: 'as notations',
  deports: 'a member of the committee says it to the committee',
  declarations_interets: 'a member of the committee says it to the committee',
  avis_demandes: 'a consulted partner answers in confidence',
  lectures: 'what each person has read is their own',
  notifications: 'what each person was told is in the mails',
  bilan_import_erreurs: 'rows of a spreadsheet that were refused: none of them is part of the bilan',
  lot_lettres: 'letters being established; each is a document',
  livret_fiches: 'parts of a booklet being drawn',
  dossier_textes: 'index of the search',
  dossier_territoires: 'index of the lists; the territories are in the versions',
  archives: 'the archive itself',
  questionnaires: 'answers of participants are anonymous, and their results are read on their own page',
  participants: 'personal data of participants are kept and erased by a rule of their own',
  participant_identites: 'as participants',
  participant_entites: 'as participants',
  droits_fiches: 'what persons asked about their data is between them and the service',
  ...Object.fromEntries(['imports', 'import_lots', 'import_erreurs', 'import_connus'].map((t) => [`participant_${t}`, 'spreadsheets of participants being read; what they added is in participants'])),
  ...Object.fromEntries(['avenants', 'plafonds', 'tableaux', 'lignes', 'recettes', 'indicateurs'].map((t) => [`amont_${t}`, 'what the State or the EU pays the département: about no dossier'])),
};

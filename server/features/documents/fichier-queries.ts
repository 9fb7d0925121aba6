import type { Knex } from 'knex';

/** Where a file stands with the antivirus: `sans_objet` when none was configured; only it and `saine` are served. */
export type Analyse = 'sans_objet' | 'en_attente' | 'saine' | 'infectee';

export interface FichierLu { readonly nom: string; readonly typeMime: string; readonly taille: number; readonly cleStockage: string; readonly analyse: Analyse }

interface Ligne { nom: string; type_mime: string; taille: number | string; cle_stockage: string; analyse: Analyse }

const COLONNES = ['f.nom', 'f.type_mime', 'f.taille', 'f.cle_stockage', 'f.analyse'];
const versFichier = (l: Ligne | undefined): FichierLu | null =>
  (l ? { nom: l.nom, typeMime: l.type_mime, taille: Number(l.taille), cleStockage: l.cle_stockage, analyse: l.analyse } : null);

/** Every place that attaches a file to a dossier: table of the link, its file column, how it reaches the dossier. */
const ATTACHES: readonly ((db: Knex, dossierId: string, fichierId: string) => Knex.QueryBuilder)[] = [
  (db, d, f) => db('pieces').where({ dossier_id: d, fichier_id: f }),
  (db, d, f) => db('conventions').where({ dossier_id: d, fichier_signe_id: f }),
  (db, d, f) => db('avenants as x').join('conventions as c', 'c.id', 'x.convention_id').where({ 'c.dossier_id': d, 'x.fichier_signe_id': f }),
  (db, d, f) => db('bilan_depenses as x').join('bilans as b', 'b.id', 'x.bilan_id').where({ 'b.dossier_id': d, 'x.reponse_fichier_id': f }),
  (db, d, f) => db('depense_questions as x').join('bilans as b', 'b.id', 'x.bilan_id').where({ 'b.dossier_id': d, 'x.fichier_id': f }),
  (db, d, f) => db('bilan_pieces as x').join('bilans as b', 'b.id', 'x.bilan_id').where({ 'b.dossier_id': d, 'x.fichier_id': f }),
  (db, d, f) => db('emargements').where({ dossier_id: d, fichier_id: f }),
  (db, d, f) => db('reversement_remises as x').join('reversements as r', 'r.id', 'x.reversement_id').join('conventions as c', 'c.id', 'r.convention_id').where({ 'c.dossier_id': d, 'x.fichier_id': f }),
  (db, d, f) => db('recours_fichiers as x').join('recours as r', 'r.id', 'x.recours_id').where({ 'r.dossier_id': d, 'x.fichier_id': f }),
  (db, d, f) => db('bilan_ressources as x').join('bilans as b', 'b.id', 'x.bilan_id').where({ 'b.dossier_id': d, 'x.fichier_id': f }),
];

/** What a reader may open beyond what everyone who sees the dossier may: files of the thread, files of private notes. */
export interface DroitsFichier { readonly messages?: boolean; readonly notes?: boolean }

/** Files of messages have readers of their own: those of the thread, those of the private notes. */
const deMessage = (db: Knex, d: string, f: string, { messages, notes }: DroitsFichier): Knex.QueryBuilder => db('message_fichiers as x').join('messages as m', 'm.id', 'x.message_id')
  .where({ 'm.dossier_id': d, 'x.fichier_id': f }).whereIn('m.prive', [...(messages ? [false] : []), ...(notes ? [true] : [])]);

/** A file attached to this dossier that the reader may open; null when it is unknown, belongs elsewhere or is not for them. One query. */
export async function lireFichierDuDossier(db: Knex, dossierId: string, fichierId: string, droits: DroitsFichier = {}): Promise<FichierLu | null> {
  const ligne: Ligne | undefined = await db('fichiers as f').where({ 'f.id': fichierId })
    .where((q) => {
      for (const attache of ATTACHES) void q.orWhereExists(attache(db, dossierId, fichierId).select(db.raw('1')));
      void q.orWhereExists(deMessage(db, dossierId, fichierId, droits).select(db.raw('1')));
    })
    .select(COLONNES).first();
  return versFichier(ligne);
}

/** The file of a permanent piece of this organisme, withdrawn ones included; null when it belongs elsewhere. */
export async function lireFichierDeLOrganisme(db: Knex, organismeId: string, pieceId: string): Promise<FichierLu | null> {
  return versFichier(await db('organisme_pieces as p').join('fichiers as f', 'f.id', 'p.fichier_id').where({ 'p.id': pieceId, 'p.organisme_id': organismeId }).select(COLONNES).first());
}

/** What the antivirus says of these files, those it may serve left out: `en_attente` or `infectee` by file id. One query. */
export async function analysesDesFichiers(db: Knex, ids: readonly string[]): Promise<Readonly<Record<string, Analyse>>> {
  const lignes = await db('fichiers').whereIn('id', [...ids]).whereIn('analyse', ['en_attente', 'infectee']).select<{ id: string; analyse: Analyse }[]>('id', 'analyse');
  return Object.fromEntries(lignes.map((l) => [l.id, l.analyse]));
}

/** A dossier that uses a file, as what is said about that file needs it. */
export interface UsageDuFichier { readonly dossierId: string; readonly numero: string | null; readonly etat: string; readonly titre: string; readonly organismeId: string; readonly instructeurId: string | null }

/** Dossiers that use a file, wherever it is attached but to a private note, and the organismes that keep it as a permanent piece or a delegation. */
export async function usagesDuFichier(db: Knex, fichierId: string): Promise<{ dossiers: readonly UsageDuFichier[]; organismes: readonly string[] }> {
  const attaches = db.unionAll([
    db('pieces').where({ fichier_id: fichierId }).select('dossier_id'),
    db('conventions').where({ fichier_signe_id: fichierId }).select('dossier_id'),
    db('avenants as x').join('conventions as c', 'c.id', 'x.convention_id').where({ 'x.fichier_signe_id': fichierId }).select('c.dossier_id'),
    db('bilan_depenses as x').join('bilans as b', 'b.id', 'x.bilan_id').where({ 'x.reponse_fichier_id': fichierId }).select('b.dossier_id'),
    db('depense_questions as x').join('bilans as b', 'b.id', 'x.bilan_id').where({ 'x.fichier_id': fichierId }).select('b.dossier_id'),
    db('bilan_pieces as x').join('bilans as b', 'b.id', 'x.bilan_id').where({ 'x.fichier_id': fichierId }).select('b.dossier_id'),
    db('emargements').where({ fichier_id: fichierId }).select('dossier_id'),
    db('reversement_remises as x').join('reversements as r', 'r.id', 'x.reversement_id').join('conventions as c', 'c.id', 'r.convention_id').where({ 'x.fichier_id': fichierId }).select('c.dossier_id'),
    db('recours_fichiers as x').join('recours as r', 'r.id', 'x.recours_id').where({ 'x.fichier_id': fichierId }).select('r.dossier_id'),
    db('bilan_ressources as x').join('bilans as b', 'b.id', 'x.bilan_id').where({ 'x.fichier_id': fichierId }).select('b.dossier_id'),
    // A private note's file is nobody's business but the agents': its porteur is told nothing of it.
    db('message_fichiers as x').join('messages as m', 'm.id', 'x.message_id').where({ 'x.fichier_id': fichierId, 'm.prive': false }).select('m.dossier_id'),
  ]);
  const lignes: { id: string; numero: string | null; etat: string; titre: string; organisme_id: string; instructeur_id: string | null }[] = await db('dossiers').whereIn('id', attaches)
    .orderBy('id').select('id', 'numero', 'etat', 'titre', 'organisme_id', 'instructeur_id');
  const organismes = await db('organisme_pieces').where({ fichier_id: fichierId }).distinct<{ organisme_id: string }[]>('organisme_id');
  const delegations = await db('membres').where({ delegation_fichier_id: fichierId }).distinct<{ organisme_id: string }[]>('organisme_id');
  return {
    dossiers: lignes.map((l) => ({ dossierId: l.id, numero: l.numero, etat: l.etat, titre: l.titre, organismeId: l.organisme_id, instructeurId: l.instructeur_id })),
    organismes: [...new Set([...organismes, ...delegations].map((o) => o.organisme_id))],
  };
}

/** A file as its scan needs it; null when it is gone. */
export async function lireFichierAAnalyser(db: Knex, id: string): Promise<{ cleStockage: string; analyse: Analyse } | null> {
  const ligne = await db('fichiers').where({ id }).first<{ cle_stockage: string; analyse: Analyse } | undefined>('cle_stockage', 'analyse');
  return ligne ? { cleStockage: ligne.cle_stockage, analyse: ligne.analyse } : null;
}

/** Files still waiting for a verdict that no scan to come is about, oldest first, `limite` at most. */
export async function fichiersSansAnalysePrevue(db: Knex, limite: number): Promise<{ id: string; nom: string }[]> {
  const prevue = db('travaux as t').where({ 't.nature': 'fichiers.analyser', 't.etat': 'en_attente' }).whereRaw('t.cle like \'analyse:\' || f.id || \':%\'').select(db.raw('1'));
  return db('fichiers as f').where({ 'f.analyse': 'en_attente' }).whereNotExists(prevue).orderBy('f.depose_le').limit(limite).select<{ id: string; nom: string }[]>('f.id', 'f.nom');
}

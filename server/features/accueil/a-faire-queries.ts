import type { Knex } from 'knex';
import type { Acteur, Habilitation } from '../../domain/habilitations/acteur.js';
import { paths, vers } from '../../web/paths.js';

/** One kind of work waiting for somebody: how many, the nearest deadline, where to do it. */
export interface Travail {
  readonly titre: string;
  readonly nombre: number;
  readonly echeance: string | null;
  readonly lien: string;
}

interface Compte { n: number | string; echeance: string | null }
type Compteur = { readonly titre: string; readonly lien: string; readonly requete: (db: Knex, acteur: Acteur) => Knex.QueryBuilder; readonly echeance?: string };

const liste = (etat: string): string => `${paths.dossiers.liste}?etat=${etat}`;
const dossiers = (db: Knex, ...etats: string[]): Knex.QueryBuilder => db('dossiers').whereIn('etat', etats);

/** Work of each habilitation, in the order of a grant's life. */
const TRAVAUX: Readonly<Partial<Record<Habilitation, readonly Compteur[]>>> = {
  responsable: [
    { titre: 'Recevabilité à examiner', lien: liste('depose'), requete: (db) => dossiers(db, 'depose') },
    { titre: 'Instructeur à désigner', lien: liste('recevable'), requete: (db) => dossiers(db, 'recevable') },
    { titre: 'Dossiers à présenter en comité', lien: liste('instruit'), requete: (db) => dossiers(db, 'instruit') },
    { titre: 'Décisions à enregistrer', lien: liste('examine'), requete: (db) => dossiers(db, 'examine') },
    { titre: 'Décisions à notifier', lien: liste('attribue'), requete: (db) => dossiers(db, 'attribue', 'refuse') },
    { titre: 'Recours à examiner', lien: liste('notifie'), requete: (db) => db('recours').where({ etat: 'depose' }) },
    { titre: 'Contrôleur à désigner', lien: liste('notifie'), requete: (db) => db('bilans as b').join('dossiers as d', 'd.id', 'b.dossier_id').where({ 'b.etat': 'depose' }).whereNull('d.controleur_id') },
  ],
  instructeur: [
    { titre: 'Mes dossiers à vérifier', lien: liste('depose'), requete: (db, a) => dossiers(db, 'depose').where((q) => void q.whereNull('instructeur_id').orWhere({ instructeur_id: a.id })) },
    { titre: 'Mes dossiers à instruire', lien: liste('en_instruction'), requete: (db, a) => dossiers(db, 'en_instruction').where({ instructeur_id: a.id }) },
    { titre: 'Mes conventions à faire signer', lien: liste('notifie'), requete: (db, a) => db('conventions as c').join('dossiers as d', 'd.id', 'c.dossier_id').where({ 'c.etat': 'a_signer', 'd.instructeur_id': a.id }) },
  ],
  comite: [
    {
      titre: 'Dossiers à noter', lien: paths.notations,
      requete: (db, a) => dossiers(db, 'instruit').whereNotExists(db('notations as n').whereRaw('n.dossier_id = dossiers.id').where({ 'n.personne_id': a.id }).whereNotNull('n.soumise_le').select(db.raw('1')))
        .whereNotExists(db('deports as x').whereRaw('x.dossier_id = dossiers.id').where({ 'x.personne_id': a.id }).select(db.raw('1'))),
    },
    { titre: 'Séances à venir', lien: paths.seances.liste, echeance: 's.le', requete: (db, a) => db('seances as s').join('seance_membres as m', 'm.seance_id', 's.id').where({ 's.etat': 'preparee', 'm.personne_id': a.id }) },
  ],
  avis: [{ titre: 'Avis à rendre', lien: paths.avis, echeance: 'limite', requete: (db, a) => db('avis_demandes').where({ personne_id: a.id }).whereNull('rendu_le') }],
  finances: [
    { titre: 'Versements à liquider', lien: `${paths.versements.liste}?etat=a_liquider`, echeance: 'exigible_le', requete: (db) => db('versements').where({ etat: 'a_liquider', exigible: true }) },
    { titre: 'Versements à valider', lien: `${paths.versements.liste}?etat=liquide`, requete: (db, a) => db('versements').where({ etat: 'liquide' }).whereNot({ liquide_par: a.id }) },
    { titre: 'Versements à mandater', lien: `${paths.versements.liste}?etat=valide`, requete: (db) => db('versements').where({ etat: 'valide' }) },
    { titre: 'Paiements à confirmer', lien: `${paths.versements.liste}?etat=mandate`, requete: (db) => db('versements').where({ etat: 'mandate' }) },
    { titre: 'Reversements attendus', lien: paths.versements.liste, requete: (db) => db('reversements').where({ etat: 'emis' }) },
  ],
  controleur: [
    { titre: 'Bilans à contrôler', lien: paths.controles.liste, echeance: 'b.depose_le', requete: (db, a) => db('bilans as b').join('dossiers as d', 'd.id', 'b.dossier_id').whereIn('b.etat', ['depose', 'en_controle', 'contradictoire']).where({ 'd.controleur_id': a.id }) },
  ],
  admin: [{ titre: 'Courriels non remis', lien: paths.administration.courriels, requete: (db) => db('outbox').where({ etat: 'abandonne' }) }],
};

/** What waits for this agent, one count per kind of work. */
export async function travauxDe(db: Knex, acteur: Acteur): Promise<Travail[]> {
  const compteurs = [...acteur.habilitations].flatMap((h) => TRAVAUX[h] ?? []);
  return Promise.all(compteurs.map(async ({ titre, lien, requete, echeance }) => {
    const [compte] = (await requete(db, acteur).count({ n: '*' }).min({ echeance: echeance === undefined ? db.raw('null') : echeance })) as unknown as Compte[];
    return { titre, lien, nombre: Number(compte?.n ?? 0), echeance: compte?.echeance ?? null };
  }));
}

/** What an organisme's members must do: one row per dossier that waits for them. */
export async function travauxDesPorteurs(db: Knex, organismeIds: readonly string[]): Promise<{ texte: string; titre: string; echeance: string | null; lien: string }[]> {
  if (organismeIds.length === 0) return [];
  const lignes = await db('dossiers as d').join('appels as a', 'a.id', 'd.appel_id')
    .leftJoin('demandes_complements as x', (j) => void j.on('x.dossier_id', 'd.id').andOnNull('x.repondu_le'))
    .leftJoin('conventions as c', (j) => void j.on('c.dossier_id', 'd.id').andOnVal('c.etat', 'a_signer'))
    .leftJoin('bilans as b', (j) => void j.on('b.dossier_id', 'd.id').andOnIn('b.etat', ['brouillon', 'contradictoire']))
    .leftJoin('controles as k', 'k.bilan_id', 'b.id')
    .whereIn('d.organisme_id', [...organismeIds]).whereIn('d.etat', ['brouillon', 'complements_demandes', 'notifie'])
    .where((q) => void q.whereNot('d.etat', 'notifie').orWhereNotNull('c.id').orWhereNotNull('b.id'))
    .orderBy('d.modifie_le', 'desc').limit(50)
    .select<{ id: string; titre: string; etat: string; ferme_le: string; limite: string | null; convention: string | null; bilan: string | null; bilan_limite: string | null; reponse: string | null }[]>(
      'd.id', 'd.titre', 'd.etat', 'a.ferme_le', 'x.limite', { convention: 'c.id', bilan: 'b.etat', bilan_limite: 'b.limite', reponse: 'k.reponse_avant_le' });
  return lignes.map((l) => {
    const dossierId = l.id;
    const titre = l.titre || 'Nouveau dossier';
    if (l.etat === 'brouillon') return { titre, texte: 'Terminer et déposer le dossier', echeance: l.ferme_le, lien: vers(paths.dossiers.page, { dossierId }) };
    if (l.etat === 'complements_demandes') return { titre, texte: 'Répondre à la demande de compléments', echeance: l.limite, lien: vers(paths.dossiers.page, { dossierId }) };
    if (l.convention !== null) return { titre, texte: 'Signer la convention', echeance: null, lien: vers(paths.conventions.page, { dossierId, conventionId: l.convention }) };
    if (l.bilan === 'contradictoire') return { titre, texte: 'Répondre aux conclusions provisoires', echeance: l.reponse, lien: vers(paths.bilans.contradictoire, { dossierId }) };
    return { titre, texte: 'Remplir le bilan', echeance: l.bilan_limite, lien: vers(paths.bilans.page, { dossierId }) };
  });
}

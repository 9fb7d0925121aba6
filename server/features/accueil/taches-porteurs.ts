import type { Knex } from 'knex';
import type { Acteur } from '../../domain/habilitations/acteur.js';
import { ajouterJours, ajouterMois } from '../../domain/kernel/jour.js';
import { pluriel } from '../../platform/format.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { lireRecoursPossibles } from './recours-possibles.js';
import { sourcesParticipants } from './taches-participants.js';
import { COLONNES_DOSSIER, colonnes, organismesDe, source, titresOuverts, versDossier, versTitre, type LigneTache, type Source } from './taches-source.js';

const porteur = (a: Acteur): boolean => a.appartenances.length > 0;
const signataire = (a: Acteur): boolean => a.appartenances.some((x) => x.role === 'signataire');
const signes = (a: Acteur): string[] => a.appartenances.filter((x) => x.role === 'signataire').map((x) => x.organismeId);

const lesMiens = (db: Knex, acteur: Acteur): Knex.QueryBuilder =>
  db('dossiers as d').join('organismes as o', 'o.id', 'd.organisme_id').whereIn('d.organisme_id', organismesDe(acteur));

/** Days before the end of a delegation or of a piece from which it is to be renewed. */
const PREAVIS_JOURS = 30;
/** A delegation long over is no news. */
const OUBLI_MOIS = 6;

const versFiche = (l: LigneTache): string => vers(paths.organismes.fiche, { organismeId: String(l.note) });

/** What an organisme's members must do, and what they may still do, in the order of a grant's life. */
export const SOURCES_PORTEURS: readonly Source[] = [
  source({
    nature: 'deposer', pour: porteur, lien: versDossier(paths.dossiers.page), precision: () => 'Fermeture de l’appel',
    requete: (db, a, { instant }) => lesMiens(db, a).join('appels as p', 'p.id', 'd.appel_id').where({ 'd.etat': 'brouillon', 'p.etat': 'publie' }).whereNull('d.papier_recu_le').where('p.ferme_le', '>=', instant)
      .select(colonnes(db, { ...COLONNES_DOSSIER, echeance: 'p.ferme_le' })),
  }),
  source({
    nature: 'complements', pour: porteur, lien: versDossier(paths.dossiers.page),
    requete: (db, a) => lesMiens(db, a).where('d.etat', 'complements_demandes').join('demandes_complements as x', 'x.dossier_id', 'd.id').whereNull('x.repondu_le')
      .select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'x.id', echeance: 'x.limite' })),
  }),
  source({
    nature: 'ajustement_repondre', pour: porteur, lien: versDossier(paths.dossiers.ajustement), precision: () => 'Par un signataire',
    requete: (db, a) => lesMiens(db, a).join('ajustements as x', 'x.dossier_id', 'd.id').where('x.etat', 'envoye').select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'x.id' })),
  }),
  source({
    nature: 'message', pour: porteur, lien: versDossier(paths.dossiers.messages), precision: (l) => pluriel(Number(l.note), 'message'),
    requete: (db, a) => lesMiens(db, a).join('messages as m', 'm.dossier_id', 'd.id').leftJoin('lectures as l', (j) => void j.on('l.dossier_id', 'd.id').andOnVal('l.personne_id', a.id ?? ''))
      .where({ 'm.prive': false, 'm.cote': 'service' }).where((ou) => void ou.whereNull('l.lu_jusqua').orWhereRaw('m.id > l.lu_jusqua'))
      .groupBy('d.id', 'd.numero', 'd.titre', 'o.nom').select(colonnes(db, { ...COLONNES_DOSSIER, note: db.raw('count(*)') })),
  }),
  source({
    nature: 'convention_porteur', pour: porteur, lien: (l) => vers(paths.conventions.page, { dossierId: l.dossier_id, conventionId: l.ref }), precision: () => 'Par un signataire',
    requete: (db, a) => lesMiens(db, a).join('conventions as c', 'c.dossier_id', 'd.id').where('c.etat', 'a_signer').whereNull('c.fichier_signe_id').select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'c.id' })),
  }),
  source({
    nature: 'avenant_porteur', pour: porteur, lien: (l) => vers(paths.conventions.avenant, { dossierId: l.dossier_id, conventionId: String(l.note), avenantId: l.ref }), precision: () => 'Par un signataire',
    requete: (db, a) => lesMiens(db, a).join('conventions as c', 'c.dossier_id', 'd.id').join('avenants as x', 'x.convention_id', 'c.id').where('x.etat', 'a_signer').whereNull('x.fichier_signe_id')
      .select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'x.id', note: 'c.id' })),
  }),
  source({
    nature: 'bilan', pour: porteur, lien: versDossier(paths.bilans.page),
    requete: (db, a) => lesMiens(db, a).join('bilans as b', 'b.dossier_id', 'd.id').where({ 'b.nature': 'final', 'b.etat': 'brouillon' }).select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'b.id', echeance: 'b.limite' })),
  }),
  source({
    nature: 'bilan_intermediaire', pour: porteur, lien: versDossier(paths.bilansIntermediaires.page), precision: (l) => (l.note === '' ? '' : 'Renvoyé par le service'),
    requete: (db, a) => lesMiens(db, a).join('bilans as b', 'b.dossier_id', 'd.id').where({ 'b.nature': 'intermediaire', 'b.etat': 'brouillon' }).select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'b.id', echeance: 'b.limite', note: 'b.renvoi' })),
  }),
  source({
    nature: 'suite_visite', pour: porteur, lien: versDossier(paths.dossiers.suivi), precision: (l) => String(l.note),
    requete: (db, a) => lesMiens(db, a).join('visites as v', 'v.dossier_id', 'd.id').join('visite_suites as x', 'x.visite_id', 'v.id').whereNull('x.faite_le').where('x.partie', 'porteur')
      .select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'x.id', echeance: 'x.echeance', note: 'x.constat' })),
  }),
  ...sourcesParticipants({ pour: porteur, dossiers: lesMiens, retard: false }),
  source({
    nature: 'contradictoire', pour: porteur, lien: versDossier(paths.bilans.contradictoire), precision: () => 'Par un signataire ; passé ce délai, le contrôle sera conclu sans vous',
    requete: (db, a, { jour }) => lesMiens(db, a).join('bilans as b', 'b.dossier_id', 'd.id').where('b.etat', 'contradictoire').join('controles as k', 'k.bilan_id', 'b.id').whereNull('k.repondu_le')
      .where('k.reponse_avant_le', '>=', jour).select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'b.id', echeance: 'k.reponse_avant_le' })),
  }),
  source({
    nature: 'question_controle', pour: porteur, lien: versDossier(paths.bilans.questions), precision: (l) => pluriel(Number(l.note), 'question'),
    requete: (db, a) => lesMiens(db, a).join('bilans as b', 'b.dossier_id', 'd.id').join('depense_questions as x', 'x.bilan_id', 'b.id').whereNull('x.repondue_le').whereNull('x.retiree_le')
      .groupBy('d.id', 'd.numero', 'd.titre', 'o.nom').select(colonnes(db, { ...COLONNES_DOSSIER, echeance: db.raw('min(x.limite)'), note: db.raw('count(*)') })),
  }),
  { nature: 'recours_possible', pour: signataire, lire: (db, a, maintenant) => lireRecoursPossibles(db, signes(a), maintenant.jour) },
  source({
    nature: 'delegation', pour: porteur, lien: versFiche,
    requete: (db, a, { jour }) => db('membres as m').join('organismes as o', 'o.id', 'm.organisme_id').where({ 'm.personne_id': a.id, 'm.etat': 'accepte', 'm.role': 'signataire' })
      .whereBetween('m.delegation_jusqu_au', [ajouterMois(jour, -OUBLI_MOIS), ajouterJours(jour, PREAVIS_JOURS)])
      .select(colonnes(db, { ref: 'm.id', titre: 'o.nom', organisme: db.raw('\'\''), echeance: 'm.delegation_jusqu_au', note: 'o.id' })),
  }),
  source({
    nature: 'rembourser', pour: porteur, lien: versTitre, precision: (l) => (l.echeance === null ? `Titre ${String(l.note)}` : `Échéance du titre ${String(l.note)}`),
    requete: (db, a) => titresOuverts(db, lesMiens(db, a)),
  }),
  source({
    nature: 'piece_perimee', pour: porteur, lien: (l) => vers(paths.organismes.pieces, { organismeId: l.dossier_id }), precision: (l) => libelle('piece', String(l.note)),
    requete: (db, a, { jour }) => db('organisme_pieces as p').join('organismes as o', 'o.id', 'p.organisme_id').whereIn('p.organisme_id', organismesDe(a)).whereNull('p.retiree_le')
      .where('p.valable_jusqu_au', '<=', ajouterJours(jour, PREAVIS_JOURS))
      .whereNotExists(db('organisme_pieces as q').whereRaw('q.organisme_id = p.organisme_id and q.code = p.code').whereNull('q.retiree_le')
        .where((ou) => void ou.whereNull('q.valable_jusqu_au').orWhere('q.valable_jusqu_au', '>', ajouterJours(jour, PREAVIS_JOURS))).select(db.raw('1')))
      .select(colonnes(db, { ref: 'p.id', dossier: 'o.id', titre: 'o.nom', organisme: db.raw('\'\''), echeance: 'p.valable_jusqu_au', note: 'p.code' })),
  }),
  source({
    nature: 'membre', pour: signataire, lien: versFiche,
    requete: (db, a) => db('membres as m').join('organismes as o', 'o.id', 'm.organisme_id').where('m.etat', 'demande').whereIn('m.organisme_id', signes(a))
      .select(colonnes(db, { ref: 'm.id', titre: 'o.nom', organisme: db.raw('\'\''), note: 'o.id' })),
  }),
];

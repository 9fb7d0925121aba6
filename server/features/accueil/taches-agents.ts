import type { Knex } from 'knex';
import type { Acteur, Habilitation } from '../../domain/habilitations/acteur.js';
import { ETATS_CONSULTABLES } from '../../domain/instruction/avis.js';
import { ETATS_DE_DEPORT } from '../../domain/notation/feuille.js';
import { rejetImplicite } from '../../domain/recours/recours.js';
import { instant, jourAParis } from '../../platform/clock.js';
import { dateLongue, pluriel } from '../../platform/format.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { sourcesParticipants } from './taches-participants.js';
import { COLONNES_DOSSIER, colonnes, organismesDe, source, titresOuverts, versDossier, versTitre, type LigneTache, type Source } from './taches-source.js';

const habilite = (...codes: readonly Habilitation[]) => (a: Acteur): boolean => codes.some((c) => a.habilitations.has(c));

/** Dossiers (`d`) with their organisme (`o`), those of the agent's own organismes left out. */
const lesDossiers = (db: Knex, acteur: Acteur): Knex.QueryBuilder =>
  db('dossiers as d').join('organismes as o', 'o.id', 'd.organisme_id').whereNotIn('d.organisme_id', organismesDe(acteur));
const dossiers = (db: Knex, acteur: Acteur, ...etats: readonly string[]): Knex.QueryBuilder =>
  lesDossiers(db, acteur).whereIn('d.etat', [...etats]).select(colonnes(db, COLONNES_DOSSIER));

/** The person, and the instructeurs they stand in for today. */
const enCharge = (acteur: Acteur): string[] => [...(acteur.id === null ? [] : [acteur.id]), ...(acteur.supplees ?? [])];

/** Theirs for an instructeur; nobody's too for who may take it; nobody's alone for a responsable. */
const aMoiOuAPersonne = (q: Knex.QueryBuilder, acteur: Acteur): Knex.QueryBuilder => q.where((ou) => {
  ou.whereNull('d.instructeur_id');
  if (acteur.habilitations.has('instructeur')) ou.orWhereIn('d.instructeur_id', enCharge(acteur));
});
const aMoi = (q: Knex.QueryBuilder, acteur: Acteur): Knex.QueryBuilder => q.whereIn('d.instructeur_id', enCharge(acteur));
/** Theirs for an instructeur; for a responsable what nobody is in charge of. */
const aSuivre = (q: Knex.QueryBuilder, acteur: Acteur): Knex.QueryBuilder => q.where((ou) => {
  if (acteur.habilitations.has('instructeur')) ou.orWhereIn('d.instructeur_id', enCharge(acteur));
  if (acteur.habilitations.has('responsable')) ou.orWhereNull('d.instructeur_id');
});

/** Name of the instructeur the person stands in for on this dossier; empty on their own, null when nobody is in charge. */
const absent = (db: Knex, acteur: Acteur): Knex.Raw =>
  db.raw('case when d.instructeur_id = ? then \'\' else (select i.prenom || \' \' || i.nom from personnes i where i.id = d.instructeur_id) end', [acteur.id ?? '']);
const suppleance = (l: LigneTache): string => (typeof l.note === 'string' && l.note !== '' ? `Suppléance de ${l.note}` : '');

const depuis = (l: LigneTache): string => (typeof l.note === 'string' ? `Depuis le ${dateLongue(jourDe(l.note))}` : '');
const jourDe = (valeur: string): string => (valeur.length === 10 ? valeur : jourAParis(instant(valeur)));

/** Messages not shown yet, by dossier: of the organisme, or private notes of other agents. */
const nonLus = (db: Knex, acteur: Acteur, prives: boolean): Knex.QueryBuilder => {
  const colonne = prives ? 'l.notes_lues_jusqua' : 'l.lu_jusqua';
  const q = lesDossiers(db, acteur).join('messages as m', 'm.dossier_id', 'd.id').leftJoin('lectures as l', (j) => void j.on('l.dossier_id', 'd.id').andOnVal('l.personne_id', acteur.id ?? ''))
    .where('m.prive', prives).whereNot('m.auteur_id', acteur.id).where((ou) => void ou.whereNull(colonne).orWhereRaw('m.id > ??', [colonne]))
    .groupBy('d.id', 'd.numero', 'd.titre', 'o.nom').select(colonnes(db, { ...COLONNES_DOSSIER, note: db.raw('count(*)') }));
  return prives ? q : q.where('m.cote', 'porteur');
};
const combien = (mot: string) => (l: LigneTache): string => pluriel(Number(l.note), mot);

const RECEVABILITE: readonly Source[] = [
  source({
    nature: 'saisie_papier', pour: habilite('instructeur', 'responsable'), lien: versDossier(paths.dossiers.page), precision: (l) => `Reçu sur papier ${depuis(l).replace('Depuis ', '')}`,
    requete: (db, a) => lesDossiers(db, a).where({ 'd.etat': 'brouillon', 'd.papier_saisi_par': a.id }).select(colonnes(db, { ...COLONNES_DOSSIER, note: 'd.papier_recu_le' })),
  }),
  source({ nature: 'message', pour: habilite('instructeur', 'responsable'), requete: (db, a) => aSuivre(nonLus(db, a, false), a), lien: versDossier(paths.dossiers.messages), precision: combien('message') }),
  source({ nature: 'note', pour: habilite('instructeur'), requete: (db, a) => aMoi(nonLus(db, a, true), a), lien: versDossier(paths.dossiers.notes), precision: combien('note') }),
  source({
    nature: 'recevabilite', pour: habilite('instructeur', 'responsable'), lien: versDossier(paths.dossiers.recevabilite), precision: (l) => (l.note === null ? 'Affecté à personne' : l.note === '' ? 'Il vous est affecté' : suppleance(l)),
    requete: (db, a) => aMoiOuAPersonne(dossiers(db, a, 'depose').clearSelect(), a).select(colonnes(db, { ...COLONNES_DOSSIER, note: absent(db, a) })),
  }),
  source({
    nature: 'prolongation', pour: habilite('instructeur', 'responsable'), lien: versDossier(paths.dossiers.recevabilite), precision: () => 'L’organisme demande plus de temps pour ses compléments',
    requete: (db, a) => aMoiOuAPersonne(lesDossiers(db, a), a).where('d.etat', 'complements_demandes').join('demandes_complements as x', 'x.dossier_id', 'd.id').whereNull('x.repondu_le')
      .join('prolongations as p', 'p.demande_id', 'x.id').whereNull('p.reponse').select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'p.id', echeance: 'x.limite' })),
  }),
  source({ nature: 'affecter', pour: habilite('responsable'), requete: (db, a) => dossiers(db, a, 'recevable'), lien: versDossier(paths.dossiers.affectation) }),
];

const TRANSMIS = '%"transmission":{%';

const INSTRUCTION: readonly Source[] = [
  source({
    nature: 'instruire', pour: habilite('instructeur'), lien: versDossier(paths.dossiers.instruction), precision: suppleance,
    requete: (db, a) => aMoi(lesDossiers(db, a).where('d.etat', 'en_instruction').select(colonnes(db, { ...COLONNES_DOSSIER, note: absent(db, a) })), a).whereNotExists(db('instructions as i').whereRaw('i.dossier_id = d.id').where('i.rapport', 'like', TRANSMIS).select(db.raw('1'))),
  }),
  source({
    nature: 'ajustement_traiter', pour: habilite('instructeur', 'responsable'), lien: versDossier(paths.dossiers.ajustement),
    requete: (db, a) => aSuivre(lesDossiers(db, a), a).join('ajustements as x', 'x.dossier_id', 'd.id').where('x.etat', 'conteste').whereIn('d.etat', ['en_instruction', 'attribue', 'notifie'])
      .whereNotExists(db('ajustements as y').whereRaw('y.dossier_id = d.id and y.rang > x.rang').select(db.raw('1'))).select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'x.id' })),
  }),
  source({
    nature: 'ajustement_demander', pour: habilite('instructeur', 'responsable'), lien: versDossier(paths.dossiers.ajustement), precision: () => 'Avant la convention',
    requete: (db, a) => aSuivre(lesDossiers(db, a), a).whereIn('d.etat', ['attribue', 'notifie']).join('decisions as x', (j) => void j.on('x.dossier_id', 'd.id').andOnVal('x.en_vigueur', true).andOnVal('x.sens', 'attribue'))
      .whereRaw('x.montant_cents < d.demande_cents').whereNotExists(db('conventions as c').whereRaw('c.dossier_id = d.id').whereNot('c.etat', 'a_signer').select(db.raw('1')))
      .whereNotExists(db('ajustements as y').whereRaw('y.dossier_id = d.id').where((ou) => void ou.where('y.etape', 'attribution').orWhereRaw('y.retenu_cents <= x.montant_cents')).select(db.raw('1')))
      .select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'x.id' })),
  }),
  source({
    nature: 'valider_instruction', pour: habilite('responsable'), lien: versDossier(paths.dossiers.instruction),
    requete: (db, a) => dossiers(db, a, 'en_instruction').whereExists(db('instructions as i').whereRaw('i.dossier_id = d.id').where('i.rapport', 'like', TRANSMIS).select(db.raw('1'))),
  }),
  source({
    nature: 'avis', pour: habilite('avis'), lien: versDossier(paths.dossiers.avisRendu),
    requete: (db, a) => lesDossiers(db, a).join('avis_demandes as v', 'v.dossier_id', 'd.id').where('v.personne_id', a.id).whereNull('v.rendu_le').whereNull('v.retire_le').whereIn('d.etat', [...ETATS_CONSULTABLES])
      .select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'v.id', echeance: 'v.limite' })),
  }),
];

const seanceDe = (db: Knex): Knex.QueryBuilder => db('seance_dossiers as x').join('seances as s', 's.id', 'x.seance_id').whereRaw('x.dossier_id = d.id').where('s.etat', 'preparee');
const seances = (db: Knex): Knex.QueryBuilder => db('seances as s').where('s.etat', 'preparee').select(colonnes(db, { ref: 's.id', titre: 's.titre', organisme: 's.lieu', echeance: 's.le' }));
const versSeance = (l: LigneTache): string => vers(paths.seances.page, { seanceId: l.ref });

/** Dossiers of a call before the avis of the committee, on which the person has not said whether a link ties them to the organisme. */
const sansDeclaration = (db: Knex, a: Acteur): Knex.QueryBuilder => db('dossiers as d').whereIn('d.etat', [...ETATS_DE_DEPORT]).whereNotIn('d.organisme_id', organismesDe(a))
  .whereNotExists(db('declarations_interets as i').whereRaw('i.dossier_id = d.id').where({ 'i.personne_id': a.id }).select(db.raw('1')))
  .whereNotExists(db('deports as x').whereRaw('x.dossier_id = d.id').where({ 'x.personne_id': a.id }).select(db.raw('1')));

const COMITE: readonly Source[] = [
  source({
    nature: 'declarer_liens', pour: habilite('comite'), lien: (l) => vers(paths.notationLiens, { appelId: l.ref }), precision: () => 'Avant d’ouvrir le premier dossier',
    requete: (db, a) => db('appels as a').whereExists(sansDeclaration(db, a).whereRaw('d.appel_id = a.id').select(db.raw('1'))).select(colonnes(db, { ref: 'a.id', titre: 'a.titre', organisme: 'a.code' })),
  }),
  source({
    nature: 'noter', pour: habilite('comite'), lien: versDossier(paths.dossiers.notation), precision: (l) => (l.echeance === null ? '' : 'Avant la séance du comité'),
    requete: (db, a) => lesDossiers(db, a).where('d.etat', 'instruit').select(colonnes(db, { ...COLONNES_DOSSIER, echeance: seanceDe(db).min('s.le') }))
      .whereNotExists(db('notations as n').whereRaw('n.dossier_id = d.id').where({ 'n.personne_id': a.id }).whereNotNull('n.soumise_le').select(db.raw('1')))
      .whereNotExists(db('deports as x').whereRaw('x.dossier_id = d.id').where({ 'x.personne_id': a.id }).select(db.raw('1')))
      .whereExists(db('declarations_interets as i').whereRaw('i.dossier_id = d.id').where({ 'i.personne_id': a.id }).select(db.raw('1'))),
  }),
  source({ nature: 'inscrire', pour: habilite('responsable'), requete: (db, a) => dossiers(db, a, 'instruit').whereNotExists(seanceDe(db).select(db.raw('1'))), lien: () => paths.seances.liste }),
  source({
    nature: 'seance', pour: (a) => a.habilitations.has('comite') && !a.habilitations.has('responsable'), lien: versSeance,
    requete: (db, a, { instant: maintenant }) => seances(db).where('s.le', '>=', maintenant).join('seance_membres as m', 'm.seance_id', 's.id').where('m.personne_id', a.id),
  }),
  source({ nature: 'seance_tenir', pour: habilite('responsable'), requete: (db) => seances(db), lien: versSeance }),
];

/** Bundles with pages set aside, of the person or of whom they stand in for; all of them for a responsable. */
const liassesARegarder = (db: Knex, acteur: Acteur): Knex.QueryBuilder => {
  const q = db('liasse_pages as x').join('liasses as l', 'l.id', 'x.liasse_id').join('fichiers as f', 'f.id', 'l.fichier_id').join('personnes as p', 'p.id', 'l.deposee_par')
    .where({ 'x.etat': 'a_part', 'l.etat': 'lue' }).groupBy('l.id', 'f.nom', 'p.prenom', 'p.nom')
    .select(colonnes(db, { ref: 'l.id', titre: 'f.nom', organisme: db.raw('p.prenom || \' \' || p.nom'), note: db.raw('count(*)') }));
  return acteur.habilitations.has('responsable') ? q : q.whereIn('l.deposee_par', enCharge(acteur));
};

const avenants = (db: Knex, acteur: Acteur, etat: string): Knex.QueryBuilder => lesDossiers(db, acteur).join('conventions as c', 'c.dossier_id', 'd.id').join('avenants as x', 'x.convention_id', 'c.id')
  .where('x.etat', etat).select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'x.id', note: 'c.id' }));
const versAvenant = (l: LigneTache): string => vers(paths.conventions.avenant, { dossierId: l.dossier_id, conventionId: String(l.note), avenantId: l.ref });

const AVENANTS: readonly Source[] = [
  source({
    nature: 'avenant_demande', pour: habilite('instructeur', 'responsable'), lien: (l) => vers(paths.conventions.avenants, { dossierId: l.dossier_id, conventionId: String(l.note) }),
    requete: (db, a) => aSuivre(lesDossiers(db, a), a).join('conventions as c', 'c.dossier_id', 'd.id').join('demandes_avenant as x', 'x.convention_id', 'c.id').whereIn('c.etat', ['signee', 'en_execution']).whereNull('x.traitee_le')
      .select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'x.id', note: 'c.id' })),
  }),
  source({ nature: 'avenant_valider', pour: habilite('responsable'), lien: versAvenant, requete: (db, a) => avenants(db, a, 'brouillon') }),
  source({ nature: 'avenant_signer', pour: habilite('instructeur', 'responsable'), lien: versAvenant, requete: (db, a) => aSuivre(avenants(db, a, 'a_signer'), a) }),
];

const DECISION: readonly Source[] = [
  source({
    nature: 'decider', pour: habilite('responsable'), lien: (l) => vers(paths.appels.decisions, { appelId: String(l.note) }),
    requete: (db, a) => lesDossiers(db, a).where('d.etat', 'examine').select(colonnes(db, { ...COLONNES_DOSSIER, note: 'd.appel_id' })),
  }),
  source({ nature: 'reprendre', pour: habilite('responsable'), requete: (db, a) => dossiers(db, a, 'ajourne'), lien: versDossier(paths.dossiers.page) }),
  source({ nature: 'notifier', pour: habilite('responsable'), requete: (db, a) => dossiers(db, a, 'attribue', 'refuse'), lien: versDossier(paths.dossiers.notification) }),
  source({
    nature: 'recours', pour: habilite('responsable'), lien: versDossier(paths.dossiers.recours), precision: () => 'Sans réponse à cette date, il est rejeté',
    echeance: (l) => (l.echeance === null ? null : { jour: rejetImplicite(jourAParis(instant(l.echeance))), instant: null }),
    requete: (db, a) => lesDossiers(db, a).join('recours as r', 'r.dossier_id', 'd.id').where('r.etat', 'depose').select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'r.id', echeance: 'r.depose_le' })),
  }),
  source({
    nature: 'convention_preparer', pour: habilite('instructeur', 'responsable'), lien: versDossier(paths.conventions.generer),
    requete: (db, a) => aSuivre(dossiers(db, a, 'notifie'), a).whereExists(db('decisions as x').whereRaw('x.dossier_id = d.id').where({ 'x.en_vigueur': true, 'x.sens': 'attribue' }).select(db.raw('1')))
      .whereNotExists(db('conventions as c').whereRaw('c.dossier_id = d.id').select(db.raw('1'))),
  }),
  source({
    nature: 'convention_signer', pour: habilite('instructeur', 'responsable'), lien: (l) => vers(paths.conventions.page, { dossierId: l.dossier_id, conventionId: l.ref }),
    precision: (l) => (l.note === null ? 'L’organisme n’a pas encore rendu son exemplaire' : 'Exemplaire signé reçu : enregistrez les signatures'),
    requete: (db, a) => aSuivre(lesDossiers(db, a), a).join('conventions as c', 'c.dossier_id', 'd.id').where('c.etat', 'a_signer').select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'c.id', note: 'c.fichier_signe_id' })),
  }),
  ...AVENANTS,
  source({
    nature: 'liasse_regarder', pour: habilite('instructeur', 'responsable'), lien: (l) => vers(paths.liasses.page, { liasseId: l.ref }), precision: combien('page'), requete: liassesARegarder,
  }),
  source({
    nature: 'clore_appel', pour: habilite('responsable'), lien: (l) => vers(paths.appels.suivi, { appelId: l.ref }), precision: () => 'Le dépôt est terminé',
    requete: (db, _a, { instant: maintenant }) => db('appels as a').where('a.etat', 'publie').where('a.ferme_le', '<', maintenant).select(colonnes(db, { ref: 'a.id', titre: 'a.titre', organisme: 'a.code' })),
  }),
];

const versements = (db: Knex, acteur: Acteur, etat: string): Knex.QueryBuilder => lesDossiers(db, acteur).join('conventions as c', 'c.dossier_id', 'd.id').join('versements as v', 'v.convention_id', 'c.id')
  .where('v.etat', etat).select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'v.id', note: 'v.exigible_le', echeance: 'v.limite_le' }));
const versVersement = (l: LigneTache): string => vers(paths.versements.page, { dossierId: l.dossier_id, versementId: l.ref });
const exigible = (l: LigneTache): string => (l.note === null ? '' : `Exigible ${depuis(l).toLowerCase()}`);

const ARGENT: readonly Source[] = [
  source({ nature: 'liquider', pour: habilite('finances'), requete: (db, a) => versements(db, a, 'a_liquider').where('v.exigible', true), lien: versVersement, precision: exigible }),
  source({ nature: 'valider_versement', pour: habilite('finances'), requete: (db, a) => versements(db, a, 'liquide').whereNot('v.liquide_par', a.id), lien: versVersement, precision: exigible }),
  source({ nature: 'mandater', pour: habilite('finances'), requete: (db, a) => versements(db, a, 'valide'), lien: versVersement, precision: exigible }),
  source({ nature: 'payer', pour: habilite('finances'), requete: (db, a) => versements(db, a, 'mandate'), lien: versVersement, precision: exigible }),
  source({ nature: 'reprendre_versement', pour: habilite('finances'), requete: (db, a) => versements(db, a, 'rejete'), lien: versVersement }),
  source({
    nature: 'encaisser', pour: habilite('finances'), lien: versTitre, precision: (l) => (l.echeance === null ? '' : 'Prochaine échéance de remboursement'),
    requete: (db, a) => titresOuverts(db, lesDossiers(db, a)),
  }),
];

const bilans = (db: Knex, acteur: Acteur): Knex.QueryBuilder => lesDossiers(db, acteur).join('bilans as b', 'b.dossier_id', 'd.id').where('b.nature', 'final');

const CONTROLE: readonly Source[] = [
  source({
    nature: 'valider_bilan', pour: habilite('instructeur', 'responsable'), lien: versDossier(paths.bilansIntermediaires.examen), precision: () => 'Sa validation rend exigible le versement intermédiaire',
    requete: (db, a) => aMoiOuAPersonne(lesDossiers(db, a), a).join('bilans as b', 'b.dossier_id', 'd.id').where({ 'b.nature': 'intermediaire', 'b.etat': 'depose' }).select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'b.id' })),
  }),
  source({
    nature: 'suite_visite', pour: habilite('instructeur', 'responsable'), lien: versDossier(paths.dossiers.suivi), precision: (l) => String(l.note),
    requete: (db, a) => aSuivre(lesDossiers(db, a), a).join('visites as v', 'v.dossier_id', 'd.id').join('visite_suites as x', 'x.visite_id', 'v.id').whereNull('x.faite_le').where('x.partie', 'service')
      .select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'x.id', echeance: 'x.echeance', note: 'x.constat' })),
  }),
  source({
    nature: 'designer_controleur', pour: habilite('responsable'), lien: versDossier(paths.controles.page),
    requete: (db, a) => bilans(db, a).where('b.etat', 'depose').whereNull('d.controleur_id').select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'b.id' })),
  }),
  source({
    nature: 'controler', pour: habilite('controleur'), lien: versDossier(paths.controles.page), precision: (l) => `Bilan déposé ${depuis(l).replace('Depuis ', '')}`,
    requete: (db, a) => bilans(db, a).whereIn('b.etat', ['depose', 'en_controle']).where('d.controleur_id', a.id).select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'b.id', note: 'b.depose_le' })),
  }),
  source({
    nature: 'conclure', pour: habilite('controleur'), lien: versDossier(paths.controles.page), precision: (l) => (l.note === null ? 'Le délai de réponse est passé' : 'L’organisme a répondu'),
    requete: (db, a, { jour }) => bilans(db, a).where({ 'b.etat': 'contradictoire', 'd.controleur_id': a.id }).join('controles as k', 'k.bilan_id', 'b.id')
      .where((ou) => void ou.whereNotNull('k.repondu_le').orWhere('k.reponse_avant_le', '<', jour)).select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'b.id', note: 'k.repondu_le' })),
  }),
  ...sourcesParticipants({ pour: habilite('instructeur', 'responsable'), dossiers: (db, a) => aSuivre(lesDossiers(db, a), a), retard: true }),
  source({
    nature: 'droits', pour: habilite('responsable'), lien: (l) => vers(paths.droits.page, { demandeId: l.ref }), precision: (l) => libelle('nature_droit', String(l.note)),
    requete: (db) => db('droits_demandes as x').whereNull('x.repondue_le').select(colonnes(db, { ref: 'x.id', titre: db.raw('\'Demande \' || x.numero'), organisme: db.raw('\'\''), echeance: 'x.limite_le', note: 'x.nature' })),
  }),
  source({
    nature: 'courriels', pour: habilite('admin'), lien: () => `${paths.administration.courriels}?etat=abandonne`,
    requete: (db) => db('outbox as x').where('x.etat', 'abandonne').select(colonnes(db, { ref: 'x.id', titre: 'x.sujet', organisme: db.raw('\'\'') })),
  }),
];

/** Work of agents and partners, in the order of a grant's life. */
export const SOURCES_AGENTS: readonly Source[] = [...RECEVABILITE, ...INSTRUCTION, ...COMITE, ...DECISION, ...ARGENT, ...CONTROLE];

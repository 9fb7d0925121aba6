import type { Knex } from 'knex';
import { ajouterJours, jour } from '../../domain/kernel/jour.js';
import { enRetardLe, limiteDesFiches, limiteDuSuivi } from '../../domain/participants/echeances.js';
import type { Acteur } from '../../domain/habilitations/acteur.js';
import { pluriel } from '../../platform/format.js';
import { paths, vers } from '../../web/paths.js';
import { avecQuery } from '../../web/requete.js';
import { fichesEnSuspens, finDeLOperation, suivisDus } from '../participants/echeance-queries.js';
import { COLONNES_DOSSIER, colonnes, source, type LigneTache, type Source } from './taches-source.js';

interface Regard {
  readonly pour: (acteur: Acteur) => boolean;
  /** Dossiers (`d`) with their organisme (`o`) among which to look. */
  readonly dossiers: (db: Knex, acteur: Acteur) => Knex.QueryBuilder;
  /** Only what is late, for who does not do it but asks for it. */
  readonly retard: boolean;
}

const versListe = (filtre: string) => (l: LigneTache): string => avecQuery(vers(paths.participants.liste, { dossierId: l.dossier_id }), { filtre });
const aLEcheance = (limite: typeof limiteDuSuivi) => (l: LigneTache): { jour: ReturnType<typeof jour>; instant: null } | null => (l.echeance === null ? null : { jour: limite(jour(l.echeance)), instant: null });
const suivis = (n: number): string => `${pluriel(n, 'personne')} à interroger six mois après la sortie`;

/** Incomplete records and records without exit, as `note` holds them: `3/1`. */
function fiches(note: string): string {
  const [incompletes = 0, sansSortie = 0] = note.split('/').map(Number);
  return [...(incompletes === 0 ? [] : [pluriel(incompletes, 'fiche incomplète', 'fiches incomplètes')]), ...(sansSortie === 0 ? [] : [`${pluriel(sansSortie, 'personne')} sans sortie`])].join(', ').concat(' : l’opération est terminée');
}

/** What participants of FSE+ operations wait for: to be asked six months after leaving, to be completed once the operation is over. */
export const sourcesParticipants = ({ pour, dossiers, retard }: Regard): readonly Source[] => [
  source({
    nature: retard ? 'participants_retard' : 'participants_suivi', pour, lien: versListe('suivi'), precision: (l) => suivis(Number(l.note)), echeance: aLEcheance(limiteDuSuivi),
    requete: (db, a, { jour: aujourdhui }) => suivisDus(dossiers(db, a), retard ? enRetardLe(aujourdhui).suiviDuAvant : ajouterJours(aujourdhui, 1))
      .groupBy('d.id', 'd.numero', 'd.titre', 'o.nom').select(colonnes(db, { ...COLONNES_DOSSIER, echeance: db.raw('min(p.suivi_du)'), note: db.raw('count(*)') })),
  }),
  source({
    nature: retard ? 'participants_retard' : 'participants_fiches', pour, lien: (l) => versListe(String(l.note).startsWith('0/') ? 'presents' : 'incompletes')(l), precision: (l) => fiches(String(l.note)), echeance: aLEcheance(limiteDesFiches),
    requete: (db, a, { jour: aujourdhui }) => fichesEnSuspens(db, dossiers(db, a), retard ? enRetardLe(aujourdhui).finAvant : aujourdhui).groupBy('d.id', 'd.numero', 'd.titre', 'o.nom', 'c.id')
      .select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'c.id', echeance: finDeLOperation(db), note: db.raw('sum(case when p.complete = 0 then 1 else 0 end) || \'/\' || sum(case when p.sortie is null then 1 else 0 end)') })),
  }),
];

import type { Knex } from 'knex';
import { HABILITATIONS, ROLES_PORTEUR, type Acteur, type Appartenance, type Habilitation, type RolePorteur } from '../../domain/habilitations/acteur.js';
import { pouvoirDe, signe } from '../../domain/organismes/pouvoir.js';
import { jourAParis, type Instant } from '../../platform/clock.js';

interface Ligne {
  id: string; prenom: string; nom: string; courriel: string;
  code: string | null; organisme_id: string | null; role: string | null;
  representant_legal: boolean | number | null; delegation_du: string | null; delegation_jusqu_au: string | null; analyse: string | null; non_lues: number | string; supplee_id: string | null;
}

const estHabilitation = (code: string | null): code is Habilitation => (HABILITATIONS as readonly (string | null)[]).includes(code);
const estRole = (role: string | null): role is RolePorteur => (ROLES_PORTEUR as readonly (string | null)[]).includes(role);

/**
 * The acting person with habilitations, accepted memberships and those they stand in for today, in one query; null when unknown or deactivated.
 * A signataire who is neither the legal representative nor holds a delegation in force, whose file is not in quarantine, acts as a redacteur.
 */
export async function chargerActeur(db: Knex, personneId: string, maintenant: Instant): Promise<Acteur | null> {
  const aujourdhui = jourAParis(maintenant);
  const lignes = await db('personnes as p')
    .leftJoin('habilitations as h', 'h.personne_id', 'p.id')
    .leftJoin('membres as m', (j) => void j.on('m.personne_id', 'p.id').andOnVal('m.etat', 'accepte'))
    .leftJoin('fichiers as f', 'f.id', 'm.delegation_fichier_id')
    .leftJoin('absences as a', (j) => void j.on('a.suppleant_id', 'p.id').andOnVal('a.du', '<=', aujourdhui).andOnVal('a.au', '>=', aujourdhui).andOnNull('a.annulee_le'))
    .where({ 'p.id': personneId, 'p.actif': true }).whereNotNull('p.confirme_le')
    .select(db('notifications').count('*').where({ personne_id: personneId }).where('rang', '>=', '1').as('non_lues'))
    .select<Ligne[]>('p.id', 'p.prenom', 'p.nom', 'p.courriel', 'h.code', 'm.organisme_id', 'm.role', 'm.representant_legal', 'm.delegation_du', 'm.delegation_jusqu_au', 'f.analyse', 'a.personne_id as supplee_id');
  const [premiere] = lignes;
  if (premiere === undefined) return null;
  const supplees = new Set<string>();
  const appartenances = new Map<string, Appartenance>();
  const habilitations = new Set<Habilitation>();
  for (const l of lignes) {
    if (estHabilitation(l.code)) habilitations.add(l.code);
    if (l.supplee_id !== null) supplees.add(l.supplee_id);
    if (l.organisme_id === null || !estRole(l.role)) continue;
    const pouvoir = pouvoirDe({
      role: l.role, representantLegal: Boolean(l.representant_legal), delegationDu: l.delegation_du, delegationJusquAu: l.delegation_jusqu_au, delegationJointe: l.analyse !== null && l.analyse !== 'infectee',
    }, aujourdhui);
    appartenances.set(l.organisme_id, { organismeId: l.organisme_id, role: signe(pouvoir) ? 'signataire' : 'redacteur' });
  }
  return { id: premiere.id, nom: `${premiere.prenom} ${premiere.nom}`, courriel: premiere.courriel, habilitations, supplees, appartenances: [...appartenances.values()], nonLues: Number(premiere.non_lues) };
}

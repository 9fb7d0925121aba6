import type { Knex } from 'knex';
import { HABILITATIONS, ROLES_PORTEUR, type Acteur, type Appartenance, type Habilitation, type RolePorteur } from '../../domain/habilitations/acteur.js';
import { jourAParis, type Instant } from '../../platform/clock.js';

interface Ligne {
  id: string; prenom: string; nom: string; courriel: string;
  code: string | null; organisme_id: string | null; role: string | null; delegation_jusqu_au: string | null;
}

const estHabilitation = (code: string | null): code is Habilitation => (HABILITATIONS as readonly (string | null)[]).includes(code);
const estRole = (role: string | null): role is RolePorteur => (ROLES_PORTEUR as readonly (string | null)[]).includes(role);

/**
 * The acting person with habilitations and accepted memberships, in one query; null when unknown or deactivated.
 * A signataire whose delegation has ended acts as a redacteur.
 */
export async function chargerActeur(db: Knex, personneId: string, maintenant: Instant): Promise<Acteur | null> {
  const lignes = await db('personnes as p')
    .leftJoin('habilitations as h', 'h.personne_id', 'p.id')
    .leftJoin('membres as m', (j) => void j.on('m.personne_id', 'p.id').andOnVal('m.etat', 'accepte'))
    .where({ 'p.id': personneId, 'p.actif': true }).whereNotNull('p.confirme_le')
    .select<Ligne[]>('p.id', 'p.prenom', 'p.nom', 'p.courriel', 'h.code', 'm.organisme_id', 'm.role', 'm.delegation_jusqu_au');
  const [premiere] = lignes;
  if (premiere === undefined) return null;
  const aujourdhui = jourAParis(maintenant);
  const appartenances = new Map<string, Appartenance>();
  const habilitations = new Set<Habilitation>();
  for (const l of lignes) {
    if (estHabilitation(l.code)) habilitations.add(l.code);
    if (l.organisme_id === null || !estRole(l.role)) continue;
    const echue = l.delegation_jusqu_au !== null && l.delegation_jusqu_au < aujourdhui;
    appartenances.set(l.organisme_id, { organismeId: l.organisme_id, role: echue ? 'redacteur' : l.role });
  }
  return { id: premiere.id, nom: `${premiere.prenom} ${premiere.nom}`, courriel: premiere.courriel, habilitations, appartenances: [...appartenances.values()] };
}

/** Habilitations granted to agents of the collectivity and its partners (spec 1, Users). */
export const HABILITATIONS = ['instructeur', 'responsable', 'comite', 'avis', 'finances', 'controleur', 'pilotage', 'admin'] as const;
export type Habilitation = (typeof HABILITATIONS)[number];

/** Role of a member inside an organisme: `porteur.redacteur` or `porteur.signataire`. */
export const ROLES_PORTEUR = ['redacteur', 'signataire'] as const;
export type RolePorteur = (typeof ROLES_PORTEUR)[number];

export interface Appartenance {
  readonly organismeId: string;
  readonly role: RolePorteur;
}

/** Who acts: an anonymous visitor has no id, no habilitation and no organisme. */
export interface Acteur {
  readonly id: string | null;
  readonly nom: string;
  readonly courriel: string;
  readonly habilitations: ReadonlySet<Habilitation>;
  readonly appartenances: readonly Appartenance[];
  /** Ids of the instructeurs the person stands in for today, during their absence. */
  readonly supplees?: ReadonlySet<string>;
  /** Notifications the person has not read yet. */
  readonly nonLues?: number;
}

export const ANONYME: Acteur = { id: null, nom: 'Visiteur', courriel: '', habilitations: new Set(), appartenances: [] };

/** Acts for the product itself: scheduled work, imports, demonstration. */
export const SYSTEME: Acteur = { ...ANONYME, nom: 'Passerelle' };

/** True when the person holds at least one agent habilitation. */
export const estAgent = (acteur: Acteur): boolean => acteur.habilitations.size > 0;

/** Role of the actor in an organisme, null when not a member. */
export const roleDans = (acteur: Acteur, organismeId: string): RolePorteur | null =>
  acteur.appartenances.find((a) => a.organismeId === organismeId)?.role ?? null;

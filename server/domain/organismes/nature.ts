/** Kinds of organisme that may carry a project. */
export const NATURES_ORGANISME = ['association', 'entreprise', 'public'] as const;
export type NatureOrganisme = (typeof NATURES_ORGANISME)[number];

/** Membership of a person in an organisme: asked, accepted, refused. */
export const ETATS_MEMBRE = ['demande', 'accepte', 'refuse'] as const;
export type EtatMembre = (typeof ETATS_MEMBRE)[number];

/** What an application may be allowed to read, one scope for each resource. */
export const PORTEES = ['appels', 'dossiers', 'conventions', 'versements', 'enveloppes'] as const;
export type Portee = (typeof PORTEES)[number];

export const estPortee = (valeur: unknown): valeur is Portee => PORTEES.some((p) => p === valeur);

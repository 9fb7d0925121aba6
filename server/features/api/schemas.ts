/** A JSON Schema (draft 2020-12), as OpenAPI 3.1 takes it. */
export type Schema = Readonly<Record<string, unknown>>;

/** An object all of whose properties are always there, and no other. */
export const objet = (proprietes: Readonly<Record<string, Schema>>): Schema =>
  ({ type: 'object', properties: proprietes, required: Object.keys(proprietes), additionalProperties: false });
export const liste = (items: Schema): Schema => ({ type: 'array', items });
/** The same values, or null. */
export const ouRien = (schema: Schema): Schema => ({ ...schema, type: [schema['type'], 'null'], ...(Array.isArray(schema['enum']) ? { enum: [...(schema['enum'] as unknown[]), null] } : {}) });
export const parmi = (valeurs: readonly string[], description?: string): Schema => ({ type: 'string', enum: [...valeurs], ...(description === undefined ? {} : { description }) });

export const TEXTE: Schema = { type: 'string' };
export const ENTIER: Schema = { type: 'integer' };
export const ID: Schema = { type: 'string', format: 'uuid' };
export const JOUR: Schema = { type: 'string', format: 'date' };
export const INSTANT: Schema = { type: 'string', format: 'date-time' };
export const SIRET: Schema = { type: 'string', pattern: '^[0-9]{14}$' };
export const MONTANT: Schema = { type: 'string', pattern: '^-?[0-9]+\\.[0-9]{2}$', description: 'Euros, point décimal, deux décimales.' };

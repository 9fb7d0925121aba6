import { paths } from '../../web/paths.js';
import { DOSSIER_API, RESSOURCES, type Ressource } from './ressources.js';
import { ID, liste, objet, ouRien, TEXTE, type Schema } from './schemas.js';

/** Elements a page holds unless the address asks for another number, and at most. */
export const TAILLE_PAR_DEFAUT = 50;
export const TAILLE_MAX = 200;
/** Readings a minute of one application. */
export const LECTURES_PAR_MINUTE = 120;

const ERREUR = objet({ erreur: { type: 'object', properties: { code: TEXTE, details: liste(objet({ champ: TEXTE, code: TEXTE })) }, required: ['code'], additionalProperties: false } });
const json = (schema: Schema): object => ({ 'application/json': { schema } });
const refus = (description: string): object => ({ description, content: json({ $ref: '#/components/schemas/Erreur' }) });

const REFUS = {
  401: { ...refus('Jeton absent, inconnu, expiré ou révoqué.'), headers: { 'WWW-Authenticate': { schema: TEXTE } } },
  403: refus('La portée du jeton ne couvre pas cette ressource.'),
  429: { ...refus(`Plus de ${LECTURES_PAR_MINUTE} lectures en une minute.`), headers: { 'Retry-After': { schema: { type: 'integer' } } } },
};

const parametre = (nom: string, description: string, schema: Schema): object => ({ name: nom, in: 'query', required: false, description, schema });
const nomDeSchema = (r: Ressource): string => r.nom.charAt(0).toUpperCase() + r.nom.slice(1, -1);
const securite = (portee: string): object => ({ security: [{ jeton: [portee] }], description: `Portée nécessaire : \`${portee}\`.` });

function operation(r: Ressource): object {
  return {
    get: {
      operationId: `lister_${r.nom}`, summary: r.resume, ...securite(r.portee),
      parameters: [
        ...r.filtres.map((f) => parametre(f.nom, f.description, f.schema)),
        parametre('apres', 'Clé de la page précédente, prise dans `suivant`.', { type: 'string', maxLength: 1000 }),
        parametre('taille', 'Nombre d’éléments par page.', { type: 'integer', minimum: 1, maximum: TAILLE_MAX, default: TAILLE_PAR_DEFAUT }),
      ],
      responses: {
        200: { description: 'Une page de la liste ; `suivant` est l’adresse de la page suivante, ou null à la fin.', content: json(objet({ donnees: liste({ $ref: `#/components/schemas/${nomDeSchema(r)}` }), suivant: ouRien(TEXTE) })) },
        400: refus('Un paramètre est inconnu ou mal formé.'), ...REFUS,
      },
    },
  };
}

/** The OpenAPI 3.1 document of the read-only API, written from the resources it gives. @param baseUrl public address of the product */
export function documentOpenApi(baseUrl: string): object {
  return {
    openapi: '3.1.0',
    info: { title: 'Passerelle', version: '1', description: 'Lecture des appels, dossiers, conventions, versements et crédits. Aucune donnée nominative. Les montants sont des textes à deux décimales.' },
    servers: [{ url: baseUrl }],
    paths: {
      ...Object.fromEntries(RESSOURCES.map((r) => [r.chemin, operation(r)])),
      [paths.api.dossier.replace(':dossierId', '{dossierId}')]: {
        get: {
          operationId: 'lire_dossier', summary: 'Un dossier déposé', ...securite('dossiers'), parameters: [{ name: 'dossierId', in: 'path', required: true, schema: ID }],
          responses: { 200: { description: 'Le dossier.', content: json({ $ref: '#/components/schemas/Dossier' }) }, ...REFUS, 404: refus('Aucun dossier déposé n’a cet identifiant.') },
        },
      },
    },
    components: {
      securitySchemes: { jeton: { type: 'http', scheme: 'bearer', description: 'Jeton remis par un administrateur, `psl_…`.' } },
      schemas: { ...Object.fromEntries(RESSOURCES.map((r) => [nomDeSchema(r), r.nom === 'dossiers' ? DOSSIER_API : r.element])), Erreur: ERREUR },
    },
  };
}

import express, { type Request, type Response } from 'express';
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';
import { ouvrirBase } from '../../server/platform/database.js';

/**
 * The bare stack the product is compared with: Express, the same driver opened in the same way, Handlebars, and for each page the queries
 * nobody could do without (session, rights, what is shown). No menu, no layout of forms, no CSRF, no journal.
 */
const [url = '', port = '0'] = process.argv.slice(2);
const db = ouvrirBase(url);
const app = express();
app.disable('x-powered-by');
const gabarits = new Map<string, HandlebarsTemplateDelegate>();
app.engine('hbs', (chemin, options, suite) => {
  const gabarit = gabarits.get(chemin) ?? Handlebars.compile(readFileSync(chemin, 'utf8'));
  gabarits.set(chemin, gabarit);
  suite(null, gabarit(options));
});
app.set('view engine', 'hbs');
app.set('views', path.join(import.meta.dirname, 'vues'));
app.enable('view cache');
app.use(express.urlencoded({ extended: false }));

/** Session then rights: what any page of an agent needs first. */
async function personne(req: Request): Promise<string> {
  const signe = decodeURIComponent(/passerelle=([^;]+)/.exec(req.headers.cookie ?? '')?.[1] ?? '').replace(/^s:/, '').replace(/\.[^.]*$/, '');
  const session = await db('sessions').where({ empreinte: createHash('sha256').update(signe).digest('hex') }).first<{ contenu: string } | undefined>('contenu');
  const id = session === undefined ? '' : (JSON.parse(session.contenu) as { personneId?: string }).personneId ?? '';
  await db('personnes as p').leftJoin('habilitations as h', 'h.personne_id', 'p.id').where({ 'p.id': id, 'p.actif': true }).select('p.id', 'p.prenom', 'p.nom', 'h.code');
  return id;
}

app.get('/dossiers', async (req, res) => {
  await personne(req);
  const dossiers = await db('dossiers as d').leftJoin('organismes as o', 'o.id', 'd.organisme_id').leftJoin('personnes as i', 'i.id', 'd.instructeur_id').whereRaw('d.depose_le is not null').orderByRaw('d.modifie_le desc, d.id desc').limit(50)
    .select('d.id', 'd.numero', 'd.titre', 'd.etat', 'd.depose_le', 'd.demande_cents', 'd.propose_cents', 'o.nom as organisme', 'i.nom as instructeur');
  const comptes = await db('dossiers_par_etat').groupBy('etat').select('etat').sum({ n: 'nombre' });
  res.render('liste', { dossiers, comptes });
});

app.get('/dossiers/:id', async (req, res) => {
  await personne(req);
  const { id } = req.params;
  const dossier = await db('dossiers as d').join('organismes as o', 'o.id', 'd.organisme_id').where('d.id', id).first('d.*', 'o.nom as organisme');
  const sections = await db('dossier_sections').where({ dossier_id: id }).select('section', 'statut', 'modifie_le');
  const pieces = await db('pieces as p').join('fichiers as f', 'f.id', 'p.fichier_id').where({ 'p.dossier_id': id }).select('p.code', 'f.nom', 'f.taille');
  const histoire = await db('journal').where({ dossier_id: id }).orderBy('rang', 'desc').limit(20).select('le', 'acteur_nom', 'action');
  res.render('dossier', { dossier, sections, pieces, histoire });
});

app.get('/tableau-de-bord', async (req, res) => {
  const id = await personne(req);
  const comptes = await db('dossiers_par_etat').groupBy('etat').select('etat').sum({ n: 'nombre' });
  const miens = await db('dossiers').where({ instructeur_id: id }).count({ n: '*' }).first();
  res.render('tableau', { comptes, miens });
});

const enregistrer = async (req: Request, res: Response, deposer: boolean): Promise<void> => {
  const id = await personne(req);
  const dossierId = String(req.params['id']);
  const le = new Date().toISOString();
  await db.transaction(async (trx) => {
    await trx('dossiers').where({ id: dossierId }).first('etat');
    await trx('requetes_traitees').insert({ cle: randomUUID(), acteur_id: id, chemin: req.path, reponse: '/', le });
    if (deposer) await trx('compteurs').where({ nom: 'bench' }).update({ valeur: trx.raw('valeur + 1') });
    await trx('dossier_sections').where({ dossier_id: dossierId, section: 'engagements' }).update({ contenu: JSON.stringify(req.body), modifie_le: le });
    await trx('dossiers').where({ id: dossierId }).update({ modifie_le: le });
  });
  res.redirect(303, `/dossiers/${dossierId}`);
};
app.post('/dossiers/:id/sections/engagements', (req, res) => enregistrer(req, res, false));
app.post('/dossiers/:id/depot', (req, res) => enregistrer(req, res, true));

const serveur = app.listen(Number(port), '127.0.0.1');
process.once('SIGTERM', () => { serveur.close(); serveur.closeAllConnections(); void db.destroy().then(() => process.exit(0)); });

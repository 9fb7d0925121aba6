import Joi from 'joi';
import type { Deps } from '../../platform/deps.js';
import { estId } from '../../platform/ids.js';
import type { Demande, EtatFormulaire } from '../../web/demande.js';
import { formulaire } from '../../web/form-errors.js';
import { paths } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import { codeDeQuery, sensDeQuery, texteDeQuery } from '../../web/requete.js';
import type { Routeur } from '../../web/routeur.js';
import { pageCourriels } from './courriels-page.js';
import { compterCourriels, ETATS_DE_COURRIEL, listerCourriels } from './courriels-queries.js';
import { relancerCourriel } from './courriels-service.js';
import { pageJournal } from './journal-page.js';
import { lireJournal, nomDePersonne, verdictDuJournal, type FiltreJournal } from './journal-queries.js';

const estRang = (valeur: unknown): boolean => typeof valeur === 'string' && /^[1-9]\d{0,14}$/.test(valeur);

const formulaireRelance = formulaire<{ courrielId: string }>({ courrielId: Joi.string().guid().required() });

/** The journal and the outbox, for administrators. */
export function routesAdministration(routeur: Routeur, { db, config }: Deps): void {
  routeur.get(paths.administration.journal, 'journal.voir', async (demande) => {
    const { query } = demande;
    const personne = texteDeQuery(query, 'personne');
    const filtre: FiltreJournal = {
      numero: texteDeQuery(query, 'numero', 30).toUpperCase(), auteur: texteDeQuery(query, 'auteur'), action: texteDeQuery(query, 'action', 80), personneId: estId(personne) ? personne : null,
    };
    const tranche = await lireJournal(db, filtre, sensDeQuery(query, estRang));
    await pageJournal(demande, filtre, tranche, {
      nom: filtre.personneId === null ? null : await nomDePersonne(db, filtre.personneId),
      verdict: query['verification'] === 'oui' ? await verdictDuJournal(db) : null,
    });
  });

  const page = async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
    const filtre = { etat: codeDeQuery(demande.query, 'etat', ETATS_DE_COURRIEL), recherche: texteDeQuery(demande.query, 'q') };
    const [tranche, comptes] = await Promise.all([listerCourriels(db, filtre, sensDeQuery(demande.query)), compterCourriels(db)]);
    await pageCourriels(demande, etat, { filtre, tranche, comptes, sansServeur: config.smtpUrl === '' });
  };
  routeur.pageFormulaire(paths.administration.courriels, 'compte.administrer', page);
  routeur.post(paths.administration.courriels, 'compte.administrer', { formulaire: formulaireRelance, page }, async (ctx, { courrielId }, demande) => {
    await relancerCourriel(ctx, courrielId);
    annoncer(demande, 'Le message est remis dans la file : il partira au prochain passage.');
    return paths.administration.courriels;
  });
}

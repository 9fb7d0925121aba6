import { DOSSIER } from '../../domain/etats/machines.js';
import { exigerAffectable, exigerMotifDePassation } from '../../domain/instruction/affectation.js';
import { verrouiller } from '../../platform/database.js';
import { pluriel } from '../../platform/format.js';
import type { Courriel } from '../../platform/outbox.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { paths } from '../../web/paths.js';
import { ecrireAuxAgents, piedDeCourriel } from '../notifications/notification-service.js';
import { agentsHabilites, lireDossier, type Agent, type DossierLu } from '../dossiers/dossier-queries.js';
import { changerEtat } from '../etats/changer-etat.js';
import { membresDe } from './instruction-queries.js';
import { ecrireInstructeur } from './instruction-store.js';

/**
 * Puts an instructeur in charge of a dossier; a recevable one starts its instruction. A later change keeps every name in
 * the journal, with its reason.
 * @param pourquoi `motif` why it changes hands, when a person says so; `regle` the rule that gives it
 * @throws Refus those of `exigerAffectable`, `affectation.sans_motif` when `motif` is empty and somebody is in charge
 * @see spec 1, stage 6 and separations
 */
export async function affecterDossier(ctx: Contexte, dossierId: string, instructeurId: string, pourquoi: { readonly motif?: string; readonly regle?: string } = {}): Promise<void> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const agents = await agentsHabilites(ctx.db, 'instructeur');
  const choisi = agents.find((a) => a.id === instructeurId);
  const membre = (await membresDe(ctx.db, dossier.organismeId)).has(instructeurId);
  exigerAffectable(dossier, { id: instructeurId, habilite: choisi !== undefined, membre });
  const { motif = '', regle } = pourquoi;
  if (pourquoi.motif !== undefined) exigerMotifDePassation(dossier, instructeurId, motif);
  const trace = motif.trim() === '' ? {} : { motif: motif.trim() };
  const donnees = { avant: dossier.instructeurNom, apres: choisi?.nom ?? '', avantId: dossier.instructeurId, apresId: instructeurId, ...(regle === undefined ? {} : { regle }) };
  if (dossier.etat === 'recevable') {
    await changerEtat(ctx, DOSSIER, 'affecter', { id: dossierId, champs: { instructeur_id: instructeurId }, donnees, ...trace });
  } else {
    await ecrireInstructeur(ctx.db, dossierId, instructeurId, ctx.maintenant);
    ctx.journaliser({ action: 'dossier.affecter', objet: 'dossier', objetId: dossierId, dossierId, donnees, ...trace });
  }
  await prevenir(ctx, { dossier, par: regle === undefined ? `${ctx.acteur.nom} vous confie` : 'Les règles d’affectation de l’appel vous confient', motif: motif.trim() }, choisi, agents.find((a) => a.id === dossier.instructeurId && a.id !== instructeurId));
}

interface Passation { readonly dossier: DossierLu; readonly par: string; readonly motif: string }

async function prevenir(ctx: Contexte, { dossier, par, motif }: Passation, nouveau: Agent | undefined, ancien: Agent | undefined): Promise<void> {
  const designation = `${dossier.numero ?? ''} (${dossier.organismeNom}, « ${dossier.titre} »)`;
  const raison = motif === '' ? '' : `\n\nRaison : ${motif}`;
  const cle = `affectation:${dossier.id}:${ctx.nouvelId()}`;
  if (nouveau !== undefined) {
    await ecrireAuxAgents(ctx, [nouveau], dossier.id, {
      cle, sujet: `Dossier ${dossier.numero ?? ''} : il vous est confié`, texte: `Bonjour ${nouveau.nom},\n\n${par} le dossier ${designation}. Vous le trouverez dans la liste des dossiers.${raison}`,
    });
  }
  if (ancien !== undefined) {
    await ecrireAuxAgents(ctx, [ancien], dossier.id, {
      cle, sujet: `Dossier ${dossier.numero ?? ''} : il ne vous est plus confié`, texte: `Bonjour ${ancien.nom},\n\nLe dossier ${designation} est désormais suivi par ${nouveau?.nom ?? 'une autre personne'}.${raison}`,
    });
  }
}

/** One mail for each person, that names every dossier, in place of one for each dossier. */
export function regrouperCourriels(ctx: Contexte, courriels: readonly Courriel[]): void {
  for (const a of new Set(courriels.map((c) => c.a))) {
    const siens = courriels.filter((c) => c.a === a);
    const [premier] = siens;
    if (premier !== undefined && siens.length === 1) ctx.envoyer(premier);
    else {
      ctx.envoyer({
        cle: `affectations:${ctx.nouvelId()}`, a, sujet: `${pluriel(siens.length, 'dossier')} : changement d’instructeur`,
        texte: ['Bonjour,', `${ctx.acteur.nom} a réparti des dossiers :`, siens.map((c) => `- ${c.sujet}`).join('\n'), ctx.adresse(paths.dossiers.liste), piedDeCourriel(ctx, false)].join('\n\n'),
      });
    }
  }
}

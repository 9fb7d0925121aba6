import type { RolePorteur } from '../../domain/habilitations/acteur.js';
import { Refus } from '../../domain/kernel/refus.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { contactsPorteur } from '../dossiers/dossier-queries.js';
import type { DecisionMembre, IdentiteOrganisme } from './organisme-form.js';

const colonnes = (o: Omit<IdentiteOrganisme, 'siret'>): Record<string, unknown> => ({
  nom: o.nom, nature: o.nature, forme_juridique: o.formeJuridique, rna: o.rna, adresse: o.adresse, code_postal: o.codePostal, commune: o.commune, telephone: o.telephone,
  representant_nom: o.representantNom, representant_qualite: o.representantQualite, iban: o.iban, bic: o.bic,
});

/**
 * Declares an organisme by its SIRET; its author becomes signataire. When the SIRET is already known nothing of it
 * is shown: the author asks to join and its signataires decide (spec 1, stage 2).
 * @returns whether it was created or a request to join was left.
 */
export async function declarerOrganisme(ctx: Contexte, identite: IdentiteOrganisme, representant: boolean): Promise<{ id: string; rejoint: boolean }> {
  const id = ctx.nouvelId();
  const insertion = await ctx.db('organismes').insert({ id, siret: identite.siret, ...colonnes(identite), version: 1, cree_le: ctx.maintenant })
    .onConflict('siret').ignore().returning<{ id: string }[]>('id');
  const connu = await ctx.db('organismes').where({ siret: identite.siret }).first<{ id: string; nom: string }>('id', 'nom');
  if (connu.id !== id || insertion.length === 0) {
    await demanderARejoindre(ctx, connu);
    return { id: connu.id, rejoint: true };
  }
  await ajouterMembre(ctx, id, ctx.acteur.id ?? '', 'signataire', 'accepte', representant);
  ctx.journaliser({ action: 'organisme.creer', objet: 'organisme', objetId: id, donnees: { siret: identite.siret } });
  return { id, rejoint: false };
}

async function demanderARejoindre(ctx: Contexte, organisme: { id: string; nom: string }): Promise<void> {
  const dejaMembre = await ctx.db('membres').where({ organisme_id: organisme.id, personne_id: ctx.acteur.id, etat: 'accepte' }).first<{ id: string } | undefined>('id');
  if (dejaMembre) return;
  await ajouterMembre(ctx, organisme.id, ctx.acteur.id ?? '', 'redacteur', 'demande', false);
  for (const c of (await contactsPorteur(ctx.db, organisme.id)).filter((m) => m.role === 'signataire')) {
    ctx.envoyer({
      cle: `rejoindre:${organisme.id}:${ctx.acteur.id}:${c.id}`, a: c.courriel, sujet: `${ctx.acteur.nom} demande à rejoindre ${organisme.nom}`,
      texte: `Bonjour,\n\n${ctx.acteur.nom} (${ctx.acteur.courriel}) demande à rejoindre « ${organisme.nom} » dans Passerelle.\n\nConnectez-vous et ouvrez la fiche de votre organisme pour accepter ou refuser.`,
    });
  }
}

async function ajouterMembre(ctx: Contexte, organismeId: string, personneId: string, role: RolePorteur, etat: 'demande' | 'accepte', representant: boolean): Promise<void> {
  await ctx.db('membres').insert({ id: ctx.nouvelId(), organisme_id: organismeId, personne_id: personneId, role, etat, representant_legal: representant, cree_le: ctx.maintenant })
    .onConflict(['organisme_id', 'personne_id']).merge({ etat, role });
  ctx.journaliser({ action: `membre.${etat}`, objet: 'organisme', objetId: organismeId, donnees: { personneId, role } });
}

/** Changes an organisme; refused when someone changed it meanwhile, nothing being lost on either side. */
export async function modifierOrganisme(ctx: Contexte, id: string, identite: Omit<IdentiteOrganisme, 'siret'>, version: number): Promise<void> {
  const change = await ctx.db('organismes').where({ id, version }).update({ ...colonnes(identite), version: version + 1 });
  if (change === 0) throw new Refus('organisme.conflit');
  ctx.journaliser({ action: 'organisme.modifier', objet: 'organisme', objetId: id, donnees: { version: version + 1 } });
}

/** A signataire accepts, refuses, withdraws a member or changes a role; an organisme always keeps one signataire. */
export async function deciderMembre(ctx: Contexte, organismeId: string, membreId: string, { decision, role, delegationJusquAu }: DecisionMembre): Promise<void> {
  const membre = trouve(await ctx.db('membres').where({ id: membreId, organisme_id: organismeId }).first<{ personne_id: string; role: string; etat: string } | undefined>());
  const etat = decision === 'accepter' || decision === 'changer' ? 'accepte' : 'refuse';
  await ctx.db('membres').where({ id: membreId }).update({ etat, role, delegation_jusqu_au: delegationJusquAu });
  const signataires = await ctx.db('membres').where({ organisme_id: organismeId, etat: 'accepte', role: 'signataire' }).count<{ n: number | string }[]>({ n: '*' });
  if (Number(signataires[0]?.n ?? 0) === 0) throw new Refus('membre.dernier_signataire');
  ctx.journaliser({ action: `membre.${decision}`, objet: 'organisme', objetId: organismeId, de: membre.etat, vers: etat, donnees: { personneId: membre.personne_id, role } });
}

/** Adds a person who already has an account; an unknown address is invited by mail to sign up, then to ask to join. */
export async function inviterMembre(ctx: Contexte, organismeId: string, courriel: string, role: RolePorteur): Promise<void> {
  const organisme = await ctx.db('organismes').where({ id: organismeId }).first<{ nom: string; siret: string }>('nom', 'siret');
  const personne = await ctx.db('personnes').where({ courriel, actif: true }).whereNotNull('confirme_le').first<{ id: string } | undefined>('id');
  if (personne) await ajouterMembre(ctx, organismeId, personne.id, role, 'accepte', false);
  const suite = personne
    ? 'Connectez-vous : ses dossiers sont dans « Mes dossiers ».'
    : `Créez votre compte avec cette adresse, puis déclarez l’organisme par son SIRET ${organisme.siret} : un signataire acceptera votre demande.`;
  ctx.envoyer({
    cle: `invitation:${organismeId}:${courriel}:${ctx.maintenant}`, a: courriel, sujet: `${ctx.acteur.nom} vous invite à rejoindre ${organisme.nom}`,
    texte: `Bonjour,\n\n${ctx.acteur.nom} vous invite à travailler sur les dossiers de « ${organisme.nom} » dans Passerelle.\n\n${suite}`,
  });
  ctx.journaliser({ action: 'membre.inviter', objet: 'organisme', objetId: organismeId, donnees: { courriel, role } });
}

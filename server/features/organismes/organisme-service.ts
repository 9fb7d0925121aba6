import type { Jour } from '../../domain/kernel/jour.js';
import { ajouterJours } from '../../domain/kernel/jour.js';
import { Refus } from '../../domain/kernel/refus.js';
import { masquerIban } from '../../domain/organismes/profil.js';
import { jourAParis } from '../../platform/clock.js';
import { verrouiller } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { indexerOrganisme } from '../dossiers/recherche-service.js';
import { demanderARejoindre } from './membre-service.js';
import { courrielIban, courrielRepresentant } from './organisme-courriels.js';
import type { IdentiteOrganisme, NouveauRepresentant, ProfilModifiable } from './organisme-form.js';
import { lireOrganisme, type OrganismeLu } from './organisme-queries.js';
import * as store from './organisme-store.js';

/**
 * Declares an organisme by its SIRET; its author becomes signataire, with the power to sign when they are its legal
 * representative. When the SIRET is already known nothing of it is shown: the author asks to join and its signataires
 * decide (spec 1, stage 2).
 * @returns whether it was created or a request to join was left, and the author's membership.
 */
export async function declarerOrganisme(ctx: Contexte, identite: IdentiteOrganisme, representant: boolean): Promise<{ id: string; rejoint: boolean; membreId: string | null }> {
  const id = ctx.nouvelId();
  const insertion = await ctx.db('organismes').insert({ id, ...store.colonnes(identite), version: 1, cree_le: ctx.maintenant })
    .onConflict('siret').ignore().returning<{ id: string }[]>('id');
  const connu = await ctx.db('organismes').where({ siret: identite.siret }).first<{ id: string }>('id');
  if (connu.id !== id || insertion.length === 0) {
    await demanderARejoindre(ctx, connu.id);
    return { id: connu.id, rejoint: true, membreId: null };
  }
  const membreId = ctx.nouvelId();
  await store.ecrireMembre(ctx.db, { id: membreId, organismeId: id, personneId: ctx.acteur.id ?? '', role: 'signataire', etat: 'accepte', representantLegal: representant }, ctx.maintenant);
  ctx.journaliser({ action: 'organisme.creer', objet: 'organisme', objetId: id, donnees: { siret: identite.siret } });
  return { id, rejoint: false, membreId };
}

/**
 * Writes an organisme that an agent knows from a paper dossier: nobody becomes a member, the agent least of all. A SIRET
 * already known is left as it is.
 * @returns its id
 */
export async function declarerSansMembre(ctx: Contexte, identite: IdentiteOrganisme): Promise<string> {
  const id = ctx.nouvelId();
  await ctx.db('organismes').insert({ id, ...store.colonnes(identite), version: 1, cree_le: ctx.maintenant }).onConflict('siret').ignore();
  const connu = await ctx.db('organismes').where({ siret: identite.siret }).first<{ id: string }>('id');
  if (connu.id === id) ctx.journaliser({ action: 'organisme.creer', objet: 'organisme', objetId: id, donnees: { siret: identite.siret, pour: 'dossier_papier' } });
  return connu.id;
}

/** A field that changed; bank details are masked. */
export interface Changement { readonly champ: string; readonly de: string; readonly vers: string }

/**
 * Changes an organisme over the version its author read; nothing is written when nothing changed. A change of IBAN is told
 * to the signataires.
 * @throws Refus `organisme.conflit` when someone changed it meanwhile
 */
export async function modifierOrganisme(ctx: Contexte, id: string, profil: ProfilModifiable, version: number): Promise<void> {
  const avant = await chargerVerrouille(ctx, id);
  if (avant.version !== version) throw new Refus('organisme.conflit');
  const changements = changementsEntre(avant, profil);
  if (changements.length === 0) return;
  await ctx.db('organismes').where({ id, version }).update({ ...store.colonnes(profil), version: version + 1 });
  await indexerOrganisme(ctx, id);
  const iban = changements.some((c) => c.champ === 'iban');
  ctx.journaliser({ action: 'organisme.modifier', objet: 'organisme', objetId: id, donnees: { version: version + 1, changements, iban } });
  if (iban) await ecrireAuxSignataires(ctx, id, `iban:${id}:${version + 1}`, courrielIban(profil.nom, masquerIban(profil.iban), ctx.acteur.nom));
}

const MASQUES: Readonly<Record<string, (valeur: string) => string>> = { iban: masquerIban, bic: (v) => v };

function changementsEntre(avant: OrganismeLu, apres: Partial<IdentiteOrganisme>): Changement[] {
  return Object.entries(apres).flatMap(([champ, nouvelle]) => {
    const [de, vers] = [String(avant[champ as keyof IdentiteOrganisme] ?? ''), String(nouvelle ?? '')];
    const masquer = MASQUES[champ] ?? ((v: string) => v);
    return de === vers ? [] : [{ champ, de: masquer(de), vers: masquer(vers) }];
  });
}

async function chargerVerrouille(ctx: Contexte, id: string): Promise<OrganismeLu> {
  await verrouiller(ctx.db('organismes').where({ id }), ctx.db).first('id');
  return trouve(await lireOrganisme(ctx.db, id));
}

async function ecrireAuxSignataires(ctx: Contexte, organismeId: string, cle: string, lettre: { sujet: string; texte: string }): Promise<void> {
  const signataires = (await store.membresActifs(ctx.db, organismeId)).filter((m) => m.role === 'signataire');
  for (const m of signataires) ctx.envoyer({ cle: `${cle}:${m.id}`, a: m.courriel, ...lettre });
}

/**
 * Declares who legally represents the organisme. A member chosen becomes signataire; the one before keeps no power of theirs.
 * A delegation of signature is personal: those given before end, unless the new representative confirmed them.
 * @throws Refus `representant.inconnu`, `representant.nom_absent`
 */
export async function changerRepresentant(ctx: Contexte, organismeId: string, choix: NouveauRepresentant): Promise<void> {
  const avant = await chargerVerrouille(ctx, organismeId);
  const membres = await store.membresActifs(ctx.db, organismeId);
  const ancien = membres.find((m) => m.representantLegal) ?? null;
  const nouveau = choix.personne === 'autre' ? null : membres.find((m) => m.id === choix.personne);
  if (nouveau === undefined) throw new Refus('representant.inconnu', { champ: 'personne' });
  if (nouveau === null && choix.nom === '') throw new Refus('representant.nom_absent', { champ: 'nom' });
  const identite = { representantNom: nouveau?.nom ?? choix.nom, representantQualite: choix.qualite };
  await ctx.db('organismes').where({ id: organismeId }).update({ ...store.colonnes(identite), version: avant.version + 1 });
  if (ancien !== null && ancien.id !== nouveau?.id) await store.modifierMembre(ctx.db, ancien.id, { representantLegal: false });
  if (nouveau !== null) await store.modifierMembre(ctx.db, nouveau.id, { representantLegal: true, role: 'signataire', delegation: null });
  const memePersonne = nouveau === null ? ancien === null && identite.representantNom === avant.representantNom : nouveau.id === ancien?.id;
  const finies = memePersonne || choix.delegationsConfirmees ? 0 : await store.finirDelegations(ctx.db, organismeId, hier(ctx));
  ctx.journaliser({
    action: 'organisme.changer_representant', objet: 'organisme', objetId: organismeId,
    donnees: { version: avant.version + 1, changements: changementsEntre(avant, identite), delegationsFinies: finies, ...(nouveau === null ? {} : { personneId: nouveau.personneId }) },
  });
  if (!memePersonne) {
    await ecrireAuxSignataires(ctx, organismeId, `representant:${organismeId}:${avant.version + 1}`, courrielRepresentant(avant.nom, identite.representantNom, choix.qualite, finies > 0, ctx.acteur.nom));
  }
}

const hier = (ctx: Contexte): Jour => ajouterJours(jourAParis(ctx.maintenant), -1);

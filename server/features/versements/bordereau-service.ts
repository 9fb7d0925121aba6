import { roleDans } from '../../domain/habilitations/acteur.js';
import { VERSEMENT } from '../../domain/etats/machines.js';
import { cents } from '../../domain/kernel/cents.js';
import { anneeDe } from '../../domain/kernel/jour.js';
import { Refus } from '../../domain/kernel/refus.js';
import { exigerConfirme } from '../../domain/versements/regles.js';
import { jourAParis } from '../../platform/clock.js';
import { instantLong } from '../../platform/format.js';
import type { DocumentModele } from '../../platform/pdf.js';
import { sha256 } from '../../platform/ids.js';
import { prochainNumero, type Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { changerEtat } from '../etats/changer-etat.js';
import { inscrireEtape } from '../grand-livre/mouvement-service.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { lireSeuilDoubleValidation } from '../reglages/reglages-queries.js';
import { corpsDuBordereau } from './bordereau-documents.js';
import { coordonneesDuCertificat } from './versement-documents.js';
import { lireCertificats, versementsParId, type VersementLu } from './versement-queries.js';
import { verrouillerConvention } from './versement-store.js';

/** Payments in one bordereau, at most: a person signs it. */
export const BORDEREAU_MAX = 500;

/**
 * Orders the payment of several approved payments at once: they take one bordereau number of the year, without a gap, and go
 * to accounting together, all or none.
 * @returns the bordereau
 * @throws Refus `bordereau.vide`, `bordereau.trop_long`, `versement.confirmation_requise`, `versement.organisme_de_l_agent`, `etat.incompatible`; Introuvable
 */
export async function mandaterLot(ctx: Contexte, versementIds: readonly string[]): Promise<{ id: string; numero: string }> {
  const ids = [...new Set(versementIds)].sort();
  if (ids.length === 0) throw new Refus('bordereau.vide');
  if (ids.length > BORDEREAU_MAX) throw new Refus('bordereau.trop_long', { maximum: BORDEREAU_MAX });
  const versements = await tenir(ctx, ids);
  const seuil = await lireSeuilDoubleValidation(ctx.db);
  for (const v of versements) {
    if (roleDans(ctx.acteur, v.organisme.id) !== null) throw new Refus('versement.organisme_de_l_agent', { numero: v.dossier.numero });
    exigerConfirme({ montant: cents(v.montantCents), confirme: v.confirmeLe !== null, seuil });
  }
  const annee = anneeDe(jourAParis(ctx.maintenant));
  const numero = `B-${annee}-${String(await prochainNumero(ctx, `bordereau:${annee}`)).padStart(4, '0')}`;
  for (const v of versements) {
    await changerEtat(ctx, VERSEMENT, 'mandater', { id: v.id, dossierId: v.dossier.id, donnees: { bordereau: numero }, champs: { bordereau: numero, mandate_le: ctx.maintenant } });
    await inscrireEtape(ctx, 'mandatement', { id: v.id, dossierId: v.dossier.id, conventionId: v.convention.id, montant: cents(v.montantCents), libelle: numero });
  }
  return { id: await etablirBordereau(ctx, numero, versements), numero };
}

/** The payments, their conventions locked in one order: two lots that share a convention queue. */
async function tenir(ctx: Contexte, ids: readonly string[]): Promise<readonly VersementLu[]> {
  const lire = async (): Promise<VersementLu[]> => { const lus = await versementsParId(ctx.db, ids); return ids.map((id) => trouve(lus.get(id))); };
  for (const id of [...new Set((await lire()).map((v) => v.convention.id))].sort()) await verrouillerConvention(ctx.db, id);
  return lire();
}

/** Freezes the bordereau as data: its PDF is drawn from them each time, the same. */
async function etablirBordereau(ctx: Contexte, numero: string, versements: readonly VersementLu[]): Promise<string> {
  const [marque, certificats] = [await lireMarque(ctx.db), await lireCertificats(ctx.db, versements.map((v) => v.id))];
  const lignes = versements.map((v) => ({ versement: v, compte: coordonneesDuCertificat(trouve(certificats.get(v.id)).modele) }));
  const modele: DocumentModele = {
    titre: 'Bordereau de mandats', reference: numero, emetteur: { nom: marque.nom, service: marque.service, adresse: marque.adresse }, date: instantLong(ctx.maintenant), creeLe: ctx.maintenant,
    blocs: corpsDuBordereau({ numero, lignes, par: ctx.acteur.nom, le: ctx.maintenant, collectivite: marque.nom }),
  };
  const id = ctx.nouvelId();
  const texte = JSON.stringify(modele);
  await ctx.db('bordereaux').insert({ id, numero, etabli_par: trouve(ctx.acteur.id), etabli_le: ctx.maintenant, modele: texte });
  ctx.journaliser({ action: 'bordereau.etablir', objet: 'bordereau', objetId: id, donnees: { numero, versements: versements.length, montantCents: versements.reduce((n, v) => n + v.montantCents, 0), empreinte: sha256(texte) } });
  return id;
}

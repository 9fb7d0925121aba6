import type { Knex } from 'knex';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import { releverContradictions, type AutreDossier, type Contradiction } from '../../domain/instruction/contradictions.js';
import { euros, pluriel } from '../../platform/format.js';
import { libelle } from '../../web/libelles.js';
import type { DossierLu } from '../dossiers/dossier-queries.js';

/** States of a dossier found recevable, whatever came after. */
const RECEVABLES = ['recevable', 'en_instruction', 'instruit', 'examine', 'attribue', 'refuse', 'ajourne', 'notifie'];
/** Other dossiers of an organisme compared with this one, the most recent first. */
const AUTRES_MAX = 50;

/** Contradictions of a dossier, in two queries: the costs of its call, the other dossiers of its organisme. */
export async function lireContradictions(db: Knex, dossier: DossierLu, { sections: { projet, publics, budget } }: VersionDossier, appel: ContenuAppel): Promise<Contradiction[]> {
  const couts = await db('dossiers').where({ appel_id: dossier.appelId }).whereIn('etat', RECEVABLES).where('personnes', '>', 0).where('cout_total_cents', '>', 0)
    .select<{ cout_total_cents: number | string; personnes: number }[]>('cout_total_cents', 'personnes');
  return releverContradictions({
    cout: { coutCents: dossier.coutTotalCents, personnes: publics.rsa + publics.horsRsaMoins25 + publics.horsRsaAutres }, couts: couts.map((c) => ({ coutCents: Number(c.cout_total_cents), personnes: Number(c.personnes) })),
    projet, ressources: budget.ressources, financeurAppel: appel.regles.financeur, autres: await autresDossiers(db, dossier),
  });
}

async function autresDossiers(db: Knex, { id, organismeId }: DossierLu): Promise<AutreDossier[]> {
  const lignes = await db('dossiers as d').join('dossier_versions as v', (j) => void j.on('v.dossier_id', 'd.id').andOn('v.version', 'd.version'))
    .where({ 'd.organisme_id': organismeId }).whereNot({ 'd.id': id }).whereNotIn('d.etat', ['brouillon', 'retire', 'irrecevable']).orderBy('d.modifie_le', 'desc').limit(AUTRES_MAX)
    .select<{ contenu: string; attribues: number | string; refus: number | string }[]>('v.contenu')
    .select(db('decisions').count('*').whereRaw('decisions.dossier_id = d.id').where({ 'decisions.en_vigueur': true, 'decisions.sens': 'attribue' }).as('attribues'))
    .select(db('decisions').count('*').whereRaw('decisions.dossier_id = d.id').where({ 'decisions.en_vigueur': true, 'decisions.sens': 'refuse' }).as('refus'));
  return lignes.filter((l) => Number(l.refus) === 0).map(({ contenu, attribues }) => {
    const { numero, sections: { projet, budget } } = JSON.parse(contenu) as VersionDossier;
    return { numero, titre: projet.titre, besoin: projet.besoin, territoires: projet.territoires, debut: projet.debut, fin: projet.fin, ressources: budget.ressources, finance: Number(attribues) > 0 };
  });
}

/** A contradiction in one sentence with its figures. */
export function direContradiction(c: Contradiction): string {
  switch (c.code) {
    case 'cout_par_personne': return `Coût par personne : ${euros(c.coutCents)}, ${c.sens === 'haut' ? 'plus du double' : 'moins de la moitié'} de la médiane de l’appel (${euros(c.medianeCents)} sur ${pluriel(c.dossiers, 'dossier recevable', 'dossiers recevables')}).`;
    case 'financeur_en_double': return `${libelle('financeur', c.financeur)} (${c.libelle}) figure ${c.montants.length} fois au plan de financement : ${c.montants.map(euros).join(', ')}.`;
    case 'ressource_annoncee_ailleurs': return `${libelle('financeur', c.financeur)} : le même montant, ${euros(c.montant)}, est annoncé dans le dossier ${c.numero} du même organisme.`;
    case 'action_deja_financee': return `L’action ressemble au dossier ${c.numero} du même organisme, « ${c.titre} », déjà financé sur le même territoire et la même période.`;
  }
}

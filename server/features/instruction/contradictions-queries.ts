import type { Knex } from 'knex';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import { releverContradictions, type AutreDossier, type Contradiction, type CoutDossier } from '../../domain/instruction/contradictions.js';
import { euros, nombre, pluriel } from '../../platform/format.js';
import { libelle } from '../../web/libelles.js';

/** States of a dossier found recevable, whatever came after. */
const RECEVABLES = ['recevable', 'en_instruction', 'instruit', 'examine', 'attribue', 'refuse', 'ajourne', 'notifie'];
/** Other dossiers of an organisme compared with one of its own, the most recent first. */
const AUTRES_MAX = 50;

interface LigneComparee { id: string; appel_id: string; organisme_id: string; cout_total_cents: number | string; contenu: string; appel: string }
interface LigneCout { appel_id: string; cout_total_cents: number | string; personnes: number | string }

/** Contradictions of dossiers in words, by id, in three queries however many they are: the dossiers, the costs of their calls, the other dossiers of their organismes. */
export async function lireContradictions(db: Knex, dossierIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  if (dossierIds.length === 0) return new Map();
  const dossiers = await db('dossiers as d').join('dossier_versions as v', (j) => void j.on('v.dossier_id', 'd.id').andOn('v.version', 'd.version'))
    .join('appel_versions as r', (j) => void j.on('r.appel_id', 'd.appel_id').andOn('r.version', 'd.appel_version')).whereIn('d.id', [...dossierIds])
    .select<LigneComparee[]>('d.id', 'd.appel_id', 'd.organisme_id', 'd.cout_total_cents', 'v.contenu', 'r.contenu as appel');
  const [couts, autres] = [await lireCouts(db, dossiers.map((d) => d.appel_id)), await lireAutres(db, dossiers.map((d) => d.organisme_id))];
  return new Map(dossiers.map((d) => {
    const { sections: { projet, publics, budget } } = JSON.parse(d.contenu) as VersionDossier;
    return [d.id, releverContradictions({
      cout: { coutCents: Number(d.cout_total_cents), personnes: publics.rsa + publics.horsRsaMoins25 + publics.horsRsaAutres }, couts: couts.get(d.appel_id) ?? [], projet, depenses: budget.depenses, ressources: budget.ressources,
      financeurAppel: (JSON.parse(d.appel) as ContenuAppel).regles.financeur, autres: (autres.get(d.organisme_id) ?? []).filter((a) => a.id !== d.id).slice(0, AUTRES_MAX),
    }).map(direContradiction)];
  }));
}

async function lireCouts(db: Knex, appels: readonly string[]): Promise<Map<string, CoutDossier[]>> {
  const couts = new Map<string, CoutDossier[]>();
  const lignes = await db('dossiers').whereIn('appel_id', [...new Set(appels)]).whereIn('etat', RECEVABLES).where('personnes', '>', 0).where('cout_total_cents', '>', 0).select<LigneCout[]>('appel_id', 'cout_total_cents', 'personnes');
  for (const l of lignes) {
    const deLAppel = couts.get(l.appel_id) ?? [];
    deLAppel.push({ coutCents: Number(l.cout_total_cents), personnes: Number(l.personnes) });
    couts.set(l.appel_id, deLAppel);
  }
  return couts;
}

async function lireAutres(db: Knex, organismes: readonly string[]): Promise<Map<string, (AutreDossier & { id: string })[]>> {
  const compte = (sens: 'attribue' | 'refuse'): Knex.QueryBuilder => db('decisions').count('*').whereRaw('decisions.dossier_id = d.id').where({ 'decisions.en_vigueur': true, 'decisions.sens': sens }).as(sens);
  const lignes: { id: string; organisme_id: string; contenu: string; attribue: number | string; refuse: number | string }[] = await db('dossiers as d')
    .join('dossier_versions as v', (j) => void j.on('v.dossier_id', 'd.id').andOn('v.version', 'd.version'))
    .whereIn('d.organisme_id', [...new Set(organismes)]).whereNotIn('d.etat', ['brouillon', 'retire', 'irrecevable']).orderBy('d.modifie_le', 'desc').orderBy('d.id')
    .select('d.id', 'd.organisme_id', 'v.contenu', compte('attribue'), compte('refuse'));
  const autres = new Map<string, (AutreDossier & { id: string })[]>();
  for (const { id, organisme_id, contenu, attribue, refuse } of lignes) {
    if (Number(refuse) > 0) continue;
    const { numero, sections: { projet, budget } } = JSON.parse(contenu) as VersionDossier;
    const deLOrganisme = autres.get(organisme_id) ?? [];
    deLOrganisme.push({ id, numero, titre: projet.titre, besoin: projet.besoin, territoires: projet.territoires, debut: projet.debut, fin: projet.fin, ressources: budget.ressources, finance: Number(attribue) > 0 });
    autres.set(organisme_id, deLOrganisme);
  }
  return autres;
}

/** A contradiction in one sentence with its figures. */
function direContradiction(c: Contradiction): string {
  switch (c.code) {
    case 'cout_par_personne': return `Coût par personne : ${euros(c.coutCents)}, ${c.sens === 'haut' ? 'plus du double' : 'moins de la moitié'} de la médiane de l’appel (${euros(c.medianeCents)} sur ${pluriel(c.dossiers, 'dossier recevable', 'dossiers recevables')}).`;
    case 'heures_excessives': return `Heures de personnel (${c.libelle}) : ${nombre(c.heures)} h annoncées, au-delà des ${nombre(c.plafond)} h que permettent ${nombre(c.quotite)} % d’un temps plein de 1 720 h par an sur la durée de l’opération.`;
    case 'financeur_en_double': return `${libelle('financeur', c.financeur)} (${c.libelle}) figure ${c.montants.length} fois au plan de financement : ${c.montants.map(euros).join(', ')}.`;
    case 'ressource_annoncee_ailleurs': return `${libelle('financeur', c.financeur)} : le même montant, ${euros(c.montant)}, est annoncé dans le dossier ${c.numero} du même organisme.`;
    case 'action_deja_financee': return `L’action ressemble au dossier ${c.numero} du même organisme, « ${c.titre} », déjà financé sur le même territoire et la même période.`;
  }
}

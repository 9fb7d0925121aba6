import type { Knex } from 'knex';
import { genererJeu } from '../../server/cli/jeu-essai/generer.js';
import { hasard, type Hasard } from '../../server/cli/jeu-essai/hasard.js';
import { jour } from '../../server/domain/kernel/jour.js';
import { ecrireConclusions } from '../../server/features/controles/controle-store.js';
import type { Resultat } from '../../server/features/controles/resultat.js';
import { nouvelId } from '../../server/platform/ids.js';
import type { Groupe } from '../../server/features/pilotage/pilotage-chiffres.js';
import { instant, jourAParis } from '../../server/platform/clock.js';
import type { ApplicationDeTest } from './application.js';
import { MOT_DE_PASSE } from './visiteur.js';

/** A generated base with what dashboards must not miscount: concluded controls, second funders, no axis, deposits at the turn of a year, early summer time. */
export async function baseDePilotage(app: ApplicationDeTest, dossiers: number, graine: number): Promise<void> {
  await genererJeu(app.deps.db, app.deps.magasin, { dossiers, graine, motDePasse: MOT_DE_PASSE, maintenant: app.horloge.maintenant() });
  const h = hasard(graine);
  await app.deps.db.transaction(async (trx) => {
    await seconderFinanceurs(trx, h);
    await conclure(trx, h);
    await recouvrer(trx, h);
    await deplacer(trx, h);
  });
}

async function seconderFinanceurs(db: Knex.Transaction, h: Hasard): Promise<void> {
  const decisions = await db('decisions').where({ sens: 'attribue' }).whereNotIn('id', db('decision_financeurs').select('decision_id')).orderBy('id').pluck<string[]>('id');
  const lignes = decisions.filter(() => h.fois(0.2)).map((decision_id) => ({ decision_id, financeur: 'fse', montant_cents: h.entier(1, 999_999) }));
  await db.batchInsert('decision_financeurs', lignes, 200);
}

async function conclure(db: Knex.Transaction, h: Hasard): Promise<void> {
  const bilans = await db('bilans as b').join('dossiers as d', 'd.id', 'b.dossier_id').whereNot('b.etat', 'conclu').orderBy('b.id').select<{ id: string; controleur: string | null; instructeur: string }[]>('b.id', 'd.controleur_id as controleur', 'd.instructeur_id as instructeur');
  for (const { id, controleur, instructeur } of bilans.filter(() => h.fois(0.6))) {
    const realisation = { volumes: [], publics: { rsa: h.entier(0, 60), horsRsaMoins25: h.entier(0, 5), horsRsaAutres: h.entier(0, 3) }, nonExecution: false, ressources: {}, commentaire: '' };
    const conventions = Array.from({ length: h.entier(1, 2) }, () => ({ solde: { du: h.entier(0, 5_000_000), tauxRealisation: `0.${String(h.entier(0, 9999)).padStart(4, '0')}` } }));
    await db('bilans').where({ id }).update({ etat: 'conclu' });
    await db('controles').insert({ bilan_id: id, controleur_id: controleur ?? instructeur, constats: JSON.stringify({ realisation, acceptees: false }) });
    await ecrireConclusions({ db, maintenant: instant('2024-01-05T09:00:00.000Z') } as Parameters<typeof ecrireConclusions>[0], id, jour('2024-01-05'), { etape: 'definitif', conventions, lignes: [] } as unknown as Resultat, realisation);
  }
}

async function recouvrer(db: Knex.Transaction, h: Hasard): Promise<void> {
  const paiements = await db('ecritures as e').join('mouvements as m', 'm.ecriture_id', 'e.id').where({ 'e.nature': 'paiement', 'm.compte': 'paye' }).whereNotIn('e.dossier_id', db('ecritures').where({ nature: 'encaissement' }).select('dossier_id'))
    .orderBy('e.id').select<{ dossier_id: string; convention_id: string; enveloppe_id: string }[]>('e.dossier_id', 'e.convention_id', 'm.enveloppe_id');
  for (const { dossier_id, convention_id, enveloppe_id } of paiements.filter(() => h.fois(0.15))) {
    const [id, montant] = [nouvelId(), h.entier(1, 300_000)];
    await db('ecritures').insert({ id, le: '2024-03-01T09:00:00.000Z', nature: 'encaissement', libelle: '', objet: 'reversement', objet_id: id, cle: `encaissement:${id}`, dossier_id, convention_id });
    await db('mouvements').insert([{ ecriture_id: id, rang: 1, compte: 'a_recouvrer', enveloppe_id, convention_id, montant_cents: -montant }, { ecriture_id: id, rang: 2, compte: 'recouvre', enveloppe_id, convention_id, montant_cents: montant }]);
  }
}

/** Moments whose day or year in Paris is not that of UTC, and the hours around the change of the clocks. */
const MOMENTS = ['2022-12-31T22:59:59.999Z', '2022-12-31T23:00:00.000Z', '2023-03-26T00:59:59.000Z', '2023-03-26T22:30:00.000Z', '2023-10-29T00:30:00.000Z', '2023-10-29T22:59:00.000Z', '2024-07-01T22:15:00.000Z'];

async function deplacer(db: Knex.Transaction, h: Hasard): Promise<void> {
  const ids = await db('dossiers').whereNotNull('depose_le').orderBy('id').pluck<string[]>('id');
  for (const id of ids.filter(() => h.fois(0.1))) await db('dossiers').where({ id }).update({ depose_le: h.parmi(MOMENTS) });
  for (const id of ids.filter(() => h.fois(0.03))) await db('dossiers').where({ id }).update({ axe: null, dispositif: null });
}

/** A dossier as the recount sees it: every fact read from the table where it was written, none from what dashboards keep. */
export interface Compte {
  readonly id: string; readonly etat: string; readonly appel: string; readonly organisme: string; readonly axe: string | null; readonly dispositif: number | null; readonly annee: string; readonly territoires: readonly string[];
  readonly demande: number; readonly propose: number; readonly attribue: number; readonly paye: number; readonly recouvre: number; readonly personnes: number; readonly rsa: number;
  readonly controle: { readonly personnes: number; readonly rsa: number; readonly du: number; readonly taux: number } | null;
  readonly jours: Readonly<Record<string, string | null>>;
}

type Rangee = Readonly<Record<string, string | number | null>>;

/** Reads whole tables and adds up in memory, dossier by dossier. */
export async function recompter(db: Knex): Promise<Compte[]> {
  const tout = async (table: string): Promise<Rangee[]> => db(table).select<Rangee[]>('*');
  const par = (lignes: readonly Rangee[], cle: string): Map<string, Rangee[]> => {
    const groupes = new Map<string, Rangee[]>();
    for (const l of lignes) groupes.set(String(l[cle]), [...groupes.get(String(l[cle])) ?? [], l]);
    return groupes;
  };
  const [decisions, conventions, territoires, ecritures] = [par(await tout('decisions'), 'dossier_id'), par(await tout('conventions'), 'dossier_id'), par(await tout('dossier_territoires'), 'dossier_id'), par(await tout('ecritures'), 'dossier_id')];
  const [financeurs, mouvements, versements] = [par(await tout('decision_financeurs'), 'decision_id'), par(await tout('mouvements'), 'ecriture_id'), par(await tout('versements'), 'convention_id')];
  const [bilans, controles, recevabilites] = [par((await tout('bilans')).filter((b) => b['nature'] === 'final'), 'dossier_id'), par(await tout('controles'), 'bilan_id'), par(await tout('recevabilites'), 'dossier_id')];
  const deliberations = new Map((await tout('deliberations')).map((d) => [d['id'], String(d['date'])]));
  const instruits = par((await tout('journal')).filter((j) => j['objet'] === 'dossier' && j['vers'] === 'instruit'), 'dossier_id');
  const versions = par(await tout('dossier_versions'), 'dossier_id');
  const somme = (lignes: readonly Rangee[], colonne = 'montant_cents'): number => lignes.reduce((n, l) => n + Number(l[colonne]), 0);
  const premier = (valeurs: readonly (string | number | null | undefined)[]): string | null => valeurs.filter((v) => v !== null && v !== undefined).map(String).sort()[0] ?? null;
  return (await tout('dossiers')).filter((d) => d['depose_le'] !== null).map((d): Compte => {
    const id = String(d['id']);
    const { publics } = (JSON.parse(String(versions.get(id)?.find((v) => v['version'] === d['version'])?.['contenu'])) as { sections: { publics: { rsa: number; horsRsaMoins25: number; horsRsaAutres: number } } }).sections;
    const siennes = decisions.get(id)?.filter((x) => Boolean(x['en_vigueur'])) ?? [];
    const attribuees = siennes.filter((x) => x['sens'] === 'attribue');
    const compte = (nom: string): number => somme((ecritures.get(id) ?? []).flatMap((e) => mouvements.get(String(e['id'])) ?? []).filter((m) => m['compte'] === nom));
    const bilan = bilans.get(id)?.find((b) => b['etat'] === 'conclu');
    const controle = bilan === undefined ? undefined : controles.get(String(bilan['id']))?.[0];
    const signees = conventions.get(id) ?? [];
    const depose = jourAParis(instant(String(d['depose_le'])));
    const recevabilite = recevabilites.get(id)?.find((r) => r['conclusion'] !== null);
    const instruit = premier(instruits.get(id)?.map((j) => j['le']) ?? []);
    return {
      id, etat: String(d['etat']), appel: String(d['appel_id']), organisme: String(d['organisme_id']), axe: d['axe'] === null ? null : String(d['axe']), dispositif: d['dispositif'] === null ? null : Number(d['dispositif']),
      annee: depose.slice(0, 4), territoires: territoires.get(id)?.map((t) => String(t['territoire'])) ?? [],
      demande: Number(d['demande_cents']), propose: ['instruit', 'examine'].includes(String(d['etat'])) ? Number(d['propose_cents'] ?? 0) : 0,
      attribue: somme(attribuees) + attribuees.reduce((n, x) => n + somme(financeurs.get(String(x['id'])) ?? []), 0), paye: compte('paye'), recouvre: compte('recouvre'),
      personnes: publics.rsa + publics.horsRsaMoins25 + publics.horsRsaAutres, rsa: publics.rsa, controle: controle === undefined ? null : lireControle(controle),
      jours: {
        depose, recevable: recevabilite === undefined ? null : jourAParis(instant(String(recevabilite['conclu_le']))), instruit: instruit === null ? null : jourAParis(instant(instruit)),
        decide: premier(siennes.filter((x) => x['sens'] !== 'ajourne').map((x) => deliberations.get(x['deliberation_id'] ?? null))), convenu: premier(signees.map((c) => c['signee_financeur_le'])),
        paye: premier(signees.flatMap((c) => versements.get(String(c['id'])) ?? []).filter((v) => v['etat'] === 'paye').map((v) => v['paye_le'])),
      },
    };
  });
}

function lireControle(c: Rangee): Compte['controle'] {
  const { realisation: { publics } } = JSON.parse(String(c['constats'])) as { realisation: { publics: { rsa: number; horsRsaMoins25: number; horsRsaAutres: number } } };
  const { conventions } = JSON.parse(String(c['resultat'])) as { conventions: { solde: { du: number; tauxRealisation: string } }[] };
  return { rsa: publics.rsa, personnes: publics.rsa + publics.horsRsaMoins25 + publics.horsRsaAutres, du: conventions.reduce((n, x) => n + x.solde.du, 0), taux: Math.round(Number(conventions[0]?.solde.tauxRealisation) * 10_000) };
}

/** The same sums as a dashboard's group, without its rates and quotients, which the domain's tests hold. */
export function sommer(comptes: readonly Compte[]): Readonly<Record<string, number>> {
  const total = (valeur: (c: Compte) => number, garder: (c: Compte) => boolean = () => true): number => comptes.filter(garder).reduce((n, c) => n + valeur(c), 0);
  const attribue = (c: Compte): boolean => c.attribue > 0;
  const conclu = (c: Compte): boolean => c.controle !== null;
  return {
    dossiers: comptes.length, demandeCents: total((c) => c.demande), proposeCents: total((c) => c.propose), attribues: total(() => 1, attribue), attribueCents: total((c) => c.attribue), payeCents: total((c) => c.paye), recouvreCents: total((c) => c.recouvre),
    prevues: total((c) => c.personnes, attribue), prevuesRsa: total((c) => c.rsa, attribue), conclus: total(() => 1, conclu), conclusPrevues: total((c) => c.personnes, conclu), conclusPrevuesRsa: total((c) => c.rsa, conclu),
    realisees: total((c) => c.controle?.personnes ?? 0), realiseesRsa: total((c) => c.controle?.rsa ?? 0), duCents: total((c) => c.controle?.du ?? 0),
  };
}

/** Median and ninetieth percentile of the days between two stages, by sorting every one of them. */
export function delai(comptes: readonly Compte[], de: string, a: string): { nombre: number; mediane: number | null; neufSurDix: number | null } {
  const durees = comptes.flatMap(({ jours }) => {
    const [debut, fin] = [jours[de] ?? null, jours[a] ?? null];
    return debut === null || fin === null ? [] : [Math.round((Date.parse(fin) - Date.parse(debut)) / 86_400_000)];
  }).sort((x, y) => x - y);
  const rang = (part: number): number | null => durees[Math.ceil(durees.length * part) - 1] ?? null;
  return { nombre: durees.length, mediane: rang(0.5), neufSurDix: rang(0.9) };
}

/** The sums of a group as `sommer` names them. */
export const aplatir = (g: Groupe): Readonly<Record<string, number>> => ({
  dossiers: g.dossiers, demandeCents: g.demandeCents, proposeCents: g.proposeCents, attribues: g.attribues, attribueCents: g.attribueCents, payeCents: g.payeCents, recouvreCents: g.recouvreCents,
  prevues: g.prevues.total, prevuesRsa: g.prevues.rsa, conclus: g.conclus.dossiers, conclusPrevues: g.conclus.prevues.total, conclusPrevuesRsa: g.conclus.prevues.rsa,
  realisees: g.conclus.realisees.total, realiseesRsa: g.conclus.realisees.rsa, duCents: g.conclus.duCents,
});

/** How many queries something asks. */
export async function compterRequetes(db: Knex, faire: () => Promise<unknown>): Promise<number> {
  let n = 0;
  const vu = (): void => { n += 1; };
  db.on('query', vu);
  await faire();
  db.off('query', vu);
  return n;
}

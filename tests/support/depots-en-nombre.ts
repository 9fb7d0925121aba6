import type { Knex } from 'knex';
import { expect } from 'chai';
import { estSiret } from '../../server/domain/kernel/siret.js';
import { nouvelId } from '../../server/platform/ids.js';
import { verifierJournal } from '../../server/platform/journal.js';
import type { ApplicationDeTest } from './application.js';
import { appelReferencePublie } from './appel.js';
import { comptesDeTest } from './comptes.js';
import { declarerOrganisme, remplirDossier } from './depot-http.js';
import { Visiteur, type Reponse } from './visiteur.js';

/** A brouillon ready to be deposited, and the signataire of its organisme. */
export interface DossierPret { readonly id: string; readonly courriel: string }
export interface DepotsPrets { readonly appelId: string; readonly dossiers: readonly DossierPret[] }

type Ligne = Readonly<Record<string, unknown>>;

/**
 * Complete brouillons on the reference call, each of an organisme of its own, shared out among `porteurs` signataires
 * (`porteur-0@passerelle.test`…, the usual password). One is filled through the pages, then copied row by row.
 */
export async function preparerDepots(app: ApplicationDeTest, nombre: number, porteurs: number): Promise<DepotsPrets> {
  await comptesDeTest(app);
  const { id: appelId } = await appelReferencePublie(app);
  const { db } = app.deps;
  const signataire = new Visiteur(app.adresse);
  await signataire.connecter('signataire@passerelle.test');
  const organismeId = await declarerOrganisme(signataire);
  const modele = await remplirDossier(signataire, appelId, organismeId);
  const ligne = (table: string, condition: Ligne): Promise<Ligne> => db(table).where(condition).first<Ligne>();
  const [personne, organisme, membre, dossier] = [await ligne('personnes', { courriel: 'signataire@passerelle.test' }), await ligne('organismes', { id: organismeId }), await ligne('membres', { organisme_id: organismeId }), await ligne('dossiers', { id: modele })];
  const [sections, pieces] = [await db('dossier_sections').where({ dossier_id: modele }).select<Ligne[]>(), await db('pieces').where({ dossier_id: modele }).select<Ligne[]>()];
  const comptes = Array.from({ length: porteurs }, (_, i) => ({ ...personne, id: nouvelId(), courriel: `porteur-${i}@passerelle.test` }));
  const copies = Array.from({ length: nombre }, (_, i) => ({ id: nouvelId(), organismeId: nouvelId(), compte: comptes[i % porteurs] ?? comptes[0], rang: i }));
  await inserer(db, 'personnes', comptes);
  await inserer(db, 'organismes', copies.map((c) => ({ ...organisme, id: c.organismeId, siret: siretDe(c.rang), nom: `Association n° ${c.rang + 1}` })));
  await inserer(db, 'membres', copies.map((c) => ({ ...membre, id: nouvelId(), organisme_id: c.organismeId, personne_id: c.compte?.id })));
  await inserer(db, 'dossiers', copies.map((c) => ({ ...dossier, id: c.id, organisme_id: c.organismeId })));
  await inserer(db, 'dossier_sections', copies.flatMap((c) => sections.map((s) => ({ ...s, dossier_id: c.id }))));
  await inserer(db, 'pieces', copies.flatMap((c) => pieces.map((p) => ({ ...p, id: nouvelId(), dossier_id: c.id }))));
  return { appelId, dossiers: copies.map((c) => ({ id: c.id, courriel: c.compte?.courriel ?? '' })) };
}

const inserer = (db: Knex, table: string, lignes: readonly object[]): Promise<unknown> => db.batchInsert(table, [...lignes], 50);

function siretDe(rang: number): string {
  const debut = `${String(61_000_000 + rang)}00011`;
  const cle = [...'0123456789'].find((c) => estSiret(debut + c));
  if (cle === undefined) throw new Error(`no key for ${debut}`);
  return debut + cle;
}

/** One visitor signed in per signataire of `dossiers`. */
export async function connecterPorteurs(adresse: string, dossiers: readonly DossierPret[]): Promise<ReadonlyMap<string, Visiteur>> {
  const visiteurs = new Map([...new Set(dossiers.map((d) => d.courriel))].map((courriel) => [courriel, new Visiteur(adresse)]));
  for (const [courriel, visiteur] of visiteurs) await visiteur.connecter(courriel);
  return visiteurs;
}

/** Does `travail` on every item, `largeur` at a time, in the order of the list; answers what each took in milliseconds. */
export async function enParallele<T>(taches: readonly T[], largeur: number, travail: (tache: T, rang: number) => Promise<void>): Promise<number[]> {
  const durees: number[] = [];
  let suivante = 0;
  await Promise.all(Array.from({ length: largeur }, async () => {
    for (let rang = suivante++; rang < taches.length; rang = suivante++) {
      const debut = performance.now();
      await travail(taches[rang] as T, rang);
      durees.push(performance.now() - debut);
    }
  }));
  return durees;
}

export interface BilanDepots { readonly secondes: number; readonly parSeconde: number; readonly plusLentMs: number; readonly medianeMs: number }

/**
 * Deposits every dossier, `largeur` at a time over HTTP, each with its own key and every fifth sent twice at once; then
 * sends every request again with the same key, and every tenth with another one. Holds that the deposits are there once.
 */
export async function deposerEnNombre(app: ApplicationDeTest, nombre: number, largeur: number): Promise<BilanDepots> {
  const { dossiers } = await preparerDepots(app, nombre, Math.min(largeur, 25));
  const visiteurs = await connecterPorteurs(app.adresse, dossiers);
  const cles = new Map(dossiers.map((d) => [d.id, nouvelId()]));
  const deposer = async (d: DossierPret, _cle: string): Promise<Reponse> => {
    const visiteur = visiteurs.get(d.courriel);
    if (visiteur === undefined) throw new Error(d.courriel);
    const reponse = await visiteur.envoyer(`/dossiers/${d.id}/depot`, { _cle });
    expect(reponse.statut, `${d.id}\n${reponse.corps.slice(0, 2000)}`).to.be.lessThan(500);
    return reponse;
  };
  const accepte = async (d: DossierPret): Promise<void> => {
    const { statut, vers } = await deposer(d, cles.get(d.id) ?? '');
    expect([statut, vers], d.id).to.deep.equal([303, `/dossiers/${d.id}`]);
  };
  const debut = performance.now();
  const durees = await enParallele(dossiers, largeur, async (d, rang) => void await Promise.all(rang % 5 === 0 ? [accepte(d), accepte(d)] : [accepte(d)]));
  const secondes = (performance.now() - debut) / 1000;
  const numeros = await tenirLesDepots(app, dossiers);
  await enParallele(dossiers, largeur, accepte);
  await enParallele(dossiers.filter((_, i) => i % 10 === 0), largeur, async (d) => {
    expect((await deposer(d, nouvelId())).statut, 'already deposited, another key').to.be.oneOf([403, 409, 422]);
  });
  expect(await tenirLesDepots(app, dossiers), 'same dossier, same number').to.deep.equal(numeros);
  const page = await visiteurs.get(dossiers[0]?.courriel ?? '')?.lire(`/dossiers/${dossiers[0]?.id ?? ''}`);
  expect(page?.corps).to.include(numeros.get(dossiers[0]?.id ?? ''));
  const tri = durees.sort((a, b) => a - b);
  return { secondes, parSeconde: nombre / secondes, plusLentMs: tri.at(-1) ?? 0, medianeMs: tri[Math.floor(tri.length / 2)] ?? 0 };
}

/** Holds that every dossier is deposited once: numbers without hole or double, one version, one receipt, one mail, a journal that verifies. @returns the number of each */
async function tenirLesDepots({ deps: { db } }: ApplicationDeTest, dossiers: readonly DossierPret[]): Promise<ReadonlyMap<string, string>> {
  const ids = new Set(dossiers.map((d) => d.id));
  const lus = (await db('dossiers').where({ etat: 'depose' }).orderBy('numero').select<{ id: string; numero: string }[]>('id', 'numero')).filter((d) => ids.has(d.id));
  expect(lus.map((d) => Number(d.numero.slice('AAP-2022-'.length)))).to.deep.equal(Array.from(dossiers, (_, i) => i + 1));
  await tenirUnParDossier(db, ids);
  expect(await verifierJournal(db)).to.include({ intact: true });
  return new Map(lus.map((d) => [d.id, d.numero]));
}

/** Holds that each dossier has exactly one frozen version, one receipt, one mail and one journal row of its deposit. */
export async function tenirUnParDossier(db: Knex, ids: ReadonlySet<string>): Promise<void> {
  for (const [table, condition] of [['dossier_versions', {}], ['documents', { type: 'recepisse' }], ['outbox', {}], ['journal', { action: 'dossier.deposer' }]] as const) {
    const lignes = await db(table).where(condition).whereNotNull('dossier_id').groupBy('dossier_id').select<{ dossier_id: string; n: number | string }[]>('dossier_id', db.raw('count(*) as n'));
    const vus = lignes.filter((l) => ids.has(l.dossier_id));
    expect(vus.filter((l) => Number(l.n) !== 1), table).to.deep.equal([]);
    expect(vus.length, table).to.equal(ids.size);
  }
}

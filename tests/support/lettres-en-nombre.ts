import { expect } from 'chai';
import { prendreDeliberation } from '../../server/features/decisions/decision-service.js';
import { demanderLettres } from '../../server/features/lettres/lot-service.js';
import { nouvelId } from '../../server/platform/ids.js';
import { verifierJournal } from '../../server/platform/journal.js';
import type { ApplicationDeTest } from './application.js';
import { agir } from './comptes.js';
import { dossierExamine, voterEnveloppe } from './decision.js';
import type { DossierDeTest } from './dossier-depose.js';
import { ServeurEnfant } from './serveur-enfant.js';

/** Decided dossiers of one call, one in four refused; rows of the first copied. */
export async function decisionsEnNombre(app: ApplicationDeTest, nombre: number): Promise<{ modele: DossierDeTest; ids: string[] }> {
  const { db } = app.deps;
  const modele = await dossierExamine(app);
  const dossier = await db('dossiers').where({ id: modele.id }).first<object>();
  const version = await db('dossier_versions').where({ dossier_id: modele.id }).first<object>();
  const ids = [modele.id];
  for (let i = 1; i < nombre; i += 1) {
    const id = nouvelId();
    await db('dossiers').insert({ ...dossier, id, numero: `AAP-2022-${String(1000 + i)}` });
    await db('dossier_versions').insert({ ...version, ...('id' in version ? { id: nouvelId() } : {}), dossier_id: id });
    ids.push(id);
  }
  await voterEnveloppe(app, modele.appelId, nombre * 2_000_000);
  await agir(app, modele.comptes.responsable, (ctx) => prendreDeliberation(ctx, {
    appelId: modele.appelId, numero: 'CP-1', date: '2022-05-13',
    decisions: ids.map((dossierId, i) => (i % 4 === 3 ? { dossierId, sens: 'refuse', montantCents: 0, motif: 'Hors priorités.' } : { dossierId, sens: 'attribue', montantCents: 1_900_000, motif: 'La communication n’est pas retenue.' })),
  }));
  return { modele, ids };
}

const attendre = (ms: number): Promise<void> => new Promise((suite) => setTimeout(suite, ms));

/**
 * Orders the letters of `nombre` decisions, kills the server that establishes them, starts it again, and holds that each decision has
 * one letter, one mail to each member and one act in the journal. @returns letters established before the kill, and how long it all took
 */
export async function lettresTueesAMiChemin(app: ApplicationDeTest, nombre: number): Promise<{ avant: number; secondes: number; lotId: string; modele: DossierDeTest; ids: string[] }> {
  const { db } = app.deps;
  const { modele, ids } = await decisionsEnNombre(app, nombre);
  const serveur = new ServeurEnfant(app);
  const debut = performance.now();
  try {
    await serveur.demarrer();
    const lotId = await agir(app, modele.comptes.responsable, (ctx) => demanderLettres(ctx, modele.appelId));
    const faites = async (): Promise<number> => (await db('lot_lettres').whereNotNull('document_id').select('rang')).length;
    while ((await faites()) < nombre / 4) await attendre(2);
    await serveur.tuer();
    const avant = await faites();
    // Another server takes the work once the reservation of the dead one has run out: no need to wait for it here.
    await db('travaux').where('cle', 'like', 'lettres:%').update({ reserve_jusqua: '2022-01-01T00:00:00.000Z' });
    await serveur.demarrer();
    while ((await db('lots_lettres').where({ id: lotId }).whereNotNull('pret_le').select('id')).length === 0) await attendre(20);
    const secondes = (performance.now() - debut) / 1000;
    const uniques = (valeurs: readonly string[]): [number, number] => [valeurs.length, new Set(valeurs).size];
    const documents = await db('documents').where('type', 'like', 'notification_%').select<{ dossier_id: string }[]>('dossier_id');
    expect(uniques(documents.map((d) => d.dossier_id)), 'letters').to.deep.equal([nombre, nombre]);
    expect(await db('lot_lettres').where({ lot_id: lotId }).whereNull('document_id').select('rang'), 'left out').to.deep.equal([]);
    expect(await db('dossiers').whereIn('id', ids).whereNot({ etat: 'notifie' }).select('id'), 'not notified').to.deep.equal([]);
    const courriels = await db('outbox').where('cle', 'like', 'notification:%').select<{ cle: string }[]>('cle');
    expect(uniques(courriels.map((c) => c.cle)), 'mails to the two members').to.deep.equal([2 * nombre, 2 * nombre]);
    const actes = await db('journal').where({ action: 'dossier.notifier' }).select<{ dossier_id: string }[]>('dossier_id');
    expect(uniques(actes.map((a) => a.dossier_id)), 'acts').to.deep.equal([nombre, nombre]);
    expect(await db('notifications').where('cle', 'like', 'lettres:%').select('id'), 'one notification').to.have.length(1);
    expect(await verifierJournal(db)).to.include({ intact: true });
    return { avant, secondes, lotId, modele, ids };
  } finally {
    await serveur.tuer();
  }
}

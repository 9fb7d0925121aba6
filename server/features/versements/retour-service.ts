import { roleDans } from '../../domain/habilitations/acteur.js';
import { jour, type Jour } from '../../domain/kernel/jour.js';
import { Refus } from '../../domain/kernel/refus.js';
import { rapprocher, type Issue, type LigneRetour, type VersementAttendu } from '../../domain/versements/retour.js';
import { instant, jourAParis } from '../../platform/clock.js';
import { lireDateSaisie } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { versementsParReference, type VersementLu } from './versement-queries.js';
import type { LigneDeResultat } from './retour-queries.js';
import { payer, rejeter, reprendre } from './versement-service.js';

/** Rows of an answer, at most. */
export const RETOUR_MAX = 500;

/** A received table: its name, its fingerprint and its rows, titles first. */
export interface FichierDeRetour { readonly nom: string; readonly sha256: string; readonly rangees: readonly { readonly numero: number; readonly cellules: readonly string[] }[] }

const TITRES = { reference: /^r[ée]f[ée]rence/i, payeLe: /^pay[ée]\s*le|date/i, motif: /^motif/i } as const;

/**
 * Reads what accounting answers, row by row: a date of payment or a reason of rejection; a rejected payment is to be prepared
 * again, with its reason. Wrong rows are reported and stop no other. The same file is taken once: a second time, its first result is given.
 * @returns the id of the stored answer
 * @throws Refus `retour.vide`, `retour.colonnes`, `retour.trop_long`
 */
export async function importerRetour(ctx: Contexte, fichier: FichierDeRetour): Promise<string> {
  const id = ctx.nouvelId();
  await ctx.db('retours_comptables').insert({ id, nom: fichier.nom.slice(0, 255), sha256: fichier.sha256, recu_par: trouve(ctx.acteur.id), recu_le: ctx.maintenant, resultat: '[]' }).onConflict('sha256').ignore();
  const stocke = await ctx.db('retours_comptables').where({ sha256: fichier.sha256 }).first<{ id: string }>('id');
  if (stocke.id !== id) return stocke.id;
  const lignes = lireLignes(fichier);
  const versements = await versementsParReference(ctx.db, lignes.map((l) => l.reference));
  const attendus = new Map([...versements].map(([reference, v]) => [reference, attendu(v, roleDans(ctx.acteur, v.organisme.id) !== null)]));
  const resultat: LigneDeResultat[] = [];
  for (const { issue, numero, reference } of rapprocher(lignes, attendus, jourAParis(ctx.maintenant))) {
    await appliquer(ctx, issue);
    resultat.push({ numero, reference, issue: issue.type, code: issue.type === 'erreur' ? issue.code : null });
  }
  await ctx.db('retours_comptables').where({ id }).update({ resultat: JSON.stringify(resultat) });
  const compter = (type: Issue['type']): number => resultat.filter((r) => r.issue === type).length;
  ctx.journaliser({ action: 'retour_comptable.importer', objet: 'retour_comptable', objetId: id, donnees: { nom: fichier.nom, sha256: fichier.sha256, payes: compter('payer'), rejetes: compter('rejeter'), dejaConnus: compter('deja'), erreurs: compter('erreur') } });
  return id;
}

async function appliquer(ctx: Contexte, issue: Issue): Promise<void> {
  if (issue.type === 'payer') await payer(ctx, issue.versement.dossierId, issue.versement.id, { payeLe: issue.payeLe });
  if (issue.type !== 'rejeter') return;
  await rejeter(ctx, issue.versement.dossierId, issue.versement.id, { motif: issue.motif });
  await reprendre(ctx, issue.versement.dossierId, issue.versement.id);
}

const attendu = (v: VersementLu, interdit: boolean): VersementAttendu => ({
  id: v.id, dossierId: v.dossier.id, etat: v.etat, mandateLe: v.mandateLe === null ? null : jourAParis(instant(v.mandateLe)), payeLe: v.payeLe === null ? null : jour(v.payeLe), motifRejet: v.motifRejet, interdit,
});

function lireLignes({ rangees }: FichierDeRetour): LigneRetour[] {
  const [titres, ...lignes] = rangees;
  if (titres === undefined || lignes.length === 0) throw new Refus('retour.vide', { champ: 'fichier' });
  if (lignes.length > RETOUR_MAX) throw new Refus('retour.trop_long', { champ: 'fichier', maximum: RETOUR_MAX });
  const place = (motif: RegExp): number => titres.cellules.findIndex((c) => motif.test(c.trim()));
  const places = { reference: place(TITRES.reference), payeLe: place(TITRES.payeLe), motif: place(TITRES.motif) };
  if (Object.values(places).some((p) => p < 0)) throw new Refus('retour.colonnes', { champ: 'fichier' });
  return lignes.map(({ numero, cellules }) => {
    const texte = (p: number): string => (cellules[p] ?? '').replace(/\p{Cc}+/gu, ' ').trim().slice(0, 1000);
    return { numero, reference: texte(places.reference).slice(0, 80), payeLe: enJour(texte(places.payeLe)), motif: texte(places.motif) };
  });
}

function enJour(saisie: string): Jour | null | '' {
  if (saisie === '') return '';
  const lu = lireDateSaisie(saisie);
  return lu === null ? null : jour(lu);
}

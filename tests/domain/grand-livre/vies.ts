import { expect } from 'chai';
import fc from 'fast-check';
import { calculerEcheancier } from '../../../server/domain/conventions/echeancier.js';
import { situationDeLaConvention, SOLDES_NULS, type Soldes } from '../../../server/domain/grand-livre/convention.js';
import { contrepasser, equilibree, passer, prelever, prendreAuPlus, solde, type Ecriture, type Mouvement, type Part } from '../../../server/domain/grand-livre/ecriture.js';
import { imputer } from '../../../server/domain/grand-livre/enveloppe.js';
import type { Compte, NATURES } from '../../../server/domain/grand-livre/plan.js';
import { cents, moins, somme, ZERO as RIEN, type Cents } from '../../../server/domain/kernel/cents.js';
import { Refus } from '../../../server/domain/kernel/refus.js';
import { taux } from '../../../server/domain/kernel/taux.js';
import { calculerSolde } from '../../../server/domain/service-fait/solde.js';
import { lireDemandeSolde } from '../../../server/domain/simulations/contrat-solde.js';
import { programmer, reprogrammer, type DeclencheurVersement } from '../../../server/domain/versements/programme.js';
import { denouer } from '../../../server/domain/versements/solde.js';
import { desParts, unSolde } from '../simulations/generateurs.js';
import { lire, regle24, type Fraction } from '../simulations/modele-exact.js';
import { modeleSolde, type CorpsSolde } from '../simulations/modele-solde.js';

type Geste =
  | { readonly type: 'payer'; readonly issue: 'paye' | 'rejet' | 'rejet_comptable' | 'en_chemin' }
  | { readonly type: 'avenant'; readonly partDe: number };

/** What happens to a convention, drawn at random. Rates in ten-thousandths. */
export interface VieTiree {
  readonly votes: readonly number[];
  readonly avance: number;
  readonly gestes: readonly Geste[];
  readonly controle: CorpsSolde;
  /** Share of the schedule in which what is claimed back comes in; the rest is waived. */
  readonly encaissements: readonly number[];
  /** Amount due after closing, as a share of the convention; null without correction. */
  readonly correction: number | null;
  /** Is the first receipt found to be a mistake, and undone? */
  readonly erreur: boolean;
}

const part = fc.integer({ min: 0, max: 10_000 });

export const uneVie: fc.Arbitrary<VieTiree> = fc.record({
  votes: fc.array(fc.oneof(fc.integer({ min: 0, max: 9_999_999_999 }), fc.integer({ min: 0, max: 500 }), fc.constant(99_999_999_999)), { minLength: 1, maxLength: 3 }),
  avance: fc.oneof(fc.constant(0), part),
  gestes: fc.array(fc.oneof(
    { weight: 3, arbitrary: fc.record({ type: fc.constant('payer' as const), issue: fc.constantFrom('paye' as const, 'paye' as const, 'rejet' as const, 'rejet_comptable' as const, 'en_chemin' as const) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('avenant' as const), partDe: fc.integer({ min: 0, max: 20_000 }) }) },
  ), { maxLength: 12 }),
  controle: fc.tuple(unSolde, desParts).map(([s, echeances]) => ({ ...s, convention: { ...s.convention, echeances } })),
  encaissements: fc.array(fc.oneof(fc.constant(10_000), part), { maxLength: 3 }),
  correction: fc.oneof(fc.constant(null), part),
  erreur: fc.boolean(),
});

interface Versement { readonly id: string; readonly rang: number; readonly declencheur: DeclencheurVersement; montant: Cents; etat: 'a_liquider' | 'mandate' | 'paye' | 'rejete' }

/** The product: the rules of server/domain chained as its services chain them. */
export class VieDuProduit {
  readonly mouvements: Mouvement[] = [];
  versements: Versement[] = [];
  montant: Cents = RIEN;
  private readonly parVersement = new Map<string, Mouvement[]>();

  constructor(private readonly vie: VieTiree) {}

  private passer(nature: keyof typeof NATURES, parts: readonly Part[], versement?: string): Ecriture | null {
    if (parts.length === 0) return null;
    const ecriture = passer(nature, parts);
    this.ecrire(ecriture, versement);
    return ecriture;
  }

  ecrire({ mouvements }: Ecriture, versement?: string): void {
    expect(equilibree(mouvements)).to.equal(true);
    this.mouvements.push(...mouvements);
    if (versement !== undefined) this.parVersement.set(versement, [...this.parVersement.get(versement) ?? [], ...mouvements]);
  }

  tenus(compte: Compte, mouvements: readonly Mouvement[] = this.mouvements): Part[] {
    return this.vie.votes.map((_, i) => ({ enveloppeId: String(i), montant: somme(mouvements.filter((m) => m.compte === compte && m.enveloppeId === String(i)).map((m) => m.montant)) }));
  }

  soldes(): Soldes { return Object.fromEntries(Object.keys(SOLDES_NULS).map((c) => [c, solde(this.mouvements, c as Compte)])) as Soldes; }

  engager(montant: Cents): void {
    const lignes = this.vie.votes.map((vote, i) => {
      const pris = this.mouvements.filter((m) => m.compte === 'disponible' && m.enveloppeId === String(i));
      return { id: String(i), annee: 2022 + i, vote: cents(vote), engage: somme(pris.filter((m) => m.montant < 0).map((m) => moins(RIEN, m.montant))), libere: somme(pris.filter((m) => m.montant > 0).map((m) => m.montant)) };
    });
    for (const { parts } of imputer(lignes, [{ dossierId: 'd', montant }])) this.passer('engagement', parts);
  }

  liberer(montant: Cents): void { this.passer('liberation', prendreAuPlus(this.tenus('engage').reverse(), montant)); }

  ajuster(cible: Cents): void {
    const ecart = cible - solde(this.mouvements, 'programme');
    if (ecart > 0) this.passer('programmation', prelever(this.tenus('engage'), cents(ecart)));
    if (ecart < 0) this.passer('deprogrammation', prelever(this.tenus('programme').reverse(), cents(-ecart)));
  }

  echeancier(montant: Cents): ReturnType<typeof calculerEcheancier> {
    const parts = this.vie.controle.convention.echeances.map((e) => ({ declencheur: e.declencheur as 'signature', taux: taux(e.taux) }));
    return calculerEcheancier(montant, parts, cents(Number((BigInt(montant) * BigInt(this.vie.avance)) / 10_000n)));
  }

  signer(montant: Cents): void {
    this.engager(montant);
    this.montant = montant;
    this.versements = programmer(this.echeancier(montant)).map((v) => ({ id: `v${v.rang}`, rang: v.rang, declencheur: v.declencheur, montant: v.montant, etat: 'a_liquider' }));
    this.ajuster(somme(this.versements.map((v) => v.montant)));
  }

  payer(v: Versement, issue: 'paye' | 'rejet' | 'rejet_comptable' | 'en_chemin'): void {
    const etape = (nature: 'mandatement' | 'paiement' | 'rejet' | 'rejet_comptable', de: Compte): void =>
      void this.passer(nature, prelever(this.tenus(de, this.parVersement.get(v.id) ?? []), v.montant), v.id);
    if (v.etat !== 'mandate') this.passer('liquidation', prelever(this.tenus('programme'), v.montant), v.id);
    if (issue === 'rejet' && v.etat !== 'mandate') { etape('rejet', 'liquide'); v.etat = 'rejete'; return; }
    if (v.etat !== 'mandate') etape('mandatement', 'liquide');
    v.etat = 'mandate';
    if (issue === 'rejet_comptable' || issue === 'rejet') { etape('rejet_comptable', 'mandate'); v.etat = 'rejete'; }
    if (issue === 'paye') { etape('paiement', 'mandate'); v.etat = 'paye'; }
  }

  modifier(montant: Cents): void {
    const places = this.versements.map((v) => ({ ...v, ouvert: v.etat === 'a_liquider' || v.etat === 'rejete' }));
    const nouveaux = reprogrammer(montant, this.echeancier(montant), places);
    if (montant > this.montant) this.engager(moins(montant, this.montant));
    for (const n of nouveaux) {
      const existant = this.versements.find((v) => v.id === n.id);
      if (existant === undefined) this.versements.push({ id: `v${n.rang}`, rang: n.rang, declencheur: n.declencheur, montant: n.montant, etat: 'a_liquider' });
      else existant.montant = n.montant;
    }
    this.versements.sort((a, b) => a.rang - b.rang);
    this.ajuster(somme(this.versements.filter((v) => v.etat === 'a_liquider' || v.etat === 'rejete').map((v) => v.montant)));
    if (montant < this.montant) this.liberer(moins(this.montant, montant));
    this.montant = montant;
  }

  solder(du: Cents): void {
    const fin = denouer(this.montant, this.versements, du);
    for (const v of fin.sansObjet) this.versements = this.versements.map((x) => (x.id === v.id ? { ...x, montant: RIEN } : x));
    if (fin.porteur !== null) this.versements = this.versements.map((x) => (x.id === fin.porteur?.id ? { ...x, montant: fin.aVerser, etat: 'a_liquider' } : x));
    else if (fin.aVerser > 0) this.ajouter(fin.aVerser);
    this.ajuster(fin.aVerser);
    this.liberer(fin.inutilise);
    if (fin.aReverser > 0) this.reclamer(fin.aReverser);
  }

  ajouter(montant: Cents): void {
    const rang = Math.max(0, ...this.versements.map((v) => v.rang)) + 1;
    this.versements.push({ id: `v${rang}`, rang, declencheur: 'bilan', montant, etat: 'a_liquider' });
  }

  reclamer(montant: Cents): void {
    const verse = this.tenus('trop_verse');
    this.passer('titre', prelever(this.tenus('paye').reverse().map((p) => ({ ...p, montant: somme([p.montant, verse.find((x) => x.enveloppeId === p.enveloppeId)?.montant ?? RIEN]) })), montant));
  }

  recevoir(nature: 'encaissement' | 'remise', montant: Cents): Ecriture | null { return this.passer(nature, montant === 0 ? [] : prelever(this.tenus('a_recouvrer'), montant)); }

  annuler(ecriture: Ecriture): void { this.ecrire(contrepasser(ecriture)); }

  /** A new amount due after closing: what is missing is committed and paid, what is too much is claimed back. */
  corriger(ecart: number): void {
    if (ecart > 0) {
      this.engager(cents(ecart));
      this.ajouter(cents(ecart));
      this.ajuster(cents(ecart));
    } else if (ecart < 0) this.reclamer(cents(-ecart));
  }
}

/** What spec 2 says of the same life, in exact numbers: it knows neither accounts nor the rules of the product. */
class VieExacte {
  engage = 0n; montant = 0n; paye = 0n; recouvre = 0n; remise = 0n; du = 0n;
  constructor(readonly vote: bigint) {}
  peutEngager(montant: bigint): boolean { return this.engage + montant <= this.vote; }
  /** What was paid and was never claimed back. */
  recuperable(): bigint { return this.paye - this.recouvre - this.remise; }
}

const enCents = (x: Fraction): bigint => (x.n * 100n) / x.d;
const refuse = (cas: () => void): string | null => {
  try { cas(); return null; } catch (erreur) { if (erreur instanceof Refus) return erreur.code; throw erreur; }
};
const tout = <T>(x: readonly T[]): readonly T[] => [...x];

/** Lives one drawn life in both, and holds after each event that they agree. @returns how it ended, to count what was tried */
export function vivre(vie: VieTiree): string {
  const produit = new VieDuProduit(vie);
  const exact = new VieExacte(vie.votes.reduce((n, v) => n + BigInt(v), 0n));
  const montant = enCents(lire(vie.controle.convention.montant));
  const refusSignature = refuse(() => produit.signer(cents(Number(montant))));
  expect(refusSignature).to.equal(exact.peutEngager(montant) ? null : 'enveloppe.depassee');
  if (refusSignature !== null) return 'credits refused';
  [exact.engage, exact.montant, exact.du] = [montant, montant, montant];
  verifierEcheancier(produit, vie, montant);
  accorder(produit, exact, vie);
  for (const geste of vie.gestes) {
    if (geste.type === 'payer') payerUn(produit, exact, geste.issue);
    else modifier(produit, exact, geste.partDe);
    accorder(produit, exact, vie);
  }
  for (const v of produit.versements.filter((x) => x.etat === 'mandate')) { produit.payer(v, 'paye'); exact.paye += BigInt(v.montant); }
  solder(produit, exact, vie);
  accorder(produit, exact, vie);
  const fin = terminer(produit, exact, vie);
  accorder(produit, exact, vie);
  expect(exact.paye - exact.recouvre - exact.remise, 'paid − recovered − waived = due').to.equal(exact.du);
  return fin;
}

function verifierEcheancier(produit: VieDuProduit, vie: VieTiree, montant: bigint): void {
  expect(produit.versements.reduce((n, v) => n + BigInt(v.montant), 0n), 'the schedule sums to M').to.equal(montant);
  for (const v of produit.versements) expect(v.montant).to.be.greaterThan(0);
  const parts = regle24(lire(vie.controle.convention.montant), vie.controle.convention.echeances.map((e) => e.taux)).map(enCents);
  if (vie.avance === 0 && parts.every((p) => p > 0n)) expect(produit.versements.map((v) => BigInt(v.montant))).to.deep.equal(tout(parts));
}

function payerUn(produit: VieDuProduit, exact: VieExacte, issue: 'paye' | 'rejet' | 'rejet_comptable' | 'en_chemin'): void {
  const v = produit.versements.find((x) => x.etat !== 'paye' && x.montant > 0);
  if (v === undefined) return;
  produit.payer(v, issue);
  if (issue === 'paye') exact.paye += BigInt(v.montant);
}

function modifier(produit: VieDuProduit, exact: VieExacte, partDe: number): void {
  const nouveau = (exact.montant * BigInt(partDe)) / 10_000n;
  const avant = produit.versements.map((v) => ({ ...v }));
  const fixes = avant.filter((v) => v.etat === 'paye' || v.etat === 'mandate').reduce((n, v) => n + BigInt(v.montant), 0n);
  const code = refuse(() => produit.modifier(cents(Number(nouveau))));
  if (fixes > nouveau) return void expect(code).to.equal('versement.montant_deja_verse');
  if (nouveau > exact.montant && !exact.peutEngager(nouveau - exact.montant)) return void expect(code).to.equal('enveloppe.depassee');
  expect(code).to.equal(null);
  exact.engage += nouveau - exact.montant;
  [exact.montant, exact.du] = [nouveau, nouveau];
  for (const v of avant.filter((x) => x.etat === 'paye' || x.etat === 'mandate')) expect(produit.versements.find((x) => x.id === v.id)?.montant, 'what is paid stays').to.equal(v.montant);
  for (const v of produit.versements) expect(v.montant).to.be.at.least(0);
  if (fixes === 0n) expect(produit.versements.filter((v) => v.montant > 0).map((v) => v.montant), 'nothing paid: the new schedule').to.deep.equal(programmer(produit.echeancier(cents(Number(nouveau)))).map((v) => v.montant));
}

function solder(produit: VieDuProduit, exact: VieExacte, vie: VieTiree): void {
  const euros = (c: bigint): string => `${c / 100n}.${String(c % 100n).padStart(2, '0')}`;
  const corps = { ...vie.controle, convention: { ...vie.controle.convention, montant: euros(exact.montant) }, verse: euros(exact.paye) };
  const lecture = lireDemandeSolde(corps);
  if (!lecture.ok) expect.fail(JSON.stringify(lecture.details));
  const { du } = calculerSolde(lecture.demande);
  const attendu = modeleSolde(corps) as { readonly du: string; readonly solde: string; readonly aReverser: string };
  exact.du = enCents(lire(attendu.du));
  expect(BigInt(du)).to.equal(exact.du);
  produit.solder(du);
  const inutilise = exact.montant - (exact.du > exact.paye ? exact.du : exact.paye);
  exact.engage -= inutilise > 0n ? inutilise : 0n;
  const s = situationDeLaConvention(produit.soldes());
  expect(BigInt(s.resteAPayer), 'balance').to.equal(enCents(lire(attendu.solde)));
  expect(BigInt(s.aRecouvrer), 'to claim back').to.equal(enCents(lire(attendu.aReverser)));
}

function terminer(produit: VieDuProduit, exact: VieExacte, vie: VieTiree): string {
  const etats = [regler(produit, exact, vie)];
  if (vie.correction !== null) {
    const du = (exact.montant * BigInt(vie.correction)) / 10_000n;
    const ecart = du - (exact.paye - exact.recouvre - exact.remise);
    const code = ecart < 0n && -ecart > exact.recuperable() ? 'impossible' : refuse(() => produit.corriger(Number(ecart)));
    if (code === null) {
      if (ecart > 0n) exact.engage += ecart;
      exact.du = du;
      etats.push('corrected', regler(produit, exact, vie));
    } else if (code !== 'impossible') expect([code, exact.peutEngager(ecart)]).to.deep.equal(['enveloppe.depassee', false]);
  }
  return etats.join(', ');
}

/** Pays what is left to pay, receives and waives what is to recover. */
function regler(produit: VieDuProduit, exact: VieExacte, vie: VieTiree): string {
  const reste = produit.versements.find((v) => v.etat !== 'paye' && v.montant > 0);
  if (reste !== undefined) {
    produit.payer(reste, 'rejet_comptable');
    produit.payer(reste, 'paye');
    exact.paye += BigInt(reste.montant);
    return 'balance paid';
  }
  const reclame = solde(produit.mouvements, 'a_recouvrer');
  if (reclame === 0) return 'settled';
  let aRecouvrer = BigInt(reclame);
  vie.encaissements.forEach((p, i) => {
    const recu = (aRecouvrer * BigInt(p)) / 10_000n;
    const ecriture = produit.recevoir('encaissement', cents(Number(recu)));
    if (i === 0 && vie.erreur && ecriture !== null) return produit.annuler(ecriture);
    [exact.recouvre, aRecouvrer] = [exact.recouvre + recu, aRecouvrer - recu];
  });
  produit.recevoir('remise', cents(Number(aRecouvrer)));
  exact.remise += aRecouvrer;
  return aRecouvrer === 0n ? 'recovered' : 'waived';
}

/** Holds that the ledger says what the exact model says, and that no envelope is above its vote. */
function accorder(produit: VieDuProduit, exact: VieExacte, vie: VieTiree): void {
  const s = produit.soldes();
  const situation = situationDeLaConvention(s);
  expect([moins(RIEN, s.disponible), s.paye, s.recouvre, s.remise, situation.du].map(BigInt)).to.deep.equal([exact.engage, exact.paye, exact.recouvre, exact.remise, exact.du]);
  expect(Object.values(s).reduce((n, x) => n + x, 0), 'the whole ledger sums to zero').to.equal(0);
  for (const compte of ['engage', 'programme', 'liquide', 'mandate', 'paye', 'a_recouvrer', 'recouvre', 'remise'] as const) for (const t of produit.tenus(compte)) expect(t.montant, compte).to.be.at.least(0);
  produit.tenus('disponible').forEach((t, i) => expect(moins(RIEN, t.montant), 'never above the envelope').to.be.at.most(vie.votes[i] ?? 0));
  expect(situation.verse - situation.recouvre - situation.remise - situation.aRecouvrer + situation.resteAPayer).to.equal(situation.du);
}

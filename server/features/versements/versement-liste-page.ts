import type { EtatVersement } from '../../domain/etats/machines.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { instant, jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, euros, pluriel } from '../../platform/format.js';
import type { Tranche } from '../../platform/tranche.js';
import { FORMULAIRE_VIERGE, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery, codeDeQuery, liensDeTranche, sensDeQuery, texteDeQuery } from '../../web/requete.js';
import { listerReversements, reversementsAEncaisser, type ReversementLu } from './reversement-queries.js';
import { nommerEcheance } from './versement-documents.js';
import { compterVersements, estCleDeListe, listerVersements, type ComptePar, type FiltreVersements } from './versement-liste-queries.js';
import type { VersementLu } from './versement-queries.js';

interface Onglet { readonly texte: string; readonly lien: string; readonly actif: boolean; readonly nombre: number }

interface MontantCle { readonly libelle: string; readonly cents: number; readonly precision: string }

interface LigneDeListe {
  readonly lien: string; readonly dossier: string; readonly organisme: string; readonly convention: string; readonly echeance: string; readonly montantCents: number;
  readonly etat: string; readonly exigible: string; readonly preparePar: string; readonly suite: string; readonly aFaire: boolean;
  /** Id of a payment that may be chosen for a bordereau; null otherwise. */
  readonly choix: string | null;
}

export interface PageVersements {
  readonly onglets: readonly Onglet[];
  readonly montants: readonly MontantCle[];
  readonly filtre: { readonly action: string; readonly etat: string; readonly exigible: string; readonly recherche: string; readonly actif: boolean; readonly effacer: string };
  readonly optionsExigible: readonly { valeur: string; texte: string }[];
  readonly lignes: readonly LigneDeListe[];
  readonly pages: { readonly precedent: string | null; readonly suivant: string | null; readonly resume: string };
  readonly lienMandats: string;
  readonly lienListe: string;
  readonly lienBordereaux: string;
  readonly lienRetours: string;
  /** Address of the form that orders the chosen payments together; null when none of the page may be. */
  readonly lot: string | null;
}

export interface PageReversements {
  readonly onglets: readonly Onglet[];
  readonly lignes: readonly { readonly lien: string; readonly numero: string; readonly dossier: string; readonly organisme: string; readonly montantCents: number; readonly resteCents: number; readonly limite: string; readonly enRetard: boolean; readonly etat: string; readonly emis: string; readonly encaisse: string }[];
}

declare module '../../web/render.js' {
  interface Pages { 'versements/liste': PageVersements; 'versements/reversements': PageReversements }
}

export const ETATS: readonly EtatVersement[] = ['a_liquider', 'liquide', 'valide', 'mandate', 'rejete', 'paye'];

/** What the address of the list asks for. */
export function filtreDe(query: Demande['query']): FiltreVersements {
  const exigible = codeDeQuery(query, 'exigible', ['oui', 'non']);
  return { etat: codeDeQuery(query, 'etat', ETATS), exigible: exigible === null ? null : exigible === 'oui', recherche: texteDeQuery(query, 'q') };
}

const enQuery = ({ etat, exigible, recherche }: FiltreVersements): Record<string, string | null> =>
  ({ etat, exigible: exigible === null ? null : exigible ? 'oui' : 'non', q: recherche });

/** The list of the finances: payments, or titles of recovery with `?vue=reversements`. */
export const pageListe = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire = FORMULAIRE_VIERGE): Promise<void> => {
  const filtre = filtreDe(demande.query);
  const [comptes, reversements] = await Promise.all([compterVersements(db, filtre), reversementsAEncaisser(db)]);
  const enReversements = demande.query['vue'] === 'reversements';
  const onglets = ongletsDe(filtre, comptes, reversements.nombre, enReversements);
  if (enReversements) {
    return render(demande, 'versements/reversements', { onglets, lignes: (await listerReversements(db)).map(ligneDeReversement(jourAParis(demande.maintenant))) }, { titre: 'Titres de reversement', large: true, fil: [{ texte: 'Versements', lien: paths.versements.liste }] });
  }
  const tranche = await listerVersements(db, filtre, sensDeQuery(demande.query, estCleDeListe));
  return render(demande, 'versements/liste', {
    onglets, montants: montantsDe(comptes, reversements.montantCents), ...filtrage(filtre),
    lignes: tranche.lignes.map((v) => ligneDe(v, demande.acteur.id)), pages: pagination(filtre, tranche, comptes),
    lienMandats: avecQuery(paths.versements.exportCsv, { etat: 'mandate' }),
    lienListe: avecQuery(paths.versements.exportCsv, { ...enQuery(filtre), etat: filtre.etat ?? 'tous' }),
    lienBordereaux: paths.versements.bordereaux, lienRetours: paths.versements.retours, lot: tranche.lignes.some((v) => v.etat === 'valide') ? paths.versements.lot : null,
  }, { titre: 'Versements', large: true, etat });
};

const total = (comptes: readonly ComptePar[], garde: (c: ComptePar) => boolean): { nombre: number; montantCents: number } =>
  comptes.filter(garde).reduce((t, c) => ({ nombre: t.nombre + c.nombre, montantCents: t.montantCents + c.montantCents }), { nombre: 0, montantCents: 0 });

function ongletsDe(filtre: FiltreVersements, comptes: readonly ComptePar[], reversements: number, enReversements: boolean): Onglet[] {
  const onglet = (texte: string, etat: EtatVersement | null): Onglet => ({
    texte, lien: avecQuery(paths.versements.liste, { ...enQuery(filtre), etat }), actif: !enReversements && filtre.etat === etat, nombre: total(comptes, (c) => etat === null || c.etat === etat).nombre,
  });
  return [
    onglet('Tous', null), ...ETATS.map((e) => onglet(libelle('versement', e), e)),
    { texte: 'Reversements à encaisser', lien: avecQuery(paths.versements.liste, { vue: 'reversements' }), actif: enReversements, nombre: reversements },
  ];
}

function montantsDe(comptes: readonly ComptePar[], aEncaisserCents: number): MontantCle[] {
  const montant = (texte: string, garde: (c: ComptePar) => boolean): MontantCle => {
    const t = total(comptes, garde);
    return { libelle: texte, cents: t.montantCents, precision: pluriel(t.nombre, 'versement') };
  };
  return [
    montant('À liquider, exigible', (c) => c.etat === 'a_liquider' && c.exigible),
    montant('En cours de paiement', (c) => ['liquide', 'valide', 'mandate'].includes(c.etat)),
    montant('Pas encore exigible', (c) => c.etat === 'a_liquider' && !c.exigible),
    montant('Payé', (c) => c.etat === 'paye'),
    { libelle: 'À recouvrer', cents: aEncaisserCents, precision: 'titres de reversement émis' },
  ];
}

const filtrage = (filtre: FiltreVersements): Pick<PageVersements, 'filtre' | 'optionsExigible'> => {
  const q = enQuery(filtre);
  return {
    filtre: {
      action: paths.versements.liste, etat: filtre.etat ?? '', exigible: q['exigible'] ?? '', recherche: filtre.recherche,
      actif: filtre.exigible !== null || filtre.recherche !== '' || filtre.etat !== null, effacer: paths.versements.liste,
    },
    optionsExigible: [{ valeur: 'oui', texte: 'Exigibles' }, { valeur: 'non', texte: 'Pas encore exigibles' }],
  };
};

function pagination(filtre: FiltreVersements, tranche: Tranche<VersementLu>, comptes: readonly ComptePar[]): PageVersements['pages'] {
  const t = total(comptes, (c) => filtre.etat === null || c.etat === filtre.etat);
  return { ...liensDeTranche(paths.versements.liste, enQuery(filtre), tranche), resume: `${pluriel(t.nombre, 'versement')}, ${euros(t.montantCents)} au total` };
}

const SUITES: Readonly<Record<Exclude<EtatVersement, 'a_liquider' | 'paye'>, string>> = {
  liquide: 'À valider', valide: 'À mandater', mandate: 'Date de paiement à saisir', rejete: 'À reprendre',
};

/** What the finances have to do next about a payment, in a few words. */
export function suiteDe(v: VersementLu, personneId: string | null): { readonly suite: string; readonly aFaire: boolean } {
  if (v.etat === 'paye') return { suite: v.payeLe === null ? '' : `Payé le ${dateCourte(v.payeLe)}`, aFaire: false };
  if (v.etat === 'a_liquider') return v.exigible ? { suite: 'À liquider', aFaire: true } : { suite: 'Attend son échéance', aFaire: false };
  if (v.etat === 'liquide' && v.liquidePar?.id === personneId) return { suite: 'À valider par une autre personne', aFaire: false };
  return { suite: SUITES[v.etat], aFaire: true };
}

function ligneDe(v: VersementLu, personneId: string | null): LigneDeListe {
  return {
    lien: vers(paths.versements.page, { dossierId: v.dossier.id, versementId: v.id }), dossier: v.dossier.numero, organisme: v.organisme.nom, convention: v.convention.numero,
    echeance: nommerEcheance(v), montantCents: v.montantCents, etat: v.etat, exigible: v.exigibleLe === null ? '' : dateCourte(v.exigibleLe),
    preparePar: v.liquidePar?.nom ?? '', choix: v.etat === 'valide' ? v.id : null, ...suiteDe(v, personneId),
  };
}

const ligneDeReversement = (aujourdhui: Jour) => (r: ReversementLu): PageReversements['lignes'][number] => ({
  lien: vers(paths.versements.titre, { dossierId: r.dossierId, reversementId: r.id }), resteCents: r.resteCents,
  limite: r.prochaineLimite === null ? '' : dateCourte(r.prochaineLimite), enRetard: r.prochaineLimite !== null && r.prochaineLimite < aujourdhui,
  numero: r.numero, dossier: r.dossierNumero, organisme: r.organismeNom, montantCents: r.montantCents, etat: r.etat,
  emis: dateCourte(jourAParis(instant(r.emisLe))), encaisse: r.encaisseLe === null ? '' : dateCourte(r.encaisseLe),
});

import { peut, pourraitFaire, SANS_SUJET } from '../../domain/habilitations/peut.js';
import { etatPublication, manquesScdl, type EtatPublication } from '../../domain/donnees-essentielles/scdl.js';
import { ajouterMois, joursEntre, type Jour } from '../../domain/kernel/jour.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, pluriel } from '../../platform/format.js';
import { estId } from '../../platform/ids.js';
import { lireCle } from '../../platform/tranche.js';
import type { Demande, EtatFormulaire } from '../../web/demande.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery, codeDeQuery, liensDeTranche, texteDeQuery } from '../../web/requete.js';
import { lireMarque, type Marque } from '../reglages/marque-queries.js';
import { compterPublications, ETATS_DE_PUBLICATION, listerPublications, type ComptePublications, type ConventionAPublier, type FiltrePublication } from './publication-queries.js';

interface LigneAffichee {
  readonly id: string;
  /** Null for those who read figures only. */
  readonly lien: string | null;
  readonly dossier: string;
  readonly numero: string;
  readonly beneficiaire: string;
  readonly objet: string;
  readonly montantCents: number;
  readonly signee: string;
  readonly etat: EtatPublication;
  readonly detail: string;
  /** In words, what keeps the line out of the file; empty when nothing does. */
  readonly manques: string;
  readonly cochable: boolean;
}

export interface PagePublications {
  readonly onglets: readonly { texte: string; lien: string; actif: boolean; nombre: number }[];
  readonly annees: readonly { valeur: string; texte: string }[];
  readonly filtre: { readonly action: string; readonly etat: string; readonly annee: string };
  readonly alerte: string | null;
  readonly sansSiret: boolean;
  readonly lienReglages: string | null;
  readonly lignes: readonly LigneAffichee[];
  readonly pages: { readonly precedent: string | null; readonly suivant: string | null; readonly resume: string };
  readonly lienFichier: string | null;
  readonly peutNoter: boolean;
  readonly action: string;
  readonly publieeLe: string;
}

declare module '../../web/render.js' {
  interface Pages { 'donnees-essentielles/liste': PagePublications }
}

/** What the address asks for. */
export function filtreDePublication(query: Demande['query']): FiltrePublication {
  const annee = Number(texteDeQuery(query, 'annee', 4));
  return { annee: Number.isInteger(annee) && annee >= 2000 && annee <= 2200 ? annee : null, etat: codeDeQuery(query, 'etat', ETATS_DE_PUBLICATION) };
}

const MOIS_POUR_PUBLIER = 3;
const enQuery = ({ annee, etat }: FiltrePublication): Record<string, string | null> => ({ etat, annee: annee === null ? null : String(annee) });

/** Conventions above the threshold, with the day by which their data must be online. */
export const pagePublications = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const { query, acteur } = demande;
  const filtre = filtreDePublication(query);
  const aujourdhui = jourAParis(demande.maintenant);
  const sens = { ...cleDe(query, 'apres'), ...cleDe(query, 'avant') };
  const [tranche, comptes, marque] = await Promise.all([listerPublications(db, filtre, sens), compterPublications(db, ajouterMois(aujourdhui, -MOIS_POUR_PUBLIER)), lireMarque(db)]);
  const permis = peut(acteur, 'publication.noter', SANS_SUJET).permis;
  await render(demande, 'donnees-essentielles/liste', {
    onglets: ongletsDe(filtre, comptes), annees: comptes.annees.map((a) => ({ valeur: String(a), texte: String(a) })),
    filtre: { action: paths.publications.liste, etat: filtre.etat ?? '', annee: filtre.annee === null ? '' : String(filtre.annee) },
    alerte: comptes.enRetard === 0 ? null : `${pluriel(comptes.enRetard, 'convention')} : le délai de trois mois est passé.`,
    sansSiret: marque.siret === '', lienReglages: peut(acteur, 'reglages.modifier', SANS_SUJET).permis ? paths.administration.reglages : null,
    lignes: tranche.lignes.map((c) => ligneAffichee(c, marque, aujourdhui, { noter: permis, ouvrir: pourraitFaire(acteur, 'dossier.suivre') })),
    pages: { ...liensDeTranche(paths.publications.liste, enQuery(filtre), tranche), resume: pluriel(comptes.toutes, 'convention de plus de 23 000 €', 'conventions de plus de 23 000 €') },
    lienFichier: marque.siret === '' ? null : avecQuery(paths.publications.scdl, enQuery(filtre)), peutNoter: permis, action: avecQuery(paths.publications.liste, enQuery(filtre)),
    publieeLe: typeof etat.saisie?.['publieeLe'] === 'string' ? etat.saisie['publieeLe'] : dateCourte(aujourdhui),
  }, { titre: 'Données essentielles', etat, large: true });
};

const cleDe = (query: Demande['query'], nom: 'apres' | 'avant'): object => {
  const cle = lireCle(query[nom], 'texte', estId);
  return cle === null ? {} : { [nom]: cle };
};

function ongletsDe(filtre: FiltrePublication, { toutes, aFaire }: ComptePublications): PagePublications['onglets'] {
  const onglet = (texte: string, etat: FiltrePublication['etat'], nombre: number): PagePublications['onglets'][number] =>
    ({ texte, lien: avecQuery(paths.publications.liste, { ...enQuery(filtre), etat }), actif: filtre.etat === etat, nombre });
  return [onglet('Toutes', null, toutes), onglet('À publier', 'a_faire', aFaire), onglet('Publiées', 'faites', toutes - aFaire)];
}

function ligneAffichee(c: ConventionAPublier, marque: Marque, aujourdhui: Jour, permis: { readonly noter: boolean; readonly ouvrir: boolean }): LigneAffichee {
  const etat = etatPublication(c.montant, c.publieCents, c.limite, aujourdhui);
  const manques = manquesScdl(c, marque).filter((m) => !m.startsWith('attribuant'));
  return {
    id: c.id, lien: permis.ouvrir ? vers(paths.conventions.page, { dossierId: c.dossierId, conventionId: c.id }) : null, dossier: c.dossierNumero, numero: c.numero, beneficiaire: c.beneficiaire.nom, objet: c.objet, montantCents: c.montant,
    signee: dateCourte(c.dateConvention), etat, detail: detailDe(etat, c, aujourdhui), manques: manques.map((m) => libelle('manque_scdl', m)).join(', '), cochable: permis.noter && etat !== 'publiee' && manques.length === 0,
  };
}

function detailDe(etat: EtatPublication, { limite, publieeLe }: ConventionAPublier, aujourdhui: Jour): string {
  const reste = joursEntre(aujourdhui, limite);
  switch (etat) {
    case 'publiee': return publieeLe === null ? '' : `le ${dateCourte(publieeLe)}`;
    case 'a_republier': return 'Le montant a changé depuis la publication';
    case 'en_retard': return `${pluriel(-reste, 'jour')} de retard (limite : ${dateCourte(limite)})`;
    case 'a_publier': return reste === 0 ? 'Dernier jour aujourd’hui' : `Dans ${pluriel(reste, 'jour')}, le ${dateCourte(limite)} au plus tard`;
  }
}

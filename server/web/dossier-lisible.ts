import type { ContenuSections, OrganismeFige } from '../domain/dossiers/contenu.js';
import { dateLongue, euros, nombre } from '../platform/format.js';
import { libelle } from './libelles.js';

/** A section as one reads it: facts, texts and tables. */
export interface Rubrique {
  readonly titre: string;
  readonly entrees: readonly { terme: string; valeur: string }[];
  readonly tableaux: readonly { legende: string; colonnes: readonly string[]; lignes: readonly (readonly { texte: string; nombre: boolean }[])[] }[];
}

const oui = (b: boolean | undefined): string => (b ? 'Oui' : 'Non');
const t = (texte: string): { texte: string; nombre: boolean } => ({ texte, nombre: false });
const n = (texte: string): { texte: string; nombre: boolean } => ({ texte, nombre: true });

/** Names behind the codes of a dossier; a code without a name is shown as it is. */
export interface Reperes {
  readonly dispositifs?: readonly { readonly numero: number; readonly intitule: string }[];
  readonly territoires?: readonly { readonly code: string; readonly nom: string }[];
}

/** Content of a dossier for reading: the same for the review page, the deposited version and the committee. */
export function contenuLisible(s: Partial<ContenuSections>, organisme: Pick<OrganismeFige, 'nom' | 'siret' | 'formeJuridique' | 'adresse' | 'codePostal' | 'commune' | 'representantNom' | 'representantQualite'> | null, reperes: Reperes = {}): Rubrique[] {
  return [rubriqueOrganisme(s, organisme), rubriqueProjet(s, reperes), rubriquePublics(s), rubriqueBudget(s), rubriqueSuivi(s)].filter((r) => r.entrees.length + r.tableaux.length > 0);
}

function rubriqueOrganisme(s: Partial<ContenuSections>, o: Parameters<typeof contenuLisible>[1]): Rubrique {
  const entrees = o === null ? [] : [
    { terme: 'Organisme', valeur: `${o.nom} (${o.formeJuridique}), SIRET ${o.siret}` }, { terme: 'Adresse', valeur: `${o.adresse}, ${o.codePostal} ${o.commune}` },
    { terme: 'Représentant légal', valeur: `${o.representantNom}, ${o.representantQualite}` },
  ];
  const c = s.organisme;
  return { titre: libelle('section', 'organisme'), tableaux: [], entrees: [...entrees, ...(c ? [{ terme: 'Contact', valeur: [c.contactNom, c.contactFonction, c.contactCourriel, c.contactTelephone].filter(Boolean).join(', ') }] : [])] };
}

function rubriqueProjet({ projet: p }: Partial<ContenuSections>, { dispositifs = [], territoires = [] }: Reperes): Rubrique {
  if (!p) return { titre: libelle('section', 'projet'), entrees: [], tableaux: [] };
  return {
    titre: libelle('section', 'projet'), tableaux: [],
    entrees: [
      { terme: 'Titre', valeur: p.titre }, { terme: 'Dispositif', valeur: dispositifs.find((d) => d.numero === p.dispositif)?.intitule ?? String(p.dispositif ?? '') }, { terme: 'Axe', valeur: p.axe }, { terme: 'Mesures', valeur: p.mesures.join(' ; ') },
      { terme: 'Période', valeur: p.debut && p.fin ? `du ${dateLongue(p.debut)} au ${dateLongue(p.fin)}` : '' }, { terme: 'Territoires', valeur: p.territoires.map((c) => territoires.find((t) => t.code === c)?.nom ?? c).join(', ') },
      { terme: 'Besoin', valeur: p.besoin }, { terme: 'Objectifs', valeur: p.objectifs }, { terme: 'Méthode', valeur: p.methode }, { terme: 'Partenariat', valeur: p.partenariat },
      { terme: 'Équipe', valeur: p.equipe }, { terme: 'Concertation préalable', valeur: p.concertation }, { terme: 'Reconduction', valeur: oui(p.reconduction) },
    ],
  };
}

function rubriquePublics({ publics: p }: Partial<ContenuSections>): Rubrique {
  if (!p) return { titre: libelle('section', 'publics'), entrees: [], tableaux: [] };
  return {
    titre: libelle('section', 'publics'),
    entrees: [
      { terme: 'Publics visés', valeur: p.ciblePublics.join(' ; ') }, { terme: 'Bénéficiaires du RSA', valeur: String(p.rsa) }, { terme: 'Hors RSA, moins de 25 ans', valeur: String(p.horsRsaMoins25) },
      { terme: 'Hors RSA, 25 ans et plus', valeur: String(p.horsRsaAutres) }, { terme: 'Repérage', valeur: p.reperage },
    ],
    tableaux: [{ legende: 'Objectifs chiffrés', colonnes: ['Objectif', 'Prévu', 'Unité', 'Poids'], lignes: p.volumes.map((v) => [t(v.intitule), n(String(v.prevu)), t(v.unite), n(String(v.poids))]) }],
  };
}

/** Hours behind a staff line, in brackets; nothing when none were given. */
const tempsDeTravail = ({ heures, quotite }: { readonly heures?: number; readonly quotite?: number }): string =>
  (heures === undefined ? '' : ` (${nombre(heures)} h${quotite === undefined ? '' : `, ${nombre(quotite)} % d’un temps plein`})`);

function rubriqueBudget({ budget: b }: Partial<ContenuSections>): Rubrique {
  if (!b) return { titre: libelle('section', 'budget'), entrees: [], tableaux: [] };
  return {
    titre: libelle('section', 'budget'), entrees: b.forfaits.length === 0 ? [] : [{ terme: 'Forfaits', valeur: b.forfaits.map((f) => libelle('forfait', f)).join(' ; ') }],
    tableaux: [
      { legende: 'Dépenses', colonnes: ['Poste', 'Libellé', 'Nature', 'Montant'], lignes: b.depenses.map((d) => [t(libelle('poste', d.poste)), t(`${d.libelle}${tempsDeTravail(d)}`), t(libelle('nature_depense', d.nature)), n(euros(d.montant))]) },
      { legende: 'Ressources', colonnes: ['Financeur', 'Précision', 'Statut', 'Montant'], lignes: b.ressources.map((r) => [t(libelle('financeur', r.financeur)), t(r.libelle), t(libelle('statut_ressource', r.statut)), n(euros(r.montant))]) },
      ...(b.valorisations.length === 0 ? [] : [{ legende: 'Contributions en nature', colonnes: ['Contribution', 'Valeur'], lignes: b.valorisations.map((v) => [t(v.libelle), n(euros(v.montant))]) }]),
    ],
  };
}

function rubriqueSuivi({ indicateurs: i, engagements: e }: Partial<ContenuSections>): Rubrique {
  return {
    titre: 'Indicateurs et engagements',
    entrees: e ? [{ terme: 'Contrat d’engagement républicain', valeur: oui(e.contratRepublicain) }, { terme: 'Exactitude des déclarations', valeur: oui(e.exactitude) }, { terme: 'Autres aides reçues', valeur: e.aidesRecues || 'Aucune déclarée' }] : [],
    tableaux: i ? [{ legende: 'Indicateurs', colonnes: ['Indicateur', 'Cible', 'Mesure'], lignes: i.indicateurs.map((x) => [t(x.intitule), t(x.cible), t(x.mesure)]) }] : [],
  };
}

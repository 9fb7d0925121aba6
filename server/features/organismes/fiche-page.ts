import type { Acteur } from '../../domain/habilitations/acteur.js';
import { roleDans } from '../../domain/habilitations/acteur.js';
import { peut } from '../../domain/habilitations/peut.js';
import { pouvoirDe, signe, type Pouvoir } from '../../domain/organismes/pouvoir.js';
import { manquesDuProfil, masquerIban } from '../../domain/organismes/profil.js';
import { jourAParis, type Instant } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, dateLongue } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { historiqueEnMots, type ActeOrganisme } from './historique-page.js';
import { listerOuvertes, type Invitation } from './invitation-store.js';
import { lireMembres, lireOrganisme, type MembreLu, type OrganismeLu } from './organisme-queries.js';

interface Choix { readonly valeur: string; readonly texte: string }
interface Entree { readonly terme: string; readonly valeur: string }

/** A member as lists show them. */
export interface MembreMontre {
  readonly id: string;
  readonly nom: string;
  readonly courriel: string;
  readonly role: string;
  readonly pouvoir: Pouvoir;
  readonly precision: string;
  readonly delegation: { readonly lien: string; readonly nom: string } | null;
  readonly gerer: { readonly lien: string; readonly texte: string } | null;
  readonly moi: boolean;
}

export interface PageFicheOrganisme {
  readonly resume: readonly Entree[];
  readonly liens: { readonly modifier: string | null; readonly representant: string | null; readonly depart: string | null; readonly pieces: string; readonly aides: string | null };
  readonly manques: { readonly bloquants: string; readonly autres: string } | null;
  readonly pouvoirAbsent: { readonly texte: string; readonly lien: string } | null;
  readonly demandes: readonly { readonly id: string; readonly nom: string; readonly courriel: string; readonly le: string; readonly action: string }[];
  readonly membres: readonly MembreMontre[];
  readonly gereMembres: boolean;
  readonly invitations: readonly { readonly courriel: string; readonly role: string; readonly etat: string; readonly detail: string; readonly action: string }[];
  readonly actionInviter: string;
  readonly saisie: Readonly<Record<string, unknown>>;
  readonly roles: readonly Choix[];
  readonly historique: readonly ActeOrganisme[];
}

declare module '../../web/render.js' {
  interface Pages { 'organismes/fiche': PageFicheOrganisme }
}

/** IBAN and BIC are read whole by members, and by the agents who examine them or pay on them. */
export const voitLaBanque = (acteur: Acteur, organismeId: string): boolean =>
  roleDans(acteur, organismeId) !== null || acteur.habilitations.has('instructeur') || acteur.habilitations.has('finances');

const formaterIban = (iban: string): string => iban.replace(/(.{4})(?=.)/g, '$1 ');

/** `782 371 249 00015`. */
export const formaterSiret = (siret: string): string => siret.replace(/^(\d{3})(\d{3})(\d{3})(\d{5})$/, '$1 $2 $3 $4');

function banque(o: OrganismeLu, entiere: boolean): Entree {
  if (o.iban === '') return { terme: 'IBAN', valeur: 'À renseigner : il sert au versement' };
  return { terme: 'IBAN', valeur: entiere ? `${formaterIban(o.iban)}${o.bic === '' ? '' : ` (BIC ${o.bic})`}` : masquerIban(o.iban) };
}

const resumer = (o: OrganismeLu, entiere: boolean): Entree[] => [
  { terme: 'SIRET', valeur: formaterSiret(o.siret) },
  { terme: 'Nature', valeur: `${libelle('nature_organisme', o.nature)} (${o.formeJuridique})` },
  ...(o.nature === 'association' ? [{ terme: 'Numéro RNA', valeur: o.rna ?? '' }] : []),
  { terme: 'Adresse', valeur: `${o.adresse}\n${o.codePostal} ${o.commune}` },
  { terme: 'Téléphone', valeur: o.telephone },
  { terme: 'Représentant légal', valeur: `${o.representantNom}, ${o.representantQualite}` },
  banque(o, entiere),
];

function manquesEnMots(o: OrganismeLu): PageFicheOrganisme['manques'] {
  const manques = manquesDuProfil(o);
  const mots = (bloquant: boolean): string => manques.filter((m) => m.bloquant === bloquant).map((m) => libelle('champ', m.champ)).join(', ');
  return manques.length === 0 ? null : { bloquants: mots(true), autres: mots(false) };
}

/** Power of a member today, and the days of their delegation in words. */
export function pouvoirMontre(m: MembreLu, maintenant: Instant): { pouvoir: Pouvoir; precision: string } {
  const pouvoir = pouvoirDe(m, jourAParis(maintenant));
  const [du, jusquAu] = [m.delegationDu, m.delegationJusquAu];
  if (pouvoir === 'delegation' && jusquAu !== null) return { pouvoir, precision: `en cours jusqu’au ${dateLongue(jusquAu)}` };
  if (pouvoir === 'delegation_echue' && jusquAu !== null) return { pouvoir, precision: `terminée le ${dateLongue(jusquAu)}` };
  if (pouvoir === 'delegation_a_venir' && du !== null) return { pouvoir, precision: `à partir du ${dateLongue(du)}` };
  return { pouvoir, precision: '' };
}

/** Whether the asking person may read the delegation of a member: signataires, the member, agents who see the organisme. */
export const voitLaDelegation = ({ acteur }: Demande, organismeId: string, personneId: string): boolean => {
  const role = roleDans(acteur, organismeId);
  return role === null || role === 'signataire' || acteur.id === personneId;
};

function montrerMembre(demande: Demande, organismeId: string, m: MembreLu, gere: boolean): MembreMontre {
  const [chemin, moi] = [{ organismeId, membreId: m.id }, m.personneId === demande.acteur.id];
  const sienne = moi && m.role === 'signataire' && !m.representantLegal;
  return {
    id: m.id, nom: m.nom, courriel: m.courriel, role: libelle('habilitation', m.role), moi, ...pouvoirMontre(m, demande.maintenant),
    delegation: m.delegationJointe && voitLaDelegation(demande, organismeId, m.personneId) ? { lien: vers(paths.organismes.delegationFichier, chemin), nom: m.delegationNom ?? 'délégation' } : null,
    gerer: gere || sienne ? { lien: vers(paths.organismes.membre, chemin), texte: gere ? 'Gérer' : 'Ma délégation' } : null,
  };
}

const ABSENCES: Partial<Readonly<Record<Pouvoir, string>>> = {
  delegation_absente: 'Vous êtes signataire, mais aucune délégation de signature n’est jointe : vous préparez les dossiers, vous ne pouvez ni les déposer ni gérer les membres.',
  delegation_echue: 'Votre délégation de signature est terminée : vous préparez les dossiers, vous ne pouvez plus ni les déposer ni gérer les membres.',
  delegation_a_venir: 'Votre délégation de signature n’a pas encore commencé : vous pourrez déposer et gérer les membres à partir de sa première date.',
};

function pouvoirAbsent(membres: readonly MembreMontre[], organismeId: string): PageFicheOrganisme['pouvoirAbsent'] {
  const moi = membres.find((m) => m.moi);
  const texte = moi === undefined || signe(moi.pouvoir) ? undefined : ABSENCES[moi.pouvoir];
  return moi === undefined || texte === undefined ? null : { texte, lien: vers(paths.organismes.membre, { organismeId, membreId: moi.id }) };
}

function montrerInvitation(i: Invitation, maintenant: Instant): PageFicheOrganisme['invitations'][number] {
  const expiree = i.expireLe <= maintenant;
  return {
    courriel: i.courriel, role: libelle('habilitation', i.role), etat: expiree ? 'expiree' : 'envoyee',
    detail: `par ${i.inviteParNom} le ${dateCourte(jourAParis(i.creeLe as Instant))}, ${expiree ? 'lien expiré le' : 'lien valable jusqu’au'} ${dateCourte(jourAParis(i.expireLe as Instant))}`,
    action: vers(paths.organismes.invitation, { organismeId: i.organismeId, invitationId: i.id }),
  };
}

/** Sheet of an organisme: identity, what it lacks, members, invitations, history. */
export const pageFiche = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const organismeId = parametre(demande, 'organismeId');
  const gere = peut(demande.acteur, 'organisme.gerer_membres', demande.sujet).permis;
  const modifie = peut(demande.acteur, 'organisme.modifier', demande.sujet).permis;
  const [organisme, lus, ouvertes, historique] = [
    trouve(await lireOrganisme(db, organismeId)), await lireMembres(db, organismeId), gere ? await listerOuvertes(db, organismeId) : [], await historiqueEnMots(db, organismeId, gere),
  ];
  const membres = lus.filter((m) => m.etat === 'accepte').map((m) => montrerMembre(demande, organismeId, m, gere));
  await render(demande, 'organismes/fiche', {
    resume: resumer(organisme, voitLaBanque(demande.acteur, organismeId)), membres, gereMembres: gere, saisie: etat.saisie ?? {}, historique,
    liens: {
      modifier: modifie ? vers(paths.organismes.modifier, { organismeId }) : null, representant: gere ? vers(paths.organismes.representant, { organismeId }) : null,
      depart: modifie ? vers(paths.organismes.depart, { organismeId }) : null, pieces: vers(paths.organismes.pieces, { organismeId }), aides: peut(demande.acteur, 'organisme.instruire', demande.sujet).permis ? vers(paths.organismes.aides, { organismeId }) : null,
    },
    manques: modifie ? manquesEnMots(organisme) : null, pouvoirAbsent: pouvoirAbsent(membres, organismeId),
    demandes: lus.filter((m) => gere && m.etat === 'demande').map((m) => ({ id: m.id, nom: m.nom, courriel: m.courriel, le: m.demandeLe, action: vers(paths.organismes.membre, { organismeId, membreId: m.id }) })),
    invitations: ouvertes.map((i) => montrerInvitation(i, demande.maintenant)),
    actionInviter: vers(paths.organismes.inviter, { organismeId }), roles: choix('habilitation', ['redacteur', 'signataire']),
  }, { titre: organisme.nom, etat, fil: [{ texte: 'Tableau de bord', lien: paths.tableauDeBord }] });
};

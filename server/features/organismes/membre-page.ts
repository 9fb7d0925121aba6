import { roleDans } from '../../domain/habilitations/acteur.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { Interdit, trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { pouvoirMontre, voitLaDelegation } from './fiche-page.js';
import { lireMembres, lireOrganisme, type MembreLu, type OrganismeLu } from './organisme-queries.js';

interface Choix { readonly valeur: string; readonly texte: string; readonly aide?: string }
type Saisie = Readonly<Record<string, unknown>>;

export interface PageMembre {
  readonly pouvoir: string;
  readonly resume: readonly { readonly terme: string; readonly valeur: string; readonly lien?: string; readonly texteLien?: string }[];
  readonly action: string;
  readonly demande: boolean;
  readonly changerRole: { readonly options: readonly Choix[]; readonly valeur: unknown } | null;
  readonly roleFige: boolean;
  readonly delegation: { readonly action: string; readonly du: unknown; readonly jusquAu: unknown; readonly dejaJointe: boolean } | null;
  readonly retrait: { readonly consequences: readonly string[]; readonly possible: boolean } | null;
  readonly depart: string | null;
  readonly retour: string;
}

export interface PageDepart { readonly action: string; readonly consequences: readonly string[]; readonly possible: boolean; readonly retour: string }

export interface PageRepresentant {
  readonly action: string;
  readonly actuel: string;
  readonly personnes: readonly Choix[];
  readonly saisie: Saisie;
  readonly retour: string;
  readonly vousPerdez: boolean;
}

declare module '../../web/render.js' {
  interface Pages { 'organismes/membre': PageMembre; 'organismes/depart': PageDepart; 'organismes/representant': PageRepresentant }
}

const ROLES: readonly Choix[] = choix('habilitation', ['redacteur', 'signataire']).map((c) => ({
  ...c, aide: c.valeur === 'redacteur' ? 'Prépare les dossiers et les bilans.' : 'Dépose, signe et gère les membres, une fois sa délégation jointe s’il n’est pas le représentant légal.',
}));

const estDernierSignataire = (membres: readonly MembreLu[], id: string): boolean => !membres.some((m) => m.id !== id && m.etat === 'accepte' && m.role === 'signataire');

function consequencesDuRetrait(m: MembreLu, organisme: OrganismeLu, membres: readonly MembreLu[], moi: boolean): { consequences: string[]; possible: boolean } {
  const qui = moi ? 'Vous' : m.nom;
  if (m.role === 'signataire' && estDernierSignataire(membres, m.id)) {
    return { possible: false, consequences: [`${moi ? 'Vous êtes' : `${qui} est`} le seul signataire de « ${organisme.nom} » : donnez d’abord ce rôle à un autre membre.`] };
  }
  return {
    possible: true,
    consequences: [
      `${qui} ne ${moi ? 'verrez' : 'verra'} plus les dossiers de « ${organisme.nom} », dès maintenant.`,
      'Ce qui a été saisi, déposé et écrit reste dans les dossiers et dans l’historique.',
      ...(m.representantLegal ? [`${organisme.representantNom} restera affiché comme représentant légal jusqu’à ce qu’un signataire en déclare un autre.`] : []),
      ...(m.delegationJointe ? ['La délégation de signature cesse de compter.'] : []),
      'Les invitations envoyées et pas encore acceptées sont annulées.',
    ],
  };
}

/** Page of one member: role, delegation, removal; for signataires, and for a signataire about themself. */
export const pageMembre = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const organismeId = parametre(demande, 'organismeId');
  const [organisme, membres] = [trouve(await lireOrganisme(db, organismeId)), await lireMembres(db, organismeId)];
  const m = trouve(membres.find((x) => x.id === parametre(demande, 'membreId')));
  const gere = roleDans(demande.acteur, organismeId) === 'signataire';
  const moi = m.personneId === demande.acteur.id;
  if (!gere && !moi) throw new Interdit('role_insuffisant');
  const { pouvoir } = pouvoirMontre(m, demande.maintenant);
  const [fiche, accepte] = [vers(paths.organismes.fiche, { organismeId }), m.etat === 'accepte'];
  const chemin = { organismeId, membreId: m.id };
  await render(demande, 'organismes/membre', {
    pouvoir: accepte ? pouvoir : '', resume: resumer(demande, m, organismeId), action: vers(paths.organismes.membre, chemin), demande: !accepte, retour: fiche,
    changerRole: gere && !m.representantLegal ? { options: ROLES, valeur: etat.saisie?.['role'] ?? m.role } : null, roleFige: accepte && m.representantLegal,
    delegation: accepte && m.role === 'signataire' && !m.representantLegal
      ? { action: vers(paths.organismes.delegation, chemin), du: etat.saisie?.['du'] ?? '', jusquAu: etat.saisie?.['jusquAu'] ?? '', dejaJointe: m.delegationJointe } : null,
    retrait: gere && accepte && !moi ? consequencesDuRetrait(m, organisme, membres, false) : null,
    depart: moi && accepte ? vers(paths.organismes.depart, { organismeId }) : null,
  }, { titre: m.nom, etat, fil: [{ texte: organisme.nom, lien: fiche }] });
};

function resumer(demande: Demande, m: MembreLu, organismeId: string): PageMembre['resume'] {
  const periode = m.delegationJusquAu === null ? '' : `${m.delegationDu === null ? '' : `du ${dateCourte(m.delegationDu)} `}jusqu’au ${dateCourte(m.delegationJusquAu)}`;
  return [
    { terme: 'Adresse électronique', valeur: m.courriel },
    { terme: 'Rôle', valeur: m.etat === 'demande' ? 'Demande à rejoindre l’organisme' : libelle('habilitation', m.role) },
    ...(m.role !== 'signataire' || m.representantLegal || m.etat !== 'accepte' ? [] : [{
      terme: 'Délégation', valeur: m.delegationJointe ? periode : 'Aucune délégation jointe',
      ...(m.delegationJointe && voitLaDelegation(demande, organismeId, m.personneId) ? { lien: vers(paths.organismes.delegationFichier, { organismeId, membreId: m.id }), texteLien: 'Télécharger' } : {}),
    }]),
  ];
}

/** Asks once before a member leaves. */
export const pageDepart = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const organismeId = parametre(demande, 'organismeId');
  const [organisme, membres] = [trouve(await lireOrganisme(db, organismeId)), await lireMembres(db, organismeId)];
  const moi = trouve(membres.find((m) => m.personneId === demande.acteur.id && m.etat === 'accepte'));
  const fiche = vers(paths.organismes.fiche, { organismeId });
  await render(demande, 'organismes/depart', { action: vers(paths.organismes.depart, { organismeId }), retour: fiche, ...consequencesDuRetrait(moi, organisme, membres, true) },
    { titre: `Quitter ${organisme.nom}`, etat, fil: [{ texte: organisme.nom, lien: fiche }] });
};

/** Form where a signataire declares who legally represents the organisme. */
export const pageRepresentant = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const organismeId = parametre(demande, 'organismeId');
  const [organisme, membres] = [trouve(await lireOrganisme(db, organismeId)), (await lireMembres(db, organismeId)).filter((m) => m.etat === 'accepte')];
  const actuel = membres.find((m) => m.representantLegal);
  const fiche = vers(paths.organismes.fiche, { organismeId });
  await render(demande, 'organismes/representant', {
    action: vers(paths.organismes.representant, { organismeId }), actuel: `${organisme.representantNom}, ${organisme.representantQualite}`, retour: fiche,
    personnes: [...membres.map((m) => ({ valeur: m.id, texte: m.nom, aide: m.courriel })), { valeur: 'autre', texte: 'Une personne sans compte dans le service' }],
    saisie: etat.saisie ?? { personne: actuel?.id ?? 'autre', nom: actuel === undefined ? organisme.representantNom : '', qualite: organisme.representantQualite },
    vousPerdez: actuel !== undefined && actuel.personneId === demande.acteur.id,
  }, { titre: 'Représentant légal', etat, fil: [{ texte: organisme.nom, lien: fiche }] });
};

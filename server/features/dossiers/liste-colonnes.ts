import { libelle } from '../../web/libelles.js';
import type { ColonneDeListe } from '../../web/liste.js';
import { paths, vers } from '../../web/paths.js';
import type { LigneListe } from './liste-queries.js';

const texte = (v: string | null): string | null => (v === '' ? null : v);

/** Columns of the list of dossiers, in their usual order; the number, which leads to the dossier, is always first. */
export const COLONNES: readonly ColonneDeListe<LigneListe>[] = [
  { code: 'numero', titre: 'Numéro', type: 'texte', tri: 'numero', largeur: 16, valeur: (l) => l.numero, lien: (l) => vers(paths.dossiers.page, { dossierId: l.id }) },
  { code: 'titre', titre: 'Projet', type: 'texte', tri: 'titre', largeur: 44, valeur: (l) => l.titre },
  { code: 'organisme', titre: 'Organisme', type: 'texte', tri: 'organisme', largeur: 34, valeur: (l) => l.organisme },
  { code: 'etat', titre: 'État', type: 'texte', tri: 'etat', largeur: 22, valeur: (l) => libelle('dossier', l.etat), etat: (l) => ({ domaine: 'dossier', code: l.etat }) },
  { code: 'instructeur', titre: 'Instructeur', type: 'texte', largeur: 22, valeur: (l) => l.instructeur },
  { code: 'depose', titre: 'Déposé le', type: 'instant', tri: 'depose', valeur: (l) => l.deposeLe },
  { code: 'demande', titre: 'Demandé', type: 'montant', tri: 'demande', valeur: (l) => l.demandeCents },
  { code: 'propose', titre: 'Proposé', type: 'montant', valeur: (l) => l.proposeCents },
  { code: 'accorde', titre: 'Accordé', type: 'montant', valeur: (l) => l.accordeCents },
  { code: 'cout', titre: 'Coût total', type: 'montant', valeur: (l) => l.coutCents },
  { code: 'modifie', titre: 'Dernière activité', type: 'instant', tri: 'modifie', valeur: (l) => l.modifieLe },
  { code: 'appel', titre: 'Appel', type: 'texte', largeur: 34, valeur: (l) => l.appel },
  { code: 'dispositif', titre: 'Dispositif', type: 'nombre', valeur: (l) => l.dispositif },
  { code: 'axe', titre: 'Axe', type: 'texte', valeur: (l) => texte(l.axe) },
  { code: 'territoires', titre: 'Territoires', type: 'texte', valeur: (l) => texte(l.territoires) },
  { code: 'nature', titre: 'Nature', type: 'texte', largeur: 18, valeur: (l) => (l.nature === '' ? null : libelle('nature_organisme', l.nature)) },
  { code: 'siret', titre: 'SIRET', type: 'texte', largeur: 16, valeur: (l) => l.siret },
  { code: 'commune', titre: 'Commune', type: 'texte', largeur: 22, valeur: (l) => l.commune },
  { code: 'controleur', titre: 'Contrôleur', type: 'texte', largeur: 22, valeur: (l) => l.controleur },
  { code: 'limite_complements', titre: 'Compléments avant le', type: 'jour', largeur: 18, valeur: (l) => l.limiteComplements },
  { code: 'notifie', titre: 'Notifié le', type: 'jour', valeur: (l) => l.notifieLe },
  { code: 'voie', titre: 'Reçu', type: 'texte', largeur: 12, valeur: (l) => (l.papier ? 'Sur papier' : 'En ligne') },
];

export const COLONNES_PAR_DEFAUT: readonly string[] = ['numero', 'titre', 'organisme', 'etat', 'instructeur', 'depose', 'demande', 'propose'];

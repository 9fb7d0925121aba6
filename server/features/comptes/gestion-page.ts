import { HABILITATIONS, type Habilitation } from '../../domain/habilitations/acteur.js';
import type { Demande, EtatFormulaire } from '../../web/demande.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { liensDeTranche } from '../../web/requete.js';
import type { Tranche } from '../../platform/tranche.js';
import { pluriel } from '../../platform/format.js';
import { ETATS_DE_COMPTE, type CompteListe, type EtatDeCompte, type FiltreComptes, type OrganismeDePersonne } from './comptes-queries.js';

interface Option { readonly valeur: string; readonly texte: string; readonly aide?: string }

export interface PageComptes {
  readonly filtre: { readonly action: string; readonly recherche: string; readonly habilitation: string; readonly etat: string; readonly actif: boolean };
  readonly optionsHabilitation: readonly Option[];
  readonly optionsEtat: readonly Option[];
  readonly lignes: readonly { readonly nom: string; readonly lien: string; readonly courriel: string; readonly fonction: string; readonly habilitations: string; readonly etat: EtatDeCompte }[];
  readonly pages: { readonly precedent: string | null; readonly suivant: string | null; readonly resume: string };
  readonly invitation: {
    readonly action: string; readonly ouvert: boolean; readonly prenom: string; readonly nom: string; readonly fonction: string; readonly courriel: string;
    readonly habilitations: readonly string[]; readonly options: readonly Option[];
  };
}

export interface PageCompteAdministre {
  readonly action: string;
  readonly etat: EtatDeCompte;
  readonly resume: readonly { readonly terme: string; readonly valeur: string }[];
  readonly habilitations: { readonly valeur: readonly string[]; readonly options: readonly Option[] };
  readonly organismes: readonly { readonly nom: string; readonly role: string }[];
  readonly soiMeme: boolean;
  readonly peutInviter: boolean;
  readonly peutDesactiver: boolean;
  readonly peutReactiver: boolean;
  readonly chargeEnCours: string | null;
  readonly journal: string;
}

declare module '../../web/render.js' {
  interface Pages {
    'administration/comptes': PageComptes;
    'administration/compte': PageCompteAdministre;
  }
}

/** What each habilitation opens, in a few words (spec 1, Users). */
const AIDES: Readonly<Record<Habilitation, string>> = {
  instructeur: 'Recevabilité, échanges, analyse, montant proposé.',
  responsable: 'Publie les appels, affecte les dossiers, prépare le comité, valide et notifie.',
  comite: 'Lit et note les dossiers, donne un avis en comité.',
  avis: 'Répond aux seules demandes d’avis qui lui sont adressées.',
  finances: 'Prépare ou valide les paiements, les soldes et les reversements.',
  controleur: 'Contrôle les dépenses et les résultats ; jamais sur un dossier qu’il a instruit.',
  pilotage: 'Consulte les tableaux de bord.',
  admin: 'Gère les comptes, les habilitations, les réglages et consulte le journal.',
};

const optionsHabilitation = (): Option[] => HABILITATIONS.map((code) => ({ valeur: code, texte: libelle('habilitation', code), aide: AIDES[code] }));

/** State of an account in one word. */
export const etatDeCompte = (c: { readonly actif: boolean; readonly confirme: boolean }): EtatDeCompte => (!c.actif ? 'desactive' : c.confirme ? 'actif' : 'a_confirmer');

const saisie = (etat: EtatFormulaire, champ: string): string => {
  const valeur = etat.saisie?.[champ];
  return typeof valeur === 'string' ? valeur : '';
};

const casesSaisies = (etat: EtatFormulaire): string[] => {
  const valeur = etat.saisie?.['habilitations'];
  return (Array.isArray(valeur) ? valeur : [valeur]).filter((v): v is string => typeof v === 'string');
};

const motsDHabilitation = (codes: readonly string[]): string => (codes.length === 0 ? 'Porteur de projet' : codes.map((c) => libelle('habilitation', c)).join(', '));

/** List of accounts with its filters and the invitation of an agent, which opens by itself when it has errors. */
export function pageComptes(demande: Demande, etat: EtatFormulaire, filtre: FiltreComptes, tranche: Tranche<CompteListe>, total: number): Promise<void> {
  const chemin = paths.administration.comptes;
  const filtres = { q: filtre.recherche, habilitation: filtre.habilitation, etat: filtre.etat };
  return render(demande, 'administration/comptes', {
    filtre: {
      action: chemin, recherche: filtre.recherche, habilitation: filtre.habilitation ?? '', etat: filtre.etat ?? '',
      actif: filtre.recherche !== '' || filtre.habilitation !== null || filtre.etat !== null,
    },
    optionsHabilitation: [...choix('habilitation', HABILITATIONS), { valeur: 'porteur', texte: 'Aucune (porteur de projet)' }],
    optionsEtat: choix('compte', ETATS_DE_COMPTE),
    lignes: tranche.lignes.map((c) => ({
      nom: `${c.nom} ${c.prenom}`, lien: vers(paths.administration.compte, { personneId: c.id }), courriel: c.courriel, fonction: c.fonction,
      habilitations: motsDHabilitation(c.habilitations), etat: etatDeCompte(c),
    })),
    pages: { ...liensDeTranche(chemin, filtres, tranche), resume: pluriel(total, 'compte') },
    invitation: {
      action: chemin, ouvert: etat.saisie !== null, prenom: saisie(etat, 'prenom'), nom: saisie(etat, 'nom'), fonction: saisie(etat, 'fonction'),
      courriel: saisie(etat, 'courriel'), habilitations: casesSaisies(etat), options: optionsHabilitation(),
    },
  }, { titre: 'Comptes', etat, large: true });
}

/** One account: who, what they may do, whether they may come in. */
export function pageCompteAdministre(
  demande: Demande, etat: EtatFormulaire, compte: CompteListe & { readonly dossiersEnCharge: number }, organismes: readonly OrganismeDePersonne[],
): Promise<void> {
  const soiMeme = compte.id === demande.acteur.id;
  const nom = `${compte.prenom} ${compte.nom}`;
  return render(demande, 'administration/compte', {
    action: vers(paths.administration.compte, { personneId: compte.id }),
    etat: etatDeCompte(compte),
    resume: [{ terme: 'Adresse électronique', valeur: compte.courriel }, { terme: 'Fonction', valeur: compte.fonction }],
    habilitations: { valeur: etat.saisie === null ? compte.habilitations : casesSaisies(etat), options: optionsHabilitation() },
    organismes: organismes.map((o) => ({ nom: o.nom, role: libelle('habilitation', o.role) + (o.etat === 'accepte' ? '' : ' (en attente)') })),
    soiMeme,
    peutInviter: compte.actif && !compte.confirme,
    peutDesactiver: compte.actif && !soiMeme,
    peutReactiver: !compte.actif,
    chargeEnCours: compte.dossiersEnCharge === 0 ? null : pluriel(compte.dossiersEnCharge, 'dossier'),
    journal: `${paths.administration.journal}?personne=${compte.id}`,
  }, { titre: nom, etat, fil: [{ texte: 'Comptes', lien: paths.administration.comptes }] });
}

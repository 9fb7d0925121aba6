import type { Deps } from '../../platform/deps.js';
import { peut } from '../../domain/habilitations/peut.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { lireMembres, lireOrganisme, type MembreLu, type OrganismeLu } from './organisme-queries.js';

interface Choix { readonly valeur: string; readonly texte: string }

export interface PageFormulaireOrganisme {
  readonly action: string;
  readonly creation: boolean;
  readonly saisie: Readonly<Record<string, unknown>>;
  readonly natures: readonly Choix[];
  readonly retour: string;
}

export interface PageFicheOrganisme {
  readonly organisme: OrganismeLu;
  readonly resume: readonly { terme: string; valeur: string }[];
  readonly membres: readonly (MembreLu & { readonly action: string; readonly enAttente: boolean })[];
  readonly gereMembres: boolean;
  readonly lienModifier: string | null;
  readonly actionInviter: string;
  readonly saisie: Readonly<Record<string, unknown>>;
  readonly roles: readonly Choix[];
}

declare module '../../web/render.js' {
  interface Pages { 'organismes/formulaire': PageFormulaireOrganisme; 'organismes/fiche': PageFicheOrganisme }
}

/** Form to declare an organisme. */
export function pageCreation(demande: Demande, etat: EtatFormulaire): Promise<void> {
  return render(demande, 'organismes/formulaire',
    { action: paths.organismes.nouveau, creation: true, saisie: etat.saisie ?? {}, natures: choix('nature_organisme'), retour: paths.tableauDeBord },
    { titre: 'Déclarer un organisme', etat, fil: [{ texte: 'Tableau de bord', lien: paths.tableauDeBord }] });
}

/** Form to change an organisme. */
export const pageModification = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const organisme = trouve(await lireOrganisme(db, parametre(demande, 'organismeId')));
  const fiche = vers(paths.organismes.fiche, { organismeId: organisme.id });
  const saisie = etat.saisie === null ? { ...organisme } : { ...etat.saisie, version: organisme.version, siret: organisme.siret };
  return render(demande, 'organismes/formulaire',
    { action: vers(paths.organismes.modifier, { organismeId: organisme.id }), creation: false, saisie, natures: choix('nature_organisme'), retour: fiche },
    { titre: `Modifier ${organisme.nom}`, etat, fil: [{ texte: organisme.nom, lien: fiche }] });
};

const formaterIban = (iban: string): string => iban.replace(/(.{4})(?=.)/g, '$1 ');

function resumer(o: OrganismeLu): { terme: string; valeur: string }[] {
  return [
    { terme: 'SIRET', valeur: o.siret.replace(/^(\d{3})(\d{3})(\d{3})(\d{5})$/, '$1 $2 $3 $4') },
    { terme: 'Nature', valeur: `${libelle('nature_organisme', o.nature)} (${o.formeJuridique})` },
    ...(o.rna === null ? [] : [{ terme: 'RNA', valeur: o.rna }]),
    { terme: 'Adresse', valeur: `${o.adresse}, ${o.codePostal} ${o.commune}` },
    { terme: 'Représentant légal', valeur: `${o.representantNom}, ${o.representantQualite}` },
    { terme: 'IBAN', valeur: o.iban === '' ? 'À renseigner : il sert au versement' : `${formaterIban(o.iban)} (BIC ${o.bic})` },
  ];
}

/** Sheet of an organisme with its members. */
export const pageFiche = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const organismeId = parametre(demande, 'organismeId');
  const [organisme, membres] = await Promise.all([lireOrganisme(db, organismeId).then(trouve), lireMembres(db, organismeId)]);
  const gereMembres = peut(demande.acteur, 'organisme.gerer_membres', demande.sujet).permis;
  const modifie = peut(demande.acteur, 'organisme.modifier', demande.sujet).permis;
  return render(demande, 'organismes/fiche', {
    organisme, resume: resumer(organisme), gereMembres, saisie: etat.saisie ?? {},
    membres: membres.map((m) => ({ ...m, action: vers(paths.organismes.membre, { organismeId, membreId: m.id }), enAttente: m.etat === 'demande' })),
    lienModifier: modifie ? vers(paths.organismes.modifier, { organismeId }) : null,
    actionInviter: vers(paths.organismes.inviter, { organismeId }), roles: choix('habilitation', ['redacteur', 'signataire']),
  }, { titre: organisme.nom, etat, fil: [{ texte: 'Tableau de bord', lien: paths.tableauDeBord }] });
};

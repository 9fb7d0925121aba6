import { peut } from '../../domain/habilitations/peut.js';
import { estSiret, normaliserSiret } from '../../domain/kernel/siret.js';
import type { AnnuaireEntreprises } from '../../platform/annuaire-entreprises.js';
import type { Deps } from '../../platform/deps.js';
import { instantLong } from '../../platform/format.js';
import type { Frein } from '../../platform/throttle.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery, texteDeQuery } from '../../web/requete.js';
import { preremplissage, type Note } from './preremplissage.js';
import { SIRET_INVALIDE, sansEspaces, type IdentiteOrganisme } from './organisme-form.js';
import { lireHistoriqueOrganisme, lireOrganisme, type OrganismeLu } from './organisme-queries.js';

interface Choix { readonly valeur: string; readonly texte: string }
type Saisie = Readonly<Record<string, unknown>>;

/** A field whose stored value differs from the one just typed: both, one a line. */
interface Conflit { readonly terme: string; readonly valeur: string }

/** First step of a declaration: the SIRET alone, looked up in the national search. */
export interface PageRechercheOrganisme { readonly action: string; readonly siret: string; readonly aLaMain: string }

export interface PageFormulaireOrganisme {
  readonly action: string;
  readonly creation: boolean;
  readonly saisie: Saisie;
  readonly natures: readonly Choix[];
  readonly retour: string;
  readonly note: Note | null;
  readonly autreRecherche: string | null;
  readonly conflits: readonly Conflit[];
  readonly enregistre: string;
  readonly representant: string;
  readonly lienRepresentant: string | null;
}

declare module '../../web/render.js' {
  interface Pages { 'organismes/formulaire': PageFormulaireOrganisme; 'organismes/recherche': PageRechercheOrganisme }
}

const FIL = [{ texte: 'Tableau de bord', lien: paths.tableauDeBord }];
const TITRE = 'Déclarer un organisme';

/** What the declaration page needs to look a SIRET up; `frein` counts look-ups by person. */
export interface Recherche { readonly annuaire: AnnuaireEntreprises; readonly frein: Frein }

/** Declaration of an organisme: its SIRET first when the national search is on, then the form with what was found. */
export const pageCreation = ({ annuaire, frein }: Recherche) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  if (etat.saisie !== null) return formulaireVierge(demande, etat, etat.saisie, null, annuaire.actif);
  const tape = texteDeQuery(demande.query, 'siret', 40);
  const siret = normaliserSiret(tape);
  if (!annuaire.actif || (tape === '' && demande.query['saisie'] === 'manuelle')) return formulaireVierge(demande, etat, { siret: tape }, null, annuaire.actif);
  if (!estSiret(siret)) {
    return render(demande, 'organismes/recherche', { action: paths.organismes.nouveau, siret: tape, aLaMain: avecQuery(paths.organismes.nouveau, { saisie: 'manuelle' }) },
      { titre: TITRE, etat: tape === '' ? etat : { ...etat, erreurs: { siret: SIRET_INVALIDE } }, fil: FIL });
  }
  const attente = await frein.consommer(demande.acteur.id ?? '');
  const { saisie, note } = preremplissage(attente > 0 ? { etat: 'freine', minutes: Math.ceil(attente / 60) } : await annuaire.chercher(siret), siret);
  return formulaireVierge(demande, etat, saisie, note, true);
};

function formulaireVierge(demande: Demande, etat: EtatFormulaire, saisie: Saisie, note: Note | null, annuaire: boolean): Promise<void> {
  return render(demande, 'organismes/formulaire', {
    action: paths.organismes.nouveau, creation: true, saisie, natures: choix('nature_organisme'), retour: paths.tableauDeBord, note, autreRecherche: annuaire ? paths.organismes.nouveau : null,
    conflits: [], enregistre: '', representant: '', lienRepresentant: null,
  }, { titre: TITRE, etat, fil: FIL });
}

/** Form to change an organisme; when somebody saved it since it was opened, both values are shown and what was typed is kept. */
export const pageModification = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const organisme = trouve(await lireOrganisme(db, parametre(demande, 'organismeId')));
  const fiche = vers(paths.organismes.fiche, { organismeId: organisme.id });
  const conflits = etat.saisie === null || Number(etat.saisie['version']) === organisme.version ? [] : conflitsEntre(etat.saisie, organisme);
  const [dernier] = conflits.length === 0 ? [] : await lireHistoriqueOrganisme(db, organisme.id, 1);
  await render(demande, 'organismes/formulaire', {
    action: vers(paths.organismes.modifier, { organismeId: organisme.id }), creation: false, natures: choix('nature_organisme'), retour: fiche, note: null, autreRecherche: null,
    saisie: etat.saisie === null ? { ...organisme } : { ...etat.saisie, version: organisme.version }, conflits,
    enregistre: dernier === undefined ? '' : `par ${dernier.acteur}, le ${instantLong(dernier.le)}`,
    representant: `${organisme.representantNom}, ${organisme.representantQualite}`,
    lienRepresentant: peut(demande.acteur, 'organisme.gerer_membres', demande.sujet).permis ? vers(paths.organismes.representant, { organismeId: organisme.id }) : null,
  }, { titre: `Modifier ${organisme.nom}`, etat, fil: [{ texte: organisme.nom, lien: fiche }] });
};

const CHAMPS = ['nom', 'nature', 'formeJuridique', 'rna', 'adresse', 'codePostal', 'commune', 'telephone', 'iban', 'bic'] as const satisfies readonly (keyof IdentiteOrganisme)[];
const CODES: readonly string[] = ['rna', 'iban', 'bic'];

function conflitsEntre(saisie: Saisie, organisme: OrganismeLu): Conflit[] {
  return CHAMPS.flatMap((champ) => {
    const tape = saisie[champ];
    const [mien, enregistre] = [typeof tape === 'string' ? tape.trim() : '', organisme[champ] ?? ''];
    const memes = CODES.includes(champ) ? sansEspaces(mien) === enregistre : mien === enregistre;
    const mots = (v: string): string => (v === '' ? '(vide)' : champ === 'nature' ? libelle('nature_organisme', v) : v).slice(0, 300);
    return memes ? [] : [{ terme: libelle('champ', champ), valeur: `Votre saisie : ${mots(mien)}\nEnregistré : ${mots(enregistre)}` }];
  });
}

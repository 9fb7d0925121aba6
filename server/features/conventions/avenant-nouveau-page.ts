import type { Deps } from '../../platform/deps.js';
import { POSTES } from '../../domain/financements/nomenclature.js';
import { postesRemplaces } from '../../domain/financements/forfaits.js';
import type { Postes } from '../../domain/conventions/mouvement.js';
import { dateCourte, dateLongue, euros } from '../../platform/format.js';
import type { Demande, EtatFormulaire } from '../../web/demande.js';
import { libelle } from '../../web/libelles.js';
import type { ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { montantASaisir, nombreASaisir, texteTape, type Saisie } from '../../web/saisie.js';
import { lireReglesDuDossier } from '../dossiers/dossier-queries.js';
import { lireCadre } from './avenant-page.js';
import { listerDemandes } from './avenant-queries.js';
import { dejaVerse } from './avenant-service.js';
import type { ConventionLue } from './convention-queries.js';

interface Champ { readonly chemin: string; readonly libelle: string; readonly valeur: string; readonly unite?: string }

export interface PageAvenantNouveau {
  readonly surtitre: string;
  readonly onglets: ReturnType<typeof ongletsDossier>;
  /** What the organisme asked for, when it did. */
  readonly demande: string;
  readonly action: string;
  readonly saisie: { readonly motif: string; readonly fin: string; readonly montant: string; readonly deliberation: string };
  readonly aideFin: string;
  readonly aideMontant: string;
  readonly objectifs: readonly Champ[];
  readonly publics: readonly Champ[];
  readonly postes: readonly Champ[];
  readonly forfaits: string;
}

declare module '../../web/render.js' {
  interface Pages { 'conventions/avenant-nouveau': PageAvenantNouveau }
}

const PUBLICS = ['rsa', 'horsRsaMoins25', 'horsRsaAutres'] as const;

/** The clauses in force, to change those an avenant is about. */
export const pageAvenantNouveau = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const { db } = deps;
  const { dossier, convention, ids, surtitre, onglets, fil } = await lireCadre(deps, demande);
  const { periodeOperations } = await lireReglesDuDossier(db, dossier);
  const saisie = etat.saisie ?? saisieDe(convention);
  const { objectifs, forfaits, postes } = convention.termes;
  const champ = (chemin: string, texte: string, unite?: string): Champ => ({ chemin, libelle: texte, valeur: texteTape(saisie, chemin), ...(unite === undefined ? {} : { unite }) });
  await render(demande, 'conventions/avenant-nouveau', {
    surtitre, onglets, demande: (await listerDemandes(db, convention.id)).find((d) => d.traiteeLe === null)?.texte ?? '', action: vers(paths.conventions.avenantNouveau, ids),
    saisie: { motif: texteTape(saisie, 'motif'), fin: texteTape(saisie, 'fin'), montant: texteTape(saisie, 'montant'), deliberation: texteTape(saisie, 'deliberation') },
    aideFin: `Au plus tard le ${dateLongue(periodeOperations.fin)}.`, aideMontant: `Déjà versé ou en cours de versement : ${euros(await dejaVerse(db, convention.id))}.`,
    objectifs: objectifs.map((o, i) => champ(`volumes.${i}`, o.intitule, o.unite)), publics: PUBLICS.map((p) => champ(`publics.${p}`, libelle('champ', p))),
    postes: postes === undefined ? [] : postesSaisis(convention).map((p) => champ(`postes.${p}`, libelle('poste', p))), forfaits: forfaits.map((f) => libelle('forfait', f)).join(' ; '),
  }, { titre: 'Préparer un avenant', etat, fil: [...fil, { texte: 'Avenants', lien: vers(paths.conventions.avenants, ids) }] });
};

/** Posts a person fills; those a flat rate replaces are computed. */
export function postesSaisis({ termes: { forfaits } }: ConventionLue): (typeof POSTES)[number][] {
  const calcules = postesRemplaces(forfaits);
  return POSTES.filter((p) => !calcules.has(p));
}

/** Posts as a person types them: the form of an avenant, and that of a move, begin with those in force. */
export const postesASaisir = (postes: Postes = {}): Saisie => Object.fromEntries(Object.entries(postes).map(([p, m]) => [p, montantASaisir(m)]));

function saisieDe({ montantCents, termes: { operation, objectifs, publicsPrevus, postes } }: ConventionLue): Saisie {
  return {
    motif: '', deliberation: '', fin: dateCourte(operation.fin), montant: montantASaisir(montantCents), volumes: objectifs.map((o) => nombreASaisir(o.prevu)),
    publics: Object.fromEntries(PUBLICS.map((p) => [p, String(publicsPrevus[p])])), postes: postesASaisir(postes),
  };
}

import { COLONNES_TABLEAU } from '../../domain/financements-amont/tableau.js';
import type { Deps } from '../../platform/deps.js';
import { euros } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteDeQuery } from '../../web/requete.js';
import { montantASaisir } from '../../web/saisie.js';
import { listerFiches } from '../programme/fiche-queries.js';
import { filConvention } from './amont-page.js';
import { NATURES_LIGNE } from './amont-form.js';
import { lireConventionAmont, lireLignes, type ConventionAmont, type LigneLue } from './amont-queries.js';
import { dossiersDeLaFiche, dossiersDeLaLigne, enveloppesDeLaSource, type DossierLie } from './liens-amont-queries.js';

interface Choix { readonly valeur: string; readonly texte: string; readonly aide?: string }
type Saisie = Readonly<Record<string, unknown>>;

export interface PageLigneAmont {
  readonly surtitre: string;
  readonly saisie: Saisie;
  readonly natures: readonly Choix[];
  readonly montants: readonly { readonly chemin: string; readonly texte: string; readonly valeur: unknown }[];
  readonly fiches: readonly Choix[];
  readonly action: string;
  readonly retour: string;
  /** Null while the line is being added. */
  readonly liens: {
    readonly action: string; readonly retrait: string; readonly dossiers: readonly (DossierLie & { readonly lien: string })[]; readonly proposes: readonly Choix[];
    readonly alimentees: readonly { readonly id: string; readonly texte: string }[]; readonly enveloppes: readonly Choix[];
  } | null;
}

declare module '../../web/render.js' {
  interface Pages { 'amont/ligne': PageLigneAmont }
}


/** A line of an agreement to add or to change, with the dossiers and envelopes attached to it. */
export const pageLigneAmont = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const convention = trouve(await lireConventionAmont(db, parametre(demande, 'amontId')));
  const ligneId = demande.params['ligneId'];
  const ligne = ligneId === undefined ? null : trouve((await lireLignes(db, convention.id)).find((l) => l.id === ligneId));
  const annee = ligne?.annee ?? (Number(texteDeQuery(demande.query, 'annee', 4)) || convention.debut);
  const stockee = ligne === null ? { annee, nature: convention.source === 'fse' ? 'objectif' : 'socle', version: 0 } : enSaisie(ligne);
  const saisie: Saisie = etat.saisie?.['version'] === undefined ? stockee : { ...etat.saisie, version: ligne?.version ?? 0 };
  await render(demande, 'amont/ligne', {
    surtitre: `${convention.numero} · ${annee}`, saisie, natures: choix('ligne_amont', NATURES_LIGNE),
    montants: [...COLONNES_TABLEAU, 'valorisation'].map((c) => ({ chemin: c, texte: libelle('colonne_amont', c), valeur: saisie[c] })),
    fiches: (await listerFiches(db)).map((f) => ({ valeur: f.id, texte: `${f.numero} ${f.intitule}` })), retour: filConvention(convention, annee).at(-1)?.lien ?? '',
    action: ligne === null ? vers(paths.amont.lignes, { amontId: convention.id }) : vers(paths.amont.ligne, { amontId: convention.id, ligneId: ligne.id }), liens: ligne === null ? null : await lireLiens({ db }, convention, ligne),
  }, { titre: ligne === null ? 'Ajouter une ligne' : ligne.intitule, etat, fil: filConvention(convention, annee) });
};

const enSaisie = (l: LigneLue): Saisie => ({
  annee: l.annee, nature: l.nature, theme: l.theme, imputation: l.imputation, fiche: l.fiche ?? '', intitule: l.intitule, programmeFicheId: l.programmeFicheId ?? '', version: l.version,
  valorisation: montantASaisir(l.valorisationCents), ...Object.fromEntries(COLONNES_TABLEAU.map((c) => [c, l.illisibles[c] ?? montantASaisir(l.montants[c])])),
});

async function lireLiens({ db }: Pick<Deps, 'db'>, convention: ConventionAmont, ligne: LigneLue): Promise<PageLigneAmont['liens']> {
  const [dossiers, enveloppes, params] = [await dossiersDeLaLigne(db, ligne.id), await enveloppesDeLaSource(db, convention.source), { amontId: convention.id, ligneId: ligne.id }];
  const proposes = ligne.programmeFicheId === null ? [] : await dossiersDeLaFiche(db, ligne.programmeFicheId, convention.source);
  const nommer = (e: (typeof enveloppes)[number]): string => `${e.nom}, ${libelle('financeur', e.financeur)} ${e.annee} : ${euros(e.voteCents)}`;
  return {
    action: vers(paths.amont.ligneLiens, params), retrait: vers(paths.amont.ligneRetrait, params), dossiers: dossiers.map((d) => ({ ...d, lien: vers(paths.dossiers.page, { dossierId: d.id }) })),
    proposes: proposes.map((d) => ({ valeur: d.id, texte: `${d.numero} ${d.titre}`, aide: d.organismeNom })), alimentees: enveloppes.filter((e) => e.ligneId === ligne.id).map((e) => ({ id: e.id, texte: nommer(e) })),
    enveloppes: enveloppes.filter((e) => e.ligneId === null).map((e) => ({ valeur: e.id, texte: nommer(e) })),
  };
}

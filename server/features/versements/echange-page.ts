import { estId } from '../../platform/ids.js';
import type { Deps } from '../../platform/deps.js';
import { instantLong, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery, liensDeTranche, sensDeQuery } from '../../web/requete.js';
import { listerBordereaux, type BordereauLu } from './bordereau-queries.js';
import { lireRetour, listerRetours, type RetourLu } from './retour-queries.js';

interface LigneBordereau { readonly numero: string; readonly etabli: string; readonly nombre: number; readonly montantCents: number; readonly avancement: string; readonly pdf: string; readonly csv: string }

export interface PageBordereaux {
  readonly lignes: readonly LigneBordereau[];
  readonly pages: { readonly precedent: string | null; readonly suivant: string | null };
  readonly lienAMandater: string;
  readonly lienRetours: string;
}

export interface PageRetours {
  readonly action: string;
  readonly lignes: readonly { readonly nom: string; readonly recu: string; readonly resume: string; readonly lien: string }[];
}

export interface PageRetour {
  readonly recu: string;
  readonly comptes: readonly { readonly texte: string; readonly nombre: number }[];
  readonly fausses: readonly { readonly numero: number; readonly reference: string; readonly texte: string }[];
  readonly lignes: readonly { readonly numero: number; readonly reference: string; readonly texte: string }[];
}

declare module '../../web/render.js' {
  interface Pages { 'versements/bordereaux': PageBordereaux; 'versements/retours': PageRetours; 'versements/retour': PageRetour }
}

const VERSEMENTS = { texte: 'Versements', lien: paths.versements.liste };

/** Bordereaux, newest first. */
export const pageBordereaux = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const tranche = await listerBordereaux(db, sensDeQuery(demande.query, estId));
  return render(demande, 'versements/bordereaux', {
    lignes: tranche.lignes.map(ligneBordereau), pages: liensDeTranche(paths.versements.bordereaux, {}, tranche), lienAMandater: avecQuery(paths.versements.liste, { etat: 'valide' }), lienRetours: paths.versements.retours,
  }, { titre: 'Bordereaux', large: true, fil: [VERSEMENTS] });
};

const ligneBordereau = (b: BordereauLu): LigneBordereau => ({
  numero: b.numero, etabli: `${instantLong(b.etabliLe)} par ${b.etabliPar}`, nombre: b.nombre, montantCents: b.montantCents, avancement: `${b.payes} sur ${b.nombre}`,
  pdf: vers(paths.versements.bordereau, { bordereauId: b.id }), csv: avecQuery(paths.versements.exportCsv, { etat: 'tous', q: b.numero }),
});

/** Answers of accounting, and the form that takes the next one. */
export const pageRetours = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> =>
  render(demande, 'versements/retours', { action: paths.versements.retours, lignes: (await listerRetours(db)).map(ligneRetour) }, { titre: 'Retours de la comptabilité', etat, fil: [VERSEMENTS] });

const compter = (r: RetourLu, issue: string): number => r.resultat.filter((l) => l.issue === issue).length;

const ligneRetour = (r: RetourLu): PageRetours['lignes'][number] => ({
  nom: r.nom, recu: `${instantLong(r.recuLe)} par ${r.recuPar}`, lien: vers(paths.versements.retour, { retourId: r.id }),
  resume: `${pluriel(compter(r, 'payer'), 'paiement')}, ${pluriel(compter(r, 'rejeter'), 'rejet')}, ${pluriel(compter(r, 'erreur'), 'erreur')}`,
});

/** What became of each row of one answer, errors first. */
export const pageRetour = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const retour = trouve(await lireRetour(db, parametre(demande, 'retourId')));
  return render(demande, 'versements/retour', {
    recu: `Reçu le ${instantLong(retour.recuLe)} par ${retour.recuPar}.`,
    comptes: (['payer', 'rejeter', 'deja', 'erreur'] as const).map((issue) => ({ texte: libelle('issue_retour', issue), nombre: compter(retour, issue) })),
    fausses: retour.resultat.filter((l) => l.code !== null).map((l) => ({ numero: l.numero, reference: l.reference, texte: libelle('erreur_retour', l.code ?? '') })),
    lignes: retour.resultat.filter((l) => l.code === null).map((l) => ({ numero: l.numero, reference: l.reference, texte: libelle('issue_retour', l.issue) })),
  }, { titre: retour.nom, fil: [VERSEMENTS, { texte: 'Retours de la comptabilité', lien: paths.versements.retours }] });
};

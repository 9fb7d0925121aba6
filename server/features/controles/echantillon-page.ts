import { tirer } from '../../domain/service-fait/echantillon.js';
import type { Deps } from '../../platform/deps.js';
import { instantLong, pourcent } from '../../platform/format.js';
import { parametre, type Demande } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { enteteDossier, filDuDossier, presenterDepense, type DepensePresentee, type EnteteDossier } from '../../web/presentation-bilan.js';
import { phraseEchantillonnage, phraseExtrapolation } from '../../web/phrase-echantillon.js';
import { render } from '../../web/render.js';
import { lireDossierASolder } from '../bilans/dossier-a-solder-queries.js';
import { extrapolationPour, lignesAControler } from './controle-faits.js';
import { lireControle } from './controle-queries.js';

interface PosteEtendu { readonly poste: string; readonly montantCents: number; readonly retenuCents: number }

export interface PageEchantillon extends EnteteDossier {
  readonly faits: readonly { readonly terme: string; readonly valeur: string }[];
  /** The draw done again at this moment gives the same lines. */
  readonly identique: boolean;
  /** By convention; `postes` empty while a drawn line waits. */
  readonly conventions: readonly { readonly titre: string; readonly phrase: string; readonly postes: readonly PosteEtendu[]; readonly resteCents: number; readonly retenuCents: number }[];
  readonly lignes: readonly (DepensePresentee & { readonly lien: string })[];
  readonly retour: string;
}

declare module '../../web/render.js' {
  interface Pages { 'controles/echantillon': PageEchantillon }
}

/** The draw of a control: its rule and seed, the same draw done again, the lines, and what they say of the others. */
export const pageEchantillon = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const dossierId = parametre(demande, 'dossierId');
  const d = trouve(await lireDossierASolder(db, dossierId));
  const bilan = trouve(d.bilan);
  const controle = trouve(await lireControle(db, bilan.id));
  const e = trouve(controle.echantillon);
  const lignes = lignesAControler(d, bilan);
  const tirees = lignes.filter((l) => l.tiree);
  const refait = new Set(tirer(lignes, e.graine, e.taille));
  const retour = vers(paths.controles.page, { dossierId });
  return render(demande, 'controles/echantillon', {
    ...enteteDossier(demande, d), retour, identique: lignes.length === e.population && tirees.length === refait.size && tirees.every((l) => refait.has(l.id)),
    faits: [
      { terme: 'Règle', valeur: phraseEchantillonnage(e.regle) }, { terme: 'Tirage', valeur: `${instantLong(e.tireLe)}, par ${e.tirePar}` },
      { terme: 'Dépenses tirées', valeur: `${e.taille} sur ${e.population}, soit ${pourcent(e.taille / e.population)}` }, { terme: 'Graine', valeur: e.graine }, { terme: 'Méthode', valeur: e.algorithme },
    ],
    conventions: d.conventions.map(({ numero, financeur }) => {
      const etendue = extrapolationPour(d, bilan, controle, financeur);
      return {
        titre: `Convention ${numero} (${libelle('financeur', financeur)})`, phrase: etendue === null ? 'L’erreur sera connue quand toutes les dépenses tirées auront été examinées.' : phraseExtrapolation(etendue),
        postes: (etendue?.retenuParPoste ?? []).map((p) => ({ poste: libelle('poste', p.poste), montantCents: p.montant, retenuCents: p.retenu })), resteCents: etendue?.reste ?? 0, retenuCents: etendue === null ? 0 : etendue.reste - etendue.correction,
      };
    }),
    lignes: tirees.map((l) => ({ ...presenterDepense(d, l), lien: vers(paths.controles.ligne, { dossierId, depenseId: l.id }) })),
  }, { titre: 'Échantillon du contrôle', large: true, fil: filDuDossier(demande, d, { texte: 'Contrôle de service fait', lien: retour }) });
};

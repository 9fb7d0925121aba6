import { regleCommune } from '../../domain/service-fait/echantillon.js';
import { instantLong, pluriel } from '../../platform/format.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { phraseEchantillonnage, phraseExtrapolation, phraseTirage } from '../../web/phrase-echantillon.js';
import type { BilanLu } from '../bilans/bilan-queries.js';
import type { DossierASolder } from '../bilans/dossier-a-solder-queries.js';
import { extrapolationPour, lignesAControler, lignesAExaminer } from './controle-faits.js';
import type { ControleLu } from './controle-queries.js';
import type { Resultat } from './resultat.js';

/** The sample of a control on its page: what the conventions allow, what was drawn, what it says. */
export interface EchantillonPresente {
  readonly regle: string;
  readonly tirage: string;
  /** Page of the draw, empty before it. */
  readonly lien: string;
  /** Where it is drawn; null when it is, or cannot be now. */
  readonly action: string | null;
  readonly extrapolations: readonly string[];
}

/** Null where the conventions allow no sample, or when it is too late for one. */
export function presenterEchantillon(d: DossierASolder, bilan: BilanLu, controle: ControleLu, modifiable: boolean): EchantillonPresente | null {
  const { echantillon } = controle;
  if (echantillon !== null) {
    return {
      regle: phraseEchantillonnage(echantillon.regle), tirage: `${phraseTirage(echantillon)} Tiré le ${instantLong(echantillon.tireLe)} par ${echantillon.tirePar}.`, action: null,
      lien: vers(paths.controles.echantillon, { dossierId: d.dossier.id }), extrapolations: d.conventions.map(({ numero, financeur }) => {
        const etendue = extrapolationPour(d, bilan, controle, financeur);
        return `Convention ${numero} : ${etendue === null ? `encore ${pluriel(lignesAExaminer(d, bilan).length, 'dépense tirée', 'dépenses tirées')} à examiner.` : phraseExtrapolation(etendue)}`;
      }),
    };
  }
  const regle = regleCommune(d.conventions.map((c) => c.echantillonnage));
  const lignes = lignesAControler(d, bilan);
  if (regle === null || !modifiable || bilan.etat !== 'en_controle' || lignes.length < regle.seuilLignes || lignes.some((l) => l.retenu !== null)) return null;
  return { regle: phraseEchantillonnage(regle), tirage: '', lien: '', action: vers(paths.controles.echantillon, { dossierId: d.dossier.id }), extrapolations: [] };
}

/** What frozen conclusions say of the draw they rest on; empty when every line was examined. */
export const direEchantillon = ({ echantillon, conventions }: Resultat): string[] => (echantillon === undefined ? [] : [
  phraseTirage(echantillon),
  ...conventions.flatMap(({ numero, financeur, extrapolation }) => (extrapolation === undefined ? [] : [`Convention ${numero} (${libelle('financeur', financeur)}) : ${phraseExtrapolation(extrapolation)}`])),
]);

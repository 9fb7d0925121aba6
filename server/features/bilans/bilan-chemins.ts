import type { NatureBilan } from '../../domain/bilans/lignes.js';
import { paths } from '../../web/paths.js';

/** The pages that both natures of bilan have. */
export type CheminsDuBilan = typeof paths.bilans | typeof paths.bilansIntermediaires;

/** Addresses of the bilan of a nature. */
export const cheminsDuBilan = (nature: NatureBilan): CheminsDuBilan => (nature === 'final' ? paths.bilans : paths.bilansIntermediaires);

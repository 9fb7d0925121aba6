import type { Demande, EtatFormulaire } from '../../web/demande.js';
import { paths } from '../../web/paths.js';
import { render } from '../../web/render.js';
import type { Marque } from './marque-queries.js';

export interface PageReglages {
  readonly action: string;
  readonly saisie: Readonly<Record<keyof Marque, string>>;
}

declare module '../../web/render.js' {
  interface Pages { 'administration/reglages': PageReglages }
}

const CHAMPS = ['nom', 'code', 'service', 'direction', 'adresse', 'juridiction', 'contact', 'couleur'] as const satisfies readonly (keyof Marque)[];

/** Settings of the collectivity. */
export function pageReglages(demande: Demande, etat: EtatFormulaire, marque: Marque): Promise<void> {
  const valeur = (champ: keyof Marque): string => {
    const saisi = etat.saisie?.[champ];
    return typeof saisi === 'string' ? saisi : marque[champ];
  };
  const saisie = Object.fromEntries(CHAMPS.map((champ) => [champ, valeur(champ)])) as Record<keyof Marque, string>;
  return render(demande, 'administration/reglages', { action: paths.administration.reglages, saisie }, { titre: 'Réglages de la collectivité', etat });
}

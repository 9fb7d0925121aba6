import type { Demande, EtatFormulaire } from '../../web/demande.js';
import { paths } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { choix } from '../../web/libelles.js';
import { nombreDeRangees, texteTape } from '../../web/saisie.js';
import type { Marque } from './marque-queries.js';
import type { TerritoireLu } from '../appels/appel-queries.js';
import { NIVEAUX } from './territoires-queries.js';

export interface PageReglages {
  readonly action: string;
  readonly saisie: Readonly<Record<keyof Marque, string>>;
  readonly actionTerritoires: string;
  readonly territoires: readonly RangeeAffichee[];
  /** No territory yet: a call cannot be published. */
  readonly sansTerritoire: boolean;
  readonly niveaux: readonly { readonly valeur: string; readonly texte: string }[];
}

/** A row of the territories; `avant` is the code it had when it was read, empty for a new one. */
interface RangeeAffichee { readonly avant: string; readonly code: string; readonly nom: string; readonly niveau: string }

const RANGEES_VIDES = 3;

declare module '../../web/render.js' {
  interface Pages { 'administration/reglages': PageReglages }
}

const CHAMPS = ['nom', 'code', 'siret', 'service', 'direction', 'adresse', 'juridiction', 'contact', 'seuilDoubleValidation', 'couleur'] as const satisfies readonly (keyof Marque)[];

/** Settings of the collectivity: two forms, of which the one that was refused shows what was typed. */
export function pageReglages(demande: Demande, etat: EtatFormulaire, marque: Marque, territoires: readonly TerritoireLu[]): Promise<void> {
  const valeur = (champ: keyof Marque): string => {
    const saisi = etat.saisie?.[champ];
    if (typeof saisi === 'string') return saisi;
    return champ === 'seuilDoubleValidation' ? marque[champ].replace('.', ',') : marque[champ];
  };
  const saisie = Object.fromEntries(CHAMPS.map((champ) => [champ, valeur(champ)])) as Record<keyof Marque, string>;
  return render(demande, 'administration/reglages', {
    action: paths.administration.reglages, saisie, actionTerritoires: paths.administration.territoires, territoires: rangees(etat, territoires),
    sansTerritoire: territoires.length === 0, niveaux: choix('niveau_territoire', NIVEAUX),
  }, { titre: 'Réglages de la collectivité', etat });
}

function rangees({ saisie }: EtatFormulaire, territoires: readonly TerritoireLu[]): RangeeAffichee[] {
  if (saisie !== null && nombreDeRangees(saisie, 'territoires') > 0) {
    return Array.from({ length: nombreDeRangees(saisie, 'territoires') }, (_, i) => {
      const champ = (nom: keyof RangeeAffichee): string => texteTape(saisie, `territoires.${i}.${nom}`);
      return { avant: champ('avant'), code: champ('code'), nom: champ('nom'), niveau: champ('niveau') };
    });
  }
  return [...territoires.map((t) => ({ ...t, avant: t.code })), ...Array.from({ length: RANGEES_VIDES }, () => ({ avant: '', code: '', nom: '', niveau: 'territoire' }))];
}

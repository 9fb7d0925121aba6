import type { NatureOrganisme } from './nature.js';

/** Identity whose gaps are looked for; empty text means not given. */
export interface ProfilOrganisme {
  readonly nature: NatureOrganisme;
  readonly rna: string | null;
  readonly telephone: string;
  readonly iban: string;
  readonly bic: string;
}

export interface ManqueDeProfil {
  readonly champ: 'iban' | 'bic' | 'rna' | 'telephone';
  /** A deposit is refused without it. */
  readonly bloquant: boolean;
}

/** What a profile still lacks, the blocking gaps first (spec 1, stages 2 and 4). */
export function manquesDuProfil(o: ProfilOrganisme): ManqueDeProfil[] {
  return [
    ...(o.iban === '' ? [{ champ: 'iban', bloquant: true } as const] : []),
    ...(o.iban !== '' && o.bic === '' ? [{ champ: 'bic', bloquant: false } as const] : []),
    ...(o.nature === 'association' && o.rna === null ? [{ champ: 'rna', bloquant: false } as const] : []),
    ...(o.telephone === '' ? [{ champ: 'telephone', bloquant: false } as const] : []),
  ];
}

/** An IBAN for those who need to recognise it and not to use it: country, key and last three characters; empty stays empty. */
export const masquerIban = (iban: string): string => (iban === '' ? '' : `${iban.slice(0, 4)} •••• ${iban.slice(-3)}`);

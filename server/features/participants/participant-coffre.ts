import { jour } from '../../domain/kernel/jour.js';
import { cleDePersonne, type Identite } from '../../domain/participants/identite.js';
import { Refus } from '../../domain/kernel/refus.js';
import { Coffre, type Scelle } from '../../platform/coffre.js';
import type { Config } from '../../platform/config.js';

/** What encrypts the identities of participants and finds one person again. */
export const coffreDesParticipants = ({ config }: { readonly config: Pick<Config, 'clesParticipants'> }): Coffre => new Coffre(config.clesParticipants, 'participants');

/** Holds that identities can be kept. @throws Refus `participant.sans_cle` */
export function exigerCoffre(coffre: Coffre): void {
  if (!coffre.ouvert) throw new Refus('participant.sans_cle');
}

/** Identity as it is stored: encrypted for its record, with the fingerprint of the person. */
export interface IdentiteScellee extends Scelle { readonly empreinte: string }

export const scellerIdentite = (coffre: Coffre, participantId: string, identite: Identite): IdentiteScellee =>
  ({ ...coffre.sceller(JSON.stringify(identite), participantId), empreinte: coffre.empreinte(cleDePersonne(identite)) });

/** @throws CoffreFerme when it was encrypted by another key, for another record, or changed */
export function ouvrirIdentite(coffre: Coffre, participantId: string, scelle: Scelle): Identite {
  const lue = JSON.parse(coffre.ouvrir(scelle, participantId)) as Identite;
  return { ...lue, naissance: jour(lue.naissance) };
}

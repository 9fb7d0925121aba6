import type { Changement } from '../../domain/conventions/avenant.js';
import { dateLongue, euros, nombre } from '../../platform/format.js';
import { libelle } from '../../web/libelles.js';

/** A clause that changed, in French. */
export interface ChangementDit { readonly clause: string; readonly avant: string; readonly apres: string }

/** What a version changes, as both sides read it: the same on the page and in the avenant. */
export const direChangements = (changements: readonly Changement[]): ChangementDit[] => changements.map(dire);

function dire(c: Changement): ChangementDit {
  switch (c.clause) {
    case 'fin': return { clause: 'Fin de l’opération', avant: dateLongue(c.avant), apres: dateLongue(c.apres) };
    case 'montant': return { clause: 'Montant de la subvention', avant: euros(c.avant), apres: euros(c.apres) };
    case 'cout': return { clause: 'Coût prévu éligible', avant: euros(c.avant), apres: euros(c.apres) };
    case 'poste': return { clause: `Poste « ${libelle('poste', c.poste)} »`, avant: euros(c.avant), apres: euros(c.apres) };
    case 'volume': return { clause: `Objectif « ${c.intitule} »`, avant: `${nombre(c.avant)} ${c.unite}`, apres: `${nombre(c.apres)} ${c.unite}` };
    case 'public': return { clause: libelle('champ', c.public), avant: nombre(c.avant), apres: nombre(c.apres) };
  }
}

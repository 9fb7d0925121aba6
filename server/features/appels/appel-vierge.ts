import type { ContenuAppel } from '../../domain/appels/contenu.js';
import { DELAIS_PAR_DEFAUT } from '../../domain/echeances/limites.js';
import { NATURES_INELIGIBLES } from '../../domain/financements/nomenclature.js';
import { jour } from '../../domain/kernel/jour.js';
import { taux } from '../../domain/kernel/taux.js';
import { instant } from '../../platform/clock.js';
import type { AppelEcrit } from './appel-store.js';
import { contenuReference } from './reference.js';

/** Rules of spec 1 and 2 that a blank call starts with; its texts and lists are empty. */
function contenuVierge(): ContenuAppel {
  const { complementsJours, contradictoireJours, recoursMois, bilanFinalMois, conservationAnnees, conservationAideEtatAnnees } = DELAIS_PAR_DEFAUT;
  return {
    contexte: '', objectifs: '', contact: '', periodeOperations: { debut: jour('2000-01-01'), fin: jour('2000-12-31'), dureeMaxMois: 12 },
    mesuresSocles: [], axes: [], dispositifs: [], publics: [], territoires: [], criteres: [], pieces: [], comite: [],
    regles: {
      financeur: 'departement', plafondHorsRsa: taux('0.1'), ageMaxHorsRsa: 25, tauxMaxFse: taux('0.6'),
      echeances: [{ declencheur: 'signature', taux: taux('0.5') }, { declencheur: 'bilan', taux: taux('0.5') }], methodeProratisation: 'solde', tauxIntervention: true,
      naturesIneligibles: [...NATURES_INELIGIBLES], concertationPrealable: [],
      delais: { complementsJours, contradictoireJours, recoursMois, bilanFinalMois, conservationAnnees, conservationAideEtatAnnees },
    },
    emargement: ['date', 'heure de début', 'heure de fin', 'intitulé de l’action', 'noms, prénoms et signatures des intervenants et des participants'],
  };
}

/** A call before its title and dates are typed: blank, or with the content of the reference call. */
export function appelVierge(deReference: boolean): AppelEcrit {
  const jamais = instant('2000-01-01T00:00:00.000Z');
  return { code: '', titre: '', ouvreLe: jamais, fermeLe: jamais, contenu: deReference ? contenuReference() : contenuVierge() };
}

import { jourAParis, lectureDeParis, type Instant } from '../../platform/clock.js';
import { dateCourte, pourcent } from '../../platform/format.js';
import type { Saisie } from '../../web/saisie.js';
import { empreinteAppel, type AppelEcrit } from './appel-store.js';

/** A call as its form shows it before anything is typed. */
export function saisieDepuis(appel: AppelEcrit & { readonly version: number }): Saisie {
  const { contenu } = appel;
  const { regles, periodeOperations: p } = contenu;
  const enZone = (items: readonly string[]): string => items.join('\n');
  return {
    code: appel.code, titre: appel.titre, ouvreLe: momentTape(appel.ouvreLe), fermeLe: momentTape(appel.fermeLe),
    contexte: contenu.contexte, objectifs: contenu.objectifs, contact: contenu.contact,
    periode: { debut: dateCourte(p.debut), fin: dateCourte(p.fin), dureeMaxMois: String(p.dureeMaxMois) },
    mesuresSocles: enZone(contenu.mesuresSocles), axes: enZone(contenu.axes), publics: enZone(contenu.publics), comite: enZone(contenu.comite), emargement: enZone(contenu.emargement),
    territoires: contenu.territoires,
    dispositifs: contenu.dispositifs.map((d) => ({ intitule: d.intitule, plusValues: enZone(d.plusValues) })),
    plafondHorsRsa: tauxTape(regles.plafondHorsRsa), ageMaxHorsRsa: String(regles.ageMaxHorsRsa), tauxMaxFse: tauxTape(regles.tauxMaxFse),
    echeances: regles.echeances.map((e) => ({ declencheur: e.declencheur, taux: tauxTape(e.taux) })),
    methodeProratisation: regles.methodeProratisation, tauxIntervention: regles.tauxIntervention ? 'oui' : '', naturesIneligibles: regles.naturesIneligibles,
    delais: Object.fromEntries(Object.entries(regles.delais).map(([nom, valeur]) => [nom, String(valeur)])),
    concertation: regles.concertationPrealable,
    criteres: contenu.criteres.map((c) => ({ code: c.code, intitule: c.intitule, poids: String(c.poids), transversal: c.transversal ? 'oui' : '' })),
    pieces: contenu.pieces.map((x) => ({ code: x.code, intitule: x.intitule, obligatoire: x.obligatoire ? 'oui' : '', pour: x.pour ?? [], si: x.si ?? '', parCofinanceur: x.parCofinanceur ? 'oui' : '' })),
    empreinte: empreinteAppel(appel), motif: '',
  };
}

const tauxTape = (taux: string): string => pourcent(taux).replace(/\s*%$/u, '');
const momentTape = (le: Instant): { jour: string; heure: string } => ({ jour: dateCourte(jourAParis(le)), heure: lectureDeParis(le).slice(11) });

import type { ReglesAppel } from '../../domain/appels/contenu.js';
import type { SectionAppel } from '../../domain/appels/sections.js';
import type { PartEcheance } from '../../domain/conventions/echeancier.js';
import { REGLES_FSE_PAR_DEFAUT } from '../../domain/conventions/termes.js';
import { DELAIS_PAR_DEFAUT } from '../../domain/echeances/limites.js';
import { ECHANTILLONNAGE_PAR_DEFAUT } from '../../domain/service-fait/echantillon.js';
import { jourAParis, lectureDeParis, type Instant } from '../../platform/clock.js';
import { dateCourte, pourcent } from '../../platform/format.js';
import { sha256 } from '../../platform/ids.js';
import type { Saisie } from '../../web/saisie.js';
import type { AppelEcrit } from './appel-store.js';

const enZone = (items: readonly string[]): string => items.join('\n');
const oui = (b: boolean | undefined): string => (b === true ? 'oui' : '');
const tauxTape = (taux: string): string => pourcent(taux).replace(/\s*%$/u, '');

/** A moment as its two fields show it. */
export const momentTape = (le: Instant): { jour: string; heure: string } => ({ jour: dateCourte(jourAParis(le)), heure: lectureDeParis(le).slice(11) });

const SAISIES: Readonly<Record<SectionAppel, (appel: AppelEcrit) => Saisie>> = {
  identite: ({ titre, code, ouvreLe, fermeLe, contenu: { periodeOperations: p } }) => ({
    titre, code, ouvreLe: momentTape(ouvreLe), fermeLe: momentTape(fermeLe), periode: { debut: dateCourte(p.debut), fin: dateCourte(p.fin), dureeMaxMois: String(p.dureeMaxMois) },
  }),
  presentation: ({ contenu: c }) => ({ contexte: c.contexte, objectifs: c.objectifs, attendus: c.attendus ?? '', contact: c.contact }),
  dispositifs: ({ contenu: c }) => ({
    dispositifs: c.dispositifs.map((d) => ({ numero: String(d.numero), intitule: d.intitule, plusValues: enZone(d.plusValues) })), mesuresSocles: enZone(c.mesuresSocles), axes: enZone(c.axes),
  }),
  publics: ({ contenu: c }) => ({ publics: enZone(c.publics), territoires: c.territoires, concertation: c.regles.concertationPrealable }),
  criteres: ({ contenu: c }) => ({ criteres: c.criteres.map((x) => ({ code: x.code, intitule: x.intitule, poids: String(x.poids), transversal: oui(x.transversal) })), comite: enZone(c.comite) }),
  pieces: ({ contenu: c }) => ({
    pieces: c.pieces.map((x) => ({ code: x.code, intitule: x.intitule, obligatoire: oui(x.obligatoire), pour: x.pour ?? [], si: x.si ?? '', parCofinanceur: oui(x.parCofinanceur), aide: x.aide ?? '' })),
  }),
  regles: ({ contenu: { regles: r } }) => ({ plafondHorsRsa: tauxTape(r.plafondHorsRsa), ageMaxHorsRsa: String(r.ageMaxHorsRsa), tauxMaxFse: tauxTape(r.tauxMaxFse), naturesIneligibles: r.naturesIneligibles, ...echantillonnageTape(r) }),
  versements: ({ contenu: { regles: r } }) => ({
    echeances: r.echeances.map(echeanceTapee), methodeProratisation: r.methodeProratisation, tauxIntervention: oui(r.tauxIntervention), seuilMouvementBudget: r.seuilMouvementBudget === undefined ? '' : tauxTape(r.seuilMouvementBudget), ...fseTape(r),
  }),
  delais: ({ contenu: c }) => {
    const { publicationMois, conservationFseAnnees } = DELAIS_PAR_DEFAUT;
    const tous = { publicationMois, conservationFseAnnees, ...c.regles.delais };
    return { delais: Object.fromEntries(Object.entries(tous).map(([nom, valeur]) => [nom, String(valeur)])), emargement: enZone(c.emargement) };
  },
  lettres: ({ contenu: c }) => ({ lettres: c.lettres ?? {} }),
};

const echeanceTapee = ({ declencheur, taux }: PartEcheance): Saisie => ({ declencheur, taux: tauxTape(taux) });

/** The rule of sampling as its fields show it, the one proposed when the call has none. */
function echantillonnageTape({ echantillonnage }: ReglesAppel): Saisie {
  const { seuilLignes, taux, minimum, extrapolation } = echantillonnage ?? ECHANTILLONNAGE_PAR_DEFAUT;
  return { echantillonnage: { permis: oui(echantillonnage !== undefined), seuilLignes: String(seuilLignes), taux: tauxTape(taux), minimum: String(minimum), extrapolation: oui(extrapolation) } };
}

/** Rules of FSE+ as their fields show them, those proposed when the call has none. */
function fseTape({ fse = REGLES_FSE_PAR_DEFAUT, financeursVerseurs = [] }: ReglesAppel): Saisie {
  return {
    echeancesFse: fse.echeances.map(echeanceTapee),
    fse: {
      verse: oui(financeursVerseurs.includes('fse')), avance: tauxTape(fse.avance), methodeProratisation: fse.methodeProratisation, tauxIntervention: oui(fse.tauxIntervention),
      delaiPaiementJours: String(fse.delaiPaiementJours),
    },
  };
}

/** A section as its form shows it before anything is typed. */
export const saisieDeSection = (section: SectionAppel, appel: AppelEcrit): Saisie => SAISIES[section](appel);

/** Fingerprint of a section, to notice that somebody else saved it in between. */
export const empreinteSection = (section: SectionAppel, appel: AppelEcrit): string => sha256(JSON.stringify(SAISIES[section](appel)));

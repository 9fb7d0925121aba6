import type { ContenuAppel } from '../../domain/appels/contenu.js';
import { ajouterMois } from '../../domain/kernel/jour.js';
import { instantDeParis, jourAParis, lectureDeParis, type Instant } from '../../platform/clock.js';
import type { AppelEcrit, AppelLu } from './appel-store.js';

/**
 * The same call a year later: code and title with their years moved on, dates at the same hour in Paris.
 * @param pris codes already used; a number is added until the code is free
 */
export function anDApres(appel: AppelLu, pris: ReadonlySet<string>): AppelEcrit {
  const { periodeOperations: { debut, fin, dureeMaxMois } } = appel.contenu;
  const contenu: ContenuAppel = { ...appel.contenu, periodeOperations: { debut: ajouterMois(debut, 12), fin: ajouterMois(fin, 12), dureeMaxMois } };
  return { code: codeLibre(anneesSuivantes(appel.code), pris), titre: anneesSuivantes(appel.titre), ouvreLe: unAnPlusTard(appel.ouvreLe), fermeLe: unAnPlusTard(appel.fermeLe), contenu };
}

const anneesSuivantes = (texte: string): string => texte.replace(/\b20\d\d\b/g, (annee) => String(Number(annee) + 1));

function codeLibre(code: string, pris: ReadonlySet<string>): string {
  if (!pris.has(code)) return code;
  const racine = code.slice(0, 54);
  for (let n = 2; ; n += 1) if (!pris.has(`${racine}-${n}`)) return `${racine}-${n}`;
}

function unAnPlusTard(le: Instant): Instant {
  const heure = lectureDeParis(le).slice(11);
  return instantDeParis(`${ajouterMois(jourAParis(le), 12)}T${heure}:${le.slice(17, 19)}`);
}

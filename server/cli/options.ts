import { HABILITATIONS, type Habilitation } from '../domain/habilitations/acteur.js';
import { UsageInvalide, type Options } from './commande.js';

/** An option that must be given once. @throws UsageInvalide */
export function exiger(options: Options, nom: string): string {
  const [valeur, ...autres] = options[nom] ?? [];
  if (valeur === undefined || valeur.trim() === '' || autres.length > 0) throw new UsageInvalide(`Donnez --${nom}, une fois.`);
  return valeur.trim();
}

/** An e-mail address, in lower case. @throws UsageInvalide */
export function exigerCourriel(options: Options): string {
  const courriel = exiger(options, 'courriel').toLowerCase();
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(courriel)) throw new UsageInvalide('--courriel doit être une adresse électronique complète.');
  return courriel;
}

/** Habilitations named by the options, at least one. @throws UsageInvalide */
export function exigerHabilitations(options: Options): Habilitation[] {
  const codes = options['habilitation'] ?? [];
  const connues = HABILITATIONS.filter((h) => codes.includes(h));
  if (connues.length === 0 || codes.some((c) => !(HABILITATIONS as readonly string[]).includes(c))) {
    throw new UsageInvalide(`Donnez au moins une --habilitation parmi : ${HABILITATIONS.join(', ')}.`);
  }
  return connues;
}

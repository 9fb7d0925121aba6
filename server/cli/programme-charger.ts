import path from 'node:path';
import { anneesDe, lireProgramme } from '../domain/programme/chargement.js';
import { chargerProgramme } from '../features/programme/chargement-service.js';
import { pluriel } from '../platform/format.js';
import { direErreur } from '../features/programme/chargement-erreurs.js';
import { agirEnBase } from './base-cli.js';
import { UsageInvalide, type Commande, type Options } from './commande.js';
import { lireFeuilleNommee } from './feuille-cli.js';
import { exiger } from './options.js';

/** Loads the programme of a file; loading it again changes nothing. */
export const chargerProgrammeDeFichier: Commande = async (config, options, ecrire) => {
  const { objectifs, erreurs } = lireProgramme(await lireFeuilleNommee(options));
  if (erreurs.length > 0) {
    for (const e of erreurs) ecrire(direErreur(e));
    ecrire('Rien n’a été chargé.');
    return 1;
  }
  const annees = lireAnnees(options);
  const effets = await agirEnBase(config, (ctx) => chargerProgramme(ctx, { ...annees, objectifs }));
  const compter = (effet: string): number => effets.filter((e) => e.effet === effet).length;
  ecrire(`Programme ${annees.debut}-${annees.fin} : ${pluriel(objectifs.length, 'objectif')}, ${pluriel(objectifs.reduce((n, o) => n + o.fiches.length, 0), 'fiche')} ; ${pluriel(compter('ajout'), 'ajout')}, ${pluriel(compter('modification'), 'modification')}.`);
  return 0;
};

/** `--annees 2023-2027`, or the years that the name of the file says. @throws UsageInvalide */
function lireAnnees(options: Options): { debut: number; fin: number } {
  const annees = anneesDe(options['annees'] === undefined ? path.basename(options['fichier']?.[0] ?? '') : exiger(options, 'annees'));
  if (annees === null) throw new UsageInvalide('Donnez les années du programme : --annees 2023-2027.');
  return annees;
}

import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { jourAParis, type Instant } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { docxEnMemoire } from '../../platform/docx.js';
import { dateLongue } from '../../platform/format.js';
import { nouvelId } from '../../platform/ids.js';
import { pdfEnMemoire, type Bloc, type DocumentModele } from '../../platform/pdf.js';
import { executant, type Executant } from '../../platform/travaux.js';
import { trouve } from '../../web/errors.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { lireParties, lireRapport, type RapportLu } from './rapport-queries.js';
import { partieChiffres, partieObjectif } from './rapport-parties.js';
import { COMPOSER_RAPPORT, terminerRapport, type ChargeRapport, type FichierDessine } from './rapport-service.js';

type Preparee = { readonly etape: 'partie'; readonly blocs: readonly Bloc[] } | { readonly etape: 'fin'; readonly pdf: FichierDessine; readonly docx: FichierDessine };

/**
 * Composes a yearly report part by part: the figures, one objective a step, then both files, drawn outside the transaction and moved
 * into the store before the last step commits. Killed half-way it goes on from the step that was not counted.
 */
export const compositionDeRapport = (deps: Deps): Executant => executant<ChargeRapport, Preparee>({
  nature: COMPOSER_RAPPORT,
  preparer: async ({ rapportId }, fait) => {
    const rapport = trouve(await lireRapport(deps.db, rapportId));
    const blocs = fait === 0 ? await partieChiffres(deps.db, rapport.annee) : await partieObjectif(deps.db, rapport.programmeId, rapport.annee, fait - 1);
    return blocs === null ? { etape: 'fin', ...await dessiner(deps, rapport) } : { etape: 'partie', blocs };
  },
  etape: async (ctx, { rapportId }, fait, preparee) => {
    if (preparee.etape === 'fin') return { reste: false, suite: await terminerRapport(ctx, rapportId, preparee) };
    await ctx.db('rapport_parties').insert({ rapport_id: rapportId, rang: fait + 1, blocs: JSON.stringify(preparee.blocs) });
    return { reste: true };
  },
});

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

async function dessiner({ db, magasin }: Deps, rapport: RapportLu): Promise<{ pdf: FichierDessine; docx: FichierDessine }> {
  const marque = await lireMarque(db);
  const modele: DocumentModele = {
    titre: `Rapport annuel ${rapport.annee} : ${rapport.programme}`, emetteur: { nom: marque.nom, service: marque.service, adresse: marque.adresse },
    date: dateLongue(jourAParis(rapport.demandeLe as Instant)), creeLe: rapport.demandeLe, blocs: await lireParties(db, rapport.id),
  };
  const ranger = async (octets: Buffer, extension: string, typeMime: string): Promise<FichierDessine> => {
    const chemin = path.join(magasin.transit, nouvelId());
    await writeFile(chemin, octets);
    return { nom: `Rapport annuel ${rapport.annee}.${extension}`, typeMime, cle: await magasin.ranger(chemin), taille: octets.length, sha256: createHash('sha256').update(octets).digest('hex') };
  };
  return { pdf: await ranger(await pdfEnMemoire(modele), 'pdf', 'application/pdf'), docx: await ranger(await docxEnMemoire(modele), 'docx', DOCX) };
}

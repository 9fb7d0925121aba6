import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, nombre, pluriel } from '../../platform/format.js';
import type { Demande } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { codeDeQuery, liensDeTranche, sensDeQuery, texteDeQuery } from '../../web/requete.js';
import { compterFichesGardees, type FichesGardees } from '../participants/purge-queries.js';
import { compterDossiersClos, estCleDArchive, listerDossiersClos, type FiltreArchives } from './archive-liste-queries.js';

export interface PageListeArchives {
  readonly filtre: { readonly action: string; readonly echeance: string; readonly archive: string; readonly recherche: string; readonly actif: boolean };
  readonly echeances: readonly { valeur: string; texte: string }[];
  readonly archivees: readonly { valeur: string; texte: string }[];
  readonly lignes: readonly { readonly lien: string; readonly numero: string; readonly titre: string; readonly organisme: string; readonly jusquau: string; readonly echue: boolean; readonly archive: string; readonly participants: string }[];
  readonly pages: { readonly precedent: string | null; readonly suivant: string | null; readonly resume: string };
}

declare module '../../web/render.js' {
  interface Pages { 'archives/liste': PageListeArchives }
}

/** Dossiers whose accounts are cleared, those whose date of keeping comes first at the top. */
export const pageListeArchives = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const aujourdhui = jourAParis(demande.maintenant);
  const filtre: FiltreArchives = { echeance: codeDeQuery(demande.query, 'echeance', ['passee', 'a_venir']), archive: codeDeQuery(demande.query, 'archive', ['avec', 'sans']), recherche: texteDeQuery(demande.query, 'q'), aujourdhui };
  const [tranche, nombre] = [await listerDossiersClos(db, filtre, sensDeQuery(demande.query, estCleDArchive)), await compterDossiersClos(db, filtre)];
  const fiches = await compterFichesGardees(db, tranche.lignes.map((l) => l.id));
  const query = { echeance: filtre.echeance, archive: filtre.archive, q: filtre.recherche };
  await render(demande, 'archives/liste', {
    filtre: { action: paths.archives.liste, echeance: filtre.echeance ?? '', archive: filtre.archive ?? '', recherche: filtre.recherche, actif: filtre.echeance !== null || filtre.archive !== null || filtre.recherche !== '' },
    echeances: [{ valeur: 'passee', texte: 'Date passée' }, { valeur: 'a_venir', texte: 'Date à venir' }], archivees: [{ valeur: 'avec', texte: 'Archive établie' }, { valeur: 'sans', texte: 'Sans archive' }],
    lignes: tranche.lignes.map((l) => ({
      lien: vers(paths.archives.page, { dossierId: l.id }), numero: l.numero, titre: l.titre, organisme: l.organisme, jusquau: dateCourte(l.jusquau), echue: l.jusquau < aujourdhui,
      archive: l.archiveeLe === null ? '' : dateCourte(jourAParis(l.archiveeLe)), participants: direFiches(fiches.get(l.id), l.jusquau < aujourdhui),
    })),
    pages: { ...liensDeTranche(paths.archives.liste, query, tranche), resume: pluriel(nombre, 'dossier') },
  }, { titre: 'Archives', large: true });
};

/** What becomes of the data of participants, in a few words. */
function direFiches(f: FichesGardees | undefined, echue: boolean): string {
  if (f === undefined) return '';
  const retenues = f.retenues === 0 ? '' : `, dont ${nombre(f.retenues)} jusqu’à la réponse à une demande`;
  return [
    ...(f.vivantes === 0 ? [] : [`${pluriel(f.vivantes, 'fiche')} à détruire ${echue ? 'cette nuit si les comptes sont apurés' : 'le lendemain'}${retenues}`]),
    ...(f.detruites === 0 ? [] : [pluriel(f.detruites, 'fiche détruite', 'fiches détruites')]),
  ].join(' ; ');
}

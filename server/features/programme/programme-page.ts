import { avancement, CADRES, type Avancement } from '../../domain/programme/fiche.js';
import { peut, SANS_SUJET } from '../../domain/habilitations/peut.js';
import type { Deps } from '../../platform/deps.js';
import { pluriel } from '../../platform/format.js';
import type { Demande } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery, codeDeQuery, texteDeQuery } from '../../web/requete.js';
import type { Groupe } from '../pilotage/pilotage-queries.js';
import { lireBilanDesDossiers } from './fiche-queries.js';
import { lireObjectifs, listerProgrammes, type FicheListee, type ObjectifListe } from './programme-queries.js';

interface Lien { readonly texte: string; readonly lien: string; readonly actif: boolean }
interface FicheVue extends FicheListee { readonly lien: string; readonly progres: string }

export interface PageProgramme {
  readonly programme: { readonly titre: string; readonly objectifs: readonly (Omit<ObjectifListe, 'fiches'> & { readonly fiches: readonly FicheVue[] })[] } | null;
  readonly autres: readonly Lien[];
  readonly cadres: readonly Lien[];
  readonly bilan: Groupe | null;
  readonly avancement: Avancement;
  readonly lienPdf: string | null;
  readonly lienComites: string | null;
  readonly lienCharger: string | null;
}

declare module '../../web/render.js' {
  interface Pages { 'programme/page': PageProgramme }
}

/** « 2 actions réalisées sur 5 ». */
export const direAvancement = ({ realisees, total }: Avancement): string =>
  (total === 0 ? 'Aucune action' : `${pluriel(realisees, 'action réalisée', 'actions réalisées')} sur ${total}`);

/** The programme: its objectives, its fiches, how far they are. The newest unless the address names another. */
export const pageProgramme = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const programmes = await listerProgrammes(db);
  const choisi = programmes.find((p) => p.id === texteDeQuery(demande.query, 'programme')) ?? programmes[0];
  const lienCharger = peut(demande.acteur, 'programme.piloter', SANS_SUJET).permis ? paths.programme.chargement : null;
  if (choisi === undefined) {
    return render(demande, 'programme/page', {
      programme: null, autres: [], cadres: [], bilan: null, avancement: avancement([]), lienPdf: null, lienComites: null, lienCharger,
    }, { titre: 'Programme d’insertion' });
  }
  const cadre = codeDeQuery(demande.query, 'cadre', CADRES);
  const objectifs = await lireObjectifs(db, choisi.id);
  const suivi = avancement(objectifs.flatMap((o) => o.fiches.flatMap((f) => f.actions)));
  const autre = (texte: string, parametres: Record<string, string | null>, actif: boolean): Lien => ({ texte, actif, lien: avecQuery(paths.programme.page, parametres) });
  const voulu = choisi === programmes[0] ? null : choisi.id;
  return render(demande, 'programme/page', {
    programme: { titre: choisi.titre, objectifs: objectifs.map((o) => montrer(o, cadre)).filter((o) => o.fiches.length > 0) },
    autres: programmes.length < 2 ? [] : programmes.map((p) => autre(`${p.debut}-${p.fin}`, { programme: p.id }, p === choisi)),
    cadres: [autre('Toutes les fiches', { programme: voulu }, cadre === null), ...CADRES.map((c) => autre(c, { programme: voulu, cadre: c }, cadre === c))],
    bilan: await lireBilanDesDossiers(db, { programmeId: choisi.id }), avancement: suivi,
    lienPdf: vers(paths.programme.pdf, { programmeId: choisi.id }), lienComites: vers(paths.programme.comites, { programmeId: choisi.id }), lienCharger,
  }, { titre: choisi.titre, large: true });
};

const montrer = ({ fiches, ...o }: ObjectifListe, cadre: string | null): Omit<ObjectifListe, 'fiches'> & { readonly fiches: readonly FicheVue[] } => ({
  ...o, fiches: fiches.filter((f) => cadre === null || f.cadre === cadre)
    .map((f) => ({ ...f, lien: vers(paths.programme.fiche, { ficheId: f.id }), progres: f.actions.length === 0 ? '' : direAvancement(avancement(f.actions)) })),
});

import { peut, SANS_SUJET } from '../../domain/habilitations/peut.js';
import type { Deps } from '../../platform/deps.js';
import { jourAParis } from '../../platform/clock.js';
import { dateCourte, dateLongue } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { avecQuery } from '../../web/requete.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import type { Choix } from '../dossiers/liste-options-queries.js';
import { lireComite, lireSuites, listerComites, type ComiteLu, type SuiteLue } from './comite-queries.js';
import { NATURES_COMITE } from './programme-form.js';
import { lireObjectifs, lireProgrammeParId } from './programme-queries.js';

type Saisie = Readonly<Record<string, unknown>>;

export interface PageComites {
  readonly surtitre: string;
  readonly comites: readonly (ComiteLu & { readonly lien: string; readonly avancement: string })[];
  readonly peutSaisir: boolean;
  readonly natures: readonly Choix[];
  readonly action: string;
  readonly saisie: Saisie;
}
export interface PageComite {
  readonly comite: ComiteLu;
  readonly suites: readonly (SuiteLue & { readonly action: string; readonly retard: boolean; readonly lienFiche: string | null })[];
  readonly lienFichier: string | null;
  readonly peutSaisir: boolean;
  readonly fiches: readonly Choix[];
  readonly action: string;
  readonly saisie: Saisie;
}

declare module '../../web/render.js' {
  interface Pages { 'programme/comites': PageComites; 'programme/comite': PageComite }
}

const filProgramme = (programmeId: string): { texte: string; lien: string }[] => [{ texte: 'Programme', lien: avecQuery(paths.programme.page, { programme: programmeId }) }];

/** Steering and technical committees of a programme, and the form that records one. */
export const pageComites = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const programme = trouve(await lireProgrammeParId(db, parametre(demande, 'programmeId')));
  const comites = await listerComites(db, programme.id);
  await render(demande, 'programme/comites', {
    surtitre: programme.titre, natures: choix('comite_programme', NATURES_COMITE), peutSaisir: peut(demande.acteur, 'programme.piloter', SANS_SUJET).permis,
    comites: comites.map((c) => ({ ...c, lien: vers(paths.programme.comite, { comiteId: c.id }), avancement: c.suites === 0 ? '' : `${c.suitesFaites} sur ${c.suites}` })),
    action: vers(paths.programme.comites, { programmeId: programme.id }), saisie: etat.saisie ?? { nature: 'pilotage', date: dateCourte(jourAParis(demande.maintenant)) },
  }, { titre: 'Comités du programme', etat, fil: filProgramme(programme.id) });
};

/** Minutes of a committee, and what it asked. */
export const pageComite = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const comite = trouve(await lireComite(db, parametre(demande, 'comiteId')));
  const [suites, objectifs] = [await lireSuites(db, comite.id), await lireObjectifs(db, comite.programmeId)];
  const aujourdhui = jourAParis(demande.maintenant);
  await render(demande, 'programme/comite', {
    comite, peutSaisir: peut(demande.acteur, 'programme.piloter', SANS_SUJET).permis, lienFichier: comite.fichier === null ? null : vers(paths.programme.comiteFichier, { comiteId: comite.id }),
    suites: suites.map((s) => ({
      ...s, action: vers(paths.programme.suite, { comiteId: comite.id, suiteId: s.id }), retard: s.faiteLe === null && s.echeance !== null && s.echeance < aujourdhui,
      lienFiche: s.ficheId === null ? null : vers(paths.programme.fiche, { ficheId: s.ficheId }),
    })),
    fiches: objectifs.flatMap((o) => o.fiches.map((f) => ({ valeur: f.id, texte: `${f.numero} ${f.intitule}` }))), action: vers(paths.programme.suites, { comiteId: comite.id }), saisie: etat.saisie ?? {},
  }, {
    titre: `${libelle('comite_programme', comite.nature)} du ${dateLongue(comite.date)}`, etat,
    fil: [...filProgramme(comite.programmeId), { texte: 'Comités', lien: vers(paths.programme.comites, { programmeId: comite.programmeId }) }],
  });
};

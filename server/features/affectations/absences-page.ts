import type { Deps } from '../../platform/deps.js';
import { jourAParis } from '../../platform/clock.js';
import { dateLongue } from '../../platform/format.js';
import type { Demande, EtatFormulaire } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteSaisi } from '../../web/saisie.js';
import { agentsHabilites } from '../dossiers/dossier-queries.js';
import { listerAbsences, type AbsenceLue } from './absences-queries.js';

interface LigneAbsence { readonly personne: string; readonly suppleant: string; readonly du: string; readonly au: string; readonly enCours: boolean; readonly terminer: string | null; readonly bouton: string }

export interface PageAbsences {
  readonly absences: readonly LigneAbsence[];
  readonly action: string;
  /** Empty for somebody who only speaks for themself. */
  readonly personnes: readonly { readonly valeur: string; readonly texte: string }[];
  readonly soi: string;
  readonly suppleants: readonly { readonly valeur: string; readonly texte: string }[];
  readonly saisie: { readonly personneId: string; readonly suppleantId: string; readonly du: string; readonly au: string };
}

declare module '../../web/render.js' {
  interface Pages { 'affectations/absences': PageAbsences }
}

/** Who is away or will be, who stands in, and the form of a new absence. */
export const pageAbsences = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const { acteur } = demande;
  const aujourdhui = jourAParis(demande.maintenant);
  const [absences, agents] = [await listerAbsences(db, aujourdhui), await agentsHabilites(db, 'instructeur')];
  const responsable = acteur.habilitations.has('responsable');
  const options = agents.map((a) => ({ valeur: a.id, texte: a.nom }));
  const saisi = (champ: string): string => texteSaisi(etat.saisie, champ) ?? '';
  const ligne = (a: AbsenceLue): LigneAbsence => ({
    personne: a.personneNom, suppleant: a.suppleantNom, du: dateLongue(a.du), au: dateLongue(a.au), enCours: a.du <= aujourdhui, bouton: a.du <= aujourdhui ? 'Terminer' : 'Annuler',
    terminer: responsable || a.personneId === acteur.id ? vers(paths.absenceFin, { absenceId: a.id }) : null,
  });
  await render(demande, 'affectations/absences', {
    absences: absences.map(ligne), action: paths.absences, personnes: responsable ? options : [], soi: acteur.id ?? '', suppleants: responsable ? options : options.filter((o) => o.valeur !== acteur.id),
    saisie: { personneId: saisi('personneId'), suppleantId: saisi('suppleantId'), du: saisi('du'), au: saisi('au') },
  }, { titre: 'Absences et suppléances', etat, fil: [{ texte: 'Dossiers', lien: paths.dossiers.liste }] });
};

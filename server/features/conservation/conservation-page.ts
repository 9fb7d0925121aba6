import type { ContenuAppel } from '../../domain/appels/contenu.js';
import { apresFinDAnnee, type RegleDeConservation } from '../../domain/echeances/limites.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateLongue, pluriel } from '../../platform/format.js';
import { parametre, type Demande } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { render } from '../../web/render.js';
import { lireDossier, lireReglesDuDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { comptesApures, conservationDe, conventionsAConserver, dureesDe, type ConventionAConserver } from './conservation-queries.js';

interface LigneRegle { readonly regle: string; readonly depart: string; readonly duree: string; readonly jusquau: string; readonly retenue: boolean; readonly ecartee: boolean }

export interface PageConservation {
  readonly surtitre: string;
  readonly onglets: readonly { texte: string; lien: string; actif: boolean }[];
  /** The answer in one sentence, then what it means. */
  readonly titre: string;
  readonly texte: string;
  readonly regles: readonly LigneRegle[];
  readonly conventions: readonly { readonly numero: string; readonly financeur: string; readonly etat: string; readonly dernierPaiement: string; readonly soldee: string }[];
}

declare module '../../web/render.js' {
  interface Pages { 'conservation/page': PageConservation }
}

/** Until when the evidence of a dossier must be kept, the rule that says so and what it was computed from (spec 1, stage 15). */
export const pageConservation = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const [conventions, appel] = await Promise.all([conventionsAConserver(db, dossier.id), lireReglesDuDossier(db, dossier)]);
  const aujourdhui = jourAParis(demande.maintenant);
  return render(demande, 'conservation/page', {
    surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, onglets: ongletsDossier(demande, dossier), ...conclusion(dossier, conventions, appel, aujourdhui),
    regles: conventions.length === 0 ? [] : reglesDe(conventions, appel), conventions: conventions.map(ligneConvention),
  }, { titre: 'Conservation des pièces', fil: filDossier(demande, dossier) });
};

const RIEN_AVANT = 'Rien de ce dossier ne peut être supprimé avant : ni les pièces, ni les données, ni le journal.';

function conclusion(dossier: DossierLu, conventions: readonly ConventionAConserver[], appel: ContenuAppel, aujourdhui: Jour): { titre: string; texte: string } {
  if (conventions.length === 0) {
    return { titre: 'Aucune date à ce stade', texte: 'La durée de conservation court à partir de l’apurement des comptes d’une convention. Ce dossier n’en a pas. Passerelle n’y supprime rien.' };
  }
  const { jusquau } = conservationDe(conventions, apurement(conventions) ?? aujourdhui, dureesDe(appel));
  if (comptesApures(conventions)) return { titre: `Jusqu’au ${dateLongue(dossier.conserveJusquAu ?? jusquau)}`, texte: `Les comptes de toutes les conventions sont apurés : la date est définitive. ${RIEN_AVANT}` };
  return {
    titre: `Au moins jusqu’au ${dateLongue(jusquau)}`,
    texte: `C’est la date si les comptes étaient apurés aujourd’hui. Elle deviendra définitive quand chaque convention sera soldée ou résiliée. ${RIEN_AVANT}`,
  };
}

/** Day the last convention was cleared; null as long as one is alive. */
const apurement = (conventions: readonly ConventionAConserver[]): Jour | null =>
  (comptesApures(conventions) ? conventions.flatMap((c) => c.soldeeLe ?? []).sort().at(-1) ?? null : null);

function reglesDe(conventions: readonly ConventionAConserver[], appel: ContenuAppel): LigneRegle[] {
  const durees = dureesDe(appel);
  const apures = apurement(conventions);
  const fse = conventions.filter((c) => c.financeur === 'fse');
  const paiementFse = fse.flatMap((c) => c.dernierPaiement ?? []).sort().at(-1) ?? null;
  const retenue = apures === null ? null : conservationDe(conventions, apures, durees).regle;
  const ligne = (code: RegleDeConservation, depart: string, annees: number, debut: Jour | null, concerne: boolean): LigneRegle => ({
    regle: libelle('conservation', code), depart, duree: `${pluriel(annees, 'an')}${code === 'aide_etat' ? '' : ' après le 31 décembre de cette année-là'}`,
    jusquau: debut === null ? (concerne ? 'À venir' : 'Sans effet') : dateLongue(apresFinDAnnee(debut, annees)), retenue: code === retenue, ecartee: !concerne,
  });
  return [
    ligne('apurement_comptes', apures === null ? 'Comptes pas encore apurés' : `Comptes apurés le ${dateLongue(apures)}`, durees.apurementComptes, apures, true),
    ligne('fse', fse.length === 0 ? 'Aucun financement FSE+' : paiementFse === null ? 'Aucun paiement FSE+ pour l’instant' : `Dernier paiement FSE+ le ${dateLongue(paiementFse)}`, durees.fse, paiementFse, fse.length > 0),
    ligne('aide_etat', 'Aucun régime d’aide d’État enregistré pour ce dossier', durees.aideEtat, null, false),
  ];
}

const ligneConvention = (c: ConventionAConserver): PageConservation['conventions'][number] => ({
  numero: c.numero, financeur: c.financeur, etat: c.etat, dernierPaiement: c.dernierPaiement === null ? '' : dateLongue(c.dernierPaiement), soldee: c.soldeeLe === null ? '' : dateLongue(c.soldeeLe),
});

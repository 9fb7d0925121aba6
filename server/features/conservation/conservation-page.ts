import type { Knex } from 'knex';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import { apresFinDAnnee, type RegleDeConservation } from '../../domain/echeances/limites.js';
import { peut } from '../../domain/habilitations/peut.js';
import { ajouterJours, ajouterMois, jour, type Jour } from '../../domain/kernel/jour.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, dateLongue, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { lireDossier, lireReglesDuDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { compterFichesGardees } from '../participants/purge-queries.js';
import { apurement, comptesApures, conservationDe, conventionsAConserver, dernierPaiementFse, dureesDe, lireAideEtat, type AideEtatLue, type Faits } from './conservation-queries.js';

interface LigneRegle { readonly regle: string; readonly depart: string; readonly duree: string; readonly jusquau: string; readonly retenue: boolean; readonly ecartee: boolean }

export interface PageConservation {
  readonly surtitre: string;
  readonly onglets: readonly { texte: string; lien: string; actif: boolean }[];
  /** The answer in one sentence, then what it means. */
  readonly titre: string;
  readonly texte: string;
  readonly regles: readonly LigneRegle[];
  readonly conventions: readonly { readonly numero: string; readonly financeur: string; readonly etat: string; readonly dernierPaiement: string; readonly soldee: string }[];
  readonly lienArchive: string | null;
  /** What becomes of the data of participants; null when there is none. */
  readonly participants: string | null;
  /** Form of the State-aid regime, for those who may record it. */
  readonly aide: { readonly action: string; readonly regimes: readonly { valeur: string; texte: string }[]; readonly saisie: Readonly<Record<string, unknown>>; readonly ouvert: boolean } | null;
}

declare module '../../web/render.js' {
  interface Pages { 'conservation/page': PageConservation }
}

/** Until when the evidence of a dossier must be kept, the rule that says so and what it was computed from (spec 1, stage 15). */
export const pageConservation = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const [conventions, appel, aide] = await Promise.all([conventionsAConserver(db, dossier.id), lireReglesDuDossier(db, dossier), lireAideEtat(db, dossier.id)]);
  const faits: Faits = { conventions, apurement: apurement(conventions) ?? jourAParis(demande.maintenant), aide };
  return render(demande, 'conservation/page', {
    surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, onglets: ongletsDossier(demande, dossier), ...conclusion(dossier, faits, appel),
    regles: conventions.length === 0 ? [] : reglesDe(faits, appel), conventions: conventions.map(ligneConvention), aide: formulaireAide(demande, dossier.id, aide, etat),
    participants: await direParticipants(db, dossier, faits, appel),
    lienArchive: peut(demande.acteur, 'archive.exporter', demande.sujet).permis ? vers(paths.archives.page, { dossierId: dossier.id }) : null,
  }, { titre: 'Conservation des pièces', fil: filDossier(demande, dossier), etat });
};

/** How many records of participants are destroyed, and when. */
async function direParticipants(db: Knex, dossier: DossierLu, faits: Faits, appel: ContenuAppel): Promise<string | null> {
  const fiches = (await compterFichesGardees(db, [dossier.id])).get(dossier.id);
  if (fiches === undefined) return null;
  const detruites = fiches.detruites === 0 ? '' : ` ${pluriel(fiches.detruites, 'fiche a déjà été détruite', 'fiches ont déjà été détruites')}.`;
  if (fiches.vivantes === 0) return `${detruites.trim()} Les personnes restent comptées dans les indicateurs, sans rien qui les désigne.`;
  const { jusquau } = conservationDe(faits, dureesDe(appel));
  const quand = comptesApures(faits.conventions) ? `le ${dateLongue(ajouterJours(jour(dossier.conserveJusquAu ?? jusquau), 1))}` : `au plus tôt le ${dateLongue(ajouterJours(jusquau, 1))}, selon le jour où les comptes seront apurés`;
  const retenues = fiches.retenues === 0 ? '' : ` ${pluriel(fiches.retenues, 'fiche attend', 'fiches attendent')} la réponse à une demande de la personne.`;
  return `${pluriel(fiches.vivantes, 'fiche nominative sera détruite', 'fiches nominatives seront détruites')} ${quand} : identité, pseudonyme, dates et réponses. Les indicateurs restent, sans rien qui désigne une personne.${retenues}${detruites}`;
}

const RIEN_AVANT = 'Rien de ce dossier ne peut être supprimé avant : ni les pièces, ni les données, ni le journal.';

function conclusion(dossier: DossierLu, faits: Faits, appel: ContenuAppel): { titre: string; texte: string } {
  const { conventions } = faits;
  if (conventions.length === 0) {
    return { titre: 'Aucune date à ce stade', texte: 'La durée de conservation court à partir de l’apurement des comptes d’une convention. Ce dossier n’en a pas. Passerelle n’y supprime rien.' };
  }
  const { jusquau } = conservationDe(faits, dureesDe(appel));
  if (comptesApures(conventions)) return { titre: `Jusqu’au ${dateLongue(dossier.conserveJusquAu ?? jusquau)}`, texte: `Les comptes de toutes les conventions sont apurés : la date est définitive. ${RIEN_AVANT}` };
  return {
    titre: `Au moins jusqu’au ${dateLongue(jusquau)}`,
    texte: `C’est la date si les comptes étaient apurés aujourd’hui. Elle deviendra définitive quand chaque convention sera soldée ou résiliée. ${RIEN_AVANT}`,
  };
}

function formulaireAide(demande: Demande, dossierId: string, aide: AideEtatLue, etat: EtatFormulaire): PageConservation['aide'] {
  if (!peut(demande.acteur, 'conservation.regime', demande.sujet).permis) return null;
  return {
    action: vers(paths.dossiers.conservation, { dossierId }), regimes: choix('regime_aide_etat'), ouvert: aide === null || etat.saisie !== null,
    saisie: etat.saisie ?? { regime: aide?.regime, reference: aide?.reference, octroi: aide?.octroi === null || aide?.octroi === undefined ? '' : dateCourte(aide.octroi) },
  };
}

function reglesDe(faits: Faits, appel: ContenuAppel): LigneRegle[] {
  const { conventions, aide } = faits;
  const durees = dureesDe(appel);
  const apures = apurement(conventions);
  const fse = conventions.filter((c) => c.financeur === 'fse');
  const paiementFse = dernierPaiementFse(conventions);
  const retenue = apures === null ? null : conservationDe(faits, durees).regle;
  const ligne = (code: RegleDeConservation, depart: string, annees: number, debut: Jour | null, concerne: boolean): LigneRegle => ({
    regle: libelle('conservation', code), depart, duree: `${pluriel(annees, 'an')}${code === 'aide_etat' ? '' : ' après le 31 décembre de cette année-là'}`,
    jusquau: debut === null ? (concerne ? 'À venir' : 'Sans effet') : dateLongue(code === 'aide_etat' ? ajouterMois(debut, 12 * annees) : apresFinDAnnee(debut, annees)), retenue: code === retenue, ecartee: !concerne,
  });
  return [
    ligne('apurement_comptes', apures === null ? 'Comptes pas encore apurés' : `Comptes apurés le ${dateLongue(apures)}`, durees.apurementComptes, apures, true),
    ligne('fse', fse.length === 0 ? 'Aucun financement FSE+' : paiementFse === null ? 'Aucun paiement FSE+ pour l’instant' : `Dernier paiement FSE+ le ${dateLongue(paiementFse)}`, durees.fse, paiementFse, fse.length > 0),
    ligne('aide_etat', direAide(aide), durees.aideEtat, aide?.octroi ?? null, aide !== null && aide.regime !== 'aucun'),
  ];
}

function direAide(aide: AideEtatLue): string {
  if (aide === null) return 'Régime d’aide d’État pas encore enregistré';
  if (aide.octroi === null) return 'Pas d’aide d’État';
  return `${libelle('regime_aide_etat', aide.regime)}${aide.reference === '' ? '' : `, ${aide.reference}`}, octroyée le ${dateLongue(aide.octroi)}`;
}

const ligneConvention = (c: Faits['conventions'][number]): PageConservation['conventions'][number] => ({
  numero: c.numero, financeur: c.financeur, etat: c.etat, dernierPaiement: c.dernierPaiement === null ? '' : dateLongue(c.dernierPaiement), soldee: c.soldeeLe === null ? '' : dateLongue(c.soldeeLe),
});

import { fichesDe, parIndicateur, type LigneIndicateur } from '../../domain/participants/agregats.js';
import { limiteDuSuivi } from '../../domain/participants/echeances.js';
import { jaugeDe, plafondDe, type Jauge } from '../../domain/participants/jauge.js';
import { peut } from '../../domain/habilitations/peut.js';
import { ajouterJours, type Jour } from '../../domain/kernel/jour.js';
import { jourAParis } from '../../platform/clock.js';
import type { Coffre } from '../../platform/coffre.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, nombre, pluriel, pourcent } from '../../platform/format.js';
import { formaterTaux } from '../../domain/kernel/taux.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery, codeDeQuery, liensDeTranche, sensDeQuery, texteDeQuery } from '../../web/requete.js';
import { importEnSuspens } from './import-queries.js';
import { lireEntites, lireGroupes } from './indicateur-queries.js';
import { coffreDesParticipants, ouvrirIdentite } from './participant-coffre.js';
import { compterParticipants, FILTRES, lireOperation, listerParticipants, PREAVIS_SUIVI_JOURS, type Filtre, type OperationLue, type ParticipantLu } from './participant-queries.js';

/** How complete the records are, in words. */
export interface JaugePresentee extends Jauge { readonly plafond: number; readonly texte: string; readonly avertissement: string | null }

export interface LigneParticipant {
  readonly lien: string;
  /** Name for those who may know it, else the pseudonym. */
  readonly qui: string;
  readonly pseudonyme: string;
  readonly entree: string;
  readonly statut: string;
  readonly sortie: string;
  readonly suivi: string;
  readonly complete: 'complete' | 'incomplete';
}

export interface PageParticipants {
  readonly surtitre: string;
  readonly onglets: ReturnType<typeof ongletsDossier>;
  readonly nominatif: boolean;
  readonly jauge: JaugePresentee;
  readonly filtres: readonly { readonly texte: string; readonly lien: string; readonly actif: boolean }[];
  readonly filtre: Filtre;
  readonly pseudonyme: string;
  readonly lignes: readonly LigneParticipant[];
  readonly precedent: string | null;
  readonly suivant: string | null;
  readonly ici: string;
  /** An import being read, or given up half-way. */
  readonly suspens: { readonly titre: string; readonly texte: string; readonly lien: string } | null;
  readonly liens: { readonly nouveau: string; readonly imports: string; readonly vierge: string; readonly recherche: string; readonly entites: string; readonly csv: string; readonly xlsx: string };
  readonly indicateurs: readonly (LigneIndicateur & { readonly nom: string })[];
  readonly entites: { readonly administrations: string; readonly entreprises: string };
  readonly recherche: Readonly<Record<string, unknown>>;
}

declare module '../../web/render.js' {
  interface Pages { 'participants/liste': PageParticipants }
}

const TAILLE = 50;

/** Gauge of a perimeter, with what to do before its data are no longer reliable. */
export function presenterJauge(total: number, incompletes: number): JaugePresentee {
  const jauge = jaugeDe(total, incompletes);
  const part = total === 0 ? '' : `, ${pourcent(formaterTaux(incompletes, total))}`;
  return {
    ...jauge, plafond: Math.max(1, plafondDe(total)), texte: `${nombre(incompletes)} sur ${pluriel(total, 'fiche')}${part}`,
    avertissement: jauge.niveau === 'depasse' ? 'Au moins 35 % des fiches sont incomplètes : les données de l’opération ne sont plus fiables. Complétez-les dès maintenant.'
      : jauge.niveau === 'alerte' ? `Attention : à 35 % de fiches incomplètes, les données de l’opération ne sont plus fiables. ${jauge.marge === 0 ? 'Une seule de plus suffit' : `Il reste une marge de ${pluriel(jauge.marge, 'fiche')}`} : complétez-les.` : null,
  };
}

/** Indicators by gender with their names, those of entities last. */
export const nommerIndicateurs = (lignes: readonly LigneIndicateur[]): (LigneIndicateur & { nom: string })[] => lignes.map((l) => ({ ...l, nom: libelle('indicateur_fse', l.indicateur) }));

/** Participants of an operation: names for its organisme, pseudonyms for the service; how complete they are, and what they add up to. */
export const pageParticipants = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const { db } = deps;
  const o = trouve(await lireOperation(db, parametre(demande, 'dossierId')));
  const ids = { dossierId: o.dossier.id };
  const ici = vers(paths.participants.liste, ids);
  const avantLe = ajouterJours(jourAParis(demande.maintenant), PREAVIS_SUIVI_JOURS);
  const choix = { filtre: codeDeQuery(demande.query, 'filtre', FILTRES) ?? 'tous', pseudonyme: texteDeQuery(demande.query, 'pseudonyme', 9).toUpperCase(), avantLe };
  const [comptes, groupes, entites, tranche] = [await compterParticipants(db, ids.dossierId, avantLe), await lireGroupes(db, ids.dossierId), await lireEntites(db, ids.dossierId), await listerParticipants(db, ids.dossierId, choix, sensDeQuery(demande.query), TAILLE)];
  const { fiches, incompletes } = fichesDe(groupes);
  const nominatif = peut(demande.acteur, 'participant.saisir', demande.sujet).permis;
  const coffre = nominatif ? coffreDesParticipants(deps) : null;
  const suspens = nominatif ? await importEnSuspens(db, ids.dossierId) : null;
  const query = { filtre: choix.filtre === 'tous' ? null : choix.filtre, pseudonyme: choix.pseudonyme };
  await render(demande, 'participants/liste', {
    ...entete(demande, o), nominatif, jauge: presenterJauge(fiches, incompletes), filtre: choix.filtre, pseudonyme: choix.pseudonyme, ici,
    filtres: FILTRES.map((f) => ({ texte: `${libelle('filtre_participant', f)} (${nombre(comptes[f])})`, lien: avecQuery(ici, { filtre: f === 'tous' ? null : f }), actif: f === choix.filtre })),
    lignes: tranche.lignes.map((p) => presenterLigne(p, coffre, jourAParis(demande.maintenant))), ...liensDeTranche(ici, query, tranche), suspens: presenterSuspens(suspens, ids.dossierId), liens: liensDe(ids), indicateurs: nommerIndicateurs(parIndicateur(groupes)),
    entites: { administrations: String(etat.saisie?.['administrations'] ?? entites.administrations), entreprises: String(etat.saisie?.['entreprises'] ?? entites.entreprises) },
    recherche: etat.saisie !== null && 'nom' in etat.saisie ? etat.saisie : {},
  }, { titre: 'Participants', etat, large: true, fil: filDossier(demande, o.dossier) });
};

/** What is said of an import that is not over, so that nothing is half imported unknown. */
const presenterSuspens = (i: Awaited<ReturnType<typeof importEnSuspens>>, dossierId: string): PageParticipants['suspens'] => (i === null ? null : {
  titre: i.abandonne ? 'Un import n’a pas abouti' : 'Un import est en cours', lien: vers(paths.participants.import, { dossierId, importId: i.id }),
  texte: `${nombre(i.lues)} lignes lues sur ${nombre(i.lignes)}.${i.abandonne ? ' Envoyez de nouveau le tableau : personne ne sera inscrit deux fois.' : ''}`,
});

const liensDe = (ids: { dossierId: string }): PageParticipants['liens'] => ({
  nouveau: vers(paths.participants.nouveau, ids), imports: vers(paths.participants.imports, ids), vierge: vers(paths.participants.ficheVierge, ids), recherche: vers(paths.participants.recherche, ids), entites: vers(paths.participants.entites, ids),
  csv: vers(paths.participants.indicateursCsv, ids), xlsx: vers(paths.participants.indicateursXlsx, ids),
});

/** What stands above every page of an operation's participants. */
export const entete = (demande: Demande, { dossier }: OperationLue): { surtitre: string; onglets: ReturnType<typeof ongletsDossier> } =>
  ({ surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, onglets: ongletsDossier(demande, dossier) });

function presenterLigne({ id, dossierId, pseudonyme, fiche, suiviDu, complete, scelle }: ParticipantLu, coffre: Coffre | null, aujourdhui: Jour): LigneParticipant {
  const identite = coffre === null ? null : ouvrirIdentite(coffre, id, scelle);
  return {
    lien: vers(paths.participants.page, { dossierId, participantId: id }), pseudonyme, qui: identite === null ? pseudonyme : `${identite.nom} ${identite.prenom}`, entree: dateCourte(fiche.entree),
    statut: fiche.statut === null ? '' : libelle('statut_emploi', fiche.statut), sortie: fiche.sortie === null ? '' : dateCourte(fiche.sortie),
    suivi: fiche.suiviLe !== null ? `fait le ${dateCourte(fiche.suiviLe)}` : suiviDu === null ? '' : direSuivi(suiviDu, aujourdhui),
    complete: complete ? 'complete' : 'incomplete',
  };
}

/** When somebody is to be asked for their situation: from a day, until another, late after that one. */
const direSuivi = (du: Jour, aujourdhui: Jour): string => {
  const limite = limiteDuSuivi(du);
  return limite < aujourdhui ? `en retard, attendu le ${dateCourte(limite)}` : du <= aujourdhui ? `à faire avant le ${dateCourte(limite)}` : `à partir du ${dateCourte(du)}`;
};

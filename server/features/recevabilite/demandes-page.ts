import { jour } from '../../domain/kernel/jour.js';
import { peut } from '../../domain/habilitations/peut.js';
import type { ContenuSections, VersionDossier } from '../../domain/dossiers/contenu.js';
import { bornesProlongation } from '../../domain/recevabilite/complements.js';
import { clePiece } from '../../domain/recevabilite/etat-piece.js';
import { instant, jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, dateLongue } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { nomsDe } from '../../web/noms-appel.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteSaisi } from '../../web/saisie.js';
import { listerTerritoires } from '../appels/appel-queries.js';
import { listerDocuments } from '../documents/document-queries.js';
import { contenuDesSections, lireDossier, lirePieces, lireReglesDuDossier, lireSections, type DossierLu } from '../dossiers/dossier-queries.js';
import { lirePerimetre } from '../dossiers/perimetre-queries.js';
import { compterMembres, lireVersions, listerDemandes, listerProlongations, type DemandeComplements, type Prolongation } from './recevabilite-queries.js';
import { decrireRondes, sansPoint, type RondeAffichee } from './rondes.js';

export interface PageDemandes {
  readonly surtitre: string;
  readonly etat: string;
  readonly onglets: ReturnType<typeof ongletsDossier>;
  readonly rondes: readonly RondeAffichee[];
  /** Situation in a sentence, null when no request is open. */
  readonly situation: { readonly titre: string; readonly texte: string } | null;
  /** What a porteur, or the agent who enters a paper dossier, may do with the open request. */
  readonly repondre: {
    readonly action: string;
    readonly reponse: string;
    readonly enPlus: readonly { readonly titre: string; readonly lien: string }[];
    readonly verification: string;
  } | null;
  readonly demanderDelai: { readonly action: string; readonly souhaite: string; readonly motif: string; readonly bornes: string } | null;
  readonly delaiEnAttente: string | null;
  /** What the agent in charge may do with the open request. */
  readonly gerer: {
    readonly delai: string;
    readonly limite: string;
    readonly motif: string;
    readonly bornes: string;
    readonly possible: boolean;
    readonly demande: boolean;
    readonly reprise: string | null;
    readonly motifReprise: string;
    readonly repriseApres: string;
  } | null;
  readonly sansMembre: boolean;
  readonly recevabilite: string | null;
}

declare module '../../web/render.js' {
  interface Pages { 'recevabilite/demandes': PageDemandes }
}

/** "Demandes de compléments": every round, what was asked, given, when; the same page for the porteur and for the service. */
export const pageDemandes = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const [demandes, prolongations, versions, documents] = [await listerDemandes(db, dossier.id), await listerProlongations(db, dossier.id), await lireVersions(db, dossier.id), await listerDocuments(db, dossier.id, true)];
  const ouverte = dossier.etat === 'complements_demandes' ? demandes.find((d) => d.closeLe === null) ?? null : null;
  const repond = ouverte !== null && peut(demande.acteur, 'complements.repondre', demande.sujet).permis;
  const [appel, territoires] = [await lireReglesDuDossier(db, dossier), await listerTerritoires(db)];
  const noms = nomsDe(appel, territoires);
  const deposee = versions.get(dossier.version);
  const enCours = repond && deposee !== undefined ? await contenuEnCours({ db }, dossier, deposee) : null;
  const enPlus = ouverte === null || !repond ? [] : ((await lirePerimetre(db, dossier))?.pieces ?? []).filter((p) => !ouverte.elements.some((e) => e.cible === 'piece' && clePiece({ code: e.code, precision: e.precision ?? '' }) === clePiece(p)));
  await render(demande, 'recevabilite/demandes', {
    surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, etat: dossier.etat, onglets: ongletsDossier(demande, dossier),
    rondes: decrireRondes(demandes, { dossierId: dossier.id, versions, prolongations, documents, enCours, aujourdhui: jourAParis(demande.maintenant), noms }),
    situation: ouverte === null ? null : situation(ouverte, demande, repond),
    repondre: ouverte === null || !repond ? null : {
      action: vers(paths.dossiers.demandesReponse, { dossierId: dossier.id }), reponse: texteSaisi(etat.saisie, 'reponse') ?? ouverte.reponse, verification: vers(paths.dossiers.verification, { dossierId: dossier.id }),
      enPlus: enPlus.map((p) => ({ titre: noms.piece(clePiece(p)), lien: vers(paths.dossiers.pieces, { dossierId: dossier.id }) })),
    },
    ...delais(demande, dossier, ouverte, prolongations, etat), sansMembre: ouverte !== null && !estMembre(demande, dossier) && (await compterMembres(db, dossier.organismeId)) === 0,
    recevabilite: peut(demande.acteur, 'recevabilite.conclure', demande.sujet).permis ? vers(paths.dossiers.recevabilite, { dossierId: dossier.id }) : null,
  }, { titre: 'Demandes de compléments', etat, fil: filDossier(demande, dossier), large: true });
};

/** The deposited version with what was written since in its place, to tell what has been dealt with. */
async function contenuEnCours({ db }: Pick<Deps, 'db'>, dossier: DossierLu, deposee: VersionDossier): Promise<VersionDossier> {
  const sections = contenuDesSections(await lireSections(db, dossier.id)) as ContenuSections;
  return { ...deposee, sections: { ...deposee.sections, ...sections }, pieces: await lirePieces(db, dossier.id) };
}

function situation(ouverte: DemandeComplements, { maintenant }: Demande, repond: boolean): { titre: string; texte: string } {
  const limite = dateLongue(ouverte.limite);
  const passe = jourAParis(maintenant) > ouverte.limite;
  if (repond) {
    return passe
      ? { titre: `Le délai s’est terminé le ${limite}`, texte: 'Vous pouvez encore redéposer le dossier tant que l’examen n’a pas repris. Sans réponse, il sera examiné tel qu’il a été déposé, et pourra être déclaré irrecevable.' }
      : { titre: `À redéposer le ${limite} au plus tard`, texte: 'Seuls les éléments demandés ci-dessous peuvent être modifiés. Une fois corrigés, vérifiez vos réponses : un signataire redépose le dossier. La fiche de l’organisme reste modifiable ; ce qui y change figurera dans le nouveau dépôt.' };
  }
  return passe
    ? { titre: `Sans réponse depuis le ${limite}`, texte: 'L’organisme peut encore répondre tant que vous n’avez pas repris l’examen.' }
    : { titre: `L’organisme peut répondre jusqu’au ${limite}`, texte: 'Il reçoit un rappel sept jours, puis deux jours avant cette date, et le lendemain ; vous êtes prévenu ce jour-là s’il n’a pas répondu.' };
}

const estMembre = ({ acteur }: Demande, { organismeId }: DossierLu): boolean => acteur.appartenances.some((a) => a.organismeId === organismeId);

function delais(demande: Demande, dossier: DossierLu, ouverte: DemandeComplements | null, prolongations: readonly Prolongation[], { saisie }: EtatFormulaire): Pick<PageDemandes, 'demanderDelai' | 'delaiEnAttente' | 'gerer'> {
  if (ouverte === null) return { demanderDelai: null, delaiEnAttente: null, gerer: null };
  const aujourdhui = jourAParis(demande.maintenant);
  const { minimum, maximum } = bornesProlongation({ limite: jour(ouverte.limite), demande: jourAParis(instant(ouverte.demandeLe)), aujourdhui });
  const possible = minimum <= maximum;
  const bornes = `Entre le ${dateCourte(minimum)} et le ${dateCourte(maximum)}.`;
  const attente = prolongations.find((p) => p.demandeId === ouverte.id && p.reponse === null) ?? null;
  const dossierId = dossier.id;
  return {
    demanderDelai: estMembre(demande, dossier) && attente === null && possible
      ? { action: vers(paths.dossiers.demandesDelai, { dossierId }), souhaite: texteSaisi(saisie, 'souhaite') ?? '', motif: texteSaisi(saisie, 'motif') ?? '', bornes } : null,
    delaiEnAttente: attente === null || attente.souhaite === null ? null : `Un délai est demandé jusqu’au ${dateLongue(attente.souhaite)} : « ${sansPoint(attente.motif)} ».`,
    gerer: !peut(demande.acteur, 'recevabilite.conclure', demande.sujet).permis ? null : {
      delai: vers(paths.dossiers.demandesProlongation, { dossierId }), limite: texteSaisi(saisie, 'limite') ?? (attente?.souhaite ? dateCourte(attente.souhaite) : ''), motif: texteSaisi(saisie, 'motif') ?? '',
      bornes, possible, demande: attente !== null,
      reprise: aujourdhui > ouverte.limite ? vers(paths.dossiers.demandesReprise, { dossierId }) : null, motifReprise: texteSaisi(saisie, 'motifReprise') ?? '', repriseApres: ouverte.limite,
    },
  };
}

import type { Deps } from '../../platform/deps.js';
import { AVIS_COMITE } from '../../domain/comites/avis.js';
import { bornerAttribution, attribuableAuPlus } from '../../domain/decisions/decision.js';
import { peut } from '../../domain/habilitations/peut.js';
import { cents, decimalDepuisCents } from '../../domain/kernel/cents.js';
import { euros, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { lireDossier, lireReglesDuDossier, lireVersionDossier } from '../dossiers/dossier-queries.js';
import { chapitresRemplis, lireRapports } from '../notation/rapport-queries.js';
import { moyenneEnToutesLettres } from './seance-documents.js';
import { ligneDe, lireVue, type LigneSeance, type VueSeance } from './seance-vue.js';

export interface PageAvis {
  readonly numero: string;
  readonly organismeNom: string;
  readonly titre: string;
  readonly demandeCents: number;
  readonly proposeCents: number | null;
  readonly coutTotalCents: number;
  readonly resume: readonly { terme: string; valeur: string }[];
  readonly liens: readonly { texte: string; lien: string }[];
  readonly rapport: { readonly conclusion: string | null; readonly chapitres: readonly { titre: string; texte: string }[] } | null;
  readonly dehors: readonly { nom: string; raison: string }[];
  readonly quorumManque: string | null;
  readonly avis: { readonly code: string; readonly montantCents: number | null; readonly reserves: string } | null;
  readonly formulaire: { readonly action: string; readonly options: readonly { valeur: string; texte: string }[]; readonly avis: unknown; readonly montant: unknown; readonly reserves: unknown; readonly plafond: string } | null;
  readonly retrait: { readonly action: string; readonly id: string } | null;
  readonly precedent: { readonly texte: string; readonly lien: string } | null;
  readonly suivant: { readonly texte: string; readonly lien: string } | null;
  readonly retour: string;
}

export interface PageEcarte { readonly numero: string; readonly texte: string; readonly retour: string }

declare module '../../web/render.js' {
  interface Pages { 'comites/avis': PageAvis; 'comites/ecarte': PageEcarte }
}

const ECARTES = {
  deport: 'Vous vous êtes déporté de ce dossier : vous n’en voyez ni les notes, ni la discussion, ni les montants.',
  organisme: 'Vous êtes membre de l’organisme : vous ne prenez pas part à l’examen de son dossier.',
  a_declarer: 'Dites d’abord si un lien vous unit aux organismes de cet appel : rubrique « Notation ».',
} as const;

/** One dossier in a session: what it asks, what the instruction and the scores say, the committee's avis. */
export const pageAvis = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const [seanceId, dossierId] = [parametre(demande, 'seanceId'), parametre(demande, 'dossierId')];
  const vue = trouve(await lireVue(db, seanceId, demande.acteur));
  const ligne = trouve(ligneDe(vue, dossierId));
  const fil = [{ texte: 'Comité', lien: paths.seances.liste }, { texte: vue.seance.titre, lien: vers(paths.seances.page, { seanceId }) }];
  if (ligne.acces.niveau === 'cache') {
    return render(demande, 'comites/ecarte', {
      numero: ligne.numero, retour: vers(paths.seances.page, { seanceId }),
      texte: ECARTES[ligne.acces.raison],
    }, { titre: ligne.numero, etat, fil });
  }
  const rapport = (await lireRapports(db, [dossierId])).get(dossierId);
  const tient = vue.seance.etat === 'preparee' && ligne.etat === 'instruit' && peut(demande.acteur, 'seance.tenir', demande.sujet).permis;
  return render(demande, 'comites/avis', {
    numero: ligne.numero, organismeNom: ligne.organismeNom, titre: ligne.titre, demandeCents: ligne.demandeCents, proposeCents: ligne.proposeCents, coutTotalCents: ligne.coutTotalCents,
    resume: resumer(vue, ligne), liens: liensDe(demande, ligne),
    rapport: rapport === undefined ? null : { conclusion: rapport.conclusion, chapitres: chapitresRemplis(rapport).map((c) => ({ titre: libelle('chapitre', c.code), texte: c.texte })) },
    dehors: horsDeLaSalle(demande, ligne), quorumManque: tient && !ligne.quorum.atteint ? phraseDuQuorum(ligne) : null,
    avis: ligne.avis === null ? null : { code: ligne.avis, montantCents: ligne.montantCents, reserves: ligne.reserves },
    formulaire: tient ? presenterFormulaire(seanceId, ligne, etat, await plafondDe(db, ligne)) : null,
    retrait: tient ? { action: vers(paths.seances.dossiers, { seanceId }), id: dossierId } : null,
    ...voisins(vue, dossierId), retour: vers(paths.seances.page, { seanceId }),
  }, { titre: `Avis sur le dossier ${ligne.numero}`, etat, fil, large: true });
};

const phraseDuQuorum = ({ quorum: { presents, requis } }: LigneSeance): string =>
  `Le quorum n’est pas réuni pour ce dossier : ${pluriel(presents, 'membre présent peut', 'membres présents peuvent')} siéger, ${requis} requis. Relevez d’abord les présences sur la page de la séance.`;

function resumer(vue: VueSeance, ligne: LigneSeance): PageAvis['resume'] {
  const rang = vue.sansScores.length + vue.cachees.length === 0 ? vue.classees.find((l) => l.id === ligne.id)?.rang : null;
  return [
    { terme: 'Moyenne', valeur: ligne.acces.niveau === 'complet' ? moyenneEnToutesLettres(ligne) : 'Masquée tant que vous n’avez pas soumis votre notation' },
    ...(rang ? [{ terme: 'Rang', valeur: `${rang} sur ${vue.classees.length}` }] : []),
    { terme: 'Quorum', valeur: `${pluriel(ligne.quorum.presents, 'membre présent', 'membres présents')}, ${ligne.quorum.requis} requis` },
  ];
}

function liensDe(demande: Demande, ligne: LigneSeance): PageAvis['liens'] {
  const dossierId = ligne.id;
  const dossier = { texte: 'Ouvrir le dossier', lien: vers(paths.dossiers.page, { dossierId }) };
  if (ligne.acces.niveau === 'complet') return [dossier, { texte: 'Voir les notes', lien: vers(paths.dossiers.scores, { dossierId }) }];
  return peutNoter(demande, ligne) ? [dossier, { texte: 'Noter ce dossier', lien: vers(paths.dossiers.notation, { dossierId }) }] : [dossier];
}

const peutNoter = (demande: Demande, ligne: LigneSeance): boolean => demande.acteur.habilitations.has('comite') && ligne.etat === 'instruit';

function horsDeLaSalle(demande: Demande, { ecartes }: LigneSeance): PageAvis['dehors'] {
  const responsable = demande.acteur.habilitations.has('responsable');
  return ecartes.map((e) => ({ nom: e.personne, raison: e.raison === 'organisme' ? 'membre de l’organisme' : `déport${responsable && e.motif !== '' ? ` : ${e.motif}` : ''}` }));
}

function presenterFormulaire(seanceId: string, ligne: LigneSeance, etat: EtatFormulaire, plafondCents: number): PageAvis['formulaire'] {
  const saisie = etat.saisie;
  const montant = ligne.avis === null ? ligne.proposeCents : ligne.montantCents;
  return {
    action: vers(paths.seances.avis, { seanceId, dossierId: ligne.id }), options: choix('avis', AVIS_COMITE),
    avis: saisie === null ? ligne.avis : saisie['avis'], montant: saisie === null ? (montant ? decimalDepuisCents(cents(montant)).replace('.', ',') : '') : saisie['montant'],
    reserves: saisie === null ? ligne.reserves : saisie['reserves'], plafond: euros(plafondCents),
  };
}

async function plafondDe(db: Deps['db'], ligne: LigneSeance): Promise<number> {
  const dossier = trouve(await lireDossier(db, ligne.id));
  const version = trouve(await lireVersionDossier(db, ligne.id));
  return attribuableAuPlus(bornerAttribution(cents(ligne.demandeCents), version.sections.publics, (await lireReglesDuDossier(db, dossier)).regles.plafondHorsRsa));
}

/** Neighbours in the order of the session page, those kept from this person left out. */
function voisins({ seance, classees, sansScores }: VueSeance, dossierId: string): Pick<PageAvis, 'precedent' | 'suivant'> {
  const ordre = [...classees, ...sansScores].sort((a, b) => a.ordre - b.ordre);
  const rang = ordre.findIndex((l) => l.id === dossierId);
  const lien = (l: LigneSeance | undefined): PageAvis['precedent'] => (l === undefined || rang < 0 ? null : { texte: `${l.numero}, ${l.organismeNom}`, lien: vers(paths.seances.avis, { seanceId: seance.id, dossierId: l.id }) });
  return { precedent: lien(ordre[rang - 1]), suivant: lien(ordre[rang + 1]) };
}

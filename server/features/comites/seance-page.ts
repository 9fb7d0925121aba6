import type { Deps } from '../../platform/deps.js';
import { montantEnvisage, porteMontant } from '../../domain/comites/avis.js';
import { departages } from '../../domain/notation/classement.js';
import { peut, pourraitFaire } from '../../domain/habilitations/peut.js';
import { euros, instantLong, nombre, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery, codeDeQuery, liensDeTranche, sensDeQuery } from '../../web/requete.js';
import { dureeEnMots } from './preparation-page.js';
import { dossiersAInscrire, listerSeances, type MembreLu, type SeanceListee, type SeanceLue } from './seance-queries.js';
import { raisonCourte } from './bureau-page.js';
import { lireVue, type LigneSeance, type VueSeance } from './seance-vue.js';

interface Choix { readonly valeur: string; readonly texte: string; readonly aide?: string }

export interface PageSeances {
  readonly onglets: readonly object[];
  readonly seances: readonly (SeanceListee & { readonly lien: string; readonly avancement: string })[];
  readonly lienNouvelle: string | null;
  readonly vide: { readonly titre: string; readonly texte: string };
  readonly precedent: string | null;
  readonly suivant: string | null;
  readonly pagine: boolean;
}

/** A line of the ranking as the table shows it; empty where this person may not see. */
export interface LigneTableau {
  readonly id: string;
  readonly numero: string;
  readonly lien: string;
  readonly organismeNom: string;
  readonly titre: string;
  readonly rang: string;
  /** Why it stands there among equal means. */
  readonly raison: string;
  readonly moyenne: string;
  readonly ecart: string;
  readonly demandeCents: number;
  readonly proposeCents: number | null;
  readonly retenuCents: number | null;
  readonly cumulCents: number | null;
  readonly avis: string | null;
  readonly sansQuorum: boolean;
  /** The cut-off line falls just above this dossier. */
  readonly coupure: boolean;
}

export interface PageSeance {
  readonly seance: SeanceLue;
  readonly resume: readonly { terme: string; valeur: string }[];
  readonly ouverte: boolean;
  readonly tient: boolean;
  readonly classees: readonly LigneTableau[];
  readonly aNoter: readonly LigneTableau[];
  readonly caches: readonly { numero: string; texte: string }[];
  readonly retirees: readonly { numero: string; action: string; id: string }[];
  readonly coupure: { readonly texte: string; readonly apresTous: boolean } | null;
  readonly chiffres: { readonly disponible: number | null; readonly retenu: number | null; readonly envisage: number | null; readonly libelleTotal: string; readonly rendus: string };
  readonly avertissement: string | null;
  readonly colonnes: number;
  readonly membres: readonly MembreLu[];
  readonly presences: readonly Choix[];
  readonly presents: unknown;
  readonly inscriptibles: readonly Choix[];
  /** Words of the button that puts every dossier on the agenda; null when there is one or none. */
  readonly tous: string | null;
  readonly inscrits: number;
  readonly reste: number;
  readonly compteRendu: string | null;
  readonly saisie: Readonly<Record<string, unknown>>;
  /** The agenda in its order, to change it. */
  readonly ordre: readonly { readonly chemin: string; readonly id: string; readonly place: unknown; readonly libelle: string }[];
  readonly lienDeclarer: string | null;
  readonly pv: { readonly texte: string; readonly approuve: boolean; readonly approuvable: boolean; readonly corrigeable: boolean } | null;
  readonly liens: { readonly modifier: string | null; readonly convocation: string; readonly simulations: string; readonly avancement: string | null; readonly ordre: string; readonly compteRendu: string; readonly approbation: string; readonly livret: string; readonly procesVerbal: string | null; readonly dossiers: string; readonly presences: string; readonly cloture: string };
}

declare module '../../web/render.js' {
  interface Pages { 'comites/liste': PageSeances; 'comites/seance': PageSeance }
}

const VUES = ['preparee', 'close'] as const;
const FIL = [{ texte: 'Comité', lien: paths.seances.liste }];

/** Sessions to come, or closed. */
export const pageSeances = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const etat = codeDeQuery(demande.query, 'etat', VUES) ?? 'preparee';
  const tranche = await listerSeances(db, etat, sensDeQuery(demande.query));
  const liens = liensDeTranche(paths.seances.liste, { etat }, tranche);
  const prepare = pourraitFaire(demande.acteur, 'seance.preparer');
  await render(demande, 'comites/liste', {
    onglets: VUES.map((v) => ({ texte: v === 'preparee' ? 'En préparation' : 'Closes', lien: avecQuery(paths.seances.liste, { etat: v }), actif: v === etat })),
    seances: tranche.lignes.map((s) => ({ ...s, lien: vers(paths.seances.page, { seanceId: s.id }), avancement: `${nombre(s.avis)} sur ${nombre(s.dossiers)}` })),
    lienNouvelle: prepare ? paths.seances.nouvelle : null,
    vide: etat === 'close' ? { titre: 'Aucune séance close', texte: 'Une séance se clôt quand chaque dossier a reçu son avis : son procès-verbal se trouve alors ici.' } : {
      titre: 'Aucune séance en préparation', texte: prepare ? 'Préparez une séance : ses membres en sont prévenus par courriel, puis vous inscrivez les dossiers instruits.' : 'Vous serez prévenu par courriel de la prochaine séance.',
    },
    ...liens, pagine: liens.precedent !== null || liens.suivant !== null,
  }, { titre: 'Comité de sélection', large: true });
};

/** A session: ranking against the credits, attendance, agenda, close. */
export const pageSeance = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const seanceId = parametre(demande, 'seanceId');
  const vue = trouve(await lireVue(db, seanceId, demande.acteur));
  const { seance, membres } = vue;
  const ouverte = seance.etat === 'preparee';
  const tient = ouverte && peut(demande.acteur, 'seance.tenir', demande.sujet).permis;
  const inscriptibles = tient ? await dossiersAInscrire(db, seance.appelId) : [];
  const examines = vue.classees.length + vue.sansScores.length + vue.cachees.length;
  await render(demande, 'comites/seance', {
    seance, ouverte, tient, resume: resumer(vue), ...tableau(vue), membres,
    presences: membres.map((m) => ({ valeur: m.id, texte: m.nom, aide: m.fonction })), presents: etat.saisie?.['presents'] ?? membres.filter((m) => m.present).map((m) => m.id),
    inscriptibles: inscriptibles.map((d) => ({ valeur: d.id, texte: `${d.numero} · ${d.organismeNom}`, aide: d.titre })), tous: inscriptibles.length > 1 ? `Inscrire les ${pluriel(inscriptibles.length, 'dossier')}` : null, inscrits: examines,
    reste: [...vue.classees, ...vue.sansScores, ...vue.cachees].filter((l) => l.avis === null).length,
    compteRendu: ouverte ? null : compteRenduVisible(vue), saisie: etat.saisie ?? {}, ordre: tient ? presenterOrdre(vue) : [], pv: presenterPv(demande, vue),
    lienDeclarer: vue.cachees.some((l) => l.acces.niveau === 'cache' && l.acces.raison === 'a_declarer') ? vers(paths.notationLiens, { appelId: seance.appelId }) : null,
    liens: {
      modifier: tient ? vers(paths.seances.modifier, { seanceId }) : null, convocation: vers(paths.seances.convocation, { seanceId }), simulations: vers(paths.seances.bureau, { seanceId }),
      avancement: demande.acteur.habilitations.has('responsable') ? vers(paths.appels.notation, { appelId: seance.appelId }) : null, ordre: vers(paths.seances.ordre, { seanceId }),
      compteRendu: vers(paths.seances.compteRendu, { seanceId }), approbation: vers(paths.seances.approbation, { seanceId }),
      livret: vers(paths.seances.livrets, { seanceId }), procesVerbal: ouverte ? null : vers(paths.seances.procesVerbal, { seanceId }),
      dossiers: vers(paths.seances.dossiers, { seanceId }), presences: vers(paths.seances.presences, { seanceId }), cloture: vers(paths.seances.cloture, { seanceId }),
    },
  }, { titre: seance.titre, etat, large: true, fil: FIL });
};

/** The agenda in its order; a dossier kept from this person keeps its number and nothing else. */
function presenterOrdre({ classees, sansScores, cachees }: VueSeance): PageSeance['ordre'] {
  return [...classees, ...sansScores, ...cachees].sort((a, b) => a.ordre - b.ordre)
    .map((l, i) => ({ chemin: `places.${i}`, id: l.id, place: i + 1, libelle: l.acces.niveau === 'cache' ? l.numero : `${l.numero} · ${l.organismeNom}` }));
}

function presenterPv(demande: Demande, { seance, membres, cachees }: VueSeance): PageSeance['pv'] {
  if (seance.etat !== 'close') return null;
  const approuve = seance.pvApprouveLe !== null;
  const { id, habilitations } = demande.acteur;
  const siegeait = membres.some((m) => m.id === id && m.present);
  return {
    approuve, approuvable: !approuve && cachees.length === 0 && (siegeait || (habilitations.has('responsable') && id !== seance.closePar)), corrigeable: !approuve && cachees.length === 0 && peut(demande.acteur, 'seance.tenir', demande.sujet).permis,
    texte: approuve ? `Approuvé par ${seance.pvApprouvePar ?? ''} le ${instantLong(seance.pvApprouveLe ?? '')}.` : 'Projet, à approuver par la présidence ou un membre présent, ou par un responsable qui n’a pas clos la séance.',
  };
}

const compteRenduVisible = ({ seance, cachees }: VueSeance): string =>
  cachees.length === 0 ? seance.compteRendu : 'Le compte rendu n’est pas affiché : il peut évoquer un dossier dont vous vous êtes écarté. Le procès-verbal vous est remis en extrait.';

function resumer({ seance, membres }: VueSeance): PageSeance['resume'] {
  const president = membres.find((m) => m.id === seance.presidentId);
  return [
    { terme: 'Date', valeur: `${instantLong(seance.le)}, durée prévue ${dureeEnMots(seance.dureeMinutes)}` }, ...(president === undefined ? [] : [{ terme: 'Présidence', valeur: president.nom }]), { terme: 'Lieu', valeur: seance.lieu }, { terme: 'Appel', valeur: seance.appelTitre },
    { terme: 'Quorum', valeur: `${pluriel(seance.quorum, 'membre présent', 'membres présents')} sur ${nombre(membres.length)}, compté pour chaque dossier sans les déports` },
    ...(seance.closeLe === null ? [] : [{ terme: 'Close le', valeur: instantLong(seance.closeLe) }]),
  ];
}

const CACHES = { organisme: 'Vous êtes membre de l’organisme', deport: 'Vous vous êtes déporté', a_declarer: 'Déclarez d’abord vos liens avec les organismes' } as const;

type Tableau = Pick<PageSeance, 'classees' | 'aNoter' | 'caches' | 'retirees' | 'coupure' | 'chiffres' | 'avertissement' | 'colonnes'>;

function tableau(vue: VueSeance): Tableau {
  const { seance, classees, sansScores, cachees, retirees, coupure, disponible } = vue;
  const cumuls = new Map(coupure?.lignes.map((l) => [l.id, l]));
  const premierDehors = coupure?.lignes.find((l) => !l.dansLEnveloppe)?.id;
  const partielle = sansScores.length + cachees.length > 0;
  const visibles = [...classees, ...sansScores];
  const raisons = departages(classees);
  return {
    classees: classees.map((l) => ligne(seance, l, { rang: l.rang === null ? '–' : String(l.rang), raison: raisonCourte(raisons.get(l.id)), cumulCents: cumuls.get(l.id)?.cumul ?? null, coupure: l.id === premierDehors })),
    aNoter: sansScores.map((l) => ligne(seance, l, { rang: '', raison: '', cumulCents: null, coupure: false })),
    caches: cachees.map((l) => ({ numero: l.numero, texte: l.acces.niveau === 'cache' ? CACHES[l.acces.raison] : '' })),
    retirees: retirees.map((l) => ({ numero: l.numero, id: l.id, action: vers(paths.seances.dossiers, { seanceId: seance.id }) })),
    coupure: coupure === null || disponible === null ? null : { texte: texteDeCoupure(coupure.retenus, coupure.montantRetenu, disponible), apresTous: premierDehors === undefined },
    chiffres: {
      disponible, retenu: coupure?.montantRetenu ?? null, envisage: partielle ? null : classees.reduce((t, l) => t + montantEnvisage(l), 0),
      libelleTotal: seance.etat === 'close' ? 'Total proposé à la décision' : 'Total envisagé',
      rendus: `${nombre(visibles.filter((l) => l.avis !== null).length)} sur ${nombre(visibles.length)}`,
    },
    avertissement: avertir(vue), colonnes: coupure === null ? 9 : 10,
  };
}

const texteDeCoupure = (retenus: number, montant: number, disponible: number): string =>
  `Ligne de coupure : ${pluriel(retenus, 'dossier tient', 'dossiers tiennent')} dans les crédits, ${euros(montant)} sur ${euros(Math.max(0, disponible))} disponibles`;

function avertir({ seance, sansScores, cachees, disponible }: VueSeance): string | null {
  if (seance.etat === 'close') return null;
  if (disponible === null) return 'Aucun crédit n’est voté pour cet appel : la ligne de coupure ne peut pas être calculée.';
  if (sansScores.length > 0) return 'Le classement est partiel : il se complétera quand vous aurez soumis toutes vos notations. Le cumul et la ligne de coupure sont masqués jusque-là.';
  return cachees.length > 0 ? 'Le classement ne compte pas les dossiers dont vous vous êtes écarté. Le cumul et la ligne de coupure sont masqués : ils en révéleraient les montants.' : null;
}

function ligne(seance: SeanceLue, l: LigneSeance, place: Pick<LigneTableau, 'rang' | 'raison' | 'cumulCents' | 'coupure'>): LigneTableau {
  const visible = l.acces.niveau === 'complet' ? l.synthese : null;
  return {
    id: l.id, numero: l.numero, organismeNom: l.organismeNom, titre: l.titre, lien: vers(paths.seances.avis, { seanceId: seance.id, dossierId: l.id }),
    moyenne: visible === null ? '' : nombre(visible.moyenne.sur100 / 100, 2), ecart: visible === null ? '' : nombre(visible.ecart / 100, 2),
    demandeCents: l.demandeCents, proposeCents: l.proposeCents, retenuCents: l.avis === null || !porteMontant(l.avis) ? null : l.montantCents, avis: l.avis,
    sansQuorum: seance.etat === 'preparee' && !l.quorum.atteint, ...place,
  };
}

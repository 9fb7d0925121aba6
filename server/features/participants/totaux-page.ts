import { pourraitFaire } from '../../domain/habilitations/peut.js';
import { INDICATEURS_ENTITES } from '../../domain/participants/indicateurs.js';
import { jaugeDe, type NiveauJauge } from '../../domain/participants/jauge.js';
import { PAS_PUBLIE } from '../../domain/participants/publication.js';
import { SEXES } from '../../domain/participants/questionnaire.js';
import { formaterTaux } from '../../domain/kernel/taux.js';
import type { Deps } from '../../platform/deps.js';
import { nombre, pluriel, pourcent } from '../../platform/format.js';
import type { Demande } from '../../web/demande.js';
import { graphiqueBarres, type GraphiqueBarres } from '../../web/graphique.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { chiffreDe, estExact, lireNomsTotaux, lireTableauTotaux, titreMesure, type NomsTotaux, type Somme, type TableauTotaux } from './totaux.js';
import { adresseTotaux, DIMENSIONS_TOTAUX, INDICATEURS_REPARTIS, lireDemandeTotaux, TITRES_TOTAUX, type DemandeTotaux, type DimensionTotaux, type FiltreTotaux, type MesureTotaux } from './totaux-filtre.js';
import type { OperationComptee } from './totaux-queries.js';

interface Chiffre { readonly texte: string; readonly lien: string | null }
interface LigneChiffres { readonly nom: string; readonly lien: string | null; readonly chiffres: readonly Chiffre[] }
interface TableauChiffres { readonly legende: string; readonly entete: string; readonly colonnes: readonly string[]; readonly lignes: readonly LigneChiffres[]; readonly total: LigneChiffres | null }

/** How complete the records of one operation are, on a list of operations. */
export interface LigneJauge { readonly numero: string; readonly lien: string | null; readonly titre: string; readonly organisme: string; readonly fiches: string; readonly incompletes: string; readonly part: string; readonly niveau: NiveauJauge }

export interface PageTotaux {
  readonly action: string;
  readonly demande: DemandeTotaux;
  readonly filtre: FiltreTotaux;
  readonly options: NomsTotaux & { readonly mesures: readonly { readonly valeur: string; readonly texte: string }[] };
  readonly toutVoir: string | null;
  readonly precision: string;
  /** The other version of the same page, for who may read both. */
  readonly bascule: { readonly texte: string; readonly lien: string } | null;
  readonly liens: { readonly pdf: string; readonly csv: string; readonly xlsx: string };
  readonly vide: boolean;
  readonly cartes: readonly { readonly libelle: string; readonly texte: string; readonly lien: string; readonly precision: string }[];
  readonly indicateurs: TableauChiffres;
  readonly onglets: readonly { readonly texte: string; readonly lien: string; readonly actif: boolean }[];
  readonly repartition: { readonly titre: string; readonly note: string; readonly graphique: GraphiqueBarres; readonly tableau: TableauChiffres };
  readonly jauges: { readonly resume: string; readonly lignes: readonly LigneJauge[]; readonly toutes: string };
}

declare module '../../web/render.js' {
  interface Pages { 'participants/totaux': PageTotaux }
}

const ARRONDIS = `Chaque chiffre est arrondi au multiple de ${PAS_PUBLIE} le plus proche, pour lui-même : aucun ne renseigne sur une personne, et un total peut différer de la somme de ses parties.`;

/** What a reader must know of the figures they see. */
export const precisionDe = (exact: boolean): string => (exact ? 'Chiffres exacts, pour le service : ne les communiquez pas tels quels.' : ARRONDIS);

/** Common indicators across operations, along a dimension, with how complete the records are. */
export const pageTotaux = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const demandee = lireDemandeTotaux(demande.query);
  const exact = estExact(demande.acteur, demandee);
  const noms = await lireNomsTotaux(db);
  const tableau = await lireTableauTotaux(db, demandee, noms, exact);
  await render(demande, 'participants/totaux', {
    ...presenterDemande(demandee, noms), precision: precisionDe(exact), bascule: basculeDe(demande, demandee), vide: tableau.ensemble.fiches === 0 && tableau.lignes.length === 0,
    cartes: cartesDe(tableau.ensemble, demandee), indicateurs: presenterIndicateurs(tableau.ensemble, demandee), repartition: presenterRepartition(tableau, demandee), jauges: presenterJauges(demande, tableau, demandee),
  }, { titre: 'Participants du FSE+', large: true, fil: [{ texte: 'Pilotage', lien: paths.pilotage.page }] });
};

function presenterDemande(d: DemandeTotaux, noms: NomsTotaux): Pick<PageTotaux, 'action' | 'demande' | 'filtre' | 'options' | 'toutVoir' | 'liens' | 'onglets'> {
  const vierge = Object.fromEntries(DIMENSIONS_TOTAUX.map((x) => [x, null]));
  return {
    action: paths.totaux.page, demande: d, filtre: d.filtre, options: { ...noms, mesures: INDICATEURS_REPARTIS.map((valeur) => ({ valeur, texte: titreMesure(valeur) })) },
    toutVoir: DIMENSIONS_TOTAUX.some((x) => d.filtre[x] !== '') ? adresseTotaux(paths.totaux.page, d, vierge) : null,
    liens: { pdf: adresseTotaux(paths.totaux.pdf, d), csv: adresseTotaux(paths.totaux.csv, d), xlsx: adresseTotaux(paths.totaux.xlsx, d) },
    onglets: DIMENSIONS_TOTAUX.map((x) => ({ texte: TITRES_TOTAUX[x], lien: `${adresseTotaux(paths.totaux.page, d, { par: x })}#repartition`, actif: x === d.par })),
  };
}

const basculeDe = ({ acteur }: Demande, d: DemandeTotaux): PageTotaux['bascule'] => (!pourraitFaire(acteur, 'indicateurs.exacts') ? null
  : { texte: d.arrondi ? 'Revenir aux chiffres exacts' : 'Version à publier (chiffres arrondis)', lien: adresseTotaux(paths.totaux.page, d, { arrondi: d.arrondi ? null : 'oui' }) });

/** The operations behind a measure of a filter. */
const versOperations = (d: DemandeTotaux, mesure: MesureTotaux, reste: Partial<FiltreTotaux> = {}): string => adresseTotaux(paths.totaux.operations, { ...d, filtre: { ...d.filtre, ...reste } }, { par: null, mesure });

const partDe = (partie: number, tout: number): string => (tout === 0 ? '—' : pourcent(formaterTaux(partie, tout)));

function cartesDe(s: Somme, d: DemandeTotaux): PageTotaux['cartes'] {
  const carte = (mesure: MesureTotaux, precision: string): PageTotaux['cartes'][number] => {
    const total = chiffreDe(s, mesure).total ?? 0;
    return { libelle: mesure === 'fiches' || mesure === 'incompletes' ? titreMesure(mesure) : libelle('indicateur_fse', mesure), texte: nombre(total), lien: versOperations(d, mesure), precision };
  };
  const total = (mesure: MesureTotaux): number => chiffreDe(s, mesure).total ?? 0;
  return [
    carte('EECO01', `${partDe(s.indicateurs[0]?.femme ?? 0, total('EECO01'))} de femmes`), carte('incompletes', `${partDe(s.incompletes, s.fiches)} de ${pluriel(s.fiches, 'fiche')}`),
    carte('EECR04', ''), carte('EECR05', ''),
  ];
}

/** Women, men, others and all of a measure; entities have a total alone. */
function chiffresDe(s: Somme, mesure: MesureTotaux, lien: string): Chiffre[] {
  const { parSexe, total } = chiffreDe(s, mesure);
  return [...SEXES.map((sexe) => ({ texte: parSexe === null ? '' : nombre(parSexe[sexe]), lien: null })), total === null ? { texte: '—', lien: null } : { texte: nombre(total), lien: total === 0 ? null : lien }];
}

const COLONNES_SEXES = [...SEXES.map((s) => libelle('sexes', s)), 'Total'];

function presenterIndicateurs(s: Somme, d: DemandeTotaux): TableauChiffres {
  const codes: readonly MesureTotaux[] = [...s.indicateurs.map((l) => l.indicateur), ...INDICATEURS_ENTITES];
  return { legende: 'Indicateurs communs par sexe', entete: 'Indicateur', colonnes: COLONNES_SEXES, total: null, lignes: codes.map((code) => ({ nom: titreMesure(code), lien: null, chiffres: chiffresDe(s, code, versOperations(d, code)) })) };
}

const NOTES: Partial<Readonly<Record<DimensionTotaux, string>>> = {
  fiche: 'Une opération rattachée à plusieurs fiches-actions compte dans chacune ; la ligne « Ensemble » la compte une fois.',
  annee: 'Une année réunit les personnes entrées cette année-là et leurs résultats, même venus plus tard. Les entités soutenues n’ont pas d’année.',
};

function presenterRepartition({ ensemble, lignes }: TableauTotaux, d: DemandeTotaux): PageTotaux['repartition'] {
  const { par, mesure } = d;
  const titre = `${titreMesure(mesure)}, par ${TITRES_TOTAUX[par].toLowerCase()}`;
  const jauge = (s: Somme, filtre: Partial<FiltreTotaux>): Chiffre[] => [{ texte: nombre(s.fiches), lien: s.fiches === 0 ? null : versOperations(d, 'fiches', filtre) }, { texte: partDe(s.incompletes, s.fiches), lien: s.incompletes === 0 ? null : versOperations(d, 'incompletes', filtre) }];
  return {
    titre, note: NOTES[par] ?? '',
    graphique: graphiqueBarres(titre, SEXES.map((s) => libelle('sexes', s)), lignes.slice(0, BARRES_MAX).map((l) => ({ nom: l.nom, valeurs: SEXES.map((s) => { const valeur = chiffreDe(l, mesure).parSexe?.[s] ?? 0; return { valeur, texte: nombre(valeur) }; }) }))),
    tableau: {
      legende: titre, entete: TITRES_TOTAUX[par], colonnes: [...COLONNES_SEXES, 'Fiches', 'Fiches incomplètes'],
      lignes: lignes.map((l) => ({ nom: l.nom, lien: adresseTotaux(paths.totaux.page, { ...d, filtre: { ...d.filtre, [par]: l.cle } }), chiffres: [...chiffresDe(l, mesure, versOperations(d, mesure, { [par]: l.cle })), ...jauge(l, { [par]: l.cle })] })),
      total: { nom: 'Ensemble', lien: null, chiffres: [...chiffresDe(ensemble, mesure, versOperations(d, mesure)), ...jauge(ensemble, {})] },
    },
  };
}

const BARRES_MAX = 15;

/** Address of an operation's own page, for who may open it. */
export const lienOperation = ({ acteur }: Demande, dossierId: string): string | null => (pourraitFaire(acteur, 'indicateurs.exacts') ? vers(paths.participants.liste, { dossierId }) : null);

/** How complete an operation's records are, in words. */
export const presenterJaugeDe = (demande: Demande, o: OperationComptee): LigneJauge => ({
  numero: o.numero, lien: lienOperation(demande, o.id), titre: o.titre, organisme: o.organisme, fiches: nombre(o.fiches), incompletes: nombre(o.incompletes), part: partDe(o.incompletes, o.fiches), niveau: jaugeDe(o.fiches, o.incompletes).niveau,
});

function presenterJauges(demande: Demande, { jauges, aSurveiller }: TableauTotaux, d: DemandeTotaux): PageTotaux['jauges'] {
  const { operations, depassees, alertes } = jauges;
  return {
    resume: `${pluriel(operations, 'opération')} avec des fiches : ${nombre(depassees)} à 35 % de fiches incomplètes ou plus, ${nombre(alertes)} qui en approchent.`,
    lignes: aSurveiller.map((o) => presenterJaugeDe(demande, o)), toutes: versOperations(d, 'incompletes'),
  };
}

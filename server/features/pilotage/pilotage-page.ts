import { pourraitFaire } from '../../domain/habilitations/peut.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { euros, nombre, pluriel, pourcent } from '../../platform/format.js';
import type { Demande } from '../../web/demande.js';
import { graphiqueBarres, type GraphiqueBarres } from '../../web/graphique.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { codeDeQuery } from '../../web/requete.js';
import type { EnveloppeLue } from '../appels/appel-queries.js';
import { servirPdf } from '../documents/document-routes.js';
import type { Choix } from '../dossiers/liste-options-queries.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { CODES_ETAPES } from './delais.js';
import { titreEtape } from './mesures.js';
import { documentTableau } from './pilotage-documents.js';
import type { Groupe } from './pilotage-chiffres.js';
import { adresseFiltree, DIMENSIONS, ETATS_PILOTES, lireFiltrePilotage, TITRES_DIMENSIONS, type Dimension, type FiltrePilotage } from './pilotage-filtre.js';
import { chiffresDe, COLONNES_GROUPE, ouTiret, versListe, type ChiffreLie } from './pilotage-presentation.js';
import { criteresDe, lireNoms, lireTableauDeBord, type Noms, type Repartition, type TableauDeBord } from './tableau-de-bord.js';

interface CarteChiffre extends ChiffreLie { readonly libelle: string; readonly precision: string }
interface LigneChiffres { readonly nom: string; readonly lien: string | null; readonly chiffres: readonly (ChiffreLie | { readonly texte: string; readonly lien: null })[] }
interface TableauChiffres { readonly legende: string; readonly entete: string; readonly colonnes: readonly string[]; readonly lignes: readonly LigneChiffres[]; readonly total: LigneChiffres | null }

export interface PagePilotage {
  readonly action: string;
  readonly par: Dimension;
  readonly filtre: FiltrePilotage;
  readonly options: { readonly appels: readonly Choix[]; readonly annees: readonly Choix[]; readonly etats: readonly Choix[]; readonly axes: readonly Choix[]; readonly dispositifs: readonly Choix[]; readonly territoires: readonly Choix[] };
  readonly organisme: { readonly nom: string; readonly lienRetrait: string } | null;
  readonly toutVoir: string | null;
  readonly lienPdf: string;
  readonly lienRapports: string;
  readonly lienParticipants: string;
  /** Null for who may not type them. */
  readonly lienBeneficiaires: string | null;
  readonly vide: boolean;
  readonly cartes: readonly CarteChiffre[];
  readonly onglets: readonly { readonly texte: string; readonly lien: string; readonly actif: boolean }[];
  readonly repartition: { readonly titre: string; readonly note: string; readonly graphique: GraphiqueBarres; readonly tableau: TableauChiffres; readonly precedent: string | null; readonly suivant: string | null };
  readonly realisation: TableauChiffres;
  readonly delais: { readonly graphique: GraphiqueBarres; readonly tableau: TableauChiffres };
  readonly couverture: { readonly titre: string; readonly connue: boolean; readonly graphique: GraphiqueBarres; readonly tableau: TableauChiffres };
  readonly enveloppes: TableauChiffres | null;
}

declare module '../../web/render.js' {
  interface Pages { 'pilotage/page': PagePilotage }
}

/** What an address asks of a dashboard: its dossiers, and along what they are broken down. */
function lireDemandePilotage({ query }: Pick<Demande, 'query'>): { filtre: FiltrePilotage; par: Dimension } {
  const filtre = lireFiltrePilotage(query);
  return { filtre, par: codeDeQuery(query, 'par', DIMENSIONS) ?? (filtre.appel === '' ? 'appel' : 'etat') };
}

/** Dashboard of the dossiers an address keeps; the number of queries never depends on the data. */
export const pagePilotage = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const { filtre, par } = lireDemandePilotage(demande);
  const noms = await lireNoms(db, filtre);
  const tableau = await lireTableauDeBord(db, filtre, par, noms, { apres: demande.query['apres'], avant: demande.query['avant'] });
  await render(demande, 'pilotage/page', {
    ...presenterFiltres(filtre, par, noms), lienRapports: paths.pilotage.rapports, lienParticipants: paths.totaux.page, lienBeneficiaires: pourraitFaire(demande.acteur, 'beneficiaires.saisir') ? paths.pilotage.beneficiaires : null, vide: tableau.ensemble.dossiers === 0, cartes: cartesDe(tableau.ensemble, filtre), repartition: presenterRepartition(tableau, filtre),
    realisation: presenterRealisation(tableau.ensemble, filtre), delais: presenterDelais(tableau, filtre), couverture: presenterCouverture(tableau, filtre), enveloppes: presenterEnveloppes(tableau.enveloppes),
  }, { titre: 'Pilotage', large: true });
};

/** The same dashboard as a PDF, every organisme of its first page included. */
export const imprimerPilotage = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const { filtre, par } = lireDemandePilotage(demande);
  const noms = await lireNoms(db, filtre);
  await servirPdf(demande.res, documentTableau({
    tableau: await lireTableauDeBord(db, filtre, par, noms), criteres: criteresDe(filtre, noms), marque: await lireMarque(db), jour: jourAParis(demande.maintenant), creeLe: demande.maintenant,
  }));
};

function presenterFiltres(filtre: FiltrePilotage, par: Dimension, { options, annees, organisme }: Noms): Pick<PagePilotage, 'action' | 'par' | 'filtre' | 'options' | 'organisme' | 'toutVoir' | 'lienPdf' | 'onglets'> {
  const { appels, axes, dispositifs, territoires } = options;
  return {
    action: paths.pilotage.page, par, filtre, options: { appels, axes, dispositifs, territoires, annees, etats: choix('dossier', ETATS_PILOTES) },
    organisme: organisme === null ? null : { nom: organisme, lienRetrait: adresseFiltree(paths.pilotage.page, { ...filtre, organisme: '' }, { par }) },
    toutVoir: DIMENSIONS.some((d) => filtre[d] !== '') ? paths.pilotage.page : null, lienPdf: adresseFiltree(paths.pilotage.pdf, filtre, { par }),
    onglets: DIMENSIONS.map((d) => ({ texte: TITRES_DIMENSIONS[d], lien: adresseFiltree(paths.pilotage.page, filtre, { par: d }), actif: d === par })),
  };
}

function cartesDe(g: Groupe, filtre: FiltrePilotage): CarteChiffre[] {
  const { conclus } = g;
  return [
    { libelle: 'Demandé', texte: euros(g.demandeCents), lien: versListe(filtre, 'demande'), precision: pluriel(g.dossiers, 'dossier déposé', 'dossiers déposés') },
    { libelle: 'Proposé, en attente de décision', texte: euros(g.proposeCents), lien: versListe(filtre, 'propose'), precision: '' },
    { libelle: 'Attribué', texte: euros(g.attribueCents), lien: versListe(filtre, 'attribue'), precision: '' },
    { libelle: 'Payé', texte: euros(g.payeCents), lien: versListe(filtre, 'paye'), precision: '' },
    { libelle: 'Recouvré', texte: euros(g.recouvreCents), lien: versListe(filtre, 'recouvre'), precision: '' },
    { libelle: 'Coût prévu par personne', texte: ouTiret(g.coutPrevuCents, euros), lien: versListe(filtre, 'cout_prevu'), precision: pluriel(g.prevues.total, 'personne prévue', 'personnes prévues') },
    { libelle: 'Coût réalisé par personne', texte: ouTiret(conclus.coutCents, euros), lien: versListe(filtre, 'cout_realise'), precision: pluriel(conclus.realisees.total, 'personne réalisée', 'personnes réalisées') },
    { libelle: 'Taux de réalisation', texte: ouTiret(conclus.realisation, pourcent), lien: versListe(filtre, 'realisation'), precision: pluriel(conclus.dossiers, 'contrôle conclu', 'contrôles conclus') },
  ];
}

const NOTES: Partial<Readonly<Record<Dimension, string>>> = {
  territoire: 'Un dossier qui couvre plusieurs territoires compte dans chacun ; la ligne « Ensemble » le compte une fois.',
  annee: 'L’année est celle du premier dépôt du dossier.',
  organisme: 'Les organismes auxquels il a été le plus attribué viennent en premier.',
};

function presenterRepartition({ ensemble, repartition }: TableauDeBord, filtre: FiltrePilotage): PagePilotage['repartition'] {
  const { par, lignes, avant, apres } = repartition;
  const titre = `Par ${TITRES_DIMENSIONS[par].toLowerCase()}`;
  const page = (place: Readonly<Record<string, string>>): string => adresseFiltree(paths.pilotage.page, filtre, { par, ...place });
  return {
    titre, note: NOTES[par] ?? '', graphique: graphiqueRepartition(titre, repartition),
    tableau: {
      legende: titre, entete: TITRES_DIMENSIONS[par], colonnes: COLONNES_GROUPE.map((c) => c.titre),
      lignes: lignes.map((l) => {
        const sien = { ...filtre, [par]: l.cle };
        return { nom: l.nom, lien: adresseFiltree(paths.pilotage.page, sien, par === 'appel' ? {} : { par }), chiffres: chiffresDe(l.groupe, sien) };
      }),
      total: { nom: 'Ensemble', lien: null, chiffres: chiffresDe(ensemble, filtre) },
    },
    precedent: avant === null ? null : page({ avant }), suivant: apres === null ? null : page({ apres }),
  };
}

const BARRES_MAX = 15;

const graphiqueRepartition = (titre: string, { lignes }: Repartition): GraphiqueBarres => graphiqueBarres(`Montants demandés, attribués et payés, ${titre.toLowerCase()}`, ['Demandé', 'Attribué', 'Payé'],
  lignes.slice(0, BARRES_MAX).map(({ nom, groupe: g }) => ({ nom, valeurs: [g.demandeCents, g.attribueCents, g.payeCents].map((valeur) => ({ valeur, texte: euros(valeur) })) })));

function presenterRealisation(g: Groupe, filtre: FiltrePilotage): TableauChiffres {
  const { conclus } = g;
  const lie = (texte: string, mesure: Parameters<typeof versListe>[1]): ChiffreLie => ({ texte, lien: versListe(filtre, mesure) });
  return {
    legende: 'Personnes accompagnées', entete: 'Périmètre', colonnes: ['Dossiers', 'Personnes', 'dont bénéficiaires du RSA', 'Subvention', 'Coût par personne'], total: null,
    lignes: [
      { nom: 'Prévu dans les dossiers attribués', lien: null, chiffres: [lie(nombre(g.attribues), 'attribue'), lie(nombre(g.prevues.total), 'prevues'), lie(nombre(g.prevues.rsa), 'prevues'), lie(euros(g.attribueCents), 'attribue'), lie(ouTiret(g.coutPrevuCents, euros), 'cout_prevu')] },
      { nom: 'Prévu dans les dossiers dont le contrôle est conclu', lien: null, chiffres: [lie(nombre(conclus.dossiers), 'conclus'), lie(nombre(conclus.prevues.total), 'conclus'), lie(nombre(conclus.prevues.rsa), 'conclus'), { texte: '', lien: null }, { texte: '', lien: null }] },
      { nom: 'Réalisé dans les mêmes dossiers, retenu par le contrôle', lien: null, chiffres: [lie(nombre(conclus.dossiers), 'conclus'), lie(nombre(conclus.realisees.total), 'realisees'), lie(nombre(conclus.realisees.rsa), 'realisees'), lie(euros(conclus.duCents), 'du'), lie(ouTiret(conclus.coutCents, euros), 'cout_realise')] },
    ],
  };
}

const jours = (n: number): string => pluriel(n, 'jour');

function presenterDelais({ delais }: TableauDeBord, filtre: FiltrePilotage): PagePilotage['delais'] {
  const suivies = CODES_ETAPES.map((code) => ({ code, nom: titreEtape(code), delai: delais[code] }));
  return {
    graphique: graphiqueBarres('Délai médian et délai de neuf dossiers sur dix, par étape', ['Délai médian', 'Neuf dossiers sur dix'],
      suivies.map(({ nom, delai }) => ({ nom, valeurs: [delai.mediane, delai.neufSurDix].map((v) => ({ valeur: v ?? 0, texte: ouTiret(v, jours) })) }))),
    tableau: {
      legende: 'Délais par étape', entete: 'Étape', colonnes: ['Dossiers', 'Délai médian', 'Neuf dossiers sur dix, au plus'], total: null,
      lignes: suivies.map(({ code, nom, delai }) => {
        const lien = versListe(filtre, `delai_${code}`);
        return { nom, lien: null, chiffres: [{ texte: nombre(delai.nombre), lien }, { texte: ouTiret(delai.mediane, jours), lien }, { texte: ouTiret(delai.neufSurDix, jours), lien }] };
      }),
    },
  };
}

function presenterCouverture({ couverture: { annee, lignes } }: TableauDeBord, filtre: FiltrePilotage): PagePilotage['couverture'] {
  return {
    titre: annee === null ? 'Bénéficiaires du RSA touchés' : `Bénéficiaires du RSA touchés, au regard de ceux de ${annee}`, connue: annee !== null,
    graphique: graphiqueBarres('Bénéficiaires du RSA du territoire, prévus et réalisés', ['Prévus par les dossiers attribués', 'Réalisés', ...(annee === null ? [] : ['Bénéficiaires du territoire'])],
      lignes.map((l) => ({ nom: l.nom, valeurs: [l.prevus, l.realises, ...(annee === null ? [] : [l.beneficiaires ?? 0])].map((valeur) => ({ valeur, texte: nombre(valeur) })) }))),
    tableau: {
      legende: 'Bénéficiaires du RSA touchés par territoire', entete: 'Territoire', colonnes: ['Bénéficiaires du RSA', 'Prévus', 'Part prévue', 'Réalisés', 'Part réalisée'], total: null,
      lignes: lignes.map((l) => {
        const sien = l.territoire === null ? filtre : { ...filtre, territoire: l.territoire };
        const [prevus, realises] = [versListe(sien, 'prevues'), versListe(sien, 'realisees')];
        return {
          nom: l.nom, lien: null, chiffres: [
            { texte: ouTiret(l.beneficiaires, nombre), lien: null }, { texte: nombre(l.prevus), lien: prevus }, { texte: ouTiret(l.tauxPrevu, pourcent), lien: prevus },
            { texte: nombre(l.realises), lien: realises }, { texte: ouTiret(l.tauxRealise, pourcent), lien: realises },
          ],
        };
      }),
    },
  };
}

function presenterEnveloppes(enveloppes: readonly EnveloppeLue[]): TableauChiffres | null {
  if (enveloppes.length === 0) return null;
  return {
    legende: 'Enveloppes de l’appel', entete: 'Enveloppe', colonnes: ['Voté', 'Engagé', 'Payé', 'Recouvré', 'Disponible'], total: null,
    lignes: enveloppes.map((e) => {
      const lien = vers(paths.enveloppes.page, { enveloppeId: e.id });
      return { nom: `${libelle('financeur', e.financeur)} ${e.annee}`, lien, chiffres: [e.voteCents, e.engageCents, e.verseCents, e.recouvreCents, e.disponibleCents].map((c) => ({ texte: euros(c), lien })) };
    }),
  };
}

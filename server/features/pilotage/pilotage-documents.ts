import { dateLongue, euros, instantLong, nombre, pluriel, pourcent } from '../../platform/format.js';
import type { Bloc, DocumentModele } from '../../platform/pdf.js';
import type { Marque } from '../reglages/marque-queries.js';
import { CODES_ETAPES } from './delais.js';
import { titreEtape } from './mesures.js';
import type { Groupe } from './pilotage-chiffres.js';
import { TITRES_DIMENSIONS } from './pilotage-filtre.js';
import { COLONNES_GROUPE, ouTiret } from './pilotage-presentation.js';
import type { Repartition, TableauDeBord } from './tableau-de-bord.js';

const aDroite = (titre: string): { titre: string; alignement: 'droite' } => ({ titre, alignement: 'droite' });

/** The main figures of a group. */
export function blocEnsemble(g: Groupe): Bloc {
  const { conclus } = g;
  return { type: 'definitions', entrees: [
    { terme: 'Dossiers déposés', valeur: nombre(g.dossiers) }, { terme: 'Demandé', valeur: euros(g.demandeCents) }, { terme: 'Proposé, en attente de décision', valeur: euros(g.proposeCents) },
    { terme: 'Attribué', valeur: `${euros(g.attribueCents)} à ${pluriel(g.attribues, 'dossier')}` }, { terme: 'Payé', valeur: euros(g.payeCents) }, { terme: 'Recouvré', valeur: euros(g.recouvreCents) },
    { terme: 'Personnes prévues', valeur: `${nombre(g.prevues.total)}, dont ${nombre(g.prevues.rsa)} bénéficiaires du RSA` }, { terme: 'Coût prévu par personne', valeur: ouTiret(g.coutPrevuCents, euros) },
    { terme: 'Contrôles conclus', valeur: nombre(conclus.dossiers) }, { terme: 'Personnes réalisées', valeur: `${nombre(conclus.realisees.total)} pour ${nombre(conclus.prevues.total)} prévues dans les mêmes dossiers` },
    { terme: 'Coût réalisé par personne', valeur: ouTiret(conclus.coutCents, euros) }, { terme: 'Taux de réalisation', valeur: ouTiret(conclus.realisation, pourcent) },
  ] };
}

/** A breakdown in two tables that fit a page: money, then people. */
export function blocsRepartition({ par, lignes }: Repartition, ensemble: Groupe): Bloc[] {
  const [argent, personnes] = [COLONNES_GROUPE.slice(0, 4), [...COLONNES_GROUPE.slice(0, 1), ...COLONNES_GROUPE.slice(4)]];
  return [argent, personnes].map((colonnes, i): Bloc => ({
    type: 'tableau', legende: `${TITRES_DIMENSIONS[par]} : ${i === 0 ? 'dossiers et montants' : 'personnes et réalisation'}`, colonnes: [{ titre: TITRES_DIMENSIONS[par] }, ...colonnes.map((c) => aDroite(c.titre))],
    lignes: lignes.map((l) => [l.nom, ...colonnes.map((c) => c.texte(l.groupe))]), totaux: ['Ensemble', ...colonnes.map((c) => c.texte(ensemble))],
  }));
}

/** How long each stage takes. */
export function blocDelais(delais: TableauDeBord['delais']): Bloc {
  const jours = (n: number): string => pluriel(n, 'jour');
  return {
    type: 'tableau', legende: 'Délais par étape', colonnes: [{ titre: 'Étape' }, aDroite('Dossiers'), aDroite('Délai médian'), aDroite('Neuf dossiers sur dix, au plus')],
    lignes: CODES_ETAPES.map((code) => [titreEtape(code), nombre(delais[code].nombre), ouTiret(delais[code].mediane, jours), ouTiret(delais[code].neufSurDix, jours)]),
  };
}

/** RSA recipients reached in each territory. */
export function blocCouverture({ annee, lignes }: TableauDeBord['couverture']): Bloc {
  return {
    type: 'tableau', legende: annee === null ? 'Bénéficiaires du RSA touchés' : `Bénéficiaires du RSA touchés, au regard de ceux de ${annee}`,
    colonnes: [{ titre: 'Territoire' }, ...['Bénéficiaires du RSA', 'Prévus', 'Part prévue', 'Réalisés', 'Part réalisée'].map(aDroite)],
    lignes: lignes.map((l) => [l.nom, ouTiret(l.beneficiaires, nombre), nombre(l.prevus), ouTiret(l.tauxPrevu, pourcent), nombre(l.realises), ouTiret(l.tauxRealise, pourcent)]),
  };
}

export interface TableauImprime {
  readonly tableau: TableauDeBord;
  /** What the filters keep, in words. */
  readonly criteres: readonly { readonly nom: string; readonly valeur: string }[];
  readonly marque: Marque;
  readonly jour: string;
  readonly creeLe: string;
}

/** A dashboard as a document. */
export function documentTableau({ tableau, criteres, marque, jour, creeLe }: TableauImprime): DocumentModele {
  const titre = (texte: string): Bloc => ({ type: 'titre', niveau: 2, texte });
  return {
    titre: 'Tableau de bord', emetteur: { nom: marque.nom, service: marque.service, adresse: marque.adresse }, date: dateLongue(jour), creeLe,
    blocs: [
      { type: 'paragraphe', discret: true, texte: `Chiffres du ${instantLong(creeLe)}.` },
      ...(criteres.length === 0 ? [{ type: 'paragraphe', texte: 'Tous les dossiers déposés.' } as const] : [{ type: 'liste', elements: criteres.map((c) => `${c.nom} : ${c.valeur}`) } as const]),
      blocEnsemble(tableau.ensemble), titre(`Par ${TITRES_DIMENSIONS[tableau.repartition.par].toLowerCase()}`), ...blocsRepartition(tableau.repartition, tableau.ensemble),
      titre('Bénéficiaires du RSA'), blocCouverture(tableau.couverture), titre('Délais'), blocDelais(tableau.delais),
    ],
  };
}

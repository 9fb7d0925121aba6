import { BILAN, type EtatBilan } from '../../domain/etats/machines.js';
import { joursEntre, type Jour } from '../../domain/kernel/jour.js';
import { contradictoireClos, joursRestants } from '../../domain/service-fait/contradictoire.js';
import type { CodeRisque, RaisonDeRisque } from '../../domain/service-fait/risque.js';
import { instant, jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, euros, pluriel } from '../../platform/format.js';
import type { Demande } from '../../web/demande.js';
import { choix } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { codeDeQuery } from '../../web/requete.js';
import { listerBilansAControler, TAILLE_LISTE, type BilanAControler } from './controle-queries.js';

interface Choix { readonly valeur: string; readonly texte: string }

export interface PageControles {
  readonly action: string;
  readonly portee: string;
  readonly portees: readonly Choix[];
  readonly etat: string;
  readonly etats: readonly Choix[];
  readonly tri: string;
  readonly tris: readonly Choix[];
  readonly lignes: readonly (BilanAControler & { readonly lien: string; readonly echeance: string; readonly urgent: boolean; readonly niveau: string; readonly raisons: string })[];
  readonly tronquee: boolean;
  readonly vide: { readonly titre: string; readonly texte: string };
}

declare module '../../web/render.js' {
  interface Pages { 'controles/liste': PageControles }
}

const ETATS: readonly EtatBilan[] = [BILAN.initial, 'depose', 'en_controle', 'contradictoire', 'conclu'];

/** The controllers' work list: the bilans they are in charge of, or all of them. */
export const pageControles = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const portee = codeDeQuery(demande.query, 'portee', ['tous', 'miens']) ?? 'miens';
  const etat = codeDeQuery(demande.query, 'etat', ETATS);
  const tri = codeDeQuery(demande.query, 'tri', ['risque', 'depot']) ?? 'risque';
  const bilans = await listerBilansAControler(db, { controleurId: portee === 'miens' ? demande.acteur.id : null, etat, tri });
  const jour = jourAParis(demande.maintenant);
  return render(demande, 'controles/liste', {
    action: paths.controles.liste, portee, etat: etat ?? '', portees: [{ valeur: 'miens', texte: 'Ceux que je contrôle' }, { valeur: 'tous', texte: 'Tous' }], etats: choix('bilan', ETATS), tri, tris: [{ valeur: 'risque', texte: 'Le plus risqué d’abord' }, { valeur: 'depot', texte: 'Le plus ancien d’abord' }],
    lignes: bilans.map((b) => ({ ...b, lien: vers(paths.controles.page, { dossierId: b.dossierId }), ...echeanceDe(b, jour), niveau: b.risque?.niveau ?? '', raisons: (b.risque?.raisons ?? []).map(direRaison).join(', ') })), tronquee: bilans.length === TAILLE_LISTE,
    vide: portee === 'miens'
      ? { titre: 'Aucun bilan à contrôler', texte: 'Un responsable vous désigne sur la page « Contrôle » d’un dossier. Affichez « Tous » pour voir les bilans des autres contrôleurs.' }
      : { titre: 'Aucun bilan', texte: 'Un bilan s’ouvre à la signature de chaque convention.' },
  }, { titre: 'Contrôles de service fait', large: true });
};

const RAISONS: Readonly<Record<CodeRisque, (valeur: number) => string>> = {
  montant: (v) => `convention de ${euros(v)}`, premiere_fois: () => 'organisme jamais contrôlé', reductions: (v) => `${pluriel(v, 'contrôle passé', 'contrôles passés')} avec une réduction`,
  anomalies: (v) => `${pluriel(v, 'dépense')} à regarder`, retard: (v) => `déposé avec ${pluriel(v, 'jour')} de retard`,
};

const direRaison = ({ code, valeur, points }: RaisonDeRisque): string => `${RAISONS[code](valeur)} (${points})`;

/** What comes next for a bilan, and whether it should be looked at first. */
function echeanceDe(b: BilanAControler, jour: Jour): { echeance: string; urgent: boolean } {
  switch (b.etat) {
    case 'brouillon': return { echeance: `${jour > b.limite ? 'En retard, attendu le' : 'Attendu avant le'} ${dateCourte(b.limite)}`, urgent: jour > b.limite };
    case 'depose': return { echeance: b.deposeLe === null ? '' : depuis(jourAParis(instant(b.deposeLe)), jour), urgent: b.controleurId === null };
    case 'en_controle': return { echeance: b.aExaminer === 0 ? 'Conclusions provisoires à émettre' : `${pluriel(b.aExaminer, 'ligne')} à examiner sur ${b.lignes}`, urgent: b.aExaminer === 0 };
    case 'contradictoire': return contradictoire(b, jour);
    case 'conclu': return { echeance: '', urgent: false };
  }
}

function contradictoire({ reponseAvantLe, reponduLe }: BilanAControler, jour: Jour): { echeance: string; urgent: boolean } {
  if (reponseAvantLe === null) return { echeance: '', urgent: false };
  const periode = { limite: reponseAvantLe, repondu: reponduLe !== null };
  if (!contradictoireClos(periode, jour)) return { echeance: `Réponse attendue avant le ${dateCourte(reponseAvantLe)} (${pluriel(joursRestants(periode, jour), 'jour')})`, urgent: false };
  return { echeance: periode.repondu ? 'Réponse reçue : à conclure' : 'Délai de réponse passé : à conclure', urgent: true };
}

function depuis(depot: Jour, jour: Jour): string {
  const jours = joursEntre(depot, jour);
  return jours === 0 ? 'Déposé aujourd’hui' : `Déposé depuis ${pluriel(jours, 'jour')}`;
}

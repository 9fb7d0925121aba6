import type { Jour } from '../../domain/kernel/jour.js';
import { joursRestants, reponsePossible } from '../../domain/service-fait/contradictoire.js';
import { dateCourte, dateLongue, pluriel } from '../../platform/format.js';
import type { EtatFormulaire } from '../../web/demande.js';
import { texteTape } from '../../web/saisie.js';
import type { BilanLu } from '../bilans/bilan-queries.js';
import type { ControleLu } from './controle-queries.js';
import { demandeEnAttente, type Prolongation } from './prolongation-queries.js';

/** The extensions of a contradictory period and the form that adds one, the same for both sides. */
export interface ProlongationsPresentees {
  readonly visible: boolean;
  readonly delai: string;
  readonly liste: readonly { readonly texte: string; readonly motif: string; readonly reponse: string }[];
  readonly enAttente: boolean;
  /** Null when this person can do nothing now. */
  readonly action: string | null;
  readonly jusquau: string;
  readonly motif: string;
  readonly aideMotif: string;
  readonly enErreur: boolean;
}

interface Cadre { readonly bilan: BilanLu; readonly etat: EtatFormulaire; readonly action: string | null; readonly jour: Jour }

/** What the page says of the extensions; the form only while the period runs or a request waits. */
export function presenterProlongations(controle: ControleLu, { bilan, etat: { saisie, erreurs }, action, jour }: Cadre): ProlongationsPresentees | null {
  const limite = controle.reponseAvantLe;
  if (limite === null) return null;
  const attente = demandeEnAttente(controle.prolongations);
  const periode = { limite, repondu: controle.reponduLe !== null };
  const ouvert = bilan.etat === 'contradictoire' && reponsePossible(periode, jour);
  return {
    visible: ouvert || controle.prolongations.length > 0, delai: ouvert ? `Le porteur peut répondre jusqu’au ${dateLongue(limite)} inclus : ${reste(joursRestants(periode, jour))}.` : '',
    liste: controle.prolongations.map(raconter), enAttente: attente !== null, action: ouvert || attente !== null ? action : null,
    jusquau: saisie === null ? dateDe(attente) : texteTape(saisie, 'jusquau'), motif: saisie === null ? '' : texteTape(saisie, 'motifProlongation'),
    aideMotif: attente === null ? 'Le porteur le lira.' : 'Le porteur le lira. Obligatoire si vous refusez.',
    enErreur: 'jusquau' in erreurs || 'motifProlongation' in erreurs,
  };
}

const reste = (jours: number): string => jours === 0 ? 'c’est le dernier jour' : `il lui reste ${pluriel(jours, 'jour')}`;

const dateDe = (attente: Prolongation | null): string => attente?.demande == null ? '' : dateCourte(attente.demande.souhaite);

function raconter({ avant, demande, reponse, apres, motif }: Prolongation): ProlongationsPresentees['liste'][number] {
  const demandee = demande === null ? '' : `Prolongation jusqu’au ${dateLongue(demande.souhaite)} demandée par le porteur`;
  const suites = {
    accordee: `${demandee === '' ? 'Délai' : `${demandee} ; délai`} prolongé du ${dateLongue(avant)} au ${apres === null ? '' : dateLongue(apres)}`,
    refusee: `${demandee} ; refusée`, sans_objet: `${demandee} ; sans objet, le porteur ayant répondu avant`,
  };
  return { texte: `${reponse === null ? `${demandee} ; en attente de la réponse du contrôleur` : suites[reponse]}.`, motif: demande?.motif ?? '', reponse: motif };
}

import type { ReglesAppel } from '../../domain/appels/contenu.js';
import { repartir } from '../../domain/conventions/echeancier.js';
import { appliquerPlafondHorsRsa } from '../../domain/financements/plafond-hors-rsa.js';
import { cents, fractionDeCents } from '../../domain/kernel/cents.js';
import { dixMilliemes, DIX_MILLE, taux } from '../../domain/kernel/taux.js';
import { euros, pourcent } from '../../platform/format.js';
import { phraseEchantillonnage } from '../../web/phrase-echantillon.js';
import { libelle } from '../../web/libelles.js';

/** One financial rule of a call told plainly, with a worked example where it helps. */
export interface RegleExpliquee { readonly titre: string; readonly texte: string; readonly exemple: string | null }

/** Amount the examples are worked on: 20 000 €. */
const EXEMPLE = cents(2_000_000);

/** The financial rules of a call, in the order a porteur meets them. @see spec 2.3, 2.4, 2.5 */
export function expliquerRegles(regles: ReglesAppel): RegleExpliquee[] {
  return [plafond(regles), versements(regles), solde(regles), ...(regles.tauxIntervention ? [DEPENSES] : []), SURFINANCEMENT, ...echantillonnage(regles), mouvements(regles), fse(regles), ...versementsFse(regles)];
}

function plafond({ plafondHorsRsa, ageMaxHorsRsa }: ReglesAppel): RegleExpliquee {
  const titre = 'Les personnes prises en compte';
  const autres = `Les personnes hors RSA de ${ageMaxHorsRsa} ans ou plus peuvent participer à l’action, mais n’ouvrent droit à aucune subvention.`;
  if (plafondHorsRsa === taux('0')) {
    return { titre, texte: 'La subvention est réservée aux bénéficiaires du RSA. Les autres personnes peuvent participer à l’action, mais n’ouvrent droit à aucune subvention.', exemple: null };
  }
  const publics = { rsa: 40, horsRsaMoins25: 10, horsRsaAutres: 0 };
  const { plafonnee } = appliquerPlafondHorsRsa(EXEMPLE, publics, plafondHorsRsa);
  return {
    titre,
    texte: `La subvention est destinée aux bénéficiaires du RSA. Les personnes hors RSA comptent si elles ont moins de ${ageMaxHorsRsa} ans, et pour ${pourcent(plafondHorsRsa)} de la subvention au plus. ${autres}`,
    exemple: plafonnee === EXEMPLE
      ? `Exemple : ${euros(EXEMPLE)} pour 40 bénéficiaires du RSA et 10 jeunes hors RSA sont accordés en entier.`
      : `Exemple : pour 40 bénéficiaires du RSA et 10 jeunes hors RSA, une subvention de ${euros(EXEMPLE)} est ramenée à ${euros(plafonnee)}.`,
  };
}

const QUAND: Readonly<Record<string, string>> = {
  signature: 'à la signature de la convention', bilan_intermediaire: 'après le bilan intermédiaire', bilan: 'après le bilan final et son contrôle',
};

function versements({ echeances }: ReglesAppel): RegleExpliquee {
  const parts = echeances.map((e) => `${pourcent(e.taux)} ${QUAND[e.declencheur] ?? libelle('declencheur', e.declencheur)}`);
  const fois = echeances.length === 1 ? 'en une fois' : `en ${echeances.length} fois`;
  const complet = echeances.reduce((n, e) => n + Math.round(Number(e.taux) * 10_000), 0) === 10_000;
  const montants = complet ? repartir(EXEMPLE, echeances).map((e) => euros(e.montant)).join(', puis ') : null;
  return { titre: 'Les versements', texte: `La subvention est versée ${fois} : ${parts.join(', puis ')}.`, exemple: montants === null ? null : `Exemple : pour ${euros(EXEMPLE)}, ${montants}.` };
}

function solde({ methodeProratisation }: ReglesAppel): RegleExpliquee {
  const titre = 'Le solde dépend de ce qui a été réalisé';
  const perte = 'Une action qui n’a pas eu lieu ne donne droit à rien : ce qui a été versé est remboursé.';
  return methodeProratisation === 'solde'
    ? { titre, texte: `Si l’action atteint 80 % des volumes prévus par la convention, 80 % de la dernière échéance est versée ; ce qui a été versé avant le bilan n’est pas réduit pour cette raison. ${perte}`, exemple: null }
    : { titre, texte: `La subvention entière suit la réalisation : si l’action atteint 80 % des volumes prévus par la convention, 80 % de la subvention est due, et le trop-versé est remboursé. ${perte}`, exemple: null };
}

function mouvements({ seuilMouvementBudget: seuil }: ReglesAppel): RegleExpliquee {
  const titre = 'Les changements de budget';
  if (seuil === undefined) return { titre, texte: 'Une fois la convention signée, déplacer une dépense d’un poste à l’autre demande un avenant.', exemple: null };
  return {
    titre, texte: `Une fois la convention signée, vous pouvez déplacer d’un poste à l’autre jusqu’à ${pourcent(seuil)} du coût prévu, en le déclarant. Au-delà, ou si le coût change, il faut un avenant.`,
    exemple: `Exemple : pour un coût prévu de 50 000 €, ${euros(fractionDeCents(cents(5_000_000), dixMilliemes(seuil), DIX_MILLE, 'tronque'))} au plus, tous mouvements réunis.`,
  };
}

const DEPENSES: RegleExpliquee = {
  titre: 'Les dépenses retenues après contrôle',
  texte: 'La part de la subvention dans le coût prévu s’applique aux dépenses retenues après contrôle : si vous dépensez moins que prévu, la subvention baisse dans la même proportion.',
  exemple: 'Exemple : 20 000 € pour un coût prévu de 50 000 € font 40 % ; avec 48 000 € de dépenses retenues, la subvention est limitée à 19 200 €.',
};

const SURFINANCEMENT: RegleExpliquee = {
  titre: 'Pas plus que le coût réel',
  texte: 'L’ensemble des financements ne dépasse jamais les dépenses retenues. Déclarez dans le bilan toutes les ressources que vous avez réellement reçues.',
  exemple: null,
};

function echantillonnage({ echantillonnage: regle }: ReglesAppel): RegleExpliquee[] {
  return regle === undefined ? [] : [{ titre: 'Le contrôle des dépenses nombreuses', texte: phraseEchantillonnage(regle), exemple: regle.extrapolation ? 'Exemple : si 5 % du montant tiré au sort est écarté, les dépenses qui n’ont pas été examinées sont réduites de 5 %.' : null }];
}

function versementsFse({ fse: regles, financeursVerseurs = [] }: ReglesAppel): RegleExpliquee[] {
  if (regles === undefined || !financeursVerseurs.includes('fse')) return [];
  const avance = Number(regles.avance) > 0 ? `Une avance de ${pourcent(regles.avance)} est versée à la signature et déduite des versements qui suivent. ` : '';
  const parts = regles.echeances.map((e) => `${pourcent(e.taux)} ${QUAND[e.declencheur] ?? libelle('declencheur', e.declencheur)}`).join(', puis ');
  return [{
    titre: 'Si le FSE+ vous est attribué', exemple: null,
    texte: `Il fait l’objet d’une convention distincte. ${avance}Le FSE+ est payé ainsi : ${parts}, dans les ${regles.delaiPaiementJours} jours du dépôt d’un bilan complet.`,
  }];
}

function fse({ tauxMaxFse }: ReglesAppel): RegleExpliquee {
  return {
    titre: 'Si vous demandez aussi du FSE+',
    texte: `Le Fonds social européen plus finance ${pourcent(tauxMaxFse)} du coût total au plus. Jusqu’à 200 000 € de coût total, votre budget doit utiliser une option de coûts simplifiés (un forfait).`,
    exemple: null,
  };
}

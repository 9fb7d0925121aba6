import type { CodeArticleFse } from '../../domain/conventions/modele.js';
import { DELAIS_PAR_DEFAUT } from '../../domain/echeances/limites.js';
import { pluriel, pourcent } from '../../platform/format.js';
import { liste, p, type Article, type ConventionARediger, type Redacteur } from './convention-articles.js';

/** Articles that EU law adds to the conventions of FSE+. */
export const REDACTEURS_FSE: Readonly<Record<CodeArticleFse, Redacteur>> = {
  fse_eligibilite: eligibilite, fse_participants: participants, fse_publicite: publicite, fse_audit: audit,
};

/** Regulation (EU) 2021/1060, art. 53, 63 and 64. */
function eligibilite({ termes }: ConventionARediger): Article {
  const options = termes.forfaits.length === 0 ? [] : ['les coûts couverts par un forfait ne sont pas justifiés par des factures : seules le sont les dépenses qui lui servent de base ;'];
  return { titre: 'Éligibilité des dépenses', blocs: [
    p('Une dépense est retenue au titre du FSE+ si elle remplit toutes ces conditions :'),
    liste(
      'elle est liée et nécessaire à l’opération, et elle est prévue au budget ;',
      'elle est engagée par le bénéficiaire et acquittée pendant la période de l’opération, ou au plus tard avant le dépôt du bilan pour celles qui s’y rapportent ;',
      'elle est justifiée par une pièce comptable et par la preuve de son acquittement, et suivie dans une comptabilité séparée ou par une codification adéquate ;',
      ...options,
      'elle n’est financée par aucun autre fonds ni instrument de l’Union européenne ;',
      'elle respecte les règles de la commande publique et, s’il y a lieu, celles des aides d’État.',
    ),
    p('Ne sont pas retenus les intérêts débiteurs, les amendes, les pénalités, les frais de justice et la TVA récupérable.'),
  ] };
}

/** Regulation (EU) 2021/1057, art. 17 and annex I. */
function participants(): Article {
  return { titre: 'Données sur les participants', blocs: [
    p('Le bénéficiaire recueille, pour chaque participant, les données des indicateurs communs du FSE+ : à l’entrée dans l’opération, et à la sortie, au plus tard quatre semaines après celle-ci. Un participant dont les données d’entrée sont incomplètes n’est pas compté.'),
    p('Il informe chaque participant que l’opération est cofinancée par le FSE+, de l’usage de ses données et de ses droits. Il ne les transmet qu’au financeur, par la voie sécurisée que celui-ci lui indique.'),
  ] };
}

/** Regulation (EU) 2021/1060, art. 47, 50 and annex IX. */
function publicite(): Article {
  return { titre: 'Visibilité du soutien de l’Union européenne', blocs: [
    p('Le bénéficiaire fait connaître le soutien de l’Union européenne pendant toute l’opération. Il :'),
    liste(
      'appose l’emblème de l’Union européenne avec la mention « Cofinancé par l’Union européenne » sur tous les documents destinés au public ou aux participants, feuilles d’émargement et attestations comprises ;',
      'décrit l’opération et ce soutien sur son site internet et ses réseaux sociaux, s’il en a ;',
      'affiche, dans un lieu visible du public, une affiche au format A3 au moins, ou un écran équivalent, qui présente l’opération et ce soutien.',
    ),
    p(`Si ces obligations ne sont pas respectées et qu’il n’y est pas remédié, le financeur peut annuler jusqu’à ${pourcent('0.03')} du soutien du FSE+.`),
  ] };
}

/** Regulation (EU) 2021/1060, art. 74, 77, 82 and 103. */
function audit({ appel }: ConventionARediger): Article {
  const annees = appel.regles.delais.conservationFseAnnees ?? DELAIS_PAR_DEFAUT.conservationFseAnnees;
  return { titre: 'Contrôles et audits européens', blocs: [
    p('Le bénéficiaire se soumet à tout contrôle, sur pièces et sur place, des services du financeur, de l’autorité de gestion, des autorités d’audit nationales, de la Commission européenne, de l’Office européen de lutte antifraude et de la Cour des comptes européenne.'),
    p(`Il leur donne accès aux pièces de l’opération pendant ${pluriel(annees, 'an')} à compter du 31 décembre de l’année du dernier versement du FSE+. Une irrégularité constatée donne lieu à une correction financière et au reversement des sommes indûment perçues, même après le solde.`),
  ] };
}

import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { CodeArticle } from '../../domain/conventions/modele.js';
import { echeancierDeConvention, type TermesConvention } from '../../domain/conventions/termes.js';
import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import { DELAIS_PAR_DEFAUT, limiteBilanFinal, SEUIL_PUBLICATION } from '../../domain/echeances/limites.js';
import type { Cents } from '../../domain/kernel/cents.js';
import { formaterTaux } from '../../domain/kernel/taux.js';
import { dateLongue, euros, nombre, pluriel, pourcent } from '../../platform/format.js';
import type { Bloc } from '../../platform/pdf.js';
import { libelle } from '../../web/libelles.js';
import { phraseEchantillonnage } from '../../web/phrase-echantillon.js';
import type { Marque } from '../reglages/marque-queries.js';

/** What the text of a convention is written from. */
export interface ConventionARediger {
  readonly dossier: { readonly numero: string | null; readonly titre: string; readonly appelTitre: string; readonly deposeLe: string | null };
  readonly decision: { readonly deliberationNumero: string; readonly deliberationDate: string };
  readonly version: VersionDossier;
  readonly appel: ContenuAppel;
  readonly marque: Marque;
  readonly numero: string;
  readonly montant: Cents;
  readonly termes: TermesConvention;
}

/** An article before it gets its number. */
export interface Article { readonly titre: string; readonly blocs: readonly Bloc[] }

export type Redacteur = (c: ConventionARediger) => Article;

export const p = (texte: string): Bloc => ({ type: 'paragraphe', texte });
export const liste = (...elements: string[]): Bloc => ({ type: 'liste', elements });

/** Articles of every convention; their order and numbers come from `articlesDe`. */
export const REDACTEURS: Readonly<Record<CodeArticle, Redacteur>> = {
  objet, duree, montant: montantEtCout, versements, objectifs: volumes, obligations, suivi, bilan, controle, reversement, conservation, transparence, modification, resiliation, litiges,
};

function objet({ version, appel, termes }: ConventionARediger): Article {
  const { projet } = version.sections;
  const dispositif = appel.dispositifs.find((d) => d.numero === projet.dispositif);
  return { titre: 'Objet', blocs: [
    p(`Le financeur soutient l’opération « ${termes.titre} », que le bénéficiaire conduit à son initiative et sous sa responsabilité.`),
    { type: 'definitions', entrees: [
      { terme: 'Dispositif', valeur: dispositif === undefined ? String(projet.dispositif) : `${dispositif.numero}. ${dispositif.intitule}` },
      { terme: 'Axe', valeur: projet.axe }, { terme: 'Objectifs', valeur: projet.objectifs },
    ] },
    p('Le dossier déposé et figé par la plateforme précise l’opération ; il a valeur contractuelle.'),
  ] };
}

function duree({ termes }: ConventionARediger): Article {
  return { titre: 'Durée', blocs: [
    p(`L’opération se déroule du ${dateLongue(termes.operation.debut)} au ${dateLongue(termes.operation.fin)}. Seules les dépenses qui s’y rapportent et qui sont engagées pendant cette période sont retenues.`),
    p('La convention prend effet à la signature des deux parties et prend fin quand leurs obligations sont éteintes.'),
  ] };
}

function montantEtCout({ montant, termes }: ConventionARediger): Article {
  const taux = termes.depensesPrevuesCents > 0 && termes.tauxIntervention
    ? ` Elle représente ${pourcent(formaterTaux(montant, termes.depensesPrevuesCents))} de ce coût : ce taux s’applique aux dépenses retenues.` : '';
  const forfaits = termes.forfaits.length === 0 ? [] : [p(`Coûts simplifiés retenus : ${termes.forfaits.map((f) => libelle('forfait', f)).join(' ; ')}. Ils sont recalculés sur les dépenses retenues qui leur servent de base.`)];
  return { titre: 'Montant', blocs: [
    p(`La subvention s’élève à ${euros(montant)} au plus, pour un coût prévu éligible de ${euros(termes.depensesPrevuesCents)}.${taux}`), ...forfaits,
    p('Ce montant est un plafond : il n’augmente pas si le coût réel est plus élevé.'),
  ] };
}

function versements({ montant, termes, version: { organisme } }: ConventionARediger): Article {
  const echeances = echeancierDeConvention(montant, termes);
  return { titre: 'Versements', blocs: [
    p('La subvention est versée selon cet échéancier :'),
    { type: 'tableau', colonnes: [{ titre: 'Échéance', largeur: 3 }, { titre: 'Part', alignement: 'droite' }, { titre: 'Montant', alignement: 'droite' }],
      lignes: echeances.map((e) => [libelle('declencheur', e.declencheur), montant > 0 ? pourcent(formaterTaux(e.montant, montant)) : '', euros(e.montant)]),
      totaux: ['Total', pourcent('1'), euros(montant)] },
    ...(termes.avance === undefined || Number(termes.avance) === 0 ? [] : [p(`L’avance de ${pourcent(termes.avance)} est versée à la signature des deux parties ; elle est déduite des versements qui suivent, dans leur ordre.`)]),
    p('Le versement prévu après le bilan est limité à ce qui reste dû après le contrôle de service fait.'),
    ...(termes.delaiPaiementJours === undefined ? [] : [p(`Le bilan déposé vaut demande de paiement. Le montant dû est versé dans les ${pluriel(termes.delaiPaiementJours, 'jour')} de son dépôt, sous réserve des crédits disponibles ; ce délai est interrompu tant qu’une pièce demandée manque ou qu’une irrégularité est examinée.`)]),
    p(organisme.iban === '' ? 'Le bénéficiaire communique ses coordonnées bancaires au financeur avant le premier versement.' : `Les versements sont faits sur le compte IBAN ${organisme.iban}, BIC ${organisme.bic}, ouvert au nom du bénéficiaire.`),
  ] };
}

function volumes({ termes: { objectifs, publicsPrevus, plafondHorsRsa } }: ConventionARediger): Article {
  const tableau: Bloc[] = objectifs.length === 0 ? [] : [{
    type: 'tableau', legende: 'Objectifs de réalisation', colonnes: [{ titre: 'Objectif', largeur: 4 }, { titre: 'Prévu', alignement: 'droite' }, { titre: 'Unité', largeur: 2 }, { titre: 'Poids', alignement: 'droite' }],
    lignes: objectifs.map((o) => [o.intitule, nombre(o.prevu), o.unite, nombre(o.poids)]),
  }];
  return { titre: 'Objectifs et publics', blocs: [
    ...tableau,
    p(`Publics prévus : ${pluriel(publicsPrevus.rsa, 'bénéficiaire')} du RSA, ${pluriel(publicsPrevus.horsRsaMoins25, 'personne')} de moins de 25 ans hors RSA, ${pluriel(publicsPrevus.horsRsaAutres, 'autre personne', 'autres personnes')}.`),
    p(`La subvention est destinée aux bénéficiaires du RSA. Les personnes de moins de 25 ans hors RSA sont prises en compte jusqu’à ${pourcent(plafondHorsRsa)} du montant ; les autres n’ouvrent droit à aucune subvention.`),
  ] };
}

function obligations({ version: { organisme } }: ConventionARediger): Article {
  return { titre: 'Obligations du bénéficiaire', blocs: [p('Le bénéficiaire s’engage à :'), liste(
    'réaliser l’opération telle que décrite dans le dossier, et signaler sans délai tout retard, tout changement ou toute difficulté ;',
    'employer la subvention à cette seule opération, sans la reverser à un tiers ;',
    'tenir une comptabilité qui permet d’identifier les dépenses et les ressources de l’opération ;',
    'déclarer toute autre aide reçue pour la même opération ;',
    'mentionner le soutien du financeur dans sa communication sur l’opération ;',
    'protéger les données personnelles des participants et respecter la non-discrimination et l’égalité entre les femmes et les hommes ;',
    organisme.nature === 'association' ? 'respecter le contrat d’engagement républicain souscrit au dépôt du dossier ; son manquement entraîne le retrait de la subvention.' : 'respecter les principes de liberté, d’égalité, de fraternité et de laïcité.',
  )] };
}

function suivi({ appel }: ConventionARediger): Article {
  return { titre: 'Suivi de l’opération', blocs: [
    p('Le financeur peut se rendre sur place, réunir un comité de pilotage et demander tout document sur l’opération. Le bénéficiaire lui en facilite l’accès.'),
    p(`La présence des participants est prouvée par des feuilles d’émargement qui portent : ${appel.emargement.join(' ; ')}. Un modèle est fourni sur la plateforme.`),
  ] };
}

function bilan({ appel, termes }: ConventionARediger): Article {
  const { bilanFinalMois } = appel.regles.delais;
  return { titre: 'Bilan', blocs: [
    p(`Le bénéficiaire dépose le bilan final sur la plateforme dans les ${pluriel(bilanFinalMois, 'mois')} qui suivent la fin de l’opération, soit le ${dateLongue(limiteBilanFinal(termes.operation.fin, bilanFinalMois))} au plus tard.`),
    p('Ce bilan comprend :'),
    liste('les volumes réalisés et les publics accueillis ;', 'un compte rendu qualitatif et les indicateurs ;', 'chaque dépense, ligne par ligne, avec son justificatif et la preuve de son acquittement ;', 'les ressources réellement reçues, avec la délibération ou l’attestation de chaque financeur.'),
  ] };
}

function controle({ appel, termes }: ConventionARediger): Article {
  const volume = termes.methode === 'solde'
    ? 'les versements antérieurs au bilan, augmentés du solde réduit au taux de réalisation des objectifs ;' : 'le montant de la convention, réduit au taux de réalisation des objectifs ;';
  const depenses = termes.tauxIntervention ? ['les dépenses retenues, multipliées par le taux de l’article 3 ;'] : [];
  return { titre: 'Contrôle de service fait et montant dû', blocs: [
    p('Une personne qui n’a pas instruit le dossier contrôle le bilan. Elle retient, en tout ou partie, ou écarte chaque dépense en indiquant le motif. Le montant dû est le plus petit de ces plafonds :'),
    liste('le montant de la convention ;', volume, ...depenses, 'les dépenses retenues, moins les autres ressources reçues ;', 'le montant auquel ouvrent droit les publics réellement accueillis, selon l’article 5.'),
    ...(termes.echantillonnage === undefined ? [] : [p(phraseEchantillonnage(termes.echantillonnage))]),
    p('Si l’opération n’a pas eu lieu, rien n’est dû.'),
    p(`Les conclusions provisoires sont envoyées au bénéficiaire, qui dispose de ${pluriel(appel.regles.delais.contradictoireJours, 'jour')} pour répondre et produire de nouvelles pièces. Les conclusions définitives lui sont ensuite notifiées.`),
  ] };
}

function reversement(): Article {
  return { titre: 'Solde et reversement', blocs: [
    p('Si le montant dû dépasse les sommes versées, la différence est payée. S’il leur est inférieur, le financeur émet un titre de reversement de la différence, que le bénéficiaire acquitte à réception.'),
    p('Sont aussi reversées les sommes employées à un autre objet, ou dont l’emploi n’est pas justifié.'),
  ] };
}

function conservation({ appel, termes }: ConventionARediger): Article {
  const { conservationAnnees, conservationAideEtatAnnees, conservationFseAnnees = DELAIS_PAR_DEFAUT.conservationFseAnnees } = appel.regles.delais;
  const fse = termes.financeur === 'fse' ? `${pluriel(conservationFseAnnees, 'an')} à compter du 31 décembre de l’année du dernier versement du FSE+ au bénéficiaire ; ` : '';
  return { titre: 'Conservation des pièces', blocs: [
    p(`Le bénéficiaire conserve les pièces de l’opération ${pluriel(conservationAnnees, 'an')} après le 31 décembre de l’année d’apurement des comptes ; ${fse}${pluriel(conservationAideEtatAnnees, 'an')} si la subvention relève d’un régime d’aide d’État. La plus longue de ces durées s’applique ; la date est affichée dans le dossier.`),
  ] };
}

function transparence({ montant, appel }: ConventionARediger): Article {
  return { titre: 'Transparence', blocs: [p(montant > SEUIL_PUBLICATION
    ? `La subvention dépasse ${euros(SEUIL_PUBLICATION)} : le financeur publie ses données essentielles dans un délai de ${appel.regles.delais.publicationMois ?? DELAIS_PAR_DEFAUT.publicationMois} mois à compter de la signature de la convention.`
    : `La subvention ne dépasse pas ${euros(SEUIL_PUBLICATION)} : la publication de ses données essentielles n’est pas obligatoire.`)] };
}

function modification({ appel }: ConventionARediger): Article {
  const { seuilMouvementBudget: seuil } = appel.regles;
  const mouvements = seuil === undefined ? [] : [p(`Le bénéficiaire peut toutefois déplacer des dépenses d’un poste à l’autre sans avenant, en le déclarant sur la plateforme, tant que le coût prévu ne change pas et que le total déplacé ne dépasse pas ${pourcent(seuil)} de ce coût.`)];
  return { titre: 'Modification', blocs: [p('Toute modification de la convention fait l’objet d’un avenant signé des deux parties. Il n’augmente pas le montant sans nouvelle délibération.'), ...mouvements] };
}

function resiliation(): Article {
  return { titre: 'Résiliation', blocs: [p('En cas de manquement, et après une mise en demeure restée sans effet pendant un mois, la convention peut être résiliée par la partie lésée. Le montant dû est alors arrêté après contrôle de ce qui a été réalisé.')] };
}

function litiges({ appel, marque }: ConventionARediger): Article {
  return { titre: 'Litiges', blocs: [
    p(`Les parties recherchent un accord amiable. Les conclusions du contrôle peuvent faire l’objet d’un recours gracieux, dans un délai franc de ${pluriel(appel.regles.delais.recoursMois, 'mois')} à compter de leur notification. À défaut d’accord, le litige est porté devant la juridiction compétente : ${marque.juridiction}.`),
  ] };
}

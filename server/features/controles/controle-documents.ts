import { somme } from '../../domain/kernel/cents.js';
import type { Jour } from '../../domain/kernel/jour.js';
import type { Financeur } from '../../domain/financements/nomenclature.js';
import { estEcartee, retenuPour } from '../../domain/service-fait/lignes.js';
import { dateLongue, ESPACE_INSECABLE, euros, nombre, pluriel } from '../../platform/format.js';
import type { Bloc } from '../../platform/pdf.js';
import { libelle } from '../../web/libelles.js';
import { tableau } from '../bilans/bilan-documents.js';
import type { LigneDeDepense } from '../../domain/bilans/lignes.js';
import type { BilanLu } from '../bilans/bilan-queries.js';
import type { DossierASolder } from '../bilans/dossier-a-solder-queries.js';
import { presenterSolde, type SoldePresente } from '../../web/presentation-solde.js';
import { lignesAControler, realisationDeclaree, totalRetenu } from './controle-faits.js';
import type { Constats, ControleLu } from './controle-queries.js';
import { direEchantillon } from './echantillon-presentation.js';
import type { Resultat } from './resultat.js';

/** Provisional conclusions: every line and its motive, what is retained, the balance, and how to answer. */
export function conclusionsProvisoires(d: DossierASolder, bilan: BilanLu, controle: ControleLu, resultat: Resultat, limite: Jour): Bloc[] {
  return [
    destinataire(d),
    { type: 'paragraphe', texte: `Le contrôle de service fait de l’opération « ${d.dossier.titre} » aboutit aux conclusions ci-dessous. Elles sont provisoires.` },
    { type: 'encadre', titre: `Vous pouvez répondre jusqu’au ${dateLongue(limite)} inclus`, texte: 'Répondez ligne par ligne dans votre espace, page « Bilan », avec de nouveaux justificatifs si vous en avez, ou acceptez ces conclusions. Sans réponse à cette date, elles deviendront définitives.' },
    ...constatsDuControle(d, bilan, controle, resultat),
    ...soldes(resultat),
  ];
}

/** What the conclusions say of the time limits that follow. */
export interface SuitesDuControle { readonly limiteRecours: Jour; readonly recoursMois: number; readonly juridiction: string; readonly conserverJusquAu: Jour }

/** Final conclusions: the porteur's answers, what is retained, the balance explained, remedies and limits. */
export function conclusionsDefinitives(d: DossierASolder, bilan: BilanLu, controle: ControleLu, resultat: Resultat, suites: SuitesDuControle): Bloc[] {
  return [
    destinataire(d),
    { type: 'paragraphe', texte: `Le contrôle de service fait de l’opération « ${d.dossier.titre} » est conclu.` },
    { type: 'paragraphe', texte: phraseReponse(controle) },
    ...(controle.reponse === '' ? [] : [{ type: 'encadre' as const, titre: 'Votre réponse', texte: controle.reponse }]),
    ...constatsDuControle(d, bilan, controle, resultat),
    ...soldes(resultat),
    { type: 'titre', niveau: 2, texte: 'Voies et délais de recours' },
    { type: 'paragraphe', texte: `Vous pouvez former un recours gracieux contre ces conclusions jusqu’au ${dateLongue(suites.limiteRecours)} inclus, depuis votre espace, page « Recours ». Vous pouvez aussi saisir le ${minuscule(suites.juridiction)} dans un délai de ${suites.recoursMois} mois à compter de la notification de ces conclusions, ou de la notification du rejet de votre recours gracieux.` },
    { type: 'titre', niveau: 2, texte: 'Conservation des pièces' },
    { type: 'paragraphe', texte: `Conservez les pièces justificatives de cette opération au moins jusqu’au ${dateLongue(suites.conserverJusquAu)}.` },
  ];
}

const minuscule = (t: string): string => t.slice(0, 1).toLowerCase() + t.slice(1);

const destinataire = (d: DossierASolder): Bloc => ({ type: 'adresse', lignes: [...d.destinataire] });

function phraseReponse({ reponduLe, reponseAvantLe, constats }: ControleLu): string {
  if (constats.acceptees) return 'Vous avez accepté les conclusions provisoires.';
  if (reponduLe !== null) return 'Vous avez répondu aux conclusions provisoires ; vos réponses ont été examinées.';
  return `Les conclusions provisoires n’ont pas reçu de réponse avant la date limite${reponseAvantLe === null ? '' : ` du ${dateLongue(reponseAvantLe)}`}.`;
}

function constatsDuControle(d: DossierASolder, bilan: BilanLu, controle: ControleLu, resultat: Resultat): Bloc[] {
  const { constats } = controle;
  return [...realisationRetenue(d, bilan, constats), ...depensesRetenues(d, bilan, controle), ...direEchantillon(resultat).map((texte) => ({ type: 'paragraphe' as const, texte })), ...ressourcesRetenues(bilan, constats)];
}

function realisationRetenue(d: DossierASolder, bilan: BilanLu, constats: Constats): Bloc[] {
  const declare = realisationDeclaree(bilan);
  const retenu = constats.realisation ?? declare;
  const publics = (['rsa', 'horsRsaMoins25', 'horsRsaAutres'] as const)
    .map((p) => [libelle('public', p), nombre(d.conventions[0]?.publicsPrevus[p] ?? 0), nombre(declare.publics[p]), nombre(retenu.publics[p])]);
  const objectifs = (d.conventions[0]?.objectifs ?? [])
    .map((o, rang) => [`${o.intitule} (${o.unite})`, nombre(o.prevu), nombre(declare.volumes[rang] ?? 0), nombre(retenu.volumes[rang] ?? 0)]);
  return [
    { type: 'titre', niveau: 2, texte: 'Réalisation' },
    ...(retenu.nonExecution ? [{ type: 'paragraphe' as const, texte: 'L’opération est constatée non exécutée.', gras: true }] : []),
    ...tableau(['Objectif ou public', 'Prévu', 'Déclaré', 'Retenu'], [4, 1, 1, 1], [1, 2, 3], [...objectifs, ...publics]),
    ...(retenu.commentaire === '' ? [] : [{ type: 'paragraphe' as const, texte: `Constat${ESPACE_INSECABLE}: ${retenu.commentaire}` }]),
  ];
}

function depensesRetenues(d: DossierASolder, bilan: BilanLu, controle: ControleLu): Bloc[] {
  const { depenses } = bilan;
  if (depenses.length === 0) return [];
  const controlees = new Set(lignesAControler(d, bilan));
  const tirage = controle.echantillon !== null;
  const aPart = depenses.some((l) => l.fse !== null);
  const retenu = (l: LigneDeDepense, financeur: Financeur): string => {
    if (!controlees.has(l)) return 'au forfait';
    const montant = retenuPour(l, financeur);
    return montant === null && tirage ? 'non examiné' : euros(montant ?? l.montant);
  };
  const principal = d.conventions[0]?.financeur ?? 'departement';
  const colonnes = (valeur: (f: Financeur) => string): string[] => [valeur(principal), ...(aPart ? [valeur('fse')] : [])];
  const coupees = depenses.filter((l) => controlees.has(l) && estEcartee(l));
  return [
    { type: 'titre', niveau: 2, texte: 'Dépenses' },
    ...tableau(['N°', 'Poste', 'Libellé', 'Déclaré', 'Retenu', ...(aPart ? ['Retenu FSE+'] : []), 'Motif'], [0.5, 1.6, 2.6, 1.4, 1.4, ...(aPart ? [1.4] : []), 1.5], aPart ? [3, 4, 5] : [3, 4],
      depenses.map((l) => [String(l.rang), libelle('poste', l.poste), l.libelle, euros(l.montant), ...colonnes((f) => retenu(l, f)), motifs(l)]),
      ['', '', 'Total des lignes contrôlées', euros(somme([...controlees].map((l) => l.montant))), ...colonnes((f) => euros(totalRetenu(d, bilan, controle, f))), '']),
    ...(coupees.length === 0
      ? [{ type: 'paragraphe' as const, texte: tirage ? 'Toutes les lignes examinées sont retenues.' : 'Toutes les lignes contrôlées sont retenues.' }]
      : [{ type: 'titre' as const, niveau: 3 as const, texte: `Constats${ESPACE_INSECABLE}: ${pluriel(coupees.length, 'ligne écartée en tout ou partie', 'lignes écartées en tout ou partie')}` },
        { type: 'liste' as const, elements: coupees.map(constatDeLigne) }]),
  ];
}

const motifs = (l: LigneDeDepense): string => [l.motif, ...(l.fse === null ? [] : [l.fse.motif])].filter((m, i, tous) => m !== null && tous.indexOf(m) === i).map((m) => libelle('motif_rejet', m ?? '')).join(', ');

const constatDeLigne = (l: LigneDeDepense): string => [
  `Ligne ${l.rang}, ${l.libelle}${ESPACE_INSECABLE}: ${l.constat === '' ? 'retenue' : l.constat}`,
  ...(l.fse === null ? [] : [`Pour le FSE+${ESPACE_INSECABLE}: ${euros(l.fse.retenu)} retenus.${l.fse.constat === '' ? '' : ` ${l.fse.constat}`}`]),
  ...(l.reponse === '' ? [] : [`Votre réponse${ESPACE_INSECABLE}: ${l.reponse}`]),
  ...(l.reponsePiece === null ? [] : [`Nouvelle pièce${ESPACE_INSECABLE}: ${l.reponsePiece.nom}`]),
].join('\n');

function ressourcesRetenues({ ressources }: BilanLu, { realisation }: Constats): Bloc[] {
  if (ressources.length === 0) return [];
  const retenu = (id: string, declare: number): number => realisation?.ressources[id] ?? declare;
  return [
    { type: 'titre', niveau: 2, texte: 'Autres ressources' },
    ...tableau(['Financeur', 'Libellé', 'Déclaré', 'Retenu'], [2, 3, 1.4, 1.4], [2, 3],
      ressources.map((r) => [libelle('financeur', r.financeur), r.libelle, euros(r.montant), euros(retenu(r.id, r.montant))])),
  ];
}

const soldes = ({ conventions }: Resultat): Bloc[] => conventions.flatMap((c) => blocsDuSolde(presenterSolde(c, c)));

function blocsDuSolde(s: SoldePresente): Bloc[] {
  return [
    { type: 'titre', niveau: 2, texte: `Montant dû${ESPACE_INSECABLE}: convention ${s.numero} (${s.financeur})` },
    { type: 'definitions', entrees: [
      { terme: 'Dépenses retenues', valeur: euros(s.depensesCents) },
      ...s.forfaits.map((f) => ({ terme: `dont forfait de ${f.texte}`, valeur: `${euros(f.montantCents)} sur ${euros(f.assietteCents)}` })),
      { terme: 'Autres ressources retenues', valeur: euros(s.autresRessourcesCents) },
    ] },
    ...tableau(['Plafond', 'Calcul', 'Montant'], [1.6, 4, 1.4], [2],
      s.plafonds.map((p) => [p.contraignant ? `${p.libelle} (plafond retenu)` : p.libelle, p.phrase, p.montantCents === null ? 'non appliqué' : euros(p.montantCents)])),
    { type: 'encadre', titre: s.aReverser ? `À reverser${ESPACE_INSECABLE}: ${euros(s.aReverserCents)}` : `Solde à verser${ESPACE_INSECABLE}: ${euros(s.soldeCents)}`,
      texte: `Montant dû${ESPACE_INSECABLE}: ${euros(s.duCents)}. Déjà versé${ESPACE_INSECABLE}: ${euros(s.verseCents)}.\n${s.conclusion}` },
    ...(s.leviers.length === 0 ? [] : [{ type: 'paragraphe' as const, texte: 'Ce qui changerait ce montant', gras: true }, { type: 'liste' as const, elements: [...s.leviers] }]),
  ];
}

import { DIX_MILLE, dixMilliemes } from '../domain/kernel/taux.js';
import { fractionDeCents, somme } from '../domain/kernel/cents.js';
import type { CodePlafond, ExplicationSolde, Levier, Solde } from '../domain/service-fait/solde.js';
import { dateLongue, euros, nombre, pluriel, pourcent } from '../platform/format.js';
import { libelle } from './libelles.js';

/** One of the five ceilings in words; `montantCents` null when it is not applied. */
export interface PlafondExplique {
  readonly code: CodePlafond;
  readonly libelle: string;
  readonly montantCents: number | null;
  readonly phrase: string;
  readonly contraignant: boolean;
}

/** The balance in French: five ceilings in order, the conclusion, what would change it. */
export interface SoldeExplique {
  readonly plafonds: readonly PlafondExplique[];
  readonly conclusion: string;
  readonly leviers: readonly string[];
}

/** The part of a balance that its explanation needs; amounts in cents. */
export type SoldeAExpliquer = Pick<Solde, 'explication' | 'du' | 'solde' | 'aReverser' | 'contraignant'>;

/** How a balance was settled since it was fixed; `le` is the day, null when it is not known. */
export interface Reglement { readonly nature: 'verse' | 'reverse' | 'abandonne'; readonly le: string | null }

type ExplicationPlafond = ExplicationSolde['plafonds'][number];
type De<C extends CodePlafond> = Extract<ExplicationPlafond, { code: C }>;

/**
 * Puts a balance into words, the same for the porteur, the controller, the auditor and every document.
 * @param reglement how it was settled since, when it was; a document that is frozen at its date gives none
 * @see spec 2.5 ("lists the five ceilings in order, names the binding one, and says which figure would change it")
 */
export function expliquerSolde(solde: SoldeAExpliquer, reglement: Reglement | null = null): SoldeExplique {
  const { explication, du } = solde;
  return {
    plafonds: explication.plafonds.map((p) => ({
      code: p.code, libelle: libelle('plafond', p.code), montantCents: p.montant, phrase: phraseDe(p), contraignant: p.code === solde.contraignant,
    })),
    conclusion: conclure(solde, reglement), leviers: explication.leviers.map((l) => phraseDuLevier(l, du)),
  };
}

function phraseDe(p: ExplicationPlafond): string {
  switch (p.code) {
    case 'convention': return `Le montant voté et conventionné : ${euros(p.montantConvention)}.`;
    case 'volume': return phraseVolume(p);
    case 'depenses': return phraseDepenses(p);
    case 'surfinancement': return phraseSurfinancement(p);
    case 'publics': return phrasePublics(p);
  }
}

function phraseVolume(p: De<'volume'>): string {
  if (p.nonExecution) return 'L’action est déclarée non exécutée : rien n’est dû.';
  const taux = `${pourcent(p.tauxRealisation)}${detailObjectifs(p)}`;
  const proratise = p.methode === 'solde' ? p.auBilan : p.montantConvention;
  const fixe = p.methode === 'solde' ? p.avantBilan : null;
  const calcule = somme([...(fixe === null ? [] : [fixe]), fractionDeCents(proratise, dixMilliemes(p.tauxRealisation), DIX_MILLE, 'demi_superieur')]);
  const exact = calcule === p.montant ? '' : ' Le calcul se fait sur le taux exact.';
  return fixe === null
    ? `Le montant de la convention (${euros(proratise)}) suit le taux de réalisation : ${taux}.${exact}`
    : `Les échéances antérieures au bilan final (${euros(fixe)}) ne sont pas réduites ; celles du bilan final (${euros(proratise)}) suivent le taux de réalisation : ${taux}.${exact}`;
}

const OBJECTIFS_CITES = 4;

function detailObjectifs({ objectifs }: De<'volume'>): string {
  const comptes = objectifs.filter((o) => o.taux !== null);
  if (comptes.length === 0) return ', faute d’objectif chiffré';
  if (comptes.length > OBJECTIFS_CITES) return `, moyenne pondérée de ${comptes.length} objectifs`;
  return ` (${comptes.map((o) => `${nombre(Number(o.realise))} réalisés sur ${nombre(Number(o.prevu))} prévus`).join(' ; ')})`;
}

function phraseDepenses(p: De<'depenses'>): string {
  if (p.nonApplique === 'sans_taux_intervention') return 'Non appliqué : la convention ne fixe pas de taux d’intervention.';
  if (p.nonApplique === 'depenses_prevues_nulles') return 'Non appliqué : la convention ne prévoit aucune dépense.';
  return `La convention finance ${pourcent(p.tauxIntervention ?? '0')} du coût (${euros(p.montantConvention)} pour ${euros(p.depensesPrevues)} prévus) ; la même part s’applique aux ${euros(p.depensesRetenues)} de dépenses retenues.`;
}

function phraseSurfinancement({ depensesRetenues, autresRessources }: De<'surfinancement'>): string {
  const figures = `dépenses retenues (${euros(depensesRetenues)}) moins autres ressources reçues (${euros(autresRessources)})`;
  return autresRessources >= depensesRetenues
    ? `Les autres ressources couvrent déjà tout le coût : ${figures}.`
    : `Le total des financements ne dépasse pas le coût : ${figures}.`;
}

function phrasePublics({ publics, plafondHorsRsa, resultat }: De<'publics'>): string {
  const { rsa, horsRsaMoins25, horsRsaAutres } = publics;
  if (rsa + horsRsaMoins25 + horsRsaAutres === 0) return 'Aucune personne retenue : rien n’est dû.';
  const compte = `${pluriel(rsa, 'bénéficiaire du RSA', 'bénéficiaires du RSA')}, ${pluriel(horsRsaMoins25, 'jeune hors RSA', 'jeunes hors RSA')}, ${pluriel(horsRsaAutres, 'autre personne', 'autres personnes')}`;
  const motifs = [
    ...(resultat.depasse ? [`les jeunes hors RSA comptent pour ${pourcent(plafondHorsRsa)} de la subvention au plus`] : []),
    ...(horsRsaAutres > 0 ? ['les autres personnes n’ouvrent droit à rien'] : []),
  ];
  if (motifs.length === 0) return `${compte} : la part des jeunes hors RSA reste dans la limite de ${pourcent(plafondHorsRsa)}.`;
  return `${compte} : ${motifs.join(' et ')}. ${euros(resultat.ecarte)} sont écartés.`;
}

function conclure({ du, solde, aReverser, contraignant, explication }: SoldeAExpliquer, reglement: Reglement | null): string {
  const verse = du - solde + aReverser;
  const limites = [contraignant, ...explication.aEgalite].map((c) => `« ${libelle('plafond', c)} »`);
  const par = limites.length === 1 ? `le plafond ${limites[0] ?? ''}` : `les plafonds ${limites.join(' et ')}, au même niveau`;
  const montant = `Le montant dû est de ${euros(du)}, fixé par ${par}.`;
  if (reglement !== null) return `${montant} ${phraseReglement(reglement, verse, solde, aReverser)}`;
  const dejaVerse = verse === 0 ? 'Rien n’a encore été versé' : `${euros(verse)} ont déjà été versés`;
  const reste = aReverser > 0 ? `${euros(aReverser)} sont à reverser`
    : solde > 0 ? `il reste ${euros(solde)} à verser` : 'il ne reste rien à verser';
  return `${montant} ${dejaVerse} : ${reste}.`;
}

function phraseReglement({ nature, le }: Reglement, verse: number, solde: number, aReverser: number): string {
  const date = le === null ? '' : ` le ${dateLongue(le)}`;
  const avant = verse === 0 ? 'Rien n’avait été versé' : `${euros(verse)} avaient été versés`;
  const suite = nature === 'verse' ? `le solde de ${euros(solde)} a été versé${date}`
    : nature === 'reverse' ? `le trop-perçu de ${euros(aReverser)} a été reversé${date}` : `le titre de reversement de ${euros(aReverser)} a été annulé${date}`;
  return `${avant} quand le contrôle a été conclu ; ${suite}.`;
}

function phraseDuLevier({ chiffre, duAtteignable, cible }: Levier, du: number): string {
  if (chiffre === 'montant_convention') return 'Tout le montant de la convention est dû : seul un avenant pourrait l’augmenter.';
  const gagne = duAtteignable !== null && duAtteignable > du;
  const jusqua = euros(duAtteignable ?? du);
  if (!gagne) return `${SUJETS[chiffre]} ne suffirait pas : un autre plafond s’arrête au même montant.`;
  if (chiffre === 'depenses_retenues' && cible !== null) return `Avec au moins ${euros(cible)} de dépenses retenues, le montant dû atteindrait ${jusqua}.`;
  if (chiffre === 'autres_ressources' && cible !== null) return `Avec ${euros(cible)} d’autres ressources au plus, le montant dû atteindrait ${jusqua}.`;
  return `${SUJETS[chiffre]} porterait le montant dû jusqu’à ${jusqua} au plus.`;
}

const SUJETS: Readonly<Record<Exclude<Levier['chiffre'], 'montant_convention'>, string>> = {
  volumes_realises: 'Un volume réalisé plus élevé',
  non_execution: 'Reconnaître que l’action a été exécutée',
  depenses_retenues: 'Retenir davantage de dépenses',
  autres_ressources: 'Compter moins d’autres ressources',
  publics_rsa: 'Compter davantage de bénéficiaires du RSA',
  publics_hors_rsa: 'Compter moins de personnes hors RSA',
};

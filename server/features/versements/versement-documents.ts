import { jourAParis, type Instant } from '../../platform/clock.js';
import { dateLongue, euros } from '../../platform/format.js';
import type { Bloc, DocumentModele } from '../../platform/pdf.js';
import { blocAdresse } from '../../web/bloc-adresse.js';
import { libelle } from '../../web/libelles.js';
import type { OrganismeLu } from '../organismes/organisme-queries.js';
import type { VersementLu } from './versement-queries.js';

/** Account a payment goes to, as its certificate froze it. */
export interface Coordonnees { readonly titulaire: string; readonly iban: string; readonly bic: string }

const TERMES = { titulaire: 'Titulaire du compte', iban: 'IBAN', bic: 'BIC' } as const;

/** IBAN in groups of four, as banks print it. */
export const grouperIban = (iban: string): string => iban.replace(/(.{4})(?=.)/g, '$1 ');

/** Name of an instalment: « Échéance 2, après le bilan final ». */
export const nommerEcheance = ({ rang, declencheur }: Pick<VersementLu, 'rang' | 'declencheur'>): string => {
  const quand = libelle('declencheur', declencheur);
  return `Échéance ${rang}, ${quand.charAt(0).toLowerCase()}${quand.slice(1)}`;
};

/** Reference under which accounting knows a payment: `CONV-AAP-2022-0001-D-1`. */
export const referenceDe = ({ convention, rang }: Pick<VersementLu, 'convention' | 'rang'>): string => `${convention.numero}-${rang}`;

/** Account written on a certificate: the one that is paid, whatever the organisme changes afterwards. */
export function coordonneesDuCertificat(modele: DocumentModele): Coordonnees {
  const entrees = modele.blocs.flatMap((b) => (b.type === 'definitions' ? b.entrees : []));
  const valeur = (terme: string): string => entrees.find((e) => e.terme === terme)?.valeur ?? '';
  return { titulaire: valeur(TERMES.titulaire), iban: valeur(TERMES.iban).replaceAll(' ', ''), bic: valeur(TERMES.bic) };
}

export interface Liquidation {
  readonly versement: VersementLu;
  /** Already paid on the convention, in cents. */
  readonly dejaVerseCents: number;
  readonly liquidateur: string;
  readonly le: Instant;
}

/** Liquidation certificate: who is paid, on which account, for what, and the total paid on the convention after it. */
export function certificatDeLiquidation({ versement: v, dejaVerseCents, liquidateur, le }: Liquidation): Bloc[] {
  const cumul = dejaVerseCents + v.montantCents;
  return [
    { type: 'definitions', entrees: [
      { terme: 'Bénéficiaire', valeur: v.organisme.nom }, { terme: 'SIRET', valeur: v.organisme.siret },
      { terme: TERMES.titulaire, valeur: v.organisme.nom }, { terme: TERMES.iban, valeur: grouperIban(v.organisme.iban) }, { terme: TERMES.bic, valeur: v.organisme.bic },
    ] },
    { type: 'titre', niveau: 2, texte: 'Objet' },
    { type: 'definitions', entrees: [
      { terme: 'Dossier', valeur: `${v.dossier.numero}, ${v.dossier.titre}` },
      { terme: 'Convention', valeur: v.convention.numero },
      { terme: 'Financeur', valeur: libelle('financeur', v.convention.financeur) },
      ...(v.convention.signeeLe === null ? [] : [{ terme: 'Signée le', valeur: dateLongue(v.convention.signeeLe) }]),
      { terme: 'Versement', valeur: nommerEcheance(v) },
      ...(v.exigibleLe === null ? [] : [{ terme: 'Exigible depuis le', valeur: dateLongue(v.exigibleLe) }]),
    ] },
    { type: 'tableau', legende: 'Situation de la convention', colonnes: [{ titre: 'Rubrique', largeur: 3 }, { titre: 'Montant', alignement: 'droite' }], lignes: [
      ['Montant de la convention', euros(v.convention.montantCents)],
      ['Versé avant ce certificat', euros(dejaVerseCents)],
      ['Présent versement', euros(v.montantCents)],
      ['Total après ce versement', euros(cumul)],
      ['Reste sur le montant de la convention', euros(v.convention.montantCents - cumul)],
    ] },
    { type: 'encadre', titre: `À payer : ${euros(v.montantCents)}`, texte: `Les conditions de ce versement sont remplies. Le montant ci-dessus est liquidé le ${dateLongue(jourAParis(le))} par ${liquidateur}. Il est mandaté après validation par une autre personne.` },
    { type: 'signature', lieu: '', date: dateLongue(jourAParis(le)), qualite: 'Pour le service des finances', nom: liquidateur },
  ];
}

export interface Reversement {
  readonly numero: string;
  readonly organisme: OrganismeLu;
  readonly dossier: { readonly numero: string | null; readonly titre: string };
  readonly convention: { readonly numero: string; readonly montant: number };
  readonly verseCents: number;
  readonly duCents: number;
  readonly aReverserCents: number;
  readonly le: Instant;
  readonly collectivite: string;
}

/** Letter that claims back what was paid in excess. */
export function titreDeReversement(r: Reversement): Bloc[] {
  const { organisme: o } = r;
  return [
    blocAdresse(o),
    { type: 'titre', niveau: 1, texte: `Titre de reversement ${r.numero}` },
    { type: 'definitions', entrees: [
      { terme: 'Dossier', valeur: `${r.dossier.numero ?? ''}, ${r.dossier.titre}` }, { terme: 'Convention', valeur: r.convention.numero }, { terme: 'Organisme', valeur: `${o.nom}, SIRET ${o.siret}` },
    ] },
    { type: 'paragraphe', texte: 'Le contrôle de service fait de votre opération est terminé. Le montant dû au titre de la convention est inférieur à ce qui vous a été versé : la différence est à reverser.' },
    { type: 'tableau', legende: 'Calcul du reversement', colonnes: [{ titre: 'Rubrique', largeur: 3 }, { titre: 'Montant', alignement: 'droite' }], lignes: [
      ['Montant de la convention', euros(r.convention.montant)], ['Montant versé', euros(r.verseCents)], ['Montant dû après contrôle', euros(r.duCents)],
    ], totaux: ['À reverser', euros(r.aReverserCents)] },
    { type: 'paragraphe', texte: 'N’envoyez rien maintenant : le comptable public vous adressera un avis des sommes à payer, qui indique comment et avant quelle date régler.' },
    { type: 'paragraphe', texte: 'Le détail du calcul se trouve dans votre dossier, rubrique « Solde ». Ce montant découle des conclusions du contrôle, que vous pouvez contester dans les délais indiqués par leur notification.' },
    { type: 'signature', lieu: '', date: dateLongue(jourAParis(r.le)), qualite: `Pour ${r.collectivite}` },
  ];
}

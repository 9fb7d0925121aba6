import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import { dateLongue, euros, instantLong, pluriel } from '../../platform/format.js';
import type { Bloc } from '../../platform/pdf.js';
import { libelle } from '../../web/libelles.js';
import type { RapportLu } from '../notation/rapport-queries.js';
import { moyenneEnToutesLettres } from './seance-documents.js';
import type { LigneClassee, LigneSeance, VueSeance } from './seance-vue.js';

/** What one sheet of the booklet is made from. */
export interface Fiche {
  readonly ligne: LigneSeance & { readonly rang?: LigneClassee['rang'] };
  readonly version: VersionDossier | undefined;
  readonly rapport: RapportLu | undefined;
}

/** Longest text of a sheet, so that it holds on one page. */
const TEXTE_MAX = 480;

/** Dossiers of the booklet of one reader: ranked where they may see every score, otherwise by number; never those they are kept away from. */
export function lignesDuLivret({ classees, sansScores }: VueSeance): Fiche['ligne'][] {
  if (sansScores.length === 0) return [...classees];
  return [...classees.map(({ rang: _rang, ...l }) => l), ...sansScores].sort((a, b) => (a.numero < b.numero ? -1 : 1));
}

/** Booklet of a session: table of its sheets, then one page per dossier. */
export function livret({ seance, membres, cachees }: VueSeance, fiches: readonly Fiche[]): Bloc[] {
  return [
    paragraphe(`Comité de sélection de l’appel « ${seance.appelTitre} », ${instantLong(seance.le)}, ${seance.lieu}.`),
    { type: 'definitions', entrees: [{ terme: 'Séance', valeur: seance.titre }, { terme: 'Membres', valeur: membres.map((m) => m.nom).join(', ') }, { terme: 'Dossiers', valeur: pluriel(fiches.length, 'fiche') }] },
    ...(cachees.length === 0 ? [] : [paragraphe(`Ce livret ne contient pas ${pluriel(cachees.length, 'dossier dont vous vous êtes écarté', 'dossiers dont vous vous êtes écarté')}.`)]),
    { type: 'titre', niveau: 2, texte: 'Sommaire' },
    fiches.length === 0 ? paragraphe('Aucun dossier à l’ordre du jour.') : {
      type: 'tableau',
      colonnes: [{ titre: 'Fiche', alignement: 'droite' }, { titre: 'Dossier', largeur: 2.2 }, { titre: 'Organisme', largeur: 3 }, { titre: 'Projet', largeur: 3 }, { titre: 'Demandé', largeur: 2, alignement: 'droite' }, { titre: 'Proposé', largeur: 2, alignement: 'droite' }],
      lignes: fiches.map(({ ligne: l }, i) => [String(i + 1), l.numero, l.organismeNom, couper(l.titre, 90), euros(l.demandeCents), l.proposeCents === null ? '–' : euros(l.proposeCents)]),
    },
    ...fiches.flatMap((fiche, i) => page(fiche, i + 1)),
  ];
}

function page({ ligne: l, version, rapport }: Fiche, numero: number): Bloc[] {
  return [
    { type: 'saut_de_page' }, { type: 'titre', niveau: 2, texte: `Fiche ${numero} : ${l.numero}` },
    { type: 'paragraphe', gras: true, texte: couper(`${l.organismeNom}, ${l.titre}`, 200) },
    { type: 'definitions', entrees: [
      ...(version === undefined ? [] : faits(version)),
      { terme: 'Coût total', valeur: euros(l.coutTotalCents) }, { terme: 'Demandé', valeur: euros(l.demandeCents) },
      { terme: 'Proposé par l’instruction', valeur: `${l.proposeCents === null ? '–' : euros(l.proposeCents)}${rapport?.conclusion ? `, ${libelle('avis', rapport.conclusion).toLowerCase()}` : ''}` },
      ...(l.acces.niveau === 'complet' ? [{ terme: 'Moyenne', valeur: `${moyenneEnToutesLettres(l)}${l.rang ? `, rang ${l.rang}` : ''}` }] : []),
    ] },
    ...(version === undefined ? [] : [...texte('Besoin', version.sections.projet.besoin), ...texte('Objectifs', version.sections.projet.objectifs)]),
    ...texte('Conclusion de l’instruction', rapport?.chapitres.conclusion ?? ''),
  ];
}

function faits({ sections: { projet, publics, budget } }: VersionDossier): { terme: string; valeur: string }[] {
  const autres = budget.ressources.filter((r) => r.financeur !== 'departement').map((r) => `${libelle('financeur', r.financeur)} ${euros(r.montant)} (${libelle('statut_ressource', r.statut).toLowerCase()})`);
  return [
    { terme: 'Axe', valeur: projet.axe }, { terme: 'Période', valeur: `du ${dateLongue(projet.debut)} au ${dateLongue(projet.fin)}` },
    { terme: 'Publics', valeur: `${publics.rsa} bénéficiaires du RSA, ${publics.horsRsaMoins25} moins de 25 ans hors RSA, ${publics.horsRsaAutres} autres` },
    { terme: 'Autres financements', valeur: couper(autres.join(' ; ') || 'Aucun', 300) },
  ];
}

const paragraphe = (contenu: string): Bloc => ({ type: 'paragraphe', texte: contenu });

function texte(intitule: string, contenu: string): Bloc[] {
  return contenu.trim() === '' ? [] : [{ type: 'titre', niveau: 3, texte: intitule }, paragraphe(couper(contenu.replace(/\s*\n\s*/g, ' '), TEXTE_MAX))];
}

/** At most `max` characters, cut at a word. */
function couper(contenu: string, max: number): string {
  return contenu.length <= max ? contenu : `${contenu.slice(0, max - 1).replace(/\s+\S*$/u, '')}…`;
}

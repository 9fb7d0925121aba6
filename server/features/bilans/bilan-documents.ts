import type { Instant } from '../../platform/clock.js';
import { dateCourte, dateLongue, ESPACE_INSECABLE, euros, instantLong, nombre, pluriel } from '../../platform/format.js';
import { somme } from '../../domain/kernel/cents.js';
import type { Bloc } from '../../platform/pdf.js';
import { libelle } from '../../web/libelles.js';
import type { BilanLu } from './bilan-queries.js';
import type { DossierASolder } from './dossier-a-solder-queries.js';

/** Receipt of a bilan: what was declared, line by line, and the hash of every piece of evidence. */
export function recepisseDeBilan(d: DossierASolder, bilan: BilanLu, signataire: string, le: Instant): Bloc[] {
  return [
    { type: 'paragraphe', texte: `Le bilan final de l’opération « ${d.dossier.titre} » a été déposé le ${instantLong(le)} par ${signataire}, pour l’organisme « ${d.dossier.organismeNom} ».` },
    { type: 'definitions', entrees: [
      { terme: 'Dossier', valeur: d.dossier.numero ?? '' },
      ...d.conventions.map((c) => ({ terme: 'Convention', valeur: `${c.numero} (${libelle('financeur', c.financeur)}), ${euros(c.conditions.montant)}` })),
      { terme: 'Date limite de dépôt', valeur: dateLongue(bilan.limite) },
    ] },
    ...realisationDeclaree(d, bilan),
    ...depensesDeclarees(bilan),
    ...ressourcesDeclarees(bilan),
    ...justificatifs(bilan),
    { type: 'paragraphe', discret: true, texte: 'L’empreinte SHA-256 d’un fichier change dès qu’un seul de ses octets change : elle prouve que le fichier conservé est bien celui qui a été déposé.' },
  ];
}

function realisationDeclaree(d: DossierASolder, { contenu: { realisation } }: BilanLu): Bloc[] {
  if (realisation === null) return [];
  const titre: Bloc = { type: 'titre', niveau: 2, texte: 'Réalisation déclarée' };
  if (realisation.nonExecution) return [titre, { type: 'paragraphe', texte: 'L’opération n’a pas été exécutée.', gras: true }, ...paragraphes(realisation.recit)];
  const { rsa, horsRsaMoins25, horsRsaAutres } = realisation.publics;
  return [
    titre,
    ...tableau(['Objectif', 'Prévu', 'Réalisé', 'Unité'], [4, 1, 1, 2], [1, 2],
      (d.conventions[0]?.objectifs ?? []).map((o, rang) => [o.intitule, nombre(o.prevu), nombre(realisation.volumes[rang] ?? 0), o.unite])),
    { type: 'paragraphe', texte: `Personnes accueillies${ESPACE_INSECABLE}: ${rsa ?? 0} bénéficiaires du RSA, ${horsRsaMoins25 ?? 0} hors RSA de moins de 25 ans, ${horsRsaAutres ?? 0} hors RSA de 25 ans ou plus.` },
    ...tableau(['Indicateur', 'Cible', 'Constaté'], [3, 2, 3], [],
      d.indicateurs.map((i, rang) => [i.intitule, i.cible, realisation.indicateurs[rang] ?? ''])),
    ...paragraphes(realisation.recit),
  ];
}

function depensesDeclarees({ depenses }: BilanLu): Bloc[] {
  if (depenses.length === 0) return [{ type: 'paragraphe', texte: 'Aucune dépense déclarée.' }];
  return [
    { type: 'titre', niveau: 2, texte: 'Dépenses déclarées' },
    ...tableau(['N°', 'Poste', 'Libellé', 'Date', 'Acquittée le', 'Montant'], [0.5, 1.6, 3, 1.1, 1.2, 1.4], [5],
      depenses.map((l) => [String(l.rang), libelle('poste', l.poste), l.libelle, dateCourte(l.date), l.acquitteeLe === null ? '—' : dateCourte(l.acquitteeLe), euros(l.montant)]),
      ['', '', 'Total', '', '', euros(somme(depenses.map((l) => l.montant)))]),
  ];
}

function ressourcesDeclarees({ ressources }: BilanLu): Bloc[] {
  if (ressources.length === 0) return [{ type: 'paragraphe', texte: 'Aucune autre ressource reçue.' }];
  return [
    { type: 'titre', niveau: 2, texte: 'Autres ressources reçues' },
    ...tableau(['Financeur', 'Libellé', 'Montant'], [2, 3, 1.4], [2],
      ressources.map((r) => [libelle('financeur', r.financeur), r.libelle, euros(r.montant)]), ['Total', '', euros(somme(ressources.map((r) => r.montant)))]),
  ];
}

function justificatifs({ depenses, ressources }: BilanLu): Bloc[] {
  const lignes = [
    ...depenses.flatMap((l) => l.pieces.map((p) => [`Dépense ${l.rang}`, p.nom, p.sha256])),
    ...ressources.flatMap((r) => (r.piece === null ? [] : [[libelle('financeur', r.financeur), r.piece.nom, r.piece.sha256]])),
  ];
  if (lignes.length === 0) return [];
  return [
    { type: 'titre', niveau: 2, texte: `Justificatifs${ESPACE_INSECABLE}: ${pluriel(lignes.length, 'fichier')}` },
    ...tableau(['Ligne', 'Fichier', 'Empreinte SHA-256'], [1.2, 2.2, 4], [], lignes),
  ];
}

const paragraphes = (texte: string): Bloc[] => texte.split(/\n+/).filter((p) => p.trim() !== '').map((p) => ({ type: 'paragraphe', texte: p }));

/** A table block, or nothing without rows; `droite` lists the columns of figures. */
export function tableau(titres: readonly string[], largeurs: readonly number[], droite: readonly number[], lignes: string[][], totaux?: string[]): Bloc[] {
  if (lignes.length === 0) return [];
  const colonnes = titres.map((titre, rang) => ({ titre, largeur: largeurs[rang] ?? 1, ...(droite.includes(rang) ? { alignement: 'droite' as const } : {}) }));
  return [{ type: 'tableau', colonnes, lignes, ...(totaux === undefined ? {} : { totaux }) }];
}

import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import type { Chapitre } from '../../domain/instruction/rapport.js';
import { dateLongue, euros, nombre, pluriel } from '../../platform/format.js';
import { libelle } from '../../web/libelles.js';

/** What the dossier says on the subject of a chapter. */
export interface DonneesChapitre {
  readonly entrees: readonly { readonly terme: string; readonly valeur: string }[];
}

/** Facts of the deposited dossier, set beside each chapter of the report. */
export function donneesParChapitre(version: VersionDossier, appel: ContenuAppel, territoires: readonly { code: string; nom: string }[]): Readonly<Record<Chapitre, DonneesChapitre>> {
  const { projet, publics, budget, indicateurs, engagements } = version.sections;
  const ligne = (l: { libelle: string; montant: number }, nom: string): string => `${[...new Set([nom, l.libelle].filter(Boolean))].join(' – ')} : ${euros(l.montant)}`;
  return {
    besoin: { entrees: [
      { terme: 'Besoin', valeur: projet.besoin }, { terme: 'Publics visés', valeur: publics.ciblePublics.join(', ') }, { terme: 'Effectifs', valeur: effectifs(publics) },
      { terme: 'Repérage', valeur: publics.reperage }, { terme: 'Objectifs chiffrés', valeur: publics.volumes.map((v) => `${v.intitule} : ${nombre(v.prevu)} ${v.unite}`).join('\n') },
    ] },
    qualite: { entrees: [
      { terme: 'Dispositif', valeur: appel.dispositifs.find((d) => d.numero === projet.dispositif)?.intitule ?? '' }, { terme: 'Axe et mesures', valeur: [projet.axe, ...projet.mesures].join('\n') },
      { terme: 'Objectifs', valeur: projet.objectifs }, { terme: 'Méthode', valeur: projet.methode }, { terme: 'Calendrier', valeur: `du ${dateLongue(projet.debut)} au ${dateLongue(projet.fin)}` },
      { terme: 'Indicateurs', valeur: indicateurs.indicateurs.map((i) => `${i.intitule} : ${i.cible}`).join('\n') },
    ] },
    partenariat: { entrees: [
      { terme: 'Partenariat', valeur: projet.partenariat }, { terme: 'Territoires', valeur: projet.territoires.map((c) => territoires.find((t) => t.code === c)?.nom ?? c).join(', ') },
      ...(projet.concertation === '' ? [] : [{ terme: 'Concertation préalable', valeur: projet.concertation }]),
    ] },
    moyens: { entrees: [
      { terme: 'Équipe', valeur: projet.equipe },
      { terme: 'Personnel', valeur: budget.depenses.filter((d) => d.poste === 'personnel_direct').map((d) => ligne(d, '')).join('\n') || 'Aucune dépense de personnel' },
      ...(budget.valorisations.length === 0 ? [] : [{ terme: 'Contributions en nature', valeur: budget.valorisations.map((v) => ligne(v, '')).join('\n') }]),
    ] },
    budget: { entrees: [
      { terme: 'Dépenses', valeur: budget.depenses.map((d) => ligne(d, libelle('poste', d.poste))).join('\n') },
      { terme: 'Ressources', valeur: budget.ressources.map((r) => ligne(r, `${libelle('financeur', r.financeur)} (${libelle('statut_ressource', r.statut).toLowerCase()})`)).join('\n') },
      ...(budget.forfaits.length === 0 ? [] : [{ terme: 'Forfaits', valeur: budget.forfaits.map((f) => libelle('forfait', f)).join('\n') }]),
      { terme: 'Autres aides reçues', valeur: engagements.aidesRecues || 'Aucune déclarée' },
    ] },
    conclusion: { entrees: [] },
  };
}

function effectifs({ rsa, horsRsaMoins25, horsRsaAutres }: VersionDossier['sections']['publics']): string {
  return [
    `${pluriel(rsa, 'bénéficiaire')} du RSA`, `${pluriel(horsRsaMoins25, 'personne')} hors RSA de moins de 25 ans`,
    ...(horsRsaAutres === 0 ? [] : [`${pluriel(horsRsaAutres, 'personne')} hors RSA de 25 ans ou plus`]),
  ].join('\n');
}

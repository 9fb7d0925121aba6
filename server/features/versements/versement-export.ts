import type { Knex } from 'knex';
import { jourAParis, instant } from '../../platform/clock.js';
import type { Cellule } from '../../platform/csv.js';
import { dateCourte } from '../../platform/format.js';
import { libelle } from '../../web/libelles.js';
import { coordonneesDuCertificat, referenceDe } from './versement-documents.js';
import { versementsParLots, type FiltreVersements } from './versement-liste-queries.js';
import { lireCertificats, type CertificatLu, type VersementLu } from './versement-queries.js';

const COLONNES = [
  'Bordereau', 'Mandaté le', 'Dossier', 'Convention', 'Financeur', 'Bénéficiaire', 'SIRET', 'Titulaire du compte', 'IBAN', 'BIC', 'Échéance', 'Déclencheur', 'Montant',
  'État', 'Exigible le', 'Liquidé par', 'Liquidé le', 'Validé par', 'Validé le', 'Payé le', 'Référence', 'Second valideur', 'Payable avant le',
] as const;

const jourDe = (le: string | null): string => (le === null ? '' : dateCourte(jourAParis(instant(le))));
const jourCourt = (j: string | null): string => (j === null ? '' : dateCourte(j));

function ligne(v: VersementLu, certificat: CertificatLu | undefined): readonly Cellule[] {
  const compte = certificat === undefined ? null : coordonneesDuCertificat(certificat.modele);
  return [
    v.bordereau ?? '', jourDe(v.mandateLe), v.dossier.numero, v.convention.numero, libelle('financeur', v.convention.financeur), v.organisme.nom, v.organisme.siret,
    compte?.titulaire ?? '', compte?.iban ?? '', compte?.bic ?? '', v.rang, libelle('declencheur', v.declencheur), { cents: v.montantCents },
    libelle('versement', v.etat), jourCourt(v.exigibleLe), v.liquidePar?.nom ?? '', jourDe(v.liquideLe), v.validePar?.nom ?? '', jourDe(v.valideLe), jourCourt(v.payeLe), referenceDe(v), v.confirmePar?.nom ?? '', jourCourt(v.limiteLe),
  ];
}

/** Payments for accounting, the account of each read from its certificate: the one that was approved. */
export async function* lignesPourLaComptabilite(db: Knex, filtre: FiltreVersements): AsyncGenerator<readonly Cellule[]> {
  yield COLONNES;
  for await (const lot of versementsParLots(db, filtre)) {
    const certificats = await lireCertificats(db, lot.map((v) => v.id));
    for (const v of lot) yield ligne(v, certificats.get(v.id));
  }
}

import { somme, type Cents } from '../../domain/kernel/cents.js';
import { peut } from '../../domain/habilitations/peut.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { enteteDossier, etapesDuBilan, filDuDossier, recapituler, suivreLesPostes, type EnteteDossier, type Etape, type RecapBilan, type SuiviPoste } from '../../web/presentation-bilan.js';
import { render } from '../../web/render.js';
import { texteTape } from '../../web/saisie.js';
import { faitsDesLignes, lireDossierEnSaisie } from './bilan-saisie-queries.js';
import { compterLesDrapeaux } from './depense-liste-queries.js';

export interface PageExamen extends EnteteDossier {
  readonly etatBilan: string;
  readonly deposePar: string;
  readonly etapes: readonly Etape[];
  readonly recap: RecapBilan | null;
  readonly suivi: readonly SuiviPoste[];
  readonly totalCents: Cents;
  readonly remarques: readonly string[];
  readonly validation: string | null;
  readonly renvoi: string;
  readonly motif: string;
}

declare module '../../web/render.js' {
  interface Pages { 'bilans/examen': PageExamen }
}

/** A deposited intermediate bilan, as the service reads it before it validates it or sends it back. */
export const pageExamen = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const d = trouve(await lireDossierEnSaisie(db, parametre(demande, 'dossierId'), 'intermediaire'));
  const bilan = trouve(d.bilan);
  const depose = bilan.etat !== 'brouillon';
  const ids = { dossierId: d.dossier.id };
  const peutValider = bilan.etat === 'depose' && peut(demande.acteur, 'bilan.valider', demande.sujet).permis;
  const comptes = depose ? await compterLesDrapeaux(db, faitsDesLignes(d, bilan.id, jourAParis(demande.maintenant), 'service')) : null;
  await render(demande, 'bilans/examen', {
    ...enteteDossier(demande, d), etatBilan: bilan.etat, deposePar: bilan.deposePar ?? '', etapes: etapesDuBilan(bilan, null, bilan.valideLe),
    recap: depose ? recapituler(d, { ...bilan, depenses: [] }) : null, suivi: depose ? suivreLesPostes(d, bilan) : [], totalCents: somme(bilan.depenses.map((p) => p.montant)),
    remarques: comptes === null ? [] : [...dire(comptes.sansPiece, 'sans_piece'), ...dire(comptes.horsPeriode, 'hors_periode'), ...dire(comptes.doublons, 'doublon'), ...dire(comptes.tempsDepasse, 'temps_depasse')],
    validation: peutValider ? vers(paths.bilansIntermediaires.validation, ids) : null, renvoi: vers(paths.bilansIntermediaires.renvoi, ids), motif: etat.saisie === null ? '' : texteTape(etat.saisie, 'motif'),
  }, { titre: libelle('nature_bilan', 'intermediaire'), etat, fil: filDuDossier(demande, d) });
};

const dire = (n: number, drapeau: string): string[] => (n === 0 ? [] : [`${pluriel(n, 'dépense')} : ${libelle('drapeau_depense', drapeau).toLowerCase()}.`]);

import { ETATS_AFFECTABLES } from '../../domain/instruction/affectation.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { filDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteSaisi } from '../../web/saisie.js';
import { agentsHabilites, lireDossier, type Agent, type DossierLu } from '../dossiers/dossier-queries.js';
import { lireCharges, type ChargeAffichee } from '../affectations/charge-queries.js';
import { listerAffectations, membresDe, type Affectation } from './instruction-queries.js';

export interface PageAffectation {
  readonly surtitre: string;
  readonly action: string;
  readonly retour: string;
  readonly actuel: string | null;
  readonly effet: string;
  readonly options: readonly { readonly valeur: string; readonly texte: string; readonly aide: string }[];
  readonly choisi: string;
  readonly ecartes: readonly string[];
  readonly ouverte: boolean;
  /** Somebody is in charge: a hand-over tells why. */
  readonly passation: boolean;
  readonly motif: string;
  readonly charges: readonly ChargeAffichee[];
  readonly historique: readonly Affectation[];
}

declare module '../../web/render.js' {
  interface Pages { 'instruction/affectation': PageAffectation }
}

/** Who takes charge of a dossier: those who may, with their workload; those who may not, and why. */
export const pageAffectation = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const agents = await agentsHabilites(db, 'instructeur');
  const charges = await lireCharges(db, agents, jourAParis(demande.maintenant));
  const membres = await membresDe(db, dossier.organismeId);
  const ecart = (a: Agent): string | null => motifEcart(a, dossier, membres);
  await render(demande, 'instruction/affectation', {
    surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, action: vers(paths.dossiers.affectation, { dossierId: dossier.id }), retour: vers(paths.dossiers.page, { dossierId: dossier.id }),
    actuel: dossier.instructeurNom, effet: dossier.etat === 'recevable' ? 'L’instruction du dossier commence, et la personne choisie est prévenue par courriel.' : 'La personne choisie est prévenue par courriel. L’état du dossier ne change pas.',
    options: agents.filter((a) => ecart(a) === null).map((a) => ({ valeur: a.id, texte: a.nom, aide: charges.phrase(a) })),
    choisi: texteSaisi(etat.saisie, 'instructeurId') ?? dossier.instructeurId ?? '',
    ecartes: agents.flatMap((a) => { const motif = ecart(a); return motif === null ? [] : [`${a.nom} : ${motif}`]; }),
    ouverte: (ETATS_AFFECTABLES as readonly string[]).includes(dossier.etat), historique: await listerAffectations(db, dossier.id),
    passation: dossier.instructeurId !== null, motif: texteSaisi(etat.saisie, 'motif') ?? '', charges: charges.lignes,
  }, { titre: 'Affecter le dossier', etat, fil: filDossier(demande, dossier) });
};

function motifEcart(a: Agent, dossier: DossierLu, membres: ReadonlySet<string>): string | null {
  if (membres.has(a.id)) return 'membre de l’organisme.';
  return dossier.controleurId === a.id ? 'contrôle le service fait de ce dossier.' : null;
}

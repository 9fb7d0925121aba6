import { peut } from '../../domain/habilitations/peut.js';
import type { Deps } from '../../platform/deps.js';
import { pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { liensDeTranche } from '../../web/requete.js';
import { lireDossier } from '../dossiers/dossier-queries.js';
import { lireCleEmargement, listerEmargements, totaliserEmargements, type EmargementLu } from './emargement-queries.js';

export interface PageEmargements {
  readonly surtitre: string;
  readonly onglets: ReturnType<typeof ongletsDossier>;
  readonly seances: readonly (EmargementLu & { readonly lien: string; readonly retrait: string | null })[];
  readonly resume: string;
  readonly precedent: string | null;
  readonly suivant: string | null;
  readonly lienVierge: string;
  readonly retour: string;
  /** Where a sheet is sent; null for who only reads. */
  readonly action: string | null;
  readonly saisie: Readonly<Record<string, unknown>>;
}

declare module '../../web/render.js' {
  interface Pages { 'suivi/emargements': PageEmargements }
}

const TAILLE = 50;

/** Signed attendance sheets of a dossier, session by session, and the form to file one. */
export const pageEmargements = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const ids = { dossierId: dossier.id };
  const [avant, apres] = [lireCleEmargement(demande.query['avant']), lireCleEmargement(demande.query['apres'])];
  const tranche = await listerEmargements(db, dossier.id, avant !== null ? { avant } : apres !== null ? { apres } : {}, TAILLE);
  const { seances, presences } = await totaliserEmargements(db, dossier.id);
  const depositaire = dossier.etat === 'notifie' && peut(demande.acteur, 'emargement.classer', demande.sujet).permis;
  const ici = vers(paths.dossiers.emargements, ids);
  await render(demande, 'suivi/emargements', {
    surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, onglets: ongletsDossier(demande, dossier), retour: vers(paths.dossiers.suivi, ids), lienVierge: vers(paths.dossiers.emargement, ids),
    seances: tranche.lignes.map((e) => ({ ...e, lien: vers(paths.dossiers.fichier, { ...ids, fichierId: e.fichier.id }), retrait: depositaire ? vers(paths.dossiers.retirerEmargement, { ...ids, emargementId: e.id }) : null })),
    resume: `${pluriel(seances, 'séance')}, ${pluriel(presences, 'présence')}`, ...liensDeTranche(ici, {}, tranche), action: depositaire ? ici : null, saisie: etat.saisie ?? {},
  }, { titre: 'Feuilles d’émargement', etat, fil: [...filDossier(demande, dossier), { texte: 'Suivi', lien: vers(paths.dossiers.suivi, ids) }] });
};

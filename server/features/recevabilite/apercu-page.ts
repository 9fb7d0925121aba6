import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, dateLongue } from '../../platform/format.js';
import type { Bloc } from '../../platform/pdf.js';
import { parametre, type Demande } from '../../web/demande.js';
import { nomsDe } from '../../web/noms-appel.js';
import { filDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { exigerComplements, sujetDe } from './complements-service.js';
import { lettreComplements } from './recevabilite-documents.js';
import { elementsDe, type SaisieComplements } from './recevabilite-form.js';
import { compterMembres, lireExamen, listerDemandes } from './recevabilite-queries.js';

export interface PageApercu {
  readonly surtitre: string;
  readonly blocs: readonly Bloc[];
  readonly envoyer: string;
  readonly modifier: string;
  readonly retour: string;
  readonly limite: string;
  readonly sansMembre: boolean;
  /** What was typed, carried along. */
  readonly champs: readonly { readonly nom: string; readonly valeur: string }[];
}

declare module '../../web/render.js' {
  interface Pages { 'recevabilite/apercu': PageApercu }
}

/**
 * The letter as it will leave, before anything is sent: nothing is written.
 * @throws Refus `complements.*`; FormulaireInvalide
 */
export const montrerApercu = ({ db }: Deps) => async (demande: Demande, saisie: SaisieComplements): Promise<void> => {
  const examen = await lireExamen(db, parametre(demande, 'dossierId'));
  const { dossier, appel, territoires } = examen;
  const elements = elementsDe(saisie);
  const limite = exigerComplements(examen, { elements, message: saisie.message, motifLimite: saisie.motifLimite, ...(saisie.limite === undefined ? {} : { limite: saisie.limite }) }, jourAParis(demande.maintenant));
  const numero = (await listerDemandes(db, dossier.id)).length + 1;
  const dossierId = dossier.id;
  await render(demande, 'recevabilite/apercu', {
    surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, limite: dateLongue(limite), sansMembre: (await compterMembres(db, dossier.organismeId)) === 0,
    blocs: lettreComplements(await sujetDe({ db, maintenant: demande.maintenant, acteur: demande.acteur }, examen), { numero, elements, message: saisie.message, limite }, nomsDe(appel, territoires)),
    envoyer: vers(paths.dossiers.complements, { dossierId }), modifier: vers(paths.dossiers.complementsApercu, { dossierId }), retour: vers(paths.dossiers.recevabilite, { dossierId }),
    champs: [
      ...saisie.elements.filter((e) => e.motif !== '').flatMap((e, i) => (['cle', 'motif', 'commentaire'] as const).map((c) => ({ nom: `elements[${i}][${c}]`, valeur: e[c] }))),
      { nom: 'message', valeur: saisie.message }, { nom: 'limite', valeur: dateCourte(limite) }, { nom: 'motifLimite', valeur: saisie.motifLimite },
    ],
  }, { titre: 'Relire la demande avant l’envoi', fil: filDossier(demande, dossier) });
};

import type { Deps } from '../../platform/deps.js';
import { finDelaiFranc } from '../../domain/echeances/delai-franc.js';
import { DOSSIER } from '../../domain/etats/machines.js';
import { peutFranchir } from '../../domain/etats/machine.js';
import { peut } from '../../domain/habilitations/peut.js';
import { jour } from '../../domain/kernel/jour.js';
import { estFerie } from '../../platform/clock.js';
import { dateLongue, euros } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { listerDocuments } from '../documents/document-queries.js';
import { lireDossier, lireReglesDuDossier, lireVersionDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { motifsDeRefus } from '../lettres/lettre-documents.js';
import { demandeAuxVerseurs, lireDecision, type DecisionLue } from './decision-queries.js';

type Onglets = ReturnType<typeof ongletsDossier>;

export interface PageNotification {
  readonly surtitre: string;
  readonly onglets: Onglets;
  readonly dossier: DossierLu;
  /** Null while there is none, or while the person may not know it yet. */
  readonly decision: DecisionLue | null;
  readonly resume: readonly { terme: string; valeur: string }[];
  readonly enAttente: string;
  readonly lienLettre: string | null;
  /** The same letter to finish by hand, for agents. */
  readonly lienDocx: string | null;
  readonly recommande: string;
  readonly actionRecommande: string | null;
  readonly peutNotifier: boolean;
  readonly peutReprendre: boolean;
  readonly actionNotifier: string;
  readonly actionReprise: string;
  readonly lienRecours: string | null;
  readonly lienConventions: string | null;
}

declare module '../../web/render.js' {
  interface Pages { 'decisions/notification': PageNotification }
}

/** The decision on one dossier, as the person may know it: the porteur learns it by the notification. */
export const pageNotification = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const suit = peut(demande.acteur, 'dossier.suivre', demande.sujet).permis;
  const visible = suit || dossier.notifieLe !== null;
  const decision = visible ? await lireDecision(db, dossier.id) : null;
  const agit = peut(demande.acteur, 'decision.notifier', demande.sujet).permis;
  const documents = decision === null ? [] : await listerDocuments(db, dossier.id, !suit);
  const lettre = documents.find((d) => d.objetId === decision?.id && d.type.startsWith('notification_'));
  const [{ regles }, version] = [await lireReglesDuDossier(db, dossier), await lireVersionDossier(db, dossier.id, dossier.version)];
  await render(demande, 'decisions/notification', {
    surtitre: `${dossier.numero ?? 'Brouillon'} · ${dossier.organismeNom}`, onglets: ongletsDossier(demande, dossier), dossier, decision,
    resume: decision === null || version === null ? [] : resumer(dossier, decision, { demandeCents: demandeAuxVerseurs(version, regles), recoursMois: regles.delais.recoursMois }),
    enAttente: suit ? 'Aucune décision n’est en vigueur sur ce dossier.' : 'La décision vous sera notifiée ici et par courriel.',
    lienLettre: lettre === undefined ? null : vers(paths.dossiers.document, { dossierId: dossier.id, documentId: lettre.id }),
    lienDocx: lettre === undefined || !suit ? null : vers(paths.dossiers.documentDocx, { dossierId: dossier.id, documentId: lettre.id }),
    recommande: typeof etat.saisie?.['recommande'] === 'string' ? etat.saisie['recommande'] : decision?.recommande ?? '',
    actionRecommande: agit && decision !== null && decision.notifieeLe !== null ? vers(paths.dossiers.recommande, { dossierId: dossier.id }) : null,
    peutNotifier: agit && peutFranchir(DOSSIER, 'notifier', dossier.etat), peutReprendre: agit && peutFranchir(DOSSIER, 'reprendre', dossier.etat),
    actionNotifier: vers(paths.dossiers.notification, { dossierId: dossier.id }), actionReprise: vers(paths.dossiers.reprise, { dossierId: dossier.id }),
    lienRecours: dossier.notifieLe !== null && decision?.sens === 'refuse' ? vers(paths.dossiers.recours, { dossierId: dossier.id }) : null,
    lienConventions: dossier.notifieLe !== null && decision?.sens === 'attribue' ? vers(paths.conventions.generer, { dossierId: dossier.id }) : null,
  }, { titre: 'Décision', etat, fil: filDossier(demande, dossier) });
};

function resumer(dossier: DossierLu, decision: DecisionLue, { demandeCents, recoursMois }: { readonly demandeCents: number; readonly recoursMois: number }): { terme: string; valeur: string }[] {
  const { notifieLe } = dossier;
  return [
    { terme: 'Délibération', valeur: `n° ${decision.deliberationNumero} du ${dateLongue(decision.deliberationDate)}` },
    { terme: 'Montant demandé', valeur: euros(demandeCents) },
    ...(decision.sens === 'attribue' ? montantsAttribues(decision, demandeCents) : []),
    ...motifDe(decision, demandeCents),
    ...(decision.sens === 'ajourne' ? [] : [{ terme: 'Notifiée le', valeur: notifieLe === null ? 'Pas encore notifiée' : dateLongue(notifieLe) }]),
    ...(decision.recommande === '' ? [] : [{ terme: 'Lettre recommandée', valeur: `n° ${decision.recommande}` }]),
    ...(notifieLe === null || decision.sens === 'ajourne' ? []
      : [{ terme: 'Délai de recours', valeur: `jusqu’au ${dateLongue(finDelaiFranc(jour(notifieLe), recoursMois, estFerie))} inclus` }]),
  ];
}

function montantsAttribues({ montants, totalCents }: DecisionLue, demandeCents: number): { terme: string; valeur: string }[] {
  return [
    { terme: 'Montant attribué', valeur: euros(totalCents) },
    ...(montants.length < 2 ? [] : montants.map((m) => ({ terme: `dont ${libelle('financeur', m.financeur)}`, valeur: euros(m.montantCents) }))),
    ...(totalCents < demandeCents ? [{ terme: 'Non retenu', valeur: euros(demandeCents - totalCents) }] : []),
  ];
}

function motifDe(decision: DecisionLue, demandeCents: number): { terme: string; valeur: string }[] {
  const texte = motifsDeRefus(decision).join(' ');
  if (texte === '') return [];
  const terme = decision.sens !== 'attribue' ? 'Motif' : decision.totalCents < demandeCents ? 'Ce qui n’est pas retenu, et pourquoi' : 'Observations';
  return [{ terme, valeur: texte }];
}

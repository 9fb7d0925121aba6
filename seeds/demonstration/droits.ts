import { jour } from '../../server/domain/kernel/jour.js';
import { noterCommunication, recevoirDemande, repondreDemande, type DemandeSaisie } from '../../server/features/participants/droits-service.js';
import { coffreDesParticipants } from '../../server/features/participants/participant-coffre.js';
import { lireDemande } from '../../server/features/participants/droits-queries.js';
import { instant, jourAParis, lectureDeParis } from '../../server/platform/clock.js';
import type { Equipe } from './monde.js';
import type { Scene } from './scene.js';

const SANS_RESTE = { autreNom: '', representant: '', precision: '' };

/** Somebody was told what is held of them; somebody else waits, and the limit is near. */
const REPONDUE: DemandeSaisie = {
  nature: 'acces', canal: 'courriel', recueLe: jour('2023-05-02'), verification: 'piece_identite',
  demandeur: { ...SANS_RESTE, nom: 'Caubet', prenom: 'Sabrina', naissance: jour('1987-03-14'), contact: 'sabrina.caubet@exemple.fr' },
};
const OUVERTE: DemandeSaisie = {
  nature: 'effacement', canal: 'organisme', recueLe: jour('2023-04-18'), verification: 'organisme',
  demandeur: { ...SANS_RESTE, nom: 'Lafargue', prenom: 'Thierry', naissance: jour('1965-11-02'), contact: '12 rue des Cornières\n47000 Agen', precision: 'Ne souhaite plus figurer dans les fichiers de l’opération.' },
};

const ARRIVEE: Omit<DemandeSaisie, 'recueLe'> = {
  nature: 'rectification', canal: 'courrier', verification: 'a_verifier',
  demandeur: { ...SANS_RESTE, nom: 'Morel', prenom: 'Fatiha', naissance: jour('1983-02-05'), contact: '4 impasse des Tilleuls\n47600 Nérac', precision: 'Mon niveau d’études est celui d’un BTS, et non du collège.' },
};

/** What participants ask about their data: one was answered, one is near its limit, one came today and the service does not know yet who writes. */
export async function repondreAuxPersonnes(scene: Scene, { equipe }: { readonly equipe: Equipe }): Promise<void> {
  const coffre = coffreDesParticipants(scene.deps);
  const id = await scene.le('2023-05-11T09:10').par(equipe.responsable, (ctx) => recevoirDemande(ctx, coffre, REPONDUE));
  await scene.le('2023-05-11T09:20').par(equipe.responsable, (ctx) => recevoirDemande(ctx, coffre, OUVERTE));
  await scene.le('2023-05-11T11:00').par(equipe.responsable, async (ctx) => {
    const demande = await lireDemande(ctx.db, coffre, id);
    if (demande !== null) noterCommunication(ctx, demande, 'pdf', 1);
    await repondreDemande(ctx, coffre, id, { le: jour('2023-05-11'), moyen: 'courriel' });
  });
  const maintenant = scene.deps.horloge.maintenant();
  await scene.le(lectureDeParis(maintenant)).par(equipe.responsable, (ctx) => recevoirDemande(ctx, coffre, { ...ARRIVEE, recueLe: jourAParis(instant(maintenant)) }));
}

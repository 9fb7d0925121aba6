import type { Deps } from '../../server/platform/deps.js';
import { instant } from '../../server/platform/clock.js';
import { creerAppel, dupliquerAppel, fixerEnveloppe, publierAppel } from '../../server/features/appels/appel-service.js';
import { chargerTerritoires, contenuReference, lireAppelReference } from '../../server/features/appels/reference.js';
import { accorderHabilitation, creerPersonne } from '../../server/features/comptes/compte-service.js';
import { hacherMotDePasse } from '../../server/features/comptes/mot-de-passe.js';
import { declarerOrganisme, inviterMembre } from '../../server/features/organismes/organisme-service.js';
import { enregistrerMarque } from '../../server/features/reglages/reglages-service.js';
import { MARQUE_VIERGE } from '../../server/features/reglages/marque-queries.js';
import { instantDeParis } from '../../server/platform/clock.js';
import { jouerAvantDecision } from './avant-decision.js';
import { jouerApresDecision } from './apres-decision.js';
import { jouerLaFin } from './fin.js';
import type { Equipe, OrganismeSeme } from './monde.js';
import { AGENTS, MOT_DE_PASSE_DEMONSTRATION, ORGANISMES, REDACTEUR, type Personnage } from './personnages.js';
import { Scene } from './scene.js';

/** Whether this database holds nothing, a whole demonstration, or one whose writing was interrupted. */
export async function etatDemonstration({ db }: Deps): Promise<'vierge' | 'complete' | 'interrompue'> {
  if ((await db('reglages').where({ cle: 'demonstration' }).first<{ cle: string } | undefined>('cle')) !== undefined) return 'complete';
  return (await db('personnes').first<{ id: string } | undefined>('id')) === undefined ? 'vierge' : 'interrompue';
}

/**
 * Writes a demonstration département: the reference call, its agents, five organismes and dossiers at every stage.
 * Every row comes from the use cases the pages call, at moments of 2021 to 2023.
 */
export async function semerDemonstration(deps: Deps): Promise<void> {
  const scene = new Scene(deps);
  await chargerTerritoires(deps.db);
  const { collectivite, code, titre } = lireAppelReference();
  await scene.par(null, (ctx) => enregistrerMarque(ctx, { ...MARQUE_VIERGE, ...collectivite, contact: 'insertion@departement.example' }));
  const equipe = await creerAgents(scene);
  const organismes = await creerOrganismes(scene);
  const fermeLe = instant(new Date(Date.parse(deps.horloge.maintenant()) + 60 * 24 * 3600_000));
  const appelId = await scene.le('2021-11-15T09:00').par(equipe.responsable, async (ctx) => {
    const id = await creerAppel(ctx, { code, titre, ouvreLe: instantDeParis('2021-11-15T09:00'), fermeLe: instantDeParis(`${fermeLe.slice(0, 10)}T23:59:59`), contenu: contenuReference() });
    await publierAppel(ctx, { appelId: id });
    await fixerEnveloppe(ctx, { appelId: id, financeur: 'departement', annee: 2022, voteCents: 25_000_000 });
    await dupliquerAppel(ctx, { appelId: id });
    return id;
  });
  const dossiers = await jouerAvantDecision(scene, { equipe, organismes, appelId });
  await jouerApresDecision(scene, { equipe, organismes, appelId, dossiers });
  await jouerLaFin(scene, { equipe, organismes, appelId, dossiers });
  await deps.db('reglages').insert({ cle: 'demonstration', valeur: '"complete"', modifie_le: deps.horloge.maintenant() });
}

async function creerAgents(scene: Scene): Promise<Equipe> {
  const hache = await hacherMotDePasse(MOT_DE_PASSE_DEMONSTRATION);
  const entrees = await Promise.all(Object.entries(AGENTS).map(async ([nom, p]) => [nom, await creerCompte(scene, p, hache)] as const));
  return Object.fromEntries(entrees) as Equipe;
}

const creerCompte = (scene: Scene, p: Personnage, hache: string): Promise<string> => scene.le('2021-11-02T09:00').par(null, async (ctx) => {
  const id = await creerPersonne(ctx, { courriel: p.courriel, prenom: p.prenom, nom: p.nom, fonction: p.fonction, motDePasseHache: hache, confirme: true });
  if (p.habilitation !== null) await accorderHabilitation(ctx, id, p.habilitation);
  return id;
});

async function creerOrganismes(scene: Scene): Promise<OrganismeSeme[]> {
  const hache = await hacherMotDePasse(MOT_DE_PASSE_DEMONSTRATION);
  await creerCompte(scene, REDACTEUR, hache);
  const semes: OrganismeSeme[] = [];
  for (const { signataire, qualite, ...o } of ORGANISMES) {
    const signataireId = await creerCompte(scene, signataire, hache);
    const { id } = await scene.le('2021-12-01T10:00').par(signataireId, (ctx) => declarerOrganisme(ctx, {
      ...o, bic: 'AGRIFRPP', representantNom: `${signataire.prenom} ${signataire.nom}`, representantQualite: qualite,
    }, true));
    semes.push({ id, signataireId, nom: o.nom });
  }
  const [premier] = semes;
  if (premier) await scene.par(premier.signataireId, (ctx) => inviterMembre(ctx, premier.id, REDACTEUR.courriel, 'redacteur'));
  return semes;
}

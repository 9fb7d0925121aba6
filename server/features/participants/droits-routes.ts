import { exigerIdentiteVerifiee } from '../../domain/droits/demande.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { servirFeuille, type FormatExport } from '../../platform/export-feuille.js';
import type { ValeurCellule } from '../../platform/feuille.js';
import { pluriel } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { parametre, type Demande } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { formulaireVide, type Formulaire } from '../../web/form-errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { servirPdf } from '../documents/document-routes.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { enJson, lireDonneesDePersonne, type DonneesDePersonne } from './droits-donnees.js';
import { communique, lettreDeProlongation, lettreDeReponse, type Courrier } from './droits-documents.js';
import { demandeSaisie, formulaireDemande, formulaireProlongation, formulaireRecherche, formulaireRefus, formulaireReponse, formulaireVerification, personneRecherchee, refusSaisi, reponseSaisie } from './droits-form.js';
import { pageDemande, pageNouvelleDemande, pageRegistre } from './droits-page.js';
import { parcourirRegistre } from './droits-queries.js';
import { chercherDeNouveau, noterCommunication, prolongerDemande, recevoirDemande, refuserDemande, repondreDemande, verifierDemandeur } from './droits-service.js';
import { effacerPersonne, transmettreCorrection } from './effacement-service.js';
import { coffreDesParticipants } from './participant-coffre.js';

/** What persons ask about their data: access, correction, erasure, portability. */
export function routesDroits(routeur: Routeur, deps: Deps): void {
  const coffre = coffreDesParticipants(deps);
  routeur.get(paths.droits.liste, 'droits.traiter', pageRegistre(deps));
  routeur.get(paths.droits.csv, 'droits.traiter', servirRegistre(deps, 'csv'));
  routeur.get(paths.droits.xlsx, 'droits.traiter', servirRegistre(deps, 'xlsx'));
  routeur.pageFormulaire(paths.droits.nouvelle, 'droits.traiter', pageNouvelleDemande);
  routeur.post(paths.droits.nouvelle, 'droits.traiter', { formulaire: formulaireDemande, page: pageNouvelleDemande }, async (ctx, saisie, demande) => {
    const demandeId = await recevoirDemande(ctx, coffre, demandeSaisie(saisie));
    annoncer(demande, 'Demande enregistrée.');
    return vers(paths.droits.page, { demandeId });
  });
  routeur.pageFormulaire(paths.droits.page, 'droits.traiter', pageDemande(deps));
  routesGestes(routeur, deps);
  routesLettres(routeur, deps);
}

const idDe = (demande: Demande): string => parametre(demande, 'demandeId');

/** What is done of a request until it is answered; each act says what it did, on the page of the request. */
function routesGestes(routeur: Routeur, deps: Deps): void {
  const [coffre, page] = [coffreDesParticipants(deps), pageDemande(deps)];
  const geste = <T>(chemin: string, formulaire: Formulaire<T>, agir: (ctx: Contexte, demandeId: string, saisie: T) => Promise<string>): void =>
    routeur.post(chemin, 'droits.traiter', { formulaire, page }, async (ctx, saisie, demande) => {
      annoncer(demande, await agir(ctx, idDe(demande), saisie));
      return vers(paths.droits.page, { demandeId: idDe(demande) });
    });
  geste(paths.droits.verification, formulaireVerification, async (ctx, id, { verification }) => {
    await verifierDemandeur(ctx, coffre, id, verification);
    return 'Identité vérifiée : la personne a été cherchée dans toutes les opérations.';
  });
  geste(paths.droits.recherche, formulaireRecherche, async (ctx, id, personne) => {
    await chercherDeNouveau(ctx, coffre, id, personneRecherchee(personne));
    return 'La personne a été cherchée de nouveau.';
  });
  geste(paths.droits.prolongation, formulaireProlongation, async (ctx, id, { prolongation }) => {
    await prolongerDemande(ctx, coffre, id, prolongation);
    return 'Délai prolongé de deux mois : envoyez aujourd’hui la lettre qui l’annonce.';
  });
  geste(paths.droits.effacement, formulaireVide, async (ctx, id) => {
    const { effacees, gardees } = await effacerPersonne(ctx, coffre, id);
    return `${pluriel(effacees, 'fiche effacée', 'fiches effacées')}${gardees === 0 ? '' : `, ${pluriel(gardees, 'fiche à conserver', 'fiches à conserver')}`}.`;
  });
  geste(paths.droits.transmission, formulaireVide, async (ctx, id) => {
    await transmettreCorrection(ctx, coffre, id);
    return 'Correction demandée à l’organisme.';
  });
  geste(paths.droits.reponse, formulaireReponse, async (ctx, id, envoi) => {
    await repondreDemande(ctx, coffre, id, reponseSaisie(envoi));
    return 'Réponse enregistrée.';
  });
  geste(paths.droits.refus, formulaireRefus, async (ctx, id, refus) => {
    await refuserDemande(ctx, coffre, id, refusSaisi(refus));
    return 'Refus enregistré : la lettre dit le motif et les recours.';
  });
}

/** Letters are drawn when they are asked for and never kept: they name the person. What gives their data out is journaled. */
function routesLettres(routeur: Routeur, deps: Deps): void {
  const lire = async (demande: Demande): Promise<{ donnees: DonneesDePersonne; courrier: Courrier }> => {
    const jour = jourAParis(demande.maintenant);
    return { donnees: await lireDonneesDePersonne(deps.db, coffreDesParticipants(deps), idDe(demande), jour), courrier: { marque: await lireMarque(deps.db), jour, creeLe: demande.maintenant } };
  };
  const noter = ({ demande, operations }: DonneesDePersonne, acteur: Demande['acteur'], forme: 'pdf' | 'json'): Promise<void> =>
    deps.uniteDeTravail(acteur, (ctx) => Promise.resolve(noterCommunication(ctx, demande, forme, operations.length)));
  routeur.get(paths.droits.lettre, 'droits.traiter', async (demande) => {
    const { donnees, courrier } = await lire(demande);
    if (donnees.demande.etat !== 'refusee') exigerIdentiteVerifiee(donnees.demande);
    if (communique(donnees)) await noter(donnees, demande.acteur, 'pdf');
    await servirPdf(demande.res, lettreDeReponse(donnees, courrier));
  });
  routeur.get(paths.droits.donneesJson, 'droits.traiter', async (demande) => {
    const { donnees } = await lire(demande);
    exigerIdentiteVerifiee(donnees.demande);
    await noter(donnees, demande.acteur, 'json');
    demande.res.attachment(`donnees-personnelles-${donnees.demande.numero}.json`).type('application/json').send(`${JSON.stringify(enJson(donnees, demande.maintenant), null, 1)}\n`);
  });
  routeur.get(paths.droits.lettreProlongation, 'droits.traiter', async (demande) => {
    const { donnees, courrier } = await lire(demande);
    trouve(donnees.demande.prolongation);
    await servirPdf(demande.res, lettreDeProlongation(donnees.demande, courrier));
  });
}

const servirRegistre = ({ db }: Deps, format: FormatExport) => async (demande: Demande): Promise<void> => {
  async function* lignes(): AsyncGenerator<readonly ValeurCellule[]> {
    for await (const l of parcourirRegistre(db)) {
      yield [
        l.numero, libelle('nature_droit', l.nature), libelle('demande_droits', l.etat), libelle('canal_droit', l.canal), libelle('verification', l.verification), l.recue_le, l.limite_le, l.prolongee_le,
        l.prolongation_motif === null ? '' : libelle('motif_prolongation', l.prolongation_motif), l.repondue_le, l.moyen === null ? '' : libelle('moyen_reponse', l.moyen), l.refus_motif === null ? '' : libelle('motif_refus_droits', l.refus_motif), l.fiches, l.effacees,
      ];
    }
  }
  await servirFeuille(demande.res, format, 'registre-droits-des-personnes', {
    feuille: 'Demandes', colonnes: [
      { titre: 'Numéro', type: 'texte' }, { titre: 'Demande', type: 'texte', largeur: 28 }, { titre: 'État', type: 'texte' }, { titre: 'Arrivée', type: 'texte' }, { titre: 'Identité', type: 'texte', largeur: 28 }, { titre: 'Reçue le', type: 'jour' },
      { titre: 'À répondre le', type: 'jour' }, { titre: 'Prolongée le', type: 'jour' }, { titre: 'Motif de prolongation', type: 'texte' }, { titre: 'Répondue le', type: 'jour' }, { titre: 'Moyen', type: 'texte' },
      { titre: 'Motif de refus', type: 'texte', largeur: 28 }, { titre: 'Fiches trouvées', type: 'nombre' }, { titre: 'Fiches effacées', type: 'nombre' },
    ], lignes: lignes(),
  });
};

import type { Deps } from '../../platform/deps.js';
import { cents } from '../../domain/kernel/cents.js';
import { euros } from '../../platform/format.js';
import { parametre, type Demande } from '../../web/demande.js';
import { FormulaireInvalide } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { fichierDuChamp, rangerFichier } from '../documents/fichier-service.js';
import { formulaireEcheancier, formulaireEncaissement, formulaireRemise } from './recouvrement-form.js';
import { pageTitre } from './recouvrement-page.js';
import { echelonnerReversement, encaisserReversement, remettreReversement } from './recouvrement-service.js';

const ids = (demande: Demande): [string, string] => [parametre(demande, 'dossierId'), parametre(demande, 'reversementId')];

/** A title of recovery: what comes in, instalments agreed, waivers. */
export function routesRecouvrement(routeur: Routeur, deps: Deps): void {
  const page = pageTitre(deps);
  routeur.pageFormulaire(paths.versements.titre, 'suivi.lire', page);
  routeur.post(paths.versements.encaissement, 'reversement.gerer', { formulaire: formulaireEncaissement, page }, async (ctx, { montant, encaisseLe, reference }, demande) => {
    const reste = await encaisserReversement(ctx, ...ids(demande), { montantCents: montant, recuLe: encaisseLe, reference });
    return revenir(demande, `${euros(montant)} encaissés : ${ceQuiReste(reste)}`);
  });
  routeur.post(paths.versements.echelonnement, 'reversement.gerer', { formulaire: formulaireEcheancier, page }, async (ctx, { motifEcheancier, ...accord }, demande) => {
    await echelonnerReversement(ctx, ...ids(demande), { ...accord, motif: motifEcheancier });
    return revenir(demande, 'Échéancier enregistré : l’organisme est prévenu.');
  });
  routeur.post(paths.versements.remise, 'reversement.gerer', { formulaire: formulaireRemise, page, fichiers: true }, async (ctx, { montantRemis, decision, decideeLe, motifRemise }, demande) => {
    const recu = fichierDuChamp(demande.fichiers, 'decisionFichier');
    if (recu === null) throw new FormulaireInvalide({ decisionFichier: 'Joignez la décision, en PDF ou en image.' });
    const fichierId = await rangerFichier(ctx, deps.magasin, recu);
    const reste = await remettreReversement(ctx, ...ids(demande), { montant: cents(montantRemis), decision, decideeLe, motif: motifRemise, fichierId });
    return revenir(demande, `Remise de ${euros(montantRemis)} enregistrée : ${ceQuiReste(reste)}`);
  });
}

const ceQuiReste = (reste: number): string => (reste === 0 ? 'la convention est soldée.' : `il reste ${euros(reste)} à recouvrer.`);

function revenir(demande: Demande, message: string): string {
  annoncer(demande, message);
  const [dossierId, reversementId] = ids(demande);
  return vers(paths.versements.titre, { dossierId, reversementId });
}

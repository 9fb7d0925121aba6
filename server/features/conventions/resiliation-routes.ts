import type { Deps } from '../../platform/deps.js';
import { peutFranchir } from '../../domain/etats/machine.js';
import { CONVENTION } from '../../domain/etats/machines.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { jourAParis } from '../../platform/clock.js';
import { dateCourte, euros } from '../../platform/format.js';
import type { Demande, EtatFormulaire } from '../../web/demande.js';
import { parametre } from '../../web/demande.js';
import { formulaire, jourSaisi, texte, type Formulaire } from '../../web/form-errors.js';
import type { ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer, render } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { texteTape } from '../../web/saisie.js';
import { lireCadre } from './avenant-page.js';
import { listerVersements } from './convention-queries.js';
import { resilierConvention } from './resiliation-service.js';

export interface PageResiliation {
  readonly surtitre: string;
  readonly onglets: ReturnType<typeof ongletsDossier>;
  readonly possible: boolean;
  readonly action: string;
  readonly lienConvention: string;
  readonly resume: readonly { terme: string; valeur: string }[];
  readonly saisie: { readonly le: string; readonly motif: string };
}

declare module '../../web/render.js' {
  interface Pages { 'conventions/resiliation': PageResiliation }
}

const formulaireResiliation: Formulaire<{ le: Jour; motif: string }> = formulaire<{ le: Jour; motif: string }>({ le: jourSaisi().required(), motif: texte(2000).required() });

/** What the termination will do, and its form. */
const page = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const { convention, ids, surtitre, onglets, fil } = await lireCadre(deps, demande);
  const versements = await listerVersements(deps.db, convention.id);
  const verse = versements.filter((v) => v.etat === 'paye').reduce((n, v) => n + v.montantCents, 0);
  const champ = (nom: string, defaut: string): string => (etat.saisie === null ? defaut : texteTape(etat.saisie, nom));
  const lienConvention = vers(paths.conventions.page, ids);
  await render(demande, 'conventions/resiliation', {
    surtitre, onglets, possible: peutFranchir(CONVENTION, 'resilier', convention.etat), action: vers(paths.conventions.resiliation, ids), lienConvention,
    resume: [{ terme: 'Convention', valeur: convention.numero }, { terme: 'Montant', valeur: euros(convention.montantCents) }, { terme: 'Déjà versé', valeur: euros(verse) }, { terme: 'Versements retirés', valeur: euros(convention.montantCents - verse) }],
    saisie: { le: champ('le', dateCourte(jourAParis(demande.maintenant))), motif: champ('motif', '') },
  }, { titre: 'Résilier la convention', etat, fil });
};

/** Termination of a convention. */
export function routesResiliation(routeur: Routeur, deps: Deps): void {
  routeur.pageFormulaire(paths.conventions.resiliation, 'convention.resilier', page(deps));
  routeur.post(paths.conventions.resiliation, 'convention.resilier', { formulaire: formulaireResiliation, page: page(deps) }, async (ctx, commande, demande) => {
    const lieu = { dossierId: parametre(demande, 'dossierId'), conventionId: parametre(demande, 'conventionId') };
    await resilierConvention(ctx, lieu.dossierId, lieu.conventionId, commande);
    annoncer(demande, 'Convention résiliée : l’organisme est prévenu.');
    return vers(paths.conventions.page, lieu);
  });
}

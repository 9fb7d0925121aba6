import type { Deps } from '../../platform/deps.js';
import { deplace, plafondDesMouvements, type Postes } from '../../domain/conventions/mouvement.js';
import { POSTES } from '../../domain/financements/nomenclature.js';
import { ZERO } from '../../domain/kernel/cents.js';
import { peut } from '../../domain/habilitations/peut.js';
import { euros, instantLong, pourcent } from '../../platform/format.js';
import type { Demande, EtatFormulaire } from '../../web/demande.js';
import { libelle } from '../../web/libelles.js';
import type { ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteTape } from '../../web/saisie.js';
import { lireReglesDuDossier } from '../dossiers/dossier-queries.js';
import { postesASaisir, postesSaisis } from './avenant-nouveau-page.js';
import { lireCadre } from './avenant-page.js';
import { avenantEnCours, listerAvenants, recoitAvenants } from './avenant-queries.js';
import { clausesDe } from './avenant-service.js';
import type { ChangementDit } from './changement-dit.js';
import { listerMouvements, postesSignes, type MouvementLu } from './mouvement-queries.js';

interface CarteMouvement { readonly titre: string; readonly auteur: string; readonly motif: string; readonly changements: readonly ChangementDit[]; readonly legende: string }

export interface PageMouvements {
  readonly surtitre: string;
  readonly onglets: ReturnType<typeof ongletsDossier>;
  /** Why no move may be declared now; empty when one may. */
  readonly empechement: string;
  readonly regle: string;
  /** Null for those who only read. */
  readonly forme: { readonly action: string; readonly motif: string; readonly total: string; readonly postes: readonly { readonly chemin: string; readonly libelle: string; readonly valeur: string }[] } | null;
  readonly mouvements: readonly CarteMouvement[];
}

declare module '../../web/render.js' {
  interface Pages { 'conventions/mouvements': PageMouvements }
}

/** Moves between posts that need no avenant: what may still move, the form of a signataire, and what was declared. */
export const pageMouvements = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const { db } = deps;
  const { dossier, convention, ids, surtitre, onglets, fil } = await lireCadre(deps, demande);
  const { seuilMouvementBudget: seuil } = (await lireReglesDuDossier(db, dossier)).regles;
  const mouvements = await listerMouvements(db, convention.id);
  const { postes } = convention.termes;
  const enCours = avenantEnCours(await listerAvenants(db, convention.id));
  const empechement = await pourquoiNon(deps, { ...convention, seuil, enCours });
  const saisie = etat.saisie ?? { motif: '', postes: postesASaisir(postes) };
  await render(demande, 'conventions/mouvements', {
    surtitre, onglets, empechement,
    regle: seuil === undefined || postes === undefined ? '' : `L’organisme peut déplacer ${pourcent(seuil)} du coût prévu, soit ${euros(plafondDesMouvements(clausesDe(convention), seuil))}, sans avenant. Depuis la signature, ${euros(deplace(postesSignes(mouvements, convention), postes))} ont été déplacés.`,
    forme: empechement !== '' || !peut(demande.acteur, 'avenant.demander', demande.sujet).permis ? null : {
      action: vers(paths.conventions.mouvements, ids), motif: texteTape(saisie, 'motif'), total: euros(convention.termes.depensesPrevuesCents),
      postes: postesSaisis(convention).map((p) => ({ chemin: `postes.${p}`, libelle: libelle('poste', p), valeur: texteTape(saisie, `postes.${p}`) })),
    },
    mouvements: mouvements.map(carteDe),
  }, { titre: 'Mouvements entre postes', etat, fil: [...fil, { texte: 'Avenants', lien: vers(paths.conventions.avenants, ids) }] });
};

async function pourquoiNon({ db }: Deps, c: Parameters<typeof recoitAvenants>[1] & { readonly seuil: unknown; readonly enCours: boolean; readonly termes: { readonly postes?: Postes } }): Promise<string> {
  if (c.seuil === undefined || c.termes.postes === undefined) return 'Cet appel ne prévoit pas de mouvement sans avenant : tout changement de budget demande un avenant.';
  if (!(await recoitAvenants(db, c))) return 'Le budget d’une convention change tant qu’elle est signée et que son bilan final n’est pas déposé.';
  return c.enCours ? 'Un avenant est en préparation ou à signer : les postes ne changent pas avant lui.' : '';
}

const carteDe = ({ rang, avant, apres, motif, declareLe, auteur }: MouvementLu): CarteMouvement => ({
  titre: `Mouvement n° ${rang}`, auteur: `${auteur}, le ${instantLong(declareLe)}`, motif, legende: `Postes du mouvement n° ${rang}`,
  changements: POSTES.filter((p) => (avant[p] ?? ZERO) !== (apres[p] ?? ZERO)).map((p) => ({ clause: libelle('poste', p), avant: euros(avant[p] ?? ZERO), apres: euros(apres[p] ?? ZERO) })),
});

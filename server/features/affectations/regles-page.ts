import type { ContenuAppel } from '../../domain/appels/contenu.js';
import { Refus } from '../../domain/kernel/refus.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { messageDeRefus } from '../../web/refus-messages.js';
import { render } from '../../web/render.js';
import { texteSaisi } from '../../web/saisie.js';
import { lireAppel, listerTerritoires } from '../appels/appel-queries.js';
import { agentsHabilites } from '../dossiers/dossier-queries.js';
import { lireCharges, type ChargeAffichee } from './charge-queries.js';
import { listerRegles, type RegleLue } from './regles-queries.js';
import { prevoirAffectations, type Apercu } from './regles-service.js';

interface Option { readonly valeur: string; readonly texte: string }

export interface PageReglesAffectation {
  readonly appel: string;
  readonly regles: readonly { readonly dispositif: string; readonly territoire: string; readonly instructeur: string; readonly retirer: string }[];
  readonly action: string;
  readonly options: { readonly dispositifs: readonly Option[]; readonly territoires: readonly Option[]; readonly instructeurs: readonly Option[] };
  readonly saisie: { readonly dispositif: string; readonly territoire: string; readonly instructeurId: string };
  readonly charges: readonly ChargeAffichee[];
  readonly apercu: readonly { readonly numero: string; readonly titre: string; readonly organisme: string; readonly lien: string; readonly instructeur: string | null; readonly raison: string }[];
  readonly application: { readonly action: string; readonly bouton: string } | null;
}

declare module '../../web/render.js' {
  interface Pages { 'affectations/regles': PageReglesAffectation }
}

/** Rules of a call, the workloads, and what applying the rules would do now. */
export const pageRegles = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const appel = trouve(await lireAppel(db, parametre(demande, 'appelId')));
  const [regles, agents, territoires] = [await listerRegles(db, appel.id), await agentsHabilites(db, 'instructeur'), await listerTerritoires(db)];
  const mots = motsDe(appel.contenu, territoires);
  const apercus = await db.transaction((trx) => prevoirAffectations(trx, demande.acteur, appel.id));
  const pris = apercus.filter((a) => a.issue.regle !== null).length;
  await render(demande, 'affectations/regles', {
    appel: appel.titre, action: vers(paths.appels.affectations, { appelId: appel.id }),
    regles: regles.map((r) => ({ ...mots(r), instructeur: r.instructeurNom, retirer: vers(paths.appels.affectationRetrait, { appelId: appel.id, regleId: r.id }) })),
    options: {
      dispositifs: [{ valeur: '0', texte: 'Tous les dispositifs' }, ...appel.contenu.dispositifs.map((d) => ({ valeur: String(d.numero), texte: `${d.numero}. ${d.intitule}` }))],
      territoires: [{ valeur: '', texte: 'Tous les territoires' }, ...territoires.filter((t) => appel.contenu.territoires.includes(t.code)).map((t) => ({ valeur: t.code, texte: t.nom }))],
      instructeurs: agents.map((a) => ({ valeur: a.id, texte: a.nom })),
    },
    saisie: { dispositif: texteSaisi(etat.saisie, 'dispositif') ?? '0', territoire: texteSaisi(etat.saisie, 'territoire') ?? '', instructeurId: texteSaisi(etat.saisie, 'instructeurId') ?? '' },
    charges: (await lireCharges(db, agents, jourAParis(demande.maintenant))).lignes, apercu: apercus.map((a) => decrire(a, regles, mots)),
    application: pris === 0 ? null : { action: vers(paths.appels.affectationApplication, { appelId: appel.id }), bouton: `Appliquer les règles à ${pluriel(pris, 'dossier')}` },
  }, { titre: 'Règles d’affectation', etat, large: true, fil: [{ texte: 'Appels', lien: paths.appels.gestion }, { texte: appel.titre, lien: vers(paths.appels.suivi, { appelId: appel.id }) }] });
};

type Mots = (r: { readonly dispositif: number; readonly territoire: string }) => { readonly dispositif: string; readonly territoire: string };

const motsDe = (contenu: ContenuAppel, territoires: readonly { code: string; nom: string }[]): Mots => ({ dispositif, territoire }) => ({
  dispositif: dispositif === 0 ? 'Tous les dispositifs' : (contenu.dispositifs.find((d) => d.numero === dispositif)?.intitule ?? String(dispositif)),
  territoire: territoire === '' ? 'Tous les territoires' : (territoires.find((t) => t.code === territoire)?.nom ?? territoire),
});

function decrire({ dossier, issue }: Apercu, regles: readonly RegleLue[], mots: Mots): PageReglesAffectation['apercu'][number] {
  const commun = { numero: dossier.numero, titre: dossier.titre, organisme: dossier.organismeNom, lien: vers(paths.dossiers.affectation, { dossierId: dossier.id }) };
  if (issue.regle === null) return { ...commun, instructeur: null, raison: messageDeRefus(new Refus(issue.motif)) };
  const { dispositif, territoire } = mots(issue.regle);
  return { ...commun, instructeur: regles.find((r) => r.id === issue.regle.id)?.instructeurNom ?? '', raison: `${territoire} · ${dispositif}` };
}

import { roleDans } from '../../domain/habilitations/acteur.js';
import { peut } from '../../domain/habilitations/peut.js';
import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteDeQuery } from '../../web/requete.js';
import { lireDossier } from '../dossiers/dossier-queries.js';
import type { Choix } from '../dossiers/liste-options-queries.js';
import { filFiche } from './fiche-page.js';
import { lireActions, lireFiche, listerFiches, type FicheLue } from './fiche-queries.js';
import { CANDIDATS_MAX, chercherDossiers, lireDossiersPorteurs, lireFichesPortees, lireRattachement, suggererDossiers, type DossierNomme } from './liens-queries.js';

interface Candidat { readonly valeur: string; readonly texte: string; readonly aide: string }

export interface PageDossiersFiche {
  readonly surtitre: string;
  readonly mots: string;
  readonly cherche: boolean;
  readonly candidats: readonly Candidat[];
  readonly complet: boolean;
  readonly criteres: boolean;
  readonly lienPilotage: string;
  readonly actions: readonly Choix[];
  readonly lies: readonly { readonly id: string; readonly numero: string; readonly titre: string; readonly organismeNom: string; readonly lien: string; readonly detachable: boolean }[];
  readonly action: string;
  readonly actionRetrait: string;
  readonly retour: string;
  readonly saisie: Readonly<Record<string, unknown>>;
}
export interface PageDossierProgramme {
  readonly surtitre: string;
  readonly onglets: ReturnType<typeof ongletsDossier>;
  readonly portees: readonly { readonly ficheId: string; readonly numero: string; readonly intitule: string; readonly objectif: string; readonly cadre: string; readonly action: string | null; readonly lien: string; readonly liePar: string | null; readonly lieLe: string }[];
  readonly suggerees: readonly Choix[];
  readonly fiches: readonly Choix[];
  readonly peutRattacher: boolean;
  readonly action: string;
  readonly actionRetrait: string;
  readonly saisie: Readonly<Record<string, unknown>>;
}

declare module '../../web/render.js' {
  interface Pages { 'programme/dossiers': PageDossiersFiche; 'programme/dossier': PageDossierProgramme }
}

/** Dossiers to attach to a fiche: those of its axes and dispositifs, or those searched for; and those attached. */
export const pageDossiersFiche = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const fiche = trouve(await lireFiche(db, parametre(demande, 'ficheId')));
  const mots = texteDeQuery(demande.query, 'mots');
  const trouves = mots === '' ? await suggererDossiers(db, fiche) : await chercherDossiers(db, fiche.id, mots);
  const actions = await lireActions(db, fiche.id);
  const etranger = ({ organismeId }: DossierNomme): boolean => roleDans(demande.acteur, organismeId) === null;
  await render(demande, 'programme/dossiers', {
    surtitre: `Fiche ${fiche.numero} · ${fiche.intitule}`, mots, cherche: mots !== '', complet: trouves.length < CANDIDATS_MAX, criteres: fiche.axes.length + fiche.dispositifs.length > 0,
    candidats: trouves.filter(etranger).map((d) => ({ valeur: d.id, texte: `${d.numero} ${d.titre}`, aide: `${d.organismeNom} · ${libelle('dossier', d.etat)}` })),
    lienPilotage: vers(paths.programme.pilotage, { ficheId: fiche.id }), actions: actions.map((a) => ({ valeur: a.id, texte: a.intitule })),
    lies: (await lireDossiersPorteurs(db, fiche.id)).map((d) => ({ id: d.id, numero: d.numero, titre: d.titre, organismeNom: d.organismeNom, lien: vers(paths.dossiers.page, { dossierId: d.id }), detachable: etranger(d) })),
    action: vers(paths.programme.dossiers, { ficheId: fiche.id }), actionRetrait: vers(paths.programme.dossierRetrait, { ficheId: fiche.id }), retour: vers(paths.programme.fiche, { ficheId: fiche.id }), saisie: etat.saisie ?? {},
  }, { titre: 'Rattacher des dossiers', etat, fil: filFiche(fiche) });
};

const enChoix = (f: FicheLue): Choix => ({ valeur: f.id, texte: `${f.numero} ${f.intitule}` });

/** What a dossier serves in the programme, and the fiches that its axis and its dispositif suggest. */
export const pageDossierProgramme = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const [fiches, portees, rattachement] = [await listerFiches(db), await lireFichesPortees(db, dossier.id), await lireRattachement(db, dossier.id)];
  const libres = fiches.filter((f) => !portees.some((p) => p.ficheId === f.id));
  const proche = (f: FicheLue): boolean => (rattachement.axe !== null && f.axes.includes(rattachement.axe)) || (rattachement.dispositif !== null && f.dispositifs.includes(rattachement.dispositif));
  await render(demande, 'programme/dossier', {
    surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, onglets: ongletsDossier(demande, dossier),
    portees: portees.flatMap((p) => fiches.filter((f) => f.id === p.ficheId).map((f) => ({
      ficheId: f.id, numero: f.numero, intitule: f.intitule, cadre: f.cadre, objectif: `${f.objectif.numero}. ${f.objectif.intitule}`, action: p.action, liePar: p.liePar, lieLe: p.lieLe, lien: vers(paths.programme.fiche, { ficheId: f.id }),
    }))),
    suggerees: libres.filter(proche).map(enChoix), fiches: libres.map(enChoix), peutRattacher: peut(demande.acteur, 'programme.rattacher', demande.sujet).permis,
    action: vers(paths.programme.dossier, { dossierId: dossier.id }), actionRetrait: vers(paths.programme.dossierDetacher, { dossierId: dossier.id }), saisie: etat.saisie ?? {},
  }, { titre: 'Programme', etat, fil: filDossier(demande, dossier) });
};

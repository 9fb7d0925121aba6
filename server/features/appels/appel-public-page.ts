import { estAgent } from '../../domain/habilitations/acteur.js';
import { peut, peutSavoir } from '../../domain/habilitations/peut.js';
import { phaseDepot, type PhaseDepot } from '../../domain/appels/ouverture.js';
import type { Deps } from '../../platform/deps.js';
import { instantLong } from '../../platform/format.js';
import { ecrirePdf } from '../../platform/pdf.js';
import { parametre, type Demande } from '../../web/demande.js';
import { Introuvable, trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery, texteDeQuery } from '../../web/requete.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { documentAppel, type EditionAppel } from './appel-documents.js';
import { phraseDepot, presenterAppel, type PresentationAppel } from './appel-presentation.js';
import { lireAppel, lireVersionAppel, listerAppelsPublics, listerTerritoires, listerVersions } from './appel-queries.js';
import type { AppelLu } from './appel-store.js';

interface CarteAppel { readonly titre: string; readonly lien: string; readonly depot: string; readonly resume: string; readonly phase: PhaseDepot }

export interface PageListeAppels {
  readonly ouverts: readonly CarteAppel[];
  readonly aVenir: readonly CarteAppel[];
  readonly passes: readonly { readonly titre: string; readonly lien: string; readonly depot: string; readonly code: string }[];
  readonly aucunOuvert: boolean;
  readonly simulateur: string;
}

export interface PageAppel {
  readonly appel: PresentationAppel;
  /** Sentence above the page: a brouillon, an earlier version, a call with several versions. */
  readonly bandeau: string | null;
  readonly depot: { readonly texte: string; readonly lien: string } | null;
  readonly inscription: string | null;
  readonly lienPdf: string;
  readonly lienSuivi: string | null;
  readonly simulateur: string;
}

declare module '../../web/render.js' {
  interface Pages { 'appels/liste': PageListeAppels; 'appels/page': PageAppel }
}

/** Open, coming and past calls, without an account. */
export const pageListe = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const appels = await listerAppelsPublics(db);
  const enPhase = (phase: PhaseDepot): AppelLu[] => appels.filter((a) => phaseDepot(a, demande.maintenant) === phase);
  const lien = (a: AppelLu): string => vers(paths.appels.page, { appelId: a.id });
  const carte = (a: AppelLu, phase: PhaseDepot): CarteAppel => ({ titre: a.titre, lien: lien(a), phase, depot: phraseDepot(a, phase), resume: premierePhrase(a.contenu.objectifs) });
  const ouverts = enPhase('ouvert').sort((a, b) => (a.fermeLe < b.fermeLe ? -1 : 1)).map((a) => carte(a, 'ouvert'));
  return render(demande, 'appels/liste', {
    ouverts, aucunOuvert: ouverts.length === 0, aVenir: enPhase('a_venir').map((a) => carte(a, 'a_venir')),
    passes: enPhase('ferme').map((a) => ({ titre: a.titre, code: a.code, lien: lien(a), depot: phraseDepot(a, 'ferme') })), simulateur: paths.simulateur,
  }, { titre: 'Appels à projets' });
};

const premierePhrase = (texte: string): string => {
  const [debut = ''] = texte.split('\n');
  return debut.length <= 280 ? debut : `${debut.slice(0, 280).replace(/\s+\S*$/u, '')}…`;
};

interface AppelMontre { readonly appel: AppelLu; readonly edition: EditionAppel; readonly presentation: PresentationAppel; readonly bandeau: string | null; readonly ancienne: boolean }

/** The public page of a call; a brouillon exists for the responsables only. */
export const pageAppel = (deps: Deps) => async (demande: Demande): Promise<void> => {
  const { appel, edition, presentation, bandeau, ancienne } = await montrer(deps, demande);
  const sujet = { nature: 'appel', id: appel.id, etat: appel.etat } as const;
  const pdf = vers(paths.appels.pdf, { appelId: appel.id });
  return render(demande, 'appels/page', {
    appel: presentation, bandeau, depot: presentation.phase === 'ouvert' ? entree(demande, appel) : null,
    inscription: presentation.phase === 'ouvert' && demande.acteur.id === null ? paths.inscription : null,
    lienPdf: ancienne ? avecQuery(pdf, { version: String(edition.version) }) : pdf,
    lienSuivi: peut(demande.acteur, 'appel.suivre', sujet).permis ? vers(paths.appels.suivi, { appelId: appel.id }) : null, simulateur: avecQuery(paths.simulateur, { appel: appel.id }),
  }, { titre: appel.titre, fil: [{ texte: 'Appels à projets', lien: paths.appels.liste }] });
};

/** The same facts as a PDF. */
export const pdfAppel = (deps: Deps) => async (demande: Demande): Promise<void> => {
  const { appel, edition, presentation } = await montrer(deps, demande);
  const modele = documentAppel(presentation, edition, await lireMarque(deps.db));
  demande.res.setHeader('Content-Disposition', `inline; filename="${appel.code.replace(/[^A-Za-z0-9-]+/g, '-')}.pdf"`);
  demande.res.type('application/pdf');
  await ecrirePdf(modele, demande.res);
};

function entree({ acteur }: Demande, appel: AppelLu): PageAppel['depot'] {
  const lien = vers(paths.dossiers.nouveau, { appelId: appel.id });
  if (acteur.id === null) return { texte: 'Se connecter pour déposer un dossier', lien: avecQuery(paths.connexion, { retour: lien }) };
  return estAgent(acteur) && acteur.appartenances.length === 0 ? null : { texte: 'Déposer un dossier', lien };
}

async function montrer({ db }: Deps, demande: Demande): Promise<AppelMontre> {
  const appel = trouve(await lireAppel(db, parametre(demande, 'appelId')));
  if (!peutSavoir(demande.acteur, { nature: 'appel', id: appel.id, etat: appel.etat })) throw new Introuvable();
  const [territoires, versions] = await Promise.all([listerTerritoires(db), listerVersions(db, appel.id)]);
  const voulue = texteDeQuery(demande.query, 'version', 6);
  const ancienne = /^[1-9]\d*$/.test(voulue) && Number(voulue) !== appel.version;
  const numero = ancienne ? Number(voulue) : appel.version;
  const version = versions.find((v) => v.version === numero);
  if (ancienne && version === undefined) throw new Introuvable();
  const contenu = ancienne ? trouve(await lireVersionAppel(db, appel.id, numero)) : appel.contenu;
  const edition: EditionAppel = { version: numero, etablieLe: version?.publieLe ?? appel.creeLe, contenu, brouillon: appel.etat === 'brouillon' };
  return { appel, edition, ancienne, presentation: presenterAppel(appel, contenu, territoires, demande.maintenant), bandeau: bandeau(appel, edition, ancienne) };
}

function bandeau(appel: AppelLu, { version, etablieLe, brouillon }: EditionAppel, ancienne: boolean): string | null {
  if (brouillon) return 'Aperçu : cet appel est un brouillon, que seuls les responsables peuvent voir.';
  if (ancienne) return `Vous lisez la version ${version}, remplacée par la version ${appel.version}. Elle reste applicable aux dossiers déposés sous son régime.`;
  return version > 1 ? `Version ${version}, publiée le ${instantLong(etablieLe)}. Les dossiers déposés auparavant restent soumis à la version en vigueur à leur dépôt.` : null;
}

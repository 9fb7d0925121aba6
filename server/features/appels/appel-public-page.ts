import { estAgent } from '../../domain/habilitations/acteur.js';
import { peut, peutSavoir } from '../../domain/habilitations/peut.js';
import type { Deps } from '../../platform/deps.js';
import { instantLong } from '../../platform/format.js';
import { ecrirePdf } from '../../platform/pdf.js';
import { parametre, type Demande } from '../../web/demande.js';
import { Introuvable, trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery, texteDeQuery } from '../../web/requete.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { direDifferences, type ChangementDit } from './appel-differences.js';
import { documentAppel, type EditionAppel } from './appel-documents.js';
import { presenterAppel, type PresentationAppel } from './appel-presentation.js';
import { lireAppel, lireEnTravail, listerTerritoires, listerVersions, type TerritoireLu, type VersionLue } from './appel-queries.js';
import type { AppelLu } from './appel-store.js';

/** A change of a published call, as applicants read it. */
export interface ModificationPublique { readonly version: number; readonly le: string; readonly motif: string; readonly changements: readonly ChangementDit[]; readonly lien: string }

export interface PageAppel {
  readonly appel: PresentationAppel;
  /** Sentence above the page: a preview, an earlier version. */
  readonly bandeau: string | null;
  /** Changes since the first publication, the newest first; none on a preview or an earlier version. */
  readonly modifications: readonly ModificationPublique[];
  readonly depot: { readonly texte: string; readonly lien: string } | null;
  readonly inscription: string | null;
  readonly lienPdf: string;
  readonly lienSuivi: { readonly texte: string; readonly lien: string } | null;
  readonly simulateur: string;
  readonly flux: string;
}

declare module '../../web/render.js' {
  interface Pages { 'appels/page': PageAppel }
}

interface AppelMontre {
  readonly appel: AppelLu;
  readonly edition: EditionAppel;
  readonly presentation: PresentationAppel;
  readonly bandeau: string | null;
  readonly modifications: readonly ModificationPublique[];
}

/** The public page of a call; a brouillon exists for the responsables only. */
export const pageAppel = (deps: Deps) => async (demande: Demande): Promise<void> => {
  const montre = await montrer(deps, demande);
  const { appel, edition } = montre;
  const sujet = { nature: 'appel', id: appel.id, etat: appel.etat } as const;
  const pdf = vers(paths.appels.pdf, { appelId: appel.id });
  const suivi = peut(demande.acteur, 'appel.suivre', sujet).permis ? { texte: 'Suivre cet appel', lien: vers(paths.appels.suivi, { appelId: appel.id }) } : null;
  return afficher(demande, montre, { lienPdf: edition.version === appel.version ? pdf : avecQuery(pdf, { version: String(edition.version) }), lienSuivi: suivi, fil: [{ texte: 'Appels à projets', lien: paths.appels.liste }] });
};

/** The same facts as a PDF. */
export const pdfAppel = (deps: Deps) => async (demande: Demande): Promise<void> => envoyerPdf(deps, demande, await montrer(deps, demande));

/** What is being written of a call, as its readers will see it. */
export const pageApercu = (deps: Deps) => async (demande: Demande): Promise<void> => {
  const montre = await montrerTravail(deps, demande);
  const appelId = montre.appel.id;
  return afficher(demande, montre, {
    lienPdf: vers(paths.appels.apercuPdf, { appelId }), lienSuivi: { texte: 'Revenir à la rédaction', lien: vers(paths.appels.modifier, { appelId }) },
    fil: [{ texte: 'Appels', lien: paths.appels.gestion }, { texte: montre.appel.titre, lien: vers(paths.appels.suivi, { appelId }) }, { texte: 'Rédaction', lien: vers(paths.appels.modifier, { appelId }) }],
  });
};

/** The preview as a PDF. */
export const pdfApercu = (deps: Deps) => async (demande: Demande): Promise<void> => envoyerPdf(deps, demande, await montrerTravail(deps, demande));

interface Autour { readonly lienPdf: string; readonly lienSuivi: PageAppel['lienSuivi']; readonly fil: readonly { texte: string; lien: string }[] }

function afficher(demande: Demande, { appel, edition, presentation, bandeau, modifications }: AppelMontre, { lienPdf, lienSuivi, fil }: Autour): Promise<void> {
  const ouvert = presentation.phase === 'ouvert' && !edition.brouillon;
  return render(demande, 'appels/page', {
    appel: presentation, bandeau, modifications, lienPdf, lienSuivi, depot: ouvert ? entree(demande, appel) : null, inscription: ouvert && demande.acteur.id === null ? paths.inscription : null,
    simulateur: avecQuery(paths.simulateur, { appel: appel.id }), flux: paths.appels.flux,
  }, { titre: presentation.titre, fil });
}

async function envoyerPdf({ db }: Deps, { res }: Demande, { appel, edition, presentation }: AppelMontre): Promise<void> {
  const modele = documentAppel(presentation, edition, await lireMarque(db));
  res.setHeader('Content-Disposition', `inline; filename="${appel.code.replace(/[^A-Za-z0-9-]+/g, '-')}.pdf"`);
  res.type('application/pdf');
  await ecrirePdf(modele, res);
}

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
  const montre: AppelLu = ancienne && version ? { ...appel, ...datesDe(version, appel), contenu: version.contenu } : appel;
  const brouillon = appel.etat === 'brouillon';
  return {
    appel, edition: { version: numero, etablieLe: version?.publieLe ?? appel.creeLe, contenu: montre.contenu, brouillon },
    presentation: presenterAppel(montre, montre.contenu, territoires, demande.maintenant), modifications: ancienne ? [] : modificationsPubliques(appel.id, versions, territoires),
    bandeau: brouillon ? 'Aperçu, non publié : cet appel est un brouillon, que seuls les responsables peuvent voir.'
      : ancienne ? `Vous lisez la version ${numero}, remplacée par la version ${appel.version}. Elle reste applicable aux dossiers déposés sous son régime.` : null,
  };
}

/** Title and dates of an earlier version, those of the call where it did not keep them. */
const datesDe = ({ titre, ouvreLe, fermeLe }: VersionLue, appel: AppelLu): Pick<AppelLu, 'titre' | 'ouvreLe' | 'fermeLe'> => ({
  titre: titre ?? appel.titre, ouvreLe: (ouvreLe ?? appel.ouvreLe) as AppelLu['ouvreLe'], fermeLe: (fermeLe ?? appel.fermeLe) as AppelLu['fermeLe'],
});

async function montrerTravail({ db }: Deps, demande: Demande): Promise<AppelMontre> {
  const { appel, travail } = trouve(await lireEnTravail(db, parametre(demande, 'appelId')));
  const territoires = await listerTerritoires(db);
  const montre: AppelLu = { ...appel, ...travail };
  return {
    appel, edition: { version: appel.version, etablieLe: demande.maintenant, contenu: travail.contenu, brouillon: true }, modifications: [],
    presentation: presenterAppel(montre, travail.contenu, territoires, demande.maintenant),
    bandeau: appel.etat === 'brouillon' ? 'Aperçu, non publié : voici ce que liront les porteurs.' : `Aperçu, non publié : voici ce que liront les porteurs quand la version ${appel.version + 1} sera publiée.`,
  };
}

/**
 * What changed since the first publication, the newest version first.
 * @param versions the newest first, as `listerVersions` gives them
 */
export function modificationsPubliques(appelId: string, versions: readonly VersionLue[], territoires: readonly TerritoireLu[]): ModificationPublique[] {
  return versions.slice(0, -1).map((v, i) => {
    const precedente = versions[i + 1] ?? v;
    return {
      version: v.version, le: instantLong(v.publieLe), motif: v.motif, changements: direDifferences(precedente, v, territoires),
      lien: avecQuery(vers(paths.appels.page, { appelId }), { version: String(precedente.version) }),
    };
  });
}

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import Joi from 'joi';
import type { Deps } from '../../platform/deps.js';
import { ligneCsv } from '../../platform/csv.js';
import { decimalDepuisCents, cents } from '../../domain/kernel/cents.js';
import { parametre, type Demande } from '../../web/demande.js';
import { FormulaireInvalide, trouve } from '../../web/errors.js';
import { formulaire, ligne, lireFormulaire, type Formulaire } from '../../web/form-errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { listerTerritoires } from '../appels/appel-queries.js';
import { lireDossier, lireReglesDuDossier } from './dossier-queries.js';
import { ajouterPieces, creerDossier, deposerDossier, enregistrerSection, retirerDossier, retirerPiece } from './dossier-service.js';
import { pageDossier, pageVerification } from './dossier-page.js';
import { pageHistorique, pageVersion } from './historique-page.js';
import { lireFiltre, pageListe, pageMesDossiers, pageNouveau } from './liste-page.js';
import { parcourirDossiers, type FiltreDossiers } from './liste-queries.js';
import { pagePieces } from './pieces-page.js';
import { formulaireSection } from './section-forms.js';
import { pageSection, sectionDemandee } from './section-page.js';

const SANS_CHAMP: Formulaire<object> = formulaire<object>({});
const CORPS_LIBRE: Formulaire<Record<string, unknown>> = { schema: Joi.object<Record<string, unknown>>().unknown(true) };
const idDossier = (demande: Demande): string => parametre(demande, 'dossierId');

/** Dossiers: lists, writing by sections, pieces, review, deposit, withdrawal, history. */
export function routesDossiers(routeur: Routeur, deps: Deps): void {
  routesListes(routeur, deps);
  routesRedaction(routeur, deps);
  routesDepot(routeur, deps);
}

function routesListes(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.dossiers.mes, 'accueil.voir', pageMesDossiers(deps));
  routeur.get(paths.dossiers.liste, 'dossier.lister', pageListe(deps));
  routeur.get(paths.dossiers.exportCsv, 'dossier.lister', async (demande) => {
    demande.res.attachment('dossiers.csv').type('text/csv; charset=utf-8');
    await pipeline(Readable.from(lignesCsv(deps, lireFiltre(demande))), demande.res);
  });
  const nouveau = pageNouveau(deps);
  routeur.pageFormulaire(paths.dossiers.nouveau, 'dossier.creer', nouveau);
  routeur.post(paths.dossiers.nouveau, 'dossier.creer', { formulaire: formulaire<{ organismeId: string }>({ organismeId: ligne(36).required() }), page: nouveau }, async (ctx, { organismeId }, demande) =>
    vers(paths.dossiers.page, { dossierId: await creerDossier(ctx, parametre(demande, 'appelId'), organismeId) }));
}

async function* lignesCsv({ db }: Deps, filtre: FiltreDossiers): AsyncGenerator<string> {
  yield `\uFEFF${ligneCsv(['Numéro', 'État', 'Titre', 'Organisme', 'Appel', 'Déposé le', 'Coût total', 'Montant demandé', 'Montant proposé', 'Instructeur'])}`;
  const montant = (c: number | null): string => (c === null ? '' : decimalDepuisCents(cents(c)).replace('.', ','));
  for await (const d of parcourirDossiers(db, filtre)) {
    yield ligneCsv([d.numero ?? '', libelle('dossier', d.etat), d.titre, d.organismeNom, d.appelTitre, d.deposeLe?.slice(0, 10) ?? '', montant(d.coutTotalCents), montant(d.demandeCents), montant(d.proposeCents), d.instructeurNom ?? '']);
  }
}

function routesRedaction(routeur: Routeur, deps: Deps): void {
  const { magasin } = deps;
  const page = pageDossier(deps);
  routeur.get(paths.dossiers.page, 'dossier.voir', (demande) => page(demande));
  const section = pageSection(deps);
  routeur.pageFormulaire(paths.dossiers.section, 'dossier.rediger', section);
  routeur.post(paths.dossiers.section, 'dossier.rediger', { formulaire: CORPS_LIBRE, page: section }, async (ctx, corps, demande) => {
    const nom = sectionDemandee(demande);
    const appel = await lireReglesDuDossier(ctx.db, trouve(await lireDossier(ctx.db, idDossier(demande))));
    const territoires = (await listerTerritoires(ctx.db)).map((t) => t.code).filter((c) => appel.territoires.includes(c));
    const { version, suite, ...contenu } = lireFormulaire(formulaireSection(nom, appel, territoires), corps);
    await enregistrerSection(ctx, idDossier(demande), nom, contenu, version);
    annoncer(demande, `Section « ${libelle('section', nom)} » enregistrée.`);
    return suite === 'liste' ? vers(paths.dossiers.page, { dossierId: idDossier(demande) }) : vers(paths.dossiers.section, { dossierId: idDossier(demande), section: nom });
  });

  const pieces = pagePieces(deps);
  routeur.pageFormulaire(paths.dossiers.pieces, 'dossier.rediger', pieces);
  const formulairePiece = formulaire<{ code: string; precision: string }>({ code: ligne(40).required(), precision: ligne(60).allow('').default('') });
  routeur.post(paths.dossiers.pieces, 'dossier.rediger', { formulaire: formulairePiece, page: pieces, fichiers: true }, async (ctx, { code, precision }, demande) => {
    if (demande.fichiers.length === 0) throw new FormulaireInvalide({ [precision === '' ? code : `${code}-${precision}`]: 'Choisissez un fichier.' });
    await ajouterPieces(ctx, magasin, idDossier(demande), code, precision, demande.fichiers);
    annoncer(demande, demande.fichiers.length === 1 ? 'Fichier ajouté.' : `${demande.fichiers.length} fichiers ajoutés.`);
    return vers(paths.dossiers.pieces, { dossierId: idDossier(demande) });
  });
  routeur.post(paths.dossiers.retirerPiece, 'dossier.rediger', { formulaire: SANS_CHAMP, page: pieces }, async (ctx, _, demande) => {
    await retirerPiece(ctx, idDossier(demande), parametre(demande, 'pieceId'));
    annoncer(demande, 'Fichier retiré.');
    return vers(paths.dossiers.pieces, { dossierId: idDossier(demande) });
  });
}

function routesDepot(routeur: Routeur, deps: Deps): void {
  const verification = pageVerification(deps);
  routeur.pageFormulaire(paths.dossiers.verification, 'dossier.rediger', verification);
  routeur.post(paths.dossiers.depot, 'dossier.deposer', { formulaire: SANS_CHAMP, page: verification }, async (ctx, _, demande) => {
    const numero = await deposerDossier(ctx, idDossier(demande));
    annoncer(demande, `Dossier déposé sous le numéro ${numero}. Un récépissé vous est envoyé.`);
    return vers(paths.dossiers.page, { dossierId: idDossier(demande) });
  });
  const formulaireRetrait = formulaire<{ motif: string }>({ motif: ligne(500).required() });
  const page = pageDossier(deps);
  routeur.post(paths.dossiers.retrait, 'dossier.retirer', { formulaire: formulaireRetrait, page }, async (ctx, { motif }, demande) => {
    await retirerDossier(ctx, idDossier(demande), motif);
    annoncer(demande, 'Dossier retiré.');
    return vers(paths.dossiers.page, { dossierId: idDossier(demande) });
  });
  routeur.get(paths.dossiers.historique, 'dossier.voir', pageHistorique(deps));
  routeur.get(paths.dossiers.version, 'dossier.voir', pageVersion(deps));
}

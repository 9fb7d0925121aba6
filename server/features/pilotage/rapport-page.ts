import { pipeline } from 'node:stream/promises';
import { pourraitFaire } from '../../domain/habilitations/peut.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { estId } from '../../platform/ids.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { entierSaisi, formulaire, ligne } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { estParScript } from '../../web/requete.js';
import { texteTape } from '../../web/saisie.js';
import { listerProgrammes } from '../programme/programme-queries.js';
import { lireRapport, listerRapports, type RapportLu } from './rapport-queries.js';

/** A report as its page shows it: being composed, ready, or given up. */
export interface RapportPresente {
  readonly id: string;
  readonly titre: string;
  readonly demandeLe: string;
  readonly demandePar: string;
  readonly fichiers: readonly { readonly texte: string; readonly lien: string; readonly taille: number }[];
  readonly abandonne: boolean;
  readonly enCours: { readonly lien: string; readonly fait: number; readonly total: number; readonly texte: string } | null;
}

export interface PageRapports {
  /** Null for who may only read them. */
  readonly action: string | null;
  readonly programmes: readonly { readonly valeur: string; readonly texte: string }[];
  readonly saisie: Readonly<Record<string, string>>;
  readonly rapports: readonly RapportPresente[];
  /** Without JavaScript the page is read again by this link while a report is being composed. */
  readonly actualiser: string | null;
}

declare module '../../web/render.js' {
  interface Pages { 'pilotage/rapports': PageRapports; 'pilotage/rapport-avancement': { readonly rapport: RapportPresente } }
}

export const formulaireRapport = formulaire<{ programmeId: string; annee: number }>({
  programmeId: ligne(36).required().custom((v: string, aide) => (estId(v) ? v : aide.message({ custom: 'Choisissez un programme.' }))),
  annee: entierSaisi(2200).required(),
});

/** Yearly reports of the programmes: ask for one, follow it, fetch it. */
export const pageRapports = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const [programmes, lus] = [await listerProgrammes(db), await listerRapports(db)];
  const rapports = lus.map(presenter);
  const saisi = (champ: string, defaut: string): string => (etat.saisie === null ? defaut : texteTape(etat.saisie, champ));
  await render(demande, 'pilotage/rapports', {
    action: pourraitFaire(demande.acteur, 'rapport.etablir') ? paths.pilotage.rapports : null, programmes: programmes.map((p) => ({ valeur: p.id, texte: `${p.titre} (${p.debut}-${p.fin})` })),
    saisie: { programmeId: saisi('programmeId', programmes[0]?.id ?? ''), annee: saisi('annee', jourAParis(demande.maintenant).slice(0, 4)) }, rapports, actualiser: rapports.some((r) => r.enCours !== null) ? paths.pilotage.rapports : null,
  }, { titre: 'Rapports annuels', etat, fil: [{ texte: 'Pilotage', lien: paths.pilotage.page }] });
};

/** How far a report is: a fragment for the page that polls it, the page itself otherwise. */
export const avancementRapport = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const rapport = trouve(await lireRapport(db, parametre(demande, 'rapportId')));
  if (!estParScript(demande.req)) return demande.res.redirect(303, paths.pilotage.rapports);
  await render(demande, 'pilotage/rapport-avancement', { rapport: presenter(rapport) }, { titre: 'Rapport annuel', fragment: true });
};

/** One of the two files of a report. */
export const servirRapport = ({ db, magasin }: Deps, format: 'pdf' | 'docx') => async (demande: Demande): Promise<void> => {
  const fichier = trouve(trouve(await lireRapport(db, parametre(demande, 'rapportId')))[format]);
  demande.res.attachment(fichier.nom).type(fichier.typeMime).setHeader('Content-Length', String(fichier.taille));
  await pipeline(magasin.ouvrir(fichier.cleStockage), demande.res);
};

function presenter(r: RapportLu): RapportPresente {
  const ids = { rapportId: r.id };
  const fichiers = [{ texte: 'PDF', lien: vers(paths.pilotage.rapportPdf, ids), fichier: r.pdf }, { texte: 'DOCX', lien: vers(paths.pilotage.rapportDocx, ids), fichier: r.docx }];
  return {
    id: r.id, titre: `Rapport annuel ${r.annee} : ${r.programme}`, demandeLe: r.demandeLe, demandePar: r.demandePar, abandonne: r.etat === 'abandonne',
    fichiers: fichiers.flatMap(({ texte, lien, fichier }) => (fichier === null ? [] : [{ texte, lien, taille: fichier.taille }])),
    enCours: r.pretLe !== null || r.etat === 'abandonne' ? null : { lien: vers(paths.pilotage.rapportAvancement, ids), fait: r.fait, total: r.total, texte: r.fait === 0 ? 'en attente' : `étape ${r.fait} sur ${r.total}` },
  };
}

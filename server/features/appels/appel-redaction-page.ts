import { avertissementsDeLAppel } from '../../domain/appels/avertissements.js';
import { estWeekend } from '../../domain/kernel/jour.js';
import { estFerie, instantDeParis, jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { instantLong, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { Introuvable, trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteTape, type Saisie } from '../../web/saisie.js';
import { direDifferences, type ChangementDit } from './appel-differences.js';
import { direManques, partiesDeLAppel, versSection } from './appel-parties.js';
import { compterDossiers, etatEnveloppe, lireEnTravail, listerTerritoires, porteursDeBrouillons, type AppelEnTravail } from './appel-queries.js';
import { contenuReference, lireAppelReference } from './reference.js';
import { momentTape, saisieDeSection } from './appel-saisie.js';
import { direEnregistre } from './appel-section-page.js';
import { empreinteAppel } from './appel-store.js';

export interface PageNouvel { readonly action: string; readonly annuler: string; readonly chapo: string; readonly modele: string; readonly champs: Readonly<Record<string, string>> }

interface Publication { readonly action: string; readonly titre: string; readonly consequence: string; readonly confirmation: string; readonly bouton: string; readonly empreinte: string; readonly avecMotif: boolean; readonly motif: string }

export interface PageRedaction {
  readonly chapo: string;
  readonly enregistre: string | null;
  readonly taches: readonly { readonly titre: string; readonly lien: string; readonly statut: string; readonly texte: string; readonly aide: string }[];
  readonly manques: readonly { readonly texte: string; readonly lien: string; readonly section: string }[];
  readonly avertissements: readonly { readonly texte: string; readonly lien: string }[];
  readonly changements: readonly ChangementDit[];
  readonly compare: boolean;
  readonly publication: Publication | null;
  readonly abandonner: string | null;
  readonly apercu: string;
  readonly apercuPdf: string;
  readonly suivi: string;
  readonly prolonger: string | null;
}

export interface PageProlongation { readonly action: string; readonly annuler: string; readonly actuelle: string; readonly consequence: string; readonly rouvre: boolean; readonly champs: Readonly<Record<'jour' | 'heure' | 'motif', string>> }

declare module '../../web/render.js' {
  interface Pages { 'appels/nouveau': PageNouvel; 'appels/redaction': PageRedaction; 'appels/prolongation': PageProlongation }
}

const FIL = [{ texte: 'Appels', lien: paths.appels.gestion }];

/** Form of a new call: title, reference, dates; empty or from the reference call (`?modele=reference`). */
export const pageNouvelAppel = (_deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const modele = (etat.saisie?.['modele'] ?? demande.query['modele']) === 'reference' ? 'reference' : '';
  const saisie = etat.saisie ?? (modele === 'reference' ? saisieDeReference() : { ouvreLe: { heure: '09:00' }, fermeLe: { heure: '23:59' }, periode: { dureeMaxMois: '12' } });
  return render(demande, 'appels/nouveau', {
    action: paths.appels.nouveau, annuler: paths.appels.gestion, modele,
    chapo: modele === 'reference' ? 'Toutes les règles de l’appel de référence sont reprises : il reste à les relire, partie par partie.' : 'Commencez par le titre et les dates ; vous compléterez ensuite l’appel partie par partie. Un brouillon n’est vu que des responsables.',
    champs: champsIdentite(saisie),
  }, { titre: 'Nouvel appel', fil: FIL, etat });
};

const champsIdentite = (saisie: Saisie): Record<string, string> => Object.fromEntries(
  ['code', 'titre', 'ouvreLe.jour', 'ouvreLe.heure', 'fermeLe.jour', 'fermeLe.heure', 'periode.debut', 'periode.fin', 'periode.dureeMaxMois'].map((c) => [c.replaceAll('.', '_'), texteTape(saisie, c)]),
);

function saisieDeReference(): Saisie {
  const { code, titre } = lireAppelReference();
  const contenu = contenuReference();
  const ouvreLe = instantDeParis(`${contenu.periodeOperations.debut}T09:00:00`);
  return { ...saisieDeSection('identite', { code, titre, ouvreLe, fermeLe: ouvreLe, contenu }), ouvreLe: { heure: '09:00' }, fermeLe: { heure: '23:59' } };
}

/** The whole of what is being written: parts and their state, what blocks, what deserves a look, what changes, publication. */
export const pageRedaction = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const appelId = parametre(demande, 'appelId');
  const enTravail = trouve(await lireEnTravail(db, appelId));
  const { appel, travail, enCours } = enTravail;
  if (appel.etat !== 'brouillon' && appel.etat !== 'publie') throw new Introuvable();
  const [territoires, enveloppe, porteurs, dossiers] = await Promise.all([listerTerritoires(db), etatEnveloppe(db, appelId), porteursDeBrouillons(db, appelId), compterDossiers(db, appelId)]);
  const manques = direManques(appelId, travail, territoires.map((t) => t.code));
  const changements = enCours === null ? [] : direDifferences(appel, enCours, territoires);
  const parties = partiesDeLAppel(appelId, manques, new Set(changements.map((c) => c.section)), null);
  const avertissements = avertissementsDeLAppel({
    ouvre: jourAParis(travail.ouvreLe), ferme: jourAParis(travail.fermeLe), ouvreLe: travail.ouvreLe, maintenant: appel.etat === 'brouillon' ? demande.maintenant : travail.ouvreLe,
    estChome: (j) => estWeekend(j) || estFerie(j), voteCents: enveloppe.voteCents, contenu: travail.contenu,
  });
  const suivi = vers(paths.appels.suivi, { appelId });
  const deposes = dossiers.filter((d) => d.etat !== 'brouillon').reduce((n, d) => n + d.nombre, 0);
  return render(demande, 'appels/redaction', {
    chapo: appel.etat === 'brouillon' ? 'Chaque partie s’enregistre à part. Un brouillon n’est vu que des responsables.' : `La version ${appel.version} est publiée et figée. Ce que vous changez ici reste invisible tant que vous ne publiez pas la version ${appel.version + 1}.`,
    enregistre: enCours === null ? null : direEnregistre(enCours.modifieLe, enCours.modifiePar),
    taches: parties.map((p) => ({ titre: p.titre, lien: p.lien, statut: p.statut, texte: p.texte, aide: manques.filter((m) => m.section === p.section).map((m) => m.texte).join(' ') })),
    manques: manques.map((m) => ({ texte: m.texte, lien: m.lien, section: libelle('section_appel', m.section) })),
    avertissements: avertissements.map((a) => ({ texte: libelle('avertissement_appel', a.code), lien: a.section === null ? suivi : versSection(appelId, a.section) })),
    changements, compare: changements.length > 0, publication: publication(enTravail, manques.length, porteurs.length, deposes, etat), abandonner: enCours === null ? null : vers(paths.appels.abandonner, { appelId }),
    apercu: vers(paths.appels.apercu, { appelId }), apercuPdf: vers(paths.appels.apercuPdf, { appelId }), suivi, prolonger: appel.etat === 'publie' ? vers(paths.appels.prolonger, { appelId }) : null,
  }, { titre: appel.etat === 'brouillon' ? `Rédiger « ${travail.titre} »` : `Modifier « ${appel.titre} »`, etat, fil: [...FIL, { texte: appel.titre, lien: suivi }] });
};

function publication({ appel, travail, enCours }: AppelEnTravail, manques: number, prevenus: number, deposes: number, etat: EtatFormulaire): Publication | null {
  if (manques > 0) return null;
  const commun = { empreinte: empreinteAppel({ ...travail, version: appel.version }), motif: etat.saisie === null ? '' : texteTape(etat.saisie, 'motif') };
  if (appel.etat === 'brouillon') {
    return {
      ...commun, action: vers(paths.appels.publier, { appelId: appel.id }), titre: 'Publier l’appel', bouton: 'Publier', avecMotif: false,
      consequence: `L’appel devient visible de tous et ses règles sont figées : toute modification passera par une nouvelle version. Le dépôt ouvre le ${instantLong(appel.ouvreLe)} et se termine le ${instantLong(appel.fermeLe)}, heure de Paris.`,
      confirmation: 'J’ai relu l’aperçu : l’appel peut être publié.',
    };
  }
  return enCours === null ? null : {
    ...commun, action: vers(paths.appels.version, { appelId: appel.id }), titre: `Publier la version ${appel.version + 1}`, bouton: `Publier la version ${appel.version + 1}`, avecMotif: true,
    consequence: `${deposes === 0 ? 'Aucun dossier n’est déposé.' : deposes === 1 ? 'Le dossier déjà déposé garde la version à laquelle il a répondu.' : `Les ${pluriel(deposes, 'dossier')} déjà déposés gardent la version à laquelle ils ont répondu.`} ${prevenus === 0 ? 'Aucun brouillon n’est en cours.' : `Les brouillons suivront la nouvelle version : ${pluriel(prevenus, 'personne sera prévenue', 'personnes seront prévenues')} par courriel de ce qui change.`} Le motif et les changements sont publiés sur la page de l’appel.`,
    confirmation: 'J’ai relu les changements : la nouvelle version peut être publiée.',
  };
}

/** Form that moves the closing further. */
export const pageProlongation = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const appelId = parametre(demande, 'appelId');
  const { appel } = trouve(await lireEnTravail(db, appelId));
  if (appel.etat !== 'publie') throw new Introuvable();
  const porteurs = await porteursDeBrouillons(db, appelId);
  const saisie: Saisie = etat.saisie ?? { fermeLe: { heure: momentTape(appel.fermeLe).heure } };
  const suivi = vers(paths.appels.suivi, { appelId });
  return render(demande, 'appels/prolongation', {
    action: vers(paths.appels.prolonger, { appelId }), annuler: suivi, actuelle: instantLong(appel.fermeLe), rouvre: demande.maintenant > appel.fermeLe,
    consequence: `Une nouvelle version de l’appel est publiée avec cette seule différence, et son motif est public. ${porteurs.length === 0 ? 'Aucun brouillon n’est en cours : personne n’est prévenu par courriel.' : `${pluriel(porteurs.length, 'personne qui prépare', 'personnes qui préparent')} un dossier ${porteurs.length > 1 ? 'seront prévenues' : 'sera prévenue'} par courriel.`}`,
    champs: { jour: texteTape(saisie, 'fermeLe.jour'), heure: texteTape(saisie, 'fermeLe.heure'), motif: texteTape(saisie, 'motif') },
  }, { titre: 'Prolonger le dépôt', etat, fil: [...FIL, { texte: appel.titre, lien: suivi }] });
};

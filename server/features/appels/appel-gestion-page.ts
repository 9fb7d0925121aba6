import { peutFranchir } from '../../domain/etats/machine.js';
import { APPEL, DOSSIER } from '../../domain/etats/machines.js';
import { phaseDepot } from '../../domain/appels/ouverture.js';
import { peut, pourraitFaire } from '../../domain/habilitations/peut.js';
import type { Action } from '../../domain/habilitations/actions.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, euros, instantLong, nombre, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery } from '../../web/requete.js';
import { texteTape } from '../../web/saisie.js';
import type { ChangementDit } from './appel-differences.js';
import { direManques } from './appel-parties.js';
import { phraseDepot } from './appel-presentation.js';
import { modificationsPubliques } from './appel-public-page.js';
import { direEnregistre } from './appel-section-page.js';
import { lireModification } from './appel-store.js';
import {
  compterDossiers, etatEnveloppe, lireAppel, listerAppelsDeGestion, listerTerritoires, listerVersions, totalAttribue,
  type AppelLu, type DossiersParEtat, type EnveloppeLue, type EtatEnveloppe, type TerritoireLu, type VersionLue,
} from './appel-queries.js';

interface LigneGestion { readonly titre: string; readonly code: string; readonly lien: string; readonly etat: string; readonly depot: string; readonly deposes: number; readonly brouillons: number; readonly voteCents: number | null }

export interface PageGestion { readonly appels: readonly LigneGestion[]; readonly vide: boolean; readonly nouveau: string; readonly depuisReference: string }

/** What a responsable may do next to the call, with its consequence. */
interface Geste { readonly action: string; readonly titre: string; readonly consequence: string; readonly confirmation: string; readonly bouton: string; readonly variante: string }

export interface PageSuivi {
  readonly etat: string;
  readonly depot: string;
  readonly chiffres: readonly { readonly libelle: string; readonly cents: number; readonly precision: string }[];
  readonly etats: readonly { readonly code: string; readonly compte: string; readonly demandeCents: number; readonly lien: string | null }[];
  readonly sansDossier: boolean;
  readonly enveloppes: readonly (EnveloppeLue & { readonly nom: string; readonly livre: string | null })[];
  readonly total: EtatEnveloppe;
  readonly barres: readonly { readonly libelle: string; readonly valeur: number; readonly maximum: number; readonly texte: string }[];
  readonly fixer: { readonly action: string; readonly financeurs: readonly { valeur: string; texte: string }[]; readonly financeur: string; readonly annee: string; readonly montant: string } | null;
  readonly liens: readonly { readonly texte: string; readonly lien: string }[];
  readonly manques: readonly { readonly texte: string; readonly lien: string }[];
  readonly geste: Geste | null;
  readonly dupliquer: string | null;
  readonly versions: readonly { readonly version: number; readonly motif: string; readonly publieLe: string; readonly lien: string; readonly changements: readonly ChangementDit[] }[];
  readonly enCours: { readonly texte: string; readonly lien: string } | null;
}

declare module '../../web/render.js' {
  interface Pages { 'appels/gestion': PageGestion; 'appels/suivi': PageSuivi }
}

/** Every call for the responsable, brouillons included. */
export const pageGestion = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const lignes = await listerAppelsDeGestion(db);
  return render(demande, 'appels/gestion', {
    appels: lignes.map(({ appel, deposes, brouillons, voteCents }) => ({
      titre: appel.titre, code: appel.code, etat: appel.etat, lien: vers(paths.appels.suivi, { appelId: appel.id }), deposes, brouillons, voteCents: voteCents === 0 ? null : voteCents,
      depot: `${dateCourte(jourAParis(appel.ouvreLe))} – ${dateCourte(jourAParis(appel.fermeLe))}`,
    })),
    vide: lignes.length === 0, nouveau: paths.appels.nouveau, depuisReference: avecQuery(paths.appels.nouveau, { modele: 'reference' }),
  }, { titre: 'Appels', large: true });
};

/** Follow-up of a call: dossiers by state, money, what to do next. */
export const pageSuivi = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const appelId = parametre(demande, 'appelId');
  const appel = trouve(await lireAppel(db, appelId));
  const [dossiers, attribue, enveloppe, versions, territoires, enCours] = await Promise.all([
    compterDossiers(db, appelId), totalAttribue(db, appelId), etatEnveloppe(db, appelId), listerVersions(db, appelId), listerTerritoires(db),
    lireModification(db, appelId, appel.code),
  ]);
  const permis = (action: Action): boolean => peut(demande.acteur, action, demande.sujet).permis;
  const modifie = permis('appel.modifier');
  const voitDossiers = pourraitFaire(demande.acteur, 'dossier.lister');
  return render(demande, 'appels/suivi', {
    etat: appel.etat, depot: phraseDepot(appel, phaseDepot(appel, demande.maintenant)),
    chiffres: chiffres(dossiers, attribue, enveloppe), ...tableauDesEtats(dossiers, appelId, voitDossiers),
    enveloppes: enveloppe.parEnveloppe.map((e) => ({ ...e, nom: `${libelle('financeur', e.financeur)} ${e.annee}`, livre: pourraitFaire(demande.acteur, 'grand_livre.lire') ? vers(paths.grandLivre.enveloppe, { enveloppeId: e.id }) : null })), total: enveloppe, barres: barres(enveloppe),
    fixer: permis('appel.fixer_enveloppe') && appel.etat !== 'archive' ? formulaireEnveloppe(appel, etat) : null,
    liens: liens(appel, modifie, permis('decision.prendre'), voitDossiers), versions: lierVersions(appelId, versions, territoires),
    enCours: enCours === null || !modifie ? null : { texte: direEnregistre(enCours.modifieLe, enCours.modifiePar), lien: vers(paths.appels.modifier, { appelId }) },
    manques: appel.etat === 'brouillon' && modifie ? direManques(appelId, appel, territoires.map((t) => t.code)) : [],
    geste: permis('appel.publier') ? gesteSuivant(appel, dossiers) : null, dupliquer: modifie ? vers(paths.appels.dupliquer, { appelId }) : null,
  }, { titre: appel.titre, etat, large: true, fil: pourraitFaire(demande.acteur, 'appel.preparer') ? [{ texte: 'Appels', lien: paths.appels.gestion }] : [] });
};

const DEPOSES = new Set(Object.values(DOSSIER.transitions).map((t) => t.vers).filter((e) => e !== 'retire'));

function chiffres(dossiers: readonly DossiersParEtat[], attribue: { nombre: number; montantCents: number }, e: EtatEnveloppe): PageSuivi['chiffres'] {
  const deposes = dossiers.filter((d) => DEPOSES.has(d.etat as never));
  const total = (cle: 'nombre' | 'demandeCents'): number => deposes.reduce((n, d) => n + d[cle], 0);
  return [
    { libelle: 'Demandé', cents: total('demandeCents'), precision: pluriel(total('nombre'), 'dossier déposé', 'dossiers déposés') },
    { libelle: 'Attribué', cents: attribue.montantCents, precision: pluriel(attribue.nombre, 'décision favorable', 'décisions favorables') },
    { libelle: 'Versé', cents: e.verseCents, precision: e.recouvreCents > 0 ? `${euros(e.recouvreCents)} recouvrés` : '' },
    { libelle: 'Disponible', cents: e.disponibleCents, precision: `sur ${euros(e.voteCents)} votés` },
  ];
}

function tableauDesEtats(dossiers: readonly DossiersParEtat[], appelId: string, voitDossiers: boolean): Pick<PageSuivi, 'etats' | 'sansDossier'> {
  const ordre = ['brouillon', ...Object.values(DOSSIER.transitions).map((t) => t.vers)];
  const etats = [...dossiers].sort((a, b) => ordre.indexOf(a.etat) - ordre.indexOf(b.etat)).map((d) => ({
    code: d.etat, compte: nombre(d.nombre), demandeCents: d.demandeCents,
    lien: voitDossiers && d.etat !== 'brouillon' ? avecQuery(paths.dossiers.liste, { appel: appelId, etat: d.etat }) : null,
  }));
  return { etats, sansDossier: etats.length === 0 };
}

function barres({ parEnveloppe }: EtatEnveloppe): PageSuivi['barres'] {
  return parEnveloppe.flatMap((e) => {
    const nom = `${libelle('financeur', e.financeur)} ${e.annee}`;
    return [
      { libelle: `${nom} : engagé`, valeur: e.engageCents, maximum: e.voteCents, texte: `${euros(e.engageCents)} sur ${euros(e.voteCents)} votés` },
      { libelle: `${nom} : versé`, valeur: e.verseCents, maximum: e.engageCents, texte: `${euros(e.verseCents)} sur ${euros(e.engageCents)} engagés` },
    ];
  });
}

function formulaireEnveloppe(appel: AppelLu, { saisie }: EtatFormulaire): NonNullable<PageSuivi['fixer']> {
  const tape = saisie ?? { financeur: 'departement', annee: appel.contenu.periodeOperations.debut.slice(0, 4) };
  return {
    action: vers(paths.appels.enveloppe, { appelId: appel.id }), financeurs: choix('financeur', ['departement', 'etat', 'fse']),
    financeur: texteTape(tape, 'financeur'), annee: texteTape(tape, 'annee'), montant: texteTape(tape, 'montant'),
  };
}

function liens(appel: AppelLu, modifie: boolean, decide: boolean, voitDossiers: boolean): PageSuivi['liens'] {
  const { id: appelId, etat } = appel;
  return [
    ...(modifie && etat === 'brouillon' ? [{ texte: 'Rédiger le brouillon', lien: vers(paths.appels.modifier, { appelId }) }, { texte: 'Voir l’aperçu', lien: vers(paths.appels.apercu, { appelId }) }] : []),
    ...(modifie && etat === 'publie' ? [{ texte: 'Modifier l’appel', lien: vers(paths.appels.modifier, { appelId }) }, { texte: 'Prolonger le dépôt', lien: vers(paths.appels.prolonger, { appelId }) }] : []),
    ...(etat === 'brouillon' ? [] : [{ texte: 'Voir la page publique', lien: vers(paths.appels.page, { appelId }) }]),
    ...(etat !== 'brouillon' && voitDossiers ? [{ texte: 'Voir les dossiers', lien: avecQuery(paths.dossiers.liste, { appel: appelId }) }] : []),
    ...(modifie && (etat === 'publie' || etat === 'clos') ? [{ texte: 'Saisir un dossier papier', lien: vers(paths.depotPapier.nouveau, { appelId }) }] : []),
    ...(modifie && etat !== 'archive' ? [{ texte: 'Règles d’affectation', lien: vers(paths.appels.affectations, { appelId }) }] : []),
    ...(etat !== 'brouillon' && decide ? [{ texte: 'Décisions de la Commission permanente', lien: vers(paths.appels.decisions, { appelId }) }] : []),
  ];
}

function lierVersions(appelId: string, versions: readonly VersionLue[], territoires: readonly TerritoireLu[]): PageSuivi['versions'] {
  const changements = new Map(modificationsPubliques(appelId, versions, territoires).map((m) => [m.version, m.changements]));
  return versions.map((v) => ({
    version: v.version, motif: v.motif, publieLe: instantLong(v.publieLe), lien: avecQuery(vers(paths.appels.page, { appelId }), { version: String(v.version) }), changements: changements.get(v.version) ?? [],
  }));
}

function gesteSuivant(appel: AppelLu, dossiers: readonly DossiersParEtat[]): Geste | null {
  const { id: appelId, etat } = appel;
  if (peutFranchir(APPEL, 'publier', etat)) {
    return {
      action: vers(paths.appels.publier, { appelId }), titre: 'Publier l’appel', bouton: 'Publier', variante: '',
      consequence: `L’appel devient visible de tous et ses règles sont figées : toute modification passera par une nouvelle version. Le dépôt ouvre le ${instantLong(appel.ouvreLe)} et se termine le ${instantLong(appel.fermeLe)}.`,
      confirmation: 'J’ai relu l’aperçu : l’appel peut être publié.',
    };
  }
  if (peutFranchir(APPEL, 'clore', etat)) {
    const brouillons = dossiers.find((d) => d.etat === 'brouillon')?.nombre ?? 0;
    return {
      action: vers(paths.appels.clore, { appelId }), titre: 'Clore l’appel', bouton: 'Clore', variante: 'danger',
      consequence: `Plus aucun dossier ne pourra être déposé, même avant la date de clôture, et l’appel ne pourra ni rouvrir ni changer. ${brouillons === 0 ? 'Aucun brouillon n’est en cours.' : `${pluriel(brouillons, 'brouillon ne pourra', 'brouillons ne pourront')} plus être déposé${brouillons > 1 ? 's' : ''} ; leurs porteurs sont prévenus par courriel si la date de clôture n’est pas passée.`} Les compléments demandés sur un dossier déposé peuvent encore être redéposés.`,
      confirmation: 'Je clos cet appel définitivement.',
    };
  }
  if (peutFranchir(APPEL, 'archiver', etat)) {
    return {
      action: vers(paths.appels.archiver, { appelId }), titre: 'Archiver l’appel', bouton: 'Archiver', variante: 'danger',
      consequence: 'L’appel ne sera plus modifiable et ne pourra pas rouvrir ; ses dossiers restent lisibles et conservés. Tous les dossiers doivent avoir reçu leur décision, et toutes les conventions être soldées ou résiliées.',
      confirmation: 'J’archive cet appel.',
    };
  }
  return null;
}

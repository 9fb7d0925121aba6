import { avancement, type Avancement, type EtatProgramme } from '../../domain/programme/fiche.js';
import { peut, pourraitFaire, SANS_SUJET } from '../../domain/habilitations/peut.js';
import { cents, somme } from '../../domain/kernel/cents.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte } from '../../platform/format.js';
import { parametre, type Demande } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import type { Groupe } from '../pilotage/pilotage-queries.js';
import { lireSuitesDeLaFiche, type SuiteLue } from './comite-queries.js';
import { lireActions, lireBilanDesDossiers, lireFiche, lireSections, type ActionLue, type FicheLue } from './fiche-queries.js';
import { lireDossiersPorteurs, type DossierPorteur } from './liens-queries.js';
import { direAvancement } from './programme-page.js';

interface ActionVue { readonly rang: number; readonly intitule: string; readonly pilote: string; readonly etat: EtatProgramme; readonly calendrier: string; readonly avancement: string; readonly dossiers: number; readonly lien: string | null }

export interface PageFiche {
  readonly fiche: FicheLue;
  readonly surtitre: string;
  readonly parties: readonly { readonly terme: string; readonly valeur: string; readonly lien: string | null; readonly texteLien: string }[];
  readonly redigees: number;
  readonly actions: readonly ActionVue[];
  readonly texteAvancement: string;
  readonly suivi: Avancement;
  /** Null for those who may not see dossiers: they read the sums alone. */
  readonly dossiers: readonly (DossierPorteur & { readonly lien: string })[] | null;
  readonly totaux: { readonly demandeCents: number; readonly attribueCents: number; readonly payeCents: number };
  readonly bilan: Groupe;
  readonly suites: readonly (SuiteLue & { readonly lien: string })[];
  readonly resume: readonly { readonly terme: string; readonly valeur: string }[];
  readonly lienPdf: string;
  readonly lienPilotage: string | null;
  readonly lienAction: string | null;
  readonly lienLier: string | null;
}

declare module '../../web/render.js' {
  interface Pages { 'programme/fiche': PageFiche }
}

/** Trail of the pages of a fiche. */
export const filFiche = (fiche: FicheLue): { texte: string; lien: string }[] =>
  [{ texte: 'Programme', lien: paths.programme.page }, { texte: `Fiche ${fiche.numero}`, lien: vers(paths.programme.fiche, { ficheId: fiche.id }) }];

/** A fiche-action in one place: what it says, its actions, the dossiers that carry it, what the committees ask. */
export const pageFiche = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const fiche = trouve(await lireFiche(db, parametre(demande, 'ficheId')));
  const pilote = peut(demande.acteur, 'programme.piloter', SANS_SUJET).permis;
  const [sections, actions, bilan, suites] = [await lireSections(db, fiche.id), await lireActions(db, fiche.id), await lireBilanDesDossiers(db, { ficheId: fiche.id }), await lireSuitesDeLaFiche(db, fiche.id)];
  const dossiers = pourraitFaire(demande.acteur, 'dossier.lister') ? await lireDossiersPorteurs(db, fiche.id) : null;
  const suivi = avancement(actions.map((a) => a.etat));
  await render(demande, 'programme/fiche', {
    fiche, surtitre: `Objectif ${fiche.objectif.numero} · ${fiche.objectif.intitule}`, bilan, texteAvancement: direAvancement(suivi), suivi,
    parties: sections.map((s) => ({
      terme: libelle('section_fiche', s.section), valeur: s.texte, lien: pilote ? vers(paths.programme.section, { ficheId: fiche.id, section: s.section }) : null, texteLien: s.texte === '' ? 'Rédiger' : 'Modifier',
    })),
    redigees: sections.filter((s) => s.texte !== '').length, actions: actions.map((a) => montrerAction(a, pilote)),
    dossiers: dossiers?.map((d) => ({ ...d, lien: vers(paths.dossiers.page, { dossierId: d.id }) })) ?? null, totaux: totaliser(dossiers ?? []),
    suites: suites.map((s) => ({ ...s, lien: vers(paths.programme.comite, { comiteId: s.comiteId }) })),
    resume: [{ terme: 'Cadre', valeur: fiche.cadre === 'PDI' ? 'Programme départemental d’insertion (PDI)' : 'Pacte territorial d’insertion (PTI)' }, { terme: 'Pilote', valeur: fiche.pilote ?? 'À désigner' }, { terme: 'Programme', valeur: fiche.programme.titre }],
    lienPdf: vers(paths.programme.fichePdf, { ficheId: fiche.id }), lienPilotage: pilote ? vers(paths.programme.pilotage, { ficheId: fiche.id }) : null,
    lienAction: pilote ? vers(paths.programme.actions, { ficheId: fiche.id }) : null,
    lienLier: peut(demande.acteur, 'programme.lier', SANS_SUJET).permis ? vers(paths.programme.dossiers, { ficheId: fiche.id }) : null,
  }, { titre: `${fiche.numero} ${fiche.intitule}`, fil: [{ texte: 'Programme', lien: paths.programme.page }], large: true });
};

function montrerAction(a: ActionLue, pilote: boolean): ActionVue {
  return {
    rang: a.rang, intitule: a.intitule, pilote: a.pilote, etat: a.etat, avancement: a.avancement, dossiers: a.dossiers, calendrier: direCalendrier(a),
    lien: pilote ? vers(paths.programme.action, { ficheId: a.ficheId, actionId: a.id }) : null,
  };
}

/** « du 01/01/2023 au 31/12/2024 », « depuis le… », « jusqu’au… »; empty without a date. */
export function direCalendrier({ debut, fin }: { readonly debut: string | null; readonly fin: string | null }): string {
  if (debut !== null && fin !== null) return `du ${dateCourte(debut)} au ${dateCourte(fin)}`;
  if (debut !== null) return `depuis le ${dateCourte(debut)}`;
  return fin === null ? '' : `jusqu’au ${dateCourte(fin)}`;
}

function totaliser(dossiers: readonly DossierPorteur[]): PageFiche['totaux'] {
  const total = (valeur: (d: DossierPorteur) => number): number => somme(dossiers.map((d) => cents(valeur(d))));
  return { demandeCents: total((d) => d.demandeCents), attribueCents: total((d) => d.attribueCents), payeCents: total((d) => d.payeCents) };
}

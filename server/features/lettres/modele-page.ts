import { NATURES_LETTRE, VARIABLES_DE_NATURE, type NatureLettre } from '../../domain/lettres/modele.js';
import type { Deps } from '../../platform/deps.js';
import type { Bloc } from '../../platform/pdf.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import type { Apercu } from './apercu-queries.js';
import { lireModele, listerModeles, listerVersions } from './modele-queries.js';
import { VARIABLES_DOCUMENTEES } from './variables-documentees.js';

interface VersionAffichee { readonly version: number; readonly lien: string; readonly ecritPar: string; readonly ecritLe: string | null; readonly lettres: number; readonly par: string; readonly enUsage: boolean }

export interface PageModele {
  readonly action: string;
  readonly actionApercu: string;
  readonly actionPdf: string;
  readonly objet: string;
  readonly texte: string;
  readonly lue: number;
  readonly dossier: string;
  readonly variables: readonly { readonly ecrit: string; readonly sens: string; readonly exemple: string }[];
  /** What the product adds after the text, whatever it says. */
  readonly ajout: string;
  readonly versions: readonly VersionAffichee[];
  readonly apercu: { readonly numero: string; readonly blocs: readonly Bloc[]; readonly exemples: string } | null;
  /** A former version is shown, to be taken up again. */
  readonly ancienne: boolean;
}

declare module '../../web/render.js' {
  interface Pages {
    'lettres/liste': { readonly modeles: readonly { readonly nom: string; readonly objet: string; readonly lien: string; readonly version: string }[] };
    'lettres/modele': PageModele;
  }
}

const AVEC_VOIES: Partial<Readonly<Record<NatureLettre, string>>> = {
  attribution: 'Le délai pour contester et la juridiction.', attribution_partielle: 'Le délai pour contester et la juridiction.',
  refus: 'Les voies et délais de recours : gracieux et contentieux, avec leurs dates et la juridiction.',
  recours_accepte: 'Le sens de la réponse et ses suites sur le dossier.', recours_rejete: 'Le sens de la réponse, le délai du recours contentieux et la juridiction.', recours_classe: 'Le sens de la réponse, le délai du recours contentieux et la juridiction.',
};

/** The kind of letter an address names, or « not found ». */
export const natureDemandee = (demande: Demande): NatureLettre => trouve(NATURES_LETTRE.find((n) => n === parametre(demande, 'natureLettre')) ?? null);

const fil = [{ texte: 'Appels', lien: paths.appels.gestion }];

/** Every kind of letter with the version in use. */
export const pageModeles = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const modeles = await listerModeles(db, NATURES_LETTRE);
  await render(demande, 'lettres/liste', {
    modeles: modeles.map((m) => ({ nom: libelle('nature_lettre', m.nature), objet: m.objet, lien: vers(paths.lettres.modele, { natureLettre: m.nature }), version: m.version === 0 ? 'Modèle livré' : `Version ${m.version}, ${m.ecritPar ?? ''}` })),
  }, { titre: 'Modèles de lettres', fil });
};

/** A template with its documented variables, its versions, and the preview when one was asked. */
export const pageModele = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire, apercu: Apercu | null = null): Promise<void> => {
  const nature = natureDemandee(demande);
  const versions = await listerVersions(db, nature);
  const actuel = await lireModele(db, nature);
  const voulue = Number(demande.query['version'] ?? actuel.version);
  const montre = versions.find((v) => v.version === voulue) ?? actuel;
  const tape = (champ: string, sinon: string): string => (typeof etat.saisie?.[champ] === 'string' ? etat.saisie[champ] : sinon);
  const ids = { natureLettre: nature };
  await render(demande, 'lettres/modele', {
    action: vers(paths.lettres.modele, ids), actionApercu: vers(paths.lettres.apercu, ids), actionPdf: vers(paths.lettres.apercuPdf, ids),
    objet: tape('objet', montre.objet), texte: tape('texte', montre.texte), lue: Number(tape('lue', String(actuel.version))), dossier: tape('dossier', ''),
    variables: VARIABLES_DE_NATURE[nature].map((v) => ({ ecrit: `{{${v}}}`, ...VARIABLES_DOCUMENTEES[v] })), ajout: AVEC_VOIES[nature] ?? '',
    versions: versions.map((v) => ({
      version: v.version, lien: `${vers(paths.lettres.modele, ids)}?version=${v.version}`, ecritPar: v.ecritPar ?? 'Livré avec le produit', ecritLe: v.ecritLe, lettres: v.lettres, par: v.par.join(', '), enUsage: v.version === actuel.version,
    })),
    apercu: apercu === null ? null : { numero: apercu.numero, blocs: apercu.modele.blocs, exemples: apercu.exemples.map((v) => VARIABLES_DOCUMENTEES[v].sens.toLowerCase()).join(' ; ') },
    ancienne: montre.version !== actuel.version,
  }, { titre: libelle('nature_lettre', nature), etat, large: true, fil: [...fil, { texte: 'Modèles de lettres', lien: paths.lettres.liste }] });
};

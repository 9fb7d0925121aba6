import { joursEntre } from '../../domain/kernel/jour.js';
import { instantLong, pluriel } from '../../platform/format.js';
import { jourAParis } from '../../platform/clock.js';
import type { Tranche } from '../../platform/tranche.js';
import type { Demande } from '../../web/demande.js';
import type { EntreeGlossaire } from '../../web/glossaire.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { liensDeTranche } from '../../web/requete.js';
import type { AppelAnnonce, CourrielDemonstration } from './public-queries.js';

export interface PageAccueilPublic {
  readonly appels: readonly { readonly titre: string; readonly lien: string; readonly ouvert: boolean; readonly echeance: string; readonly reste: string | null }[];
  readonly etapes: readonly { readonly titre: string; readonly texte: string }[];
  readonly liens: { readonly appels: string; readonly simulateur: string; readonly inscription: string; readonly connexion: string; readonly glossaire: string };
  /** Where a signed-in person goes; null for a visitor. */
  readonly tableauDeBord: string | null;
}

export interface PageCourrielsDemonstration {
  readonly action: string;
  readonly recherche: string;
  readonly courriels: readonly {
    readonly destinataire: string; readonly sujet: string; readonly creeLe: string;
    readonly paragraphes: readonly (readonly { readonly texte: string; readonly lien: string | null }[])[];
  }[];
  readonly pages: { readonly precedent: string | null; readonly suivant: string | null };
}

declare module '../../web/render.js' {
  interface Pages {
    'public/accueil': PageAccueilPublic;
    'public/mentions': Readonly<Record<string, never>>;
    'public/accessibilite': Readonly<Record<string, never>>;
    'public/donnees': Readonly<Record<string, never>>;
    'public/glossaire': { readonly termes: readonly EntreeGlossaire[] };
    'public/courriels': PageCourrielsDemonstration;
  }
}

const ETAPES: PageAccueilPublic['etapes'] = [
  { titre: 'Choisissez un appel', texte: 'Chaque appel dit ce qui est financé, pour quels publics et quels territoires, jusqu’à quelle date et avec quelles pièces.' },
  { titre: 'Créez votre compte et votre organisme', texte: 'Une adresse électronique et le numéro SIRET suffisent. Vous pouvez ensuite inviter vos collègues.' },
  { titre: 'Préparez votre dossier', texte: 'Rubrique par rubrique, à votre rythme : tout est enregistré, le budget se vérifie pendant la saisie.' },
  { titre: 'Déposez-le', texte: 'Le représentant légal ou son délégataire dépose. Vous recevez aussitôt un numéro et un récépissé.' },
  { titre: 'Suivez l’examen et la décision', texte: 'Recevabilité, instruction, comité, vote : vous voyez chaque étape et répondez aux questions en ligne.' },
  { titre: 'Recevez et justifiez l’aide', texte: 'Convention, versements, bilan, contrôle, solde : chaque montant est expliqué et chaque pièce conservée.' },
];

function annonce(appel: AppelAnnonce, demande: Demande): PageAccueilPublic['appels'][number] {
  const ouvert = appel.ouvreLe <= demande.maintenant;
  const jours = joursEntre(jourAParis(demande.maintenant), jourAParis(appel.fermeLe));
  return {
    titre: appel.titre, lien: vers(paths.appels.page, { appelId: appel.id }), ouvert,
    echeance: ouvert ? `Dépôt jusqu’au ${instantLong(appel.fermeLe)}` : `Ouverture le ${instantLong(appel.ouvreLe)}`,
    reste: !ouvert ? null : jours === 0 ? 'Dernier jour' : `Encore ${pluriel(jours, 'jour')}`,
  };
}

/** Home page: what this is, how it goes, where to begin. */
export function pageAccueilPublic(demande: Demande, appels: readonly AppelAnnonce[]): Promise<void> {
  return render(demande, 'public/accueil', {
    appels: appels.map((a) => annonce(a, demande)),
    etapes: ETAPES,
    liens: { appels: paths.appels.liste, simulateur: paths.simulateur, inscription: paths.inscription, connexion: paths.connexion, glossaire: paths.glossaire },
    tableauDeBord: demande.acteur.id === null ? null : paths.tableauDeBord,
  }, { titre: 'Accueil' });
}

/** Splits a paragraph at the addresses of this installation, which become links of this server. */
export function segmenter(texte: string, baseUrl: string): { texte: string; lien: string | null }[] {
  const adresses = new RegExp(`(${baseUrl.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}/[^\\s]*)`, 'g');
  return texte.split(adresses).filter((m) => m !== '').map((morceau) => ({
    texte: morceau, lien: morceau.startsWith(`${baseUrl}/`) ? morceau.slice(baseUrl.length).replace(/^\/+/, '/') : null,
  }));
}

/** Mails of the demonstration, which leave nowhere: their links can be followed here. */
export function pageCourrielsDemonstration(demande: Demande, recherche: string, tranche: Tranche<CourrielDemonstration>, baseUrl: string): Promise<void> {
  const chemin = paths.demonstration.courriels;
  return render(demande, 'public/courriels', {
    action: chemin, recherche,
    courriels: tranche.lignes.map((c) => ({
      destinataire: c.destinataire, sujet: c.sujet, creeLe: c.creeLe, paragraphes: c.texte.split(/\n{2,}/).map((p) => segmenter(p, baseUrl)),
    })),
    pages: liensDeTranche(chemin, { q: recherche }, tranche),
  }, { titre: 'Courriels de la démonstration' });
}

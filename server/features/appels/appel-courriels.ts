import { instantLong } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { enUneLigne, type ChangementDit } from './appel-differences.js';
import { porteursDeBrouillons, type PorteurDeBrouillon } from './appel-queries.js';
import type { AppelEcrit } from './appel-store.js';

interface Lettre { readonly sujet: string; readonly texte: string }

/** A mail lists so many changes; the page lists them all. */
const CHANGEMENTS_MAX = 20;

/** A new version of the call that this person's brouillons answer. */
export function courrielNouvelleVersion(appel: AppelEcrit, changements: readonly ChangementDit[], motif: string, p: PorteurDeBrouillon): Lettre {
  const lignes = changements.slice(0, CHANGEMENTS_MAX).map((c) => `– ${enUneLigne(c)}`);
  const reste = changements.length - lignes.length;
  return {
    sujet: `L’appel « ${appel.titre} » a changé`,
    texte: [
      `Bonjour ${p.nom},`, `L’appel « ${appel.titre} », auquel ${brouillons(p)}, vient de changer. Motif : ${motif}`,
      ['Ce qui change :', ...lignes, ...(reste > 0 ? [`– et ${reste} autre${reste > 1 ? 's' : ''} changement${reste > 1 ? 's' : ''}, à lire sur la page de l’appel.`] : [])].join('\n'),
      `Votre brouillon suit désormais ces nouvelles règles : relisez-le avant de le déposer. Rien de ce que vous avez saisi n’est perdu. Le dépôt se termine le ${instantLong(appel.fermeLe)}, heure de Paris.`,
    ].join('\n\n'),
  };
}

/** The closing date of the call moved further. */
export function courrielProlongation(appel: AppelEcrit, ancienne: string, motif: string, p: PorteurDeBrouillon): Lettre {
  return {
    sujet: `Plus de temps pour l’appel « ${appel.titre} » : dépôt jusqu’au ${instantLong(appel.fermeLe)}`,
    texte: [
      `Bonjour ${p.nom},`, `Le dépôt des dossiers de l’appel « ${appel.titre} », auquel ${brouillons(p)}, devait se terminer le ${instantLong(ancienne)}. Il est prolongé jusqu’au ${instantLong(appel.fermeLe)} inclus, heure de Paris.`,
      `Motif : ${motif}`, 'Les autres règles ne changent pas. Vous pouvez continuer votre brouillon sur Passerelle.',
    ].join('\n\n'),
  };
}

/** The deposits ended before the announced date. */
export function courrielCloture(appel: AppelEcrit, p: PorteurDeBrouillon): Lettre {
  return {
    sujet: `L’appel « ${appel.titre} » est clos`,
    texte: [
      `Bonjour ${p.nom},`, `Le dépôt des dossiers de l’appel « ${appel.titre} », auquel ${brouillons(p)}, est clos par le service avant la date annoncée. Ce brouillon ne peut plus être déposé ; ce que vous avez saisi est conservé.`,
      'Pour toute question, écrivez au contact indiqué sur la page de l’appel.',
    ].join('\n\n'),
  };
}

function brouillons({ dossiers }: PorteurDeBrouillon): string {
  const titres = dossiers.filter((d) => d.titre !== '').map((d) => `« ${d.titre} »`);
  if (titres.length === 0) return 'vous préparez une réponse';
  return titres.length === 1 ? `répond votre brouillon ${titres[0] ?? ''}` : `répondent vos brouillons ${titres.join(', ')}`;
}

/**
 * Writes to everybody who has a brouillon on the call.
 * @param evenement names it in the keys, so that nobody is told twice
 * @returns how many people are told
 */
export async function prevenirLesBrouillons(ctx: Contexte, appelId: string, evenement: string, lettre: (p: PorteurDeBrouillon) => Lettre): Promise<number> {
  const porteurs = await porteursDeBrouillons(ctx.db, appelId);
  for (const p of porteurs) {
    const { sujet, texte } = lettre(p);
    const [seul] = p.dossiers;
    ctx.envoyer({ cle: `${evenement}:${appelId}:${p.id}`, a: p.courriel, sujet, texte, ...(p.dossiers.length === 1 && seul ? { dossierId: seul.id } : {}) });
  }
  return porteurs.length;
}

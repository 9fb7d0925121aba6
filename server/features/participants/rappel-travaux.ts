import { limiteDesFiches } from '../../domain/participants/echeances.js';
import { avantLHeureDesRappels, jourAParis } from '../../platform/clock.js';
import { dateLongue, pluriel } from '../../platform/format.js';
import { executant, type Executant, type Periodique } from '../../platform/travaux.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { ecrireAuPorteur } from '../notifications/notification-service.js';
import { lireAttentes, type Attente } from './echeance-queries.js';

const NATURE = 'participants.rappeler';
const PAR_ETAPE = 20;

/** Reminders of follow-ups and of records left open, looked for each hour of the day. */
export const RAPPELS_PARTICIPANTS: Periodique = { nature: NATURE, titre: 'Rappels des suivis de participants', cadence: 'heure' };

/** Writes once a month to each organisme, in one letter per operation, what its participants still wait for; a few a step. */
export const rappelerParticipants: Executant = executant<object>({
  nature: NATURE,
  async etape(ctx, _charge, fait) {
    if (avantLHeureDesRappels(ctx.maintenant)) return { reste: false };
    const attentes = await lireAttentes(ctx.db, jourAParis(ctx.maintenant), { debut: fait * PAR_ETAPE, taille: PAR_ETAPE });
    const cles = new Map(attentes.map((a) => [a.dossierId, `${NATURE}:${a.dossierId}:${jourAParis(ctx.maintenant).slice(0, 7)}`]));
    const ecrites = new Set(await ctx.db('notifications').whereIn('cle', [...cles.values()]).distinct().pluck<string[]>('cle'));
    for (const attente of attentes) await rappeler(ctx, attente, cles.get(attente.dossierId) ?? '', ecrites);
    return { reste: attentes.length === PAR_ETAPE };
  },
});

async function rappeler(ctx: Contexte, attente: Attente, cle: string, ecrites: ReadonlySet<string>): Promise<void> {
  if (ecrites.has(cle)) return;
  await ecrireAuPorteur(ctx, { id: attente.dossierId, organismeId: attente.organismeId }, { cle, sujet: `Dossier ${attente.numero} : participants à suivre`, texte: `Bonjour,\n\nPour « ${attente.titre} », il reste à :\n\n${resteAFaire(attente).map((l) => `- ${l}`).join('\n')}\n\nSans ces réponses, ces personnes manquent aux résultats de l’opération.` });
}

function resteAFaire({ suivis, suivisEnRetard, premierSuiviDu, incompletes, sansSortie, fin }: Attente): string[] {
  const retard = suivisEnRetard === 0 ? '' : `, dont ${suivisEnRetard} en retard`;
  const apres = `l’opération est terminée depuis le ${dateLongue(fin)}, à faire avant le ${dateLongue(limiteDesFiches(fin))}`;
  return [
    ...(suivis === 0 || premierSuiviDu === null ? [] : [`demander leur situation, six mois après leur sortie, à ${pluriel(suivis, 'personne')}${retard} ; la première à partir du ${dateLongue(premierSuiviDu)}`]),
    ...(incompletes === 0 ? [] : [`compléter ${pluriel(incompletes, 'fiche')} : ${apres}`]),
    ...(sansSortie === 0 ? [] : [`indiquer la sortie de ${pluriel(sansSortie, 'personne')} : ${apres}`]),
  ];
}

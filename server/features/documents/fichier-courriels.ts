import type { Contexte } from '../../platform/unit-of-work.js';
import { contactsPorteur } from '../dossiers/dossier-queries.js';
import type { UsageDuFichier, usagesDuFichier } from './fichier-queries.js';

type Usages = Awaited<ReturnType<typeof usagesDuFichier>>;
interface FichierMalveillant { readonly id: string; readonly nom: string; readonly deposePar: string | null }
interface Destinataire { readonly id: string; readonly courriel: string; readonly nom: string }

/**
 * Tells by mail that a file is quarantined: every member of the organisme it came from, or the agent who gave it, once
 * each; and the instructeur in charge of a deposited dossier.
 */
export async function annoncerQuarantaine(ctx: Contexte, fichier: FichierMalveillant, { dossiers, organismes }: Usages): Promise<void> {
  const prevenus = new Set<string>();
  for (const organismeId of new Set([...dossiers.map((d) => d.organismeId), ...organismes])) {
    const membres = await contactsPorteur(ctx.db, organismeId);
    if (!membres.some((m) => m.id === fichier.deposePar)) continue;
    for (const m of membres) prevenir(ctx, fichier, m, dossiers.filter((d) => d.organismeId === organismeId), prevenus);
  }
  const deposant = fichier.deposePar === null || prevenus.has(fichier.deposePar) ? [] : await lirePersonnes(ctx, [fichier.deposePar]);
  for (const d of deposant) prevenir(ctx, fichier, d, dossiers, prevenus);
  await prevenirInstructeurs(ctx, fichier, dossiers.filter((d) => d.etat !== 'brouillon'));
}

async function lirePersonnes(ctx: Contexte, ids: readonly string[]): Promise<Destinataire[]> {
  const lignes = await ctx.db('personnes').whereIn('id', [...ids]).where({ actif: true }).select<{ id: string; courriel: string; prenom: string; nom: string }[]>('id', 'courriel', 'prenom', 'nom');
  return lignes.map((l) => ({ id: l.id, courriel: l.courriel, nom: `${l.prenom} ${l.nom}` }));
}

function prevenir(ctx: Contexte, fichier: FichierMalveillant, a: Destinataire, dossiers: readonly UsageDuFichier[], prevenus: Set<string>): void {
  prevenus.add(a.id);
  const [seul] = dossiers;
  ctx.envoyer({
    cle: `quarantaine:${fichier.id}:${a.id}`, a: a.courriel, sujet: 'Un fichier est refusé par l’antivirus', ...(dossiers.length === 1 && seul ? { dossierId: seul.dossierId } : {}),
    texte: `Bonjour ${a.nom},\n\nL’antivirus du service a trouvé un programme malveillant dans le fichier « ${fichier.nom} ». Le fichier est mis en quarantaine : personne ne peut l’ouvrir, et il compte comme non fourni.\n\n${dossiers.map(consigne).join('\n') || '- Remplacez-le là où vous l’aviez joint.'}\n\nAnalysez le poste d’où il vient, puis joignez un fichier sain sur Passerelle.`,
  });
}

async function prevenirInstructeurs(ctx: Contexte, fichier: FichierMalveillant, dossiers: readonly UsageDuFichier[]): Promise<void> {
  const agents = await lirePersonnes(ctx, dossiers.flatMap((d) => d.instructeurId ?? []));
  for (const d of dossiers) {
    const agent = agents.find((a) => a.id === d.instructeurId);
    if (agent === undefined) continue;
    ctx.envoyer({
      cle: `quarantaine:${fichier.id}:${d.dossierId}:${agent.id}`, a: agent.courriel, dossierId: d.dossierId, sujet: `Fichier en quarantaine dans le dossier ${d.numero ?? ''}`.trim(),
      texte: `Bonjour ${agent.nom},\n\nL’antivirus a trouvé un programme malveillant dans le fichier « ${fichier.nom} » du dossier ${nommer(d)}. Le fichier ne peut plus être ouvert. Qui l’a donné en est averti ; demandez de nouveau cette pièce si elle est nécessaire.`,
    });
  }
}

const nommer = ({ numero, titre }: UsageDuFichier): string => numero ?? `« ${titre || 'sans titre'} »`;

const consigne = (d: UsageDuFichier): string => (['brouillon', 'complements_demandes'].includes(d.etat)
  ? `- Dossier ${nommer(d)} : remplacez ce fichier dans ses pièces.`
  : `- Dossier ${nommer(d)} : il est déposé ; le service vous demandera ce fichier de nouveau s’il est nécessaire.`);

import { NOM_EMPREINTE, NOM_MANIFESTE } from '../../domain/archives/manifeste.js';
import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import { dateLongue, euros, instantLong, pluriel } from '../../platform/format.js';
import { contenuLisible, type Reperes } from '../../web/dossier-lisible.js';
import { libelle } from '../../web/libelles.js';
import type { ConventionLue, VersementPrevu } from '../conventions/convention-queries.js';
import type { DossierLu, VersionListee } from '../dossiers/dossier-queries.js';
import type { MessageLu } from '../messagerie/message-queries.js';
import type { ReversementLu } from '../versements/reversement-queries.js';
import type { PlanArchive } from './archive-queries.js';

/** What someone who opens an archive years later reads first. */
export function lisezMoi(dossier: DossierLu, { absents, journal }: Pick<PlanArchive, 'absents' | 'journal'>): string {
  return lignes([
    `Dossier ${dossier.numero ?? ''} : ${dossier.titre}`, `Organisme : ${dossier.organismeNom}`, `Appel à projets : ${dossier.appelTitre}`, `État : ${libelle('dossier', dossier.etat)}`,
    dossier.conserveJusquAu === null ? 'Date de conservation : pas encore fixée, les comptes ne sont pas apurés' : `À conserver jusqu’au ${dateLongue(dossier.conserveJusquAu)}`, '',
    'Ce que contient cette archive',
    '  synthese.txt : conventions, versements et reversements, en clair', '  messages.txt : échanges avec le porteur', '  versions/ : chaque version déposée, telle qu’elle a été scellée (.json) et en clair (.txt)',
    '  pieces/, justificatifs/, messages/, conventions/… : fichiers reçus, tels qu’ils ont été donnés', '  documents/ : actes établis, en PDF et tels qu’ils ont été scellés (.json)',
    '  donnees/ : tout ce que le service a enregistré, table par table', `  donnees/journal.jsonl : journal du dossier jusqu’à la ligne ${journal.rang} du journal général, chaque ligne avec son empreinte`,
    `  ${NOM_MANIFESTE}, ${NOM_EMPREINTE} : liste de tous les fichiers avec leur taille et leur empreinte SHA-256, et empreinte de cette liste`, '',
    'Ce qu’elle ne contient pas', '  les notes privées des agents, les notes et déclarations d’intérêts des membres du comité, les avis confidentiels des partenaires',
    ...absents.map((a) => `  ${a.nom} : ${a.raison === 'quarantaine' ? 'mis en quarantaine par l’antivirus' : 'analyse antivirus pas terminée'}`), '',
    'Pour vérifier qu’elle est intacte', '  npm run cli -- archive verifier ARCHIVE.zip', `  ou, une fois décompressée : sha256sum -c ${NOM_EMPREINTE}, puis comparer chaque fichier à ${NOM_MANIFESTE}.`,
  ]);
}

/** A deposited version in plain text. */
export function versionEnTexte(figee: VersionDossier, { version, deposeLe, deposePar, empreinte }: VersionListee, reperes: Reperes): string {
  return lignes([
    `Dossier ${figee.numero}, version ${version}`, `Déposée le ${instantLong(deposeLe)} par ${deposePar}`, `Empreinte SHA-256 : ${empreinte}`,
    ...contenuLisible(figee.sections, figee.organisme, reperes).flatMap((r) => [
      '', r.titre.toUpperCase(), ...r.entrees.filter((e) => e.valeur !== '').map((e) => `${e.terme} : ${e.valeur}`),
      ...r.tableaux.flatMap((t) => ['', t.legende, `  ${t.colonnes.join(' | ')}`, ...t.lignes.map((l) => `  ${l.map((c) => c.texte).join(' | ')}`)]),
    ]),
    '', 'PIÈCES', ...figee.pieces.map((p) => `${p.code}${p.precision === '' ? '' : ` (${p.precision})`} : ${p.nom}, ${p.taille} octets, SHA-256 ${p.sha256}`),
  ]);
}

/** One message of the thread with the porteur in plain text. */
export const messageEnTexte = (m: MessageLu): string => lignes([
  `${instantLong(m.le)}, ${m.auteurNom}${m.qualite === '' ? '' : ` (${m.qualite})`}, ${m.cote === 'porteur' ? 'porteur' : 'service'}`, m.texte,
  ...m.fichiers.map((f) => `[fichier joint : ${f.nom}]`), ...m.documents.map((d) => `[document cité : ${d.titre}]`), '',
]);

/** Conventions of a dossier with what was paid and claimed back, in plain text. */
export function syntheseEnTexte(conventions: readonly { readonly convention: ConventionLue; readonly versements: readonly VersementPrevu[]; readonly reversements: readonly ReversementLu[] }[]): string {
  if (conventions.length === 0) return 'Aucune convention.\n';
  return lignes(conventions.flatMap(({ convention: c, versements, reversements }) => [
    `Convention ${c.numero} (${libelle('financeur', c.financeur)}) : ${euros(c.montantCents)}, ${libelle('convention', c.etat).toLowerCase()}`,
    ...(c.signeePorteurLe === null || c.signeeFinanceurLe === null ? [] : [`  Signée le ${dateLongue(c.signeePorteurLe)} par le porteur, le ${dateLongue(c.signeeFinanceurLe)} par le financeur`]),
    `  ${pluriel(versements.length, 'versement')}`,
    ...versements.map((v) => `  ${v.rang}. ${euros(v.montantCents)}, ${libelle('versement', v.etat).toLowerCase()}${v.payeLe === null ? '' : ` le ${dateLongue(v.payeLe)}`}`),
    ...reversements.map((r) => `  Titre de reversement ${r.numero} : ${euros(r.montantCents)}, ${libelle('reversement', r.etat).toLowerCase()}${r.encaisseLe === null ? '' : ` le ${dateLongue(r.encaisseLe)}`}`), '',
  ]));
}

const lignes = (contenu: readonly string[]): string => `${contenu.join('\n')}\n`;

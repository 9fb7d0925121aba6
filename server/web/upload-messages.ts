import type { FichierRefuse, MotifFichier } from '../platform/fichier-refuse.js';

const FORMATS = 'seuls les fichiers PDF, JPEG, PNG, DOCX, XLSX, ODT et ODS sont acceptés';
const EN_PDF = 'Ouvrez-le, choisissez « Imprimer » puis « Enregistrer au format PDF », et joignez ce PDF.';

/** What is wrong and what to do, after the name of the file. */
const MESSAGES: Readonly<Record<MotifFichier, (detail: string) => string>> = {
  vide: () => 'ce fichier est vide.',
  trop_grand: (maximum) => `ce fichier dépasse ${maximum}. Réduisez la résolution de la numérisation, ou partagez-le en plusieurs fichiers.`,
  nom_trompeur: () => 'son nom contient des caractères invisibles qui en changent l’ordre de lecture. Renommez-le.',
  nom_chemin: () => 'son nom contient un chemin de dossiers (« / » ou « \\ »). Renommez-le.',
  nom_controle: () => 'son nom contient des caractères de contrôle. Renommez-le.',
  nom_long: () => 'son nom dépasse 255 caractères. Renommez-le.',
  extension: (d) => `son contenu est de type ${(d.split('|')[0] ?? '').toUpperCase()}, pas ${(d.split('|')[1] ?? '').toUpperCase()}. Donnez-lui la bonne extension, ou joignez le bon fichier.`,
  type_inconnu: (ext) => (ext === '' ? `${FORMATS}, et le contenu de celui-ci n’en est pas un.` : `${FORMATS}, et le contenu de celui-ci est de type ${ext.toUpperCase()}.`),
  photo_heic: () => `${FORMATS}, et cette photo est au format HEIC ou AVIF. Enregistrez-la en JPEG, ou numérisez le document en PDF.`,
  ancien_format: () => 'ce fichier est dans un ancien format de Word, d’Excel ou de PowerPoint, qui peut contenir des macros. Enregistrez-le en DOCX, XLSX ou PDF.',
  page_web: () => `${FORMATS}, et celui-ci est une page web ou une image SVG. ${EN_PDF}`,
  executable: () => 'ce fichier est un programme, ou en contient un.',
  macros: () => `ce document contient des macros ou du contenu qui s’exécute à l’ouverture. ${EN_PDF}`,
  archive: () => 'ce fichier est une archive, ou en contient une. Joignez un à un les fichiers qu’elle contient.',
  mot_de_passe: () => 'ce fichier est protégé par un mot de passe ou contre la copie : le service ne pourrait pas l’examiner. Retirez la protection et joignez-le de nouveau.',
  bombe: () => 'ce fichier, une fois ouvert, prendrait une place démesurée. Enregistrez-le de nouveau depuis le logiciel qui l’a créé, ou joignez un PDF.',
  polyglotte: () => 'ce fichier contient autre chose que ce qu’il annonce : des données étrangères y sont ajoutées. Enregistrez-le de nouveau, ou joignez une numérisation.',
  abime: () => 'ce fichier est incomplet ou abîmé. Vérifiez qu’il s’ouvre, puis joignez-le de nouveau.',
  structure: () => `sa structure n’a pas pu être vérifiée. ${EN_PDF}`,
  pdf_actif: () => `ce PDF contient des scripts ou des actions automatiques, comme certains formulaires à remplir. ${EN_PDF}`,
  fichier_incorpore: () => 'ce document contient un autre fichier en pièce jointe. Joignez-les séparément (« Imprimer » puis « Enregistrer au format PDF » donne un PDF sans pièce jointe).',
  feuille_attendue: () => 'ce fichier n’est pas un tableau. Joignez un fichier XLSX, ODS ou CSV.',
  image_geante: () => 'cette image dépasse 120 millions de points. Réduisez-la.',
};

/** Sentence that names the file and says why it is refused. `nom` as it was received: only what can be shown is kept. */
export function messageDeFichier(nom: string, { motif, detail }: FichierRefuse): string {
  const affiche = nom.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').trim().slice(0, 80) || 'fichier';
  return `« ${affiche} » : ${MESSAGES[motif](detail)}`;
}

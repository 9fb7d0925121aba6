import type { CodeErreurProgramme, ErreurProgramme } from '../../domain/programme/chargement.js';

const MOTS: Readonly<Record<CodeErreurProgramme, (trouve: string) => string>> = {
  entete_absente: (t) => `la première ligne doit nommer les colonnes objectif, objectif_intitule, fiche, fiche_intitule et cadre${t === '' ? '' : ` ; il manque : ${t}`}.`,
  aucune_fiche: () => 'le fichier ne contient aucune fiche.',
  objectif_absent: () => 'le numéro de l’objectif manque.',
  objectif_sans_intitule: (t) => `l’objectif ${t} n’a d’intitulé sur aucune de ses lignes.`,
  objectif_contradictoire: (t) => `l’objectif a déjà un autre intitulé plus haut. Celui-ci dit : « ${t} ».`,
  fiche_absente: () => 'le numéro de la fiche manque.',
  fiche_en_double: (t) => `la fiche ${t} est déjà donnée plus haut.`,
  fiche_sans_intitule: (t) => `l’intitulé de la fiche ${t} manque.`.replace('  ', ' '),
  cadre_inconnu: (t) => `le cadre doit être PDI ou PTI${t === '' ? '' : `, et non « ${t} »`}.`,
  trop_long: (t) => `un numéro compte dix caractères au plus, un intitulé cinq cents : « ${t}… ».`,
};

/** French sentence of an error, with its line when it has one. */
export const direErreur = ({ ligne, code, trouve }: ErreurProgramme): string => (ligne === 0 ? 'Fichier : ' : `Ligne ${ligne} : `) + MOTS[code](trouve);

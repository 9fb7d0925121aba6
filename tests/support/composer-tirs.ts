import { pdf } from './depot-http.js';
import type { Champ, FormulaireTrouve } from './formulaires.js';
import { NOMS_TORDUS, type Tirage } from './saisies-hostiles.js';

/** A field as it is sent. */
export type Entree = readonly [nom: string, valeur: string | File];

/** A request to a form: every field hostile, or a single one among plausible ones, so that some are accepted and stored. */
export function composer(f: FormulaireTrouve, tirage: Tirage): Entree[] {
  const textes = f.champs.filter((c) => c.genre === 'texte');
  const seul = tirage.sur(2) ? null : textes.length === 0 ? null : tirage.parmi(textes);
  const boutons = f.champs.filter((c) => c.genre === 'bouton');
  const bouton = boutons.length === 0 || tirage.sur(3) ? null : tirage.parmi(boutons);
  return f.champs.flatMap((champ): Entree[] => {
    if (champ.genre === 'bouton') return champ === bouton ? [[champ.nom, tirage.sur(6) ? tirage.saisie() : tirage.parmi(champ.valeurs)]] : [];
    const hostile = seul === null ? !tirage.sur(8) : champ === seul;
    if (!hostile) return plausible(champ, tirage);
    if (tirage.sur(25)) return [];
    const nom = tirage.sur(20) ? tirage.parmi(NOMS_TORDUS)(champ.nom) : champ.nom;
    return valeurs(champ, tirage).map((v): Entree => [nom, v]);
  });
}

function valeurs(champ: Champ, tirage: Tirage): (string | File)[] {
  switch (champ.genre) {
    case 'texte': return tirage.sur(30) ? [tirage.saisie(), tirage.saisie()] : [tirage.saisie()];
    case 'cache': return [tirage.sur(4) ? tirage.saisie() : champ.valeurs[0] ?? ''];
    case 'choix': return [tirage.sur(3) ? tirage.saisie() : tirage.parmi(champ.valeurs)];
    case 'case': return tirage.sur(3) ? [tirage.saisie(), tirage.parmi(champ.valeurs)] : champ.valeurs.filter(() => tirage.sur(2));
    case 'fichier': return tirage.sur(3) ? [new File([tirage.saisie().slice(0, 500)], nomDeFichier(tirage.saisie()))] : [renommer(pdf(), nomDeFichier(tirage.saisie()))];
    case 'bouton': return [];
  }
}

const nomDeFichier = (saisie: string): string => `${saisie.slice(0, 150)}.pdf`;
const renommer = (fichier: File, nom: string): File => new File([fichier], nom, { type: fichier.type });

/** A value a person might give, whatever the field is about; what the page already held when it held something. */
export function plausible(champ: Champ, tirage: Tirage): Entree[] {
  const [premiere = ''] = champ.valeurs;
  switch (champ.genre) {
    case 'cache': return [[champ.nom, premiere]];
    case 'choix': return [[champ.nom, champ.valeurs.find((v) => v !== '') ?? '']];
    case 'case': return champ.valeurs.map((v): Entree => [champ.nom, v]);
    case 'fichier': return tirage.sur(3) ? [] : [[champ.nom, pdf('une-piece')]];
    case 'bouton': return [];
    case 'texte': return [[champ.nom, premiere !== '' ? premiere : deviner(champ.nom)]];
  }
}

function deviner(nom: string): string {
  if (/siret/i.test(nom)) return '78237124900015';
  if (/courriel/i.test(nom)) return 'nom@exemple.test';
  if (/heure/i.test(nom)) return '12:00';
  if (/jour|date|le$|limite|debut|fin|^du$|jusquAu|souhaite|echeance/i.test(nom)) return '12/06/2023';
  if (/montant|cents|cout|propose|prevu|rsa|quorum|annee|note|retenu|horsRsa|delai|taux|poids|nombre/i.test(nom)) return '12';
  return 'Un texte';
}

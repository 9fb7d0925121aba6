import type { Champs, Visiteur } from './visiteur.js';

/** A small valid PDF file. */
export const pdf = (texte = 'piece'): File => new File([
  `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n% ${texte}\ntrailer<</Root 1 0 R>>\n%%EOF\n`,
], `${texte}.pdf`, { type: 'application/pdf' });

/** The same file, as a browser joins it. */
export const pdfAJoindre = async (nom: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> => ({ name: `${nom}.pdf`, mimeType: 'application/pdf', buffer: Buffer.from(await pdf(nom).arrayBuffer()) });

/** Identity of the organisme that deposits in tests. */
export const ORGANISME: Champs = {
  siret: '782 371 249 00015', nom: 'Association Les Passerelles du Confluent', nature: 'association', formeJuridique: 'Association loi 1901', rna: 'W471000123',
  adresse: '12 rue des Lilas', codePostal: '47000', commune: 'Agen', telephone: '05 53 00 00 00', representantNom: 'Simone Gnataire', representantQualite: 'Présidente',
  iban: 'FR76 3000 6000 0112 3456 7890 189', bic: 'AGRIFRPP', representant: 'oui',
};

/** Answers of a complete dossier on the reference call: cost 50 000 €, 20 000 € asked, 40 people. */
export const SECTIONS_COMPLETES: Readonly<Record<string, Champs>> = {
  organisme: { contactNom: 'Rémi Dacteur', contactFonction: 'Chargé de projet', contactCourriel: 'remi@confluent.example', contactTelephone: '05 53 00 00 01', identiteConfirmee: 'oui' },
  projet: {
    titre: 'Rebond : un accompagnement vers l’emploi en milieu rural', dispositif: '1', axe: 'Emploi, entreprise et insertion', mesures: ['Insertion et parcours des allocataires du RSA', 'Garantie d’activité'.replace('’', '\'')],
    besoin: 'Un allocataire sur trois du bassin vit à plus de 20 km d’un service de l’emploi.', objectifs: 'Accompagner 40 personnes vers un emploi ou une formation.', methode: 'Entretiens hebdomadaires, ateliers collectifs, immersions en entreprise.',
    partenariat: 'Centres médico-sociaux, mission locale, entreprises du bassin.', territoires: ['47-AN', '47-MT'], equipe: 'Deux conseillères en insertion, une coordinatrice à mi-temps.', debut: '01/01/2022', fin: '31/12/2022', concertation: 'PLIE de l’Agenais rencontré le 3 décembre 2021.',
  },
  publics: {
    ciblePublics: ['demandeurs d\'emploi de longue durée', 'parents isolés'], reperage: 'Orientation par les référents RSA et les centres médico-sociaux.', rsa: '37', horsRsaMoins25: '3', horsRsaAutres: '0',
    'volumes[0][intitule]': 'Personnes accompagnées', 'volumes[0][prevu]': '40', 'volumes[0][unite]': 'personnes', 'volumes[0][poids]': '1',
  },
  budget: {
    'depenses[0][poste]': 'personnel_direct', 'depenses[0][libelle]': 'Conseillères en insertion', 'depenses[0][nature]': 'courante', 'depenses[0][montant]': '32 000,00',
    'depenses[1][poste]': 'fonctionnement_direct', 'depenses[1][libelle]': 'Locaux et déplacements', 'depenses[1][nature]': 'courante', 'depenses[1][montant]': '8000',
    'depenses[2][poste]': 'prestations', 'depenses[2][libelle]': 'Ateliers de mobilité', 'depenses[2][nature]': 'courante', 'depenses[2][montant]': '6 000 €',
    'depenses[3][poste]': 'participants', 'depenses[3][libelle]': 'Aide au transport', 'depenses[3][nature]': 'courante', 'depenses[3][montant]': '4000,00',
    'ressources[0][financeur]': 'departement', 'ressources[0][libelle]': 'Appel à projets', 'ressources[0][statut]': 'sollicite', 'ressources[0][montant]': '20 000,00',
    'ressources[1][financeur]': 'etat', 'ressources[1][libelle]': 'Politique de la ville', 'ressources[1][statut]': 'acquis', 'ressources[1][montant]': '12 000,00',
    'ressources[2][financeur]': 'commune', 'ressources[2][libelle]': 'Ville d’Agen', 'ressources[2][statut]': 'sollicite', 'ressources[2][montant]': '6 000,00',
    'ressources[3][financeur]': 'fonds_propres', 'ressources[3][libelle]': '', 'ressources[3][statut]': 'acquis', 'ressources[3][montant]': '12 000,00',
  },
  indicateurs: { 'indicateurs[0][intitule]': 'Sorties vers l’emploi ou la formation', 'indicateurs[0][cible]': '50 %', 'indicateurs[0][mesure]': 'Suivi à six mois' },
  engagements: { contratRepublicain: 'oui', exactitude: 'oui', donneesPersonnelles: 'oui', aidesRecues: 'CAF, 2020 : 4 000 €' },
};

/** Pieces asked of an association whose only solicited co-funder is a commune. */
export const PIECES: readonly (readonly [code: string, precision: string])[] = [
  ['statuts', ''], ['recepisse', ''], ['dirigeants', ''], ['sirene', ''], ['rib', ''], ['comptes', ''], ['lettre_intention', 'commune'],
];

/** Declares the organisme as the connected visitor; answers its id. */
export async function declarerOrganisme(visiteur: Visiteur, champs: Champs = {}): Promise<string> {
  const vers = await visiteur.reussir('/organismes/nouveau', { ...ORGANISME, ...champs });
  return vers.split('/').at(-1) ?? '';
}

/** Writes a whole dossier up to its review page; answers its id. */
export async function remplirDossier(visiteur: Visiteur, appelId: string, organismeId: string): Promise<string> {
  const dossier = await visiteur.reussir(`/appels/${appelId}/dossiers`, { organismeId });
  for (const [section, champs] of Object.entries(SECTIONS_COMPLETES)) await visiteur.reussir(`${dossier}/sections/${section}`, { ...champs, version: '0' });
  for (const [code, precision] of PIECES) {
    await visiteur.reussir(`${dossier}/pieces`, { code, precision, [precision === '' ? code : `${code}-${precision}`]: pdf(`${code}${precision}`) });
  }
  return dossier.split('/').at(-1) ?? '';
}

/** Writes and deposits a whole dossier; answers its id. */
export async function deposerDossier(visiteur: Visiteur, appelId: string, organismeId: string): Promise<string> {
  const id = await remplirDossier(visiteur, appelId, organismeId);
  await visiteur.reussir(`/dossiers/${id}/depot`);
  return id;
}

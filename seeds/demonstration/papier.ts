import { PIECE_ORIGINAL } from '../../server/domain/dossiers/papier.js';
import { SECTIONS, type SectionSaisie } from '../../server/domain/dossiers/contenu.js';
import { deposerDossier } from '../../server/features/dossiers/dossier-service.js';
import { ajouterPieces } from '../../server/features/dossiers/pieces-service.js';
import { enregistrerSection } from '../../server/features/dossiers/section-service.js';
import { joindreOriginal, saisirDossierPapier } from '../../server/features/depot-papier/depot-papier-service.js';
import { instantDeParis } from '../../server/platform/clock.js';
import type { Monde } from './monde.js';
import { ORGANISMES } from './personnages.js';
import { PROJETS, sectionsDe, type ProjetDemo } from './projets.js';
import type { Scene } from './scene.js';

const EPICERIE = {
  siret: '53821476900001', nom: 'L’Épicerie du Bourg', nature: 'association', formeJuridique: 'Association loi 1901', rna: 'W474000321', adresse: '2 place de la Halle', codePostal: '47170', commune: 'Mézin',
  telephone: '05 53 00 00 21', representantNom: 'Odile Marrens', representantQualite: 'Présidente', iban: '', bic: '',
} as const;

/** Two dossiers that came on paper: one deposited with gaps for an organisme without an account, one being entered. */
export async function saisirDesPapiers(scene: Scene, { equipe, appelId }: Monde): Promise<void> {
  const modele = PROJETS.find((p) => p.jusqua === 'depose') ?? PROJETS[0];
  if (modele === undefined) throw new Error('no project');
  const projet: ProjetDemo = {
    ...modele, titre: 'Comptoir alimentaire et coup de pouce emploi', besoin: 'Les ménages des bourgs éloignés n’ont ni aide alimentaire ni accueil social à moins de vingt kilomètres.',
    methode: 'Un comptoir deux demi-journées par semaine, un accueil social et des ateliers.', territoires: ['47-AN'], autres: [],
  };
  const sections = sectionsDe(projet, { nom: EPICERIE.representantNom, courriel: 'contact@epicerie-du-bourg.example', telephone: EPICERIE.telephone });
  scene.le('2022-01-27T15:30');
  const id = await scene.par(equipe.instructeur, (ctx) => saisirDossierPapier(ctx, appelId, { siret: EPICERIE.siret, identite: EPICERIE, recuLe: instantDeParis('2022-01-26T10:20'), mode: 'courrier' }));
  const [original, statuts] = [await scene.fichier('Dossier reçu par courrier', EPICERIE.nom), await scene.fichier('Statuts', EPICERIE.nom)];
  await scene.par(equipe.instructeur, async (ctx) => {
    for (const s of SECTIONS.filter((x): x is SectionSaisie => x !== 'pieces')) await enregistrerSection(ctx, id, s, s === 'indicateurs' ? { indicateurs: [] } : sections[s], 0);
    await joindreOriginal(ctx, scene.deps.magasin, id, [{ ...original, champ: PIECE_ORIGINAL }]);
    await ajouterPieces(ctx, scene.deps.magasin, id, 'statuts', '', [statuts]);
    await deposerDossier(ctx, id);
  });
  const connu = ORGANISMES[4];
  if (connu) await scene.le('2022-02-02T11:00').par(equipe.instructeur2, (ctx) => saisirDossierPapier(ctx, appelId, { siret: connu.siret, identite: null, recuLe: instantDeParis('2022-02-01T16:45'), mode: 'remise' }));
}

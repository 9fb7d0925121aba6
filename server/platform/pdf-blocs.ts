import { espacer, solidariser, type Boite, type Fond } from './pdf-boites.js';
import type { Bloc, BlocDe } from './pdf-modele.js';
import { boitesDeRangee, boitesDeTexte, garderEnsemble, type Atelier } from './pdf-rangee.js';
import { boitesDeCode } from './pdf-code.js';
import { AXE_DROIT, COULEURS, HAUT_ADRESSE, HAUTEUR, LARGEUR, PAGE, STYLES } from './pdf-style.js';
import { boitesDeTableau } from './pdf-tableau.js';
import { nettoyer, surUneLigne } from './pdf-texte.js';

/** All blocks as boxes, in order. */
export function boitesDeBlocs(atelier: Atelier, blocs: readonly Bloc[]): Boite[] {
  const titrer = numeroteurDeTitres();
  return blocs.reduce<Boite[]>((boites, bloc) => {
    const derniere = boites.at(-1);
    // A signature alone on a page would sign nothing.
    if (bloc.type === 'signature' && derniere !== undefined && derniere.saut !== true) derniere.avecSuivante = true;
    return boites.concat(boitesDeBloc(atelier, bloc, titrer));
  }, []);
}

function boitesDeBloc(atelier: Atelier, bloc: Bloc, titrer: (niveau: number) => string): Boite[] {
  switch (bloc.type) {
    case 'titre': return boitesDeTitre(atelier, bloc, titrer);
    case 'paragraphe': return boitesDeParagraphe(atelier, bloc);
    case 'liste': return boitesDeListe(atelier, bloc);
    case 'definitions': return boitesDeDefinitions(atelier, bloc);
    case 'tableau': return boitesDeTableau(atelier, bloc);
    case 'encadre': return boitesDEncadre(atelier, bloc);
    case 'adresse': return boitesDAdresse(atelier, bloc);
    case 'signature': return boitesDeSignature(atelier, bloc);
    case 'code': return boitesDeCode(atelier, bloc);
    case 'saut_de_page': return [{ hauteur: 0, saut: true, dessiner: () => undefined }];
  }
}

/** Tags start at H1 and never skip a level (ISO 14289-1, 7.4.2), whatever the look asked for. */
function numeroteurDeTitres(): (niveau: number) => string {
  let dernier = 0;
  return (niveau) => {
    dernier = Math.min(niveau, dernier + 1);
    return `H${dernier}`;
  };
}

const TITRES = {
  1: { style: STYLES.titre1, avant: 16, apres: 8 },
  2: { style: STYLES.titre2, avant: 14, apres: 4 },
  3: { style: STYLES.titre3, avant: 10, apres: 2 },
} as const;

function boitesDeTitre(atelier: Atelier, bloc: BlocDe<'titre'>, titrer: (niveau: number) => string): Boite[] {
  const { texte, niveau } = bloc;
  const boites = boitesDeTexte(atelier, {
    ...TITRES[niveau], texte: surUneLigne(texte), balise: () => atelier.balises.creer(titrer(niveau)),
  });
  for (const boite of boites) boite.avecSuivante = true;
  return boites;
}

function boitesDeParagraphe(atelier: Atelier, { texte, gras, discret }: BlocDe<'paragraphe'>): Boite[] {
  const base = discret === true ? STYLES.discret : STYLES.texte;
  const style = gras === true ? { ...base, graisse: STYLES.gras.graisse } : base;
  return boitesDeTexte(atelier, { texte, style, apres: 7, balise: () => atelier.balises.creer('P') });
}

const RETRAIT_LISTE = 8;

function boitesDeListe(atelier: Atelier, { elements, ordonnee }: BlocDe<'liste'>): Boite[] {
  const textes = elements.map(nettoyer).filter((texte) => texte !== '');
  if (textes.length === 0) return [];
  const { balises, plume } = atelier;
  const liste = balises.creer('L');
  const etiquettes = textes.map((_, i) => (ordonnee === true ? `${i + 1}.` : '•'));
  const retrait = RETRAIT_LISTE + 6 + Math.max(...etiquettes.map((e) => plume.largeur(e, STYLES.puce)));
  const items = textes.map((texte, i): Boite[] => {
    const item = balises.creer('LI', liste);
    const etiquette = { texte: etiquettes[i] ?? '', balise: balises.creer('Lbl', item) };
    const lignes = boitesDeTexte(atelier, {
      texte, style: STYLES.texte, x: PAGE.gauche + retrait, apres: 3, balise: () => balises.creer('LBody', item),
    });
    const x = PAGE.gauche + retrait - 6 - plume.largeur(etiquette.texte, STYLES.puce);
    return lignes.map((ligne, rang) => (rang > 0 ? ligne : {
      ...ligne,
      dessiner: (y) => {
        balises.dans(etiquette.balise, () => plume.ecrire(etiquette.texte, x, y, STYLES.puce));
        ligne.dessiner(y);
      },
    }));
  });
  return espacer(items.flat(), 8);
}

const LARGEUR_TERME = 150;

function boitesDeDefinitions({ balises, plume, ...reste }: Atelier, { entrees }: BlocDe<'definitions'>): Boite[] {
  if (entrees.length === 0) return [];
  const atelier = { balises, plume, ...reste };
  const liste = balises.creer('L');
  const xValeur = PAGE.gauche + LARGEUR_TERME + 14;
  const largeurValeur = LARGEUR - LARGEUR_TERME - 14;
  const rangees = entrees.flatMap(({ terme, valeur }) => {
    const item = balises.creer('LI', liste);
    const cellules = [
      { texte: terme, style: STYLES.terme, x: PAGE.gauche, largeur: LARGEUR_TERME, balise: balises.creer('Lbl', item) },
      { texte: valeur, style: STYLES.texte, x: xValeur, largeur: largeurValeur, balise: balises.creer('LBody', item) },
    ].map(({ texte, ...cellule }) => ({ ...cellule, lignes: plume.lignes(nettoyer(texte), cellule.style, cellule.largeur) }));
    return boitesDeRangee(atelier, { cellules, interligne: STYLES.texte.interligne, marge: 2 });
  });
  return espacer(rangees, 9);
}

const MARGE_ENCADRE = 12;
const BARRE = 3;

function boitesDEncadre(atelier: Atelier, { titre, texte }: BlocDe<'encadre'>): Boite[] {
  if (nettoyer(titre + texte) === '') return [];
  const div = atelier.balises.creer('Div');
  const place = {
    x: PAGE.gauche + BARRE + MARGE_ENCADRE,
    largeur: LARGEUR - BARRE - 2 * MARGE_ENCADRE,
    balise: () => atelier.balises.creer('P', div),
  };
  const tete = boitesDeTexte(atelier, { ...place, texte: titre, style: STYLES.titreEncadre, apres: 1 });
  const corps = boitesDeTexte(atelier, { ...place, texte, style: STYLES.texte });
  const bord = (): Boite => ({ hauteur: MARGE_ENCADRE - 2, dessiner: () => undefined });
  const boites = [bord(), ...tete, ...corps, bord()];
  solidariser(boites.slice(0, tete.length + 3));
  solidariser(boites.slice(-3));
  const fond: Fond = { dessiner: (y, hauteur) => dessinerFond(atelier, y, hauteur) };
  return espacer(garderEnsemble(boites).map((boite, i) => ({ ...boite, fond, avant: i === 0 ? 8 : 0 })), 12);
}

function dessinerFond({ pdf, balises }: Atelier, y: number, hauteur: number): void {
  balises.artefact(() => {
    pdf.rect(PAGE.gauche, y, LARGEUR, hauteur).fill(COULEURS.fond);
    pdf.rect(PAGE.gauche, y, BARRE, hauteur).fill(COULEURS.accent);
  });
}

function boitesDAdresse(atelier: Atelier, { lignes }: BlocDe<'adresse'>): Boite[] {
  const texte = lignes.map(surUneLigne).filter((ligne) => ligne !== '').join('\n');
  const boites = boitesDeTexte(atelier, { texte, style: STYLES.texte, x: AXE_DROIT, apres: 20, avant: 12, balise: () => atelier.balises.creer('P') });
  return garderEnsemble(boites).map((boite, i) => (i === 0 ? { ...boite, plancher: HAUT_ADRESSE } : boite));
}

/** Room for the hand-written or stamped signature. */
const HAUTEUR_PARAPHE = 52;

function boitesDeSignature(atelier: Atelier, bloc: BlocDe<'signature'>): Boite[] {
  const [lieu, date] = [surUneLigne(bloc.lieu), surUneLigne(bloc.date)];
  const balise = (): ReturnType<typeof atelier.balises.creer> => atelier.balises.creer('P');
  const place = { x: AXE_DROIT, balise };
  const boites = [
    ...boitesDeTexte(atelier, { ...place, texte: lieu === '' ? `Le ${date}` : `Fait à ${lieu}, le ${date}`, style: STYLES.texte, avant: 16, apres: 6 }),
    ...boitesDeTexte(atelier, { ...place, texte: bloc.qualite, style: STYLES.gras }),
    { hauteur: HAUTEUR_PARAPHE, dessiner: () => undefined },
    ...boitesDeTexte(atelier, { ...place, texte: bloc.nom ?? '', style: STYLES.texte }),
  ];
  const hauteur = boites.reduce((total, boite) => total + boite.hauteur, 0);
  return espacer(hauteur < HAUTEUR ? solidariser(boites) : boites, 18);
}

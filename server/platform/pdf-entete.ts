import { espacer, solidariser, type Boite } from './pdf-boites.js';
import type { DocumentModele } from './pdf-modele.js';
import { boitesDeRangee, boitesDeTexte, tracerFilet, type Atelier } from './pdf-rangee.js';
import { COULEURS, LARGEUR, PAGE, STYLES } from './pdf-style.js';
import { surUneLigne } from './pdf-texte.js';

const FILET_ENTETE = { couleur: COULEURS.accent, epaisseur: 1.2 };

/** Head of the first page: the issuer, a rule, then reference and date. Read aloud like the rest. */
export function boitesDEntete(atelier: Atelier, modele: DocumentModele): Boite[] {
  const { nom, service = '', adresse = '' } = modele.emetteur;
  const balise = (): ReturnType<typeof atelier.balises.creer> => atelier.balises.creer('P');
  return solidariser([
    ...boitesDeTexte(atelier, { texte: surUneLigne(nom), style: STYLES.emetteur, balise }),
    ...boitesDeTexte(atelier, { texte: service, style: STYLES.service, balise }),
    ...boitesDeTexte(atelier, { texte: adresse, style: STYLES.discret, balise }),
    { hauteur: 12, dessiner: (y) => tracerFilet(atelier, PAGE.gauche, y + 7, LARGEUR, FILET_ENTETE) },
    ...referenceEtDate(atelier, modele),
  ]);
}

function referenceEtDate(atelier: Atelier, modele: DocumentModele): Boite[] {
  const reference = surUneLigne(modele.reference ?? '');
  const date = surUneLigne(modele.date);
  const style = STYLES.discret;
  const moitie = LARGEUR / 2;
  const textes = [
    { texte: reference === '' ? '' : `Référence\u00a0: ${reference}`, x: PAGE.gauche, largeur: moitie + 60 },
    { texte: /^[0-9]/.test(date) ? `Le ${date}` : date, x: PAGE.gauche + moitie + 70, largeur: moitie - 70, aDroite: true },
  ].filter(({ texte }) => texte !== '');
  const cellules = textes.map(({ texte, ...place }) => ({
    ...place, style, lignes: atelier.plume.lignes(texte, style, place.largeur), balise: atelier.balises.creer('P'),
  }));
  return espacer(boitesDeRangee(atelier, { cellules, interligne: style.interligne, marge: 1 }), 10);
}

const HAUT_PIED = PAGE.hauteur - 48;

/** Foot of every page, as an artifact: issuer, reference, and "page 2 / 5" from the page `debut` on, which must be buffered still. */
export function dessinerPieds(atelier: Atelier, { emetteur, reference = '', codeDePage }: DocumentModele, { debut, pages }: { readonly debut: number; readonly pages: number }): void {
  const { pdf, plume, balises } = atelier;
  const style = STYLES.pied;
  const rappel = [emetteur.nom, codeDePage?.rappel ?? '', reference].map(surUneLigne).filter((texte) => texte !== '').join(' — ');
  for (let page = 0; page < pages; page += 1) {
    pdf.switchToPage(debut + page);
    balises.artefact(() => {
      const numero = `page ${page + 1} / ${pages}`;
      const largeurNumero = plume.largeur(numero, style);
      tracerFilet(atelier, PAGE.gauche, HAUT_PIED, LARGEUR, { couleur: COULEURS.filet, epaisseur: 0.5 });
      plume.ecrire(plume.abreger(rappel, style, LARGEUR - largeurNumero - 20), PAGE.gauche, HAUT_PIED + 7, style);
      plume.ecrire(numero, PAGE.largeur - PAGE.droite - largeurNumero, HAUT_PIED + 7, style);
    }, 'Pagination');
  }
}

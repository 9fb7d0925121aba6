import { lettreDeLArticle, paragrapheDeLettre } from '../../domain/appels/lettres.js';
import { articlesDe } from '../../domain/conventions/modele.js';
import { dateLongue, euros, instantLong } from '../../platform/format.js';
import type { Bloc } from '../../platform/pdf.js';
import { liste, p, REDACTEURS, type ConventionARediger } from './convention-articles.js';
import { REDACTEURS_FSE } from './convention-articles-fse.js';

export type { ConventionARediger } from './convention-articles.js';

/** Full text of a convention: parties, numbered articles, signatures. */
export function texteConvention(c: ConventionARediger): Bloc[] {
  const corps = articlesDe(c.termes.financeur).flatMap((code, i): Bloc[] => {
    const { titre, blocs } = { ...REDACTEURS, ...REDACTEURS_FSE }[code](c);
    return [{ type: 'titre', niveau: 2, texte: `Article ${i + 1}. ${titre}` }, ...blocs, ...ajoutsDeLAppel(c, code)];
  });
  const titre = c.termes.financeur === 'fse' ? 'Convention de subvention du Fonds social européen plus' : 'Convention de subvention';
  return [{ type: 'titre', niveau: 1, texte: titre }, ...parties(c), ...corps, ...signatures(c)];
}

/** What the call adds to an article: the article's own terms stay. */
function ajoutsDeLAppel({ appel, dossier, version, montant, termes }: ConventionARediger, code: string): Bloc[] {
  const lettre = lettreDeLArticle(code);
  if (lettre === null) return [];
  const deposeLe = dossier.deposeLe === null ? {} : { depose_le: instantLong(dossier.deposeLe) };
  return paragrapheDeLettre(appel, lettre, { numero: dossier.numero ?? '', organisme: version.organisme.nom, titre: termes.titre, appel: dossier.appelTitre, montant: euros(montant), ...deposeLe }).map(p);
}

function parties({ version: { organisme: o }, marque, decision, dossier, termes }: ConventionARediger): Bloc[] {
  const gestion = termes.financeur === 'fse' ? ', organisme intermédiaire qui gère une subvention globale du Fonds social européen plus (FSE+)' : '';
  const rna = o.rna === null ? '' : `, RNA ${o.rna}`;
  return [
    p('Entre les soussignés :'),
    liste(
      `${marque.nom}, ${marque.adresse}${gestion}, dont le représentant est habilité à signer par la délibération de la Commission permanente n° ${decision.deliberationNumero} du ${dateLongue(decision.deliberationDate)}, ci-après « le financeur » ;`,
      `${o.nom} (${o.formeJuridique}), SIRET ${o.siret}${rna}, ${o.adresse}, ${o.codePostal} ${o.commune}, dont le représentant légal est ${o.representantNom}, ${o.representantQualite}, ci-après « le bénéficiaire ».`,
    ),
    ...(termes.financeur === 'fse' ? [p('Vu le règlement (UE) 2021/1060 du 24 juin 2021 portant dispositions communes et le règlement (UE) 2021/1057 du 24 juin 2021 instituant le Fonds social européen plus ;')] : []),
    p(`Vu l’appel à projets « ${dossier.appelTitre} » ; vu le dossier n° ${dossier.numero ?? ''} déposé par le bénéficiaire ; vu la délibération citée ci-dessus ; il est convenu ce qui suit.`),
  ];
}

/** Left blank for the hand. */
const A_LA_MAIN = '……………';

const signatures = ({ marque, version }: ConventionARediger): Bloc[] => signaturesDe(version.organisme, marque.nom);

/** Where both parties sign, by hand. */
export function signaturesDe(organisme: { readonly representantNom: string; readonly representantQualite: string }, collectivite: string): Bloc[] {
  return [
    p('Fait en un exemplaire original numérisé, dont chaque partie garde une copie.'),
    { type: 'signature', lieu: A_LA_MAIN, date: A_LA_MAIN, qualite: 'Pour le bénéficiaire', nom: `${organisme.representantNom}, ${organisme.representantQualite}` },
    { type: 'signature', lieu: A_LA_MAIN, date: A_LA_MAIN, qualite: 'Pour le financeur', nom: collectivite },
  ];
}

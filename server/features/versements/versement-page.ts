import { peut } from '../../domain/habilitations/peut.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, dateLongue, euros, instantLong } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { agentsHabilites, lireVersionDossier } from '../dossiers/dossier-queries.js';
import { reversementsDeLaConvention, type ReversementLu } from './reversement-queries.js';
import { actionSuivante, etapesDe, type ActionVersement, type EtapeDeFrise, type Situation } from './versement-etapes.js';
import { cents } from '../../domain/kernel/cents.js';
import type { Suspension } from '../../domain/versements/delai.js';
import { demandeConfirmation } from '../../domain/versements/regles.js';
import { soldesDeLaConvention } from '../grand-livre/soldes-queries.js';
import { lireSeuilDoubleValidation } from '../reglages/reglages-queries.js';
import { lireCompteAccepte, lireDernierRib } from './compte-queries.js';
import { coordonneesDuCertificat, grouperIban, nommerEcheance } from './versement-documents.js';
import { estSansObjet, lireCertificats, lireEtapes, lireSuspensions, lireVersement, versementsDeLaConvention, type CertificatLu, type EtapeDeVersement, type VersementLu } from './versement-queries.js';

interface Entree { readonly terme: string; readonly valeur: string; readonly lien?: string; readonly texteLien?: string }

interface LigneEcheance { readonly echeance: string; readonly montantCents: number; readonly etat: string; readonly lien: string | null; readonly sansObjet: boolean; readonly date: string }

interface TitreAffiche { readonly numero: string; readonly montantCents: number; readonly resteCents: number; readonly etat: string; readonly emis: string; readonly lien: string }

export interface PageVersement {
  readonly surtitre: string;
  readonly titre: string;
  /** Null for a payment left with nothing to pay. */
  readonly etat: string | null;
  readonly onglets: readonly { texte: string; lien: string; actif: boolean }[];
  readonly etapes: readonly EtapeDeFrise[];
  readonly avertissements: readonly string[];
  readonly action: ActionVersement | null;
  /** Why there is nothing to do here now, for this person. */
  readonly attente: { readonly titre: string; readonly texte: string } | null;
  readonly rejet: { readonly action: string; readonly ouvert: boolean } | null;
  /** A new account to accept, on the bank statement filed since the last one. */
  readonly compte: { readonly action: string; readonly iban: string; readonly lienPieces: string; readonly rib: string | null } | null;
  readonly delai: { readonly texte: string; readonly depasse: boolean; readonly motif: string; readonly suspendre: string | null; readonly reprendre: string | null; readonly ouvert: boolean } | null;
  readonly retenue: { readonly action: string; readonly ouvert: boolean } | null;
  readonly resume: readonly Entree[];
  /** What the person who approves must read first. */
  readonly certificat: { readonly texte: string; readonly lien: string } | null;
  readonly echeances: readonly LigneEcheance[];
  readonly verseCents: number;
  readonly conventionCents: number;
  readonly versePart: string;
  readonly titres: readonly TitreAffiche[];
  readonly historique: readonly { readonly iso: string; readonly le: string; readonly texte: string; readonly acteur: string; readonly motif: string }[];
  readonly saisie: Readonly<Record<string, unknown>>;
}

declare module '../../web/render.js' {
  interface Pages { 'versements/page': PageVersement }
}

/** Page of one payment, named by its address. */
export const pageVersement = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> =>
  montrer(db, demande, etat, trouve(await lireVersement(db, parametre(demande, 'dossierId'), parametre(demande, 'versementId'))));

async function montrer(db: Deps['db'], demande: Demande, etat: EtatFormulaire, v: VersementLu): Promise<void> {
  const [freres, titres, certificats, etapes, version, agents, compte, rib, seuil, suspensions, soldes] = await Promise.all([
    versementsDeLaConvention(db, v.convention.id), reversementsDeLaConvention(db, v.convention.id), lireCertificats(db, [v.id]),
    lireEtapes(db, 'versement', v.id), lireVersionDossier(db, v.dossier.id), agentsHabilites(db, 'finances'),
    lireCompteAccepte(db, v.organisme.id, v.organisme.iban), lireDernierRib(db, v.organisme.id), lireSeuilDoubleValidation(db), lireSuspensions(db, v.id), soldesDeLaConvention(db, v.convention.id),
  ]);
  const certificat = certificats.get(v.id) ?? null;
  const situation: Situation = {
    versement: v, ibanCertifie: certificat === null ? null : coordonneesDuCertificat(certificat.modele).iban, personneId: demande.acteur.id,
    autresAgents: agents.filter((a) => a.id !== demande.acteur.id).map((a) => a.nom), permis: peut(demande.acteur, 'versement.liquider', demande.sujet).permis,
    aujourdhui: dateCourte(jourAParis(demande.maintenant)), deposeAvec: version?.organisme.iban ?? '',
    compteAccepte: compte !== null, demandeConfirmation: demandeConfirmation(cents(v.montantCents), seuil),
  };
  const parListe = peut(demande.acteur, 'versement.lister', { nature: 'aucun' }).permis;
  const verseCents = soldes.paye;
  return render(demande, 'versements/page', {
    surtitre: `${v.dossier.numero} · ${v.organisme.nom}`, titre: estSansObjet(v) ? nommerEcheance(v) : `${euros(v.montantCents)}, ${nommerEcheance(v).toLowerCase()}`, etat: estSansObjet(v) ? null : v.etat, onglets: ongletsDossier(demande, v.dossier),
    etapes: etapesDe(v), ...actionSuivante(situation), rejet: rejetDe(v, situation, etat), compte: compteDe(situation, rib), delai: delaiDe(demande, v, suspensions, situation, etat), retenue: retenueDe(freres, v, situation, etat), resume: resumeDe(v, certificat, peut(demande.acteur, 'grand_livre.lire', { nature: 'aucun' }).permis),
    certificat: certificat === null || v.etat !== 'liquide' ? null : lienCertificat(v, certificat),
    echeances: freres.map((f) => ligneEcheance(f, v.id)), verseCents, conventionCents: v.convention.montantCents, versePart: `${euros(verseCents)} sur ${euros(v.convention.montantCents)}`,
    titres: titres.map(titreAffiche), historique: etapes.map(ligneHistorique), saisie: { payeLe: situation.aujourdhui, ...etat.saisie },
  }, {
    titre: `Versement ${v.convention.numero}-${v.rang}`, etat, large: true,
    fil: parListe ? [{ texte: 'Versements', lien: paths.versements.liste }, ...filDossier(demande, v.dossier).slice(1)] : filDossier(demande, v.dossier),
  });
}

const rejetDe = (v: VersementLu, { permis }: Situation, etat: EtatFormulaire): PageVersement['rejet'] =>
  (permis && ['liquide', 'valide', 'mandate'].includes(v.etat)
    ? { action: vers(paths.versements.rejet, { dossierId: v.dossier.id, versementId: v.id }), ouvert: refuse(etat, 'motif') } : null);

function compteDe({ versement: v, compteAccepte, permis }: Situation, rib: { ajouteLe: string } | null): PageVersement['compte'] {
  if (!permis || compteAccepte || v.etat !== 'a_liquider' || v.organisme.iban === '' || estSansObjet(v)) return null;
  return {
    action: vers(paths.versements.compte, { dossierId: v.dossier.id, versementId: v.id }), iban: grouperIban(v.organisme.iban),
    lienPieces: vers(paths.organismes.fiche, { organismeId: v.organisme.id }), rib: rib === null ? null : instantLong(rib.ajouteLe),
  };
}

function delaiDe({ maintenant }: Demande, v: VersementLu, suspensions: readonly (Suspension & { readonly motif: string })[], { permis }: Situation, etat: EtatFormulaire): PageVersement['delai'] {
  if (!v.exigible || v.etat === 'paye' || estSansObjet(v)) return null;
  const ouverte = suspensions.find((s) => s.fin === null);
  const ids = { dossierId: v.dossier.id, versementId: v.id };
  const depasse = v.limiteLe !== null && v.limiteLe < jourAParis(maintenant);
  return {
    texte: ouverte !== undefined ? `Suspendu depuis le ${dateLongue(ouverte.debut)}` : v.limiteLe === null ? '' : `À payer au plus tard le ${dateLongue(v.limiteLe)}`, depasse, motif: ouverte?.motif ?? '',
    suspendre: permis && ouverte === undefined ? vers(paths.versements.suspension, ids) : null, reprendre: permis && ouverte !== undefined ? vers(paths.versements.finSuspension, ids) : null,
    ouvert: refuse(etat, 'motifSuspension'),
  };
}

/** Was this form refused: is one of its fields typed? */
const refuse = ({ saisie }: EtatFormulaire, champ: string): boolean => saisie !== null && champ in saisie;

function retenueDe(freres: readonly VersementLu[], v: VersementLu, { permis }: Situation, etat: EtatFormulaire): PageVersement['retenue'] {
  const suivant = freres.some((f) => f.rang > v.rang && f.etat === 'a_liquider');
  if (!permis || v.etat !== 'a_liquider' || !v.exigible || v.montantCents === 0 || !suivant) return null;
  return { action: vers(paths.versements.retenue, { dossierId: v.dossier.id, versementId: v.id }), ouvert: refuse(etat, 'motifRetenue') };
}

function resumeDe(v: VersementLu, certificat: CertificatLu | null, livre: boolean): Entree[] {
  const compte = certificat === null || v.liquideLe === null ? null : coordonneesDuCertificat(certificat.modele);
  const iban = compte?.iban ?? v.organisme.iban;
  return [
    { terme: 'Bénéficiaire', valeur: v.organisme.nom, lien: vers(paths.organismes.fiche, { organismeId: v.organisme.id }), texteLien: 'Voir la fiche' },
    { terme: compte === null ? 'IBAN de l’organisme' : 'IBAN du certificat', valeur: iban === '' ? '' : `${grouperIban(iban)}\nBIC ${compte?.bic ?? v.organisme.bic}` },
    ...(certificat === null || v.liquideLe === null ? [] : [{ terme: 'Certificat de liquidation', valeur: certificat.reference, lien: lienCertificat(v, certificat).lien, texteLien: 'Lire le PDF' }]),
    { terme: 'Projet', valeur: v.dossier.titre },
    { terme: 'Convention', valeur: v.convention.numero, lien: vers(paths.conventions.page, { dossierId: v.dossier.id, conventionId: v.convention.id }), texteLien: 'Voir' },
    ...(livre ? [{ terme: 'Grand livre', valeur: 'Mouvements de la convention', lien: vers(paths.grandLivre.convention, { conventionId: v.convention.id }), texteLien: 'Voir' }] : []),
    { terme: 'Financeur', valeur: libelle('financeur', v.convention.financeur) },
    { terme: 'État de la convention', valeur: libelle('convention', v.convention.etat) },
    ...(v.bordereau === null ? [] : [{ terme: 'Bordereau', valeur: v.bordereau }]),
    {
      terme: 'Pièces à conserver', valeur: v.dossier.conserveJusquAu === null ? 'Date fixée à la conclusion du contrôle' : `Jusqu’au ${dateLongue(v.dossier.conserveJusquAu)}`,
      lien: vers(paths.dossiers.conservation, { dossierId: v.dossier.id }), texteLien: 'Voir la règle',
    },
  ];
}

const lienCertificat = (v: VersementLu, c: CertificatLu): { texte: string; lien: string } =>
  ({ texte: `Lire le certificat ${c.reference} (PDF)`, lien: vers(paths.dossiers.document, { dossierId: v.dossier.id, documentId: c.documentId }) });

const ligneEcheance = (f: VersementLu, courantId: string): LigneEcheance => ({
  echeance: nommerEcheance(f), montantCents: f.montantCents, etat: f.etat, sansObjet: estSansObjet(f),
  lien: f.id === courantId ? null : vers(paths.versements.page, { dossierId: f.dossier.id, versementId: f.id }),
  date: f.payeLe === null ? '' : dateCourte(f.payeLe),
});

const titreAffiche = (t: ReversementLu): TitreAffiche => ({
  numero: t.numero, montantCents: t.montantCents, resteCents: t.resteCents, etat: t.etat, emis: `${instantLong(t.emisLe)} par ${t.emisPar}`,
  lien: vers(paths.versements.titre, { dossierId: t.dossierId, reversementId: t.id }),
});

const ligneHistorique = (e: EtapeDeVersement): PageVersement['historique'][number] =>
  ({ iso: e.le, le: instantLong(e.le), texte: libelle('fait_versement', e.action), acteur: e.acteur, motif: e.motif ?? '' });

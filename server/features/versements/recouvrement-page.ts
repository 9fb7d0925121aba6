import { peut } from '../../domain/habilitations/peut.js';
import { cents, moins, type Cents } from '../../domain/kernel/cents.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { PERIODES, suivreEcheances, type SortEcheance } from '../../domain/versements/recouvrement.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, dateLongue, euros, instantLong } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix } from '../../web/libelles.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { montantASaisir } from '../../web/saisie.js';
import { listerDocuments } from '../documents/document-queries.js';
import { lireDossier } from '../dossiers/dossier-queries.js';
import { lireRecouvrement, type AccordLu, type RecouvrementLu, type RemiseLue } from './recouvrement-queries.js';
import { lireReversement, type ReversementLu } from './reversement-queries.js';

interface EcheanceAffichee { readonly rang: number; readonly limite: string; readonly montantCents: number; readonly regleCents: number; readonly sort: SortEcheance }

export interface PageTitre {
  readonly surtitre: string;
  readonly titre: string;
  readonly etat: string;
  readonly onglets: ReturnType<typeof ongletsDossier>;
  readonly montantCents: number;
  readonly resteCents: number;
  readonly regleCents: number;
  readonly reglePart: string;
  readonly resume: readonly { readonly terme: string; readonly valeur: string; readonly lien?: string; readonly texteLien?: string }[];
  readonly accord: { readonly phrase: string; readonly motif: string; readonly echeances: readonly EcheanceAffichee[] } | null;
  readonly encaissements: readonly { readonly le: string; readonly reference: string; readonly par: string; readonly montantCents: number }[];
  readonly remises: readonly { readonly decision: string; readonly le: string; readonly motif: string; readonly montantCents: number; readonly lien: string | null; readonly fichier: string }[];
  readonly documents: readonly { readonly titre: string; readonly le: string; readonly lien: string }[];
  /** Forms of the finances; null for others, and once the title is settled. */
  readonly formes: { readonly encaissement: string; readonly echeancier: string; readonly remise: string; readonly ouverte: 'echeancier' | 'remise' | null } | null;
  readonly periodes: readonly { readonly valeur: string; readonly texte: string }[];
  readonly saisie: Readonly<Record<string, unknown>>;
}

declare module '../../web/render.js' {
  interface Pages { 'versements/titre': PageTitre }
}

/** A title of recovery: what was claimed, received and waived, the instalments agreed, and what the finances may do. */
export const pageTitre = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const dossierId = parametre(demande, 'dossierId');
  const titre = trouve(await lireReversement(db, dossierId, parametre(demande, 'reversementId')));
  const dossier = trouve(await lireDossier(db, dossierId));
  const recouvrement = await lireRecouvrement(db, titre.id);
  const documents = (await listerDocuments(db, dossierId, true)).filter((d) => d.objetId === titre.id);
  const ids = { dossierId, reversementId: titre.id };
  const jour = jourAParis(demande.maintenant);
  return render(demande, 'versements/titre', {
    surtitre: `${titre.dossierNumero} · ${titre.organismeNom}`, titre: `Titre de reversement ${titre.numero}`, etat: titre.etat, onglets: ongletsDossier(demande, dossier), ...chiffres(titre),
    accord: recouvrement.accord === null ? null : accordAffiche(recouvrement.accord, titre, jour), encaissements: recouvrement.encaissements.map((e) => ({ le: dateCourte(e.recuLe), reference: e.reference, par: e.par, montantCents: e.montantCents })),
    remises: recouvrement.remises.map((r) => remiseAffichee(r, dossierId)),
    documents: documents.map((d) => ({ titre: d.titre, le: instantLong(d.etabliLe), lien: vers(paths.dossiers.document, { dossierId, documentId: d.id }) })),
    formes: titre.etat === 'emis' && peut(demande.acteur, 'reversement.gerer', demande.sujet).permis
      ? { encaissement: vers(paths.versements.encaissement, ids), echeancier: vers(paths.versements.echelonnement, ids), remise: vers(paths.versements.remise, ids), ouverte: ouverte(etat) } : null,
    periodes: choix('periode', Object.keys(PERIODES)),
    saisie: { montant: montantASaisir(attendu(recouvrement, titre, jour)), encaisseLe: dateCourte(jour), montantRemis: montantASaisir(titre.resteCents), periode: 'mensuelle', ...etat.saisie },
  }, { titre: `Titre ${titre.numero}`, etat, large: true, fil: filDossier(demande, dossier) });
};

const chiffres = (t: ReversementLu): Pick<PageTitre, 'montantCents' | 'resteCents' | 'regleCents' | 'reglePart' | 'resume'> => ({
  montantCents: t.montantCents, resteCents: t.resteCents, regleCents: t.recuCents + t.remisCents, reglePart: `${euros(t.recuCents + t.remisCents)} sur ${euros(t.montantCents)}`,
  resume: [
    { terme: 'Montant du titre', valeur: euros(t.montantCents) }, { terme: 'Reçu', valeur: euros(t.recuCents) }, ...(t.remisCents === 0 ? [] : [{ terme: 'Remis', valeur: euros(t.remisCents) }]),
    { terme: 'Reste à recouvrer', valeur: euros(t.resteCents) }, { terme: 'Émis', valeur: `${instantLong(t.emisLe)}\npar ${t.emisPar}` }, { terme: 'Motif', valeur: t.motif },
    { terme: 'Convention', valeur: t.conventionNumero, lien: vers(paths.conventions.page, { dossierId: t.dossierId, conventionId: t.conventionId }), texteLien: 'Voir' },
  ],
});

/** Which folded form was refused: it opens again with what was typed. */
const ouverte = ({ saisie }: EtatFormulaire): 'echeancier' | 'remise' | null => (saisie === null ? null : 'motifEcheancier' in saisie ? 'echeancier' : 'motifRemise' in saisie ? 'remise' : null);

/** What was received or waived since the schedule was agreed. */
const regle = (accord: AccordLu, { resteCents }: ReversementLu): Cents => moins(accord.reste, cents(resteCents));

function accordAffiche(accord: AccordLu, titre: ReversementLu, aujourdhui: Jour): PageTitre['accord'] {
  const echeances = suivreEcheances(accord.echeances, regle(accord, titre), aujourdhui);
  return {
    phrase: `Convenu le ${instantLong(accord.convenuLe)} par ${accord.convenuPar}, pour ${euros(accord.reste)}.${accord.rang > 1 ? ` Il remplace ${accord.rang === 2 ? 'un échéancier antérieur' : `${accord.rang - 1} échéanciers antérieurs`}.` : ''}`,
    motif: accord.motif, echeances: echeances.map((e, i) => ({ rang: i + 1, limite: dateCourte(e.limite), montantCents: e.montant, regleCents: e.regle, sort: e.sort })),
  };
}

/** The amount awaited first: what is missing of the next instalment, or the whole. */
function attendu({ accord }: RecouvrementLu, titre: ReversementLu, aujourdhui: Jour): number {
  const suivante = accord === null ? undefined : suivreEcheances(accord.echeances, regle(accord, titre), aujourdhui).find((e) => e.sort !== 'soldee');
  return suivante === undefined ? titre.resteCents : suivante.montant - suivante.regle;
}

const remiseAffichee = (r: RemiseLue, dossierId: string): PageTitre['remises'][number] => ({
  decision: r.decision, le: dateLongue(r.decideeLe), motif: r.motif, montantCents: r.montantCents, fichier: r.fichier?.nom ?? '', lien: r.fichier === null ? null : vers(paths.dossiers.fichier, { dossierId, fichierId: r.fichier.id }),
});

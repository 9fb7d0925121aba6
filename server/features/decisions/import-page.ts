import type { Deps } from '../../platform/deps.js';
import { cents, decimalDepuisCents } from '../../domain/kernel/cents.js';
import { totaliserCredits } from '../../domain/grand-livre/enveloppe.js';
import type { Financeur } from '../../domain/financements/nomenclature.js';
import { jourAParis } from '../../platform/clock.js';
import { dateCourte, euros, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { lireEnveloppes } from '../grand-livre/enveloppe-queries.js';
import type { LigneImportee } from './decision-import.js';
import { lireAppelDeDecision } from './decision-queries.js';

/** A hidden field of the délibération that the rows make. */
interface Champ { readonly nom: string; readonly valeur: string }

interface LignePresentee {
  readonly ligne: number;
  readonly numero: string;
  readonly organisme: string;
  readonly sens: string;
  readonly montants: string;
  readonly motif: string;
  readonly erreurs: readonly string[];
}

export interface PageImport {
  readonly action: string;
  readonly modele: string;
  readonly colonnes: string;
  readonly apercu: {
    readonly lignes: readonly LignePresentee[];
    readonly resume: string;
    readonly fautes: number;
    readonly manque: string;
    readonly enregistrer: string;
    readonly champs: readonly Champ[];
    readonly numero: string;
    readonly date: string;
  } | null;
}

declare module '../../web/render.js' {
  interface Pages { 'decisions/import': PageImport }
}

/** Import of decisions: the file to choose, then each row as it was understood; nothing is recorded while one is wrong. */
export const pageImport = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire, lignes: readonly LigneImportee[] | null = null): Promise<void> => {
  const appelId = parametre(demande, 'appelId');
  const appel = trouve(await lireAppelDeDecision(db, appelId));
  const fautes = lignes?.filter((l) => l.erreurs.length > 0).length ?? 0;
  await render(demande, 'decisions/import', {
    action: vers(paths.appels.decisionsImport, { appelId }), modele: vers(paths.appels.decisionsModele, { appelId }), colonnes: nomsDeColonnes(appel.financeurs).map((c) => `« ${c} »`).join(', '),
    apercu: lignes === null ? null : {
      lignes: lignes.map(presenter), fautes, resume: resumer(lignes, fautes), manque: fautes > 0 ? '' : await manqueDe(db, appelId, appel.financeurs, lignes),
      enregistrer: vers(paths.appels.deliberation, { appelId }), champs: fautes > 0 ? [] : lignes.flatMap((l) => champsDe(l, appel.financeur)), numero: '', date: dateCourte(jourAParis(demande.maintenant)),
    },
  }, {
    titre: 'Importer des décisions', etat, large: lignes !== null,
    fil: [{ texte: 'Appels', lien: paths.appels.gestion }, { texte: appel.titre, lien: vers(paths.appels.suivi, { appelId }) }, { texte: 'Décisions', lien: vers(paths.appels.decisions, { appelId }) }],
  });
};

/** Titles of the columns of the spreadsheet for a call. */
export const nomsDeColonnes = ([principal, ...autres]: readonly Financeur[]): string[] =>
  ['numéro', 'sens', ...(principal === undefined ? [] : ['montant']), ...autres.map((f) => `montant ${libelle('financeur', f)}`), 'motif'];

const presenter = (l: LigneImportee): LignePresentee => ({
  ligne: l.ligne, numero: l.numero, organisme: l.dossier?.organismeNom ?? '', sens: l.sens ?? '', montants: l.montants.filter((m) => m.cents > 0).map((m) => euros(m.cents)).join(' + '),
  motif: [l.motifCode === null ? '' : libelle('motif_refus', l.motifCode), l.motif].filter((m) => m !== '').join(' : '), erreurs: l.erreurs,
});

function resumer(lignes: readonly LigneImportee[], fautes: number): string {
  if (fautes > 0) return `${pluriel(fautes, 'ligne à corriger', 'lignes à corriger')} sur ${lignes.length}. Rien n’est enregistré : corrigez le fichier et importez-le de nouveau.`;
  const total = lignes.flatMap((l) => l.montants).reduce((n, m) => n + m.cents, 0);
  return `${pluriel(lignes.length, 'décision lue', 'décisions lues')}, ${euros(total)} à engager. Rien n’est encore enregistré : relisez, puis enregistrez la délibération.`;
}

/** Says whose credits would not suffice; the délibération would be refused. */
async function manqueDe(db: Deps['db'], appelId: string, financeurs: readonly Financeur[], lignes: readonly LigneImportee[]): Promise<string> {
  const manques: string[] = [];
  for (const financeur of financeurs) {
    const demande = lignes.flatMap((l) => l.montants).filter((m) => m.financeur === financeur).reduce((n, m) => n + m.cents, 0);
    const { disponible } = totaliserCredits(await lireEnveloppes(db, appelId, financeur));
    if (demande > disponible) manques.push(`${libelle('financeur', financeur)} : ${euros(demande)} à engager pour ${euros(Math.max(0, disponible))} disponibles.`);
  }
  return manques.join(' ');
}

const enTexte = (n: number): string => decimalDepuisCents(cents(n)).replace('.', ',');

function champsDe(l: LigneImportee, principal: Financeur): Champ[] {
  if (l.dossier === null || l.sens === null) return [];
  const nom = `decisions[${l.dossier.id}]`;
  return [
    { nom: `${nom}[sens]`, valeur: l.sens }, { nom: `${nom}[motif]`, valeur: l.motif }, ...(l.motifCode === null ? [] : [{ nom: `${nom}[motifCode]`, valeur: l.motifCode }]),
    ...l.montants.map((m) => ({ nom: m.financeur === principal ? `${nom}[montant]` : `${nom}[autres][${m.financeur}]`, valeur: enTexte(m.cents) })),
  ];
}

import type { EtatJournal } from '../../platform/journal.js';
import { nombre } from '../../platform/format.js';
import type { Tranche } from '../../platform/tranche.js';
import type { Demande } from '../../web/demande.js';
import { libelle } from '../../web/libelles.js';
import { paths } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery, liensDeTranche } from '../../web/requete.js';
import type { Acte, FiltreJournal } from './journal-queries.js';

interface LigneDePage {
  readonly rang: string; readonly le: string; readonly auteur: string; readonly acte: string; readonly code: string; readonly objet: string; readonly numero: string | null;
  readonly changement: string | null; readonly motif: string | null; readonly details: readonly { readonly terme: string; readonly valeur: string }[];
}

export interface PageJournal {
  readonly filtre: { readonly action: string; readonly numero: string; readonly auteur: string; readonly acte: string; readonly actif: boolean };
  readonly personne: { readonly id: string; readonly nom: string; readonly retirer: string } | null;
  readonly verdict: { readonly intact: boolean; readonly titre: string; readonly texte: string } | null;
  readonly lignes: readonly LigneDePage[];
  readonly pages: { readonly precedent: string | null; readonly suivant: string | null };
}

declare module '../../web/render.js' {
  interface Pages { 'administration/journal': PageJournal }
}

const RAISONS: Readonly<Record<string, string>> = {
  empreinte: 'le contenu de cette ligne ne correspond plus à son empreinte',
  chaine: 'cette ligne manque, ou ne suit plus la précédente',
  tete: 'des lignes ont été retirées à la fin',
};

function verdictDe(etat: EtatJournal): NonNullable<PageJournal['verdict']> {
  if (etat.intact) {
    return { intact: true, titre: 'Le journal est intact', texte: `${nombre(etat.lignes)} lignes vérifiées : chacune porte l’empreinte de la précédente, aucune n’a été modifiée ni retirée.` };
  }
  return {
    intact: false, titre: `Le journal a été altéré à la ligne ${nombre(etat.rang)}`,
    texte: `Vérification de la chaîne : ${RAISONS[etat.raison] ?? etat.raison}. Comparez avec votre dernière sauvegarde et prévenez le responsable de la sécurité.`,
  };
}

const valeurEnTexte = (valeur: unknown): string =>
  (typeof valeur === 'string' ? valeur : typeof valeur === 'number' ? nombre(valeur) : valeur === true ? 'oui' : valeur === false ? 'non' : JSON.stringify(valeur) ?? '').slice(0, 500);

function ligneDe(acte: Acte): LigneDePage {
  const mot = (code: string): string => (acte.action.startsWith('habilitation.') ? libelle('habilitation', code) : libelle(acte.objet === 'personne' ? 'compte' : acte.objet, code));
  const { de, vers } = acte;
  const changement = de !== null && vers !== null ? `${mot(de)} → ${mot(vers)}` : vers !== null ? mot(vers) : de !== null ? mot(de) : null;
  return {
    rang: nombre(acte.rang), le: acte.le, auteur: acte.auteur, acte: libelle('action', acte.action), code: acte.action, objet: acte.personne ?? acte.objet, numero: acte.numero,
    changement, motif: acte.motif, details: Object.entries(acte.donnees).map(([terme, valeur]) => ({ terme, valeur: valeurEnTexte(valeur) })),
  };
}

/** The journal, its filters and, when asked, the verdict on its chain. */
export function pageJournal(
  demande: Demande, filtre: FiltreJournal, tranche: Tranche<Acte>, { nom, verdict }: { nom: string | null; verdict: EtatJournal | null },
): Promise<void> {
  const chemin = paths.administration.journal;
  const textes = { numero: filtre.numero, auteur: filtre.auteur, action: filtre.action };
  return render(demande, 'administration/journal', {
    filtre: { action: chemin, numero: filtre.numero, auteur: filtre.auteur, acte: filtre.action, actif: Object.values(textes).some((t) => t !== '') || filtre.personneId !== null },
    personne: filtre.personneId === null ? null : { id: filtre.personneId, nom: nom ?? 'personne inconnue', retirer: avecQuery(chemin, textes) },
    verdict: verdict === null ? null : verdictDe(verdict),
    lignes: tranche.lignes.map(ligneDe),
    pages: liensDeTranche(chemin, { ...textes, personne: filtre.personneId }, tranche),
  }, { titre: 'Journal', large: true });
}

import type { Knex } from 'knex';
import { COMPTES, NATURES, type Compte, type Nature } from '../../domain/grand-livre/plan.js';
import { instantLong } from '../../platform/format.js';
import { estId } from '../../platform/ids.js';
import { lireCle } from '../../platform/tranche.js';
import type { Demande } from '../../web/demande.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery, codeDeQuery, liensDeTranche } from '../../web/requete.js';
import { lireMouvements, soldesDuLivre, type FiltreLivre, type MouvementLu, type Portee, type TitreDuLivre } from './livre-queries.js';

interface LigneDuLivre { readonly iso: string; readonly le: string; readonly nature: string; readonly libelle: string; readonly dossier: string; readonly lien: string; readonly compte: string; readonly annee: string; readonly montantCents: number; readonly acteur: string; readonly corrige: boolean }

export interface PageGrandLivre {
  readonly titre: string;
  readonly chapo: string;
  readonly action: string;
  readonly compte: string;
  readonly nature: string;
  readonly actif: boolean;
  readonly comptes: readonly { valeur: string; texte: string }[];
  readonly natures: readonly { valeur: string; texte: string }[];
  readonly soldes: readonly { readonly texte: string; readonly montantCents: number }[];
  readonly lignes: readonly LigneDuLivre[];
  readonly pages: { readonly precedent: string | null; readonly suivant: string | null };
  readonly csv: string;
  readonly xlsx: string;
}

declare module '../../web/render.js' {
  interface Pages { 'grand-livre/page': PageGrandLivre }
}

const TOUTES: readonly Nature[] = [...(Object.keys(NATURES) as (keyof typeof NATURES)[]), 'correction'];

/** What the address of a ledger asks for. */
export const filtreDuLivre = (query: Demande['query'], portee: Portee): FiltreLivre => ({ portee, compte: codeDeQuery<Compte>(query, 'compte', COMPTES), nature: codeDeQuery<Nature>(query, 'nature', TOUTES) });

/** Is it the key of a movement: its entry and its rank? */
const estPlace = (id: unknown): id is string => typeof id === 'string' && estId(id.slice(0, 36)) && /^-\d{4}$/.test(id.slice(36));

const cheminDe = (portee: Portee): string => ('conventionId' in portee ? vers(paths.grandLivre.convention, portee) : vers(paths.grandLivre.enveloppe, portee));

/** Ledger of a convention or of an envelope, newest movements first. */
export async function montrerLivre(db: Knex, demande: Demande, filtre: FiltreLivre, titre: TitreDuLivre): Promise<void> {
  const [apres, avant] = [lireCle(demande.query['apres'], 'texte', estPlace), lireCle(demande.query['avant'], 'texte', estPlace)];
  const sens = avant !== null ? { avant } : apres !== null ? { apres } : {};
  const [tranche, soldes] = await Promise.all([lireMouvements(db, filtre, sens), soldesDuLivre(db, filtre.portee)]);
  const [chemin, { compte, nature }] = [cheminDe(filtre.portee), filtre];
  return render(demande, 'grand-livre/page', {
    titre: `Grand livre, ${titre.titre}`, chapo: `${libelle('financeur', titre.financeur)}${titre.annee === null ? '' : ` ${titre.annee}`}. Chaque écriture s’équilibre : ce qui quitte un compte entre dans un autre. Rien ne s’efface.`,
    action: chemin, compte: compte ?? '', nature: nature ?? '', actif: compte !== null || nature !== null,
    comptes: COMPTES.map((c) => ({ valeur: c, texte: libelle('compte_livre', c) })), natures: TOUTES.map((n) => ({ valeur: n, texte: libelle('nature_ecriture', n) })),
    soldes: COMPTES.flatMap((c) => { const s = soldes.find((x) => x.compte === c); return s === undefined ? [] : [{ texte: libelle('compte_livre', c), montantCents: s.montantCents }]; }),
    lignes: tranche.lignes.map(enLigne), pages: liensDeTranche(chemin, { compte, nature }, tranche),
    csv: avecQuery(chemin, { compte, nature, export: 'csv' }), xlsx: avecQuery(chemin, { compte, nature, export: 'xlsx' }),
  }, { titre: `Grand livre, ${titre.titre}`, large: true, fil: [{ texte: 'Versements', lien: paths.versements.liste }] });
}

const enLigne = (m: MouvementLu): LigneDuLivre => ({
  iso: m.le, le: instantLong(m.le), nature: libelle('nature_ecriture', m.nature), libelle: m.libelle, dossier: m.dossierNumero, lien: vers(paths.dossiers.page, { dossierId: m.dossierId }), compte: libelle('compte_livre', m.compte),
  annee: String(m.annee), montantCents: m.montantCents, acteur: m.acteur, corrige: m.corrige,
});

import { nombre, euros } from '../../platform/format.js';
import type { EtatFormulaire } from '../../web/demande.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { texteTape } from '../../web/saisie.js';
import { lienFichier, type LienFichier } from '../../web/presentation-bilan.js';
import type { BilanLu } from '../bilans/bilan-queries.js';
import type { DossierASolder } from '../bilans/dossier-a-solder-queries.js';
import { montantASaisir, nombreASaisir } from '../../web/saisie.js';
import { realisationDeclaree } from './controle-faits.js';
import type { Constats } from './controle-queries.js';

interface ChampRetenu { readonly chemin: string; readonly libelle: string; readonly aide: string; readonly valeur: string; readonly suffixe: string }

/** Form, or reading, of what the control retains beside the expense lines. */
export interface RetenuePresentee {
  readonly action: string;
  readonly modifiable: boolean;
  /** Already saved once by the controller. */
  readonly enregistree: boolean;
  readonly volumes: readonly ChampRetenu[];
  readonly publics: readonly ChampRetenu[];
  readonly ressources: readonly (ChampRetenu & { readonly id: string; readonly cheminId: string; readonly piece: LienFichier | null })[];
  readonly nonExecution: boolean;
  readonly commentaire: string;
}

/** Declared and retained values side by side; after an error, what was typed. */
export function presenterRetenue(d: DossierASolder, bilan: BilanLu, constats: Constats, { saisie }: EtatFormulaire, modifiable: boolean): RetenuePresentee {
  const declare = realisationDeclaree(bilan);
  const retenu = constats.realisation ?? declare;
  // Only a form that carries these fields is shown again: the page holds others.
  const typee = saisie !== null && 'publics' in saisie ? saisie : null;
  const valeur = (chemin: string, enBase: string): string => (typee === null ? enBase : texteTape(typee, chemin));
  const [convention] = d.conventions;
  return {
    action: vers(paths.controles.realisation, { dossierId: d.dossier.id }), modifiable, enregistree: constats.realisation !== null,
    volumes: (convention?.objectifs ?? []).map((o, rang) => ({
      chemin: `volumes.${rang}`, libelle: `${o.intitule} (${o.unite})`, aide: `Prévu : ${nombre(o.prevu)}. Déclaré : ${nombre(declare.volumes[rang] ?? 0)}.`, suffixe: '',
      valeur: valeur(`volumes.${rang}`, nombreASaisir(retenu.volumes[rang] ?? 0)),
    })),
    publics: (['rsa', 'horsRsaMoins25', 'horsRsaAutres'] as const).map((p) => ({
      chemin: `publics.${p}`, libelle: libelle('public', p), aide: `Prévu : ${nombre(convention?.publicsPrevus[p] ?? 0)}. Déclaré : ${nombre(declare.publics[p])}.`, suffixe: '',
      valeur: valeur(`publics.${p}`, nombreASaisir(retenu.publics[p])),
    })),
    ressources: bilan.ressources.map((r, rang) => ({
      id: r.id, cheminId: `ressources[${rang}][id]`, chemin: `ressources.${rang}.retenu`, libelle: `${libelle('financeur', r.financeur)} : ${r.libelle}`, aide: `Déclaré : ${euros(r.montant)}.`, suffixe: '',
      valeur: valeur(`ressources.${rang}.retenu`, montantASaisir(retenu.ressources[r.id] ?? r.montant)), piece: lienFichier(d.dossier.id, r.piece),
    })),
    nonExecution: typee === null ? retenu.nonExecution : typee['nonExecution'] !== undefined,
    commentaire: valeur('commentaire', retenu.commentaire),
  };
}

import type { Deps } from '../../platform/deps.js';
import { dateLongue } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { lireAppel } from '../appels/appel-queries.js';
import { liensDeclares, organismesADeclarer, type LienDeclare, type OrganismeADeclarer } from './liens-queries.js';

interface LigneOrganisme {
  readonly id: string;
  readonly nom: string;
  readonly precisionLieu: string;
  readonly chemin: string;
  readonly lien: unknown;
  readonly precision: unknown;
}

export interface PageLiens {
  readonly appelTitre: string;
  readonly organismes: readonly LigneOrganisme[];
  readonly options: readonly { valeur: string; texte: string }[];
  readonly declares: readonly { organismeNom: string; numero: string; reponse: string; le: string }[];
  readonly action: string;
  readonly retour: string;
}

declare module '../../web/render.js' {
  interface Pages { 'notation/liens': PageLiens }
}

const OPTIONS = [{ valeur: 'non', texte: 'Non, aucun lien' }, { valeur: 'oui', texte: 'Oui' }];

/** « Avez-vous un lien avec l’un de ces organismes ? »: asked before the first dossier of a call is opened. */
export const pageLiens = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const appelId = parametre(demande, 'appelId');
  const appel = trouve(await lireAppel(db, appelId));
  const personneId = trouve(demande.acteur.id);
  const organismes = await organismesADeclarer(db, appelId, personneId, demande.acteur.appartenances.map((a) => a.organismeId));
  const declares = await liensDeclares(db, appelId, personneId);
  await render(demande, 'notation/liens', {
    appelTitre: appel.titre, organismes: organismes.map((o, i) => ligne(o, i, etat)), options: OPTIONS,
    declares: declares.map(presenterDeclare), action: vers(paths.notationLiens, { appelId }), retour: paths.notations,
  }, { titre: 'Avez-vous un lien avec l’un de ces organismes ?', etat, fil: [{ texte: 'Notation', lien: paths.notations }] });
};

const presenterDeclare = (d: LienDeclare): PageLiens['declares'][number] =>
  ({ organismeNom: d.organismeNom, numero: d.numero, reponse: d.lien ? 'Lien déclaré : déport' : 'Aucun lien', le: dateLongue(d.declareeLe.slice(0, 10)) });

function ligne(o: OrganismeADeclarer, rang: number, etat: EtatFormulaire): LigneOrganisme {
  const tapee = reponseTapee(etat.saisie, o.id);
  return {
    id: o.id, nom: o.nom, precisionLieu: [o.commune, o.dossiers.map((d) => d.numero).join(', ')].filter(Boolean).join(' · '), chemin: `reponses.${rang}`,
    lien: tapee['lien'] ?? null, precision: tapee['precision'] ?? '',
  };
}

/** What was answered for an organisme, wherever its line stood when it was sent. */
function reponseTapee(saisie: EtatFormulaire['saisie'], organismeId: string): Readonly<Record<string, unknown>> {
  const groupe: unknown = saisie?.['reponses'];
  const lignes: unknown[] = typeof groupe === 'object' && groupe !== null ? Object.values(groupe) : [];
  const trouvee = lignes.find((l): l is Record<string, unknown> => typeof l === 'object' && l !== null && 'organismeId' in l && l.organismeId === organismeId);
  return trouvee ?? {};
}

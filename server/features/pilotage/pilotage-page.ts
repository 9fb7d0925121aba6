import { DOSSIER } from '../../domain/etats/machines.js';
import { peut } from '../../domain/habilitations/peut.js';
import type { Deps } from '../../platform/deps.js';
import { euros, nombre, pluriel } from '../../platform/format.js';
import type { Demande } from '../../web/demande.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteDeQuery } from '../../web/requete.js';
import { etatEnveloppe, lireAppel, listerTerritoires, type EnveloppeLue, type TerritoireLu } from '../appels/appel-queries.js';
import { grouper, repartirPar, type DossierPilote, type Groupe } from './pilotage-agregats.js';
import { lireDossiersPilotes, listerAppelsPilotes } from './pilotage-queries.js';

interface Barre { readonly libelle: string; readonly valeur: number; readonly maximum: number; readonly texte: string }

interface LigneGroupe extends Groupe { readonly nom: string }

/** A breakdown: bars of what was awarded, and the same figures as a table. */
interface Repartition { readonly titre: string; readonly entete: string; readonly barres: readonly Barre[]; readonly lignes: readonly LigneGroupe[] }

export interface PagePilotage {
  readonly appels: readonly { valeur: string; texte: string }[];
  readonly appelId: string;
  readonly action: string;
  readonly lienSuivi: string | null;
  /** Null when the call has no deposited dossier yet. */
  readonly ensemble: Groupe | null;
  readonly parEtat: readonly (Barre & { readonly etat: string; readonly demandeCents: number })[];
  readonly enveloppes: readonly { readonly nom: string; readonly barres: readonly Barre[]; readonly voteCents: number; readonly engageCents: number; readonly verseCents: number; readonly recouvreCents: number; readonly disponibleCents: number }[];
  readonly personnes: readonly Barre[];
  readonly repartitions: readonly Repartition[];
}

declare module '../../web/render.js' {
  interface Pages { 'pilotage/page': PagePilotage; 'pilotage/vide': object }
}

/** The dashboard of one call, the newest unless the address names another; the number of queries never depends on the data. */
export const pagePilotage = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const appels = await listerAppelsPilotes(db);
  const choisi = appels.find((a) => a.id === texteDeQuery(demande.query, 'appel')) ?? appels[0];
  const appel = choisi === undefined ? null : await lireAppel(db, choisi.id);
  if (appel === null) return render(demande, 'pilotage/vide', {}, { titre: 'Pilotage' });
  const [dossiers, enveloppe, territoires] = await Promise.all([lireDossiersPilotes(db, appel.id), etatEnveloppe(db, appel.id), listerTerritoires(db)]);
  const ensemble = grouper(dossiers);
  const suivi = peut(demande.acteur, 'appel.suivre', { nature: 'appel', id: appel.id, etat: appel.etat }).permis;
  return render(demande, 'pilotage/page', {
    appels: appels.map((a) => ({ valeur: a.id, texte: a.titre })), appelId: appel.id, action: paths.pilotage, lienSuivi: suivi ? vers(paths.appels.suivi, { appelId: appel.id }) : null,
    ensemble: dossiers.length === 0 ? null : ensemble, parEtat: etats(dossiers), enveloppes: enveloppe.parEnveloppe.map(ligneEnveloppe), personnes: barresDePersonnes(ensemble),
    repartitions: [
      repartition('Par dispositif', 'Dispositif', dossiers, (d) => nomDuDispositif(d, appel.contenu.dispositifs)),
      repartition('Par territoire', 'Territoire', dossiers, (d) => nomDuTerritoire(d, territoires)),
    ],
  }, { titre: 'Pilotage', large: true });
};

const ORDRE: readonly string[] = [...new Set(Object.values(DOSSIER.transitions).map((t) => t.vers))];

function etats(dossiers: readonly DossierPilote[]): PagePilotage['parEtat'] {
  return [...repartirPar(dossiers, (d) => d.etat)].sort(([a], [b]) => ORDRE.indexOf(a) - ORDRE.indexOf(b)).map(([etat, groupe]) => ({
    etat, libelle: libelle('dossier', etat), valeur: groupe.length, maximum: dossiers.length, texte: nombre(groupe.length), demandeCents: groupe.reduce((n, d) => n + d.demandeCents, 0),
  }));
}

function ligneEnveloppe(e: EnveloppeLue): PagePilotage['enveloppes'][number] {
  const barre = (texte: string, valeur: number): Barre => ({ libelle: texte, valeur, maximum: e.voteCents, texte: `${euros(valeur)} sur ${euros(e.voteCents)}` });
  return {
    nom: `${libelle('financeur', e.financeur)} ${e.annee}`, barres: [barre('Engagé', e.engageCents), barre('Payé', e.verseCents)],
    voteCents: e.voteCents, engageCents: e.engageCents, verseCents: e.verseCents, recouvreCents: e.recouvreCents, disponibleCents: e.disponibleCents,
  };
}

function barresDePersonnes({ conclus }: Groupe): Barre[] {
  const maximum = Math.max(conclus.prevues.total, conclus.realisees.total);
  const barre = (texte: string, valeur: number): Barre => ({ libelle: texte, valeur, maximum, texte: pluriel(valeur, 'personne') });
  return conclus.dossiers === 0 ? [] : [barre('Prévu dans les dossiers contrôlés', conclus.prevues.total), barre('Réalisé dans les mêmes dossiers', conclus.realisees.total)];
}

const nomDuDispositif = ({ dispositif }: DossierPilote, dispositifs: readonly { readonly numero: number; readonly intitule: string }[]): string => {
  const connu = dispositifs.find((d) => d.numero === dispositif);
  return connu === undefined ? 'Sans dispositif' : `${connu.numero}. ${connu.intitule}`;
};

/** A dossier on several territories counts once, on a line of its own, so that the lines add up. */
function nomDuTerritoire({ territoires }: DossierPilote, connus: readonly TerritoireLu[]): string {
  const [premier] = territoires;
  if (premier === undefined) return 'Sans territoire';
  return territoires.length > 1 ? 'Plusieurs territoires' : connus.find((t) => t.code === premier)?.nom ?? premier;
}

function repartition(titre: string, entete: string, dossiers: readonly DossierPilote[], cle: (d: DossierPilote) => string): Repartition {
  const lignes = [...repartirPar(dossiers, cle)].map(([nom, groupe]) => ({ nom, ...grouper(groupe) })).sort((a, b) => a.nom.localeCompare(b.nom, 'fr'));
  const maximum = Math.max(0, ...lignes.map((l) => l.attribueCents));
  return { titre, entete, lignes, barres: lignes.map((l) => ({ libelle: l.nom, valeur: l.attribueCents, maximum, texte: `${euros(l.attribueCents)} attribués` })) };
}

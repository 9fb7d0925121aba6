import { peutFranchir } from '../../domain/etats/machine.js';
import { AJUSTEMENT } from '../../domain/etats/machines.js';
import type { Action } from '../../domain/habilitations/actions.js';
import { peut } from '../../domain/habilitations/peut.js';
import type { LigneAjustee } from '../../domain/instruction/ajustement.js';
import { cents } from '../../domain/kernel/cents.js';
import type { Deps } from '../../platform/deps.js';
import { euros, instantLong, lireMontantSaisi } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { estParScript } from '../../web/requete.js';
import { montantASaisir, texteSaisi, type Saisie } from '../../web/saisie.js';
import { lireDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { lireSituation, listerAjustements, type AjustementLu, type Situation } from './ajustement-queries.js';
import { presenterLignes, presenterTotaux, type LigneAffichee, type TotauxAffiches } from './ajustement-lignes.js';

/** A round as it is read, with its lines and totals. */
export interface TourAffiche { readonly titre: string; readonly etat: string; readonly dates: string; readonly message: string; readonly reponse: string; readonly lignes: readonly LigneAffichee[]; readonly totaux: TotauxAffiches }

interface Formulaire {
  readonly action: string;
  readonly calcul: string;
  readonly version: number;
  readonly texte: string;
  readonly lignes: readonly (LigneAffichee & { readonly i: number; readonly saisie: Readonly<Record<'propose' | 'motif' | 'accord' | 'souhaite' | 'commentaire', string>> })[];
  readonly totaux: TotauxAffiches;
  /** Whether accepting everything as it is holds. */
  readonly acceptable: boolean;
}

export interface PageAjustement {
  readonly surtitre: string;
  readonly etat: string;
  readonly onglets: ReturnType<typeof ongletsDossier>;
  readonly agent: boolean;
  readonly pourquoi: string;
  readonly ouverture: { readonly action: string; readonly bouton: string } | null;
  readonly redaction: Formulaire | null;
  readonly reponse: Formulaire | null;
  readonly reprise: string | null;
  readonly souhaits: string | null;
  readonly tours: readonly TourAffiche[];
  readonly ouiNon: readonly { readonly valeur: string; readonly texte: string }[];
}

export interface PageAjustementTotaux { readonly totaux: TotauxAffiches }

declare module '../../web/render.js' {
  interface Pages { 'ajustements/dossier': PageAjustement; 'ajustements/totaux': PageAjustementTotaux }
}

interface Lecture { readonly demande: Demande; readonly etat: EtatFormulaire; readonly dossier: DossierLu; readonly situation: Situation; readonly tours: readonly AjustementLu[]; readonly agent: boolean }

/** The adjusted budget: rounds between the service and the porteur, each side with what it may do now; to a script, the totals of what is typed. */
export const pageAjustement = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const agent = peut(demande.acteur, 'dossier.suivre', demande.sujet).permis;
  const situation = await lireSituation(db, dossier);
  const tours = (await listerAjustements(db, dossier.id)).filter((t) => agent || t.etat !== 'brouillon');
  const lecture = { demande, etat, dossier, situation, tours, agent };
  if (estParScript(demande.req)) {
    const dernier = trouve(tours.at(-1));
    return render(demande, 'ajustements/totaux', { totaux: presenterTotaux(avecSaisie(dernier.lignes, etat.saisie), situation.faits) }, { titre: 'Budget ajusté', fragment: true });
  }
  await render(demande, 'ajustements/dossier', modele(lecture), { titre: 'Budget ajusté', large: true, etat, fil: filDossier(demande, dossier) });
};

function modele(lecture: Lecture): PageAjustement {
  const { demande, dossier, tours, agent, situation } = lecture;
  const dernier = tours.at(-1) ?? null;
  const permis = (action: Action): boolean => peut(demande.acteur, action, demande.sujet).permis;
  const lien = (chemin: string): string => vers(chemin as '/:dossierId', { dossierId: dossier.id });
  const redige = permis('ajustement.rediger') && situation.etape !== null;
  const enCours = dernier !== null && ['brouillon', 'envoye'].includes(dernier.etat) && dernier.etape === situation.etape;
  return {
    surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, etat: dossier.etat, onglets: ongletsDossier(demande, dossier), agent, pourquoi: pourquoi(lecture),
    ouverture: redige && !enCours ? { action: lien(paths.dossiers.ajustementOuverture), bouton: dernier?.etat === 'conteste' ? 'Préparer un nouveau tour' : 'Préparer un budget ajusté' } : null,
    redaction: redige && enCours && dernier.etat === 'brouillon' ? formulaire(lecture, dernier, lien(paths.dossiers.ajustement)) : null,
    reponse: permis('ajustement.repondre') && enCours && dernier.etat === 'envoye' ? formulaire(lecture, dernier, lien(paths.dossiers.ajustementReponse)) : null,
    reprise: redige && dernier !== null && peutFranchir(AJUSTEMENT, 'retirer', dernier.etat) ? lien(paths.dossiers.ajustementReprise) : null,
    souhaits: redige && dernier?.etat === 'conteste' && dernier.etape === situation.etape ? lien(paths.dossiers.ajustementSouhaits) : null,
    tours: [...tours].reverse().filter((t) => t.etat !== 'brouillon').map((t) => afficherTour(t, situation)),
    ouiNon: [{ valeur: 'oui', texte: 'J’accepte' }, { valeur: 'non', texte: 'Je conteste' }],
  };
}

function pourquoi({ situation: { etape, faits, retenu }, dossier, tours, agent }: Lecture): string {
  if (etape === 'attribution') return `La Commission permanente a voté ${euros(faits.voteCents ?? 0)} sur ${euros(retenu?.montantCents ?? dossier.demandeCents)} : le budget doit dire comment la différence est portée, avant la convention.`;
  if (retenu !== null) return `Le budget retenu le ${instantLong(retenu.retenuLe)} ne change plus. Subvention retenue : ${euros(retenu.montantCents)} sur ${euros(dossier.demandeCents)} demandés.`;
  if (tours.length > 0 || etape === null) return '';
  return agent ? 'Proposez, ligne par ligne et avec vos raisons, un budget que l’organisme accepte ou auquel il répond. Chaque tour est gardé.' : 'Le service n’a pas proposé de budget ajusté.';
}

/** The stored lines with the amounts typed on either side; what is no amount leaves the stored one. */
function avecSaisie(lignes: readonly LigneAjustee[], saisie: Saisie | null): LigneAjustee[] {
  const lu = (i: number, champ: string): ReturnType<typeof cents> | null => {
    const montant = lireMontantSaisi(texteSaisi(saisie, `lignes.${i}.${champ}`) ?? '');
    return montant === null || montant < 0 || montant > 9_999_999_999 ? null : cents(montant);
  };
  return lignes.map((l, i) => {
    const conteste = texteSaisi(saisie, `lignes.${i}.accord`) === 'non';
    return { ...l, propose: lu(i, 'propose') ?? l.propose, ...(conteste ? { reponse: { accord: false, souhaite: lu(i, 'souhaite'), commentaire: '' } } : {}) };
  });
}

function formulaire({ etat, situation, demande }: Lecture, tour: AjustementLu, action: string): Formulaire {
  const lignes = avecSaisie(tour.lignes, etat.saisie);
  const saisi = (i: number, champ: string): string | undefined => texteSaisi(etat.saisie, `lignes.${i}.${champ}`);
  const totaux = presenterTotaux(lignes, situation.faits);
  return {
    action, calcul: vers(paths.dossiers.ajustementCalcul, { dossierId: parametre(demande, 'dossierId') }), version: tour.version,
    texte: texteSaisi(etat.saisie, 'message') ?? texteSaisi(etat.saisie, 'reponse') ?? tour.message, totaux, acceptable: totaux.bloquantes.length === 0,
    lignes: presenterLignes(tour.lignes).map((l, i) => ({
      ...l, i, saisie: {
        propose: saisi(i, 'propose') ?? montantASaisir(tour.lignes[i]?.propose ?? 0), motif: saisi(i, 'motif') ?? tour.lignes[i]?.motif ?? '', accord: saisi(i, 'accord') ?? 'oui',
        souhaite: saisi(i, 'souhaite') ?? '', commentaire: saisi(i, 'commentaire') ?? '',
      },
    })),
  };
}

function afficherTour(t: AjustementLu, { faits }: Situation): TourAffiche {
  const dates = [
    `Proposé par ${t.redigePar}${t.envoyeLe === null ? '' : ` le ${instantLong(t.envoyeLe)}`}`, ...(t.reponduLe === null ? [] : [`réponse de ${t.reponduPar ?? ''} le ${instantLong(t.reponduLe)}`]),
    ...(t.retenuLe === null || t.retenuLe === t.reponduLe ? [] : [`retenu par ${t.retenuPar ?? ''} le ${instantLong(t.retenuLe)}`]),
  ];
  return {
    titre: `Tour ${t.rang}${t.etape === 'attribution' ? ', après le vote' : ''}`, etat: t.etat, dates: `${dates.join(', ')}.`, message: t.message, reponse: t.reponse, lignes: presenterLignes(t.lignes), totaux: presenterTotaux(t.lignes, faits),
  };
}

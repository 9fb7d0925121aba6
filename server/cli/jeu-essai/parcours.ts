import { termesDe, numeroConvention } from '../../domain/conventions/termes.js';
import { calculerEcheancier } from '../../domain/conventions/echeancier.js';
import { BILAN_VIERGE } from '../../domain/bilans/contenu.js';
import { faitsPieces } from '../../domain/dossiers/evaluation.js';
import { piecesExigees, type PieceExigee } from '../../domain/dossiers/pieces-exigees.js';
import type { ContenuSections, VersionDossier } from '../../domain/dossiers/contenu.js';
import { DELAIS_PAR_DEFAUT, limiteBilanFinal, limiteComplements } from '../../domain/echeances/limites.js';
import { passer } from '../../domain/grand-livre/ecriture.js';
import type { NATURES } from '../../domain/grand-livre/plan.js';
import { cents } from '../../domain/kernel/cents.js';
import { figerOrganisme } from '../../features/organismes/organisme-queries.js';
import { referencer } from '../../features/dossiers/recherche-service.js';
import { jourAParis, type Instant } from '../../platform/clock.js';
import { nouvelId, sha256 } from '../../platform/ids.js';
import type { Fait } from '../../platform/journal.js';
import { inventerSections } from './contenus.js';
import type { Lot } from './ecriture.js';
import type { Hasard } from './hasard.js';
import { ajouterJoursA, type AppelJeu, type MondeJeu, type OrganismeJeu, type PersonneJeu } from './monde.js';

/** How far a generated dossier goes; a notified one has its convention when it was granted. */
const EN_COURS = { brouillon: 14, depose: 24, complements_demandes: 10, recevable: 8, irrecevable: 4, en_instruction: 24, instruit: 12, retire: 4 } as const;
const TERMINES = { irrecevable: 6, retire: 4, examine: 4, attribue: 4, refuse: 4, ajourne: 4, notifie: 74 } as const;
export type EtatJeu = keyof typeof EN_COURS | keyof typeof TERMINES;

const ORDRE: readonly EtatJeu[] = ['depose', 'complements_demandes', 'recevable', 'en_instruction', 'instruit', 'examine'];
const atteint = (etat: EtatJeu, etape: EtatJeu): boolean => {
  const rang = (['attribue', 'refuse', 'ajourne', 'notifie'] as readonly string[]).includes(etat) ? ORDRE.length : ORDRE.indexOf(etat);
  return rang >= ORDRE.indexOf(etape);
};

interface Dossier {
  readonly id: string;
  readonly appel: AppelJeu;
  readonly organisme: OrganismeJeu;
  readonly etat: EtatJeu;
  readonly sections: ContenuSections;
  readonly demandeCents: number;
  readonly coutCents: number;
  readonly instructeur: PersonneJeu;
  readonly accorde: boolean;
  readonly accordeCents: number;
  /** Moment of each step: deposit, admissibility, assignment, validation, committee, decision, notification. */
  readonly le: (jours: number) => Instant;
  readonly deposeLe: Instant;
}

/** Writes dossiers one after the other into a lot, each with everything its state says it went through. */
export class Parcours {
  private readonly numeros: Map<string, number>;
  private readonly ordres = new Map<string, number>();
  private readonly exigees = new Map<string, readonly PieceExigee[]>();

  /** `numeros`: last number already given on each call. */
  constructor(private readonly lot: Lot, private readonly h: Hasard, private readonly monde: MondeJeu, numeros: ReadonlyMap<string, number> = new Map()) {
    this.numeros = new Map(numeros);
  }

  /** Numbers given so far, by call. */
  get compteurs(): ReadonlyMap<string, number> { return this.numeros; }

  /** Adds a dossier; its call, its organisme and its state are drawn unless they are given. `avancement`, from 0 to 1, says how late it comes: numbers follow deposits. */
  ajouter(avancement: number, choix: { readonly etat?: EtatJeu; readonly organisme?: OrganismeJeu; readonly appel?: AppelJeu } = {}): string {
    const d = this.inventer(avancement, choix);
    const figee = d.etat === 'brouillon' ? null : this.figer(d);
    this.ecrireDossier(d, figee);
    this.ecrireSections(d);
    this.ecrirePieces(d);
    if (figee !== null) {
      this.deposer(d, figee);
      this.instruire(d);
      if (atteint(d.etat, 'examine')) this.decider(d, figee);
    }
    return d.id;
  }

  private inventer(avancement: number, choix: { readonly etat?: EtatJeu; readonly organisme?: OrganismeJeu; readonly appel?: AppelJeu }): Dossier {
    const { h, monde } = this;
    const appel = choix.appel ?? h.parmi(monde.appels);
    const organisme = choix.organisme ?? h.parmi(monde.organismes);
    const etat = choix.etat ?? h.selon<EtatJeu>(appel.ouvert ? { ...ZEROS, ...EN_COURS } : { ...ZEROS, ...TERMINES });
    const sections = inventerSections(h, appel.contenu, organisme.signataire, appel.operation);
    const demandeCents = sections.budget.ressources[0]?.montant ?? 0;
    const fin = appel.ouvert ? ajouterJoursA(monde.maintenant, -2) : appel.fermeLe;
    const duree = (Date.parse(fin) - Date.parse(appel.ouvreLe)) / 86_400_000;
    const deposeLe = ajouterJoursA(appel.ouvreLe, duree * Math.sqrt(avancement));
    const accorde = etat === 'attribue' || (etat === 'notifie' && h.fois(0.78));
    const borne = (le: Instant): Instant => (le > monde.maintenant ? monde.maintenant : le);
    return {
      id: nouvelId(), appel, organisme, etat, sections, demandeCents, coutCents: sections.budget.depenses.reduce((n, l) => n + l.montant, 0), instructeur: h.parmi(monde.agents.instructeur),
      accorde, accordeCents: Math.floor((demandeCents * h.entier(75, 100)) / 1_000_000) * 10_000, deposeLe, le: (jours) => borne(ajouterJoursA(deposeLe, jours)),
    };
  }

  private figer(d: Dossier): VersionDossier {
    const rang = (this.numeros.get(d.appel.id) ?? 0) + 1;
    this.numeros.set(d.appel.id, rang);
    return {
      numero: `AAP-${d.deposeLe.slice(0, 4)}-${String(rang).padStart(4, '0')}`, organisme: figerOrganisme({ ...d.organisme, version: 1 }), sections: d.sections,
      pieces: this.piecesDe(d).map(({ code, precision, fichier }) => ({ code, precision, nom: fichier.nom, sha256: fichier.sha256, taille: fichier.taille, fichierId: fichier.id })),
    };
  }

  private piecesDe({ appel, organisme, sections }: Dossier): { code: string; precision: string; fichier: { id: string; nom: string; taille: number; sha256: string } }[] {
    const cle = `${appel.id}:${organisme.nature}`;
    const exigees = this.exigees.get(cle) ?? piecesExigees(appel.contenu, faitsPieces(sections, organisme.nature, appel.contenu)).filter((p) => p.obligatoire);
    this.exigees.set(cle, exigees);
    return exigees.flatMap(({ code, precision }) => { const fichier = this.monde.fichiers.get(code); return fichier === undefined ? [] : [{ code, precision, fichier }]; });
  }

  private ecrireDossier(d: Dossier, figee: VersionDossier | null): void {
    const { lot, h } = this;
    const instruit = atteint(d.etat, 'instruit');
    const notifie = d.etat === 'notifie';
    const reference = figee === null ? null : referencer(figee, d.organisme);
    lot.ajouter('dossiers', {
      id: d.id, appel_id: d.appel.id, organisme_id: d.organisme.id, appel_version: 1, numero: figee?.numero ?? null, etat: d.etat, titre: d.sections.projet.titre, version: figee === null ? 0 : 1,
      demande_cents: d.demandeCents, cout_total_cents: d.coutCents, propose_cents: instruit ? d.accordeCents : null, instructeur_id: atteint(d.etat, 'en_instruction') ? d.instructeur.id : null,
      controleur_id: notifie && d.accorde && h.fois(0.5) ? h.parmi(this.monde.agents.controleur).id : null, cree_le: ajouterJoursA(d.deposeLe, -h.entier(2, 30)), depose_le: figee === null ? null : d.deposeLe,
      modifie_le: figee === null ? d.deposeLe : d.le(DERNIER_JOUR[d.etat]), notifie_le: notifie ? jourAParis(d.appel.delibereeLe) : null,
      dispositif: reference?.colonnes.dispositif ?? null, axe: reference?.colonnes.axe ?? null, organisme_nature: reference?.colonnes.organisme_nature ?? null,
      tri_titre: reference?.colonnes.tri_titre ?? '', tri_organisme: reference?.colonnes.tri_organisme ?? '',
      personnes: reference?.colonnes.personnes ?? null, personnes_rsa: reference?.colonnes.personnes_rsa ?? null,
    });
    this.acte(d, d.organisme.signataire, ajouterJoursA(d.deposeLe, -1), { action: 'dossier.creer', objet: 'dossier', objetId: d.id, vers: 'brouillon' });
    if (reference === null) return;
    for (const territoire of reference.territoires) lot.ajouter('dossier_territoires', { dossier_id: d.id, territoire });
    lot.ajouter('dossier_textes', { dossier_id: d.id, texte: reference.texte });
  }

  private ecrireSections(d: Dossier): void {
    for (const [section, contenu] of Object.entries(d.sections)) {
      this.lot.ajouter('dossier_sections', { dossier_id: d.id, section, contenu: JSON.stringify(contenu), version: 1, statut: 'complete', modifie_par: d.organisme.signataire.id, modifie_le: d.deposeLe });
    }
  }

  private ecrirePieces(d: Dossier): void {
    for (const { code, precision, fichier } of this.piecesDe(d)) {
      this.lot.ajouter('pieces', { id: nouvelId(), dossier_id: d.id, fichier_id: fichier.id, code, precision, ajoutee_le: d.deposeLe, retiree_le: null });
    }
  }

  private deposer(d: Dossier, figee: VersionDossier): void {
    const contenu = JSON.stringify(figee);
    const empreinte = sha256(contenu);
    const par = d.organisme.signataire;
    this.lot.ajouter('dossier_versions', { dossier_id: d.id, version: 1, contenu, empreinte, depose_par: par.id, depose_le: d.deposeLe });
    this.acte(d, par, d.deposeLe, { action: 'dossier.deposer', objet: 'dossier', objetId: d.id, de: 'brouillon', vers: 'depose', donnees: { numero: figee.numero, version: 1, empreinte } });
    if (d.etat === 'retire') this.passage(d, par, d.le(8), 'retirer', 'depose', 'retire', 'Le projet est reporté.');
    if (d.etat === 'complements_demandes') this.demanderComplements(d);
  }

  private demanderComplements(d: Dossier): void {
    const le = d.le(9);
    this.lot.ajouter('demandes_complements', {
      id: nouvelId(), dossier_id: d.id, elements: JSON.stringify([{ cible: 'section', code: 'indicateurs', precision: '', motif: 'incomplet', commentaire: 'Ajoutez une cible chiffrée.' }]), message: 'Un élément est à reprendre avant de poursuivre.',
      limite: limiteComplements(jourAParis(le), DELAIS_PAR_DEFAUT.complementsJours), demande_par: d.instructeur.id, demande_le: le, repondu_le: null,
    });
    this.passage(d, d.instructeur, le, 'demander_complements', 'depose', 'complements_demandes');
  }

  private instruire(d: Dossier): void {
    const irrecevable = d.etat === 'irrecevable';
    if (!irrecevable && !atteint(d.etat, 'recevable')) return;
    const le = d.le(12);
    this.lot.ajouter('recevabilites', {
      dossier_id: d.id, controles: JSON.stringify({ decisions: [], automatiques: [], version: 1 }), conclusion: irrecevable ? 'irrecevable' : 'recevable',
      motifs: JSON.stringify(irrecevable ? ['Le projet ne comporte pas d’accompagnement.'] : []), conclu_par: d.instructeur.id, conclu_le: le, modifie_le: le,
    });
    this.passage(d, d.instructeur, le, irrecevable ? 'declarer_irrecevable' : 'declarer_recevable', 'depose', irrecevable ? 'irrecevable' : 'recevable');
    if (!atteint(d.etat, 'en_instruction')) return;
    const responsable = this.h.parmi(this.monde.agents.responsable);
    this.passage(d, responsable, d.le(15), 'affecter', 'recevable', 'en_instruction');
    if (this.h.fois(0.2)) this.consulter(d);
    if (!atteint(d.etat, 'instruit')) return;
    const chapitres = { besoin: d.sections.projet.besoin, qualite: d.sections.projet.methode, partenariat: 'Les partenaires cités ont confirmé.', moyens: 'L’équipe est en poste.', budget: 'Le budget est cohérent.', conclusion: 'Le projet répond à l’appel.' };
    const transmission = { le: d.le(34), par: d.instructeur.nom };
    this.lot.ajouter('instructions', {
      dossier_id: d.id, rapport: JSON.stringify({ chapitres, transmission, renvoi: null }), propose_cents: d.accordeCents, conclusion: 'favorable', version: 1, modifie_par: d.instructeur.id, modifie_le: transmission.le,
    });
    this.passage(d, responsable, d.le(36), 'valider_instruction', 'en_instruction', 'instruit');
  }

  private consulter(d: Dossier): void {
    const rendu = atteint(d.etat, 'instruit') || this.h.fois(0.5);
    this.lot.ajouter('avis_demandes', {
      id: nouvelId(), dossier_id: d.id, personne_id: this.h.parmi(this.monde.agents.avis).id, question: 'Ce projet complète-t-il l’offre du territoire ?', demande_par: d.instructeur.id, demande_le: d.le(16),
      limite: jourAParis(ajouterJoursA(d.le(16), 15)), sens: rendu ? 'favorable' : null, texte: rendu ? 'Oui, le public est différent.' : null, rendu_le: rendu ? d.le(25) : null,
    });
  }

  private decider(d: Dossier, figee: VersionDossier): void {
    const { lot, appel, responsable } = { lot: this.lot, appel: d.appel, responsable: this.h.parmi(this.monde.agents.responsable) };
    const ordre = (this.ordres.get(appel.seanceId) ?? 0) + 1;
    this.ordres.set(appel.seanceId, ordre);
    const sens = d.etat === 'ajourne' ? 'ajourne' : d.accorde ? 'attribue' : 'refuse';
    const avis = d.etat === 'ajourne' ? 'ajourne' : d.accorde || d.etat === 'examine' ? 'favorable' : 'defavorable';
    lot.ajouter('seance_dossiers', { seance_id: appel.seanceId, dossier_id: d.id, ordre, avis, montant_cents: avis === 'favorable' ? d.accordeCents : 0, reserves: '' });
    this.passage(d, responsable, d.le(90), 'examiner', 'instruit', 'examine');
    if (d.etat === 'examine') return;
    lot.ajouter('decisions', { id: nouvelId(), dossier_id: d.id, deliberation_id: appel.deliberationId, sens, montant_cents: d.accorde ? d.accordeCents : 0, motif: d.accorde ? '' : 'Le projet n’entre pas dans les priorités de cet appel.', en_vigueur: true, prise_le: appel.delibereeLe });
    this.passage(d, responsable, appel.delibereeLe, { attribue: 'attribuer', refuse: 'refuser', ajourne: 'ajourner' }[sens], 'examine', sens);
    if (d.accorde) this.ecrireAuLivre(d, 'engagement', d.accordeCents, responsable, appel.delibereeLe, { objet: 'deliberation', id: appel.deliberationId });
    if (d.etat !== 'notifie') return;
    this.passage(d, responsable, ajouterJoursA(appel.delibereeLe, 3), 'notifier', sens, 'notifie');
    if (d.accorde) this.conventionner(d, figee);
  }

  private conventionner(d: Dossier, figee: VersionDossier): void {
    const etat = this.h.selon({ a_signer: 15, signee: 35, en_execution: 50 });
    const id = nouvelId();
    const generee = ajouterJoursA(d.appel.delibereeLe, 10);
    const signee = etat === 'a_signer' ? null : jourAParis(ajouterJoursA(d.appel.delibereeLe, 25));
    const termes = termesDe(figee, d.appel.contenu, 'departement');
    this.lot.ajouter('conventions', {
      id, dossier_id: d.id, financeur: 'departement', numero: numeroConvention(figee.numero, 'departement'), etat, montant_cents: d.accordeCents, depenses_prevues_cents: termes.depensesPrevuesCents,
      termes: JSON.stringify(termes), fichier_signe_id: null, generee_le: generee, signee_porteur_le: signee, signee_financeur_le: signee,
    });
    this.acte(d, d.instructeur, generee, { action: 'convention.generer', objet: 'convention', objetId: id, vers: 'a_signer' });
    if (signee === null) return;
    this.lot.ajouter('bilans', { id: nouvelId(), dossier_id: d.id, nature: 'final', etat: 'brouillon', contenu: JSON.stringify(BILAN_VIERGE), version: 1, limite: limiteBilanFinal(d.appel.operation.fin), ouvert_le: generee, depose_le: null, depose_par: null });
    this.ecrireAuLivre(d, 'programmation', d.accordeCents, d.instructeur, ajouterJoursA(d.appel.delibereeLe, 25), { objet: 'convention', id }, id);
    this.verser(d, id, signee, etat === 'en_execution');
  }

  private verser(d: Dossier, conventionId: string, exigibleLe: string, paye: boolean): void {
    const [liquidateur, valideur] = this.monde.agents.finances;
    calculerEcheancier(cents(d.accordeCents), d.appel.contenu.regles.echeances).forEach(({ declencheur, montant }, i) => {
      const premier = i === 0;
      const fait = premier && paye;
      const le = ajouterJoursA(d.appel.delibereeLe, 40);
      const id = nouvelId();
      if (fait && liquidateur !== undefined) for (const nature of ['liquidation', 'mandatement', 'paiement'] as const) this.ecrireAuLivre(d, nature, montant, liquidateur, le, { objet: 'versement', id }, conventionId);
      this.lot.ajouter('versements', {
        id, convention_id: conventionId, rang: i + 1, declencheur, montant_cents: montant, etat: fait ? 'paye' : 'a_liquider', exigible: premier, exigible_le: premier ? exigibleLe : null,
        liquide_par: fait ? liquidateur?.id ?? null : null, liquide_le: fait ? le : null, valide_par: fait ? valideur?.id ?? null : null, valide_le: fait ? le : null, bordereau: fait ? `BORD-${d.appel.annee}` : null,
        mandate_le: fait ? le : null, paye_le: fait ? jourAParis(ajouterJoursA(le, 12)) : null, motif_rejet: '',
      });
    });
  }

  private ecrireAuLivre(d: Dossier, nature: keyof typeof NATURES, montantCents: number, auteur: PersonneJeu, le: Instant, { objet, id }: { objet: string; id: string }, conventionId: string | null = null): void {
    if (montantCents === 0) return;
    const ecritureId = nouvelId();
    this.lot.ajouter('ecritures', { id: ecritureId, le, nature, libelle: '', objet, objet_id: id, cle: `${nature}:${id}:${d.id}`, dossier_id: d.id, convention_id: conventionId, corrige_id: null, acteur_id: auteur.id });
    passer(nature, [{ enveloppeId: d.appel.enveloppeId, montant: cents(montantCents) }]).mouvements.forEach((m, i) => {
      this.lot.ajouter('mouvements', { ecriture_id: ecritureId, rang: i + 1, compte: m.compte, enveloppe_id: m.enveloppeId, convention_id: conventionId, montant_cents: m.montant });
    });
  }

  private passage(d: Dossier, auteur: PersonneJeu, le: Instant, transition: string, de: string, vers: string, motif?: string): void {
    this.acte(d, auteur, le, { action: `dossier.${transition}`, objet: 'dossier', objetId: d.id, de, vers, ...(motif === undefined ? {} : { motif }) });
  }

  private acte(d: Dossier, auteur: PersonneJeu, le: Instant, fait: Fait): void {
    this.lot.journaliser({ fait: { ...fait, dossierId: d.id }, auteur, le });
  }
}

const ZEROS: Readonly<Record<EtatJeu, number>> = { brouillon: 0, depose: 0, complements_demandes: 0, recevable: 0, irrecevable: 0, en_instruction: 0, instruit: 0, retire: 0, examine: 0, attribue: 0, refuse: 0, ajourne: 0, notifie: 0 };

/** Days from the deposit to the last act of a dossier in that state. */
const DERNIER_JOUR: Readonly<Record<EtatJeu, number>> = {
  brouillon: 0, depose: 0, retire: 8, complements_demandes: 9, recevable: 12, irrecevable: 12, en_instruction: 15, instruit: 36, examine: 90, attribue: 120, refuse: 120, ajourne: 120, notifie: 123,
};

import type { Browser } from 'playwright-core';
import type { Financeur, Poste } from '../../server/domain/financements/nomenclature.js';
import type { ApplicationDeTest } from './application.js';
import type { NomDeCompte } from './comptes.js';
import { pdfAJoindre } from './depot-http.js';
import type { DossierDeTest } from './dossier-depose.js';
import { Personne } from './navigateur.js';

/** What the porteur reports, as typed. */
export interface Declaration {
  readonly realise: string;
  readonly publics: { readonly rsa: string; readonly horsRsaMoins25: string; readonly horsRsaAutres: string };
  readonly depenses: readonly (readonly [poste: Poste, montant: string])[];
  readonly ressources: readonly (readonly [financeur: Financeur, montant: string])[];
  /** Ticks « L’opération n’a pas été exécutée ». */
  readonly nonExecution?: boolean;
}

/** What the controller decides of a line other than accepting it. */
export interface Ecart { readonly rang: number; readonly decision: 'partielle' | 'rejetee'; readonly retenu?: string; readonly motif: string; readonly constat: string }

/** From a signed convention to the balance, through the pages, each person at their own browser. */
export class ParcoursSolde {
  private readonly gens = new Map<NomDeCompte, Personne>();

  constructor(private readonly app: ApplicationDeTest, private readonly navigateur: Browser, private readonly vues: Set<string>, private readonly dossier: DossierDeTest) {}

  get page(): string { return `/dossiers/${this.dossier.id}`; }

  /** The browser of this person, signed in at the present moment of the test's clock. */
  async en(nom: NomDeCompte): Promise<Personne> {
    const personne = this.gens.get(nom) ?? await Personne.ouvrir(this.navigateur, this.app.adresse, this.vues);
    this.gens.set(nom, personne);
    await personne.connecter(this.dossier.comptes[nom].courriel);
    return personne;
  }

  async fermer(): Promise<void> {
    for (const personne of this.gens.values()) await personne.fermer();
  }

  /** The porteur writes the bilan and the signataire deposits it. */
  async declarer({ realise, publics, depenses, ressources, nonExecution = false }: Declaration): Promise<void> {
    const porteur = await this.en('signataire');
    await porteur.aller(`${this.page}/bilan/realisation`);
    const { rsa, horsRsaMoins25, horsRsaAutres } = publics;
    await porteur.saisir({
      'volumes[0]': realise, 'publics[rsa]': rsa, 'publics[horsRsaMoins25]': horsRsaMoins25, 'publics[horsRsaAutres]': horsRsaAutres, recit: 'Ce qui s’est passé cette année.', ...(nonExecution ? { nonExecution: 'oui' } : {}),
    });
    await porteur.cliquer('Enregistrer et revenir au bilan');
    for (const [poste, montant] of depenses) {
      await porteur.aller(`${this.page}/bilan/depenses`);
      await porteur.saisir({ poste, libelle: `Dépense ${poste}`, montant, date: '30/11/2022', acquitteeLe: '15/12/2022' });
      await porteur.page.locator('input[name="piece"]').setInputFiles(await pdfAJoindre(poste));
      await porteur.cliquer('Enregistrer la dépense');
    }
    for (const [financeur, montant] of ressources) {
      await porteur.aller(`${this.page}/bilan/ressources`);
      await porteur.saisir({ financeur, libelle: `Aide ${financeur}`, montant });
      await porteur.page.locator('input[name="preuve"]').setInputFiles(await pdfAJoindre(financeur));
      await porteur.cliquer('Enregistrer la ressource');
    }
    await porteur.aller(`${this.page}/bilan`);
    await porteur.saisir({ certifie: 'oui' });
    await porteur.cliquer('Déposer le bilan');
  }

  /** The controller is designated, decides on every line, retains what is declared and sends the provisional conclusions; answers the text of their PDF. */
  async controler(ecarts: readonly Ecart[] = []): Promise<string> {
    const { controleur: { id } } = this.dossier.comptes;
    const responsable = await this.en('responsable');
    await responsable.aller(`${this.page}/controle`);
    await responsable.saisir({ personneId: id });
    await responsable.cliquer('Désigner');
    const controleur = await this.en('controleur');
    await controleur.aller(`${this.page}/controle`);
    await controleur.cliquer('Ouvrir le contrôle');
    for (const [rang, ligne] of (await this.lignes()).entries()) {
      const ecart = ecarts.find((e) => e.rang === rang + 1);
      await this.decider(controleur, ligne, ecart ?? { decision: 'acceptee' });
    }
    await controleur.cliquer('Enregistrer ce qui est retenu');
    await controleur.cliquer('Émettre les conclusions provisoires');
    const porteur = await this.en('signataire');
    await porteur.aller(`${this.page}/bilan/contradictoire`);
    return porteur.lirePdf(/[Cc]onclusions provisoires/);
  }

  /** The controller changes their mind on a line after the porteur's answer. */
  async restituer(rang: number): Promise<void> {
    const controleur = await this.en('controleur');
    await this.decider(controleur, (await this.lignes())[rang - 1] ?? '', { decision: 'acceptee' });
  }

  /** The porteur accepts the provisional conclusions as they stand. */
  async accepter(): Promise<void> {
    const porteur = await this.en('signataire');
    await porteur.aller(`${this.page}/bilan/contradictoire`);
    await porteur.cliquer('Accepter les conclusions');
  }

  /** The porteur answers on one line, with new evidence, and sends the answer. */
  async repondre(rang: number, texte: string): Promise<void> {
    const porteur = await this.en('signataire');
    await porteur.aller(`${this.page}/bilan/contradictoire`);
    await porteur.suivreLien(`Répondre à la ligne ${rang}`);
    await porteur.saisir({ texte });
    await porteur.page.locator('input[name="piece"]').setInputFiles(await pdfAJoindre('preuve-nouvelle'));
    await porteur.cliquer('Enregistrer cette réponse');
    await porteur.aller(`${this.page}/bilan/contradictoire`);
    await porteur.cliquer('Envoyer la réponse');
  }

  /** The control is concluded; answers what the porteur reads on the page of the balance and in the PDF of the conclusions. */
  async conclure(): Promise<{ page: string; pdf: string }> {
    const controleur = await this.en('controleur');
    await controleur.aller(`${this.page}/controle`);
    await controleur.cliquer('Conclure le contrôle');
    const porteur = await this.en('signataire');
    await porteur.aller(`${this.page}/solde`);
    const page = await porteur.texte();
    await porteur.aller(this.page);
    return { page, pdf: (await porteur.lirePdf(/[Cc]onclusions définitives/)).replace(/\s+/g, ' ') };
  }

  /** The payment is prepared by one agent, approved by another and paid. */
  async payer(versementId: string): Promise<void> {
    const premiere = await this.en('finances1');
    await premiere.aller(`${this.page}/versements/${versementId}`);
    await premiere.cliquer('Liquider');
    const seconde = await this.en('finances2');
    await seconde.aller(`${this.page}/versements/${versementId}`);
    await seconde.cliquer('Valider');
    await seconde.cliquer('Mandater');
    await premiere.aller(`${this.page}/versements/${versementId}`);
    await premiere.cliquer('Enregistrer le paiement');
  }

  private async decider(controleur: Personne, ligne: string, decision: { readonly decision: string; readonly retenu?: string; readonly motif?: string; readonly constat?: string }): Promise<void> {
    await controleur.aller(`${this.page}/controle/depenses/${ligne}`);
    const { decision: sens, retenu, motif, constat } = decision;
    await controleur.saisir({ decision: sens, motif: motif ?? '', constat: constat ?? '', retenu: retenu ?? '' });
    await controleur.cliquer('Enregistrer et revenir au contrôle');
  }

  private async lignes(): Promise<string[]> {
    const lignes = await this.app.deps.db('bilan_depenses as d').join('bilans as b', 'b.id', 'd.bilan_id').where({ 'b.dossier_id': this.dossier.id }).orderBy('d.rang').select<{ id: string }[]>('d.id');
    return lignes.map((l) => l.id);
  }
}

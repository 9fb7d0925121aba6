import type { Deps } from '../../platform/deps.js';
import { SECTIONS_APPEL } from '../../domain/appels/sections.js';
import { parametre } from '../../web/demande.js';
import { FormulaireInvalide } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { FORMULAIRE_CONFIRMATION, FORMULAIRE_ENVELOPPE, FORMULAIRE_PROLONGATION, FORMULAIRE_VERSION, FORMULAIRE_VIDE, fermeture } from './appel-form.js';
import { servirFlux } from './appel-flux.js';
import { pageGestion, pageSuivi } from './appel-gestion-page.js';
import { versSection } from './appel-parties.js';
import { pageApercu, pageAppel, pdfApercu, pdfAppel } from './appel-public-page.js';
import { pageListe } from './appel-liste-page.js';
import { pageNouvelAppel, pageProlongation, pageRedaction } from './appel-redaction-page.js';
import { pageSection, sectionDemandee } from './appel-section-page.js';
import { CORPS_DE_SECTION, empreinteLue, LIRE_SECTION } from './appel-sections.js';
import { archiverAppel, cloreAppel, creerAppel, dupliquerAppel, enregistrerSection, fixerEnveloppe, publierAppel } from './appel-service.js';
import { appelVierge } from './appel-vierge.js';
import { abandonnerModifications, prolongerAppel, publierModifications } from './version-service.js';

/** Calls: public pages and feed, writing by sections, publication, versions, follow-up and credits. */
export function routesAppels(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.appels.liste, 'public.lire', pageListe(deps));
  routeur.get(paths.appels.flux, 'public.lire', servirFlux(deps));
  routeur.get(paths.appels.page, 'public.lire', pageAppel(deps));
  routeur.get(paths.appels.pdf, 'public.lire', pdfAppel(deps));
  routeur.get(paths.appels.gestion, 'appel.preparer', pageGestion(deps));
  redaction(routeur, deps);
  publication(routeur, deps);
  vie(routeur, deps);
}

const versSuivi = (appelId: string): string => vers(paths.appels.suivi, { appelId });

function redaction(routeur: Routeur, deps: Deps): void {
  const nouveau = pageNouvelAppel(deps);
  routeur.pageFormulaire(paths.appels.nouveau, 'appel.preparer', nouveau);
  routeur.post(paths.appels.nouveau, 'appel.preparer', { formulaire: CORPS_DE_SECTION, page: nouveau }, async (ctx, corps, demande) => {
    const appelId = await creerAppel(ctx, LIRE_SECTION.identite(corps)(appelVierge(corps['modele'] === 'reference'), 'brouillon'));
    annoncer(demande, 'Brouillon enregistré. Complétez maintenant chaque partie.');
    return vers(paths.appels.modifier, { appelId });
  });

  const section = pageSection(deps);
  routeur.pageFormulaire(paths.appels.section, 'appel.modifier', section);
  routeur.post(paths.appels.section, 'appel.modifier', { formulaire: CORPS_DE_SECTION, page: section }, async (ctx, corps, demande) => {
    const nom = sectionDemandee(demande);
    const appelId = parametre(demande, 'appelId');
    // A row was moved, added or removed: the page is shown again as it would be, and nothing is saved or checked.
    if (typeof corps['geste'] === 'string') throw new FormulaireInvalide({});
    await enregistrerSection(ctx, { appelId, section: nom, empreinte: empreinteLue(corps), appliquer: LIRE_SECTION[nom](corps) });
    annoncer(demande, `Partie « ${libelle('section_appel', nom)} » enregistrée.`);
    const suivante = corps['suite'] === 'continuer' ? SECTIONS_APPEL[SECTIONS_APPEL.indexOf(nom) + 1] : nom;
    return suivante === undefined ? vers(paths.appels.modifier, { appelId }) : versSection(appelId, suivante);
  });

  routeur.get(paths.appels.apercu, 'appel.modifier', pageApercu(deps));
  routeur.get(paths.appels.apercuPdf, 'appel.modifier', pdfApercu(deps));
}

function publication(routeur: Routeur, deps: Deps): void {
  const relecture = pageRedaction(deps);
  routeur.pageFormulaire(paths.appels.modifier, 'appel.modifier', relecture);
  routeur.post(paths.appels.version, 'appel.publier', { formulaire: FORMULAIRE_VERSION, page: relecture }, async (ctx, { motif, empreinte }, demande) => {
    const appelId = parametre(demande, 'appelId');
    const version = await publierModifications(ctx, { appelId, motif, ...(empreinte === '' ? {} : { empreinte }) });
    annoncer(demande, `Version ${version} publiée.`);
    return versSuivi(appelId);
  });
  routeur.post(paths.appels.abandonner, 'appel.modifier', { formulaire: FORMULAIRE_VIDE, page: relecture }, async (ctx, _vide, demande) => {
    const appelId = parametre(demande, 'appelId');
    await abandonnerModifications(ctx, { appelId });
    annoncer(demande, 'Modifications abandonnées : la version publiée reste telle quelle.');
    return versSuivi(appelId);
  });

  const prolongation = pageProlongation(deps);
  routeur.pageFormulaire(paths.appels.prolonger, 'appel.publier', prolongation);
  routeur.post(paths.appels.prolonger, 'appel.publier', { formulaire: FORMULAIRE_PROLONGATION, page: prolongation }, async (ctx, { fermeLe, motif }, demande) => {
    const appelId = parametre(demande, 'appelId');
    const prevenus = await prolongerAppel(ctx, { appelId, fermeLe: fermeture(fermeLe), motif });
    annoncer(demande, prevenus === 0 ? 'Dépôt prolongé.' : `Dépôt prolongé ; ${prevenus > 1 ? `${prevenus} personnes sont prévenues` : 'une personne est prévenue'} par courriel.`);
    return versSuivi(appelId);
  });
}

function vie(routeur: Routeur, deps: Deps): void {
  const suivi = pageSuivi(deps);
  routeur.pageFormulaire(paths.appels.suivi, 'appel.suivre', suivi);
  const confirmer = { formulaire: FORMULAIRE_CONFIRMATION, page: suivi };
  const gestes = [
    { chemin: paths.appels.publier, faire: publierAppel, message: 'Appel publié.' },
    { chemin: paths.appels.clore, faire: cloreAppel, message: 'Appel clos.' },
    { chemin: paths.appels.archiver, faire: archiverAppel, message: 'Appel archivé.' },
  ];
  for (const { chemin, faire, message } of gestes) {
    routeur.post(chemin, 'appel.publier', confirmer, async (ctx, _confirme, demande) => {
      const appelId = parametre(demande, 'appelId');
      await faire(ctx, { appelId });
      annoncer(demande, message);
      return versSuivi(appelId);
    });
  }
  routeur.post(paths.appels.dupliquer, 'appel.modifier', { formulaire: FORMULAIRE_VIDE, page: suivi }, async (ctx, _vide, demande) => {
    const appelId = await dupliquerAppel(ctx, { appelId: parametre(demande, 'appelId') });
    annoncer(demande, 'Appel copié en brouillon, un an plus tard. Relisez sa référence et ses dates avant de le publier.');
    return versSection(appelId, 'identite');
  });
  routeur.post(paths.appels.enveloppe, 'appel.fixer_enveloppe', { formulaire: FORMULAIRE_ENVELOPPE, page: suivi }, async (ctx, { financeur, annee, montant }, demande) => {
    const appelId = parametre(demande, 'appelId');
    await fixerEnveloppe(ctx, { appelId, financeur, annee, voteCents: montant });
    annoncer(demande, 'Enveloppe enregistrée.');
    return versSuivi(appelId);
  });
}

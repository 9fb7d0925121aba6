import type { Deps } from '../../platform/deps.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { parametre, type Demande } from '../../web/demande.js';
import { FormulaireInvalide, trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { enAppel, FORMULAIRE_APPEL, FORMULAIRE_CONFIRMATION, FORMULAIRE_ENVELOPPE, FORMULAIRE_VIDE, type AppelSaisi } from './appel-form.js';
import { pageModification, pageNouvelAppel } from './appel-edition-page.js';
import { pageGestion, pageSuivi } from './appel-gestion-page.js';
import { pageAppel, pageListe, pdfAppel } from './appel-public-page.js';
import { lireAppel } from './appel-queries.js';
import { archiverAppel, cloreAppel, creerAppel, dupliquerAppel, fixerEnveloppe, modifierAppel, nouvelleVersion, publierAppel } from './appel-service.js';

/** Calls: public pages, writing, publication, follow-up and credits. */
export function routesAppels(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.appels.liste, 'public.lire', pageListe(deps));
  routeur.get(paths.appels.page, 'public.lire', pageAppel(deps));
  routeur.get(paths.appels.pdf, 'public.lire', pdfAppel(deps));
  routeur.get(paths.appels.gestion, 'appel.preparer', pageGestion(deps));
  redaction(routeur, deps);
  vie(routeur, deps);
}

const versSuivi = (appelId: string): string => vers(paths.appels.suivi, { appelId });

function redaction(routeur: Routeur, deps: Deps): void {
  const nouveau = pageNouvelAppel(deps);
  routeur.pageFormulaire(paths.appels.nouveau, 'appel.preparer', nouveau);
  routeur.post(paths.appels.nouveau, 'appel.preparer', { formulaire: FORMULAIRE_APPEL, page: nouveau }, async (ctx, saisi, demande) => {
    const appelId = await creerAppel(ctx, enAppel(saisi));
    return apresBrouillon(demande, appelId);
  });

  const modification = pageModification(deps);
  routeur.pageFormulaire(paths.appels.modifier, 'appel.modifier', modification);
  routeur.post(paths.appels.modifier, 'appel.modifier', { formulaire: FORMULAIRE_APPEL, page: modification }, async (ctx, saisi, demande) => {
    const appelId = parametre(demande, 'appelId');
    const { etat } = trouve(await lireAppel(ctx.db, appelId));
    return etat === 'brouillon' ? modifierBrouillon(ctx, appelId, saisi, demande) : publierVersion(ctx, appelId, saisi, demande);
  });
}

async function modifierBrouillon(ctx: Contexte, appelId: string, saisi: AppelSaisi, demande: Demande): Promise<string> {
  await modifierAppel(ctx, { ...enAppel(saisi), appelId, ...vuAvec(saisi) });
  return apresBrouillon(demande, appelId);
}

async function publierVersion(ctx: Contexte, appelId: string, saisi: AppelSaisi, demande: Demande): Promise<string> {
  if (saisi.motif === '') throw new FormulaireInvalide({ motif: 'Dites pourquoi l’appel change : ce motif est conservé.' });
  const version = await nouvelleVersion(ctx, { ...enAppel(saisi), appelId, motif: saisi.motif, ...vuAvec(saisi) });
  annoncer(demande, `Version ${version} publiée.`);
  return versSuivi(appelId);
}

const vuAvec = ({ empreinte }: AppelSaisi): { empreinte?: string } => (empreinte === '' ? {} : { empreinte });

function apresBrouillon(demande: Demande, appelId: string): string {
  annoncer(demande, 'Brouillon enregistré.');
  return demande.corps['suite'] === 'continuer' ? vers(paths.appels.modifier, { appelId }) : versSuivi(appelId);
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
    annoncer(demande, 'Appel copié en brouillon, un an plus tard. Relisez ses dates avant de le publier.');
    return versSuivi(appelId);
  });
  routeur.post(paths.appels.enveloppe, 'appel.fixer_enveloppe', { formulaire: FORMULAIRE_ENVELOPPE, page: suivi }, async (ctx, { financeur, annee, montant }, demande) => {
    const appelId = parametre(demande, 'appelId');
    await fixerEnveloppe(ctx, { appelId, financeur, annee, voteCents: montant });
    annoncer(demande, 'Enveloppe enregistrée.');
    return versSuivi(appelId);
  });
}

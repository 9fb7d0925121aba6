import { grouperAides, reductionDe, totaliserAides, type TotalAides } from '../../domain/organismes/aides.js';
import { jourAParis, type Instant } from '../../platform/clock.js';
import { dateCourte, dateLongue, euros, pluriel, pourcent } from '../../platform/format.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import type { AideLue, ControleDeFiche, FicheAides } from './aides-queries.js';

/** Figures of a set of aids, written out. */
interface Chiffres { readonly operations: string; readonly accorde: string; readonly paye: string; readonly taux: string; readonly reduit: string; readonly recouvre: string }
interface Lien { readonly texte: string; readonly lien: string }

/** The sheet in words, the same for the page and the PDF. */
export interface FicheEnMots {
  readonly resume: readonly { readonly terme: string; readonly valeur: string }[];
  readonly total: Chiffres;
  readonly totaux: TotalAides;
  readonly groupes: readonly (Chiffres & { readonly annee: string; readonly appel: string; readonly financeur: string })[];
  readonly operations: readonly { readonly dossier: Lien; readonly titre: string; readonly financeur: string; readonly accorde: string; readonly du: string; readonly taux: string; readonly etat: string }[];
  readonly reductions: readonly { readonly dossier: Lien; readonly financeur: string; readonly montant: string; readonly motif: string }[];
  readonly reversements: readonly { readonly dossier: Lien; readonly numero: string; readonly emis: string; readonly etat: string; readonly montant: string; readonly motif: string }[];
  readonly controles: readonly { readonly dossier: Lien; readonly nature: string; readonly le: string; readonly par: string; readonly constats: string }[];
  readonly demandes: readonly { readonly dossier: Lien; readonly titre: string; readonly appel: string; readonly depose: string; readonly demande: string; readonly etat: string }[];
}

const chiffres = (t: TotalAides): Chiffres => ({
  operations: String(t.operations), accorde: euros(t.accorde), paye: euros(t.paye), reduit: euros(t.reduit), recouvre: euros(t.recouvre), taux: t.tauxMoyen === null ? '—' : pourcent(t.tauxMoyen),
});

const versDossier = ({ dossierId, numero }: { readonly dossierId: string; readonly numero: string }): Lien => ({ texte: numero, lien: vers(paths.dossiers.page, { dossierId }) });

/** What was read, in words. */
export function direFiche({ demandes, aides, reversements, controles }: FicheAides): FicheEnMots {
  const total = totaliserAides(aides);
  const refusees = demandes.filter((d) => d.sens === 'refuse').length;
  return {
    resume: [
      { terme: 'Demandes déposées', valeur: `${pluriel(demandes.length, 'dossier')}, dont ${pluriel(new Set(aides.map((a) => a.dossierId)).size, 'aidé')} et ${pluriel(refusees, 'refusé')}` },
      { terme: 'Réalisation moyenne', valeur: total.tauxMoyen === null ? 'Aucun contrôle conclu' : `${pourcent(total.tauxMoyen)} sur ${pluriel(total.controlees, 'contrôle conclu', 'contrôles conclus')}` },
    ],
    total: chiffres(total), totaux: total, groupes: grouperAides(aides).map((g) => ({ ...chiffres(g), annee: String(g.annee), appel: g.appelTitre, financeur: libelle('financeur', g.financeur) })),
    operations: aides.map((a) => ({
      dossier: versDossier(a), titre: a.titre, financeur: libelle('financeur', a.financeur), accorde: euros(a.accorde), du: a.controle === null ? '—' : euros(a.controle.du),
      taux: a.controle === null ? '—' : pourcent(a.controle.tauxRealisation), etat: a.etatConvention === null ? 'Sans convention' : libelle('convention', a.etatConvention),
    })),
    reductions: aides.filter((a) => reductionDe(a) > 0).map((a) => ({ dossier: versDossier(a), financeur: libelle('financeur', a.financeur), montant: euros(reductionDe(a)), motif: motifDe(a) })),
    reversements: reversements.map((r) => ({
      dossier: versDossier({ dossierId: r.dossierId, numero: r.dossierNumero }), numero: r.numero, emis: dateCourte(jourAParis(r.emisLe as Instant)), montant: euros(r.montantCents), motif: r.motif,
      etat: `${libelle('reversement', r.etat)}${r.encaisseLe === null ? '' : ` le ${dateCourte(r.encaisseLe)}`}`,
    })),
    controles: controles.map(direControle),
    demandes: demandes.map((d) => ({ dossier: versDossier({ dossierId: d.id, numero: d.numero }), titre: d.titre, appel: d.appelTitre, depose: dateCourte(jourAParis(d.deposeLe as Instant)), demande: euros(d.demandeCents), etat: libelle('dossier', d.etat) })),
  };
}

/** The binding ceiling, then the expenses set aside by reason. */
function motifDe({ controle, ecartees }: AideLue): string {
  if (controle === null) return '';
  const taux = controle.contraignant === 'volume' ? ` (${pourcent(controle.tauxRealisation)})` : '';
  const depenses = ecartees.filter((e) => e.montantCents > 0).map((e) => `${libelle('motif_rejet', e.motif).toLowerCase()} ${euros(e.montantCents)}`);
  return [`Plafond retenu : ${libelle('plafond', controle.contraignant)}${taux}`, ...(depenses.length === 0 ? [] : [`Dépenses écartées : ${depenses.join(', ')}`])].join('\n');
}

function direControle(c: ControleDeFiche): FicheEnMots['controles'][number] {
  const rouvert = c.reouvertures === 0 ? '' : `Rouvert ${c.reouvertures === 1 ? 'une fois' : `${c.reouvertures} fois`}`;
  return {
    dossier: versDossier(c), nature: c.nature === 'visite' ? libelle('nature_visite', 'visite') : 'Contrôle de service fait', par: c.par, constats: c.nature === 'visite' ? c.constats : rouvert,
    le: c.le === null ? 'En cours' : dateLongue(c.le),
  };
}

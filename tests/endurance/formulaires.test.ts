import { BASE } from '../support/base.js';
import { aucune, eprouverFormulaires, sansFaute } from '../support/tirs.js';

/** Hostile values for each field: all of them given to the form's schema, as many as `MINUTES` allow sent over HTTP. */
const CAS = Number(process.env['CAS'] ?? 10_000);
const MINUTES = Number(process.env['MINUTES'] ?? 30);
const GRAINE = Number(process.env['GRAINE'] ?? Date.now() % 2 ** 31);

describe(`every field of every form given ${CAS} hostile values`, function () {
  this.timeout((MINUTES + 60) * 60_000);

  it(`never answers a 500 nor writes one of them unescaped (GRAINE=${GRAINE})`, async () => {
    const r = await eprouverFormulaires({ exploration: { parPatron: 6, parPage: 4 }, cas: CAS, casDirects: CAS, minutes: MINUTES, reouvertures: 200, graine: GRAINE });
    const comptes = [...r.requetes].sort(([, a], [, b]) => b - a);
    const ecrire = (texte: string): void => void process.stderr.write(`  ${texte}\n`);
    ecrire(`${BASE}, GRAINE=${GRAINE} : ${r.formulaires.length} formulaires, ${r.formulaires.reduce((n, f) => n + f.champs.length, 0)} champs, ${r.schemas} schémas × ${CAS} saisies, ${comptes.reduce((n, [, c]) => n + c, 0)} requêtes, ${r.reouvertures} reprises, la plus lente ${r.plusLentMs.toFixed(0)} ms`);
    ecrire([...r.statuts].sort(([a], [b]) => a - b).map(([statut, n]) => `${statut} × ${n}`).join(', '));
    for (const [cle, n] of comptes) ecrire(`${String(n).padStart(7)}  ${cle.slice(0, 160)}`);
    if (r.sansAdresse.length > 0) ecrire(`éprouvés sans HTTP seulement : ${r.sansAdresse.join(', ')}`);
    sansFaute(r.fautes);
    aucune(r.defauts);
  });
});

import { BASE } from '../support/base.js';
import { eprouverVersementsTues } from '../support/versements-en-nombre.js';

const NOMBRE = Number(process.env['VERSEMENTS'] ?? 500);

eprouverVersementsTues(NOMBRE, 1_800_000, (avant, secondes) => {
  process.stderr.write(`  ${BASE} : ${NOMBRE} versements, coupés après ${avant['liquidations'] ?? 0} liquidations, ${avant['validations'] ?? 0} validations et ${avant['mandats'] ?? 0} mandats acquittés ; ${secondes.toFixed(1)} s en tout, rien de perdu ni de double\n`);
});

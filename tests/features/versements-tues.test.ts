import { eprouverVersementsTues } from '../support/versements-en-nombre.js';

eprouverVersementsTues(90, 180_000);

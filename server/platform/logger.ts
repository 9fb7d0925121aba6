import pino, { type Logger } from 'pino';

/** Structured log on standard output; passwords, cookies and tokens never reach it. */
export function creerJournalTechnique(niveau: string): Logger {
  return pino({
    level: niveau,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['*.motDePasse', '*.password', 'req.headers.cookie', 'req.headers.authorization', '*._csrf'], remove: true },
  });
}

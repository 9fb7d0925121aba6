import nodemailer, { type SendMailOptions } from 'nodemailer';
import type { Facteur, PieceJointe } from './outbox.js';

/**
 * Postman that hands mails to the SMTP server at `url`. The Message-ID is made from the mail's own id,
 * so that a mail accepted just before a crash and sent again is recognised as the same by mail servers.
 */
export function creerFacteur(url: string, expediteur: string): Facteur {
  const transport = nodemailer.createTransport({ url, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 });
  const domaine = /@([^>\s]+)/.exec(expediteur)?.[1] ?? 'passerelle.invalid';
  return async (courriel) => {
    await transport.sendMail({
      from: expediteur,
      to: { name: '', address: courriel.a },
      subject: courriel.sujet,
      text: courriel.texte,
      messageId: `<${courriel.id}@${domaine}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
      ...(courriel.piece === undefined ? {} : enPieceJointe(courriel.piece)),
    });
  };
}

/** An invitation is both a part of the message, which calendars read, and a file; anything else is a file. */
function enPieceJointe({ nom, type, contenu }: PieceJointe): Pick<SendMailOptions, 'icalEvent' | 'attachments'> {
  const methode = /;\s*method=(\w+)/i.exec(type)?.[1];
  return methode === undefined ? { attachments: [{ filename: nom, content: contenu, contentType: type }] } : { icalEvent: { method: methode, filename: nom, content: contenu } };
}

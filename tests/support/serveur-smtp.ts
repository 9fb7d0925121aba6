import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** A mail the server took responsibility for. */
export interface MailAccepte { readonly a: string; readonly entetes: string; readonly corps: string; readonly messageId: string }

/** What the server does with one message: take it, answer an error code, or cut the line in the middle of it. */
export type Conduite = 'accepter' | 'couper' | { readonly code: number; readonly message: string };

/** A real SMTP server on a free port, whose conduct a test chooses message by message. */
export class ServeurSmtp {
  readonly acceptes: MailAccepte[] = [];
  /** Messages begun, accepted or not. */
  tentatives = 0;
  private readonly serveur: SMTPServer;
  private readonly sockets = new Map<string, { destroy(): void }>();

  /** @param conduite what to do with the nth message, from 1 */
  constructor(private readonly conduite: (rang: number) => Conduite = () => 'accepter') {
    this.serveur = new SMTPServer({
      authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'], logger: false, closeTimeout: 100,
      onData: (flux, session, suite) => void this.recevoir(flux, session, suite),
    });
    this.serveur.on('error', () => undefined);
    this.serveur.server.on('connection', (socket: { remotePort?: number; destroy(): void }) => void this.sockets.set(String(socket.remotePort), socket));
  }

  async demarrer(): Promise<string> {
    await new Promise<void>((resolve) => { this.serveur.listen(0, '127.0.0.1', resolve); });
    return `smtp://127.0.0.1:${(this.serveur.server.address() as AddressInfo).port}`;
  }

  async arreter(): Promise<void> {
    for (const socket of this.sockets.values()) socket.destroy();
    await new Promise<void>((resolve) => { this.serveur.close(() => resolve()); });
  }

  private async recevoir(flux: Readable, session: SMTPServerSession, suite: (erreur?: Error | null) => void): Promise<void> {
    this.tentatives += 1;
    const conduite = this.conduite(this.tentatives);
    if (conduite === 'couper') {
      this.sockets.get(String(session.remotePort))?.destroy();
      return;
    }
    const morceaux: Buffer[] = [];
    for await (const morceau of flux) morceaux.push(morceau as Buffer);
    if (conduite !== 'accepter') return suite(Object.assign(new Error(conduite.message), { responseCode: conduite.code }));
    const [entetes = '', ...corps] = Buffer.concat(morceaux).toString('utf8').split('\r\n\r\n');
    this.acceptes.push({
      a: session.envelope.rcptTo.map((r) => r.address).join(' '), entetes, corps: corps.join('\r\n\r\n'), messageId: /^Message-ID: (.+)$/mi.exec(entetes)?.[1] ?? '',
    });
    suite();
  }
}

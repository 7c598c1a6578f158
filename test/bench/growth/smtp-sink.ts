import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { finished } from 'node:stream/promises';
import { SMTPServer } from 'smtp-server';

export type SmtpSink = {
  url: string;
  /** Mails that were taken so far, and by how many different addresses. */
  taken(): { mails: number; addresses: number; lastAt: number | null };
  stop(): Promise<void>;
};

/** A mail server that reads every mail to its end, answers for it, and keeps nothing of it but the count. */
export async function openSmtpSink(): Promise<SmtpSink> {
  const addresses = new Set<string>();
  let [mails, lastAt]: [number, number | null] = [0, null];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 200,
    onData(stream, session, answer) {
      finished(stream.resume()).then(() => {
        for (const { address } of session.envelope.rcptTo) addresses.add(address);
        mails += 1;
        lastAt = Date.now();
        answer();
      }, answer);
    },
  });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  if (!listening.listening) await once(listening, 'listening');
  // A server on a TCP port always has an AddressInfo; the string is for pipes.
  const { port } = listening.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken: () => ({ mails, addresses: addresses.size, lastAt }),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { inboxPage, messagePage } from './mail-pages.ts';
import { onceOnly } from './once-only.ts';

export type CaughtMail = {
  /** Counts up from 1 in the order of arrival. */
  id: number;
  messageId: string;
  from: string;
  /** Whom the envelope names: those who would have got it. */
  to: readonly string[];
  subject: string;
  text: string;
  receivedAt: number;
};

export type MailCatcher = {
  smtpUrl: string;
  httpUrl: string;
  /** Oldest first. */
  messages(): readonly CaughtMail[];
  /** The next `count` messages get a 451, "try again later". */
  refuseNext(count: number): void;
  stop(): Promise<void>;
};

/** Catches every mail and delivers none. What comes twice is kept twice: whether that is right is the reader's question. */
export async function startMailCatcher({ keep = 5_000 } = {}): Promise<MailCatcher> {
  const inbox: Inbox = { mails: [], received: 0, toRefuse: 0, keep };
  const smtp = smtpServer(inbox);
  const http = pageServer(inbox);
  const smtpPort = await listen(smtp.listen(0, '127.0.0.1'));
  const httpPort = await listen(http.listen(0, '127.0.0.1'));
  return {
    smtpUrl: `smtp://127.0.0.1:${smtpPort}`,
    httpUrl: `http://127.0.0.1:${httpPort}`,
    messages: () => [...inbox.mails],
    refuseNext(count) {
      inbox.toRefuse += count;
    },
    stop: onceOnly(() => stop(smtp, http)),
  };
}

type Inbox = { mails: CaughtMail[]; received: number; toRefuse: number; keep: number };

const largestMail = 25 * 1024 * 1024;

function smtpServer(inbox: Inbox): SMTPServer {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: largestMail,
    closeTimeout: 200,
    onData(stream, session, answer) {
      receive(inbox, session, buffer(stream)).then((refusal) => answer(refusal), answer);
    },
  });
  // A sender that hangs up in the middle concerns nobody else.
  server.on('error', () => undefined);
  return server;
}

async function receive(inbox: Inbox, session: SMTPServerSession, body: Promise<Buffer>): Promise<Error | undefined> {
  const raw = await body;
  if (inbox.toRefuse > 0) {
    inbox.toRefuse -= 1;
    return Object.assign(new Error('Refused on request, try again later'), { responseCode: 451 });
  }
  const mail = await PostalMime.parse(raw);
  inbox.received += 1;
  inbox.mails.push({
    id: inbox.received,
    messageId: mail.messageId ?? '',
    from: senderOf(session),
    to: session.envelope.rcptTo.map(({ address }) => address),
    subject: mail.subject ?? '',
    text: mail.text ?? mail.html ?? '',
    receivedAt: Date.now(),
  });
  if (inbox.mails.length > inbox.keep) inbox.mails.shift();
  return undefined;
}

const senderOf = ({ envelope }: SMTPServerSession): string => (envelope.mailFrom ? envelope.mailFrom.address : '');

function pageServer(inbox: Inbox): Server {
  return createServer((request, response) => {
    const { status, type, body } = answerTo(inbox, request.url ?? '/');
    response.writeHead(status, {
      'content-type': `${type}; charset=utf-8`,
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      'x-content-type-options': 'nosniff',
    });
    response.end(body);
  });
}

function answerTo(inbox: Inbox, path: string): { status: number; type: string; body: string } {
  if (path === '/') return { status: 200, type: 'text/html', body: inboxPage(inbox.mails) };
  if (path === '/messages.json') return { status: 200, type: 'application/json', body: JSON.stringify(inbox.mails) };
  const mail = inbox.mails.find(({ id }) => path === `/messages/${id}`);
  if (mail === undefined) return { status: 404, type: 'text/plain', body: 'Không có trang này.' };
  return { status: 200, type: 'text/html', body: messagePage(mail) };
}

async function listen(server: Pick<Server, 'address' | 'listening'> & NodeJS.EventEmitter): Promise<number> {
  if (!server.listening) await once(server, 'listening');
  // A server on a TCP port always has an AddressInfo; the string is for pipes.
  return (server.address() as AddressInfo).port;
}

async function stop(smtp: SMTPServer, http: Server): Promise<void> {
  http.closeAllConnections();
  await Promise.all([
    new Promise<void>((closed) => smtp.close(closed)),
    new Promise<void>((closed) => http.close(() => closed())),
  ]);
}

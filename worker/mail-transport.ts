import { createTransport } from 'nodemailer';
import type { MailTransport } from '../activities/send-mail.ts';

export type Mailer = { send: MailTransport; close(): void };

const FROM = { name: 'Vinh Danh', address: 'nhac-viec@vinh-danh.invalid' };

/** A few kept SMTP connections; a refused mail throws, and the courier tries again. */
export function openMailer(smtpUrl: string): Mailer {
  const transport = createTransport({ url: smtpUrl, pool: true, maxConnections: 4 }, { from: FROM });
  return {
    async send({ messageId, to, subject, text }) {
      await transport.sendMail({ messageId, to, subject, text });
    },
    close: () => transport.close(),
  };
}

import { createTransport, type SendMailOptions } from 'nodemailer';
import { expect, onTestFinished, test } from 'vitest';
import { type MailCatcher, startMailCatcher } from '../../infra/stack/mail-catcher.ts';

async function start(options?: { keep?: number }): Promise<MailCatcher> {
  const catcher = await startMailCatcher(options);
  onTestFinished(catcher.stop);
  return catcher;
}

const letter = (changes: SendMailOptions = {}): SendMailOptions => ({
  messageId: '<outbox-1@vinh-danh>',
  from: 'thi-dua@so-noi-vu.example.vn',
  to: ['lan@example.vn', 'Đức <duc@example.vn>'],
  subject: 'Đề nghị tặng thưởng Huân chương Lao động hạng Nhất',
  text: 'Kính gửi Hội đồng Thi đua – Khen thưởng.',
  ...changes,
});

async function send({ smtpUrl }: MailCatcher, mail: SendMailOptions): Promise<void> {
  const transport = createTransport(smtpUrl);
  try {
    await transport.sendMail(mail);
  } finally {
    transport.close();
  }
}

test('a mail in Vietnamese arrives as it was written, for everyone on its envelope', async () => {
  const catcher = await start();
  await send(catcher, letter());
  expect(catcher.messages()).toEqual([
    {
      id: 1,
      messageId: '<outbox-1@vinh-danh>',
      from: 'thi-dua@so-noi-vu.example.vn',
      to: ['lan@example.vn', 'duc@example.vn'],
      subject: 'Đề nghị tặng thưởng Huân chương Lao động hạng Nhất',
      text: 'Kính gửi Hội đồng Thi đua – Khen thưởng.\n',
      receivedAt: expect.any(Number),
    },
  ]);
});

test('the same mail sent twice is kept twice', async () => {
  const catcher = await start();
  await send(catcher, letter());
  await send(catcher, letter());
  expect(catcher.messages().map(({ messageId }) => messageId)).toEqual([
    '<outbox-1@vinh-danh>',
    '<outbox-1@vinh-danh>',
  ]);
});

test('as many mails as told are refused for now, and the next is taken', async () => {
  const catcher = await start();
  catcher.refuseNext(2);
  await expect(send(catcher, letter())).rejects.toMatchObject({ responseCode: 451 });
  await expect(send(catcher, letter())).rejects.toMatchObject({ responseCode: 451 });
  await send(catcher, letter());
  expect(catcher.messages()).toHaveLength(1);
});

test('only the last mails are kept, and their numbers go on', async () => {
  const catcher = await start({ keep: 2 });
  for (const subject of ['một', 'hai', 'ba']) await send(catcher, letter({ subject }));
  expect(catcher.messages().map(({ id, subject }) => `${id} ${subject}`)).toEqual(['2 hai', '3 ba']);
});

test('the pages show mails in Vietnamese and never as markup', async () => {
  const catcher = await start();
  await send(catcher, letter({ subject: 'Đề nghị <script>alert(1)</script>', text: '<b>đậm</b> & "nhạt"' }));
  const inbox = await (await fetch(catcher.httpUrl)).text();
  const message = await (await fetch(`${catcher.httpUrl}/messages/1`)).text();
  expect(inbox).toContain('Đề nghị &lt;script&gt;alert(1)&lt;/script&gt;');
  expect(message).toContain('&lt;b&gt;đậm&lt;/b&gt; &amp; &quot;nhạt&quot;');
  expect(inbox + message).not.toContain('<script>');
});

test('programs read the inbox as JSON', async () => {
  const catcher = await start();
  await send(catcher, letter());
  const response = await fetch(`${catcher.httpUrl}/messages.json`);
  expect(await response.json()).toEqual(catcher.messages());
  expect((await fetch(`${catcher.httpUrl}/messages/2`)).status).toBe(404);
});

test('a stopped catcher takes no more mail', async () => {
  const catcher = await start();
  await catcher.stop();
  await expect(send(catcher, letter())).rejects.toThrow('ECONNREFUSED');
});

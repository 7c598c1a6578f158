import type { CaughtMail } from './mail-catcher.ts';

/** The inbox, newest first. */
export function inboxPage(mails: readonly CaughtMail[]): string {
  const rows = mails.toReversed().map(
    (mail) => `<tr><td>${timeOf(mail)}</td><td>${escapeHtml(mail.to.join(', '))}</td>
<td><a href="/messages/${mail.id}">${escapeHtml(mail.subject || '(không có tiêu đề)')}</a></td></tr>`,
  );
  return page(
    'Hộp thư thử',
    `<h1>Hộp thư thử</h1><p>${mails.length} thư. Không thư nào được gửi ra ngoài. <a href="/messages.json">JSON</a></p>
<table><thead><tr><th>Nhận lúc</th><th>Người nhận</th><th>Tiêu đề</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`,
  );
}

export function messagePage(mail: CaughtMail): string {
  return page(
    mail.subject,
    `<p><a href="/">← Hộp thư thử</a></p><h1>${escapeHtml(mail.subject)}</h1>
<dl><dt>Từ</dt><dd>${escapeHtml(mail.from)}</dd><dt>Đến</dt><dd>${escapeHtml(mail.to.join(', '))}</dd>
<dt>Nhận lúc</dt><dd>${timeOf(mail)}</dd><dt>Message-ID</dt><dd>${escapeHtml(mail.messageId)}</dd></dl>
<pre>${escapeHtml(mail.text)}</pre>`,
  );
}

const timeOf = (mail: CaughtMail): string =>
  new Date(mail.receivedAt).toLocaleString('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh' });

const style = `body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}
pre{white-space:pre-wrap;font:inherit;border-top:1px solid #ddd;padding-top:1rem}dt{float:left;width:7rem;color:#555}`;

const page = (title: string, body: string): string => `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>${style}</style></head><body>${body}</body></html>
`;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);

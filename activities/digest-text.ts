import { dateOf } from '../domain/calendar/local-date.ts';
import type { OwedThing } from '../domain/reminders/morning.ts';

type Reader = { name: string; planTitle: string; asOf: number };

/** The words of a digest, in Vietnamese; plain text, one line for each thing, what is overdue first. */
export function digestText(
  { name, planTitle, asOf }: Reader,
  owed: readonly OwedThing[],
): { subject: string; text: string } {
  const overdue = owed.filter((thing) => isOverdue(thing, asOf));
  const waiting = owed.filter((thing) => !isOverdue(thing, asOf));
  const late = overdue.length === 0 ? '' : `, ${overdue.length} việc quá hạn`;
  const subject = `Nhắc việc thi đua, khen thưởng: ${owed.length} việc${late}`;
  const lines = [
    `Kính gửi ${name},`,
    '',
    planTitle,
    '',
    ...section('Đã quá hạn', overdue),
    ...section('Đang chờ', waiting),
  ];
  return { subject, text: [...lines, 'Thư này do hệ thống tự gửi; việc đã xong không được nhắc lại.', ''].join('\n') };
}

function isOverdue({ dueAt }: OwedThing, asOf: number): boolean {
  return dueAt !== null && dueAt <= asOf;
}

function section(heading: string, things: readonly OwedThing[]): string[] {
  return things.length === 0 ? [] : [`${heading}:`, ...things.map(line), ''];
}

function line(thing: OwedThing): string {
  const where = thing.round === null ? thing.what : `${thing.round}, ${thing.what}`;
  const many = thing.count > 1 ? ` (${thing.count} hồ sơ)` : '';
  return `- ${where}${many}: ${deadline(thing)}`;
}

/** The wording as printed stands beside the last day that was allowed. */
function deadline({ dueAt, printed }: OwedThing): string {
  if (dueAt === null) return 'chưa có thời hạn';
  const [year, month, day] = dateOf(dueAt - 1).split('-');
  const last = `hết ngày ${day}/${month}/${year}`;
  return printed === null || printed === '' ? last : `${printed} (${last})`;
}

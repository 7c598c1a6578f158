import { dateOf } from '../domain/calendar/local-date.ts';
import type { OwedThing } from '../domain/reminders/morning.ts';

type Reader = {
  name: string;
  asOf: number;
  /** Of the plans, in the order in which they are told. */
  titles: ReadonlyMap<string, string>;
};

export const DIGEST_SUBJECT = 'Nhắc việc thi đua, khen thưởng';

const OF_SEVERAL_PLANS = 'Việc chung của các kế hoạch';

/** The words of a digest, in Vietnamese; plain text, plan by plan, one line for each thing, what is overdue first. */
export function digestText(
  { name, asOf, titles }: Reader,
  owed: readonly OwedThing[],
): { subject: string; text: string } {
  const overdue = owed.filter((thing) => isOverdue(thing, asOf)).length;
  const late = overdue === 0 ? '' : `, ${overdue} việc quá hạn`;
  const subject = `${DIGEST_SUBJECT}: ${owed.length} việc${late}`;
  const common = owed.filter(({ plan }) => plan === null || !titles.has(plan));
  const lines = [
    `Kính gửi ${name},`,
    '',
    ...[...titles].flatMap(([plan, title]) => part(title, ofPlan(owed, plan), asOf)),
    ...part(OF_SEVERAL_PLANS, common, asOf),
  ];
  return { subject, text: [...lines, 'Thư này do hệ thống tự gửi; việc đã xong không được nhắc lại.', ''].join('\n') };
}

function ofPlan(owed: readonly OwedThing[], key: string): OwedThing[] {
  return owed.filter(({ plan }) => plan === key);
}

function part(title: string, owed: readonly OwedThing[], asOf: number): string[] {
  if (owed.length === 0) return [];
  const overdue = owed.filter((thing) => isOverdue(thing, asOf));
  const waiting = owed.filter((thing) => !isOverdue(thing, asOf));
  return [title, '', ...section('Đã quá hạn', overdue), ...section('Đang chờ', waiting)];
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

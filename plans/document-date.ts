import { type LocalDate, parsePrintedDate } from '../domain/calendar/local-date.ts';
import type { Anomaly, DeadlineSource, PrintedDate } from '../domain/plan/plan.ts';

const LONG = /ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})/iu;
const SHORT = /(\d{1,2})\s*\/\s*(\d{1,2})\s*\/\s*(\d{4})/;

/** The date of a document from every place that prints it: only where all agree has it one. */
export function documentDate(
  dates: readonly PrintedDate[],
  amended: LocalDate | null,
): { date: DeadlineSource; anomalies: Anomaly[] } {
  const read = dates.map((printedDate) => ({ ...printedDate, reading: readPrinted(printedDate.printed) }));
  const days = [...new Set(read.flatMap(({ reading }) => (reading.kind === 'day' ? [reading.on] : [])))];
  const [only = null] = days;
  const printed = [...new Set(dates.map((date) => date.printed))].join('; ');
  return {
    date: { printed, on: amended ?? (days.length === 1 ? only : null) },
    anomalies: [
      ...read.flatMap(unreadable),
      ...(days.length > 1 ? [disagreement(dates)] : []),
      ...(dates.length === 0 ? [noDate] : []),
    ],
  };
}

type Reading = { kind: 'day'; on: LocalDate } | { kind: 'blank' } | { kind: 'impossible' };

function readPrinted(printed: string): Reading {
  const [, day, month, year] = LONG.exec(printed) ?? SHORT.exec(printed) ?? [];
  if (day === undefined || month === undefined || year === undefined) return { kind: 'blank' };
  const on = parsePrintedDate(`${day}/${month}/${year}`);
  return on === null ? { kind: 'impossible' } : { kind: 'day', on };
}

function unreadable({ place, printed, reading }: PrintedDate & { reading: Reading }): Anomaly[] {
  if (reading.kind === 'day') return [];
  return reading.kind === 'blank'
    ? [{ code: 'BLANK_NUMBER_OR_DATE', place, printed, reason: 'Ngày của văn bản để trống hoặc thiếu' }]
    : [{ code: 'IMPOSSIBLE_DATE', place, printed, reason: 'Ngày của văn bản không có trên lịch' }];
}

function disagreement(dates: readonly PrintedDate[]): Anomaly {
  const said = dates.map(({ place, printed }) => `${place}: ${printed}`).join('; ');
  return {
    code: 'TWO_DATES_FOR_ONE_ACT',
    place: dates.map(({ place }) => place).join(' / '),
    printed: said,
    reason: 'Cùng một văn bản được ghi các ngày khác nhau; cần người có thẩm quyền xác định',
  };
}

const noDate: Anomaly = {
  code: 'BLANK_NUMBER_OR_DATE',
  place: 'văn bản',
  printed: '',
  reason: 'Văn bản không ghi ngày',
};

import type { EyeCode, NeedsEye } from '../../../domain/plan/carry-concerns.ts';

const HEADINGS: Readonly<Record<EyeCode, string>> = {
  DOCUMENT_BLANK: 'Số và ngày văn bản / number and date of the document',
  NO_HOLIDAY_TABLE: 'Năm chưa có lịch nghỉ / years without a holiday table',
  ANOMALY: 'Bất thường của văn bản cũ / anomalies of the old document',
  SET_BY_ABOVE: 'Chờ cấp trên / set by the level above',
  DAY_OFF: 'Rơi vào ngày nghỉ / falls on a day off',
  LEAP_DAY: 'Ngày 29/02 / 29 February',
  PERIOD_MOVED: 'Thời gian tính thành tích / achievement periods',
  YEAR_IN_TEXT: 'Nội dung có nêu năm / texts that name a year',
  ASSUMED: 'Giả định, văn bản không nêu / assumed, not in the document',
};

/** What needs a person's eye, by kind; the kinds in the order in which they were found. */
export function concernsText(concerns: readonly NeedsEye[]): string {
  const codes = [...new Set(concerns.map(({ code }) => code))];
  const groups = codes.map((code) => {
    const found = concerns.filter((each) => each.code === code);
    return [`${HEADINGS[code]}: ${found.length}`, ...found.map(({ place, text }) => `  ${place}: ${text}`)].join('\n');
  });
  return `CẦN NGƯỜI XEM LẠI / NEEDS A PERSON'S EYE: ${concerns.length}\n${groups.join('\n')}\n`;
}

import type { Outcome } from '../domain/reminders/notice.ts';
import type { ToldOutcome } from '../store/reminders/notices.ts';

const SAYS: Readonly<Record<Outcome, string>> = {
  granted: 'Được khen thưởng',
  numberCorrected: 'Đính chính số, ngày văn bản',
  corrected: 'Quyết định khen thưởng được điều chỉnh',
  revoked: 'Quyết định khen thưởng bị hủy bỏ',
  rejected: 'Không được thụ lý',
  notPassed: 'Hội đồng không thông qua',
  passedAfterAll: 'Được thông qua sau khi sửa kết quả kiểm phiếu',
  declined: 'Không được ký',
  refusedAbove: 'Cấp trên không khen thưởng',
  withdrawn: 'Đã rút hồ sơ',
  lapsed: 'Hết hiệu lực do quá hạn',
  livesAgain: 'Được tiếp tục xem xét, kết quả đã báo trước đây không còn hiệu lực',
};

/** The words of a notice, in Vietnamese: outcome by outcome, one line for each case. */
export function noticeText(name: string, told: readonly ToldOutcome[]): { subject: string; text: string } {
  const count = told.reduce((sum, { lines }) => sum + lines.length, 0);
  const lines = [
    `Kính gửi ${name},`,
    '',
    ...sections(told).flatMap(({ head, lines: cases }) => [head, ...cases, '']),
    'Thư này do hệ thống tự gửi để báo kết quả; văn bản gốc có giá trị pháp lý.',
    '',
  ];
  return { subject: `Thông báo kết quả thi đua, khen thưởng: ${count} hồ sơ`, text: lines.join('\n') };
}

type Section = { head: string; lines: string[] };

/** Cases that one session failed came one by one, and stand under one heading. */
function sections(told: readonly ToldOutcome[]): Section[] {
  const found: Section[] = [];
  for (const each of told) {
    const head = headOf(each);
    const last = found.at(-1);
    if (last?.head === head) last.lines.push(...each.lines.map(line));
    else found.push({ head, lines: each.lines.map(line) });
  }
  return found;
}

function headOf({ outcome, paper, reason }: ToldOutcome): string {
  const by = paper === null ? '' : ` (số ${paper.number} ngày ${dayOf(paper.on)})`;
  return `${SAYS[outcome]}${by}:${reason === null ? '' : `\nLý do: ${reason}`}`;
}

function line({ code, name, title }: ToldOutcome['lines'][number]): string {
  return `- ${code === null ? '' : `${code}, `}${name}: ${title}`;
}

function dayOf(on: string): string {
  return on.split('-').toReversed().join('/');
}

import type { ReplayCounts } from './replay.ts';
import { type Finding, REASONS, type Trouble, UNDETERMINED, type Undetermined } from './trouble.ts';

/** All are counted, and the first of them are shown. */
export type Book<F extends Finding> = {
  count: number;
  byReason: Partial<Record<F['reason'], number>>;
  first: readonly F[];
};

/** What one run of the verifier found. */
export type Report = {
  logOrigin: string;
  /** Whose chains begin with another origin, and which. */
  elsewhere: Readonly<Record<string, string>>;
  streams: number;
  events: number;
  commands: number;
  replay: ReplayCounts;
  troubles: Book<Trouble>;
  /** Neither right nor wrong by the record, and no trouble: what it lacks for a verdict is named. */
  undetermined: Book<Undetermined>;
  /** For the auditor's eye, and no trouble: how many events bear each mark. */
  marks: Readonly<Record<string, number>>;
};

/** As many troubles as a person reads; all of them are counted. */
export const TROUBLES_SHOWN = 200;

export function isClean({ troubles }: Report): boolean {
  return troubles.count === 0;
}

export function reportText(report: Report): string {
  const { logOrigin, streams, events, commands, replay } = report;
  return [
    `Log origin          ${logOrigin}`,
    ...Object.entries(report.elsewhere).map(([org, origin]) => `  of ${org}: ${origin}`),
    `Streams             ${streams}`,
    `Events              ${events}`,
    `Commands            ${commands}: ${replay.accepted} accepted, ${replay.refused} refused, ${replay.unsettled} not settled`,
    `Decided again       ${replay.redecided}; not decided again ${replay.notRedecided}`,
    ...markLines(report.marks),
    ...(report.troubles.count === 0 ? ['', 'No trouble found'] : foundLines('Troubles', report.troubles)),
    ...(report.undetermined.count === 0 ? [] : foundLines('Undetermined', report.undetermined)),
    '',
    "Not detectable here: a stream's last events cut off together with their commands, a whole stream removed, or a chain",
    'forged anew to its end. Compare the heads with a copy that was kept elsewhere.',
    '',
  ].join('\n');
}

function markLines(marks: Report['marks']): string[] {
  const lines = Object.entries(marks).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    '',
    'Marked for the auditor',
    ...(lines.length === 0 ? ['  none'] : lines.map(([mark, count]) => `  ${mark}: ${count}`)),
  ];
}

function foundLines(title: string, { count, byReason, first }: Book<Trouble> | Book<Undetermined>): string[] {
  const counted = Object.entries(byReason).map(([reason, each]) => `  ${reason}: ${each} (${sentence(reason)})`);
  return [
    '',
    `${title}: ${count}`,
    ...counted,
    '',
    ...first.map(place),
    ...(count > first.length ? [`  and ${count - first.length} more`] : []),
  ];
}

function sentence(reason: string): string {
  const found = Object.entries({ ...REASONS, ...UNDETERMINED }).find(([name]) => name === reason);
  return found === undefined ? reason : found[1];
}

function place({ org, stream, seq, reason, line }: Finding): string {
  const where = stream === null ? '' : `${org ?? '?'} ${stream}${seq === null ? '' : ` event ${seq}`}`;
  return `  ${where === '' ? `line ${line ?? '?'}` : where}: ${reason}`;
}

import type { Envelope } from '../domain/ledger/envelope.ts';
import { readLine } from './exported.ts';
import { replay } from './replay.ts';
import { type Book, type Report, TROUBLES_SHOWN } from './report.ts';
import { type Finding, isUndetermined, type Trouble, type Undetermined } from './trouble.ts';
import { chainVerifier } from './verify-chain.ts';

export type VerifyOptions = {
  /** Comes from whoever asks, never from the export. */
  logOrigin: string;
  /** Organisations whose record was made in another log and imported, with the origin of that log. */
  elsewhere?: ReadonlyMap<string, string>;
  withCommands: boolean;
};

/**
 * The whole of an export: its chains, its decisions made again, its streams compared. Reads line by line and forgets
 * what it has read, except what streams must say alike.
 */
export async function verifyExport(
  lines: AsyncIterable<string> | Iterable<string>,
  { logOrigin, elsewhere = new Map(), withCommands }: VerifyOptions,
): Promise<Report> {
  const troubles = openBook<Trouble>();
  const undetermined = openBook<Undetermined>();
  const tell = (finding: Finding) => (isUndetermined(finding) ? undetermined.add(finding) : troubles.add(finding));
  const marks = new Map<string, number>();
  const chain = chainVerifier((org) => elsewhere.get(org) ?? logOrigin, tell);
  const again = replay(tell, withCommands);
  let [line, events, commands] = [0, 0, 0];
  for await (const text of lines) {
    line += 1;
    const read = readLine(text);
    if (read === null) tell({ org: null, stream: null, seq: null, reason: 'unreadable', line });
    else if ('command' in read) {
      commands += 1;
      if (withCommands) again.command(read.command);
    } else {
      events += 1;
      const envelope = chain.take(read.event, line);
      if (envelope === null) continue;
      countMarks(envelope, marks);
      again.event(envelope);
    }
  }
  const counts = again.close();
  return {
    logOrigin,
    elsewhere: Object.fromEntries(elsewhere),
    streams: chain.streams(),
    events,
    commands,
    replay: counts,
    troubles: troubles.book(),
    undetermined: undetermined.book(),
    marks: Object.fromEntries(marks),
  };
}

function openBook<F extends Finding>(): { add(finding: F): void; book(): Book<F> } {
  const byReason: Book<F>['byReason'] = {};
  const first: F[] = [];
  let count = 0;
  return {
    add(finding) {
      // Its own kind of reason.
      const reason: F['reason'] = finding.reason;
      count += 1;
      byReason[reason] = (byReason[reason] ?? 0) + 1;
      if (first.length < TROUBLES_SHOWN) first.push(finding);
    },
    book: () => ({ count, byReason, first }),
  };
}

function countMarks({ body, actingFor }: Envelope, marks: Map<string, number>): void {
  if (actingFor !== null) marks.set('acting for', (marks.get('acting for') ?? 0) + 1);
  if (body === null || typeof body !== 'object' || !('marks' in body) || !Array.isArray(body.marks)) return;
  for (const mark of body.marks) if (typeof mark === 'string') marks.set(mark, (marks.get(mark) ?? 0) + 1);
}

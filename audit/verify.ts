import type { Envelope } from '../domain/ledger/envelope.ts';
import { readLine } from './exported.ts';
import { replay } from './replay.ts';
import { type Report, TROUBLES_SHOWN } from './report.ts';
import type { Reason, Tell, Trouble } from './trouble.ts';
import { chainVerifier } from './verify-chain.ts';

/**
 * The whole of an export: its chains, its decisions made again, its streams compared. Reads line by line and forgets
 * what it has read, except what streams must say alike. `logOrigin` comes from whoever asks, never from the export.
 */
export async function verifyExport(
  lines: AsyncIterable<string> | Iterable<string>,
  { logOrigin, withCommands }: { logOrigin: string; withCommands: boolean },
): Promise<Report> {
  const troubles = troubleBook();
  const marks = new Map<string, number>();
  const chain = chainVerifier(logOrigin, troubles.tell);
  const again = replay(troubles.tell, withCommands);
  let [line, events, commands] = [0, 0, 0];
  for await (const text of lines) {
    line += 1;
    const read = readLine(text);
    if (read === null) troubles.tell({ org: null, stream: null, seq: null, reason: 'unreadable', line });
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
    streams: chain.streams(),
    events,
    commands,
    replay: counts,
    troubles: troubles.book(),
    marks: Object.fromEntries(marks),
  };
}

function troubleBook(): { tell: Tell; book(): Report['troubles'] } {
  const byReason: Partial<Record<Reason, number>> = {};
  const first: Trouble[] = [];
  let count = 0;
  return {
    tell(trouble) {
      count += 1;
      byReason[trouble.reason] = (byReason[trouble.reason] ?? 0) + 1;
      if (first.length < TROUBLES_SHOWN) first.push(trouble);
    },
    book: () => ({ count, byReason, first }),
  };
}

function countMarks({ body, actingFor }: Envelope, marks: Map<string, number>): void {
  if (actingFor !== null) marks.set('acting for', (marks.get('acting for') ?? 0) + 1);
  if (body === null || typeof body !== 'object' || !('marks' in body) || !Array.isArray(body.marks)) return;
  for (const mark of body.marks) if (typeof mark === 'string') marks.set(mark, (marks.get(mark) ?? 0) + 1);
}

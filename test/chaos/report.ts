import type { Ran } from './run.ts';

const SHOWN = 12;

/** What a person reads at the end, and whether all was kept. */
export function reportOf({ misfortunes, overlapping, disks, book, verdict, restless }: Ran): {
  text: string;
  kept: boolean;
} {
  const { lost, doubled, invented, broken, events, streams } = verdict;
  const accepted = book.heard.filter(({ outcome }) => outcome.ok).length;
  const faults = [...lost, ...doubled, ...invented, ...(restless === null ? [] : [`No rest: ${restless}`]), ...broken];
  const lines = [
    ...[...misfortunes].map(([kind, count]) => `${String(count).padStart(5)}  ${kind}`),
    ...['PostgreSQL', 'Temporal']
      .filter((of) => !disks.includes(of))
      .map((of) => `    –  disk of ${of} full: cannot be done here, no file system may be mounted`),
    '',
    row(
      'misfortunes',
      [...misfortunes.values()].reduce((sum, count) => sum + count, 0),
    ),
    row('  beside another', overlapping),
    row('acts asked for', book.asked.length),
    row('acts acknowledged', book.heard.length + book.drafts.length),
    row('  of them accepted', accepted + book.drafts.length),
    row(
      'calls without an answer',
      [...book.unanswered.values()].reduce((sum, count) => sum + count, 0),
    ),
    `    ${[...book.unanswered].map(([code, count]) => `${code} ${count}`).join(', ')}`,
    row('events', events),
    row('streams', streams),
    row('lost', lost.length),
    row('doubled', doubled.length),
    row('invented', invented.length),
    row('promises broken', broken.length + (restless === null ? 0 : 1)),
    ...faults.slice(0, SHOWN).map((fault) => `  - ${fault.slice(0, 1_500)}`),
    ...(faults.length > SHOWN ? [`  and ${faults.length - SHOWN} more`] : []),
  ];
  return { text: `${lines.join('\n')}\n`, kept: faults.length === 0 };
}

function row(name: string, count: number): string {
  return `${name.padEnd(26)}${count}`;
}

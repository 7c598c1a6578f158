import type { LostCommand } from '../../domain/recovery/told-stream.ts';
import type { LostDesk } from '../../store/recovery/lost-desk.ts';
import type { LostNaming } from '../../worker/recovery/lost-namings.ts';
import type { Recovered } from '../../worker/recovery/recover.ts';

/** What only a person can put right. Then the command ends with 1, though the installation may be open again. */
export function needsPerson(report: Recovered): boolean {
  const { disagreements, forced, contested, lostEvents, desk, lostNamings } = report;
  return [disagreements, forced, contested, lostEvents, desk, lostNamings].some((each) => each.length > 0);
}

/** The whole report for a terminal, what is most pressing last. */
export function recoveryText(report: Recovered): string {
  const lines = [
    ...counts(report),
    ...section(
      'Rows of the desk that could not come back; the unit or the office enters them again',
      desk(report.desk),
    ),
    ...section(
      'Refusals whose commands are gone; the same request is decided anew',
      report.lostRefusals.map(({ stream, command }) => `${stream}: command ${command}`),
    ),
    ...section(
      'Events that are lost, named by what they caused. Streams without a workflow (sessions, units’ parts in a round, receipts) have no history: look at each and do again what is missing',
      report.lostEvents.map(({ stream, seq }) => `event ${seq} of ${stream}`),
    ),
    ...section(
      'Namings of deputies that are lost, while acts by them came back: the office enters each again by the same paper with its days, also where those are over',
      report.lostNamings.map(named),
    ),
    ...section('Came back beside a claim that another holds: look which of them is right', report.forced.map(placed)),
    ...section(
      'Given by the ledger to two streams: withdraw the case, or correct the decision, that is wrong, and run `npm run rebuild`',
      report.contested.map(({ org, stream, what }) => `${org}/${stream}: ${what}`),
    ),
    ...section(
      'The ledger and a history disagree. Nothing was merged',
      report.disagreements.map(({ org, stream, how, seq }) => `${org}/${stream}: ${SAID[how]} ${seq}`),
    ),
    ...NEVER_BACK,
    ending(report),
  ];
  return `${lines.join('\n')}\n`;
}

const SAID = {
  fork: 'another event stands in the ledger, or in another run, at',
  broken: 'what the history holds is no chain of this ledger at',
  cut: 'the history may hold more than could be shown to be whole, after',
} as const;

function counts({ why, streams, commands, events, refusalsSettled, workflowsStarted }: Recovered): string[] {
  return [
    why === null ? 'The installation was open.' : `The installation was in recovery: ${why}.`,
    `${streams} streams were compared with their histories.`,
    `${commands} commands came back with ${events} events, ${refusalsSettled} refusals were settled as they were told.`,
    `${workflowsStarted} workflows were begun from the ledger.`,
  ];
}

function desk(rows: readonly LostDesk[]): string[] {
  return rows.map(({ org, stream, what, name }) => `${org}/${stream}: ${what} ${name}`);
}

function placed({ org, stream, events }: LostCommand): string {
  return `${org}/${stream}: event ${events[0].envelope.seq}`;
}

function named({ org, deputyship, deputy, principal, role }: LostNaming): string {
  return `${org}: ${deputy} for ${principal} as ${role}, by naming ${deputyship ?? 'unknown'}`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}

const NEVER_BACK = [
  '',
  'What no history holds and nobody can list: drafts that were never submitted and edits of others, names and texts with',
  'their salts, people, uploaded plans, which mails were sent, deputies’ namings, constitutions of councils and clusters, and',
  'acts of sessions, units’ rounds and receipts that caused nothing elsewhere. Whoever repeats a request under its own key',
  'is answered as before where its event came back.',
  '',
];

function ending({ open }: Recovered): string {
  return open
    ? 'The installation is open.'
    : 'The installation stays in recovery. Look at what disagrees; `npm run recover -- --restart FOLDER` then keeps what the ledger says, and puts what the workflows knew into the folder.';
}

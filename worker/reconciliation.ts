import type { Client } from '@temporalio/client';
import { hasWorkflow } from '../domain/stream.ts';
import { type Database, inTransaction } from '../store/database.ts';
import { type LogOrigins, logOrigins, originOf } from '../store/ledger/log-origin.ts';
import { type BoardDiffers, boardDiffers, streamPlaces } from '../store/rebuild/rebuild.ts';
import type { StreamPlace } from '../store/rebuild/stream-rows.ts';
import { lookAtChain } from '../store/reconciliation/chain.ts';
import { claimNight, endNight, keepReport, type ReconciliationReport } from '../store/reconciliation/reports.ts';
import { recoveryNow } from '../store/recovery/recovery-mode.ts';
import { workflowIdOf } from '../workflows/messages.ts';
import type { Log } from './log.ts';
import { isRunning } from './reconciler.ts';

export type OrganisationReport = { org: string } & Omit<ReconciliationReport, 'at'>;

const LOOK_MS = 600_000;

/**
 * Once a night, or as soon as there is somebody to do it, the three are held against each other. No timer of a workflow:
 * a missed night harms nobody, and what is looked at must not be what does the looking.
 */
export function startNightly(client: Client, database: Database, log: Log): { stop(): void } {
  const look = () => nightly(client, database, log).catch((error: unknown) => log(`reconciliation: ${String(error)}`));
  const looking = setInterval(() => void look(), LOOK_MS);
  return { stop: () => clearInterval(looking) };
}

/** Does it where it is due and nobody has; tells whether it did. */
export async function nightly(client: Client, database: Database, log: Log): Promise<boolean> {
  if ((await recoveryNow(database)) !== null) return false;
  const day = await claimNight(database);
  if (day === null) return false;
  for (const { org, streams, differences, contested } of await reconciliation(client, database))
    log(`reconciliation of ${org}: ${streams} streams, ${differences} differences, ${contested} contested`);
  await endNight(database, day);
  return true;
}

/** Holds ledger, board and workflows against each other, and keeps a report for each organisation. */
export async function reconciliation(client: Client, database: Database): Promise<OrganisationReport[]> {
  const reports = new Map<string, OrganisationReport>();
  const origins = await logOrigins(database);
  const missing: StreamPlace[] = [];
  for await (const place of streamPlaces(database)) {
    const { events, faults, open } = await lookAt(database, origins, place);
    const report = reportFor(reports, place.org);
    report.streams += 1;
    report.events += events;
    note(report, place, faults);
    if (open && !(await isRunning(client, workflowIdOf(place.org, place.stream)))) missing.push(place);
  }
  for (const place of missing)
    if (await isStillMissing(client, database, origins, place))
      note(reportFor(reports, place.org), place, [NOTHING_RUNS]);
  for (const [org, report] of reports) await keepReport(database, org, report);
  return [...reports.values()];
}

type Fault = Pick<BoardDiffers, 'what' | 'contested'>;
type Look = { events: number; faults: readonly Fault[]; open: boolean };

const NOTHING_RUNS: Fault = { what: 'no workflow runs, though the stream is open', contested: false };

async function lookAt(database: Database, origins: LogOrigins, place: StreamPlace): Promise<Look> {
  const chain = await inTransaction(database, async (tx) => {
    await tx.query('set transaction isolation level repeatable read, read only');
    return lookAtChain(tx, originOf(origins, place.org), place);
  });
  // Nobody waits for the record of a past year.
  const open = hasWorkflow(place.stream) && !chain.over && !origins.elsewhere.has(place.org);
  // What cannot be trusted is not folded.
  if (chain.fault !== null) return { events: chain.events, faults: [{ what: chain.fault, contested: false }], open };
  return { events: chain.events, faults: await boardDiffers(database, place), open };
}

/** One that had just ended, or was just beginning, is not missing any more. */
async function isStillMissing(
  client: Client,
  database: Database,
  origins: LogOrigins,
  place: StreamPlace,
): Promise<boolean> {
  const { open } = await lookAt(database, origins, place);
  return open && !(await isRunning(client, workflowIdOf(place.org, place.stream)));
}

function reportFor(reports: Map<string, OrganisationReport>, org: string): OrganisationReport {
  const report = reports.get(org) ?? { org, streams: 0, events: 0, differences: 0, contested: 0, found: [] };
  reports.set(org, report);
  return report;
}

function note(report: OrganisationReport, { stream }: StreamPlace, faults: readonly Fault[]): void {
  const contested = faults.filter((fault) => fault.contested).length;
  report.contested += contested;
  report.differences += faults.length - contested;
  report.found = [...report.found, ...faults.map(({ what }) => ({ stream, what }))];
}

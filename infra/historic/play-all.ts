import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalDate } from '../../domain/calendar/local-date.ts';
import type { HistoricStatus } from '../../domain/historic-org.ts';
import { importRecord, type PastRecord } from '../../store/historic/import-record.ts';
import { historicOf } from '../../store/historic/organisations.ts';
import { noteHistoricYear } from '../../store/historic/years.ts';
import type { StepDependencies } from '../../store/step/stream-step.ts';
import type { Log } from '../stack/log.ts';
import { stopStalePostmaster } from '../stack/postmaster.ts';
import type { HistoricYear } from './historic-year.ts';
import { hasRecord, readRecord } from './past-record.ts';
import { playForRecord } from './play.ts';

export type PlayAllOptions = {
  step: StepDependencies;
  years: readonly HistoricYear[];
  /** Records are kept here, and the throw-away databases in which they are made. */
  folder: string;
  proposals: number;
  seed: number;
  signal: AbortSignal;
  log: Log;
};

/**
 * Plays each year that is not there yet, keeps its record and takes it over, one after another. It may die at any moment:
 * a record is kept whole or not at all and taken over whole or not at all, and the next run goes on from there. A year
 * that fails does not keep the others back.
 */
export async function playAll(options: PlayAllOptions): Promise<void> {
  const scratch = join(options.folder, 'scratch');
  await sweep(scratch);
  for (const year of options.years) {
    if ((await historicOf(options.step.database, year.orgs.own)) !== null) continue;
    await bringOne(options, year, scratch).catch(async (error: unknown) => {
      options.signal.throwIfAborted();
      await note(options, year, 'failed');
      options.log(`${nameOf(year)} failed and is tried again at the next start: ${String(error)}`);
    });
  }
  await sweep(scratch);
}

async function bringOne(options: PlayAllOptions, year: HistoricYear, scratch: string): Promise<void> {
  const { step, folder, log } = options;
  const kept = join(folder, year.plan.key);
  if (!hasRecord(kept)) await play(options, year, { kept, scratch });
  options.signal.throwIfAborted();
  await note(options, year, 'importing');
  const record = await readKept(kept);
  await importRecord(step, record);
  await note(options, year, 'done');
  const events = record.recorded.reduce((sum, each) => sum + each.events.length, 0);
  log(
    `${nameOf(year)}: done, ${events} events of ${options.proposals} proposals. It can be read; nothing writes into it.`,
  );
}

async function play(
  options: PlayAllOptions,
  year: HistoricYear,
  { kept, scratch }: { kept: string; scratch: string },
): Promise<void> {
  const { years, proposals, seed, signal, log } = options;
  log(`${nameOf(year)} (${years.indexOf(year) + 1} of ${years.length}): playing ${proposals} proposals, seed ${seed}`);
  let month = '';
  const reached = async (day: LocalDate) => {
    if (day.slice(0, 7) === month) return;
    month = day.slice(0, 7);
    log(`${nameOf(year)}: ${month}`);
    await note(options, year, 'playing', day);
  };
  await note(options, year, 'playing');
  await playForRecord(year, { folder: kept, scratch, proposals, seed, signal, say: log, reached });
}

/** What was changed in the folder is not a record: it is played again. */
async function readKept(kept: string): Promise<PastRecord> {
  return readRecord(kept).catch((error: unknown) => {
    rmSync(kept, { recursive: true, force: true });
    throw error;
  });
}

async function note(
  { step }: PlayAllOptions,
  { plan }: HistoricYear,
  status: HistoricStatus,
  day?: LocalDate,
): Promise<void> {
  await noteHistoricYear(step.database, plan.key, status, day);
}

const nameOf = ({ plan }: HistoricYear) => `Historic year ${plan.key}`;

/** What a run left behind that was killed together with its guardians. */
async function sweep(scratch: string): Promise<void> {
  if (!existsSync(scratch)) return;
  for (const left of readdirSync(scratch)) await stopStalePostmaster(join(scratch, left, 'cluster'));
  rmSync(scratch, { recursive: true, force: true });
}

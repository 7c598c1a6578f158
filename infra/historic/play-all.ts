import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalDate } from '../../domain/calendar/local-date.ts';
import type { HistoricStatus } from '../../domain/historic-org.ts';
import { isDatabaseAway } from '../../store/database-away.ts';
import { importRecord, isThere, type PastRecord } from '../../store/historic/import-record.ts';
import { noteHistoricYear } from '../../store/historic/years.ts';
import { InRecovery } from '../../store/recovery/recovery-mode.ts';
import type { StepDependencies } from '../../store/step/stream-step.ts';
import type { Log } from '../stack/log.ts';
import { stopStalePostmaster } from '../stack/postmaster.ts';
import { type HistoricYear, orgsOf } from './historic-year.ts';
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
  if (await isThere(step.database, orgsOf(year))) return;
  const kept = join(folder, year.plan.key);
  if (!hasRecord(kept)) await play(options, year, { kept, scratch });
  options.signal.throwIfAborted();
  await note(options, year, 'importing');
  const record = await takeOver(step, kept);
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

/** What was changed in the folder, or another release left there and this one does not take, is given up. */
async function takeOver(step: StepDependencies, kept: string): Promise<PastRecord> {
  try {
    const record = await readRecord(kept);
    await importRecord(step, record);
    return record;
  } catch (error) {
    const mayPass = isDatabaseAway(error) || error instanceof InRecovery;
    if (!mayPass) rmSync(kept, { recursive: true, force: true });
    throw error;
  }
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

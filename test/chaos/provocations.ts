import { setTimeout as pause } from 'node:timers/promises';
import { addDays, dateOf } from '../../domain/calendar/local-date.ts';
import type { Person } from '../../infra/rehearsal/cast.ts';
import { send } from '../../infra/rehearsal/visits.ts';
import { ORG } from '../builders/office.ts';
import { type Case, submitted } from '../builders/play.ts';
import { type Book, openBook } from './book.ts';
import { castAt } from './cast.ts';
import { bookedPlay, openHarness, openOffices } from './office.ts';
import { killNow } from './part.ts';
import { LATE_MS } from './planted/told-before-commit.ts';
import { HURRIED_BEFORE, SECOND } from './seconds.ts';
import { settled } from './settling.ts';
import { openStage, type Stage, type Stops } from './stage.ts';
import { type Verdict, verdictOn } from './verdict.ts';
import type { Planted } from './wiring.ts';

export type Provoked = { verdict: Verdict; restless: string | null };

/** Until the date that is moved before it passes: long enough for the few acts until then. */
const DUE_IN = 20 * SECOND;
const SETTLES_WITHIN_MS = 15_000;
/** A workflow that knows what the ledger has lost will not come to know better. */
const KNOWS_WITHIN_MS = 5_000;

/**
 * A run without chance: a date is moved before it passes, an answered act is repeated, and workers die on an answer. Each
 * of the planted bugs cannot bear one of these. Then all is held against each other as after any run; where nothing is
 * planted, nothing may be found.
 */
export async function provoke(planted: Planted, stops: Stops): Promise<Provoked> {
  const stage = await openStage(stops, () => undefined);
  const harness = await openHarness(stage, stops);
  const book = openBook();
  const on = bookedPlay(harness, book);
  const dueAt = Date.now() + DUE_IN;
  await openOffices(on, { begin: dueAt + HURRIED_BEFORE, waves: 0, late: 0, from: 0 });
  const [hurried, waiting] = [await submitted(on, { round: 'hurried' }), await submitted(on)];
  await hurried.does('unitHead', 'Confirm');
  await bringIn(planted, stage);
  await movesADateTwice(stage, hurried, book);
  await pause(Math.max(0, dueAt + 2 * SECOND - Date.now()));
  await dieOnAnAnswer(stage, waiting);
  const restless = await settled(harness.step.database, SETTLES_WITHIN_MS);
  return { verdict: await verdictOn(harness, book, stage.logOrigin, KNOWS_WITHIN_MS), restless };
}

/** What was laid down before did not know the bug; every process that is started from now on has it. */
async function bringIn(planted: Planted, { plant, parts }: Stage): Promise<void> {
  plant(planted);
  await Promise.all(parts.filter(({ name }) => name === 'worker' || name === 'API').map(killNow));
}

/** A case would lapse in a moment. The office gives it until the day after tomorrow, and asks again under the same key. */
async function movesADateTwice({ tokenKey, apiUrl }: Stage, hurried: Case, book: Book): Promise<void> {
  await hurried.does('standingOffice', 'Accept');
  // People take a moment between two acts, in which even a commit that is late has come.
  await pause(2 * LATE_MS);
  const insistence = { apiUrl, book, givenUp: AbortSignal.timeout(DUE_IN), again: () => true };
  const office = (await castAt(tokenKey, insistence)).find(isOffice);
  if (office === undefined) throw new Error('Nobody moves a date');
  const path = `/v1/proposals/${hurried.id}`;
  const { basis } = await office.door.get<{ basis: object }>(path);
  const body = { stage: 'q1', dueOn: addDays(dateOf(Date.now()), 2), reason: 'Xin gia hạn.' };
  const { problem } = await send(office, { path: `${path}/commands`, body: { kind: 'Extend', body, basis } });
  if (problem !== null) throw new Error(`The date was not moved: ${JSON.stringify(problem)}`);
}

const isOffice = ({ player }: Person) => player.role === 'standingOffice' && player.org === ORG;

/** Whoever has decided an act dies as soon as its answer is heard. */
async function dieOnAnAnswer({ parts }: Stage, waiting: Case): Promise<void> {
  await waiting.does('unitHead', 'Confirm');
  await Promise.all(parts.filter(({ name }) => name === 'worker').map(killNow));
}

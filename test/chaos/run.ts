import { setTimeout as pause } from 'node:timers/promises';
import { type Database, inTransaction } from '../../store/database.ts';
import { type Ask, bring, ORG, person, receive } from '../builders/office.ts';
import type { Case } from '../builders/play.ts';
import { type Chance, chance as chanceOf } from '../builders/seeded.ts';
import { amendAgainAndAgain } from './amendments.ts';
import { type Book, openBook } from './book.ts';
import { castAt } from './cast.ts';
import { peopleAtWork } from './clients.ts';
import { misfortunesOf } from './misfortunes.ts';
import { bookedPlay, type Harness, noteAsked, openHarness, openOffices } from './office.ts';
import { killNow, type Part } from './part.ts';
import { type Befallen, befall } from './schedule.ts';
import { SECOND, type Seconds, wavesFor } from './seconds.ts';
import { jobsLeft, settled } from './settling.ts';
import { openStage, type Stage, type Stops } from './stage.ts';
import { imported, STANDING, standEverywhere } from './standing.ts';
import { type Verdict, verdictOn } from './verdict.ts';
import type { Planted } from './wiring.ts';

export type RunOptions = { minutes: number; seed: number; planted: Planted; say: (line: string) => void };

export type Ran = {
  misfortunes: ReadonlyMap<string, number>;
  /** Of the disks that were filled. */
  disks: readonly string[];
  overlapping: number;
  book: Book;
  verdict: Verdict;
  /** What was still open when the wait for rest was given up. */
  restless: string | null;
};

/** The hurried round is due then; whatever takes longer only delays the first misfortune. */
const STANDING_TAKES = 25 * SECOND;
const SETTLES_WITHIN_MS = 150_000;
const FINISH_WITHIN_MS = 60_000;

/** A whole run: all is laid down, then all goes wrong while people work, then all is held against each other. */
export async function run(options: RunOptions, stops: Stops): Promise<Ran> {
  const { say, minutes, seed } = options;
  const stage = await openStage(stops, () => undefined);
  const harness = await openHarness(stage, stops);
  const book = openBook();
  const seconds = { begin: Date.now() + STANDING_TAKES, waves: wavesFor(minutes), late: 0, from: 0 };
  const { year, waiting } = await layDown(harness, book, seconds, say);
  await pause(Math.max(0, seconds.begin - Date.now()));
  const { counts, overlapping } = await everythingHappens(
    { stage, harness, book, seconds, year, waiting, chance: chanceOf(seed) },
    options,
  );
  say('the misfortunes are over; waiting for rest');
  const open = await settled(harness.step.database, SETTLES_WITHIN_MS);
  const restless = open === null ? null : `${open} ${await jobsLeft(stage.databaseUrl)}`;
  const verdict = await verdictOn(harness, book, stage.logOrigin);
  return { misfortunes: counts, overlapping, disks: stage.disks.map(({ of }) => of), book, verdict, restless };
}

async function layDown(harness: Harness, book: Book, seconds: Seconds, say: RunOptions['say']) {
  const on = bookedPlay(harness, book);
  const year = await openOffices(on, seconds);
  const waiting = await standEverywhere(on);
  noteAsked(book, await imported(on));
  const states = await standingStates(harness, seconds.begin);
  const missing = STANDING.filter((state) => !states.includes(state));
  if (missing.length > 0) throw new Error(`No case stands in ${missing.join(', ')}`);
  say(`cases stand in ${states.length} states`);
  return { year, waiting };
}

/** The lapse comes by itself, just before the run begins. */
async function standingStates({ step }: Harness, begin: number): Promise<string[]> {
  for (;;) {
    const found = await step.database.query<{ state: string }>('select distinct state from proposal_board');
    const states = found.rows.map(({ state }) => state);
    if (states.includes('lapsed') || Date.now() > begin) return states;
    await pause(200);
  }
}

type Scene = {
  stage: Stage;
  harness: Harness;
  book: Book;
  seconds: Seconds;
  year: string;
  waiting: Case;
  chance: Chance;
};

async function everythingHappens(scene: Scene, { minutes, say, planted }: RunOptions): Promise<Befallen> {
  const { stage, harness, book, seconds, year, chance } = scene;
  const ends = Date.now() + minutes * 60 * SECOND;
  const going = () => Date.now() < ends;
  const giveUp = new AbortController();
  const again = () => chance.between(1, 8) === 1;
  const people = await castAt(stage.tokenKey, { apiUrl: stage.apiUrl, book, givenUp: giveUp.signal, again });
  const work = peopleAtWork({ people, seconds: () => seconds, chance, working: going });
  const amends = people.find(({ player }) => player.role === 'standingOffice' && player.org === ORG);
  if (amends === undefined) throw new Error('Nobody amends');
  const amending = amendAgainAndAgain(harness, { person: amends, year, seconds, going });
  // The office was laid down without it; the first death brings it in.
  stage.plant(planted);
  await diesInFlight(scene);
  const befallen = await befall(misfortunesOf(stage), chance, going, say);
  befallen.counts.set(IN_FLIGHT, stage.parts.filter(isOurs).length);
  const finishing = setTimeout(() => giveUp.abort(), FINISH_WITHIN_MS);
  await Promise.all([work, amending]);
  clearTimeout(finishing);
  return befallen;
}

const IN_FLIGHT = 'worker or API killed under a command in flight';
const isOurs = ({ name }: Part) => name === 'worker' || name === 'API';

/**
 * The run begins with a command on its way, under which everything of the product's own dies: its step has begun, and is
 * kept from its end by the lock that it waits for until nobody is left who could end it.
 */
async function diesInFlight({ stage, harness, book, waiting }: Scene): Promise<void> {
  const ask: Ask = { stream: waiting.stream, kind: 'Confirm', by: person('unitHead'), key: 'in flight' };
  noteAsked(book, ask);
  const command = await receive(harness, ask);
  const { database } = harness.step;
  await whileLocked(database, waiting.stream, async () => {
    // Its row is there; whatever becomes of its sender, it must be decided.
    bring(harness, command).catch(() => undefined);
    await somebodyWaits(database);
    await Promise.all(stage.parts.filter(isOurs).map(killNow));
  });
  const found = await database.query('select from command where id = $1 and settled_at is null', [command.id]);
  if (found.rowCount !== 1) throw new Error('The command was decided before everything died: nothing was in flight');
}

async function whileLocked(database: Database, stream: string, work: () => Promise<void>): Promise<void> {
  await inTransaction(database, async (tx) => {
    await tx.query('select from head where org_id = $1 and stream = $2 for update', [ORG, stream]);
    await work();
  });
}

async function somebodyWaits(database: Database): Promise<void> {
  for (let looks = 0; looks < 200; looks += 1) {
    const found = await database.query(`select from pg_locks where not granted limit 1`);
    if (found.rowCount === 1) return;
    await pause(20);
  }
  throw new Error('No step came to the lock within four seconds');
}

import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { workingCalendar } from '../../domain/calendar/working-days.ts';
import { holidayTables } from '../../rules/holidays.ts';
import { DATABASE_CLOCK } from '../../store/clock.ts';
import { openDatabase } from '../../store/database.ts';
import { ABOVE, openLevelAbove } from '../builders/level-above.ts';
import { type Ask, bring, type Office, ORG, person, receive } from '../builders/office.ts';
import { must, type Play } from '../builders/play.ts';
import { untilQuiet } from '../builders/quiet.ts';
import type { Book } from './book.ts';
import { UNITS } from './cast.ts';
import { PLAN, publishedOf, roundsOf, type Seconds } from './seconds.ts';
import type { Stage, Stops } from './stage.ts';

/** The harness's own eyes and hands: what it does before anything goes wrong, and what it sees when all is over. */
export type Harness = Office & { client: Client };

export async function openHarness({ databaseUrl, temporalAddress }: Stage, stops: Stops): Promise<Harness> {
  const database = openDatabase(databaseUrl, 12);
  stops.push(() => database.end());
  const connection = await NativeConnection.connect({ address: temporalAddress });
  stops.push(() => connection.close());
  const step = { database, clock: DATABASE_CLOCK, calendar: workingCalendar(holidayTables) };
  return { step, client: new Client({ connection }) };
}

/** People whose acts and answers are written into the book. */
export function bookedPlay(harness: Harness, book: Book): Play {
  const tell = async (ask: Ask) => {
    noteAsked(book, ask);
    const command = await receive(harness, ask);
    const outcome = await bring(harness, command);
    book.heard.push({ org: command.org, command: command.id, outcome });
    return { stream: command.stream, command: command.id, outcome };
  };
  return { ...harness, tell, quiet: () => untilQuiet(harness.step.database, 50) };
}

export function noteAsked(book: Book, { by, key, kind }: Ask): void {
  book.asked.push({ org: by.org, actor: by.id, key, kind });
}

/** An office with a calendar of seconds, and one above it; the stream of its year. */
export async function openOffices(on: Play, seconds: Seconds): Promise<string> {
  await openLevelAbove(on);
  await on.step.database.query(
    `insert into organisation (id, name, level, above) values ($1, 'Văn phòng thử', 'district', $2)`,
    [ORG, ABOVE],
  );
  await uploadVersion(on, seconds, 1);
  const body = { plan: PLAN, version: 1 };
  const { stream } = await must(on, {
    stream: { begins: 'year' },
    kind: 'PublishPlan',
    body,
    by: person('standingOffice'),
  });
  return stream;
}

/** Straight into the desk: no plan of the product's own can be written in seconds. */
export async function uploadVersion({ step }: Office, seconds: Seconds, version: number): Promise<void> {
  const published = publishedOf(seconds, version);
  const units = UNITS.map((key) => ({ key, onePerson: false }));
  const content = { title: 'Kế hoạch thử', units, councilRegulation: null };
  await step.database.query(
    `insert into plan_version (org_id, plan, version, hash, yaml, content, published, rounds)
     values ($1, $2, $3, $4, '', $5, $6, $7) on conflict do nothing`,
    [
      ORG,
      PLAN,
      version,
      published.hash,
      ...[content, published, roundsOf(seconds, version)].map((each) => JSON.stringify(each)),
    ],
  );
}

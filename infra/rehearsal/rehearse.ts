import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dateOf, type LocalDate } from '../../domain/calendar/local-date.ts';
import { workingCalendar } from '../../domain/calendar/working-days.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { type PlanCalendar, resolvePlan } from '../../domain/plan/resolve.ts';
import { holidayTables } from '../../rules/holidays.ts';
import { addOrganisation } from '../../store/desk/organisations.ts';
import { migrate } from '../migrate.ts';
import { type Amendment, amendYear, organisationsOf, type SetUp, setUpOffices } from '../offices/set-up.ts';
import { type Product, startProduct } from '../product.ts';
import { cacheFolder } from '../stack/cache-folder.ts';
import { type MailCatcher, startMailCatcher } from '../stack/mail-catcher.ts';
import { startPostgres } from '../stack/postgres.ts';
import { startTimeSkipping } from '../stack/time-skipping.ts';
import { castOf } from './cast.ts';
import { openClock, type RehearsalClock } from './clock.ts';
import { brokenInvariants } from './invariants.ts';
import { openMemory } from './memory.ts';
import { newcomersOf } from './newcomers.ts';
import {
  digestsAmong,
  type Figures,
  figures,
  lastOfEachQuarter,
  reportText,
  type Snapshot,
  snapshot,
} from './report.ts';
import { seedFindings, seedText } from './seed-facts.ts';
import { playYear, type YearPlayed } from './year.ts';

export type RehearsalOptions = {
  plan: Plan;
  yaml: string;
  /** The next version of the plan, published as soon as the year has begun. */
  amendment?: Amendment;
  proposals: number;
  units: number;
  seed: number;
  /** Where its throw-away database is made; the system's place for such unless said. */
  scratch?: string;
  /** Ends it with the day that is being played; it then throws the signal's reason, when all is stopped. */
  signal?: AbortSignal;
  /** The year is played for its record, which is kept: it is no demo, and its offices bear the ids of past years. */
  forRecord?: boolean;
  say: (line: string) => void;
  progress: (line: string) => void;
  /** Hears of each day that the year has come to. */
  reached?: (day: LocalDate) => Promise<void>;
};

export type Rehearsed = { report: string; figures: Figures; played: YearPlayed; broken: string[] };

const LEAD_DAYS_MS = 7 * 86_400_000;

/**
 * A whole award year of a plan on the product's own workflows, activities, API and schema, in a throw-away database, on
 * a Temporal server whose clock is moved. `after` sees the database before it is thrown away.
 */
export async function rehearse<T = void>(
  options: RehearsalOptions,
  after?: (databaseUrl: string, rehearsed: Rehearsed) => Promise<T>,
): Promise<Rehearsed & { seen: T | undefined }> {
  const { scratch = tmpdir() } = options;
  await mkdir(scratch, { recursive: true });
  const folder = await mkdtemp(join(scratch, 'vinh-danh-rehearsal-'));
  const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const stage = await openStage(options, folder, stops);
    const rehearsed = await play(options, stage);
    return { ...rehearsed, seen: await after?.(stage.databaseUrl, rehearsed) };
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

type Stage = {
  product: Product;
  clock: RehearsalClock;
  mails: MailCatcher;
  tokenKey: Uint8Array;
  databaseUrl: string;
  calendar: PlanCalendar;
  logOrigin: string;
};

async function openStage(options: RehearsalOptions, folder: string, stops: (() => Promise<unknown>)[]): Promise<Stage> {
  const quiet = () => undefined;
  const [postgres, env, mails] = await Promise.all([
    startPostgres({ dataDir: folder, durable: false, log: quiet }),
    startTimeSkipping(quiet),
    startMailCatcher({ keep: 100_000 }),
  ]);
  stops.push(
    () => postgres.stop(),
    () => env.teardown(),
    () => mails.stop(),
  );
  const logOrigin = `vinh-danh/rehearsal/${randomBytes(6).toString('hex')}`;
  await migrate(postgres.url, { logOrigin, demo: true });
  const calendar = resolvePlan(planInForce(options), workingCalendar(holidayTables));
  const clock = await openClock(env, beginOf(calendar));
  const tokenKey = randomBytes(32);
  const product = await startProduct({
    databaseUrl: postgres.url,
    smtpUrl: mails.smtpUrl,
    connection: env.nativeConnection,
    namespace: 'default',
    clock,
    tokenKey,
    embedded: true,
    api: { host: '127.0.0.1', port: 0, logLevel: 'error' },
    cacheDir: join(cacheFolder(), 'bundles'),
    log: options.say,
  });
  stops.push(() => product.stop());
  return { product, clock, mails, tokenKey, databaseUrl: postgres.url, calendar, logOrigin };
}

function planInForce({ plan, amendment }: RehearsalOptions): Plan {
  return amendment?.plan ?? plan;
}

/** The last date on which anything is to be done; that a round is closed for latecomers long after is no act. */
function lastActOf({ milestones }: PlanCalendar): number {
  return Math.max(...milestones.filter(({ kind }) => kind !== 'roundCloses').map(({ at }) => at));
}

/** A week before anything is due or opens. */
function beginOf({ milestones }: PlanCalendar): number {
  const first = milestones[0];
  if (first === undefined) throw new Error('The plan has no date at all: date a stage before rehearsing it');
  return first.at - LEAD_DAYS_MS;
}

async function play(options: RehearsalOptions, stage: Stage): Promise<Rehearsed> {
  const { product, clock, mails, tokenKey, calendar } = stage;
  const setUp = await openOffices(options, stage);
  const snapshots: Snapshot[] = [];
  const people = await castOf(setUp, product.apiUrl, tokenKey);
  const played = await playYear({
    clock,
    database: product.step.database,
    calendar: product.step.calendar,
    mails,
    people,
    office: people.filter(({ player }) => player.org === setUp.own.org),
    newcomers: Map.groupBy(
      newcomersOf(planInForce(options), options.proposals, options.units, options.seed),
      ({ unit }) => unit,
    ),
    memory: openMemory(intakeOf(setUp)),
    seed: options.seed,
    endsAt: lastActOf(calendar),
    progress: (now, acts) => tell(options, stage, snapshots, now, acts),
  });
  const found = await figures(product.step.database);
  const broken = await brokenInvariants(product.step.database, stage.logOrigin, mails.messages());
  const seed = await seedFindings(product.step.database, options.plan);
  return {
    report: `${reportText(played, lastOfEachQuarter(snapshots), found, digestsAmong(mails.messages()))}${seedText(seed)}`,
    figures: found,
    played,
    broken: [...broken, ...seed.broken],
  };
}

async function openOffices(
  { plan, yaml, amendment, forRecord = false }: RehearsalOptions,
  { product, tokenKey }: Stage,
): Promise<SetUp> {
  const door = { apiUrl: product.apiUrl, tokenKey };
  const options = { ...door, plan, yaml, demo: !forRecord, mailDomain: 'rehearsal.invalid' };
  // Their ids are given to nobody at the door.
  if (forRecord) for (const each of organisationsOf(plan)) await addOrganisation(product.step.database, each);
  const setUp = await setUpOffices(options);
  if (amendment !== undefined) await amendYear(options, setUp.own, amendment);
  return setUp;
}

function intakeOf({ above }: SetUp): Map<string, { plan: string; round: string }> {
  return new Map(above === null ? [] : [[above.org, { plan: above.plan, round: 'intake' }]]);
}

async function tell(
  options: RehearsalOptions,
  { product, mails }: Stage,
  snapshots: Snapshot[],
  now: number,
  acts: number,
): Promise<void> {
  options.progress(`${dateOf(now)}  ${acts} acts, ${mails.messages().length} mails`);
  await options.reached?.(dateOf(now));
  // Between two days nobody is in the middle of an act.
  options.signal?.throwIfAborted();
  snapshots.push(await snapshot(product.step.database, now));
}

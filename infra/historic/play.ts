import type { LocalDate } from '../../domain/calendar/local-date.ts';
import { openDatabase } from '../../store/database.ts';
import { rehearse } from '../rehearsal/rehearse.ts';
import { type HistoricYear, orgsOf } from './historic-year.ts';
import { keepRecord } from './past-record.ts';

export type PlayOptions = {
  /** Where the record is kept. */
  folder: string;
  /** Where its throw-away database is made; the system's place for such unless said. */
  scratch?: string;
  proposals: number;
  seed: number;
  signal?: AbortSignal;
  say: (line: string) => void;
  reached: (day: LocalDate) => Promise<void>;
};

const UNITS = 12;

/** Rehearses the year and keeps its record; nothing is kept of a year in which a promise was broken. */
export async function playForRecord(year: HistoricYear, options: PlayOptions): Promise<void> {
  const { plan, yaml, amendment } = year;
  const { folder, signal, ...rest } = options;
  await rehearse(
    {
      plan,
      yaml,
      ...(amendment === null ? {} : { amendment }),
      ...(signal === undefined ? {} : { signal }),
      ...rest,
      units: UNITS,
      forRecord: true,
      progress: () => undefined,
    },
    async (databaseUrl, { broken }) => {
      if (broken.length > 0) throw new Error(`The year of ${plan.key} broke its promises: ${broken.join('; ')}`);
      await keepFrom(databaseUrl, year, options);
    },
  );
}

async function keepFrom(databaseUrl: string, year: HistoricYear, { folder, seed }: PlayOptions): Promise<void> {
  const database = openDatabase(databaseUrl, 2);
  try {
    await keepRecord(database, folder, { plan: year.plan.key, seed, orgs: orgsOf(year) });
  } finally {
    await database.end();
  }
}

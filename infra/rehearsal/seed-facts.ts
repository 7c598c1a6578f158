import type { Plan } from '../../domain/plan/plan.ts';
import type { Database } from '../../store/database.ts';

/** What the document of a locality says, asked of the year as it was played: one number for each sentence. */
type SeedFact = { says: string; sql: string; is: number };

const DUTIES = 'from duty_board where org_id = $1';
/** The last instant before the local day, in epoch milliseconds. */
const dayBegins = (day: string) => `extract(epoch from timestamptz '${day} 00:00+07') * 1000`;
const dueBetween = (from: string, to: string) => `due_at > ${dayBegins(from)} and due_at <= ${dayBegins(to)}`;
const tasks = (where: string) => `select count(distinct task)::int as n ${DUTIES} and ${where}`;

/** By key of the plan. A plan of an office's own has no seed, and so no facts to hold it to. */
const FACTS: Readonly<Record<string, readonly SeedFact[]>> = {
  'hoang-mai-2021': [
    { says: '25 rows', sql: tasks(`task like 'row-%'`), is: 25 },
    { says: '12 distinct dates', sql: `select count(distinct due_at)::int as n ${DUTIES}`, is: 12 },
    { says: '2 rows wait for the city', sql: tasks('due_at is null'), is: 2 },
    {
      says: 'every unit owes its plan before 30/01/2021',
      sql: `select count(*)::int as n ${DUTIES} and task = 'unit-plan' and due_at = ${dayBegins('2021-01-30')}`,
      is: 14,
    },
    {
      says: 'rows 8 to 13, printed under quarter I, are due in April',
      sql: tasks(
        `task in ('row-8', 'row-9', 'row-10', 'row-11', 'row-12', 'row-13') and ${dueBetween('2021-04-01', '2021-05-01')}`,
      ),
      is: 6,
    },
  ],
  'vinh-cuu-2020': [
    { says: '4 quarters', sql: `select count(distinct due_at)::int as n ${DUTIES}`, is: 4 },
    {
      says: '10 clusters sign their covenant in quarter II',
      sql: `select count(*)::int as n ${DUTIES} and task = 'q2-1b' and owner_kind = 'cluster' and ${dueBetween('2020-04-02', '2020-07-01')}`,
      is: 10,
    },
    {
      says: 'education: guidance in quarter II',
      sql: tasks(`task = 'q2-4' and ${dueBetween('2020-04-02', '2020-07-01')}`),
      is: 1,
    },
    {
      says: 'education: awards and what goes upward in quarter III',
      sql: tasks(`task in ('q3-2', 'q3-3') and ${dueBetween('2020-07-02', '2020-10-01')}`),
      is: 2,
    },
  ],
  'van-duc-2023': [
    {
      says: 'three periods',
      sql: `select count(distinct left(task, 8))::int as n ${DUTIES} and task like 'period-%'`,
      is: 3,
    },
    { says: '5 tasks in them, each with a date once it is amended', sql: tasks(`task like 'period-%'`), is: 5 },
  ],
  'dao-duong-2024': [
    { says: 'no dated deadline', sql: tasks('due_at is not null'), is: 0 },
    {
      says: 'nothing was ever overdue',
      sql: `select (select count(*) from event where org_id = $1 and kind = 'DeadlineMissed')::int + count(*)::int as n ${DUTIES} and missed`,
      is: 0,
    },
  ],
  'ba-vi-2023': [
    {
      says: 'nos. 01 and 02 of 04/01/2023',
      sql: tasks(`task in ('qd-01', 'qd-02') and due_at = ${dayBegins('2023-01-05')}`),
      is: 2,
    },
    {
      says: 'nos. 111 and 120 of 16/8/2023',
      sql: tasks(`task in ('qd-111', 'qd-120') and due_at = ${dayBegins('2023-08-17')}`),
      is: 2,
    },
    { says: 'no. 213 of 03/11/2023', sql: tasks(`task = 'qd-213' and due_at = ${dayBegins('2023-11-04')}`), is: 1 },
  ],
};

export type SeedFindings = { held: readonly string[]; broken: readonly string[] };

/** What the rehearsed year shows of its document, and where it shows something else. */
export async function seedFindings(database: Database, { key, council }: Plan): Promise<SeedFindings> {
  const held: string[] = [];
  const broken: string[] = [];
  for (const { says, sql, is } of FACTS[key] ?? []) {
    const found = await database.query<{ n: number }>(sql, [council.key]);
    const n = found.rows[0]?.n ?? 0;
    if (n === is) held.push(says);
    else broken.push(`the document says ${says}: ${is}, the year shows ${n}`);
  }
  return { held, broken };
}

export function seedText({ held }: SeedFindings): string {
  return held.length === 0 ? '' : `Of its document the year shows: ${held.join('; ')}\n`;
}

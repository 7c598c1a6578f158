import type { Database } from '../../store/database.ts';
import {
  claimRows,
  dutyRows,
  listingRows,
  listRow,
  numberRows,
  proposalRow,
  type Row,
  streamsOf,
  type Told,
  type Written,
  withWholeLists,
  yearRow,
} from '../store/second-fold.ts';

type Table = { name: string; keys: readonly string[]; rows(events: readonly Told[]): Row[] };

const LISTS = ['session', 'decision', 'submission', 'receipt', 'unitRound', 'office'];

const TABLES: readonly Table[] = [
  { name: 'proposal_board', keys: ['org_id', 'id'], rows: (events) => streamsOf(events, 'proposal').map(proposalRow) },
  {
    name: 'list_board',
    keys: ['org_id', 'stream'],
    rows: (events) => LISTS.flatMap((kind) => streamsOf(events, kind).map(listRow)),
  },
  { name: 'year_board', keys: ['stream'], rows: (events) => streamsOf(events, 'year').map(yearRow) },
  {
    name: 'duty_board',
    keys: ['stream', 'task', 'owner'],
    rows: (events) => streamsOf(events, 'year').flatMap(dutyRows),
  },
  { name: 'listing', keys: ['org_id', 'proposal', 'kind'], rows: listingRows },
  { name: 'proposal_claim', keys: ['org_id', 'proposal'], rows: claimRows },
  { name: 'register_number', keys: ['org_id', 'decision', 'number_form'], rows: numberRows },
];

/** Where the board is not what a second fold of the ledger gives, row by row. */
export async function boardDiffers(database: Database): Promise<string[]> {
  const found = await database.query<Written>(
    'select hash, text, (extract(epoch from recorded_at) * 1000000)::bigint as at from event order by stream, seq',
  );
  const events = withWholeLists(found.rows);
  const faults = await Promise.all(TABLES.map((table) => tableDiffers(database, table, events)));
  return faults.flat();
}

async function tableDiffers(
  database: Database,
  { name, keys, rows }: Table,
  events: readonly Told[],
): Promise<string[]> {
  const shown = await database.query<Row>(`select * from ${name}`);
  const [board, folded] = [keyed(shown.rows, keys), keyed(rows(events), keys)];
  return [...new Set([...board.keys(), ...folded.keys()])].flatMap((key) => {
    const [is, ought] = [board.get(key), folded.get(key)];
    return is === ought ? [] : [`${name} ${key} is ${is}, and by the ledger ${ought}`];
  });
}

function keyed(rows: readonly Row[], keys: readonly string[]): Map<string, string> {
  return new Map(rows.map((row) => [keys.map((key) => row[key]).join(' '), JSON.stringify(inOrder(row))]));
}

/** Sets, which have no order of their own. */
const SETS = ['still_owed', 'marks', 'proposers'];

function inOrder(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row)
      .map(
        ([name, value]) =>
          [name, SETS.includes(name) && Array.isArray(value) ? value.toSorted() : sorted(value)] as const,
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** jsonb keeps its own order of keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return inOrder(Object.fromEntries(Object.entries(value)));
}

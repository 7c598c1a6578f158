import { kindOf } from '../../domain/stream.ts';
import { type Database, inTransaction, type Queryable, type Transaction } from '../database.ts';
import { lockHead } from '../ledger/read-stream.ts';
import { counterNumbersMissing, putCounterNumbers } from './counter-numbers.ts';
import { putTie, tiesDiffering } from './list-ties.ts';
import { differing, replaceRows, rowsOf, type StreamPlace } from './stream-rows.ts';

/** What of the board was not what the ledger says, as a sentence. */
export type BoardDiffers = StreamPlace & { what: string };

const LISTS = ['session', 'decision', 'submission'];

/**
 * Builds the board again from the ledger, stream by stream under each head's lock, so that everybody goes on working
 * meanwhile. Only what differs is written, and told. First what each stream says alone, then the rows that tie proposals
 * to lists, which both sides have a say in.
 */
export async function rebuild(database: Database): Promise<BoardDiffers[]> {
  const differs: BoardDiffers[] = [];
  for await (const place of streamPlaces(database))
    differs.push(...(await inTransaction(database, (tx) => rebuildStream(tx, place))));
  for await (const place of streamPlaces(database))
    if (LISTS.includes(kindOf(place.stream)))
      differs.push(...(await inTransaction(database, (tx) => rebuildTies(tx, place))));
  return differs;
}

/** The same, of one stream and only looked at: nothing is written. Read in one view of the data. */
export async function boardDiffers(database: Database, place: StreamPlace): Promise<BoardDiffers[]> {
  return inTransaction(database, async (tx) => {
    await tx.query('set transaction isolation level repeatable read, read only');
    const differs: BoardDiffers[] = [];
    for (const should of await rowsOf(tx, place)) {
      const found = await differing(tx, place, should);
      if (found !== null) differs.push({ ...place, what: sentence(found) });
    }
    for (const { number } of await counterNumbersMissing(tx, place))
      differs.push({ ...place, what: missingNumber(number) });
    if (!LISTS.includes(kindOf(place.stream))) return differs;
    const ties = await tiesDiffering(tx, place, false);
    return [...differs, ...ties.map((tie) => ({ ...place, what: `the row of proposal ${tie.proposal} differs` }))];
  });
}

async function rebuildStream(tx: Transaction, place: StreamPlace): Promise<BoardDiffers[]> {
  await lockHead(tx, place.org, place.stream);
  const differs: BoardDiffers[] = [];
  for (const should of await rowsOf(tx, place)) {
    const found = await differing(tx, place, should);
    if (found === null) continue;
    await replaceRows(tx, place, should);
    differs.push({ ...place, what: sentence(found) });
  }
  const missing = await counterNumbersMissing(tx, place);
  await putCounterNumbers(tx, place.org, missing);
  return [...differs, ...missing.map(({ number }) => ({ ...place, what: missingNumber(number) }))];
}

function missingNumber(number: string): string {
  return `the number ${number} of its counter-decision is not in the register`;
}

async function rebuildTies(tx: Transaction, place: StreamPlace): Promise<BoardDiffers[]> {
  await lockHead(tx, place.org, place.stream);
  const ties = await tiesDiffering(tx, place, true);
  for (const tie of ties) await putTie(tx, place, tie);
  return ties.map((tie) => ({ ...place, what: `the row of proposal ${tie.proposal} differs` }));
}

function sentence({ table, shown, should }: { table: string; shown: number; should: number }): string {
  return shown === should ? `${table} differs` : `${table} has ${shown} rows and should have ${should}`;
}

const AT_ONCE = 500;

/** Every stream of the ledger, a page at a time: whatever begins meanwhile is right by itself. */
export async function* streamPlaces(db: Queryable): AsyncGenerator<StreamPlace> {
  for (let after: StreamPlace = { org: '', stream: '' }; ; ) {
    const { rows } = await db.query<StreamPlace>(
      'select org_id as org, stream from head where (org_id, stream) > ($1, $2) order by org_id, stream limit $3',
      [after.org, after.stream, AT_ONCE],
    );
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

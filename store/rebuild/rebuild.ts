import { idOf, kindOf } from '../../domain/stream.ts';
import { type Database, inTransaction, type Queryable, type Transaction } from '../database.ts';
import { lockHead } from '../ledger/read-stream.ts';
import type { TableRows } from '../step/stream-step.ts';
import { counterNumbersMissing, type MissingNumber, putCounterNumbers } from './counter-numbers.ts';
import { putTie, type Tie, tiesDiffering } from './list-ties.ts';
import { differing, replaceRows, rowsOf, type StreamPlace, uncontested } from './stream-rows.ts';

/**
 * What of the board was not what the ledger says, as a sentence. Contested is what the ledger gives to two streams, and
 * another holds: it stays so until a person has said which of them is right.
 */
export type BoardDiffers = StreamPlace & { what: string; contested: boolean };

const LISTS = ['session', 'decision', 'submission'];

/**
 * Builds the board again from the ledger, stream by stream under each head's lock, so that everybody goes on working
 * meanwhile. Only what differs is written, and told. First what each stream says alone, then the rows that tie proposals
 * to lists, which both sides have a say in.
 */
export async function rebuild(database: Database): Promise<BoardDiffers[]> {
  const differs: BoardDiffers[] = [];
  const again: StreamPlace[] = [];
  for await (const place of streamPlaces(database)) {
    const found = await inTransaction(database, (tx) => rebuildStream(tx, place));
    differs.push(...found.filter(({ contested }) => !contested));
    if (found.some(({ contested }) => contested)) again.push(place);
  }
  // Whoever held what is not theirs has let it go by now.
  for (const place of again) differs.push(...(await inTransaction(database, (tx) => rebuildStream(tx, place))));
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
    for (const rows of await rowsOf(tx, place)) {
      const { should, holders } = await uncontested(tx, rows);
      differs.push(...contestedRows(place, should, holders));
      const found = await differing(tx, place, should);
      if (found !== null) differs.push({ ...place, what: sentence(found), contested: false });
    }
    for (const missing of await counterNumbersMissing(tx, place)) differs.push(missingNumber(place, missing));
    if (await isWithoutSubject(tx, place)) differs.push({ ...place, what: WITHOUT_SUBJECT, contested: false });
    if (!LISTS.includes(kindOf(place.stream))) return differs;
    const ties = await tiesDiffering(tx, place, false);
    return [...differs, ...ties.map((tie) => untied(place, tie))];
  });
}

const WITHOUT_SUBJECT = 'its subject is not on the desk, so that no list of cases shows it';

/** The name is the desk's, and no ledger brings it back. */
async function isWithoutSubject(tx: Transaction, { org, stream }: StreamPlace): Promise<boolean> {
  if (kindOf(stream) !== 'proposal') return false;
  const found = await tx.query(
    `select from proposal_board p where p.org_id = $1 and p.id = $2
       and not exists (select from subject s where s.org_id = p.org_id and s.id = p.subject)`,
    [org, idOf(stream)],
  );
  return found.rows.length > 0;
}

async function rebuildStream(tx: Transaction, place: StreamPlace): Promise<BoardDiffers[]> {
  await lockHead(tx, place.org, place.stream);
  const differs: BoardDiffers[] = [];
  for (const rows of await rowsOf(tx, place)) {
    const { should, holders } = await uncontested(tx, rows);
    differs.push(...contestedRows(place, should, holders));
    const found = await differing(tx, place, should);
    if (found === null) continue;
    await replaceRows(tx, place, should);
    differs.push({ ...place, what: sentence(found), contested: false });
  }
  const missing = await counterNumbersMissing(tx, place);
  await putCounterNumbers(tx, place.org, missing);
  return [...differs, ...missing.map((each) => missingNumber(place, each))];
}

function contestedRows(place: StreamPlace, { table }: TableRows, holders: readonly string[]): BoardDiffers[] {
  return holders.map((holder) => ({
    ...place,
    what: `a row of ${table} that is its own is held by ${holder}`,
    contested: true,
  }));
}

function missingNumber(place: StreamPlace, { number, bearer }: MissingNumber): BoardDiffers {
  const what = `the number ${number} of its counter-decision is`;
  return bearer === null
    ? { ...place, what: `${what} not in the register`, contested: false }
    : { ...place, what: `${what} held by ${bearer}`, contested: true };
}

function untied(place: StreamPlace, { proposal }: Tie): BoardDiffers {
  return { ...place, what: `the row of proposal ${proposal} differs`, contested: false };
}

async function rebuildTies(tx: Transaction, place: StreamPlace): Promise<BoardDiffers[]> {
  await lockHead(tx, place.org, place.stream);
  const ties = await tiesDiffering(tx, place, true);
  for (const tie of ties) await putTie(tx, place, tie);
  return ties.map((tie) => untied(place, tie));
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

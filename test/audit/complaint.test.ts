import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { listAgreement } from '../../audit/agreement/lists.ts';
import type { LedgerEvent } from '../../audit/ledger-event.ts';
import { verifyExport } from '../../audit/verify.ts';
import { exportLedger } from '../../store/ledger/export.ts';
import { councilOf, councilRound } from '../builders/council.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, openOffice, person, WORDS } from '../builders/office.ts';
import { caseOf, draftsDecision, type Play, signs } from '../builders/play.ts';
import { deliverAll, openStill } from '../store/varied-run.ts';
import { ORIGIN } from './forger.ts';

let db: TestDatabase;
let on: Play;
const PAPER = { number: '8/CV', on: '2021-01-04', file: null };

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  const office = openStill(db.database);
  on = { ...office, tell: (ask) => act(office, ask), quiet: () => deliverAll(office) };
  await openOffice(office, [councilRound('short')]);
});
afterAll(() => db?.close());

const troubles = async () =>
  (await verifyExport(exportLedger(db.database), { logOrigin: ORIGIN, withCommands: true })).troubles.byReason;

/** A case that a council has passed. */
async function passed(): Promise<string> {
  const council = councilOf(on);
  const id = await council.ready('short');
  const session = await council.calls([id]);
  await on.quiet();
  await council.enters(session, { [id]: 10 });
  await council.confirms(session);
  await on.quiet();
  return id;
}

test('the verifier finds nothing wrong with a case that was declined, complained of, listed again and granted', async () => {
  const one = caseOf(on, await passed());
  const declined = await draftsDecision(on, [one]);
  await councilOf(on).must(declined, 'DeclineDecision', { reason: WORDS }, person('authorityHead'));
  await on.quiet();
  expect(await troubles()).toEqual({});
  await one.does('authorityHead', 'Redecide', { complaint: PAPER, grounds: WORDS, stage: 'decision' });
  await signs(on, await draftsDecision(on, [one]), '7');
  const found = await db.database.query('select state from proposal_board where id = $1', [one.id]);
  expect(found.rows).toEqual([{ state: 'granted' }]);
  expect(await troubles()).toEqual({});
});

test('a case is on one letter only, though the level above is asked about its refusal again', () => {
  const told = (kind: string, body: object) => {
    const envelope = { org: 'office', stream: 'proposal/1', seq: 1 };
    // Only what the agreement reads of an event.
    return { kind, body, envelope } as unknown as LedgerEvent;
  };
  const listed = told('ListedOnSubmission', { submission: 'submission/1' });
  const redecided = (state: string) => told('Redecided', { to: { state } });
  const troublesOf = (...events: LedgerEvent[]) => {
    const agreement = listAgreement();
    for (const event of events) agreement.take(event, null);
    return agreement.close().map(({ reason }) => reason);
  };
  expect(troublesOf(listed, listed)).toEqual(['twoLists']);
  expect(troublesOf(listed, redecided('sentUp'), listed)).toEqual(['twoLists']);
  expect(troublesOf(listed, redecided('returnedFromAbove'), listed)).toEqual(['twoLists']);
  expect(troublesOf(listed, redecided('passed'), listed)).toEqual([]);
});

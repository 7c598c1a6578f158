import { expect, test } from 'vitest';
import { councilAgreement } from '../../audit/agreement/council-results.ts';
import { sessionDayAgreement } from '../../audit/agreement/session-days.ts';
import type { LedgerEvent } from '../../audit/ledger-event.ts';
import type { Json } from '../../domain/json.ts';

/** As much of an event as the agreement of councils looks at. */
function told(stream: string, seq: number, kind: string, body: Json, facts: Json = {}): LedgerEvent {
  const envelope = { org: 'office', stream, seq, at: 0, receivedAt: 0, revision: 1, facts };
  // A ledger that nobody could have written by the product is written by hand.
  return { kind, body, envelope } as unknown as LedgerEvent;
}

const constituted = (seq: number, fromOn: string) =>
  told('office/office', seq, 'CouncilConstituted', { council: 'emulation', members: [], fromOn });

/** A session of 12 January, whose votes the council of 10 January counted, the second on record. */
function corrected(heldOn: string, council: { stands: number | null; asked: number | null }, votes = true): string[] {
  const agreement = councilAgreement();
  const outcome = votes ? 'passed' : 'deferred';
  const lines = [{ proposal: 'a', outcome, tally: {}, verdict: {}, reason: '' }];
  const session = [
    told('session/1', 1, 'SessionCalled', { meeting: 'meeting', heldOn: '2021-01-12', lines: [] }),
    told('session/1', 3, 'ResultConfirmed', { lines, satUnder: 2 }, { sitting: { constitution: 2, seats: 0 } }),
    told('session/1', 5, 'DayCorrected', { heldOn }, { days: { council } }),
  ];
  for (const event of [constituted(1, '2021-01-01'), constituted(2, '2021-01-10'), ...session])
    agreement.take(event, null);
  return agreement.close().flatMap(({ seq, reason }) => (seq === 5 ? [reason] : []));
}

test('a corrected day stays under the council that counted the votes', () => {
  expect(corrected('2021-01-10', { stands: 2, asked: 2 })).toEqual([]);
  expect(corrected('2021-01-09', { stands: 2, asked: 1 })).toEqual(['verdictDiffers']);
});

test('what the act itself says of the councils is not believed: who had counted votes was on record by then', () => {
  expect(corrected('2021-01-09', { stands: 1, asked: 1 })).toEqual(['verdictDiffers']);
  expect(corrected('2021-01-09', { stands: null, asked: null })).toEqual(['verdictDiffers']);
  expect(corrected('2020-12-01', { stands: null, asked: null })).toEqual(['verdictDiffers']);
});

test('where nothing was voted on, a day goes to any council', () => {
  expect(corrected('2021-01-09', { stands: 2, asked: 1 }, false)).toEqual([]);
});

/** A session of 4 January that defers its case, and one of 9 January that has it next; then the first one's day is corrected. */
function correctedBeside(heldOn: string): string[] {
  const agreement = sessionDayAgreement();
  const called = (session: string, day: string) => told(session, 1, 'SessionCalled', { heldOn: day, lines: [] });
  const events = [
    told('proposal/a', 1, 'Submitted', {}),
    called('session/1', '2021-01-04'),
    told('proposal/a', 2, 'PlacedOnAgenda', { session: 'session/1' }),
    told('proposal/a', 3, 'Deferred', { session: 'session/1' }),
    called('session/2', '2021-01-09'),
    told('proposal/a', 4, 'PlacedOnAgenda', { session: 'session/2' }),
    told('session/1', 5, 'DayCorrected', { heldOn }),
  ];
  for (const event of events) agreement.take(event, null);
  return agreement.close().map(({ stream, seq, reason }) => `${stream} ${seq} ${reason}`);
}

test('a corrected day is after no session that had one of its cases next, of whatever release that one is', () => {
  expect(correctedBeside('2021-01-09')).toEqual([]);
  expect(correctedBeside('2021-01-10')).toEqual(['session/1 5 heldAfter']);
});

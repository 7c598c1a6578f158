import { expect, test } from 'vitest';
import { inRounds } from '../../infra/rehearsal/visits.ts';

const at = (path: string, kind: string) => ({ path, body: { kind } });
const onCase = (id: number, kind = 'EnterScore') => at(`/v1/proposals/${id}/commands`, kind);
const forUnit = at('/v1/unit-rounds/plan/annual/commands', 'HandInForUnit');

test('what a person does to single cases goes before what the outbox carries to them', () => {
  expect(inRounds([forUnit, onCase(1), onCase(2)])).toEqual([[onCase(1), onCase(2)], [forUnit]]);
});

test('acts on one stream keep their order and never go together', () => {
  const [first, second] = [onCase(1, 'Receive'), onCase(1, 'Appraise')];
  expect(inRounds([first, onCase(2), second])).toEqual([[first, onCase(2)], [second]]);
});

test('at most eight acts go together', () => {
  const nine = Array.from({ length: 9 }, (_, id) => onCase(id));
  expect(inRounds(nine).map(({ length }) => length)).toEqual([8, 1]);
});

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { proposalBodies } from '../../api/proposals/commands.ts';
import { draft, publish, REGISTRATION } from './hoang-mai.ts';
import { administrator, clerk, head, office, secretary } from './people.ts';
import { expectProblem } from './problem.ts';
import { type RunningApi, runApi } from './running-api.ts';

let api: RunningApi;
let year: string;
let id: string;
beforeAll(async () => {
  api = await runApi();
  year = await publish(api);
  api.clock.at = REGISTRATION;
  id = (await draft(api)).id;
});
afterAll(() => api.stop());

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '2021-01-01',
    'LDTT',
    'a'.repeat(64),
    '00000000-0000-8000-8000-000000000000',
    '\uD800',
    '\u0000',
    'Hòa',
  ),
);
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc.dictionary(
    fc.constantFrom(
      'plan',
      'round',
      'title',
      'subject',
      'reason',
      'stage',
      'items',
      'key',
      'note',
      'lines',
      'proposal',
      'act',
      'constructor',
      '__proto__',
    ),
    tie('any'),
    { maxKeys: 5 },
  ),
})).any;

const ADDRESSES = [
  '/v1/organisations',
  '/v1/people',
  '/v1/plans',
  '/v1/years',
  '/v1/years/:year/commands',
  '/v1/proposals',
  '/v1/proposals/:id/commands',
  '/v1/command-lists',
  '/v1/unit-rounds/hoang-mai-2021/annual-2021/commands',
  '/v1/sessions',
  '/v1/decisions',
  '/v1/submissions',
  '/v1/sessions/:id/commands',
];
const KINDS = [
  'AmendPlan',
  'MarkTaskDone',
  'DateTask',
  'HandInForUnit',
  'ProposeList',
  'EnterResult',
  ...Object.keys(proposalBodies),
];

test('whatever is sent is answered, and every no is a problem document', { timeout: 240_000 }, async () => {
  const command = fc.record(
    { kind: fc.constantFrom(...KINDS), body: value, basis: fc.oneof(value, fc.constant({ seq: 1 })) },
    { requiredKeys: ['kind'] },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...ADDRESSES),
      fc.constantFrom(administrator, clerk, head, office, secretary),
      fc.oneof(command, value),
      async (address, person, body) => {
        const url = address.replace(':year', year).replace(':id', id);
        const answer = await api.as(person).post(url, JSON.stringify(body ?? null) === undefined ? null : body);
        expect(answer.status).toBeLessThan(500 + (answer.status === 501 ? 2 : 0));
        if (answer.status >= 400)
          expectProblem(answer, { status: answer.status, code: (answer.body as { code: string }).code });
      },
    ),
    { numRuns: 1_500 },
  );
});

test('whatever filter is asked for is answered', { timeout: 120_000 }, async () => {
  const names = fc.constantFrom(
    'plan',
    'q',
    'limit',
    'cursor',
    'state',
    'dueBefore',
    'stuckDays',
    'overdue',
    'mark',
    'colour',
  );
  await fc.assert(
    fc.asyncProperty(fc.dictionary(names, fc.string({ maxLength: 30 }), { maxKeys: 4 }), async (filter) => {
      const answer = await api.as(clerk).get(`/v1/proposals?${new URLSearchParams(filter).toString()}`);
      expect([200, 422]).toContain(answer.status);
    }),
    { numRuns: 300 },
  );
});

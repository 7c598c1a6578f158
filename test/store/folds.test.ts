import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Json } from '../../domain/json.ts';
import type { ProposalState } from '../../domain/proposal/state.ts';
import type { Role } from '../../domain/roles.ts';
import type { Database } from '../../store/database.ts';
import { type Folds, openFolds } from '../../store/step/folds.ts';
import type { Known } from '../../store/step/opened-stream.ts';
import { perform, type StepAnswer } from '../../store/step/perform.ts';
import { opensAgain } from '../builders/as-owner.ts';
import { atCommit } from '../builders/at-commit.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { draft, ORG, openOffice, person, receive, WORDS } from '../builders/office.ts';
import { newKey } from '../builders/play.ts';
import { openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  await openOffice(office);
});
afterAll(() => db?.close());

type Ask = { role: Role; kind: string; body?: Json; known?: Known | null; folds?: Folds; database?: Database };

async function asks(stream: string, { role, kind, body = {}, known = null, folds, database = db.database }: Ask) {
  const { org, id } = await receive(office, { stream, kind, body, by: person(role), key: newKey(kind) });
  const step = { ...office.step, database, ...(folds === undefined ? {} : { folds }) };
  return perform(step, { org, stream, known, act: { command: id } });
}

async function submitted(folds: Folds): Promise<string> {
  const id = await draft(office);
  const stream = `proposal/${id}`;
  await asks(stream, { role: 'unitClerk', kind: 'Submit', body: { draft: id, rowVersion: 1 }, folds });
  return stream;
}

const sendsBack = { role: 'unitHead', kind: 'SendBack', body: { reason: WORDS } } as const;

function settled(answer: StepAnswer) {
  if (answer.status !== 'settled') throw new Error(answer.status);
  return answer;
}

const isAccepted = (answer: StepAnswer) => settled(answer).outcome.ok;

/** The fold as kept, but of a case that has ended: a step that believes it refuses whatever a head does. */
function ended(folds: Folds, stream: string, hash?: string) {
  const kept = folds.of(ORG, stream);
  if (kept === null) throw new Error('Nothing was kept');
  // What a proposal's step keeps is a proposal's state.
  const state = kept.state as ProposalState;
  return { ...kept, hash: hash ?? kept.hash, state: { ...state, position: { ...state.position, state: 'rejected' } } };
}

test('a step goes on from the fold of the event that the ledger ends with', async () => {
  const folds = openFolds(9);
  const stream = await submitted(folds);
  expect(folds.of(ORG, stream)).toMatchObject({ seq: 1, state: { position: { state: 'awaitingHead' } } });
  folds.keep(ORG, stream, ended(folds, stream));
  expect(isAccepted(await asks(stream, { ...sendsBack, folds }))).toBe(false);
});

test('a fold of another history is not believed, at the end of the ledger or before it', async () => {
  const folds = openFolds(9);
  const stream = await submitted(folds);
  const alien = ended(folds, stream, '00'.repeat(32));
  folds.keep(ORG, stream, alien);
  expect(isAccepted(await asks(stream, { ...sendsBack, folds }))).toBe(true);
  folds.keep(ORG, stream, alien);
  const again = { role: 'unitClerk', kind: 'Submit', body: { draft: stream.slice(9), rowVersion: 1 } } as const;
  expect(isAccepted(await asks(stream, { ...again, folds }))).toBe(true);
});

test('what another process did meanwhile is folded, and told to a caller who has not seen it', async () => {
  const folds = openFolds(9);
  const stream = await submitted(folds);
  const one = folds.of(ORG, stream);
  const other = settled(await asks(stream, sendsBack));
  const again = { role: 'unitClerk', kind: 'Submit', body: { draft: stream.slice(9), rowVersion: 1 } } as const;
  const known = { seq: 1, hash: one?.hash ?? null };
  const answer = settled(await asks(stream, { ...again, known, folds }));
  expect(answer.events.map((text) => JSON.parse(text).kind)).toEqual(['SentBack', 'SubmittedAgain']);
  expect(JSON.parse(answer.events[1] ?? '').prev).toBe(other.head.hash);
  expect(folds.of(ORG, stream)).toMatchObject({ seq: 3, hash: answer.head.hash });
});

test('a caller who has seen less than what was kept is told all the same, and one who has seen more finds a gap', async () => {
  const folds = openFolds(9);
  const stream = await submitted(folds);
  await asks(stream, { ...sendsBack, folds });
  const load = (known: Known) =>
    perform({ ...office.step, folds }, { org: ORG, stream, known, act: null }).then((answer) =>
      answer.status === 'loaded' ? answer.events.length : answer.status,
    );
  expect(await load({ seq: 0, hash: null })).toBe(2);
  await expect(load({ seq: 3, hash: 'aa' })).rejects.toThrow('GAP');
  await opensAgain(db.url);
  await expect(load({ seq: 2, hash: 'aa' })).rejects.toThrow('FORK');
  await opensAgain(db.url);
});

test('a step that was not committed keeps nothing', async () => {
  const folds = openFolds(9);
  const stream = await submitted(folds);
  const lost = atCommit(db.database, () => Promise.reject(new Error('power lost')));
  await expect(asks(stream, { ...sendsBack, folds, database: lost })).rejects.toThrow('power lost');
  expect(folds.of(ORG, stream)).toMatchObject({ seq: 1 });
});

test('of more streams than may be kept those used last are', () => {
  const folds = openFolds(2);
  const fold = { seq: 1, hash: 'aa', state: null };
  for (const stream of ['a', 'b']) folds.keep(ORG, stream, fold);
  folds.of(ORG, 'a');
  folds.keep(ORG, 'c', fold);
  expect(['a', 'b', 'c'].map((stream) => folds.of(ORG, stream) !== null)).toEqual([true, false, true]);
});

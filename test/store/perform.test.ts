import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { endOfDay } from '../../domain/calendar/local-date.ts';
import type { CommandRow } from '../../store/commands/command-row.ts';
import { commandId, receiveCommand } from '../../store/commands/receive-command.ts';
import type { Database } from '../../store/database.ts';
import { derivedId } from '../../store/hash.ts';
import { officeStream } from '../../store/reads/office-stream.ts';
import { InRecovery, recoveryNow } from '../../store/recovery/recovery-mode.ts';
import { LedgerGap } from '../../store/step/opened-stream.ts';
import { perform, type StepAnswer } from '../../store/step/perform.ts';
import type { TimerAct } from '../../store/step/timer-command.ts';
import { opensAgain } from '../builders/as-owner.ts';
import { atCommit } from '../builders/at-commit.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, draft, engage, ORG, openOffice, person, receive, UNIT, WORDS } from '../builders/office.ts';
import { DAY, round, START, stage } from '../builders/round.ts';
import { deliverAll, openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;

const NOTHING_KNOWN = { seq: 0, hash: null };
/** Three stages to a decision, without registration and without a council. */
const SHORT = round({
  key: 'short',
  officeProposes: true,
  standing: true,
  stages: [stage('nomination'), stage('appraisal'), stage('decision')],
});
const TIMED = round({
  rulePack: 'pack-2021',
  stages: [stage('registration', { dueAt: START + 10 * DAY }), stage('appraisal'), stage('decision')],
});
/** Here a case that waits for a decision is not timed, and one that a draft lists is. */
const DATED = round({
  ...SHORT,
  key: 'dated',
  stages: [stage('nomination'), stage('appraisal'), stage('decision', { dueAt: START + 10 * DAY })],
});

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  await openOffice(office, [TIMED, SHORT, DATED]);
});
afterAll(() => db?.close());

let keys = 0;
const key = () => {
  keys += 1;
  return `key ${keys}`;
};

async function count(table: string, where: string, ...values: unknown[]): Promise<number> {
  const found = await db.database.query<{ n: number }>(
    `select count(*)::int as n from ${table} where ${where}`,
    values,
  );
  return found.rows[0]?.n ?? -1;
}

/** Everything that a step can leave behind, except the command's own row. */
async function traces(proposal: string): Promise<Record<string, number>> {
  return {
    heads: await count('head', 'stream = $1', `proposal/${proposal}`),
    events: await count('event', 'stream = $1', `proposal/${proposal}`),
    claims: await count('proposal_claim', 'proposal = $1', proposal),
    dossiers: await count('dossier_version', 'proposal = $1', proposal),
    board: await count('proposal_board', 'id = $1', proposal),
  };
}

const NO_TRACE = { heads: 0, events: 0, claims: 0, dossiers: 0, board: 0 };
const OPENED = { heads: 1, events: 1, claims: 1, dossiers: 1, board: 1 };

/** A clerk's Submit, written down and not yet performed. */
async function submitOf(id: string, by = person('unitClerk')): Promise<CommandRow> {
  return receive(office, {
    stream: `proposal/${id}`,
    kind: 'Submit',
    body: { draft: id, rowVersion: 1 },
    by,
    key: key(),
  });
}

async function steps(command: CommandRow, database: Database = db.database): Promise<StepAnswer> {
  const { org, stream, id } = command;
  return perform({ ...office.step, database }, { org, stream, known: NOTHING_KNOWN, act: { command: id } });
}

async function submitted(change: Parameters<typeof draft>[1] = {}): Promise<string> {
  const id = await draft(office, change);
  await steps(await submitOf(id));
  return id;
}

/** A case that waits for a decision. */
async function passed(inRound = 'short'): Promise<string> {
  const id = await draft(office, { round: inRound, byOffice: true });
  const stream = `proposal/${id}`;
  const nominate = { title: 'LDTT', reason: null, draft: id, rowVersion: 1, letter: null, unitVote: null };
  await act(office, { stream, kind: 'Nominate', body: nominate, by: person('standingOffice', 'proposer'), key: key() });
  await act(office, {
    stream,
    kind: 'Receive',
    body: { paperOn: '2021-01-04', filesOn: '2021-01-04' },
    by: person('standingOffice'),
    key: key(),
  });
  const body = { finding: 'for', grounds: WORDS, rule: 'test' };
  const { outcome } = await act(office, {
    stream,
    kind: 'Appraise',
    body,
    by: person('standingOffice', 'appraiser'),
    key: key(),
  });
  expect(outcome).toMatchObject({ ok: true, events: ['Appraised'] });
  return id;
}

async function draftDecision(...proposals: string[]): Promise<CommandRow> {
  return draftIn('QĐ-UBND', ...proposals);
}

async function draftIn(register: string, ...proposals: string[]): Promise<CommandRow> {
  const body = { authority: 'ubnd', register, proposals };
  return receive(office, {
    stream: { begins: 'decision' },
    kind: 'DraftDecision',
    body,
    by: person('standingOffice'),
    key: key(),
  });
}

async function signedDecision(register = 'QĐ-UBND'): Promise<string> {
  const drafted = await draftIn(register, await passed());
  await steps(drafted);
  await deliverAll(office);
  const signed = await act(office, {
    stream: drafted.stream,
    kind: 'SignDecision',
    by: person('authorityHead'),
    key: key(),
  });
  expect(signed.outcome).toMatchObject({ ok: true });
  return drafted.stream;
}

function outcomeOf(answer: StepAnswer) {
  if (answer.status !== 'settled') throw new Error(`Answered with ${answer.status}`);
  return answer.outcome;
}

const refusalOf = (answer: StepAnswer) => {
  const outcome = outcomeOf(answer);
  return outcome.ok ? null : outcome.refusal;
};

describe('a refusal', () => {
  test('leaves no head, no event, no claim, no dossier and no row on the board, and is an outcome', async () => {
    const id = await draft(office, { title: 'no such title' });
    const command = await submitOf(id);
    expect(refusalOf(await steps(command))).toMatchObject({ code: 'TITLE_NOT_IN_ROUND' });
    expect(await traces(id)).toEqual(NO_TRACE);
    expect(
      await count('command', `id = $1 and settled_at is not null and outcome ->> 'ok' = 'false'`, command.id),
    ).toBe(1);
  });

  test('of a list that holds one line too many lets go of every line', async () => {
    const [free, held] = [await passed(), await passed()];
    const first = await draftDecision(held);
    await steps(first);
    const answer = await steps(await draftDecision(free, held));
    expect(refusalOf(answer)).toMatchObject({
      code: 'LINE_ALREADY_LISTED',
      facts: { lines: [{ proposal: held, heldBy: first.stream }] },
    });
    expect(await count('listing', 'proposal = $1', free)).toBe(0);
  });
});

describe('a repeat', () => {
  test('of a settled command changes nothing, and answers with the same outcome and the events since known', async () => {
    const id = await draft(office);
    const command = await submitOf(id);
    const first = await steps(command);
    await act(office, { stream: command.stream, kind: 'Confirm', by: person('unitHead'), key: key() });
    const before = await db.database.query('select * from event where stream = $1 order by seq', [command.stream]);
    const again = await steps(command);
    const known = { seq: 1, hash: String(before.rows[0]?.hash) };
    const later = await perform(office.step, { org: ORG, stream: command.stream, known, act: { command: command.id } });
    expect(outcomeOf(again)).toEqual(outcomeOf(first));
    expect(outcomeOf(later)).toEqual(outcomeOf(first));
    expect(again).toMatchObject({ events: before.rows.map(({ text }) => text) });
    expect(later).toMatchObject({ events: [before.rows[1]?.text], head: { seq: 2, hash: before.rows[1]?.hash } });
    expect(
      (await db.database.query('select * from event where stream = $1 order by seq', [command.stream])).rows,
    ).toEqual(before.rows);
  });

  test('of a refused command stays refused, though it would pass by now', async () => {
    const subject = derivedId('subject of', key());
    const first = await submitted({ subject });
    const id = await draft(office, { subject });
    const command = await submitOf(id);
    const refused = await steps(command);
    await act(office, {
      stream: `proposal/${first}`,
      kind: 'Withdraw',
      body: { reason: WORDS },
      by: person('unitHead'),
      key: key(),
    });
    expect(outcomeOf(await steps(command))).toEqual(outcomeOf(refused));
    expect(refusalOf(await steps(await submitOf(id)))).toBeNull();
  });

  test('under the same key with the same request finds the first row, and with another request is a conflict', async () => {
    const incoming = {
      org: ORG,
      stream: 'proposal/x',
      kind: 'Confirm',
      by: person('unitHead'),
      idempotencyKey: key(),
      bodyHash: 'a',
      body: {},
      basis: null,
    };
    const first = await receiveCommand(db.database, office.step.clock, incoming);
    const same = await receiveCommand(db.database, office.step.clock, incoming);
    const other = await receiveCommand(db.database, office.step.clock, { ...incoming, bodyHash: 'b' });
    const elsewhere = await receiveCommand(db.database, office.step.clock, { ...incoming, stream: 'proposal/y' });
    expect(same).toEqual({ ...first, repeated: true });
    expect(Object.keys(other)).toEqual(['conflict']);
    expect(Object.keys(elsewhere)).toEqual(['conflict']);
    expect(await count('command', 'id = $1', commandId(ORG, 'unitHead', incoming.idempotencyKey))).toBe(1);
    await db.database.query(
      `update command set settled_at = now(), outcome = '{"ok":false}' where stream = 'proposal/x'`,
    );
  });

  test('at the very same moment is performed once', async () => {
    // Often enough for every order in which they can reach for the rows of a stream that has not begun.
    for (let round = 0; round < 30; round += 1) {
      const id = await draft(office);
      const command = await submitOf(id);
      const answers = await Promise.all(Array.from({ length: 8 }, () => steps(command)));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(await traces(id)).toEqual(OPENED);
    }
  });
});

describe('of two at the same moment', () => {
  test('one that waits for a stream that has not begun keeps no other from its command’s row', async () => {
    const command = await submitOf(await draft(office));
    const other = new pg.Client({ connectionString: db.url });
    await other.connect();
    onTestFinished(() => other.end());
    await other.query('begin');
    await other.query(`select pg_advisory_xact_lock(hashtextextended($1 || '/' || $2, 0))`, [ORG, command.stream]);
    const waits = steps(command);
    await expect
      .poll(() =>
        count(
          'pg_locks join pg_database d on d.oid = database',
          `locktype = 'advisory' and not granted and datname = current_database()`,
        ),
      )
      .toBe(1);
    // Whoever has the stream's turn asks for the row next; held by one that waits for the turn, neither would go on.
    const row = await other.query('select id from command where org_id = $1 and id = $2 for update nowait', [
      ORG,
      command.id,
    ]);
    expect(row.rows).toHaveLength(1);
    await other.query('commit');
    expect(refusalOf(await waits)).toBeNull();
  });

  test('on one stream both settle, one after the other, and numbers have no gap', async () => {
    const id = await submitted();
    const stream = `proposal/${id}`;
    const ask = (who: string) =>
      receive(office, { stream, kind: 'Withdraw', body: { reason: WORDS }, by: person('unitHead', who), key: key() });
    const answers = await Promise.all(
      (await Promise.all(['h1', 'h2', 'h3', 'h4'].map(ask))).map((each) => steps(each)),
    );
    expect(answers.filter((each) => outcomeOf(each).ok)).toHaveLength(1);
    const rows = await db.database.query('select seq from event where stream = $1 order by seq', [stream]);
    expect(rows.rows.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  test('on streams of one organisation neither locks a row that both share', async () => {
    const stream = `proposal/${await submitted()}`;
    // Whoever looks up a key in another table locks that row, and stays to be seen as its last locker.
    const lockers = () => db.database.query('select xmax::text from organisation order by id');
    const before = (await lockers()).rows;
    await act(office, { stream, kind: 'SendBack', body: { reason: WORDS }, by: person('unitHead'), key: key() });
    expect((await lockers()).rows).toEqual(before);
  });

  test('on a stream that nobody has begun take turns: one begins it, and the others are refused and not thrown', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await draft(office);
      const commands = await Promise.all(Array.from({ length: 4 }, () => submitOf(id)));
      const answers = await Promise.all(commands.map((each) => steps(each)));
      expect(answers.map((each) => refusalOf(each)?.code ?? 'ok').sort()).toEqual([
        'OUT_OF_ORDER',
        'OUT_OF_ORDER',
        'OUT_OF_ORDER',
        'ok',
      ]);
      expect(await traces(id)).toEqual(OPENED);
    }
  });

  test('decisions for the same cases in opposite orders, neither waits for ever', async () => {
    const ids = [await passed(), await passed(), await passed(), await passed()];
    const [one, other] = [await draftDecision(...ids), await draftDecision(...ids.toReversed())];
    const answers = await Promise.all([steps(one), steps(other)]);
    expect(answers.map((each) => outcomeOf(each).ok).sort()).toEqual([false, true]);
  });

  test('first Submits for one subject and title, one is accepted and the other names it', async () => {
    for (let round = 0; round < 8; round += 1) {
      const subject = derivedId('subject of', key());
      const ids = [await draft(office, { subject }), await draft(office, { subject })];
      const commands = await Promise.all(ids.map((id) => submitOf(id)));
      const answers = await Promise.all(commands.map((each) => steps(each)));
      const won = answers.findIndex((each) => outcomeOf(each).ok);
      expect(answers.filter((each) => outcomeOf(each).ok)).toHaveLength(1);
      const lost = answers[1 - won];
      if (lost === undefined) throw new Error('There are two');
      expect(refusalOf(lost)).toMatchObject({ code: 'ALREADY_PROPOSED', facts: { first: `proposal/${ids[won]}` } });
      expect(await traces(ids[1 - won] ?? '')).toEqual(NO_TRACE);
    }
  });

  test('decisions for one proposal, one lists it', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await passed();
      const commands = [await draftDecision(id), await draftDecision(id)];
      const answers = await Promise.all(commands.map((each) => steps(each)));
      expect(answers.map((each) => refusalOf(each)?.code ?? 'ok').sort()).toEqual(['LINE_ALREADY_LISTED', 'ok']);
      await deliverAll(office);
      expect(await count('event', `kind = 'ListedOnDecision' and stream = $1`, `proposal/${id}`)).toBe(1);
    }
  });

  test('decisions with one number, one gets it', async () => {
    for (let round = 0; round < 4; round += 1) {
      const streams = [await signedDecision(), await signedDecision()];
      const body = { number: `n ${round}`, on: '2021-01-04' };
      const ask = (stream: string) =>
        receive(office, { stream, kind: 'NumberDecision', body, by: person('standingOffice'), key: key() });
      const commands = await Promise.all(streams.map(ask));
      const answers = await Promise.all(commands.map((each) => steps(each)));
      expect(answers.map((each) => refusalOf(each)?.code ?? 'ok').sort()).toEqual(['NUMBER_TAKEN', 'ok']);
      expect(await count('register_number', 'number = $1', body.number)).toBe(1);
    }
  });

  test.each([
    ['01/QĐ-UBND', '1/qđ-ubnd'],
    [' 7  / x', '7 / X'],
    ['SỐ 008', 'Số 8'],
    ['0052', '52/QĐ-UBND'],
  ])('decisions with one number typed as %j and as %j, one gets it and both spellings stay', async (one, other) => {
    const [first, second] = [await signedDecision(), await signedDecision()];
    const ask = (stream: string, number: string) =>
      receive(office, {
        stream,
        kind: 'NumberDecision',
        body: { number, on: '2021-01-04' },
        by: person('standingOffice'),
        key: key(),
      });
    expect(refusalOf(await steps(await ask(first, one)))).toBeNull();
    expect(refusalOf(await steps(await ask(second, other)))).toMatchObject({
      code: 'NUMBER_TAKEN',
      facts: { number: other, by: first },
    });
    expect(await count('register_number', 'number = $1 and decision = $2', one, first)).toBe(1);
    expect(await count('event', `stream = $1 and text::jsonb -> 'body' ->> 'number' = $2`, first, one)).toBe(1);
    // A register of another kind counts for itself.
    expect(refusalOf(await steps(await ask(await signedDecision('QĐ-HĐTĐ'), other)))).toBeNull();
  });

  test('a signature and a withdrawal, never both hold', async () => {
    const ended = new Set<string>();
    for (let round = 0; round < 12; round += 1) {
      const id = await passed();
      const stream = `proposal/${id}`;
      const drafted = await draftDecision(id);
      await steps(drafted);
      await deliverAll(office);
      const asked = await act(office, {
        stream,
        kind: 'Withdraw',
        body: { reason: WORDS },
        by: person('unitHead'),
        key: key(),
      });
      expect(asked.outcome).toMatchObject({ ok: true, events: ['ActProposed'] });
      const pending = asked.outcome.ok ? asked.outcome.seq : 0;
      const withdraw = await receive(office, {
        stream,
        kind: 'ConfirmAct',
        body: { act: pending },
        by: person('standingOffice', 'granter'),
        key: key(),
      });
      const sign = await receive(office, {
        stream: drafted.stream,
        kind: 'SignDecision',
        by: person('authorityHead'),
        key: key(),
      });
      const order = round % 2 === 0 ? [withdraw, sign] : [sign, withdraw];
      const answers = await Promise.all(order.map((each) => steps(each)));
      expect(answers.map((each) => outcomeOf(each).ok).sort()).toEqual([false, true]);
      const status = await db.database.query<{ status: string }>('select status from listing where proposal = $1', [
        id,
      ]);
      const withdrawn = await count('event', `kind = 'Withdrawn' and stream = $1`, stream);
      expect(status.rows).toEqual([{ status: withdrawn === 1 ? 'void' : 'signed' }]);
      ended.add(withdrawn === 1 ? 'withdrawn' : 'signed');
    }
    expect(ended.size).toBeGreaterThan(0);
  });
});

describe('a timer', () => {
  const due = (setBy: number): TimerAct => ({
    kind: 'DeadlinePassed',
    dueAt: START + 10 * DAY,
    setBy,
    body: { dueAt: START + 10 * DAY, setBy },
  });
  const fire = (id: string, setBy = 1) =>
    perform(office.step, { org: ORG, stream: `proposal/${id}`, known: NOTHING_KNOWN, act: { timer: due(setBy) } });

  test('gives way to a command that was received before, and settles nothing', async () => {
    const id = await submitted();
    const confirm = await receive(office, {
      stream: `proposal/${id}`,
      kind: 'Confirm',
      by: person('unitHead'),
      key: key(),
    });
    office.clock.now = START + 10 * DAY;
    expect(await fire(id)).toEqual({ status: 'notYet' });
    expect(await count('command', `stream = $1 and role = 'timer'`, `proposal/${id}`)).toBe(0);
    await steps(confirm);
    expect(refusalOf(await fire(id))).toMatchObject({ code: 'DEADLINE_MOVED' });
    office.clock.now = START;
  });

  test('does not act before the clock that judges receipts has come to its instant', async () => {
    const id = await submitted();
    office.clock.now = START + 10 * DAY - 1;
    expect(await fire(id)).toEqual({ status: 'notYet' });
    office.clock.now = START + 10 * DAY;
    expect(outcomeOf(await fire(id))).toMatchObject({ ok: true, events: ['DeadlineMissed'] });
    office.clock.now = START;
  });

  test('does not wait for a command that came at the due instant or later', async () => {
    const id = await submitted();
    office.clock.now = START + 10 * DAY;
    const late = await receive(office, {
      stream: `proposal/${id}`,
      kind: 'Confirm',
      by: person('unitHead'),
      key: key(),
    });
    expect(outcomeOf(await fire(id))).toMatchObject({ ok: true, events: ['DeadlineMissed'] });
    await steps(late);
    office.clock.now = START;
  });

  const rowsOf = async (id: string) => {
    const found = await db.database.query<{ id: string }>(
      `select id from command where stream = $1 and role = 'timer'`,
      [`proposal/${id}`],
    );
    return new Set(found.rows.map((row) => row.id));
  };
  const timerId = (id: string, setBy: number, dueAt: number) =>
    derivedId('timer', ORG, `proposal/${id}`, String(setBy), String(dueAt));

  test('is one command however often it fires, and a moved deadline is another', async () => {
    const id = await submitted();
    const stream = `proposal/${id}`;
    office.clock.now = START + 11 * DAY;
    const answers = [await fire(id), ...(await Promise.all([fire(id), fire(id)]))];
    expect(new Set(answers.map((each) => JSON.stringify(outcomeOf(each)))).size).toBe(1);
    await act(office, { stream, kind: 'Confirm', by: person('unitHead'), key: key() });
    const body = { items: [{ key: 'report', note: WORDS }], dueOn: '2021-01-20' };
    await act(office, { stream, kind: 'Return', body, by: person('standingOffice'), key: key() });
    const dueAt = endOfDay('2021-01-20');
    office.clock.now = dueAt;
    const moved = { kind: 'DeadlinePassed', dueAt, setBy: 4, body: { dueAt, setBy: 4 } };
    const fireMoved = () => perform(office.step, { org: ORG, stream, known: NOTHING_KNOWN, act: { timer: moved } });
    expect(outcomeOf(await fireMoved())).toMatchObject({ ok: true, events: ['DeadlineMissed'] });
    expect(outcomeOf(await fireMoved())).toMatchObject({ ok: true, events: ['DeadlineMissed'] });
    office.clock.now = START;
    expect(await rowsOf(id)).toEqual(new Set([timerId(id, 1, START + 10 * DAY), timerId(id, 4, dueAt)]));
  });

  test('that is refused leaves no row, so that it acts when the same deadline comes back', async () => {
    const id = await passed('dated');
    const setBy = await count('event', 'stream = $1', `proposal/${id}`);
    office.clock.now = START + 10 * DAY;
    expect(refusalOf(await fire(id, setBy))).toMatchObject({ code: 'OUT_OF_ORDER' });
    expect(await rowsOf(id)).toEqual(new Set());
    await steps(await draftDecision(id));
    await deliverAll(office);
    expect(outcomeOf(await fire(id, setBy))).toMatchObject({ ok: true, events: ['DeadlineMissed'] });
    expect(await rowsOf(id)).toEqual(new Set([timerId(id, setBy, START + 10 * DAY)]));
    office.clock.now = START;
  });
});

describe('a ledger that is behind', () => {
  test('is a GAP for who has seen more, for an unknown command, and a FORK for who has seen another event', async () => {
    const id = await submitted();
    const stream = `proposal/${id}`;
    const load = (known: { seq: number; hash: string | null }) =>
      perform(office.step, { org: ORG, stream, known, act: null });
    await expect(load({ seq: 2, hash: 'aa' })).rejects.toThrow(LedgerGap);
    await opensAgain(db.url);
    await expect(load({ seq: 1, hash: 'aa' })).rejects.toThrow(/FORK/);
    await opensAgain(db.url);
    await expect(
      perform(office.step, { org: ORG, stream, known: NOTHING_KNOWN, act: { command: derivedId('nobody') } }),
    ).rejects.toThrow(LedgerGap);
    await opensAgain(db.url);
    expect(await load(NOTHING_KNOWN)).toMatchObject({ status: 'loaded', head: { seq: 1 } });
  });

  test('stops every step of every stream, until the recovery has ended', async () => {
    const [behind, other] = [await submitted(), await submitted()];
    const load = (id: string, known: { seq: number; hash: string | null }) =>
      perform(office.step, { org: ORG, stream: `proposal/${id}`, known, act: null });
    await expect(load(behind, { seq: 2, hash: 'aa' })).rejects.toThrow(LedgerGap);
    await expect(load(other, NOTHING_KNOWN)).rejects.toThrow(InRecovery);
    expect(await recoveryNow(db.database)).toMatchObject({ why: expect.stringContaining(`proposal/${behind}`) });
    await expect(db.database.query('update recovery set ended_at = now()')).rejects.toThrow('permission denied');
    await opensAgain(db.url);
    expect(await load(other, NOTHING_KNOWN)).toMatchObject({ status: 'loaded' });
  });
});

describe('a crash before the commit', () => {
  test('of the process leaves nothing, and the command can be performed again', async () => {
    const id = await draft(office);
    const command = await submitOf(id);
    const dies = atCommit(db.database, async () => {
      throw new Error('the power failed');
    });
    await expect(steps(command, dies)).rejects.toThrow('the power failed');
    expect(await traces(id)).toEqual(NO_TRACE);
    expect(await count('command', 'id = $1 and settled_at is null', command.id)).toBe(1);
    expect(refusalOf(await steps(command))).toBeNull();
    expect(await traces(id)).toEqual(OPENED);
  });

  test('of the connection leaves nothing, and the pool gives another', async () => {
    const id = await draft(office);
    const command = await submitOf(id);
    const killed = atCommit(db.database, async (client) => {
      const own = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      await asOwner((owner) => owner.query('select pg_terminate_backend($1)', [own.rows[0]?.pid]));
      await client.query('commit');
    });
    await expect(steps(command, killed)).rejects.toThrow();
    expect(await traces(id)).toEqual(NO_TRACE);
    expect(refusalOf(await steps(command))).toBeNull();
    expect(await traces(id)).toEqual(OPENED);
  });
});

/** A head names somebody of the unit for the days around the start. */
async function namesDeputy(head: string, deputy: string): Promise<void> {
  await engage(office, deputy, 'unitClerk', UNIT);
  const document = { number: '1/QĐ', on: '2021-01-04', file: null };
  const days = { fromOn: '2021-01-04', toOn: '2021-01-08' };
  const { outcome } = await act(office, {
    stream: officeStream(ORG),
    kind: 'NameDeputy',
    body: { role: 'unitHead', principal: head, deputy, ...days, document },
    by: person('unitHead', head),
    key: key(),
  });
  expect(outcome).toMatchObject({ ok: true });
}

describe('what is recorded', () => {
  test('says who acted, for whom, when, on what screen, under which plan and pack, and upon what', async () => {
    const id = await submitted();
    const stream = `proposal/${id}`;
    await namesDeputy('head', 'deputy');
    const by = { ...person('unitHead', 'deputy'), actingFor: 'head' };
    const basis = { seq: 1, dossier: 'd'.repeat(64) };
    office.clock.now = START + DAY;
    const { command } = await act(office, { stream, kind: 'Confirm', by, basis, key: key() });
    office.clock.now = START;
    const found = await db.database.query<{ text: string; hash: string }>(
      'select text, hash from event where stream = $1 order by seq',
      [stream],
    );
    const { facts, body, ...envelope } = JSON.parse(found.rows[1]?.text ?? '');
    expect(envelope).toEqual({
      v: 1,
      org: ORG,
      stream,
      seq: 2,
      kind: 'Confirmed',
      commandId: command,
      index: 0,
      cause: null,
      revision: 4,
      actor: 'deputy',
      role: 'unitHead',
      actorOrg: ORG,
      actingFor: 'head',
      receivedAt: START + DAY,
      at: START + DAY,
      planVersion: 'test-plan@1',
      rulePack: 'pack-2021',
      basis,
      prev: found.rows[0]?.hash,
    });
    const held = { principal: null, deputy: { role: 'unitClerk', unit: UNIT } };
    expect(facts).toEqual({ serviceDue: null, acting: { deputyship: 1, ...held } });
    expect(body).toMatchObject({ to: { state: 'awaitingAcceptance' } });
  });

  test('says under which plan and pack from the first event on, though nothing was known before it', async () => {
    const id = await submitted();
    const found = await db.database.query<{ text: string; hash: string }>(
      `select text, hash from event where stream = $1 or kind = 'PlanPublished' order by kind desc`,
      [`proposal/${id}`],
    );
    const [submittedFirst, published] = found.rows.map(({ text }) => JSON.parse(text));
    expect(submittedFirst).toMatchObject({ kind: 'Submitted', planVersion: 'test-plan@1', rulePack: 'pack-2021' });
    expect(published).toMatchObject({ kind: 'PlanPublished', planVersion: 'test-plan@1', rulePack: null });
  });

  const asApp = (sql: string) => db.database.query(sql);

  test.each([
    'update event set text = text',
    'delete from event',
    'truncate event',
    'truncate event cascade',
    'alter table event disable trigger all',
    'delete from command',
    'truncate command',
    'update command set body = body',
    'update command set received_at = 0',
  ])('the application may not: %s', async (sql) => {
    await expect(asApp(sql)).rejects.toMatchObject({ code: '42501' });
  });

  test('the application may not settle a command a second time, and may not become a replica', async () => {
    await submitted();
    await expect(asApp(`update command set outcome = '{"ok":false}' where outcome is not null`)).rejects.toThrow(
      'A command settles once',
    );
    await expect(
      asApp('update command set outcome = null, settled_at = null where outcome is not null'),
    ).rejects.toThrow('A command settles once');
    await expect(asApp('set session_replication_role = replica')).rejects.toMatchObject({ code: '42501' });
  });

  test.each(['update event set text = text', 'delete from event', 'truncate event', 'truncate event cascade'])(
    'even the owner, as a replica, is refused: %s',
    async (sql) => {
      await submitted();
      const tries = asOwner(async (owner) => {
        await owner.query('set session_replication_role = replica');
        await owner.query(sql);
      });
      await expect(tries).rejects.toThrow('The ledger is append-only');
    },
  );
});

describe('the rest of the record', () => {
  test.each([
    'delete from command',
    'truncate command',
    'delete from organisation',
    'truncate organisation cascade',
    'delete from organisation',
    'update command set body = body',
    'update command set received_at = 0',
    `update command set outcome = '{"ok":false}' where outcome is not null`,
    'delete from head',
    'truncate head cascade',
    'update head set seq = seq - 1',
    `update head set hash = 'another'`,
    `update head set stream = 'proposal/another' where seq = 1`,
    `update installation set log_origin = 'another'`,
    'delete from installation',
    'truncate installation',
  ])('is kept even from its owner, as a replica: %s', async (sql) => {
    await submitted();
    const tries = asOwner(async (owner) => {
      await owner.query('set session_replication_role = replica');
      await owner.query(sql);
    });
    await expect(tries).rejects.toMatchObject({ code: '42501' });
  });

  test('a command that is still open may be settled, by its owner too', async () => {
    const open = await submitOf(await draft(office));
    await asOwner((owner) =>
      owner.query(`update command set settled_at = now(), outcome = '{"ok":false}' where id = $1`, [open.id]),
    );
    expect(await count('command', 'id = $1 and settled_at is not null', open.id)).toBe(1);
  });
});

describe('a carried command', () => {
  test('keeps the instant at which its cause was received, and names that event', async () => {
    const id = await passed();
    office.clock.now = START + 3 * DAY;
    const drafted = await draftDecision(id);
    office.clock.now = START + 5 * DAY;
    await steps(drafted);
    office.clock.now = START + 8 * DAY;
    await deliverAll(office);
    office.clock.now = START;
    const row = await db.database.query(
      `select received_at, at, cause_stream, cause_seq, role, actor from command where stream = $1 and kind = 'ListOnDecision'`,
      [`proposal/${id}`],
    );
    expect(row.rows).toEqual([
      {
        received_at: START + 3 * DAY,
        at: START + 3 * DAY,
        cause_stream: drafted.stream,
        cause_seq: 1,
        role: 'outbox',
        actor: 'standingOffice',
      },
    ]);
    const events = await db.database.query<{ text: string }>(
      `select text from event where kind = 'ListedOnDecision' and stream = $1`,
      [`proposal/${id}`],
    );
    expect(JSON.parse(events.rows[0]?.text ?? '{}')).toMatchObject({
      receivedAt: START + 3 * DAY,
      cause: { stream: drafted.stream, seq: 1 },
    });
  });
});

async function asOwner<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: db.url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ExportedEvent } from '../../audit/exported.ts';
import { type Report, reportText } from '../../audit/report.ts';
import { REASONS, type Reason, UNDETERMINED } from '../../audit/trouble.ts';
import { verifyExport } from '../../audit/verify.ts';
import { addDays, endOfDay, type LocalDate } from '../../domain/calendar/local-date.ts';
import type { Json } from '../../domain/json.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import type { Envelope } from '../../domain/ledger/envelope.ts';
import { LIST_PART } from '../../domain/ledger/parts.ts';
import { SESSION } from '../../domain/session/session.ts';
import { type Days, SAYING_THE_DAY } from '../../domain/session/session-day.ts';
import { sha256 } from '../../store/hash.ts';
import type { TestDatabase } from '../builders/database.ts';
import { DAY } from '../builders/round.ts';
import {
  chained,
  type Exported,
  envelopeOf,
  ORIGIN,
  putTogether,
  sealed,
  streamsOf,
  takeApart,
  withStream,
} from './forger.ts';
import { ledgerOfARun } from './ledger-of-a-run.ts';

let db: TestDatabase;
let twin: Exported;
/** Another run, whose lists of two lines and more stand in parts. */
let inParts: { db: TestDatabase; twin: Exported };

beforeAll(async () => {
  const run = await ledgerOfARun(inject('clusterUrl'), 20210104, 2400);
  db = run.db;
  twin = takeApart(run.lines);
  const apart = await ledgerOfARun(inject('clusterUrl'), 20210105, 1400, 1);
  inParts = { db: apart.db, twin: takeApart(apart.lines) };
}, 300_000);
afterAll(async () => {
  await db?.close();
  await inParts?.db.close();
});

const verify = (exported: Exported, withCommands: boolean): Promise<Report> =>
  verifyExport(putTogether(exported), { logOrigin: ORIGIN, withCommands });

// biome-ignore lint/suspicious/noExplicitAny: a forger writes whatever they like into a body, and into facts
type Forged = Omit<Envelope, 'body' | 'facts'> & { body: any; facts: any };

/** The events of a kind that fit, each with its stream. */
function places(kind: string, fits: (envelope: Forged, rows: readonly ExportedEvent[]) => boolean = () => true) {
  return streamsOf(twin.events).flatMap((rows) =>
    rows.flatMap((row, index) => (row.kind === kind && fits(envelopeOf(row), rows) ? [{ rows, row, index }] : [])),
  );
}

function place(...asked: Parameters<typeof places>) {
  const found = places(...asked)[0];
  if (found === undefined) throw new Error(`The run has no such ${asked[0]}`);
  return found;
}

/** One event changed, and its whole stream's chain made anew: what somebody with every right on the database can do. */
function changed(at: ReturnType<typeof place>, change: (envelope: Forged) => Forged): Exported {
  const rows = at.rows.with(at.index, sealed(at.row, change(structuredClone(envelopeOf(at.row)))));
  return withStream(twin, at.rows, chained(rows));
}

const inBody = (change: (body: Forged['body']) => void) => (envelope: Forged) => {
  change(envelope.body);
  return envelope;
};

const removed = (at: ReturnType<typeof place>): Exported =>
  withStream(twin, at.rows, chained(at.rows.toSpliced(at.index, 1)));

describe('a run of two offices', () => {
  test('is decided again command by command, and its streams agree', async () => {
    const report = await verify(twin, true);
    expect(report.troubles).toEqual({ count: 0, byReason: {}, first: [] });
    expect(report.replay).toMatchObject({ redecided: report.replay.accepted, notRedecided: 0, unsettled: 0 });
    expect(report.replay.redecided).toBeGreaterThan(600);
    expect(report.events).toBe(twin.events.length);
  });

  test('agrees with itself by its events alone', async () => {
    const report = await verify({ ...twin, commands: [] }, false);
    expect(report.troubles.count).toBe(0);
    expect(report.replay).toMatchObject({ redecided: 0, accepted: 0 });
  });

  test('shows the auditor every mark and how often it stands', async () => {
    const { marks } = await verify(twin, true);
    const told = twin.events.flatMap((row) => {
      const { body, actingFor } = envelopeOf(row) as Forged;
      return [...(body?.marks ?? []), ...(actingFor === null ? [] : ['acting for'])];
    });
    const counted = Object.fromEntries([...Map.groupBy(told, String)].map(([mark, all]) => [mark, all.length]));
    expect(marks).toEqual(counted);
    expect(Object.keys(marks)).toEqual(expect.arrayContaining(['late', 'no council', 'one person', 'acting for']));
  });
});

describe('a run whose lists stand in parts', () => {
  test('is decided again command by command, and its streams agree', async () => {
    const report = await verify(inParts.twin, true);
    expect(report.troubles).toEqual({ count: 0, byReason: {}, first: [] });
    expect(report.replay).toMatchObject({ redecided: report.replay.accepted, notRedecided: 0, unsettled: 0 });
    const parts = inParts.twin.events.filter(({ kind }) => kind === LIST_PART);
    expect(parts.length).toBeGreaterThan(300);
  });

  test('a line changed in a part, and every hash made anew but those that its event names', async () => {
    const { rows, index, row } = closingWithParts();
    const part = rows[index - 1];
    if (part === undefined) throw new Error('No part');
    const changedPart = sealed(part, { ...envelopeOf(part), body: { items: [] } });
    const forged = withStream(inParts.twin, rows, chained(rows.with(index - 1, changedPart)));
    const report = await verify(forged, true);
    expect(report.troubles.first.map(({ reason }) => reason)).toContain('partsDiffer');
    expect(report.troubles.first.find(({ reason }) => reason === 'partsDiffer')).toMatchObject({ stream: row.stream });
  });

  test('a part left over when its event was taken out', async () => {
    const { rows, index } = closingWithParts();
    const report = await verify(withStream(inParts.twin, rows, chained(rows.toSpliced(index, 1))), true);
    expect(report.troubles.byReason).toHaveProperty('partsDiffer');
  });

  test('facts put on a part, or on an event that is not the first of its command', async () => {
    const { rows, index } = closingWithParts();
    for (const [at, is] of [
      [index - 1, 'factsMisplaced'],
      [index, undefined],
    ] as const) {
      const row = rows[at];
      if (row === undefined) throw new Error('No such event');
      const forged = rows.with(at, sealed(row, { ...envelopeOf(row), facts: { forged: true } }));
      const report = await verify(withStream(inParts.twin, rows, chained(forged)), true);
      expect(report.troubles.byReason.factsMisplaced).toBe(is === undefined ? undefined : 1);
    }
  });
});

/** The event that closes an act whose list stands in parts: the first of its command that is none. */
function closingWithParts() {
  const found = streamsOf(inParts.twin.events).flatMap((rows) =>
    rows.flatMap((row, index) =>
      rows[index - 1]?.kind === LIST_PART && row.kind !== LIST_PART && envelopeOf(row).facts !== null
        ? [{ rows, row, index }]
        : [],
    ),
  )[0];
  if (found === undefined) throw new Error('The run has nothing in parts');
  return found;
}

/** Each forgery leaves every chain right; what must be among the troubles, and whether the commands are needed for it. */
type Forgery = { name: string; reason: Reason; withCommands: boolean; forge(): Exported };

const FORGERIES: readonly Forgery[] = [
  {
    name: 'an award with another number than its decision',
    reason: 'grantWithoutDecision',
    withCommands: false,
    forge: () =>
      changed(
        place('AwardGranted', ({ body }) => body.decision !== null),
        inBody((body) => (body.number = '4711')),
      ),
  },
  {
    name: 'an award taken out of its proposal',
    reason: 'lineNotReached',
    withCommands: true,
    forge: () => removed(place('AwardGranted', ({ body, seq }, rows) => body.decision !== null && seq === rows.length)),
  },
  {
    name: 'a number given twice',
    reason: 'numberTwice',
    withCommands: false,
    forge: () => {
      const [one, other] = places('DecisionNumbered', ({ org }) => org === 'test-office');
      if (one === undefined || other === undefined) throw new Error('The run has no two numbers');
      const { number, on } = (envelopeOf(one.row) as Forged).body;
      return changed(
        other,
        inBody((body) => Object.assign(body, { number, on })),
      );
    },
  },
  {
    name: 'a number given twice, typed otherwise the second time',
    reason: 'numberTwice',
    withCommands: false,
    forge: () => {
      const [one, other] = places('DecisionNumbered', ({ org }) => org === 'test-office');
      if (one === undefined || other === undefined) throw new Error('The run has no two numbers');
      const { number, on } = (envelopeOf(one.row) as Forged).body;
      return changed(
        other,
        inBody((body) => Object.assign(body, { number: ` 00${String(number)}`, on })),
      );
    },
  },
  {
    name: 'a number of another paper that does not say after what it was free',
    reason: 'numberTwice',
    withCommands: false,
    forge: () => changed(place('NumberCorrected', isLeftBy), (envelope) => ({ ...envelope, facts: {} })),
  },
  {
    name: 'a number that was taken before the paper that bore it was corrected',
    reason: 'numberTwice',
    withCommands: false,
    forge: () =>
      changed(place('NumberCorrected', isLeftBy), (envelope) => ({
        ...envelope,
        facts: JSON.parse(JSON.stringify(envelope.facts).replaceAll(/("seq":)\d+/g, '$13')),
      })),
  },
  {
    name: 'a counter-decision under the number of a decision',
    reason: 'numberTwice',
    withCommands: false,
    forge: () => {
      const counter = place('AwardRevoked', ({ org, body }) => org === 'test-office' && body.register !== null);
      const one = place('DecisionNumbered', ({ org }) => org === 'test-office');
      const { number, on } = (envelopeOf(one.row) as Forged).body;
      return changed(
        counter,
        inBody((body) => Object.assign(body, { number, on })),
      );
    },
  },
  {
    name: 'two counter-decisions of different days under one number',
    reason: 'numberTwice',
    withCommands: false,
    forge: () => {
      const { org, body: revoked } = envelopeOf(
        place('AwardRevoked', ({ body }) => body.register !== null).row,
      ) as Forged;
      const corrected = place(
        'AwardCorrected',
        ({ body, ...envelope }) => envelope.org === org && body.register !== null,
      );
      const on = `${String(revoked.on).slice(0, 4)}-01-01`;
      return changed(
        corrected,
        inBody((body) => Object.assign(body, { number: revoked.number, on })),
      );
    },
  },
  {
    name: 'a counter-decision said to stand in another register',
    reason: 'counterElsewhere',
    withCommands: false,
    forge: () =>
      changed(
        place('AwardCorrected', ({ body }) => body.register !== null),
        inBody((body) => Object.assign(body, { register: 'NQ-HĐND' })),
      ),
  },
  {
    name: 'a case put on an agenda while it is on one',
    reason: 'twoLists',
    withCommands: false,
    forge: () => {
      const { rows, row, index } = place('PlacedOnAgenda');
      return withStream(
        twin,
        rows,
        chained(
          rows.toSpliced(
            index,
            0,
            sealed(row, { ...envelopeOf(row), index: 0, commandId: '00000000-0000-4000-8000-00000000f04d' }),
          ),
        ),
      );
    },
  },
  {
    name: 'a proposal in two signed decisions',
    reason: 'signedTwice',
    withCommands: false,
    forge: () => {
      const [one, other] = places('DecisionSigned', ({ org }) => org === 'test-office');
      if (one === undefined || other === undefined) throw new Error('The run has no two signatures');
      const { lines } = (envelopeOf(one.row) as Forged).body;
      return changed(
        other,
        inBody((body) => body.lines.push(lines[0])),
      );
    },
  },
  {
    name: 'a verdict that its votes do not give',
    reason: 'verdictDiffers',
    withCommands: false,
    forge: () =>
      changed(
        place('ResultConfirmed', ({ body }) => body.lines.some(hasResult('no'))),
        inBody((body) => (body.lines.find(hasResult('no')).verdict.result = 'yes')),
      ),
  },
  {
    name: 'a tally of more votes than members',
    reason: 'verdictDiffers',
    withCommands: false,
    forge: () =>
      changed(
        // One that was confirmed as it was entered.
        place(
          'ResultEntered',
          ({ body, seq }, rows) => 'tally' in body.lines[0] && rows[seq]?.kind === 'ResultConfirmed',
        ),
        inBody((body) => (body.lines[0].tally.for = 99)),
      ),
  },
  {
    name: 'a case that was told another mended number than its decision says',
    reason: 'grantWithoutDecision',
    withCommands: false,
    forge: () =>
      changed(
        place('PaperNumberCorrected', ({ body }) => body.list?.startsWith('decision/')),
        inBody((body) => (body.number = '4711')),
      ),
  },
  {
    name: 'a correction that was judged otherwise than its votes say',
    reason: 'verdictDiffers',
    withCommands: false,
    forge: () =>
      changed(
        place('CorrectionConfirmed'),
        inBody((body) => (body.line.tally.for -= 1)),
      ),
  },
  {
    name: 'a proposal with other corrected votes than its session',
    reason: 'resultDiffers',
    withCommands: false,
    forge: () =>
      changed(
        place('ResultCorrected'),
        inBody((body) => (body.tally.for -= 1)),
      ),
  },
  {
    name: 'a proposal with other votes than its session',
    reason: 'resultDiffers',
    withCommands: false,
    forge: () =>
      changed(
        place('ResultRecorded'),
        inBody((body) => (body.tally.for -= 1)),
      ),
  },
  {
    name: 'a case on a decision whose council result was taken out',
    reason: 'listedWithoutResult',
    withCommands: false,
    forge: () =>
      removed(place('ResultRecorded', (_event, rows) => rows.some(({ kind }) => kind === 'ListedOnDecision'))),
  },
  {
    name: 'a case on a decision that was imported before its council',
    reason: 'listedWithoutResult',
    withCommands: false,
    forge: () => {
      const { rows } = place('ListedOnDecision', (_, [first]) => first?.kind === 'Imported');
      const [row] = rows;
      if (row === undefined) throw new Error('The run lists no imported case');
      return changed(
        { rows, row, index: 0 },
        inBody((body) => (body.act.body.stage = 'council')),
      );
    },
  },
  {
    name: 'a session under a constitution that was taken out',
    reason: 'verdictDiffers',
    withCommands: false,
    forge: () => removed(place('CouncilConstituted')),
  },
  {
    name: 'a session under a constitution of another number of members',
    reason: 'verdictDiffers',
    withCommands: false,
    forge: () =>
      changed(
        place('CouncilConstituted'),
        inBody((body) => body.members.pop()),
      ),
  },
  {
    name: 'a corrected result that names another constitution than it was judged by',
    reason: 'verdictDiffers',
    withCommands: false,
    forge: () =>
      changed(
        place('CorrectionConfirmed'),
        inBody((body) => (body.satUnder = 99)),
      ),
  },
  {
    name: 'a corrected result under a constitution that is not on record',
    reason: 'verdictDiffers',
    withCommands: false,
    forge: () =>
      changed(
        place('CorrectionConfirmed', ({ facts }) => Object(facts).sitting !== null),
        ({ facts, body, ...others }) => ({
          ...others,
          body: { ...body, satUnder: 99 },
          facts: { ...Object(facts), sitting: { ...Object(facts).sitting, constitution: 99 } },
        }),
      ),
  },
  {
    name: 'a session that was moved to before its cases were received, with its agenda and its command changed to fit',
    reason: 'heldBefore',
    withCommands: true,
    forge: () => {
      const { at, receivedOn } = sessionOfReceived();
      return movedTo(at, addDays(receivedOn, -1));
    },
  },
  {
    name: 'a session that was moved to before the one that had deferred its case',
    reason: 'heldBefore',
    withCommands: true,
    forge: () => {
      const { deferredOn, at } = sessionAfterADeferral();
      return movedTo(at, addDays(deferredOn, -1));
    },
  },
  {
    name: 'a session whose day was corrected to after its result was entered',
    reason: 'heldAfter',
    withCommands: true,
    forge: () => dayCorrectedTo((heldOn) => addDays(heldOn, 365), { enteredOn: null }),
  },
  {
    name: 'a session whose day was corrected to before its cases had come so far',
    reason: 'heldBefore',
    withCommands: true,
    forge: () => dayCorrectedTo((heldOn) => addDays(heldOn, -365), { lines: [] }),
  },
  {
    name: 'a session whose day was corrected from one council to another',
    reason: 'verdictDiffers',
    withCommands: true,
    forge: () => dayCorrectedTo((heldOn) => heldOn, { council: { stands: 1, asked: 1 } }),
  },
  {
    name: 'a session whose day was corrected to another than was entered',
    reason: 'correctionDiffers',
    withCommands: false,
    forge: () =>
      changed(
        place('DayCorrected'),
        inBody((body) => (body.heldOn = addDays(body.heldOn, 1))),
      ),
  },
  {
    name: 'a corrected result that somebody else is said to have entered',
    reason: 'correctionDiffers',
    withCommands: false,
    forge: () =>
      changed(
        place('CorrectionConfirmed'),
        inBody((body) => (body.enteredBy = 'somebody else')),
      ),
  },
  {
    name: 'an act for another whose naming was taken out',
    reason: 'actedOutOfDays',
    withCommands: false,
    forge: () => removed(place('DeputyNamed')),
  },
  {
    name: 'an act for another whose naming ended before it',
    reason: 'actedOutOfDays',
    withCommands: false,
    forge: () =>
      changed(
        place('DeputyNamed'),
        inBody((body) => (body.toOn = '2021-01-04')),
      ),
  },
  {
    name: 'an act for another that nobody was named for',
    reason: 'actedOutOfDays',
    withCommands: false,
    forge: () => changed(place('Accepted'), (envelope) => ({ ...envelope, actingFor: 'somebody' })),
  },
  ...[
    { name: 'whose deputy was of a role that deputies are not of', deputy: { role: 'unitClerk', unit: 'ward-1' } },
    { name: 'whose principal held the role in another unit', principal: { role: 'standingOffice', unit: 'ward-1' } },
    { name: 'whose principal held another role', principal: { role: 'councilSecretary', unit: null } },
    { name: 'that names another naming than the one it was done by', deputyship: 99 },
  ].map(
    ({ name, ...change }): Forgery => ({
      name: `an act for another ${name}`,
      reason: 'actedLapsed',
      withCommands: false,
      forge: () => changed(actFor(), (envelope) => ({ ...envelope, facts: withActing(envelope.facts, change) })),
    }),
  ),
  {
    name: 'an act for another from which what the step noted of it was taken out',
    reason: 'actedUnnoted',
    withCommands: true,
    forge: () => changed(actFor(), ({ facts: { acting: _, ...facts }, ...others }) => ({ ...others, facts })),
  },
  ...['principal', 'deputy', 'deputyship'].map(
    (member): Forgery => ({
      name: `an act for another without the ${member} that the step noted`,
      reason: 'actedUnnoted',
      withCommands: true,
      forge: () =>
        changed(actFor(), (envelope) => ({ ...envelope, facts: withActing(envelope.facts, { [member]: undefined }) })),
    }),
  ),
  {
    name: 'an act for another by a naming that there is not, without what both held',
    reason: 'actedUnnoted',
    withCommands: false,
    forge: () =>
      changed(actFor(), (envelope) => ({ ...envelope, facts: { ...envelope.facts, acting: { deputyship: 99 } } })),
  },
  {
    name: 'a revocation that was heard before it was received',
    reason: 'heardUnreceived',
    withCommands: true,
    forge: () => changed(place('DeputyRevoked'), heardAt(-1)),
  },
  {
    name: 'a submission whose copy is not what its hash says',
    reason: 'copyHashDiffers',
    withCommands: false,
    forge: () =>
      changed(
        place('SubmissionSent'),
        inBody((body) => (body.copy[0].title = 'HCLD')),
      ),
  },
  {
    name: 'a receipt of another copy, with its right hash',
    reason: 'copiesDiffer',
    withCommands: false,
    forge: () =>
      changed(
        place('SubmissionReceived'),
        inBody((body) => {
          body.lines[0].title = 'HCLD';
          body.copyHash = sha256(canonicalText(body.lines));
        }),
      ),
  },
  {
    name: 'a letter that is quoted above otherwise than its sender quoted it',
    reason: 'copiesDiffer',
    withCommands: false,
    forge: () =>
      changed(
        place('SubmissionReceived'),
        inBody((body) => (body.letter.number = '4711')),
      ),
  },
  {
    name: 'a letter that was mended above otherwise than below',
    reason: 'copiesDiffer',
    withCommands: false,
    forge: () =>
      changed(
        place('ReceivedLetterCorrected'),
        inBody((body) => (body.number = '4711')),
      ),
  },
  {
    name: 'a submission received a second time',
    reason: 'receivedTwice',
    withCommands: false,
    forge: () => {
      const { rows } = place('SubmissionReceived');
      const again = rows.slice(0, 1).map((row) => sealed(row, { ...envelopeOf(row), stream: `${row.stream}0` }));
      return { ...twin, events: [...twin.events, ...chained(again)] };
    },
  },
  {
    name: 'an act by somebody whom the life table does not let',
    reason: 'illegalForState',
    withCommands: false,
    forge: () => changed(place('Accepted'), (envelope) => ({ ...envelope, role: 'unitClerk' })),
  },
  {
    name: 'an act in a state that does not allow it',
    reason: 'illegalForState',
    withCommands: false,
    forge: () => removed(place('Confirmed', (_event, rows) => rows.some(({ kind }) => kind === 'Accepted'))),
  },
  {
    name: 'a decision numbered before it was signed',
    reason: 'illegalForState',
    withCommands: false,
    forge: () =>
      removed(place('DecisionSigned', (_event, rows) => rows.some(({ kind }) => kind === 'DecisionNumbered'))),
  },
  {
    name: 'a body that no rule can read',
    reason: 'cannotFold',
    withCommands: false,
    forge: () => changed(place('Submitted'), (envelope) => ({ ...envelope, body: null })),
  },
  {
    name: 'a kind of stream that does not exist',
    reason: 'cannotFold',
    withCommands: false,
    forge: () => {
      const { rows } = place('SessionCalled');
      return withStream(
        twin,
        rows,
        chained(
          rows.map((row) => sealed(row, { ...envelopeOf(row), stream: row.stream.replace('session', 'seance') })),
        ),
      );
    },
  },
  {
    name: 'an event that says more than its command decided',
    reason: 'decidedOtherwise',
    withCommands: true,
    forge: () =>
      changed(
        place('Accepted'),
        inBody((body) => (body.to.dueAt = 1)),
      ),
  },
  {
    name: 'facts that would have decided otherwise',
    reason: 'decidedOtherwise',
    withCommands: true,
    forge: () =>
      changed(place('Submitted'), (envelope) => ({
        ...envelope,
        facts: JSON.parse(JSON.stringify(envelope.facts).replace('"claimedBy":null', '"claimedBy":"proposal/x"')),
      })),
  },
  {
    name: 'another actor than the command row says',
    reason: 'commandDiffers',
    withCommands: true,
    forge: () => changed(place('Confirmed'), (envelope) => ({ ...envelope, actor: 'somebody' })),
  },
  {
    name: 'a command row with another body',
    reason: 'decidedOtherwise',
    withCommands: true,
    forge: () => ({
      ...twin,
      commands: twin.commands.map((row) =>
        row.kind === 'Reject' ? { ...row, body: { rule: 'another', reason: { text: 'x', commitment: 'y' } } } : row,
      ),
    }),
  },
  {
    name: 'an accepted command row deleted',
    reason: 'commandUnknown',
    withCommands: true,
    forge: () => ({
      ...twin,
      commands: twin.commands.filter((row) => row !== twin.commands.find(({ outcome }) => outcome?.ok === true)),
    }),
  },
  {
    name: 'a command row that stands twice',
    reason: 'commandRepeated',
    withCommands: true,
    forge: () => ({
      ...twin,
      commands: [...twin.commands, ...twin.commands.filter(({ kind }) => kind === 'PublishPlan').slice(0, 1)],
    }),
  },
  {
    name: 'a command that an event had sent, deleted',
    reason: 'notCarried',
    withCommands: true,
    forge: () => ({ ...twin, commands: twin.commands.filter(({ kind }) => kind !== 'PutOnAgenda') }),
  },
  {
    name: 'a command that no event had sent',
    reason: 'carriedByNothing',
    withCommands: true,
    forge: () => {
      const sent = twin.commands.find(({ kind }) => kind === 'ListOnDecision');
      if (sent === undefined) throw new Error('The run has no decision');
      return {
        ...twin,
        commands: [
          ...twin.commands,
          { ...sent, id: '00000000-0000-4000-8000-00000000f04d', stream: 'proposal/x', outcome: null },
        ],
      };
    },
  },
  {
    name: 'the last events of a stream cut off',
    reason: 'eventsMissing',
    withCommands: true,
    forge: () => {
      const { rows } = place('AwardGranted');
      return withStream(twin, rows, rows.slice(0, -1));
    },
  },
];

/** A number that another paper had given up. */
function isLeftBy({ facts }: Forged): boolean {
  return 'numberLeftBy' in Object(facts) && Object(facts).numberLeftBy.length > 0;
}

type AgendaLine = { proposal?: string; reachedOn?: LocalDate | null };

function linesIn(facts: Json): readonly AgendaLine[] {
  return Object(facts).lines;
}

/** Whoever moves a session forges what its agenda says of the cases, and the command's row, which no chain holds. */
function movedTo(at: ReturnType<typeof place>, heldOn: string, revision = SESSION.revision): Exported {
  const { commandId } = envelopeOf(at.row);
  const forged = changed(at, ({ body, facts, ...others }) => ({
    ...others,
    revision,
    body: { ...body, heldOn },
    facts: { ...Object(facts), lines: linesIn(facts).map((line) => ({ ...line, reachedOn: null })) },
  }));
  const commands = forged.commands.map((row) =>
    row.id === commandId ? { ...row, body: { ...Object(row.body), heldOn } } : row,
  );
  return { ...forged, commands };
}

/** A corrected day, with what was asked for, the facts of both acts and the commands all changed to fit. */
function dayCorrectedTo(change: (heldOn: LocalDate) => LocalDate, days: Partial<Days>): Exported {
  const at = place('DayCorrected');
  const asked = at.rows.slice(0, at.index).findLastIndex(({ kind }) => kind === 'DayCorrectionEntered');
  const { body: corrected }: Forged = envelopeOf(at.row);
  const heldOn = change(corrected.heldOn);
  const rows = at.rows.map((row, index) => {
    if (index !== asked && index !== at.index) return row;
    const { body, facts, ...others }: Forged = envelopeOf(row);
    const fit = { ...Object(facts), days: { ...Object(facts).days, ...days } };
    return sealed(row, { ...others, body: { ...body, heldOn }, facts: fit });
  });
  const forged = withStream(twin, at.rows, chained(rows));
  const { commandId } = envelopeOf(at.rows[asked] ?? at.row);
  const commands = forged.commands.map((row) =>
    row.id === commandId ? { ...row, body: { ...Object(row.body), heldOn } } : row,
  );
  return { ...forged, commands };
}

function dayThatStands(rows: readonly ExportedEvent[]): LocalDate {
  const said = rows.findLast(({ kind }) => SAYING_THE_DAY.some((each) => each === kind));
  if (said === undefined) throw new Error('A session says its day');
  return (envelopeOf(said) as Forged).body.heldOn;
}

const isMoved = (rows: readonly ExportedEvent[]) =>
  rows.some(({ kind }) => kind === 'SessionMoved' || kind === 'DayCorrected');

/** A session, and the first day on which one of its cases was received. */
function sessionOfReceived(): { at: ReturnType<typeof place>; receivedOn: LocalDate } {
  const received = new Map(
    places('Received').map(({ row }) => [row.stream, (envelopeOf(row) as Forged).body.receivedForAppraisalOn]),
  );
  const daysOf = (facts: Json) =>
    linesIn(facts).flatMap(({ proposal, reachedOn }) =>
      reachedOn && received.get(`proposal/${proposal}`) === reachedOn ? [reachedOn] : [],
    );
  const at = place('SessionCalled', ({ facts }, rows) => daysOf(facts).length > 0 && !isMoved(rows));
  const [receivedOn] = daysOf(envelopeOf(at.row).facts).toSorted();
  if (receivedOn === undefined) throw new Error('No case was received');
  return { at, receivedOn };
}

/** A session with a case that an earlier one had deferred, on a day after the case was received. */
function sessionAfterADeferral(): { at: ReturnType<typeof place>; deferredOn: LocalDate } {
  const sessions = new Map(places('SessionCalled').map((at) => [at.row.stream, at]));
  for (const { rows, index } of places('Deferred')) {
    const before = rows.slice(0, index + 1).map((row) => envelopeOf(row) as Forged);
    const again = rows.slice(index).find(({ kind }) => kind === 'PlacedOnAgenda');
    const receivedOn = before.findLast(({ kind }) => kind === 'Received')?.body.receivedForAppraisalOn;
    const first = sessions.get(before.at(-1)?.body.session);
    const at = again && sessions.get((envelopeOf(again) as Forged).body.session);
    // Of the next one, what was said first of its day stands.
    if (first === undefined || at === undefined || isMoved(at.rows)) continue;
    const deferredOn = dayThatStands(first.rows);
    if (receivedOn < deferredOn) return { at, deferredOn };
  }
  throw new Error('The run has no case that comes again after a deferral');
}

/** The first act that a deputy did for another. */
function actFor() {
  return place('Imported', ({ actingFor }) => actingFor !== null);
}

/** So long after its receipt, in the event and in what the step read. */
function heardAt(after: number) {
  return ({ body, facts, ...others }: Forged): Forged => {
    const heard = { heardAt: others.receivedAt + after };
    return { ...others, body: { ...body, ...heard }, facts: { ...facts, ...heard } };
  };
}

function withActing(facts: Json, change: object): Json {
  const { acting, ...others } = Object(facts);
  // A member that the change takes out is undefined, and then does not exist.
  return JSON.parse(JSON.stringify({ ...others, acting: { ...acting, ...change } }));
}

function hasResult(result: string): (line: { verdict?: { result: string } }) => boolean {
  return (line) => line.verdict?.result === result;
}

describe('a forgery that leaves every chain right', () => {
  test.each(FORGERIES.map((forgery) => [forgery.name, forgery] as const))(
    'is found: %s',
    async (_name, { reason, withCommands, forge }) => {
      const report = await verify(forge(), withCommands);
      expect(report.troubles.byReason).toHaveProperty(reason);
      for (const ofChain of ['hash', 'link', 'seq', 'notCanonical', 'differsFromRow', 'unreadable'])
        expect(report.troubles.byReason).not.toHaveProperty(ofChain);
      expect(reportText(report)).toContain(REASONS[reason]);
    },
  );

  test('and each class of trouble between streams has its forgery', () => {
    const shown = new Set(FORGERIES.map(({ reason }) => reason));
    const chain: Reason[] = [
      'unreadable',
      'hash',
      'notCanonical',
      'unknownVersion',
      'notAnEnvelope',
      'differsFromRow',
      'seq',
      'link',
      'commandIndex',
      'factsMisplaced',
      // Needs a run in parts, above.
      'partsDiffer',
    ];
    const all = Object.keys(REASONS).filter((reason) => !chain.some((each) => each === reason));
    expect(all.filter((reason) => ![...shown].some((each) => each === reason))).toEqual([]);
  });
});

test('an act by a naming of a release that did not note what both hold is read and verified as it stands', async () => {
  const naming = place('DeputyNamed');
  const { seq } = naming.row;
  const acts = places('Imported', ({ facts }) => facts.acting?.deputyship === seq);
  expect(acts.length).toBeGreaterThan(0);
  const old = (revision: number) => {
    const rows = naming.rows.with(naming.index, sealed(naming.row, { ...envelopeOf(naming.row), revision }));
    return acts.reduce(
      (exported, at) =>
        withStream(
          exported,
          at.rows,
          chained(
            at.rows.map((row) => {
              const { facts, ...others }: Forged = envelopeOf(row);
              return row === at.row
                ? sealed(row, { ...others, facts: { ...facts, acting: { deputyship: seq } } })
                : row;
            }),
          ),
        ),
      withStream(twin, naming.rows, chained(rows)),
    );
  };
  expect((await verify(old(1), true)).troubles).toEqual({ count: 0, byReason: {}, first: [] });
  expect((await verify(old(2), true)).troubles.byReason).toEqual({ actedUnnoted: acts.length });
});

describe('a revocation that is said to have been heard long after it was received', () => {
  const last = () => {
    const found = places('DeputyRevoked').at(-1);
    if (found === undefined) throw new Error('The run revokes nothing');
    return found;
  };
  const heardAfter = (after: number) => verify(changed(last(), heardAt(after)), true);

  test('is for a person to look at, and no trouble, since it may have waited out an outage', async () => {
    const report = await heardAfter(365 * DAY);
    expect(report.troubles.count).toBe(0);
    expect(report.undetermined.byReason).toEqual({ heardLate: 1 });
    expect(reportText(report)).toContain(UNDETERMINED.heardLate);
  });

  test('is for a person to look at where a later one was heard before it, since a clock may have been put back', async () => {
    const earlier = place('DeputyRevoked', ({ seq }, rows) =>
      rows.slice(seq).some(({ kind }) => kind === 'DeputyRevoked'),
    );
    const report = await verify(changed(earlier, heardAt(365 * DAY)), true);
    expect(report.troubles.count).toBe(0);
    expect(report.undetermined.byReason).toEqual({ heardLate: 1, heardOutOfOrder: 1 });
    expect(reportText(report)).toContain(UNDETERMINED.heardOutOfOrder);
  });

  test('is as good as any other within a day of its receipt, or within the days that it left to the deputy', async () => {
    const { body, receivedAt }: Forged = envelopeOf(last().row);
    const left = Math.max(DAY, endOfDay(body.lastDayOn) - receivedAt);
    expect((await heardAfter(left)).undetermined.count).toBe(0);
    expect((await heardAfter(left + 1)).undetermined.byReason).toEqual({ heardLate: 1 });
  });
});

test('a session of an older release is held to the days that its own rule bound it by, and to no others', async () => {
  const { at, receivedOn } = sessionOfReceived();
  const again = sessionAfterADeferral();
  const reasons = async (exported: Exported) => Object.keys((await verify(exported, true)).troubles.byReason);
  expect(await reasons(movedTo(at, addDays(receivedOn, -1), 5))).not.toContain('heldBefore');
  expect(await reasons(movedTo(at, addDays(receivedOn, -1), 6))).toContain('heldBefore');
  expect(await reasons(movedTo(again.at, addDays(again.deferredOn, -1), 7))).not.toContain('heldBefore');
});

test('a corrected result from before the constitution was named there is read and verified as it stands', async () => {
  const old = changed(place('CorrectionConfirmed'), ({ body: { satUnder: _, ...body }, ...others }) => ({
    ...others,
    body,
    revision: 6,
  }));
  const report = await verify(old, true);
  expect(report.troubles).toEqual({ count: 0, byReason: {}, first: [] });
  expect(report.replay.notRedecided).toBe(1);
});

describe('an act for another that a recovery brought back', () => {
  const acts = () => places('Imported', ({ actingFor }) => actingFor !== null);
  const acted = () => acts().map(({ row }) => ({ org: row.org, stream: row.stream, seq: row.seq, line: null }));
  const receivedAt = () => acts().map(({ row }) => envelopeOf(row).receivedAt);
  /** As after a recovery: the acts came back, and what names the deputy is not what it was. */
  const recovered = (change: (naming: Forged) => Forged): Exported => {
    const at = place('DeputyNamed');
    const back = [at, ...acts()].map(({ row }) => envelopeOf(row).commandId);
    const commands = twin.commands.map((row) => (back.includes(row.id) ? { ...row, recovered: true } : row));
    return { ...changed(at, change), commands };
  };
  const verdicts = async (exported: Exported, withCommands = true) => {
    const { troubles, undetermined } = await verify(exported, withCommands);
    // The naming's own row says what it was: the forger left it.
    return [troubles.first.filter(({ reason }) => reason !== 'commandDiffers'), undetermined.first];
  };
  const another = inBody((body) => (body.deputy = 'another'));
  /** Entered again when the acts were over, for all of them or for another span. */
  const again = (change: object = {}) => {
    const [firstAt, lastAt] = [Math.min(...receivedAt()), Math.max(...receivedAt())];
    return (naming: Forged): Forged => ({
      ...naming,
      receivedAt: lastAt + 1,
      body: { ...naming.body, settles: { firstAt, lastAt }, ...change },
    });
  };

  test('is undetermined where its naming is not in the record, and the report says so', async () => {
    const open = acted().map((each) => ({ ...each, reason: 'namingLost' }));
    expect(open.length).toBeGreaterThan(0);
    const lost = recovered(another);
    expect(await verdicts(lost)).toEqual([[], open]);
    const text = reportText(await verify(lost, true));
    expect(text).toContain('No trouble found');
    expect(text).toContain(`Undetermined: ${open.length}`);
    expect(text).toContain(UNDETERMINED.namingLost);
  });

  test('is settled by a naming that was entered again for it, with the commands and without', async () => {
    expect(await verdicts(recovered(again()))).toEqual([[], []]);
    expect(await verdicts({ ...recovered(again()), commands: [] }, false)).toEqual([[], []]);
  });

  test('is not settled by one for other acts, of other days or unit, or by a later paper', async () => {
    const open = acted().map((each) => ({ ...each, reason: 'namingLost' }));
    for (const change of [
      { settles: { firstAt: 1, lastAt: 2 } },
      { fromOn: '2021-02-26' },
      { unit: 'ward-2' },
      { document: { number: '1', on: '2021-02-26', file: null } },
    ])
      expect(await verdicts(recovered(again(change)))).toEqual([[], open]);
  });

  test('is settled by nothing where no recovery brought it back', async () => {
    const out = acted().map((each) => ({ ...each, reason: 'actedOutOfDays' }));
    const { troubles, undetermined } = await verify({ ...recovered(again()), commands: twin.commands }, true);
    expect(troubles.first).toEqual(expect.arrayContaining(out));
    expect(undetermined.count).toBe(0);
  });
});

describe('a line of a numbered decision that has not arrived', () => {
  test('is no trouble while its command waits, or where no commands are shown', async () => {
    const at = place('AwardGranted', ({ body, seq }, rows) => body.decision !== null && seq === rows.length);
    const { commandId } = envelopeOf(at.row);
    const cut = withStream(twin, at.rows, at.rows.slice(0, -1));
    const waiting = {
      ...cut,
      commands: cut.commands.map((row) => (row.id === commandId ? { ...row, outcome: null } : row)),
    };
    expect((await verify(waiting, true)).troubles.byReason).not.toHaveProperty('lineNotReached');
    expect((await verify(cut, false)).troubles.count).toBe(0);
  });
});

test('events of one command must be numbered from 0 without gaps', async () => {
  const { rows, row, index } = place('ListProposed');
  const forged = withStream(
    twin,
    rows,
    chained(rows.with(index, sealed(row, { ...envelopeOf(row), index: 1, facts: null }))),
  );
  expect((await verify(forged, false)).troubles.byReason).toHaveProperty('commandIndex');
});

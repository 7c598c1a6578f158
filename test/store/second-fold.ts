import type { Envelope } from '../../domain/ledger/envelope.ts';

/**
 * The board a second time, from the texts of the ledger alone: simple, slow, and sharing no line with the first fold.
 * Bodies are read as plain objects, since the point is to trust nobody's types.
 */
// biome-ignore lint/suspicious/noExplicitAny: read without the domain's types on purpose
type Body = Record<string, any>;
export type Told = Omit<Envelope, 'body'> & { body: Body; recordedAt: number };
export type Row = Record<string, unknown>;

export type Written = { hash: string; text: string; at: string };

/** Events with the lists that were written in parts whole again: each part is found by its own hash. In the order of seq. */
export function withWholeLists(rows: readonly Written[]): Told[] {
  const parts = new Map<string, readonly unknown[]>();
  const parsed = (text: string) =>
    JSON.parse(text, (_key, value) =>
      Array.isArray(value?.inParts) ? value.inParts.flatMap((hash: string) => parts.get(hash)) : value,
    );
  return rows.flatMap(({ hash, text, at }) => {
    const event = { ...parsed(text), recordedAt: Number(at) };
    if (event.kind !== 'ListPart') return [event];
    parts.set(hash, event.body.items);
    return [];
  });
}

const by = <T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> => Map.groupBy(items, key);

export function streamsOf(events: readonly Told[], kind: string): Told[][] {
  const mine = events.filter(({ stream }) => stream.startsWith(`${kind}/`));
  return [...by(mine, ({ org, stream }) => `${org} ${stream}`).values()].map((all) =>
    all.toSorted((a, b) => a.seq - b.seq),
  );
}

function firstOf(events: readonly Told[]): Told {
  const first = events[0];
  if (first === undefined) throw new Error('A stream without events');
  return first;
}

const lastOf = (events: readonly Told[]): Told => events.at(-1) ?? firstOf(events);
const idOf = (stream: string): string => stream.slice(stream.indexOf('/') + 1);
const last = (events: readonly Told[], ...kinds: string[]): Told | undefined =>
  events.findLast(({ kind }) => kinds.includes(kind));

const NOT_MATERIAL = [
  'ActProposed',
  'ActDeclined',
  'CommentRecorded',
  'DeadlineMissed',
  'WithdrawalAskedFromBelow',
  'WithdrawalDeclined',
];

export function proposalRow(events: readonly Told[]): Row {
  const { org, stream, body: opening } = firstOf(events);
  const nominated = last(events, 'Nominated')?.body ?? opening;
  const { subject } = last(events, 'SubjectAmended')?.body ?? opening;
  const recalendared = last(events, 'Recalendared')?.body;
  const to = lastOf(events.filter(({ body }) => 'to' in body)).body.to;
  const stages = stagesOf(events);
  const owed = stillOwed(events).filter((key) => isHandedIn(stages, key));
  const stage = stages.find(({ key }: Body) => key === to.stage);
  const pending = pendingOf(events);
  const granted = last(events, 'AwardGranted')?.body;
  const mended = events.findLast(
    ({ kind, body }) => kind === 'PaperNumberCorrected' && granted !== undefined && body.list === granted.decision,
  )?.body;
  const award: Body | undefined =
    granted === undefined || mended === undefined ? granted : { ...granted, number: mended.number, on: mended.on };
  const held = ENDED.includes(to.state) ? null : heldOf(events);
  return {
    org_id: org,
    id: idOf(stream),
    seq: lastOf(events).seq,
    plan: opening.round.plan,
    plan_version: recalendared?.planVersion ?? opening.round.planVersion,
    round: opening.round.key,
    unit: last(events, 'Rehomed')?.body.unit ?? opening.unit,
    subject: subject.id,
    subject_kind: subject.kind,
    title: nominated.title,
    route: nominated.route,
    state: to.state,
    stage: to.stage,
    stage_kind: stage?.kind ?? null,
    stage_per: stage?.per ?? null,
    assumed: stage?.assumed ?? false,
    opens_at: to.opensAt,
    due_at: to.dueAt,
    missed_due_at: missedDue(events),
    printed: to.printed,
    on_missed: to.onMissed,
    waits_for:
      held !== null && pending === null && !RESTING.includes(to.state)
        ? 'standingOffice'
        : waitsFor(events, to, stage?.kind, pending),
    still_owed: owed,
    still_owed_due: Object.fromEntries(owed.map((key) => [key, stages.find((each) => each.key === key)?.dueAt])),
    pending_act: pending?.seq ?? null,
    pending_kind: pending?.body.act.kind ?? null,
    withdrawal_asked: withdrawalAsked(events, to.state),
    since: since(
      events,
      ({ body }) => (body.to === undefined ? null : `${body.to.state} ${body.to.stage}`),
      'none null',
    ),
    material_seq: lastOf(events.filter(({ kind }) => !NOT_MATERIAL.includes(kind))).seq,
    marks: [
      ...new Set(
        events.flatMap(({ body, actingFor }) => [...(body.marks ?? []), ...(actingFor === null ? [] : ['acting for'])]),
      ),
    ].sort(),
    missed:
      events.filter(({ kind }) => kind === 'DeadlineMissed').length -
      events.filter(({ kind }) => kind === 'MissedDeadlineTakenBack').length,
    nominated: events.some(
      ({ kind, body }) => kind === 'Nominated' || body.nominated === true || body.to?.state === 'nominated',
    ),
    appraised_by: last(events, 'Appraised')?.actor ?? null,
    proposers: proposersOf(events),
    lower_org: opening.lower?.org ?? null,
    award:
      award === undefined
        ? null
        : { decision: award.decision, number: award.number, on: award.on, authority: award.authority },
    held_since: held?.since ?? null,
    holds: held?.holds ?? [],
  };
}

/** The stages as the case has them: those of the plan, each with the date that was last given to the case. */
function stagesOf(events: readonly Told[]): readonly Body[] {
  let stages: readonly Body[] = firstOf(events).body.round.stages;
  const date = (keys: readonly string[], dueAt: number) => {
    stages = stages.map((stage) => (keys.includes(stage.key) ? { ...stage, dueAt } : stage));
  };
  for (const { kind, body } of events) {
    if (kind === 'Recalendared') stages = body.stages;
    if (kind === 'DeadlineExtended') date([body.stage], body.dueAt);
    if (kind === 'Released' && body.dates !== null) date(body.dates.stages, body.dates.dueAt);
  }
  return stages;
}

const ENDED = ['rejected', 'lapsed', 'notNominated', 'withdrawn', 'notPassed', 'declined', 'refusedAbove', 'revoked'];
const RESTING = ['granted', 'conferred'];

/** What holds the case, and since when without a break: from the first hold after the last moment that nothing did. */
function heldOf(events: readonly Told[]): { since: number; holds: number[] } | null {
  let holds: number[] = [];
  let since: number[] = [];
  for (const { kind, seq, body, receivedAt } of events) {
    if (kind === 'Held') {
      holds = [...holds, seq];
      since = [...since, receivedAt];
    }
    if (kind === 'Released') holds = holds.filter((hold) => hold !== body.hold);
    if (holds.length === 0) since = [];
  }
  return holds.length === 0 ? null : { since: Math.min(...since), holds };
}

/** The date that was missed where the case stands: it has not moved since, and no other date was given. */
function missedDue(events: readonly Told[]): number | null {
  const moves = events.filter(({ body }) => 'to' in body);
  const { to } = lastOf(moves).body;
  if (to.dueAt !== null) return null;
  const placeOf = ({ body }: Told) => `${body.to.state} ${body.to.stage}`;
  const came = moves.findLastIndex(
    (event, index) => index === 0 || placeOf(event) !== placeOf(moves[index - 1] ?? event),
  );
  const here = moves.slice(came);
  const dated = here.findLastIndex(({ body }) => body.to.dueAt !== null);
  const missed = here.slice(1).findLast(({ kind }, index) => kind === 'DeadlineMissed' && index + 1 > dated);
  if (missed !== undefined) return undated(here, missed) ? null : missed.body.dueAt;
  return dated === -1 ? returnedLate(moves, came) : null;
}

/** An amendment after it took away the date that the plan had printed. */
function undated(here: readonly Told[], missed: Told): boolean {
  return here.some(
    ({ kind, seq, body }, index) =>
      kind === 'Recalendared' &&
      seq > missed.seq &&
      here[index - 1]?.body.to.printed !== null &&
      body.stages.find(({ key }: Body) => key === body.to.stage)?.dueAt === null,
  );
}

/** Handed in after a miss and returned: overdue by the date that the stage had then. */
function returnedLate(moves: readonly Told[], came: number): number | null {
  const back = moves[came];
  if (back?.kind !== 'EvidenceReturned') return null;
  const before = moves.slice(0, came);
  const ofStage = before.filter(({ body }) => body.stage === back.body.stage);
  if (last(ofStage, 'DeadlineMissed', 'MissedDeadlineTakenBack')?.kind !== 'DeadlineMissed') return null;
  return stagesOf(before).find(({ key }) => key === back.body.stage)?.dueAt ?? null;
}

/** When the stream last came to another place: the business time of the command that brought it there. */
function since(events: readonly Told[], placeOf: (event: Told) => string | null, start: string): number {
  let place = start;
  let at = firstOf(events).at;
  for (const event of events) {
    const next = placeOf(event) ?? place;
    if (next !== place) at = event.at;
    place = next;
  }
  return at;
}

const PROPOSING = ['Submitted', 'SubmittedAgain', 'Nominating', 'Resubmitted', 'Confirmed', 'Nominated'];

/** Whoever submitted, nominated or confirmed; of a nomination in two acts, also whoever proposed it. */
function proposersOf(events: readonly Told[]): string[] {
  const firsts = events
    .filter(({ kind }) => kind === 'Nominated')
    .flatMap(({ seq }) => pendingOf(events.filter((event) => event.seq < seq)) ?? []);
  const all = [...events.filter(({ kind }) => PROPOSING.includes(kind)), ...firsts];
  return [...new Set(all.map(({ actor }) => actor))].sort();
}

/** The last act that was proposed, unless it was declined, or the case has moved or come to another unit since. */
function pendingOf(events: readonly Told[]): Told | null {
  const proposed = last(events, 'ActProposed', 'Imported');
  if (proposed === undefined) return null;
  const after = events.filter(({ seq }) => seq > proposed.seq);
  const { to: own } = proposed.body;
  const before = own ?? lastOf(events.filter(({ seq, body }) => seq < proposed.seq && 'to' in body)).body.to;
  const moved = after.some(
    ({ body }) => 'to' in body && (body.to.state !== before.state || body.to.stage !== before.stage),
  );
  const heard = proposed.body.act.kind === 'Withdraw' && (last(events, 'SentUp')?.body.above ?? null) !== null;
  const above = [before, ...after.flatMap(({ body }) => ('to' in body ? [body.to] : []))].every(({ state }) =>
    ['sentUp', 'returnedFromAbove', 'refusedAbove'].includes(state),
  );
  const rehomed = proposed.role.startsWith('unit') && after.some(({ kind }) => kind === 'Rehomed');
  const fallen = rehomed || (moved && !(heard && above));
  const { act } = proposed.body;
  const settled = after.some(
    ({ kind, body }) =>
      kind === 'ScoreCorrected' &&
      act.kind === 'CorrectEntry' &&
      body.stage === act.body.stage &&
      body.as === act.body.as,
  );
  return fallen || settled || after.some(({ kind }) => kind === 'ActDeclined') ? null : proposed;
}

/** Whether, and by which act, the level below asks for a case that is still alive; an end answers it, too. */
function withdrawalAsked(events: readonly Told[], state: string): number | null {
  if (WAITS[state] === undefined && state !== 'inStage' && state !== 'handedIn') return null;
  const over = (event: Told) => ENDED.includes(event.body.to?.state) && event.body.to.state !== 'withdrawn';
  const asked = events.findLast(
    (event) => ['WithdrawalAskedFromBelow', 'WithdrawalDeclined'].includes(event.kind) || over(event),
  );
  return asked?.kind === 'WithdrawalAskedFromBelow' ? asked.body.act : null;
}

const CONFIRMER: Readonly<Record<string, string>> = {
  Nominate: 'unitHead',
  NotNominate: 'unitHead',
  Reinstate: 'standingOffice',
  Import: 'standingOffice',
  Reopen: 'standingOffice',
};

const WAITS: Readonly<Record<string, string>> = {
  awaitingHead: 'unitHead',
  sentBack: 'unitClerk',
  returned: 'unitClerk',
  awaitingAcceptance: 'standingOffice',
  nominated: 'standingOffice',
  inAppraisal: 'standingOffice',
  passed: 'standingOffice',
  returnedFromAbove: 'standingOffice',
  readyForCouncil: 'councilSecretary',
  onAgenda: 'councilSecretary',
  onDecision: 'authorityHead',
  onSubmission: 'authorityHead',
  sentUp: 'parentOffice',
};

function waitsFor(
  events: readonly Told[],
  to: Body,
  stageKind: string | undefined,
  pending: Told | null,
): string | null {
  if (pending?.body.act.kind === 'Withdraw') return withdrawalWaitsFor(events, to);
  if (pending?.body.act.kind === 'CorrectEntry')
    return pending.body.act.body.stage === 'clusterScoring' ? 'clusterHead' : 'standingOffice';
  if (pending !== null) return CONFIRMER[pending.body.act.kind] ?? null;
  if (to.state === 'revoked') return isToRecover(events) ? 'standingOffice' : null;
  if (to.state === 'inStage')
    return ['publicNotice', 'partyOpinion', 'concurrence'].includes(stageKind ?? '') ? 'standingOffice' : 'unitClerk';
  if (to.state !== 'handedIn') return WAITS[to.state] ?? null;
  if (stageKind === 'clusterScoring') return 'clusterHead';
  return stageKind === 'initiative' && !isRecognised(events, to.stage) ? 'initiativeCouncil' : 'standingOffice';
}

/** What its council said once it says anew where the stage was opened again, or the case came back before it. */
function isRecognised(events: readonly Told[], key: string): boolean {
  const order = stagesOf(events).map((stage) => stage.key);
  const said = events.findLast(
    ({ kind, body }) =>
      (['InitiativeRecognised', 'StageReopened'].includes(kind) && body.stage === key) ||
      (kind === 'Redecided' && order.indexOf(body.stage) <= order.indexOf(key)),
  );
  return said?.kind === 'InitiativeRecognised';
}

/** The level above answers it where it runs the product and may still say no; else the office does. */
function withdrawalWaitsFor(events: readonly Told[], to: Body): string {
  const above = (last(events, 'SentUp')?.body.above ?? null) !== null;
  return above && ['sentUp', 'returnedFromAbove', 'refusedAbove'].includes(to.state) ? 'outbox' : 'standingOffice';
}

/** Of what the revocation asks back something has not come back. */
function isToRecover(events: readonly Told[]): boolean {
  const back = events.filter(({ kind }) => kind === 'RecoveryRecorded').length;
  return back < last(events, 'AwardRevoked')?.body.recover.length;
}

/** Only what is handed in stays owed: a notice, an opinion or a nomination is done or it is not. */
function isHandedIn(stages: readonly Body[], key: string): boolean {
  const kind = stages.find((stage) => stage.key === key)?.kind;
  return ['checkpoint', 'review', 'scoring', 'initiative', 'clusterScoring'].includes(kind);
}

/** Missed, not taken back, and nothing handed in that was not returned again. */
function stillOwed(events: readonly Told[]): string[] {
  const owed: string[] = [];
  for (const stage of new Set(events.map(({ body }) => body.stage).filter((key) => typeof key === 'string'))) {
    const mine = events.filter(({ body }) => body.stage === stage);
    const missed = last(mine, 'DeadlineMissed', 'MissedDeadlineTakenBack')?.kind === 'DeadlineMissed';
    const handed = last(
      mine.filter(({ kind, body }) => kind !== 'ScoreEntered' || body.as === 'self'),
      'EvidenceHandedIn',
      'ScoreEntered',
      'EvidenceReturned',
    );
    const has = handed !== undefined && handed.kind !== 'EvidenceReturned';
    if (missed && !has) owed.push(stage);
  }
  return owed.sort();
}

const PHASE: Readonly<Record<string, string>> = {
  SessionCalled: 'called',
  ResultEntered: 'entered',
  ResultDeclined: 'called',
  ResultConfirmed: 'closed',
  CorrectionEntered: 'correcting',
  CorrectionDeclined: 'closed',
  DayCorrectionEntered: 'correcting',
  DayCorrected: 'closed',
  CorrectionConfirmed: 'closed',
  DecisionDrafted: 'drafted',
  DecisionSigned: 'signed',
  DecisionDeclined: 'declined',
  DecisionNumbered: 'numbered',
  SubmissionDrafted: 'drafted',
  SubmissionSent: 'sent',
  SubmissionNotSigned: 'notSigned',
  SubmissionReceived: 'received',
  ReceiptAcknowledged: 'acknowledged',
};

export function listRow(events: readonly Told[]): Row {
  const { org, stream } = firstOf(events);
  const kind = stream.slice(0, stream.indexOf('/'));
  const shown = (upTo: number) => shownPhase(kind, events.slice(0, upTo));
  const at = since(phasePerCommand(events, shown), ({ body }) => body.phase, 'none');
  return {
    org_id: org,
    stream,
    kind,
    seq: lastOf(events).seq,
    phase: shown(events.length),
    state: listState(kind, events),
    since: at,
  };
}

/** The board shows a command's end, and not what it passed through. */
function phasePerCommand(events: readonly Told[], shown: (upTo: number) => string): Told[] {
  return events.flatMap((event, index) =>
    events[index + 1]?.commandId === event.commandId ? [] : [{ ...event, body: { phase: shown(index + 1) } }],
  );
}

function shownPhase(kind: string, events: readonly Told[]): string {
  if (kind === 'unitRound') return unitRoundPhase(events);
  const phase = PHASE[events.findLast((each) => PHASE[each.kind] !== undefined)?.kind ?? ''] ?? 'open';
  if (kind !== 'receipt' || phase !== 'acknowledged') return phase;
  const asked = Object.keys(askedOf(events));
  const open = Object.entries(receiptStatus(events)).some(
    ([proposal, status]) => status === 'open' || (status === 'returned' && asked.includes(proposal)),
  );
  return open ? phase : 'settled';
}

function unitRoundPhase(events: readonly Told[]): string {
  if (last(events, 'ListProposed', 'ListDeclined', 'UnitNominated')?.kind === 'ListProposed') return 'listProposed';
  const targets = last(events, 'TargetsProposed', 'TargetsDeclined', 'TargetsRegistered');
  return targets?.kind === 'TargetsProposed' ? 'targetsProposed' : 'open';
}

function listState(kind: string, events: readonly Told[]): Row {
  const { seq } = lastOf(events);
  const phase = PHASE[events.findLast((each) => PHASE[each.kind] !== undefined)?.kind ?? ''];
  const opening = firstOf(events).body;
  if (kind === 'session') {
    const { meeting, lines } = opening;
    const { heldOn } = last(events, 'SessionCalled', 'SessionMoved', 'DayCorrected')?.body ?? {};
    const satUnder = last(events, 'ResultConfirmed')?.body.satUnder ?? null;
    return { seq, phase, meeting, heldOn, lines, entered: entryOf(events), satUnder, ...corrections(events) };
  }
  if (kind === 'decision')
    return {
      seq,
      phase,
      authority: opening.authority,
      register: opening.register,
      lines: linesLeft(events, 'LineStruck'),
      signedOn: localDayOf(last(events, 'DecisionSigned')?.receivedAt ?? null),
      ...namedOnce('numbered', last(events, 'DecisionNumbered', 'NumberCorrected')?.body),
    };
  if (kind === 'submission')
    return {
      seq,
      phase,
      above: opening.above,
      lines: linesLeft(events, 'SubmissionLineStruck'),
      ...namedOnce(
        'letter',
        last(events, 'LetterNumberCorrected')?.body ?? last(events, 'SubmissionSent')?.body.letter,
      ),
    };
  if (kind === 'unitRound') return unitRoundState(events);
  if (kind === 'office') return officeState(events);
  const { from, submission, copyHash, lines } = opening;
  const putBack = Object.fromEntries(
    events.filter(({ kind }) => kind === 'LinePutBack').map(({ body }) => [body.proposal, body.code]),
  );
  const status = receiptStatus(events);
  const declined = Object.fromEntries(
    events.filter(({ kind }) => kind === 'WithdrawalDeclined').map(({ body }) => [body.proposal, body.act]),
  );
  const refusedReturned = refusedWhileReturned(events);
  return {
    seq,
    phase,
    from,
    submission,
    ...namedOnce('letter', last(events, 'ReceivedLetterCorrected')?.body ?? opening.letter),
    copyHash,
    lines,
    status,
    asked: askedOf(events),
    declined,
    refusedReturned,
    putBack,
  };
}

function entryOf(events: readonly Told[]): Row | null {
  const entry = last(events, 'ResultEntered', 'ResultDeclined');
  return entry?.kind === 'ResultEntered'
    ? { seq: entry.seq, by: entry.actor, lines: entry.body.lines, minutes: entry.body.minutes }
    : null;
}

function namedOnce(name: string, paper: Body | undefined): Row {
  return paper === undefined ? {} : { [name]: { number: paper.number, on: paper.on } };
}

/** Nothing at all where nothing was corrected. */
function corrections(events: readonly Told[]): Row {
  const asks = ['CorrectionEntered', 'DayCorrectionEntered'];
  const asked = last(events, ...asks, 'CorrectionDeclined', 'CorrectionConfirmed', 'DayCorrected');
  if (asked === undefined) return {};
  const { seq, actor: by, body } = asked;
  const correction = asks.includes(asked.kind) ? { seq, by, ...body } : null;
  const putBack = events.filter(({ kind }) => kind === 'CorrectionPutBack').map(({ body }) => body.correction);
  const confirmed = events.filter(({ kind }) => kind === 'CorrectionConfirmed');
  const corrected = confirmed
    .filter((each) => !putBack.includes(each.seq))
    .map((each) => ({
      seq: each.seq,
      line: last(
        events.filter((event) => event.seq < each.seq),
        'CorrectionEntered',
      )?.body.line,
      satUnder: each.body.satUnder,
    }));
  return { correction, ...(confirmed.length === 0 ? {} : { corrected }) };
}

function linesLeft(events: readonly Told[], struck: string): Body[] {
  const gone = events.filter(({ kind }) => kind === struck).map(({ body }) => body.proposal);
  return firstOf(events).body.lines.filter(({ proposal }: Body) => !gone.includes(proposal));
}

function receiptStatus(events: readonly Told[]): Record<string, string> {
  const status: Record<string, string> = {};
  const mark = (proposals: string[], as: string) => {
    for (const proposal of proposals) status[proposal] = as;
  };
  for (const { kind, body } of events) {
    if (kind === 'SubmissionReceived')
      mark(
        body.lines.map(({ proposal }: Body) => proposal),
        'open',
      );
    if (kind === 'LinesTaken') mark(body.proposals, 'taken');
    if (kind === 'LinesReturned') mark(body.proposals, 'returned');
    if (kind === 'LineRefused') mark([body.proposal], 'refused');
    if (kind === 'LinePutBack') mark([body.proposal], 'open');
    if (kind === 'LineRedecided') mark([body.proposal], body.returned ? 'returned' : 'open');
    if (kind === 'SupplementTaken' && status[body.proposal] === 'returned') mark([body.proposal], 'open');
    if (kind === 'WithdrawalGranted') mark([body.proposal], 'withdrawn');
  }
  return status;
}

/** In the order of their last refusal; one whose supplement has come after it waits for nothing. */
function refusedWhileReturned(events: readonly Told[]): string[] {
  const refusals = events.flatMap(({ kind, body }, index) =>
    kind === 'LineRefused'
      ? [{ proposal: body.proposal, was: receiptStatus(events.slice(0, index))[body.proposal], since: index }]
      : [],
  );
  const lastOnes = refusals.filter(
    ({ proposal }, index) => !refusals.slice(index + 1).some((later) => later.proposal === proposal),
  );
  const isSupplemented = (proposal: string, since: number) =>
    events.slice(since).some(({ kind, body }) => kind === 'SupplementTaken' && body.proposal === proposal);
  return lastOnes
    .filter(({ proposal, was, since }) => was === 'returned' && !isSupplemented(proposal, since))
    .map(({ proposal }) => proposal);
}

/** A withdrawal that was asked for stands until it is answered. */
function askedOf(events: readonly Told[]): Record<string, Body> {
  const asked: Record<string, Body> = {};
  for (const { kind, body } of events) {
    if (kind === 'WithdrawalAsked') asked[body.proposal] = { act: body.act, reason: body.reason };
    if (kind === 'WithdrawalGranted' || kind === 'WithdrawalDeclined') delete asked[body.proposal];
  }
  return asked;
}

function unitRoundState(events: readonly Told[]): Row {
  const named = events.find(({ body }) => 'unit' in body)?.body;
  const pending = last(events, 'ListProposed', 'ListDeclined', 'UnitNominated');
  const waits =
    pending?.kind === 'ListProposed' ? { seq: pending.seq, by: pending.actor, list: pending.body.list } : null;
  const asked = last(events, 'TargetsProposed', 'TargetsDeclined', 'TargetsRegistered');
  const targetsPending =
    asked?.kind === 'TargetsProposed' ? { seq: asked.seq, by: asked.actor, targets: asked.body.targets } : null;
  const { seq } = lastOf(events);
  const place = { unit: named?.unit ?? null, round: named?.round ?? null };
  return { seq, ...place, pending: waits, targets: registeredTargets(events), targetsPending };
}

const localMidnight = (day: string, later = 0) => Date.parse(`${day}T00:00:00+07:00`) + later * 86_400_000;

function officeState(events: readonly Told[]): Row {
  const deputyships = events
    .filter(({ kind }) => kind === 'DeputyNamed')
    .map(({ seq, body, receivedAt }) => {
      const ends = events.filter(({ kind, body: { deputyship } }) => kind === 'DeputyRevoked' && deputyship === seq);
      const instants = ends.map((end) =>
        Math.max(localMidnight(end.body.lastDayOn, 1), end.receivedAt, end.body.heardAt),
      );
      const end = ends.at(-1);
      return {
        ...body,
        seq,
        startsAt: Math.max(localMidnight(body.fromOn), receivedAt),
        endsAt: Math.min(localMidnight(body.toOn, 1), ...instants),
        revoked: end === undefined ? null : { lastDayOn: end.body.lastDayOn, document: end.body.document },
      };
    });
  const councils = events
    .filter(({ kind }) => kind === 'CouncilConstituted')
    .map(({ seq, body }) => ({ ...body, seq }));
  const clusters = events
    .filter(({ kind }) => kind === 'ClusterConstituted')
    .map(({ seq, body }) => ({ ...body, seq }));
  return { seq: lastOf(events).seq, deputyships, councils, clusters };
}

function registeredTargets(events: readonly Told[]): Body[] {
  const all: Body[] = events.flatMap(({ kind, body }) => (kind === 'TargetsRegistered' ? [body.targets] : []));
  const flat: Body[] = all.flat();
  return flat.filter(({ title }, index) => !flat.slice(index + 1).some((later) => later.title === title));
}

export function yearRow(events: readonly Told[]): Row {
  const { org, stream, at, body: opening } = firstOf(events);
  const plan = last(events, 'PlanPublished', 'PlanAmended')?.body ?? opening;
  const told = Math.max(at, ...events.flatMap(({ kind, body }) => (kind === 'MilestonesReached' ? [body.at] : [])));
  const ahead = [...plan.milestones.map((each: Body) => each.at), ...datedLater(events, plan)].filter(
    (instant) => instant > told,
  );
  return {
    org_id: org,
    stream,
    seq: lastOf(events).seq,
    plan: plan.plan,
    plan_version: plan.version,
    year: opening.year,
    demo: opening.demo,
    published_at: at,
    told_until: told,
    next_at: ahead.length === 0 ? null : Math.min(...ahead),
  };
}

/** Dates of tasks that the plan itself does not tell as a milestone. */
function datedLater(events: readonly Told[], plan: Body): number[] {
  const told = plan.milestones.filter(({ kind }: Body) => kind === 'taskDue').map(({ key }: Body) => key);
  return dutyRows(events).flatMap(({ task, due_at }) =>
    due_at === null || told.includes(task) ? [] : [Number(due_at)],
  );
}

export function dutyRows(events: readonly Told[]): Row[] {
  const { org, stream } = firstOf(events);
  const plan = last(events, 'PlanPublished', 'PlanAmended')?.body ?? {};
  return plan.duties.map((duty: Body) => ({ org_id: org, stream, ...dutyRow(events, duty) }));
}

type Standing = {
  status: string;
  doneBy: string | null;
  late: boolean;
  missed: boolean;
  due: number | null;
  since: number;
};

/** One duty through the whole year: each event that speaks of it, in order. */
function dutyRow(events: readonly Told[], duty: Body): Row {
  const anew = (at: number): Standing => ({
    status: 'owed',
    doneBy: null,
    late: false,
    missed: false,
    due: null,
    since: at,
  });
  let now = anew(0);
  let known = false;
  let told = 0;
  let datedTo: number | null = null;
  let datedBy: string | null = null;
  for (const event of events) {
    const { kind, body } = event;
    const here = body.task === duty.task && body.owner === duty.owner;
    const redate = (due: number | null) => {
      const since = now.status === 'owed' && now.due === null && due !== null ? event.at : now.since;
      now = { ...now, due, since, missed: now.missed && due !== null && due <= told };
    };
    if (kind === 'PlanPublished') {
      told = event.at;
      now = { ...anew(event.at), due: inPlan(body, duty)?.dueAt ?? null };
      known = inPlan(body, duty) !== undefined;
    }
    if (kind === 'PlanAmended') {
      const planned = inPlan(body, duty);
      // A duty that an amendment leaves out is gone, and one that comes back begins anew.
      if (planned !== undefined && !known) now = anew(event.at);
      known = planned !== undefined;
      const named = body.duties.find((each: Body) => each.task === duty.task)?.awaitsPlan;
      // What another plan of the level above had said than the one that is named now.
      if (datedBy !== null && named !== undefined && named !== datedBy) [datedTo, datedBy] = [null, null];
      if (planned !== undefined) redate(planned.dueAt ?? datedTo);
    }
    if (kind === 'TaskDated' && body.task === duty.task) {
      [datedTo, datedBy] = [body.dueAt, null];
      redate(body.dueAt);
    }
    // A date that a person entered here stays.
    if (kind === 'TaskFilled' && body.task === duty.task && body.kept === null) {
      [datedTo, datedBy] = [body.dueAt, body.above.plan];
      redate(body.dueAt);
    }
    if (kind === 'TaskDone' && here)
      now = { ...now, status: 'done', doneBy: event.actor, late: body.late, missed: now.missed && body.late };
    if (kind === 'TaskConfirmed' && here) now = { ...now, status: 'confirmed' };
    if (kind === 'TaskReturned' && here) now = { ...now, status: 'owed', doneBy: null };
    if (['TaskDone', 'TaskConfirmed', 'TaskReturned'].includes(kind) && here) now = { ...now, since: event.at };
    if (kind === 'MilestonesReached') {
      told = Math.max(told, body.at);
      if (body.missed.some((each: Body) => each.task === duty.task && each.owner === duty.owner))
        now = { ...now, missed: true };
    }
  }
  const { task, owner, ownerKind, printed } = duty;
  return {
    task,
    owner,
    owner_kind: ownerKind,
    due_at: now.due,
    printed,
    status: now.status,
    done_by: now.doneBy,
    late: now.late,
    missed: now.missed,
    since: now.since,
  };
}

function inPlan(plan: Body, duty: Body): Body | undefined {
  return plan.duties.find((each: Body) => each.task === duty.task && each.owner === duty.owner);
}

type Tie = { org: string; proposal: string; kind: string; list: string; status: string; claimedAt: number };

/** The rows that tie proposals to lists: what each list and each proposal said, and the list that spoke last. */
export function listingRows(events: readonly Told[]): Row[] {
  const inTime = events.toSorted((a, b) => a.recordedAt - b.recordedAt || a.seq - b.seq);
  const ties: Tie[] = [];
  for (const event of inTime) {
    const { org, stream, body, kind } = event;
    const claims = { SessionCalled: 'session', DecisionDrafted: 'decision', SubmissionDrafted: 'submission' }[kind];
    if (claims !== undefined)
      for (const { proposal } of body.lines)
        ties.push({ org, proposal, kind: claims, list: stream, status: 'claimed', claimedAt: event.recordedAt });
    const tie = (proposal: string, list: string) =>
      ties.find((each) => each.org === org && each.proposal === proposal && each.list === list);
    const set = (proposal: string, list: string, status: string) => {
      const found = tie(proposal, list);
      if (found !== undefined) found.status = status;
    };
    const me = idOf(stream);
    if (kind === 'PlacedOnAgenda') set(me, body.session, 'listed');
    if (kind === 'ListedOnDecision') set(me, body.decision, 'listed');
    if (kind === 'ListedOnSubmission') set(me, body.submission, 'listed');
    if (kind === 'ResultRecorded' || kind === 'Deferred') set(me, body.session, 'void');
    if (kind === 'LineStruck' || kind === 'SubmissionLineStruck') set(body.proposal, stream, 'void');
    if (kind === 'DecisionSigned') for (const { proposal } of body.lines) set(proposal, stream, 'signed');
    if (kind === 'SubmissionSent') for (const { proposal } of body.copy) set(proposal, stream, 'signed');
    // A letter that was sent keeps its lines: they are signed.
    if (kind === 'Withdrawn' || kind === 'Redecided')
      for (const each of ties.filter(({ proposal, status }) => proposal === me && status === 'listed'))
        each.status = 'void';
  }
  // A case that was withdrawn, or failed by a corrected tally, before it took note of a list never does.
  const withdrawn = new Set(events.filter(leavesBeforeItNotes).map(({ org, stream }) => `${org} ${idOf(stream)}`));
  for (const each of ties)
    if (each.status === 'claimed' && withdrawn.has(`${each.org} ${each.proposal}`)) each.status = 'void';
  return [...by(ties, ({ org, proposal, kind }) => `${org} ${proposal} ${kind}`).values()].flatMap((all) => {
    const { org, proposal, kind, list, status } = all.at(-1) ?? {};
    return [{ org_id: org, proposal, kind, list, status }];
  });
}

function leavesBeforeItNotes({ kind, body }: Told): boolean {
  return kind === 'Withdrawn' || (kind === 'ResultCorrected' && body.turned && body.to.state === 'notPassed');
}

/** Who holds which place: the opening takes it, another title or subject moves it, a withdrawal frees it. */
export function claimRows(events: readonly Told[]): Row[] {
  return streamsOf(events, 'proposal').flatMap((all) => {
    const { org, stream, body } = firstOf(all);
    if (all.some(({ kind }) => kind === 'Withdrawn')) return [];
    const { round, achievement } = body;
    return placesOf(all).map(({ subject, title }) => ({
      org_id: org,
      plan: round.plan,
      round: round.key,
      subject,
      title,
      achievement: achievement ?? '',
      proposal: idOf(stream),
    }));
  });
}

/** Nominated under another title it holds the places of that one; a subject that has another name keeps its own, too. */
function placesOf(events: readonly Told[]): { subject: string; title: string }[] {
  const { body: opening } = firstOf(events);
  let subject: string = opening.subject.id;
  let title: string = opening.title;
  let places = [{ subject, title }];
  for (const { kind, body } of events) {
    if (kind === 'Nominated' && body.title !== title) {
      title = body.title;
      places = places.map((held) => ({ ...held, title: body.title }));
    }
    if (kind === 'SubjectAmended') {
      subject = body.subject.id;
      places = [...(body.same ? places : []), { subject, title }];
    }
  }
  return places;
}

export function numberRows(events: readonly Told[]): Row[] {
  return [...decisionNumbers(events), ...counterNumbers(events)];
}

/** One paper for all awards that it undoes, under its first spelling. */
function counterNumbers(events: readonly Told[]): Row[] {
  const ours = events
    .filter(({ kind, body }) => ['AwardCorrected', 'AwardRevoked'].includes(kind) && body.register !== null)
    .toSorted((a, b) => a.recordedAt - b.recordedAt);
  const rows = ours.map(({ org, body }) => numberRow(org, body, body, `counter-decision of ${body.on}`));
  const key = (row: Row) =>
    [row.org_id, row.authority_form, row.register_form, row.number_form, row.decision].join(' ');
  return [...by(rows, key).values()].flatMap((all) => all.slice(0, 1));
}

function decisionNumbers(events: readonly Told[]): Row[] {
  return streamsOf(events, 'decision').flatMap((all) => {
    const { org, stream, body } = firstOf(all);
    const borne = all.filter(({ kind }) => kind === 'DecisionNumbered' || kind === 'NumberCorrected');
    const rows = borne.map((event) => numberRow(org, body, event.body, stream));
    const entry = (row: Row) => `${row.local_year} ${row.number_form}`;
    const current = rows.at(-1);
    return [...by(rows, entry).values()].map((same) => {
      const row = same.at(-1) ?? {};
      return { ...row, replaced: current !== undefined && entry(row) !== entry(current) };
    });
  });
}

function numberRow(org: string, { authority, register }: Body, { number, on }: Body, decision: string): Row {
  return {
    org_id: org,
    authority,
    register,
    local_year: Number(on.slice(0, 4)),
    number,
    decision,
    authority_form: registered(authority),
    register_form: registered(register),
    number_form: registered(number),
    replaced: false,
  };
}

/** Of a register's entries only what is typed in these runs: no spaces at the ends, and digits at the end or none. */
function registered(typed: string): string {
  const [, letters = '', digits = ''] = /^(.*?)(\d*)$/.exec(typed.toLowerCase()) ?? [];
  return digits === '' ? letters : `${letters}${Number(digits)}`;
}

function localDayOf(instant: number | null): string | null {
  return instant === null ? null : new Date(instant + 7 * 3_600_000).toISOString().slice(0, 10);
}

import { createHash } from 'node:crypto';
import { addDays, dateOf, type LocalDate } from '../../domain/calendar/local-date.ts';
import type { CaseRef, OwedItem } from '../../store/reads/owed/owed-item.ts';
import type { Memory } from './memory.ts';
import { chance } from './random.ts';

/** One act as it is sent: which door, what, and on which basis. */
export type Doing = { path: string; body: { kind: string; body: object; basis?: { seq: number } } | object };

/** What a scripted person knows when they look at one thing that they owe. */
export type Look = {
  me: { id: string; role: string; org: string };
  item: OwedItem;
  now: number;
  seed: number;
  memory: Memory;
};

/** Settles what is owed, or decides to leave it for today by giving nothing. */
type Settles = (look: Look) => Doing[];

const DAY = 86_400_000;

/** What people do about what they owe, by the command that the API offers first. No stage of any plan is named here. */
const SCRIPT: Readonly<Record<string, Settles>> = {
  Submit: (look) =>
    onEach(look, (one) => ({ kind: 'Submit', body: { draft: one.id, rowVersion: look.memory.rowVersion(one.id) } })),
  Confirm: confirmOrSendBack,
  Accept: acceptOrReturn,
  Resubmit: (look) =>
    onEach(look, (one) => ({ kind: 'Resubmit', body: { rowVersion: look.memory.rowVersion(one.id) } })),
  HandIn: (look) =>
    isTime(look)
      ? onEach(look, () => ({ kind: 'HandIn', body: { stage: look.item.stage, evidence: evidenceOf(look) } }))
      : [],
  HandInForUnit: handInForUnit,
  AcceptEvidence: acceptEvidence,
  RecogniseInitiative: recognise,
  BindInitiative: (look) => onEach(look, () => ({ kind: 'BindInitiative', body: { stage: look.item.stage } })),
  LiftBlock: (look) =>
    onEach(look, () => ({
      kind: 'LiftBlock',
      body: { stage: look.item.stage, reason: 'Đơn vị đã giải trình bằng văn bản.' },
    })),
  EnterScore: enterScore,
  ProposeList: proposeList,
  ConfirmAct: (look) => onEach(look, () => ({ kind: 'ConfirmAct', body: { act: look.item.act } })),
  ConfirmList: (look) => [onUnitRound(look, 'ConfirmList', { act: look.item.act })],
  Receive: (look) =>
    onEach(look, () => ({ kind: 'Receive', body: { paperOn: dateOf(look.now), filesOn: dateOf(look.now) } })),
  Appraise: appraise,
  Publish: publish,
  CloseNotice: (look) =>
    onEach(look, () => ({
      kind: 'CloseNotice',
      body: { stage: look.item.stage, report: 'Hết hạn công khai, không có ý kiến khác.' },
    })),
  RequestOpinion: (look) =>
    onEach(look, () => ({
      kind: 'RequestOpinion',
      body: { stage: look.item.stage, body: 'Ban Thường vụ', dueOn: null },
    })),
  RecordOpinion: recordOpinion,
  CallSession: callSession,
  EnterResult: enterResult,
  ConfirmResult: (look) => [onList(look, 'ConfirmResult', { act: look.item.act })],
  DraftDecision: draftDecision,
  StrikeLine: (look) =>
    look.item.blocked.map((proposal) =>
      onList(look, 'StrikeLine', { proposal, reason: 'Hồ sơ không còn đủ điều kiện.' }),
    ),
  SignDecision: (look) => [onList(look, 'SignDecision', {})],
  NumberDecision: (look) => [
    onList(look, 'NumberDecision', { number: look.memory.nextNumber(look.me.org), on: dateOf(look.now) }),
  ],
  DraftSubmission: draftSubmission,
  StrikeSubmissionLine: (look) =>
    look.item.blocked.map((proposal) => onList(look, 'StrikeSubmissionLine', { proposal, reason: 'Hồ sơ đã rút.' })),
  SignAndSend: (look) => [
    onList(look, 'SignAndSend', {
      letter: { number: `${look.memory.nextNumber(look.me.org)}/TTr`, on: dateOf(look.now), file: null },
    }),
  ],
  AcknowledgeReceipt: (look) => [onList(look, 'AcknowledgeReceipt', { on: dateOf(look.now) })],
  TakeLines: takeLines,
  GrantWithdrawal: (look) => look.item.proposals.map((one) => onList(look, 'GrantWithdrawal', { proposal: one.id })),
  Supplement: (look) =>
    onEach(look, () => ({ kind: 'Supplement', body: { evidence: [{ key: 'bo-sung', hash: hashOf(look.item.ref) }] } })),
  MarkTaskDone: markTaskDone,
  ConfirmTask: (look) => [onYear(look, 'ConfirmTask', { task: look.item.ref, owner: look.item.owner })],
};

/** What this person does about it today. */
export function settle(look: Look): Doing[] {
  const command = look.item.commands.find((each) => SCRIPT[each] !== undefined);
  const settles = command === undefined ? undefined : SCRIPT[command];
  return settles === undefined ? [] : settles(look);
}

function draw(look: Look, ...names: readonly (string | number)[]): number {
  return chance(look.seed, look.me.org, ...names);
}

function nameOf(one: CaseRef): string {
  return one.code ?? one.title;
}

function onEach(look: Look, command: (one: CaseRef) => { kind: string; body: object } | null): Doing[] {
  return look.item.proposals.flatMap((one) => {
    const said = command(one);
    return said === null
      ? []
      : [{ path: `/v1/proposals/${one.id}/commands`, body: { ...said, basis: { seq: one.seq } } }];
  });
}

const COLLECTIONS = {
  session: 'sessions',
  decision: 'decisions',
  submission: 'submissions',
  receipt: 'receipts',
  unitRound: 'unit-rounds',
} as const;

function onList({ item }: Look, kind: string, body: object): Doing {
  const collection = item.list === null ? 'lists' : COLLECTIONS[item.list.kind];
  return { path: `/v1/${collection}/${item.ref}/commands`, body: { kind, body } };
}

function onUnitRound({ item }: Look, kind: string, body: object): Doing {
  return { path: `/v1/unit-rounds/${item.plan}/${item.round}/commands`, body: { kind, body } };
}

function onYear({ item }: Look, kind: string, body: object): Doing {
  return { path: `/v1/years/${item.year}/commands`, body: { kind, body } };
}

/** Most are punctual, some come after the day, a few never do; blocked ones come in the end, since nothing goes on. */
function isTime(look: Look): boolean {
  const { item, now } = look;
  if (item.dueAt === null) return true;
  const temper = draw(look, 'temper', look.me.id, item.round ?? '', item.stage ?? item.ref);
  const daysLeft = Math.floor((item.dueAt - now) / DAY);
  if (temper < 0.9) return daysLeft <= 2 + Math.floor(temper * 10);
  if (temper < 0.97) return daysLeft < -2;
  return daysLeft < -25;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function evidenceOf({ item, me }: Look): { key: string; hash: string }[] {
  return item.evidence.map((key) => ({ key, hash: hashOf(`${me.id} ${item.round} ${item.stage} ${key}`) }));
}

function handInForUnit(look: Look): Doing[] {
  if (!isTime(look)) return [];
  return [onUnitRound(look, 'HandInForUnit', { stage: look.item.stage, evidence: evidenceOf(look), except: [] })];
}

function confirmOrSendBack(look: Look): Doing[] {
  return onEach(look, (one) => {
    const doubts = draw(look, 'head', nameOf(one)) < 0.04 && look.memory.once(`head ${one.id}`);
    return doubts
      ? { kind: 'SendBack', body: { reason: 'Ghi rõ thành tích trong năm.' } }
      : { kind: 'Confirm', body: {} };
  });
}

function acceptOrReturn(look: Look): Doing[] {
  return onEach(look, (one) => {
    const luck = draw(look, 'accept', nameOf(one));
    if (luck < 0.01)
      return {
        kind: 'Reject',
        body: { rule: 'tieu-chuan-danh-hieu', reason: 'Không thuộc đối tượng của đợt xét.' },
      };
    const returns = luck < 0.06 && look.memory.once(`return ${one.id}`);
    return returns
      ? {
          kind: 'Return',
          body: {
            items: [{ key: 'bao-cao', note: 'Bổ sung báo cáo thành tích.' }],
            dueOn: addDays(dateOf(look.now), 10),
          },
        }
      : { kind: 'Accept', body: {} };
  });
}

function acceptEvidence(look: Look): Doing[] {
  return onEach(look, (one) => {
    const returns =
      draw(look, 'evidence', nameOf(one), look.item.stage ?? '') < 0.03 &&
      look.memory.once(`evidence ${one.id} ${look.item.stage}`);
    const items = [{ key: 'bao-cao', note: 'Số liệu chưa khớp.' }];
    return returns
      ? { kind: 'ReturnEvidence', body: { stage: look.item.stage, items } }
      : { kind: 'AcceptEvidence', body: { stage: look.item.stage } };
  });
}

function recognise(look: Look): Doing[] {
  return onEach(look, (one) => {
    if (draw(look, 'initiative', nameOf(one)) < 0.2)
      return {
        kind: 'RefuseInitiative',
        body: { stage: look.item.stage, reason: 'Chưa chứng minh được hiệu quả áp dụng.' },
      };
    const number = `${look.memory.nextNumber(look.me.org)}/SK`;
    return {
      kind: 'RecogniseInitiative',
      body: { stage: look.item.stage, scope: 'district', number, on: dateOf(look.now) },
    };
  });
}

function enterScore(look: Look): Doing[] {
  const own = look.me.role === 'unitClerk';
  if (own && !isTime(look)) return [];
  return onEach(look, (one) => {
    const self = 8_000 + Math.floor(draw(look, 'score', nameOf(one)) * 2_000);
    const differs = draw(look, 'verified', nameOf(one)) < 0.2;
    if (own) return { kind: 'EnterScore', body: { stage: look.item.stage, as: 'self', score: self, reason: null } };
    const reason = differs ? 'Trừ điểm báo cáo chậm.' : null;
    return {
      kind: 'EnterScore',
      body: { stage: look.item.stage, as: 'verified', score: differs ? self - 200 : self, reason },
    };
  });
}

function proposeList(look: Look): Doing[] {
  if (!isTime(look)) return [];
  const { item, me, now } = look;
  const sorted = item.proposals.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b), 'en'));
  const stays = (one: CaseRef) => draw(look, 'nominate', nameOf(one)) >= 0.06;
  const lines = sorted.filter(stays).map((one) => ({ proposal: one.id, title: one.title, reason: null }));
  const left = sorted
    .filter((one) => !stays(one))
    .map((one) => ({ proposal: one.id, reason: 'Tập thể bình xét không đủ phiếu.' }));
  const letter = { number: `${look.memory.nextNumber(me.id)}/TTr`, on: dateOf(now), file: null };
  return [onUnitRound(look, 'ProposeList', { letter, unitVote: null, lines, left })];
}

/** Whoever looks first receives; the other appraises, since nobody appraises what they confirmed or signed. */
function appraise(look: Look): Doing[] {
  return onEach(look, (one) => {
    const luck = draw(look, 'appraise', nameOf(one));
    const rule = 'thu-tuc-don-gian';
    if (luck < 0.05)
      return { kind: 'Appraise', body: { finding: 'against', grounds: 'Thành tích chưa nổi bật.', rule } };
    return { kind: 'Appraise', body: { finding: 'for', grounds: 'Đủ tiêu chuẩn, đủ hồ sơ.', rule } };
  });
}

function publish(look: Look): Doing[] {
  const from = dateOf(look.now);
  return onEach(look, () => ({ kind: 'Publish', body: { stage: look.item.stage, from, to: addDays(from, 9) } }));
}

function recordOpinion(look: Look): Doing[] {
  return onEach(look, (one) => {
    const opinion = draw(look, 'opinion', nameOf(one)) < 0.1 ? 'differs' : 'agrees';
    return { kind: 'RecordOpinion', body: { stage: look.item.stage, opinion, document: paper(look, 'CV') } };
  });
}

function paper(look: Look, kind: string): { number: string; on: LocalDate; file: null } {
  return { number: `${look.memory.nextNumber(look.me.org)}/${kind}`, on: dateOf(look.now), file: null };
}

/** A list is drawn up when its day comes near, so that it holds the round and not the first case; undated ones at once. */
function isListTime({ item, now }: Look): boolean {
  return item.dueAt === null || item.dueAt - now <= 9 * DAY;
}

function sortedIds({ item }: Look): string[] {
  return item.proposals.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b), 'en')).map(({ id }) => id);
}

function callSession(look: Look): Doing[] {
  if (!isListTime(look)) return [];
  return [{ path: '/v1/sessions', body: { meeting: 'meeting', heldOn: dateOf(look.now), proposals: sortedIds(look) } }];
}

function enterResult(look: Look): Doing[] {
  const members = 15;
  const lines = look.item.proposals.map((one) => {
    const luck = draw(look, 'vote', nameOf(one));
    if (luck < 0.03 && look.memory.once(`defer ${one.id}`)) return { proposal: one.id, deferred: 'Chờ xác minh thêm.' };
    const votes = luck < 0.1 ? 6 : 12 + Math.floor(luck * 4);
    const tally = {
      members,
      for: votes,
      against: members - votes,
      blank: 0,
      absentInWriting: { for: 0, against: 0 },
      secret: true,
    };
    return { proposal: one.id, tally, minutesSay: votes >= 10 ? 'passed' : 'notPassed' };
  });
  return [onList(look, 'EnterResult', { lines, minutes: paper(look, 'BB') })];
}

function draftDecision(look: Look): Doing[] {
  if (!isListTime(look)) return [];
  return [{ path: '/v1/decisions', body: { authority: look.me.org, register: 'QĐ-KT', proposals: sortedIds(look) } }];
}

function draftSubmission(look: Look): Doing[] {
  if (!isListTime(look)) return [];
  return [{ path: '/v1/submissions', body: { to: 'Cấp trên', proposals: sortedIds(look) } }];
}

/** The level above returns a line now and then, refuses one, and takes the rest. */
function takeLines(look: Look): Doing[] {
  const { item, memory } = look;
  const luck = (one: CaseRef) => draw(look, 'above', one.title, item.proposals.indexOf(one), item.proposals.length);
  const returned = item.proposals
    .filter((one) => luck(one) < 0.1 && memory.once(`above ${one.id}`))
    .map(({ id }) => id);
  const refused = item.proposals.filter((one) => luck(one) > 0.94 && !returned.includes(one.id)).map(({ id }) => id);
  const taken = item.proposals.map(({ id }) => id).filter((id) => !returned.includes(id) && !refused.includes(id));
  return [
    ...(returned.length === 0
      ? []
      : [
          onList(look, 'ReturnLines', {
            proposals: returned,
            items: [{ key: 'bao-cao', note: 'Bổ sung xác nhận.' }],
            dueOn: addDays(dateOf(look.now), 15),
          }),
        ]),
    ...refused.map((proposal) => onList(look, 'RefuseLine', { proposal, reason: 'Không thuộc thẩm quyền đợt này.' })),
    ...(taken.length === 0 ? [] : [onList(look, 'TakeLines', { proposals: taken, ...memory.intakeOf(look.me.org) })]),
  ];
}

function markTaskDone(look: Look): Doing[] {
  const { item, me } = look;
  if (!isTime(look)) return [];
  return [
    onYear(look, 'MarkTaskDone', {
      task: item.ref,
      owner: item.owner,
      evidence: [{ key: 'ket-qua', hash: hashOf(`${me.id} ${item.ref}`) }],
    }),
  ];
}

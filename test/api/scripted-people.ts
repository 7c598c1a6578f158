import type { Identity } from '../../api/identity.ts';
import { dateOf, type LocalDate } from '../../domain/calendar/local-date.ts';
import type { Answer, Caller, RunningApi } from './running-api.ts';

type CaseRef = { id: string; seq: number; title: string; state: string };

export type Owed = {
  kind: string;
  ref: string;
  commands: string[];
  plan: string;
  round: string;
  stage: string;
  list: { kind: string; phase: string; stream: string | null } | null;
  proposals: CaseRef[];
  evidence: string[];
  act: number;
  owner: string;
  year: string;
  dueAt: number | null;
  overdue: boolean;
  missed: boolean;
  count: number;
};

type OwedAnswer = { asOf: number; nextAt: number | null; items: Owed[] };
type Send = { url: string; body: { kind?: string; body?: unknown; basis?: unknown } | object };

const HASH = 'a'.repeat(64);
const ON = '2021-12-20';
/** Of the plan that the level above publishes in test/api/two-levels.test.ts. */
const INTAKE = { plan: 'thanh-pho-intake-2021', round: 'intake' };
const paper = { number: '1/TTr', on: ON };

/** People who know nothing but what the API says they owe, and do the first thing that it says settles it. */
export async function actOn(caller: Caller, item: Owed, asOf: number): Promise<Answer<{ code?: string }>> {
  const { url, body } = requestFor(item, dateOf(asOf));
  return caller.post(url, body);
}

export async function owedBy(caller: Caller): Promise<OwedAnswer> {
  return (await caller.get<OwedAnswer>('/v1/owed?limit=200')).body;
}

/** Everybody acts until nobody owes anything at this instant; tells what was done. */
export async function letThemAct(
  api: RunningApi,
  people: readonly Identity[],
  leave: (item: Owed) => boolean,
): Promise<string[]> {
  const done: string[] = [];
  for (let acted = true; acted; ) {
    acted = false;
    for (const person of people) {
      const caller = api.as(person);
      const { items, asOf } = await owedBy(caller);
      for (const item of items.filter((each) => !leave(each) && !isForAnother(each))) {
        const answer = await actOn(caller, item, asOf);
        if (answer.status > 201)
          throw new Error(`${person.id}: ${JSON.stringify(item)} was answered ${JSON.stringify(answer.body)}`);
        done.push(`${person.role} ${item.commands[0]} ${item.proposals.length}`);
        acted = true;
      }
      await api.carry();
    }
  }
  return done;
}

/** Whoever proposed a case may only return or reject it; somebody else appraises it. */
function isForAnother({ commands }: Owed): boolean {
  return commands[0] === 'Return';
}

export async function nextInstant(api: RunningApi, people: readonly Identity[]): Promise<number | null> {
  const all = await Promise.all(people.map(async (person) => (await owedBy(api.as(person))).nextAt));
  return all.reduce((least, at) => (least === null || (at !== null && at < least) ? at : least), null);
}

function requestFor(item: Owed, today: LocalDate): Send {
  const evidence = item.evidence.map((key) => ({ key, hash: HASH }));
  const ids = item.proposals.map(({ id }) => id);
  const list = (noun: string, kind: string, body: object): Send => ({
    url: `/v1/${noun}/${item.ref}/commands`,
    body: { kind, body },
  });
  const unit = (kind: string, body: object): Send => ({
    url: `/v1/unit-rounds/${item.plan}/${item.round}/commands`,
    body: { kind, body },
  });
  const own = (body: object): Send => {
    const [first] = item.proposals;
    if (first === undefined) throw new Error('An item without its case');
    return {
      url: `/v1/proposals/${first.id}/commands`,
      body: { kind: item.commands[0], body, basis: { seq: first.seq } },
    };
  };
  switch (item.commands[0]) {
    case 'Confirm':
    case 'Accept':
      return own({});
    case 'HandIn':
      return own({ stage: item.stage, evidence });
    case 'HandInForUnit':
      return unit('HandInForUnit', { stage: item.stage, evidence });
    case 'AcceptEvidence':
      return own({ stage: item.stage });
    case 'EnterScore':
      return own({ stage: item.stage, as: item.proposals[0]?.state === 'handedIn' ? 'verified' : 'self', score: 95 });
    case 'ProposeList':
      return unit('ProposeList', {
        letter: paper,
        lines: item.proposals.map(({ id, title }) => ({ proposal: id, title })),
      });
    case 'ConfirmList':
      return unit('ConfirmList', { act: item.act });
    case 'Receive':
      return own({ paperOn: today, filesOn: today });
    case 'Appraise':
      return own({ finding: 'for', grounds: 'Đủ điều kiện', rule: 'thu-tuc-don-gian' });
    case 'CallSession':
      return { url: '/v1/sessions', body: { meeting: 'meeting', heldOn: today, proposals: ids } };
    case 'EnterResult':
      return list('sessions', 'EnterResult', { lines: ids.map(resultLine), minutes: paper });
    case 'ConfirmResult':
      return list('sessions', 'ConfirmResult', { act: item.act });
    case 'DraftDecision':
      return { url: '/v1/decisions', body: { authority: 'Chủ tịch UBND', register: 'QĐ-UBND', proposals: ids } };
    case 'SignDecision':
      return list('decisions', 'SignDecision', {});
    case 'NumberDecision':
      return list('decisions', 'NumberDecision', { number: '111', on: today });
    case 'DraftSubmission':
      return { url: '/v1/submissions', body: { to: 'Thành phố', proposals: ids } };
    case 'SignAndSend':
      return list('submissions', 'SignAndSend', { letter: paper });
    case 'AcknowledgeReceipt':
      return list('receipts', 'AcknowledgeReceipt', { on: today });
    case 'TakeLines':
      return list('receipts', 'TakeLines', { proposals: ids, ...INTAKE });
    case 'AnswerFromAbove':
      return own({ outcome: 'granted', number: '9', on: today, authority: 'Thành phố', reported: true });
    case 'Publish':
      return own({ stage: item.stage, from: '2021-12-01', to: '2021-12-31' });
    case 'CloseNotice':
      return own({ stage: item.stage, report: 'Không có ý kiến' });
    case 'RequestOpinion':
      return own({ stage: item.stage, body: 'Thường vụ' });
    case 'RecordOpinion':
      return own({ stage: item.stage, opinion: 'agrees', document: paper });
    case 'MarkTaskDone':
      return {
        url: `/v1/years/${item.year}/commands`,
        body: { kind: 'MarkTaskDone', body: { task: item.ref, owner: item.owner } },
      };
    case 'ConfirmTask':
      return {
        url: `/v1/years/${item.year}/commands`,
        body: { kind: 'ConfirmTask', body: { task: item.ref, owner: item.owner } },
      };
    default:
      throw new Error(`Nobody taught these people ${JSON.stringify(item)}`);
  }
}

function resultLine(proposal: string) {
  return { proposal, tally: { members: 15, for: 15, against: 0, blank: 0, secret: true }, minutesSay: 'passed' };
}

import type { TokenRole } from '../../api/identity.ts';
import { addDays, dateOf, type LocalDate } from '../../domain/calendar/local-date.ts';
import type { Person } from './cast.ts';
import type { RoundSeen } from './rounds-seen.ts';
import { type Done, send, type Visit } from './visits.ts';

/** A case as the board shows it. */
type Row = {
  id: string;
  seq: number;
  code: string | null;
  plan: string;
  round: string;
  unit: string;
  title: string;
  subjectKind: string;
  state: string;
  stage: string | null;
  stageKind: string | null;
  dueAt: number | null;
  holds: number[];
  heldSince: number | null;
  pendingAct: number | null;
  lowerOrg: string | null;
  award: { decision: string | null } | null;
};

/** What a person looks for once in the year, and what they then do. */
type Rarity = {
  name: string;
  role: TokenRole;
  /** Of these cases the first by code. */
  of(row: Row, seen: Seen): boolean;
  does(row: Row, seen: Seen): { kind: string; body: object } | null;
};

type Seen = { now: number; on: LocalDate; rounds: readonly RoundSeen[]; units: readonly string[]; paper: object };

const DAY = 86_400_000;
const HELD_DAYS = 5;
const REASON = 'Đọc lại hồ sơ thấy ghi nhầm.';

/** Kinds of stage at which something is handed in: such a stage is opened again, and its date is extended. */
const HANDED_IN = ['checkpoint', 'review', 'scoring', 'initiative', 'clusterScoring'];

/** Where a case stands for some days between its nomination and the council. */
const IN_THE_OFFICE = ['nominated', 'inAppraisal', 'readyForCouncil'];

/** The remaining rows of the life: each is played once, as soon as the year has a case for it, and never by the dice. */
const RARITIES: readonly Rarity[] = [
  {
    name: 'hold',
    role: 'standingOffice',
    of: ({ state, heldSince }) => IN_THE_OFFICE.includes(state) && heldSince === null,
    does: (_row, { paper }) => ({ kind: 'Hold', body: { ground: 'Có đơn thư đang được xác minh.', document: paper } }),
  },
  {
    name: 'release',
    role: 'standingOffice',
    of: ({ heldSince }, { now }) => heldSince !== null && now - heldSince >= HELD_DAYS * DAY,
    does: ({ holds }) => ({ kind: 'Release', body: { hold: holds[0], conclusion: 'Đơn thư không có cơ sở.' } }),
  },
  {
    name: 'extension',
    role: 'standingOffice',
    of: ({ state, stageKind, dueAt }, { now }) =>
      state === 'inStage' && HANDED_IN.includes(stageKind ?? '') && dueAt !== null && dueAt > now,
    does: ({ stage, dueAt }) => ({
      kind: 'Extend',
      body: { stage, dueOn: addDays(dateOf((dueAt ?? 0) - 1), 3), reason: 'Đơn vị đang thay cán bộ.', document: null },
    }),
  },
  {
    name: 'reopening',
    role: 'standingOffice',
    of: (row, seen) => (row.state === 'nominated' || row.state === 'inStage') && stageBehind(row, seen) !== null,
    does: (row, seen) => ({ kind: 'Reopen', body: { stage: stageBehind(row, seen), reason: REASON } }),
  },
  {
    name: 'rehoming',
    role: 'standingOffice',
    of: ({ state }) => IN_THE_OFFICE.includes(state),
    does: ({ unit }, { units, paper }) => {
      const to = units.find((each) => each !== unit);
      return to === undefined ? null : { kind: 'Rehome', body: { unit: to, document: paper } };
    },
  },
  {
    name: 'correction of a score',
    role: 'standingOffice',
    of: ({ stageKind, state }) => state === 'nominated' || (state === 'inStage' && stageKind === 'nomination'),
    does: (row, { rounds }) => {
      const scoring = stagesOf(row, rounds).find(({ kind }) => kind === 'scoring');
      if (scoring === undefined) return null;
      return { kind: 'CorrectEntry', body: { stage: scoring.key, as: 'verified', score: 7_777, reason: REASON } };
    },
  },
  {
    name: 're-decision',
    role: 'authorityHead',
    of: ({ state }) => state === 'notPassed',
    does: ({ stage }, { paper }) => ({
      kind: 'Redecide',
      body: { complaint: paper, grounds: 'Khiếu nại có cơ sở, họp lại.', stage },
    }),
  },
  {
    name: 'counter-decision that corrects',
    role: 'authorityHead',
    of: ({ state, award }) => state === 'granted' && award?.decision != null,
    does: (_row, { on }) => ({
      kind: 'Correct',
      body: { number: 'ĐC-01', on, reason: REASON, reported: false, corrected: 'Ghi đúng họ và tên.' },
    }),
  },
  {
    name: 'conferral',
    role: 'standingOffice',
    of: ({ state, award }) => state === 'granted' && award?.decision != null,
    does: (_row, { on }) => ({
      kind: 'RecordConferral',
      body: { on, place: 'Hội trường', items: ['Giấy chứng nhận', 'Khung'], cash: 447_000 },
    }),
  },
  {
    name: 'counter-decision that revokes',
    role: 'authorityHead',
    of: ({ state, award }) => state === 'conferred' && award?.decision != null,
    does: (_row, { on }) => ({ kind: 'Revoke', body: { number: 'HB-01', on, reason: REASON, reported: false } }),
  },
  ...[1, 2, 3].map(
    (item): Rarity => ({
      name: `recovery of thing ${item}`,
      role: 'standingOffice',
      of: ({ state }) => state === 'revoked',
      does: (_row, { on }) => ({ kind: 'RecordRecovery', body: { item, on } }),
    }),
  ),
];

function stagesOf({ round }: Row, rounds: readonly RoundSeen[]): RoundSeen['stages'] {
  return rounds.find(({ key }) => key === round)?.stages ?? [];
}

/** The latest stage behind the case in which something was handed in for it. */
function stageBehind(row: Row, { rounds }: Seen): string | null {
  const stages = stagesOf(row, rounds);
  const here = stages.findIndex(({ key }) => key === row.stage);
  return stages.slice(0, Math.max(0, here)).findLast(({ kind }) => HANDED_IN.includes(kind))?.key ?? null;
}

/** What the office does beside what it owes, each once in a year: looked for whenever it is asked, and acted on one after another. */
export async function playRarities(
  people: readonly Person[],
  visit: Visit,
  settled: () => Promise<void>,
): Promise<Done> {
  const done: Done = { acts: 0, refused: [] };
  let seen: (Seen & { rows: readonly Row[] }) | null = null;
  for (const rarity of RARITIES) {
    const person = people.find(({ player }) => player.role === rarity.role);
    if (person === undefined || visit.memory.has(rarity.name)) continue;
    seen ??= await look(person, people, visit);
    if (!(await playOne(rarity, person, seen, visit, done))) continue;
    await settled();
    seen = null;
  }
  if (visit.memory.has(IMPORT)) return done;
  if (await importOne(people, seen ?? (await look(people[0], people, visit)), visit, done)) await settled();
  return done;
}

async function look(
  person: Person | undefined,
  people: readonly Person[],
  { now, roundsOf }: Visit,
): Promise<Seen & { rows: readonly Row[] }> {
  if (person === undefined) throw new Error('Nobody plays the office');
  const { items } = await person.door.get<{ items: Row[] }>('/v1/proposals?limit=200');
  const rounds = await roundsOf(person);
  const rows = items
    .filter(({ lowerOrg, pendingAct }) => lowerOrg === null && pendingAct === null)
    .sort((a, b) => (a.code ?? '').localeCompare(b.code ?? '', 'en'));
  const on = dateOf(now);
  const units = people.flatMap(({ player }) => (player.role === 'unitClerk' ? (player.unit ?? []) : []));
  return { now, on, rounds, units, paper: { number: '99/CV', on, file: null }, rows };
}

async function playOne(
  rarity: Rarity,
  person: Person,
  seen: Seen & { rows: readonly Row[] },
  { memory }: Visit,
  done: Done,
): Promise<boolean> {
  // What is not offered at one place is not offered to the next case there: a year has many days and a place many cases.
  const asked = new Set<string>();
  for (const row of seen.rows.filter((each) => rarity.of(each, seen))) {
    const command = rarity.does(row, seen);
    const place = `${row.state} ${row.round} ${row.stage} ${row.dueAt}`;
    if (command === null || asked.has(place)) continue;
    asked.add(place);
    const { commands } = await person.door.get<{ commands: string[] }>(`/v1/proposals/${row.id}`);
    if (!commands.includes(command.kind)) continue;
    memory.once(rarity.name);
    await sendOne(person, row.id, { ...command, basis: { seq: row.seq } }, done);
    return true;
  }
  return false;
}

type Command = { kind: string; body: object; basis?: { seq: number } };

async function sendOne(person: Person, id: string, body: Command, done: Done): Promise<void> {
  const { problem } = await send(person, { path: `/v1/proposals/${id}/commands`, body });
  if (problem === null) done.acts += 1;
  else {
    const detail = JSON.stringify(problem.errors ?? problem.facts ?? {});
    done.refused.push({ who: person.player.id, kind: body.kind, code: problem.code, detail });
  }
}

const IMPORT = 'import in mid-year';

/** What was begun on paper comes in once others of its round are being appraised; the second of the office confirms it. */
async function importOne(
  people: readonly Person[],
  { rows, rounds, on }: Seen & { rows: readonly Row[] },
  { memory }: Visit,
  done: Done,
): Promise<boolean> {
  const office = people.find(({ player }) => player.role === 'standingOffice');
  const like = rows.find(({ state }) => IN_THE_OFFICE.includes(state));
  const stage = like === undefined ? undefined : stagesOf(like, rounds).find(({ kind }) => kind === 'appraisal');
  if (office === undefined || like === undefined || stage === undefined) return false;
  memory.once(IMPORT);
  const { plan, round, title, unit, subjectKind: kind } = like;
  const subject = { new: { kind, name: 'Hồ sơ đang xử lý trên giấy' } };
  const body = { plan, round, title, unit, fromPaper: true, achievement: null, subject, content: {} };
  const saved = await send(office, { path: '/v1/proposals', body });
  const { id, rowVersion = 1 } = saved.body;
  if (saved.problem !== null || id === undefined) {
    const detail = JSON.stringify(saved.problem?.errors ?? saved.problem?.facts ?? {});
    done.refused.push({ who: office.player.id, kind: 'SaveDraft', code: saved.problem?.code ?? 'NO_ID', detail });
    return false;
  }
  const references = [{ number: '12/TTr', on, file: null }];
  await sendOne(office, id, { kind: 'Import', body: { draft: id, rowVersion, stage: stage.key, references } }, done);
  return true;
}

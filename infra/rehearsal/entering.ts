import type { Person } from './cast.ts';
import type { Newcomer } from './newcomers.ts';
import { chance } from './random.ts';
import type { RoundSeen } from './rounds-seen.ts';
import { type Done, send, type Visit } from './visits.ts';

const DAY = 86_400_000;

/** The clerk brings the unit's people into the rounds whose door is open, most of them in time. */
export async function bringNewcomers(person: Person, waiting: Newcomer[], visit: Visit): Promise<Done> {
  const done: Done = { acts: 0, refused: [] };
  if (waiting.length === 0) return done;
  const rounds = await visit.roundsOf(person);
  for (const newcomer of waiting.filter((each) => entersNow(each, rounds, visit))) {
    waiting.splice(waiting.indexOf(newcomer), 1);
    await enter(person, newcomer, rounds, visit, done);
  }
  return done;
}

function entrance({ round, registers }: Newcomer, rounds: readonly RoundSeen[]) {
  const stages = rounds.find(({ key }) => key === round)?.stages ?? [];
  return stages.find(({ kind }) => kind === (registers ? 'registration' : 'nomination')) ?? null;
}

/** Of those who have not come yet, so many come in a week where no date hurries them. */
const SHARE_OF_A_WEEK = 0.08;

export function entersNow(
  newcomer: Newcomer,
  rounds: readonly RoundSeen[],
  { now, seed }: Pick<Visit, 'now' | 'seed'>,
): boolean {
  const stage = entrance(newcomer, rounds);
  if (stage === null || (stage.opensAt !== null && now < stage.opensAt)) return false;
  // Without a date, achievements come as they come: spread over the year, and each of them in the end.
  if (stage.dueAt === null)
    return chance(seed, 'week', newcomer.unit, newcomer.number, Math.floor(now / (7 * DAY))) < SHARE_OF_A_WEEK;
  const temper = chance(seed, 'enters', newcomer.unit, newcomer.number);
  const daysLeft = (stage.dueAt - now) / DAY;
  return temper < 0.93 ? daysLeft <= 3 + temper * 25 : daysLeft < -2;
}

async function enter(
  person: Person,
  { round, title, kind, name, number, registers }: Newcomer,
  rounds: readonly RoundSeen[],
  { memory }: Visit,
  done: Done,
): Promise<void> {
  const plan = rounds.find(({ key }) => key === round)?.plan;
  const achievement = `thành tích ${number + 1}`;
  const draft = {
    plan,
    round,
    title,
    achievement,
    subject: { new: { kind, name } },
    content: { 'bao-cao-thanh-tich': `Thành tích năm của ${name}.` },
  };
  const saved = await send(person, { path: '/v1/proposals', body: draft });
  if (saved.problem !== null || saved.body.id === undefined) return refused(done, person, 'SaveDraft', saved.problem);
  const { id, rowVersion = 1 } = saved.body;
  memory.rememberDraft(id, rowVersion);
  const nominates = { title, reason: null, draft: id, rowVersion, letter: null, unitVote: null };
  const command = registers
    ? { kind: 'Submit', body: { draft: id, rowVersion } }
    : { kind: 'Nominate', body: nominates };
  const sent = await send(person, { path: `/v1/proposals/${id}/commands`, body: command });
  if (sent.problem !== null) return refused(done, person, command.kind, sent.problem);
  done.acts += 2;
}

function refused(
  done: Done,
  person: Person,
  kind: string,
  problem: { code: string; detail?: string; title: string; errors?: unknown; facts?: unknown } | null,
): void {
  const detail = `${problem?.detail ?? problem?.title ?? ''} ${JSON.stringify(problem?.errors ?? problem?.facts ?? {})}`;
  done.refused.push({ who: person.player.id, kind, code: problem?.code ?? 'NO_ID', detail });
}

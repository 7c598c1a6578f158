import type { Person } from './cast.ts';
import type { Newcomer } from './newcomers.ts';
import { chance } from './random.ts';
import type { RoundSeen } from './rounds-seen.ts';
import type { Doing } from './script.ts';
import { type Done, inEights, note, nothingDone, send, type Visit } from './visits.ts';

const DAY = 86_400_000;

/** A clerk and those of the unit who have not come yet. */
export type Bringer = { person: Person; waiting: Newcomer[] };

/**
 * The clerks bring their units' people into the rounds whose door is open, most of them in time. What is drafted gets its
 * code in turn, so that the same seed gives the same codes; then all are sent in side by side.
 */
export async function bringNewcomers(bringers: readonly Bringer[], visit: Visit): Promise<Done> {
  const done = nothingDone();
  const drafted: Drafted[] = [];
  for (const { person, waiting } of bringers) {
    const rounds = await visit.roundsOf(person);
    for (const newcomer of waiting.filter((each) => entersNow(each, rounds, visit))) {
      waiting.splice(waiting.indexOf(newcomer), 1);
      drafted.push(...(await draft(person, newcomer, rounds, visit, done)));
    }
  }
  for (const together of inEights(drafted)) {
    const replies = await Promise.all(together.map(({ person, doing }) => send(person, doing)));
    for (const [place, { person, doing }] of together.entries()) note(done, person, doing, replies[place]);
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

/** A draft, and how it is sent in. */
type Drafted = { person: Person; doing: Doing };

async function draft(
  person: Person,
  { round, title, kind, name, number, registers }: Newcomer,
  rounds: readonly RoundSeen[],
  { memory }: Visit,
  done: Done,
): Promise<Drafted[]> {
  const plan = rounds.find(({ key }) => key === round)?.plan;
  const achievement = `thành tích ${number + 1}`;
  const subject = { new: { kind, name } };
  const content = { 'bao-cao-thanh-tich': `Thành tích năm của ${name}.` };
  const saving = { path: '/v1/proposals', body: { plan, round, title, achievement, subject, content } };
  const saved = await send(person, saving);
  note(done, person, saving, saved);
  const { id, rowVersion = 1 } = saved.body;
  if (saved.problem !== null || id === undefined) return [];
  memory.rememberDraft(id, rowVersion);
  const nominates = { title, reason: null, draft: id, rowVersion, letter: null, unitVote: null };
  const body = registers ? { kind: 'Submit', body: { draft: id, rowVersion } } : { kind: 'Nominate', body: nominates };
  return [{ person, doing: { path: `/v1/proposals/${id}/commands`, body } }];
}

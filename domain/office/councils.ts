import type { LocalDate } from '../calendar/local-date.ts';
import { refuseAhead } from '../day-ahead.ts';
import { repeatedIn } from '../listing.ts';
import { accept, type Decision, refuse } from '../refusal.ts';
import type { Meeting } from '../session/meeting.ts';
import type { Received } from '../stream.ts';
import type { Paper, PrivateText } from '../text.ts';

/** The council that votes on awards, and the one that recognises initiatives. */
export const COUNCILS = ['emulation', 'initiative'] as const;
export type CouncilKind = (typeof COUNCILS)[number];

export const SEATS = ['chair', 'viceChair', 'standingMember', 'member', 'secretary'] as const;
export type Seat = (typeof SEATS)[number];

/**
 * `person` where the member is one of the office's people. Whether a secretary votes, and who sits in the standing part,
 * which meets alone for some awards, only the paper knows.
 */
export type CouncilMember = {
  name: PrivateText;
  person: string | null;
  seat: Seat;
  votes: boolean;
  standing: boolean;
};

export type ConstitutedCouncil = {
  council: CouncilKind;
  members: readonly CouncilMember[];
  /** In force from this day, until a later one is. */
  fromOn: LocalDate;
  document: Paper;
};

/** One constitution, by the seq of its event. */
export type Composition = ConstitutedCouncil & { seq: number };

export type CouncilConstituted = { kind: 'CouncilConstituted'; body: ConstitutedCouncil };

/** People of the office, of those whom a constitution names. */
export type CouncilFacts = { people?: readonly string[] };

const RULE = 'constitution of a council';

export function constituteCouncil(
  command: Received<{ kind: 'ConstituteCouncil'; body: ConstitutedCouncil }>,
  { people = [] }: CouncilFacts,
): Decision<CouncilConstituted> {
  const { body, receivedAt } = command;
  return (
    refuseMembers(body.members, people) ??
    refuseAhead(body.document.on, receivedAt, `${RULE}: a paper of a day that has come`) ??
    accept({ kind: 'CouncilConstituted', body })
  );
}

function refuseMembers(members: readonly CouncilMember[], people: readonly string[]): Decision<never> | null {
  const named = members.flatMap(({ person }) => (person === null ? [] : [person]));
  const chairs = members.filter(({ seat }) => seat === 'chair').length;
  const voting = members.filter(({ votes }) => votes).length;
  const repeated = repeatedIn(named);
  const unknown = named.filter((person) => !people.includes(person));
  if (chairs === 1 && voting > 0 && repeated.length + unknown.length === 0) return null;
  return refuse('COUNCIL_IMPOSSIBLE', `${RULE}: one chair, and each member once`, {
    chairs,
    voting,
    repeated: [...repeated],
    unknown,
  });
}

/** The constitution in force on a day: the last to begin; of two that begin on one day, the later word. */
export function compositionOn(known: readonly Composition[], council: CouncilKind, day: LocalDate): Composition | null {
  const begun = known.filter((each) => each.council === council && each.fromOn <= day);
  return begun.reduce<Composition | null>(
    (last, each) => (last === null || each.fromOn >= last.fromOn ? each : last),
    null,
  );
}

/** What a session sits under: the constitution, and how many vote in a meeting of this form. */
export type Sitting = { constitution: number; seats: number };

export function sittingOn(known: readonly Composition[], meeting: Meeting, day: LocalDate): Sitting | null {
  const found = compositionOn(known, 'emulation', day);
  return found === null ? null : { constitution: found.seq, seats: seatsIn(found, meeting) };
}

export function seatsIn({ members }: ConstitutedCouncil, meeting: Meeting): number {
  return members.filter(({ votes, standing }) => votes && (standing || meeting !== 'standingPart')).length;
}

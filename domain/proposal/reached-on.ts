import { addDays, dateOf, type LocalDate } from '../calendar/local-date.ts';
import type { Recorded } from '../stream.ts';
import type { Paper } from '../text.ts';
import type { EventOf, ProposalEvent } from './events.ts';

/**
 * How far a case has come towards its council, by its papers and not by when they were typed in: what an office enters
 * late binds nobody to the day of the entry, and what has no paper of a day binds nobody at all.
 */
export type Reached = {
  /** When it was received for appraisal; or the last paper of what came in from paper; or when the case began. */
  receivedOn: string;
  /** The latest paper that brought it to its council since, for the first time or again. */
  broughtOn: string | null;
  /** The sessions that it has been before. */
  sessions: readonly string[];
  /** The last day of a stage's notice. */
  notices: Readonly<Record<string, LocalDate>>;
};

const OPENINGS = ['Submitted', 'Nominating', 'OpenedFromBelow', 'Imported'] as const;
const STEPS = [
  'Received',
  'NoticePublished',
  'NoticeClosed',
  'OpinionRecorded',
  'ResultRecorded',
  'Deferred',
  'Redecided',
] as const;

export const REACHING = [...OPENINGS, ...STEPS];

type Opening = EventOf<(typeof OPENINGS)[number]>;
type Step = EventOf<(typeof STEPS)[number]>;
export type Reaching = Recorded<Opening> | Recorded<Step>;

export function isReaching(event: { kind: string }): event is Reaching {
  return REACHING.some((kind) => kind === event.kind);
}

/** A case as it is after an event; null before the one that opens it. */
export function reachedAfter(before: Reached | null, event: Reaching): Reached | null {
  if (isOpening(event)) return opened(event);
  return before === null ? null : steppedOn(before, event);
}

/**
 * How far a case had come when it came on a session's agenda, or has come by now where it has not heard of it; which
 * sessions have had it since, and the days of the complaints that brought it back since.
 */
export function reachedFor(
  session: string,
  events: readonly Recorded<ProposalEvent>[],
): { reached: Reached | null; isPlaced: boolean; since: readonly string[]; complainedOn: readonly string[] } {
  const placings = events.flatMap((event, place) =>
    event.kind === 'PlacedOnAgenda' ? [{ place, ...event.body }] : [],
  );
  const here = placings.find((placing) => placing.session === session)?.place;
  const before = events.slice(0, here).filter(isReaching);
  return {
    reached: before.reduce<Reached | null>(reachedAfter, null),
    isPlaced: here !== undefined,
    since: placings.filter(({ place }) => here !== undefined && place > here).map((placing) => placing.session),
    complainedOn: events
      .slice(here ?? events.length)
      .flatMap((event) => (event.kind === 'Redecided' ? [event.body.complaint.on] : [])),
  };
}

function isOpening(event: Reaching): event is Recorded<Opening> {
  return OPENINGS.some((kind) => kind === event.kind);
}

function opened(event: Recorded<Opening>): Reached {
  const papers = event.kind === 'Imported' ? event.body.act.body.references : [];
  const receivedOn = latestOf(papers) ?? dateOf(event.envelope.at);
  return { receivedOn, broughtOn: null, sessions: [], notices: {} };
}

function steppedOn(before: Reached, event: Recorded<Step>): Reached {
  switch (event.kind) {
    case 'Received':
      return { ...before, receivedOn: event.body.receivedForAppraisalOn };
    case 'NoticePublished':
      return { ...before, notices: { ...before.notices, [event.body.stage]: event.body.until } };
    case 'NoticeClosed':
      return broughtBy(before, dayAfter(before.notices[event.body.stage]));
    case 'OpinionRecorded':
      return broughtBy(before, hasCome(event.body.document, event.envelope.receivedAt));
    case 'Redecided':
      return broughtBy(before, event.body.complaint.on);
    case 'ResultRecorded':
    case 'Deferred':
      return { ...before, sessions: [...before.sessions, event.body.session] };
  }
}

function broughtBy(before: Reached, on: string | null): Reached {
  return { ...before, broughtOn: latest([before.broughtOn, on]) };
}

/** An opinion's paper is taken as it was typed: a day that had not come by then keeps no case from its council. */
function hasCome(paper: Paper | null, receivedAt: number): string | null {
  const receivedOn = dateOf(receivedAt);
  return paper !== null && paper.on > receivedOn ? receivedOn : (paper?.on ?? null);
}

/** A notice runs to the end of its last day. */
function dayAfter(until: LocalDate | undefined): LocalDate | null {
  return until === undefined ? null : addDays(until, 1);
}

/** The day from which a case may have been before its council: a session's own day binds the next one that has it. */
export function reachedOn(
  { receivedOn, broughtOn, sessions }: Reached,
  heldOn: (session: string) => string | null,
): string {
  return latest([receivedOn, broughtOn, ...sessions.map(heldOn)]) ?? receivedOn;
}

export function latestOf(papers: readonly Paper[]): string | null {
  return latest(papers.map(({ on }) => on));
}

function latest(days: readonly (string | null)[]): string | null {
  return (
    days
      .filter((day) => day !== null)
      .sort()
      .at(-1) ?? null
  );
}

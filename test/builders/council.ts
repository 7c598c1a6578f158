import type { Json } from '../../domain/json.ts';
import type { CouncilRegulation } from '../../domain/plan/plan.ts';
import { type Actor, streamName } from '../../domain/stream.ts';
import { act, draft, type Office, person, WORDS } from './office.ts';
import { newKey } from './play.ts';
import { round, stage } from './round.ts';

/** A round whose cases the office proposes itself, and which come to the council at once. */
export function councilRound(key: string, plan = 'test-plan') {
  const stages = [stage('nomination'), stage('appraisal'), stage('council'), stage('decision')];
  return round({ key, plan, officeProposes: true, standing: true, stages });
}

/** Half of all; the plan takes the council for one of eleven. */
export const HALF_OF_ELEVEN: CouncilRegulation = {
  members: 11,
  threshold: { numerator: 1, denominator: 2, base: 'all', strict: false },
  source: { kind: 'assumed', reason: 'test' },
};

const PAPER = { number: '3/BB', on: '2021-01-04', file: null };

/** A meeting by its acts, each of which has to hold; nothing is carried but by the test. */
export function councilOf(office: Office) {
  const must = async (stream: string | { begins: string }, kind: string, body: Json, by: Actor) => {
    const done = await act(office, { stream, kind, body, by, key: newKey(kind) });
    if (!done.outcome.ok) throw new Error(`${kind} was refused: ${JSON.stringify(done.outcome.refusal)}`);
    return done;
  };
  return {
    must,
    /** A case that waits for its council. */
    async ready(key: string, plan = 'test-plan'): Promise<string> {
      const id = await draft(office, { plan, round: key, byOffice: true });
      const stream = streamName('proposal', id);
      const body = { title: 'LDTT', reason: null, draft: id, rowVersion: 1, letter: null, unitVote: null };
      await must(stream, 'Nominate', body, person('standingOffice', 'proposer'));
      await must(stream, 'Receive', { paperOn: PAPER.on, filesOn: PAPER.on }, person('standingOffice'));
      const appraised = { finding: 'for', grounds: WORDS, rule: null };
      await must(stream, 'Appraise', appraised, person('standingOffice', 'appraiser'));
      return id;
    },
    async calls(proposals: readonly string[]): Promise<string> {
      const body = { meeting: 'meeting', heldOn: PAPER.on, proposals: [...proposals] };
      return (await must({ begins: 'session' }, 'CallSession', body, person('councilSecretary'))).stream;
    },
    /** So many votes of eleven for each line; null defers it. */
    async enters(session: string, votes: Readonly<Record<string, number | null>>): Promise<void> {
      const lines = Object.entries(votes).map(([proposal, votesFor]) =>
        votesFor === null ? { proposal, deferred: WORDS } : { proposal, tally: tally(votesFor), minutesSay: 'passed' },
      );
      await must(session, 'EnterResult', { lines, minutes: PAPER }, person('councilSecretary'));
    },
    async confirms(session: string): Promise<void> {
      await must(session, 'ConfirmResult', { act: 2 }, person('councilChair'));
    },
  };
}

function tally(votesFor: number) {
  const absentInWriting = { for: 0, against: 0 };
  return { members: 11, for: votesFor, against: 11 - votesFor, blank: 0, absentInWriting, secret: true };
}

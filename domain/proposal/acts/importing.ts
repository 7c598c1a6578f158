import { refuseAhead } from '../../day-ahead.ts';
import type { StageKind } from '../../plan/plan.ts';
import { accept, type Decision, refuse } from '../../refusal.ts';
import type { Received } from '../../stream.ts';
import { type Act, needed } from '../act.ts';
import type { CommandOf } from '../commands.ts';
import { happened, type ProposalEvent } from '../events.ts';
import type { OpeningFact } from '../facts.ts';
import { positionAt, stillAhead } from '../position.ts';
import { latestOf } from '../reached-on.ts';
import { isOnTheWay, type PinnedRound, type PinnedStage, stageOf, titleIn } from '../round.ts';
import { openedOf, type ProposalState } from '../state.ts';
import { NOWHERE } from '../states.ts';
import { openingFacts, refuseOpening, refuseUnpublished } from './registration.ts';

type Import = Received<CommandOf<'Import'>>;

/**
 * Row 30: what an office did on paper before it began here. The case stands nowhere until a second person confirms what
 * the papers say; who proposed and appraised it then is known to the papers only.
 */
export const importCase: Act<'Import'> = (_state, command, facts) => {
  const opening = needed(facts.opening, 'opening');
  const { draft, stage: key } = command.body;
  if (opening === null) return refuseUnpublished({ draft });
  const no = refuseImport(opening, command);
  if (no !== null) return no;
  const act = { kind: command.kind, body: command.body };
  const to = { ...NOWHERE, state: 'importing' as const, stage: key };
  // Nobody of the unit acts, so that the unit is one person makes no difference here.
  return accept(happened('Imported', { ...openingFacts(opening, []), marks: ['imported'], act, to }));
};

function refuseImport(opening: OpeningFact, { body, receivedAt }: Import): Decision<never> | null {
  if (!opening.begunByOffice)
    return refuse('NOT_YOUR_UNIT', 'row 30: a unit’s draft is its own', { unit: opening.unit });
  return (
    refuseOpening(opening) ??
    refuseClosed(opening.round, receivedAt) ??
    refuseStage(opening, body.stage) ??
    refuseAhead(latestOf(body.references), receivedAt, 'row 30')
  );
}

function refuseClosed({ key, closesAt }: PinnedRound, receivedAt: number): Decision<never> | null {
  return closesAt !== null && receivedAt >= closesAt
    ? refuse('ROUND_CLOSED', `plan: round ${key}`, { closedAt: closesAt })
    : null;
}

/** What is registered is no more at its registration, and what was granted has a decision that is not ours. */
const NOT_IMPORTED: readonly StageKind[] = ['registration', 'conferral'];

function refuseStage({ round, title }: OpeningFact, key: string): Decision<never> | null {
  const stage = stageOf(round, key);
  const route = titleIn(round, title)?.route ?? 'here';
  return stage !== null && isOnTheWay(stage, route) && !NOT_IMPORTED.includes(stage.kind)
    ? null
    : refuse('STAGE_NOT_IMPORTABLE', 'row 30', { stage: key, round: round.key, route });
}

/** The second person has read the papers too. A date that has passed by then is not held against the case. */
export function importConfirmed(state: ProposalState, key: string, now: number): Decision<ProposalEvent> {
  const stage = stageOf(openedOf(state).round, key);
  if (stage === null) throw new Error(`The pinned round has lost its stage ${key}`);
  const nominated = isPast(state, stage, 'nomination') || isPast(state, stage, 'appraisal');
  const tallied = isPast(state, stage, 'council');
  return accept(happened('ImportConfirmed', { nominated, tallied, to: stillAhead(positionAt(stage, now), now) }));
}

/** A stage of this kind, on the way of the title, is behind the case. */
function isPast(state: ProposalState, stage: PinnedStage, kind: StageKind): boolean {
  const { opened, round } = openedOf(state);
  const before = round.stages.slice(0, round.stages.indexOf(stage));
  return before.some((each) => each.kind === kind && isOnTheWay(each, opened.route));
}

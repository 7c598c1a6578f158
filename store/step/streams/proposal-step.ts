import { listingsOfProposal, listingsOfRefusedProposal } from '../../../domain/proposal/carry.ts';
import type { ProposalCommand } from '../../../domain/proposal/commands.ts';
import type { ProposalEvent } from '../../../domain/proposal/events.ts';
import type { ProposalFacts } from '../../../domain/proposal/facts.ts';
import { PROPOSAL } from '../../../domain/proposal/proposal.ts';
import type { ProposalState } from '../../../domain/proposal/state.ts';
import { isOver } from '../../../domain/proposal/states.ts';
import { idOf } from '../../../domain/stream.ts';
import { proposalRows, showProposal } from '../../board/proposal-board.ts';
import { rehomeDraft } from '../../desk/drafts.ts';
import { byEachName, claim, leaveSubject, leaveTitle, releaseClaim } from '../../facts/claim.ts';
import { counterEntry, isCounter } from '../../facts/counter-decision.ts';
import { changeListings, claimLines, holdsAll } from '../../facts/listing.ts';
import { takeNumber } from '../../facts/register-number.ts';
import { ofCase } from '../../reminders/queue-notices.ts';
import type { Change, StepContext, StreamStep } from '../stream-step.ts';
import { claimRows } from './proposal-claims.ts';
import { factsAlone, loadFacts } from './proposal-facts.ts';

export const PROPOSAL_STEP: StreamStep<ProposalState, ProposalCommand, ProposalEvent, ProposalFacts> = {
  stream: PROPOSAL,
  factsAlone,
  loadFacts,
  record,
  tells: (changes) => changes.map(ofCase),
  rows: (place, commands) => [proposalRows(place, commands), claimRows(place, commands)],
  listings: ({ before, event }) => listingsOfProposal(before, event),
  retake,
  recordRefusal: ({ tx, command }, refused) =>
    changeListings(tx, command.org, listingsOfRefusedProposal(idOf(command.stream), refused)),
  planVersion: (state) =>
    state.opened === null ? null : `${state.opened.round.plan}@${state.opened.round.planVersion}`,
  rulePack: (state) => state.opened?.round.rulePack ?? null,
  isOver: (state) => isOver(state.position.state),
};

async function record(context: StepContext, changes: readonly Change<ProposalState, ProposalEvent>[]): Promise<void> {
  const { tx, command } = context;
  await showProposal(tx, command, changes);
  await changeListings(
    tx,
    command.org,
    changes.flatMap(({ before, event }) => listingsOfProposal(before, event)),
  );
  for (const { before, after } of changes) {
    const title = before.opened?.title;
    if (title !== undefined && title !== after.opened?.title)
      await leaveTitle(tx, command.org, idOf(command.stream), title);
  }
  for (const { before, event } of changes)
    if (event.kind === 'Rehomed' && before.opened !== null) {
      const { subject, unit: from } = before.opened;
      const moved = { id: idOf(command.stream), subject: subject.id, from, to: event.body.unit };
      await rehomeDraft(tx, command.org, moved);
    }
  for (const { event } of changes) {
    if (event.kind === 'SubjectAmended' && !event.body.same)
      await leaveSubject(tx, command.org, idOf(command.stream), event.body.subject.id);
  }
  // A withdrawn case frees its place; every other end keeps it, since it can be undone by its counter-act.
  if (changes.some(({ event }) => event.kind === 'Withdrawn'))
    await releaseClaim(tx, command.org, idOf(command.stream));
}

/** Its place in the round, or the row that ties it to the list of which it took note. */
async function retake(
  { tx, command }: Pick<StepContext, 'tx' | 'command'>,
  { before, after, event }: Change<ProposalState, ProposalEvent>,
): Promise<boolean> {
  const proposal = idOf(command.stream);
  const { opened } = after;
  const otherTitle = opened?.title !== before.opened?.title;
  if (opened !== null && (otherTitle || opened.subject.id !== before.opened?.subject.id)) {
    const { round, subject, title, achievement } = opened;
    const place = { plan: round.plan, round: round.key, subject: subject.id, title, achievement, proposal };
    return (await (otherTitle ? byEachName(tx, command.org, place, claim) : claim(tx, command.org, place))) === null;
  }
  const counter = isCounter(event) ? counterEntry(event.body) : null;
  if (counter !== null) return (await takeNumber(tx, command.org, counter)).takenBy === null;
  const [listing] = listingsOfProposal(before, event);
  if (listing?.status !== 'listed') return true;
  await claimLines(tx, command.org, listing.kind, listing.list, [proposal]);
  return holdsAll(tx, command.org, listing.list, [proposal], ['claimed', 'listed']);
}

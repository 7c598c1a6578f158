import { refuseAhead } from '../../day-ahead.ts';
import { accept, type Decision, refuse } from '../../refusal.ts';
import { type Act, needed } from '../act.ts';
import type { SubjectRef } from '../commands.ts';
import { happened } from '../events.ts';
import type { ProposalFacts } from '../facts.ts';
import { titleIn } from '../round.ts';
import { openedOf, type ProposalState } from '../state.ts';

/**
 * Row 26: what was said of the subject changed, or was wrong. What a first act had to satisfy is asked again; what is
 * signed names the subject on paper, and only a counter-decision mends that.
 */
export const amendSubject: Act<'AmendSubject'> = (state, command, facts) => {
  const { subject, claimedBy } = needed(facts.amended, 'amended');
  const { document, fact } = command.body;
  return (
    refuseAhead(document.on, command.receivedAt, 'row 26') ??
    refuseUnchanged(state, subject) ??
    refuseSigned(facts) ??
    refuseKind(state, subject) ??
    refuseClaimed(state, claimedBy) ??
    accept(happened('SubjectAmended', { subject, same: 'name' in fact, document }))
  );
};

function refuseUnchanged(state: ProposalState, { id }: SubjectRef): Decision<never> | null {
  return id === openedOf(state).subject.id ? refuse('SUBJECT_UNCHANGED', 'row 26', { subject: id }) : null;
}

function refuseSigned({ listing }: ProposalFacts): Decision<never> | null {
  return listing === 'signed' ? refuse('ALREADY_SIGNED', 'row 26: what is signed is corrected by row 24', {}) : null;
}

function refuseKind(state: ProposalState, { kind }: SubjectRef): Decision<never> | null {
  const { opened, round } = openedOf(state);
  const allowed = titleIn(round, opened.title)?.subjects ?? [];
  if (allowed.includes(kind)) return null;
  return refuse('SUBJECT_KIND_NOT_ALLOWED', 'plan: subjects of the title', {
    title: opened.title,
    subjectKind: kind,
    allowed,
  });
}

function refuseClaimed(state: ProposalState, first: string | null): Decision<never> | null {
  const { title } = openedOf(state).opened;
  return first === null
    ? null
    : refuse('ALREADY_PROPOSED', 'one proposal per subject and title in a round', { first, title });
}

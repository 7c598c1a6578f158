import type { LocalDate } from '../../calendar/local-date.ts';
import { refuseAhead } from '../../day-ahead.ts';
import { refuseFollowed } from '../../followed-on.ts';
import { accept, type Decision, refuse } from '../../refusal.ts';
import { kindOf } from '../../stream.ts';
import { type Act, needed } from '../act.ts';
import { happened } from '../events.ts';
import type { ProposalState } from '../state.ts';

/** Row 28: the number of the decision that granted the award, or of the letter that sent the case up, was typed wrongly. */
export const correctNumber: Act<'CorrectNumber'> = (state, { body }) =>
  refuseOtherPaper(state, body.list) ?? accept(happened('PaperNumberCorrected', body));

/** Row 28, of an award whose paper the office typed: by the office, under the rules of row 19, and marked as it was then. */
export const correctReportedNumber: Act<'CorrectReportedNumber'> = (state, { body, receivedAt }) => {
  const { number, on } = needed(state.award ?? undefined, 'award');
  const was = { number, on };
  return (
    refuseUntyped(state) ??
    refuseSame(was, body) ??
    refuseAhead(body.on, receivedAt, 'row 28') ??
    refuseFollowed(body.on, followedOn(state)) ??
    accept(happened('PaperNumberCorrected', { list: null, was, ...body, marks: ['reported'] }))
  );
};

/** The first day on which something came of the award: it was handed out, or undone. */
function followedOn({ conferral, revokedOn }: ProposalState): LocalDate | null {
  return [conferral?.on ?? null, revokedOn].filter((on) => on !== null).sort()[0] ?? null;
}

function refuseOtherPaper(state: ProposalState, list: string | null): Decision<never> | null {
  return bears(state, list)
    ? null
    : refuse('LINE_UNKNOWN', 'row 28: the paper does not speak of this case', {
        list,
        decision: state.award?.decision ?? null,
      });
}

/** An award from above knows no list here: the level above, which runs the product, speaks for itself. */
function bears({ award, above, listing }: ProposalState, list: string | null): boolean {
  if (list === null) return award !== null && award.decision === null && above !== null;
  return kindOf(list) === 'decision' ? award?.decision === list : listing?.kind === 'submission' && listing.id === list;
}

/** The stream that granted the award mends its own number. */
function refuseUntyped({ award, above }: ProposalState): Decision<never> | null {
  const decision = award?.decision ?? null;
  return decision === null && above === null
    ? null
    : refuse('WRONG_ROLE', 'row 28: who mends the number of an award', { allowed: ['outbox'], decision });
}

type Entry = { number: string; on: string };

function refuseSame(was: Entry, { number, on }: Entry): Decision<never> | null {
  return was.number === number && was.on === on
    ? refuse('NOTHING_TO_CORRECT', 'row 28: after an entry', { entered: was })
    : null;
}

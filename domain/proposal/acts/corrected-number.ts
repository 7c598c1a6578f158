import { accept, type Decision, refuse } from '../../refusal.ts';
import { kindOf } from '../../stream.ts';
import type { Act } from '../act.ts';
import { happened } from '../events.ts';
import type { ProposalState } from '../state.ts';

/** Row 28: the number of the decision that granted the award, or of the letter that sent the case up, was typed wrongly. */
export const correctNumber: Act<'CorrectNumber'> = (state, { body }) =>
  refuseOtherPaper(state, body.list) ?? accept(happened('PaperNumberCorrected', body));

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

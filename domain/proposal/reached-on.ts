import { dateOf } from '../calendar/local-date.ts';
import type { Recorded } from '../stream.ts';
import type { Paper } from '../text.ts';
import type { ProposalEvent } from './events.ts';

/**
 * The day from which a case may have been before its council, by its papers and not by when they were typed in: it was
 * received for appraisal then; or, where it came in from paper, the last paper that brought it this far is of that day.
 * Where neither is known it is the day on which the case began.
 */
export function reachedOn(opening: Recorded<ProposalEvent>, received: Recorded<ProposalEvent> | null): string {
  if (received?.kind === 'Received') return received.body.receivedForAppraisalOn;
  const papers = opening.kind === 'Imported' ? opening.body.act.body.references : [];
  return latestOf(papers) ?? dateOf(opening.envelope.at);
}

export function latestOf(papers: readonly Paper[]): string | null {
  return (
    papers
      .map(({ on }) => on)
      .sort()
      .at(-1) ?? null
  );
}

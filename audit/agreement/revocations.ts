import { endOfDay } from '../../domain/calendar/local-date.ts';
import { type Agreement, troubleAt, undeterminedAt } from '../ledger-event.ts';
import type { Finding } from '../trouble.ts';

const DAY = 86_400_000;

/**
 * When a revocation was heard is its own word alone, and the deputy had the power until then. It was heard after its
 * receipt. Nothing says for certain until when at the latest, since it may have waited out an outage: where that gave the
 * deputy more than a day, a person looks at it; and where it was heard before an earlier one, since either a clock was put
 * back or somebody wrote it: to take the earlier one's time for it would leave its deputy a power that was ended.
 */
export function revocationAgreement(): Agreement {
  const heard = new Map<string, number>();
  const found: Finding[] = [];
  return {
    take(event) {
      if (event.kind !== 'DeputyRevoked') return;
      const { org, receivedAt } = event.envelope;
      const { heardAt, lastDayOn } = event.body;
      // What was recorded before it was kept says nothing of it.
      if (heardAt === undefined) return;
      const before = heard.get(org) ?? 0;
      heard.set(org, Math.max(before, heardAt));
      if (heardAt < receivedAt) found.push(troubleAt(event.envelope, 'heardUnreceived'));
      else if (heardAt < before) found.push(undeterminedAt(event.envelope, 'heardOutOfOrder'));
      else if (heardAt > Math.max(endOfDay(lastDayOn), receivedAt + DAY))
        found.push(undeterminedAt(event.envelope, 'heardLate'));
    },
    close: () => found,
  };
}

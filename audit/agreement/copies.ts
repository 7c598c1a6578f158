import { createHash } from 'node:crypto';
import type { Envelope } from '../../domain/ledger/envelope.ts';
import { canonicalForm } from '../canonical.ts';
import { type Agreement, troubleAt } from '../ledger-event.ts';
import type { Trouble } from '../trouble.ts';

type Received = { place: Pick<Envelope, 'org' | 'stream' | 'seq'>; from: string; submission: string; copyHash: string };

/** What the level above received is what was sent, once; and each hash is that of the copy beside it. */
export function copyAgreement(): Agreement {
  const sent = new Map<string, string>();
  const received: Received[] = [];
  const orgs = new Set<string>();
  const troubles: Trouble[] = [];
  return {
    take(event) {
      const { org, stream, seq } = event.envelope;
      orgs.add(org);
      if (event.kind === 'SubmissionSent') {
        sent.set(`${org}\n${stream}`, event.body.copyHash);
        if (hashOf(event.body.copy) !== event.body.copyHash)
          troubles.push(troubleAt(event.envelope, 'copyHashDiffers'));
      }
      if (event.kind === 'SubmissionReceived') {
        const { from, submission, copyHash, lines } = event.body;
        received.push({ place: { org, stream, seq }, from, submission, copyHash });
        if (hashOf(lines) !== copyHash) troubles.push(troubleAt(event.envelope, 'copyHashDiffers'));
      }
    },
    close: () => [
      ...troubles,
      ...received.flatMap((each, index) => pairTroubles(each, received.slice(0, index), sent, orgs)),
    ],
  };
}

function pairTroubles(
  { place, from, submission, copyHash }: Received,
  earlier: readonly Received[],
  sent: ReadonlyMap<string, string>,
  orgs: ReadonlySet<string>,
): Trouble[] {
  const again = earlier.some((each) => each.from === from && each.submission === submission);
  // An export of the upper level alone holds nothing of the sender, and can say nothing of what it sent.
  const differs = orgs.has(from) && sent.get(`${from}\n${submission}`) !== copyHash;
  return [
    ...(again ? [troubleAt(place, 'receivedTwice')] : []),
    ...(differs ? [troubleAt(place, 'copiesDiffer')] : []),
  ];
}

function hashOf(copy: unknown): string {
  return createHash('sha256')
    .update(canonicalForm(copy) ?? '', 'utf8')
    .digest('hex');
}

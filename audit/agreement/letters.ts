import type { Envelope } from '../../domain/ledger/envelope.ts';
import { type Agreement, type LedgerEvent, troubleAt } from '../ledger-event.ts';

type Quoted = { number: string; on: string };
type Place = Pick<Envelope, 'org' | 'stream' | 'seq'>;
type Read = Quoted & { place: Place };

/** A cover letter is quoted above only as its sender has quoted it. */
export function letterAgreement(): Agreement {
  const said = new Set<string>();
  const orgs = new Set<string>();
  const receipts = new Map<string, { from: string; submission: string }>();
  const read: Read[] = [];
  return {
    take(event) {
      const { org, stream } = event.envelope;
      orgs.add(org);
      const sent = sentLetter(event);
      if (sent !== null) said.add(keyOf(org, stream, sent));
      if (event.kind === 'SubmissionReceived') receipts.set(`${org}\n${stream}`, event.body);
      const received = receivedLetter(event);
      if (received !== null) read.push({ number: received.number, on: received.on, place: event.envelope });
    },
    close: () =>
      read.flatMap(({ place, ...letter }) => {
        const receipt = receipts.get(`${place.org}\n${place.stream}`);
        // An export of the upper level alone holds nothing of the sender.
        if (receipt !== undefined && !orgs.has(receipt.from)) return [];
        const known = receipt !== undefined && said.has(keyOf(receipt.from, receipt.submission, letter));
        return known ? [] : [troubleAt(place, 'copiesDiffer')];
      }),
  };
}

function sentLetter(event: LedgerEvent): Quoted | null {
  if (event.kind === 'SubmissionSent') return event.body.letter;
  return event.kind === 'LetterNumberCorrected' ? event.body : null;
}

function receivedLetter(event: LedgerEvent): Quoted | null {
  if (event.kind === 'SubmissionReceived') return event.body.letter;
  return event.kind === 'ReceivedLetterCorrected' ? event.body : null;
}

function keyOf(org: string, submission: string, { number, on }: Quoted): string {
  return [org, submission, number, on].join('\n');
}

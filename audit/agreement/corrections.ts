import type { SessionEvent } from '../../domain/session/session.ts';
import { type Agreement, type LedgerEvent, troubleAt } from '../ledger-event.ts';
import type { Trouble } from '../trouble.ts';

type Told<K extends SessionEvent['kind']> = LedgerEvent & Extract<SessionEvent, { kind: K }>;
type Entered = Told<'CorrectionEntered' | 'DayCorrectionEntered'>;
type Confirmed = Told<'CorrectionConfirmed' | 'DayCorrected'>;

/**
 * What the chair of a session confirms is what the secretary had entered last, a tally or a day, and by whom the event
 * says. How a tally is then judged is held against its votes elsewhere.
 */
export function correctionAgreement(): Agreement {
  const waiting = new Map<string, Entered>();
  const troubles: Trouble[] = [];
  return {
    take(event) {
      const key = `${event.envelope.org}\n${event.envelope.stream}`;
      if (event.kind === 'CorrectionEntered' || event.kind === 'DayCorrectionEntered') waiting.set(key, event);
      if (event.kind === 'CorrectionDeclined') waiting.delete(key);
      if (event.kind !== 'CorrectionConfirmed' && event.kind !== 'DayCorrected') return;
      if (!isOfThat(event, waiting.get(key))) troubles.push(troubleAt(event.envelope, 'correctionDiffers'));
      waiting.delete(key);
    },
    close: () => troubles,
  };
}

function isOfThat(confirmed: Confirmed, entered: Entered | undefined): boolean {
  if (entered === undefined || confirmed.body.enteredBy !== entered.envelope.actor) return false;
  if (confirmed.kind === 'CorrectionConfirmed')
    return entered.kind === 'CorrectionEntered' && entered.body.line.proposal === confirmed.body.line.proposal;
  return entered.kind === 'DayCorrectionEntered' && entered.body.heldOn === confirmed.body.heldOn;
}

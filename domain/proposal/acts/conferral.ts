import { refuseAhead } from '../../day-ahead.ts';
import { accept, refuse } from '../../refusal.ts';
import { type Act, needed } from '../act.ts';
import { happened } from '../events.ts';
import { withoutDue } from '../position.ts';

/** Row 23: handed out on a day that has come, and not before the award was granted. */
export const recordConferral: Act<'RecordConferral'> = (state, command) => {
  const { on } = command.body;
  const { on: grantedOn } = needed(state.award ?? undefined, 'award');
  if (on < grantedOn) return refuse('CONFERRED_BEFORE_GRANTED', 'row 23', { on, grantedOn });
  return (
    refuseAhead(on, command.receivedAt, 'row 23') ??
    accept(happened('ConferralRecorded', { ...command.body, to: withoutDue(state.position, 'conferred') }))
  );
};

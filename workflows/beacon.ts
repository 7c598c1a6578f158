import { condition, continueAsNew, defineSignal, setHandler } from '@temporalio/workflow';
import type { Position } from '../domain/ledger/position.ts';
import { NOTE_SIGNAL } from './messages.ts';

const noteSignal = defineSignal<[Position]>(NOTE_SIGNAL);

/** An hour, where one worker notes each minute: whoever reads the last note reads a whole run. */
const NOTES_IN_A_RUN = 60;

/**
 * Remembers outside PostgreSQL how far the record had come, so that an older copy of it is known for what it is. It does
 * nothing: the last note stands in its history, and is read there before anything that could run it is started.
 */
export async function beaconWorkflow(noted: Position | null): Promise<void> {
  let last = noted;
  let notes = 0;
  setHandler(noteSignal, (position) => {
    last = position;
    notes += 1;
  });
  await condition(() => notes >= NOTES_IN_A_RUN);
  await continueAsNew<typeof beaconWorkflow>(last);
}

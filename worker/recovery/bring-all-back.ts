import { inOrder, placeOf } from '../../domain/recovery/order.ts';
import type { LostCommand } from '../../domain/recovery/told-stream.ts';
import { bringBack } from '../../store/recovery/bring-back.ts';
import type { LostDesk } from '../../store/recovery/lost-desk.ts';
import type { StepDependencies } from '../../store/step/stream-step.ts';

export type AllBack = {
  commands: number;
  events: number;
  desk: LostDesk[];
  /** Came back though a claim that belongs to them is held by another. */
  forced: LostCommand[];
};

/**
 * Brings lost commands back, in passes over the order in which they were received: what still waits for something of
 * another stream is tried again when that is back. What nothing more can be waited for comes back all the same, since it
 * was recorded once; a claim that another holds is then told and left.
 */
export async function bringAllBack(dependencies: StepDependencies, lost: readonly LostCommand[]): Promise<AllBack> {
  const back: AllBack = { commands: 0, events: 0, desk: [], forced: [] };
  for (let left = inOrder(lost); left.length > 0; ) {
    const waiting = await onePass(dependencies, left, back);
    if (waiting.length < left.length) left = waiting;
    else left = await forceOne(dependencies, waiting, back);
  }
  return back;
}

async function onePass(
  dependencies: StepDependencies,
  left: readonly LostCommand[],
  back: AllBack,
): Promise<LostCommand[]> {
  const waiting: LostCommand[] = [];
  const away = new Set(left.flatMap(({ events }) => events.map(({ envelope }) => placeOf(envelope))));
  for (const command of left) {
    if (!mayTry(command, away) || !(await tryOne(dependencies, command, back, false))) waiting.push(command);
    else for (const { envelope } of command.events) away.delete(placeOf(envelope));
  }
  return waiting;
}

/** Neither what came before it in its own stream nor what caused it is still away. */
function mayTry({ events }: LostCommand, away: ReadonlySet<string>): boolean {
  const { stream, seq, cause } = events[0].envelope;
  return !away.has(placeOf({ stream, seq: seq - 1 })) && (cause === null || !away.has(placeOf(cause)));
}

async function tryOne(
  dependencies: StepDependencies,
  command: LostCommand,
  back: AllBack,
  whateverHolds: boolean,
): Promise<boolean> {
  const { how, desk } = await bringBack(dependencies, command, whateverHolds);
  if (how === 'waits') return false;
  if (how === 'there') return true;
  back.commands += 1;
  back.events += command.events.length;
  back.desk.push(...desk);
  return true;
}

async function forceOne(
  dependencies: StepDependencies,
  waiting: readonly LostCommand[],
  back: AllBack,
): Promise<LostCommand[]> {
  const away = new Set(waiting.flatMap(({ events }) => events.map(({ envelope }) => placeOf(envelope))));
  const forced = waiting.find((command) => mayTry(command, away)) ?? waiting[0];
  if (forced === undefined) return [];
  await tryOne(dependencies, forced, back, true);
  back.forced.push(forced);
  return waiting.filter((command) => command !== forced);
}

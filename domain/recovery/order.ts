import type { LostCommand } from './told-stream.ts';

/**
 * An order in which lost commands of many streams may come back: each stream's own order, a cause before what it caused,
 * and else as they were received, which is nearly the order in which they were decided. What still stands in another's
 * way is found when it is tried.
 */
export function inOrder(commands: readonly LostCommand[]): LostCommand[] {
  const byPlace = new Map(
    commands.flatMap((command) => command.events.map((event) => [placeOf(event.envelope), command])),
  );
  const depths = new Map<LostCommand, number>();
  const depthOf = (command: LostCommand): number => {
    const known = depths.get(command);
    if (known !== undefined) return known;
    // Before it is known, so that a circle, which no ledger holds, ends here.
    depths.set(command, 0);
    const { cause } = command.events[0].envelope;
    const source = cause === null ? undefined : byPlace.get(placeOf(cause));
    const depth = source === undefined ? 0 : depthOf(source) + 1;
    depths.set(command, depth);
    return depth;
  };
  return commands.toSorted((a, b) => receivedAt(a) - receivedAt(b) || depthOf(a) - depthOf(b) || seqOf(a) - seqOf(b));
}

/** A stream's name is unique in all organisations. */
export function placeOf({ stream, seq }: { stream: string; seq: number }): string {
  return `${stream} ${seq}`;
}

const receivedAt = ({ events }: LostCommand) => events[0].envelope.receivedAt;
const seqOf = ({ events }: LostCommand) => events[0].envelope.seq;

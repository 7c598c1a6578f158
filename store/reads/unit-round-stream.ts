import { streamName } from '../../domain/stream.ts';
import { derivedId } from '../hash.ts';

/** A unit has one part in a round, so its stream's id is where it is: whoever acts first begins it. */
export function unitRoundStream(org: string, plan: string, round: string, unit: string): string {
  return streamName('unitRound', derivedId('unitRound', org, plan, round, unit));
}

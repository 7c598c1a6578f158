import { streamName } from '../../domain/stream.ts';
import { derivedId } from '../hash.ts';

/** An organisation has one office, so its stream's id is where it is: the first act begins it. */
export function officeStream(org: string): string {
  return streamName('office', derivedId('office', org));
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Person } from '../../infra/rehearsal/cast.ts';
import { send } from '../../infra/rehearsal/visits.ts';
import { GivenUp } from './insistent-door.ts';
import { type Harness, uploadVersion } from './office.ts';
import { PLAN, SECOND, type Seconds } from './seconds.ts';

const EVERY_MS = 20 * SECOND;
/** By so much every other amendment moves all that lies ahead; the next one takes it back. */
const LATER = 3 * SECOND;

/** The office amends its plan again and again: every open case is told, and its timer must follow. */
export async function amendAgainAndAgain(
  harness: Harness,
  { person, year, seconds, going }: { person: Person; year: string; seconds: Seconds; going: () => boolean },
): Promise<void> {
  for (let version = 2; ; version += 1) {
    for (let left = EVERY_MS; left > 0 && going(); left -= 200) await pause(200);
    if (!going()) return;
    const now = { ...seconds, late: version % 2 === 0 ? LATER : 0, from: Date.now() };
    try {
      await insistently(() => uploadVersion(harness, now, version), going);
      const body = { plan: PLAN, version, reason: 'Lùi hạn.' };
      await send(person, { path: `/v1/years/${idIn(year)}/commands`, body: { kind: 'AmendPlan', body } });
    } catch (error) {
      if (!(error instanceof GivenUp)) throw error;
    }
  }
}

const idIn = (stream: string) => stream.slice(stream.indexOf('/') + 1);

async function insistently(work: () => Promise<void>, going: () => boolean): Promise<void> {
  while (going()) {
    try {
      return await work();
    } catch {
      await pause(300);
    }
  }
}

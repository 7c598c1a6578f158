import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take half a minute and more: begun last, one of them would run on alone when all others are done. */
const LONG: readonly string[] = [
  'workflows/crash',
  'chaos/planted',
  'rehearsal/rehearsal',
  'workflows/long-list',
  'infra/start',
  'historic/background',
  'worker/recover',
  'infra/postgres',
  'workflows/repeats',
  'workflows/life',
  'bench/growth/growth',
  'worker/recovered-cases',
  'infra/backup',
  'worker/poison',
  'infra/stack',
  'workflows/random-repeats',
  'worker/courier',
  'worker/recovered-plan',
  'plans/cli',
  'workflows/reminders',
];

/** Longest first; a clean clone has no times of an earlier run to go by. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = LONG.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  return place === -1 ? LONG.length : place;
}

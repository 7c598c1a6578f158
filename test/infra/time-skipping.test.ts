import { expect, onTestFinished, test } from 'vitest';
import { startTimeSkipping } from '../../infra/stack/time-skipping.ts';

test('a year passes in the time-skipping server within a second', async () => {
  const environment = await startTimeSkipping(() => undefined);
  onTestFinished(() => environment.teardown());
  const before = await environment.currentTimeMs();
  const started = performance.now();
  await environment.sleep('365d');
  expect(performance.now() - started).toBeLessThan(1_000);
  expect((await environment.currentTimeMs()) - before).toBeGreaterThanOrEqual(365 * 86_400_000);
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lifePage } from '../../../infra/cli/life.ts';

test('docs/proposal-life.md says what the product does; if not, run node infra/cli/life.ts', () => {
  const page = readFileSync(new URL('../../../docs/proposal-life.md', import.meta.url), 'utf8');
  expect(page).toBe(lifePage());
});

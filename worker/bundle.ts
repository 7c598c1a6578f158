import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = ['workflows', 'domain', 'activities/contract.ts'];

/** Path of the workflow bundle; built once for these sources and this SDK, then found by their hash. */
export async function workflowBundle(cacheDir: string): Promise<string> {
  const path = join(cacheDir, `workflows-${await hashOfSources()}.js`);
  if (await exists(path)) return path;
  const { code } = await bundleWorkflowCode({ workflowsPath: join(ROOT, 'workflows/index.ts'), logger: silent });
  await mkdir(cacheDir, { recursive: true });
  // Written aside and renamed: whoever starts at the same moment never reads half a bundle.
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, code);
  await rename(draft, path);
  return path;
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256').update(sdkVersion());
  for (const path of await sourceFiles()) hash.update(path).update(await readFile(join(ROOT, path)));
  return hash.digest('hex').slice(0, 32);
}

async function sourceFiles(): Promise<string[]> {
  const lists = await Promise.all(SOURCES.map(filesUnder));
  return lists.flat().sort();
}

async function filesUnder(path: string): Promise<string[]> {
  if (path.endsWith('.ts')) return [path];
  const entries = await readdir(join(ROOT, path), { recursive: true });
  return entries.filter((entry) => entry.endsWith('.ts')).map((entry) => join(path, entry));
}

function sdkVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('@temporalio/worker/package.json');
  return JSON.stringify(manifest);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

const quiet = () => undefined;
const silent = { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: console.warn, error: console.error };

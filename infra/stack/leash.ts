import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Asks once a second whether the parent still lives; quoting is the shell's, `$0` stands beside the server. */
const script = `#!/bin/sh
# Runs the server beside this script, and ends it when the process that started it is gone, even by kill -9.
server=$$
parent=$PPID
(
  while kill -0 "$parent" && kill -0 "$server"; do sleep 1; done
  kill -0 "$parent" || kill -9 "$server"
) >/dev/null 2>&1 </dev/null &
exec "$(dirname "$0")/temporal-test-server" "$@"
`;

/** The SDK starts the test server itself and does not tell its process id, so the guardian cannot watch over it: this can. */
export function leashed(server: string): string {
  const wrapper = join(dirname(server), 'leashed-test-server-2');
  if (existsSync(wrapper)) return wrapper;
  const workshop = mkdtempSync(`${wrapper}-`);
  writeFileSync(join(workshop, 'half'), script, { mode: 0o755 });
  renameSync(join(workshop, 'half'), wrapper);
  rmSync(workshop, { recursive: true });
  return wrapper;
}

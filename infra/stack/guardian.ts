import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

const waitForEndOfFile = 'read -r line; kill -s "$2" "$1" 2>/dev/null';

/**
 * A tiny shell that signals `pid` when this process dies, even by kill -9: the system then closes the pipe it reads from.
 * It has a session of its own, so that Ctrl-C in the terminal does not end it before us.
 */
export function guard(pid: number, signal: 'INT' | 'TERM'): { dismiss(): void } {
  const shell = spawn('/bin/sh', ['-c', waitForEndOfFile, 'vinh-danh-guardian', String(pid), signal], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a shell we lose only the tidy end after a kill -9: the next start still clears what was left.
  shell.on('error', () => undefined);
  shell.unref();
  if (shell.stdin instanceof Socket) shell.stdin.unref();
  return { dismiss: () => void shell.kill('SIGKILL') };
}

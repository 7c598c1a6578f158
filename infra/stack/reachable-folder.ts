import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canReach, type ServerUser } from './server-user.ts';

const candidates = ['/var/lib/vinh-danh', '/var/tmp/vinh-danh', join(tmpdir(), 'vinh-danh')];

/** A folder of root's own that the server's user can reach, for when the checkout or the data lie under a closed one. */
export function reachableFolder(user: ServerUser): string {
  const folder = candidates.find((candidate) => isOurs(candidate) && canReach(user, candidate));
  if (folder !== undefined) return folder;
  throw new Error(
    `PostgreSQL runs as the user ${user.name}, who can reach none of ${candidates.join(', ')}. Move the checkout to a folder that everybody may enter, or run as an ordinary user, or give DATABASE_URL.`,
  );
}

/** In a folder that everybody may write to, somebody else could have laid the path before us. */
function isOurs(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    if (statSync(folder).uid !== process.getuid?.()) return false;
    // The umask may have closed it.
    chmodSync(folder, 0o755);
    return true;
  } catch {
    return false;
  }
}

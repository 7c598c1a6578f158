import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { commandLine } from '../../infra/stack/processes.ts';
import { startTemporalServer, type TemporalServer } from '../../infra/stack/temporal-server.ts';

/** Temporal's development server on a file, behind an address that stays when the server is killed and started again. */
export type DevServer = {
  address: string;
  /** As if its machine had lost power. */
  kill(): Promise<void>;
  restart(on?: 'with an empty file'): Promise<void>;
  /** Ends every connection, whatever was on its way; callers connect again. */
  cut(): void;
  stop(): Promise<void>;
};

export async function startDevServer(dbFile: string): Promise<DevServer> {
  let server = await start(dbFile);
  const door = await openDoor(() => server.address);
  return {
    address: door.address,
    async kill() {
      door.cut();
      await killNow(Number(await readFile(`${dbFile}.pid`, 'utf8')));
    },
    async restart(on) {
      if (on !== undefined) for (const part of ['', '-wal', '-shm']) await rm(`${dbFile}${part}`, { force: true });
      server = await start(dbFile);
    },
    cut: door.cut,
    async stop() {
      await door.close();
      await server.stop();
      await rm(dbFile, { force: true });
    },
  };
}

function start(dbFile: string): Promise<TemporalServer> {
  return startTemporalServer({ dbFile, log: () => undefined });
}

async function killNow(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  while (commandLine(pid) !== '') await new Promise((resolve) => setTimeout(resolve, 10));
}

export type Door = { address: string; cut(): void; close(): Promise<void> };

/** One port that leads to wherever the server listens now. */
export async function openDoor(target: () => string): Promise<Door> {
  const open = new Set<Socket>();
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const listener = createServer((near) => {
    const [host = '', port] = target().split(':');
    const far = connect({ host, port: Number(port) });
    keep(near);
    keep(far);
    near.pipe(far).on('close', () => near.destroy());
    far.pipe(near).on('close', () => far.destroy());
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const bound = listener.address();
  if (bound === null || typeof bound === 'string') throw new Error('The door has no port');
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    address: `127.0.0.1:${bound.port}`,
    cut,
    async close() {
      listener.close();
      cut();
      await once(listener, 'close');
    },
  };
}

import { setInterval } from 'node:timers';

const LOOK_MS = 50;

/** The most that this process held of the machine's memory while something went on. */
export async function peakRssDuring<T>(work: () => Promise<T>): Promise<{ result: T; peakRss: number }> {
  let peakRss = process.memoryUsage.rss();
  const looking = setInterval(() => {
    peakRss = Math.max(peakRss, process.memoryUsage.rss());
  }, LOOK_MS);
  try {
    return { result: await work(), peakRss };
  } finally {
    clearInterval(looking);
  }
}

/** So many clients beside each other, each taking the next thing when it has done with one. */
export async function inTurns<T>(
  clients: number,
  things: Iterable<T>,
  work: (thing: T) => Promise<void>,
): Promise<void> {
  const left = things[Symbol.iterator]();
  const client = async () => {
    for (let next = left.next(); next.done !== true; next = left.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: clients }, client));
}

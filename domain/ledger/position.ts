/** One event by its place and its hash, which stands for the whole chain before it. */
export type EventPlace = { org: string; stream: string; seq: number; hash: string };

/**
 * How far a record had come: the event and the command that were written last. Nothing in it counts: a record that was
 * set back may have gone on and overtaken any count, but it cannot hold the very event of this hash. The command shows
 * what has no event, a draft saved or a refusal. Null before the first.
 */
export type Position = { event: EventPlace | null; command: { org: string; id: string } | null };

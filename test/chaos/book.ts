import type { Acknowledgement } from '../builders/invariants.ts';

/** An act that somebody asked for, by the key under which it was repeated until it was answered. */
export type Asked = { org: string; actor: string; key: string; kind: string };

/** What people remember of the run, against which the record is held. It lives outside everything that is hurt. */
export type Book = {
  asked: Asked[];
  heard: Acknowledgement[];
  /** Drafts that were told to be saved. */
  drafts: { org: string; id: string }[];
  /** Repeats that were answered otherwise than before, as sentences. */
  contradictions: string[];
  /** How often no answer, or none that counts, came back; by its code. */
  unanswered: Map<string, number>;
};

export function openBook(): Book {
  return { asked: [], heard: [], drafts: [], contradictions: [], unanswered: new Map() };
}

export function noteUnanswered({ unanswered }: Book, code: string): void {
  unanswered.set(code, (unanswered.get(code) ?? 0) + 1);
}

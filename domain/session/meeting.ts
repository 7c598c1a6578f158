/** One meeting of a council, or its standing part alone, or a written consultation. */
export type Meeting = 'meeting' | 'standingPart' | 'written';

/** Something that can be asked for again and again: a case is a sequence of steps, each waited for before the next. */
export type Lane = {
  name: string;
  /** Cases that have not begun; laid ready before the clock runs. */
  cases(count: number): Promise<Case[]>;
};

export type Case = readonly (() => Promise<unknown>)[];

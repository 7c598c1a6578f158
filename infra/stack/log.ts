/** One line at a time, for people: who prints it, and where, is the caller's affair. */
export type Log = (line: string) => void;

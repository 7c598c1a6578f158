import type { Json } from '../domain/json.ts';
import type { PrivateText } from '../domain/text.ts';

/** Free text as it was typed, on its way to the desk. Nothing else may hold it: it has no place in a ledger value. */
export class WrittenText {
  readonly words: string;

  constructor(words: string) {
    this.words = words;
  }

  /** For the fingerprint of the request only. */
  toJSON(): string {
    return this.words;
  }
}

/** A body as the domain knows it, once its texts are put aside. */
export type PutAside<T> = T extends WrittenText
  ? PrivateText
  : T extends readonly (infer Each)[]
    ? readonly PutAside<Each>[]
    : T extends object
      ? { readonly [K in keyof T]: PutAside<T[K]> }
      : T;

export type TextPlace = { path: string; words: string };

/** The body with each text replaced by what `refer` says stands for it. */
export function replaceTexts(value: unknown, refer: (place: TextPlace) => PrivateText, path = ''): Json {
  if (value instanceof WrittenText) return refer({ path, words: value.words });
  if (Array.isArray(value)) return value.map((each, index) => replaceTexts(each, refer, `${path}/${index}`));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, replaceTexts(member, refer, `${path}/${name}`)]),
    );
  }
  // What is left passed a schema that knows only texts, whole numbers, truth values and null.
  return value as Json;
}

/** `A` and `B` say the same, whether or not their members are readonly. For checks that schema and domain agree. */
export type Same<A, B> = [Frozen<A>] extends [Frozen<B>] ? ([Frozen<B>] extends [Frozen<A>] ? true : false) : false;

type Frozen<T> = T extends readonly (infer Each)[]
  ? readonly Frozen<Each>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T;

/** Does not compile unless its argument is `true`. */
export type Holds<T extends true> = T;

import type { FaultCode } from './problems.ts';

/** Rules of the domain that a route asks itself, where nothing is decided: for whom somebody may look, and when. */
type AskedHere = 'DEPUTY_OUT_OF_DAYS' | 'DEPUTYSHIP_LAPSED';

/** One thing that is wrong with a request, and where. `line` only in the text of a plan. */
export type FieldError = { pointer: string; code: string; message: string; line?: number };

type Details = {
  errors?: readonly FieldError[];
  facts?: Readonly<Record<string, unknown>>;
  headers?: Readonly<Record<string, string>>;
  /** Said instead of the table's sentence, where this case knows better. */
  detail?: string;
};

/** Thrown by a route to answer with a problem of the API's own list. */
export class Problem extends Error {
  readonly code: FaultCode | AskedHere;
  readonly details: Details;

  constructor(code: FaultCode | AskedHere, details: Details = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

export function invalid(...errors: readonly FieldError[]): Problem {
  return new Problem('VALIDATION_FAILED', { errors });
}

/** The commonest of them: a member of the body that is well formed and names what does not exist. */
export function unknownReference(pointer: string, message: string): Problem {
  return invalid({ pointer, code: 'UNKNOWN_REFERENCE', message });
}

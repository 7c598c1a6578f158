import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import type { CommandOutcome } from '../../domain/refusal.ts';
import { type Door, openDoor, type Reply } from '../../infra/offices/door.ts';
import { type Book, noteUnanswered } from './book.ts';

/** Nobody waits for ever: the run has been given up. */
export class GivenUp extends Error {}

export type Insistence = { apiUrl: string; book: Book; givenUp: AbortSignal; again: () => boolean };

const AGAIN_MS = 300;
const ANSWER_WITHIN_MS = 6_000;

/** A person's door who asks again, under the same key, until there is an answer; and now and then once more after it. */
export function insistentDoor(token: string, who: { org: string; id: string }, insistence: Insistence): Door {
  const { apiUrl, book, givenUp, again } = insistence;
  const door = openDoor(apiUrl, token);
  const until = async <T>(ask: () => Promise<T>, isAnswer: (got: T) => boolean): Promise<T> => {
    for (;;) {
      if (givenUp.aborted) throw new GivenUp('The run was given up');
      const got = await within(ask()).catch(() => null);
      if (got !== null && isAnswer(got)) return got;
      if (got === null) noteUnanswered(book, 'no answer');
      await pause(AGAIN_MS);
    }
  };
  return {
    get: (path) =>
      until(
        () => door.get(path),
        () => true,
      ),
    async send<T>(...asked: Parameters<Door['send']>): Promise<Reply<T>> {
      const [, path, body, key] = asked;
      book.asked.push({ org: who.org, actor: who.id, key, kind: kindOf(path, body) });
      const ask = () =>
        until(
          () => door.send<T>(...asked),
          (reply) => isAnswer(book, reply),
        );
      const reply = await ask();
      note(book, who.org, path, reply);
      if (again()) compare(book, key, reply, await ask());
      return reply;
    },
  };
}

async function within<T>(asking: Promise<T>): Promise<T> {
  const late = pause(ANSWER_WITHIN_MS, null, { ref: false }).then(() => Promise.reject(new Error('No answer yet')));
  return Promise.race([asking, late]);
}

/** 202 says that it is not decided yet; what begins with 5 says nothing. */
function isAnswer(book: Book, { status, problem }: Reply<unknown>): boolean {
  if (status !== 202 && status < 500) return true;
  noteUnanswered(book, problem?.code ?? String(status));
  return false;
}

const BEGINS: Readonly<Record<string, string>> = {
  '/v1/proposals': 'SaveDraft',
  '/v1/sessions': 'CallSession',
  '/v1/decisions': 'DraftDecision',
  '/v1/submissions': 'DraftSubmission',
};

function kindOf(path: string, body: unknown): string {
  const said = z.object({ kind: z.string() }).safeParse(body);
  return said.data?.kind ?? BEGINS[path] ?? path;
}

const done = z.object({ command: z.string(), seq: z.number(), events: z.array(z.string()) });
const refused = z.object({
  command: z.string(),
  code: z.string(),
  rule: z.string(),
  facts: z.record(z.string(), z.unknown()),
});
const drafted = z.object({ id: z.string() });

/** Problems that name no command were found before anything was written down. */
function outcomeIn({ body }: Reply<unknown>): { command: string; outcome: CommandOutcome } | null {
  const ok = done.safeParse(body).data;
  if (ok !== undefined) return { command: ok.command, outcome: { ok: true, seq: ok.seq, events: ok.events } };
  const no = refused.safeParse(body).data;
  if (no === undefined) return null;
  // Compared with the row's as it stands, whatever is in it.
  const { code, rule, facts } = no;
  return { command: no.command, outcome: { ok: false, refusal: { code, rule, facts } } as unknown as CommandOutcome };
}

function note(book: Book, org: string, path: string, reply: Reply<unknown>): void {
  const told = outcomeIn(reply);
  if (told !== null) book.heard.push({ org, command: told.command, outcome: told.outcome });
  const draft = path === '/v1/proposals' && reply.problem === null ? drafted.safeParse(reply.body).data : undefined;
  if (draft !== undefined) book.drafts.push({ org, id: draft.id });
}

/** Canonical, since jsonb keeps its own order of keys: the same answer may be written in two ways. */
function compare(book: Book, key: string, first: Reply<unknown>, second: Reply<unknown>): void {
  const [was, is] = [first, second].map((reply) => canonicalText(outcomeIn(reply)));
  if (was !== is) book.contradictions.push(`The act ${key} was answered ${was}, and its repeat ${is}`);
}

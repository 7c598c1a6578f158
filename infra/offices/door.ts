/** The public door as a person uses it: HTTP, a token, and a key for every act so that a repeat is harmless. */
export type Door = {
  get<T>(path: string): Promise<T>;
  /** Answers whatever the API said; a refusal is an answer too. */
  send<T>(
    method: 'POST' | 'PUT' | 'PATCH',
    path: string,
    body: unknown,
    key: string,
    headers?: Record<string, string>,
  ): Promise<Reply<T>>;
};

export type Reply<T> = { status: number; body: T; problem: ApiProblem | null };

export type ApiProblem = {
  code: string;
  title: string;
  status: number;
  detail?: string;
  rule?: string;
  facts?: unknown;
  errors?: unknown;
};

export function openDoor(apiUrl: string, token: string): Door {
  const authorization = `Bearer ${token}`;
  return {
    async get<T>(path: string): Promise<T> {
      const response = await fetch(new URL(path, apiUrl), { headers: { authorization } });
      if (!response.ok) throw new Error(`GET ${path} answered ${response.status}: ${await response.text()}`);
      // What the API promises in its own schema; a rehearsal that met something else would fail loudly at its use.
      return (await response.json()) as T;
    },
    async send<T>(
      method: 'POST' | 'PUT' | 'PATCH',
      path: string,
      body: unknown,
      key: string,
      headers: Record<string, string> = {},
    ): Promise<Reply<T>> {
      const response = await fetch(new URL(path, apiUrl), {
        method,
        headers: { authorization, 'content-type': 'application/json', 'idempotency-key': key, ...headers },
        body: JSON.stringify(body),
      });
      const answer = (await response.json()) as T & ApiProblem;
      return { status: response.status, body: answer, problem: response.ok ? null : answer };
    },
  };
}

/** For acts of the set-up, which nothing may refuse. */
export async function must<T>(reply: Promise<Reply<T>>, what: string): Promise<T> {
  const { body, problem } = await reply;
  if (problem !== null)
    throw new Error(
      `${what}: ${problem.status} ${problem.code}: ${problem.detail ?? problem.title} ${JSON.stringify(problem.errors ?? problem.facts ?? '')}`,
    );
  return body;
}

import { signDevelopmentToken } from '../../api/identity.ts';
import type { Player } from './people.ts';
import type { SetUp } from './set-up.ts';

export type WelcomeOptions = {
  apiUrl: string;
  inboxUrl: string | undefined;
  tokenKey: Uint8Array;
  demos: readonly SetUp[];
};

/** What a newcomer needs to see first: where to look, whom to be, and a call that works. */
export async function welcome({ apiUrl, inboxUrl, tokenKey, demos }: WelcomeOptions): Promise<string> {
  const doors = [
    '',
    `API documentation   ${apiUrl}/docs`,
    `OpenAPI 3.1         ${apiUrl}/openapi.json`,
    ...(inboxUrl === undefined ? [] : [`Caught mail         ${inboxUrl}`]),
  ];
  const parts = await Promise.all(demos.map((demo) => ofDemo(apiUrl, tokenKey, demo)));
  return [...doors, ...parts.flat(), '', 'Ctrl-C stops everything in order.', ''].join('\n');
}

async function ofDemo(apiUrl: string, tokenKey: Uint8Array, { own }: SetUp): Promise<string[]> {
  const one = firstOfEachRole(own.players);
  const tokens = await Promise.all(
    one.map(async (player) => ({ player, token: await signDevelopmentToken(tokenKey, player) })),
  );
  const office = tokens.find(({ player }) => player.role === 'standingOffice');
  return [
    '',
    `Demo year ${own.plan} of ${own.org} (năm minh họa: dates moved, people invented)`,
    'Development tokens, one for each role:',
    ...tokens.map(({ player, token }) => `  ${player.role.padEnd(18)} ${token}`),
    ...(office === undefined
      ? []
      : ['', 'Try:', `  curl -s -H 'Authorization: Bearer ${office.token}' ${apiUrl}/v1/rounds`]),
  ];
}

function firstOfEachRole(players: readonly Player[]): Player[] {
  return players.filter((player, index) => players.findIndex(({ role }) => role === player.role) === index);
}

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
  const [first, ...others] = demos;
  const parts = await Promise.all([
    ...(first === undefined ? [] : [ofDemo(apiUrl, tokenKey, first)]),
    ...others.map((demo) => ofAnother(tokenKey, demo)),
  ]);
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

/** One to try with is enough to begin; whoever looks further is the standing office of that place. */
async function ofAnother(tokenKey: Uint8Array, { own }: SetUp): Promise<string[]> {
  const office = own.players.find(({ role }) => role === 'standingOffice');
  const token = office === undefined ? [] : [`  standingOffice     ${await signDevelopmentToken(tokenKey, office)}`];
  return ['', `Demo year ${own.plan} of ${own.org}`, ...token];
}

function firstOfEachRole(players: readonly Player[]): Player[] {
  return players.filter((player, index) => players.findIndex(({ role }) => role === player.role) === index);
}

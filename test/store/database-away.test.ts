import { expect, test } from 'vitest';
import { isDatabaseAway } from '../../store/database-away.ts';

const withCode = (code: string) => Object.assign(new Error('as the driver says'), { code });

test('what passes by itself is an outage, and the same request may be sent again', () => {
  // A broken connection, no disk, no memory, no connection left, a server going down, a lock that was waited for too long.
  for (const code of ['08006', '53100', '53200', '53300', '57P01', '57P05', '55P03'])
    expect([code, isDatabaseAway(withCode(code))]).toEqual([code, true]);
});

test('a network that is away for the moment, or its names, is an outage', () => {
  const codes = ['ECONNREFUSED', 'ECONNABORTED', 'ENETUNREACH', 'ENETDOWN', 'EHOSTDOWN', 'ENOTFOUND', 'EAI_AGAIN'];
  for (const code of codes) expect([code, isDatabaseAway(withCode(code))]).toEqual([code, true]);
});

test('what would fail again the same way is a defect', () => {
  for (const code of ['23505', '42P01', '22P02', '53', ''])
    expect([code, isDatabaseAway(withCode(code))]).toEqual([code, false]);
});

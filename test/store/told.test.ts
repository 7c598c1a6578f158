import { expect, test } from 'vitest';
import { MOST_TOLD_BYTES, told } from '../../store/step/told.ts';

const MARKS = 2;

/** An event whose text takes so many bytes as a JSON string. */
const event = (seq: number, bytes: number) => ({ seq, hash: `hash ${seq}`, text: 'x'.repeat(bytes - MARKS) });
const HALF = MOST_TOLD_BYTES / 2;
const head = { seq: 2, hash: 'hash 2' };

test('what fills an answer to its last byte is told whole', () => {
  const events = [event(1, HALF), event(2, HALF)];
  expect(told(events, head)).toStrictEqual({ events: events.map(({ text }) => text), head });
});

test('of what is a byte more, the first is told, up to where it goes, and that there is more', () => {
  const events = [event(1, HALF), event(2, HALF + 1)];
  expect(told(events, head)).toStrictEqual({
    events: [events[0]?.text],
    head: { seq: 1, hash: 'hash 1' },
    more: true,
  });
});

test('an event that is too long for any answer is told alone', () => {
  const [long, next] = [event(1, MOST_TOLD_BYTES + 1), event(2, 10)];
  expect(told([long, next], head)).toMatchObject({ events: [long.text], head: { seq: 1 }, more: true });
  expect(told([next, { ...long, seq: 3 }], { seq: 3, hash: 'hash 3' })).toMatchObject({ head: { seq: 2 }, more: true });
});

test('bytes are counted as they travel: quoted, escaped and in UTF-8', () => {
  const quarter = MOST_TOLD_BYTES / 4;
  const text = (sign: string, bytes: number) => ({ ...event(1, 10), text: sign.repeat((bytes - MARKS) / 2) });
  expect(told([text('"', 2 * quarter), text('ă', 2 * quarter)], head)).not.toHaveProperty('more');
  expect(told([text('"', 2 * quarter), text('ă', 2 * quarter + 2)], head)).toHaveProperty('more');
});

test('where there is nothing to tell, the head is the stream’s own', () => {
  expect(told([], head)).toStrictEqual({ events: [], head });
});

import { expect, test } from 'vitest';
import { numberForm, registerForm } from '../../../domain/decision/register-form.ts';

test.each([
  ['01', '1'],
  ['01/QĐ-UBND', '1/qđ-ubnd'],
  ['  111 / QĐ ', '111 / qđ'],
  ['12\u00a0 /  QĐ', '12 / qđ'],
  ['000', '0'],
  ['0', '0'],
  ['100', '100'],
  ['10 0', '10 0'],
  ['QĐ-007/2021', 'qđ-7/2021'],
  ['2/2021/QĐ-UBND-05', '2/2021/qđ-ubnd-5'],
  ['SỐ 5'.normalize('NFD'), 'số 5'],
  ['ĐẶNG', 'đặng'],
  // Eth, as some keyboards give it.
  ['1/Q\u00d0', '1/qđ'],
])('%j stands in a register as %j', (typed, form) => {
  expect(registerForm(typed)).toBe(form);
  expect(registerForm(form)).toBe(form);
});

test.each([
  ['1', '11'],
  ['10', '1'],
  ['1/QĐ-UBND', '1/QĐ-HĐTĐ'],
  ['1a', '1b'],
  ['so 5', 'số 5'],
])('%j and %j are two numbers', (one, other) => {
  expect(registerForm(one)).not.toBe(registerForm(other));
});

test.each([
  ['01', 'QĐ-UBND', '1'],
  ['01/QĐ-UBND', 'QĐ-UBND', '1'],
  ['1 / q\u00d0-ubnd', 'QĐ-UBND', '1'],
  ['01-QĐ', 'QĐ', '1'],
  ['01/QĐ-HĐTĐ', 'QĐ-UBND', '1/qđ-hđtđ'],
  ['QĐ', 'QĐ', 'qđ'],
  ['/QĐ', 'QĐ', '/qđ'],
  ['11', '1', '11'],
  ['5', '', '5'],
])('the number %j of the register %j is %j', (number, register, form) => {
  expect(numberForm(number, register)).toBe(form);
});

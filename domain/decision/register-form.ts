/**
 * What makes two entries of a register the same, however they were typed: "01/QĐ-UBND" is "1/qđ-ubnd". Only compared,
 * never shown.
 */
export function registerForm(typed: string): string {
  const spaced = typed.normalize('NFC').trim().replaceAll(/\s+/gu, ' ');
  return spaced.toLowerCase().replaceAll(/(?<!\d)0+(?=\d)/gu, '');
}

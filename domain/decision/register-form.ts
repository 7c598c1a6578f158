/**
 * What makes two entries of a register the same, however they were typed. Only compared, never shown. Eth (Ð) and the
 * Vietnamese Đ look alike, and keyboards give both.
 */
export function registerForm(typed: string): string {
  const spaced = typed.normalize('NFC').trim().replaceAll(/\s+/gu, ' ');
  return spaced
    .toLowerCase()
    .replaceAll('ð', 'đ')
    .replaceAll(/(?<!\d)0+(?=\d)/gu, '');
}

/** A number may be typed with its register or without: in the register "QĐ-UBND" the number "01/QĐ-UBND" is "1". */
export function numberForm(number: string, register: string): string {
  const [form, suffix] = [registerForm(number), registerForm(register)];
  if (suffix === '' || !form.endsWith(suffix)) return form;
  const rest = form.slice(0, -suffix.length);
  const bare = rest.replace(/[\s/-]+$/u, '');
  return bare === '' || bare === rest ? form : bare;
}

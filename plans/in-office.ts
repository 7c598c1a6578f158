import { parseDocument } from 'yaml';

/** A plan's text with its council, and the one above it, under other keys; every other word stays as it is written. */
export function inOffice(text: string, keys: { own: string; above: string }): string {
  const document = parseDocument(text, { schema: 'core' });
  document.setIn(['council', 'key'], keys.own);
  if (document.hasIn(['above', 'key'])) document.setIn(['above', 'key'], keys.above);
  return document.toString({ lineWidth: 0 });
}

/** Nothing that the ledger holds is nested deeper; rubbish may be. */
const DEEPEST = 100;

/**
 * The verifier's own canonical form (RFC 8785 over null, booleans, safe integers, NFC texts, lists and objects). It is
 * written apart from the writer's on purpose, so that one slip cannot hide in both. Null: the value has no such form.
 */
export function canonicalForm(value: unknown, depth = 0): string | null {
  if (depth > DEEPEST) return null;
  switch (typeof value) {
    case 'string':
      return textForm(value);
    case 'number':
      return Number.isSafeInteger(value) ? value.toFixed(0).replace(/^-0$/, '0') : null;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? listForm(value, depth) : objectForm(value, depth);
    default:
      // Nothing else can be read from JSON.
      return null;
  }
}

/** Most texts of a ledger are ids, hashes and codes: nothing in them is escaped, and they are their own NFC. */
const PLAIN = /^[ !#-[\]-~]*$/;

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
};

function textForm(text: string): string | null {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed() || text.normalize('NFC') !== text) return null;
  return `"${text.replace(/["\\\p{Cc}]/gu, escapedChar)}"`;
}

/** The form escapes controls below the space, and leaves the later ones (U+007F to U+009F) as they are. */
function escapedChar(char: string): string {
  if (char > '\u007e') return char;
  return SHORT[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function listForm(list: readonly unknown[], depth: number): string | null {
  let form = '';
  for (let index = 0; index < list.length; index += 1) {
    const item = canonicalForm(list[index], depth + 1);
    if (item === null) return null;
    form += index === 0 ? item : `,${item}`;
  }
  return `[${form}]`;
}

function objectForm(object: object, depth: number): string | null {
  // JavaScript compares texts by UTF-16 code units, the order that RFC 8785 asks for.
  const members = inOrder(Object.entries(object));
  let form = '';
  for (const [key, value] of members) {
    const name = textForm(key);
    const member = canonicalForm(value, depth + 1);
    if (name === null || member === null) return null;
    form += form === '' ? `${name}:${member}` : `,${name}:${member}`;
  }
  return `{${form}}`;
}

/** What was canonical is in order already, which is cheaper to see than to sort. */
function inOrder(members: [string, unknown][]): [string, unknown][] {
  const ordered = members.every(([key], index) => index === 0 || (members[index - 1]?.[0] ?? '') < key);
  return ordered ? members : members.sort(([a], [b]) => (a < b ? -1 : 1));
}

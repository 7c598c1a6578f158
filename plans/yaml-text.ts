import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Fault, Finding, Path } from './fault.ts';
import { pathText } from './fault.ts';

/** The largest plan that is read; the fullest one that we know has 60 KB. */
export const MAX_PLAN_BYTES = 1024 * 1024;

export type YamlText = {
  file: string;
  value: unknown;
  /** The line (from 1) of a place, or of the nearest place around it that the text has. */
  lineOf: (path: Path) => number;
};

/** Reads YAML as plain data, or says why it cannot be a plan. */
export function readYaml(text: string, file: string): { yaml: YamlText } | { faults: Fault[] } {
  const unfit = whyUnfit(text, file);
  if (unfit !== null) return { faults: [unfit] };
  const lines = new LineCounter();
  // The core schema: no dates, no yes/no, no binary, so that what a person typed is what is checked.
  const document = parseDocument(text, { schema: 'core', lineCounter: lines, uniqueKeys: true });
  // Later errors of broken YAML mostly follow from the first.
  const faults = document.errors.slice(0, 20).map((error): Fault => {
    const [firstLine = ''] = error.message.split('\n');
    return {
      code: 'YAML',
      file,
      path: '',
      line: lines.linePos(error.pos[0]).line,
      message: `${firstLine.replace(/ at line .*$/, '')}; correct the YAML here`,
    };
  });
  if (faults.length > 0) return { faults };
  try {
    return {
      yaml: { file, value: document.toJS({ maxAliasCount: 100 }), lineOf: (path) => lineOf(document, lines, path) },
    };
  } catch (error) {
    // Only too many aliases make this throw, and such a file is no plan.
    const message = `cannot be unfolded (${error instanceof Error ? error.message : error}); write the rows out without aliases`;
    return { faults: [{ code: 'YAML', file, path: '', line: null, message }] };
  }
}

function whyUnfit(text: string, file: string): Fault | null {
  const fault = (message: string): Fault => ({ code: 'NOT_A_PLAN_FILE', file, path: '', line: null, message });
  if (Buffer.byteLength(text) >= MAX_PLAN_BYTES)
    return fault('is 1 MiB or larger, which no plan is; give the plan file itself');
  if (text.includes('\u0000') || text.includes('\uFFFD')) {
    return fault('is not UTF-8 text; give a YAML file, saved as UTF-8, and no Word, PDF or Excel file');
  }
  return text.trim() === '' ? fault('is empty; start from another plan with `npm run plan -- carry-forward`') : null;
}

function lineOf(document: Document, lines: LineCounter, path: Path): number {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const part of path) {
    const step = stepInto(resolved(node, document), part);
    if (step === null) break;
    offset = step.offset ?? offset;
    node = step.node;
  }
  return lines.linePos(offset ?? 0).line;
}

/** A map's entry is where its key stands, since its value may begin on a later line. */
function stepInto(node: unknown, part: string | number): { node: unknown; offset: number | null } | null {
  if (isSeq(node) && typeof part === 'number') {
    const item = node.items[part];
    return item === undefined ? null : { node: item, offset: startOf(item) };
  }
  if (!isMap(node)) return null;
  const pair = node.items.find(({ key }) => (isScalar(key) ? String(key.value) : String(key)) === String(part));
  return pair === undefined ? null : { node: pair.value, offset: startOf(pair.key) };
}

function resolved(node: unknown, document: Document): Node | unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function startOf(node: unknown): number | null {
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? (node.range?.[0] ?? null) : null;
}

export function placeFinding({ code, at, message }: Finding, yaml: YamlText): Fault {
  return { code, file: yaml.file, path: pathText(at), line: yaml.lineOf(at), message };
}

import type { z } from 'zod';
import type { Cluster, Round, Stage, Title, Unit } from '../domain/plan/plan.ts';
import type { Finding, Path } from './fault.ts';
import * as form from './schema.ts';
import { isRecord, missing, schemaFindings, unknownField } from './schema-findings.ts';

/** A value that passed the schema, and where it stands. */
export type Located<T> = { value: T; at: Path };

export type PipelineForm = { key: string; name: string; stages: readonly Located<Stage>[]; complete: boolean };

export type HeaderForm = z.output<typeof form.header>;

/** What of a file passed the schema. The checks go on with that, so that all faults are told at once. */
export type PlanForm = {
  header: Partial<HeaderForm>;
  clusters: readonly Located<Cluster>[];
  units: readonly Located<Unit>[];
  tasks: readonly Located<form.TaskForm>[];
  titles: readonly Located<Title>[];
  pipelines: readonly Located<PipelineForm>[];
  rounds: readonly Located<Round>[];
  /** The keys of all rows, those too that failed, so that a reference to a faulty row is not a second fault. */
  keys: { readonly [list in (typeof form.LISTS)[number]]: readonly Located<string>[] };
  findings: readonly Finding[];
};

export function readForm(root: Record<string, unknown>): PlanForm {
  const findings = unknownFields(root);
  return {
    header: readHeader(root, findings),
    clusters: readList(root, 'clusters', form.cluster, findings),
    units: readList(root, 'units', form.unit, findings),
    tasks: readList(root, 'tasks', form.task, findings),
    titles: readList(root, 'titles', form.title, findings),
    pipelines: rowsOf(root, 'pipelines', findings).flatMap((row) => readPipeline(row, findings)),
    rounds: readList(root, 'rounds', form.round, findings),
    keys: {
      clusters: keysOf(root, 'clusters'),
      units: keysOf(root, 'units'),
      tasks: keysOf(root, 'tasks'),
      titles: keysOf(root, 'titles', 'code'),
      pipelines: keysOf(root, 'pipelines'),
      rounds: keysOf(root, 'rounds'),
    },
    findings,
  };
}

function unknownFields(root: Record<string, unknown>): Finding[] {
  const known = [...Object.keys(form.header.shape), ...form.LISTS];
  return Object.keys(root)
    .filter((name) => !known.includes(name))
    .map((name) => unknownField([name]));
}

function readHeader(root: Record<string, unknown>, findings: Finding[]): Partial<HeaderForm> {
  const read = Object.entries(form.header.shape).flatMap(([name, schema]) => {
    const value = parse(schema, root[name], [name], findings);
    return value === undefined ? [] : [[name, value]];
  });
  // `as`: each field was parsed by the schema that HeaderForm is inferred from.
  return Object.fromEntries(read) as Partial<HeaderForm>;
}

function readList<S extends z.ZodType>(
  root: Record<string, unknown>,
  list: string,
  schema: S,
  findings: Finding[],
): Located<z.output<S>>[] {
  return rowsOf(root, list, findings).flatMap(({ value, at }) => {
    const row = parse(schema, value, at, findings);
    return row === undefined ? [] : [{ value: row, at }];
  });
}

function readPipeline({ value, at }: Located<unknown>, findings: Finding[]): Located<PipelineForm>[] {
  const { stages: _, ...rest } = isRecord(value) ? value : {};
  const head = parse(form.pipelineHead, isRecord(value) ? rest : value, at, findings);
  const rows = isRecord(value) ? rowsOf(value, 'stages', findings, at) : [];
  const stages = rows.flatMap((row) => {
    const stage = parse(form.stage, row.value, row.at, findings);
    return stage === undefined ? [] : [{ value: stage, at: row.at }];
  });
  return head === undefined ? [] : [{ value: { ...head, stages, complete: stages.length === rows.length }, at }];
}

function rowsOf(parent: Record<string, unknown>, list: string, findings: Finding[], at: Path = []): Located<unknown>[] {
  const rows = parent[list];
  if (Array.isArray(rows)) return rows.map((value: unknown, index) => ({ value, at: [...at, list, index] }));
  findings.push(
    rows === undefined
      ? missing([...at, list])
      : { code: 'FIELD_WRONG', at: [...at, list], message: 'must be a list; write [] where there is none' },
  );
  return [];
}

function keysOf(root: Record<string, unknown>, list: string, field = 'key'): Located<string>[] {
  return rowsOf(root, list, []).flatMap(({ value, at }) => {
    const key = isRecord(value) ? value[field] : undefined;
    return typeof key === 'string' ? [{ value: key, at: [...at, field] }] : [];
  });
}

/**
 * A row with a faulty field is read as if that field said nothing, so that the checks still see the rest of it. Nothing
 * for a row that means nothing without the field.
 */
function parse<S extends z.ZodType>(schema: S, raw: unknown, at: Path, findings: Finding[]): z.output<S> | undefined {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  findings.push(...schemaFindings(result.error, raw, at));
  if (!isRecord(raw)) return undefined;
  return schema.safeParse(withoutFaults(raw, result.error)).data;
}

function withoutFaults(row: Record<string, unknown>, error: z.ZodError): Record<string, unknown> {
  const unknown = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  );
  const faulty = error.issues.flatMap(({ path: [field] }) => (typeof field === 'string' ? [field] : []));
  const kept = Object.entries(row).filter(([field]) => !unknown.includes(field) && !faulty.includes(field));
  const silent = faulty.flatMap((field) => (field in form.SILENT ? [[field, form.SILENT[field]]] : []));
  return Object.fromEntries([...kept, ...silent]);
}

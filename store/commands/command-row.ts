import type { Json } from '../../domain/json.ts';
import type { Basis, StreamRef } from '../../domain/ledger/envelope.ts';
import type { CommandOutcome } from '../../domain/refusal.ts';
import type { Role } from '../../domain/roles.ts';
import type { Actor } from '../../domain/stream.ts';

export type CommandRow = {
  org: string;
  id: string;
  stream: string;
  kind: string;
  by: Actor;
  body: Json;
  basis: Basis | null;
  cause: StreamRef | null;
  receivedAt: number;
  at: number;
  outcome: CommandOutcome | null;
};

export type CommandRecord = {
  org_id: string;
  id: string;
  stream: string;
  kind: string;
  actor: string;
  role: Role;
  actor_org: string;
  unit: string | null;
  acting_for: string | null;
  body: Json;
  basis: Basis | null;
  cause_stream: string | null;
  cause_seq: number | null;
  received_at: number;
  at: number;
  outcome: CommandOutcome | null;
};

export const COMMAND_COLUMNS =
  'org_id, id, stream, kind, actor, role, actor_org, unit, acting_for, body, basis, cause_stream, cause_seq, received_at, at, outcome';

export function commandRow(record: CommandRecord): CommandRow {
  const { actor, role, actor_org, unit, acting_for, cause_stream, cause_seq } = record;
  return {
    org: record.org_id,
    id: record.id,
    stream: record.stream,
    kind: record.kind,
    by: { id: actor, role, org: actor_org, unit, actingFor: acting_for },
    body: record.body,
    basis: record.basis,
    cause: cause_stream === null || cause_seq === null ? null : { stream: cause_stream, seq: cause_seq },
    receivedAt: record.received_at,
    at: record.at,
    outcome: record.outcome,
  };
}

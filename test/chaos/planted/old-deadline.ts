import type { ProposalState } from '../../../domain/proposal/state.ts';
import type { Database } from '../../../store/database.ts';
import type { Fold, Folds } from '../../../store/step/folds.ts';
import { perform } from '../../../store/step/perform.ts';
import type { StepDependencies } from '../../../store/step/stream-step.ts';

/** A case as it stood when it was given a date. */
type Dated = { org: string; stream: string; state: ProposalState; dueAt: number };

/** Planted: a timer that heard of the first date only, and a decider that believes it. */
export function oldDeadlines(step: StepDependencies): StepDependencies {
  const { folds } = step;
  if (folds === undefined) return step;
  const known = new Set<string>();
  const keep = (org: string, stream: string, fold: Fold) => {
    folds.keep(org, stream, fold);
    const dated = datedIn(org, stream, fold);
    const place = `${org} ${stream} ${dated?.state.position.state} ${dated?.state.position.stage}`;
    if (dated === null || known.has(place)) return;
    known.add(place);
    setTimeout(() => void actsOn(step, dated).catch(() => undefined), Math.max(0, dated.dueAt - Date.now()));
  };
  return { ...step, folds: { of: folds.of, keep } };
}

function datedIn(org: string, stream: string, fold: Fold): Dated | null {
  if (!stream.startsWith('proposal/')) return null;
  // The folds of proposals hold the proposals' states.
  const state = fold.state as ProposalState;
  const { dueAt, onMissed } = state.position;
  return dueAt === null || onMissed === null ? null : { org, stream, state, dueAt };
}

async function actsOn(step: StepDependencies, dated: Dated): Promise<void> {
  const { org, stream, state, dueAt } = dated;
  const head = await headIfMoved(step.database, dated);
  if (head === null) return;
  const setBy = state.dueSetBy;
  const timer = { kind: 'DeadlinePassed', dueAt, setBy, body: { dueAt, setBy } };
  const folds: Folds = { of: () => ({ ...head, state }), keep: () => undefined };
  await perform({ ...step, folds }, { org, stream, known: null, act: { timer } });
}

/** The case stands where it stood, and has another date. */
async function headIfMoved(
  database: Database,
  { org, stream, state, dueAt }: Dated,
): Promise<{ seq: number; hash: string } | null> {
  const found = await database.query<{ seq: number; hash: string }>(
    `select h.seq, h.hash from head h join proposal_board p on p.org_id = h.org_id and 'proposal/' || p.id = h.stream
     where h.org_id = $1 and h.stream = $2 and p.state = $3 and p.stage is not distinct from $4 and p.due_at is distinct from $5`,
    [org, stream, state.position.state, state.position.stage, dueAt],
  );
  return found.rows[0] ?? null;
}

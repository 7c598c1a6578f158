import type { LineFact } from '../../domain/listing.ts';
import type { Decision } from '../../domain/refusal.ts';
import type { Role } from '../../domain/roles.ts';
import type { Actor, Carried, Received, Recorded, StreamKind } from '../../domain/stream.ts';
import { actor, recorded } from '../builders/case.ts';
import { START } from '../builders/round.ts';

export type Told<F> = { at?: number; facts?: F };

/** A stream that really lives, of whatever kind: decided, folded, and what each event carries to others. */
export class Story<S, C extends { kind: string; body: object }, E extends { kind: string; body: object }, F> {
  state: S;
  events: Recorded<E>[] = [];
  private readonly kind: StreamKind<S, C, E, F>;
  private readonly facts: F;

  constructor(kind: StreamKind<S, C, E, F>, facts: F) {
    this.kind = kind;
    this.facts = facts;
    this.state = kind.initial;
  }

  asks(command: C, by: Role | Actor, { at = START, facts }: Told<F> = {}): Decision<E> {
    return this.kind.decide(this.state, this.received(command, by, at), facts ?? this.facts);
  }

  does(command: C, by: Role | Actor, how: Told<F> = {}): this {
    const answer = this.asks(command, by, how);
    if (!answer.ok) throw new Error(`${command.kind}: ${JSON.stringify(answer.refusal)}`);
    for (const event of answer.events) {
      const received = this.received(command, by, how.at ?? START);
      const told = recorded(event, this.events.length + 1, received, `${this.kind.name}/1`);
      const next = { ...told, envelope: { ...told.envelope, revision: this.kind.revision } };
      this.events.push(next);
      this.state = this.kind.evolve(this.state, next);
    }
    return this;
  }

  /** What the last event carries to other streams. */
  carried(): readonly Carried[] {
    return this.kind.carry(this.state, this.last());
  }

  last(): Recorded<E> {
    const event = this.events.at(-1);
    if (event === undefined) throw new Error('Nothing has happened');
    return event;
  }

  private received(command: C, by: Role | Actor, at: number): Received<C> {
    const who = typeof by === 'object' ? by : actor(by);
    return { ...command, id: 'command-1', by: who, receivedAt: at, at, basis: null, cause: null };
  }
}

/** A proposal as a list finds it: ready, free and appraised by somebody else. */
export function line(proposal: string, change: Partial<LineFact> = {}): LineFact {
  return {
    proposal,
    state: 'passed',
    stageKind: 'decision',
    title: 'LDTT',
    heldBy: null,
    appraisedBy: 'appraiser',
    status: 'claimed',
    ...change,
  };
}

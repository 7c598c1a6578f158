import { z } from 'zod';
import type { UnitRoundState } from '../../domain/unit-round/unit-round.ts';
import type { Transaction } from '../../store/database.ts';
import { owingProposals } from '../../store/facts/owing.ts';
import { roundInForce } from '../../store/facts/round.ts';
import { listOf } from '../../store/reads/lists.ts';
import { targetsOf } from '../../store/reads/targets.ts';
import { unitRoundStream } from '../../store/reads/unit-round-stream.ts';
import type { App } from '../app-type.ts';
import { commandsOf } from '../commands/bodies.ts';
import { commandResponses } from '../commands/schema.ts';
import { takeCommand } from '../commands/take.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { BUSINESS, door, personOf } from '../doors.ts';
import { key } from '../fields.ts';
import { Problem, unknownReference } from '../problem.ts';
import { problems } from '../problem-schema.ts';
import { unitRoundBodies } from './commands.ts';

const params = z.strictObject({ plan: key, round: key });
const unitRoundCommand = commandsOf(unitRoundBodies);

/** The acts with which a unit may begin its part in a round. */
const OPENING: readonly string[] = ['HandInForUnit', 'ProposeList', 'RegisterTargets'];

const counted = { named: z.int(), nominated: z.int(), granted: z.int(), base: z.int().nullable() };
const shownTarget = z
  .union([
    z.object({ title: z.string(), percent: z.int(), of: z.string(), ...counted }),
    z.object({ title: z.string(), number: z.int(), ...counted }),
  ])
  .meta({
    description: 'A target and what came of it; `base`: how many are proposed for the title of which it is a share.',
  });

const shown = z.object({
  stream: z.string(),
  unit: z.string(),
  seq: z.int(),
  phase: z.string(),
  state: z.unknown(),
  targets: z.array(shownTarget),
  owing: z.array(z.object({ stage: z.string(), proposals: z.array(z.string()) })),
});

export function unitRoundRoutes(app: App, dependencies: ApiDependencies): void {
  const { database } = dependencies;

  app.post(
    '/v1/unit-rounds/:plan/:round/commands',
    {
      ...door(['unitClerk', 'unitHead']),
      schema: {
        summary: 'Act for all of your unit’s cases of a round',
        tags: ['unit-rounds'],
        params,
        body: unitRoundCommand,
        response: commandResponses,
      },
    },
    async (request, reply) => {
      const { org, unit } = personOf(request);
      const { plan, round } = request.params;
      const { kind, body, basis } = request.body;
      const check = async (tx: Transaction) => {
        if ((await roundInForce(tx, org, plan, round)) === null) throw new Problem('NOT_FOUND');
      };
      // The step finds the round by this name; only the acts that open something need it.
      const added = () => (OPENING.includes(kind) ? { round: `${plan}/${round}` } : {});
      const stream = unitRoundStream(org, plan, round, unit ?? '');
      return takeCommand(dependencies, request, reply, { stream, kind, body, basis, begins: false, added, check });
    },
  );

  app.get(
    '/v1/unit-rounds/:plan/:round',
    {
      ...door(BUSINESS),
      schema: {
        summary: 'A unit’s part in a round: what it still owes, and a list that waits for the head',
        tags: ['unit-rounds'],
        params,
        querystring: z.strictObject({ unit: key.optional() }),
        response: { 200: shown, ...problems },
      },
    },
    async (request) => {
      const { org, unit: own } = personOf(request);
      const { plan, round: roundKey } = request.params;
      const unit = own ?? request.query.unit ?? null;
      if (unit === null) throw unknownReference('/querystring/unit', 'Name the unit.');
      if (request.query.unit !== undefined && request.query.unit !== unit) throw new Problem('NOT_FOUND');
      const round = await roundInForce(database, org, plan, roundKey);
      if (round === null) throw new Problem('NOT_FOUND');
      const stream = unitRoundStream(org, plan, roundKey, unit);
      const list = await listOf(database, org, stream);
      const owing = await Promise.all(
        round.stages.map(async (stage) => ({
          stage: stage.key,
          proposals: await owingProposals(database, org, { plan, round: roundKey, unit, stage: stage.key }),
        })),
      );
      const { seq = 0, phase = 'none', state = null } = list ?? {};
      // The board holds the fold of the stream as the step wrote it; what an older release folded knows no targets.
      const { targets: registered = [] } = (state ?? {}) as Partial<UnitRoundState>;
      const targets = await targetsOf(database, org, { plan, round: roundKey, unit }, registered);
      return { stream, unit, seq, phase, state, targets, owing: owing.filter(({ proposals }) => proposals.length > 0) };
    },
  );
}

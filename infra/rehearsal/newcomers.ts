import type { Plan, Round, Stage, Title } from '../../domain/plan/plan.ts';
import { inventedName } from '../offices/people.ts';
import { chance } from './random.ts';

/** Somebody whom a unit will propose in a round, once the round's first stage is open. */
export type Newcomer = {
  unit: string;
  round: string;
  title: string;
  kind: 'person' | 'collective' | 'household';
  name: string;
  number: number;
  registers: boolean;
};

/** Share of the first round with a registration: it is the year's main one. */
const MAIN_SHARE = 0.7;

/** Who will be proposed, by whom and where: from the plan's own rounds, titles and units, and the seed. */
export function newcomersOf(plan: Plan, proposals: number, units: number, seed: number): Newcomer[] {
  const rounds = plan.rounds.filter((round) => entranceOf(plan, round) !== null);
  const main = rounds.find((round) => entranceOf(plan, round)?.kind === 'registration') ?? rounds[0];
  const keys = plan.units.slice(0, units).map(({ key }) => key);
  if (main === undefined || keys.length === 0) return [];
  const others = rounds.filter((round) => round !== main);
  const inMain = others.length === 0 ? proposals : Math.ceil(proposals * MAIN_SHARE);
  return Array.from({ length: proposals }, (_, index) => {
    const round = index < inMain ? main : (others[index % others.length] ?? main);
    return newcomer(plan, round, keys[index % keys.length] ?? '', index, seed);
  });
}

/** The stage by which a case enters; null where that stage waits for the level above. */
function entranceOf(plan: Plan, round: Round): Stage | null {
  const stages = plan.pipelines.find(({ key }) => key === round.pipeline)?.stages ?? [];
  const first = stages.find(({ kind }) => kind === 'registration') ?? stages.find(({ kind }) => kind === 'nomination');
  return first === undefined || first.due.kind === 'setByAbove' || first.due.kind === 'anomalous' ? null : first;
}

function newcomer(plan: Plan, round: Round, unit: string, number: number, seed: number): Newcomer {
  const titles = round.titles.flatMap((code) => plan.titles.filter((title) => title.code === code));
  const title = titles[Math.floor(chance(seed, 'title', number) * titles.length)] ?? failWithoutTitle(round);
  const kind = title.subjects[Math.floor(chance(seed, 'kind', number) * title.subjects.length)] ?? 'person';
  const registers = entranceOf(plan, round)?.kind === 'registration';
  return {
    unit,
    round: round.key,
    title: title.code,
    kind,
    name: kind === 'person' ? inventedName(number + 40) : `Tập thể số ${number + 1}`,
    number,
    registers,
  };
}

function failWithoutTitle(round: Round): Title {
  throw new Error(`Round ${round.key} has no title`);
}

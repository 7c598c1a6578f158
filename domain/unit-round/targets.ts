import { repeatedIn } from '../listing.ts';
import { refuseWindow } from '../proposal/acts/registration.ts';
import { type PinnedRound, stageOfKind, titleIn } from '../proposal/round.ts';
import { type Decision, refuse } from '../refusal.ts';

/**
 * A registration without names (chỉ tiêu): so many of a title, or so many per cent of those registered for another. The
 * share is kept as it was typed and never rounded: no rule that we hold says how a quarter of a person is counted.
 */
export type Target = { title: string; number: number } | { title: string; percent: number; of: string };

/** Targets are registered when names are: in the window of the registration, or of the nomination where there is none. */
export function refuseTargets(
  round: PinnedRound,
  targets: readonly Target[],
  receivedAt: number,
): Decision<never> | null {
  const stage = stageOfKind(round, 'registration') ?? stageOfKind(round, 'nomination');
  const late = stage === null ? null : refuseWindow(stage, round, receivedAt);
  if (late !== null) return late;
  const repeated = repeatedIn(targets.map(({ title }) => title));
  if (repeated.length > 0 || targets.length === 0)
    return refuse('LINES_DIFFER', 'targets: each title once', { missing: [], foreign: [], repeated });
  const alien = targets.flatMap(titlesOf).find((title) => titleIn(round, title) === null);
  return alien === undefined
    ? null
    : refuse('TITLE_NOT_IN_ROUND', 'plan: titles of the round', { title: alien, round: round.key });
}

function titlesOf(target: Target): string[] {
  return 'of' in target ? [target.title, target.of] : [target.title];
}

/** A title that is registered again has its new target; the others keep theirs. */
export function withTargets(known: readonly Target[], registered: readonly Target[]): readonly Target[] {
  const again = new Set(registered.map(({ title }) => title));
  return [...known.filter(({ title }) => !again.has(title)), ...registered];
}

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ProposalCommandKind } from '../../domain/proposal/commands.ts';
import { WHILE_HELD, type WhileHeld } from '../../domain/proposal/held.ts';
import { LIFE_TABLE, type LifeRow } from '../../domain/proposal/life-table.ts';
import { ENDS, LIVE_STATES, type ProposalStateName, RESTS } from '../../domain/proposal/states.ts';
import { ALL_ROLES, ROLES, type Role } from '../../domain/roles.ts';

// `node infra/cli/life.ts` writes docs/proposal-life.md from the table that the decider runs; with --print it only
// prints. A test compares the two, so the page cannot say anything but what the product does.

const PAGE = fileURLToPath(new URL('../../docs/proposal-life.md', import.meta.url));

const HEAD = `# The life of a proposal

Printed from \`LIFE_TABLE\` in [domain/proposal/life-table.ts](../domain/proposal/life-table.ts) by
\`node infra/cli/life.ts\`; do not edit it here. The decider runs this table before anything else, and
\`test/domain/proposal/life-table.test.ts\` walks every cell of it against the specification: whatever stands in no row
is refused \`OUT_OF_ORDER\`, and a row of other people \`WRONG_ROLE\`.

**Row** is the number in the design's life of a proposal; \`deadlines\` is its section on deadlines: an earlier receipt
that surfaces after a lapse takes the lapse back, and nothing received later does. **To** of an act that another person
confirms is where the wish leaves the case, which is where it stands; \`ConfirmAct\` then carries it out.
`;

/** The page, as it must stand in docs/. */
export function lifePage(): string {
  return [HEAD, places(), people(), table(LIFE_TABLE), held()].join('\n');
}

function places(): string {
  return `- **live** (${LIVE_STATES.length}): ${LIVE_STATES.join(', ')}.
- **ends** (${ENDS.length}), undone only by their own counter-acts: ${ENDS.join(', ')}.
- **rests** (${RESTS.length}): ${RESTS.join(', ')}.
- **none**: no stream yet; a draft is a row of the desk. **importing**: imported from paper, and nowhere until a second
  person confirms it.
`;
}

function people(): string {
  return `Who: ${ALL_ROLES.map((role) => `${ROLES[role]} ${role}`).join(', ')}.
\`timer\` is a due instant, \`outbox\` an act carried from another stream: a session, a decision, a submission, a receipt, a
unit's list.
`;
}

const COLUMNS = ['row', 'command', 'from', 'at', 'who', 'to', 'confirmed by'];

function held(): string {
  const of = (how: WhileHeld) => commands.filter((command) => WHILE_HELD[command] === how).join(', ');
  // The table has a line for each command and no other.
  const commands = Object.keys(WHILE_HELD) as ProposalCommandKind[];
  return `## While a case is held

Row 21, from \`WHILE_HELD\` in [domain/proposal/held.ts](../domain/proposal/held.ts). \`HELD\` refuses ${of('refused')}; of
${of('verifiedRefused')} a verified score. A ${of('deferred')} defers the case. Everything else is taken.
`;
}

function table(rows: readonly LifeRow[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return `${[line(COLUMNS), line(COLUMNS.map(() => '---')), ...rows.map((row) => line(cellsOf(row)))].join('\n')}\n`;
}

function cellsOf({ row, command, from, at, who, to, confirmedBy }: LifeRow): string[] {
  return [row, command, named(from), at === null ? '' : at.join(', '), letters(who), named(to), letters(confirmedBy)];
}

/** States by the names of their groups, where a whole group is meant. */
function named(states: readonly ProposalStateName[]): string {
  const groups = [
    { name: '**live**', group: LIVE_STATES },
    { name: '**ends**', group: ENDS },
    { name: '**rests**', group: RESTS },
  ].filter(({ group }) => group.every((state) => states.includes(state)));
  const others = states.filter((state) => !groups.some(({ group }) => group.includes(state)));
  return [...groups.map(({ name }) => name), ...others].join(', ');
}

function letters(roles: readonly Role[]): string {
  return roles.map((role) => ROLES[role]).join(' ');
}

function run(): void {
  const page = lifePage();
  if (process.argv.includes('--print')) process.stdout.write(page);
  else if (readOr(PAGE) !== page) writeFileSync(PAGE, page);
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) run();

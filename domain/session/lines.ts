import type { PrivateText } from '../text.ts';
import type { Tally, Verdict } from '../voting.ts';

export type AgendaLine = { line: number; proposal: string };

export type EnteredTally = { proposal: string; tally: Tally; minutesSay: 'passed' | 'notPassed' };

export type EnteredLine = EnteredTally | { proposal: string; deferred: PrivateText };

export type JudgedTally = { proposal: string; outcome: 'passed' | 'notPassed'; tally: Tally; verdict: Verdict };

export type JudgedLine = JudgedTally | { proposal: string; outcome: 'deferred'; reason: PrivateText };

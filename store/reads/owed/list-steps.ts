import type { TokenlessRole } from './reader.ts';

/** Who brings a list further and by what, by its kind and phase: whom the screen shows it, and whom a reminder tells. */
export const LIST_STEPS: Readonly<Record<string, { role: TokenlessRole; commands: string[] }>> = {
  'session/called': { role: 'councilSecretary', commands: ['EnterResult'] },
  'session/entered': { role: 'councilChair', commands: ['ConfirmResult', 'DeclineResult'] },
  'session/correcting': { role: 'councilChair', commands: ['ConfirmCorrection', 'DeclineCorrection'] },
  'decision/drafted': { role: 'authorityHead', commands: ['SignDecision', 'DeclineDecision', 'StrikeLine'] },
  'decision/signed': { role: 'standingOffice', commands: ['NumberDecision'] },
  'submission/drafted': {
    role: 'authorityHead',
    commands: ['SignAndSend', 'DeclineSubmissionLetter', 'StrikeSubmissionLine'],
  },
  'receipt/received': { role: 'standingOffice', commands: ['AcknowledgeReceipt'] },
  'receipt/acknowledged': { role: 'standingOffice', commands: ['TakeLines', 'ReturnLines', 'RefuseLine'] },
  'unitRound/targetsProposed': { role: 'unitHead', commands: ['ConfirmTargets', 'DeclineTargets'] },
  'unitRound/listProposed': { role: 'unitHead', commands: ['ConfirmList', 'DeclineList'] },
};

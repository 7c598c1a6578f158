export { awardYearWorkflow } from './award-year.ts';
export { beaconWorkflow } from './beacon.ts';
export { decisionWorkflow } from './decision.ts';
export { proposalWorkflow } from './proposal.ts';
export { remindersWorkflow } from './reminders.ts';
export { submissionWorkflow } from './submission.ts';

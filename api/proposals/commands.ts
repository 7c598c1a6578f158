import { z } from 'zod';
import type { ProposalCommandBodies } from '../../domain/proposal/commands.ts';
import {
  count,
  emptyBody,
  evidence,
  key,
  line,
  localDate,
  paper,
  privateName,
  privateText,
  returnItems,
  ruleKey,
  seq,
  tally,
  uuid,
} from '../fields.ts';
import type { Holds, PutAside, Same } from '../written-text.ts';

const stage = key;
const reported = z
  .boolean()
  .meta({ description: 'True when the office records the paper of a level above that does not run the product.' });

const answerFromAbove = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('granted'), number: line(100), on: localDate, authority: line(200), reported }),
  z.strictObject({ outcome: z.literal('refused'), reason: privateText.nullable().default(null), reported }),
]);

const counterDecision = { number: line(100), on: localDate, reason: privateText, reported };

const rowVersion = z.int('Send a whole number.').min(1).max(1_000_000_000);

/**
 * What people may do with a proposal. Acts that only a timer or another stream carries (an agenda's line, a result, a
 * grant, a passed deadline) are not here, so nobody can send them.
 */
export const proposalBodies = {
  Submit: z.strictObject({ draft: uuid, rowVersion }),
  Confirm: emptyBody,
  SendBack: z.strictObject({ reason: privateText }),
  Accept: emptyBody,
  Return: z.strictObject({ items: returnItems, dueOn: localDate }),
  Reject: z.strictObject({ rule: ruleKey, reason: privateText }),
  Resubmit: z.strictObject({ rowVersion }),
  Nominate: z.strictObject({
    title: key,
    reason: privateText.nullable().default(null),
    draft: uuid.nullable().default(null),
    rowVersion: rowVersion.nullable().default(null),
    letter: paper.nullable().default(null),
    unitVote: tally.nullable().default(null),
  }),
  NotNominate: z.strictObject({ reason: privateText }),
  HandIn: z.strictObject({ stage, evidence }),
  AcceptEvidence: z.strictObject({ stage }),
  ReturnEvidence: z.strictObject({ stage, items: returnItems }),
  RecogniseInitiative: z.strictObject({
    stage,
    scope: z.enum(['unit', 'district', 'province', 'nation']),
    number: line(100),
    on: localDate,
  }),
  RefuseInitiative: z.strictObject({ stage, reason: privateText }),
  BindInitiative: z.strictObject({ stage }),
  EnterScore: z.strictObject({
    stage,
    as: z.enum(['self', 'verified']),
    score: count(1_000_000_000),
    reason: privateText.nullable().default(null),
  }),
  LiftBlock: z.strictObject({ stage, reason: privateText }),
  Reinstate: z.strictObject({ reason: privateText }),
  Receive: z.strictObject({ paperOn: localDate, filesOn: localDate }),
  Appraise: z.strictObject({
    finding: z.enum(['for', 'against']),
    grounds: privateText,
    rule: ruleKey.nullable().default(null),
  }),
  Publish: z.strictObject({ stage, from: localDate, to: localDate }),
  RecordComment: z.strictObject({ stage, comment: privateText }),
  CloseNotice: z.strictObject({ stage, report: privateText }),
  RequestOpinion: z.strictObject({ stage, body: line(200), dueOn: localDate.nullable().default(null) }),
  RecordOpinion: z.strictObject({
    stage,
    opinion: z.enum(['agrees', 'differs', 'silent']),
    document: paper.nullable().default(null),
  }),
  Acknowledge: z.strictObject({ on: localDate, reported }),
  ReturnFromAbove: z.strictObject({ items: returnItems, dueOn: localDate.nullable().default(null), reported }),
  AnswerFromAbove: answerFromAbove,
  Supplement: z.strictObject({ evidence }),
  Withdraw: z.strictObject({ reason: privateText }),
  GrantWithdrawal: emptyBody,
  DeclineWithdrawal: z.strictObject({ reason: privateText }),
  ConfirmAct: z.strictObject({ act: seq }),
  DeclineAct: z.strictObject({ act: seq, reason: privateText }),
  Hold: z.strictObject({ ground: privateText, document: paper }),
  Release: z.strictObject({ hold: seq, conclusion: privateText }),
  RecordConferral: z.strictObject({
    on: localDate,
    place: privateName,
    items: z.array(privateName).max(60).default([]),
    cash: count(1_000_000_000_000).nullable().default(null).meta({ description: 'In whole đồng, as typed.' }),
  }),
  Correct: z.strictObject({ ...counterDecision, corrected: privateText }),
  Revoke: z.strictObject(counterDecision),
  RecordRecovery: z.strictObject({
    item: z.int('Send a whole number.').min(1).max(100).meta({ description: 'Its place in AwardRevoked, from 1.' }),
    on: localDate,
  }),
  Rehome: z.strictObject({ unit: key, document: paper }),
  AmendSubject: z.strictObject({
    fact: z
      .union([
        z.strictObject({ kind: z.enum(['person', 'collective', 'household']), name: privateName }),
        z.strictObject({ subject: uuid }),
      ])
      .meta({ description: 'As the subject is called now, or another one from GET /v1/subjects.' }),
    document: paper,
  }),
  Extend: z.strictObject({ stage, dueOn: localDate, reason: privateText, document: paper.nullable().default(null) }),
  CorrectEntry: z
    .strictObject({ stage, as: z.enum(['self', 'verified']), score: count(1_000_000_000), reason: privateText })
    .meta({ description: 'A score. A tally is corrected in its session, a number in its decision.' }),
  CorrectReportedNumber: z
    .strictObject({ number: line(100), on: localDate, reason: privateText })
    .meta({ description: 'Of an award whose paper the office recorded: its level above does not run the product.' }),
  Reopen: z.strictObject({ stage, reason: privateText }),
  Import: z.strictObject({ draft: uuid, rowVersion, stage, references: z.array(paper).min(1).max(60) }),
  Redecide: z.strictObject({ complaint: paper, grounds: privateText, stage: stage.nullable() }),
};

type Bodies = { [K in keyof typeof proposalBodies]: PutAside<z.output<(typeof proposalBodies)[K]>> };
export type ProposalBodiesAgree = Holds<Same<Bodies, Pick<ProposalCommandBodies, keyof Bodies>>>;

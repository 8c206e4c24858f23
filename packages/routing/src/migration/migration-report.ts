import type { ProblemCode } from '@polychat/core';
import type { LatencyReport } from './latency-histogram.ts';
import type { MigrationStage } from './stage.ts';

/** What was sent: to users, to an audience, to a group or to a room. */
export type MigrationOperation = 'direct' | 'broadcast' | 'group' | 'room';

/** What became of somebody: `accepted`, or the code of the problem. */
export type OutcomeCode = 'accepted' | ProblemCode;

/** What one chat answered. Counted in recipients; of a broadcast, and of a message to a group or a room, each counts as one. */
export interface SideReport {
  /** The name of the chat. */
  readonly via: string;
  readonly accepted: number;
  readonly failed: number;
  readonly unconfirmed: number;
  /** Those who were not accepted, by the code of their problem; also broadcasts that only some of a chat's own chats took. */
  readonly problems: Readonly<Partial<Record<ProblemCode, number>>>;
  /** From handing somebody to the chat to their outcome, its waiting and repeats included. Absent for a rehearsal. */
  readonly latency?: LatencyReport;
}

/** An example of a mismatch. Ids and no content: find the message in your own records. */
export interface MismatchExample {
  /** At most 64 characters of it. Of a message to users alone. */
  readonly userId?: string;
  /** Of a message to a group or a room: its id, at most 64 characters of it. */
  readonly conversationId?: string;
  readonly sendId: string;
  readonly idempotencyKey?: string;
  readonly correlationId?: string;
}

/** Recipients of whom the two chats say different things. */
export interface Mismatch {
  /** What the authority said. */
  readonly authority: OutcomeCode;
  /** What the other chat said, or in a rehearsal what it would refuse. */
  readonly other: OutcomeCode;
  readonly count: number;
  /** The first few. */
  readonly examples: readonly MismatchExample[];
}

/** What the chat that gets copies answered. Only those are written whom the authority accepted or left unconfirmed. */
export interface OtherSideReport extends SideReport {
  /** Whether nothing was sent: then the counts say what the chat would have refused. */
  readonly isRehearsal: boolean;
  /** Those who got no copy, since the queue was full, the chat was being closed, or the store of claims was down. */
  readonly notWritten: number;
  /** Those who had the copy from an earlier send with the same key. */
  readonly alreadyWritten: number;
  /** Those whom `writeMissing` gave their copy later on. */
  readonly writtenLater: number;
  /** Those of whom both chats say the same. */
  readonly agreed: number;
  readonly mismatches: readonly Mismatch[];
}

/** What was sent by one stage. Those whom a rollout has not reached are counted where they were sent: in the stage before. */
export interface StageReport {
  readonly stage: MigrationStage;
  readonly operation: MigrationOperation;
  readonly authority: SideReport;
  /** Absent where nothing was to be written or rehearsed. */
  readonly other?: OtherSideReport;
}

/** How a migration goes, since the chat was made. Plain data, of this process alone. */
export interface MigrationReport {
  /** The name of the chat. */
  readonly chat: string;
  /** The names of the old and the new chat. */
  readonly from: string;
  readonly to: string;
  /** When the chat was made, in milliseconds since 1970. */
  readonly since: number;
  /** The stage that was read last. Absent while none is known. */
  readonly stage?: MigrationStage;
  /** The rollout that was read last. */
  readonly rollout?: number;
  /** In the order of the stages; those by which nothing was sent are left out. */
  readonly stages: readonly StageReport[];
  /** Recipients whose copy waits or is on its way. */
  readonly waiting: number;
  /** Recipients that `takeMissing` would give now. */
  readonly missing: number;
  /** Recipients that were missing and are not kept, since there were too many. The hook `missing` had them. */
  readonly missingDropped: number;
}

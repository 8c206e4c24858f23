import { type Chat, type ClaimStore, type Clock, createMemoryClaimStore, systemClock } from '@polychat/core';
import { count, milliseconds, OptionCheck } from '../check-options.ts';
import { checkChat } from '../parts.ts';
import type { MigrationOperation, Mismatch } from './migration-report.ts';
import type { MissingCopies } from './missing-copies.ts';
import { type RolloutUnit, rolloutUnits } from './rollout.ts';
import type { MigrationSide, MigrationStage } from './stage.ts';
import type { ValueFault } from './watched-value.ts';

/** The stage or the rollout could not be read. */
export interface SourceFaultEvent {
  /** The name of the chat. */
  readonly chat: string;
  /** What could not be read. */
  readonly option: 'stage' | 'rollout';
  /** `unknown_value`: it is none that is known; `threw`: the function threw or rejected; `timed_out`: it did not answer. */
  readonly reason: ValueFault;
  /** The last good value, which stays in force. Absent where there is none: then nothing is sent. */
  readonly kept?: MigrationStage | number;
}

/** Copies were written, or rehearsed. */
export interface WriteEvent {
  /** The name of the chat. */
  readonly chat: string;
  /** The name of the chat that got the copies. */
  readonly via: string;
  readonly side: MigrationSide;
  readonly stage: MigrationStage;
  readonly operation: MigrationOperation;
  readonly isRehearsal: boolean;
  readonly accepted: number;
  readonly failed: number;
  readonly unconfirmed: number;
  readonly durationMs: number;
  /** What the two chats say different things about, without examples. */
  readonly mismatches: readonly Omit<Mismatch, 'examples'>[];
  readonly sendId: string;
  readonly correlationId?: string;
}

/** Called while sends go on; there is no content in an event. What they throw is dropped. */
export interface MigrationHooks {
  readonly sourceFault?: (event: SourceFaultEvent) => void;
  readonly write?: (event: WriteEvent) => void;
  /** Who has no copy. This event names user ids, and comes for everybody: keep it where a restart must lose nobody. */
  readonly missing?: (event: MissingCopies) => void;
}

/** The options of `migration`. */
export interface MigrationOptions {
  /** The chat with the old vendor. */
  readonly from: Chat;
  /** The chat with the new vendor. */
  readonly to: Chat;
  /**
   * The stage. A function is asked once for each send, and once for each batch of a stream: it may ask a flag service.
   * What it says is checked; a value that is no stage keeps the last good one and makes the event `sourceFault`.
   */
  readonly stage: MigrationStage | (() => string | PromiseLike<string>);
  /**
   * The part of all units that the stage has reached, 0 to 1; for the others the stage before holds. A larger one never
   * moves anybody back. A value, or a function as for `stage`. Default 1.
   */
  readonly rollout?: number | (() => number | PromiseLike<number>);
  /** What moves as one. Default `conversation`. */
  readonly unit?: RolloutUnit;
  /** Decides who is reached first. Another salt reaches others first; keep it through a migration. Default `migration`. */
  readonly salt?: string;
  /**
   * By whom the rollout goes for messages without `from`, in your own ids. It is not sent: each chat sends such a message
   * as its own `defaultSender`. With `rollout`, a message without `from` is refused where this is not given.
   */
  readonly logicalSender?: string;
  /** Whether the other chat only checks what it would get, and nothing is sent there. Default false. */
  readonly rehearse?: boolean;
  /**
   * Whether a message that is written twice has its `metadata` in an envelope with an id, which both copies share. Clients
   * read it with `readEnvelope`, and show one of the two. Default false.
   */
  readonly envelope?: boolean;
  /**
   * Remembers for a day by which stage, rollout and unit a message with an `idempotencyKey` was sent, who has its copy, and
   * which two messages of a `sendDirect` are copies of each other, so that both can be taken back and changed.
   * Default: the memory of this process. Several processes need one that they share.
   */
  readonly claims?: ClaimStore;
  /**
   * The name of the chat, which must be another than those of the two. In a store of claims it stands before each key: give
   * migrations that share a store names of their own. Default `migration`.
   */
  readonly name?: string;
  /** Bounds the writing of a copy, in milliseconds, from its beginning. Default 30,000. */
  readonly otherDeadlineMs?: number;
  /**
   * How many recipients may wait for their copy. When they would be more, a stream holds back, and of a single send those
   * who find no place are reported as `not_written`. Default 50,000.
   */
  readonly maxWaiting?: number;
  /** How many recipients `takeMissing` keeps. Default 100,000. */
  readonly maxMissing?: number;
  /** How long the functions `stage` and `rollout` may take, in milliseconds. Default 1,000. */
  readonly stageTimeoutMs?: number;
  /** How long the store of claims may take, in milliseconds. Default 2,000. */
  readonly claimTimeoutMs?: number;
  /** The most recipients of one `sendDirect`; each chat has its own limit beside it. Default 10,000. */
  readonly maxRecipients?: number;
  readonly hooks?: MigrationHooks;
  /** For tests that move time. Default: the system's. */
  readonly clock?: Clock;
}

/** The options with the defaults filled in. What the stage and the rollout say is checked where they are read. */
export type CompleteMigrationOptions = Required<Omit<MigrationOptions, 'logicalSender'>> &
  Pick<MigrationOptions, 'logicalSender'> & {
    /** Whether a rollout decides anything, so that the sender must be known. */
    readonly hasRollout: boolean;
    /** The store of claims that was given, if one was. */
    readonly sharedClaims: ClaimStore | undefined;
  };

const rules = {
  maxWaiting: count,
  maxMissing: count,
  maxRecipients: count,
  otherDeadlineMs: milliseconds,
  stageTimeoutMs: milliseconds,
  claimTimeoutMs: milliseconds,
};
const strings = ['salt', 'logicalSender'] as const;
const hookNames = ['sourceFault', 'write', 'missing'] as const;
const others = [
  'from',
  'to',
  'stage',
  'rollout',
  'unit',
  'rehearse',
  'envelope',
  'claims',
  'name',
  'hooks',
  'clock',
];

/** Checks the options of `migration`. Throws a `ChatError` with code `misconfigured` that names the first at fault. */
export function completeMigrationOptions(options: MigrationOptions): CompleteMigrationOptions {
  const check = new OptionCheck('migration');
  check.members(options, [...Object.keys(rules), ...strings, ...others]);
  const { from, to, hooks = {}, clock = systemClock } = options;
  checkChat('migration', from, 'from');
  checkChat('migration', to, 'to');
  const words = 'a chat with a name of its own; give it one with createChat(…, { name })';
  check.refuseIf(from.name === to.name, 'to', words);
  check.members(hooks, hookNames, 'hooks.');
  check.clock(clock);
  const complete: CompleteMigrationOptions = {
    from,
    to,
    stage: options.stage,
    // Nothing else than its absence means everybody: a flag service that knows no value must not move anybody.
    rollout: options.rollout === undefined ? 1 : options.rollout,
    hasRollout: options.rollout !== undefined,
    unit: options.unit ?? 'conversation',
    salt: options.salt ?? 'migration',
    logicalSender: options.logicalSender,
    rehearse: options.rehearse ?? false,
    envelope: options.envelope ?? false,
    claims: options.claims ?? createMemoryClaimStore({ clock }),
    sharedClaims: options.claims,
    name: options.name ?? 'migration',
    otherDeadlineMs: options.otherDeadlineMs ?? 30_000,
    maxWaiting: options.maxWaiting ?? 50_000,
    maxMissing: options.maxMissing ?? 100_000,
    stageTimeoutMs: options.stageTimeoutMs ?? 1_000,
    claimTimeoutMs: options.claimTimeoutMs ?? 2_000,
    maxRecipients: options.maxRecipients ?? 10_000,
    hooks,
    clock,
  };
  check.name(complete.name);
  const isTaken = [from.name, to.name].includes(complete.name);
  check.refuseIf(isTaken, 'name', 'another than those of the two chats');
  for (const name of strings) {
    const value = complete[name];
    const isAbsent = name === 'logicalSender' && value === undefined;
    check.refuseIf(
      !isAbsent && (typeof value !== 'string' || value === ''),
      name,
      'a string that is not empty',
    );
  }
  check.flag('rehearse', complete.rehearse);
  check.flag('envelope', complete.envelope);
  for (const [name, rule] of Object.entries(rules)) {
    check.number(name, complete[name as keyof typeof rules], rule);
  }
  check.refuseIf(!rolloutUnits.includes(complete.unit), 'unit', `one of ${rolloutUnits.join(', ')}`);
  const methods = ['claim', 'complete', 'release'] as const;
  const hasAll = methods.every((method) => typeof complete.claims[method] === 'function');
  check.refuseIf(!hasAll, 'claims', `an object with the methods ${methods.join(', ')}`);
  for (const hook of hookNames) check.optionalFunction(`hooks.${hook}`, hooks[hook]);
  return complete;
}

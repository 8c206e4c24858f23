import { type ItemState, stateOf } from '../delivery/item-state.ts';
import { Ledger } from '../delivery/ledger.ts';
import type { Moment } from '../exchange/moment.ts';
import { ownCall } from '../exchange/own-call.ts';
import { performCall } from '../exchange/perform-call.ts';
import { ChatError } from '../model/chat-error.ts';
import { misconfigured } from '../model/issues.ts';
import type { RecipientOutcome, ResultIds } from '../model/outcome.ts';
import { createProblem } from '../model/problem.ts';
import type { Clock } from '../ports/clock.ts';
import type { CallRecord } from '../ports/journal.ts';
import type { ListReply } from '../ports/plans.ts';
import type { VendorCall } from '../ports/vendor-call.ts';
import { checkRecord } from './call-record.ts';
import { countOutcomes } from './receipt.ts';
import { type ChatCore, type Send, startSend, traceSend } from './send.ts';
import { directOutcome } from './send-direct.ts';
import { performSingle } from './single-operation.ts';

const unclear = stateOf(
  createProblem({
    code: 'vendor_error',
    effect: 'unknown',
    transient: true,
    message: 'the process ended while the call may have been under way',
  }),
);

/**
 * `Chat.resume`: goes on with a call that a journal kept and whose end nobody knows. It enters the account as an attempt
 * whose effect is unknown, and is repeated from the stored bytes where the vendor certainly discards the copy;
 * otherwise nothing is sent. It is never planned anew.
 */
export async function resumeCall(
  core: ChatCore,
  input: CallRecord,
  options: unknown,
): Promise<readonly RecipientOutcome[]> {
  const record = checkRecord(input);
  const { adapter, settings } = core;
  const own = { vendor: adapter.vendor, app: adapter.app, chat: settings.name };
  for (const member of ['vendor', 'app', 'chat'] as const) {
    if (record[member] === own[member]) continue;
    throw misconfigured(
      `resume: the record is of the chat "${record.chat}" (${record.vendor}, app ${record.app}), and this is another`,
      `record.${member}`,
    );
  }
  refuseTooEarly(record, settings.clock);
  const send = startSend(core, { operation: record.operation, kind: 'whole' }, withIdOf(record, options));
  const call = callOf(core, record);
  return traceSend(
    send,
    async () =>
      record.items.length > 0
        ? resumeList(send, call as VendorCall<ListReply<ResultIds>> | undefined, record)
        : [await resumeSingle(send, call as VendorCall<ResultIds> | undefined, record)],
    countOutcomes,
  );
}

/**
 * Until `mayRunUntil` the call may still be under way, elsewhere: its own process would say what became of it, and so
 * would we. Throws a `ChatError` that says how long to wait. A record that lies ahead of us was written by another clock:
 * to wait for ours to come there would make it look younger than it is, and a copy of it as if it were still discarded.
 */
function refuseTooEarly({ firstAttemptAt, mayRunUntil }: CallRecord, clock: Clock): void {
  const now = clock.now();
  const waitMs = Math.ceil(mayRunUntil - now);
  if (waitMs <= 0 || firstAttemptAt > now) return;
  const field = 'record.mayRunUntil';
  throw new ChatError(
    createProblem({
      code: 'invalid_message',
      effect: 'not_sent',
      transient: true,
      message: `resume: ${field}: the call may be under way for ${waitMs} ms yet, until ${timeOf(mayRunUntil)}; resume it then, where its process has ended`,
      field,
      retryAfterMs: waitMs,
    }),
  );
}

/** As people and logs write it; a moment beyond all calendars as its number. */
function timeOf(moment: number): string {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? String(moment) : date.toISOString();
}

/** The options with the caller's own id: the one that is given now, else the one that the send had before the crash. */
function withIdOf({ correlationId }: CallRecord, options: unknown): unknown {
  if (correlationId === undefined) return options;
  if (options === undefined) return { correlationId };
  return typeof options === 'object' ? { correlationId, ...options } : options;
}

/** The call of a record, with the stored bytes. Undefined where it cannot be made, or would send other bytes. */
function callOf({ adapter }: ChatCore, record: CallRecord): VendorCall<unknown> | undefined {
  try {
    const made = adapter.resume?.(record);
    const call = made && withWindowOf<unknown>(made, record);
    const body = call?.body();
    const isSame = body?.text === record.body?.text && body?.contentType === record.body?.contentType;
    const isTheSame = call?.endpoint === record.endpoint && call.identity === record.identity && isSame;
    return isTheSame ? call : undefined;
  } catch {
    return undefined;
  }
}

async function resumeList(
  send: Send,
  call: VendorCall<ListReply<ResultIds>> | undefined,
  record: CallRecord,
): Promise<readonly RecipientOutcome[]> {
  const { items, unlistedMeans, operation, sender } = record;
  const outcomeOf = (position: { userId: string; index: number }, state: ItemState<ResultIds>) =>
    directOutcome(send, operation === 'direct' ? sender : undefined, position, state);
  if (!call) return items.map((item) => outcomeOf(item, unclear));
  const { context, core, warnings } = send;
  const members = items.map((item) => ({ ...item, item: item.userId }));
  const ledger = new Ledger<string, ResultIds>(
    { call, members, unlistedMeans },
    {
      operation,
      sender,
      exposeUserIds: core.settings.exposeUserIds,
      retryUnknown: context.retryUnknown,
      // A part of a call is another call, which nobody planned here.
      planSubset: () => undefined,
      onWarning: (warning) => warnings.add(warning),
    },
  );
  ledger.begin(unclear);
  const resumed = resumedFrom(record, context.clock);
  return performCall(
    {
      call,
      subject: ledger.subject,
      resumed,
      observe: (result, cleaner) => ledger.observe(result, cleaner),
      total: () => ledger.total(),
    },
    context,
    () => ledger.map(outcomeOf),
  );
}

async function resumeSingle(
  send: Send,
  call: VendorCall<ResultIds> | undefined,
  record: CallRecord,
): Promise<RecipientOutcome> {
  const resumed = resumedFrom(record, send.context.clock);
  const state = call
    ? await performSingle(send, call, {
        sender: record.sender,
        resumed,
        before: unclear,
      })
    : unclear;
  return directOutcome(send, undefined, { userId: '', index: 0 }, state);
}

/** The shorter of the two windows: an adapter of another version may promise more than was promised then. */
function withWindowOf<Result>(call: VendorCall<Result>, record: CallRecord): VendorCall<Result> {
  const recorded = record.dedupWindowMs === 'unlimited' ? Number.POSITIVE_INFINITY : record.dedupWindowMs;
  return ownCall(call, Math.min(recorded, call.dedupWindowMs));
}

/**
 * When the first attempt was, by both clocks of this process. The wall clock of the process that made it may differ:
 * a first attempt that lies ahead of us counts as long past, since nobody can tell how far.
 */
function firstAttemptOf({ firstAttemptAt }: CallRecord, clock: Clock): Moment {
  const wall = clock.now();
  return { wall: firstAttemptAt, monotonic: clock.monotonic() - Math.abs(wall - firstAttemptAt) };
}

function resumedFrom(record: CallRecord, clock: Clock) {
  return { firstAttempt: firstAttemptOf(record, clock), callId: record.callId };
}

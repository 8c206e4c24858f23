import type { BulkOptions } from '../chat.ts';
import { type CompleteChatOptions, checkBulkOptions, checkSendOptions } from '../chat-options.ts';
import type { CallContext } from '../exchange/perform-call.ts';
import { randomUint32 } from '../exchange/random.ts';
import { createScrub } from '../exchange/redaction.ts';
import { ChatError } from '../model/chat-error.ts';
import type { Problem } from '../model/problem.ts';
import type { ChatAdapter, PlanContext, PlanWarning } from '../ports/chat-adapter.ts';
import { WarningList } from './warning-list.ts';

/** A chat's fixed parts, as every kind of send needs them. */
export interface ChatCore {
  readonly adapter: ChatAdapter;
  readonly settings: CompleteChatOptions;
}

/** What all kinds of send do first and have in common. */
export interface Send {
  readonly core: ChatCore;
  readonly context: CallContext;
  readonly onUnsupported: 'refuse' | 'warn';
  readonly exactDuplicates: boolean;
  readonly planContext: PlanContext;
  readonly warnings: WarningList;
}

/**
 * What the deadline bounds: of a `whole` send all of it, waiting included; of a `stream` and of a `bulk` send each
 * call, without its waiting. Only a `bulk` send takes the option `duplicates`.
 */
export type SendKind = 'whole' | 'stream' | 'bulk';

/**
 * Starts a send: checks its options and sets its time limits.
 * `message` is what must not come back in a vendor's words.
 */
export function startSend(core: ChatCore, message: unknown, options: unknown, kind: SendKind): Send {
  const check = kind === 'bulk' ? checkBulkOptions : checkSendOptions;
  const given: BulkOptions = options === undefined ? {} : check(options);
  const { adapter, settings } = core;
  const { clock } = settings;
  const deadlineMs = given.deadlineMs ?? settings.deadlineMs;
  return {
    core,
    onUnsupported: given.onUnsupported ?? settings.onUnsupported,
    exactDuplicates: given.duplicates === 'exact',
    planContext: { now: () => clock.now(), random: randomUint32 },
    warnings: new WarningList(settings.name),
    context: {
      adapter,
      via: settings.name,
      sendId: randomUint32().toString(16).padStart(8, '0'),
      transport: settings.transport,
      pacer: settings.pacer,
      share: settings.share,
      clock,
      random: randomUint32,
      hooks: settings.hooks,
      scrub: createScrub(message),
      signal: given.signal,
      maxReplyBytes: settings.maxReplyBytes,
      timeoutMs: given.timeoutMs ?? settings.timeoutMs,
      retry: settings.retry,
      retryUnknown: given.retryUnknown ?? false,
      deadlineAt: kind === 'whole' ? clock.now() + deadlineMs : undefined,
      deadlineMs,
    },
  };
}

/** What a plan found wrong before the wire: refused, or put down as a warning. */
export function refuseOrWarn(
  send: Send,
  findings: {
    readonly problems: readonly Problem[];
    readonly unsupported: readonly Problem[];
    readonly warnings: readonly PlanWarning[];
  },
): void {
  const refused =
    findings.problems[0] ?? (send.onUnsupported === 'refuse' ? findings.unsupported[0] : undefined);
  if (refused) throw new ChatError(refused);
  for (const { message, field } of findings.unsupported)
    send.warnings.add({ code: 'unsupported', message, field });
  for (const warning of findings.warnings) send.warnings.add(warning);
}

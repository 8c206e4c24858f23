import { createMemoryClaimStore } from '../../defaults/memory-claim-store.ts';
import { misconfigured } from '../../model/issues.ts';
import type { ClaimStore } from '../../ports/claim-store.ts';
import { type Clock, systemClock } from '../../ports/clock.ts';
import type { WebhookEventType } from '../events/webhook-event.ts';
import type { WebhookSource } from '../webhook-source.ts';
import type { ConfirmByChat } from './confirm-by-chat.ts';
import { type ConfirmEvents, confirmFunctions } from './confirm-events.ts';
import { storeInTime } from './store-in-time.ts';
import type { WebhookHooks } from './webhook-hooks.ts';

/** What failed. */
export interface FailedEvent {
  readonly vendor: string;
  /** The event; absent where it was not known yet, such as when the function failed that gives the secrets. */
  readonly type?: WebhookEventType;
  readonly eventId?: string;
}

/** The options of `createWebhookHandler`. */
export interface WebhookHandlerOptions {
  /**
   * Keeps which events were handled, and the verdicts of those that asked. Where webhooks come to several processes they
   * need one that they share. It holds hashes, and for five minutes the answers, replaced texts included. One that takes
   * longer than five seconds is taken for one that is down. Default: the memory of this process.
   */
  readonly store?: ClaimStore;
  /**
   * Milliseconds from the moment when a request comes, within which an event that asks is answered, its body and the store
   * included. Default 1200: vendors wait for two seconds and more.
   */
  readonly deadlineMs?: number;
  /**
   * What is answered when there is no verdict at the deadline, when the handler throws, and when the store is down.
   * Required with a handler for an event that asks, since vendors differ in what they do without an answer.
   */
  readonly atDeadline?: 'allow' | 'refuse';
  /**
   * What to do about a handler for an event that the vendor never raises: `refuse` to be made, or make the handler all
   * the same, whose `unsupported` names it. Default `refuse`.
   */
  readonly onUnsupported?: 'refuse' | 'warn';
  /**
   * `conversation`: of one conversation, group, call or user, an event is handled when the one that came before it has
   * ended, within this process. `none`: all at once. Events that ask wait for nobody. Default `none`.
   */
  readonly order?: 'none' | 'conversation';
  /** A chat that asks the vendor, or functions of your own. Default: what has a right signature is believed. */
  readonly confirm?: ConfirmByChat | ConfirmEvents;
  /**
   * Milliseconds that the handling of an event may take, 1 or more. When a process dies, another one handles its events
   * after this time, so it should end before the vendor's last delivery. Default 20,000.
   */
  readonly claimForMs?: number;
  /**
   * Milliseconds for which it is remembered that an event was handled, and with which content: 1 or more. A vendor that
   * does not mark edits needs it for as long as messages can be edited. Default: 26 hours with a `store`, and 15 minutes
   * in the memory of this process.
   */
  readonly rememberForMs?: number;
  /** The longest body, as it comes and unpacked. Default 1,048,576. */
  readonly maxBodyBytes?: number;
  /** Milliseconds within which the body of an event that tells must be there. Default 10,000. */
  readonly bodyTimeoutMs?: number;
  readonly hooks?: WebhookHooks;
  /** Is given what a handler, `confirm`, or a function that gives secrets threw, as it is. Default: prints it with `console.error`. */
  readonly onError?: (error: unknown, event: FailedEvent) => void;
  /** For tests that move time. Default: the system's. */
  readonly clock?: Clock;
}

/** The options with their defaults. */
export type WebhookSettings = Required<
  Omit<WebhookHandlerOptions, 'atDeadline' | 'onUnsupported' | 'confirm'>
> &
  Pick<WebhookHandlerOptions, 'atDeadline'> & {
    readonly onUnsupported: 'refuse' | 'warn';
    readonly confirm: ConfirmEvents;
  };

const hourMs = 3_600_000;
const choices: Readonly<Record<string, readonly unknown[]>> = {
  atDeadline: ['allow', 'refuse'],
  onUnsupported: ['refuse', 'warn'],
  order: ['none', 'conversation'],
};
const amounts = ['deadlineMs', 'claimForMs', 'rememberForMs', 'maxBodyBytes', 'bodyTimeoutMs'];
const objects = ['store', 'confirm', 'hooks', 'clock'];

/** Throws a `ChatError` with code `misconfigured` that names the option at fault. */
export function webhookSettings(
  options: WebhookHandlerOptions,
  source: Pick<WebhookSource, 'vendor' | 'app'>,
): WebhookSettings {
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) checkOption(name, value);
  }
  const { clock = systemClock, store } = options;
  return {
    store: store ? storeInTime(store, clock) : createMemoryClaimStore({ clock }),
    deadlineMs: options.deadlineMs ?? 1_200,
    atDeadline: options.atDeadline,
    onUnsupported: options.onUnsupported ?? 'refuse',
    order: options.order ?? 'none',
    confirm: confirmFunctions(options.confirm ?? {}, source),
    claimForMs: options.claimForMs ?? 20_000,
    rememberForMs: options.rememberForMs ?? (store ? 26 * hourMs : hourMs / 4),
    maxBodyBytes: options.maxBodyBytes ?? 1_048_576,
    bodyTimeoutMs: options.bodyTimeoutMs ?? 10_000,
    hooks: options.hooks ?? {},
    onError: options.onError ?? printError,
    clock,
  };
}

function checkOption(name: string, value: unknown): void {
  const fault = faultOf(name, value);
  if (fault) throw misconfigured(`createWebhookHandler: ${name}: ${fault}`, name);
}

function faultOf(name: string, value: unknown): string | undefined {
  const allowed = choices[name];
  if (allowed) {
    return allowed.includes(value)
      ? undefined
      : `must be one of ${allowed.map((one) => `"${one}"`).join(', ')}`;
  }
  if (amounts.includes(name)) {
    return Number.isSafeInteger(value) && (value as number) >= 1
      ? undefined
      : 'must be an integer, 1 or more';
  }
  if (objects.includes(name)) {
    return typeof value === 'object' && value !== null ? undefined : 'must be an object';
  }
  if (name === 'onError') return typeof value === 'function' ? undefined : 'must be a function';
  return 'no such option';
}

/** Gives an error of the user's code to `onError`, which must not change what is answered. */
export function reportError({ onError }: WebhookSettings, error: unknown, event: FailedEvent): void {
  try {
    onError(error, event);
  } catch {
    // As with hooks.
  }
}

/** It is the error of the user's own code; without it nobody would see why the vendor gets no answer. */
function printError(error: unknown, { vendor, type, eventId }: FailedEvent): void {
  const what = type ? `the handler of ${type} failed (event ${eventId})` : 'a webhook could not be read';
  console.error(`polychat: ${vendor}: ${what}`, error);
}

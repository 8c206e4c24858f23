import { ChatError } from '../model/chat-error.ts';
import { misconfigured } from '../model/issues.ts';
import { createProblem } from '../model/problem.ts';
import {
  type VetoEventType,
  vetoEventTypes,
  type WebhookEventType,
  webhookEventTypes,
} from './events/webhook-event.ts';
import { type WebhookHandlerOptions, webhookSettings } from './handler/webhook-options.ts';
import { WebhookReceiver } from './handler/webhook-receiver.ts';
import type { SourceVerdicts } from './verdict.ts';
import type { EventHandlers, WebhookHandlers } from './webhook-handlers.ts';
import type { WebhookSource } from './webhook-source.ts';

/** Answers the webhooks of one app of one vendor. Never rejects. */
export interface WebhookHandler {
  (request: Request): Promise<Response>;
  /** The events that you handle and the vendor never raises; empty unless `onUnsupported` is `warn`. */
  readonly unsupported: readonly WebhookEventType[];
  /** Answers 503 to what comes from now on, and resolves when what is under way has ended. Leaves the store open. */
  close(): Promise<void>;
}

/** Options with what is answered to an event that asks when there is no verdict. */
export type VetoOptions = WebhookHandlerOptions & Required<Pick<WebhookHandlerOptions, 'atDeadline'>>;

/**
 * Makes the function that receives a vendor's webhooks: checks that they are the vendor's, translates them into one
 * vocabulary of events, and calls your function for each of them once.
 *
 * An event that you do not handle is acknowledged. A handler that throws leaves its event unhandled: the vendor is
 * answered 503, and delivers it again where it does so at all. An event that asks is answered by the deadline.
 *
 * A vendor's signature may not cover the body. Keep the address to yourself, use HTTPS, and `confirm` what matters.
 *
 * @throws ChatError with code `misconfigured` for handlers and options that do not fit, and `unsupported` for a handler
 * of an event that the vendor never raises
 */
export function createWebhookHandler<Verdicts extends SourceVerdicts>(
  source: WebhookSource<Verdicts>,
  handlers: EventHandlers & { readonly [Type in VetoEventType]?: undefined },
  options?: WebhookHandlerOptions,
): WebhookHandler;
/** The same with handlers for events that ask: `atDeadline` is required. */
export function createWebhookHandler<Verdicts extends SourceVerdicts>(
  source: WebhookSource<Verdicts>,
  handlers: WebhookHandlers<Verdicts>,
  options: VetoOptions,
): WebhookHandler;
export function createWebhookHandler(
  source: WebhookSource,
  handlers: WebhookHandlers,
  options: WebhookHandlerOptions = {},
): WebhookHandler {
  const settings = webhookSettings(options, source);
  const own = checkHandlers(handlers);
  const types = webhookEventTypes.filter((type) => own[type]);
  if (settings.atDeadline === undefined && vetoEventTypes.some((type) => own[type])) {
    throw misconfigured(
      'createWebhookHandler: atDeadline: is required with a handler for an event that asks',
      'atDeadline',
    );
  }
  const unsupported = types.filter((type) => type !== 'unknown' && !source.events[type]);
  if (settings.onUnsupported === 'refuse' && unsupported.length > 0) {
    throw neverRaised(source.vendor, unsupported);
  }
  const receiver = new WebhookReceiver(source, own, settings);
  const receive = (request: Request) => receiver.receive(request);
  return Object.assign(receive, { unsupported, close: () => receiver.close() });
}

/** A copy, so that nobody changes it later. */
function checkHandlers(handlers: WebhookHandlers): WebhookHandlers {
  const names: readonly string[] = webhookEventTypes;
  const given = Object.entries(handlers).filter(([, handler]) => handler !== undefined);
  for (const [name, handler] of given) {
    if (!names.includes(name)) throw misconfigured(`handlers.${name}: no such event`, `handlers.${name}`);
    if (typeof handler !== 'function') {
      throw misconfigured(`handlers.${name}: must be a function`, `handlers.${name}`);
    }
  }
  return Object.fromEntries(given);
}

function neverRaised(vendor: string, types: readonly WebhookEventType[]): ChatError {
  const field = `handlers.${types[0]}`;
  const message = `${field}: ${vendor} never raises ${types.join(', ')}; onUnsupported: 'warn' makes the handler all the same`;
  return new ChatError(
    createProblem({ code: 'unsupported', effect: 'not_sent', transient: false, message, field }),
  );
}

import { misconfigured } from '../../model/issues.ts';
import {
  type VetoEventType,
  vetoEventTypes,
  type WebhookEventOf,
  type WebhookEventType,
  webhookEventTypes,
} from '../events/webhook-event.ts';
import type { WebhookSource } from '../webhook-source.ts';
import { type ConfirmByChat, confirmThrough, isByChat } from './confirm-by-chat.ts';

/**
 * Functions that find out at the vendor whether an event is true, by its name. One that resolves to true confirms it.
 * Anything else leaves it unhandled and asks for another delivery, as a handler that throws does. Events that ask cannot
 * be confirmed: there is no time for it.
 */
export type ConfirmEvents = {
  readonly [Type in Exclude<WebhookEventType, VetoEventType>]?: (
    event: WebhookEventOf<Type>,
  ) => boolean | Promise<boolean>;
};

/** The functions that confirm, made of a chat or given. Throws a `ChatError` with code `misconfigured` for what is neither. */
export function confirmFunctions(
  confirm: ConfirmByChat | ConfirmEvents,
  source: Pick<WebhookSource, 'vendor' | 'app'>,
): ConfirmEvents {
  if (isByChat(confirm)) return confirmThrough(confirm, source);
  const asking: readonly string[] = vetoEventTypes;
  const known: readonly string[] = webhookEventTypes;
  for (const [type, ask] of Object.entries(confirm)) {
    if (known.includes(type) && !asking.includes(type) && typeof ask === 'function') continue;
    const field = `confirm.${type}`;
    throw misconfigured(`createWebhookHandler: ${field}: must be a function for an event that tells`, field);
  }
  return confirm;
}

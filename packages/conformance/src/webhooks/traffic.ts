import type { ClaimStore } from '@polychat/core';
import type { SimulatedClock } from '@polychat/core/testing';
import {
  createWebhookHandler,
  type WebhookEvent,
  type WebhookEventSupport,
  type WebhookHandlers,
  webhookEventTypes,
} from '@polychat/core/webhooks';
import type { WebhookSampleRequest } from './webhook-subject.ts';
import type { WebhookTrial } from './webhook-trial.ts';

/** How late an event may come, and how long its handler may take. */
export const longestStepMs = 4_000;

/** Waits by the clock; for nothing, not at all. */
export function pause(clock: SimulatedClock, ms: number): Promise<void> {
  return ms === 0 ? Promise.resolve() : new Promise((resolve) => clock.schedule(resolve, ms));
}

/** A handler of every event that the source declares, whichever it is. */
export function receiverOf(
  { source }: WebhookTrial,
  clock: SimulatedClock,
  store: ClaimStore,
  onEvent: (event: WebhookEvent) => unknown,
  isWanted: (event: WebhookEventSupport) => boolean = () => true,
) {
  const types = webhookEventTypes.filter((type) => {
    const support = source.events[type];
    return support !== undefined && isWanted(support);
  });
  // Each function takes its own event, and all of them are one here.
  const handlers = Object.fromEntries(types.map((type) => [type, onEvent])) as WebhookHandlers;
  return createWebhookHandler(source, handlers, { atDeadline: 'refuse', clock, store, onError: () => {} });
}

/** A sample as it is posted. */
export function postOf({ url, headers = {}, body }: WebhookSampleRequest): Request {
  return new Request(url, { method: 'POST', headers, body });
}

import { SimulatedClock } from '../../testing/simulated-clock.ts';
import { createWebhookHandler } from '../create-webhook-handler.ts';
import type { WebhookHandlerOptions } from '../handler/webhook-options.ts';
import type { EventHandlers } from '../webhook-handlers.ts';
import { parrot } from './parrot.ts';
import { parrotBody, postOf } from './parrot-request.ts';

/** The time of handlers that are given no clock of their own. */
export const clock = new SimulatedClock();

/** A handler of events that tell, what became of them, and how they are sent to it. */
export function setUp(handlers: EventHandlers, options: WebhookHandlerOptions = {}) {
  const outcomes: string[] = [];
  const hooks = {
    handled: ({ type, outcome, redelivery }: { type: string; outcome: string; redelivery: boolean }) =>
      outcomes.push(`${type}: ${outcome}${redelivery ? ', again' : ''}`),
    refused: ({ reason }: { reason: string }) => outcomes.push(`refused: ${reason}`),
    warning: ({ code }: { code: string }) => outcomes.push(`warning: ${code}`),
  };
  const handler = createWebhookHandler(parrot(), handlers, {
    clock,
    hooks,
    onError: () => {},
    ...options,
  });
  const send = async (members: object, signing = {}) => {
    const response = await handler(postOf(await parrotBody(members, clock.now(), signing)));
    return response.status;
  };
  return { handler, send, outcomes };
}

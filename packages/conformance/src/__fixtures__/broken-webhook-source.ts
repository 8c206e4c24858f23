import type {
  BelievedWebhook,
  WebhookEventType,
  WebhookReading,
  WebhookSource,
} from '@polychat/core/webhooks';
import type { WebhookSourceSubject } from '../webhooks/webhook-subject.ts';
import { type Flaws, pigeonSubject } from './pigeon-webhooks.ts';

/** A source of webhooks that is wrong in one way, and the checks that must find it. */
export interface BrokenWebhookSource {
  readonly name: string;
  readonly create: () => WebhookSourceSubject;
  readonly caughtBy: readonly string[];
}

export function flawed(name: string, flaws: Flaws, ...caughtBy: readonly string[]): BrokenWebhookSource {
  return { name, create: () => pigeonSubject(undefined, flaws), caughtBy };
}

export function broken(
  name: string,
  change: (source: WebhookSource) => Partial<WebhookSource>,
  ...caughtBy: readonly string[]
): BrokenWebhookSource {
  return { name, create: () => pigeonSubject((source) => ({ ...source, ...change(source) })), caughtBy };
}

/** One that says something else of what it believes. */
export function misreading(
  name: string,
  change: (webhook: BelievedWebhook, body: string) => WebhookReading,
  ...caughtBy: readonly string[]
): BrokenWebhookSource {
  return broken(
    name,
    (source) => ({
      async read(request) {
        const reading = await source.read(request);
        return reading.status === 'believed' ? change(reading, request.body) : reading;
      },
    }),
    ...caughtBy,
  );
}

/** A webhook whose events have other members, whatever events they are. */
export function withEvents(webhook: BelievedWebhook, change: (event: object) => object): BelievedWebhook {
  return {
    ...webhook,
    items: webhook.items.map((item) => ({ ...item, event: change(item.event) as typeof item.event })),
  };
}

export function withIds(webhook: BelievedWebhook, change: (id: string) => string): BelievedWebhook {
  return { ...webhook, items: webhook.items.map((item) => ({ ...item, id: change(item.id) })) };
}

/** A source whose events are declared in another way. */
export function declaring(
  name: string,
  type: WebhookEventType,
  change: object | undefined,
  ...caughtBy: readonly string[]
): BrokenWebhookSource {
  return broken(
    name,
    ({ events }) => {
      const { [type]: declared, ...others } = events;
      // What a check must find is often what the types forbid.
      return { events: change ? { ...events, [type]: { ...declared, ...change } } : others };
    },
    ...caughtBy,
  );
}

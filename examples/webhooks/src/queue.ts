import type { WebhookEvent, WebhookHandlers } from '@polychat/core/webhooks';
import { Queue, Worker } from 'bullmq';

/** Where Redis is. It must keep what it is told: `appendonly yes`, and `maxmemory-policy noeviction`. */
export interface RedisPlace {
  readonly host: string;
  readonly port: number;
}

const queueName = 'webhooks';

/** Handlers that put events into a queue and do nothing else, so that the vendor has its answer within milliseconds. */
export function createQueuedHandlers(connection: RedisPlace) {
  const queue = new Queue(queueName, { connection });
  const enqueue = async (event: WebhookEvent) => {
    // The raw body is left out: it is the vendor's, and doubles the job. A second job of one id is not taken.
    const { raw: _, ...kept } = event;
    await queue.add(event.type, kept, {
      jobId: event.eventId,
      attempts: 10,
      backoff: { type: 'exponential', delay: 500 },
    });
  };
  const handlers = {
    'message.sent': enqueue,
    'message.edited': enqueue,
    'message.failed': enqueue,
  } satisfies WebhookHandlers;
  return { handlers, close: () => queue.close() };
}

/** Does the work, in this process or in another. What it throws is tried again. */
export function createWorker(connection: RedisPlace, work: (event: WebhookEvent) => Promise<void>) {
  return new Worker<WebhookEvent>(queueName, ({ data }) => work(data), { connection });
}

import type { HttpReply, HttpRequest, Transport, TransportFault, TransportOptions } from '@polychat/core';
import {
  type ChatAdapter,
  createCall,
  createProblem,
  type ListReply,
  parseJson,
  planBatch,
  type ResultIds,
  type VendorCall,
} from '@polychat/core/adapter';
import type { SimulatedClock } from '@polychat/core/testing';

/** What becomes of a request. All but `not_sent` and `unavailable` deliver it. */
export type Fate = 'answered' | 'not_sent' | 'unavailable' | 'reset' | 'silent' | 'half';

export interface Letter {
  readonly id: string;
  readonly to: readonly string[];
  readonly text: string;
}

export interface Arrival extends Letter {
  /** By the simulated clock. */
  readonly at: number;
  readonly body: string;
}

export interface PostOfficeOptions {
  readonly clock: SimulatedClock;
  /** The most recipients of one call. Default 1. */
  readonly maxItems?: number;
  /** For how long copies are discarded, in milliseconds. Default 0: none is. */
  readonly dedupWindowMs?: number;
  /** How long an answer takes, in milliseconds. Default 10. */
  readonly delayMs?: () => number;
  readonly fateOf?: (letter: Letter) => Fate;
  /** Users that do not exist. */
  readonly unknown?: ReadonlySet<string>;
}

const problems = {
  unavailable: createProblem({
    code: 'vendor_unavailable',
    effect: 'rejected',
    transient: true,
    message: 'closed',
  }),
  unknown: createProblem({
    code: 'recipient_not_found',
    effect: 'rejected',
    transient: false,
    message: 'no such user',
  }),
};

/** A vendor in memory, with a time that a test moves. */
export class PostOffice implements Transport {
  readonly arrivals: Arrival[] = [];
  readonly #options: PostOfficeOptions;
  readonly #inboxes = new Map<string, string[]>();
  readonly #seen = new Map<string, number>();
  #calls = 0;

  constructor(options: PostOfficeOptions) {
    this.#options = options;
  }

  inbox(userId: string): readonly string[] {
    return this.#inboxes.get(userId) ?? [];
  }

  async send({ body = '' }: HttpRequest, { signal }: TransportOptions): Promise<HttpReply | TransportFault> {
    const letter = JSON.parse(body) as Letter;
    const { clock, fateOf, delayMs = () => 10, unknown = new Set() } = this.#options;
    const fate = fateOf?.(letter) ?? 'answered';
    if (fate === 'not_sent') return { fault: 'not_sent', reason: 'network' };
    this.arrivals.push({ ...letter, at: clock.monotonic(), body });
    if (fate !== 'unavailable') this.#deliver(letter, unknown);
    if (fate === 'silent') {
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ fault: 'unknown', reason: 'aborted' }), {
          once: true,
        });
      });
    }
    await new Promise<void>((resolve) => void clock.schedule(resolve, delayMs()));
    if (fate === 'reset') return { fault: 'unknown', reason: 'network' };
    const accepted = letter.to.filter((userId) => !unknown.has(userId));
    const refused = letter.to.filter((userId) => unknown.has(userId));
    const named = fate === 'half' ? accepted.slice(0, accepted.length / 2) : accepted;
    return reply(fate === 'unavailable' ? { closed: true } : { accepted: named, refused });
  }

  #deliver({ id, to, text }: Letter, unknown: ReadonlySet<string>): void {
    const { clock, dedupWindowMs = 0 } = this.#options;
    for (const userId of to) {
      if (unknown.has(userId)) continue;
      const name = `${id} ${userId}`;
      const first = this.#seen.get(name);
      if (first !== undefined && clock.monotonic() - first < dedupWindowMs) continue;
      this.#seen.set(name, clock.monotonic());
      this.#inboxes.set(userId, [...this.inbox(userId), text]);
    }
  }

  /** An adapter for it; each process has its own. */
  adapter(): ChatAdapter {
    const { maxItems = 1, dedupWindowMs = 0 } = this.#options;
    const callOf = (request: () => Letter, count: number): VendorCall<ListReply<ResultIds>> =>
      createCall({
        endpoint: 'send',
        count,
        costs: [],
        // A margin, as adapters have one.
        dedupWindowMs: dedupWindowMs * 0.8,
        visibleFields: ['to'],
        request,
        signer: () => ({ method: 'POST', url: 'https://post.example', headers: {} }),
        read({ text }) {
          const { accepted = [], refused = [], closed } = parseJson(text) as Record<string, never>;
          if (closed) return { problem: problems.unavailable };
          return {
            value: {
              accepted: (accepted as string[]).map((id) => ({ id, value: { messageId: `m-${id}` } })),
              failed: (refused as string[]).map((id) => ({ id, problem: problems.unknown })),
            },
          };
        },
      });
    return {
      specificationVersion: 2,
      vendor: 'post',
      title: 'Post',
      app: 'office',
      host: 'post.example',
      capabilities: {
        direct: { content: { text: 'yes' }, fields: { idempotencyKey: 'yes' }, checksRecipients: true },
        behaviour: {
          senderOptional: true,
          canMessageSelf: true,
          checksBlocklist: false,
          moderatesServerSends: false,
          raisesWebhooks: 'never',
          sharesMessageIdInCall: false,
          storesBroadcasts: false,
          discardsCopiesForMs: dedupWindowMs,
        },
      },
      limits: [],
      plan: {
        direct: ({ content, idempotencyKey }) => ({
          problems: [],
          unsupported: [],
          warnings: [],
          sender: 'me',
          maxItems,
          next: (pending) =>
            planBatch<string, ResultIds>(pending.slice(0, maxItems), {
              idOf: (userId) => userId,
              problemOf: () => undefined,
              callFor: (to) => {
                this.#calls += 1;
                const id = idempotencyKey ?? `call ${this.#calls}`;
                const text = content.type === 'text' ? content.text : '';
                return callOf(() => ({ id, to, text }), to.length);
              },
              unlistedMeans: 'unconfirmed',
            }),
        }),
      },
      resume({ body, items }) {
        return body && callOf(() => JSON.parse(body.text) as Letter, items.length);
      },
    };
  }
}

function reply(value: object): HttpReply {
  return { status: 200, headers: {}, text: JSON.stringify(value) };
}

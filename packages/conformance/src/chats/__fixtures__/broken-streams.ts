import type { BulkSend, Chat, MessageWithoutRecipients, RecipientOutcome, SendOptions } from '@polychat/core';
import { changedChat } from '../changed-chat.ts';
import { type BrokenChat, broken } from './broken-chat.ts';

const places = 'recipients: of a stream, everybody has exactly one outcome, with their place in the input';
const counts = 'bulk sends: progress and summary count what was read';

type Source = Iterable<string> | AsyncIterable<string>;
type Change = (outcomes: readonly RecipientOutcome[], batch: number) => readonly RecipientOutcome[];

/** Changes every batch of outcomes of a stream. */
const withOutcomes =
  (change: Change) =>
  (chat: Chat): Partial<Chat> => ({
    deliver(message, recipients, options) {
      const stream = chat.deliver(message, recipients, options);
      return (async function* () {
        let batch = 0;
        for await (const outcomes of stream) {
          yield change(outcomes, batch);
          batch += 1;
        }
      })();
    },
  });

/** Changes the bulk sends of a chat. */
const withBulk =
  (change: (bulk: BulkSend) => Partial<BulkSend>) =>
  (chat: Chat): Partial<Chat> => ({
    sendBulk(message, recipients, options) {
      const bulk = chat.sendBulk(message, recipients, options);
      const plain: BulkSend = {
        [Symbol.asyncIterator]: () => bulk[Symbol.asyncIterator](),
        get progress() {
          return bulk.progress;
        },
        summary: () => bulk.summary(),
        stop: () => bulk.stop(),
      };
      return Object.defineProperties(plain, Object.getOwnPropertyDescriptors(change(bulk)));
    },
  });

/** Gives the chat another source than it was given. */
const withSource =
  (change: (recipients: Source) => Source) =>
  (chat: Chat): Partial<Chat> => ({
    deliver(message: MessageWithoutRecipients, recipients: Source, options?: SendOptions) {
      return chat.deliver(message, typeof recipients === 'object' ? change(recipients) : recipients, options);
    },
  });

export const brokenStreams: readonly BrokenChat[] = [
  broken(
    'a dropped index: each batch is counted anew',
    withOutcomes((outcomes) => outcomes.map((outcome, index) => ({ ...outcome, index }))),
    [places],
    /has index \d, where another stands/,
  ),
  broken(
    'an outcome that is lost',
    withOutcomes((outcomes, batch) => (batch === 1 ? outcomes.slice(1) : outcomes)),
    [places, 'recipients: of a long stream nobody is lost'],
    /not everybody who was pulled has exactly one outcome/,
  ),
  broken(
    'an outcome that comes twice',
    withOutcomes((outcomes) => [...outcomes, ...outcomes.slice(0, 1)]),
    [places],
    /not everybody who was pulled has exactly one outcome/,
  ),
  broken(
    "the vendor's ids in the outcomes",
    withOutcomes((outcomes) => outcomes.map((outcome) => ({ ...outcome, userId: `x-${outcome.userId}` }))),
    [places],
    /where another stands/,
  ),
  broken(
    'a source that is read to its end at once',
    withSource((recipients) =>
      (async function* () {
        yield* await Array.fromAsync(recipients);
      })(),
    ),
    ['streams: a stream whose outcomes nobody reads holds its source back'],
    /ids were pulled, and nobody has read/,
  ),
  broken(
    'what a source throws is swallowed',
    withSource((recipients) =>
      (async function* () {
        try {
          yield* recipients;
        } catch {}
      })(),
    ),
    ['streams: the loop throws what the source throws, after everybody who was pulled'],
    /does not throw what the source threw/,
  ),
  broken(
    'a source that is not left',
    withSource((recipients) => {
      const iterator =
        Symbol.asyncIterator in recipients
          ? recipients[Symbol.asyncIterator]()
          : recipients[Symbol.iterator]();
      return { [Symbol.asyncIterator]: () => ({ next: async () => iterator.next() }) };
    }),
    ['streams: who leaves the loop early leaves the source too, and nothing more is sent'],
    /the source is not left/,
  ),
  broken(
    'a stream that begins before anybody reads it',
    (chat) => ({
      deliver(message, recipients, options) {
        const outcomes = Array.fromAsync(chat.deliver(message, recipients, options));
        return (async function* () {
          yield* await outcomes;
        })();
      },
    }),
    ['check and preview: a stream that is never read sends nothing'],
    /a stream that nobody reads: \d+ requests were sent/,
  ),
  broken(
    'a bad message that is refused only when the stream is read',
    (chat) => ({
      async *deliver(message, recipients, options) {
        yield* chat.deliver(message, recipients, options);
      },
    }),
    ['refusals: a bad message to a stream is refused at once, and the error names the field'],
    /is not refused/,
  ),
  broken(
    'a stop that stops nothing',
    withBulk(() => ({ stop: () => {} })),
    ['bulk sends: stop pulls no more, and names everybody who was pulled'],
    /./,
  ),
  broken(
    'a summary that counts wrong',
    withBulk((bulk) => ({
      async summary() {
        const summary = await bulk.summary();
        return { ...summary, accepted: summary.accepted + summary.unconfirmed, unconfirmed: 0 };
      },
    })),
    [counts],
    /the summary counts others than the outcomes/,
  ),
  broken(
    'progress that stands still',
    withBulk(() => ({ progress: { pulled: 0, duplicates: 0, accepted: 0, failed: 0, unconfirmed: 0 } })),
    [counts],
    /progress and summary differ/,
  ),
  broken(
    'a summary without those whom nobody read',
    withBulk((bulk) => ({
      async summary() {
        const { unread: _, ...summary } = await bulk.summary();
        return summary;
      },
    })),
    ['bulk sends: who leaves the loop finds the others in unread'],
    /the summary counts others than the outcomes/,
  ),
  broken(
    'a summary that rejects',
    (chat) => {
      return withBulk((bulk) => ({
        async summary() {
          const summary = await bulk.summary();
          if (!summary.completed) throw new Error('it was not completed');
          return summary;
        },
      }))(chat);
    },
    ['bulk sends: the summary never rejects'],
    /it was not completed/,
  ),
  broken(
    'duplicates that are dropped within a call only',
    (chat) => ({
      sendBulk(message, recipients, options) {
        const { duplicates: _, ...others } = options ?? {};
        return chat.sendBulk(message, recipients, others);
      },
    }),
    ['bulk sends: with duplicates: exact nobody is sent to twice'],
    /somebody has two outcomes/,
  ),
  {
    name: 'a preview by the ids of the vendor',
    start({ createPart }) {
      const part = createPart();
      const atVendor = (to: string | readonly string[]) =>
        typeof to === 'string' ? `x-${to}` : to.map((userId) => `x-${userId}`);
      const chat = changedChat(part, {
        preview: (message) =>
          part.preview('to' in message ? { ...message, to: atVendor(message.to) } : message),
      });
      return { chat, vendorIdOf: (userId) => `x-${userId}` };
    },
    caughtBy: [
      'check and preview: preview names every recipient, by the id that you gave, and sends nothing',
    ],
    says: /preview names other recipients/,
  },
];

import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readSecret } from './adapter/secret.ts';
import type { Chat } from './chat.ts';
import { createKyTransport } from './defaults/ky-transport.ts';
import { misconfigured } from './model/issues.ts';
import type { DirectMessage } from './model/message.ts';
import { createProblem, type Problem } from './model/problem.ts';
import type { Journal } from './ports/journal.ts';
import type { HttpRequest } from './ports/transport.ts';
import type { PlainAdapterOptions } from './testing/plain-adapter.ts';
import { acceptAll, jsonReply, type ScriptStep, untilAborted } from './testing/scripted-transport.ts';
import { type SimulatedChat, simulatedChat } from './testing/simulated-chat.ts';

const secret = 'c0ffee5ecre7c0ffee';
const signature = 'eJwVzDEKgDAMAMA-UsErSig';
const words = [
  'Platypus',
  'rendez-vous',
  '打折促销',
  '🦄🎉',
  'quokka',
  'numbat',
  'echidna',
  'wombat',
  'bandicoot',
];
const url = `https://vendor.example/send?sdkappid=7&usersig=${signature}`;

const message = {
  from: 'alice',
  content: { type: 'text', text: `${words[0]} ${words[1]}: ${words[2]}, ${words[3]}` },
  metadata: JSON.stringify({ animal: words[4] }),
  push: { title: `${words[5]}`, body: `${words[6]}`, payload: `${words[7]}` },
  vendor: { plain: { searched: `${words[8]}` } },
} as unknown as Omit<DirectMessage, 'to'>;

/** What must never come out: whole, and in the parts in which a vendor may quote it. */
const forbidden = [secret, signature, ...words, 'rendez', '打折', '促销', '🦄', '🎉'];

function expectClean(value: unknown, path: string): void {
  const shown = [
    inspect(value, {
      depth: Number.POSITIVE_INFINITY,
      showHidden: true,
      maxStringLength: null,
      maxArrayLength: null,
    }),
    JSON.stringify(value) ?? '',
    String(value),
    value instanceof Error ? `${value.stack} ${value.message} ${inspect(value.cause)}` : '',
  ].join('\n');
  for (const part of forbidden) {
    const forms = [part, JSON.stringify(part).slice(1, -1), encodeURIComponent(part), escaped(part)];
    for (const form of forms)
      expect(shown.toLowerCase(), `${path}: ${form}`).not.toContain(form.toLowerCase());
  }
}

const escaped = (text: string) =>
  text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A vendor that quotes all it was sent, in every form it can think of. */
function quoting(part: Partial<Problem> = {}): (request: HttpRequest) => Problem {
  return (request) =>
    createProblem({
      code: 'content_rejected',
      effect: 'rejected',
      transient: false,
      message: 'refused',
      ...part,
      vendor: {
        name: 'plain',
        code: 80_001,
        message: [
          request.url.split('?')[1],
          words.join(' '),
          JSON.stringify(words),
          encodeURIComponent(words.join(' ')),
          words.join('|').toUpperCase(),
          escaped(words.join(';')),
        ].join(' # '),
      },
    });
}

const quote =
  (problem: (request: HttpRequest) => Problem, forOne = false): ScriptStep =>
  async (request) =>
    jsonReply(forOne ? { failed: { bob: problem(request) } } : { problem: problem(request) });

const signed: PlainAdapterOptions = {
  // One in the query, one in a header: neither may come back.
  target: () => ({ method: 'POST', url, headers: { authorization: secret } }),
};
const transient = { effect: 'rejected', transient: true, code: 'rate_limited' } as const;

const scenarios: readonly [string, readonly ScriptStep[], PlainAdapterOptions][] = [
  ['it is accepted', [acceptAll], signed],
  ['the vendor quotes it in a refusal', [quote(quoting())], signed],
  ['the vendor quotes it in one recipient’s refusal', [quote(quoting(), true)], signed],
  ['the vendor quotes it, again and again', [quote(quoting(transient))], signed],
  ['the vendor quotes it, and nobody knows', [quote(quoting({ effect: 'unknown' }))], signed],
  [
    'the vendor refuses the signature',
    [async (request) => jsonReply({ problem: quoting()(request), refused: 'signature' })],
    signed,
  ],
  [
    'a gateway quotes it',
    [async ({ body }) => ({ status: 502, headers: {}, text: `<html>${url} ${body}</html>` })],
    signed,
  ],
  [
    'the transport throws it',
    [
      ({ body }) => {
        throw new Error(`${url} ${body}`);
      },
    ],
    signed,
  ],
  ['the transport rejects with it', [({ body }) => Promise.reject(new Error(`${url} ${body}`))], signed],
  [
    'the transport gives it as a detail',
    [async ({ body }) => ({ fault: 'unknown', reason: 'network', detail: `${url} ${body}` })],
    signed,
  ],
  ['it is redirected', [{ fault: 'unknown', reason: 'redirect' }], signed],
  ['the reply is too large', [{ fault: 'unknown', reason: 'reply_too_large' }], signed],
  ['nothing answers', ['silence'], signed],
  [
    'nothing answers, and the copy is discarded',
    ['silence', quote(quoting())],
    { ...signed, dedupWindowMs: 99_000 },
  ],
  [
    'fetch throws it',
    [
      fetching(() =>
        Promise.reject(Object.assign(new TypeError(`Failed to fetch ${url}`), { cause: new Error(url) })),
      ),
    ],
    signed,
  ],
  [
    'a server redirects to it',
    [fetching(async () => new Response(null, { status: 302, headers: { location: url } }))],
    signed,
  ],
  [
    'a server answers with it',
    [fetching(async () => new Response(`${url} ${words}`, { status: 500 }))],
    signed,
  ],
  [
    'the secret’s function throws it',
    [acceptAll],
    {
      target: () =>
        readSecret(
          () => {
            throw new Error(secret);
          },
          'serverSecret',
          /^x$/,
        ) as never,
    },
  ],
  [
    'the secret has the wrong shape',
    [acceptAll],
    { target: () => readSecret(() => secret, 'serverSecret', /^x$/) as never },
  ],
  [
    'the signature throws it',
    [acceptAll],
    {
      target: () => {
        throw new Error(`${secret} ${words}`);
      },
    },
  ],
  ['the signature hangs', [acceptAll], { target: () => new Promise(() => {}) }],
  [
    'the signature is misconfigured',
    [acceptAll],
    {
      target: () => {
        throw misconfigured('sdkAppId: unknown', 'sdkAppId');
      },
    },
  ],
  [
    'the adapter throws it',
    [acceptAll],
    {
      ...signed,
      read: () => {
        throw new Error(`${url} ${words}`);
      },
    },
  ],
  ['the adapter reads nonsense', [acceptAll], { ...signed, read: () => [url, words] as never }],
  [
    'the plan of a batch throws it',
    [acceptAll],
    {
      ...signed,
      planned: (plan) => ({
        ...plan,
        next: () => {
          throw new Error(`${words}`);
        },
      }),
    },
  ],
];

/** What the options of a send can bring in. */
const journals: readonly [string, Journal][] = [
  [
    'fails with it',
    { begin: (records) => Promise.reject(new Error(`${secret} ${JSON.stringify(records)}`)) },
  ],
  ['never answers', { begin: () => new Promise(() => {}) }],
];

function fetching(fetch: typeof globalThis.fetch): ScriptStep {
  const transport = createKyTransport({ fetch });
  return (request, options) => transport.send(request, options);
}

/** Does everything that a chat can do, and gathers all that comes out. */
async function everythingOf({ chat, clock, events }: SimulatedChat): Promise<[string, unknown][]> {
  const out: [string, unknown][] = [['chat', chat]];
  const gather = async (name: string, promise: Promise<unknown>) => {
    const value = await clock.finish(promise.catch((error: unknown) => error));
    out.push([name, value]);
  };
  const controller = new AbortController();
  clock.schedule(() => controller.abort(), 50);
  const to = ['bob', 'carol', 'bad-dave'];
  await gather('sendDirect', chat.sendDirect({ ...message, to }));
  await gather('sendDirect to one', chat.sendDirect({ ...message, to: 'bob' }));
  await gather('sendDirect, aborted', chat.sendDirect({ ...message, to }, { signal: controller.signal }));
  await gather(
    'sendDirect, at any price',
    chat.sendDirect({ ...message, to }, { retryUnknown: true, deadlineMs: 5_000 }),
  );
  await gather('broadcast', chat.broadcast({ ...message, audience: 'everyone' }));
  await gather(
    'sendToGroup',
    chat.sendToGroup({ ...message, groupId: 'book-club', mentions: { users: to } }),
  );
  await gather('sendToRoom', chat.sendToRoom({ ...message, roomId: 'stage' }));
  await gather('registerUsers', chat.registerUsers(to.map((userId) => ({ userId, name: words.join(' ') }))));
  const bulk = chat.sendBulk(message, to);
  out.push(['bulk', bulk], ['deliver', chat.deliver(message, to)]);
  await gather('bulk outcomes', collect(bulk));
  await gather('bulk summary', bulk.summary());
  await gather('preview', collect(chat.preview({ ...message, to })));
  await gather('preview of a broadcast', collect(chat.preview({ ...message, audience: 'everyone' })));
  out.push(['check', chat.check({ ...message, to })]);
  await gather('close', chat.close());
  out.push(['events', events]);
  await clock.advance(50);
  return out;
}

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of stream) all.push(item);
  return all;
}

describe('no secret, signature, signed URL or text of a message comes out', () => {
  test.each(scenarios)('when %s', async (_, script, adapter) => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const simulated = simulatedChat(script, adapter);
    const all = await everythingOf(simulated);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    expect(all).toHaveLength(18);
    expect(simulated.clock.pending).toBe(0);
    for (const [name, value] of all) expectClean(value, name);
  });

  test.each(journals)('when a journal %s', async (_, journal) => {
    const { chat, clock, events } = simulatedChat([acceptAll], signed);
    const sending = chat.sendDirect({ ...message, to: ['bob', 'carol'] }, { journal });
    const error = await clock.finish(sending.catch((reason: unknown) => reason));
    expect(error).toMatchObject({ name: 'ChatError', effect: 'not_sent' });
    expectClean(error, 'error');
    expectClean(events, 'events');
  });

  test('when the plan of a whole message throws it', async () => {
    const { chat, clock } = simulatedChat([acceptAll], {
      planned: () => {
        throw new TypeError(`${words}`);
      },
    });
    const error = await clock.finish(
      chat.sendDirect({ ...message, to: 'bob' }).catch((reason: unknown) => reason),
    );
    expect(error).toMatchObject({ code: 'vendor_error', effect: 'not_sent', cause: { name: 'TypeError' } });
    expectClean(error, 'error');
  });

  test('when the message itself breaks rules', async () => {
    const text = `${words[0]} ${words[2]}`;
    const broken: readonly unknown[] = [
      { ...message, priority: text, to: 'bob' },
      { ...message, content: { type: text }, to: 'bob' },
      { ...message, content: { type: 'text', text: [text] }, to: 'bob' },
      { ...message, content: { type: 'image', url: text, width: text, height: 1, format: text }, to: 'bob' },
      { ...message, content: { type: 'text', text: `${text}\ud800` }, to: 'bob' },
      { ...message, audience: text },
    ];
    for (const input of broken) {
      const { chat, clock } = simulatedChat([acceptAll]);
      const sendAs = (one: Chat) =>
        'audience' in (input as object) ? one.broadcast(input as never) : one.sendDirect(input as never);
      const error = await clock.finish(sendAs(chat).catch((reason: unknown) => reason));
      expect(error).toMatchObject({ name: 'ChatError', code: 'invalid_message' });
      expectClean(error, 'error');
      expectClean(chat.check(input as never), 'check');
    }
  });

  test('the check itself finds what it is there to find', () => {
    for (const leak of [
      url,
      words.join(' '),
      { deep: [{ text: words[3] }] },
      new Error(`no ${secret}`),
      new Error('x', { cause: url }),
    ]) {
      expect(() => expectClean(leak, 'leak')).toThrow();
    }
    class Hidden {
      readonly #secret = secret;
      get length() {
        return this.#secret.length;
      }
    }
    expectClean(new Hidden(), 'a private member');
  });

  test('an abort while the vendor has it', async () => {
    const controller = new AbortController();
    const { chat, clock } = simulatedChat([(_, { signal }) => untilAborted(signal)], signed);
    clock.schedule(() => controller.abort(), 50);
    const sending = chat.sendDirect({ ...message, to: 'bob' }, { signal: controller.signal });
    expectClean(await clock.finish(sending.catch((reason: unknown) => reason)), 'error');
  });
});

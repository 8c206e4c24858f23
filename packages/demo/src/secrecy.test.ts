import { tracingChannel } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import {
  type CallRecord,
  type ChatAdapter,
  ChatError,
  createChat,
  createMemoryPacer,
  type Hooks,
  type SendOptions,
} from '@polychat/core';
import { createEmulator, type Emulator, type FaultRule, type Vendor } from '@polychat/emulator';
import { tencentIm } from '@polychat/tencent-im';
import { zim } from '@polychat/zim';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EmulatorTime } from './__fixtures__/emulator-time.ts';

const words = 'Geheimnis 🔑 ключ 秘密のレシピ';
const message = {
  from: 'alice',
  content: { type: 'text', text: words },
  metadata: 'metadata-hush-hush',
  push: { title: 'title-hush-hush', body: 'body-hush-hush' },
} as const;

/** What a vendor that echoes everything would say. */
const echo = (request: string) =>
  `cannot deliver "${words}" with metadata-hush-hush, asked for by ${request}`;

const faults: readonly [string, FaultRule['fault'] | undefined][] = [
  ['silence', { kind: 'silence', when: 'after' }],
  ['reset', { kind: 'reset' }],
  ['truncated', { kind: 'truncated' }],
  ['html', { kind: 'html' }],
  ['stalled', { kind: 'stalled' }],
  ['an unknown code with an echo', { kind: 'code', code: 123_456, text: echo('alice') }],
  ['a refused signature with an echo', { kind: 'code', code: 70_009, text: echo('alice') }],
  ['no fault', undefined],
];

let emulator: Emulator;
let time: EmulatorTime;
beforeAll(async () => {
  emulator = await createEmulator({
    zim: { users: ['alice', 'bob'] },
    tencentIm: { users: ['alice', 'bob'] },
  });
  time = new EmulatorTime(emulator);
});
beforeEach(() => time.freeze());
afterEach(() => emulator.reset());
afterAll(() => emulator.close());

const adapters: Record<Vendor, () => ChatAdapter> = {
  zim: () => zim({ ...pick(emulator.zim, 'appId', 'serverSecret', 'baseUrl') }),
  tencentIm: () =>
    tencentIm({
      ...pick(emulator.tencentIm, 'sdkAppId', 'secretKey', 'baseUrl'),
      adminUserId: 'administrator',
    }),
};

function pick<T extends object, Key extends keyof T>(from: T, ...keys: readonly Key[]): Pick<T, Key> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, Key>;
}

/** What was sent. */
const sentWords = [...words.split(' '), 'hush-hush'];

/** What signs, and the signed query of every request so far. */
function signingSecrets(): string[] {
  const signed = emulator.requests.flatMap(({ url }) => {
    const query = new URL(url, 'http://localhost').searchParams;
    return [url, ...['Signature', 'SignatureNonce', 'usersig'].map((name) => query.get(name) ?? '')];
  });
  return [emulator.zim.serverSecret, emulator.tencentIm.secretKey, ...signed].filter(
    (secret) => secret !== '',
  );
}

/** Every way in which somebody might look at a value. */
function looks(value: unknown): string {
  const error = value instanceof Error ? [value.stack, inspect(value.cause, { depth: Infinity })] : [];
  return [
    JSON.stringify(value),
    inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, maxStringLength: null }),
    ...error,
  ].join('\n');
}

/** Everything that goes through the tracing channels; the function returned stops it. */
function listen(see: (context: unknown) => void): () => void {
  const channels = ['polychat:send', 'polychat:call'].map((name) => tracingChannel(name));
  const handlers = { start: see, end: see, asyncStart: see, asyncEnd: see, error: see };
  for (const channel of channels) channel.subscribe(handlers);
  return () => {
    for (const channel of channels) channel.unsubscribe(handlers);
  };
}

describe.each(Object.keys(adapters) as Vendor[])('%s', (vendor) => {
  test.each(faults)('%s: nothing that was sent and nothing that signs is seen', async (_title, fault) => {
    const seen: unknown[] = [];
    const events: unknown[] = [];
    const records: CallRecord[] = [];
    const see = (event: unknown) => void events.push(event);
    const hooks: Required<Hooks> = {
      sendStart: see,
      sendEnd: see,
      request: see,
      reply: see,
      repeat: see,
      waitStart: see,
      wait: see,
    };
    const stopListening = listen(see);
    const options: SendOptions = {
      journal: {
        begin(begun) {
          records.push(...begun);
        },
      },
    };
    const adapter = adapters[vendor]();
    const { clock, transport } = time;
    const chat = createChat(adapter, {
      clock,
      transport,
      hooks,
      pacer: createMemoryPacer({ clock }),
      retry: { maxAttempts: 2 },
    });
    seen.push(adapter, chat);

    const fail = () => fault && emulator.fail({ vendor, times: 2, fault });
    for (const to of ['bob', ['bob', 'ghost']]) {
      fail();
      seen.push(await chat.sendDirect({ ...message, to }, options).catch((error: unknown) => error));
      for await (const call of chat.preview({ ...message, to })) seen.push(call);
    }
    fail();
    await time.clock.advance(2_000);
    seen.push(
      await chat
        .broadcast({ ...message, metadata: undefined, audience: 'everyone' }, options)
        .catch((error: unknown) => error),
    );
    seen.push(chat.check({ ...message, to: 'bob', content: { type: 'text', text: words.repeat(1_000) } }));
    const refused = { ...message, to: 'bob', content: { type: 'text', text: `${words}\ud800` } } as const;
    seen.push(await chat.sendDirect(refused).catch((error: unknown) => error));
    expect(records.length).toBeGreaterThan(0);
    const another = createChat(adapter, {
      clock,
      transport,
      hooks,
      pacer: { acquire: async () => ({ settle: () => {} }) },
    });
    // Until then the calls may be under way.
    await clock.advance(10_000);
    for (const record of records) seen.push(await another.resume(record));
    stopListening();

    expect(seen.filter(ChatError.is).length).toBeGreaterThan(0);
    const all = [...seen, ...events].map(looks).join('\n');
    const signing = signingSecrets();
    expect([...sentWords, ...signing].filter((secret) => all.includes(secret))).toEqual([]);
    // Nobody asked for user ids in events.
    expect(events.map(looks).join('\n')).not.toMatch(/alice|bob|ghost/);
    // A journal keeps the message, and nothing that signs.
    const kept = records.map(looks).join('\n');
    expect(signing.filter((secret) => kept.includes(secret))).toEqual([]);
  });
});

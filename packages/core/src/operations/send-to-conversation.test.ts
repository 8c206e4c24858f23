import { describe, expect, test } from 'vitest';
import type { ChatError } from '../model/chat-error.ts';
import { createProblem } from '../model/problem.ts';
import type { CallRecord } from '../ports/journal.ts';
import type { PlainAdapterOptions } from '../testing/plain-adapter.ts';
import { plainAdapter, plainProblems } from '../testing/plain-adapter.ts';
import { jsonReply, type ScriptStep } from '../testing/scripted-transport.ts';
import { hello, type SimulatedChat, simulatedChat } from '../testing/simulated-chat.ts';

const verbs = [
  { verb: 'sendToGroup', kind: 'group', field: 'groupId' },
  { verb: 'sendToRoom', kind: 'room', field: 'roomId' },
] as const;
type Verb = (typeof verbs)[number];

const ids = { messageId: 'm-1', sequence: '7', sentAt: 1_700_000_000_000, requestId: 'r-1' };
const taken = jsonReply({ shared: ids });
const dropped = createProblem({
  code: 'rate_limited',
  effect: 'rejected',
  transient: true,
  message: 'dropped for its frequency',
});

function send({ verb, field }: Verb, { chat, clock }: SimulatedChat, more: object = {}, options = {}) {
  return clock.finish(chat[verb]({ ...hello, [field]: 'c-1', ...more } as never, options));
}

function failure(verb: Verb, simulated: SimulatedChat, more?: object, options?: object): Promise<ChatError> {
  return send(verb, simulated, more, options).then(
    () => expect.unreachable('it was sent'),
    (error) => error,
  );
}

describe.each(verbs)('$verb', (verb) => {
  const { kind, field } = verb;

  test('is one call, and the receipt names the message for a recall', async () => {
    const simulated = simulatedChat([taken], {}, { name: 'asia' });
    expect(await send(verb, simulated)).toEqual({
      via: 'asia',
      ...ids,
      ref: {
        version: 1,
        vendor: 'plain',
        app: 'app-1',
        conversation: kind,
        from: 'alice',
        to: 'c-1',
        messageId: 'm-1',
        sequence: '7',
        sentAt: ids.sentAt,
      },
      warnings: [],
    });
    const [request] = simulated.transport.requests;
    expect(JSON.parse(request?.body ?? '')).toEqual({ number: 1, recipients: ['c-1'], text: 'hello' });
  });

  test('has no ref where the vendor gives no id of the message', async () => {
    const receipt = await send(verb, simulatedChat([jsonReply({ shared: { requestId: 'r-1' } })]));
    expect(receipt).toEqual({ via: 'plain', requestId: 'r-1', warnings: [] });
  });

  test('gives the adapter our defaults and its own vendor’s fields', async () => {
    const plain = plainAdapter();
    const seen: unknown[] = [];
    const plan = { ...plain.plan, [kind]: see };
    function see(...args: [never, never]) {
      seen.push(args[0]);
      return plain.plan[kind]?.(...args);
    }
    await send(verb, simulatedChat([taken], { ...plain, plan } as never), { vendor: { plain: 'own' } });
    expect(seen).toEqual([
      {
        ...hello,
        [field]: 'c-1',
        priority: 'normal',
        senderCopy: true,
        countsAsUnread: true,
        readReceipt: false,
        vendorFields: 'own',
      },
    ]);
  });

  test.each<[string, ScriptStep, string, string]>([
    ['refused', jsonReply({ problem: plainProblems.refused }), 'recipient_blocked', 'rejected'],
    ['never sent', { fault: 'not_sent', reason: 'network' }, 'network', 'not_sent'],
    ['unclear', { fault: 'unknown', reason: 'network' }, 'network', 'unknown'],
    ['in silence', 'silence', 'timeout', 'unknown'],
    ['read with holes', { status: 200, headers: {}, text: 'null' }, 'bad_reply', 'unknown'],
  ])('%s throws', async (_, step, code, effect) => {
    const error = await failure(verb, simulatedChat([step]));
    expect(error).toMatchObject({ name: 'ChatError', code, effect });
  });

  test.each<[string, PlainAdapterOptions, object, number]>([
    ['is not repeated where the vendor discards no copy', {}, {}, 1],
    ['is repeated byte for byte where it does', { dedupWindowMs: 600_000 }, {}, 2],
    ['is repeated where the caller takes copies', {}, { retryUnknown: true }, 2],
  ])('an unclear attempt %s', async (_, adapter, options, attempts) => {
    const simulated = simulatedChat(['silence', taken], adapter);
    const end = await send(verb, simulated, {}, options).catch((error) => error);
    expect(end instanceof Error).toBe(attempts === 1);
    const { requests } = simulated.transport;
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
    expect(requests).toHaveLength(attempts);
  });

  test.each<[string, object, string]>([
    ['no id', { [field]: undefined }, field],
    ['an empty id', { [field]: '' }, field],
    ['recipients', { to: 'bob' }, 'to'],
    ['an audience', { audience: 'online' }, 'audience'],
    [
      'the other id',
      { [kind === 'group' ? 'roomId' : 'groupId']: 'x' },
      kind === 'group' ? 'roomId' : 'groupId',
    ],
    ['no content', { content: undefined }, 'content'],
    ['a push that is too long', { push: { title: 'x'.repeat(1_025), body: 'x' } }, 'push.title'],
  ])('refuses %s, and nothing is sent', async (_what, more, at) => {
    const simulated = simulatedChat([taken]);
    expect(await failure(verb, simulated, more)).toMatchObject({ code: 'invalid_message', field: at });
    expect(simulated.transport.requests).toEqual([]);
  });

  test.each<[string, ReturnType<typeof plainAdapter>]>([
    ['declares nothing', plainAdapter({ capabilities: { [kind]: undefined } })],
    ['has no plan', { ...plainAdapter(), plan: { ...plainAdapter().plan, [kind]: undefined } }],
  ])('is unsupported where the adapter %s, and check says so', async (_how, adapter) => {
    const simulated = simulatedChat([taken], adapter);
    const problem = { code: 'unsupported', field };
    expect(await failure(verb, simulated)).toMatchObject(problem);
    expect(simulated.chat.check({ ...hello, [field]: 'c-1' } as never)).toMatchObject([problem]);
    expect(simulated.transport.requests).toEqual([]);
  });

  test('a field that the vendor does not support is refused, or left out with a warning', async () => {
    const unsupported = [{ field: 'metadata', reason: 'no place for it' }];
    const simulated = simulatedChat([taken], { unsupported });
    expect(await failure(verb, simulated, { metadata: 'm' })).toMatchObject({
      code: 'unsupported',
      field: 'metadata',
    });
    expect(simulated.chat.check({ ...hello, [field]: 'c-1', metadata: 'm' } as never)).toMatchObject([
      { code: 'unsupported', field: 'metadata' },
    ]);
    const { warnings } = await send(verb, simulated, { metadata: 'm' }, { onUnsupported: 'warn' });
    expect(warnings).toMatchObject([{ code: 'unsupported', field: 'metadata' }]);
  });

  test('a key of a vendor that discards no copy is a warning, which check finds', async () => {
    const simulated = simulatedChat([taken]);
    const message = { ...hello, [field]: 'c-1', idempotencyKey: 'k' } as never;
    expect(simulated.chat.check(message)).toMatchObject([{ code: 'not_deduplicated' }]);
    expect((await send(verb, simulated, { idempotencyKey: 'k' })).warnings).toHaveLength(1);
  });

  test('preview shows its one call, and sends nothing', async () => {
    const { chat, transport } = simulatedChat([taken]);
    const calls = await Array.fromAsync(chat.preview({ ...hello, [field]: 'c-1' } as never));
    expect(calls).toMatchObject([{ endpoint: kind, recipients: [] }]);
    expect(JSON.stringify(calls)).not.toContain('hello');
    expect(transport.requests).toEqual([]);
  });

  test('events name the operation and no user', async () => {
    const simulated = simulatedChat([taken]);
    await send(verb, simulated);
    expect(simulated.events).toMatchObject([
      { name: 'sendStart', operation: kind },
      { name: 'request', endpoint: kind, count: 1 },
      { name: 'reply', accepted: 1, failed: 0, unconfirmed: 0 },
      { name: 'sendEnd', operation: kind, accepted: 1, failed: 0, unconfirmed: 0 },
    ]);
    for (const event of simulated.events) expect(event).not.toHaveProperty('userIds');
  });

  describe('where the vendor drops it and would discard a copy', () => {
    const drops = jsonReply({ problem: dropped, discarded: true });

    test('goes on with another call for the same message, as a record of its own', async () => {
      const records: CallRecord[] = [];
      const simulated = simulatedChat([drops, drops, taken], { dedupWindowMs: 600_000 });
      const journal = { begin: (begun: readonly CallRecord[]) => void records.push(...begun) };
      expect(await send(verb, simulated, {}, { journal })).toMatchObject({ messageId: 'm-1' });
      expect(simulated.transport.requests.map(({ body }) => JSON.parse(body ?? '').number)).toEqual([
        1, 2, 3,
      ]);
      expect(records).toMatchObject([
        { operation: kind, attempt: 1, items: [], sender: 'alice' },
        { operation: kind, attempt: 2, replaces: records[0]?.callId },
        { operation: kind, attempt: 3, replaces: records[1]?.callId },
      ]);
      expect(new Set(records.map(({ callId }) => callId)).size).toBe(3);
    });

    test('is failed where it stays so', async () => {
      const simulated = simulatedChat([drops], { dedupWindowMs: 600_000 });
      expect(await failure(verb, simulated)).toMatchObject({
        code: 'rate_limited',
        effect: 'rejected',
        retryable: true,
      });
      expect(simulated.transport.requests).toHaveLength(3);
    });

    test('is not tried again after an unclear attempt: another call might bring it twice', async () => {
      const simulated = simulatedChat(['silence', drops, taken], { dedupWindowMs: 600_000 });
      expect(await failure(verb, simulated)).toMatchObject({ code: 'timeout', effect: 'unknown' });
      expect(simulated.transport.requests).toHaveLength(2);
    });

    test('is tried again after one where the caller takes copies', async () => {
      const simulated = simulatedChat(['silence', drops, taken], { dedupWindowMs: 600_000 });
      await send(verb, simulated, {}, { retryUnknown: true });
      expect(simulated.transport.requests).toHaveLength(3);
    });

    test.each<[string, () => never] | [string, undefined]>([
      ['makes no other call', undefined],
      [
        'fails to make another call',
        () => {
          throw new TypeError('bug');
        },
      ],
    ])('is not tried again where the adapter %s', async (_how, renewed) => {
      const plain = plainAdapter({ dedupWindowMs: 600_000 });
      const plan = {
        ...plain.plan,
        [kind]: (...args: [never, never]) => {
          const planned = plain.plan[kind]?.(...args);
          return { ...planned, call: () => ({ ...planned?.call(), renewed }) };
        },
      };
      const simulated = simulatedChat([drops], { ...plain, plan } as never);
      expect(await failure(verb, simulated)).toMatchObject({ code: 'rate_limited', effect: 'rejected' });
      expect(simulated.transport.requests).toHaveLength(1);
    });
  });

  describe('resumed after a crash', () => {
    async function crashed(dedupWindowMs: number) {
      const records: CallRecord[] = [];
      const journal = { begin: (begun: readonly CallRecord[]) => void records.push(...begun) };
      const first = simulatedChat(['silence'], { dedupWindowMs });
      const options = { journal, maxAttempts: 1, timeoutMs: 1_000 };
      await failure(verb, first, {}, options);
      const [record] = records;
      if (!record) return expect.unreachable('nothing was kept');
      const second = simulatedChat([taken], { dedupWindowMs }, { clock: first.clock });
      return { record, ...second };
    }

    test('is repeated byte for byte, with one outcome that names no user', async () => {
      const { record, chat, clock, transport } = await crashed(600_000);
      const outcomes = await clock.finish(chat.resume(record));
      expect(outcomes).toEqual([{ userId: '', index: 0, status: 'accepted', via: 'plain', ...ids }]);
      expect(transport.requests.map(({ body }) => body)).toEqual([record.body?.text]);
    });

    test('stays unconfirmed where no copy is discarded', async () => {
      const { record, chat, clock, transport } = await crashed(0);
      const outcomes = await clock.finish(chat.resume(record));
      expect(outcomes).toMatchObject([{ userId: '', status: 'unconfirmed' }]);
      expect(transport.requests).toEqual([]);
    });

    test('is refused where the record names users', async () => {
      const { record, chat } = await crashed(600_000);
      const items = [{ userId: 'bob', index: 0, id: 'bob' }];
      await expect(chat.resume({ ...record, items })).rejects.toMatchObject({
        code: 'misconfigured',
        field: 'record.items',
      });
    });
  });
});

describe('who is named, and who alone gets a message to a group', () => {
  const group = verbs[0];

  test('comes to the adapter, each once', async () => {
    const plain = plainAdapter();
    const seen: unknown[] = [];
    const plan = {
      ...plain.plan,
      group: (...args: [never, never]) => {
        seen.push(args[0]);
        return plain.plan.group?.(...args);
      },
    };
    await send(group, simulatedChat([taken], { ...plain, plan } as never), {
      mentions: { everyone: true, users: ['bob', 'ann', 'bob'] },
      targets: { only: ['bob', 'bob'] },
    });
    expect(seen).toMatchObject([
      { mentions: { everyone: true, users: ['bob', 'ann'] }, targets: { only: ['bob'] } },
    ]);
  });

  test.each<[string, object, string]>([
    ['mentions of nobody', { mentions: {} }, 'mentions'],
    ['mentions of not everyone', { mentions: { everyone: false } }, 'mentions'],
    ['an empty list of users', { mentions: { users: [] } }, 'mentions.users'],
    ['an empty id', { mentions: { users: ['bob', ''] } }, 'mentions.users[1]'],
    ['another member', { mentions: { all: true } }, 'mentions.all'],
    ['targets without a list', { targets: {} }, 'targets'],
    ['both lists', { targets: { only: ['a'], except: ['b'] } }, 'targets'],
    ['no list', { targets: { only: 'bob' } }, 'targets.only'],
    ['an empty list', { targets: { except: [] } }, 'targets.except'],
  ])('%s are refused', async (_what, more, at) => {
    const simulated = simulatedChat([taken]);
    expect(await failure(group, simulated, more)).toMatchObject({ code: 'invalid_message', field: at });
    expect(simulated.transport.requests).toEqual([]);
  });

  const mentions = { everyone: true, users: ['bob'] };
  const able = (more: object) => {
    const { group: can } = plainAdapter().capabilities;
    return plainAdapter({ capabilities: { group: can && { ...can, ...more } } });
  };

  test.each<[string, object, object, string | undefined]>([
    ['no mentions', { mentions: 'no' }, { mentions }, 'mentions'],
    ['mentions of users only', { mentions: { only: ['users'] } }, { mentions }, 'mentions.everyone'],
    ['mentions of both', { mentions: { only: ['users', 'everyone'] } }, { mentions }, undefined],
    ['no targets', { targets: 'no' }, { targets: { only: ['a'] } }, 'targets'],
    ['only except', { targets: { only: ['except'] } }, { targets: { only: ['a'] } }, 'targets.only'],
    ['only except', { targets: { only: ['except'] } }, { targets: { except: ['a'] } }, undefined],
  ])('a vendor with %s: %j, %j', async (_what, capabilities, more, at) => {
    const simulated = simulatedChat([taken], able(capabilities));
    if (at === undefined) await send(group, simulated, more);
    else expect(await failure(group, simulated, more)).toMatchObject({ code: 'unsupported', field: at });
    expect(simulated.transport.requests).toHaveLength(at === undefined ? 1 : 0);
  });

  test('a mention is left out with a warning, targets never: others would read the message', async () => {
    const simulated = simulatedChat([taken], able({ mentions: 'no', targets: 'no' }));
    const warn = { onUnsupported: 'warn' };
    const { warnings } = await send(group, simulated, { mentions }, warn);
    expect(warnings).toMatchObject([{ code: 'unsupported', field: 'mentions' }]);
    expect(await failure(group, simulated, { targets: { except: ['bob'] } }, warn)).toMatchObject({
      code: 'unsupported',
      field: 'targets',
    });
    expect(simulated.transport.requests).toHaveLength(1);
  });
});

import { tracingChannel } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import {
  type Attributes,
  context,
  type Link,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import * as conventions from '@opentelemetry/semantic-conventions/incubating';
import {
  type Chat,
  type ChatOptions,
  createChat,
  type HttpReply,
  type HttpRequest,
  type TransportFault,
} from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import { tencentIm } from '@polychat/tencent-im';
import { zim } from '@polychat/zim';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { enableOpenTelemetry, type OpenTelemetryOptions } from './enable-open-telemetry.ts';
import { attributes, metricNames, semanticConventionsVersion } from './names.ts';

const spansOut = new InMemorySpanExporter();
const tracerProvider = new TracerProvider({
  spanProcessors: [new SimpleSpanProcessor({ exporter: spansOut })],
});
const metricsOut = new InMemoryMetricExporter(AggregationTemporality.DELTA);
const reader = new PeriodicExportingMetricReader({ exporter: metricsOut, exportIntervalMillis: 2 ** 31 - 1 });
const meterProvider = new MeterProvider({ readers: [reader] });
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const tracer = tracerProvider.getTracer('test');

let disable = () => {};
beforeEach(() => enable());
afterEach(async () => {
  disable();
  await meterProvider.forceFlush();
  spansOut.reset();
  metricsOut.reset();
});
afterAll(() => meterProvider.shutdown());

function enable(options: OpenTelemetryOptions = {}): void {
  disable();
  disable = enableOpenTelemetry({ tracerProvider, meterProvider, ...options });
}

type Step = HttpReply | TransportFault | ((request: HttpRequest) => HttpReply);
const reply = (json: object): HttpReply => ({ status: 200, headers: {}, text: JSON.stringify(json) });

/** ZIM takes everybody. */
const takeAll: Step = ({ body }) => {
  const { ToUserId } = JSON.parse(body ?? '{}') as { readonly ToUserId: readonly string[] };
  return reply({
    Code: 0,
    Message: 'success',
    RequestId: '1',
    ErrorList: [],
    SuccList: ToUserId.map((UserId) => ({ UserId, MsgId: '7', MsgSeq: 1 })),
  });
};
const notSent: Step = { fault: 'not_sent', reason: 'network' };
const unknown: Step = { fault: 'unknown', reason: 'network' };

/** A chat with ZIM on a simulated clock. Its transport follows the script, the last step again and again. */
function zimChat(script: readonly Step[], options: ChatOptions & { readonly callsPerSecond?: number } = {}) {
  const { callsPerSecond, ...more } = options;
  const clock = new SimulatedClock();
  let requests = 0;
  const chat = createChat(
    zim({
      appId: 1_234_567_890,
      serverSecret: '0'.repeat(32),
      directCallsPerSecond: callsPerSecond,
      baseUrl: 'https://vendor.example:8443',
    }),
    {
      name: 'europe',
      clock,
      transport: {
        async send(request) {
          const step = script[Math.min(requests, script.length - 1)] ?? notSent;
          requests += 1;
          tracer.startSpan('POST').end();
          return typeof step === 'function' ? step(request) : step;
        },
      },
      ...more,
    },
  );
  return { chat, clock };
}

const message = { from: 'alice', content: { type: 'text', text: 'a platypus' } } as const;
const spanNamed = (name: string) => spansOut.getFinishedSpans().find((span) => span.name === name);
const named = (name: string) => spansOut.getFinishedSpans().filter((span) => span.name === name);

/** The points of all metrics, by name. */
async function measured() {
  await meterProvider.forceFlush();
  const metrics = metricsOut
    .getMetrics()
    .flatMap((all) => all.scopeMetrics.flatMap((scope) => scope.metrics));
  return Object.fromEntries(
    metrics.map(({ descriptor, dataPoints }) => [
      descriptor.name,
      {
        unit: descriptor.unit,
        points: dataPoints.map(({ attributes: about, value }) => ({
          about,
          value: typeof value === 'number' ? value : { count: value.count, sum: value.sum },
        })),
      },
    ]),
  ) as Record<
    string,
    { unit: string; points: { about: Attributes; value: number | { count: number; sum: number } }[] }
  >;
}

describe('a message to a group or a room', () => {
  const took = reply({ Code: 0, Message: 'success', RequestId: '1', MsgId: '7', MsgSeq: 1 });

  test.each<[string, string, (chat: Chat) => Promise<unknown>]>([
    ['send_to_group', 'SendGroupMessage', (chat) => chat.sendToGroup({ ...message, groupId: 'book-club' })],
    ['send_to_room', 'SendRoomMessage', (chat) => chat.sendToRoom({ ...message, roomId: 'book-club' })],
  ])('is a span %s with the call %s below it, and one message', async (name, endpoint, send) => {
    const { chat, clock } = zimChat([took]);
    await clock.finish(send(chat));
    const [span, call] = [spanNamed(`${name} europe`), spanNamed(`${endpoint} europe`)];
    expect(span?.attributes).toMatchObject({
      'messaging.destination.name': 'europe',
      'messaging.operation.name': name,
      'polychat.accepted': 1,
    });
    expect(call?.attributes).toMatchObject({
      'messaging.operation.name': endpoint,
      'messaging.operation.type': 'send',
    });
    expect(call?.attributes).not.toHaveProperty('messaging.batch.message_count');
    expect(call?.parentSpanContext?.spanId).toBe(span?.spanContext().spanId);
    const sent = (await measured())['messaging.client.sent.messages'];
    expect(sent?.points.map(({ value }) => value)).toEqual([1]);
  });
});

describe('a send', () => {
  test('is a span of its own, with ids, names and counts', async () => {
    const { chat, clock } = zimChat([takeAll]);
    await clock.finish(chat.sendDirect({ ...message, to: ['bob', 'carol'] }, { correlationId: 'order-7' }));
    const span = spanNamed('send europe');
    expect(span?.kind).toBe(SpanKind.INTERNAL);
    expect(span?.attributes).toEqual({
      'messaging.system': 'zim',
      'messaging.destination.name': 'europe',
      'messaging.operation.name': 'send',
      'polychat.send.id': expect.stringMatching(/^[0-9a-f]{16}$/),
      'polychat.correlation.id': 'order-7',
      'polychat.accepted': 2,
      'polychat.failed': 0,
      'polychat.unconfirmed': 0,
    });
    expect(span?.status).toEqual({ code: SpanStatusCode.UNSET });
    expect(span?.instrumentationScope).toMatchObject({
      name: '@polychat/opentelemetry',
      schemaUrl: 'https://opentelemetry.io/schemas/1.45.0',
    });
  });

  test('is a child of the span that is active, and the parent of its calls; what they request is theirs', async () => {
    const { chat, clock } = zimChat([takeAll], { callsPerSecond: 1 });
    const outer = tracer.startSpan('outer');
    const to = Array.from({ length: 250 }, (_, index) => `user${index}`);
    await context.with(trace.setSpan(context.active(), outer), () =>
      clock.finish(chat.sendDirect({ ...message, to })),
    );
    outer.end();
    const send = spanNamed('send europe');
    const calls = named('SendPeerMessage europe');
    expect(send?.parentSpanContext?.spanId).toBe(outer.spanContext().spanId);
    expect(calls).toHaveLength(3);
    for (const call of calls) expect(call.parentSpanContext?.spanId).toBe(send?.spanContext().spanId);
    const parents = named('POST').map(({ parentSpanContext }) => parentSpanContext?.spanId);
    expect(parents.toSorted()).toEqual(calls.map((call) => call.spanContext().spanId).toSorted());
    expect(new Set(spansOut.getFinishedSpans().map((span) => span.spanContext().traceId)).size).toBe(1);
  });

  test('leaves the active span of its caller alone', async () => {
    const { chat, clock } = zimChat([takeAll]);
    const outer = tracer.startSpan('outer');
    await context.with(trace.setSpan(context.active(), outer), async () => {
      const sending = chat.sendDirect({ ...message, to: 'bob' });
      expect(trace.getActiveSpan()).toBe(outer);
      await clock.finish(sending);
      expect(trace.getActiveSpan()).toBe(outer);
    });
    expect(trace.getActiveSpan()).toBeUndefined();
  });

  test('that is a stream has its calls below it, whoever reads it', async () => {
    const { chat, clock } = zimChat([takeAll]);
    const outer = tracer.startSpan('outer');
    const stream = context.with(trace.setSpan(context.active(), outer), () =>
      chat.deliver(
        message,
        Array.from({ length: 150 }, (_, index) => `user${index}`),
      ),
    );
    const read = async () => {
      for await (const _ of stream);
    };
    await clock.finish(read());
    const send = spanNamed('send europe');
    expect(send?.attributes).toMatchObject({ 'polychat.accepted': 150 });
    expect(named('SendPeerMessage europe').map((call) => call.parentSpanContext?.spanId)).toEqual([
      send?.spanContext().spanId,
      send?.spanContext().spanId,
    ]);
  });

  test.each<[string, readonly Step[], string]>([
    ['failed', [notSent], 'failed'],
    ['unconfirmed', [unknown], 'unconfirmed'],
  ])('of which everything is %s is an error', async (_, script, type) => {
    const { chat, clock } = zimChat(script);
    await clock.finish(chat.sendDirect({ ...message, to: 'bob' }).catch(() => {}));
    const span = spanNamed('send europe');
    expect(span?.attributes).toMatchObject({ 'error.type': type });
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR });
  });

  test('has the links that its application knows, such as to the events that its messages come from', async () => {
    const link: Link = {
      context: { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: TraceFlags.SAMPLED },
    };
    enable({ links: ({ correlationId }) => (correlationId === 'order-7' ? [link, link] : []) });
    const { chat, clock } = zimChat([takeAll]);
    await clock.finish(chat.sendDirect({ ...message, to: 'bob' }, { correlationId: 'order-7' }));
    expect(spanNamed('send europe')?.links).toMatchObject([link, link]);
  });

  test('goes on where the links throw', async () => {
    enable({
      links: () => {
        throw new Error('no links');
      },
    });
    const { chat, clock } = zimChat([takeAll]);
    const receipt = await clock.finish(chat.sendDirect({ ...message, to: 'bob' }));
    expect(receipt.accepted).toHaveLength(1);
    expect(spanNamed('send europe')?.links).toEqual([]);
  });
});

describe('a call', () => {
  test('is an operation of the conventions, with the size of its batch', async () => {
    const { chat, clock } = zimChat([takeAll]);
    await clock.finish(chat.sendDirect({ ...message, to: ['bob', 'carol'] }));
    const span = spanNamed('SendPeerMessage europe');
    expect(span?.kind).toBe(SpanKind.CLIENT);
    expect(span?.attributes).toEqual({
      'messaging.system': 'zim',
      'messaging.destination.name': 'europe',
      'messaging.operation.name': 'SendPeerMessage',
      'messaging.operation.type': 'send',
      'messaging.batch.message_count': 2,
      'server.address': 'vendor.example',
      'server.port': 8443,
      'polychat.send.id': spanNamed('send europe')?.attributes['polychat.send.id'],
      'polychat.call.id': expect.stringMatching(/^[0-9a-f]{16}$/),
      'polychat.call.purpose': 'send',
      'polychat.call.attempts': 1,
      'polychat.call.wait': 0,
      'polychat.accepted': 2,
      'polychat.failed': 0,
      'polychat.unconfirmed': 0,
    });
  });

  test('for one message has no batch size', async () => {
    const { chat, clock } = zimChat([takeAll]);
    await clock.finish(chat.sendDirect({ ...message, to: 'bob' }));
    expect(spanNamed('SendPeerMessage europe')?.attributes).not.toHaveProperty([
      'messaging.batch.message_count',
    ]);
  });

  test.each<[string, readonly Step[], object]>([
    [
      'not_sent',
      [notSent],
      { 'error.type': 'network', 'polychat.effect': 'not_sent', 'polychat.call.attempts': 3 },
    ],
    [
      'unknown',
      [unknown],
      { 'error.type': 'network', 'polychat.effect': 'unknown', 'polychat.call.attempts': 1 },
    ],
    [
      'rejected',
      [reply({ Code: 660000012, Message: 'no', RequestId: '1' })],
      { 'error.type': expect.stringMatching(/^[a-z_]+$/), 'polychat.effect': 'rejected' },
    ],
  ])('whose problem has the effect %s is an error that says so', async (_, script, expected) => {
    const { chat, clock } = zimChat(script);
    await clock.finish(chat.sendDirect({ ...message, to: 'bob' }).catch(() => {}));
    const span = spanNamed('SendPeerMessage europe');
    expect(span?.attributes).toMatchObject(expected);
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(span?.events).toEqual([]);
  });

  test('that goes well in the end is none, and counts its repeats', async () => {
    const { chat, clock } = zimChat([notSent, takeAll]);
    await clock.finish(chat.sendDirect({ ...message, to: 'bob' }));
    const span = spanNamed('SendPeerMessage europe');
    expect(span?.attributes).toMatchObject({ 'polychat.call.attempts': 2, 'polychat.accepted': 1 });
    expect(span?.status).toEqual({ code: SpanStatusCode.UNSET });
  });

  test('says how long it waited for capacity, in seconds', async () => {
    const { chat, clock } = zimChat([takeAll], { callsPerSecond: 1 });
    await clock.finish(
      chat.sendDirect({ ...message, to: Array.from({ length: 150 }, (_, at) => `user${at}`) }),
    );
    const waits = named('SendPeerMessage europe').map((span) => span.attributes['polychat.call.wait']);
    expect(waits).toEqual([0, 1]);
  });
});

describe('metrics', () => {
  const about = { 'messaging.system': 'zim', 'messaging.destination.name': 'europe' };
  const ofSend = { ...about, 'messaging.operation.name': 'send' };
  const ofCall = {
    ...about,
    'server.address': 'vendor.example',
    'server.port': 8443,
    'messaging.operation.name': 'SendPeerMessage',
    'messaging.operation.type': 'send',
  };

  test('count messages, outcomes, repeats and time, in the units of the conventions', async () => {
    const { chat, clock } = zimChat([notSent, takeAll], { callsPerSecond: 1 });
    await clock.finish(
      chat.sendDirect({ ...message, to: Array.from({ length: 150 }, (_, at) => `user${at}`) }),
    );
    const all = await measured();
    expect(Object.fromEntries(Object.entries(all).map(([name, { unit }]) => [name, unit]))).toEqual({
      'messaging.client.operation.duration': 's',
      'messaging.client.sent.messages': '{message}',
      'polychat.send.duration': 's',
      'polychat.send.outcomes': '{outcome}',
      'polychat.call.wait': 's',
      'polychat.call.repeats': '{repeat}',
    });
    expect(all[metricNames.sentMessages]?.points).toEqual([{ about: ofCall, value: 150 }]);
    expect(all[metricNames.sendOutcomes]?.points).toEqual([
      { about: { ...ofSend, 'polychat.outcome': 'accepted' }, value: 150 },
    ]);
    expect(all[metricNames.repeats]?.points).toEqual([{ about: ofCall, value: 1 }]);
    expect(all[metricNames.operationDuration]?.points).toMatchObject([
      { about: ofCall, value: { count: 2 } },
    ]);
    expect(all[metricNames.sendDuration]?.points).toMatchObject([{ about: ofSend, value: { count: 1 } }]);
    const [wait] = all[metricNames.wait]?.points ?? [];
    expect(wait).toMatchObject({ about: ofCall, value: { count: 2 } });
  });

  test('name what failed, and count no message that was not sent', async () => {
    const { chat, clock } = zimChat([notSent]);
    await clock.finish(chat.sendDirect({ ...message, to: 'bob' }).catch(() => {}));
    const all = await measured();
    expect(all[metricNames.sentMessages]?.points ?? []).toEqual([]);
    expect(all[metricNames.operationDuration]?.points).toMatchObject([
      { about: { ...ofCall, 'error.type': 'network' } },
    ]);
    expect(all[metricNames.sendDuration]?.points).toMatchObject([
      { about: { ...ofSend, 'error.type': 'failed' } },
    ]);
  });
});

test('users that are registered are no messages', async () => {
  const clock = new SimulatedClock();
  const chat = createChat(
    tencentIm({
      sdkAppId: 1_400_000_000,
      secretKey: '0'.repeat(64),
      adminUserId: 'administrator',
      baseUrl: 'http://127.0.0.1:9',
    }),
    {
      name: 'asia',
      clock,
      transport: { send: async () => reply({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' }) },
    },
  );
  await clock.finish(chat.registerUsers([{ userId: 'bob' }]));
  expect(spanNamed('register_users asia')?.attributes).toMatchObject({ 'polychat.accepted': 1 });
  const [call] = spansOut.getFinishedSpans().filter(({ kind }) => kind === SpanKind.CLIENT);
  expect(call?.attributes).toMatchObject({ 'messaging.destination.name': 'asia', 'polychat.accepted': 1 });
  expect(call?.attributes).not.toHaveProperty(['messaging.operation.type']);
  expect((await measured())[metricNames.sentMessages]?.points ?? []).toEqual([]);
});

test('nothing of users, texts, secrets or signed addresses gets out, whatever happens, even where events name user ids', async () => {
  const words = [
    'alice',
    'carol',
    'platypus',
    'metasecret',
    'book-club',
    'Signature',
    '0'.repeat(32),
    'Action=',
    'quoted by the vendor',
  ];
  const scripts: readonly (readonly Step[])[] = [
    [takeAll],
    [notSent],
    [unknown],
    [reply({ Code: 660000012, Message: 'quoted by the vendor: alice', RequestId: '1' })],
    [{ status: 500, headers: {}, text: 'quoted by the vendor: carol' }],
    [takeAll, notSent, unknown],
  ];
  for (const script of scripts) {
    const { chat, clock } = zimChat(script, { exposeUserIds: true });
    const all: ((one: Chat) => Promise<unknown>)[] = [
      (one) => one.sendDirect({ ...message, metadata: 'metasecret', to: ['carol', 'alice-2'] }),
      (one) => one.broadcast({ ...message, audience: 'online' }),
      (one) =>
        one.sendToGroup(
          { ...message, groupId: 'book-club', targets: { only: ['carol'] } },
          { maxAttempts: 2 },
        ),
      (one) => one.sendToRoom({ ...message, metadata: 'metasecret', roomId: 'book-club' }),
      async (one) => {
        for await (const _ of one.deliver(message, ['carol', 'bad id \u0000']));
      },
    ];
    for (const send of all) await clock.finish(send(chat).catch(() => {}));
  }
  const spans = spansOut.getFinishedSpans();
  await meterProvider.forceFlush();
  const out = inspect([spans, metricsOut.getMetrics()], {
    depth: 12,
    maxArrayLength: null,
    maxStringLength: null,
  });
  expect(spans.length).toBeGreaterThan(30);
  expect(out).toContain('SendPeerMessage');
  for (const word of words) expect(out, word).not.toContain(word);
});

describe('disabling', () => {
  test('ends it, and nobody listens any more', async () => {
    disable();
    for (const name of ['polychat:send', 'polychat:call'])
      expect(tracingChannel(name).hasSubscribers).toBe(false);
    const { chat, clock } = zimChat([takeAll]);
    await clock.finish(chat.sendDirect({ ...message, to: 'bob' }));
    expect(spanNamed('send europe')).toBeUndefined();
  });

  test('twice does no harm, and it can be enabled again', async () => {
    disable();
    disable();
    enable();
    const { chat, clock } = zimChat([takeAll]);
    await clock.finish(chat.sendDirect({ ...message, to: 'bob' }));
    expect(named('send europe')).toHaveLength(1);
  });
});

test('a tracer that fails changes no send', async () => {
  enable({
    tracerProvider: {
      getTracer: () => ({
        startSpan() {
          throw new Error('no span');
        },
        startActiveSpan() {
          throw new Error('no span');
        },
      }),
    },
  });
  const { chat, clock } = zimChat([takeAll]);
  const receipt = await clock.finish(chat.sendDirect({ ...message, to: 'bob' }));
  expect(receipt.accepted).toHaveLength(1);
});

test('names are those of the conventions that are named', () => {
  expect(attributes).toMatchObject({
    system: conventions.ATTR_MESSAGING_SYSTEM,
    operationName: conventions.ATTR_MESSAGING_OPERATION_NAME,
    operationType: conventions.ATTR_MESSAGING_OPERATION_TYPE,
    destination: conventions.ATTR_MESSAGING_DESTINATION_NAME,
    batchSize: conventions.ATTR_MESSAGING_BATCH_MESSAGE_COUNT,
    errorType: conventions.ATTR_ERROR_TYPE,
    serverAddress: conventions.ATTR_SERVER_ADDRESS,
    serverPort: conventions.ATTR_SERVER_PORT,
  });
  expect(metricNames).toMatchObject({
    operationDuration: conventions.METRIC_MESSAGING_CLIENT_OPERATION_DURATION,
    sentMessages: conventions.METRIC_MESSAGING_CLIENT_SENT_MESSAGES,
  });
  expect(semanticConventionsVersion).toMatch(/^\d+\.\d+\.\d+$/);
});

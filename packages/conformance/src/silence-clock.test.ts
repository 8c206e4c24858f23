import type { HttpReply, HttpRequest, TransportFault } from '@polychat/core';
import { SimulatedClock } from '@polychat/core/testing';
import { expect, test } from 'vitest';
import { PigeonDouble } from '../template/src/pigeon-double.ts';
import { RecordingTransport } from './recording-transport.ts';
import { SilenceClock } from './silence-clock.ts';

const request: HttpRequest = { method: 'POST', url: 'http://localhost/', headers: {} };
const good: HttpReply = { status: 200, headers: {}, text: '' };

/** A double that answers by hand, and notes what happens in which order. */
function setUp() {
  const log: string[] = [];
  const double = new PigeonDouble(60_000);
  const seen = { count: 0 };
  const answers: ((reply: HttpReply | TransportFault) => void)[] = [];
  const inner = {
    send: () => new Promise<HttpReply | TransportFault>((resolve) => answers.push(resolve)),
  };
  const transport = new RecordingTransport(inner, { kindOf: () => 'send', seen: async () => seen.count });
  double.requests = () => Array.from({ length: seen.count }, () => ({}));
  const timers = new SimulatedClock();
  const clock = new SilenceClock(double, transport, timers);
  const wait = () => new Promise<void>((resolve) => clock.schedule(resolve, 1));
  const send = () => transport.send(request, { signal: new AbortController().signal, maxReplyBytes: 1 });
  const note = (name: string) => () => void log.push(name);
  /** Long enough for many looks of the clock. */
  const aWhile = () => timers.advance(60);
  return { log, seen, answers, transport, timers, clock, wait, send, note, aWhile };
}

test('a wait ends while nothing is under way', async () => {
  const { timers, wait } = setUp();
  await timers.finish(wait());
});

test('a wait lasts until a request is answered', async () => {
  const { log, answers, timers, wait, send, note, aWhile } = setUp();
  const sending = send().then(note('answered'));
  const waiting = wait().then(note('waited'));
  await aWhile();
  answers[0]?.(good);
  await timers.finish(Promise.all([sending, waiting]));
  expect(log).toEqual(['answered', 'waited']);
});

test('a wait ends once a request that meets silence has come to the double', async () => {
  const { log, seen, answers, transport, timers, wait, send, note, aWhile } = setUp();
  transport.expectSilence('send');
  const sending = send().then(note('given up'));
  const waiting = wait().then(note('waited'));
  await aWhile();
  log.push('come');
  seen.count = 1;
  await timers.finish(waiting);
  answers[0]?.({ fault: 'unknown', reason: 'aborted' });
  await sending;
  expect(log).toEqual(['come', 'waited', 'given up']);
});

test('the silence is still to come where the request was struck by something else', async () => {
  const { seen, answers, transport, timers, wait, send, aWhile } = setUp();
  transport.expectSilence('send');
  const first = send();
  await aWhile();
  answers[0]?.(good);
  await first;
  void send();
  await aWhile();
  seen.count = 1;
  await timers.finish(wait());
  expect([...transport.open]).toEqual([{ meetsSilence: true, seenBefore: 0 }]);
});

test('a wait that is cancelled never ends, though it is held', async () => {
  const { log, answers, timers, clock, wait, send, aWhile } = setUp();
  const sending = send();
  const cancel = clock.schedule(() => log.push('ended'), 1);
  await aWhile();
  cancel();
  answers[0]?.(good);
  await sending;
  await timers.finish(wait());
  await aWhile();
  expect(log).toEqual([]);
});

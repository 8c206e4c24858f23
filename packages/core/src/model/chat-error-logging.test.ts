import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { inspect } from 'node:util';
import { Worker } from 'node:worker_threads';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { createLogger, format, transports } from 'winston';
import { ChatError } from './chat-error.ts';
import type { NotAccepted } from './outcome.ts';
import { createProblem } from './problem.ts';
import { summarizeReceipt } from './receipt-summary.ts';

const problem = createProblem({
  code: 'recipient_not_found',
  effect: 'rejected',
  transient: false,
  message: 'Pigeon Post refused messages with code 404',
  field: 'to[0]',
  limit: { max: 12, unit: 'bytes', actual: 13 },
  retryAfterMs: 1_000,
  vendor: { name: 'pigeon', code: 404, message: 'no such loft', requestId: 'r-1', httpStatus: 404 },
});
const unclear = createProblem({ code: 'network', effect: 'unknown', transient: true, message: 'broke' });

function refused(count: number, userId = (index: number) => `user-${index}`): NotAccepted[] {
  return Array.from({ length: count }, (_, index) => ({ userId: userId(index), via: 'pigeon', problem }));
}

function errorOf(failed: readonly NotAccepted[], cause?: unknown): ChatError {
  const unconfirmed = [{ userId: 'zed', via: 'pigeon', problem: unclear }];
  const receipt = { accepted: [], failed, unconfirmed, warnings: [] };
  const told = { receipt, summary: summarizeReceipt(receipt) };
  return new ChatError(problem, cause === undefined ? told : { ...told, cause });
}

/** Each way in which programs print an error, and what comes out. */
const printers: Record<string, (error: ChatError) => string> = {
  'pino, the error alone': (error) => withPino((log) => log.error(error)),
  'pino, under err': (error) => withPino((log) => log.error({ err: error }, 'it failed')),
  'pino, under another key': (error) => withPino((log) => log.error({ failure: error }, 'it failed')),
  'pino, as the cause of another error': (error) =>
    withPino((log) => log.error(new Error('outer', { cause: error }))),
  'pino, as a member of another error': (error) =>
    withPino((log) => log.error(Object.assign(new Error('outer'), { inner: error }))),
  'pino, in an AggregateError': (error) => withPino((log) => log.error(new AggregateError([error], 'outer'))),
  'pino, errWithCause': (error) => withPino((log) => log.error(error), pino.stdSerializers.errWithCause),
  'winston, the error alone': (error) => withWinston((log) => log.error(error)),
  'winston, with a message': (error) => withWinston((log) => log.error('it failed', error)),
  'winston, as a member': (error) => withWinston((log) => log.error('it failed', { error })),
  'winston, without format.errors': (error) => withWinston((log) => log.error(error), format.json()),
  'winston, pretty printed': (error) => withWinston((log) => log.error(error), format.prettyPrint()),
  console: (error) => withConsole((log) => log.error('it failed', error)),
  'util.inspect': (error) => inspect(error),
  'util.inspect without a bound of depth': (error) =>
    inspect(error, { depth: Infinity, maxArrayLength: null }),
  'JSON.stringify': (error) => JSON.stringify(error),
  'JSON.stringify of an object that holds it': (error) => JSON.stringify({ error }),
};

describe.each(Object.keys(printers))('%s', (name) => {
  const print = printers[name] as (error: ChatError) => string;

  test('prints the error and leaves it as it was', () => {
    const error = errorOf(refused(2));
    const before = JSON.stringify(error);
    expect(print(error)).toContain('Pigeon Post refused messages with code 404');
    expect(JSON.parse(JSON.stringify(error))).toMatchObject(JSON.parse(before));
    expect(Object.isFrozen(problem.vendor)).toBe(true);
  });

  test('prints it a second time', () => {
    const error = errorOf(refused(2));
    print(error);
    expect(print(error)).toContain('404');
  });

  test('counts 10,000 failed recipients, shows few of them, and stays below 8 KB', () => {
    const error = errorOf(refused(10_000, (index) => `user-${index}-${'x'.repeat(1_000)}`));
    const printed = print(error);
    expect(printed.length).toBeLessThan(8_000);
    expect(printed).not.toContain('user-3-');
    expect(error.receipt).toHaveProperty('failed.length', 10_000);
  });
});

test.each(['pino, the error alone', 'winston, the error alone', 'JSON.stringify', 'console'])(
  '%s says how many failed, and what the vendor said',
  (name) => {
    const printed = (printers[name] as (error: ChatError) => string)(errorOf(refused(10_000)));
    for (const words of ['10000', 'no such loft', 'r-1']) expect(printed).toContain(words);
  },
);

describe.each([
  ['no cause', undefined],
  ['an error', new Error('gone away')],
  ['the reason of AbortSignal.timeout', new DOMException('too slow', 'TimeoutError')],
  ['words', 'tired of waiting'],
  ['an object', { reason: 'shutdown' }],
  ['a function', () => undefined],
  ['an object with a function', { stop() {} }],
  ['an error whose own cause holds a function', new Error('gone', { cause: { stop() {} } })],
  ['a promise', Promise.resolve()],
])('with %s as its cause', (_title, cause) => {
  const error = () => errorOf(refused(2), cause);

  test('the cause is there', () => {
    expect(error().cause).toBe(cause);
    expect(Object.keys(error())).not.toContain('cause');
  });

  test('structuredClone keeps the message and the stack', () => {
    const original = error();
    const copy = structuredClone(original);
    expect(copy).toBeInstanceOf(Error);
    expect([copy.message, copy.stack]).toEqual([original.message, original.stack]);
  });

  test.each(Object.keys(printers))('%s prints it', (name) => {
    expect((printers[name] as (error: ChatError) => string)(error())).toContain('404');
  });
});

test('the error, its plain data and its receipt go to a worker and back', async () => {
  const worker = new Worker(
    'const { parentPort } = require("node:worker_threads"); parentPort.on("message", (m) => parentPort.postMessage(m));',
    { eval: true },
  );
  try {
    const error = errorOf(refused(2));
    worker.postMessage([error, error.toJSON(), error.receipt]);
    const [copy, data, receipt] = await new Promise<[Error, unknown, unknown]>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    expect(copy.message).toBe(error.message);
    expect(data).toEqual(error.toJSON());
    expect(receipt).toEqual(error.receipt);
  } finally {
    await worker.terminate();
  }
});

test('structuredClone of the plain data and of the receipt is the same again', () => {
  const error = errorOf(refused(2));
  expect(structuredClone(error.toJSON())).toEqual(error.toJSON());
  expect(structuredClone(error.receipt)).toEqual(error.receipt);
  expect(JSON.parse(JSON.stringify(error.receipt))).toEqual(error.receipt);
});

function withPino(write: (log: pino.Logger) => void, err?: pino.SerializerFn): string {
  const { stream, text } = collect();
  write(pino(err ? { serializers: { err } } : {}, stream));
  expect(() => JSON.parse(text())).not.toThrow();
  return text();
}

function withWinston(
  write: (log: ReturnType<typeof createLogger>) => void,
  how = format.combine(format.errors({ stack: true }), format.json()),
): string {
  const { stream, text } = collect();
  write(createLogger({ format: how, transports: [new transports.Stream({ stream })] }));
  return text();
}

function withConsole(write: (log: Console) => void): string {
  const { stream, text } = collect();
  write(new Console(stream, stream));
  return text();
}

/** A stream that keeps what is written to it. */
function collect() {
  let written = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk);
      done();
    },
  });
  return { stream, text: () => written };
}

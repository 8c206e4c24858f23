import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { VendorRequest } from '../http/vendor-request.ts';
import type { JsonObject } from '../vendor.ts';
import { SlidingWindows } from '../world/bounded/sliding-window.ts';
import { codesOf, meaningsOf } from './code-table.ts';
import { type Command, defineCommand } from './command.ts';
import { createDispatch, type Dialect } from './dispatch.ts';
import { type Body, field, type ValuesOf } from './fields.ts';
import { Refusal } from './refusal.ts';

/** A third vendor, made of nothing but what a vendor's folder holds: codes, commands, credentials and an envelope. */
const table = {
  noCommand: [1, 'no command'],
  unknown: [2, 'no such command'],
  method: [3, 'another method is wanted'],
  stranger: [4, 'who are you'],
  tooFast: [5, 'too fast'],
  notJson: [6, 'no JSON'],
  badTo: [7, 'to is not valid'],
  strange: [8, 'a field is strange'],
  nobody: [9, 'nobody of that name'],
} as const;
const codes = codesOf(table);
const meaningOf = meaningsOf(table);

const sendFields = { to: field(z.string(), codes.badTo), text: field(z.string().optional(), codes.badTo) };

function pigeon(changes: Partial<Dialect> = {}, rate = 10) {
  const sent: ValuesOf<typeof sendFields>[] = [];
  const command = (
    name: string,
    run: (values: ValuesOf<typeof sendFields>) => JsonObject | Promise<JsonObject>,
  ) =>
    defineCommand({
      name,
      method: 'POST',
      rates: [{ units: rate, milliseconds: 1000, code: codes.tooFast }],
      bodyCode: codes.notJson,
      unknownFieldCode: codes.strange,
      perUser: false,
      fields: sendFields,
      run,
    });
  const commands: Command[] = [
    command('fly', (values) => {
      if (values.to === 'nobody') throw new Refusal(codes.nobody);
      sent.push(values);
      return { took: values.to };
    }),
    command('glide', async ({ to }) => {
      if (to === 'nobody') throw new Refusal(codes.nobody, 'not today');
      return { took: to };
    }),
    command('crash', () => {
      throw new TypeError('a fault of the emulator');
    }),
  ];
  const handle = createDispatch({
    commands,
    known: new Set(['fly', 'glide', 'crash', 'swim']),
    codes: { commandMissing: codes.noCommand, commandUnknown: codes.unknown, wrongMethod: codes.method },
    windows: new SlidingWindows(),
    anyMethod: false,
    refusesUnknownFields: false,
    nameOf: ({ path }) => path.slice(1),
    authenticate: ({ query }) => {
      if (query.get('key') !== 'seed') throw new Refusal(codes.stranger);
      return 'loft';
    },
    bodyOf: ({ json }, { bodyCode }) => {
      if (typeof json !== 'object' || json === null) throw new Refusal(bodyCode);
      return json as Body;
    },
    succeeded: (payload) => ({ ok: true, ...payload }),
    refused: (code, text) => ({ ok: false, code, text: text || (meaningOf(code) ?? '') }),
    ...changes,
  });
  const request = (path: string, body: unknown, { method = 'POST', query = 'key=seed', at = 0 } = {}) =>
    new VendorRequest({
      id: 1,
      vendor: 'zim',
      method,
      path,
      query,
      headers: {},
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      at,
    });
  return { handle, request, sent };
}

test('a command gets its values, and its payload stands in the envelope', async () => {
  const { handle, request, sent } = pigeon();
  expect(handle(request('/fly', { to: 'ana', text: 'hi', more: 1 }))).toEqual({ ok: true, took: 'ana' });
  expect(sent).toEqual([{ to: 'ana', text: 'hi' }]);
  expect(await handle(request('/glide', { to: 'ana' }))).toEqual({ ok: true, took: 'ana' });
});

describe('a call is refused', () => {
  // Each of them breaks what comes after it, too: what is checked first decides.
  test.each([
    ['without a command', '/', 'no', { method: 'GET', query: '' }, 1, 'no command'],
    ['with an unknown command', '/walk', 'no', { method: 'GET', query: '' }, 2, 'no such command'],
    ['with a known command that is not served', '/swim', 'no', {}, 2, 'swim: known, not emulated'],
    ['by a stranger', '/fly', 'no', { method: 'GET', query: '' }, 4, 'who are you'],
    ['by another method', '/fly', 'no', { method: 'GET' }, 3, 'fly wants POST'],
    ['without JSON', '/fly', 'no', {}, 6, 'no JSON'],
    ['with a bad field', '/fly', { to: 1 }, {}, 7, 'to is not valid'],
    ['by the command', '/fly', { to: 'nobody' }, {}, 9, 'nobody of that name'],
    ['by the command, later', '/glide', { to: 'nobody' }, {}, 9, 'not today'],
  ])('%s', async (_name, path, body, how, code, text) => {
    const { handle, request } = pigeon();
    expect(await handle(request(path, body, how))).toEqual({ ok: false, code, text });
  });

  test('above its rate, before its method and fields are looked at', () => {
    const { handle, request } = pigeon({}, 1);
    expect(handle(request('/fly', { to: 'ana' }))).toMatchObject({ ok: true });
    expect(handle(request('/fly', 'no', { method: 'GET' }))).toMatchObject({ code: codes.tooFast });
    expect(handle(request('/glide', 'no'))).toMatchObject({ code: codes.notJson });
    expect(handle(request('/fly', { to: 'ana' }, { at: 1000 }))).toMatchObject({ ok: true });
  });

  test('for a field that the command does not have, where the reading is that', () => {
    const { handle, request } = pigeon({ refusesUnknownFields: true });
    expect(handle(request('/fly', { to: 'ana', wings: 2 }))).toEqual({
      ok: false,
      code: codes.strange,
      text: 'wings is not a field of the request',
    });
  });
});

test('a fault for one recipient is the whole answer where the reply has no list of failures', () => {
  const { handle, request } = pigeon();
  const call = request('/fly', { to: 'ana' });
  call.recipientFaults = new Map([['ana', { kind: 'code', code: 77, text: 'storm' }]]);
  expect(handle(call)).toEqual({ ok: false, code: 77, text: 'storm' });
});

test('the request remembers that its command is known and not emulated', () => {
  const { handle, request } = pigeon();
  const call = request('/swim', {});
  handle(call);
  expect(call.remark).toBe('known, not emulated');
});

test('another method goes where the reading is that', () => {
  const { handle, request } = pigeon({ anyMethod: true });
  expect(handle(request('/fly', { to: 'ana' }, { method: 'GET' }))).toMatchObject({ ok: true });
});

test('a call that goes beyond one of its rates counts in none', () => {
  const windows = new SlidingWindows();
  const rate = (units: number, key: string) => ({
    units,
    milliseconds: 1000,
    code: codes.tooFast,
    key: () => key,
  });
  const command = defineCommand({
    name: 'fly',
    method: 'POST',
    rates: [rate(2, 'all'), rate(1, 'few')],
    bodyCode: codes.notJson,
    unknownFieldCode: codes.strange,
    perUser: false,
    fields: {},
    run: () => ({}),
  });
  const { handle, request } = pigeon({ commands: [command], windows });
  handle(request('/fly', {}));
  expect(handle(request('/fly', {}))).toMatchObject({ code: codes.tooFast });
  expect(windows.fits('all', { units: 2, milliseconds: 1000 }, 0)).toBe(true);
});

test('a fault of the emulator is no refusal', () => {
  const { handle, request } = pigeon();
  expect(() => handle(request('/crash', { to: 'ana' }))).toThrow('a fault of the emulator');
});

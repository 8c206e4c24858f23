import { expect, test } from 'vitest';
import { emulatorForFile } from '../__fixtures__/running-emulator.ts';
import { control } from '../control/__fixtures__/control-client.ts';
import type { RequestBrief } from '../control/request-view.ts';
import type { Emulator } from '../emulator.ts';
import { emulatorOptionsSchema } from '../options-schema.ts';
import { EventHub } from '../world/events.ts';
import { callZim } from '../zim/__fixtures__/zim-client.ts';
import { Recorder } from './recorder.ts';
import type { RequestRecord } from './request-record.ts';

const maxRecordedBytes = 1024 * 1024;
const large = 'x'.repeat(1024 * 1024);
const zim = { users: [{ userId: 'ana', name: large }], rates: { calls: 1_000_000 } };
const emulator = await emulatorForFile({ maxRecordedBytes, zim });

/** The body and the reply have a megabyte each. */
async function sendLarge(to: Emulator): Promise<string> {
  return (await callZim(to, 'QueryUserInfos', { UserIds: ['ana'], padding: large })).text;
}

const recordedBytes = ({ requests }: Pick<Emulator, 'requests'>) =>
  requests.reduce(
    (sum, { body, reply }) => sum + Buffer.byteLength(body) + Buffer.byteLength(reply?.body ?? ''),
    0,
  );

test('of many large requests and replies no more is recorded than maxRecordedBytes, and the newest ones', async () => {
  for (let count = 0; count < 8; count += 1) await sendLarge(emulator);
  expect(recordedBytes(emulator)).toBeLessThanOrEqual(maxRecordedBytes);
  expect(recordedBytes(emulator)).toBeGreaterThan(maxRecordedBytes / 4);
  const ids = emulator.requests.map(({ id }) => id);
  expect(ids.length).toBeGreaterThanOrEqual(1);
  expect(ids).toEqual(ids.map((_id, index) => 8 - ids.length + 1 + index));
});

test('by default, 150 requests of 4 MB with replies of 4 MB leave at most 64 MB', () => {
  const { maxRequests, maxRecordedBytes: byDefault } = emulatorOptionsSchema.parse({});
  const veryLarge = 'x'.repeat(4 * 1024 * 1024);
  const recorder = new Recorder(maxRequests, byDefault, new EventHub());
  for (let id = 1; id <= 150; id += 1) {
    const record: RequestRecord = {
      id,
      vendor: 'zim',
      endpoint: 'QueryUserInfos',
      method: 'POST',
      url: '/',
      headers: {},
      body: recorder.beginningOf(veryLarge).text,
      at: 0,
    };
    recorder.add(record);
    record.reply = { status: 200, tookMs: 1, body: recorder.beginningOf(veryLarge).text };
    recorder.settled(record);
  }
  const kept = recorder.all();
  expect(recordedBytes({ requests: kept })).toBeLessThanOrEqual(64 * 1024 * 1024);
  expect(kept.length).toBeGreaterThan(120);
  expect(kept.at(-1)?.id).toBe(150);
});

test('a large body and a large reply are cut, and the record says how large they were', async () => {
  const reply = await sendLarge(emulator);
  const body = JSON.stringify({ UserIds: ['ana'], padding: large });
  const [record] = emulator.requests;
  const kept = 256 * 1024;
  expect(record).toMatchObject({ body: body.slice(0, kept), wholeBodyBytes: body.length });
  expect(record?.reply).toEqual({
    status: 200,
    tookMs: expect.any(Number),
    body: reply.slice(0, kept),
    wholeBodyBytes: Buffer.byteLength(reply),
  });
  // The list still tells the size and the code.
  const { json } = await control(emulator, 'GET', 'requests');
  const [brief] = (json as { requests: RequestBrief[] }).requests;
  expect(brief).toMatchObject({ length: body.length, status: 200, code: 0 });
});

test('a request that fits is recorded whole, without a note', async () => {
  const { text } = await callZim(emulator, 'QueryUserInfos', { UserIds: ['grüße'] });
  expect(emulator.requests).toMatchObject([
    { body: '{"UserIds":["grüße"]}', reply: { status: 200, body: text } },
  ]);
  expect(emulator.requests[0]).not.toHaveProperty('wholeBodyBytes');
  expect(emulator.requests[0]?.reply).not.toHaveProperty('wholeBodyBytes');
});

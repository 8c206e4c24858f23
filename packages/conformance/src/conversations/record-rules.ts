import assert from 'node:assert/strict';
import type { CallRecord } from '@polychat/core/adapter';
import { keepRecords } from '../kept-records.ts';
import type { When } from '../vendor-double.ts';
import type { Destination, DestinationRules } from './destination.ts';

/** Sends once and hears nothing, whether the vendor has acted or not; and waits until the call certainly has ended. */
async function crash(destination: Destination, when: When): Promise<CallRecord> {
  const { trial } = destination;
  const journal = keepRecords(trial);
  await trial.fail({ kind: 'reset', when });
  await destination.send({}, { journal }, trial.chat({ retry: { maxAttempts: 1 } })).catch(() => {});
  const [stored] = journal.stored;
  assert.ok(stored, 'nothing was stored');
  const leftMs = stored.record.mayRunUntil - trial.double.now();
  if (leftMs > 0) await trial.double.advance(Math.ceil(leftMs) + 1);
  return stored.record;
}

/** Resumes inside the window: everybody has the message once, or as before where it must not be repeated. */
async function assertResumed(destination: Destination, when: When): Promise<void> {
  const { trial } = destination;
  const { dedupWindowMs } = destination.call();
  const isRepeated = dedupWindowMs > 0 && trial.adapter.resume !== undefined;
  const before = when === 'after' ? 1 : 0;
  const record = await crash(destination, when);
  await destination.assertReceived(before, 'before it was resumed');
  const requests = await trial.requestCount();
  const [outcome, ...others] = await trial.chat().resume(record);
  assert.deepEqual(others, [], 'there is more than one outcome');
  assert.deepEqual([outcome?.userId, outcome?.index], ['', 0], 'whom the outcome names');
  assert.equal(outcome?.status, isRepeated ? 'accepted' : 'unconfirmed');
  assert.equal((await trial.requestCount()) - requests, isRepeated ? 1 : 0);
  await destination.assertReceived(isRepeated ? 1 : before, 'once it was resumed');
}

/** What a journal keeps, and what can be made of it by another process. */
export const recordRules: DestinationRules = {
  'a record names the operation and no user': async (destination) => {
    const { trial, kind } = destination;
    const journal = keepRecords(trial);
    const planned = trial.conversationCall(kind, destination.message());
    await destination.send({}, { journal });
    const [stored, ...others] = journal.stored;
    assert.deepEqual(others, []);
    const { record } = stored ?? {};
    assert.deepEqual([record?.operation, record?.items], [kind, []]);
    assert.deepEqual([record?.endpoint, record?.sender], [planned.call.endpoint, planned.sender]);
    assert.equal(record?.body?.text, trial.sentRequests()[0]?.body, 'other bytes left than were stored');
  },

  'a message that was dropped is stored anew before it leaves under another identity': async (
    destination,
  ) => {
    const { trial } = destination;
    const journal = keepRecords(trial);
    await trial.fail({ kind: 'dropped' });
    await destination.send({}, { journal });
    const [first, second, ...others] = journal.stored;
    assert.ok(first && second && others.length === 0, 'there is not one record for each attempt');
    assert.notEqual(second.record.callId, first.record.callId, 'a call of its own has no record of its own');
    assert.equal(second.record.replaces, first.record.callId, 'nobody can tell which record is over');
    const bodies = trial.sentRequests().map(({ body }) => body);
    assert.deepEqual([first.record.body?.text, second.record.body?.text], bodies);
  },

  'nothing leaves when the journal fails': async (destination) => {
    const begin = () => Promise.reject(new Error('the disk is full'));
    const sending = destination.send({}, { journal: { begin } });
    await assert.rejects(sending, { effect: 'not_sent' });
    assert.equal(await destination.trial.requestCount(), 0);
  },

  'a message that is resumed inside the window arrives once': (destination) =>
    assertResumed(destination, 'after'),

  'a message that never arrived is resumed inside the window, and arrives': (destination) =>
    assertResumed(destination, 'before'),

  'a message that is resumed outside the window is not sent': async (destination) => {
    const { trial } = destination;
    const { dedupWindowMs } = destination.call();
    trial.needs(dedupWindowMs < Number.POSITIVE_INFINITY, 'no end of the window for copies');
    const record = await crash(destination, 'after');
    await trial.double.advance(dedupWindowMs + 1_000);
    const requests = await trial.requestCount();
    const [outcome] = await trial.chat().resume(record);
    assert.equal(outcome?.status, 'unconfirmed');
    assert.equal(await trial.requestCount(), requests, 'a copy has left that the vendor would not discard');
  },
};

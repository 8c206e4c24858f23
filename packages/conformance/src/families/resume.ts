import assert from 'node:assert/strict';
import type { HttpReply } from '@polychat/core';
import type { CallRecord, VendorCall } from '@polychat/core/adapter';
import { family } from '../check.ts';
import { everyCall } from '../every-call.ts';
import { keepRecords } from '../kept-records.ts';
import { ann, bob, carol, dave, invite, newcomer } from '../people.ts';
import { text } from '../samples.ts';
import { settled } from '../settled.ts';
import { reaches } from '../support.ts';
import type { Trial } from '../trial.ts';
import type { TrialCall } from '../trial-call.ts';
import type { DoubleFault, When } from '../vendor-double.ts';

const message = { from: ann, content: text };
const to = [bob, carol, dave];

/** What a journal would keep of a call. */
function recordOf({ adapter, double }: Trial, { call, ...planned }: TrialCall): CallRecord {
  const now = double.now();
  const { dedupWindowMs, endpoint } = call;
  const body = call.body();
  return {
    version: 1,
    chat: adapter.vendor,
    vendor: adapter.vendor,
    app: adapter.app,
    sendId: 'a-send',
    callId: 'a-call',
    attempt: 1,
    endpoint,
    ...planned,
    ...(body && { body }),
    dedupWindowMs: Number.isFinite(dedupWindowMs) ? dedupWindowMs : 'unlimited',
    firstAttemptAt: now,
    leaveBy: now + 1_000,
    mayRunUntil: now + 11_000,
  };
}

/** Makes a call again from its record. Undefined for an adapter that cannot. */
function resumed(trial: Trial, planned: TrialCall): VendorCall<unknown> | undefined {
  const { adapter } = trial;
  if (!adapter.resume) return undefined;
  const call = adapter.resume(JSON.parse(JSON.stringify(recordOf(trial, planned))));
  assert.ok(call, `the record of ${planned.call.endpoint} makes no call`);
  return call;
}

const faults: readonly DoubleFault[] = [
  { kind: 'too_fast' },
  { kind: 'internal_error', when: 'before' },
  { kind: 'signature_refused' },
  { kind: 'recipient_refused', userId: bob },
  { kind: 'refused', words: 'not allowed here' },
];

/** Replies of every kind to one call. */
async function repliesTo(trial: Trial, call: VendorCall<unknown>): Promise<readonly HttpReply[]> {
  const replies: HttpReply[] = [];
  for (const fault of faults) {
    await trial.double.failNext(fault);
    replies.push(await trial.attempt(call));
  }
  return [...replies, await trial.attempt(call), { status: 502, headers: {}, text: '<html>no</html>' }];
}

/** Sends once and hears nothing, whether the vendor has acted or not, and returns the record of the first call. */
async function crash(trial: Trial, recipients: readonly string[], when: When = 'after'): Promise<CallRecord> {
  const journal = keepRecords(trial);
  const chat = trial.chat({ retry: { maxAttempts: 1 } });
  await trial.double.failNext({ kind: 'reset', when });
  await settled(chat.sendDirect({ ...message, to: recipients }, { journal }));
  const [first] = journal.stored;
  assert.ok(first, 'nothing was stored');
  return first.record;
}

/** Takes a call up again inside the window. Everybody must have the message once, or not at all where nobody may try. */
async function assertResumed(trial: Trial, when: When): Promise<void> {
  await invite(trial);
  const { call } = trial.directCall(message, to);
  const record = await crash(trial, to, when);
  const before = when === 'after' ? 1 : 0;
  assert.equal((await trial.inbox(bob)).received.length, before, 'what the vendor did before the crash');
  const requests = await trial.requestCount();
  const outcomes = await trial.chat().resume(record);
  const isRepeated = call.dedupWindowMs > 0 && trial.adapter.resume !== undefined;
  assert.equal(outcomes.length, record.items.length);
  for (const { userId, index } of record.items) {
    const outcome = outcomes.find((each) => each.userId === userId);
    assert.equal(outcome?.index, index);
    assert.equal(outcome.status, isRepeated ? 'accepted' : 'unconfirmed');
    const copies = (await trial.inbox(userId)).received.length;
    assert.equal(copies, isRepeated ? 1 : before, `${userId} has the message ${copies} times`);
  }
  assert.equal((await trial.requestCount()) - requests, isRepeated ? 1 : 0);
}

/** What was stored can be taken up again by another process, and nothing is doubled by it. */
export const resuming = family('resume', {
  'a call that is resumed is the same call, byte for byte': async (trial) => {
    await invite(trial);
    for (const planned of everyCall(trial, message)) {
      const { call } = planned;
      const again = resumed(trial, planned);
      if (!again) return;
      assert.deepEqual(again.body(), call.body(), `${call.endpoint} is resumed with other bytes`);
      const fixed = { now: 1_750_000_000_000, random: () => 4_711 };
      const [one, other] = [await trial.requestOf(call, fixed), await trial.requestOf(again, fixed)];
      assert.deepEqual(other, one, `${call.endpoint} is resumed as another request`);
      for (const member of ['endpoint', 'purpose', 'count', 'costs', 'dedupWindowMs', 'timeoutMs'] as const) {
        assert.deepEqual(again[member], call[member], `${call.endpoint} is resumed with another ${member}`);
      }
    }
  },

  'a call that is resumed reads every reply as the call did': async (trial) => {
    await invite(trial);
    for (const planned of everyCall(trial, message)) {
      const { call } = planned;
      const again = resumed(trial, planned);
      if (!again) return;
      for (const reply of await repliesTo(trial, call)) {
        const attempt = trial.attemptInfo();
        assert.deepEqual(
          again.read(reply, attempt),
          call.read(reply, attempt),
          `${call.endpoint} reads a reply otherwise once it is resumed: ${reply.text.slice(0, 200)}`,
        );
      }
    }
  },

  "a record that is none of the adapter's makes no call": async (trial) => {
    await invite(trial);
    const { adapter } = trial;
    for (const planned of everyCall(trial, message)) {
      const record = recordOf(trial, planned);
      const { body, ...withoutBody } = record;
      const strange: Readonly<Record<string, CallRecord>> = {
        'of another vendor': { ...record, vendor: `${adapter.vendor}2` },
        'of another app': { ...record, app: `${adapter.app}2` },
        'of an unknown endpoint': { ...record, endpoint: 'no/such/endpoint' },
        ...(body && {
          'without its body': withoutBody,
          'with a body of noise': { ...record, body: { ...body, text: '\u0000{"' } },
        }),
      };
      for (const [what, each] of Object.entries(strange)) {
        assert.equal(adapter.resume?.(each), undefined, `a record ${what} makes a call`);
      }
    }
  },

  'a call that is resumed inside the window arrives once': (trial) => assertResumed(trial, 'after'),

  'a call that never arrived is resumed inside the window, and arrives': (trial) =>
    assertResumed(trial, 'before'),

  'a call that is resumed outside the window sends nothing': async (trial) => {
    await invite(trial);
    const { call } = trial.directCall(message, to);
    if (call.dedupWindowMs === Number.POSITIVE_INFINITY) return;
    const record = await crash(trial, to);
    await trial.double.advance(call.dedupWindowMs + 1_000);
    const requests = await trial.requestCount();
    const outcomes = await trial.chat().resume(record);
    for (const { userId } of record.items) {
      const outcome = outcomes.find((each) => each.userId === userId);
      assert.equal(outcome?.status, 'unconfirmed');
      assert.equal((await trial.inbox(userId)).received.length, 1, `${userId} got the message twice`);
    }
    assert.equal(await trial.requestCount(), requests, 'a copy has left that the vendor would not discard');
  },

  'two workers that resume one record do not double it': async (trial) => {
    await invite(trial);
    const record = await crash(trial, [bob]);
    await Promise.all([trial.chat().resume(record), trial.chat().resume(record)]);
    assert.equal((await trial.inbox(bob)).received.length, 1, `${bob} got the message twice`);
  },

  'a registration is resumed as well': async (trial) => {
    if (!trial.adapter.plan.users) return;
    const journal = keepRecords(trial);
    const users = [{ userId: bob }, { userId: newcomer }];
    await trial.double.failNext({ kind: 'reset', when: 'before' });
    await settled(trial.chat({ retry: { maxAttempts: 1 } }).registerUsers(users, { journal }));
    const [stored] = journal.stored;
    assert.ok(stored, 'nothing was stored');
    const outcomes = await trial.chat().resume(stored.record);
    const { dedupWindowMs } = trial.usersCall(users).call;
    const isRepeated = dedupWindowMs > 0 && trial.adapter.resume !== undefined;
    for (const { userId } of users) {
      const outcome = outcomes.find((each) => each.userId === userId);
      assert.equal(outcome?.status, isRepeated ? 'accepted' : 'unconfirmed');
      assert.equal(await trial.double.knowsUser(userId), isRepeated);
    }
  },

  'a broadcast is resumed as well': async (trial) => {
    if (!reaches(trial.adapter.capabilities, 'online')) return;
    await invite(trial);
    const journal = keepRecords(trial);
    const broadcast = { ...message, audience: 'online' } as const;
    await trial.double.failNext({ kind: 'reset', when: 'after' });
    const sending = trial.chat({ retry: { maxAttempts: 1 } }).broadcast(broadcast, { journal });
    await sending.catch(() => {});
    const [stored] = journal.stored;
    assert.ok(stored, 'nothing was stored');
    const [outcome, ...others] = await trial.chat().resume(stored.record);
    const { dedupWindowMs } = trial.audienceCall(broadcast).call;
    const isRepeated = dedupWindowMs > 0 && trial.adapter.resume !== undefined;
    assert.deepEqual(others, []);
    assert.equal(outcome?.status, isRepeated ? 'accepted' : 'unconfirmed');
    assert.equal((await trial.inbox(bob)).received.length, 1, `${bob} did not get the broadcast once`);
  },
});

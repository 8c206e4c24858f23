import assert from 'node:assert/strict';
import type { CallRecord, VendorCall } from '@polychat/core/adapter';
import { family } from '../check.ts';
import { everyCall } from '../every-call.ts';
import { everyReply, proxyPage } from '../every-reply.ts';
import { keepRecords } from '../kept-records.ts';
import { settled } from '../settled.ts';
import { reaches } from '../support.ts';
import type { Trial } from '../trial.ts';
import type { TrialCall } from '../trial-call.ts';
import type { When } from '../vendor-double.ts';

/** What a call that is made again has in common with the first. */
const memberNames = [
  'endpoint',
  'purpose',
  'count',
  'costs',
  'dedupWindowMs',
  'timeoutMs',
  'identity',
] as const;
const noResume = 'no resume()';

/** What a journal would keep of a call. */
function recordOf({ adapter, double }: Trial, { call, ...planned }: TrialCall): CallRecord {
  const now = double.now();
  const { dedupWindowMs, endpoint, identity } = call;
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
    ...(identity !== undefined && { identity }),
    ...(body && { body }),
    dedupWindowMs: Number.isFinite(dedupWindowMs) ? dedupWindowMs : 'unlimited',
    firstAttemptAt: now,
    leaveBy: now + 1_000,
    mayRunUntil: now + 11_000,
  };
}

/** Makes a call again from its record. An adapter that has `resume` makes all of its calls again, whatever they are. */
function resumed(trial: Trial, planned: TrialCall): VendorCall<unknown> {
  trial.needs(trial.adapter.resume, noResume);
  const call = trial.adapter.resume?.(JSON.parse(JSON.stringify(recordOf(trial, planned))));
  assert.ok(
    call,
    `the record of ${planned.call.endpoint} makes no call: who has resume() has it for every call`,
  );
  return call;
}

/** Sends once and hears nothing, whether the vendor has acted or not, and returns the record of the first call. */
async function crash(trial: Trial, recipients: readonly string[], when: When = 'after'): Promise<CallRecord> {
  const journal = keepRecords(trial);
  const chat = trial.chat({ retry: { maxAttempts: 1 } });
  await trial.fail({ kind: 'reset', when });
  await settled(chat.sendDirect({ ...trial.message, to: recipients }, { journal }));
  const [first] = journal.stored;
  assert.ok(first, 'nothing was stored');
  await untilEnded(trial, first.record);
  return first.record;
}

/** Lets time pass until a call certainly has ended, wherever it was under way. */
async function untilEnded({ double }: Trial, { mayRunUntil }: CallRecord): Promise<void> {
  const leftMs = mayRunUntil - double.now();
  if (leftMs > 0) await double.advance(Math.ceil(leftMs) + 1);
}

/** Resumes a call inside the window. Everybody must have the message once, or not at all where it must not be repeated. */
async function assertResumed(trial: Trial, when: When): Promise<void> {
  await trial.invite();
  const to = trial.others;
  const { call } = trial.directCall(trial.message, to);
  const record = await crash(trial, to, when);
  const before = when === 'after' ? 1 : 0;
  assert.equal(
    (await trial.inbox(trial.bob)).received.length,
    before,
    'what the vendor did before the crash',
  );
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

/** What was stored can be resumed by another process, and nothing arrives twice because of it. */
export const resuming = family('resume', {
  'a call that is resumed is the same call, byte for byte': async (trial) => {
    await trial.invite();
    for (const planned of everyCall(trial, trial.message)) {
      const { call } = planned;
      const again = resumed(trial, planned);
      assert.deepEqual(again.body(), call.body(), `${call.endpoint} is resumed with other bytes`);
      const fixed = { now: 1_750_000_000_000, random: () => 4_711 };
      const [one, other] = [await trial.requestOf(call, fixed), await trial.requestOf(again, fixed)];
      assert.deepEqual(other, one, `${call.endpoint} is resumed as another request`);
      for (const member of memberNames) {
        assert.deepEqual(again[member], call[member], `${call.endpoint} is resumed with another ${member}`);
      }
    }
  },

  'a call that is resumed reads every reply as the call did': async (trial) => {
    await trial.invite();
    for (const planned of everyCall(trial, trial.message)) {
      const { call } = planned;
      const again = resumed(trial, planned);
      for (const reply of [...(await everyReply(trial, call, planned.items)), proxyPage]) {
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
    await trial.invite();
    const { adapter } = trial;
    trial.needs(adapter.resume, noResume);
    for (const planned of everyCall(trial, trial.message)) {
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
    await trial.invite();
    const to = trial.others;
    const { call } = trial.directCall(trial.message, to);
    trial.needs(call.dedupWindowMs < Number.POSITIVE_INFINITY, 'no end of the window for copies');
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
    await trial.invite();
    const record = await crash(trial, [trial.bob]);
    await Promise.all([trial.chat().resume(record), trial.chat().resume(record)]);
    assert.equal((await trial.inbox(trial.bob)).received.length, 1, `${trial.bob} got the message twice`);
  },

  'a registration is resumed as well': async (trial) => {
    trial.needs(trial.adapter.plan.users, 'no registration');
    const journal = keepRecords(trial);
    const users = [{ userId: trial.newcomer }, { userId: trial.bob }];
    await trial.fail({ kind: 'reset', when: 'before' });
    await settled(trial.chat({ retry: { maxAttempts: 1 } }).registerUsers(users, { journal }));
    const [stored] = journal.stored;
    assert.ok(stored, 'nothing was stored');
    await untilEnded(trial, stored.record);
    const outcomes = await trial.chat().resume(stored.record);
    const { dedupWindowMs } = trial.usersCall(users).call;
    const isRepeated = dedupWindowMs > 0 && trial.adapter.resume !== undefined;
    const { items } = stored.record;
    assert.ok(items.length > 0, 'a record of a registration names nobody');
    for (const { userId } of items) {
      const outcome = outcomes.find((each) => each.userId === userId);
      assert.equal(outcome?.status, isRepeated ? 'accepted' : 'unconfirmed');
      assert.equal(await trial.double.knowsUser(userId), isRepeated);
    }
  },

  'a broadcast is resumed as well': async (trial) => {
    trial.needs(reaches(trial.adapter.capabilities, 'online'), 'no broadcast to those who are online');
    await trial.invite();
    const journal = keepRecords(trial);
    const broadcast = { ...trial.message, audience: 'online' } as const;
    await trial.fail({ kind: 'reset', when: 'after' });
    const sending = trial.chat({ retry: { maxAttempts: 1 } }).broadcast(broadcast, { journal });
    await sending.catch(() => {});
    const [stored] = journal.stored;
    assert.ok(stored, 'nothing was stored');
    await untilEnded(trial, stored.record);
    const [outcome, ...others] = await trial.chat().resume(stored.record);
    const { dedupWindowMs } = trial.audienceCall(broadcast).call;
    const isRepeated = dedupWindowMs > 0 && trial.adapter.resume !== undefined;
    assert.deepEqual(others, []);
    assert.equal(outcome?.status, isRepeated ? 'accepted' : 'unconfirmed');
    assert.equal(
      (await trial.inbox(trial.bob)).received.length,
      1,
      `${trial.bob} did not get the broadcast once`,
    );
  },
});

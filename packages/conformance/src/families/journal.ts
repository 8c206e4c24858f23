import assert from 'node:assert/strict';
import type { Chat } from '@polychat/core';
import type { CallRecord } from '@polychat/core/adapter';
import { family } from '../check.ts';
import { destinationsOf } from '../conversations/destination.ts';
import { keepRecords } from '../kept-records.ts';
import { settled } from '../settled.ts';
import { reaches } from '../support.ts';
import type { Trial } from '../trial.ts';

/** Sends of every kind, all with one journal. */
function sends(trial: Trial, chat: Chat, journal: ReturnType<typeof keepRecords>) {
  const { capabilities, plan } = trial.adapter;
  return [
    () => chat.sendDirect({ ...trial.message, to: trial.bob }, { journal }),
    () => chat.sendDirect({ ...trial.message, to: trial.others }, { journal }),
    ...(plan.users
      ? [() => chat.registerUsers([{ userId: trial.bob }, { userId: trial.newcomer }], { journal })]
      : []),
    ...(reaches(capabilities, 'online')
      ? [() => chat.broadcast({ ...trial.message, audience: 'online' as const }, { journal })]
      : []),
    ...destinationsOf(trial).map((destination) => () => destination.send({}, { journal }, chat)),
  ];
}

/** What leaves is stored before, and nothing leaves that is not. */
export const journals = family('journal', {
  "every attempt's record was stored before it left, with the bytes that left": async (trial) => {
    await trial.invite();
    const chat = trial.chat({ name: 'the night shift' });
    // From here on a token is there, and every request is an attempt.
    await chat.sendDirect({ ...trial.message, to: trial.dave });
    const journal = keepRecords(trial);
    for (const send of sends(trial, chat, journal)) {
      const first = trial.transport.exchanges.length;
      const known = journal.stored.length;
      await trial.fail({ kind: 'too_fast' });
      await send();
      const requests = trial.transport.exchanges.slice(first).map(({ request }) => request);
      const records = journal.stored.slice(known);
      assert.equal(records.length, requests.length, 'there is not one record for each attempt');
      assert.ok(requests.length > 1, 'a call that came too fast was not repeated');
      for (const [index, { record, before }] of records.entries()) {
        assert.equal(before, first + index, 'a record was stored after its attempt had left');
        assert.equal(record.body?.text, requests[index]?.body, 'other bytes left than were stored');
        const type = requests[index]?.headers['content-type'];
        assert.equal(record.body?.contentType, type, 'the type of the body that left');
        assert.equal(record.chat, 'the night shift');
        assert.deepEqual([record.vendor, record.app], [trial.adapter.vendor, trial.adapter.app]);
      }
    }
  },

  'a record says whom the call is for, and what silence about them means': async (trial) => {
    await trial.invite();
    const journal = keepRecords(trial);
    const to = trial.others;
    await trial.chat().sendDirect({ ...trial.message, to }, { journal });
    const planned = trial.directCalls(trial.message, to);
    const items = journal.stored.flatMap(({ record }) => record.items);
    assert.deepEqual(
      items.map(({ userId, index }) => [userId, index]),
      to.map((userId, index) => [userId, index]),
    );
    assert.deepEqual(
      items.map(({ id }) => id),
      planned.flatMap((each) => each.items.map(({ id }) => id)),
    );
    for (const [index, { record }] of journal.stored.entries()) {
      const { call, unlistedMeans, sender } = planned[index] ?? {};
      assert.equal(record.operation, 'direct');
      assert.deepEqual([record.unlistedMeans, record.sender], [unlistedMeans, sender]);
      assert.equal(record.endpoint, call?.endpoint);
      const windowMs = call?.dedupWindowMs === Number.POSITIVE_INFINITY ? 'unlimited' : call?.dedupWindowMs;
      assert.equal(record.dedupWindowMs, windowMs);
    }
  },

  'nothing leaves when the journal fails': async (trial) => {
    await trial.invite();
    const begin = () => Promise.reject(new Error('the disk is full'));
    const to = trial.others;
    const outcome = await settled(trial.chat().sendDirect({ ...trial.message, to }, { journal: { begin } }));
    assert.deepEqual(
      outcome.receipt.failed.map(({ problem }) => problem.effect),
      to.map(() => 'not_sent'),
    );
    assert.equal(await trial.requestCount(), 0);
  },

  'nothing leaves when the journal takes too long': async (trial) => {
    await trial.invite();
    const begin = async ([record]: readonly CallRecord[]) => {
      await trial.double.advance((record?.leaveBy ?? 0) - trial.double.now() + 1_000);
    };
    const outcome = await settled(
      trial.chat().sendDirect({ ...trial.message, to: trial.bob }, { journal: { begin } }),
    );
    assert.deepEqual(
      outcome.receipt.failed.map(({ problem }) => problem.effect),
      ['not_sent'],
    );
    assert.equal(await trial.requestCount(), 0, 'a call has left after its latest moment');
  },
});

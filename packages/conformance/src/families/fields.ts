import assert from 'node:assert/strict';
import type { MessageFields } from '@polychat/core';
import type { PlanWarning, Problem, Support } from '@polychat/core/adapter';
import { family } from '../check.ts';
import { differingPaths } from '../json-difference.ts';
import { wireLeavesOf } from '../leaves.ts';
import { ann, bob, carol, invite } from '../people.ts';
import { type FieldName, fieldSamples, push, text } from '../samples.ts';
import { refusal } from '../settled.ts';
import type { BroadcastFields, Trial } from '../trial.ts';

const fieldNames = Object.keys(fieldSamples) as readonly FieldName[];
const plain = { from: ann, content: text } as const;

/**
 * What a field changes in a request. Places that differ between two requests for one message, such as a random
 * number, are no change.
 */
function changes(make: (field: boolean) => string): ReadonlySet<string> {
  const [one, other, changed] = [make(false), make(false), make(true)].map((body): unknown =>
    JSON.parse(body),
  );
  const paths = new Set(differingPaths(one, changed));
  for (const path of differingPaths(one, other)) paths.delete(path);
  return paths;
}

function assertOnTheWire(support: Support, field: FieldName, make: (field: boolean) => string): void {
  const paths = [...changes(make)];
  if (support !== 'yes') {
    assert.deepEqual(paths, [], `${field} is declared "${support}", and changes the request`);
  } else if (field !== 'idempotencyKey') {
    assert.notDeepEqual(paths, [], `${field} is declared "yes", and changes nothing in the request`);
  }
}

/** A key that is used makes the same request from another process: at another time, with other random numbers. */
function assertIdentity(support: Support, make: (key: string) => string): void {
  if (support !== 'yes') return;
  assert.equal(make('one'), make('one'), 'the same idempotencyKey makes two different requests');
  assert.notEqual(make('one'), make('other'), 'two idempotencyKeys make the same request');
}

interface Findings {
  readonly problems: readonly Problem[];
  readonly unsupported: readonly Problem[];
  readonly warnings: readonly PlanWarning[];
}

function assertFindings({ problems, unsupported }: Findings, field: FieldName, support: Support): void {
  assert.deepEqual(problems, [], `${field} makes the message one that is refused altogether`);
  const found = unsupported.map((problem) => `${problem.code} ${problem.field}`);
  assert.deepEqual(
    found,
    support === 'no' ? [`unsupported ${field}`] : [],
    `${field} is declared "${support}"`,
  );
}

/** Sends with a field that is declared "no": refused before the wire, or sent without it and with a warning. */
async function assertRefused(
  trial: Trial,
  field: FieldName,
  send: (onUnsupported: 'refuse' | 'warn') => Promise<{ readonly warnings: readonly PlanWarning[] }>,
): Promise<void> {
  const error = await refusal(send('refuse'), `a message with ${field}, which is declared "no",`);
  assert.deepEqual([error.code, error.effect, error.field], ['unsupported', 'not_sent', field]);
  assert.equal(await trial.requestCount(), 0, `${field} is refused, and a request has left all the same`);
  const { warnings } = await send('warn');
  assert.ok(
    warnings.some((warning) => warning.code === 'unsupported' && warning.field === field),
    `${field} is left out without a warning`,
  );
}

const direct = Object.fromEntries(
  fieldNames.map((field) => [
    `${field} does what it is declared to do`,
    async (trial: Trial) => {
      await invite(trial);
      const support = trial.adapter.capabilities.direct.fields[field];
      const message: MessageFields = { ...plain, [field]: fieldSamples[field] };
      assertFindings(trial.planDirect(message), field, support);
      for (const to of [[bob], [bob, carol]]) {
        const make = (isGiven: boolean) => trial.directCall(isGiven ? message : plain, to).body();
        assertOnTheWire(support, field, make);
        if (field === 'idempotencyKey') {
          assertIdentity(support, (key) => trial.directCall({ ...plain, idempotencyKey: key }, to).body());
        }
      }
      const chat = trial.chat();
      const send = (onUnsupported: 'refuse' | 'warn') =>
        chat.sendDirect({ ...message, to: bob }, { onUnsupported });
      if (support === 'no') await assertRefused(trial, field, send);
      else assert.deepEqual((await send('refuse')).warnings, []);
      assert.equal((await trial.inbox(bob)).received.length, 1);
    },
  ]),
);

/** The widest audience that the vendor has: one whom a push and a time to live can concern. */
function broadcastBase({ adapter }: Trial): BroadcastFields {
  const { audiences, fields } = adapter.capabilities.broadcast;
  return audiences.everyone === 'yes' && fields.push === 'yes'
    ? { ...plain, audience: 'everyone', push }
    : { ...plain, audience: 'online' };
}

const broadcast = Object.fromEntries(
  fieldNames
    .filter((field) => field !== 'push')
    .map((field) => [
      `${field} in a broadcast does what it is declared to do`,
      async (trial: Trial) => {
        const base = broadcastBase(trial);
        // Our own rules refuse a time to live where nothing waits for anybody.
        if (field === 'timeToLive' && base.audience === 'online') return;
        if (trial.adapter.capabilities.broadcast.audiences[base.audience] === 'no') return;
        await invite(trial);
        const support = trial.adapter.capabilities.broadcast.fields[field];
        const message = { ...base, [field]: fieldSamples[field] };
        assertFindings(trial.planBroadcast(message), field, support);
        assertOnTheWire(support, field, (isGiven) => trial.broadcastCall(isGiven ? message : base).body());
        if (field === 'idempotencyKey') {
          assertIdentity(support, (key) => trial.broadcastCall({ ...base, idempotencyKey: key }).body());
        }
        const chat = trial.chat();
        const send = (onUnsupported: 'refuse' | 'warn') => chat.broadcast(message, { onUnsupported });
        if (support === 'no') await assertRefused(trial, field, send);
        else await send('refuse');
        assert.equal((await trial.inbox(bob)).received.length, 1);
      },
    ]),
);

/** Optional fields are kept, refused or known to be without effect; and what is not said means the same everywhere. */
export const fields = family('fields', {
  ...direct,
  ...broadcast,

  'metadata arrives': async (trial) => {
    if (trial.adapter.capabilities.direct.fields.metadata === 'no') return;
    await invite(trial);
    const { metadata } = fieldSamples;
    await trial.chat().sendDirect({ ...plain, to: bob, metadata });
    const [message] = (await trial.inbox(bob)).received;
    assert.ok(wireLeavesOf(message).has(metadata), 'metadata is declared to arrive, and does not');
  },

  'nothing is pushed unless push is given': async (trial) => {
    await trial.addUsers(ann);
    await trial.double.addUsers([bob, carol], 'offline');
    const chat = trial.chat();
    const to = [bob, carol];
    await chat.sendDirect({ ...plain, to: bob });
    await chat.sendDirect({ ...plain, to });
    for (const userId of to) {
      assert.deepEqual((await trial.inbox(userId)).pushes, [], 'a message without push is pushed');
    }
    if (trial.adapter.capabilities.direct.fields.push !== 'yes') return;
    await chat.sendDirect({ ...plain, to: bob, push });
    assert.deepEqual((await trial.inbox(bob)).pushes, [push], 'a push is not shown, or not as given');
  },

  'a message counts as unread unless it says not to': async (trial) => {
    await invite(trial);
    const chat = trial.chat();
    await chat.sendDirect({ ...plain, to: bob });
    const isKept = trial.adapter.capabilities.direct.fields.countsAsUnread === 'yes';
    if (isKept) await chat.sendDirect({ ...plain, to: bob, countsAsUnread: false });
    const counted = (await trial.inbox(bob)).received.map(({ countsAsUnread }) => countsAsUnread);
    assert.deepEqual(counted, isKept ? [true, false] : [true]);
  },

  'the sender gets a copy unless the message says not to': async (trial) => {
    await invite(trial);
    const chat = trial.chat();
    await chat.sendDirect({ ...plain, to: bob });
    assert.equal((await trial.inbox(ann)).sent.length, 1, 'the sender has no copy');
    if (trial.adapter.capabilities.direct.fields.senderCopy !== 'yes') return;
    await chat.sendDirect({ ...plain, to: bob, senderCopy: false });
    assert.equal((await trial.inbox(ann)).sent.length, 1, 'the sender has a copy that was not wanted');
  },

  'one key is delivered once where the vendor discards copies': async (trial) => {
    const { direct: kind, behaviour } = trial.adapter.capabilities;
    if (kind.fields.idempotencyKey !== 'yes' || behaviour.discardsCopiesForMs === 0) return;
    await invite(trial);
    const message = { ...plain, to: bob, idempotencyKey: 'order-7319' };
    for (const chat of [trial.chat(), trial.chat()]) await chat.sendDirect(message);
    assert.equal((await trial.inbox(bob)).received.length, 1, 'two sends with one key arrive twice');
  },

  "an unknown field under the vendor's own key is refused": async (trial) => {
    await invite(trial);
    const { vendorKey } = trial.adapter;
    const message = { ...plain, to: bob, vendor: { [vendorKey]: { noSuchField: 1 } } };
    const error = await refusal(trial.chat().sendDirect(message), 'an unknown vendor field');
    assert.deepEqual([error.code, error.field], ['invalid_message', `vendor.${vendorKey}.noSuchField`]);
    assert.equal(await trial.requestCount(), 0);
  },
});

import assert from 'node:assert/strict';
import type { MessageFields } from '@polychat/core';
import { fieldDefaults, type PlanWarning, type Support, type VendorCall } from '@polychat/core/adapter';
import { family } from '../check.ts';
import { wireLeavesOf } from '../leaves.ts';
import { ann, bob, carol, invite } from '../people.ts';
import { changesOf, differences, signaturePaths } from '../request-changes.ts';
import { type FieldName, fieldNames, fieldSamples, otherValues, push, text } from '../samples.ts';
import { refusal } from '../settled.ts';
import { keeps, keepsField, reaches, supportOf } from '../support.ts';
import type { AudienceFields, Trial } from '../trial.ts';

const plain = { from: ann, content: text } as const;
const defaults: Readonly<Record<string, unknown>> = fieldDefaults;

type Send = (
  message: object,
  onUnsupported: 'refuse' | 'warn',
) => Promise<{ readonly warnings: readonly PlanWarning[] }>;

/** How a field is put to the test, in a message of one kind. */
interface FieldTest {
  readonly trial: Trial;
  readonly field: FieldName;
  readonly support: Support;
  /**
   * Messages without the field that may have it with this value by our own rules. It must be kept in one of them,
   * whatever conditions the vendor has.
   */
  readonly bases: (value: unknown) => readonly object[];
  /** Plans a message: its problems and what cannot go together. */
  readonly findings: (message: object) => readonly unknown[];
  /** Calls for a message, each way of making one. */
  readonly calls: readonly ((message: object) => VendorCall<unknown>)[];
  readonly send: Send;
}

/** Values that must be kept, and values that must be refused. */
function valuesOf(
  support: Support,
  field: FieldName,
): { kept: readonly unknown[]; refused: readonly unknown[] } {
  const sample = fieldSamples[field];
  if (typeof support === 'object') {
    const outside = [sample, ...otherValues[field]].find((value) => !support.only.includes(value));
    return { kept: support.only, refused: outside === undefined ? [] : [outside] };
  }
  return support === 'no' ? { kept: [], refused: [sample] } : { kept: [sample], refused: [] };
}

/** Whether a message has a key with which the vendor discards no copy: then the receipt says so. */
function isKeyWithoutUse(trial: Trial, message: MessageFields): boolean {
  if (message.idempotencyKey === undefined) return false;
  const isKept = trial.adapter.capabilities.direct?.fields.idempotencyKey === 'yes';
  return !isKept || trial.directCall(message, [bob]).call.dedupWindowMs === 0;
}

async function assertField(test: FieldTest): Promise<void> {
  const { kept, refused } = valuesOf(test.support, test.field);
  for (const value of kept) await assertKept(test, value);
  for (const value of refused) await assertRefused(test, value);
}

async function assertKept(test: FieldTest, value: unknown): Promise<void> {
  const { trial, field, support, bases, findings, calls, send } = test;
  const what = `${field}: ${JSON.stringify(value)}`;
  const withValue = bases(value).map((base) => ({ base, message: { ...base, [field]: value } }));
  const kept = withValue.find((each) => findings(each.message).length === 0) ?? withValue[0];
  if (!kept) return;
  const { base, message } = kept;
  assert.deepEqual(findings(message), [], `${what} is declared to be kept, and the plan refuses it`);
  for (const callOf of calls) {
    const paths = [...(await changesOf(trial, (isGiven) => callOf(isGiven ? message : base)))];
    // Who is online gets a broadcast now, whatever it says of later.
    if (field === 'timeToLive' && 'audience' in base && base.audience === 'online') continue;
    if (support === 'ignored' || value === defaults[field]) {
      assert.deepEqual(paths, [], `${what} asks for nothing here, and changes the request`);
    } else if (field !== 'idempotencyKey') {
      assert.notDeepEqual(paths, [], `${what} is declared to be kept, and changes nothing in the request`);
    } else if (support === 'yes') {
      await assertIdentity(trial, (key) => callOf({ ...base, idempotencyKey: key }));
    }
  }
  const before = (await trial.inbox(bob)).received.length;
  const { warnings } = await send(message, 'refuse');
  const leftOut = warnings.filter(({ code }) => code === 'unsupported');
  assert.deepEqual(leftOut, [], `${what} is declared to be kept, and left out`);
  assert.equal((await trial.inbox(bob)).received.length - before, 1);
}

/** A key that is used makes the same request from another process: at another time, with other random numbers. */
async function assertIdentity(trial: Trial, make: (key: string) => VendorCall<unknown>): Promise<void> {
  const except = await signaturePaths(trial, make('one'));
  const [one, again, other] = [
    await trial.requestOf(make('one')),
    await trial.requestOf(make('one')),
    await trial.requestOf(make('other')),
  ];
  assert.deepEqual(
    [...differences(one, again, except)],
    [],
    'the same idempotencyKey makes two different requests',
  );
  assert.ok(differences(one, other, except).size > 0, 'two idempotencyKeys make the same request');
}

/** A value that is not kept is refused before the wire, or the message goes without it and with a warning. */
async function assertRefused({ trial, field, bases, send }: FieldTest, value: unknown): Promise<void> {
  const [base] = bases(value);
  if (!base) return;
  const message = { ...base, [field]: value };
  const what = `${field}: ${JSON.stringify(value)}`;
  const before = await trial.requestCount();
  const error = await refusal(
    send(message, 'refuse'),
    `a message with ${what}, which is declared not to be kept,`,
  );
  assert.deepEqual([error.code, error.effect, error.field], ['unsupported', 'not_sent', field]);
  assert.equal(await trial.requestCount(), before, `${what} is refused, and a request has left all the same`);

  const first = (await trial.sentRequests()).length;
  const received = (await trial.inbox(bob)).received.length;
  await send(base, 'refuse');
  await send(base, 'refuse');
  const { warnings } = await send(message, 'warn');
  assert.ok(
    warnings.some((warning) => warning.code === 'unsupported' && warning.field === field),
    `${what} is left out without a warning`,
  );
  assert.equal((await trial.inbox(bob)).received.length - received, 3);
  const [one, other, without] = (await trial.sentRequests()).slice(first);
  assert.ok(one && other && without, 'a send made no request');
  const changed = differences(one, without, differences(one, other));
  // A signature that is made of the second may be the same in two requests, and another in the third.
  const inBody = [...changed].filter((path) => !/^\.(query|headers)\b/.test(path));
  assert.deepEqual(inBody, [], `${what} is declared not to be kept, and changes the request`);
}

const direct = Object.fromEntries(
  fieldNames.map((field) => [
    `${field} does what it is declared to do`,
    async (trial: Trial) => {
      await invite(trial);
      const chat = trial.chat();
      await assertField({
        trial,
        field,
        support: supportOf(trial.adapter.capabilities.direct?.fields[field]),
        bases: () => [plain],
        findings(message) {
          const { problems, unsupported } = trial.planDirect(message as MessageFields);
          return [...problems, ...unsupported];
        },
        calls: [[bob], [bob, carol]].map(
          (to) => (message) => trial.directCall(message as MessageFields, to).call,
        ),
        send: async (message, onUnsupported) => {
          const receipt = await chat.sendDirect(
            { ...(message as MessageFields), to: bob },
            { onUnsupported },
          );
          if (onUnsupported === 'refuse') {
            assert.deepEqual(
              receipt.warnings.map(({ code }) => code),
              isKeyWithoutUse(trial, message as MessageFields) ? ['not_deduplicated'] : [],
            );
          }
          return receipt;
        },
      });
    },
  ]),
);

/** A message to each audience that the vendor has, the widest first: one whom a push and a time to live can concern. */
function audienceBases({ adapter: { capabilities } }: Trial): readonly AudienceFields[] {
  const canPush = keepsField(capabilities.audience, 'push', push);
  const all: readonly AudienceFields[] = [
    ...(canPush ? [{ ...plain, audience: 'everyone' as const, push }] : []),
    { ...plain, audience: 'online' },
  ];
  return all.filter(({ audience }) => reaches(capabilities, audience));
}

const audience = Object.fromEntries(
  fieldNames
    .filter((field) => field !== 'push')
    .map((field) => [
      `${field} in a broadcast does what it is declared to do`,
      async (trial: Trial) => {
        const { capabilities } = trial.adapter;
        await invite(trial);
        const chat = trial.chat();
        await assertField({
          trial,
          field,
          support: supportOf(capabilities.audience?.fields[field]),
          bases: (value) =>
            audienceBases(trial).filter(
              // Our own rules refuse a time to live where nothing waits for anybody.
              (base) => field !== 'timeToLive' || value === 0 || base.audience !== 'online',
            ),
          findings(message) {
            const { problems, unsupported } = trial.planAudience(message as AudienceFields);
            return [...problems, ...unsupported];
          },
          calls: [(message) => trial.audienceCall(message as AudienceFields).call],
          send: (message, onUnsupported) => chat.broadcast(message as AudienceFields, { onUnsupported }),
        });
      },
    ]),
);

/** The value that a message has where it does not say: the default, or the only one that the vendor has. */
function impliedValue(support: Support, field: keyof typeof fieldDefaults): unknown {
  if (typeof support !== 'object' || support.only.includes(fieldDefaults[field])) return fieldDefaults[field];
  return support.only[0];
}

/** Optional fields are kept, refused or known to be without effect; and what is not said means the same everywhere. */
export const fields = family('fields', {
  ...direct,
  ...audience,

  'metadata arrives': async (trial) => {
    const { metadata } = fieldSamples;
    const support = supportOf(trial.adapter.capabilities.direct?.fields.metadata);
    if (support !== 'ignored' && !keeps(support, metadata)) return;
    await invite(trial);
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
    if (!keepsField(trial.adapter.capabilities.direct, 'push', push)) return;
    await chat.sendDirect({ ...plain, to: bob, push });
    assert.deepEqual((await trial.inbox(bob)).pushes, [push], 'a push is not shown, or not as given');
  },

  'a message counts as unread unless it says not to': async (trial) => {
    await invite(trial);
    const chat = trial.chat();
    const { direct: kind } = trial.adapter.capabilities;
    await chat.sendDirect({ ...plain, to: bob });
    const isKept = keepsField(kind, 'countsAsUnread', false);
    if (isKept) await chat.sendDirect({ ...plain, to: bob, countsAsUnread: false });
    const counted = (await trial.inbox(bob)).received.map(({ countsAsUnread }) => countsAsUnread);
    const first = impliedValue(supportOf(kind?.fields.countsAsUnread), 'countsAsUnread');
    assert.deepEqual(counted, isKept ? [first, false] : [first]);
  },

  'the sender gets a copy unless the message says not to': async (trial) => {
    await invite(trial);
    const chat = trial.chat();
    const { direct: kind } = trial.adapter.capabilities;
    await chat.sendDirect({ ...plain, to: bob });
    const copies = impliedValue(supportOf(kind?.fields.senderCopy), 'senderCopy') === true ? 1 : 0;
    assert.equal((await trial.inbox(ann)).sent.length, copies, 'copies that the sender has');
    if (!keepsField(kind, 'senderCopy', false)) return;
    await chat.sendDirect({ ...plain, to: bob, senderCopy: false });
    assert.equal((await trial.inbox(ann)).sent.length, copies, 'the sender has a copy that was not wanted');
  },

  'one key is delivered once where the vendor discards copies': async (trial) => {
    const { direct: kind, behaviour } = trial.adapter.capabilities;
    const idempotencyKey = 'order-7319';
    if (!keepsField(kind, 'idempotencyKey', idempotencyKey) || behaviour.discardsCopiesForMs === 0) return;
    await invite(trial);
    const message = { ...plain, to: bob, idempotencyKey };
    for (const chat of [trial.chat(), trial.chat()]) await chat.sendDirect(message);
    assert.equal((await trial.inbox(bob)).received.length, 1, 'two sends with one key arrive twice');
  },

  "an unknown field under the vendor's own key is refused": async (trial) => {
    await invite(trial);
    const { vendor } = trial.adapter;
    const message = { ...plain, to: bob, vendor: { [vendor]: { noSuchField: 1 } } };
    const error = await refusal(trial.chat().sendDirect(message), 'an unknown vendor field');
    assert.deepEqual([error.code, error.field], ['invalid_message', `vendor.${vendor}.noSuchField`]);
    assert.equal(await trial.requestCount(), 0);
  },
});

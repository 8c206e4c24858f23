import assert from 'node:assert/strict';
import { fieldDefaults, type PlanWarning, type Support, type VendorCall } from '@polychat/core/adapter';
import { leafVariants } from './leaf-variants.ts';
import { changesOf, differences, signaturePaths } from './request-changes.ts';
import { type FieldName, fieldSamples, otherValues } from './samples.ts';
import { refusal } from './settled.ts';
import type { Trial } from './trial.ts';

const defaults: Readonly<Record<string, unknown>> = fieldDefaults;

type CallOf = (message: object) => VendorCall<unknown>;

/** How a field is put to the test, in a message of one kind. */
export interface FieldTest {
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
  readonly calls: readonly CallOf[];
  readonly send: (
    message: object,
    onUnsupported: 'refuse' | 'warn',
  ) => Promise<{ readonly warnings: readonly PlanWarning[] }>;
}

/** Values that must be kept, and values that must be refused. */
function valuesOf(
  support: Support,
  field: FieldName,
): { kept: readonly unknown[]; refused: readonly unknown[] } {
  const sample = fieldSamples[field];
  const all = [sample, ...otherValues[field]];
  if (typeof support === 'object') {
    const outside = all.find((value) => !support.only.includes(value));
    return { kept: support.only, refused: outside === undefined ? [] : [outside] };
  }
  return support === 'no' ? { kept: [], refused: [sample] } : { kept: all, refused: [] };
}

/** Fails unless a field does what is declared of it. */
export async function assertField(test: FieldTest): Promise<void> {
  const { kept, refused } = valuesOf(test.support, test.field);
  for (const value of kept) await assertKept(test, value);
  for (const value of refused) await assertRefused(test, value);
}

/** The messages that can have the value, whatever conditions the vendor has; or else one that cannot. */
function carriersOf({ field, bases, findings }: FieldTest, value: unknown) {
  const withValue = bases(value).map((base) => ({ base, message: { ...base, [field]: value } }));
  const possible = withValue.filter(({ message }) => findings(message).length === 0);
  return possible.length > 0 ? possible : withValue.slice(0, 1);
}

async function assertKept(test: FieldTest, value: unknown): Promise<void> {
  const [first, ...others] = carriersOf(test, value);
  if (!first) return;
  for (const { base, message } of [first, ...others]) await assertInRequests(test, value, base, message);
  const { trial, field, send } = test;
  // A vendor that discards copies would take a second message with a key for one.
  if (field === 'idempotencyKey' && value !== fieldSamples.idempotencyKey) return;
  const before = (await trial.inbox(trial.bob)).received.length;
  const { warnings } = await send(first.message, 'refuse');
  const leftOut = warnings.filter(({ code }) => code === 'unsupported');
  assert.deepEqual(leftOut, [], `${field}: ${JSON.stringify(value)} is declared to be kept, and left out`);
  assert.equal((await trial.inbox(trial.bob)).received.length - before, 1);
}

async function assertInRequests(
  test: FieldTest,
  value: unknown,
  base: object,
  message: object,
): Promise<void> {
  const { trial, field, support, findings, calls } = test;
  const what = `${field}: ${JSON.stringify(value)}`;
  assert.deepEqual(findings(message), [], `${what} is declared to be kept, and the plan refuses it`);
  for (const callOf of isWithoutEffect(support, field, value, base) ? [] : calls) {
    const paths = [...(await changesOf(trial, (isGiven) => callOf(isGiven ? message : base)))];
    if (support === 'ignored' || value === defaults[field]) {
      assert.deepEqual(paths, [], `${what} asks for nothing here, and changes the request`);
    } else if (field !== 'idempotencyKey') {
      assert.notDeepEqual(paths, [], `${what} is declared to be kept, and changes nothing in the request`);
      await assertWhole(test, callOf, message);
    } else if (support === 'yes') {
      await assertIdentity(trial, (key) => callOf({ ...base, idempotencyKey: key }));
    }
  }
}

/** Whether a value is what the message has anyway, and can be said to the vendor or not. */
function isWithoutEffect(support: Support, field: FieldName, value: unknown, base: object): boolean {
  // Who is online, or in a room, gets a message now, whatever it says of later.
  if (field === 'timeToLive') return ('audience' in base && base.audience === 'online') || 'roomId' in base;
  return field in defaults && value !== defaults[field] && isOnlyOne(support, value);
}

const isOnlyOne = (support: Support, value: unknown) =>
  typeof support === 'object' && support.only.every((each) => each === value);

/** Fails where a part of a value, or a value instead of another, makes no difference to the request. */
async function assertWhole(test: FieldTest, callOf: CallOf, message: object): Promise<void> {
  const { trial, field, support, findings } = test;
  const given: unknown = Reflect.get(message, field);
  const pairs: readonly { readonly what: string; readonly value: unknown; readonly other: unknown }[] =
    typeof given === 'object'
      ? [...leafVariants(given)].map(({ path, what, ...pair }) => ({ what: `.${path} is ${what}`, ...pair }))
      : (typeof support === 'object' ? support.only : otherValues[field])
          .filter((value) => value !== given)
          .map((other) => ({
            what: ` is ${JSON.stringify(given)} or ${JSON.stringify(other)}`,
            value: given,
            other,
          }));
  for (const { what, ...pair } of pairs) {
    const one = { ...message, [field]: pair.value };
    const other = { ...message, [field]: pair.other };
    if (findings(one).length > 0 || findings(other).length > 0) continue;
    const paths = await changesOf(trial, (isGiven) => callOf(isGiven ? one : other));
    assert.ok(paths.size > 0, `it makes no difference to the request whether ${field}${what}`);
  }
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
async function assertRefused(test: FieldTest, value: unknown): Promise<void> {
  const { trial, field, bases, calls, send } = test;
  const [base] = bases(value);
  const [callOf] = calls;
  if (!base || !callOf) return;
  const message = { ...base, [field]: value };
  const what = `${field}: ${JSON.stringify(value)}`;
  const before = await trial.requestCount();
  const error = await refusal(
    send(message, 'refuse'),
    `a message with ${what}, which is declared not to be kept,`,
  );
  assert.deepEqual([error.code, error.effect, error.field], ['unsupported', 'not_sent', field]);
  assert.equal(await trial.requestCount(), before, `${what} is refused, and a request has left all the same`);

  const first = trial.sentRequests().length;
  const received = (await trial.inbox(trial.bob)).received.length;
  await send(base, 'refuse');
  await send(base, 'refuse');
  const { warnings } = await send(message, 'warn');
  assert.ok(
    warnings.some((warning) => warning.code === 'unsupported' && warning.field === field),
    `${what} is left out without a warning`,
  );
  assert.equal((await trial.inbox(trial.bob)).received.length - received, 3);
  const [one, other, without] = trial.sentRequests().slice(first);
  assert.ok(one && other && without, 'a send made no request');
  const except = new Set([...differences(one, other), ...(await signaturePaths(trial, callOf(base)))]);
  const changed = [...differences(one, without, except)];
  assert.deepEqual(changed, [], `${what} is declared not to be kept, and changes the request`);
}

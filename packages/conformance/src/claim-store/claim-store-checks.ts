import assert from 'node:assert/strict';
import type { Claim, ClaimStore } from '@polychat/core';
import { text } from '../samples.ts';
import type { ClaimStoreCheck, CompleteSubject } from './claim-store-check.ts';

const key = 'event 7319';
/** How many ask at the same time. */
const crowd = 40;

function check(name: string, run: ClaimStoreCheck['run']): ClaimStoreCheck {
  return { name, run };
}

/** Takes a key that must be free, and returns the token. */
async function take(store: ClaimStore, value: string, ttlMs: number, of = key): Promise<string> {
  const claim = await store.claim(of, value, ttlMs);
  if (claim.status !== 'mine') return assert.fail('a key that nobody has cannot be claimed');
  assert.equal(typeof claim.token, 'string');
  assert.notEqual(claim.token, '', 'a claim has no token');
  return claim.token;
}

/** Fails unless somebody has the key, with this value. What it asks for would last for ever. */
async function assertTaken(store: ClaimStore, value: string, isComplete: boolean, of = key): Promise<void> {
  assert.deepEqual(await store.claim(of, 'another', 3_600_000), { status: 'existing', value, isComplete });
}

async function tokensOf(claims: readonly Promise<Claim>[]): Promise<readonly string[]> {
  return (await Promise.all(claims)).flatMap((claim) => (claim.status === 'mine' ? [claim.token] : []));
}

/** Claims of one key from both sides at once. */
function claimsAtOnce({ store, other, ttlMs }: CompleteSubject): readonly Promise<Claim>[] {
  return Array.from({ length: crowd }, (_, index) =>
    (index % 2 === 0 ? store : other).claim(key, `value ${index}`, ttlMs),
  );
}

/** Values and keys with what careless stores break. */
const strange: readonly string[] = [
  '',
  ' ',
  'a:b:c',
  '{tag}',
  '%20&\n\r\t"quoted"\\',
  '0',
  'null',
  '__proto__',
  'Grüße 漢字 😀',
  JSON.stringify(text),
  'x'.repeat(10_000),
];

/** What every claim store must do, in one process or in many. */
export const claimStoreChecks: readonly ClaimStoreCheck[] = [
  check('a key that nobody has is claimed, and then it is taken', async ({ store, other, ttlMs }) => {
    await take(store, 'first', ttlMs);
    await assertTaken(store, 'first', false);
    await assertTaken(other, 'first', false);
  }),

  check('of many claims at once exactly one is mine, and the others find it', async (subject) => {
    const claims = await Promise.all(claimsAtOnce(subject));
    const mine = claims.flatMap((claim, index) => (claim.status === 'mine' ? [index] : []));
    assert.equal(mine.length, 1, `${mine.length} claims of one key are mine`);
    for (const claim of claims) {
      if (claim.status === 'mine') continue;
      assert.deepEqual(claim, { status: 'existing', value: `value ${mine[0]}`, isComplete: false });
    }
  }),

  check('of many claims at once of a key that has ended exactly one is mine', async (subject) => {
    await take(subject.store, 'first', subject.ttlMs);
    await subject.advance(subject.ttlMs + 1);
    assert.equal((await tokensOf(claimsAtOnce(subject))).length, 1);
  }),

  check('claims of different keys have nothing to do with each other', async ({ store, other, ttlMs }) => {
    const keys = Array.from({ length: crowd }, (_, index) => `key ${index}`);
    const tokens = await tokensOf(keys.map((each) => store.claim(each, `value of ${each}`, ttlMs)));
    assert.equal(tokens.length, crowd);
    assert.equal(await store.release('key 0', tokens[0] ?? ''), true);
    for (const each of keys.slice(1)) await assertTaken(other, `value of ${each}`, false, each);
  }),

  check('a claim ends after its time, and not before', async ({ store, advance, ttlMs }) => {
    await take(store, 'first', ttlMs);
    await advance(ttlMs / 2);
    await assertTaken(store, 'first', false);
    await advance(ttlMs / 2 + 1);
    await take(store, 'second', ttlMs);
    await assertTaken(store, 'second', false);
  }),

  check('asking for a key does not make its claim last longer', async ({ store, other, advance, ttlMs }) => {
    await take(store, 'first', ttlMs);
    for (let time = 0; time < 4; time += 1) {
      await advance(ttlMs / 5);
      await assertTaken(other, 'first', false);
    }
    await advance(ttlMs / 5 + 1);
    await take(other, 'second', ttlMs);
  }),

  check('a claim that is complete keeps what it was completed with', async ({ store, other, ttlMs }) => {
    const token = await take(store, 'under way', ttlMs);
    assert.equal(await store.complete(key, token, 'done', ttlMs), true);
    await assertTaken(store, 'done', true);
    await assertTaken(other, 'done', true);
  }),

  check(
    'a claim that is complete ends after the time that completing gave it',
    async ({ store, advance, ttlMs }) => {
      const token = await take(store, 'under way', ttlMs);
      await advance(ttlMs / 2);
      await store.complete(key, token, 'done', 10 * ttlMs);
      await advance(9 * ttlMs);
      await assertTaken(store, 'done', true);
      await advance(ttlMs + 1);
      await take(store, 'second', ttlMs);
    },
  ),

  check(
    'a claim that is complete cannot be given back, nor completed again',
    async ({ store, other, ttlMs }) => {
      const token = await take(store, 'first', ttlMs);
      await store.complete(key, token, 'done', ttlMs);
      assert.equal(await store.release(key, token), false, 'what is done was given back, as if undone');
      assert.equal(await other.complete(key, token, 'done twice', ttlMs), false);
      await assertTaken(store, 'done', true);
    },
  ),

  check('a claim that is given back is free at once', async ({ store, other, ttlMs }) => {
    const token = await take(store, 'first', ttlMs);
    assert.equal(await store.release(key, token), true);
    await take(other, 'second', ttlMs);
    await assertTaken(store, 'second', false);
  }),

  check('a token works through any connection', async ({ store, other, ttlMs }) => {
    const token = await take(store, 'first', ttlMs);
    assert.equal(await other.complete(key, token, 'done', ttlMs), true);
    await assertTaken(store, 'done', true);
  }),

  check('a claim that has ended cannot be completed or given back', async ({ store, advance, ttlMs }) => {
    const token = await take(store, 'first', ttlMs);
    await advance(ttlMs + 1);
    assert.equal(await store.complete(key, token, 'too late', ttlMs), false);
    assert.equal(await store.release(key, token), false);
    await take(store, 'second', ttlMs);
  }),

  check(
    'the token of a claim that has ended does nothing to the next one',
    async ({ store, other, advance, ttlMs }) => {
      const stale = await take(store, 'first', ttlMs);
      await advance(ttlMs + 1);
      const token = await take(other, 'second', ttlMs);
      assert.notEqual(token, stale, 'two claims have one token');
      assert.equal(await store.complete(key, stale, 'stolen', ttlMs), false);
      assert.equal(await store.release(key, stale), false);
      await assertTaken(store, 'second', false);
      assert.equal(await other.complete(key, token, 'done', ttlMs), true);
    },
  ),

  check('a token that was given back, or never given, does nothing', async ({ store, ttlMs }) => {
    const token = await take(store, 'first', ttlMs);
    await store.release(key, token);
    const next = await take(store, 'second', ttlMs);
    for (const none of [token, '', 'guessed', `${next}x`]) {
      assert.equal(await store.complete(key, none, 'stolen', ttlMs), false);
      assert.equal(await store.release(key, none), false);
    }
    await assertTaken(store, 'second', false);
  }),

  check('a token opens its own key alone', async ({ store, ttlMs }) => {
    const token = await take(store, 'first', ttlMs);
    await take(store, 'other', ttlMs, 'another key');
    assert.equal(await store.release('another key', token), false);
    assert.equal(await store.complete('another key', token, 'stolen', ttlMs), false);
    await assertTaken(store, 'other', false, 'another key');
  }),

  check('of many who give back or complete one claim exactly one does', async ({ store, other, ttlMs }) => {
    const token = await take(store, 'first', ttlMs);
    const ends = await Promise.all(
      Array.from({ length: crowd }, (_, index) => {
        const side = index % 2 === 0 ? store : other;
        return index % 4 < 2 ? side.complete(key, token, 'done', ttlMs) : side.release(key, token);
      }),
    );
    assert.equal(ends.filter((isEnd) => isEnd).length, 1, 'a claim has ended more than once, or never');
  }),

  check('values come back as they were, whatever is in them', async ({ store, other, ttlMs }) => {
    for (const [index, value] of strange.entries()) {
      const of = `value ${index}`;
      const token = await take(store, value, ttlMs, of);
      await assertTaken(other, value, false, of);
      await store.complete(of, token, `${value}!`, ttlMs);
      await assertTaken(other, `${value}!`, true, of);
    }
  }),

  check('keys are told apart, whatever is in them', async ({ store, ttlMs }) => {
    const keys = [...strange, key, key.toUpperCase(), `${key} `, ` ${key}`];
    for (const [index, each] of keys.entries()) await take(store, `value ${index}`, ttlMs, each);
    for (const [index, each] of keys.entries()) await assertTaken(store, `value ${index}`, false, each);
  }),

  check('a store that is out of reach rejects, and says of no key that it is free', async (subject) => {
    const { store, other, ttlMs, disconnect } = subject;
    if (!disconnect) return;
    const token = await take(store, 'first', ttlMs);
    await disconnect();
    for (const side of [store, other]) {
      await assert.rejects(side.claim('a new key', 'value', ttlMs), 'a claim is granted by nobody');
      await assert.rejects(side.claim(key, 'value', ttlMs));
      await assert.rejects(side.complete(key, token, 'done', ttlMs));
      await assert.rejects(side.release(key, token));
    }
  }),
];

import assert from 'node:assert/strict';
import { family } from '../check.ts';
import { everyVendorCall } from '../every-call.ts';
import { identifier } from '../request-identity.ts';
import { settled, statusOf } from '../settled.ts';

/** How often each request was made, the most often first. */
function countsOf(requests: readonly string[]): readonly number[] {
  return [...Map.groupBy(requests, (request) => request).values()]
    .map((same) => same.length)
    .toSorted((one, other) => other - one);
}

/** What certainly did not happen is tried again, as the same request and not for ever. */
export const repeats = family('repeats', {
  'a call that came too fast is repeated, byte for byte, and arrives once': async (trial) => {
    const identityOf = await identifier(trial);
    for (const to of [[trial.bob], [trial.bob, trial.carol]]) {
      await trial.invite();
      const before = trial.sentRequests().length;
      const received = (await trial.inbox(trial.bob)).received.length;
      const calls = trial.directCalls(trial.message, to).length;
      await trial.fail({ kind: 'too_fast' });
      const outcome = await settled(trial.chat().sendDirect({ ...trial.message, to }));
      for (const userId of to) assert.equal(statusOf(outcome, userId).status, 'accepted');
      const requests = trial.sentRequests().slice(before).map(identityOf);
      assert.equal(requests.length, calls + 1, 'there are not exactly two attempts of one call');
      const [first = 0] = countsOf(requests);
      assert.equal(first, 2, 'the request changes between the attempts of a call');
      assert.equal((await trial.inbox(trial.bob)).received.length - received, 1);
    }
  },

  'a call that stays too fast fails as rate_limited after the last attempt': async (trial) => {
    await trial.invite();
    const maxAttempts = 3;
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      await trial.fail({ kind: 'too_fast' });
    }
    const chat = trial.chat({ retry: { maxAttempts, baseDelayMs: 1, maxDelayMs: 1 } });
    const outcome = await settled(chat.sendDirect({ ...trial.message, to: trial.bob }));
    const { status, problem } = statusOf(outcome, trial.bob);
    assert.deepEqual(
      [status, problem?.code, problem?.effect, problem?.transient],
      ['failed', 'rate_limited', 'rejected', true],
    );
    assert.equal(await trial.requestCount(), maxAttempts);
    assert.deepEqual((await trial.inbox(trial.bob)).received, []);
  },

  'whoever is refused for speed is said to be too fast': async (trial) => {
    await trial.invite();
    const { call } = trial.directCall(trial.message, [trial.bob]);
    await trial.fail({ kind: 'too_fast' });
    const { tooFast } = call.read(await trial.attempt(call), trial.attemptInfo());
    assert.ok(tooFast, 'the pacer does not learn that the vendor refuses for speed');
    const { tooFast: atRest } = call.read(await trial.attempt(call), trial.attemptInfo());
    assert.equal(atRest, undefined, 'a call that went well is said to be too fast');
  },

  'how long to wait is said as the vendor says it': async (trial) => {
    trial.needs(trial.double.saysRetryAfter, 'no Retry-After');
    await trial.invite();
    for (const retryAfterSeconds of [1, 7]) {
      const { call } = trial.directCall(trial.message, [trial.bob]);
      await trial.fail({ kind: 'too_fast', retryAfterSeconds });
      const { problem } = call.read(await trial.attempt(call), trial.attemptInfo());
      assert.equal(problem?.retryAfterMs, retryAfterSeconds * 1_000, 'Retry-After, in milliseconds');
      await trial.fail({ kind: 'too_fast', retryAfterSeconds });
      const chat = trial.chat({ retry: { maxAttempts: 1 } });
      const outcome = await settled(chat.sendDirect({ ...trial.message, to: trial.bob }));
      const { problem: told } = statusOf(outcome, trial.bob);
      assert.equal(told?.retryAfterMs, retryAfterSeconds * 1_000, 'what the caller learns');
    }
  },

  'a refused signature is made anew, once': async (trial) => {
    await trial.invite();
    await trial.fail({ kind: 'signature_refused' });
    const outcome = await settled(trial.chat().sendDirect({ ...trial.message, to: trial.bob }));
    assert.equal(statusOf(outcome, trial.bob).status, 'accepted');
    assert.equal(await trial.requestCount(), 2);
    for (let time = 0; time < 3; time += 1) await trial.fail({ kind: 'signature_refused' });
    const refused = await settled(trial.chat().sendDirect({ ...trial.message, to: trial.carol }));
    const { status, problem } = statusOf(refused, trial.carol);
    assert.deepEqual([status, problem?.code, problem?.effect], ['failed', 'unauthenticated', 'rejected']);
    assert.equal(await trial.requestCount(), 4, 'a signature that stays refused is not tried exactly twice');
  },

  'a call has one body, whenever it is asked for': async (trial) => {
    for (const call of everyVendorCall(trial, trial.message)) {
      const first = call.body();
      for (const renewSignature of [false, true]) {
        await trial.double.advance(1_500);
        await call.target(await trial.signContext(call, { renewSignature }));
        assert.deepEqual(call.body(), first, `the body of ${call.endpoint} changes between attempts`);
      }
    }
  },

  "a call's type of content stands with its body, and in no header of its own": async (trial) => {
    for (const call of everyVendorCall(trial, trial.message)) {
      const { headers, method } = await call.target(await trial.signContext(call));
      const names = Object.keys(headers).map((name) => name.toLowerCase());
      assert.ok(!names.includes('content-type'), `${call.endpoint} sets content-type`);
      const body = call.body();
      assert.ok(body === undefined || body.contentType !== '', `the body of ${call.endpoint} has no type`);
      assert.ok(method !== 'GET' || body === undefined, `${call.endpoint} has a body, and GET has none`);
    }
  },
});

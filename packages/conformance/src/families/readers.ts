import assert from 'node:assert/strict';
import type { HttpReply } from '@polychat/core';
import { family } from '../check.ts';
import { everyCall } from '../every-call.ts';
import { readReplyOf } from '../read-result.ts';
import { mutatedReplies } from '../reply-mutations.ts';
import { rareText } from '../samples.ts';
import { createRandom } from '../seeded-random.ts';
import type { Trial } from '../trial.ts';
import type { TrialCall } from '../trial-call.ts';
import type { DoubleFault } from '../vendor-double.ts';

const page = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';
const statuses = [200, 201, 204, 301, 400, 401, 403, 404, 408, 429, 500, 502, 503, 504];

interface Answered {
  readonly planned: TrialCall;
  readonly good: HttpReply;
}

/** Every kind of call, each with the reply that the double gave to it. */
async function replies(trial: Trial): Promise<readonly Answered[]> {
  await trial.invite();
  const all: Answered[] = [];
  for (const planned of everyCall(trial, trial.message)) {
    all.push({ planned, good: await trial.attempt(planned.call) });
  }
  return all;
}

/** Fails where a reply that is not the vendor's is taken for certain. */
function assertUnclear(trial: Trial, planned: TrialCall, reply: HttpReply): void {
  const { result, list } = readReplyOf(trial, planned, reply);
  const what = `${planned.call.endpoint}, status ${reply.status}, ${JSON.stringify(reply.text.slice(0, 200))}`;
  const isCertain = (trial.double.notCarriedOut ?? []).includes(reply.status);
  if (!isCertain) assert.equal(result.problem?.effect, 'unknown', `not unclear: ${what}`);
  assert.ok(result.problem, `taken for good: ${what}`);
  assert.deepEqual([list.accepted, list.shared], [[], undefined], `somebody is accepted by ${what}`);
  for (const { problem } of list.failed) {
    assert.ok(isCertain || problem.effect === 'unknown', `somebody has failed by ${what}`);
  }
}

/** Any reply whatsoever becomes a result. */
export const readers = family('readers', {
  "a proxy's page is unclear, whatever its status": async (trial) => {
    for (const { planned } of await replies(trial)) {
      for (const status of statuses) {
        assertUnclear(trial, planned, { status, headers: { 'content-type': 'text/html' }, text: page });
      }
    }
  },

  'a reply that was cut off is unclear, wherever it was cut': async (trial) => {
    for (const { planned, good } of await replies(trial)) {
      for (let length = 0; length < good.text.length; length += 1) {
        assertUnclear(trial, planned, { ...good, text: good.text.slice(0, length) });
      }
    }
  },

  'JSON that is no reply is unclear': async (trial) => {
    for (const { planned, good } of await replies(trial)) {
      for (const json of [null, [], 1, true, 'ok', [[]], { nested: { deeply: [] } }]) {
        assertUnclear(trial, planned, { ...good, text: JSON.stringify(json) });
      }
    }
  },

  'no reply makes a reader throw, or read what is no result': async (trial) => {
    for (const { planned, good } of await replies(trial)) {
      for (const changed of mutatedReplies(good.text)) {
        for (const status of [good.status, 500])
          readReplyOf(trial, planned, { ...good, status, text: changed });
      }
    }
  },

  'no bytes make a reader throw': async (trial) => {
    const random = createRandom(3);
    for (const { planned, good } of await replies(trial)) {
      for (let time = 0; time < 300; time += 1) {
        const bytes = Uint8Array.from({ length: random() % 64 }, () => random() % 256);
        const noise = new TextDecoder().decode(bytes);
        const at = random() % Math.max(1, good.text.length);
        const status = statuses[random() % statuses.length] ?? 200;
        const mixed = good.text.slice(0, at) + noise + good.text.slice(at + bytes.length);
        readReplyOf(trial, planned, { status, headers: {}, text: noise });
        readReplyOf(trial, planned, { ...good, text: mixed });
      }
    }
  },

  'no header makes a reader throw': async (trial) => {
    for (const { planned, good } of await replies(trial)) {
      for (const value of ['', ' ', '-1', '1e9', 'soon', '\u0001', 'x'.repeat(10_000)]) {
        const names = [...Object.keys(good.headers), 'retry-after', 'content-type', 'date'];
        const headers = Object.fromEntries(names.map((name) => [name, value]));
        for (const status of [good.status, 429, 503])
          readReplyOf(trial, planned, { ...good, status, headers });
      }
    }
  },

  'a reply names only those who were asked for': async (trial) => {
    for (const { planned, good } of await replies(trial)) {
      const asked = new Set(planned.items.map(({ id }) => id));
      const { accepted, failed } = readReplyOf(trial, planned, good).list;
      const named = [...accepted, ...failed].map(({ id }) => id);
      assert.deepEqual(
        named.filter((id) => !asked.has(id)),
        [],
        `a reply to ${planned.call.endpoint} is read as naming somebody who was not asked for`,
      );
    }
  },

  "nothing of the vendor's words or ids is kept that did not go through the redaction": async (trial) => {
    await trial.invite();
    const faults: readonly DoubleFault[] = [
      { kind: 'refused', words: `"${rareText}" is not allowed here` },
      { kind: 'recipient_refused', userId: trial.bob },
      { kind: 'too_fast' },
      { kind: 'internal_error', when: 'before' },
      { kind: 'signature_refused' },
    ];
    for (const fault of faults) {
      for (const to of [[trial.bob], [trial.bob, trial.carol]]) {
        const planned = trial.directCall(trial.message, to);
        await trial.fail(fault);
        const reply = await trial.attempt(planned.call);
        const { problem } = readReplyOf(trial, planned, reply).result;
        assert.ok(
          !problem?.message.includes(rareText),
          `the vendor's words stand in the problem's own message`,
        );
      }
    }
  },
});

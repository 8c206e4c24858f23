import assert from 'node:assert/strict';
import type { HttpReply, ResultIds } from '@polychat/core';
import fc from 'fast-check';
import { family } from '../check.ts';
import { everyCall } from '../every-call.ts';
import { everyReply, proxyPage, refusals } from '../every-reply.ts';
import { readReplyOf, type Said } from '../read-result.ts';
import { repliesLike } from '../reply-arbitraries.ts';
import { mutatedReplies } from '../reply-mutations.ts';
import { rareText } from '../samples.ts';
import { settled, statusOf } from '../settled.ts';
import type { Trial } from '../trial.ts';
import type { TrialCall } from '../trial-call.ts';

const statuses = [200, 201, 204, 301, 400, 401, 403, 404, 408, 429, 500, 502, 503, 504];
/** So many replies are made up for each kind of call. */
const madeUp = 300;

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
  assert.ok(result.problem, `read as success: ${what}`);
  assert.deepEqual([list.accepted, list.shared], [[], undefined], `somebody is accepted by ${what}`);
  for (const { problem } of list.failed) {
    assert.ok(isCertain || problem.effect === 'unknown', `somebody has failed by ${what}`);
  }
}

/** Whether a reply can have a body with this status. To a call that is answered without one, none is looked at. */
const canHaveBody = (status: number, good: HttpReply) =>
  status !== 204 && !(good.text === '' && status === good.status);

/** What holds of the result of any reply, whoever made it up. */
function assertSane(trial: Trial, planned: TrialCall, good: readonly HttpReply[], reply: HttpReply): void {
  const said = readReplyOf(trial, planned, reply);
  const { result, list } = said;
  assert.deepEqual(readReplyOf(trial, planned, reply).result, result, 'the same reply is read in two ways');
  const isOfSuccess = reply.status < 300 || good.some(({ status }) => status === reply.status);
  const isBelievable = isOfSuccess && (isJson(reply.text) || good.some(({ text }) => text === ''));
  assert.ok(!isGood(said) || isBelievable, 'what is no good reply is read as one');
  const { sentAt } = (list.shared ?? {}) as ResultIds;
  assert.ok(sentAt === undefined || (Number.isSafeInteger(sentAt) && sentAt > 0), 'sentAt is no time');
  if (!result.refused) return;
  assert.deepEqual(list.failed, [], 'a call whose signature was refused has looked at nobody');
  assert.deepEqual([result.problem?.code, result.problem?.effect], ['unauthenticated', 'rejected']);
}

/** Whether somebody, or the call as a whole, was accepted. */
function isGood({ result, list }: Said): boolean {
  return list.accepted.length > 0 || !result.problem;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Any reply whatsoever becomes a result. */
export const readers = family('readers', {
  "a proxy's page is unclear, whatever its status": async (trial) => {
    for (const { planned, good } of await replies(trial)) {
      for (const status of statuses.filter((each) => canHaveBody(each, good))) {
        assertUnclear(trial, planned, { ...proxyPage, status });
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

  'a good body is not believed at a status that is none of success': async (trial) => {
    for (const { planned, good } of await replies(trial)) {
      if (!isGood(readReplyOf(trial, planned, good))) continue;
      for (const status of statuses.filter((each) => each >= 300 && each !== good.status)) {
        assertUnclear(trial, planned, { ...good, status });
      }
    }
  },

  'a refusal is not taken for success, whatever its status': async (trial) => {
    for (const { planned, good } of await replies(trial)) {
      if (!canHaveBody(good.status, good)) continue;
      for (const reply of (await everyReply(trial, planned.call)).slice(0, -1)) {
        const said = readReplyOf(trial, planned, { ...reply, status: good.status });
        assert.ok(!isGood(said), `${planned.call.endpoint} reads as success: ${reply.text.slice(0, 200)}`);
      }
    }
  },

  'JSON that is no reply is unclear': async (trial) => {
    for (const { planned, good } of await replies(trial)) {
      if (!canHaveBody(good.status, good)) continue;
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

  'a reply that somebody made up is read as what it is, in one way': async (trial) => {
    for (const { planned, good } of await replies(trial)) {
      // A copy may be answered otherwise than the first.
      const seen = [good, ...(await everyReply(trial, planned.call, planned.items))];
      const allGood = seen.filter((reply) => isGood(readReplyOf(trial, planned, reply)));
      fc.assert(
        fc.property(repliesLike([...seen, ...(trial.subject.replies ?? [])]), (reply) =>
          assertSane(trial, planned, allGood, reply),
        ),
        // What fails once fails each time.
        { numRuns: madeUp, seed: 7_319 },
      );
    }
  },

  'whatever is replied, every recipient is in exactly one list': async (trial) => {
    await trial.invite();
    const to = [trial.bob, trial.stranger, trial.carol];
    const planned = trial.directCall(trial.message, to);
    const seen = await everyReply(trial, planned.call, planned.items);
    let made: HttpReply | undefined;
    const chat = trial.chat({
      retry: { maxAttempts: 1 },
      transport: {
        send: async (request, options) =>
          made && !trial.isForToken(request) ? made : trial.transport.send(request, options),
      },
    });
    await fc.assert(
      fc.asyncProperty(repliesLike([...seen, ...(trial.subject.replies ?? [])]), async (reply) => {
        made = reply;
        const outcome = await settled(chat.sendDirect({ ...trial.message, to }));
        for (const userId of to) statusOf(outcome, userId);
      }),
      { numRuns: madeUp, seed: 7_319 },
    );
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
    for (const fault of refusals(trial, trial.bob)) {
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

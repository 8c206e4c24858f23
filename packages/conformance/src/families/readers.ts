import assert from 'node:assert/strict';
import { type HttpReply, type Problem, problemCodes } from '@polychat/core';
import type { CallResult, VendorCall } from '@polychat/core/adapter';
import { family } from '../check.ts';
import { ann, bob, carol, invite, stranger } from '../people.ts';
import { text } from '../samples.ts';
import { createRandom } from '../seeded-random.ts';
import type { Trial } from '../trial.ts';

const message = { from: ann, content: text };
const page = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';
const statuses = [200, 201, 204, 301, 400, 401, 403, 404, 408, 429, 500, 502, 503, 504];
const odd: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  0.5,
  1e21,
  '',
  'x',
  '9007199254740993',
  [],
  {},
  [null],
  [[]],
];

interface Reply {
  readonly call: VendorCall;
  readonly good: string;
}

/** Every kind of call, each with the reply that the double gave to it. */
async function replies(trial: Trial): Promise<readonly Reply[]> {
  await invite(trial);
  const { broadcast } = trial.adapter.capabilities;
  const calls = [
    trial.directCall(message, [bob]),
    trial.directCall(message, [bob, stranger, carol]),
    trial.directCall(message, [stranger]),
    trial.usersCall([{ userId: bob }]),
    trial.usersCall([{ userId: bob }, { userId: 'newcomer' }]),
    ...(broadcast.audiences.online === 'yes'
      ? [trial.broadcastCall({ ...message, audience: 'online' as const })]
      : []),
  ];
  const all: Reply[] = [];
  for (const call of calls) all.push({ call, good: (await trial.attempt(call)).text });
  return all;
}

/** Reads a reply. Fails where the reader throws, or returns what is no reading. */
function read(call: VendorCall, reply: HttpReply): CallResult {
  const what = `${call.endpoint}, status ${reply.status}, ${JSON.stringify(reply.text.slice(0, 300))}`;
  let reading: CallResult;
  try {
    reading = call.read(reply);
  } catch (error) {
    return assert.fail(`the reader throws ${String(error)} for ${what}`);
  }
  if (reading.problem) assertProblem(reading.problem, what);
  for (const { userId, problem } of reading.failed) {
    assert.equal(typeof userId, 'string', `failed without a user id: ${what}`);
    assertProblem(problem, what);
  }
  for (const details of [...reading.accepted, reading.shared ?? {}]) {
    if ('userId' in details)
      assert.equal(typeof details.userId, 'string', `accepted without a user id: ${what}`);
    for (const id of ['messageId', 'sequence', 'taskId', 'requestId'] as const) {
      const value = details[id];
      assert.ok(
        value === undefined || (typeof value === 'string' && value !== ''),
        `${id} is no id: ${what}`,
      );
    }
    assert.ok(details.sentAt === undefined || Number.isFinite(details.sentAt), `sentAt is no time: ${what}`);
  }
  return reading;
}

function assertProblem(problem: Problem, what: string): void {
  assert.ok(problemCodes.includes(problem.code), `${problem.code} is no code of ours: ${what}`);
  assert.ok(
    problem.effect === 'rejected' || problem.effect === 'unknown',
    `what was answered is not "${problem.effect}": ${what}`,
  );
  assert.equal(typeof problem.message, 'string', what);
  assert.ok(Object.isFrozen(problem), `a problem that many share can be changed: ${what}`);
  assert.deepEqual(JSON.parse(JSON.stringify(problem)), problem, `a problem is no plain data: ${what}`);
}

/** Fails where a reply that is not the vendor's is taken for certain. */
function assertUnclear(call: VendorCall, reply: HttpReply): void {
  const { problem, accepted, failed } = read(call, reply);
  const what = `${call.endpoint}, status ${reply.status}, ${JSON.stringify(reply.text.slice(0, 200))}`;
  assert.equal(problem?.effect, 'unknown', `not unclear: ${what}`);
  assert.deepEqual(accepted, [], `somebody is accepted by ${what}`);
  for (const each of failed) assert.equal(each.problem.effect, 'unknown', `somebody has failed by ${what}`);
}

/** The JSON with one of its values replaced or taken away, for every value in it. */
function* mutations(value: unknown): Generator<unknown> {
  yield* odd;
  if (Array.isArray(value)) {
    yield [...value, ...value];
    for (const [index, item] of value.entries()) {
      yield value.toSpliced(index, 1);
      for (const changed of mutations(item)) yield value.with(index, changed);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      const { [name]: _, ...rest } = value as Readonly<Record<string, unknown>>;
      yield rest;
      for (const changed of mutations(member)) yield { ...value, [name]: changed };
    }
  }
}

/** Any reply whatsoever becomes a reading. */
export const readers = family('readers', {
  "a proxy's page is unclear, whatever its status": async (trial) => {
    for (const { call } of await replies(trial)) {
      for (const status of statuses) assertUnclear(call, { status, text: page });
    }
  },

  'a reply that was cut off is unclear, wherever it was cut': async (trial) => {
    for (const { call, good } of await replies(trial)) {
      for (let length = 0; length < good.length; length += 1) {
        assertUnclear(call, { status: 200, text: good.slice(0, length) });
      }
    }
  },

  'JSON that is no reply is unclear': async (trial) => {
    for (const { call } of await replies(trial)) {
      for (const json of [null, [], 1, true, 'ok', [[]], { nested: { deeply: [] } }]) {
        assertUnclear(call, { status: 200, text: JSON.stringify(json) });
      }
    }
  },

  'no reply makes a reader throw, or read what is no reading': async (trial) => {
    for (const { call, good } of await replies(trial)) {
      for (const changed of mutations(JSON.parse(good))) {
        for (const status of [200, 500]) read(call, { status, text: JSON.stringify(changed) });
      }
    }
  },

  'no bytes make a reader throw': async (trial) => {
    const random = createRandom(3);
    for (const { call, good } of await replies(trial)) {
      for (let time = 0; time < 300; time += 1) {
        const bytes = Uint8Array.from({ length: random() % 64 }, () => random() % 256);
        const noise = new TextDecoder().decode(bytes);
        const at = random() % good.length;
        read(call, { status: statuses[random() % statuses.length] ?? 200, text: noise });
        read(call, { status: 200, text: good.slice(0, at) + noise + good.slice(at + bytes.length) });
      }
    }
  },

  'a reply names only those who were asked for': async (trial) => {
    for (const { call, good } of await replies(trial)) {
      const asked = new Set(call.recipients);
      const { accepted, failed } = read(call, { status: 200, text: good });
      const named = [...accepted, ...failed].map(({ userId }) => userId);
      assert.deepEqual(
        named.filter((userId) => !asked.has(userId)),
        [],
        `a reply to ${call.endpoint} is read as naming somebody who was not asked for`,
      );
    }
  },
});

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { HttpReply } from '@polychat/core';
import type { HttpTarget, PlanContext, SignContext, VendorCall } from '@polychat/core/adapter';
import { family } from '../check.ts';
import { conversationKinds } from '../conversation-kind.ts';
import { everyCall, everyVendorCall } from '../every-call.ts';
import { everyReply, proxyPage } from '../every-reply.ts';
import { text } from '../samples.ts';
import { reaches } from '../support.ts';
import { touchedBy } from '../surroundings.ts';
import type { Trial } from '../trial.ts';

/** A context that is the same whenever it is asked. */
const fixed: PlanContext = {
  now: () => 1_750_000_000_000,
  random: () => 4_711,
  counter: () => 1_750_000_000_001,
  items: 2,
};

/** The same for a signature. */
const signContext: SignContext = {
  now: fixed.now(),
  random: fixed.random,
  renewSignature: false,
  sessionToken: 'a-token-of-a-session',
};

const anHour = 3_600_000;

/** Fails where a text tells the time that it is, and not the one that was given. */
function assertNotNow(text: string, what: string): void {
  const now = Date.now();
  for (const [digits] of text.matchAll(/\d{10,16}/g)) {
    for (const unitMs of [1, 1_000, 1 / 1_000]) {
      const told = Math.abs(Number(digits) * unitMs - now) < anHour;
      assert.ok(!told, `${what} tells the time of a clock that was not given`);
    }
  }
}

interface Answered {
  readonly call: VendorCall<unknown>;
  readonly replies: readonly HttpReply[];
}

/** Every kind of call with replies of every kind. */
async function answered(trial: Trial): Promise<readonly Answered[]> {
  await trial.invite();
  const all: Answered[] = [];
  for (const call of everyVendorCall(trial, trial.message)) {
    all.push({ call, replies: [proxyPage, ...(await everyReply(trial, call))] });
  }
  return all;
}

function planEverything(trial: Trial, context: PlanContext): readonly VendorCall<unknown>[] {
  const { plan, session, capabilities } = trial.adapter;
  return [
    trial.directCall(trial.message, [trial.bob], context).call,
    trial.directCall(trial.message, [trial.bob, trial.carol], context).call,
    ...(plan.users ? [trial.usersCall([{ userId: trial.bob, name: 'Bob' }], context).call] : []),
    ...(reaches(capabilities, 'online')
      ? [trial.audienceCall({ ...trial.message, audience: 'online' }, context).call]
      : []),
    ...conversationKinds
      .filter((kind) => plan[kind] !== undefined)
      .map((kind) => trial.conversationCall(kind, trial.message, context).call),
    ...(session ? [session.call(context)] : []),
  ];
}

/** An adapter is a function of what it is given. */
export const purity = family('purity', {
  'the same reply read twice gives the same result': async (trial) => {
    for (const { call, replies } of await answered(trial)) {
      const attempt = trial.attemptInfo();
      const first = replies.map((reply) => call.read(reply, attempt));
      const again = replies.toReversed().map((reply) => call.read(reply, attempt));
      for (const [index, result] of first.entries()) {
        assert.deepEqual(
          again.at(-1 - index),
          result,
          `${call.endpoint} reads one reply twice, and says something else`,
        );
      }
    }
  },

  'the same context makes the same plan': (trial) => {
    const [one, other] = [planEverything(trial, fixed), planEverything(trial, fixed)];
    for (const [index, call] of one.entries()) {
      assert.deepEqual(other[index]?.body(), call.body(), `${call.endpoint} is planned twice, and differs`);
    }
  },

  'the same context makes the same signature': async (trial) => {
    for (const renewSignature of [false, true]) {
      const signed = async () => {
        const targets: HttpTarget[] = [];
        for (const call of planEverything(trial, fixed)) {
          targets.push(await call.target({ ...signContext, renewSignature }));
        }
        return targets;
      };
      const first = await signed();
      // A clock that somebody holds on to shows in the time that it tells, or in a signature that differs later.
      // The time comes first: whether a second has passed between two signatures is chance.
      for (const target of first) assertNotNow(JSON.stringify(target), 'a signature');
      await pause(3);
      assert.deepEqual(await signed(), first, 'a call is signed twice in one context, and differs');
    }
    for (const call of planEverything(trial, fixed)) {
      assertNotNow(call.body()?.text ?? '', `the body of ${call.endpoint}`);
    }
  },

  'planning touches no clock, timer, random numbers or network of its own': async (trial) => {
    const touched = await touchedBy(() => {
      for (const call of planEverything(trial, fixed)) {
        call.body();
        call.describe();
      }
    });
    assert.deepEqual(touched, [], `planning uses ${touched.join(', ')}`);
  },

  'signing touches no clock, timer, random numbers or network of its own': async (trial) => {
    for (const call of planEverything(trial, trial.context(2))) {
      for (const renewSignature of [false, true]) {
        const context = await trial.signContext(call, { renewSignature });
        const touched = await touchedBy(() => call.target(context));
        assert.deepEqual(touched, [], `signing ${call.endpoint} uses ${touched.join(', ')}`);
      }
    }
  },

  'reading touches no clock, timer, random numbers or network of its own': async (trial) => {
    for (const { call, replies } of await answered(trial)) {
      for (const reply of replies) {
        const attempt = trial.attemptInfo();
        const touched = await touchedBy(() => call.read(reply, attempt));
        assert.deepEqual(touched, [], `reading a reply to ${call.endpoint} uses ${touched.join(', ')}`);
      }
    }
  },

  'planning, signing and reading change nothing that they are given': async (trial) => {
    await trial.invite();
    const content = Object.freeze({ ...text });
    const frozen = Object.freeze({ ...trial.message, content });
    const users = [Object.freeze({ userId: trial.bob })];
    if (trial.adapter.plan.users) trial.usersCall(Object.freeze(users)).call.body();
    trial.directCall(frozen, Object.freeze([trial.bob, trial.carol])).call.body();
    for (const { call } of everyCall(trial, frozen)) {
      await call.target(Object.freeze(await trial.signContext(call)));
    }
  },
});

import assert from 'node:assert/strict';
import type { GroupMessage } from '@polychat/core';
import type { Support } from '@polychat/core/adapter';
import { assertUnsupported } from '../arrived.ts';
import { leavesOf, wireLeavesOf } from '../leaves.ts';
import { changesOf } from '../request-changes.ts';
import { keepsField, supportOf } from '../support.ts';
import type { Destination, DestinationRules } from './destination.ts';

type Mentions = NonNullable<GroupMessage['mentions']>;
type Targets = NonNullable<GroupMessage['targets']>;

/** Whether a member of `mentions` or `targets` is declared. */
function has(support: Support | undefined, part: string): boolean {
  const declared = supportOf(support);
  return typeof declared === 'object' ? declared.only.includes(part) : declared === 'yes';
}

const supports = ({ trial }: Destination) => trial.adapter.capabilities.group;

/** Fails unless the members learn who is mentioned, as far as the double tells. */
async function assertMentioned(destination: Destination, mentions: Mentions): Promise<void> {
  const { trial } = destination;
  await destination.send({ mentions });
  for (const userId of trial.others) {
    const told = (await destination.received(userId)).at(-1)?.mentions;
    if (told) {
      const { everyone = false, users = [] } = mentions;
      assert.deepEqual(told, { everyone, users }, `whom the text names, for ${userId}`);
    } else trial.untested.push('whom a text names: the inbox does not tell');
  }
  const paths = await changesOf(trial, (isGiven) => destination.call(isGiven ? { mentions } : {}));
  assert.ok(paths.size > 0, 'it makes no difference to the request whom the text names');
  const said = wireLeavesOf(trial.sentRequests().at(-1)?.body);
  const lost = leavesOf(mentions.users ?? []).filter((leaf) => !said.has(leaf));
  assert.deepEqual(lost, [], 'of those whom the text names, these are in no request');
}

/** Fails unless exactly these members get a message that is for some of them. */
async function assertTargets(
  destination: Destination,
  targets: Targets,
  expected: readonly string[],
): Promise<void> {
  const { trial } = destination;
  const counts = async () =>
    Promise.all(trial.others.map(async (userId) => (await destination.received(userId)).length));
  const before = await counts();
  await destination.send({ targets });
  const got = (await counts()).map((count, index) => count - (before[index] ?? 0));
  assert.deepEqual(
    got,
    trial.others.map((userId) => (expected.includes(userId) ? 1 : 0)),
    `who of ${trial.others.join(', ')} got a message for ${JSON.stringify(targets)}`,
  );
}

/** What messages to groups have and those to rooms have not. */
export const groupRules: DestinationRules = {
  'users who are mentioned are named to the members, or a mention is refused': async (destination) => {
    const { trial } = destination;
    const what = 'a mention of users, which is not declared,';
    const one = { users: [trial.bob] };
    if (has(supports(destination)?.mentions, 'users')) {
      for (const mentions of [one, { users: [trial.carol, trial.bob] }]) {
        await assertMentioned(destination, mentions);
      }
    } else await assertUnsupported(trial, destination.send({ mentions: one }), what, /^mentions\b/);
  },

  'everyone can be mentioned, or that is refused': async (destination) => {
    const { trial } = destination;
    const support = supports(destination)?.mentions;
    const everyone = { everyone: true };
    const what = 'a mention of everyone, which is not declared,';
    if (has(support, 'everyone')) {
      await assertMentioned(destination, everyone);
      if (has(support, 'users')) await assertMentioned(destination, { everyone: true, users: [trial.bob] });
    } else await assertUnsupported(trial, destination.send({ mentions: everyone }), what, /^mentions\b/);
  },

  'whoever is not mentioned is not named': async (destination) => {
    const { trial } = destination;
    const support = supports(destination)?.mentions;
    trial.needs(has(support, 'users') || has(support, 'everyone'), 'no mentions');
    await destination.send();
    const told = (await destination.received(trial.bob))[0]?.mentions;
    if (told)
      assert.deepEqual(told, { everyone: false, users: [] }, 'a text without mentions names somebody');
    else trial.untested.push('whom a text names: the inbox does not tell');
  },

  'only those get a message whom it is for, or that is refused': async (destination) => {
    const { trial } = destination;
    const { bob, carol } = trial;
    if (has(supports(destination)?.targets, 'only')) {
      await assertTargets(destination, { only: [bob] }, [bob]);
      await assertTargets(destination, { only: [carol, bob] }, [bob, carol]);
    } else await assertNoTargets(destination, { only: [bob] });
  },

  'those do not get a message who are left out, or that is refused': async (destination) => {
    const { trial } = destination;
    const { bob, carol, dave } = trial;
    if (has(supports(destination)?.targets, 'except')) {
      await assertTargets(destination, { except: [bob] }, [carol, dave]);
      await assertTargets(destination, { except: [carol, bob] }, [dave]);
    } else await assertNoTargets(destination, { except: [bob] });
  },

  'a message for devices that are online is not kept for later': async (destination) => {
    const { trial, capabilities } = destination;
    trial.needs(keepsField(capabilities, 'timeToLive', 0), 'no timeToLive of 0');
    await trial.double.addUsers([trial.carol], 'offline');
    await destination.send({ timeToLive: 0 });
    const { length } = await destination.received(trial.carol);
    assert.equal(length, 0, 'with timeToLive: 0 a message waits for somebody who is offline');
    assert.equal((await destination.received(trial.bob)).length, 1);
  },
};

/** Who is not to get a message must not get it because the vendor cannot leave them out. */
async function assertNoTargets(destination: Destination, targets: Targets): Promise<void> {
  const { trial } = destination;
  const what = `${JSON.stringify(targets)}, which is not declared,`;
  for (const onUnsupported of ['refuse', 'warn'] as const) {
    const sending = destination.send({ targets }, { onUnsupported });
    await assertUnsupported(trial, sending, what, /^targets\b/);
  }
}

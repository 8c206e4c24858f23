import assert from 'node:assert/strict';
import type { MessageFields } from '@polychat/core';
import { contentTypes, type MessageCapabilities, type PlanFindings } from '@polychat/core/adapter';
import { family } from '../check.ts';
import { hasPath, withoutPaths } from '../paths.ts';
import type { AudienceFields } from '../planned-calls.ts';
import { fieldNames, fieldSamples, push, samples } from '../samples.ts';
import { refusal } from '../settled.ts';
import { carries, reaches, supportOf } from '../support.ts';
import type { Trial } from '../trial.ts';

/** Every field that is kept, with a value that is kept. */
function keptFields(kind: MessageCapabilities): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    fieldNames.flatMap((field) => {
      const support = supportOf(kind.fields[field]);
      if (typeof support === 'object') return [[field, support.only[0]]];
      return support === 'no' ? [] : [[field, fieldSamples[field]]];
    }),
  );
}

/** Whether a message can go without a field. */
const canBeTakenOut = (path: string) => !/^(content|audience|from)\b/.test(path);

/**
 * The paths of the fields that cannot go together. Fails where one of them is not in the message, or where some are
 * left that cannot go together once they are taken out.
 */
function conflicts<Message extends object>(
  message: Message,
  plan: (message: Message) => PlanFindings,
): readonly string[] {
  const { problems, unsupported } = plan(message);
  const paths = unsupported.map(({ field }) => field);
  const given = Object.keys(message).join(', ');
  assert.deepEqual(problems, [], `fields that are all declared are refused as a mistake: ${given}`);
  for (const { field, reason } of unsupported) {
    assert.ok(hasPath(message, field), `${field} cannot be kept, and the message has none: ${given}`);
    assert.ok(reason.trim() !== '', `${field} cannot be kept, and nobody says why`);
  }
  const without = paths.filter(canBeTakenOut);
  if (without.length > 0) {
    const again = plan(withoutPaths(message, without)).unsupported.map(({ field }) => field);
    const others = paths.filter((path) => !canBeTakenOut(path));
    assert.deepEqual(again, others, `without ${without.join(', ')} there is more that cannot be kept`);
  }
  return paths;
}

/** All of the fields together, and each two of them. */
function combinations(fields: Readonly<Record<string, unknown>>): readonly object[] {
  const names = Object.keys(fields);
  const pairs = names.flatMap((one, index) =>
    names.slice(index + 1).map((other) => ({ [one]: fields[one], [other]: fields[other] })),
  );
  return [fields, ...pairs];
}

function messagesOf(trial: Trial, kind: MessageCapabilities): readonly MessageFields[] {
  const types = contentTypes.filter((type) => carries(kind, type));
  return types.flatMap((type) =>
    combinations(keptFields(kind)).map((fields) => ({ from: trial.ann, content: samples[type], ...fields })),
  );
}

/** What the vendor cannot keep in the company of the rest is named, and the message can go without it. */
export const conditions = family('conditions', {
  'fields that cannot go together are named, all at once': (trial) => {
    const { direct } = trial.adapter.capabilities;
    for (const message of direct ? messagesOf(trial, direct) : []) {
      conflicts(message, (fields) => trial.planDirect(fields));
    }
  },

  'fields of a broadcast that cannot go together are named, all at once': (trial) => {
    const { capabilities } = trial.adapter;
    const { audience } = capabilities;
    for (const name of ['online', 'everyone', 'push_only'] as const) {
      if (!audience || !reaches(capabilities, name)) continue;
      for (const { timeToLive, push: _, ...message } of messagesOf(trial, audience)) {
        // Our own rules: who is online needs no push, and nothing waits for them.
        const isAllowed = timeToLive !== undefined && (name !== 'online' || timeToLive === 0);
        const others = { ...(name !== 'online' && { push }), ...(isAllowed && { timeToLive }) };
        conflicts<AudienceFields>({ ...message, ...others, audience: name }, (fields) =>
          trial.planAudience(fields),
        );
      }
    }
  },

  'a message with all fields together is refused with the first, or goes without them': async (trial) => {
    await trial.invite();
    const { direct } = trial.adapter.capabilities;
    const chat = trial.chat();
    for (const type of contentTypes) {
      if (!direct || !carries(direct, type)) continue;
      const kept = keptFields(direct);
      // A vendor that discards copies would take the second message with a key for one.
      const key = 'idempotencyKey' in kept && { idempotencyKey: `key of ${type}` };
      const fields = { from: trial.ann, content: samples[type], ...kept, ...key };
      const paths = conflicts<MessageFields>(fields, (each) => trial.planDirect(each));
      const before = await trial.requestCount();
      if (paths.length > 0) {
        const error = await refusal(
          chat.sendDirect({ ...fields, to: trial.bob }),
          `${type} with ${paths.join(', ')}`,
        );
        assert.deepEqual([error.code, error.effect], ['unsupported', 'not_sent']);
        assert.ok(
          paths.includes(String(error.field)),
          `${error.field} is refused, and not ${paths.join(', ')}`,
        );
        assert.equal(await trial.requestCount(), before);
        if (!paths.every(canBeTakenOut)) continue;
      }
      const { accepted, warnings } = await chat.sendDirect(
        { ...fields, to: trial.bob },
        { onUnsupported: 'warn' },
      );
      assert.equal(accepted.length, 1);
      const leftOut = warnings.filter(({ code }) => code === 'unsupported').map(({ field }) => field);
      assert.deepEqual(leftOut.toSorted(), paths.toSorted(), 'what is left out of the message');
    }
  },
});

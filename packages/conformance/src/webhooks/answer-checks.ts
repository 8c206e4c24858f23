import assert from 'node:assert/strict';
import {
  allow,
  allowExcept,
  drop,
  refuse,
  replace,
  type Verdict,
  type WebhookAnswer,
  type WebhookItem,
} from '@polychat/core/webhooks';
import type { WebhookSourceCheck } from './webhook-check.ts';
import type { WebhookTrial } from './webhook-trial.ts';

function check(name: string, run: WebhookSourceCheck['run']): WebhookSourceCheck {
  return { name, run };
}

/** One of each verdict. */
const verdicts: readonly Verdict[] = [
  allow(),
  allowExcept(['somebody']),
  refuse(),
  drop(),
  replace({ content: { type: 'text', text: 'another' }, metadata: 'other' }),
];

/** The samples that ask, with what they ask about. */
async function questionsOf(trial: WebhookTrial): Promise<readonly (readonly [string, WebhookItem])[]> {
  const questions: [string, WebhookItem][] = [];
  for (const sample of trial.subject.samples) {
    const { kind, items } = await trial.believed(sample);
    if (kind === 'veto' && items[0]) questions.push([sample.name, items[0]]);
  }
  return questions;
}

function assertAnswer({ status = 200, body }: WebhookAnswer, name: string): void {
  assert.ok(status >= 200 && status < 300, `${name}: status ${status} is no answer that a vendor reads`);
  if (body !== undefined) assert.doesNotThrow(() => JSON.parse(body), `${name}: the answer is no JSON`);
}

/** How a source answers. */
export const answerChecks: readonly WebhookSourceCheck[] = [
  check('an event that tells is acknowledged', async ({ source }) => {
    assertAnswer(source.acknowledge(), 'acknowledge');
    assert.deepEqual(source.acknowledge(), source.acknowledge());
  }),

  check('every question can be allowed and refused, and these are two answers', async (trial) => {
    for (const [name, item] of await questionsOf(trial)) {
      const [allowed, refused] = [trial.source.answer(item, allow()), trial.source.answer(item, refuse())];
      assertAnswer(allowed, name);
      assertAnswer(refused, name);
      assert.notDeepEqual(allowed, refused, `${name}: allowed and refused are the same answer`);
    }
  }),

  check('a verdict that is not declared is refused with a RangeError that names a field', async (trial) => {
    for (const [name, item] of await questionsOf(trial)) {
      const declared = trial.source.events[item.event.type]?.verdicts ?? [];
      for (const verdict of verdicts.filter(({ verdict }) => !declared.includes(verdict))) {
        const answer = () => trial.source.answer(item, verdict);
        assert.throws(answer, RangeError, `${name}: ${verdict.verdict} is answered, and not declared`);
        assert.throws(answer, /^RangeError: [\w.]+: \S/, `${name}: the error names no field`);
      }
    }
  }),

  check('every verdict that is declared can be carried out at one question at least', async (trial) => {
    const done = new Set<string>();
    for (const [name, item] of await questionsOf(trial)) {
      for (const verdict of verdicts) {
        const answer = answerOf(trial, item, verdict);
        if (!answer) continue;
        assertAnswer(answer, `${name}: ${verdict.verdict}`);
        done.add(`${item.event.type}: ${verdict.verdict}`);
      }
    }
    const declared = Object.entries(trial.source.events).flatMap(([type, { verdicts: possible = [] }]) =>
      possible.map((verdict) => `${type}: ${verdict}`),
    );
    assert.deepEqual([...done].sort(), declared.sort(), 'verdicts are declared that cannot be carried out');
  }),

  check(
    'an event that asks says what happens when nobody answers; one that tells does not',
    async ({ source }) => {
      for (const [type, { verdicts: possible, unanswered }] of Object.entries(source.events)) {
        assert.equal(
          unanswered !== undefined,
          possible !== undefined,
          `${type}: unanswered goes with verdicts`,
        );
        if (!possible) continue;
        assert.ok(
          possible.includes('allow') && possible.includes('refuse'),
          `${type}: allow and refuse are missing`,
        );
      }
    },
  ),
];

/** Undefined for a verdict that cannot be carried out at this question, such as another content for a picture. */
function answerOf({ source }: WebhookTrial, item: WebhookItem, verdict: Verdict): WebhookAnswer | undefined {
  try {
    return source.answer(item, verdict);
  } catch (error) {
    assert.ok(error instanceof RangeError, `${verdict.verdict}: it throws another error than a RangeError`);
    return undefined;
  }
}

import assert from 'node:assert/strict';
import type { ConversationKind } from '../conversation-kind.ts';
import { refusal } from '../settled.ts';
import type { Trial } from '../trial.ts';
import { changeRules } from './change-rules.ts';
import { contentRules } from './content-rules.ts';
import { deliveryRules } from './delivery-rules.ts';
import { Destination, type DestinationRules } from './destination.ts';
import { fieldRules } from './field-rules.ts';
import { outcomeRules } from './outcome-rules.ts';
import { recordRules } from './record-rules.ts';
import { secrecyRules } from './secrecy-rules.ts';

/** What holds of messages to groups as of those to rooms. */
export const conversationRules: DestinationRules = {
  ...deliveryRules,
  ...contentRules,
  ...fieldRules,
  ...outcomeRules,
  ...recordRules,
  ...changeRules,
  ...secrecyRules,
};

/** Fails where messages are refused though they are declared, or sent though they are not. */
export async function assertDeclared(trial: Trial, kind: ConversationKind): Promise<void> {
  await trial.invite();
  const destination = new Destination(trial, kind);
  const message = destination.message();
  if (trial.adapter.capabilities[kind] !== undefined) {
    assert.deepEqual(trial.chat().check(message), [], `a message to a ${kind} is declared, and refused`);
    return;
  }
  const error = await refusal(destination.send(), `a message to a ${kind}, which is not declared,`);
  assert.deepEqual([error.code, error.effect, error.field], ['unsupported', 'not_sent', destination.field]);
  assert.equal(await trial.requestCount(), 0, 'what is not supported is sent');
}

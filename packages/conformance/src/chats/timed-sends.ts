import assert from 'node:assert/strict';
import { settled } from '../settled.ts';
import { assertEverybodyListed, assertEverybodyStreamed, type Fact } from './assertions.ts';
import { toMessages, type VendorBehaviour } from './chat-trial.ts';
import { hello, people } from './people.ts';
import { readAll, type StartedChat } from './started-chat.ts';

/** A vendor that takes messages and never answers. */
export const silent: VendorBehaviour = { callFate: toMessages(() => 'silent') };
/** What a timer more or less takes. */
export const slackMs = 50;

export function assertAll(facts: readonly Fact[], code: string): void {
  for (const { userId, problem } of facts) {
    assert.equal(problem?.code, code, `${userId} has ${problem?.code ?? 'no problem'}, not ${code}`);
  }
}

export async function assertInTime(
  started: StartedChat,
  sending: Promise<readonly Fact[]>,
  withinMs: number,
): Promise<readonly Fact[]> {
  const { value, tookMs } = await started.timed(sending);
  assert.ok(tookMs <= withinMs + slackMs, `it took ${tookMs} ms, and may take ${withinMs}`);
  return value;
}

export const listed = async (started: StartedChat, options: Parameters<StartedChat['send']>[1]) => {
  const { receipt } = await settled(started.chat.sendDirect({ ...hello, to: people }, options));
  return assertEverybodyListed(receipt, people);
};

export const streamed = async (started: StartedChat, options: Parameters<StartedChat['send']>[1]) =>
  assertEverybodyStreamed(await readAll(started.chat.deliver(hello, people, options)), people);

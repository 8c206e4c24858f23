import { assertEverybodyListed, assertEverybodyStreamed, assertTrue, type Fact } from './assertions.ts';
import type { ChatTrial, VendorBehaviours } from './chat-trial.ts';
import { people } from './people.ts';
import type { StartedChat } from './started-chat.ts';

/** Sends as a list and as a stream, and looks at the inboxes each time. */
export async function inBothWays(
  trial: ChatTrial,
  behaviours: () => VendorBehaviours,
  look: (started: StartedChat, facts: readonly Fact[]) => void = assertTrue,
): Promise<void> {
  const list = await trial.start(behaviours());
  const { receipt } = await list.send(people);
  await list.clock.advance(60_000);
  look(list, assertEverybodyListed(receipt, people));
  const stream = await trial.start(behaviours());
  const outcomes = await stream.deliver(people);
  await stream.clock.advance(60_000);
  look(stream, assertEverybodyStreamed(outcomes, people));
}

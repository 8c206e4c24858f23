import { checkChangeOptions } from '../chat-options.ts';
import { ChatError } from '../model/chat-error.ts';
import { checkRef } from '../model/check-change.ts';
import type { FoundMessage } from '../model/found-message.ts';
import type { MessageRef } from '../model/outcome.ts';
import { performOnRef } from './perform-on-ref.ts';
import { refuseForeignRef } from './refs.ts';
import { type ChatCore, startSend } from './send.ts';
import { noSuchVerb } from './unsupported-verb.ts';

/** `Chat.find`: one call that changes nothing. */
export async function findMessage(
  core: ChatCore,
  givenRef: MessageRef,
  options: unknown,
): Promise<FoundMessage> {
  const { adapter, planContext } = core;
  const ref = checkRef(givenRef);
  const send = startSend(core, { operation: 'find', kind: 'whole' }, checkChangeOptions('find', options));
  const { find: capabilities } = adapter.capabilities;
  const { find: plan } = adapter.plan;
  if (!capabilities || !plan) throw new ChatError(noSuchVerb('find', adapter.title));
  refuseForeignRef(ref, 'ref', adapter, { verb: 'find', kinds: capabilities.conversations });
  return performOnRef(send, () => plan(ref, { ...planContext, items: 1 }));
}

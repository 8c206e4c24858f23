import { checkChangeOptions } from '../chat-options.ts';
import { countStates } from '../delivery/item-state.ts';
import { shapedIds } from '../exchange/vendor-ids.ts';
import type { EditReceipt, MessageEdit } from '../model/change.ts';
import { ChatError } from '../model/chat-error.ts';
import { checkEdit, checkRef } from '../model/check-change.ts';
import type { MessageRef } from '../model/outcome.ts';
import type { EditCapabilities } from '../ports/capabilities.ts';
import { planSafely, problemOfUnsupported, sound } from './plan-message.ts';
import { failedOperation } from './receipt.ts';
import { refuseForeignRef } from './refs.ts';
import { withRetryAfter } from './retry-after.ts';
import { type ChatCore, startSend, traceSend } from './send.ts';
import { performSingle } from './single-operation.ts';
import { unsupportedByCapabilities } from './unsupported.ts';
import { noSuchVerb } from './unsupported-verb.ts';

/** `Chat.edit`: one call, and one result or one problem. */
export async function editMessage(
  core: ChatCore,
  givenRef: MessageRef,
  givenEdit: MessageEdit,
  options: unknown,
): Promise<EditReceipt> {
  const { adapter } = core;
  const ref = checkRef(givenRef);
  const edit = checkEdit(givenEdit);
  const send = startSend(core, { operation: 'edit', kind: 'whole' }, checkChangeOptions('edit', options));
  const { edit: capabilities } = adapter.capabilities;
  const { edit: planEdit } = adapter.plan;
  if (!capabilities || !planEdit) throw new ChatError(noSuchVerb('edit', adapter.title));
  refuseForeignRef(ref, 'ref', adapter, { verb: 'edit', windowMs: capabilities.windowMs });
  refuseUnsupported(edit, capabilities, adapter.title);
  const plan = planSafely(() => sound(planEdit(ref, edit, { ...core.planContext, items: 1 })));
  const refused = plan.problems[0] ?? plan.unsupported.map(problemOfUnsupported)[0];
  if (refused) throw new ChatError(refused);
  for (const warning of plan.warnings) send.warnings.add(warning);
  const state = await traceSend(
    send,
    async () =>
      performSingle(
        send,
        planSafely(() => plan.call()),
        { sender: plan.sender },
      ),
    (ended) => countStates([ended]),
  );
  const { via, signal } = send.context;
  if (state.status !== 'accepted') {
    throw failedOperation(state.problem, withRetryAfter(state.problem), {}, signal);
  }
  const { requestId, sentAt } = shapedIds(state.value, (warning) => send.warnings.add(warning));
  return {
    ref,
    via,
    ...(sentAt === undefined ? {} : { editedAt: sentAt }),
    ...(requestId === undefined ? {} : { requestId }),
    warnings: send.warnings.list(),
  };
}

/** Throws a `ChatError` for what the capabilities rule out. */
function refuseUnsupported(
  { content, metadata }: MessageEdit,
  capabilities: EditCapabilities,
  title: string,
): void {
  // Metadata alone: the rules for messages want a content, and a text asks for nothing.
  const message = { content: content ?? { type: 'text', text: '' }, metadata } as const;
  const able = content ? capabilities : { ...capabilities, content: { text: 'yes' as const } };
  const [unsupported] = unsupportedByCapabilities(message, able, title);
  if (unsupported) throw new ChatError(problemOfUnsupported(unsupported));
  if (content || capabilities.metadataAlone) return;
  throw new ChatError(
    problemOfUnsupported({ field: 'content', reason: `is required: ${title} changes no metadata alone` }),
  );
}

import { checkChangeOptions } from '../chat-options.ts';
import { shapedIds } from '../exchange/vendor-ids.ts';
import type { EditReceipt, MessageEdit } from '../model/change.ts';
import { ChatError } from '../model/chat-error.ts';
import { checkEdit, checkRef } from '../model/check-change.ts';
import type { MessageRef } from '../model/outcome.ts';
import type { EditCapabilities } from '../ports/capabilities.ts';
import { performOnRef } from './perform-on-ref.ts';
import { problemOfUnsupported } from './plan-message.ts';
import { refuseForeignRef } from './refs.ts';
import { type ChatCore, startSend } from './send.ts';
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
  refuseForeignRef(ref, 'ref', adapter, { verb: 'edit', kinds: capabilities.windowMs });
  refuseUnsupported(edit, capabilities, adapter.title);
  const value = await performOnRef(send, () => planEdit(ref, edit, { ...core.planContext, items: 1 }));
  const { requestId, sentAt } = shapedIds(value, (warning) => send.warnings.add(warning));
  return {
    ref,
    via: send.context.via,
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

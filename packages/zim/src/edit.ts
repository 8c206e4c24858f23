import {
  createCall,
  type EditPlan,
  type MessageEdit,
  type MessageRef,
  type PlanContext,
} from '@polychat/core/adapter';
import { commands } from './commands.ts';
import { readEditReply } from './edit-reply.ts';
import { editRequest } from './edit-request.ts';
import { editDedupWindowMs } from './limits.ts';
import { editProblems } from './message-rules.ts';
import { refProblem } from './recall-request.ts';
import type { Settings } from './settings.ts';
import { visibleFields } from './wire.ts';

/**
 * Plans a change: EditC2cMsgBody or EditGroupMsgBody, as of 2026-08-21. ZIM wants to be told the message's type, which
 * only the content says.
 */
export function planEdit(
  ref: MessageRef,
  edit: MessageEdit,
  _context: PlanContext,
  settings: Settings,
): EditPlan {
  const { limits, signer } = settings;
  const unnamed = refProblem(ref, 'ref.');
  const isDirect = ref.conversation === 'direct';
  const endpoint = isDirect ? commands.editDirect : commands.editGroup;
  return {
    sender: ref.from,
    problems: [...(unnamed ? [unnamed] : []), ...editProblems(edit, settings)],
    unsupported: [],
    warnings: [],
    call: () =>
      createCall({
        endpoint,
        costs: [{ limit: isDirect ? limits.editDirectCalls : limits.editGroupCalls, units: 1 }],
        dedupWindowMs: editDedupWindowMs,
        request: () => {
          const { content, metadata } = edit;
          if (!content) throw new Error('the capabilities refuse metadata alone');
          return editRequest(ref, { content, metadata });
        },
        visibleFields,
        signer,
        read: (reply, attempt) => readEditReply(reply, attempt, endpoint),
      }),
  };
}

import {
  createCall,
  type EditPlan,
  type MessageEdit,
  type MessageRef,
  type PlanContext,
} from '@polychat/core/adapter';
import { bodyBytes, bodySizeProblem } from './body-size.ts';
import { commands } from './commands.ts';
import { readEditReply } from './edit-reply.ts';
import { editRequest } from './edit-request.ts';
import { attemptTimeoutMs, editDedupWindowMs } from './limits.ts';
import { editProblems } from './message-rules.ts';
import { refProblem } from './recall-request.ts';
import type { Settings } from './settings.ts';
import { visibleFields } from './wire.ts';

/** Plans a change: `modify_c2c_msg` (47722) or `modify_group_msg` (47948), which both change any element. */
export function planEdit(
  ref: MessageRef,
  edit: MessageEdit,
  _context: PlanContext,
  settings: Settings,
): EditPlan {
  const { limits, signer, maxBodyBytes } = settings;
  const unnamed = refProblem(ref, 'ref.');
  const request = editRequest(ref, edit);
  const tooLarge = bodySizeProblem(bodyBytes(request), maxBodyBytes, edit);
  const isDirect = ref.conversation === 'direct';
  const endpoint = isDirect ? commands.editDirect : commands.editGroup;
  return {
    sender: ref.from,
    problems: [
      ...(unnamed ? [unnamed] : []),
      ...editProblems(edit, settings),
      ...(tooLarge ? [tooLarge] : []),
    ],
    unsupported: [],
    warnings: [],
    call: () =>
      createCall({
        endpoint,
        costs: [{ limit: isDirect ? limits.editDirectCalls : limits.editGroupCalls, units: 1 }],
        dedupWindowMs: editDedupWindowMs,
        timeoutMs: attemptTimeoutMs,
        request: () => request,
        visibleFields,
        signer,
        read: (reply, attempt) => readEditReply(reply, attempt, endpoint),
      }),
  };
}

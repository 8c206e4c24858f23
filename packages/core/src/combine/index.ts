/** What those need who write a chat that is made of chats: the engine's own parts, so that both do the same. */

export { OldestFirstMap } from '../defaults/oldest-first-map.ts';
export type { Position } from '../delivery/batch.ts';
export { type ItemState, joinStates, type NotAcceptedState } from '../delivery/item-state.ts';
export { OutcomeQueue } from '../delivery/outcome-queue.ts';
export {
  type InvalidItem,
  type ReadySource,
  type Source,
  SourceReader,
  takeReady,
} from '../delivery/source-reader.ts';
export { aborted, deadlinePassed } from '../exchange/problems.ts';
export { rememberCause, safeCause, withCauseOf } from '../exchange/safe-cause.ts';
export { type CheckedRefs, checkEdit, checkRef, checkRefs } from '../model/check-change.ts';
export { misconfigured } from '../model/issues.ts';
export { atField, createProblem, invalidField } from '../model/problem.ts';
export { type BulkRun, type BulkWatch, createBulkSend } from '../operations/bulk-send.ts';
export { isBroadcast, isConversation, isDirect } from '../operations/message-kind.ts';
export { recalledOrThrow } from '../operations/recall.ts';
export {
  failedOperation,
  failedSend,
  type ListOutcome,
  receiptOf,
  receiptOrThrow,
} from '../operations/receipt.ts';
export { checkRecipients, checkSource, unique } from '../operations/recipients.ts';
export { keyOfRef } from '../operations/refs.ts';
export { UnderWay } from '../operations/under-way.ts';
export { sleep } from '../ports/clock.ts';
export { onAbort } from '../ports/on-abort.ts';

import { type PlannedPositions, planBatch } from '../delivery/plan-batch.ts';
import type { AnyMessage, DirectMessage } from '../model/message.ts';
import type { ResultIds } from '../model/outcome.ts';
import type { PlannedCall } from '../model/planned-call.ts';
import type { DirectPlan } from '../ports/plans.ts';
import type { VendorCall } from '../ports/vendor-call.ts';
import { utf8Length } from '../text/utf8.ts';
import { singleKindOf } from './message-kind.ts';
import { checkRecipients, unique } from './recipients.ts';
import type { ChatCore } from './send.ts';
import { planDirect, startDirect } from './send-direct.ts';
import { startMessage } from './single-message.ts';

/** `Chat.preview`: plans as a send would, and makes no call. */
export async function* previewOnly(core: ChatCore, message: AnyMessage): AsyncGenerator<PlannedCall> {
  const kind = singleKindOf(message);
  if (kind) {
    yield describeCall(startMessage(core, kind, message, {}).plan.call(), []);
    return;
  }
  const { to, ...fields } = (message as DirectMessage) ?? {};
  const started = startDirect(core, fields, {}, 'whole');
  const recipients = unique(checkRecipients(to, core.settings.maxRecipients));
  const { plan } = planDirect(started, recipients.length);
  for (const { batch } of batchesOf(plan, recipients)) {
    if (!batch) continue;
    yield describeCall(
      batch.call,
      batch.members.map(({ userId }) => userId),
    );
  }
}

/** All batches that a plan cuts a list into. */
export function batchesOf(
  plan: DirectPlan,
  recipients: readonly string[],
): readonly PlannedPositions<string, ResultIds>[] {
  const positions = recipients.map((userId, index) => ({ item: userId, userId, index }));
  const batches: PlannedPositions<string, ResultIds>[] = [];
  for (let first = 0; first < positions.length; ) {
    const planned = planBatch(plan, positions.slice(first, first + plan.maxItems));
    batches.push(planned);
    first += planned.taken;
  }
  return batches;
}

function describeCall(call: VendorCall<unknown>, recipients: readonly string[]): PlannedCall {
  return {
    endpoint: call.endpoint,
    recipients,
    costs: call.costs.map(({ limit, units, key }) => ({
      limit: limit.name,
      units,
      ...(key === undefined ? {} : { key }),
    })),
    bodyBytes: utf8Length(call.body()?.text ?? ''),
    body: call.describe(),
  };
}

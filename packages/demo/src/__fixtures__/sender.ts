/**
 * A process that sends one message with a journal, and waits to be killed. It tells its parent each record; where it is
 * told to `hold`, the journal never answers, so that nothing leaves.
 */
import type { CallRecord } from '@polychat/core';
import { chatOf, type SenderOrder } from './sender-order.ts';

process.on('message', async (order: SenderOrder) => {
  const journal = {
    begin(records: readonly CallRecord[]) {
      for (const record of records) process.send?.(record);
      return order.hold ? new Promise<void>(() => {}) : undefined;
    },
  };
  const content = { type: 'text', text: 'Order 17 is ready' } as const;
  await chatOf(order).sendDirect({ from: 'alice', to: order.to, content }, { journal });
});

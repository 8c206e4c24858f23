import type { ChatAdapter } from '@polychat/core/adapter';
import type { ConformanceSubject } from '../subject.ts';
import { telegraph } from './telegraph-adapter.ts';
import { telegraphContent } from './telegraph-content.ts';
import { clientId, clientSecret, TelegraphDouble } from './telegraph-double.ts';

/** Telegraph, or an adapter for it that was broken on purpose. */
export function startTelegraph(
  breakIt: (adapter: ChatAdapter) => ChatAdapter = (adapter) => adapter,
): ConformanceSubject {
  const double = new TelegraphDouble();
  return {
    adapter: breakIt(telegraph({ clientId, clientSecret })),
    content: telegraphContent,
    double,
    secrets: [clientSecret],
    transport: double,
    silenceMs: 40,
  };
}

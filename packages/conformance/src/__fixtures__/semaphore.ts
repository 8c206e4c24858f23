import type { ChatAdapter } from '@polychat/core/adapter';
import type { ConformanceSubject } from '../subject.ts';
import { semaphore, semaphoreContent } from './semaphore-adapter.ts';
import { app, key, SemaphoreDouble } from './semaphore-double.ts';

/** Somebody's number: the vendor knows no other ids. */
function numberOf(name: string): string {
  let hash = 7;
  for (const character of name) hash = (hash * 131 + character.charCodeAt(0)) % 999_999_999_989;
  return String(hash);
}

/** Semaphore, or an adapter for it that was broken on purpose. */
export function startSemaphore(
  breakIt: (adapter: ChatAdapter) => ChatAdapter = (adapter) => adapter,
  double = new SemaphoreDouble(),
): ConformanceSubject {
  return {
    adapter: breakIt(semaphore({ app, key })),
    withSecret: (secret) => breakIt(semaphore({ app, key: secret })),
    withDefaultSender: (defaultSender) => breakIt(semaphore({ app, key, defaultSender })),
    content: semaphoreContent,
    double,
    secrets: [key],
    transport: double,
    silenceMs: 40,
    userIdOf: numberOf,
    vendorLacks: ['sender_check', 'recipient_refused', 'left_out'],
    vendorFields: [
      { fields: { tone: 'low', flags: { blink: true, level: 3 } } },
      { fields: { tone: 'low' }, audience: 'online' },
    ],
  };
}

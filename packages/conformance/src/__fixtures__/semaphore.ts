import type { ChatAdapter } from '@polychat/core/adapter';
import type { ConformanceSubject } from '../subject.ts';
import { semaphore } from './semaphore-adapter.ts';
import { semaphoreContent } from './semaphore-content.ts';
import { app, key, SemaphoreDouble } from './semaphore-double.ts';
import { withCalls } from './with-calls.ts';

/** Somebody's number: the vendor knows no other ids. */
export function numberOf(name: string): string {
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
    vendorLacks: ['sender_check', 'recipient_refused', 'left_out', 'room_member_check'],
    vendorFields: [
      { fields: { tone: 'low', flags: { blink: true, level: 3 } } },
      { fields: { tone: 'low' }, audience: 'online' },
      { fields: { tone: 'low', flags: { blink: true, level: 3 } }, conversation: 'group' },
      { fields: { tone: 'low' }, conversation: 'room' },
    ],
  };
}

/**
 * The same with the metadata in a header and the idempotency key in the URL. What stands in no body is in no record, so
 * nothing can be made again.
 */
export function startSemaphoreInHeaders(): ConformanceSubject {
  return startSemaphore((adapter) => {
    const { resume: _, ...others } = withCalls((call) => {
      const { reference, ...body } = JSON.parse(call.body()?.text ?? '{}') as { readonly reference?: string };
      return {
        ...call,
        body: () => ({ contentType: 'application/json', text: JSON.stringify(body) }),
        async target(context) {
          const target = await call.target(context);
          const { 'idempotency-key': identity, ...others } = target.headers;
          const url = new URL(target.url);
          if (identity !== undefined) url.searchParams.set('key', identity);
          const headers = {
            ...others,
            ...(reference !== undefined && { 'x-reference': encodeURIComponent(reference) }),
          };
          return { ...target, url: url.href, headers };
        },
      };
    })(adapter);
    return others;
  });
}

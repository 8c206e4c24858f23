import type { FindPlan, FoundMessage, VendorCall } from '@polychat/core/adapter';
import type { BrokenAdapter } from './broken-adapter.ts';
import { startChangingPigeon } from './changing-pigeon.ts';
import { type Break, changeCall, withPlans } from './with-calls.ts';

const broken = (
  name: string,
  breakIt: Break,
  caughtBy: readonly [string, ...string[]],
  says: RegExp,
): BrokenAdapter => ({ name, start: () => startChangingPigeon(breakIt), caughtBy, says });

const withFindCalls = (change: (call: VendorCall<FoundMessage>) => VendorCall<FoundMessage>): Break =>
  withPlans(({ find }) => ({ find: (...given) => changeCall(find?.(...given) as FindPlan, change) }));

/** Changes what was found. */
const withFound = (change: (found: FoundMessage) => FoundMessage): Break =>
  withFindCalls((call) => ({
    ...call,
    read: (reply, attempt) => {
      const { value, ...result } = call.read(reply, attempt);
      return value ? { ...result, value: change(value) } : result;
    },
  }));

const whole = 'lookups: each message is found as it was sent, and for each recipient';
const other = 'lookups: what has another sender, recipient or id than the ref says is not found';
const now = 'lookups: it is found as it is now: after an edit, and after it was taken back';
const unclear = 'lookups: after an unclear attempt it is repeated';

/** Pigeons whose looks at messages are wrong. */
export const brokenLookups: readonly BrokenAdapter[] = [
  broken(
    'loses the metadata of a message that is looked up',
    withFound((found) => (found.found ? { ...found, metadata: undefined } : found)),
    [whole],
    /deep-equal/i,
  ),
  broken(
    'finds nothing',
    withFound(() => ({ found: false })),
    [whole],
    /the message to .* is not found/,
  ),
  broken(
    'does not look who sent a message',
    withPlans(({ find }) => ({
      find: (ref, context) =>
        changeCall(find?.(ref, context) as FindPlan, (call) => ({
          ...call,
          read: (reply, attempt) =>
            call.read(
              { ...reply, text: reply.text.replace(/"from":"[^"]*"/, `"from":"${ref.from}"`) },
              attempt,
            ),
        })),
    })),
    [other],
    /with another sender it is found/,
  ),
  broken(
    'finds what was taken back as if it were there',
    withFindCalls((call) => ({
      ...call,
      read: (reply, attempt) =>
        call.read({ ...reply, text: reply.text.replace('"isRecalled":true', '"isRecalled":false') }, attempt),
    })),
    [now],
    /taken back is found as if it were there/,
  ),
  broken(
    'takes a fault for "not there"',
    withFindCalls((call) => ({
      ...call,
      read: (reply, attempt) => {
        const { problem, ...result } = call.read(reply, attempt);
        return problem?.effect === 'unknown' ? { value: { found: false } } : { problem, ...result };
      },
    })),
    [unclear],
    /after "html", is not found/,
  ),
  broken(
    'does not repeat an unclear look',
    withFindCalls((call) => ({ ...call, dedupWindowMs: 0 })),
    [unclear],
    /Error|network|reset/i,
  ),
  broken(
    'declares a look that it does not plan',
    withPlans(() => ({ find: undefined })),
    [whole],
    /find: .* looks no messages up/,
  ),
];

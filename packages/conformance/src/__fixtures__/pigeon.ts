import type { ChatAdapter } from '@polychat/core/adapter';
import type { ConformanceSubject } from '../subject.ts';
import { pigeon } from './pigeon-adapter.ts';
import { PigeonDouble, token } from './pigeon-double.ts';

/** Pigeon Post, or an adapter for it that was broken on purpose. */
export function startPigeon(
  breakIt: (adapter: ChatAdapter) => ChatAdapter = (adapter) => adapter,
): ConformanceSubject {
  const double = new PigeonDouble();
  return {
    adapter: breakIt(pigeon({ app: 'loft', token })),
    double,
    secrets: [token],
    transport: double,
    silenceMs: 40,
  };
}

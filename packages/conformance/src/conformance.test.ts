import { startChangingPigeon } from './__fixtures__/changing-pigeon.ts';
import { startForgetfulPigeon, startPigeon } from './__fixtures__/pigeon.ts';
import { startSemaphore } from './__fixtures__/semaphore.ts';
import { startTelegraph } from './__fixtures__/telegraph.ts';
import { describeConformance } from './vitest/describe-conformance.ts';

describeConformance({ name: 'a vendor that discards copies', start: () => startPigeon() });
describeConformance({ name: 'a vendor that discards none', start: startForgetfulPigeon });
describeConformance({
  name: 'a vendor that takes messages back and changes them',
  start: () => startChangingPigeon(),
});
describeConformance({ name: 'a vendor with sessions and statuses', start: () => startTelegraph() });
describeConformance({
  name: 'a vendor that has everything, in the URL and in headers, and answers with nothing',
  start: () => startSemaphore(),
});

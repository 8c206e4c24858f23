import { describeConformance } from '@polychat/conformance/vitest';
import { content } from './content.ts';
import { pigeon } from './index.ts';
import { PigeonDouble, token } from './pigeon-double.ts';

describeConformance({
  name: 'pigeon',
  start: () => {
    // The vendor discards copies for a minute.
    const double = new PigeonDouble(60_000);
    return {
      adapter: pigeon({ app: 'loft', token }),
      withSecret: (secret) => pigeon({ app: 'loft', token: secret }),
      content,
      // The vendor has no fields of its own.
      vendorFields: [],
      // It drops no letter of which it says that all is well.
      vendorLacks: ['dropped'],
      double,
      transport: double,
      secrets: [token],
    };
  },
});

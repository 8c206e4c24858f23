import { describeTransport } from '@polychat/conformance/vitest';
import { Agent } from 'undici';
import { createUndiciTransport } from './undici-transport.ts';

describeTransport({ name: 'undici', create: () => createUndiciTransport() });

describeTransport({
  name: 'undici with one connection',
  create: () => createUndiciTransport({ connections: 1 }),
});

describeTransport({
  // Its settings would let requests share a connection, and be sent again where that breaks.
  name: 'undici with an agent that pipelines',
  create: () => {
    const dispatcher = new Agent({ pipelining: 10, connections: 2 });
    const transport = createUndiciTransport({ dispatcher });
    return {
      send: (request, options) => transport.send(request, options),
      async close() {
        await transport.close?.();
        await dispatcher.destroy();
      },
    };
  },
});

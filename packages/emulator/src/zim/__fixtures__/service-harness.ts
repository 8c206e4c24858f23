import type { JsonObject } from '../../vendor.ts';
import { HeardWebhooks } from '../../webhooks/__fixtures__/heard-webhooks.ts';
import { EmulatorClock } from '../../world/emulator-clock.ts';
import { EventHub } from '../../world/events.ts';
import { MessageStore } from '../../world/messages.ts';
import { UserDirectory } from '../../world/users.ts';
import { zimOptionsSchema } from '../options-schema.ts';
import { createZimService, type ZimService } from '../service.ts';

/** A service without a socket: Ana, Bo and Cy are online, two of them in a group and in a room. */
export class ServiceHarness {
  readonly webhooks = new HeardWebhooks({});
  readonly clock = new EmulatorClock();
  readonly service: ZimService;
  readonly users: UserDirectory;
  readonly messages: MessageStore;

  constructor(options: JsonObject = {}) {
    const events = new EventHub();
    this.users = new UserDirectory('zim', events, 'online');
    this.messages = new MessageStore(1000, Number.POSITIVE_INFINITY, events, this.clock);
    for (const user of ['ana', 'bo', 'cy', '@RBT#bot']) this.users.put(user);
    this.service = createZimService(
      zimOptionsSchema.parse({
        groups: [{ groupId: 'team', owner: 'ana', members: ['bo'] }],
        rooms: [{ roomId: 'hall', members: ['ana', 'bo'] }],
        ...options,
      }),
      { clock: this.clock, users: this.users, messages: this.messages, webhooks: this.webhooks },
    );
  }

  /** What it was told. */
  get told() {
    return this.webhooks.told;
  }
}

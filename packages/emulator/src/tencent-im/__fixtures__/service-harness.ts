import { VendorRequest } from '../../http/vendor-request.ts';
import type { JsonObject } from '../../vendor.ts';
import { HeardWebhooks } from '../../webhooks/__fixtures__/heard-webhooks.ts';
import { EmulatorClock } from '../../world/emulator-clock.ts';
import { EventHub } from '../../world/events.ts';
import { MessageStore } from '../../world/messages.ts';
import { UserDirectory } from '../../world/users.ts';
import { type TencentImSettings, tencentImOptionsSchema } from '../options-schema.ts';
import { createTencentImService, type TencentImService } from '../service.ts';
import { makeUserSig } from './user-sig.ts';

/** A service without a socket: Alice, Bob and Carol are online, two of them in a group and in a live group. */
export class ServiceHarness {
  readonly webhooks = new HeardWebhooks({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' });
  readonly clock = new EmulatorClock();
  readonly service: TencentImService;
  readonly users: UserDirectory;
  readonly messages: MessageStore;
  readonly #options: TencentImSettings;

  constructor(options: JsonObject = {}) {
    const events = new EventHub();
    this.#options = tencentImOptionsSchema.parse({
      groups: [
        { groupId: 'grp', members: ['alice', 'bob'], muted: ['bob'] },
        { groupId: 'live', type: 'AVChatRoom', members: ['alice', 'bob'] },
      ],
      ...options,
    });
    this.users = new UserDirectory('tencentIm', events, 'online');
    this.messages = new MessageStore(1000, Number.POSITIVE_INFINITY, events, this.clock);
    for (const user of ['administrator', 'alice', 'bob', 'carol']) this.users.put(user);
    this.service = createTencentImService(this.#options, {
      clock: this.clock,
      users: this.users,
      messages: this.messages,
      webhooks: this.webhooks,
    });
  }

  /** What it was asked. */
  get asked() {
    return this.webhooks.asked;
  }

  /** What it was told. */
  get told() {
    return this.webhooks.told;
  }

  async call(command: string, body: JsonObject): Promise<JsonObject> {
    const { sdkAppId, secretKey } = this.#options;
    const userSig = makeUserSig({
      sdkAppId,
      secretKey,
      identifier: 'administrator',
      issuedAt: this.clock.seconds(),
      expiresInSeconds: 1000,
    });
    const request = new VendorRequest({
      id: 1,
      vendor: 'tencentIm',
      method: 'POST',
      path: `/v4/${command}`,
      query: `sdkappid=${sdkAppId}&identifier=administrator&usersig=${userSig}&contenttype=json`,
      headers: {},
      body: Buffer.from(JSON.stringify(body)),
      at: this.clock.now(),
    });
    return this.service.handle(request);
  }
}

import { baseUrlSchema, once, parseOptions, type Secret, schema, secretSchema } from '@polychat/core/adapter';
import { highestMessageBytes, kilobyte, type Rates } from './limits.ts';
import { secretPattern } from './sign.ts';
import { userIdProblem } from './user-id.ts';

/** Where the app's servers stand; `unified` lets the vendor choose. */
export type ZimRegion =
  | 'unified'
  | 'shanghai'
  | 'hongkong'
  | 'frankfurt'
  | 'california'
  | 'mumbai'
  | 'singapore';

/** Where the vendor's servers stand, and their hosts ("Accessing Server APIs", article 13992). */
export const regionHosts: Readonly<Record<ZimRegion, string>> = {
  unified: 'zim-api.zego.im',
  shanghai: 'zim-api-sha.zego.im',
  hongkong: 'zim-api-hkg.zego.im',
  frankfurt: 'zim-api-fra.zego.im',
  california: 'zim-api-lax.zego.im',
  mumbai: 'zim-api-bom.zego.im',
  singapore: 'zim-api-sgp.zego.im',
};

/** The options of `zim()`. Sizes and rates are the vendor's defaults; raise one only after the vendor has. */
export interface ZimOptions {
  /** The app's number in the ZEGOCLOUD console. */
  readonly appId: number;
  /** The app's ServerSecret, 32 characters, or a function that returns it: called for every request that is signed. */
  readonly serverSecret: Secret;
  /** The servers nearest to yours. Default `unified`, which the vendor routes itself. */
  readonly region?: ZimRegion;
  /** Stands in for the region's address, such as an emulator's. Plain HTTP only on loopback. */
  readonly baseUrl?: string;
  /** The sender of messages that name none. Without it, a message without `from` is refused. */
  readonly defaultSender?: string;
  /** UTF-8 bytes of a message's content. Default 2,048, at most 32,768. */
  readonly maxMessageBytes?: number;
  /** UTF-8 bytes of a `mixed` message's content. Default 5,120, at most 32,768. */
  readonly maxMixedMessageBytes?: number;
  /** UTF-8 bytes of `metadata`. Default 1,024. */
  readonly maxMetadataBytes?: number;
  /** UTF-8 bytes of `vendor.zim.searchedContent`. Default 64. */
  readonly maxSearchedContentBytes?: number;
  /** SendPeerMessage calls a second, of up to 100 recipients each. Default 20. */
  readonly directCallsPerSecond?: number;
  /** SendGroupMessage calls a second. Default 10. */
  readonly groupCallsPerSecond?: number;
  /** SendRoomMessage calls a second. Default 10. */
  readonly roomCallsPerSecond?: number;
  /** Default 1. */
  readonly broadcastsPerSecond?: number;
  /** Broadcasts in 24 hours. Default 100. */
  readonly broadcastsPerDay?: number;
  /** UserRegister calls a second, of up to 100 users each. Default 20. */
  readonly registrationCallsPerSecond?: number;
}

const count = () => schema.int().check(schema.minimum(1));
const messageBytes = () => count().check(schema.maximum(highestMessageBytes));
const highestAppId = 2 ** 32 - 1;

const optionsSchema = once(() =>
  schema.strictObject({
    appId: schema.int().check(schema.minimum(1), schema.maximum(highestAppId)),
    serverSecret: secretSchema(secretPattern, '32 characters'),
    region: schema.withDefault(schema.enum(Object.keys(regionHosts) as ZimRegion[]), 'unified'),
    baseUrl: schema.optional(baseUrlSchema),
    defaultSender: schema.optional(
      schema.string().check(
        schema.refine((value) => userIdProblem('', value) === undefined, {
          error: 'must be a user id: 1 to 32 letters, digits, spaces or !#$%&()+-:;<=.>?@[]^_{}|~',
        }),
      ),
    ),
    // "MessageBody introduction" (article 16508), 2026-05-06; each is raised by the vendor on request.
    maxMessageBytes: schema.withDefault(messageBytes(), 2 * kilobyte),
    maxMixedMessageBytes: schema.withDefault(messageBytes(), 5 * kilobyte),
    maxMetadataBytes: schema.withDefault(count(), kilobyte),
    // "SendPeerMessage" (article 17510), 2026-07-08.
    maxSearchedContentBytes: schema.withDefault(count(), 64),
    directCallsPerSecond: schema.withDefault(count(), 20),
    // "SendGroupMessage" and "SendRoomMessage", as of 2026-08-21.
    groupCallsPerSecond: schema.withDefault(count(), 10),
    roomCallsPerSecond: schema.withDefault(count(), 10),
    // "SendMessageToAllUsers" (article 16493), 2026-07-08.
    broadcastsPerSecond: schema.withDefault(count(), 1),
    broadcastsPerDay: schema.withDefault(count(), 100),
    // "UserRegister", as of 2026-08-21.
    registrationCallsPerSecond: schema.withDefault(count(), 20),
  }),
);

/** Options that were checked, with the defaults filled in. Holds the secret: keep it in closures. */
export interface CheckedOptions extends Rates {
  readonly appId: number;
  readonly serverSecret: Secret;
  /** Normalized, without a slash at its end. */
  readonly baseUrl: string;
  readonly defaultSender?: string;
  readonly maxMessageBytes: number;
  readonly maxMixedMessageBytes: number;
  readonly maxMetadataBytes: number;
  readonly maxSearchedContentBytes: number;
}

/** Throws a `ChatError` with code `misconfigured` that names the first option at fault. */
export function checkOptions(options: ZimOptions): CheckedOptions {
  const { region, baseUrl, ...checked } = parseOptions(optionsSchema(), options, 'zim');
  const { href } = new URL(baseUrl ?? `https://${regionHosts[region]}`);
  return { ...checked, baseUrl: href.replace(/\/$/, '') };
}

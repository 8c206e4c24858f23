import {
  baseUrlSchema,
  misconfigured,
  once,
  parseOptions,
  type Secret,
  schema,
  secretSchema,
} from '@polychat/core/adapter';
import type { output } from 'zod/mini';
import { maxUserIdBytes } from './limits.ts';
import { secretPattern } from './sign.ts';
import { userIdProblem } from './user-id.ts';

/** Where the app was made; its data stays there, and only that region's domain answers it. */
export type TencentImRegion =
  | 'china'
  | 'singapore'
  | 'seoul'
  | 'tokyo'
  | 'frankfurt'
  | 'siliconValley'
  | 'jakarta'
  | 'mumbai';

/**
 * The domain of each region's server API (34620 = 269/1519, 2025-10). Mumbai is missing from the newest copies, and
 * still answers apps that were made there. [?]
 */
export const regionHosts: Readonly<Record<TencentImRegion, string>> = {
  china: 'console.tim.qq.com',
  singapore: 'adminapisgp.im.qcloud.com',
  seoul: 'adminapikr.im.qcloud.com',
  tokyo: 'adminapijpn.im.qcloud.com',
  frankfurt: 'adminapiger.im.qcloud.com',
  siliconValley: 'adminapiusa.im.qcloud.com',
  jakarta: 'adminapiidn.im.qcloud.com',
  mumbai: 'adminapiind.im.qcloud.com',
};

/**
 * Which command carries a direct message:
 * - `single`: `sendmsg`, one call for each recipient. Raises your webhooks, and the vendor discards copies for two
 *   minutes, so that an unclear attempt can be repeated.
 * - `batch`: `batchsendmsg`, up to 500 recipients a call. Raises no webhooks; an unclear attempt stays unconfirmed.
 * - `auto`: `single` for one recipient, `batch` for more.
 */
export type CommandChoice = 'auto' | 'single' | 'batch';

/** The choices of {@link CommandChoice}. */
export const commandChoices = ['auto', 'single', 'batch'] as const satisfies readonly CommandChoice[];

/**
 * The options that every app gives alike, whether it names its `region` or a `baseUrl`. Sizes and rates are the
 * vendor's defaults; raise one only after the vendor has.
 */
export interface TencentImCommonOptions {
  /** The app's id, as the console shows it. */
  readonly sdkAppId: number;
  /**
   * The app's secret key, 64 hexadecimal characters; or a function that returns it, which is called for every
   * request, so that the key can come from a vault and rotate.
   */
  readonly secretKey: Secret;
  /** An administrator of the app, such as `administrator`. Signs every request, and is the sender where none is named. */
  readonly adminUserId: string;
  /** The sender of messages without `from`. Default: the administrator. */
  readonly defaultSender?: string;
  /** How direct messages are sent, where the message does not say. Default `auto`. */
  readonly command?: CommandChoice;
  /**
   * Seconds for which a UserSig of the administrator is valid; it is renewed halfway. It stands in the URL of every
   * request, where traces and proxies see it, so it should not live long; the vendor advises at least a day. Default
   * 86,400 (one day).
   */
  readonly userSigLifetimeSeconds?: number;
  /** The largest request body of a message to users, a group or a room, in bytes. Default 12,000. */
  readonly maxBodyBytes?: number;
  /** The largest request body of a broadcast, in bytes. Default 10,000. */
  readonly maxBroadcastBodyBytes?: number;
  /** Calls of `sendmsg` per second. Default 200; each pack that you buy adds 100. */
  readonly singleCallsPerSecond?: number;
  /** Calls of `batchsendmsg` per second. Default 200; can be raised to 1,000. */
  readonly batchCallsPerSecond?: number;
  /** Recipients of `batchsendmsg` per minute. Default 12,000; each pack that you buy adds 6,000. */
  readonly batchRecipientsPerMinute?: number;
  /** Calls of `send_group_msg` per second, to groups and rooms. Default 200; each pack that you buy adds 100. */
  readonly groupCallsPerSecond?: number;
  /** Messages per second to one group or room. Default 40. */
  readonly groupMessagesPerSecond?: number;
  /** Broadcasts per day. Default 100. */
  readonly broadcastsPerDay?: number;
}

/** The options of an app that is called at its region's own domain. */
export interface TencentImRegionOptions extends TencentImCommonOptions {
  /**
   * Where the app lives. The vendor answers 60026 to an app that calls another region's domain, so there is no default
   * that is right for everybody.
   */
  readonly region: TencentImRegion;
  /** Takes the place of the region's domain: a backup domain, or an emulator. Plain HTTP is for loopback only. */
  readonly baseUrl?: string;
}

/** The options of an app that is called at an address of your choice. */
export interface TencentImBaseUrlOptions extends TencentImCommonOptions {
  /** Where the API is: a backup domain, or an emulator. Plain HTTP is for loopback only. */
  readonly baseUrl: string;
  /** Where the app lives. `baseUrl` takes the place of its domain. */
  readonly region?: TencentImRegion;
}

/** The options of `tencentIm()`: what every app gives, and `region` or `baseUrl`, of which one is required. */
export type TencentImOptions = TencentImRegionOptions | TencentImBaseUrlOptions;

const userIdSchema = () =>
  schema.string().check(
    schema.refine((userId) => userIdProblem('', userId) === undefined, {
      error: `must be 1 to ${maxUserIdBytes} characters of printable ASCII`,
    }),
  );

const count = (byDefault: number) => schema.withDefault(schema.int().check(schema.minimum(1)), byDefault);

const optionsSchema = once(() =>
  schema.strictObject({
    sdkAppId: schema.int().check(schema.minimum(1)),
    secretKey: secretSchema(secretPattern, '64 hexadecimal characters'),
    adminUserId: userIdSchema(),
    region: schema.optional(schema.enum(Object.keys(regionHosts) as TencentImRegion[])),
    baseUrl: schema.optional(baseUrlSchema),
    defaultSender: schema.optional(userIdSchema()),
    command: schema.withDefault(schema.enum(commandChoices), 'auto'),
    userSigLifetimeSeconds: count(86_400),
    // "12 KB" may be 12,000 or 12,288 bytes, of the body or of the message in it. [?] The smaller, of the whole body.
    maxBodyBytes: count(12_000),
    maxBroadcastBodyBytes: count(10_000),
    singleCallsPerSecond: count(200),
    batchCallsPerSecond: count(200),
    batchRecipientsPerMinute: count(12_000),
    groupCallsPerSecond: count(200),
    groupMessagesPerSecond: count(40),
    broadcastsPerDay: count(100),
  }),
);

/** Options that were checked, with the defaults filled in. Holds the secret: keep it in closures. */
export type CheckedOptions = Omit<output<ReturnType<typeof optionsSchema>>, 'baseUrl' | 'region'> & {
  /** Without a slash at the end. */
  readonly baseUrl: string;
};

/** Throws a `ChatError` with code `misconfigured` that names the first option at fault. */
export function checkOptions(options: TencentImOptions): CheckedOptions {
  const { region, baseUrl, ...checked } = parseOptions(optionsSchema(), options, 'tencentIm');
  if (baseUrl !== undefined) return { ...checked, baseUrl: baseUrl.replace(/\/+$/, '') };
  if (region !== undefined) return { ...checked, baseUrl: `https://${regionHosts[region]}` };
  throw misconfigured('tencentIm: region: is required unless baseUrl is given', 'region');
}

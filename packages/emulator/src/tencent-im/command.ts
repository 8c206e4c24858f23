import { type Command, type CommandSpec, defineCommand } from '../dialect/command.ts';
import type { Fields } from '../dialect/fields.ts';
import type { App } from './app.ts';
import { type TencentImCode, tencentImCodes } from './codes.ts';

/** The services, with their codes for a body that is no JSON object, and for a field that a command does not have. */
const services = {
  openim: { bodyCode: tencentImCodes.bodyInvalid, unknownFieldCode: tencentImCodes.bodyInvalid },
  all_member_push: { bodyCode: tencentImCodes.bodyInvalid, unknownFieldCode: tencentImCodes.bodyInvalid },
  // Its own tables name no code for bad JSON.
  im_open_login_svc: {
    bodyCode: tencentImCodes.bodyNotJson,
    unknownFieldCode: tencentImCodes.accountFieldInvalid,
  },
  group_open_http_svc: {
    bodyCode: tencentImCodes.groupBodyNotJson,
    unknownFieldCode: tencentImCodes.groupParameterInvalid,
  },
} as const;

/** What a command says of itself; what it leaves out is as in its whole service. */
interface TencentImSpec<Shape extends Fields> extends Pick<CommandSpec<Shape>, 'fields' | 'run'> {
  /** `false` when absent. */
  readonly perUser?: boolean;
  readonly unknownFieldCode?: TencentImCode;
  /** The rate of most commands when absent. */
  readonly callsPerSecond?: number;
  readonly tooFastCode?: TencentImCode;
}

/** A command of the REST API v4. Its name is its path without the first slash, such as `v4/openim/sendmsg`. */
export function tencentImCommand<Shape extends Fields>(
  app: App,
  service: keyof typeof services,
  name: string,
  { callsPerSecond, tooFastCode, perUser, ...spec }: TencentImSpec<Shape>,
): Command {
  return defineCommand({
    ...services[service],
    name: `v4/${service}/${name}`,
    method: 'POST',
    perUser: perUser ?? false,
    rates: [
      {
        units: callsPerSecond ?? app.options.limits.callsPerSecond,
        milliseconds: 1000,
        code: tooFastCode ?? tencentImCodes.tooFast,
      },
    ],
    ...spec,
  });
}

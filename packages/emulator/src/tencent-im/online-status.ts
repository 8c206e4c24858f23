import type { Call, Command } from '../dialect/command.ts';
import { field, type ValuesOf } from '../dialect/fields.ts';
import { Refusal } from '../dialect/refusal.ts';
import type { JsonObject } from '../vendor.ts';
import type { Presence } from '../world/user.ts';
import type { App } from './app.ts';
import { tencentImCodes } from './codes.ts';
import { tencentImCommand } from './command.ts';
import { zeroOrOne } from './fields.ts';
import { accountsField } from './message-fields.ts';

const shape = {
  To_Account: accountsField({ notArray: tencentImCodes.toAccountInvalid, empty: tencentImCodes.bodyInvalid }),
  IsNeedDetail: field(zeroOrOne.optional(), tencentImCodes.bodyInvalid),
};

/** `query_online_status` (1047/35477, 2025-10), formerly `querystate`. */
export function onlineStatusCommands(app: App): Command[] {
  const { readings } = app.options;
  const names = readings.retiredNames ? ['query_online_status', 'querystate'] : ['query_online_status'];
  return names.map((name) =>
    tencentImCommand(app, 'openim', name, {
      fields: shape,
      perUser: true,
      run: (fields, call) => query(app, fields, call),
    }),
  );
}

/**
 * PushOnline: the process is gone, but push still reaches the phone. The vendor ends it after 7 days; here it
 * lasts until the presence is set anew.
 */
const STATUS: Readonly<Record<Presence, 'Online' | 'PushOnline' | 'Offline'>> = {
  online: 'Online',
  offline: 'PushOnline',
  never: 'Offline',
};

function query(app: App, fields: ValuesOf<typeof shape>, call: Call): JsonObject {
  const { limits } = app.options;
  if (fields.To_Account.length > limits.recipientsPerCall)
    throw new Refusal(tencentImCodes.tooManyRecipients);
  const QueryResult: JsonObject[] = [];
  const ErrorList: { To_Account: string; ErrorCode: number }[] = [];
  for (const To_Account of fields.To_Account) {
    const user = app.users.get(To_Account);
    const code = user === undefined ? tencentImCodes.accountUnknown : call.request.recipientCode(To_Account);
    if (user === undefined || code !== undefined) {
      ErrorList.push({ To_Account, ErrorCode: code ?? tencentImCodes.accountUnknown });
      continue;
    }
    const Status = user.loggedOut ? 'Offline' : STATUS[user.presence];
    const Platform = user.device?.platform ?? 'Android';
    const Detail = Status === 'Offline' ? [] : [{ Platform, Status }];
    QueryResult.push({ To_Account, Status, ...(fields.IsNeedDetail === 1 ? { Detail } : {}) });
  }
  // Any success is code 0; without one, the code is that of the accounts.
  if (QueryResult.length === 0) throw new Refusal(ErrorList[0]?.ErrorCode ?? tencentImCodes.accountUnknown);
  return { QueryResult, ErrorList };
}

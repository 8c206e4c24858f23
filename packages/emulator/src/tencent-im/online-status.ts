import type { JsonObject } from '../vendor.ts';
import type { Presence } from '../world/user.ts';
import type { App } from './app.ts';
import type { Call, Command } from './command.ts';
import { field, readFields, zeroOrOne } from './fields.ts';
import { accountsField } from './message-fields.ts';
import { Refusal } from './refusal.ts';

const shape = {
  To_Account: accountsField({ notArray: 90003, empty: 90001 }),
  IsNeedDetail: field(zeroOrOne.optional(), 90001),
};

/** `query_online_status` (1047/35477, 2025-10), formerly `querystate`. */
export function onlineStatusCommands(app: App): Command[] {
  const { readings, limits } = app.options;
  const names = readings.retiredNames ? ['query_online_status', 'querystate'] : ['query_online_status'];
  return names.map((name) => ({
    path: `v4/openim/${name}`,
    callsPerSecond: limits.callsPerSecond,
    notJsonCode: 90001,
    fields: Object.keys(shape),
    unknownFieldCode: 90001,
    perUser: true,
    run: (call) => query(app, call),
  }));
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

function query(app: App, call: Call): JsonObject {
  const { limits } = app.options;
  const fields = readFields(call.body, shape);
  if (fields.To_Account.length > limits.recipientsPerCall) throw new Refusal(90011);
  const QueryResult: JsonObject[] = [];
  const ErrorList: { To_Account: string; ErrorCode: number }[] = [];
  for (const To_Account of fields.To_Account) {
    const user = app.users.get(To_Account);
    const code = user === undefined ? 70107 : call.request.recipientCode(To_Account);
    if (user === undefined || code !== undefined) {
      ErrorList.push({ To_Account, ErrorCode: code ?? 70107 });
      continue;
    }
    const Status = STATUS[user.presence];
    const Detail = Status === 'Offline' ? [] : [{ Platform: 'Android', Status }];
    QueryResult.push({ To_Account, Status, ...(fields.IsNeedDetail === 1 ? { Detail } : {}) });
  }
  // Any success is code 0; without one, the code is that of the accounts.
  if (QueryResult.length === 0) throw new Refusal(ErrorList[0]?.ErrorCode ?? 70107);
  return { QueryResult, ErrorList };
}

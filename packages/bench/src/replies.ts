/** Replies in the form in which the vendors give them, with ids of the length that theirs have. */

const requestId = '343649807833778782';

/** ZIM's reply to a message that reached these users. */
export function zimReply(userIds: readonly string[]): string {
  const SuccList = userIds.map((UserId, index) => ({ UserId, MsgId: requestId, MsgSeq: index + 1 }));
  return JSON.stringify({ Code: 0, Message: 'success', RequestId: requestId, ErrorList: [], SuccList });
}

/** Tencent IM's reply to a message, or to a batch of them, that it took. It names nobody. */
export const tencentImReply = JSON.stringify({
  ActionStatus: 'OK',
  ErrorInfo: '',
  ErrorCode: 0,
  MsgTime: 1_751_500_001,
  MsgKey: '40213_77120034_1751500001',
});

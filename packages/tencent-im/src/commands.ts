/** The vendor's names of the commands, which are also the paths below its domain. */
export const commands = {
  sendSingle: 'v4/openim/sendmsg',
  sendBatch: 'v4/openim/batchsendmsg',
  // To groups, and to rooms, which are groups of type AVChatRoom.
  sendGroup: 'v4/group_open_http_svc/send_group_msg',
  pushToAll: 'v4/all_member_push/im_push',
  importAccount: 'v4/im_open_login_svc/account_import',
  importAccounts: 'v4/im_open_login_svc/multiaccount_import',
  recallDirect: 'v4/openim/admin_msgwithdraw',
  recallGroup: 'v4/group_open_http_svc/group_msg_recall',
  editDirect: 'v4/openim/modify_c2c_msg',
  // Of the service openim, other than the rest of what is about groups (47948).
  editGroup: 'v4/openim/modify_group_msg',
  findDirect: 'v4/openim/admin_getroammsg',
  findGroup: 'v4/group_open_http_svc/group_msg_get_simple',
  verify: 'v4/im_open_login_svc/account_check',
} as const;

export type Command = (typeof commands)[keyof typeof commands];
/** The commands that carry a direct message. */
export type DirectCommand = typeof commands.sendSingle | typeof commands.sendBatch;
/** The commands that import users. */
export type UsersCommand = typeof commands.importAccount | typeof commands.importAccounts;
/** The commands that take messages back. */
export type RecallCommand = typeof commands.recallDirect | typeof commands.recallGroup;
/** The commands that change messages. */
export type EditCommand = typeof commands.editDirect | typeof commands.editGroup;
/** The commands that look messages up. */
export type FindCommand = typeof commands.findDirect | typeof commands.findGroup;

/** The commands that the vendor's pages name, by their service; the emulator serves some of them. */
const named = {
  openim:
    'sendmsg batchsendmsg importmsg admin_getroammsg admin_msgwithdraw modify_c2c_msg modify_group_msg admin_set_msg_read get_c2c_unread_msg_num c2c_msg_read_receipt delete_c2c_msg_ramble query_online_status querystate im_push im_add_tag',
  openim_msg_ext_http_svc: 'set_key_values get_key_values',
  im_open_login_svc: 'account_import multiaccount_import account_delete account_check kick',
  all_member_push:
    'im_push im_set_attr_name im_get_attr_name im_set_attr im_remove_attr im_get_attr im_add_tag im_remove_tag im_get_tag im_remove_all_tags',
  timpush:
    'push batch revoke set_attr_name get_attr_name set_attr remove_attr get_attr add_tag remove_tag get_tag clear_all_tags',
  group_open_http_svc:
    'create_group import_group destroy_group add_group_member import_group_member delete_group_member change_group_owner modify_group_member_info forbid_send_msg get_group_muted_account get_group_shutted_uin get_role_in_group set_unread_msg_num get_group_info get_group_member_info get_specified_group_member_info get_joined_group_list get_appid_group_list modify_group_base_info send_group_msg send_group_system_notification group_msg_recall group_msg_get_simple import_group_msg get_group_msg_receipt get_group_msg_receipt_detail group_msg_receipt delete_group_msg_by_sender clear_group_msg send_broadcast_msg get_online_member_num ban_group_member unban_group_member get_group_ban_member set_group_attr modify_group_attr delete_group_attr clear_group_attr get_group_counter update_group_counter delete_group_counter',
  group_open_attr_http_svc: 'get_group_attr',
  group_open_avchatroom_http_svc: 'get_members check_members modify_admin get_admin_list modify_user_info',
  million_group_open_http_svc: 'get_online_member_num',
  profile: 'portrait_get portrait_set',
  sns: 'black_list_add black_list_delete black_list_get black_list_check friend_add friend_import friend_update friend_delete friend_delete_all friend_check friend_get friend_get_list group_add group_delete group_get',
  recentcontact:
    'get_list delete mark_contact create_contact_group update_contact_group del_contact_group get_contact_group search_contact_group',
  openconfigsvr: 'setnospeaking getnospeaking',
  open_msg_svc: 'get_history',
  openim_robot_http_svc: 'create_robot delete_robot get_all_robots',
  ConfigSvc: 'GetIPList',
} as const;

/** Each command by its path without the first slash. */
export const knownCommands: ReadonlySet<string> = new Set(
  Object.entries(named).flatMap(([service, commands]) =>
    commands.split(' ').map((command) => `v4/${service}/${command}`),
  ),
);
